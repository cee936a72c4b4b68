/**
 * Slices of families whose draws come close to an end of the support: draws carry log x and log(1 − x), whatever stood in memory before; and where too
 * many round to the end they are refused. 4 standard errors, fixed seeds; with log(1 − x) left out beta(2, ½) is more than 30 off.
 */
import { beta, gamma, gradient, integrand, kumaraswamy, normal, studentT } from "montegrad";
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

it.each([
  ["beta", () => gradient(beta({ alpha: 2, beta: 0.2 }), x, { samples: 64, seed: 1, flow: "lr", proposal })],
  ["kumaraswamy", () => gradient(kumaraswamy({ alpha: 2, beta: 0.1 }), x, { samples: 64, seed: 1, flow: "lr", proposal })],
  ["gamma", () => gradient(gamma({ concentration: 0.01, rate: 1 }), x, { samples: 64, seed: 1, flow: "lr", proposal })],
] as const)("%s whose draws round to an end has none", (_, run) => expect(run).toThrow(/expected draws inside the support, got a tilt of \w+ of which too many round to an end; take p itself/));
it("and the tails of others have", () => expect(() => gradient(studentT({ df: 0.1, loc: 0, scale: 1 }), integrand("tanh(x)"), { samples: 64, seed: 1, flow: "lr", proposal })).not.toThrow());
