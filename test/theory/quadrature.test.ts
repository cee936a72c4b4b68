/**
 * Integrals of montegrad/theory against mpmath and closed forms: `surface` (Eqs. 13–18) and `stein` (Eq. 8), both sides of each; ends, kinks,
 * jumps. What is drawn from them is in the neighbouring files.
 */
import { beta, cauchy, exponential, gamma, integrand, laplace, mixture, normal, pareto, product, uniform, vonMises } from "montegrad";
import { residual, stein, surface } from "montegrad/theory";
import { describe, expect, test } from "vitest";
import { PROBLEMS, apart } from "./problems.ts";

describe("volume and surface", () => {
  for (const { name, p, phi, parameter, gradient } of PROBLEMS) test(name, () => {
    const { volume, roof, walls, surface: all, difference, lr, error, x, h, flux } = surface(p, phi, { parameter, points: 5 });
    for (const value of [volume, roof, all, lr]) expect(apart(value, gradient)).toBeLessThan(1e-11);
    expect(walls).toBe(0);
    expect(difference).toBe(volume - all);
    expect(error).toBeLessThan(1e-11);
    // the curves are p and φ ∂θp
    const score = (p.score(x) as Record<string, unknown>)[parameter] as Float64Array, values = phi.value([x]);
    x.forEach((_, i) => {
      expect(apart(h[i]!, Math.exp(p.logProb(x)[i]!))).toBeLessThan(1e-14);
      expect(apart(flux[i]!, values[i]! * h[i]! * score[i]!)).toBeLessThan(1e-13);
    });
  });

  // mathematics of moving supports: ∂E/∂high = (φ(high) − E φ)/(high − low), ∂E/∂low = (E φ − φ(low))/(high − low), ∂E/∂scale = (a/m)(E φ − φ(m))
  for (const [name, p, parameter, gradient, walls] of [
    ["upper end", uniform({ low: 1, high: 3 }), "high", (9 - 13 / 3) / 2, 9 / 2], ["lower end", uniform({ low: 1, high: 3 }), "low", (13 / 3 - 1) / 2, -1 / 2],
    ["half-line", pareto({ scale: 2, concentration: 3 }), "scale", (3 / 2) * (12 - 4), -6],
  ] as const) test(`walls of the ${name}`, () => {
    const s = surface(p, integrand("x^2"), { parameter });
    expect(apart(s.volume, gradient)).toBeLessThan(1e-10);
    expect(apart(s.surface, gradient)).toBeLessThan(1e-10);
    expect(s.walls).toBeCloseTo(walls, 12);
  });

  test("kinks, poles, narrow parts and the circle", () => {
    // Laplace: ∂loc E|x| = 1 − e^−loc
    expect(surface(laplace({ loc: 0.5, scale: 1 }), integrand("abs(x)"), { parameter: "loc" }).volume).toBeCloseTo(1 - Math.exp(-0.5), 11);
    expect(surface(laplace({ loc: 0.5, scale: 1 }), integrand("abs(x)"), { parameter: "loc" }).roof).toBeCloseTo(1 - Math.exp(-0.5), 11);
    // E[x²] = α(α+1)/((α+β)(α+β+1)) at ½, ½
    expect(surface(beta({ alpha: 0.5, beta: 0.5 }), integrand("x^2"), { parameter: "alpha" }).volume).toBeCloseTo(0.4375, 7);
    expect(surface(beta({ alpha: 0.5, beta: 0.5 }), integrand("x^2"), { parameter: "alpha" }).roof).toBeCloseTo(0.4375, 6);
    expect(surface(vonMises({ loc: 0.5, concentration: 2 }), integrand("cos(x)"), { parameter: "loc" }).difference).toBeCloseTo(0, 12);
    const two = mixture({ logits: [0, 1], components: [normal({ loc: 0, scale: 1 }), normal({ loc: 10, scale: 0.01 })] }), w = Math.E / (1 + Math.E);
    // E[x] = 10 w
    for (const side of ["volume", "roof"] as const) expect(apart(surface(two, integrand("x"), { parameter: "logits", entry: 1 })[side], 10 * w * (1 - w))).toBeLessThan(1e-11);
  });

  test("a jump is seen by the roof alone", () => {
    const { volume, roof } = surface(normal({ loc: 0, scale: 1 }), { value: ([x], out) => { x!.forEach((v, i) => { out[i] = v > 0.3 ? 1 : 0; }); }, gradient: () => {} }, { parameter: "loc" });
    expect(volume).toBe(0);
    expect(roof).toBeCloseTo(Math.exp(-0.045) / Math.sqrt(2 * Math.PI), 12);
  });

  test("an integral that does not converge says so", () => {
    const { error } = surface(cauchy({ loc: 0, scale: 1 }), integrand("cos(x)"), { parameter: "scale" });
    expect(error).toBeGreaterThan(1e-3);
  });

  test("the bound knows what cancels", () => {
    // ∂loc E[x²] = 0 is the sum of ±1.6: rounding is by those, and panels are not halved for the sake of 0
    const { roof, error } = surface(normal({ loc: 0, scale: 1 }), integrand("x^2"), { parameter: "loc" });
    expect(Math.abs(roof)).toBeLessThan(error);
    expect(error).toBeGreaterThan(3.1 * 2 ** -48);
    expect(error).toBeLessThan(1e-12);
  });

  test("parts of products by their path", () => {
    const p = product({ w: normal({ loc: 1, scale: 2 }) });
    expect(surface(p, integrand("x^2"), { parameter: "w.scale" }).volume).toBeCloseTo(4, 11);
  });
});

describe("Stein's identity", () => {
  for (const { name, p, phi, stein: reference } of PROBLEMS) if (reference !== null) test(name, () => {
    const s = stein(p, phi);
    expect(apart(s.slope, reference)).toBeLessThan(1e-11);
    expect(apart(s.score + s.ends, reference)).toBeLessThan(1e-11);
    expect(Math.abs(s.difference)).toBeLessThan(1e-11);
    expect(s.error).toBeLessThan(1e-10);
  });

  test("where p ends with a step", () => {
    // Exponential(2), φ = e^−x: E φ′ = −2/3, −E[φ·(−2)] = 4/3, −p(0)φ(0) = −2; Uniform(1, 3), φ = x²: E φ′ = 4 = (9 − 1)/2
    const one = stein(exponential({ rate: 2 }), integrand("exp(-x)")), two = stein(uniform({ low: 1, high: 3 }), integrand("x^2"));
    expect([one.slope, one.score, one.ends].map((v) => v.toFixed(11))).toEqual([-2 / 3, 4 / 3, -2].map((v) => v.toFixed(11)));
    expect([two.slope, two.score, two.ends].map((v) => Math.abs(v).toFixed(11))).toEqual([4, 0, 4].map((v) => v.toFixed(11)));
  });

  test("is refused where p is infinite at an end", () => {
    expect(() => stein(gamma({ concentration: 0.5, rate: 1 }), integrand("x"))).toThrow(new RangeError(`stein: "p" expected a density that is finite at the ends of its support, got "gamma"`));
  });
});

test("the same numbers each time, and arrays of the caller's own", () => {
  const p = normal({ loc: 0.5, scale: 2 }), q = normal({ loc: 0, scale: 3 }), run = () => residual(p, q, { parameter: "scale", u: 0.5, phi: integrand("sin(x)") });
  const one = run(), two = run();
  expect(one).toEqual(two);
  expect(one.x).not.toBe(two.x);
});
