/**
 * Parameters stay where their families want them, for every family there is and whatever the rate: a step is taken, or refused by a RangeError that says which parameter and
 * what to do. And the chain rule of the coordinates: a small step of sgd is −rate·J·Jᵀ·g, J = ∂θ/∂η, by families' domains as this file says them again.
 */
import { type Distribution, bernoulli, binomial, categorical, gamma, geometric, gradient, minimise, mixture, mvn, negativeBinomial, normal, poisson, product, transform, triangular, truncatedNormal, uniform } from "montegrad";
import * as library from "montegrad";
import { describe, expect, it } from "vitest";
import type { Row } from "../distributions/row.ts";

const files = import.meta.glob<Row>(["../distributions/*.ts", "!../distributions/*.test.ts", "!../distributions/row.ts", "!../distributions/invalid.ts", "!../distributions/mixture.ts", "!../distributions/transform.ts"], { eager: true, import: "row" });
const families = Object.entries(files).flatMap(([file, { cases }]) => {
  const name = file.replace(/^.*\/|\.ts$/g, "").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return cases.slice(0, 4).map(({ parameters }, k) => [`${name} ${k}`, (library as unknown as Record<string, (given: unknown) => Distribution>)[name]!(parameters)] as const);
});
const composites: (readonly [string, Distribution])[] = [
  ["product", product({ a: normal({ loc: [0, 1], scale: 1 }), b: product({ c: gamma({ concentration: 2, rate: 1 }), d: uniform({ low: 0, high: [1, 2] }) }) })],
  ["mixture", mixture({ logits: [0, -Infinity, 1], components: [normal({ loc: 0, scale: 1 }), normal({ loc: 1, scale: 2 }), truncatedNormal({ loc: 0, scale: 1, low: -1, high: 1 })] })],
  ["transform", transform(transform(normal({ loc: 0, scale: 1 }), "sigmoid"), { affine: [1, -2] })],
];

const sum = {
  value: (x: readonly Float64Array[], out: Float64Array): void => { for (const column of x) for (let i = 0; i < out.length; i++) out[i]! += Math.tanh(column[i]!); },
  gradient: (x: readonly Float64Array[], out: readonly Float64Array[]): void => x.forEach((column, d) => column.forEach((v, i) => { out[d]![i] = 1 - Math.tanh(v) ** 2; })),
};
const small = { samples: 32, seed: 3, nan: "propagate" } as const;

/** By its canonical flow, or without. */
function down(p: Distribution, options: object): unknown {
  const go = (flow: "rp" | "lr"): unknown => minimise(p, sum, { ...small, ...options, flow } as never);
  try {
    return go("rp");
  } catch (error) {
    if (error instanceof TypeError && /flow/.test(error.message)) return go("lr");
    throw error;
  }
}

describe.each([...families, ...composites])("%s", (_, p) => {
  it.each([["adam", 1], ["adam", 30], ["adam", 1e4], ["sgd", 1e6], ["natural", 1e6]] as const)("%s at a rate of %d", (kind, rate) => {
    for (const maximise of [false, true]) try {
      down(p, { optimiser: { kind, rate }, steps: 12, maximise });
    } catch (error) {
      if (error instanceof RangeError && error.message.startsWith("minimise, step")) {
        expect(error.message).toMatch(/"[\w.[\]]+" expected .*; take a smaller "rate"/s);
        expect(error.message).not.toMatch(/undefined/);
      } else expect((error as Error).message).toMatch(/to start from|no Fisher information|parameters that can move/);
    }
  });
});

