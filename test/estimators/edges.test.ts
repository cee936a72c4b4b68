/**
 * Where p, a component or a name is at its edge: rows of weight 0, components with supports of their own, names that every object
 * inherits, results over their own arguments, φ that jumps. errors.test.ts tests what is refused.
 */
import { type Distribution, type Estimate, Rng, binomial, expectation, gamma, gradient, mixture, normal, product, restore, uniform } from "montegrad";
import { describe, expect, it } from "vitest";

const square = {
  value: (x: readonly Float64Array[], out: Float64Array) => out.set((x[0] as Float64Array).map((v) => v * v)),
  gradient: (x: readonly Float64Array[], [out]: readonly Float64Array[]) => out?.set((x[0] as Float64Array).map((v) => 2 * v)),
};
/** Within five standard errors. */
const near = ({ mean, stdError }: Estimate<number>, truth: number): void => expect(Math.abs(mean - truth) / stdError).toBeLessThan(5);
const flat = (grad: unknown): Estimate<number>[] =>
  Object.values(grad as object).flatMap((v: unknown) => (typeof (v as Estimate).mean === "number" ? [v as Estimate<number>] : "mean" in (v as object) ? [] : flat(v)));

describe("a proposal beyond the support of p", () => {
  const p = gamma({ concentration: 2, rate: 1 }), options = { samples: 20_000, seed: 1, proposal: normal({ loc: 2, scale: 2 }) };
  const field = { value: ([x]: readonly Float64Array[], [out]: readonly Float64Array[]) => out?.set((x as Float64Array).map(Math.log)), divergence: ([x]: readonly Float64Array[], [out]: readonly Float64Array[]) => out?.set((x as Float64Array).map((v) => 1 / v)) };

  // E = α(α + 1)/β²
  it.each([["lr"], ["rp"], [0.5], [{ concentration: field, rate: "rp" }]] as const)("counts for nothing: flow %o", (flow) => {
    const { value, grad, chain } = gradient(p, square, { ...options, flow, chain: { both: { concentration: 1, rate: 1 } } });
    near(value, 6);
    if (typeof flow !== "object") near(grad.concentration, 5); // log x has a flow that does not vanish at 0 fast enough for five errors
    expect(grad.concentration.mean).not.toBeNaN();
    near(grad.rate, -12);
    expect(chain.both.mean).not.toBeNaN();
  });

  it("whatever φ is there", () => {
    const there = expectation(p, ([x]) => ((x as number) < 0 ? -Infinity : (x as number)), options), here = expectation(p, ([x]) => Math.max(x as number, 0), options);
    expect(there.mean).toBe(here.mean);
    expect(there.stdError).toBe(here.stdError);
  });

  it("and one that is 0 where p is not is refused", () => {
    const run = (q: Distribution) => () => expectation(uniform({ low: 0, high: 1 }), ([x]) => x as number, { samples: 10, seed: 1, proposal: q });
    expect(run(uniform({ low: 5, high: 6 }))).toThrow("which is 0 outside [5, 6] in column 0, where p is not; mix it with p: { p: 0.1, others: [[0.9, q]] }");
    expect(run(gamma({ concentration: 2, rate: 1 }))).not.toThrow();
    expect(() => expectation(normal({ loc: 0, scale: 1 }), ([x]) => x as number, { samples: 10, seed: 1, proposal: gamma({ concentration: 2, rate: 1 }) })).toThrow("covers p, got gamma");
  });

  it("and one that misses it is told at every n, in every row", () => {
    for (const samples of [10, 1000]) {
      const missed = expectation(uniform({ low: 0, high: 1 }), ([x]) => x as number, { samples, seed: 1, proposal: normal({ loc: 60, scale: 1 }) });
      expect(missed.diagnostics.warnings.map(({ code }) => code)).toContain("weights-mean");
      expect(String(missed)).not.toContain("[0, 0]");
    }
  });
});

