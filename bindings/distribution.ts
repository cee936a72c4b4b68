/**
 * What every distribution is: columns, parameters, a law prepared in working memory, and from these the public operations.
 */
import { type Allocate, Arena, columnBytes } from "./arena";
import type { LawCost } from "./cost";
import { type Domain, checkInteger, checkKeys, dataOf, isArrayLike, isRecord, roomFor, wrongKind, wrongValue } from "./check";
import type { CouplingForm, CouplingSource } from "./coupled/coupling";
import type { Span } from "./flows/gaps";
import type { FlowSource } from "./flows/source";
import type { Measures } from "./measure";
import { toPlain } from "./plain";
import type { TiltKind, TiltSource } from "./proposals/tilt";
import { LEAF, PLACE_BYTES, PURPOSE, Rng, takeLeaves, writePlace } from "./random";

/** Values of parameters by name: numbers, arrays, or, in a product, a record for each part. */
export interface Parameters {
  readonly [name: string]: number | Float64Array | Parameters;
}

/** The values of parameters as their gradients come back: a number for a number, a Float64Array for an array. */
export type ShapeOf<P> = { [K in keyof P]: P[K] extends number ? number : P[K] extends ArrayLike<number> ? Float64Array : ShapeOf<P[K]> };

/** The same tree with another leaf. */
export type MapLeaves<P, T> = { [K in keyof P]: P[K] extends number | ArrayLike<number> ? T : MapLeaves<P[K], T> };

/** One named parameter. Its entries are numbers `offset` … `offset + size − 1` of all parameters of the distribution. */
export interface Parameter {
  readonly path: readonly string[];
  readonly offset: number;
  readonly size: number;
  /** Given as a number: its estimates are numbers, too. */
  readonly scalar: boolean;
  /** It moves the ends of the support: mass that crosses them escapes the score, so LR is biased. */
  readonly moves?: true;
  /** Why it alone has no canonical flow, or none that estimates may use. */
  readonly noFlow?: string;
  /** Why its score misses what it does to p: it is at an end of its domain, where what had no mass gains some. Then LR is biased. */
  readonly noScore?: string;
  /** It is given as a square of so many rows, of which the entries are the lower triangle. */
  readonly triangle?: number;
  /** What an entry may be, on the diagonal of a triangle a positive number; any number if absent. @internal */
  readonly domain?: Domain;
  /** Which of the parameters beside it are below which. @internal */
  readonly order?: readonly (readonly [string, "<" | "≤", string])[];
}

/** How many numbers the parameter is given as. @internal */
export const givenSize = ({ size, triangle }: Parameter): number => (triangle === undefined ? size : triangle * triangle);

/** Where an entry stands among these. @internal */
export function givenAt({ triangle }: Parameter, index: number): number {
  if (triangle === undefined) return index;
  let row = 0;
  for (; ((row + 1) * (row + 2)) / 2 <= index; row++);
  return row * triangle + index - (row * (row + 1)) / 2;
}

/** The numbers of its entries among all. @internal */
export const entriesIn = ({ offset, size }: Pick<Parameter, "offset" | "size">): number[] => Array.from({ length: size }, (_, j) => offset + j);

/** The parameter that an entry belongs to. @internal */
export const parameterOf = (parameters: readonly Parameter[], entry: number): Parameter => parameters.filter(({ offset }) => offset <= entry).at(-1) as Parameter;

/** How one entry is called: loc, loc[2], w.scaleTril[1][0] … @internal */
export function entryName(p: Parameter, index: number): string {
  const { path, scalar, triangle } = p, name = path.join(".");
  if (scalar) return name;
  if (triangle === undefined) return `${name}[${index}]`;
  const at = givenAt(p, index);
  return `${name}[${Math.floor(at / triangle)}][${at % triangle}]`;
}

/** The same, of an entry by its number among all. @internal */
export function nameOfEntry(parameters: readonly Parameter[], entry: number): string {
  const parameter = parameterOf(parameters, entry);
  return entryName(parameter, entry - parameter.offset);
}

