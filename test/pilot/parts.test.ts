/** Parts of the pilot's search by themselves: shares of a mixture, and what rows tell of tails. */
import { describe, expect, it } from "vitest";
import { improved } from "../../bindings/auto/proposals";
import { isCalm, isSeen, shapeOf } from "../../bindings/auto/tails";

describe("shares", () => {
  /** ∫G²/Σ a_k q_k over points, and by how much it falls with each share. */
  const problem = (G2: readonly number[], q: readonly (readonly number[])[]) => {
    const density = (a: readonly number[]): number[] => G2.map((_, i) => a.reduce((sum, share, k) => sum + share * q[k]![i]!, 0));
    const square = (a: readonly number[]): number => density(a).reduce((sum, d, i) => sum + G2[i]! / d, 0), seen: (readonly number[])[] = [];
    return { square, seen, slopes: (a: readonly number[]): Float64Array => { seen.push(a); const d = density(a); return Float64Array.from(q, (one) => G2.reduce((sum, g, i) => sum + (g * one[i]!) / d[i]! ** 2, 0)); } };
  };
  const cases = [
    ["two of which one is best", [0.1, 0.2, 4], [[1, 1, 1], [0.2, 0.3, 2.5]]],
    ["three", [1, 0.1, 3, 0.01], [[1, 1, 1, 1], [2, 0.5, 1, 0.5], [0.1, 0.1, 3.7, 0.1]]],
    ["one that nothing wants", [1, 1, 1], [[1, 1, 1], [0.01, 0.01, 2.98]]],
    // a step by D^⅞ is too far where what is left is nearly that of p and of one point
    ["far", [1e-6, 1, 1e-6, 1e-6], [[1, 1, 1, 1], [1e-3, 3.9, 1e-3, 1e-3], [3.9, 1e-3, 1e-3, 1e-3]]],
  ] as const;
  it.each(cases)("%s: never worse than what it began with, near the least", (_, G2, q) => {
    const at = problem(G2, q), begin = q.map((_, k) => (k === 0 ? 0.4 : 0.6 / (q.length - 1)));
    let shares: number[] = begin, before = at.square(begin);
    for (let round = 0; round < 12; round++) {
      shares = improved(at, shares);
      expect(at.square(shares)).toBeLessThanOrEqual(before * (1 + 1e-12));
      before = at.square(shares);
    }
    expect(shares.reduce((sum, a) => sum + a, 0)).toBeCloseTo(1, 12);
    expect(shares[0]).toBeGreaterThanOrEqual(0.1 - 1e-12);
    let least = Infinity;
    for (let a = 0; a <= 90; a++) for (let b = 0; a + b <= 90; b++) least = Math.min(least, at.square(q.length === 2 ? [1 - a / 100, a / 100] : [1 - (a + b) / 100, a / 100, b / 100]));
    expect(before).toBeLessThan(1.01 * least);
  });
  // steps raise p's share to its least, where nothing else is left to gain
  it.each(cases)("%s: nor where thousandths left p less than that", (_, G2, q) => {
    const at = problem(G2, q);
    let best: number[] = q.map(() => 1 / q.length);
    for (let round = 0; round < 12; round++) best = improved(at, best);
    const begin = best.map((a, k) => (k === 0 ? 0.098 : (a / (1 - best[0]!)) * 0.902));
    expect(at.square(improved(at, begin))).toBeLessThanOrEqual(at.square(begin) * (1 + 1e-12));
  });
});

describe("tails", () => {
  const ones = (n: number): Float64Array => new Float64Array(n).fill(1), of = (values: readonly number[]) => shapeOf(Float64Array.from(values), ones(values.length));
  it("skewness and excess kurtosis of two points, and of terms with weights", () => {
    // of p at 1 and 1 − p at 0: γ² = (1 − 2p)²/(p(1 − p)), κ = 1/(p(1 − p)) − 6
    const { skewness2, kurtosis } = of([1, 0, 0, 0]);
    expect([skewness2, kurtosis]).toEqual([expect.closeTo(4 / 3, 12), expect.closeTo(16 / 3 - 6, 12)]);
    const weighed = shapeOf(Float64Array.from([1, 0]), Float64Array.from([1, 3]));
    expect([weighed.skewness2, weighed.kurtosis]).toEqual([expect.closeTo(4 / 3, 12), expect.closeTo(16 / 3 - 6, 12)]);
  });
  it("are those of what varies, beside a mean a million times as large", () => {
    const terms = Array.from({ length: 512 }, (_, i) => Math.sin(i) + (i === 7 ? 20 : 0)), small = of(terms), large = of(terms.map((t) => 1e6 + t));
    expect(large.kurtosis / small.kurtosis).toBeCloseTo(1, 6);
    expect(large.skewness2 / small.skewness2).toBeCloseTo(1, 6);
  });
  it("one row of 512 is none, and what does not vary", () => {
    const rare = of(Array.from({ length: 512 }, (_, i) => (i === 7 ? 1 : 0)));
    expect([isSeen(rare), isCalm(rare, 1e6)]).toEqual([false, false]);
    expect(isSeen(of(new Array<number>(512).fill(3)))).toBe(false);
    const often = of(Array.from({ length: 512 }, (_, i) => (i % 16 === 0 ? 1 : 0)));
    expect([isSeen(often), isCalm(often, 1e4), isCalm(often, 1000)]).toEqual([true, true, false]);
  });
});
