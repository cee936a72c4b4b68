/** The core's vector mathematics: one implementation for all functions, whose names stand here once. */
import { Arena, columnBytes } from "./arena";
import { dataOf, isArrayLike, wrongKind, wrongValue } from "./check";
import type { Kernels } from "./kernels";

/** What is copied into the core and back at a time. */
const BLOCK = 4096;

const UNARY = [
  "exp", "exp2", "expm1", "log", "log2", "log1p", "sqrt", "cbrt", "softplus", "sigmoid",
  "sin", "cos", "tan", "sin2pi", "cos2pi", "sinh", "cosh", "tanh", "asin", "acos", "atan",
  "erf", "erfc", "erfcx", "normalCdf", "normalLogCdf", "normalQuantile",
  "i0e", "i1e", "i1eOverI0e",
  "lgamma", "digamma", "trigamma",
] as const;
const BINARY = ["pow", "gammaP", "gammaQ", "logGammaP", "logGammaQ", "gammaPInverse", "gammaQInverse", "logBeta"] as const;
const TERNARY = ["betaI", "betaIComplement", "logBetaI", "logBetaIComplement", "betaIInverse", "betaIComplementInverse"] as const;

/** A function of one number, or of each number of an array. */
export interface UnaryFunction {
  (x: number): number;
  (x: ArrayLike<number>, out?: Float64Array): Float64Array;
}

/** A function of two numbers, or of the numbers of two arrays in pairs; a number beside an array goes with each of its numbers. */
export interface BinaryFunction {
  (x: number, y: number): number;
  (x: ArrayLike<number>, y: ArrayLike<number> | number, out?: Float64Array): Float64Array;
  (x: number, y: ArrayLike<number>, out?: Float64Array): Float64Array;
}

/** A function of three numbers, or of the numbers of arrays in threes; numbers beside an array go with each of its numbers. */
export interface TernaryFunction {
  (x: number, y: number, z: number): number;
  (x: ArrayLike<number> | number, y: ArrayLike<number> | number, z: ArrayLike<number>, out?: Float64Array): Float64Array;
  (x: ArrayLike<number> | number, y: ArrayLike<number>, z: ArrayLike<number> | number, out?: Float64Array): Float64Array;
  (x: ArrayLike<number>, y: ArrayLike<number> | number, z: ArrayLike<number> | number, out?: Float64Array): Float64Array;
}

/** The functions of `vector` by their names. */
export type Vector = { readonly [Name in (typeof UNARY)[number]]: UnaryFunction } & { readonly [Name in (typeof BINARY)[number]]: BinaryFunction } & {
  readonly [Name in (typeof TERNARY)[number]]: TernaryFunction;
} & { readonly sinCos: SinCos };