describe("components with supports of their own", () => {
  const mixtures: readonly (readonly [string, Distribution, readonly ("lr" | "rp")[], number[]])[] = [
    ["gamma and normal", mixture({ logits: [0, 0], components: [gamma({ concentration: 2, rate: 1 }), normal({ loc: 0, scale: 1 })] }), ["lr", "rp"], [2.5, -6, 0, 1]],
    ["uniforms", mixture({ logits: [0, 0], components: [uniform({ low: 0, high: 1 }), uniform({ low: 0, high: 2 })] }), ["rp"], [1 / 6, 1 / 3, 1 / 3, 2 / 3]],
    // E = tp(1 − p) + (tp)², p′ = p(1 − p)
    ["binomials", mixture({ logits: [0, 0], components: [binomial({ total: 3, logits: 0 }), binomial({ total: 6, logits: 0 })] }), ["lr", "rp"], [0.5 * 2.25, 0.5 * 9]],
  ];
  for (const [name, p, flows, truth] of mixtures) it.each(flows)(`${name}: %s`, (flow) => {
    const step = name === "binomials" ? { value: square.value, gradient: () => {} } : square;
    const found = flat((gradient(p, step, { flow, samples: 50_000, seed: 3 }).grad as { components: unknown }).components);
    found.forEach((estimate, k) => near(estimate, truth[k] as number));
    expect(found.length).toBe(truth.length);
  });

  it("∂x log p and divergences are those of the components that are there", () => {
    const p = (mixtures[0] as (typeof mixtures)[number])[1];
    expect(p.gradLogProb(-1)).toBe(1);
    expect(JSON.stringify(p.flowDivergence(-1))).not.toContain("null");
    expect(p.gradLogProb(Number.NaN)).toBeNaN();
  });
});

describe("names that every object inherits", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("a part %s", (name) => {
    const p = product({ [name]: normal({ loc: 0, scale: 1 }) }), { grad } = gradient(p, square, { flow: "lr", samples: 100, seed: 1 });
    for (const found of [p.score([1]), grad, (restore(JSON.parse(JSON.stringify(p))) as typeof p).score([1])]) {
      expect(Object.keys(found)).toEqual([name]);
      expect(Object.keys((found as never)[name])).toEqual(["loc", "scale"]);
    }
    expect(({} as Record<string, unknown>).loc).toBeUndefined();
    expect((Object.prototype.toString as unknown as Record<string, unknown>).loc).toBeUndefined();
  });
});

it("results over their own arguments", () => {
  const p = normal({ loc: 0, scale: 1 }), all = Float64Array.from({ length: 2000 }, (_, i) => i / 1000), x = all.subarray(0, 1500), wanted = p.logProb(x);
  expect(p.logProb(x, { out: all.subarray(7, 1507) })).toEqual(wanted);
});

it("a refused spawn leaves the generator as it was", () => {
  const rng = new Rng(1);
  expect(() => rng.spawn(2 ** 32)).toThrow(RangeError);
  expect(rng.spawned).toBe(0);
});

describe("φ that jumps under RP", () => {
  const jump = { value: ([x]: readonly Float64Array[], out: Float64Array) => out.set((x as Float64Array).map((v) => (v < 0.5 ? 1 : 0))), gradient: () => {} };
  it.each([["in a short run", normal({ loc: 0, scale: 1 }), 100], ["where LR is no second opinion", uniform({ low: 0, high: 1 }), 10_000]] as const)("is told %s", (_what, p, samples) => {
    const found = gradient(p as Distribution, jump, { flow: "rp", samples, seed: 1 });
    expect(found.diagnostics.warnings.filter(({ code }) => code === "lr-rp-disagree")).toHaveLength(2);
    expect(String(found)).not.toContain("[0, 0]");
  });
  it("but a constant φ does not", () => {
    expect(gradient(uniform({ low: 0, high: 1 }), { value: (_x, out) => { out.fill(1); }, gradient: () => {} }, { flow: "rp", samples: 1000, seed: 1 }).diagnostics.warnings.map(({ code }) => code)).not.toContain("lr-rp-disagree");
  });
});
