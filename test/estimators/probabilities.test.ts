/**
 * Probabilities of 0 and 1: other integers gain mass from nothing, their scores are never seen, and what flows to the last integer comes from where nothing is
 * drawn. Estimates that would be a silent 0 are refused; those that remain have no variance here.
 */
import { bernoulli, binomial, gradient, integrand, mixture, normal, product } from "montegrad";
import { describe, expect, it } from "vitest";

const phi = integrand("x^2 + 1"), run = { samples: 1000, seed: 1 } as const;
// ∂E[φ] = n·(φ(1) − φ(0)) at 0, n·(φ(n) − φ(n − 1)) at 1
const laws = [["bernoulli", bernoulli({ probs: 0 }), bernoulli({ probs: 1 }), 1, 1], ["binomial", binomial({ total: 3, probs: 0 }), binomial({ total: 3, probs: 1 }), 3, 15]] as const;

describe.each(laws)("%s", (_name, none, all, fromNone, fromAll) => {
  it.each([{}, { flow: "rp" }, { flow: "rp", controls: ["score"] }, { flow: "rp", combine: "covariance" }, { flow: "rp", combine: "selection" }, { coupled: "measure-valued" }] as const)("at 0 %o is right, and warns of nothing", (options) => {
    const { grad, diagnostics } = gradient(none, phi, { ...run, ...options });
    expect(grad.probs.mean).toBeCloseTo(fromNone, 12);
    expect(diagnostics.warnings).toEqual([]);
  });
  it.each([{ flow: "lr" }, { flow: 0.5 }, { enumerate: true }, { flow: "lr", proposal: binomial({ total: 3, probs: 0.5 }) }] as const)("at 0 %o is refused", (options) => {
    expect(() => gradient(none, phi, { ...run, ...options })).toThrow(/for "probs", got .*: where probs is 0, integers without mass gain some, whose scores are never seen; take coupled: "measure-valued"/);
  });
  it("at 1 pairs of points are right", () => expect(gradient(all, phi, { ...run, coupled: "measure-valued" }).grad.probs.mean).toBeCloseTo(fromAll, 12));
  it.each([{}, { flow: "lr" }, { flow: "rp" }, { flow: 0.5 }, { enumerate: true }, { flow: "rp", combine: "selection" }] as const)("at 1 %o is refused", (options) => {
    expect(() => gradient(all, phi, { ...run, ...options })).toThrow(/for "probs".* where probs is 1, integers without mass gain some, whose scores are never seen.*; take coupled: "measure-valued"/);
  });
  it("logits have no end", () => {
    const { grad } = gradient(binomial({ total: 1, logits: 40 }), phi, { ...run, flow: "rp" });
    expect(grad.logits.mean).toBe(0);
  });
});

it("one entry at an end is enough", () => {
  const p = bernoulli({ probs: [0.5, 1] }), sum = integrand("x0^2 + x1^2");
  expect(() => gradient(p, sum, { ...run, flow: "lr" })).toThrow("where probs is 1");
  expect(Array.from(gradient(p, sum, { ...run, coupled: "measure-valued" }).grad.probs.mean)).toEqual([1, 1]);
});
it("nor are tilts", () => expect(() => gradient(bernoulli({ probs: 0 }), phi, { ...run, flow: "rp", proposal: "fisher" })).toThrow("where probs is 0"));
it("what has no part in it is estimated", () => {
  const p = product({ k: bernoulli({ probs: 1 }), x: normal({ loc: 1, scale: 1 }) });
  expect(Math.abs(gradient(p, integrand("k*x^2"), { ...run, flow: "rp", wrt: ["x.loc"] }).grad.x.loc.mean - 2)).toBeLessThan(0.3);
  expect(() => mixture({ logits: [0, 0], components: [bernoulli({ probs: 1 }), binomial({ total: 3, probs: 0 })] })).not.toThrow();
});
