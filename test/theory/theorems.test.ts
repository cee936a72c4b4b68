/** `uniqueness` (Thm. 2), `residual` (Thm. 3, Eq. 19), and what all of the entry refuse. */
import { exponential, field, gamma, integrand, mixture, mvn, normal, poisson, studentT, uniform } from "montegrad";
import * as theory from "montegrad/theory";
import { boxes, divergence, flowLines, heights, residual, slices, stein, surface, uniqueness } from "montegrad/theory";
import { describe, expect, test } from "vitest";
import { PROBLEMS, apart } from "./problems.ts";

describe("uniqueness", () => {
  const p = normal({ loc: 1, scale: 2 });

  test("the φ of the proof sees any defect", () => {
    // ∫ p² dx = 1/(2σ√π), ∫ (p·(x − 1))² dx = σ/(4√π)
    for (const [defect, bias] of [["1/2", 1 / 16 / Math.sqrt(Math.PI)], ["x - 1", 1 / 2 / Math.sqrt(Math.PI)], ["0*x", 0]] as const) {
      const u = uniqueness(p, integrand(defect), { parameter: "scale" });
      expect(u.bias).toBeCloseTo(bias, 13);
      expect(u.mean - u.gradient).toBeCloseTo(bias, 13);
      expect(u.error).toBeLessThan(1e-12);
      u.x.forEach((x, i) => {
        const z = (x - 1) / 2, added = defect === "x - 1" ? x - 1 : defect === "1/2" ? 0.5 : 0;
        expect(u.score[i]).toBeCloseTo((z * z - 1) / 2, 12);
        expect(u.psi[i]).toBeCloseTo((z * z - 1) / 2 + added, 12);
        expect(u.phi[i]).toBeCloseTo((Math.exp((-z * z) / 2) / Math.sqrt(8 * Math.PI)) * added, 13);
      });
    }
  });

  test("another φ may be blind", () => {
    expect(uniqueness(p, integrand("x - 1"), { parameter: "loc", phi: integrand("(x - 1)^2") }).bias).toBeCloseTo(0, 12);
    const u = uniqueness(p, (x) => x[0]! - 1, { parameter: "loc", phi: (x) => x[0]! ** 3 });
    // E[(x − 1) x³] = σ²·E[3x²] = 4·15, ∂loc E[x³] = 3·E[x²] = 15
    expect([u.bias, u.gradient, u.mean].map((v) => v.toFixed(9))).toEqual(["60.000000000", "15.000000000", "75.000000000"]);
  });
});

