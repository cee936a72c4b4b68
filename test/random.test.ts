/// <reference types="vite/client" />
/**
 * Generators: known answers of Philox, and the way from a seed to numbers against an independent reference, written down here from the
 * published algorithms with bigints. What a class does with extreme words is tested in assembly/__tests__/random.spec.ts; how the numbers
 * are distributed by test/statistics/normals.mjs and dieharder.mjs, which take long.
 */
import { Rng, normal, philox4x32 } from "montegrad";
import { describe, expect, it } from "vitest";
import draws from "./data/draws.json" with { type: "json" };
import knownAnswers from "./data/random123_kat.txt?raw";

const LEAF = 512;
const SEEDS = [0n, 42n, 2n ** 64n - 1n, 0x243f6a8885a308d3n];
const low = (x: bigint, bits: number): bigint => BigInt.asUintN(bits, x);

/** Philox4x32-10 as Salmon et al. write it. */
function philox(counter: readonly bigint[], seed: bigint): bigint[] {
  let [c0, c1, c2, c3] = counter as [bigint, bigint, bigint, bigint], k0 = low(seed, 32), k1 = seed >> 32n;
  for (let round = 0; round < 10; round++) {
    const p0 = c0 * 0xd2511f53n, p1 = c2 * 0xcd9e8d57n;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, low(p1, 32), (p0 >> 32n) ^ c3 ^ k1, low(p0, 32)];
    k0 = low(k0 + 0x9e3779b9n, 32);
    k1 = low(k1 + 0xbb67ae85n, 32);
  }
  return [c0, c1, c2, c3];
}

/** xoshiro256++ as Blackman and Vigna write it. */
function xoshiro(s: bigint[]): () => bigint {
  const rotate = (x: bigint, k: bigint): bigint => low(x << k, 64) | (x >> (64n - k));
  return () => {
    const [s0, s1, s2, s3] = s as [bigint, bigint, bigint, bigint], result = low(rotate(low(s0 + s3, 64), 23n) + s0, 64);
    s[2] = s2 ^ s0;
    s[3] = s3 ^ s1;
    s[1] = s1 ^ s[2];
    s[0] = s0 ^ s[3];
    s[2] ^= low(s1 << 17n, 64);
    s[3] = rotate(s[3], 45n);
    return result;
  };
}

/** The words of one column of one leaf. */
function reference(seed: bigint, stream: number, leaf: bigint, column = 0): bigint[] {
  const blocks = Array.from({ length: 8 }, (_, j) => philox([BigInt(8 * column + j), BigInt(stream), low(leaf, 32), leaf >> 32n], seed));
  const word = (j: number, lane: number): bigint => ((blocks[j]![2 * lane + 1]!) << 32n) | blocks[j]![2 * lane]!;
  const generators = [[0, 0], [0, 1], [4, 0], [4, 1]].map(([j, lane]) => xoshiro([0, 1, 2, 3].map((i) => word(j! + i, lane!))));
  return Array.from({ length: LEAF }, (_, i) => generators[i % 4]!());
}

