/**
 * What must not change a bit: the block length, the split into shards, the push form, JSON, what ran before, what φ does beside its work.
 * No statistics here: every comparison is exact.
 */
import { type GradientResult, Rng, gradient, merge, normal, restore, vector } from "montegrad";
import { describe, expect, it } from "vitest";
import { block, pair } from "./problems.ts";

const p = normal({ loc: [0.5, -1, 2], scale: 1.25 });
const phi = {
  value: (x: readonly Float64Array[], out: Float64Array) => {
    for (const column of x) for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (column[i] as number) * (column[i] as number);
  },
  gradient: (x: readonly Float64Array[], out: readonly Float64Array[]) => {
    x.forEach((column, d) => { for (let i = 0; i < column.length; i++) (out[d] as Float64Array)[i] = 2 * (column[i] as number); });
  },
};
const SIZES = [1, 2, 3, 511, 512, 513, 1025, 4096, 4097, 8191, 20_000];
const options = (samples: number) => ({ flow: "rp", samples, seed: 42n, chain: { sum: { loc: [1, 1, 1], phi: 2 } } }) as const;

/** Every number of a result's state, by name. */
const numbers = (g: { state: unknown }): string => JSON.stringify(g.state);

describe("the same bits", () => {
  it.each(SIZES)("for every block, %i samples", (samples) => {
    const whole = numbers(gradient(p, phi, options(samples)));
    for (const size of [512, 1024, 4096]) expect(numbers(gradient(p, phi, { ...options(samples), block: size }))).toBe(whole);
  });

  it.each(SIZES)("from ask and tell, %i samples", (samples) => {
    const whole = gradient(p, phi, options(samples));
    for (const rows of [1, 512, 700, 2048, 1e6]) {
      const run = gradient.start(p, options(samples));
      while (!run.done) {
        const x = run.ask(rows), value = new Float64Array(x[0]?.length ?? 0), slope = x.map((column) => new Float64Array(column.length));
        phi.value(x, value);
        phi.gradient(x, slope);
        run.tell({ value, gradient: slope });
      }
      expect(numbers(run.result())).toBe(numbers(whole));
      expect(run.ask()[0]?.length).toBe(0);
    }
  });

  it("for every split into shards, merged in any order, through JSON or structuredClone", () => {
    const samples = 20_001, leaves = Math.ceil(samples / 512), whole = gradient(p, phi, options(samples));
    const random = new Rng(5).uniform(400);
    let next = 0;
    const choose = (n: number): number => Math.floor((random[next++ % random.length] as number) * n);
    for (let round = 0; round < 12; round++) {
      const cuts = [...new Set([0, leaves, ...Array.from({ length: 1 + choose(9) }, () => choose(leaves))])].sort((a, b) => a - b);
      const parts = cuts.slice(1).map((to, i) => gradient(p, phi, { ...options(samples), shard: { from: cuts[i] as number, to } }));
      for (let i = parts.length - 1; i > 0; i--) {
        const j = choose(i + 1), kept = parts[i] as (typeof parts)[number];
        parts[i] = parts[j] as (typeof parts)[number];
        parts[j] = kept;
      }
      const far = parts.map((part, i) => restore(i % 2 ? structuredClone(part) : JSON.parse(JSON.stringify(part))) as GradientResult);
      expect(numbers(merge(...parts))).toBe(numbers(whole));
      expect(numbers(merge(...far))).toBe(numbers(whole));
      expect(String(merge(merge(...parts.slice(1)), parts[0] as (typeof parts)[number]))).toBe(String(whole));
    }
  });

  it("from an rng, which goes on by whole leaves", () => {
    const rng = new Rng(42), first = gradient(p, phi, { ...options(600), seed: undefined, rng } as never) as GradientResult;
    expect(rng.position).toBe(2);
    expect(numbers(first)).toBe(numbers(gradient(p, phi, options(600))));
    const second = gradient(p, phi, { flow: "rp", samples: 600, rng });
    expect(rng.position).toBe(4);
    expect(second.value.mean).not.toBe(first.value.mean);
    const { chosen } = second;
    expect(numbers(gradient(p, phi, chosen as never) as GradientResult)).toBe(numbers(second));
  });

  it("from what was chosen", () => {
    const g = gradient(p, phi, { flow: { loc: 0.25, scale: "lr" }, wrt: ["loc"], samples: 2000, seed: 9, joint: true });
    expect(numbers(gradient(p, phi, g.chosen as never) as GradientResult)).toBe(numbers(g));
  });

  it("of results that went through JSON or structuredClone", () => {
    const g = gradient(p, phi, { ...options(3000), joint: true }), far = restore(JSON.parse(JSON.stringify(g))) as GradientResult;
    expect(String(far)).toBe(String(g));
    expect(far.covariance.matrix).toEqual(g.covariance.matrix);
    expect(String(restore(structuredClone(g)))).toBe(String(g));
    const several = gradient(p, { a: phi, b: phi }, options(1000));
    expect(String(restore(JSON.parse(JSON.stringify(several))))).toBe(String(several));
  });
});