describe("residual", () => {
  const fields = [
    ["rp"], ["lr"], [0.5], [-2], [field({ value: ["sin(3*x0)*exp(-x0^2/50)"] })], [{ value: ([x]: readonly Float64Array[], [u]: readonly Float64Array[]) => u!.set(x!.map((v) => v * Math.exp(-v))), divergence: ([x]: readonly Float64Array[], [d]: readonly Float64Array[]) => d!.set(x!.map((v) => (1 - v) * Math.exp(-v))) }],
  ] as const;

  for (const [k, { name, p, phi, parameter, gradient }] of PROBLEMS.entries()) test(`${name}: any flow, any density`, () => {
    const positive = p.supports[0] !== "real";
    const proposals = positive ? [p, gamma({ concentration: 1.5, rate: 0.25 })] : [p, studentT({ loc: 1, scale: 3, df: 2 }), mixture({ logits: [0, 1], components: [normal({ loc: 3, scale: 4 }), normal({ loc: -2, scale: 5 })] })];
    for (const q of p.family === "beta" ? [p, uniform({ low: 0, high: 1 })] : proposals) for (const [i, [u]] of fields.entries()) {
      // p·u must vanish at the ends: the last field does at 0, not everywhere on the left
      if ((i === 5 && !positive) || (i === 4 && (k === 3 || p.family === "beta" || positive))) continue;
      const all = residual(p, q, { parameter, u, phi, points: 3 });
      // ends of beta: p vanishes at both
      expect(apart(all.mean, gradient), `${q.family}, ${i}`).toBeLessThan(1e-10);
      expect(apart(all.gradient, gradient)).toBeLessThan(1e-11);
      expect(all.ends).toBeCloseTo(0, 12);
      expect(all.error).toBeLessThan(1e-9);
      all.x.forEach((x, j) => {
        expect(all.p[j]! / Math.exp(p.logProb(x))).toBeCloseTo(1, 13);
        expect(all.q[j]! / Math.exp(q.logProb(x))).toBeCloseTo(1, 13);
        if (u === "rp") expect(Math.abs(all.residual[j]!)).toBeLessThan(1e-9 * (1 + Math.abs((p.score(x) as Record<string, number>)[parameter]!)));
        if (u === "lr") expect(all.residual[j]).toBe((p.score(x) as Record<string, number>)[parameter]!);
      });
    }
  });

  test("what flows through the ends is the difference", () => {
    const phi = integrand("cos(x)"), lost = residual(exponential({ rate: 1 }), gamma({ concentration: 2, rate: 0.5 }), { parameter: "rate", u: field({ value: ["1 + x0^2"] }), phi });
    expect(lost.ends).toBeCloseTo(-1, 13);
    expect(lost.difference).toBeCloseTo(-1, 11);
    // LR on a support that moves: what the end sweeps over is missing
    const end = residual(uniform({ low: 0, high: 2 }), uniform({ low: 0, high: 2 }), { parameter: "high", u: "lr", phi: integrand("x^2") });
    expect([end.mean, end.gradient, end.difference, end.ends].map((v) => v.toFixed(10))).toEqual([-2 / 3, 4 / 3, -2, -2].map((v) => v.toFixed(10)));
    expect(residual(uniform({ low: 0, high: 2 }), uniform({ low: 0, high: 2 }), { parameter: "high", u: "rp", phi: integrand("x^2") }).difference).toBeCloseTo(0, 12);
  });

  test("a wrong divergence, or a q that misses mass, is found out", () => {
    const p = normal({ loc: 0, scale: 1 });
    const wrong = { value: ([x]: readonly Float64Array[], [u]: readonly Float64Array[]) => u!.set(x!), divergence: () => {} };
    // E[φ·1] is missing: E cos x = e^−½
    expect(residual(p, p, { parameter: "loc", u: wrong, phi: integrand("cos(x)") }).difference).toBeCloseTo(-Math.exp(-0.5), 11);
    // of φ = x only P(−1 < X < 2) = Φ(2) + Φ(1) − 1 is seen
    expect(residual(p, uniform({ low: -1, high: 2 }), { parameter: "loc", u: "rp", phi: integrand("x") }).difference).toBeCloseTo(0.8185946141203637 - 1, 11);
  });
});

