/**
 * Scrambled Sobol' points (bindings/points/sobol.ts): that they are the published sequence, scrambled; nets; that the scrambling is what theory
 * asks of it; any part of any replicate. What becomes of them in laws is tested in laws.test.ts.
 */
import { describe, expect, it } from "vitest";
import { Arena } from "../../bindings/arena";
import { SOBOL_COLUMNS, sobol } from "../../bindings/points/sobol";
import { type Origin, Rng, takeLeaves } from "../../bindings/random";
import { chiSquare, kolmogorovSmirnov, zBound } from "../statistics.ts";
import reference from "./sobol.reference.json" with { type: "json" };

const { abs, clz32, exp, floor, sqrt } = Math;
/** Of all statistical tests of this file together, so many comparisons at most. */
const RATE = 1e-6, COMPARISONS = 500;
const STRIDE = 4096;
const ORIGIN = takeLeaves(new Rng(42), 1);

/** Calls `body` with what fills columns, and the columns. */
function points<T>(columns: number, body: (fill: (replicate: number, first: number, n: number, origin?: Origin) => Float64Array[]) => T): T {
  return Arena.lend((allocate) => ({ make: sobol(allocate, columns), x: allocate(columns * STRIDE) }), (arena, { make, x }) => {
    const made = make(arena);
    return body((replicate, first, n, origin = ORIGIN) => {
      made.draw(origin, replicate, first, x, STRIDE, n);
      return arena.columns(x, STRIDE, columns, n).map((column) => column.slice());
    });
  });
}
/** One replicate's first n points, whole. */
const first = (columns: number, n: number, replicate: number): Float64Array[] => points(columns, (fill) => {
  const all = Array.from({ length: columns }, () => new Float64Array(n));
  for (let i = 0; i < n; i += 512) fill(replicate, i, Math.min(512, n - i)).forEach((column, d) => all[d]!.set(column, i));
  return all;
});
const digits = (u: number): number => floor(u * 2 ** 32);

describe("the sequence", () => {
  it("has the digits in common that the published one has: scrambling keeps them and nothing else", () => {
    points(SOBOL_COLUMNS, (fill) => {
      for (const replicate of [0, 1, 12_345]) {
        const x = fill(replicate, 0, 128), far = reference.far.map((i) => fill(replicate, i, 1).map(([u]) => u!));
        for (const { column, points: of, far: ofFar } of reference.columns) {
          const got = [...x[column]!, ...far.map((row) => row[column]!)].map(digits), expected = [...of, ...ofFar];
          const wrong = got.filter((a, i) => got.some((b, j) => clz32(a ^ b) !== clz32(expected[i]! ^ expected[j]!)));
          expect.soft(wrong.length, `column ${column}`).toBe(0);
        }
      }
    });
  });

  it("is stratified in every column", () => {
    for (const [n, replicates] of [[512, 3], [4096, 1]] as const) for (let r = 0; r < replicates; r++) {
      first(SOBOL_COLUMNS, n, r).forEach((column, d) => expect.soft(new Set(column.map((u) => floor(u * n))).size, `column ${d}, ${n} points`).toBe(n));
    }
  });

  it("is a net in pairs of columns: t as of the published points, 0 of the first two", () => {
    /** The least t for which all elementary intervals of 2^(t − m) hold their share of 2^m points. */
    const tOf = (x: ArrayLike<number>, y: ArrayLike<number>, m: number): number => {
      for (let t = 0; ; t++) {
        let fair = true;
        for (let a = 0; a <= m - t && fair; a++) {
          const b = m - t - a, counts = new Uint32Array(2 ** (m - t));
          for (let i = 0; i < 2 ** m; i++) counts[floor(x[i]! * 2 ** a) * 2 ** b + floor(y[i]! * 2 ** b)]!++;
          fair = counts.every((c) => c === 2 ** t);
        }
        if (fair) return t;
      }
    };
    const plain = reference.columns.slice(0, 10).map(({ points: of }) => of.map((v) => v / 2 ** 32));
    let none = 0;
    for (let r = 0; r < 3; r++) {
      const x = first(10, 128, r);
      for (let d = 0; d < 10; d++) for (let e = 0; e < d; e++) for (let m = 1; m <= 7; m++) {
        const t = tOf(plain[d]!, plain[e]!, m);
        none += Number(t === 0);
        expect.soft(tOf(x[d]!, x[e]!, m), `columns ${e} and ${d}, 2^${m} points`).toBe(t);
      }
    }
    expect(none).toBeGreaterThan(300);
    for (let r = 0; r < 3; r++) {
      const [x, y] = first(2, 4096, 10 + r);
      for (let m = 1; m <= 12; m++) expect(tOf(x!, y!, m), `2^${m} points`).toBe(0);
    }
  });

  it("gives any part of a replicate alone, with any stride of calls", () => {
    const whole = first(3, 2048, 5);
    points(3, (fill) => {
      for (const [from, n] of [[0, 1], [1, 1], [3, 2], [5, 37], [511, 512], [509, 7], [1023, 512], [2047, 1], [100, 511]] as const) {
        fill(5, from, n).forEach((column, d) => expect(column, `${n} from ${from}`).toEqual(whole[d]!.subarray(from, from + n)));
      }
      const [last] = fill(5, 2 ** 32 - 4, 4), [before] = fill(5, 2 ** 32 - 8, 8);
      expect(last).toEqual(before!.subarray(4));
    });
    points(1, (fill) => expect(fill(5, 0, 512)[0], "other columns do not matter").toEqual(whole[0]!.subarray(0, 512)));
  });

  it("has midpoints of 2⁵² parts: never 0, never 1", () => {
    const [u] = first(1, 2 ** 16, 0);
    expect(u!.every((v) => v > 0 && v < 1 && (v * 2 ** 53) % 2 === 1)).toBe(true);
  });
});

