/**
 * Variances that options leave, against closed forms, quadrature: of one run's estimate over many seeds, and what the run
 * says of itself. Bands from fourth moments; false-alarm rate of the file 1e-5, no retries. Power: 5 % of a variance, and any term of the formula for the
 * mean of others in groups of 2 and 8.
 */
import { type Estimate, bernoulli, categorical, exponential, gradient, integrand, poisson, product } from "montegrad";
import { describe, expect, it } from "vitest";
import { zBound } from "../statistics.ts";
import { bell, estimate, p, q, skewed, square } from "./problems.ts";

const LIMIT = zBound(1e-5, 64), N = 2 ** 18;
type Of = (options: object, phi?: ReturnType<typeof integrand>) => Estimate<number>;
const byLoc: Of = (options, phi = square) => gradient(p, phi, { wrt: ["loc"], samples: N, seed: 77, ...options } as never).grad.loc as Estimate<number>;
const byScale: Of = (options, phi = square) => gradient(p, phi, { wrt: ["scale"], samples: N, seed: 78, ...options } as never).grad.scale as Estimate<number>;

/** E of functions of z ~ N(0, 1), by the midpoint rule. */
function expected(f: (z: number) => number): number {
  let sum = 0;
  const points = 40_000, h = 24 / points;
  for (let i = 0; i < points; i++) {
    const z = -12 + (i + 0.5) * h;
    sum += bell(z) * f(z) * h;
  }
  return sum;
}

/** The variance of E that regression on C leaves, by quadrature over z. */
function left(E: (z: number) => number, C: readonly ((z: number) => number)[]): number {
  const all = [...C, E], means = all.map(expected), rows = all.map((f, i) => all.map((g, j) => expected((z) => (f(z) - means[i]!) * (g(z) - means[j]!))));
  for (let i = 0; i < C.length; i++) for (let k = i + 1; k <= C.length; k++) {
    const factor = rows[k]![i]! / rows[i]![i]!;
    for (let j = i; j <= C.length; j++) rows[k]![j]! -= factor * rows[i]![j]!;
  }
  return rows[C.length]![C.length]!;
}

/** Of estimates over seeds: their variance with its standard error, the mean of what they say it is, and their mean. */
function over(seeds: number, options: { samples: number } & Record<string, unknown>, path = "loc", phi = square): { variance: number; error: number; said: number; saidError: number } {
  const means = new Float64Array(seeds), said = new Float64Array(seeds);
  for (let s = 0; s < seeds; s++) {
    const { mean, stdError } = estimate(gradient(p, phi, { seed: 5_000_000 + s, ...options } as never) as never, path);
    means[s] = mean;
    said[s] = stdError ** 2;
  }
  const average = (of: Float64Array): number => of.reduce((sum, v) => sum + v, 0) / seeds, mean = average(means), deviations = means.map((v) => (v - mean) ** 2), variance = average(deviations), claim = average(said);
  return { variance, error: Math.sqrt(average(deviations.map((v) => (v - variance) ** 2)) / seeds), said: claim, saidError: Math.sqrt(average(said.map((v) => (v - claim) ** 2)) / seeds) };
}
function expectBoth(found: ReturnType<typeof over>, truth: number): void {
  expect(Math.abs(found.variance - truth) / found.error).toBeLessThan(LIMIT);
  expect(Math.abs(found.said - truth) / found.saidError).toBeLessThan(LIMIT);
}
/** Within the band of so many independent terms of a kurtosis that is no larger. */
const within = (found: number, truth: number, kurtosis: number, terms = N): void => {
  const reach = LIMIT * Math.sqrt((kurtosis - 1) / terms);
  expect(found / truth).toBeGreaterThan(1 - reach);
  expect(found / truth).toBeLessThan(1 + reach);
};

describe("a mean of others", () => {
  // estimates are sample covariances of φ and the score over a group of m rows: Var = μ22/m − (m − 2)/(m(m − 1)) g² + Var(φ)·I/(m(m − 1))
  const formula = (m: number, [mu22, g, variance, I]: readonly [number, number, number, number]): number => mu22 / m - (m - 2) / (m * (m - 1)) * g * g + variance * I / (m * (m - 1));
  const [mean, Z] = [expected((z) => Math.exp((1 + z) / 2)), (z: number): number => Math.exp((1 + z) / 2)];
  const facts: Record<string, readonly [number, number, number, number]> = {
    square: [22, 2, 6, 1],
    skewed: [expected((z) => (Z(z) - mean) ** 2 * z * z), mean / 2, expected((z) => (Z(z) - mean) ** 2), 1],
  };
  it.each([["square", 16, 2], ["square", 32, 4], ["square", 64, 8], ["square", 256, 8], ["skewed", 16, 2], ["skewed", 256, 8], ["square", 1024, 32]] as const)("%s, %i samples in groups of %i", { timeout: 60_000 }, (name, samples, m) => {
    expectBoth(over(8000, { flow: "lr", baseline: "loo", samples, wrt: ["loc"] }, "loc", name === "square" ? square : skewed), formula(m, facts[name]!) * m / samples);
  });
  it("of large groups tends to that of the mean, the best constant to its own", () => {
    // m = σ = 1: 8m² + 10σ², 8m² + 6σ²; of the scale (LR with b = m² + 5σ²) 40m² + 24σ²
    within(byLoc({ flow: "lr" }).variance, 18, 512 * 3, N);
    within(byLoc({ flow: "lr", baseline: "optimal" }).variance, 14, 512 * 3, N);
    within(byLoc({ flow: "lr", baseline: 4 }).variance, 14, 80);
    within(byScale({ flow: "lr", baseline: 6 }).variance, 64, 200);
  });
});

