/** `slices`: total variation, edges and their density. */
import { cauchy, exponential, gamma, laplace, logistic, normal, uniform } from "montegrad";
import { slices } from "montegrad/theory";
import { describe, expect, test } from "vitest";
import { PROBLEMS, apart } from "./problems.ts";

describe("total variation", () => {
  for (const { name, p, parameter, tv } of PROBLEMS) test(name, () => {
    expect(apart(slices(p, { parameter, count: 1 }).tv, tv)).toBeLessThan(1e-11);
  });

  // closed forms
  for (const [p, parameter, tv, pieces] of [
    [normal({ loc: 1, scale: 2 }), "loc", 2 / (2 * Math.sqrt(2 * Math.PI)), 2], [normal({ loc: 1, scale: 2 }), "scale", (4 * Math.exp(-0.5)) / Math.sqrt(2 * Math.PI) / 2, 3],
    [exponential({ rate: 0.5 }), "rate", 2 / Math.E / 0.5, 2], [laplace({ loc: 0.25, scale: 2 }), "loc", 1 / 2, 2], [laplace({ loc: 0.25, scale: 2 }), "scale", 2 / Math.E / 2, 3],
    [logistic({ loc: 1, scale: 2 }), "loc", 1 / 4, 2], [cauchy({ loc: 1, scale: 2 }), "scale", 2 / Math.PI / 2, 3],
    [gamma({ concentration: 2.5, rate: 0.5 }), "rate", 2 * (2.5 / Math.E) ** 2.5 / 1.329340388179137 / 0.5, 2],
  ] as const) test(`${p.family}.${parameter}`, () => {
    const s = slices(p, { parameter, count: 1 });
    expect(s.tv).toBeCloseTo(tv, 13);
    expect(s.pieces.length).toBe(pieces);
    expect([s.pieces[0]!.fluxFrom, s.pieces.at(-1)!.fluxTo]).toEqual([0, 0]);
  });
});

describe("edges", () => {
  test("of a location are where p has that height", () => {
    const { left, right, level, sign, thickness } = slices(normal({ loc: 1, scale: 2 }), { parameter: "loc", count: 10 });
    expect(left.length).toBe(10);
    level.forEach((h, k) => {
      const half = 2 * Math.sqrt(-2 * Math.log(h * 2 * Math.sqrt(2 * Math.PI)));
      expect(left[k]).toBeCloseTo(1 - half, 12);
      expect(right[k]).toBeCloseTo(1 + half, 12);
      expect(sign[k]).toBe(1);
      expect(h).toBeCloseTo((k + 0.5) * thickness, 15);
    });
  });

  for (const { name, p, phi, parameter, gradient } of PROBLEMS) test(`bring the gradient: ${name}`, () => {
    const { left, right, sign, thickness } = slices(p, { parameter, count: 4000 }), a = phi.value([left]), b = phi.value([right]);
    const sum = sign.reduce((total, s, k) => total + thickness * s * (b[k]! - a[k]!), 0);
    expect(apart(sum, gradient)).toBeLessThan(phi.text!.includes("^4") ? 5e-2 : 3e-3);
  });

  test("are as far out as the level is low", () => {
    // Cauchy: p = 1/(π(1 + x²)); the lowest of 1e5 levels is far beyond the net of quantiles' middle
    const { left, right, level } = slices(cauchy({ loc: 0, scale: 1 }), { parameter: "loc", count: 1e4 });
    const x = Math.sqrt(1 / (Math.PI * level[0]!) - 1);
    expect(left[0]! / -x).toBeCloseTo(1, 11);
    expect(right[0]! / x).toBeCloseTo(1, 11);
  });
});

test("q is |∂θp|/TV", () => {
  const p = normal({ loc: 0, scale: 1 }), { x, p: density, q } = slices(p, { parameter: "loc", count: 1, points: 9 });
  x.forEach((x, i) => {
    expect(density[i]).toBeCloseTo(Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI), 14);
    expect(q[i]).toBeCloseTo((Math.abs(x) * Math.exp((-x * x) / 2)) / 2, 13);
  });
});

test("ends that move are refused", () => {
  expect(() => slices(uniform({ low: 0, high: 1 }), { parameter: "high", count: 3 })).toThrow(/^slices: "parameter" expected one that leaves/);
});
