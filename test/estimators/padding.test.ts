/**
 * Leaves of any length: what stood in memory before is nothing to a run. Columns are worked on four rows at a time and filled up with the first row again; a law
 * that leaves the rest of its columns as they were makes sums of garbage, which repeat only as long as nobody else has used the memory.
 */
import {
  type Distribution, type GradientOptions, beta, binomial, cauchy, categorical, dirichlet, exponential, gamma, geometric, gradient, gumbel, halfCauchy, halfNormal, integrand, inverseGamma, kumaraswamy, laplace, logistic, lognormal, mixture,
  multivariateT, mvn, negativeBinomial, normal, pareto, poisson, product, studentT, transform, triangular, truncatedNormal, uniform, vonMises, weibull,
} from "montegrad";
import { expect, it } from "vitest";

const t = studentT({ df: 5, loc: 0, scale: 1 }), counts = poisson({ rate: 3 }), unit = normal({ loc: 0, scale: 1 });
const laws: readonly [string, Distribution][] = [
  t, unit, counts, lognormal({ loc: 0, scale: 1 }), halfNormal({ scale: 1 }), truncatedNormal({ loc: 0, scale: 1, low: -1, high: 2 }), cauchy({ loc: 0, scale: 1 }), halfCauchy({ scale: 1 }), laplace({ loc: 0, scale: 1 }),
  logistic({ loc: 0, scale: 1 }), gumbel({ loc: 0, scale: 1 }), uniform({ low: 0, high: 1 }), triangular({ low: 0, high: 2, peak: 0.5 }), beta({ alpha: 2, beta: 3 }), kumaraswamy({ alpha: 2, beta: 3 }), exponential({ rate: 1 }),
  gamma({ concentration: 2, rate: 1 }), inverseGamma({ concentration: 3, scale: 1 }), weibull({ concentration: 1.5, scale: 1 }), pareto({ scale: 1, concentration: 4 }), vonMises({ loc: 0, concentration: 2 }), binomial({ total: 10, probs: 0.3 }),
  geometric({ probs: 0.3 }), negativeBinomial({ total: 3, probs: 0.6 }), categorical({ logits: [0, 1, 0.5] }), mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 1] }), multivariateT({ df: 5, loc: [0, 1], scaleTril: [1, 0, 0.5, 1] }),
  dirichlet({ concentration: [1, 2, 3] }), mixture({ logits: [0, 1], components: [t, gumbel({ loc: 0, scale: 1 })] }), mixture({ logits: [0, 1], components: [counts, geometric({ probs: 0.3 })] }), product({ x0: counts, x1: t }),
  transform(gamma({ concentration: 2, rate: 1 }), "softplus"),
].map((p, i) => [`${p.family} (${i})`, p as Distribution]);
const settings: readonly Omit<GradientOptions<never>, "samples">[] = [
  { flow: "lr" }, { flow: "rp" }, { flow: 0.5, joint: true }, { flow: "cheap" }, { combine: "selection" }, { flow: "rp", controls: [{ stein: 2 }], coefficients: "loo" }, { flow: "lr", coupled: "measure-valued" }, { flow: "lr", antithetic: true },
  { flow: "lr", proposal: { overdispersed: 1.2 } }, { flow: "lr", proposal: { p: 0.4, slice: 0.6 } }, { flow: "lr", controls: ["score", "weights"], coefficients: "loo", proposal: { p: 0.5, overdispersed: { share: 0.5, factor: 1.2 } } },
];
const LENGTHS = [1, 2, 3, 17, 66, 515];

/** Fills working memory with other numbers. */
const stir = (loc: number): unknown => gradient(normal({ loc: [loc, loc, loc, loc], scale: 3 }), integrand("exp(x0/9) + x1*x2 - x3"), { samples: 4607, seed: 1, flow: "lr" });
/** What a run gives, undefined where the setting is none for the law. */
function bits(p: Distribution, formula: string, options: object): string | undefined {
  try {
    return JSON.stringify(gradient(p, integrand(formula), { seed: 1, ...options } as never));
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

it.each(laws)("%s", { timeout: 120_000 }, (_, p) => {
  let made = 0;
  for (const formula of ["sin(x0)", "sin(x0)*logp", "where(x0 > 0.7, sin(x0), 1)"]) for (const setting of settings) for (const samples of LENGTHS) {
    stir(20);
    const one = bits(p, formula, { ...setting, samples });
    stir(-50);
    expect(bits(p, formula, { ...setting, samples })).toBe(one);
    if (one) made++;
  }
  expect(made).toBeGreaterThan(12);
});

it("weights of a few rows add up to what densities say: three draws, by hand", () => {
  const p = counts, q = negativeBinomial({ total: 2.4, probs: 5 / 9 });
  for (const samples of [1, 2, 3, 5]) {
    const draws: number[] = [], { diagnostics } = gradient(p, (x: Float64Array) => { draws.push(x[0]!); return 1; }, { samples, seed: 3, flow: "lr", baseline: 0, proposal: q });
    const logs = draws.map((k) => (p.logProb(k)) - (q.logProb(k)));
    stir(20);
    expect(diagnostics.weightsMean).toBeCloseTo(logs.reduce((sum, l) => sum + Math.exp(l), 0) / samples, 10);
  }
});
