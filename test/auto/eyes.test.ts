/** `why` says what is true: no ratio of what does not compare, none of an estimator that was not taken. */
import { gradient, integrand, normal, plan } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: 1, scale: 1 }), run = { samples: 8192, seed: 1 };

describe("why", () => {
  it.each(["3", "1e160*x^2", "1e308*x^2"])("has no NaN: %s", (formula) => {
    const { why } = plan(p, integrand(formula), run);
    expect(why).toContain("by a pilot of 512 samples");
    expect(why).not.toMatch(/NaN|Infinity/);
  });
  it.each([{ antithetic: true }, { points: "sobol" }, { controls: ["score"] }, { baseline: 0 }] as const)("claims no variance of controls that were not taken: %o", (given) => {
    const { chosen } = gradient(p, integrand("x^2"), { ...given, ...run } as never) as unknown as { chosen: { why: string } };
    expect(chosen.why).toBe("by a pilot of 512 samples, with what else was given");
  });
});
