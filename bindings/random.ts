/**
 * Random numbers: the generators of the core, and who may use which of their leaves.
 *
 * All numbers follow from a seed (64 bits) and where they stand: stream, leaf (512 rows), column, row, and the purpose they serve.
 * Philox4x32-10 turns seed, stream, leaf, column and purpose into the state of a xoshiro256++, and its word number i becomes row i.
 * So every leaf can be drawn at any time, alone, and nothing that is drawn disturbs what is drawn elsewhere.
 */
import { Arena, columnBytes } from "./arena";
import { checkInteger, checkKeys, isArrayLike, isRecord, wrongKind, wrongValue } from "./check";

/** Rows of a leaf, the unit of randomness and of merging. @internal */
export const LEAF = 512;

/** Size of the record that tells a kernel where a leaf stands: see assembly/random/xoshiro.ts. @internal */
export const PLACE_BYTES = 24;

/** Draws for one purpose never meet those for another. @internal */
export const PURPOSE = { draw: 0, choice: 1, pilot: 2, scramble: 3, user: 4, spawn: 5, couple: 6 } as const;

/** Purposes at most, each with as many within it: what a pilot's rows are chosen by is not what the run's are. */
const PURPOSES = 8;
/** One purpose within another. @internal */
export const purposeWithin = (outer: number, purpose: number): number => purpose + PURPOSES * outer;

/** Leaves drawn together: 64 KiB of a column, which the caches hold. */
const BLOCK = 16;
const WORD = 2 ** 32;
const SEED = "an integer 0 ≤ seed < 2^64";
const STATE = "what save, JSON or structuredClone made of an Rng";

/** Where a run's leaves begin; the seed also as two 32-bit words. @internal */
export interface Origin {
  readonly seed: bigint;
  readonly low: number;
  readonly high: number;
  readonly stream: number;
  readonly leaf: number;
}

/** What `rng.save()` and JSON know of a generator. */
export interface RngState {
  readonly kind: "rng";
  readonly version: 1;
  /** The seed, in decimal: JSON has no 64-bit integers. (A bigint after `structuredClone`.) */
  readonly seed: string | bigint;
  readonly stream: number;
  readonly position: number;
  readonly spawned: number;
}

/**
 * A generator of random numbers: xoshiro256++ on states from Philox4x32-10. The same seed gives the same bits everywhere.
 *
 * Each call draws from fresh leaves of 512 numbers, ⌈n/512⌉ of them; a call for one number takes a leaf too. What a call returns
 * depends on seed, stream and position alone. Not for cryptography.
 *
 * A generator is plain data: `JSON.stringify` and `structuredClone` keep it, `Rng.restore` brings it back.
 *
 * @param seed an integer 0 ≤ seed < 2^64; 42 and 42n are the same. Seeds beyond 2^53 − 1 must be a bigint.
 * @param options.stream an integer 0 … 2^32 − 1, default 0: the streams of a seed are independent of each other.
 * @throws TypeError, RangeError if one of these is something else.
 *
 * Sources: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11; D. Blackman and
 * S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
 *
 * @example
 * ```js
 * const rng = new Rng(42);
 * const x = rng.normal(1000);   // Float64Array
 * const u = rng.uniform();      // a number
 * console.log(rng.position);    // 3
 * ```
 */
export class Rng {
  readonly kind = "rng";
  readonly version = 1;
  readonly seed: bigint;
  readonly stream: number;
  /** The next fresh leaf. */
  readonly position: number = 0;
  /** How many children there are. */
  readonly spawned: number = 0;
  readonly #low: number;
  readonly #high: number;

  constructor(seed: number | bigint, options: { stream?: number } = {}) {
    if (!isRecord(options)) throw wrongKind("Rng", "options", "{ stream? }", options);
    checkKeys("Rng", options, ["stream"]);
    const { stream = 0 } = options;
    if (typeof seed === "number") {
      if (!(Number.isSafeInteger(seed) && seed >= 0)) throw wrongValue("Rng", "seed", seed > 2 ** 53 - 1 ? `${SEED}, beyond 2^53 − 1 a bigint` : SEED, seed);
      this.#low = seed >>> 0;
      this.#high = Math.floor(seed / WORD);
      this.seed = BigInt(seed);
    } else if (typeof seed === "bigint") {
      if (!(seed >= 0n && seed < 1n << 64n)) throw wrongValue("Rng", "seed", SEED, seed);
      this.#low = Number(seed & 0xffffffffn);
      this.#high = Number(seed >> 32n);
      this.seed = seed;
    } else throw wrongKind("Rng", "seed", SEED, seed);
    this.stream = checkInteger("Rng", "stream", stream, 0, WORD - 1);
  }

  /** A generator with a seed from the system's entropy. Its `seed` can be read, and logged. */
  static fromEntropy(): Rng {
    const [seed] = globalThis.crypto.getRandomValues(new BigUint64Array(1));
    return make(seed as bigint, 0);
  }

