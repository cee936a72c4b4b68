/**
 * Gradients over counts by edge fluxes ("GO"): E = J_k/p_k·(φ(k + 1) − φ(k)). Means against closed forms, means and variances against
 * sums over masses that are made here, by recurrences. The families themselves: test/distributions.
 */
import { type Distribution, bernoulli, binomial, categorical, geometric, gradient, negativeBinomial, poisson } from "montegrad";
import { describe, expect, it } from "vitest";
import { meanBand, varianceBand } from "../statistics.ts";

const RATE = 1e-6, COMPARISONS = 60, N = 200_000;

/** p_0, p_1 … from p_0 and p_k/p_(k − 1), until they vanish. */
function masses(first: number, ratio: (k: number) => number): number[] {
  const all = [first];
  for (let k = 1; all[k - 1]! > 0 && (k < 400 || all[k - 1]! > 1e-30); k++) all.push(all[k - 1]! * ratio(k));
  return all;
}
const odds = (p: number): number => p / (1 - p);
const binomialMasses = (n: number, p: number): number[] => masses((1 - p) ** n, (k) => Math.max(0, n - k + 1) / k * odds(p));
const poissonMasses = (rate: number): number[] => masses(Math.exp(-rate), (k) => rate / k);
const sum = (p: readonly number[], f: (k: number) => number): number => p.reduce((total, mass, k) => total + (mass > 0 ? mass * f(k) : 0), 0);

interface Problem {
  readonly title: string;
  readonly p: Distribution;
  readonly masses: readonly number[];
  readonly phi: (k: number) => number;
  /** By parameter: J_k/p_k, and the gradient in closed form. */
  readonly of: Readonly<Record<string, readonly [flow: (k: number) => number, gradient: number]>>;
}
const square = (k: number): number => k * k, itself = (k: number): number => k, power = (k: number): number => 1.25 ** k;
const logistic = 1 / (1 + Math.exp(-0.75));

const problems: Problem[] = [
  { title: "Poisson, k²", p: poisson({ rate: 4 }), masses: poissonMasses(4), phi: square, of: { rate: [() => 1, 1 + 2 * 4] } },
  { title: "Poisson, k², by rejection", p: poisson({ rate: 200 }), masses: poissonMasses(200), phi: square, of: { rate: [() => 1, 1 + 2 * 200] } },
  { title: "Poisson, aᵏ", p: poisson({ rate: 4 }), masses: poissonMasses(4), phi: power, of: { rate: [() => 1, 0.25 * Math.exp(4 * 0.25)] } },
  { title: "binomial, k", p: binomial({ total: 10, probs: 0.375 }), masses: binomialMasses(10, 0.375), phi: itself, of: { probs: [(k) => (10 - k) / 0.625, 10] } },
  { title: "binomial, k²", p: binomial({ total: 10, probs: 0.375 }), masses: binomialMasses(10, 0.375), phi: square, of: { probs: [(k) => (10 - k) / 0.625, 10 + 2 * 10 * 9 * 0.375] } },
  { title: "binomial by its logit, k", p: binomial({ total: 10, logits: 0.75 }), masses: binomialMasses(10, logistic), phi: itself, of: { logits: [(k) => (10 - k) * logistic, 10 * logistic * (1 - logistic)] } },
  { title: "Bernoulli, k", p: bernoulli({ probs: 0.375 }), masses: [0.625, 0.375], phi: itself, of: { probs: [(k) => (k ? 0 : 1 / 0.625), 1] } },
  { title: "geometric, k", p: geometric({ probs: 0.25 }), masses: masses(0.25, () => 0.75), phi: itself, of: { probs: [(k) => -(k + 1) / 0.25, -16] } },
  {
    title: "negative binomial, k", p: negativeBinomial({ total: 2.5, probs: 0.25 }), masses: masses(0.75 ** 2.5, (k) => ((k + 1.5) * 0.25) / k), phi: itself,
    of: { probs: [(k) => (k + 2.5) / 0.75, 2.5 / 0.75 ** 2] },
  },
];

