/**
 * Numbers of samples that leave a few rows over: these learn from nobody, and must spoil neither the estimate nor its standard error. 300 seeds fixed in
 * advance; a ratio of two standard deviations, or of the mean squared error bar to one, has a relative spread of 6 % (10 % with 8 units), so bounds at
 * 1.45 have a false-alarm rate below 1e-5. A row without a baseline made both three and more times as large.
 */
import { gradient, integrand, merge, normal } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: 1, scale: 1 }), far = integrand("100 + x"), curved = integrand("exp(x/2)"), RUNS = 300;
const settings = [
  ["mean of other rows", { flow: "lr" }, far], ["optimal baseline", { flow: "lr", baseline: "optimal" }, far], ["mirror images", { flow: "lr", antithetic: true }, far], ["stratified", { flow: "lr", proposal: { p: 0.3, slice: 0.7 } }, far],
  ["Stein", { flow: "lr", controls: ["stein"] }, curved], ["combination", { flow: "rp", combine: "covariance" }, curved], ["selection", { flow: "rp", combine: "selection" }, curved], ["pooled", { flow: "rp", combine: { by: "inverse-variance", pooled: true } }, curved], ["difference", { flow: "rp", controls: ["score", "difference"] }, curved],
  ["Sobol'", { flow: "rp", points: "sobol" }, curved],
] as const;

describe.each(settings)("%s", (_name, options, phi) => {
  const run = (samples: number, seed: number, more: object = {}) => gradient(p, phi, { ...options, wrt: ["loc"], samples, seed, ...more } as never).grad.loc as unknown as { mean: number; stdError: number; df: number };
  const spread = (samples: number): { deviation: number; said: number } => {
    let sum = 0, squares = 0, errors = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const { mean, stdError } = run(samples, seed);
      sum += mean;
      squares += mean * mean;
      errors += stdError * stdError;
    }
    return { deviation: Math.sqrt(((squares - (sum * sum) / RUNS) / (RUNS - 1)) * samples), said: Math.sqrt((errors / RUNS) * samples) };
  };
  it.each([[256, 257], [256, 258], [512, 513], [512, 514], [512, 521], [1024, 1025]])("%i rows and %i", (whole, more) => {
    const before = spread(whole), after = spread(more);
    expect(after.deviation / before.deviation).toBeLessThan(1.45);
    expect(after.said / after.deviation).toBeLessThan(1.45);
    expect(after.said / after.deviation).toBeGreaterThan(1 / 1.45);
  });
  it("rows that are left over are a shard like any other", () => {
    const whole = gradient(p, phi, { ...options, samples: 1025, seed: 5, joint: true } as never), parts = [[2, 3], [0, 1], [1, 2]].map(([from, to]) => gradient(p, phi, { ...options, samples: 1025, seed: 5, joint: true, shard: { from, to } } as never));
    expect(JSON.stringify(merge(...(parts as [never, never, never])))).toBe(JSON.stringify(whole));
    expect(Number.isFinite((parts[0] as { value: { mean: number } }).value.mean)).toBe(true);
    const { matrix } = whole.covariance, { loc, scale } = whole.grad as unknown as { loc: { stdError: number }; scale: { stdError: number } };
    [whole.value.stdError, loc.stdError, scale.stdError].forEach((error, i) => expect(Math.abs(matrix[4 * i]! - error ** 2)).toBeLessThan(1e-9 * error ** 2 + 1e-15));
    expect(whole.samples).toBe(1025);
  });
});
