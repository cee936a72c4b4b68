/**
 * Gradients of what is made of other distributions: mixtures, transforms. Closed forms, LR against RP, what is refused.
 * Values of the distributions themselves are the battery's (test/distributions).
 */
import { type Distribution, Rng, gamma, gradient, mixture, mvn, normal, poisson, product, restore, transform } from "montegrad";
import { describe, expect, it } from "vitest";
import { zBound } from "../statistics.ts";

const n = 2 ** 18;
/** Of all comparisons of this file together. */
const RATE = 1e-6, COMPARISONS = 100;
const square = {
  value: (x: readonly Float64Array[], out: Float64Array) => { for (const column of x) for (let i = 0; i < out.length; i++) out[i]! += column[i]! ** 2; },
  gradient: (x: readonly Float64Array[], out: readonly Float64Array[]) => { x.forEach((column, d) => { for (let i = 0; i < column.length; i++) out[d]![i] = 2 * column[i]!; }); },
};
type Numbers = number | Float64Array;
const near = ({ mean, stdError }: { mean: Numbers; stdError: Numbers }, expected: readonly number[], where: string): void => {
  const means = [mean].flatMap((v) => (typeof v === "number" ? [v] : [...v])), errors = [stdError].flatMap((v) => (typeof v === "number" ? [v] : [...v]));
  expect(means.length, where).toBe(expected.length);
  expected.forEach((value, j) => expect.soft(Math.abs(means[j]! - value) / errors[j]!, `${where}[${j}]: ${means[j]} ± ${errors[j]}, exact ${value}`).toBeLessThan(zBound(RATE, COMPARISONS)));
};

