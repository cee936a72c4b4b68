/**
 * Slices of families whose draws come close to an end of the support: draws carry log x and log(1 − x), whatever stood in memory before; and where too
 * many round to the end they are refused. 4 standard errors, fixed seeds; with log(1 − x) left out beta(2, ½) is more than 30 off.
 */
import { beta, gamma, gradient, integrand, kumaraswamy, mixture, normal, pareto, studentT, tilted, uniform } from "montegrad";
import { describe, expect, it } from "vitest";

const x = integrand("x"), proposal = { p: 0.4, slice: 0.6 } as const;
/** Fills the memory that runs share. */
const stir = (loc: number): unknown => gradient(normal({ loc, scale: 1 }), integrand("exp(x)"), { flow: "lr", samples: 1e4, seed: 1 });

type Estimates = Record<string, { readonly mean: number; readonly stdError: number }>;

describe.each([[beta({ alpha: 2, beta: 0.5 }), 0.8], [beta({ alpha: 0.5, beta: 2 }), 0.2], [beta({ alpha: 2, beta: 2 }), 0.5], [kumaraswamy({ alpha: 2, beta: 0.5 }), Math.PI / 4]] as const)("%o", (p, mean) => {
  const run = () => gradient(p as ReturnType<typeof beta>, x, { samples: 1e5, seed: 1, flow: "lr", proposal }) as unknown as { value: Estimates[string]; grad: Estimates };
  it("the truth", () => {
    const { value, grad } = run();
    expect(Math.abs(value!.mean - mean)).toBeLessThan(4 * value!.stdError);
    if (p.family === "beta") {
      const { alpha, beta: b } = p.parameters as { alpha: number; beta: number };
      expect(Math.abs(grad.alpha!.mean - b / (alpha + b) ** 2)).toBeLessThan(4 * grad.alpha!.stdError);
      expect(Math.abs(grad.beta!.mean + alpha / (alpha + b) ** 2)).toBeLessThan(4 * grad.beta!.stdError);
    }
  });
  it("the same bits, whatever ran before", () => {
    const all = [0, 50, -50].map((loc) => { stir(loc); return run().grad.alpha!.mean; });
    expect(new Set(all).size).toBe(1);
  });
});

it("a part of another law brings its logarithms", () => {
  const p = beta({ alpha: 2, beta: 0.1 }), { value } = gradient(p, x, { samples: 1e5, seed: 1, flow: "lr", proposal: { p: 0.4, others: [[0.6, beta({ alpha: 1.5, beta: 0.12 })]] } });
  expect(Math.abs(value.mean - 2 / 2.1)).toBeLessThan(4 * value.stdError); // 11 without
});
/** The same bits whatever stood in memory, within 4 standard errors of the truth. */
function agree(run: () => { value: Estimates[string]; grad: unknown }, mean: number, by: Record<string, number>): void {
  const [one, two] = [0, 50].map((loc) => { stir(loc); return run(); }), { value, grad } = one as { value: Estimates[string]; grad: Estimates };
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
  expect(Math.abs(value!.mean - mean)).toBeLessThan(4 * value!.stdError);
  for (const [name, truth] of Object.entries(by)) expect(Math.abs(grad[name]!.mean - truth)).toBeLessThan(4 * grad[name]!.stdError);
}
it("one of a part that has none gets both", () => {
  const p = beta({ alpha: 0.5, beta: 2 }), others = [[0.6, uniform({ low: 0, high: 1 })]] as const;
  agree(() => gradient(p, x, { samples: 1e5, seed: 1, flow: "lr", proposal: { p: 0.4, others } }), 0.2, { alpha: 2 / 2.5 ** 2, beta: -0.5 / 2.5 ** 2 });
});
// nearly all draws are beyond 0.999, where a shape of 2 takes log(1 − x) from them, and shapes of 2½ have no need of it
it.each([["points", "sobol"], ["antithetic", true]] as const)("a mixture makes both of its quantiles: %s", (key, given) => {
  const [a, b] = [2000, 2], p = beta({ alpha: a, beta: b }), proposal = mixture({ logits: [0, 0], components: [beta({ alpha: a, beta: 2.5 }), beta({ alpha: a / 2, beta: 2.5 })] });
  agree(() => gradient(p, integrand("1 - x"), { samples: 2048, seed: 1, flow: "lr", proposal, [key]: given } as never), b / (a + b), { alpha: -b / (a + b) ** 2, beta: a / (a + b) ** 2 });
});
it("where a law is 0, a part beside its tilts is weighed by logarithms", () => {
  // half of the draws of gamma(0.001) round to 0; E e^−x = 2^−0.001
  const p = gamma({ concentration: 0.001, rate: 1 }), proposal = tilted(pareto({ scale: 1, concentration: 2 }), { p: 0.5, others: [[0.5, p]] });
  agree(() => gradient(p, integrand("exp(-x)"), { samples: 1e4, seed: 1, flow: "lr", proposal }), 0.5 ** 0.001, {});
});

it.each([
  ["beta", () => gradient(beta({ alpha: 2, beta: 0.2 }), x, { samples: 64, seed: 1, flow: "lr", proposal })],
  ["kumaraswamy", () => gradient(kumaraswamy({ alpha: 2, beta: 0.1 }), x, { samples: 64, seed: 1, flow: "lr", proposal })],
  ["gamma", () => gradient(gamma({ concentration: 0.01, rate: 1 }), x, { samples: 64, seed: 1, flow: "lr", proposal })],
] as const)("%s whose draws round to an end has none", (_, run) => expect(run).toThrow(/expected draws inside the support, got a tilt of \w+ of which too many round to an end; take p itself/));
it.each([["beta", beta({ alpha: 2, beta: 0.2 }), 2 / 2.2], ["gamma", gamma({ concentration: 0.01, rate: 1 }), 0.01]] as const)("nor is one chosen: %s", (_, p, mean) => {
  const { chosen, value } = gradient(p as ReturnType<typeof beta>, x, { samples: 1e4, seed: 1, cost: 1000 });
  expect(chosen.proposal ?? {}).not.toHaveProperty("slice");
  expect(Math.abs(value.mean - mean)).toBeLessThan(4 * value.stdError + 1e-9);
});
it("and the tails of others have", () => expect(() => gradient(studentT({ df: 0.1, loc: 0, scale: 1 }), integrand("tanh(x)"), { samples: 64, seed: 1, flow: "lr", proposal })).not.toThrow());
it.each([["antithetic", true], ["points", "sobol"]] as const)("%s: quantiles may be on both sides of 0, if they are within the doubles", (key, given) => {
  const run = (df: number) => () => gradient(studentT({ df, loc: 0, scale: 1 }), integrand("tanh(x)"), { samples: 64, seed: 1, flow: "lr", [key]: given } as never);
  expect(run(0.1)).not.toThrow();
  expect(run(0.05)).toThrow("its quantiles come so close to an end of the support that they round to it");
});