describe("φ may call the library", () => {
  const plain = gradient(p, phi, options(3000));

  it("and it gives the same bits inside and outside", () => {
    const inner = normal({ loc: 0, scale: 1 }), wave = block(pair("wave", {})), outside = gradient(inner, wave, { flow: "rp", samples: 2000, seed: 1 });
    const large = normal({ loc: new Float64Array(3000), scale: 1 }), zero = { value: () => {} }, outsideLarge = gradient(large, zero, { flow: "lr", samples: 600, seed: 1 });
    const exps = vector.exp([0.1, 0.2, 0.3]);
    let calls = 0;
    const nesting = {
      value: (x: readonly Float64Array[], out: Float64Array) => {
        expect(numbers(gradient(inner, wave, { flow: "rp", samples: 2000, seed: 1 }))).toBe(numbers(outside));
        // needs more memory than there is, which another instance gives it
        if (calls++ === 0) expect(numbers(gradient(large, zero, { flow: "lr", samples: 600, seed: 1 }))).toBe(numbers(outsideLarge));
        expect(vector.exp([0.1, 0.2, 0.3])).toEqual(exps);
        phi.value(x, out);
      },
      gradient: phi.gradient,
    };
    expect(numbers(gradient(p, nesting, options(3000)))).toBe(numbers(plain));
    expect(calls).toBeGreaterThan(1);
  });

  it("and throw in any block: the exception comes through, the next run is as ever", () => {
    const mine = new Error("mine");
    for (const block of [0, 1, 3]) {
      let calls = 0;
      const failing = { ...phi, value: (x: readonly Float64Array[], out: Float64Array) => { if (calls++ === block) throw mine; phi.value(x, out); } };
      let caught: unknown;
      try {
        gradient(p, failing, { ...options(3000), block: 512 });
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(mine);
      expect(numbers(gradient(p, phi, options(3000)))).toBe(numbers(plain));
    }
  });

  it("and write into its x: what it sees of it afterwards is its own affair, other leaves and runs are not", () => {
    const writing = { value: (x: readonly Float64Array[], out: Float64Array) => { phi.value(x, out); for (const column of x) column.fill(Number.NaN); } };
    const lr = { flow: "lr", samples: 3000, seed: 42n } as const, kept = numbers(gradient(p, phi, lr));
    try {
      gradient(p, writing, lr);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(numbers(gradient(p, phi, lr))).toBe(kept);
  });
});

describe("φ that is not a number", () => {
  const at = (index: number, value: number) => {
    let row = 0;
    return (x: Float64Array): number => (row++ === index ? value : (x[0] as number));
  };
  const one = normal({ loc: 1, scale: 1 });

  it("NaN is refused with its sample and x", () => {
    const x = one.sample(new Rng(7), 2000);
    expect(() => gradient(one, at(1234, Number.NaN), { flow: "lr", samples: 2000, seed: 7 })).toThrow(
      `gradient: φ expected a number, got NaN at sample 1234, x = [${x[1234]}]; nan: "propagate" lets NaN into the result`,
    );
    const g = gradient(one, at(1234, Number.NaN), { flow: "lr", samples: 2000, seed: 7, nan: "propagate" });
    expect(g.value.mean).toBeNaN();
    expect(String(g)).toContain("not-finite");
  });

  it("NaN in the gradient, and what is told", () => {
    const bad = { ...phi, gradient: (_x: unknown, out: readonly Float64Array[]) => void out[1]?.fill(Number.NaN) };
    expect(() => gradient(p, bad, options(100))).toThrow("the gradient of φ (column 1) expected a number, got NaN at sample 0");
    const run = gradient.start(one, { flow: "lr", samples: 600, seed: 1 });
    const [x] = run.ask() as [Float64Array];
    expect(() => run.tell({ value: x.map((v, i) => (i === 5 ? Number.NaN : v)) })).toThrow("got NaN at sample 5");
    run.tell({ value: x });
    run.tell({ value: run.ask()[0] as Float64Array });
    expect(run.result().value.mean).toBe(gradient(one, (row: Float64Array) => row[0] as number, { flow: "lr", samples: 600, seed: 1 }).value.mean);
  });

  it("infinity is a warning", () => {
    for (const index of [0, 3, 1999]) {
      const g = gradient(one, at(index, Infinity), { flow: "lr", samples: 2000, seed: 7 });
      expect(g.value.mean).toBe(Infinity);
      expect(g.diagnostics.warnings.map(({ code }) => code)).toContain("not-finite");
    }
  });

  it("anything else is a TypeError", () => {
    expect(() => gradient(one, (() => "1") as never, { flow: "lr", samples: 10, seed: 1 })).toThrow(TypeError);
    expect(() => gradient(one, (() => 1n) as never, { flow: "lr", samples: 10, seed: 1 })).toThrow(TypeError);
  });
});