/**
 * Mathematical functions of numbers and of whole arrays, by the core: the same bits on every platform, where `Math` differs from engine to
 * engine, and several times as fast on arrays. A number gives a number, with the bits it would have in an array.
 *
 * `vector.exp(x, out?)`: x is a number, or an array or typed array of n numbers; the result is a fresh Float64Array of n that the caller
 * owns, or `out`, which is filled and returned; `out` may be x. `vector.pow(x, y, out?)` takes
 * two, of which either may be a number.
 *
 * All functions are defined for all doubles. NaN gives NaN, except x^0 = 1^y = 1; a number outside the domain gives NaN; results are
 * subnormal, 0 or Infinity where they ought to be; odd functions keep −0.
 *
 * | function | | error, ulp |
 * | --- | --- | --- |
 * | `exp`, `exp2` | e^x, 2^x (exact for integers) | 0.8 |
 * | `expm1` | e^x − 1 | 1.1 |
 * | `log` | natural logarithm | 0.88 |
 * | `log2` | exact for powers of two | 1.8 |
 * | `log1p` | log(1 + x) | 0.9 |
 * | `sqrt` | | 0.5 |
 * | `cbrt` | | 0.67 |
 * | `pow` | x^y by IEEE 754: as `**`, but 1^NaN and (±1)^±Infinity are 1 | 0.8 |
 * | `sinh`, `cosh`, `tanh` | | 1.9, 1.1, 1.3 |
 * | `sin`, `cos`, `tan` | of every finite double | 2.5, 2.5, 4 |
 * | `sinCos` | { sin, cos }: both at once | 2.5 |
 * | `sin2pi`, `cos2pi` | sin 2πx, cos 2πx: exact at the quarters | 2.5 |
 * | `asin`, `acos`, `atan` | | 4 |
 * | `erf`, `erfc`, `erfcx` | erfcx = e^(x²)·erfc x | 4 |
 * | `normalCdf`, `normalLogCdf`, `normalQuantile` | Φ, log Φ, Φ⁻¹ | 4 |
 * | `i0e`, `i1e`, `i1eOverI0e` | modified Bessel functions e^−\|x\|·I₀(x), e^−\|x\|·I₁(x); I₁(x)/I₀(x) | 4 |
 * | `softplus` | log(1 + e^x) | 1.6 |
 * | `sigmoid` | 1/(1 + e^−x) | 2.3 |
 *
 * | `lgamma`, `digamma`, `trigamma` | log Γ, ψ, ψ′, for x ≥ 0 | 4 |
 * | `gammaP`, `gammaQ` | P(a, x) and 1 − P, down to 1e-300 | 4500: 1e-12 |
 * | `logGammaP`, `logGammaQ` | their logarithms | 4500 |
 * | `gammaPInverse`, `gammaQInverse` | the x with P, or 1 − P, of that value: (a, p) | 4500 |
 * | `logBeta` | log B(a, b) | 8, or 1e-14 absolutely |
 * | `betaI`, `betaIComplement` | I(a, b, x) and 1 − I, down to 1e-300 | 4500: 1e-12 |
 * | `logBetaI`, `logBetaIComplement` | their logarithms | 4500 |
 * | `betaIInverse`, `betaIComplementInverse` | the x with I, or 1 − I, of that value: (a, b, p) | 4500 |
 *
 * The errors are bounds that a million points per function do not exceed, subnormals and worst cases among them (`npm run test:accuracy`).
 *
 * @throws TypeError if x or y is neither a number nor an array, or `out` is no Float64Array, or is given beside numbers alone.
 * @throws RangeError if lengths differ.
 *
 * @example
 * vector.exp([0, 1]); // Float64Array [1, 2.718281828459045]
 * vector.pow(2, 10); // 1024
 */
export const vector: Vector = Object.freeze({ ...functions<UnaryKernel>(UNARY, 1), ...functions<BinaryKernel>(BINARY, 2), ...functions<TernaryKernel>(TERNARY, 3), sinCos }) as Vector;

/** Sine and cosine together, for little more than the price of one: the bits are those of `sin` and `cos`. */
export interface SinCos {
  (x: number): { sin: number; cos: number };
  (x: ArrayLike<number>, sin?: Float64Array, cos?: Float64Array): { sin: Float64Array; cos: Float64Array };
}

function sinCos(x: unknown, ...outs: unknown[]): { sin: number | Float64Array; cos: number | Float64Array } {
  const numbers = operand("sinCos", "x", x), single = typeof numbers === "number", n = single ? 1 : numbers.length, block = Math.min(n, BLOCK);
  const [sin, cos] = ["sin", "cos"].map((name, i) => target("sinCos", name, single, n, outs[i])) as [Float64Array, Float64Array];
  if (sin.buffer === cos.buffer && Math.abs(sin.byteOffset - cos.byteOffset) < 8 * n) throw wrongValue("vector.sinCos", "cos", 'an array that shares no numbers with "sin"', cos);
  const given = apart(apart(numbers, sin), cos);
  const columns = (allocate: (bytes: number) => number): number[] => [0, 1, 2].map(() => allocate(columnBytes(block)));
  Arena.lend(columns, (arena, [at, s, c]) => {
    for (let from = 0; from < n; from += block) {
      const count = Math.min(block, n - from);
      copy(given, from, arena.column(at!, count));
      arena.kernels.vectorSinCos(at!, s!, c!, count);
      sin.set(arena.column(s!, count), from);
      cos.set(arena.column(c!, count), from);
    }
  });
  return single ? { sin: sin[0]!, cos: cos[0]! } : { sin, cos };
}