describe("GO", () => {
  it.each(problems.map((problem) => [problem.title, problem] as const))("%s", (_title, { p, masses: mass, phi, of }) => {
    expect(sum(mass, () => 1)).toBeCloseTo(1, 12);
    const value = { value: ([x]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = phi(x![i]!); } };
    const g = gradient(p, value, { flow: "rp", samples: N, seed: 300 }), grad = g.grad as unknown as Readonly<Record<string, { mean: number; stdError: number }>>;
    for (const [name, [flow, exact]] of Object.entries(of)) {
      const E = (k: number): number => flow(k) * (phi(k + 1) - phi(k)), mean = sum(mass, E), about = (power: number): number => sum(mass, (k) => (E(k) - mean) ** power);
      expect(Math.abs(mean / exact - 1), name).toBeLessThan(1e-12);
      const band = meanBand(N, { mean, variance: about(2) }, RATE, COMPARISONS), spread = varianceBand(N, { variance: about(2), kurtosis: about(4) / about(2) ** 2 }, RATE, COMPARISONS);
      expect(grad[name]!.mean).toBeGreaterThanOrEqual(band.low);
      expect(grad[name]!.mean).toBeLessThanOrEqual(band.high);
      if (about(2) === 0) continue;
      const variance = grad[name]!.stdError ** 2 * N; // that of the estimate is for one evaluation of φ, of which there are two
      expect(variance).toBeGreaterThanOrEqual(spread.low);
      expect(variance).toBeLessThanOrEqual(spread.high);
    }
    expect(g.diagnostics.warnings).toEqual([]);
  });

  it("variances in closed form", () => {
    const of = (p: Distribution, phi: (k: number) => number): number => {
      const value = { value: ([x]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = phi(x![i]!); } };
      return Object.values(gradient(p, value, { flow: "rp", samples: N, seed: 301 }).grad as unknown as Record<string, { stdError: number }>)[0]!.stdError ** 2 * N;
    };
    // Var(2k + 1), Var((a − 1)aᵏ), Var((n − k)/q), Var((k + 1)/p)
    expect(of(poisson({ rate: 4 }), square) / (4 * 4)).toBeCloseTo(1, 1);
    expect(of(poisson({ rate: 4 }), power) / (0.0625 * (Math.exp(4 * (1.25 ** 2 - 1)) - Math.exp(8 * 0.25)))).toBeCloseTo(1, 1);
    expect(of(binomial({ total: 10, probs: 0.375 }), itself) / (10 * 0.375 / 0.625)).toBeCloseTo(1, 1);
    expect(of(geometric({ probs: 0.25 }), itself) / (0.75 / 0.25 ** 4)).toBeCloseTo(1, 1);
  });

  it("negative binomial: total moves the mean by p/q", () => {
    const p = negativeBinomial({ total: 2.5, probs: 0.25 });
    for (const flow of ["rp", "lr"] as const) {
      const { mean, stdError } = gradient(p, ([k]) => k!, { flow, samples: N, seed: 302 }).grad.total;
      expect(Math.abs(mean - 1 / 3)).toBeLessThan(5 * stdError);
      expect(stdError).toBeLessThan(0.01);
    }
  });

  it("categorical: p_m(φ(m) − E φ), for each logit", () => {
    const logits = [0, 1, -2, 0.5, 3], weights = logits.map(Math.exp), total = weights.reduce((a, b) => a + b), mass = weights.map((w) => w / total);
    const phi = (k: number): number => [3, -1, 2, 0.5, 1][k]!, mean = sum(mass, phi), p = categorical({ logits });
    for (const flow of ["rp", "lr", 0.5] as const) {
      const { logits: g } = gradient(p, ([k]) => phi(k!), { flow, samples: N, seed: 303 }).grad;
      mass.forEach((share, m) => expect(Math.abs(g.mean[m]! - share * (phi(m) - mean)), `logit ${m}, flow ${flow}`).toBeLessThan(5 * g.stdError[m]!));
    }
  });
});