describe("mixture", () => {
  const logits = [0, 0.5, -1], loc = [-1, 3, 0.5], scale = [1, 0.5, 2];
  const p = mixture({ logits, components: [normal({ loc: loc[0]!, scale: scale[0]! }), normal({ loc: loc[1]!, scale: scale[1]! }), normal({ loc: loc[2]!, scale: scale[2]! })] });
  const total = logits.reduce((sum, l) => sum + Math.exp(l), 0), w = logits.map((l) => Math.exp(l) / total), second = loc.map((m, k) => m * m + scale[k]! ** 2);
  const E = w.reduce((sum, v, k) => sum + v * second[k]!, 0);

  it.each(["lr", "rp", 0.5, { logits: "rp", components: "lr" }] as const)("%j: E[x²] and its gradient", (flow) => {
    const g = gradient(p, square, { flow: flow as "lr", samples: n, seed: 11 });
    near(g.value, [E], "value");
    near(g.grad.logits, w.map((v, k) => v * (second[k]! - E)), "logits");
    for (const k of [0, 1, 2] as const) {
      near(g.grad.components[k].loc, [2 * w[k]! * loc[k]!], `loc ${k}`);
      near(g.grad.components[k].scale, [2 * w[k]! * scale[k]!], `scale ${k}`);
    }
    expect(g.diagnostics.warnings.map(({ code }) => code)).not.toContain("lr-rp-disagree"); // between the modes u is large: tails may be noted
  });

  it("of gammas, of poissons, of transforms", () => {
    const rates = [2, 5], gammas = mixture({ logits: [0, 0], components: [gamma({ concentration: 0.5, rate: 1 }), gamma({ concentration: 4, rate: 2 })] });
    const g = gradient(gammas, square, { flow: "rp", samples: n, seed: 12 });
    near(g.grad.logits, [(0.75 - 5) / 4, (5 - 0.75) / 4], "gammas, logits"); // E x² = a(a + 1)/r²: 3/4 and 5
    near(g.grad.components[1].concentration, [0.5 * 9 / 4], "concentration");
    const counts = mixture({ logits: [0, 0], components: [poisson({ rate: 2 }), poisson({ rate: 5 })] });
    for (const flow of ["lr", "rp"] as const) {
      const h = gradient(counts, square, { flow, samples: n, seed: 13 });
      near(h.grad.logits, [-6, 6], `poissons, logits, ${flow}`); // E k² = λ + λ²: 6 and 30
      near(h.grad.components[0].rate, [0.5 * (1 + 2 * rates[0]!)], `rate, ${flow}`);
      expect(h.diagnostics.warnings).toEqual([]);
    }
    const stretched = mixture({ logits: [0, 0], components: [transform(normal({ loc: 0, scale: 0.25 }), "exp"), transform(normal({ loc: 0.5, scale: 0.25 }), "exp")] });
    const s = gradient(stretched, square, { flow: "rp", samples: n, seed: 14 });
    near(s.grad.components[0].loc, [Math.exp(0.125)], "log-normal"); // w·2·E x² = e^(2·loc + 2·scale²)
  });

  it("of several columns: the logits take LR, the components either", () => {
    const two = mixture({ logits: [0, 1], components: [mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 1] }), normal({ loc: [2, -1], scale: 0.5 })] }), w1 = 1 / (1 + Math.exp(-1));
    expect(() => gradient(two, square, { flow: "rp", samples: 10, seed: 1 })).toThrow(/"flow" expected "lr".*"logits".*several columns/);
    const g = gradient(two, square, { flow: { logits: "lr", components: "rp" }, samples: n, seed: 15 }), means = [3.25, 5.5];
    near(g.grad.logits, [w1 * (1 - w1) * (means[0]! - means[1]!), w1 * (1 - w1) * (means[1]! - means[0]!)], "logits");
    near(g.grad.components[0].loc, [0, 2 * (1 - w1)], "loc of mvn");
    near(g.grad.components[1].scale, [4 * w1 * 0.5], "shared scale");
    expect(g.diagnostics.warnings).toEqual([]);
    expect((two.flow([0, 0]) as unknown as { logits: Float64Array }).logits).toEqual(new Float64Array(4).fill(NaN));
  });

  it("chooses by randomness of its own: components keep their draws, inner choices do not follow outer ones", () => {
    const a = normal({ loc: 0, scale: 1 }), b = normal({ loc: 100, scale: 1 }), x = a.sample(new Rng(3), 4096), m = mixture({ logits: [0, 0], components: [a, b] }).sample(new Rng(3), 4096);
    let first = 0;
    m.forEach((v, i) => { if (v === x[i]) first++; else expect(v).toBeCloseTo(x[i]! + 100, 10); });
    expect(Math.abs(first - 2048)).toBeLessThan(zBound(RATE, COMPARISONS) * 32);
    const at = (loc: number): Distribution => normal({ loc, scale: 2 ** -10 }), inner = [mixture({ logits: [0, 0], components: [at(0), at(1)] }), mixture({ logits: [0, 0], components: [at(2), at(3)] })];
    const counts = [0, 0, 0, 0];
    for (const v of mixture({ logits: [0, 0], components: inner }).sample(new Rng(4), 2 ** 14)) counts[Math.round(v)]!++;
    for (const count of counts) expect(Math.abs(count - 2 ** 12)).toBeLessThan(zBound(RATE, COMPARISONS) * Math.sqrt(2 ** 12 * 0.75));
  });

  it("a component of weight 0 is never drawn", () => {
    const p0 = mixture({ logits: [0, -Infinity, 1, -Infinity], components: [normal({ loc: 0, scale: 1 }), normal({ loc: 1e9, scale: 1 }), normal({ loc: 2, scale: 1 }), normal({ loc: 1e9, scale: 1 })] });
    for (const v of p0.sample(new Rng(1), 2 ** 14)) expect(v).toBeLessThan(100);
    expect(p0.mean).toBeCloseTo(2 / (1 + Math.exp(-1)), 14);
    expect((p0.score(0.5) as unknown as { logits: Float64Array }).logits[1]).toBe(0);
  });

  it("quantiles are those of its distribution function", () => {
    const u = Float64Array.of(1e-300, 1e-9, 0.1, 0.25, 0.5, 0.9, 1 - 2 ** -40), x = p.quantile(u);
    p.cdf(x).forEach((v, i) => { if (u[i]! < 0.5) expect(Math.abs(v / u[i]! - 1)).toBeLessThan(1e-11); });
    p.survival(x).forEach((v, i) => { if (u[i]! >= 0.5) expect(Math.abs(v / (1 - u[i]!) - 1)).toBeLessThan(1e-11); });
    const counts = mixture({ logits: [0, 0], components: [poisson({ rate: 2 }), poisson({ rate: 50 })] });
    for (const level of [0.01, 0.25, 0.4999, 0.5001, 0.75, 0.99]) {
      const k = counts.quantile(level);
      expect(counts.cdf(k)).toBeGreaterThanOrEqual(level);
      expect(counts.cdf(k - 1)).toBeLessThan(level);
    }
    expect(() => p.entropy).toThrow(/mixture.entropy/);
  });
});