/** What a column holds: "interval" where parameters set the ends, "count" for integers from 0. */
export type Support = "real" | "positive" | "unit" | "interval" | "count";
/** @internal */
export const SUPPORTS: readonly Support[] = ["real", "positive", "unit", "interval", "count"];

/**
 * Receives, entry by entry, the score column and the flow that moves `column`, each an address or 0 where there is none. An entry may
 * come in several parts: its score is their sum, its flow has their columns. The memory is lent until the receiver returns.
 * @internal
 */
export type VisitTerms = (entry: number, score: number, column: number, flow: number) => void;

/**
 * A distribution in working memory. Columns of x lie `stride` bytes apart from `x` on; `n` rows, padded to a multiple of four.
 * @internal
 */
export interface Law {
  /**
   * Draws one leaf, at most LEAF rows; `column` is the number of the first column in the place's randomness. Where `logs` is not 0 and the
   * law knows of them, it also writes what draws lose by rounding: `logs` are two columns, `stride` bytes apart, for each column of x, the
   * logarithms of its distances from the lower and from the upper end of the support, as far as the law needs them again.
   */
  draw(x: number, stride: number, n: number, place: number, column: number, logs: number): void;
  /**
   * Uniforms at x, inside (0, 1), become draws in their place; where there is one column they rise with the uniforms. `logs` as in `draw`, of
   * what rounds no less than x. Missing where `lacks` says why.
   */
  fromUniforms?(x: number, stride: number, n: number, logs: number): void;
  /**
   * out = the antithetic partners of draws: numbers of the same law, which fall as the draws rise. From the `logs` of the draws, if these are
   * not 0, to `outLogs`, as far apart as out. Missing where `lacks` says why.
   */
  mirror?(x: number, stride: number, n: number, out: number, outStride: number, logs: number, outLogs: number): void;
  /** out = log p, joint over columns; from the `logs` of the draws, if these are not 0. */
  logProb(x: number, stride: number, n: number, out: number, logs: number): void;
  /** Of a proposal that is made of a distribution: out = q/p, p being that. */
  ratio?(x: number, stride: number, n: number, out: number, logs: number): void;
  /** Columns of ∂x log p. */
  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void;
  /** Scores, and canonical flows if `flows`, of at most LEAF rows; from the `logs` of the draws, if these are not 0. */
  terms(x: number, stride: number, n: number, flows: boolean, logs: number, visit: VisitTerms): void;
  /** Divergences of the canonical flows, of at most LEAF rows: each entry's is the sum of what comes for it. */
  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void;
  /** Per column: out = F, 1 − F, their logarithms, F⁻¹. Only for distributions of independent columns. */
  curve?(curve: Curve, x: number, stride: number, n: number, out: number, outStride: number): void;
  /** Rows of mean, variance per column, and the joint entropy. */
  moments(mean: Float64Array, variance: Float64Array): number;
  /**
   * Orthonormal polynomials, all of mean 0, of degree 1 … `degree` (at most MOST_DEGREE) of each column: column number d·degree + k − 1 of out has the
   * one of column d and degree k, or zeros where the column has none of that degree. From the `logs` of the draws, if these are not 0.
   */
  polynomials?(x: number, stride: number, n: number, degree: number, out: number, outStride: number, logs: number): void;
  /** How to come from a draw to the plane a·x + c = 0; undefined if it does not know. */
  across?(a: Float64Array): Across | undefined;
  /** Of a parameter that moves ends of the support, each with the same speed: which columns', and what is there. */
  ends?(parameter: Parameter): readonly End[] | undefined;
}

/**
 * From x to x + (a·x + c)·direction, where a·x + c = 0: of a draw of p that has the law of p on the plane, given what does not move, and `density` is
 * that of a·x + c at 0. Small `spread`s make small variances.
 * @internal
 */
export interface Across {
  readonly direction: Float64Array;
  /** The standard deviation of a·x where only what moves is random. */
  readonly spread: number;
  /** out = the density, of rows on the plane. */
  density(x: number, stride: number, n: number, out: number): void;
}

