/**
 * Combinations on few integers, where all other rows of a group are often the same: their spread is 0, and what rounding left of it, which the own row makes,
 * made weights of its own. That was a bias of 80 standard errors of these means, which lie within five of the truth: 6e-6 false alarms, seeds fixed.
 */
import { bernoulli, categorical, gradient, integrand, product } from "montegrad";
import { expect, it } from "vitest";

const logits = [-0.93, -0.98, 0.91], total = logits.reduce((sum, l) => sum + Math.exp(l), 0), [, one, two] = logits.map((l) => Math.exp(l) / total) as [number, number, number];
const p = categorical({ logits }), phi = integrand("x^2"), truth = two * (4 - (one + 4 * two)), RUNS = 2000;

function meansOf(run: (seed: number) => number): { readonly mean: number; readonly error: number } {
  let sum = 0, squares = 0;
  for (let seed = 0; seed < RUNS; seed++) {
    const v = run(seed);
    sum += v;
    squares += v * v;
  }
  const mean = sum / RUNS;
  return { mean, error: Math.sqrt((squares / RUNS - mean * mean) / RUNS) };
}

it.each([
  ["covariance", 33], ["covariance", 64], ["inverse-variance", 33], ["inverse-variance", 64], [{ by: "covariance", pooled: true }, 33], [{ by: "inverse-variance", pooled: true }, 64], ["selection", 33],
] as const)("%o of %d samples is unbiased", (combine, samples) => {
  const { mean, error } = meansOf((seed) => gradient(p, phi, { flow: "rp", combine, samples, seed }).grad.logits.mean[2] as number);
  expect(Math.abs(mean - truth) / error).toBeLessThan(5);
});
it("and so are two columns of them, a constant far from 0 beside φ", () => {
  const { mean, error } = meansOf((seed) => gradient(product({ a: p, b: p }), integrand("1000 + a^2 + b"), { flow: "rp", combine: "covariance", samples: 33, seed, wrt: ["a"] }).grad.a.logits.mean[2] as number);
  expect(Math.abs(mean - truth) / error).toBeLessThan(5);
});

// Few rows choose for each other: that was an error of 0.75 of the variance in the first, 0.85 in the second. 5 standard errors of the ratio are 0.15.
it.each(["(x0 - 0.5)^2 + x1", "x0*x1", "exp(x0)*x1"])("the error of 16 rows of %s knows how the choice spreads", (formula) => {
  const law = bernoulli({ logits: [-1.23, -0.56] }), phi = integrand(formula);
  let squares = 0;
  const { error } = meansOf((seed) => {
    const { mean, stdError } = gradient(law, phi, { flow: "rp", combine: "selection", samples: 16, seed }).grad.logits;
    squares += (stdError[1] as number) ** 2;
    return mean[1] as number;
  }), ratio = squares / RUNS / (RUNS * error * error);
  expect(ratio).toBeGreaterThan(0.88);
  expect(ratio).toBeLessThan(1.25);
});