describe("transform", () => {
  it.each(["lr", "rp", 0.5] as const)("%s: E[x²] of a log-normal of two columns", (flow) => {
    const g = gradient(transform(normal({ loc: [0, 0.25], scale: 0.25 }), "exp"), square, { flow, samples: n, seed: 21 }), each = [Math.exp(0.125), Math.exp(0.625)];
    near(g.grad.loc, each.map((v) => 2 * v), "loc");
    near(g.grad.scale, [each[0]! + each[1]!], "scale"); // 4·scale·e^(2·loc + 2·scale²), summed
    expect(g.diagnostics.warnings).toEqual([]);
  });

  it("of mvn and in products, and back from JSON", () => {
    const p = product({ a: transform(mvn({ loc: [0, 0], scaleTril: [0.5, 0, 0.25, 0.25] }), { affine: [1, -2] }), k: poisson({ rate: 2 }) });
    const g = gradient(p, square, { flow: "rp", samples: n, seed: 22 });
    near(g.grad.a.loc, [-4, -4], "loc"); // x = 1 − 2y: ∂E x² = −4·E x
    near(g.grad.k.rate, [5], "rate");
    for (const copy of [JSON.parse(JSON.stringify(p)) as unknown, structuredClone(p)]) expect((restore(copy) as Distribution).sample(new Rng(5), 3)).toEqual(p.sample(new Rng(5), 3));
  });

  it.each(["exp", "softplus", "sigmoid"] as const)("%s: estimates survive draws that round to an end of the support", (bijection) => {
    // y ~ Normal(0, 1000): e^y is 0 or Infinity for half of the draws. P(x > T(0)) = 1/2 moves with loc by 1/(scale·√2π)
    const scale = 1000, p = transform(normal({ loc: 0, scale }), bijection), q = transform(normal({ loc: 10, scale: 1200 }), bijection), middle = bijection === "exp" ? 1 : bijection === "sigmoid" ? 0.5 : Math.log(2);
    const above = { value: ([x]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > middle ? 1 : 0; } };
    for (const proposal of [undefined, q]) {
      const one = gradient(p, above, { flow: "lr", samples: n, seed: 24, ...(proposal && { proposal }) });
      near(one.grad.loc, [1 / (scale * Math.sqrt(2 * Math.PI))], "loc");
      const both = gradient(mixture({ logits: [0, 0], components: [p, q] }), above, { flow: "lr", samples: n, seed: 25 });
      near(both.grad.components[0].loc, [0.5 / (scale * Math.sqrt(2 * Math.PI))], "loc, in a mixture");
      const pair = gradient(product({ k: poisson({ rate: 1 }), p }), { value: ([, x], out) => above.value([x!], out) }, { flow: "lr", samples: n, seed: 26 });
      near(pair.grad.p.loc, [1 / (scale * Math.sqrt(2 * Math.PI))], "loc, in a product");
    }
  });

  it("keeps what cannot be: LR beside RP where φ jumps is flagged", () => {
    const jump = { value: ([x]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > 1 ? 1 : 0; }, gradient: () => {} };
    const g = gradient(transform(normal({ loc: 0, scale: 1 }), "exp"), jump, { flow: "rp", samples: 2 ** 14, seed: 23 });
    expect(g.diagnostics.warnings.map(({ code }) => code)).toContain("lr-rp-disagree");
  });
});
