/**
 * Numbers of an earlier call in the next: coefficients and baselines along a walk with an rng. Unbiased, errors of independent calls, a variance like that of a
 * pilot; results of other problems are refused. False-alarm rate of the file 1e-5, no retries; power: a bias of 5 standard errors of 3000 calls, which is
 * a tenth of that of one.
 */
import { type GradientResult, Rng, gamma, gradient, integrand, normal } from "montegrad";
import { describe, expect, it } from "vitest";
import { zBound } from "../statistics.ts";
import { bell, p, step, skewed } from "./problems.ts";

const LIMIT = zBound(1e-5, 12), RUNS = 3000;
type Walk = (earlier: unknown) => Record<string, unknown>;

/** z of the mean, of the correlation of neighbours, and of what calls say of their variance; that variance. */
function walk(phi: typeof step, truth: number, samples: number, options: Walk): { bias: number; correlation: number; said: number; variance: number } {
  const rng = new Rng(31), means: number[] = [], claims: number[] = [];
  let earlier: unknown;
  for (let r = 0; r < RUNS; r++) {
    const found = gradient(p, phi, { samples, rng, wrt: ["loc"], ...options(earlier) } as never) as unknown as GradientResult;
    earlier = found;
    const { mean, stdError } = (found.grad as unknown as { loc: { mean: number; stdError: number } }).loc;
    if (r === 0) continue; // the first has nothing to go by
    means.push(mean);
    claims.push(stdError ** 2);
  }
  const n = means.length, average = (of: readonly number[]): number => of.reduce((sum, v) => sum + v, 0) / n, mean = average(means), variance = average(means.map((v) => (v - mean) ** 2));
  const spread = Math.sqrt(average(means.map((v) => ((v - mean) ** 2 - variance) ** 2)) / n), claim = average(claims), claimSpread = Math.sqrt(average(claims.map((v) => (v - claim) ** 2)) / n);
  return {
    bias: (mean - truth) / Math.sqrt(variance / n), variance,
    correlation: average(means.map((v, k) => (k ? (v - mean) * (means[k - 1]! - mean) : 0))) / variance * Math.sqrt(n), said: (variance - claim) / Math.hypot(spread, claimSpread),
  };
}

describe("the numbers of the call before", () => {
  const lr = { flow: "lr", controls: ["score", "stein"] };
  it.each([
    ["coefficients, a step", step, bell(0.5), 128, (earlier: unknown) => ({ ...lr, coefficients: earlier ?? "pilot" })],
    ["coefficients, a skewed φ", skewed, Math.exp(0.625) / 2, 256, (earlier: unknown) => ({ ...lr, coefficients: earlier ?? "pilot" })],
    ["coefficients of a flow", skewed, Math.exp(0.625) / 2, 128, (earlier: unknown) => ({ flow: "rp", controls: ["score", "difference"], coefficients: earlier ?? "pilot" })],
    ["a baseline, a step", step, bell(0.5), 32, (earlier: unknown) => ({ flow: "lr", baseline: earlier ?? 0 })],
    ["a baseline, a skewed φ", skewed, Math.exp(0.625) / 2, 64, (earlier: unknown) => ({ flow: "lr", baseline: earlier ?? 0 })],
  ] as const)("%s", { timeout: 60_000 }, (_name, phi, truth, samples, options) => {
    const { bias, correlation, said } = walk(phi, truth, samples, options as Walk);
    expect(Math.abs(bias)).toBeLessThan(LIMIT);
    expect(Math.abs(correlation)).toBeLessThan(LIMIT);
    expect(Math.abs(said)).toBeLessThan(LIMIT);
  });
  it("are as good as a pilot's", { timeout: 60_000 }, () => {
    for (const phi of [step, skewed]) {
      const lagged = walk(phi, 0, 1024, (earlier) => ({ ...lr, coefficients: earlier ?? "pilot" })), pilot = walk(phi, 0, 1024, () => ({ ...lr, coefficients: "pilot" }));
      expect(lagged.variance / pilot.variance).toBeGreaterThan(0.75);
      expect(lagged.variance / pilot.variance).toBeLessThan(1.33);
    }
  });
  it("as data that crossed to a worker, of several φ and under other numbers of samples, too", () => {
    const phi = { step, skewed }, first = gradient(p, phi, { flow: "lr", controls: ["score"], samples: 1000, seed: 1 });
    const next = gradient(p, phi, { flow: "lr", controls: ["score"], coefficients: first, samples: 17, seed: 2 } as never) as unknown as typeof first;
    expect(gradient(p, phi, next.step.chosen as never)).toEqual(next);
    expect(next.names).toEqual(["step", "skewed"]);
    expect((gradient(p, phi, { flow: "lr", baseline: first, samples: 17, seed: 2 } as never) as unknown as typeof first).step.chosen.baseline).toEqual({ step: first.step.value.mean, skewed: first.skewed.value.mean });
  });
});

describe("results of other problems", () => {
  const of = (p0: unknown, options: object, phi: unknown = step): unknown => gradient(p0 as typeof p, phi as typeof step, { flow: "lr", samples: 512, seed: 1, ...options } as never), mine = { flow: "lr", controls: ["score"], samples: 64, seed: 2 } as const;
  it.each([
    ["another family", of(gamma({ concentration: 2, rate: 1 }), { controls: ["score"] }), "a result of the same problem, got one of gamma with other parameters"],
    ["other parameters", of(normal({ loc: [1, 2], scale: 1 }), { controls: ["score"] }, integrand("x0")), "got one of normal with other parameters"],
    ["other controls", of(p, { controls: ["stein"] }), "got one whose controls are stein"],
    ["no controls", of(p, {}), "got one without controls"],
    ["other estimates", of(p, { controls: ["score"], wrt: ["loc"] }), "got one with other estimates: value, loc"],
    ["several φ", of(p, { controls: ["score"] }, { step, skewed }), "got one with other estimates: step.value"],
  ])("%s", (_name, coefficients, message) => {
    expect(() => gradient(p, step, { ...mine, coefficients } as never)).toThrow(RangeError);
    expect(() => gradient(p, step, { ...mine, coefficients } as never)).toThrow(message);
  });
  it("several φ for one baseline, and one for several", () => {
    const several = of(p, {}, { step, skewed }), one = of(p, {});
    expect(() => gradient(p, step, { flow: "lr", samples: 64, seed: 99, baseline: several } as never)).toThrow('"baseline" expected a finite number');
    expect(() => gradient(p, { step, skewed }, { flow: "lr", samples: 64, seed: 99, baseline: one } as never)).toThrow('"baseline');
    expect(() => gradient(p, { step, other: skewed }, { flow: "lr", samples: 64, seed: 99, baseline: several } as never)).toThrow('"baseline.other" expected a finite number');
  });
});
