/** `boxes`: two accounts of the same mass, and how fast both come to the gradient. */
import { exponential, integrand, normal, uniform } from "montegrad";
import { boxes } from "montegrad/theory";
import { describe, expect, test } from "vitest";
import { PROBLEMS, apart } from "./problems.ts";

describe("convergence", () => {
  /** Orders of LR and RP between counts of boxes. */
  function orders(p: Parameters<typeof boxes>[0], formula: string, parameter: string, from: number): { lr: number; rp: number } {
    const [coarse, fine] = [from, 4 * from].map((count) => boxes(p, integrand(formula), { parameter, count })) as [ReturnType<typeof boxes>, ReturnType<typeof boxes>];
    const order = (estimate: "lr" | "rp"): number => Math.log(Math.abs(coarse[estimate] - coarse.gradient) / Math.abs(fine[estimate] - fine.gradient)) / Math.log(4);
    return { lr: order("lr"), rp: order("rp") };
  }

  test("of order 2, where φ′u levels off", () => {
    // f(v) = φ′u of x = F⁻¹(v) is 3x·e^−3x, with f′(0) = 3 and f′(1) = 0: the midpoint rule errs by 3/24 of the square of its step
    const p = exponential({ rate: 1 }), { lr, rp } = orders(p, "exp(-3*x)", "rate", 1000), { rp: coarse, gradient } = boxes(p, integrand("exp(-3*x)"), { parameter: "rate", count: 1000 });
    expect(Math.abs(lr - 2)).toBeLessThan(0.02);
    expect(Math.abs(rp - 2)).toBeLessThan(0.02);
    expect((coarse - gradient) * 1e6).toBeCloseTo(1 / 8, 3);
  });

  test("of order 1, where the outermost boxes decide", () => {
    const { lr, rp } = orders(normal({ loc: 1, scale: 1 }), "x^2", "scale", 1000);
    expect(lr).toBeGreaterThan(0.8);
    expect(lr).toBeLessThan(1.1);
    expect(rp).toBeGreaterThan(0.9);
    expect(rp).toBeLessThan(1.1);
  });

  for (const { name, p, phi, parameter, gradient } of PROBLEMS) test(name, () => {
    const { lr, rp, gradient: own, error } = boxes(p, phi, { parameter, count: 1e5 });
    expect(apart(own, gradient)).toBeLessThan(1e-11);
    expect(error).toBeLessThan(1e-11);
    // fourth powers have their weight in the outermost boxes
    const most = phi.text!.includes("^4") ? 2e-2 : 3e-3;
    expect(apart(lr, gradient)).toBeLessThan(most);
    expect(apart(rp, gradient)).toBeLessThan(most);
  });
});

describe("the boxes", () => {
  const count = 10, p = normal({ loc: 0.5, scale: 2 }), phi = integrand("x^3"), b = boxes(p, phi, { parameter: "scale", count });

  test("hold the same mass", () => {
    for (let i = 0; i < count; i++) {
      expect(p.cdf(b.edges[i + 1]!) - p.cdf(b.edges[i]!)).toBeCloseTo(0.1, 14);
      expect(b.mass[i]).toBe(0.1);
      expect(p.cdf(b.x[i]!)).toBeCloseTo((i + 0.5) / count, 14);
      expect(b.h[i]! * (b.edges[i + 1]! - b.edges[i]!) || (i === 0 || i === 9 ? 0.1 : NaN)).toBeCloseTo(0.1, 14);
    }
    expect([b.edges[0], b.edges[count], b.h[0], b.h[count - 1]]).toEqual([-Infinity, Infinity, 0, 0]);
  });

  test("LR: fixed edges, mass changes", () => {
    const d = 1e-4, more = normal({ loc: 0.5, scale: 2 + d }), less = normal({ loc: 0.5, scale: 2 - d });
    for (let i = 0; i < count; i++) {
      const of = (q: typeof p): number => q.cdf(b.edges[i + 1]!) - q.cdf(b.edges[i]!);
      expect(b.massRate[i]).toBeCloseTo((of(more) - of(less)) / (2 * d), 8);
    }
    expect(b.massRate.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0, 15);
    expect(b.lr).toBeCloseTo(b.massRate.reduce((sum, v, i) => sum + v * b.x[i]! ** 3, 0), 12);
  });

  test("RP: fixed mass, boxes move", () => {
    const d = 1e-4, more = normal({ loc: 0.5, scale: 2 + d }), less = normal({ loc: 0.5, scale: 2 - d });
    const rate = (u: number): number => (more.quantile(u) - less.quantile(u)) / (2 * d);
    for (let i = 0; i < count; i++) expect(b.positionRate[i]).toBeCloseTo(rate((i + 0.5) / count), 8);
    for (let i = 1; i < count; i++) expect(b.edgeRates[i]).toBeCloseTo(rate(i / count), 8);
    expect([b.edgeRates[0], b.edgeRates[count]]).toEqual([0, 0]);
    expect(b.rp).toBeCloseTo(b.positionRate.reduce((sum, u, i) => sum + 0.1 * 3 * b.x[i]! ** 2 * u, 0), 12);
    expect(b.value).toBeCloseTo(b.x.reduce((sum, x) => sum + 0.1 * x ** 3, 0), 12);
  });

  test("one is allowed", () => {
    const one = boxes(p, phi, { parameter: "loc", count: 1 });
    expect([one.lr, one.rp, one.edges.length]).toEqual([0, 0.75, 2]);
  });
});

test("ends that move are refused", () => {
  expect(() => boxes(uniform({ low: 0, high: 1 }), integrand("x"), { parameter: "low", count: 3 })).toThrow(
    new RangeError(`boxes: "parameter" expected one that leaves the ends of the support where they are, got "low"`),
  );
});