describe("refusals", () => {
  const p = normal({ loc: 0, scale: 1 }), phi = integrand("x^2"), any = <T>(value: unknown): T => value as T;
  const of = { parameter: "loc" };

  for (const [call, error, text] of [
    [() => surface(any("p"), phi, of), TypeError, `surface: "p" expected a distribution, got "p"`],
    [() => surface(poisson({ rate: 1 }), phi, of), RangeError, `surface: "p" expected a continuous distribution, got "poisson"`],
    [() => surface(normal({ loc: [0, 1], scale: 1 }), phi, of), RangeError, `surface: "p" expected a distribution of one column, got 2`],
    [() => surface(p, any(of), any(undefined)), TypeError, `surface: "phi" expected integrand(…), a function (x) => number or { value, gradient? } on blocks, got an object with parameter`],
    [() => surface(p, any(3), of), TypeError, `surface: "phi" expected integrand(…), a function (x) => number or { value, gradient? } on blocks, got 3`],
    [() => surface(p, { value: () => {} }, of), TypeError, `surface: "phi" expected an integrand with a gradient (integrand(…) or { value, gradient }), got an object with value`],
    [() => surface(p, any({ value: () => {}, params: {} }), of), TypeError, `surface: unknown "params", expected one of value, gradient, valueAndGradient, id`],
    [() => surface(p, phi, any(undefined)), TypeError, `surface: "options" expected { parameter, … }, got undefined`],
    [() => surface(p, phi, any({})), TypeError, `surface: "parameter" expected the name of a parameter, got undefined`],
    [() => surface(p, phi, any({ ...of, count: 3 })), TypeError, `surface: unknown "count", expected one of parameter, entry, points`],
    [() => surface(p, phi, { parameter: "constructor" }), RangeError, `surface: "parameter" expected a parameter of normal (loc, scale), got "constructor"`],
    [() => surface(p, phi, { parameter: "loc", entry: 1 }), RangeError, `surface: "entry" expected an integer from 0 to 0, got 1`],
    [() => surface(p, phi, { parameter: "loc", points: 1 }), RangeError, `surface: "points" expected an integer from 2 to 1000000, got 1`],
    [() => surface(p, integrand("log(x)"), of), RangeError, /^surface: "phi" expected a (gradient that is a )?number at x = -[\d.]+, got NaN$/],
    [() => stein(p, any((x: Float64Array) => x[0])), TypeError, /^stein: "phi" expected an integrand with a gradient/],
    [() => uniqueness(p, any(() => "1"), of), TypeError, `uniqueness: "defect" expected a function that returns a number, got "1"`],
    [() => boxes(p, phi, any(of)), TypeError, `boxes: "count" expected an integer from 1 to 1000000, got undefined`],
    [() => boxes(p, phi, { ...of, count: 0 }), RangeError, `boxes: "count" expected an integer from 1 to 1000000, got 0`],
    [() => slices(p, { ...of, count: 0.5 }), RangeError, `slices: "count" expected an integer from 1 to 100000, got 0.5`],
    [() => heights(p, phi, { ...of, count: 1e4 }), RangeError, `heights: "count" expected an integer from 1 to 1000, got 10000`],
    [() => flowLines(p, { ...of, flow: 2 }), RangeError, `flowLines: "flow" expected "rp", "lr" or a number in [0, 1], got 2`],
    [() => flowLines(p, any({ ...of, flow: "pr" })), TypeError, `flowLines: "flow" expected "rp", "lr" or a number in [0, 1], got "pr"`],
    [() => flowLines(p, any({ ...of, through: [1] })), TypeError, `flowLines: "through" expected { x, h }, arrays of numbers, got Array of length 1`],
    [() => flowLines(p, { ...of, through: { x: [1], h: [] } }), RangeError, `flowLines: "through.h" expected 1 numbers like "through.x", got Float64Array of length 0`],
    [() => divergence(p, any({ ...of, x: 1, h: [1] })), TypeError, `divergence: "x" expected an array of numbers, got 1`],
    [() => divergence(p, { ...of, x: [1, 2], h: [1] }), RangeError, `divergence: "h" expected 2 numbers, one for each row of x, got Array of length 1`],
    [() => divergence(p, { ...of, x: [1], h: [1], flow: NaN }), RangeError, `divergence: "flow" expected "rp", "lr" or a finite number, got NaN`],
    [() => residual(p, any(1), { ...of, u: "rp", phi }), TypeError, `residual: "q" expected a distribution, got 1`],
    [() => residual(p, p, any({ ...of, phi })), TypeError, `residual: "u" expected "rp", "lr", a number, field(…) or { value, divergence } on blocks, got undefined`],
    [() => residual(p, p, { ...of, phi, u: { value: () => {} } }), TypeError, `residual: "u" expected "rp", "lr", a number, field(…) or { value, divergence } on blocks, got an object with value`],
    [() => surface(mvn({ loc: [0], scaleTril: [1] }), phi, of), TypeError, /^mvn\.quantile: /],
  ] as const) test(typeof text === "string" ? text : String(text), () => {
    expect(call).toThrow(error);
    expect(call).toThrow(text);
  });

  test("the entry has these names", () => {
    expect(Object.keys(theory).sort()).toEqual(["boxes", "divergence", "flowLines", "heights", "residual", "slices", "stein", "surface", "uniqueness"]);
  });
});
