/**
 * The examples whose φ is a formula: the Asian call against its quadrature, the regression against its optimum, the chaotic map against closed
 * forms. 40 values of |z| < 5 with fixed seeds: all together raise a false alarm in 3e-5 of cases.
 */
import { gradient, normal } from "montegrad";
import { describe, expect, test } from "vitest";
import { estimate, exact } from "../examples/chaos/logistic-map.mjs";
import { asian } from "../examples/options/asian.mjs";
import { quadrature } from "../examples/options/asian-reference.mjs";
import { call } from "../examples/options/black-scholes.mjs";
import { FLOWS, estimate as estimateOption } from "../examples/options/compare.mjs";
import { readPenguins } from "../examples/penguins/data.mjs";
import { elbo, optimum } from "../examples/penguins/reference.mjs";
import { PRIOR, learn, problem } from "../examples/penguins/regression.mjs";

describe("Asian call", () => {
  const option = { S: 220, K: 210, r: 0.02, sigma: 0.45, T: 1, steps: 12 }, priced = asian(option);
  test("its reference is Black and Scholes for one step", () => {
    const one = { ...option, steps: 1 };
    expect(Math.abs(quadrature(one) / call(one).value - 1)).toBeLessThan(1e-7);
  });
  for (const flow of FLOWS) test(`flow ${flow}`, () => {
    for (const { name, z, stdError } of estimateOption(priced, flow, { samples: 100_000, seed: 7 }).rows) {
      expect(stdError, name).toBeGreaterThan(0);
      expect(Math.abs(z), name).toBeLessThan(5);
    }
  });
  test("its pure JavaScript estimates the same", () => {
    for (const [name, { mean, stdError }] of Object.entries(priced.pureJs({ lambda: 1, samples: 100_000, seed: 7 }) as Record<string, { mean: number; stdError: number }>)) {
      expect(Math.abs(mean - (priced.exact as Record<string, number>)[name]!) / stdError, name).toBeLessThan(5);
    }
  });
});

describe("penguins", () => {
  test("are read", () => {
    const { X, y, all } = readPenguins();
    expect([all, y.length, X.length, X[0]!.length, y.filter((v: number) => v === 1).length]).toEqual([344, 333, 333, 7, 168]);
  });
  test("are learned: both flows climb to the optimum that quadrature finds", () => {
    const { data, phi } = problem(), best = optimum(data, PRIOR), q = normal({ loc: best.loc, scale: best.scale });
    expect(Math.max(...([...best.byLoc, ...best.byRho] as number[]).map((v) => Math.abs(v)))).toBeLessThan(0.01);
    for (const flow of ["rp", "lr"] as const) {
      const g = gradient(q, phi, { flow, samples: 20_000, seed: 3 });
      expect(Math.abs(g.value.mean - best.value) / g.value.stdError).toBeLessThan(5);
      g.grad.loc.mean.forEach((mean, d) => expect(Math.abs(mean - best.byLoc[d]!) / g.grad.loc.stdError[d]!, `loc[${d}]`).toBeLessThan(5));
    }
    const { loc, scale } = learn(phi, "rp", { steps: 300, samples: 64, seed: 5 });
    expect(best.value - elbo(data, PRIOR, Array.from(loc), Array.from(scale, Math.log)).value).toBeLessThan(0.1);
  }, 30_000);
});

describe("chaos", () => {
  for (const T of [0, 3, 12]) test(`${T} steps`, () => {
    const truth = exact(T);
    for (const flow of ["lr", "rp"] as const) {
      const { value, grad: { loc } } = estimate(T, flow, { samples: 500_000, seed: 11 });
      expect(Math.abs(value.mean - truth.value) / value.stdError).toBeLessThan(5);
      expect(Math.abs(loc.mean - truth.slope) / loc.stdError).toBeLessThan(5);
      // kurtosis below 12 everywhere: the standard error of the variance is below 0.005 of it
      expect(Math.abs(loc.variance / truth[flow] - 1)).toBeLessThan(0.025);
    }
    if (T === 12) expect(truth.rp / truth.lr).toBeGreaterThan(1e6);
  });
});
