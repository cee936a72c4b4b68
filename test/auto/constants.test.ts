/** What is added to φ changes neither what is chosen nor how well: scores take it away, and its squares are not in the way of what varies. */
import { gamma, gradient, integrand, normal, plan } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: 0.3, scale: 1 });
const variance = (c: number, options: object): number => {
  let sum = 0;
  for (let seed = 0; seed < 16; seed++) {
    const { grad } = gradient(p, integrand("c + cos(2*x)", { constants: { c } }), { seed, ...options } as never) as unknown as { grad: { loc: { variance: number }; scale: { variance: number } } };
    sum += grad.loc.variance + grad.scale.variance;
  }
  return sum;
};

describe("a constant in φ", () => {
  it.each([
    ["of a formula", (c: number) => integrand("c + cos(2*x)", { constants: { c } })],
    ["of a function", (c: number) => (x: ArrayLike<number>) => c + Math.cos(2 * (x[0] as number))],
    ["in a chain", (c: number) => integrand("c + x^3", { constants: { c } })],
  ] as const)("does not change the choice %s", (what, phi) => {
    const options = { samples: 1e5, seed: 1, cost: 1000, ...(what === "in a chain" && { chain: { a: { loc: 1, scale: -2 } } }) };
    const chosen = (c: number): string => JSON.stringify({ ...plan(p, phi(c) as never, options as never), coefficients: 0 }, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v));
    for (const c of [1e3, 1e6]) expect(chosen(c)).toBe(chosen(0));
  });
  it("nor how little varies with it", () => {
    for (const samples of [512, 8192]) {
      const alone = variance(0, { samples });
      for (const c of [1e4, 1e6]) expect(Math.abs(variance(c, { samples }) / alone - 1)).toBeLessThan(1e-3);
    }
  });
  it("nor what score takes it away again", () => {
    const variance = (c: number): number => gradient(p, (x) => c + Math.cos(2 * (x[0] as number)), { samples: 8192, seed: 1 }).grad.scale.variance;
    for (const c of [1e3, 1e6]) expect(Math.abs(variance(c) / variance(0) - 1)).toBeLessThan(1e-6);
  });
  it("leaves what a chosen φ of no variance gave", () => {
    // a score alone explains log x: nothing varies but the constant
    const { grad } = gradient(gamma({ concentration: 2, rate: 1 }), integrand("1e6 + log(x)"), { samples: 8192, seed: 1 }) as unknown as { grad: { rate: { mean: number; stdError: number } } };
    expect(Math.abs(grad.rate.mean + 1)).toBeLessThan(1e-6);
  });
});

it("pairs of points that are equal are taken, where symmetry makes them so", () => {
  const { chosen, grad } = gradient(normal({ loc: 0, scale: 1 }), (x) => 1e6 + Math.cos(8 * (x[0] as number)), { wrt: ["loc"], samples: 1e5, seed: 1 }) as unknown as { chosen: { coupled: unknown; controls: unknown }; grad: { loc: { mean: number; stdError: number } } };
  expect([chosen.coupled, chosen.controls]).toEqual(["measure-valued", undefined]);
  expect(grad.loc).toMatchObject({ mean: 0, stdError: 0 });
});