describe("the scrambling", () => {
  const REPLICATES = 20_000, COLUMNS = 3;
  // the points 0, its neighbour, one in the same 512th (2⁹ further the digits agree), one far away
  const WHICH = [0, 1, 512, 2 ** 20 + 3, 77];
  const drawn = points(COLUMNS, (fill) => WHICH.map((i) => {
    const of = Array.from({ length: COLUMNS }, () => new Float64Array(REPLICATES));
    for (let r = 0; r < REPLICATES; r++) fill(r, i, 1).forEach(([u], d) => { of[d]![r] = u!; });
    return of;
  }));
  const fraction = (u: Float64Array, bits: number): Float64Array => u.map((v) => (v * 2 ** bits) % 1);
  const uniformly = (u: Float64Array, what: string): void => { expect.soft(kolmogorovSmirnov(u, (v) => v).pValue, what).toBeGreaterThan(RATE / COMPARISONS); };

  it("makes every point uniform, to its last digits", () => {
    WHICH.forEach((i, k) => drawn[k]!.forEach((u, d) => {
      for (const bits of [0, 5, 9, 12, 20, 32, 41, 45]) uniformly(fraction(u, bits), `point ${i}, column ${d}, behind ${bits} digits`);
    }));
  });

  it("leaves to two points what they share, and makes the rest independent", () => {
    for (let k = 0; k < WHICH.length; k++) for (let j = 0; j < k; j++) for (let d = 0; d < COLUMNS; d++) {
      const x = drawn[k]![d]!, y = drawn[j]![d]!, common = clz32(digits(x[0]!) ^ digits(y[0]!));
      expect(x.every((u, r) => clz32(digits(u) ^ digits(y[r]!)) === common)).toBe(true);
      const counts = new Uint32Array(1024), behind = (u: number): number => floor(((u * 2 ** (common + 1)) % 1) * 32);
      x.forEach((u, r) => { counts[behind(u) * 32 + behind(y[r]!)]!++; });
      expect.soft(chiSquare(counts, new Float64Array(1024).fill(REPLICATES / 1024)).pValue, `points ${WHICH[k]} and ${WHICH[j]}, column ${d}`).toBeGreaterThan(RATE / COMPARISONS);
    }
  });

  it("has keys that do as independent coins would behind the ninth digit: three levels of them at once, three digits of each of two points", () => {
    // column 0, where the digits of point i are those of i ^ (i >> 1); sixteen points in each of 512 cells have four more digits
    const N = 400, CELLS = 512, PER = 16, coins = new Uint32Array(128), pairs = new Map<string, Uint32Array>();
    points(1, (fill) => {
      const behind = new Uint8Array(CELLS * PER);
      for (let r = 0; r < N; r++) {
        for (let i = 0; i < CELLS * PER; i += 512) fill(r, i, 512)[0]!.forEach((u, j) => {
          const gray = (i + j) ^ ((i + j) >> 1);
          behind[(gray & (CELLS - 1)) * PER + (gray >> 9)] = floor(((u * CELLS) % 1) * 256);
        });
        for (let c = 0; c < CELLS; c++) {
          const out = behind.subarray(c * PER, (c + 1) * PER), digit = (x: number, j: number): number => (out[x]! >> (7 - j)) & 1;
          let all = 0;
          for (let j = 0; j < 3; j++) for (let q = 0; q < 2 ** j; q++) all = 2 * all + digit(q, j);
          coins[all]!++;
          for (let x = 0; x < PER; x++) for (let y = 0; y < x; y++) {
            const k = 31 - clz32((x ^ y) & -(x ^ y)), key = `${x} ${y}`, rest = (v: number): number => (out[v]! >> (4 - k)) & 7;
            let counts = pairs.get(key);
            if (!counts) pairs.set(key, (counts = new Uint32Array(64)));
            counts[rest(x) * 8 + rest(y)]!++;
          }
        }
      }
    });
    const fair = (counts: Uint32Array, what: string): void => { expect.soft(chiSquare(counts, new Float64Array(counts.length).fill((N * CELLS) / counts.length)).pValue, what).toBeGreaterThan(RATE / COMPARISONS); };
    fair(coins, "coins");
    for (const [key, counts] of pairs) fair(counts, `points ${key} of a cell`);
  });

  it("has columns and replicates that are independent of each other", () => {
    const pairs = (x: Float64Array, y: Float64Array, what: string): void => {
      const counts = new Uint32Array(256);
      x.forEach((u, r) => { counts[floor(u * 16) * 16 + floor(y[r]! * 16)]!++; });
      expect.soft(chiSquare(counts, new Float64Array(256).fill(x.length / 256)).pValue, what).toBeGreaterThan(RATE / COMPARISONS);
    };
    const [a, b, c] = drawn[0]!;
    pairs(a!, b!, "columns 0 and 1");
    pairs(b!, c!, "columns 1 and 2");
    pairs(a!.subarray(1), a!.subarray(0, -1), "a replicate and the next");
    pairs(a!.map((v) => (v * 2 ** 12) % 1), b!.map((v) => (v * 2 ** 12) % 1), "columns behind digit 12");
    pairs(a!.subarray(1).map((v) => (v * 2 ** 12) % 1), a!.subarray(0, -1).map((v) => (v * 2 ** 12) % 1), "replicates behind digit 12");
    const at = (origin: Origin): Float64Array => points(1, (fill) => Float64Array.from({ length: REPLICATES }, (_, r) => fill(r, 0, 1, origin)[0]![0]!));
    const other = [takeLeaves(new Rng(43), 1), takeLeaves(new Rng(42, { stream: 1 }), 1)].map(at);
    pairs(a!, other[0]!, "seeds");
    pairs(a!, other[1]!, "streams");
    expect(at({ ...ORIGIN, leaf: 1 }).subarray(0, 10)).toEqual(a!.subarray(1, 11));
  });

  it("makes means unbiased", () => {
    const integrals: [string, (u: number, v: number, w: number) => number, number][] = [
      ["e^u", (u) => exp(u), Math.E - 1], ["u·v·w", (u, v, w) => u * v * w, 1 / 8], ["1 where u + v < ½", (u, v) => Number(u + v < 0.5), 1 / 8], ["√(u·w)", (u, _v, w) => sqrt(u * w), 4 / 9],
    ];
    for (const n of [1, 3, 16, 500]) {
      const count = n > 100 ? 1000 : 10_000, sums = integrals.map(() => [0, 0]);
      points(3, (fill) => {
        for (let r = 0; r < count; r++) {
          const [u, v, w] = fill(r, 0, n);
          integrals.forEach(([, f], k) => {
            const mean = u!.reduce((sum, _, i) => sum + f(u![i]!, v![i]!, w![i]!), 0) / n;
            sums[k]![0]! += mean;
            sums[k]![1]! += mean * mean;
          });
        }
      });
      integrals.forEach(([name, , exact], k) => {
        const mean = sums[k]![0]! / count, error = sqrt((sums[k]![1]! / count - mean * mean) / (count - 1));
        expect.soft(abs(mean - exact) / error, `${name}, ${n} points`).toBeLessThan(zBound(RATE, COMPARISONS));
      });
    }
  });
});
