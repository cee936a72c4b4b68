/**
 * The stopping rule. x + a·y has, by the likelihood ratio of n samples, the gradient 1 by the mean of x, with the variance (2 + a²)/n: a sets by how many of its standard errors
 * the gradient differs from 0, at every step alike. Rates of false alarms of this file below 1e-5, no retries.
 */
import { type Distribution, Rng, integrand, minimise, normal, product } from "montegrad";
import { describe, expect, it } from "vitest";

const RUNS = 200, SAMPLES = 64;
/** Of an estimate that is so many standard errors from 0. */
const noisy = (errors: number): ((x: Float64Array) => number) => {
  const a = Math.sqrt(SAMPLES / errors ** 2 - 2);
  return (x) => (x[0] as number) + a * (x[1] as number);
};
const plane = product({ x: normal({ loc: 0, scale: 1 }), y: normal({ loc: 0, scale: 1 }) });
const sgd = { kind: "sgd", rate: 1e-3 } as const;

/** How many of the runs the rule stops, and after how many steps. */
function stops(p: Distribution, phi: (x: Float64Array) => number, wrt: readonly string[], tolerance: number, steps: number, runs = RUNS): number[] {
  const rng = new Rng(20), all: number[] = [];
  for (let r = 0; r < runs; r++) {
    const found = minimise(p, phi, { flow: "lr", baseline: 0, rng, samples: SAMPLES, steps, wrt, tolerance, optimiser: sgd });
    if (found.stopped === "tolerance") all.push(found.steps);
  }
  return all;
}
/** P(more than so many of RUNS) = 1.4e-6 for a share of 1 %. */
const MOST = 11;

describe("the stopping rule", () => {
  it("raises a false alarm in at most 1 % of runs, however long: a gradient just beyond the tolerance", { timeout: 60_000 }, () => {
    expect(stops(plane, noisy(1.02), ["x.loc"], 1, 400).length).toBeLessThanOrEqual(MOST);
  });
  it("and where a single parameter of many moves", { timeout: 60_000 }, () => {
    const a = noisy(1.02), many = product({ x: normal({ loc: 0, scale: 1 }), y: normal({ loc: 0, scale: 1 }), z: normal({ loc: new Array<number>(20).fill(0), scale: 1 }) });
    expect(stops(many, a, ["x.loc", "z.loc"], 1, 100).length).toBeLessThanOrEqual(MOST);
  });
  it("ends 95 % of runs after the first window where there is nothing left to follow", { timeout: 60_000 }, () => {
    // the least W with √W ≥ Φ⁻¹(0.995) + √(2·log 20) = 2.5758 + 2.4477, and twice the square for half the tolerance
    for (const [tolerance, window] of [[1, 26], [0.5, 101]] as const) {
      const runs = tolerance === 1 ? RUNS : RUNS / 4, after = stops(plane, (x) => x[1] as number, ["x.loc"], tolerance, 4 * window, runs);
      expect(after.length).toBe(runs);
      expect(after.every((steps) => steps % window === 0 || steps > window)).toBe(true);
      expect(after.filter((steps) => steps === window).length / runs).toBeGreaterThan(0.95 - 4.5 * Math.sqrt((0.95 * 0.05) / runs));
    }
  });
  it("stops an optimisation near its optimum, not before", () => {
    const phi = integrand("x^2/2"), rng = new Rng(4);
    for (let r = 0; r < 20; r++) {
      const { parameters, stopped } = minimise(normal({ loc: 5, scale: 1 }), phi, { flow: "rp", rng, samples: 256, steps: 5000, wrt: ["loc"], tolerance: 1, optimiser: { kind: "sgd", rate: 0.02 } });
      expect(stopped).toBe("tolerance");
      expect(Math.abs(parameters.loc)).toBeLessThan(4 / 16); // of the standard errors, 1/√256
    }
  });
  it("is not deceived by steps that swing about the optimum, whose mean is 0", () => {
    const found = minimise(normal({ loc: 100, scale: 1 }), integrand("x^2/2"), { flow: "rp", seed: 4, samples: 64, steps: 400, wrt: ["loc"], tolerance: 1, optimiser: { kind: "sgd", rate: 2 } });
    expect(found.stopped).toBe("steps");
  });
  it("ends without noise where the gradient is a millionth of what it was", () => {
    const { parameters, stopped, steps } = minimise(normal({ loc: 1, scale: 1 }), integrand("x^2/2"), { flow: "rp", antithetic: true, seed: 4, samples: 64, steps: 1000, wrt: ["loc"], tolerance: 1, optimiser: { kind: "sgd", rate: 0.1 } });
    expect([stopped, steps < 300]).toEqual(["tolerance", true]); // 0.9^131 = 1e-6
    expect(Math.abs(parameters.loc)).toBeLessThan(1e-6);
  });
});
