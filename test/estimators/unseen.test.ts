/**
 * Weights of mixtures and categorical distributions whose flow crosses a place where nothing is drawn: a warning, whatever the draws were, and none where all of it is
 * seen. It follows from p, q, n and the flow alone.
 */
import { type Distribution, Rng, categorical, gradient, integrand, lognormal, merge, mixture, normal, poisson, product, restore, transform } from "montegrad";
import { describe, expect, it } from "vitest";

const apart = (distance: number, scale = 1): Distribution => mixture({ logits: [0, 0], components: [normal({ loc: 0, scale }), normal({ loc: distance, scale })] }) as Distribution;
const phi = { value: (x: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[0]![i]! - 6); }, gradient: (x: readonly Float64Array[], [slope]: readonly Float64Array[]) => { for (let i = 0; i < slope!.length; i++) slope![i] = 1 - Math.tanh(x[0]![i]! - 6) ** 2; } };
const warned = (p: Distribution, samples: number, options: object = {}): string => gradient(p, phi, { flow: "rp", samples, seed: 1, ...options }).diagnostics.warnings.flatMap(({ code, where }) => (code === "unseen-flow" ? [where] : [])).join(" ");
const both = "logits[0] logits[1]";

it.each([
  ["12 σ, few", apart(12), 20, both], ["12 σ, many", apart(12), 1e5, both], ["beyond what numbers hold", apart(90), 1000, both], ["on a half line", transform(apart(12), "exp"), 1000, both],
  ["lognormal parts", mixture({ logits: [0, 0], components: [lognormal({ loc: 0, scale: 1 }), lognormal({ loc: 12, scale: 1 })] }), 1000, both],
  ["a value without mass", categorical({ logits: [0, -30, 0] }), 1000, "logits[0] logits[2]"], ["integers", mixture({ logits: [0, 0], components: [poisson({ rate: 1 }), poisson({ rate: 60 })] }), 1000, both],
  ["a part", product({ a: normal({ loc: 0, scale: 1 }), m: apart(12) }), 1000, "m.logits[0] m.logits[1]"],
  ["overlapping", apart(4), 1000, ""], ["6 σ, many", apart(6), 1e5, ""], ["a rare value at the end", categorical({ logits: [-30, 0, 0] }), 1000, ""], ["a rare component", mixture({ logits: [0, -20], components: [normal({ loc: 0, scale: 1 }), normal({ loc: 5, scale: 1 })] }), 1000, ""],
] as const)("%s", (_, p, samples, where) => expect(warned(p as Distribution, samples)).toBe(where));

it("is of the flow that is followed, under what is drawn", () => {
  const p = apart(12);
  expect(warned(p, 1000, { flow: "lr" })).toBe("");
  expect(warned(p, 1000, { flow: { logits: "lr", components: "rp" } })).toBe("");
  expect(warned(p, 1000, { flow: 0.5 })).toBe(both);
  expect(warned(p, 1000, { proposal: apart(12, 3) })).toBe("");
  expect(warned(p, 1000, { wrt: ["components"], chain: { a: { logits: [1, -1] }, b: { components: { 0: { loc: 1 } } } } })).toBe("a");
  expect(warned(categorical({ logits: [0, -30, 0] }), 1000, { enumerate: true })).toBe("");
});

it("says the same of shards, and of what was restored", () => {
  const options = { flow: "rp", samples: 2000, seed: 1 } as const, whole = gradient(apart(12), phi, options), parts = [[2, 4], [0, 2]].map(([from, to]) => gradient(apart(12), phi, { ...options, shard: { from: from!, to: to! } }));
  expect(merge(...parts).diagnostics).toEqual(whole.diagnostics);
  expect((restore(JSON.parse(JSON.stringify(whole))) as typeof whole).diagnostics).toEqual(whole.diagnostics);
  expect(whole.diagnostics.warnings.some(({ code }) => code === "unseen-flow")).toBe(true);
});

describe("is not chosen", () => {
  const step = integrand("tanh(x - 6)");

  it.each([16, 64, 1000, 5000, 10_000])("%i samples", (samples) => {
    const { grad, chosen, diagnostics } = gradient(apart(12), step, { samples, seed: 1 });
    expect((chosen.flow as { logits?: string }).logits ?? chosen.flow).toBe("lr");
    expect(chosen.why).toContain('that of "logits" crosses a place where next to nothing is drawn');
    // the flow is 0.3 off here
    expect(Math.abs((grad["logits"] as unknown as { mean: Float64Array }).mean[1]! - 0.5)).toBeLessThan(0.12);
    // a flow that sees nothing is no second opinion
    expect(diagnostics.warnings.flatMap(({ code, where }) => (where.startsWith("logits") && code !== "interval" ? [code] : []))).toEqual([]);
  });
  it("in loops, either, and where all is seen it may be", () => {
    const rng = new Rng(1), of = (distance: number): unknown[] => Array.from({ length: 6 }, () => (gradient(apart(distance), step, { samples: 64, rng }).chosen.flow as { logits?: string }).logits);
    expect(of(12)).toEqual(Array.from({ length: 6 }, () => "lr"));
    expect(gradient(apart(2), integrand("tanh(x - 1)"), { samples: 1000, seed: 1 }).chosen.flow).toBe("rp");
  });
});
