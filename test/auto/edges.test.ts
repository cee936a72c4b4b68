/**
 * Where what is chosen could fail or mislead: stratified proposals of few samples, numbers beyond the doubles, φ that is constant or seen to be, generators that φ draws from, words.
 * What is refused on purpose is in refused.test.ts.
 */
import { type GradientResult, Rng, bernoulli, gradient, integrand, normal, plan, poisson } from "montegrad";
import { describe, expect, it } from "vitest";
import { block, unit } from "./problems.ts";

const wave = integrand("cos(2*x)"), smooth = block((x) => Math.cos(2 * x), (x) => -2 * Math.sin(2 * x));
const codes = ({ diagnostics: { warnings } }: GradientResult): string[] => warnings.map(({ code }) => code);

describe("few samples of a stratified proposal", () => {
  it.each([16, 33, 64, 127, 128, 600])("%i", (samples) => {
    for (const proposal of ["slice", { p: 0.5, fisher: 0.5 }] as const) for (const phi of [wave, (x: number) => Math.cos(2 * x)]) {
      expect(Number.isFinite((gradient(unit, phi as never, { samples, seed: 1, proposal }) as unknown as { grad: { loc: { mean: number } } }).grad.loc.mean)).toBe(true);
    }
  });
});

describe("numbers beyond the doubles", () => {
  it.each([[NaN, "propagate", 5], [Infinity, "error", 5], [NaN, "propagate", 2], [Infinity, "error", 2]] as const)("a loop that met %d once (%s, call %i) goes on learning", (bad, nan, when) => {
    const rng = new Rng(1);
    let call = 0;
    const phi = block((x) => (call === when ? bad : Math.cos(2 * x)), (x) => -2 * Math.sin(2 * x));
    const results = Array.from({ length: 20 }, () => { call++; return gradient(unit, phi, { samples: 64, rng, nan }); });
    const { loc } = results.at(-1)!.chosen.coefficients as unknown as { loc: Float64Array };
    expect(loc.some((c) => c !== 0)).toBe(true);
  });
  it.each([["a density as narrow as 1e-160", normal({ loc: 0, scale: 1e-160 }), integrand("x"), 1], ["φ of 1e200", unit, integrand("1e200*x"), 1e200]] as const)("%s: groups that learn nothing stay what they are", (_name, p, phi, expected) => {
    const { grad } = gradient(p, phi, { samples: 2048, seed: 1 });
    expect(Math.abs(grad.loc.mean / expected - 1)).toBeLessThan(0.2);
  });
});

describe("what does not vary", () => {
  it.each([64, 1024, 2048, 8191, 8192, 1e5])("a constant, %i samples: nothing disagrees, and no quotient of nothing", (samples) => {
    for (const phi of [integrand("3"), block(() => 3, () => 0)]) {
      const g = gradient(unit, phi, { samples, seed: 1 });
      expect(codes(g)).not.toContain("lr-rp-disagree");
      expect(Math.abs(g.grad.loc.mean)).toBeLessThan(1e-12);
      expect(g.job.why).not.toMatch(/NaN|Infinity/);
    }
  });
  it("a φ in JavaScript whose gradient is 0 is one that jumps, even where a pilot saw no jump", () => {
    const steps = [[unit, block((x) => Number(x > 5), () => 0)], [normal({ loc: [1, 1], scale: 1 }), { value: ([x, y]: Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = Number(x![i]! + y![i]! > 8); }, gradient: () => {} }]] as const;
    for (const [p, phi] of steps) {
      const { grad, chosen, value } = gradient(p as never, phi as never, { samples: 1e6, seed: 1 }) as unknown as GradientResult & { grad: { loc: { stdError: number | Float64Array } } };
      expect(value.mean).toBeGreaterThan(0);
      expect(chosen.flow).toBe("lr");
      expect([grad.loc.stdError].flat().every((s) => (typeof s === "number" ? s > 0 : s.every((v) => v > 0)))).toBe(true);
    }
  });
  it("a flow that carries what no draw shows is preferred to a likelihood ratio of nothing but zeros", () => {
    const x = integrand("x");
    expect(gradient(bernoulli({ probs: 0 }), x, { samples: 1e4, seed: 1 }).grad.probs.mean).toBe(1);
    expect(gradient(poisson({ rate: 1e-300 }), x, { samples: 1e4, seed: 1 }).grad.rate.mean).toBe(1);
  });
});

describe("generators", () => {
  it("what φ has drawn in a pilot that fails does not come again", () => {
    const rng = new Rng(1), seen: number[] = [];
    const phi = block((x) => { if (seen.push(rng.uniform()) > 3) throw new Error("mine"); return x; }, () => 1);
    expect(() => gradient(unit, phi, { samples: 9000, rng })).toThrow("mine");
    const later = Array.from({ length: 30 }, () => rng.uniform());
    expect(seen.filter((u) => later.includes(u))).toEqual([]);
  });
});

it("a plan refuses what its run would", () => {
  expect(() => plan(unit, smooth, { samples: 100, seed: 1, controls: ["scores"] as never })).toThrow(/^plan: "controls\[0\]" expected/);
  expect(() => plan(unit, ([x]) => x!, { flow: "rp", samples: 100, seed: 1 })).toThrow(/^plan: "phi" expected { value, gradient }/);
});
