/**
 * What is chosen is data: the same bits from a plan, its JSON, `chosen`, shards in any split, saved results and any block length; an rng stands where it stood after a plan.
 * No statistics here: every comparison is exact. Across engines: "what auto chooses" in ../bits.js.
 */
import { type GradientResult, Rng, gamma, gradient, integrand, merge, normal, plan, poisson, product, restore, uniform } from "montegrad";
import { describe, expect, it } from "vitest";
import { block, unit } from "./problems.ts";

const wave = integrand("cos(2*x)"), chain = { both: { loc: 2, phi: -1 } };
const CASES = [
  ["a mixture", unit, wave, { samples: 20_001 }],
  ["controls", gamma({ concentration: 2, rate: 1.5 }), integrand("exp(-x)"), { samples: 20_001 }],
  ["a step", unit, integrand("x > 1.5"), { samples: 20_001 }],
  ["chains and covariances", unit, integrand("exp(x/2)"), { samples: 20_001, chain, joint: true }],
  ["several φ", unit, { wave, step: integrand("x > 1.5") }, { samples: 20_001 }],
  ["JavaScript", unit, block((x) => x ** 3, (x) => 3 * x * x), { samples: 20_001 }],
  ["a product", product({ x: normal({ loc: 1, scale: 0.5 }), k: poisson({ rate: 3 }) }), integrand("x^2*k"), { samples: 20_001 }],
  ["a moving support", uniform({ low: 0, high: 2 }), integrand("x > 0.5"), { samples: 20_001 }],
  ["a given flow", unit, wave, { flow: "rp", proposal: "auto", samples: 20_001 }],
  ["dear φ", unit, wave, { cost: 1e5, samples: 20_001 }],
  ["groups of a few thousand", unit, wave, { samples: 3001 }],
  ["a few", unit, wave, { samples: 75 }],
] as const;
type Run = (more?: object) => GradientResult;
const numbers = (g: { readonly state: unknown }): string => JSON.stringify(g.state);

describe.each(CASES)("%s", (_name, p, phi, options) => {
  const run: Run = (more = {}) => gradient(p as never, phi as never, { ...options, seed: 42n, ...more } as never) as never, whole = run(), bits = numbers(whole), choice = plan(p as never, phi as never, { ...options, seed: 42n } as never);
  const leaves = Math.ceil(options.samples / 512);

  it("from its plan, also through JSON and structuredClone", () => {
    for (const one of [choice, structuredClone(choice), JSON.parse(JSON.stringify(choice))]) {
      const { proposal: _auto, ...given } = options as Record<string, unknown>;
      const again = gradient(p as never, phi as never, { ...one, ...given, seed: 42n } as never) as unknown as GradientResult;
      expect(numbers(again)).toBe(bits);
      expect(again.job.why).toBe(whole.job.why);
    }
    expect(JSON.parse(JSON.stringify(choice))).toEqual(choice);
    expect(plan(p as never, phi as never, { ...options, seed: 42n } as never)).toEqual(choice);
  });

  it("from what was chosen", () => {
    const first = whole as unknown as Record<string, GradientResult>, chosen = whole.chosen ?? first.wave!.chosen;
    expect(numbers(gradient(p as never, phi as never, chosen as never) as never)).toBe(bits);
  });

  it("from shards that share a plan, and from shards that choose for themselves", () => {
    const random = new Rng(5).uniform(100);
    let next = 0;
    const below = (n: number): number => Math.floor(random[next++]! * n);
    for (let round = 0; round < 3; round++) {
      const cuts = [...new Set([0, leaves, ...Array.from({ length: 4 }, () => below(leaves))])].sort((a, b) => a - b), { proposal: _auto, ...given } = options as Record<string, unknown>;
      const parts = cuts.slice(1).map((to, i) => {
        const shard = { from: cuts[i]!, to };
        return (round % 2 ? run({ shard }) : gradient(p as never, phi as never, { ...choice, ...given, seed: 42n, shard } as never)) as GradientResult;
      });
      for (let i = parts.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [parts[i], parts[j]] = [parts[j]!, parts[i]!];
      }
      const merged = merge(...(parts as [GradientResult])), far = merge(...(parts.map((part, i) => restore(i % 2 ? structuredClone(part) : JSON.parse(JSON.stringify(part)))) as [GradientResult]));
      expect(numbers(merged)).toBe(bits);
      expect(merged.job.why).toBe(whole.job.why);
      expect(numbers(far)).toBe(bits);
    }
  });

  it("for every block, and saved", () => {
    for (const size of [512, 1024, 4096]) expect(numbers(run({ block: size }))).toBe(bits);
    expect(String(restore(JSON.parse(JSON.stringify(whole))))).toBe(String(whole));
    expect(String(restore(structuredClone(whole)))).toBe(String(whole));
  });

  it("from an rng, which a plan leaves where it is", () => {
    const rng = new Rng(42n), before = rng.save(), more = { ...options, rng } as never;
    const planned = plan(p as never, phi as never, more), { proposal: _auto, ...given } = options as Record<string, unknown>;
    expect(rng.save()).toEqual(before);
    const first = gradient(p as never, phi as never, more) as unknown as GradientResult;
    expect(rng.position).toBe(leaves);
    if (options.samples >= 8192) expect(numbers(first)).toBe(bits);
    for (const state of [before, JSON.parse(JSON.stringify(before))]) expect(numbers(gradient(p as never, phi as never, { ...options, rng: Rng.restore(state) } as never) as never)).toBe(numbers(first));
    expect(numbers(gradient(p as never, phi as never, { ...planned, ...given, rng: Rng.restore(before) } as never) as never)).toBe(numbers(first));
    // further on, and its own plan again
    const there = rng.save(), second = gradient(p as never, phi as never, more) as unknown as GradientResult, chosen = (second.chosen ?? (second as unknown as Record<string, GradientResult>).wave!.chosen) as never;
    expect(numbers(second)).not.toBe(numbers(first));
    expect(numbers(gradient(p as never, phi as never, chosen) as never)).toBe(numbers(second));
    if (options.samples >= 8192) expect(numbers(gradient(p as never, phi as never, { ...options, rng: Rng.restore(there) } as never) as never)).toBe(numbers(second));
  });
});

it("seeds choose for themselves", () => {
  const one = plan(unit, wave, { samples: 20_000, seed: 1 }), other = plan(unit, wave, { samples: 20_000, seed: 2 });
  expect(one.coefficients).not.toEqual(other.coefficients);
});