/** A copy of numbers that lie, shifted, in the same memory as the results. */
function apart(x: Operand, out: Float64Array): Operand {
  return typeof x !== "number" && x.buffer === out.buffer && x.byteOffset !== out.byteOffset ? x.slice() : x;
}

/** The caller's array for `n` results, or a fresh one. */
function target(name: string, argument: string, single: boolean, n: number, out: unknown): Float64Array {
  if (out === undefined) return new Float64Array(n);
  if (single) throw wrongKind(`vector.${name}`, argument, "nothing beside a number", out);
  if (!(out instanceof Float64Array)) throw wrongKind(`vector.${name}`, argument, "a Float64Array", out);
  if (out.length !== n) throw new RangeError(`vector.${name}: "${argument}" expected ${n} numbers, got ${out.length}`);
  return out;
}

type UnaryKernel = (x: number, out: number, n: number) => void;
type BinaryKernel = (x: number, y: number, out: number, n: number) => void;
type TernaryKernel = (x: number, y: number, z: number, out: number, n: number) => void;
/** Names with a kernel `vector<Name>` of that kind. A name without one is a compile error above. */
type Named<Kernel> = {
  [K in keyof Kernels]: K extends `vector${infer Name}` ? (Kernels[K] extends Kernel ? Uncapitalize<Name> : never) : never;
}[keyof Kernels];

function functions<Kernel>(names: readonly Named<Kernel>[], arity: number): Record<string, (...given: unknown[]) => number | Float64Array> {
  return Object.fromEntries(names.map((name) => [name, (...given: unknown[]) => apply(name, given, arity)]));
}

const NAMES = ["x", "y", "z"];
type Operand = number | Float64Array;

function apply(name: string, given: unknown[], arity: number): number | Float64Array {
  const operands = NAMES.slice(0, arity).map((argument, i) => operand(name, argument, given[i])), out = given[arity];
  const arrays = operands.filter((o) => typeof o !== "number"), n = arrays[0]?.length ?? 1, other = arrays.find((o) => o.length !== n);
  if (other) {
    const [first, second] = [arrays[0]!, other].map((o) => NAMES[operands.indexOf(o)]);
    throw new RangeError(`vector.${name}: "${second}" expected ${n} numbers like "${first}", got ${other.length}`);
  }
  const result = target(name, "out", arrays.length === 0, n, out), block = Math.min(n, BLOCK);
  for (let i = 0; i < arity; i++) operands[i] = apart(operands[i]!, result);
  const columns = (allocate: (bytes: number) => number): number[] => [...operands, result].map(() => allocate(columnBytes(block)));
  Arena.lend(columns, (arena, at) => {
    const kernel = arena.kernels[`vector${name[0]!.toUpperCase()}${name.slice(1)}` as keyof Kernels] as (...numbers: number[]) => void;
    for (let from = 0; from < n; from += block) {
      const count = Math.min(block, n - from);
      operands.forEach((o, i) => copy(o, from, arena.column(at[i]!, count)));
      kernel(...at, count);
      result.set(arena.column(at[arity]!, count), from);
    }
  });
  return arrays.length === 0 ? result[0]! : result;
}

function copy(x: Operand, from: number, column: Float64Array): void {
  if (typeof x === "number") column.fill(x);
  else column.set(x.subarray(from, from + column.length));
}

function operand(name: string, argument: string, x: unknown): Operand {
  if (typeof x === "number") return x;
  if (isArrayLike(x)) return dataOf(`vector.${name}`, argument, x);
  throw wrongKind(`vector.${name}`, argument, "a number or an array of numbers", x);
}
