/**
 * `difference`: common random numbers. False-alarm rate of a mean 1e-6 (five standard errors); what is shared must cancel, by factors stated here.
 */
import { difference, expectation, gamma, integrand, normal, poisson, product, restore, studentT, tilted, uniform } from "montegrad";
import { describe, expect, it } from "vitest";

const [near, base] = [1.01, 1].map((scale) => normal({ loc: 0, scale })) as [ReturnType<typeof normal>, ReturnType<typeof normal>], square = integrand("x^2"), at = { samples: 20_001, seed: 3 };

describe("difference", () => {
  it("of scales: the truth, with an error 45 times below that of either side", () => {
    const { difference: found, first, second } = difference(near, base, square, at);
    expect(Math.abs(found.mean - 0.0201)).toBeLessThan(5 * found.stdError);
    // x² over z² is 1.0201 and 1: the difference is 0.0201·z²
    expect(found.stdError / second.stdError).toBeCloseTo(0.0201, 10);
    expect(first.mean - second.mean).toBeCloseTo(found.mean, 12);
    expect(found.value.evaluations).toBe(2 * at.samples);
  });
  it("each side has the bits of expectation", () => {
    const { first, second } = difference(near, base, square, at);
    expect(first.mean).toBe(expectation(near, square, at).mean);
    expect(second.stdError).toBe(expectation(base, square, at).stdError);
  });
  it("of products with integers, named columns, a function of one row", () => {
    const [p, q] = [1, 1.05].map((rate) => product({ a: gamma({ concentration: 2, rate }), k: poisson({ rate: 3 }) })) as [never, never];
    for (const phi of [integrand("a*k"), (x: Float64Array) => x[0]! * x[1]!]) {
      const { difference: found, first } = difference(p, q, phi, at);
      expect(Math.abs(found.mean - (6 - 6 / 1.05))).toBeLessThan(5 * found.stdError);
      expect(found.stdError).toBeLessThan(first.stdError / 15);
    }
  });
  it("antithetic, quasi-random, controlled, told by quantiles", () => {
    const skewed = (x: Float64Array): number => x[0]! ** 3 + x[0]!;
    expect(Math.abs(difference(near, base, skewed, { ...at, samples: 20_000, antithetic: true }).difference.mean)).toBeLessThan(1e-15);
    const quasi = difference(near, base, square, { ...at, samples: 2 ** 14, points: "sobol" }).difference, control = difference(near, base, square, { ...at, controls: [{ phi: integrand("x1^2"), mean: 1 }] }).difference;
    expect(quasi.stdError).toBeLessThan(difference(near, base, square, at).difference.stdError / 10);
    expect(control.stdError).toBeLessThan(1e-12);
    expect(control.mean).toBeCloseTo(0.0201, 12);
    expect(difference(near, base, square, { ...at, quantiles: [0.5] }).difference.quantiles[0]!.value).toBeCloseTo(0.0201 * 0.4549, 3);
  });
  it("plain data, and any split", () => {
    const found = difference(near, base, square, at);
    expect(String(restore(JSON.parse(JSON.stringify(found))))).toBe(String(found));
    expect(String(restore(structuredClone(found)))).toBe(String(found));
    expect(String(difference(near, base, square, { ...at, block: 1024 }))).toBe(String(found));
  });
  it.each([
    ["other columns", () => difference(base, normal({ loc: [0, 1], scale: 1 }), square, at), RangeError, '"q" expected a distribution of 1 columns, as p, got 2'],
    ["no distribution", () => difference(base, 1 as never, square, at), TypeError, '"q" expected a distribution, got 1'],
    ["a proposal", () => difference(base, near, square, { ...at, proposal: near } as never), TypeError, '"proposal" expected to be absent'],
    ["several integrands", () => difference(base, near, { a: square, b: square } as never, at), TypeError, '"phi" expected one integrand'],
    ["stratified draws", () => difference(base, tilted(base, { p: 0.5, slice: 0.5, wrt: ["loc"] }), square, at), TypeError, "whose draws are independent, got tilted"],
    ["NaN", () => difference(base, near, integrand("log(x - 9)"), at), RangeError, 'φ "difference" expected a number, got NaN at sample 0'],
    ["mirrors of integers", () => difference(poisson({ rate: 3 }), poisson({ rate: 4 }), square, { ...at, antithetic: true }), TypeError, '"antithetic" expected a distribution with mirror images'],
  ] as const)("refuses %s", (_name, refused, kind, message) => {
    expect(refused).toThrow(kind);
    expect(refused).toThrow(message);
    expect(difference(uniform({ low: 0, high: 1 }), studentT({ df: 5, loc: 0, scale: 1 }), square, { samples: 5, seed: 1 }).first.samples).toBe(5);
  });
});