describe("the chain rule", () => {
  const rate = 2 ** -20;
  /** θ after the step less θ before, over −rate. */
  const slopes = (p: Distribution, name: string, flow: "lr" | "rp", wrt?: readonly string[]): number[] => {
    const found = minimise(p, sum, { ...small, flow, steps: 1, optimiser: { kind: "sgd", rate }, ...(wrt && { wrt }) } as never) as { parameters: Record<string, number | Float64Array> };
    return numbers(found.parameters[name]!).map((v, j) => (v - numbers(p.parameters[name] as number)[j]!) / -rate);
  };
  const numbers = (v: number | Float64Array): number[] => (typeof v === "number" ? [v] : Array.from(v));
  const g = (p: Distribution, flow: "lr" | "rp", name: string): number[] => numbers((gradient(p, sum, { samples: 32, flow, rng: new library.Rng(3) } as never) as unknown as { grad: Record<string, { mean: number | Float64Array }> }).grad[name]!.mean);
  const same = (got: readonly number[], expected: readonly number[]): void => got.forEach((v, j) => expect(Math.abs(v - expected[j]!), `${j}: got ${v}, expected ${expected[j]}`).toBeLessThan(1e-5 * (1 + Math.abs(expected[j]!))));
  /** θ itself; θ² of what is positive; (θ(1 − θ))² of shares. */
  const real = () => 1, positive = (v: number): number => v * v, share = (v: number): number => (v * (1 - v)) ** 2;

  it.each([
    ["normal", normal({ loc: [1, 2], scale: 3 }), { loc: real, scale: positive }],
    ["gamma", gamma({ concentration: 2, rate: [0.5, 3] }), { concentration: positive, rate: positive }],
    ["poisson", poisson({ rate: 3 }), { rate: positive }],
    ["binomial", binomial({ total: 4, probs: 0.25 }), { probs: share }],
    ["bernoulli by logits", bernoulli({ logits: 0.25 }), { logits: real }],
    ["geometric", geometric({ probs: [0.75, 0.5] }), { probs: share }],
    ["negativeBinomial", negativeBinomial({ total: 3, probs: 0.75 }), { total: positive, probs: share }],
    ["categorical", categorical({ logits: [0, 1, 2] }), { logits: real }],
    ["mvn", mvn({ loc: [0, 1], scaleTril: [2, 0, 0.5, 3] }), { loc: real, scaleTril: (v: number): number => (v === 2 || v === 3 ? v * v : 1) }],
  ] as const)("%s", (_, p, laws) => {
    for (const [name, law] of Object.entries(laws as Record<string, (v: number) => number>)) {
      const before = numbers((p.parameters as unknown as Record<string, number | Float64Array>)[name]!);
      same(slopes(p as unknown as Distribution, name, "lr"), g(p as unknown as Distribution, "lr", name).map((v, j) => law(before[j]!) * v));
    }
  });
  it("uniform: low as it is, high by the logarithm of its distance, or the other way where one is fixed", () => {
    const p = uniform({ low: 1, high: 4 }) as unknown as Distribution, [low] = g(p, "rp", "low") as [number], [high] = g(p, "rp", "high") as [number];
    same(slopes(p, "low", "rp"), [low + high]);
    same(slopes(p, "high", "rp"), [low + high + 9 * high]);
    same(slopes(p, "low", "rp", ["low"]), [9 * low]);
    same(slopes(p, "high", "rp", ["high"]), [9 * high]);
  });
  it("uniform with a shared end: high moves with the largest low", () => {
    const p = uniform({ low: [1, 2], high: 4 }) as unknown as Distribution, [first, second] = g(p, "rp", "low") as [number, number], [high] = g(p, "rp", "high") as [number];
    same(slopes(p, "low", "rp"), [first, second + high]);
    same(slopes(p, "high", "rp"), [second + high + 4 * high]);
  });
  it("triangular: the peak by its share of the way", () => {
    const p = triangular({ low: 0, peak: 1, high: 4 }) as unknown as Distribution, [low] = g(p, "rp", "low") as [number], [high] = g(p, "rp", "high") as [number], [peak] = g(p, "rp", "peak") as [number];
    // η = (low, log(high − low), logit): high = low + w, peak = low + w/4
    const byLow = low + high + peak, byWidth = 4 * high + peak, byShare = 0.75 * peak;
    same(slopes(p, "low", "rp"), [byLow]);
    same(slopes(p, "high", "rp"), [byLow + 4 * byWidth]);
    same(slopes(p, "peak", "rp"), [byLow + byWidth + 0.75 * byShare]);
    same(slopes(p, "peak", "rp", ["peak"]), [0.75 * byShare]);
  });
  it("infinite ends stay", () => {
    const { parameters } = minimise(truncatedNormal({ loc: 0, scale: 1, low: 0, high: Infinity }), sum, { ...small, flow: "rp", steps: 20 });
    expect(parameters.high).toBe(Infinity);
    expect(parameters.low).not.toBe(0);
  });
  it("a share stops short of its ends", () => {
    for (const maximise of [false, true]) {
      const { parameters: { probs } } = minimise(geometric({ probs: 0.5 }), (x) => x[0] as number, { flow: "lr", baseline: 0, samples: 64, seed: 1, steps: 30, maximise, optimiser: { kind: "adam", rate: 1000 } });
      expect(probs > 0 && probs < 1).toBe(true);
    }
  });
});