  /**
   * The generator that was saved, in the state it was in.
   * @param state what `rng.save()`, JSON or `structuredClone` made of it.
   * @throws TypeError if it is something else; RangeError if its version is not known here, or a number in it is wrong.
   */
  static restore(state: RngState): Rng {
    const given: unknown = state;
    if (!isRecord(given)) throw wrongKind("Rng.restore", "state", STATE, given);
    if (given.kind !== "rng") throw wrongKind("Rng.restore", "kind", '"rng"', given.kind);
    if (given.version !== 1) throw wrongValue("Rng.restore", "version", "1", given.version);
    const { seed, stream } = given;
    const decimal = typeof seed === "string" && /^\d{1,20}$/.test(seed);
    if (!decimal && typeof seed !== "bigint") throw wrongKind("Rng.restore", "seed", "decimal digits or a bigint", seed);
    const rng = make(BigInt(seed as string | bigint), checkInteger("Rng.restore", "stream", stream, 0, WORD - 1));
    const moving: Moving = rng;
    moving.position = checkInteger("Rng.restore", "position", given.position, 0, Number.MAX_SAFE_INTEGER);
    moving.spawned = checkInteger("Rng.restore", "spawned", given.spawned, 0, WORD);
    return rng;
  }

  /** Its state, as plain JSON. */
  save(): RngState {
    return { kind: "rng", version: 1, seed: String(this.seed), stream: this.stream, position: this.position, spawned: this.spawned };
  }

  toJSON(): RngState { return this.save(); }

