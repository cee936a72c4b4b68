/** `why` says what is true: no ratio of what does not compare, none of an estimator that was not taken. */
import { gradient, integrand, normal, plan, studentT } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: 1, scale: 1 }), run = { samples: 8192, seed: 1 };

describe("why", () => {
  it.each(["1e160*x^2", "1e308*x^2"])("has no NaN: %s", (formula) => {
    const { why } = plan(p, integrand(formula), run);
    expect(why).toContain("by a pilot of 512 samples");
    expect(why).not.toMatch(/NaN|Infinity/);
  });
  it("tells of less variance that was left", () => {
    const t = studentT({ df: 5, loc: 0, scale: 1 }), found = Array.from({ length: 20 }, (_, seed) => plan(t, integrand("x^2"), { samples: 4096, seed }).why as string);
    expect(found.filter((why) => why.endsWith("; what has less is too skewed for 4096 samples")).length).toBeGreaterThan(5);
  });
  it.each([{ antithetic: true }, { points: "sobol" }, { controls: ["score"] }, { baseline: 0 }] as const)("claims no variance of controls that were not taken: %o", (given) => {
    const { chosen } = gradient(p, integrand("x^2"), { ...given, ...run } as never) as unknown as { chosen: { why: string } };
    expect(chosen.why).toBe("by a pilot of 512 samples, with what else was given");
  });
});

it("chosen is data that JSON keeps", () => {
  const phi = integrand("exp(x/2)"), { chosen, grad } = gradient(p, phi, { controls: ["score"], coefficients: { value: new Float64Array([0.5, 0]), loc: [0.1, 0], scale: [0, 0.2] }, flow: "lr", ...run });
  const again = JSON.parse(JSON.stringify(chosen)) as typeof chosen;
  expect(again).toEqual(chosen);
  expect(chosen.seed).toBe(1);
  expect(gradient(p, phi, again as never).grad.loc.mean).toBe(grad.loc.mean);
  expect(gradient(p, phi, { ...run, seed: 2n ** 60n }).chosen.seed).toBe(2n ** 60n);
});
