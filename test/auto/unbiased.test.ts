/**
 * What is chosen biases nothing: estimates of many runs against closed forms, where pilots choose, where groups learn from themselves, where nothing does and where
 * earlier calls of an rng do. Seeds fixed in advance, no retries; false-alarm rate of the file 1e-5 (Bonferroni). Power: a bias of LIMIT/√RUNS ≈ 0.5 standard deviations of a
 * run with a pilot, 0.2 of the others, is seen with probability ½. A pilot on the run's own draws biases less than that; that its draws are others is seen from what φ is called with.
 * Standard errors: errors.test.ts; bits: bits.test.ts; loops: lagged.test.ts.
 */
import { Rng, gradient, integrand } from "montegrad";
import { describe, expect, it } from "vitest";
import { zBound } from "../statistics.ts";
import { PROBLEMS, type Problem, STEP, estimate, unit } from "./problems.ts";

const REGIMES = [
  { regime: "a pilot, 8192", samples: 8192, runs: 60, lagged: false },
  { regime: "a pilot, 1100", samples: 1100, runs: 240, lagged: false },
  { regime: "cross-fitted, the first 1100 of an rng", samples: 1100, runs: 240, lagged: false, first: true },
  { regime: "groups, 64", samples: 64, runs: 600, lagged: false },
  { regime: "lagged, 64", samples: 64, runs: 600, lagged: true },
] as const;
const LIMIT = zBound(1e-5, REGIMES.length * PROBLEMS.reduce((sum, { truths }) => sum + Object.keys(truths).length, 0));

/** How many standard errors of their mean lie between it and the truth. */
function distance(numbers: Float64Array, truth: number): number {
  const n = numbers.length, mean = numbers.reduce((sum, v) => sum + v, 0) / n, squares = numbers.reduce((sum, v) => sum + (v - mean) ** 2, 0), away = Math.abs(mean - truth);
  return away <= 1e-9 * (1 + Math.abs(truth)) ? 0 : away / Math.sqrt(squares / (n * (n - 1)));
}

const run = ({ p, phi, options }: Problem, more: { readonly samples: number; readonly seed?: number; readonly rng?: Rng }): unknown => gradient(p, phi as never, { ...options, ...more } as never);

describe.each(REGIMES)("unbiased: $regime", ({ samples, runs, lagged, ...more }) => {
  const isFirst = "first" in more;
  // a gradient that is wrong is seen by a pilot alone
  it.each(PROBLEMS.filter(({ name }) => !((samples < 1024 || isFirst) && name.includes("misses"))))("$name", { timeout: 60_000 }, (problem) => {
    const paths = Object.keys(problem.truths), found = paths.map(() => new Float64Array(runs)), rng = new Rng(77);
    for (let i = 0; i < runs; i++) {
      const result = run(problem, lagged ? { samples, rng } : isFirst ? { samples, rng: new Rng(1000 + i) } : { samples, seed: 1000 + i });
      paths.forEach((path, k) => { found[k]![i] = estimate(result, path).mean; });
    }
    expect(paths.map((path, k) => ({ path, z: distance(found[k]!, problem.truths[path]!) })).filter(({ z }) => !(z <= LIMIT))).toEqual([]);
  });
});

describe("rows that choose are no rows of the estimate", () => {
  const drawn = (options: object): { readonly pilot: Set<number>; readonly own: Set<number>; readonly calls: number } => {
    const all: number[] = [], result = gradient(unit, (x: Float64Array) => { all.push(x[0]!); return Math.cos(2 * x[0]!); }, { samples: 8192, ...options } as never), calls = all.length;
    expect(result.value.evaluations).toBe(calls);
    return { pilot: new Set(all.slice(0, calls - 8192)), own: new Set(all.slice(calls - 8192)), calls };
  };

  it.each([["a seed", (): object => ({ seed: 5 })], ["an rng", (): object => ({ rng: new Rng(5) })], ["an rng further on", (): object => { const rng = new Rng(5); rng.uniform(512 * 40); return { rng }; }]])("from %s", (_name, options) => {
    const { pilot, own, calls } = drawn(options());
    expect(calls).toBeGreaterThanOrEqual(8192 + 512);
    // pairs of points are tried on the same rows again
    expect(pilot.size).toBeGreaterThanOrEqual(512);
    expect(pilot.size).toBeLessThanOrEqual(calls - 8192);
    // uniform midpoints of 2⁵² parts: none of 5000 among 8192 others but for 1e-8
    expect([...pilot].filter((x) => own.has(x))).toEqual([]);
  });

  it("and coefficients of the same rows would be seen to bias: 64 rows, five controls, a step", () => {
    const controls = ["score", { stein: 3 }], phi = integrand("x > 1.5"), options = { flow: "lr", controls, samples: 64 } as const, runs = 800, found = new Float64Array(runs);
    for (let seed = 0; seed < runs; seed++) {
      const first = gradient(unit, phi, { ...options, seed, coefficients: {} } as never);
      found[seed] = gradient(unit, phi, { ...options, seed, coefficients: first.coefficients } as never).grad.loc.mean;
    }
    expect(distance(found, STEP.loc)).toBeGreaterThan(2 * LIMIT);
  });
});
