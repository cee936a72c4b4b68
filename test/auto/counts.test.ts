/**
 * Default runs of laws on the integers, however far these spread: tilts are tables, of which there are none for more than 2^20 integers, and none that take
 * longer to be made than they could gain. Without such a look a run of 4096 samples and more was refused, or took half a second.
 */
import { type Distribution, binomial, geometric, gradient, integrand, negativeBinomial, poisson } from "montegrad";
import { expect, it } from "vitest";

const root = integrand("sqrt(x)"), log = integrand("log(1 + x)");
// E log(1 + k) of a wide geometric law by an integral: log(1 + x) under an exponential law, e^r·E₁(r) = −γ − log r + …, ∂ of which is −1/r
const wide: readonly [string, Distribution, typeof root, string, number, number][] = [
  ["geometric(1e-6)", geometric({ probs: 1e-6 }), log, "probs", -1e6, 0.01],
  ["poisson(1e12)", poisson({ rate: 1e12 }), root, "rate", 0.5e-6, 1e-6],
  ["binomial(1e12, ½)", binomial({ total: 1e12, probs: 0.5 }), root, "probs", Math.SQRT1_2 * 1e6, 1e-4],
  ["negativeBinomial(1e10, ½)", negativeBinomial({ total: 1e10, probs: 0.5 }), root, "probs", 2e5, 1e-4],
];

it.each(wide)("%s", (_, p, phi, name, truth, within) => {
  for (const samples of [4096, 1e5]) for (const cost of [50, 5000]) {
    const { mean, stdError } = (gradient(p, phi, { samples, seed: 1, cost }).grad as unknown as Record<string, { mean: number; stdError: number }>)[name]!;
    expect(Math.abs(mean / truth - 1)).toBeLessThan(within);
    expect(stdError / Math.abs(truth)).toBeLessThan(within);
  }
});

it("a table that would take longer than the run is not made, one that is soon made is", () => {
  const shares = (probs: number, samples: number): unknown => {
    const { proposal } = gradient(geometric({ probs }), ([k]: ArrayLike<number> & Iterable<number>) => (k! > 3 / probs ? 1 : 0), { samples, seed: 1, cost: 1000 }).chosen as unknown as { proposal?: { parameters: { slice: number; fisher: number } } };
    return proposal ? proposal.parameters.slice + proposal.parameters.fisher > 0 : false;
  };
  expect(shares(1e-2, 1e5)).toBe(true);
  expect(shares(1e-4, 8192)).toBe(false);
});

it.each([[poisson({ rate: 0.01 }), 1e-4], [poisson({ rate: 1e-5 }), 1e-15], [geometric({ probs: 0.9999 }), 1e-6]] as const)("what is rare is seen by tilts: %o", (p, error) => {
  // from p alone 1e-3 and more
  for (let seed = 0; seed < 5; seed++) expect(gradient(p as Distribution<{ rate: number }>, root, { samples: 4096, seed }).value.stdError).toBeLessThan(error);
});