  /**
   * Numbers uniform on (0, 1): midpoints of 2^52 equal parts, so never 0 and never 1.
   * @param n how many, an integer ≥ 0; without it, one number is returned.
   * @param out an array of n numbers to fill; without it, a fresh one. Either belongs to the caller.
   * @throws TypeError, RangeError if `n` or `out` is something else.
   */
  uniform(): number;
  uniform(n: number, out?: Float64Array): Float64Array;
  uniform(n?: number, out?: Float64Array): number | Float64Array { return this.#numbers("Rng.uniform", "uniforms", n, out); }

  /** Standard normal numbers, by the ziggurat method; arguments as in `uniform`. */
  normal(): number;
  normal(n: number, out?: Float64Array): Float64Array;
  normal(n?: number, out?: Float64Array): number | Float64Array { return this.#numbers("Rng.normal", "normals", n, out); }

  /** Exponential numbers of mean 1, −log U with 64 bits of U: between 2^−53 and 44.4; arguments as in `uniform`. */
  exponential(): number;
  exponential(n: number, out?: Float64Array): Float64Array;
  exponential(n?: number, out?: Float64Array): number | Float64Array { return this.#numbers("Rng.exponential", "exponentials", n, out); }

  /** Words of 64 random bits, those that the other numbers are made of; arguments as in `uniform`. */
  bits(): bigint;
  bits(n: number, out?: BigUint64Array): BigUint64Array;
  bits(n?: number, out?: BigUint64Array): bigint | BigUint64Array {
    if (n === undefined) return new BigUint64Array(this.#numbers("Rng.bits", "words", 1, undefined).buffer)[0] as bigint;
    const result = checkOut("Rng.bits", BigUint64Array, n, out);
    this.#numbers("Rng.bits", "words", n, new Float64Array(result.buffer, result.byteOffset, n)); // copied bit by bit
    return result;
  }

  /**
   * So many generators that are independent of this one, of each other and of all that were spawned before. What this one draws does
   * not change, and what children are spawned does not depend on what was drawn.
   *
   * The seed of child j is the first 64 bits of Philox4x32-10 with this seed as key and the counter (j, stream, 0, 5·2^24); its stream is 0.
   * @param count an integer ≥ 0; together at most 2^32.
   * @throws TypeError, RangeError if it is something else.
   */
  spawn(count: number): Rng[] {
    const first = this.spawned;
    checkInteger("Rng.spawn", "count", count, 0, WORD - first);
    const block = new Uint32Array(4), key = [this.#low, this.#high];
    const children = Array.from({ length: count }, (_, i) => {
      const [low, high] = philox4x32([first + i, this.stream, 0, PURPOSE.spawn * 2 ** 24], key, block);
      return make((BigInt(high as number) << 32n) | BigInt(low as number), 0);
    });
    (this as Moving).spawned += count;
    return children;
  }

  /** Takes the next leaves, so many. @internal */
  take(leaves: number): Origin {
    const leaf = this.position;
    if (!(leaf + leaves <= Number.MAX_SAFE_INTEGER)) throw wrongValue("Rng", "position", "at most 2^53 − 1 leaves", leaf + leaves);
    (this as Moving).position += leaves;
    return { seed: this.seed, low: this.#low, high: this.#high, stream: this.stream, leaf };
  }

  /** Nothing was drawn of these leaves. They stay taken if others were taken after them, such as by a φ that draws for itself. @internal */
  giveBack({ leaf }: Origin, leaves: number): void { if (this.position === leaf + leaves) (this as Moving).position = leaf; }

  #numbers(where: string, kernel: Kernel, n: number, out: Float64Array | undefined): Float64Array;
  #numbers(where: string, kernel: Kernel, n: number | undefined, out: Float64Array | undefined): number | Float64Array;
  #numbers(where: string, kernel: Kernel, n: number | undefined, out: Float64Array | undefined): number | Float64Array {
    const result = n === undefined ? undefined : checkOut(where, Float64Array, n, out), count = n ?? 1;
    const leaves = Math.ceil(count / LEAF), block = Math.min(leaves, BLOCK) * LEAF, origin = this.take(leaves);
    return Arena.lend(
      (allocate) => ({ place: allocate(PLACE_BYTES), column: allocate(columnBytes(Math.min(block, count))) }),
      (arena, { place, column }) => {
        const draw = arena.kernels[kernel];
        for (let done = 0; done < count; done += block) {
          const here = Math.min(block, count - done);
          for (let i = 0; i < here; i += LEAF) {
            writePlace(arena, place, origin, PURPOSE.draw, (done + i) / LEAF);
            draw(column + 8 * i, Math.min(LEAF, here - i), place, 0);
          }
          result?.set(arena.column(column, here), done);
        }
        return result ?? (arena.f64[column / 8] as number);
      },
    );
  }
}

/** Outside the class, because bundlers rename one that speaks of itself, and consoles show the name. */
const make = (seed: bigint, stream: number): Rng => new Rng(seed, { stream });

type Kernel = "words" | "uniforms" | "normals" | "exponentials";

/** To change what is read-only for everybody else. */
type Moving = { -readonly [K in "position" | "spawned"]: number };

/** The caller's array, or a fresh one, for `n` numbers. */
function checkOut<T extends Float64Array | BigUint64Array>(where: string, type: new (n: number) => T, n: number, out: T | undefined): T {
  checkInteger(where, "n", n, 0, Number.MAX_SAFE_INTEGER);
  if (out === undefined) {
    try {
      return new type(n);
    } catch {
      throw wrongValue(where, "n", "a length whose array fits into memory", n);
    }
  }
  if (!(out instanceof type)) throw wrongKind(where, "out", `a ${type.name}`, out);
  if (out.length !== n) throw wrongValue(where, "out", `${n} numbers`, out);
  return out;
}

/** Takes the next leaves of a generator for somebody. @internal */
export function takeLeaves(rng: Rng, leaves: number): Origin { return rng.take(leaves); }

/** Writes, for the kernels, where the leaf stands that lies so many leaves from the origin. @internal */
export function writePlace(arena: Arena, address: number, origin: Origin, purpose: number, leaf: number): void {
  const words = arena.u32, i = address / 4, number = origin.leaf + leaf;
  words[i] = origin.low;
  words[i + 1] = origin.high;
  words[i + 3] = origin.stream;
  words[i + 4] = number >>> 0;
  words[i + 5] = purpose * 2 ** 24 + Math.floor(number / WORD);
}

/** The same place for what rows are chosen by. @internal */
export function writeChoice(arena: Arena, address: number, place: number): void {
  const words = arena.u32, last = address / 4 + 5;
  words.copyWithin(address / 4, place / 4, (place + PLACE_BYTES) / 4);
  words[last] = ((words[last] as number) & 0xffffff) + purposeWithin((words[last] as number) >>> 24, PURPOSE.choice) * 2 ** 24;
}

/**
 * Philox4x32-10: 128 bits that look random, as a function of a counter of 128 bits and a key of 64. For generators of your own.
 *
 * @param counter four 32-bit words, integers 0 … 2^32 − 1.
 * @param key two.
 * @param out four words to fill; without it, a fresh array. Either belongs to the caller.
 * @throws TypeError, RangeError if they are something else.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11; tested against the
 * known answers of its authors' library Random123.
 *
 * @example
 * ```js
 * philox4x32([0, 0, 0, 0], [0, 0]); // Uint32Array [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]
 * ```
 */
export function philox4x32(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array = new Uint32Array(4)): Uint32Array {
  checkWords("counter", counter, 4);
  checkWords("key", key, 2);
  if (!(out instanceof Uint32Array)) throw wrongKind("philox4x32", "out", "a Uint32Array", out);
  if (out.length !== 4) throw wrongValue("philox4x32", "out", "4 words", out);
  return Arena.lend(
    (allocate) => ({ counter: allocate(16), key: allocate(8), blocks: allocate(128) }),
    (arena, at) => {
      arena.u32.set(counter, at.counter / 4);
      arena.u32.set(key, at.key / 4);
      arena.kernels.philox4x32(at.counter, at.key, at.blocks);
      for (let i = 0; i < 4; i++) out[i] = arena.u32[at.blocks / 4 + i] as number;
      return out;
    },
  );
}

function checkWords(name: string, words: unknown, n: number): void {
  if (!isArrayLike(words)) throw wrongKind("philox4x32", name, `${n} integers from 0 to 2^32 − 1`, words);
  if (words.length !== n) throw wrongValue("philox4x32", name, `${n} integers from 0 to 2^32 − 1`, words);
  for (let i = 0; i < n; i++) checkInteger("philox4x32", `${name}[${i}]`, words[i], 0, WORD - 1);
}
