/**
 * Standard errors are honest where something was chosen: the variance of the means of 2000 runs (400 with a pilot, each in units of its own) against their mean squared standard error. The ratio of a sample variance of
 * normal numbers to the truth has a relative standard deviation √(2/R): 3.2 % (7.1 %); the bands are of five of them and more, so a false alarm has a probability below 1e-5 for the file.
 * A standard error that is 1.2 times too small or too large is seen for certain (1.4 times with a pilot). Intervals: "auto" in `npm run test:coverage`.
 */
import { Rng, gamma, gradient, integrand, normal, poisson } from "montegrad";
import { describe, expect, it } from "vitest";
import { unit } from "./problems.ts";

const CASES = [
  ["N, cos 2x", unit, integrand("cos(2*x)")],
  ["N, a step", unit, integrand("x > 1.5")],
  ["gamma, exp(−x)", gamma({ concentration: 2, rate: 1.5 }), integrand("exp(-x)")],
  ["Poisson, cos k", poisson({ rate: 3 }), integrand("cos(x)")],
  ["N × N, sin(x + y)", normal({ loc: [1, 0], scale: [1, 0.5] }), integrand("sin(x0 + x1)")],
] as const;
const REGIMES = [
  { regime: "a pilot, 8192", samples: 8192, runs: 400, lagged: false, band: [0.68, 1.42] },
  { regime: "a pilot, 1500", samples: 1500, runs: 400, lagged: false, band: [0.68, 1.42] },
  { regime: "groups, 64", samples: 64, runs: 2000, lagged: false, band: [0.8, 1.25] },
  { regime: "lagged, 64", samples: 64, runs: 2000, lagged: true, band: [0.8, 1.25] },
] as const;
/** Of more than eight estimates, below 8192 samples. */
const CROSSED = { regime: "cross-fitted, 1500", samples: 1500, runs: 1000, lagged: false, band: [0.75, 1.3], cases: [["N⁴, sin(x + y + z + w)", normal({ loc: [1, 0, 0, -1], scale: [1, 0.5, 0.7, 0.4] }), integrand("sin(x0 + x1 + x2 + x3)")]] } as const;
type Estimates = Record<string, { readonly mean: number | Float64Array; readonly stdError: number | Float64Array }>;
const first = (of: number | Float64Array): number => (typeof of === "number" ? of : of[0]!);

describe.each([...REGIMES.map((regime) => ({ ...regime, cases: CASES })), CROSSED])("$regime", ({ samples, runs, lagged, band, cases }) => {
  it.each(cases as unknown as typeof CASES)("%s", { timeout: 60_000 }, (_name, p, phi) => {
    const rng = new Rng(3), found = new Map<string, [mean: number, error: number][]>();
    const run = (seed: number): Estimates => { const g = gradient(p as never, phi, { samples, ...(lagged ? { rng } : { seed }) } as never) as unknown as { value: object; grad: object }; return { value: g.value, ...g.grad } as never; };
    // a loop's first calls know less than the later ones
    if (lagged) for (let i = 0; i < 100; i++) run(0);
    for (let seed = 0; seed < runs; seed++) for (const [name, { mean, stdError }] of Object.entries(run(5000 + seed))) {
      found.set(name, [...(found.get(name) ?? []), [first(mean), first(stdError)]]);
    }
    const ratios = [...found].map(([name, all]) => {
      const total = (of: (mean: number, error: number) => number): number => all.reduce((sum, [mean, error]) => sum + of(mean, error), 0);
      // choices of pilots differ, and with them the errors: each counts by its own
      const weight = (error: number): number => (cases === CASES && samples >= 1024 ? 1 / (error * error) : 1), mean = total((m, s) => weight(s) * m) / total((_, s) => weight(s));
      return [name, total((_, s) => weight(s) * s * s) / (total((m, s) => weight(s) * (m - mean) ** 2) * (runs / (runs - 1)))] as const;
    });
    expect(ratios.filter(([, ratio]) => !(ratio > band[0] && ratio < band[1]))).toEqual([]);
  });
});