describe("pairs of points", () => {
  // a variance is of one evaluation of φ: there are two or three for each sample
  it("of a normal distribution: m²(16/π − 4) by loc, 4m² + 4σ² by scale", () => {
    within(byLoc({ coupled: "measure-valued" }).variance / 3, 16 / Math.PI - 4, 6);
    within(byScale({ coupled: "measure-valued" }).variance / 3, 8, 30);
  });
  it("at a random radius: nothing for quadratics", () => {
    const { mean, variance } = byLoc({ coupled: "random-radius" });
    expect(mean).toBeCloseTo(2, 12);
    expect(variance).toBeLessThan(1e-20);
  });
  it("of the others", () => {
    const at = { samples: N, seed: 3, coupled: "measure-valued" } as const;
    within(gradient(exponential({ rate: 2 }), square, at).grad.rate.variance / 2, 0.75, 100);
    within(gradient(poisson({ rate: 3 }), square, at).grad.rate.variance / 2, 12, 4);
    expect(gradient(bernoulli({ probs: 0.3 }), square, { ...at, wrt: ["probs"] } as never).grad).toHaveProperty("probs.variance", 0);
  });
});

describe("mirror images", () => {
  it("take what is odd out of a flow, and what is even out of a likelihood ratio", () => {
    const flow = byLoc({ flow: "rp", antithetic: true });
    expect(flow.mean).toBeCloseTo(2, 12);
    expect(flow.variance).toBeLessThan(1e-20);
    // of a pair [φ(1 + z) − φ(1 − z)]z/2 = 2z²: 8, and a sample is half a pair
    within(byLoc({ flow: "lr", baseline: 0, antithetic: true }).variance, 16, 15, N / 2);
  });
});

describe("combinations", () => {
  // φ = x² at m = σ = 1: V of LR 30, 18 with b = 2 and 14 with b = 4, of RP 4, covariances 8, 4, 0
  const best = (L: number, R: number, C: number): number => (L * R - C * C) / (L + R - 2 * C), inverse = (L: number, R: number, C: number): number => { const k = L / (L + R); return (1 - k) ** 2 * L + k * k * R + 2 * k * (1 - k) * C; };
  it.each([[0, 30, 8], [2, 18, 4], [4, 14, 0]] as const)("about %i", (baseline, L, C) => {
    for (const [by, truth] of [["covariance", best(L, 4, C)], ["inverse-variance", inverse(L, 4, C)]] as const) {
      within(byLoc({ flow: "rp", combine: by, baseline }).variance, truth, 30 + 512, N);
      within(byLoc({ flow: "rp", combine: { by, pooled: true }, baseline }).variance, truth, 30 + 512, N);
    }
  });
});

describe("controls", () => {
  const lr = (z: number): number => z * Math.exp((1 + z) / 2), rp = (z: number): number => Math.exp((1 + z) / 2) / 2, gap = (z: number): number => rp(z) - lr(z), score = { phi: integrand("x - 1"), mean: 0 };
  const bigger = { samples: 2 ** 16, seed: 42, wrt: ["loc"], flow: "rp" };
  it("leave of e^(x/2) with the score and the difference 6.0e-4, as the regression says", () => {
    const truth = left(rp, [(z) => z, gap]), both = left(rp, [(z) => z, (z) => z * z - 1, gap]);
    expect(truth).toBeCloseTo(6.0e-4, 5);
    for (const coefficients of ["pilot", "cross-fit", "loo"]) {
      expect(byLoc({ ...bigger, controls: [score, "difference"], coefficients }, skewed).variance / truth).toBeLessThan(1.5);
      expect(byLoc({ ...bigger, controls: [score, "difference"], coefficients }, skewed).variance / truth).toBeGreaterThan(0.7);
    }
    expect(byLoc({ ...bigger, controls: ["score", "difference"] }, skewed).variance / both).toBeLessThan(1.5);
    expect(byLoc({ ...bigger, controls: ["score", "difference"] }, skewed).variance / both).toBeGreaterThan(0.5);
  });
  it("of polynomials leave nothing of a polynomial", () => {
    for (const more of [{}, { coefficients: "cross-fit" }, { samples: 1024 }]) {
      const { mean, variance } = byLoc({ flow: "lr", controls: [{ stein: 3 }], ...more });
      expect(mean).toBeCloseTo(2, 9);
      expect(variance).toBeLessThan(1e-15);
    }
  });
  it("weigh under a proposal", () => {
    // E w·(x − 1) and w·φ of φ = 3x: nothing is left but of the weights
    const found = gradient(p, integrand("3*x"), { flow: "lr", proposal: q, controls: [score, "weights"], samples: 2 ** 16, seed: 5 });
    expect(found.value.mean).toBeCloseTo(3, 9);
    expect(found.value.variance).toBeLessThan(1e-15);
    const small = gradient(p, integrand("3*x"), { flow: "lr", proposal: q, controls: [score, "weights"], samples: 1024, seed: 5 });
    expect(small.value.mean).toBeCloseTo(3, 9);
  });
});

