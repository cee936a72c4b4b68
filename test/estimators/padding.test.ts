/**
 * Leaves of any length: what stood in memory before is nothing to a run. Columns are worked on four rows at a time and filled up with the first row again; a law
 * that leaves the rest of its columns as they were makes sums of garbage, which repeat only as long as nobody else has used the memory.
 */
import {
  type Distribution, type GradientOptions, Rng, beta, binomial, cauchy, categorical, dirichlet, expectation, exponential, gamma, geometric, gradient, gumbel, halfCauchy, halfNormal, integrand, inverseGamma, kumaraswamy, laplace, logistic, lognormal, mixture,
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

/** Numbers of a value or of nested records of them, by name. */
const numbers = (value: unknown): number[] =>
  typeof value === "number" ? [value] : value instanceof Float64Array ? [...value] : Object.keys(value as object).sort().flatMap((key) => numbers((value as Record<string, unknown>)[key]));
const means = (estimates: object): number[] => ("mean" in estimates ? numbers(estimates.mean) : Object.keys(estimates).sort().flatMap((key) => means((estimates as Record<string, object>)[key]!)));

const whole = (p: Distribution): boolean => (p.sample(new Rng(1), 9) as Float64Array).every(Number.isInteger);
const mixed = laws.flatMap(([name, p]): [string, Distribution][] => (p.columns > 1 ? [] : [[name, p], [`${name} and another`, mixture({ logits: [0, 0.5], components: [p, whole(p) ? geometric({ probs: 0.4 }) : normal({ loc: 1, scale: 1 })] })]]));
it.each(mixed)("%s: the gradient of the mean of a few draws is the mean of their flows, or of x times their scores", (_, p) => {
  const by = { lr: (x: number) => p.score(x), rp: (x: number) => p.flow(x) } as const;
  let made = 0;
  for (const antithetic of [false, true]) for (const samples of [1, 2, 3, 5, 6, 513]) for (const flow of ["lr", "rp"] as const) {
    const draws: number[] = [], options = { flow, samples, seed: 4, baseline: 0, antithetic };
    let grad: object;
    try {
      grad = gradient(p, integrand("x0"), options as never).grad;
      expectation(p, (x) => (draws.push(x[0]!), 0), { samples, seed: 4, antithetic });
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) continue;
      throw error;
    }
    const rows = draws.map((x) => numbers(by[flow](x)).map((value) => (flow === "lr" ? x * value : value)));
    if (rows[0]!.some(Number.isNaN) || (flow === "rp" && whole(p))) continue;
    means(grad).forEach((mean, entry) => expect(mean, `${flow}, n = ${samples}`).toBeCloseTo(rows.reduce((sum, row) => sum + row[entry]!, 0) / rows.length, 9));
    made++;
  }
  expect(made).toBeGreaterThan(0);
});
