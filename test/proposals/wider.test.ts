/**
 * Wider tails on the integers: a negative binomial law of the same mean and factor² times the variance, a geometric one of factor times the mean. Sums over
 * all integers that count are exact; a wrong power of the factor changes them by a third at least.
 */
import { type Distribution, geometric, gradient, integrand, negativeBinomial, overdispersed, poisson } from "montegrad";
import { describe, expect, it } from "vitest";

const near = (got: unknown, expected: number): void => expect(Math.abs((got as number) / expected - 1)).toBeLessThan(1e-12);

describe.each([1.5, 3])("of factor %d", (factor) => {
  it.each([["poisson", poisson({ rate: 3 })], ["a rare poisson", poisson({ rate: 0.01 })], ["negativeBinomial", negativeBinomial({ total: 3, probs: 0.6 })], ["a rare negativeBinomial", negativeBinomial({ total: 0.02, probs: 1e-4 })]] as const)("%s keeps its mean", (_, p) => {
    const q = overdispersed(p, factor);
    expect(q.family).toBe("negativeBinomial");
    near(q.mean, p.mean as number);
    near(q.variance, (p.variance as number) * factor * factor);
  });
  it("geometric does not", () => {
    const p = geometric({ probs: 0.3 }), q = overdispersed(p, factor);
    expect(q.family).toBe("geometric");
    near(q.mean, (p.mean as number) * factor);
  });
  it("as a proposal its weights add up to 1 exactly, and E φ is what it is under p", () => {
    for (const p of [poisson({ rate: 3 }), geometric({ probs: 0.3 }), negativeBinomial({ total: 3, probs: 0.6 })] as Distribution[]) {
      const q = overdispersed(p, factor) as Distribution, k = Float64Array.from({ length: 600 }, (_, i) => i), mass = q.logProb(k).map(Math.exp), weights = p.logProb(k).map((v, i) => Math.exp(v) / mass[i]!);
      near(weights.reduce((sum, w, i) => sum + w * mass[i]!, 0), 1);
      const g = gradient(p, integrand("sqrt(x)"), { samples: 1e6, seed: 1, flow: "lr", proposal: { overdispersed: factor } }), truth = p.logProb(k).reduce((sum, v, i) => sum + Math.exp(v) * Math.sqrt(i), 0);
      expect(Math.abs(g.value.mean - truth) / g.value.stdError).toBeLessThan(4);
      expect(g.value.stdError / truth).toBeLessThan(0.002);
    }
  });
});

it("columns stay columns; a factor of 1 changes next to nothing, as far as there is such a law", () => {
  const q = overdispersed(poisson({ rate: [3, 0.5] }), 2);
  expect([q.columns, [...(q.mean as Float64Array)].map((v) => Number(v.toPrecision(12)))]).toEqual([2, [3, 0.5]]);
  near(overdispersed(poisson({ rate: 3 }), 1).variance, 3 * (1 + 1e-6));
  expect(overdispersed(negativeBinomial({ total: 3, probs: 1e-16 }), 1).parameters).toEqual({ total: 3, probs: 1e-16 });
  expect(overdispersed(geometric({ probs: 0.25 }), 1).parameters).toEqual({ probs: 0.25 });
  near(overdispersed(poisson({ rate: 1e15 }), 1).mean, 1e15);
});

it("a factor that leaves the domains is named as such", () => {
  expect(() => overdispersed(poisson({ rate: 1e15 }), 1e10)).toThrow('overdispersed: "factor" expected a number that leaves the parameters of poisson inside their domains, got 10000000000');
});