/** The ziggurat, plainly: the normal number of a word, and whether the word gave it at once. */
function ziggurat(): (word: bigint) => { x: number; atOnce: boolean } {
  const edge = 4.0388498461095045, height = (x: number): number => Math.exp((-x * x) / 2), area = 0.001226324646353088;
  const widths = [area / height(edge), edge];
  while (widths.length < 1024) widths.push(Math.sqrt(-2 * Math.log(area / widths.at(-1)! + height(widths.at(-1)!))));
  widths.push(0);
  return (start) => {
    let word = start, state = start;
    const uniform = (): number => (Number(splitMix() >> 11n) + 1) / 2 ** 53;
    const splitMix = (): bigint => {
      state = low(state + 0x9e3779b97f4a7c15n, 64);
      let z = low((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n, 64);
      z = low((z ^ (z >> 27n)) * 0x94d049bb133111ebn, 64);
      return z ^ (z >> 31n);
    };
    for (;;) {
      const i = Number(word & 1023n), u = (Number(word >> 13n) + 0.5) / 2 ** 51 - 0.5, x = 2 * u * widths[i]!;
      if (Math.abs(x) < widths[i + 1]!) return { x, atOnce: word === start };
      if (i === 0) {
        for (;;) {
          const a = -Math.log(uniform()) / edge, b = -Math.log(uniform());
          if (2 * b > a * a) return { x: Math.sign(u) * (edge + a), atOnce: false };
        }
      }
      if (height(widths[i]!) + uniform() * (height(widths[i + 1]!) - height(widths[i]!)) < height(x)) return { x, atOnce: false };
      word = splitMix();
    }
  };
}

const at = (seed: bigint, stream: number, position: number): Rng => Rng.restore({ kind: "rng", version: 1, seed: String(seed), stream, position, spawned: 0 });

describe("philox4x32", () => {
  const rows = knownAnswers.split("\n").filter((line) => line.startsWith("philox4x32 10 "));
  it("has three known answers", () => expect(rows.length).toBe(3));
  it.each(rows)("%s", (row) => {
    const words = row.split(/\s+/).slice(2).map((word) => Number.parseInt(word, 16));
    expect([...philox4x32(words.slice(0, 4), words.slice(4, 6))]).toEqual(words.slice(6));
  });
  it("fills and returns out", () => {
    const out = new Uint32Array(4);
    expect(philox4x32(new Uint32Array(4), [0, 0], out)).toBe(out);
    expect(out[0]).toBe(0x6627e8d5);
  });
  it("refuses what are no words", () => {
    expect(() => philox4x32([0, 0, 0], [0, 0])).toThrow(/^philox4x32: "counter" expected 4 integers.*length 3$/);
    expect(() => philox4x32([0, 0, 0, 0], [0, 2 ** 32])).toThrow(RangeError);
    expect(() => philox4x32([0, 0, 0, 0], [0, 0.5])).toThrow(/"key\[1\]".*0\.5/);
    expect(() => philox4x32(1 as never, [0, 0])).toThrow(TypeError);
    expect(() => philox4x32([0, 0, 0, 0], [0, 0], new Uint32Array(5))).toThrow(RangeError);
    expect(() => philox4x32([0, 0, 0, 0], [0, 0], new Float64Array(4) as never)).toThrow(TypeError);
  });
});

describe("from seed to numbers", () => {
  it.each(SEEDS)("words of seed %s are those of the reference", (seed) => {
    for (const [stream, position] of [[0, 0], [0, 1], [7, 0], [2 ** 32 - 1, 2 ** 32 - 1], [1, 2 ** 32 + 5], [0, 2 ** 52 + 3]] as const) {
      const words = at(seed, stream, position).bits(2 * LEAF);
      expect([...words]).toEqual([...reference(seed, stream, BigInt(position)), ...reference(seed, stream, BigInt(position) + 1n)]);
    }
  });

  it("uniforms are the midpoints of 2^52 parts", () => {
    const words = new Rng(42).bits(5000), uniforms = new Rng(42).uniform(5000);
    expect([...uniforms]).toEqual(Array.from(words, (word) => (Number(word >> 12n) + 0.5) / 2 ** 52));
  });

  it("exponentials are −log of the word as a fraction, to 2 ulp", () => {
    const words = new Rng(42).bits(5000), exponentials = new Rng(42).exponential(5000);
    const expected = Array.from(words, (word) => -Math.log(Math.min(Number(word | 1n) / 2 ** 64, 1 - 2 ** -53)));
    const worst = Math.max(...expected.map((e, i) => Math.abs(exponentials[i]! / e - 1)));
    expect(worst).toBeLessThan(2 ** -51);
  });

  // The tables are made of the core's own exp and log: were they made before those have theirs, nothing here would match.
  it.each(SEEDS)("normals of seed %s are the ziggurat's, at once or after repair", (seed) => {
    const n = 30000, words = new Rng(seed).bits(n), normals = new Rng(seed).normal(n), plain = ziggurat();
    const expected = Array.from(words, plain), worst = expected.map(({ x }, i) => Math.abs(normals[i]! - x) / Math.abs(x));
    expect(Math.max(...worst)).toBeLessThan(1e-12);
    const repaired = expected.filter(({ atOnce }) => !atOnce);
    expect(repaired.length).toBeGreaterThan(60); // 128 expected, sd 11
  });

  it("normals beyond the edge", () => {
    const plain = ziggurat(), rng = new Rng(1), n = 2 ** 20, words = rng.bits(n), normals = new Rng(1).normal(n), far: number[] = [];
    normals.forEach((x, i) => void (Math.abs(x) > 4.0388498461095045 && far.push(i)));
    expect(far.length).toBeGreaterThan(25); // 56 expected
    for (const i of far) expect(Math.abs(normals[i]! / plain(words[i]!).x - 1)).toBeLessThan(1e-12);
  });

  it("columns and rows of a family are those of the reference", () => {
    const plain = ziggurat(), D = 5, n = LEAF + 7, p = normal({ loc: Array.from({ length: D }, () => 0), scale: 1 });
    const x = p.sample(at(9n, 3, 11), n);
    for (let column = 0; column < D; column++) {
      const words = [...reference(9n, 3, 11n, column), ...reference(9n, 3, 12n, column)];
      for (let i = 0; i < n; i++) expect(Math.abs(x[i * D + column]! / plain(words[i]!).x - 1)).toBeLessThan(1e-12);
    }
  });

  it("a normal family of one column with loc 0, scale 1 draws what rng.normal draws", () => {
    expect(normal({ loc: 0, scale: 1 }).sample(new Rng(5), 1300)).toEqual(new Rng(5).normal(1300));
  });

  it("42 and 42n are the same; other seeds, streams and positions differ", () => {
    const bits = new Rng(42).bits(4), others = [new Rng(43), new Rng(42, { stream: 1 }), at(42n, 0, 1), new Rng(42n + (1n << 32n))];
    expect(new Rng(42n).bits(4)).toEqual(bits);
    expect(new Rng(42n)).toEqual(new Rng(42));
    for (const other of others) expect(new Set([...bits, ...other.bits(4)]).size).toBe(8);
  });
});

/** Eight draws of each kind. They change in no minor version: see bits.test.ts. */
describe("frozen", () => {
  it.each(draws)("draws of seed $seed, stream $stream", ({ seed, stream, bits, uniform, normal, exponential }) => {
    const rng = (): Rng => new Rng(BigInt(seed), { stream });
    expect(Array.from(rng().bits(8), String)).toEqual(bits);
    expect([...rng().uniform(8)]).toEqual(uniform);
    expect([...rng().normal(8)]).toEqual(normal);
    expect([...rng().exponential(8)]).toEqual(exponential);
  });
});

describe("calls and leaves", () => {
  const kinds = ["uniform", "normal", "exponential", "bits"] as const;

  it.each(kinds)("%s: n does not matter to a number, nor what was drawn before, nor how", (kind) => {
    const all = new Rng(3)[kind](LEAF * 40) as Float64Array;
    for (const n of [0, 1, 2, 3, 4, 5, 7, 511, 512, 513, 8192, 8193, LEAF * 40 - 1]) expect(Array.from(new Rng(3)[kind](n) as Float64Array)).toEqual(Array.from(all.subarray(0, n)));
    expect(new Rng(3)[kind]()).toBe(all[0]);
    const rng = new Rng(3);
    rng.exponential(1);
    rng.normal();
    rng.uniform(LEAF + 1);
    expect(rng.position).toBe(4);
    expect(Array.from(rng[kind](100) as Float64Array)).toEqual(Array.from(all.subarray(4 * LEAF, 4 * LEAF + 100)));
  });

  it.each(kinds)("%s fills and returns out", (kind) => {
    const rng = new Rng(8), out = kind === "bits" ? new BigUint64Array(700) : new Float64Array(700), fill = rng[kind].bind(rng) as (n: number, to: typeof out) => typeof out;
    expect(fill(700, out)).toBe(out);
    expect(Array.from(out as Float64Array)).toEqual(Array.from(new Rng(8)[kind](700) as Float64Array));
    expect(() => fill(699, out)).toThrow(RangeError);
    expect(() => fill(700, [] as never)).toThrow(TypeError);
    expect(rng.position).toBe(2); // refused calls take nothing
  });

  it("takes ⌈n/512⌉ leaves", () => {
    const rng = new Rng(0);
    for (const [n, leaves] of [[0, 0], [1, 1], [512, 1], [513, 2], [5000, 10]] as const) {
      const before = rng.position;
      rng.uniform(n);
      expect(rng.position - before).toBe(leaves);
    }
  });

  it("uniforms never reach 0 or 1, exponentials never 0, normals come in both signs", () => {
    const rng = new Rng(11), n = 200000;
    for (const u of rng.uniform(n)) if (!(u > 0 && u < 1)) throw new Error(`uniform: ${u}`);
    for (const e of rng.exponential(n)) if (!(e > 0 && e < 44.4)) throw new Error(`exponential: ${e}`);
    const positive = rng.normal(n).filter((z) => z > 0).length;
    expect(Math.abs(positive - n / 2)).toBeLessThan(5 * Math.sqrt(n / 4));
  });
});

describe("children", () => {
  it("are those of the reference, whatever was drawn before, and leave the parent's draws alone", () => {
    const rng = new Rng(77, { stream: 5 });
    const first = rng.spawn(2);
    rng.normal(10);
    const children = [...first, ...rng.spawn(3)];
    children.forEach((child, j) => {
      const [word0, word1] = philox([BigInt(j), 5n, 0n, 5n << 24n], 77n) as [bigint, bigint];
      expect(child.seed).toBe((word1 << 32n) | word0);
      expect([child.stream, child.position, child.spawned]).toEqual([0, 0, 0]);
    });
    expect(rng.spawned).toBe(5);
    expect(rng.bits(3)).toEqual(at(77n, 5, 1).bits(3));
    expect(new Set(children.map((child) => child.bits())).size).toBe(5);
    expect(rng.spawn(0)).toEqual([]);
  });
  it("are at most 2^32", () => {
    expect(() => new Rng(1).spawn(-1)).toThrow(RangeError);
    expect(() => Rng.restore({ ...new Rng(1).save(), spawned: 2 ** 32 }).spawn(1)).toThrow(/"count".*got 1$/);
  });
});

describe("states", () => {
  const used = (): Rng => {
    const rng = new Rng(2n ** 64n - 1n, { stream: 2 ** 32 - 1 });
    rng.bits(3 * LEAF);
    rng.spawn(2);
    return rng;
  };
  it("are plain data", () => {
    const expected = { kind: "rng", version: 1, seed: "18446744073709551615", stream: 4294967295, position: 3, spawned: 2 };
    expect(used().save()).toEqual(expected);
    expect(JSON.parse(JSON.stringify(used()))).toEqual(expected);
  });
  it.each([["save", (rng: Rng) => rng.save()], ["JSON", (rng: Rng) => JSON.parse(JSON.stringify(rng))], ["structuredClone", (rng: Rng) => structuredClone(rng)], ["itself", (rng: Rng) => rng]] as const)(
    "%s and restore go on as if nothing had happened", (_, keep) => {
      const rng = used(), restored = Rng.restore(keep(rng) as ReturnType<Rng["save"]>);
      expect(restored).toBeInstanceOf(Rng);
      expect(restored).not.toBe(rng);
      expect(restored).toEqual(rng);
      expect(restored.bits(600)).toEqual(rng.bits(600));
      expect(restored.spawn(1)).toEqual(rng.spawn(1));
    });
  it("from elsewhere are refused", () => {
    const state = new Rng(1).save();
    const bad: [object | null | number, new (message: string) => Error, RegExp][] = [
      [null, TypeError, /^Rng\.restore: "state"/], [3, TypeError, /"state".*got 3$/], [{}, TypeError, /"kind" expected "rng", got undefined$/],
      [{ ...state, kind: "distribution" }, TypeError, /"kind" expected "rng", got "distribution"$/],
      [{ ...state, version: 2 }, RangeError, /"version" expected 1, got 2$/],
      [{ ...state, seed: 1 }, TypeError, /"seed".*got 1$/], [{ ...state, seed: "0x10" }, TypeError, /"seed".*got "0x10"$/],
      [{ ...state, seed: "18446744073709551616" }, RangeError, /"seed"/], [{ ...state, stream: -1 }, RangeError, /"stream".*got -1$/],
      [{ ...state, position: 0.5 }, RangeError, /"position".*got 0\.5$/], [{ ...state, spawned: "1" }, TypeError, /"spawned".*got "1"$/],
    ];
    for (const [given, kind, message] of bad) {
      expect(() => Rng.restore(given as never)).toThrow(kind);
      expect(() => Rng.restore(given as never)).toThrow(message);
    }
  });
  it("end with leaf 2^53 − 1", () => {
    const rng = at(1n, 0, Number.MAX_SAFE_INTEGER - 1);
    rng.normal();
    expect(() => rng.normal()).toThrow(/"position".*2\^53/);
  });
});

describe("seeds", () => {
  it("are integers below 2^64", () => {
    const bad: [unknown, new (message: string) => Error, string][] = [
      [-1, RangeError, 'Rng: "seed" expected an integer 0 ≤ seed < 2^64, got -1'],
      [0.5, RangeError, 'Rng: "seed" expected an integer 0 ≤ seed < 2^64, got 0.5'],
      [NaN, RangeError, 'Rng: "seed" expected an integer 0 ≤ seed < 2^64, got NaN'],
      [2 ** 53, RangeError, 'Rng: "seed" expected an integer 0 ≤ seed < 2^64, beyond 2^53 − 1 a bigint, got 9007199254740992'],
      [-1n, RangeError, 'Rng: "seed" expected an integer 0 ≤ seed < 2^64, got -1n'],
      [2n ** 64n, RangeError, 'Rng: "seed" expected an integer 0 ≤ seed < 2^64, got 18446744073709551616n'],
      ["42", TypeError, 'Rng: "seed" expected an integer 0 ≤ seed < 2^64, got "42"'],
      [undefined, TypeError, 'Rng: "seed" expected an integer 0 ≤ seed < 2^64, got undefined'],
    ];
    for (const [seed, kind, message] of bad) {
      expect(() => new Rng(seed as number)).toThrow(kind);
      expect(() => new Rng(seed as number)).toThrow(message);
    }
    expect(new Rng(2 ** 53 - 1).bits(4)).toEqual(new Rng(2n ** 53n - 1n).bits(4));
  });
  it("streams are integers below 2^32, and there is no other option", () => {
    expect(() => new Rng(1, { stream: 2 ** 32 })).toThrow(/"stream".*got 4294967296$/);
    expect(() => new Rng(1, { stream: "1" as never })).toThrow(TypeError);
    expect(() => new Rng(1, { steam: 1 } as never)).toThrow(/unknown "steam"/);
  });
  it("n is an integer ≥ 0", () => {
    for (const n of [-1, 0.5, NaN]) expect(() => new Rng(1).normal(n)).toThrow(/^Rng\.normal: "n" expected an integer ≥ 0, got /);
    expect(() => new Rng(1).bits("3" as never)).toThrow(TypeError);
  });
  it("can come from entropy", () => {
    const rng = Rng.fromEntropy();
    expect(rng.seed).not.toBe(Rng.fromEntropy().seed); // equal once in 2^64 times
    expect(rng.bits(3)).toEqual(new Rng(rng.seed).bits(3));
  });
});
