/**
 * Jumps of φ that depend on columns of the integers, too: there ∂φ is a forward difference, which sees all of it, and of ρφ it is another one than the product rule
 * says. Seeds are fixed; five standard errors, 6e-7 false alarms each.
 */
import { bernoulli, gradient, integrand, normal, poisson, product } from "montegrad";
import { describe, expect, it } from "vitest";

const p = product({ x: normal({ loc: 1, scale: 1 }), k: poisson({ rate: 1.5 }) }), phi = integrand("(x > k) * (1 + k)"), run = { samples: 1e5, seed: 2 };
// F = lambda m,s,r: fsum((1+k)*ncdf((m-k)/s)*exp(-r)*mpf(r)**k/factorial(k) for k in range(60)); diff(F, (1, 1, 1.5), …)   (mpmath)
const truth = [0.531418755707, 0.185614515244, -0.247511317585];
const bump = (t: number): number => Math.exp(-t * t);
const rho = {
  value: ([x, k]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = 1 - bump(x![i]! - k![i]!); },
  gradient: ([x, k]: readonly Float64Array[], [slope]: readonly Float64Array[]) => { for (let i = 0; i < slope!.length; i++) slope![i] = 2 * (x![i]! - k![i]!) * bump(x![i]! - k![i]!); },
};

describe.each([
  ["blended by its condition", { flow: "rp", jumps: { blend: 1 } }], ["blended by a formula", { flow: "rp", jumps: { blend: integrand("1 - exp(-(x - k)^2)") } }], ["blended by a function", { flow: "rp", jumps: { blend: rho } }],
  ["its surface", { flow: "rp", jumps: "surface" }], ["a half of each", { flow: 0.5, jumps: "surface" }], ["blended under a proposal", { flow: "rp", jumps: { blend: 1 }, proposal: { p: 0.5, slice: 0.5 } }],
] as const)("%s", (_, options) => {
  it("is unbiased", () => {
    const { x, k } = gradient(p, phi, { ...run, ...options }).grad;
    [x.loc, x.scale, k.rate].forEach(({ mean, stdError }, i) => expect(Math.abs(mean - truth[i]!)).toBeLessThan(5 * stdError));
  });
});

describe("columns that are summed over", () => {
  const q = product({ x: normal({ loc: 1, scale: 1 }), b: bernoulli({ probs: 0.5 }) }), jumping = integrand("x > b"), smooth = integrand("x*b");
  const summed = (options: object, f = jumping) => gradient(q, f, { ...run, enumerate: true, ...options } as never).grad as unknown as { x: { loc: { mean: number; stdError: number } } };
  it.each([
    [{ flow: "rp" }, /"flow" expected "lr" or 0 for "x.loc", which moves columns across a jump of φ that a flow does not see, got "rp"/],
    [{ flow: "rp", jumps: "surface" }, /"jumps" expected \{ blend: ρ \} with an integrand ρ beside "enumerate" .* got "surface"; or leave "enumerate" out\n {2}x > b/],
    [{ flow: "rp", jumps: { blend: 0.5 } }, /"jumps" expected \{ blend: ρ \} with an integrand ρ beside "enumerate" .* got \{ blend: 0.5 \}/],
  ])("%o: a jump is refused", (options, message) => {
    expect(() => summed(options)).toThrow(RangeError);
    expect(() => summed(options)).toThrow(message);
  });
  it("a ρ that vanishes at all of their jumps is unbiased, and what does not jump needs none", () => {
    const { x: { loc } } = summed({ flow: "rp", jumps: { blend: integrand("(1 - exp(-9*x^2))*(1 - exp(-9*(x - 1)^2))") } });
    expect(Math.abs(loc.mean - (Math.exp(-0.5) + 1) / 2 / Math.sqrt(2 * Math.PI))).toBeLessThan(5 * loc.stdError);
    for (const jumps of ["surface", { blend: 0.5 }, undefined]) expect(summed({ flow: "rp", ...(jumps !== undefined && { jumps }) }, smooth).x.loc.mean).toBe(0.5);
  });
});