/** An end of a column's support that entry `entry` of a parameter moves by 1: where it is, the column's density there, is it the upper one? @internal */
export interface End { readonly entry: number; readonly column: number; readonly at: number; readonly density: number; readonly upper: boolean }

/** @internal */
export type Curve = "cdf" | "survival" | "logCdf" | "logSurvival" | "quantile";

/** The operations need these of it. @internal */
export interface Prepared {
  /** Takes memory; the same each time. Returns what makes the law of it. */
  layout(allocate: Allocate): (arena: Arena) => Law;
}


/**
 * A distribution p(x; θ) of one or several columns. Make one with `normal`, `gamma`, `mvn`, `product`, `custom` …
 *
 * Rows of several columns are sample-major: x[i·D + d] is column d of row i. Where there is one column, `x` may be a number, and
 * numbers come back. Data are never an error: outside the support the density is 0 (log density −Infinity), NaN stays NaN. Arrays that
 * come back are the caller's own. A distribution is plain data: it survives `structuredClone` and JSON through `restore`.
 *
 * P are the parameters by which one can differentiate, C those that are constants (`total` of a binomial).
 */
export class Distribution<P extends Parameters = Parameters, C = unknown> {
  readonly kind = "distribution";
  readonly version = 1;
  readonly family: string;
  /** The parameters as they were given, arrays copied. */
  readonly parameters: P & C;
  /** The distributions of a product, by name. */
  declare readonly parts?: Readonly<Record<string, Distribution>>;

  /** @internal */
  constructor(family: string, parameters: P & C, own: Internals, parts?: Readonly<Record<string, Distribution>>) {
    this.family = family;
    this.parameters = parameters;
    if (parts) this.parts = parts;
    internals.set(this, own);
  }

  /** Number of columns D: numbers in one draw. */
  get columns(): number { return internalsOf(this).columns; }
  /** Names of the columns: x0, x1 … or, in a product, those of its parts. */
  get columnNames(): readonly string[] { return internalsOf(this).columnNames(); }
  /** What each column holds. */
  get supports(): readonly Support[] { return internalsOf(this).supports.slice(); }

  /**
   * Draws: n rows of D columns, or without `n` a single one (a number if D = 1). Uses ⌈n/512⌉ fresh leaves of `rng`.
   * @throws RangeError if n is not a non-negative integer, or `out` has not n·D numbers.
   */
  sample(rng: Rng): number | Float64Array;
  sample(rng: Rng, n: number, options?: { out?: Float64Array }): Float64Array;
  sample(rng: Rng, n?: number, options: { out?: Float64Array } = {}): number | Float64Array {
    const own = internalsOf(this), columns = own.columns, where = `${this.family}.sample`;
    if (!(rng instanceof Rng)) throw wrongKind(where, "rng", "an Rng", rng);
    const rows = n === undefined ? 1 : checkInteger(where, "n", n, 0, Number.MAX_SAFE_INTEGER);
    const result = output(where, outOf(where, options), rows * columns), leaves = Math.ceil(rows / LEAF), origin = takeLeaves(rng, leaves);
    const block = Math.min(leaves, Math.max(1, Math.floor(8 / columns))), stride = block * LEAF * 8;
    const layout = (allocate: Allocate) => ({
      law: own.layout(allocate), place: allocate(PLACE_BYTES), x: allocate(columns * stride), rows: allocate(columns > 1 ? columns * stride : 0),
    });
    Arena.lend(layout, (arena, at) => {
      const law = at.law(arena);
      for (let first = 0; first < leaves; first += block) {
        const done = first * LEAF, here = Math.min(rows - done, block * LEAF);
        for (let r = 0; r < here; r += LEAF) {
          writePlace(arena, at.place, origin, PURPOSE.draw, first + r / LEAF);
          law.draw(at.x + r * 8, stride, Math.min(LEAF, here - r), at.place, 0, 0);
        }
        if (columns > 1) arena.kernels.columnsToRows(at.x, stride, columns, here, at.rows);
        result.set(arena.column(columns > 1 ? at.rows : at.x, here * columns), done * columns);
      }
    });
    return n === undefined && columns === 1 ? (result[0] as number) : result;
  }

