// The statistics that the other tests rely on, against mpmath at 40 digits (the expression stands beside each table)
// and against simulation. Sibling tests judge the library; this one judges the judge.
import { describe, expect, it } from "vitest";
import {
  binomialBand, chiSquare, chiSquareTail, gammaQ, kolmogorovSmirnov, kolmogorovTail, logGamma, meanBand, normalTail, varianceBand, zBound,
} from "./statistics.ts";

const relative = (got: number, expected: number) => Math.abs(got / expected - 1);

/** Uniform draws on (0, 1): mulberry32, nothing of the library under test. */
function uniforms(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

describe("known values", () => {
  it.each([   // loggamma(a)
    [0.5, 0.5723649429247001], [3.25, 0.9358019311087253], [11.75, 16.89437797963419], [40, 106.63176026064346],
    [500.5, 2608.2229044109868],
  ])("logGamma(%d)", (a, expected) => expect(Math.abs(logGamma(a) - expected)).toBeLessThan(1e-14 * Math.max(1, expected)));

  it.each([   // gammainc(a, x, regularized=True)
    [0.5, 0.125, 0.6170750774519738], [0.5, 12.5, 5.733031437583878e-7], [0.5, 600, 6.0995688148084334e-263], [2.5, 1, 0.8491450360846097],
    [10, 9, 0.5874082443319414], [10, 40, 3.925932226286188e-9], [127.5, 220, 5.137096066035824e-12], [1000, 1100, 0.0010593232539299773],
    [1000, 900, 0.9994500977342882], [3, 0, 1], [3, Infinity, 0],
  ])("gammaQ(%d, %d)", (a, x, expected) => expect(Math.abs(gammaQ(a, x) - expected)).toBeLessThanOrEqual(1e-11 * expected));

  it.each([   // erfc(z/sqrt(2))/2
    [-1.5, 0.9331927987311419], [0, 0.5], [0.5, 0.3085375387259869], [3, 0.0013498980316300946], [6, 9.86587645037698e-10],
    [20, 2.7536241186062337e-89], [37, 5.725571222524577e-300],
  ])("normalTail(%d)", (z, expected) => expect(relative(normalTail(z), expected)).toBeLessThan(1e-12));

  it.each([   // findroot(lambda z: log(erfc(z/sqrt(2))) - log(rate/comparisons), …)
    [0.05, 1, 1.9599639845400543], [0.01, 1, 2.575829303548901], [0.001, 1, 3.290526731491895], [1e-6, 1, 4.89163847569859],
    [1e-6, 100, 5.73072886823629], [0.5, 1, 0.6744897501960817], [1e-9, 10000, 7.44090215064237],
  ])("zBound(%d, %d)", (rate, comparisons, expected) => expect(relative(zBound(rate, comparisons), expected)).toBeLessThan(1e-13));

  it.each([   // 2 fsum((-1)**(j-1) exp(-2 j² t²) for j in 1…199): both branches, and either side of where they meet
    [0.25, 0.9999999731761899], [0.5, 0.9639452436648751], [0.99, 0.2808738392255489], [1, 0.2699996716773545],
    [1.5, 0.02221796261652513], [2.7, 9.311431431566155e-7],
  ])("kolmogorovTail(%d)", (t, expected) => expect(relative(kolmogorovTail(t), expected)).toBeLessThan(1e-13));

  it.each([   // gammainc(df/2, x/2, regularized=True)
    [3.84, 1, 0.050043521248705106], [24, 10, 0.007600390681066996], [400, 255, 1.6600025244124518e-8], [0.5, 4, 0.9735009788392561],
  ])("chiSquareTail(%d, %d)", (x, df, expected) => expect(relative(chiSquareTail(x, df), expected)).toBeLessThan(1e-12));

  it.each([   // exact sums of binomial(n, k) p^k (1-p)^(n-k)
    [400, 0.95, 1e-6, 356, 397], [400, 0.95, 0.05, 371, 388], [10, 0.5, 0.05, 2, 8], [20, 0.05, 0.01, 0, 4], [2000, 0.9, 1e-6, 1731, 1862],
  ])("binomialBand(%d, %d, %d)", (n, p, rate, low, high) => expect(binomialBand(n, p, rate)).toEqual({ low, high }));

  it("Bonferroni: m comparisons share the rate", () => {
    expect(binomialBand(400, 0.95, 0.5, 10)).toEqual({ low: 371, high: 388 });
    expect(zBound(0.5, 10)).toBe(zBound(0.05));
  });

  it("Kolmogorov–Smirnov distance by hand, sample unsorted and left alone", () => {
    const sample = [0.7, 0.1, 0.4];
    // at 0.7: 3/3 − 0.7 = 0.3 is the largest of i/n − F and F − (i − 1)/n
    expect(kolmogorovSmirnov(sample, (x) => x).statistic).toBeCloseTo(0.3, 15);
    expect(sample).toEqual([0.7, 0.1, 0.4]);
    expect(kolmogorovSmirnov([0.5, 0.9], (x) => x).statistic).toBeCloseTo(0.5, 15);   // below the first point: 0.5 − 0
  });

  it("χ² by hand", () => {
    const { statistic, pValue } = chiSquare([12, 8, 10], [10, 10, 10]);   // (4 + 4 + 0)/10, and Q(1, 0.4) = e^(−0.4)
    expect(statistic).toBeCloseTo(0.8, 15);
    expect(pValue).toBeCloseTo(Math.exp(-0.4), 14);
  });
});

describe("what is wrong is refused or fails", () => {
  it("a NaN in a sample has p-value 0", () => expect(kolmogorovSmirnov([0.2, NaN, 0.4], (x) => x).pValue).toBe(0));
  it("χ² of a NaN ends and is not accepted", () => expect(chiSquare([NaN, 5], [5, 5]).pValue > 0).toBe(false));
  it.each([0, 1, -1, NaN])("rate %d", (rate) => expect(() => zBound(rate)).toThrow(RangeError));
  it("comparisons", () => expect(() => zBound(0.1, 0)).toThrow('"comparisons"'));
  it("infinite kurtosis", () => expect(() => varianceBand(100, { variance: 1, kurtosis: Infinity }, 0.1)).toThrow('"kurtosis"'));
  it("one draw has no variance", () => expect(() => varianceBand(1, { variance: 1, kurtosis: 3 }, 0.1)).toThrow('"n"'));
  it("few expected counts", () => expect(() => chiSquare([1, 2], [1, 2])).toThrow('"expected"'));
});

describe("false alarms come at the stated rate", () => {
  // Uniform draws: mean 1/2, variance 1/12, kurtosis 9/5. 4000 samples of 200; the counts must lie in the exact binomial band of rate 1e-6.
  const samples = 4000, n = 200, of = { mean: 1 / 2, variance: 1 / 12, kurtosis: 9 / 5 };
  const draws = Array.from({ length: samples }, (_, seed) => {
    const next = uniforms(seed * 7919 + 1);
    return Float64Array.from({ length: n }, next);
  });
  const mean = (x: Float64Array) => x.reduce((sum, v) => sum + v, 0) / x.length;
  const variance = (x: Float64Array) => { const m = mean(x); return x.reduce((sum, v) => sum + (v - m) ** 2, 0) / (x.length - 1); };
  const inside = (band: { low: number; high: number }, of: (x: Float64Array) => number) =>
    draws.filter((x) => of(x) >= band.low && of(x) <= band.high).length;
  const accepts = binomialBand(samples, 0.9, 1e-6);
  const holds = (count: number) => count >= accepts.low && count <= accepts.high;

  it("meanBand at 10 %", () => expect(holds(inside(meanBand(n, of, 0.1), mean))).toBe(true));
  it("varianceBand at 10 %", () => expect(holds(inside(varianceBand(n, of, 0.1), variance))).toBe(true));
  it("varianceBand with a normal's kurtosis is too wide, and this test sees it", () => {
    expect(holds(inside(varianceBand(n, { ...of, kurtosis: 3 }, 0.1), variance))).toBe(false);
  });
  it("Kolmogorov–Smirnov at 10 %", () => {
    expect(holds(draws.filter((x) => kolmogorovSmirnov(x, (t) => t).pValue >= 0.1).length)).toBe(true);
  });
  it("χ² at 10 %", () => {
    const expected = new Float64Array(10).fill(n / 10);
    const accepted = draws.filter((x) => {
      const counts = new Float64Array(10);
      for (const v of x) counts[Math.floor(v * 10)]! += 1;
      return chiSquare(counts, expected).pValue >= 0.1;
    });
    expect(holds(accepted.length)).toBe(true);
  });
  it("Kolmogorov–Smirnov sees a CDF that is wrong by 5 %", () => {
    // D = max |t − t^1.05| = 0.0179, and √60000 D = 4.4 is far beyond the 2.7 of 1e-6
    const all = Float64Array.from({ length: 60000 }, uniforms(42));
    expect(kolmogorovSmirnov(all, (t) => t ** 1.05).pValue).toBeLessThan(1e-6);
    expect(kolmogorovSmirnov(all, (t) => t).pValue).toBeGreaterThan(1e-6);
  });
});