describe("columns on few integers", () => {
  const c = categorical({ logits: [0, 0.5, -1] });
  it("are summed exactly", () => {
    const weights = [1, Math.exp(0.5), Math.exp(-1)], total = weights[0]! + weights[1]! + weights[2]!, probs = weights.map((w) => w / total), value = probs[0]! + 4 * probs[1]! + 9 * probs[2]!;
    const { value: found, grad } = gradient(c, integrand("(x + 1)^2"), { enumerate: true, samples: 1000, seed: 1 });
    expect(found.mean).toBeCloseTo(value, 12);
    [...(grad.logits as unknown as Estimate<Float64Array>).mean].forEach((g, j) => expect(g).toBeCloseTo(probs[j]! * ((j + 1) ** 2 - value), 12));
    expect(found.variance).toBeLessThan(1e-25);
    for (const v of (grad.logits as unknown as Estimate<Float64Array>).variance) expect(v).toBeLessThan(1e-25);
  });
  it("leave what else is drawn", () => {
    const joint = product({ k: c, x: p }), found = gradient(joint, integrand("(k + 1)^2*x"), { enumerate: true, flow: "rp", samples: 4096, seed: 2 });
    const alone = gradient(joint, integrand("(k + 1)^2*x"), { flow: { k: "lr", x: "rp" }, baseline: 0, samples: 4096, seed: 2 } as never) as unknown as typeof found;
    expect((found.grad.x.loc as Estimate<number>).variance).toBeLessThan(1e-20);
    expect(found.value.variance).toBeLessThan(alone.value.variance);
  });
});

describe("Sobol' points", () => {
  it.each([["flow", { flow: "rp" }], ["likelihood ratio", { flow: "lr", baseline: 0 }]] as const)("the error of a %s falls faster than n^−0.8", (_name, options) => {
    const rms = (samples: number): number => Math.sqrt(over(200, { samples, points: "sobol", wrt: ["loc"], ...options }, "loc", skewed).variance), rate = Math.log(rms(2 ** 12) / rms(2 ** 7)) / Math.log(2 ** 5);
    expect(rate).toBeLessThan(-0.8);
  });
  it("what a run says of its error is so on average", () => {
    for (const samples of [32, 75, 1024]) {
      const { variance, error, said, saidError } = over(4000, { samples, points: "sobol", wrt: ["loc"], flow: "lr", baseline: 0 }, "loc", skewed);
      expect(Math.abs(variance - said) / Math.hypot(error, saidError)).toBeLessThan(LIMIT);
    }
  });
});

describe("what runs say of their errors is so on average", () => {
  it.each([
    ["pairs about a mean of others", { flow: "lr", antithetic: true, samples: 64 }], ["the best constant", { flow: "lr", baseline: "optimal", samples: 64 }], ["cross-fitted", { flow: "lr", controls: ["score"], samples: 128 }],
    ["a pilot", { flow: "lr", controls: ["score"], coefficients: "pilot", samples: 64 }], ["combined", { flow: "rp", combine: "covariance", samples: 64 }], ["strata", { flow: "lr", baseline: "loo", proposal: { p: 0.5, slice: 0.5 }, samples: 128, wrt: ["loc"] }],
    ["measure-valued", { coupled: "measure-valued", samples: 16 }], ["odd", { flow: "lr", baseline: "loo", samples: 75 }],
  ] as const)("%s", { timeout: 60_000 }, (_name, options) => {
    const { variance, error, said, saidError } = over(8000, options, "loc", skewed);
    expect(Math.abs(variance - said) / Math.hypot(error, saidError)).toBeLessThan(LIMIT);
  });
});