  /** log p(x), joint over the columns: one number a row. */
  logProb(x: number): number;
  logProb(x: ArrayLike<number>, options?: { out?: Float64Array }): Float64Array;
  logProb(x: number | ArrayLike<number>, options: { out?: Float64Array } = {}): number | Float64Array {
    return this.#rows("logProb", x, 1, outOf(`${this.family}.logProb`, options), (law, _arena, x, stride, n, out) => law.logProb(x, stride, n, out, 0));
  }

  /** ∂log p/∂x: D numbers a row. */
  gradLogProb(x: number): number;
  gradLogProb(x: ArrayLike<number>, options?: { out?: Float64Array }): Float64Array;
  gradLogProb(x: number | ArrayLike<number>, options: { out?: Float64Array } = {}): number | Float64Array {
    return this.#rows("gradLogProb", x, this.columns, outOf(`${this.family}.gradLogProb`, options), (law, _arena, x, stride, n, out) => law.gradLogProb(x, stride, n, out, stride), true);
  }

  /**
   * Score ∂log p/∂θ, by parameter: as many numbers a row as the parameter has entries. The score of a parameter that several columns
   * share is the sum over them.
   */
  score(x: number): MapLeaves<P, number>;
  score(x: ArrayLike<number>): MapLeaves<P, Float64Array>;
  score(x: number | ArrayLike<number>): MapLeaves<P, number> | MapLeaves<P, Float64Array> {
    const own = internalsOf(this);
    const rows = this.#rows("score", x, own.entries, undefined, (law, arena, x, stride, n, out) => {
      arena.kernels.columnFill(out, 0, (stride / 8) * own.entries);
      law.terms(x, stride, n, false, 0, (entry, score) => { if (score) arena.kernels.columnAddScaled(1, score, out + entry * stride, n); });
    }, true);
    return this.#byParameter(typeof x === "number", rows, own.entries, givenSize, (p, j) => [givenAt(p, j), p.offset + j]) as MapLeaves<P, number> | MapLeaves<P, Float64Array>;
  }

  /**
   * The canonical flow u (RP, implicit reparameterisation): how x moves when a parameter does, the mass moving with it. By parameter:
   * n × size where each entry moves its own column; n × D for one entry that moves all; n × size × D in general. On the integers it is
   * J_k/p_k, of which J_k = −∂θF(k) is what flows from k to k + 1.
   */
  flow(x: number): MapLeaves<P, number>;
  flow(x: ArrayLike<number>): MapLeaves<P, Float64Array>;
  flow(x: number | ArrayLike<number>): MapLeaves<P, number> | MapLeaves<P, Float64Array> {
    const own = internalsOf(this), columns = own.columns, width = own.entries * columns;
    const rows = this.#rows("flow", x, width, undefined, (law, arena, x, stride, n, out) => {
      arena.kernels.columnFill(out, 0, (stride / 8) * width);
      const none = withoutFlow(own.parameters);
      law.terms(x, stride, n, true, 0, (entry, _score, column, flow) => {
        if (!flow) return;
        arena.kernels.columnAddScaled(1, flow, out + (entry * columns + column) * stride, n);
        none.delete(entry);
      });
      for (const entry of none) arena.kernels.columnFill(out + entry * columns * stride, NaN, (stride / 8) * columns);
    }, true);
    const diagonal = (p: Parameter): boolean => p.size === columns && own.ownColumn(p);
    return this.#byParameter(
      typeof x === "number",
      rows,
      width,
      (p) => (diagonal(p) ? columns : givenSize(p) * columns),
      (p, j) => {
        if (diagonal(p)) return [j, (p.offset + j) * columns + j];
        const entry = Math.floor(j / columns), d = j % columns;
        return [givenAt(p, entry) * columns + d, (p.offset + entry) * columns + d];
      },
      (p) => (diagonal(p) ? columns : p.size * columns),
    ) as MapLeaves<P, number> | MapLeaves<P, Float64Array>;
  }

  /** Divergence ∇·u of the canonical flow, by parameter: n × size. */
  flowDivergence(x: number): MapLeaves<P, number>;
  flowDivergence(x: ArrayLike<number>): MapLeaves<P, Float64Array>;
  flowDivergence(x: number | ArrayLike<number>): MapLeaves<P, number> | MapLeaves<P, Float64Array> {
    const own = internalsOf(this);
    const rows = this.#rows("flowDivergence", x, own.entries, undefined, (law, arena, x, stride, n, out) => {
      arena.kernels.columnFill(out, 0, (stride / 8) * own.entries);
      const none = withoutFlow(own.parameters);
      law.divergences(x, stride, n, (entry, divergence) => {
        arena.kernels.columnAddScaled(1, divergence, out + entry * stride, n);
        none.delete(entry);
      });
      for (const entry of none) arena.kernels.columnFill(out + entry * stride, NaN, stride / 8);
    }, true);
    return this.#byParameter(typeof x === "number", rows, own.entries, givenSize, (p, j) => [givenAt(p, j), p.offset + j]) as MapLeaves<P, number> | MapLeaves<P, Float64Array>;
  }

  /** P(X ≤ x) of each column. */
  cdf(x: number): number;
  cdf(x: ArrayLike<number>): Float64Array;
  cdf(x: number | ArrayLike<number>): number | Float64Array { return this.#curve("cdf", x); }
  /** P(X > x) of each column, accurate where `cdf` is near 1. */
  survival(x: number): number;
  survival(x: ArrayLike<number>): Float64Array;
  survival(x: number | ArrayLike<number>): number | Float64Array { return this.#curve("survival", x); }
  /** log P(X ≤ x) of each column, accurate where `cdf` underflows. */
  logCdf(x: number): number;
  logCdf(x: ArrayLike<number>): Float64Array;
  logCdf(x: number | ArrayLike<number>): number | Float64Array { return this.#curve("logCdf", x); }
  /** log P(X > x) of each column. */
  logSurvival(x: number): number;
  logSurvival(x: ArrayLike<number>): Float64Array;
  logSurvival(x: number | ArrayLike<number>): number | Float64Array { return this.#curve("logSurvival", x); }
  /** The x at which `cdf` is u, per column; NaN for u outside [0, 1]. On the integers the smallest k with cdf(k) ≥ u. */
  quantile(u: number): number;
  quantile(u: ArrayLike<number>): Float64Array;
  quantile(u: number | ArrayLike<number>): number | Float64Array { return this.#curve("quantile", u); }

  /** Mean of each column: a number if there is one. */
  get mean(): number | Float64Array { return this.#moments().mean; }
  /** Variance of each column: a number if there is one. */
  get variance(): number | Float64Array { return this.#moments().variance; }
  /** −E[log p], of all columns together, in nats. */
  get entropy(): number {
    demand(this, internalsOf(this), "entropy");
    return this.#moments().entropy;
  }

  /** Plain data for JSON; numbers that JSON lacks are tagged. `restore` makes the distribution of it again. */
  toJSON(): unknown { return toPlain({ ...this }); }

  #moments(): { mean: number | Float64Array; variance: number | Float64Array; entropy: number } {
    const own = internalsOf(this), columns = own.columns, mean = new Float64Array(columns), variance = new Float64Array(columns);
    demand(this, own, "moments");
    const entropy = Arena.lend((allocate) => own.layout(allocate), (arena, law) => law(arena).moments(mean, variance));
    return columns === 1 ? { mean: mean[0] as number, variance: variance[0] as number, entropy } : { mean, variance, entropy };
  }

  #curve(curve: Curve, x: number | ArrayLike<number>): number | Float64Array {
    return this.#rows(curve, x, this.columns, undefined, (law, _arena, x, stride, n, out) => law.curve?.(curve, x, stride, n, out, stride));
  }

  /** Runs `body` over x in blocks of rows; it fills `width` columns, which come back sample-major, if `within` with NaN for rows that are not finite. */
  #rows(operation: string, x: number | ArrayLike<number>, width: number, out: Float64Array | undefined, body: RowsBody, within = false): number | Float64Array {
    const own = internalsOf(this), columns = own.columns, where = `${this.family}.${operation}`, single = typeof x === "number";
    demand(this, own, operation);
    if (!single && !isArrayLike(x)) throw wrongKind(where, "x", columns === 1 ? "a number or an array of numbers" : "an array of numbers", x);
    if (single && columns > 1) throw wrongKind(where, "x", `an array of rows of ${columns} numbers`, x);
    const data = single ? Float64Array.of(x) : dataOf(where, "x", x);
    if (data.length % columns) throw wrongValue(where, "x", `rows of ${columns} numbers`, x);
    const n = data.length / columns, result = output(where, out, n * width), block = Math.min(n, LEAF), bytes = columnBytes(block);
    if (n === 0) return result;
    const rows = result.buffer === data.buffer ? data.slice() : data; // results must not overwrite rows that are still to come
    const layout = (allocate: Allocate) => ({
      law: own.layout(allocate), x: allocate(columns * bytes), columns: allocate(width * bytes), rows: allocate(Math.max(columns, width) * bytes),
    });
    Arena.lend(layout, (arena, at) => {
      // one column needs no transposing: it goes to its place, or comes from it, directly
      const law = at.law(arena), into = arena.column(columns === 1 ? at.x : at.rows, block * columns), from = arena.column(width === 1 ? at.columns : at.rows, block * width);
      for (let first = 0; first < n; first += block) {
        const here = Math.min(block, n - first), all = here === n;
        into.set(all ? rows : rows.subarray(first * columns, (first + here) * columns));
        if (columns > 1) arena.kernels.rowsToColumns(at.rows, columns, here, at.x, bytes);
        body(law, arena, at.x, bytes, here, at.columns);
        if (within) arena.kernels.columnsWithin(at.x, bytes, columns, at.columns, width, here);
        if (width > 1) arena.kernels.columnsToRows(at.columns, bytes, width, here, at.rows);
        result.set(here === block ? from : from.subarray(0, here * width), first * width);
      }
    });
    return single && width === 1 ? (result[0] as number) : result;
  }

  /** Splits rows of `width` numbers into one array for each parameter, or one number where `single`: `index` says [to, from] of its j-th. */
  #byParameter(
    single: boolean, rows: number | Float64Array, width: number, size: (p: Parameter) => number,
    index: (p: Parameter, j: number) => [to: number, from: number], count: (p: Parameter) => number = (p) => p.size,
  ): unknown {
    const all = typeof rows === "number" ? Float64Array.of(rows) : rows, n = all.length / width;
    return tree(internalsOf(this).parameters, (p) => {
      const m = size(p), part = new Float64Array(n * m);
      for (let j = 0; j < count(p); j++) {
        const [to, from] = index(p, j);
        for (let i = 0; i < n; i++) part[i * m + to] = all[i * width + from] as number;
      }
      return single && m === 1 ? (part[0] as number) : part;
    });
  }
}

/** Entries that may have no flow; where one is known at points, though no estimate may use it, it comes all the same. */
const withoutFlow = (parameters: readonly Parameter[]): Set<number> => new Set(parameters.flatMap((one) => (one.noFlow ? entriesIn(one) : [])));

/** @throws TypeError */
function outOf(where: string, options: { out?: Float64Array }): Float64Array | undefined {
  if (!isRecord(options)) throw wrongKind(where, "options", "{ out? }", options);
  checkKeys(where, options, ["out"]);
  return options.out;
}

/** The caller's array, or a fresh one, for so many numbers. */
function output(where: string, out: Float64Array | undefined, length: number): Float64Array {
  if (out === undefined) return roomFor(where, "n", length);
  if (!(out instanceof Float64Array)) throw wrongKind(where, "out", "a Float64Array", out);
  if (out.length !== length) throw wrongValue(where, "out", `${length} numbers`, out);
  return out;
}

type RowsBody = (law: Law, arena: Arena, x: number, stride: number, n: number, out: number) => void;

/** @throws TypeError if the distribution lacks the operation. @internal */
export function demand(distribution: Distribution, own: Internals, operation: string): void {
  const why = own.lacks(operation);
  if (why) throw new TypeError(`${distribution.family}.${operation}: ${why}`);
}

/** Parameters as a tree of what `leaf` makes of each. @internal */
export function tree(parameters: readonly Parameter[], leaf: (p: Parameter) => unknown): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  // users name parts and parameters: "toString" or "__proto__" must not reach what every object inherits
  const put = (at: object, name: string, value: unknown): void => { Object.defineProperty(at, name, { value, enumerable: true, configurable: true, writable: true }); };
  for (const p of parameters) {
    let at = root;
    for (const name of p.path.slice(0, -1)) {
      if (!Object.hasOwn(at, name)) put(at, name, {});
      at = at[name] as Record<string, unknown>;
    }
    put(at, p.path.at(-1) as string, leaf(p));
  }
  return root;
}
/** Links a distribution to its internals without showing them to `structuredClone` or to JSON. */
const internals = new WeakMap<Distribution, Internals>();

/** @internal */
export interface Internals extends Prepared {
  readonly parameters: readonly Parameter[];
  /** Number of all entries of all parameters. */
  readonly entries: number;
  /** Number of columns. */
  readonly columns: number;
  columnNames(): readonly string[];
  readonly supports: readonly Support[];
  /** The largest integer of a column that is a "count"; Infinity if absent. */
  last?(column: number): number;
  /** By what its density is, where not by lengths or counts of every column. */
  readonly measures?: Measures | undefined;
  /** Where the density of a column is not 0, if that is not what its support and its quantiles say. */
  spans?(column: number): readonly Span[];
  /** The largest degree of a column's orthogonal polynomials that are not 0; 0 if absent. */
  polynomialDegree?(column: number): number;
  /** What the `logs` are that its law can write and read, if it can. Laws with the same word understand each other's. */
  readonly logs?: string | undefined;
  /** Do the `logs` say more than x of draws near an end of the support? */
  readonly ends?: boolean;
  /** May draws round to an end of the support, or to the largest double, so that the score is lost? Then runs use the `logs`. */
  readonly deep?: boolean;
  /** Why an operation is missing, if it is. */
  lacks(operation: string): string | undefined;
  /** Does each entry of the parameter move the column of its own number only? */
  ownColumn(parameter: Parameter): boolean;
  /** In how many parts does `Law.terms` bring an entry of the parameter? */
  parts(parameter: Parameter): number;
  /** Another flow of the parameter by its name ("cheap", "generalised", "omt"): true where it is the canonical one, or why there is none. */
  flow?(name: string, parameter: Parameter): FlowSource | true | string | undefined;
  /** Tilts of p by an entry, one for each column that it moves, or why there is none. The same object stands for the same tilt. */
  tilt?(kind: TiltKind, entry: number): readonly TiltSource[] | string;
  /** Coupled points that give the derivative by an entry, one source for each column that it moves, or why there is none. */
  coupling?(form: CouplingForm, entry: number): readonly CouplingSource[] | string;
  /** The same with wider tails: about so many times as wide. */
  overdispersed?(factor: number): Distribution | string;
  /** How many draws belong together: means of so many are independent; 1 if absent. */
  readonly group?: number;
  /** Of a proposal: the distribution from which it is made, and whose weight its law knows. */
  readonly of?: Distribution;
  /** What its operations cost, where that is not what they cost on the average. */
  readonly cost?: LawCost;
  /** The rotation of a parameter by so many coefficients, of a multivariate normal. */
  rotation?(parameter: Parameter, coefficients: Float64Array): FlowSource;
}

/** @internal */
export function internalsOf(distribution: Distribution): Internals {
  const found = internals.get(distribution);
  if (!found) throw wrongKind("montegrad", "distribution", "a distribution made by this library", distribution);
  return found;
}

/** @internal */
export const isDistribution = (value: unknown): value is Distribution => typeof value === "object" && value !== null && internals.has(value as Distribution);
