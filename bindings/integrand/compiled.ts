/**
 * `integrand`: φ as an expression, compiled to SIMD WebAssembly together with its gradient.
 */
import { type Allocate, Arena, columnBytes } from "../arena";
import { checkKeys, dataOf, isArrayLike, isRecord, show, wrongKind, wrongValue } from "../check";
import { type Distribution, type Internals, givenAt } from "../distribution";
import { toPlain } from "../plain";
import type { Block } from "./block";
import { type Binding, type Surroundings, bind, sizeOf } from "./bind";
import { gradientOf } from "./differentiate";
import type { ArrayName } from "./graph";
import type { Jump } from "./jumps";
import { type Formula, checkFormula } from "./formula";
import { type Columns, Kernel } from "./kernel";
import { isName } from "./names";
import type { Id } from "./operations";
import { parse, pointAt } from "./parse";
import { Recent } from "./recent";
import { type Traced, trace } from "./trace";

/** Numbers that a formula names: one, a vector, or a matrix as rows of equal length. */
export type Data = number | ArrayLike<number> | readonly ArrayLike<number>[];

export interface IntegrandOptions {
  /** Vectors and matrices by name. They are copied. */
  readonly data?: Readonly<Record<string, Data>>;
  /** Numbers by name, whose values `with` can change without compiling anew. */
  readonly constants?: Readonly<Record<string, number>>;
}

/** Data with a shape. @internal */
export interface Named { readonly name: string; readonly shape: readonly number[]; readonly values: Float64Array; readonly constant: boolean }

/** How many formulas by their text, with what has been compiled of them, and of how many operations together: these, with their gradients, take about a kilobyte each. */
const FORMULAS = 256, OPERATIONS = 2 ** 17;
/** How much is kept of one formula, over columns and data of different shapes. */
const SHAPES = 64;
const parsed = new Recent<ReturnType<typeof parse>>(FORMULAS, OPERATIONS);

/**
 * An expression φ(x), compiled for the columns of whatever distribution it meets. It is plain data: `toJSON` and `restore` bring it to
 * another process or worker.
 *
 * It may stand wherever blocks of columns are taken: `value`, `gradient` fill columns.
 */
export class CompiledIntegrand {
  readonly kind = "integrand";
  readonly version = 1;
  /** The formula as it was typed; undefined for a traced one. */
  readonly text: string | undefined;
  readonly #formula: Formula;
  readonly #places: readonly number[] | undefined;
  readonly #data: readonly Named[];
  /** Where it jumps, over columns for which that has been looked at, by what else that depends on. @internal */
  readonly jumps = new WeakMap<Bound, Recent<readonly Jump[]>>();

  /** @internal */
  constructor(text: string | undefined, formula: Formula, places: readonly number[] | undefined, data: readonly Named[]) {
    this.text = text;
    this.#formula = formula;
    this.#places = places;
    this.#data = data;
  }

  /**
   * The same integrand with other numbers. Where shapes stay, nothing is compiled anew.
   * @throws TypeError, RangeError for names it does not have, and as `integrand`.
   */
  with(options: IntegrandOptions): CompiledIntegrand {
    const fresh = namedOf(options), names = this.#data.map(({ name }) => name), unknown = fresh.find(({ name }) => !names.includes(name));
    if (unknown) throw new RangeError(`integrand.with: expected names among ${names.join(", ")}, got ${show(unknown.name)}`);
    return new CompiledIntegrand(this.text, this.#formula, this.#places, this.#data.map((one) => fresh.find(({ name }) => name === one.name) ?? one));
  }

  /** out[i] = φ of row i of columns x[d][i]; a fresh column if there is no `out`. @throws RangeError if it does not fit the columns */
  value(x: readonly ArrayLike<number>[], out: Float64Array = new Float64Array(checkColumns(x)[0]!.length)): Float64Array {
    this.#evaluate(x, out, undefined);
    return out;
  }

  /** out[d][i] = ∂φ/∂x_d of row i; fresh columns if there is no `out`. @throws RangeError if it does not fit the columns */
  gradient(x: readonly ArrayLike<number>[], out: Block = checkColumns(x).map((column) => new Float64Array(column.length))): Block {
    this.#evaluate(x, undefined, out);
    return out;
  }

  /** Both at once. @throws RangeError if it does not fit the columns */
  valueAndGradient(x: readonly ArrayLike<number>[], value: Float64Array, gradient: Block): void { this.#evaluate(x, value, gradient); }

  /** The same over columns with names. @internal */
  over(columnNames: readonly string[], x: Block, value: Float64Array, gradient: Block | undefined): void { this.#evaluate(x, value, gradient, columnNames); }

  #evaluate(x: readonly ArrayLike<number>[], value: Float64Array | undefined, gradient: Block | undefined, columnNames: readonly string[] = x.map((_, d) => `x${d}`)): void {
    const n = checkColumns(x)[0]!.length, outs: unknown = gradient === undefined ? [] : gradient;
    if (value !== undefined && !((value as unknown) instanceof Float64Array)) throw wrongKind("integrand", "out", "a Float64Array", value);
    if (!Array.isArray(outs) || !outs.every((column) => column instanceof Float64Array)) throw wrongKind("integrand", "out", "columns that are Float64Arrays", outs);
    if (gradient && gradient.length !== x.length) throw wrongValue("integrand", "out", `${x.length} columns like x`, gradient);
    const other = [...x, ...(gradient ?? []), ...(value ? [value] : [])].find(({ length }) => length !== n);
    if (other) throw new RangeError(`integrand: "x" expected columns of ${n} numbers everywhere, got ${other.length}`);
    if (n === 0) return;
    const bound = this.bind({ columnNames, parameters: [] }), D = x.length, block = Math.min(n, BLOCK, Math.max(TILE, Math.floor(NUMBERS / D))), stride = columnBytes(block) + 64;
    if (bound.usesLogp) throw new TypeError("integrand: expected a distribution for logp, got columns alone");
    const columns = x.map((column, d) => dataOf("integrand", `x[${d}]`, column));
    const layout = (allocate: Allocate) => ({ x: allocate(D * stride), out: allocate(stride), grad: allocate(D * stride), room: bound.layout(allocate, gradient !== undefined) });
    Arena.lend(layout, (arena, at) => {
      bound.load(arena, at.room, this.numbers, NOTHING);
      for (let from = 0; from < n; from += block) {
        const rows = Math.min(block, n - from);
        columns.forEach((column, d) => arena.column(at.x + d * stride, rows).set(column.subarray(from, from + rows)));
        arena.kernels.clear(at.grad, D * stride);
        bound.run(arena, at.room, { x: at.x, stride, n: rows, out: at.out, grad: at.grad, theta: 0, logp: 0, logpGrad: 0 });
        value?.set(arena.column(at.out, rows), from);
        gradient?.forEach((column, d) => column.set(arena.column(at.grad + d * stride, rows), from));
      }
    });
  }

  /** Its numbers, one array after the other. @internal */
  get numbers(): readonly Float64Array[] { return this.#data.map(({ values }) => values); }

  /** What it is over these columns. @throws RangeError if it does not fit @internal */
  bind({ columnNames, parameters }: Omit<Surroundings, "data">): Bound {
    const shapes = this.#data.map(({ name, shape }) => ({ name, shape }));
    const key = JSON.stringify([columnNames, parameters.map(({ path, size, scalar, triangle }) => [path, size, scalar, triangle]), shapes]); // names may be any text
    let known = bounds.get(this.#formula);
    if (!known) bounds.set(this.#formula, (known = new Recent<Bound>(SHAPES, OPERATIONS)));
    let bound = known.get(key);
    if (!bound) {
      const binding = bind(this.#formula, { columnNames, parameters, data: shapes }, this.#places, (place, expected, got) => this.#error(place, expected, got));
      bound = new Bound(binding, shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0), parameters.reduce((sum, { size }) => sum + size, 0));
      known.set(key, bound, binding.graph.nodes.length);
    }
    return bound;
  }

  #error(place: number, expected: string, got: string): RangeError {
    return new RangeError(`integrand: expected ${expected}, got ${got}${this.text === undefined || place < 0 ? "" : pointAt(this.text, place)}`);
  }

  /** Where a place of the formula is. @internal */
  point(place: number): string { return this.text === undefined || place < 0 ? "" : pointAt(this.text, place); }

  /** Names it in saved states: its formula and a number made of its data. @internal */
  get id(): string {
    let hash = 0x811c9dc5;
    for (const values of this.numbers) for (const word of new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)) hash = Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15);
    return `${this.text ?? JSON.stringify(this.#formula)} # ${this.#data.map(({ name, shape }) => `${name}[${shape.join()}]`).join(" ")} ${(hash >>> 0).toString(16)}`;
  }

  /** Versioned plain data, for JSON and `restore`. */
  toJSON(): unknown {
    const named = (constant: boolean): unknown => Object.fromEntries(this.#data.filter((one) => one.constant === constant).map(({ name, shape, values }) => [name, shape.length === 0 ? values[0] : { shape, values }]));
    return toPlain({ kind: this.kind, version: this.version, ...(this.text === undefined ? { formula: this.#formula } : { text: this.text }), data: named(false), constants: named(true) });
  }

  toString(): string { return this.text ?? "a traced integrand"; }

  /** @internal */
  static restore({ text, formula, data, constants }: Record<string, unknown>): CompiledIntegrand {
    const shaped = Object.entries(isRecord(data) ? data : {}).map(([name, one]): [string, Data] => {
      if (typeof one === "number") return [name, one];
      if (!isRecord(one) || !Array.isArray(one.shape) || !(one.values instanceof Float64Array)) throw wrongKind("restore", `data.${name}`, "a shape and values", one);
      return [name, rowsOf(name, one.shape as number[], one.values)];
    });
    const options = { data: Object.fromEntries(shaped), constants: (isRecord(constants) ? constants : {}) as Record<string, number> };
    if (typeof text === "string") return integrand(text, options);
    return new CompiledIntegrand(undefined, checkFormula(formula), undefined, namedOf(options));
  }
}

/** @throws TypeError */
function checkColumns(x: unknown): readonly ArrayLike<number>[] {
  if (!Array.isArray(x) || x.length === 0 || !Array.from<unknown>(x).every(isArrayLike)) throw wrongKind("integrand", "x", "columns of numbers", x);
  return x as readonly ArrayLike<number>[];
}

function rowsOf(name: string, shape: readonly unknown[], values: Float64Array): Data {
  const [rows, columns = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || !shape.every((n) => Number.isInteger(n) && (n as number) >= 0) || (rows as number) * (columns as number) !== values.length) throw wrongValue("restore", `data.${name}.shape`, "[n] or [n, m] with as many values", shape);
  return shape.length === 1 ? values : Array.from({ length: rows as number }, (_, r) => values.subarray(r * (columns as number), (r + 1) * (columns as number)));
}

const NOTHING = new Float64Array(0);
/** Rows that are copied into the core and back at a time, at least and at most, and numbers of them. */
const TILE = 64, BLOCK = 4096, NUMBERS = 2 ** 22;
const bounds = new WeakMap<Formula, Recent<Bound>>();

/** Where the data of a kernel are, and its working memory. @internal */
export interface Room { readonly kernel: Kernel; readonly data: number; readonly scratch: number }

/** An integrand over columns that are known: its kernels, made when they are first needed. @internal */
export class Bound {
  readonly usesLogp: boolean;
  readonly usesTheta: boolean;
  readonly binding: Binding;
  readonly #dataSize: number;
  readonly #entries: number;
  #value: Kernel | undefined;
  #gradient: Kernel | undefined;
  readonly #sides: Kernel[] = [];

  /** `by`: the array by whose columns it is differentiated, if not by all. */
  constructor(binding: Binding, dataSize: number, entries: number, private readonly by?: ArrayName) {
    this.binding = binding;
    this.usesLogp = binding.usesLogp;
    this.usesTheta = binding.usesTheta;
    this.#dataSize = dataSize;
    this.#entries = binding.usesTheta ? entries : 0;
  }

  get switches(): Binding["switches"] { return this.binding.switches; }

  /** Another integrand over the same columns and data, made of nodes of this one and differentiated by x; it has a name by which it is found again. */
  other(name: string, root: (binding: Binding) => Id): Bound {
    let known = this.#others.get(name);
    if (!known) this.#others.set(name, (known = new Bound({ ...this.binding, roots: [root(this.binding)], switches: [] }, this.#dataSize, this.#entries, "x")), 1);
    return known;
  }
  readonly #others = new Recent<Bound>(SHAPES, SHAPES);
  readonly #atZero = new Recent<Kernel>(SHAPES, SHAPES);

  /** Values of nodes at x = 0. */
  atZero(nodes: readonly Id[], columns: number, numbers: readonly Float64Array[], theta: Float64Array): Float64Array {
    const name = nodes.join(), stride = columnBytes(1);
    let known = this.#atZero.get(name);
    if (!known) this.#atZero.set(name, (known = this.#kernel(nodes, false)), 1);
    const kernel = known;
    return Arena.lend((allocate) => ({ room: this.#room(kernel, allocate), x: allocate(columns * stride), out: allocate(nodes.length * stride) }), (arena, at) => {
      this.load(arena, at.room, numbers, theta);
      arena.kernels.clear(at.x, columns * stride);
      this.run(arena, at.room, { x: at.x, stride, n: 1, out: at.out, grad: 0, theta: 0, logp: 0, logpGrad: 0 });
      return Float64Array.from(nodes, (_, k) => arena.f64[(at.out + k * stride) / 8]!);
    });
  }

  #kernel(outputs: readonly number[], gradient: boolean): Kernel {
    const { graph, roots: [root] } = this.binding;
    return new Kernel(graph, outputs, gradient ? gradientOf(graph, root!, this.by) : [], this.#dataSize + this.#entries, this.#dataSize);
  }

  #room(kernel: Kernel, allocate: Allocate): Room {
    return { kernel, data: allocate((this.#dataSize + this.#entries + kernel.literals.length) * 8), scratch: kernel.layout(allocate) };
  }
  layout(allocate: Allocate, gradient: boolean): Room {
    return this.#room(this.#of(gradient), allocate);
  }
  #of(gradient: boolean): Kernel {
    const { roots } = this.binding;
    return gradient ? (this.#gradient ??= this.#kernel(roots, true)) : (this.#value ??= this.#kernel(roots, false));
  }
  /** Nanoseconds that a row of its value takes, with its gradient or without. */
  cost(gradient: boolean): number { return this.#of(gradient).cost; }
  /** The columns, of so many, on which a switching function depends. */
  columnsOf(number: number, all: number): Set<number> { return this.#reached(number, "x", all); }
  /** The entries of θ on which it does. */
  entriesOf(number: number, all: number): Set<number> { return this.#reached(number, "theta", all); }
  /** Columns of an array, of so many, on which a switching function depends; log p depends on all. */
  #reached(number: number, array: ArrayName, all: number): Set<number> {
    const { graph, switches } = this.binding, seen = new Set<number>(), stack = [switches[number]!.node], columns = new Set<number>();
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const node = graph.node(id);
      const at = node.op === "column" && node.array === array ? [node.base, node.loop?.count ?? 1] as const : node.op === "column" && node.array === "logp" ? [0, all] as const : [0, 0] as const;
      for (let j = 0; j < at[1]; j++) columns.add(at[0] + j);
      stack.push(...node.args);
      if (node.op === "reduce") stack.push(node.body);
      if (node.op === "final") stack.push(...node.loop.nexts, ...node.loop.inits);
      if (node.op === "state") stack.push(...node.of.nexts, ...node.of.inits);
    }
    return columns;
  }
  /** Of a kernel that gives a number that changes when the condition of a switch does. */
  side(allocate: Allocate, number: number): Room {
    const { graph, switches } = this.binding, { node, floor } = switches[number]!;
    let id = graph.make(floor ? "floor" : "sign", node);
    // in a loop, that of any step: no two steps have the same weight
    for (let loop = graph.scope(id); loop; loop = graph.scope(id)) id = graph.reduce("sum", loop, graph.mul(id, graph.make("sqrt", graph.add(graph.index(loop), graph.one))));
    return this.#room((this.#sides[number] ??= this.#kernel([id], false)), allocate);
  }

  load(arena: Arena, { kernel, data }: Room, numbers: readonly Float64Array[], theta: Float64Array): void {
    let at = data / 8;
    for (const values of numbers) {
      arena.f64.set(values, at);
      at += values.length;
    }
    if (this.usesTheta) arena.f64.set(theta, at);
    arena.f64.set(kernel.literals, at + this.#entries);
  }

  run(arena: Arena, { kernel, data, scratch }: Room, columns: Columns): void { kernel.run(arena, data, scratch, columns); }
}

/**
 * φ as an expression, compiled to SIMD WebAssembly with its gradient: as fast as the core, with the same bits everywhere, and plain data.
 *
 * A formula names columns `x0`, `x1`, …, all of them `x`, those of a product by the names of its parts (`w0*exp(rate)`, all of w `w`), `pi`, data and
 * constants, and, for φ that depends on θ, parameters of p (`loc`, `loc[1]`, `w.scale`) and `logp`, log p(x; θ). Indices begin at 0.
 *
 * | | |
 * | --- | --- |
 * | `+ - * / ^` | −x^2 is −(x^2), `^` is right-associative; whole powers up to 32 are products |
 * | `sqrt cbrt exp exp2 expm1 log log2 log1p` | |
 * | `sin cos tan asin acos atan sinh cosh tanh` | |
 * | `erf erfc normalCdf normalLogCdf lgamma digamma softplus sigmoid relu` | `lgamma`, `digamma` of x ≥ 0 |
 * | `abs sign floor min max clamp(x, low, high)` | NaN if an argument is |
 * | `< <= > >= == != && \|\| !`, `where(c, a, b)` | 0 or 1; c holds where it is not 0 |
 * | `sum(v) mean(v) max(v) min(v) logsumexp(v) dot(u, v) matvec(A, v)` | of vectors; functions of numbers take vectors number by number |
 * | `X[r]`, `X[r, j]`, `x[k + 1]` | rows and numbers |
 * | `sum(r, softplus(-y[r] * dot(X[r], w)))` | over the rows that r picks, as many as there are of all: of n numbers y, `sum(r, y[r + 1] - y[r])` has n − 1 steps, and none where n is 0; `sum(r, 10, body)` over 0 … 9 |
 * | `scan(k < 252; s = 100, t = 0; s = s*exp(x[k]), t = t + s; t/252)` | a recurrence: states, steps, result |
 *
 * Or a function of expressions, which is called once: `integrand((x, m) => m.tanh(x[0].mul(x[1])))`.
 *
 * Accuracy is that of `vector`'s functions. Derivatives at kinks: |x|′ = 0 at 0, max and min take that of the first argument where two are
 * equal. What a condition does not choose adds nothing to a gradient, even where it is infinite or NaN. Text is never evaluated as
 * JavaScript.
 *
 * @throws SyntaxError, with a caret under the character, if the formula cannot be read; TypeError, RangeError for options of the wrong kind or
 *   value, and beyond limits (200 levels of nesting, 100 000 operations, 10⁹ steps). Unknown names and shapes that do not match are a RangeError when it
 *   meets its distribution.
 *
 * @example
 * ```js
 * const phi = integrand("(x0 - 1)^2 + exp(-x1) * sin(3*x0)");
 * const g = gradient(normal({ loc: [0, 0], scale: 1 }), phi, { flow: "rp", samples: 1e6, seed: 42 });
 * console.log(g.value.mean.toFixed(2), g.grad.scale.mean.toFixed(2)); // 2.00 2.00
 * ```
 */
export function integrand(formula: string | Traced, options: IntegrandOptions = {}): CompiledIntegrand {
  const data = namedOf(options), { formula: nodes, places } = formulaOf("integrand", "formula", formula);
  return new CompiledIntegrand(typeof formula === "string" ? formula : undefined, nodes, places, data);
}

/** @throws TypeError, SyntaxError @internal */
export function formulaOf(where: string, name: string, formula: unknown): { readonly formula: Formula; readonly places: readonly number[] | undefined } {
  if (typeof formula === "function") return { formula: trace(formula as Traced), places: undefined };
  if (typeof formula !== "string") throw wrongKind(where, name, "text or a function (x, m) => …", formula);
  let known = parsed.get(formula);
  if (!known) parsed.set(formula, (known = parse(formula)), known.formula.nodes.length);
  return known;
}

/** @throws TypeError, RangeError @internal */
export function namedOf(options: IntegrandOptions): Named[] {
  const where = "integrand";
  if (!isRecord(options)) throw wrongKind(where, "options", "{ data?, constants? }", options);
  checkKeys(where, options as Record<string, unknown>, ["data", "constants"]);
  const { data = {}, constants = {} } = options as { readonly data?: unknown; readonly constants?: unknown };
  if (!isRecord(data)) throw wrongKind(where, "data", "a record of arrays by name", data);
  if (!isRecord(constants)) throw wrongKind(where, "constants", "a record of numbers by name", constants);
  const all = [...Object.entries(data).map(([name, given]) => shaped(`data.${name}`, name, given, false)), ...Object.entries(constants).map(([name, given]) => shaped(`constants.${name}`, name, given, true))];
  for (const { name } of all) {
    if (!isName(name)) throw new RangeError(`${where}: "data" and "constants" expected names of letters, digits and _, got ${show(name)}`);
    if (name === "pi" || name === "logp" || name === "x") throw new RangeError(`${where}: "data" and "constants" expected names other than x, pi and logp, got ${show(name)}`);
    if (all.filter((one) => one.name === name).length > 1) throw new RangeError(`${where}: "constants" expected names that "data" does not have, got ${show(name)}`);
  }
  return all;
}

function shaped(label: string, name: string, given: unknown, constant: boolean): Named {
  const where = "integrand";
  if (typeof given === "number") return { name, shape: [], values: Float64Array.of(given), constant };
  if (constant) throw wrongKind(where, label, "a number", given);
  if (!isArrayLike(given)) throw wrongKind(where, label, "a number, an array of numbers, or an array of rows", given);
  const first: unknown = given[0];
  if (!isArrayLike(first)) return { name, shape: [given.length], values: dataOf(where, label, given).slice(), constant };
  const rows = Array.from<unknown>(given), width = first.length, values = new Float64Array(rows.length * width);
  rows.forEach((row, r) => {
    if (!isArrayLike(row)) throw wrongKind(where, `${label}[${r}]`, `a row of ${width} numbers`, row);
    if (row.length !== width) throw wrongValue(where, `${label}[${r}]`, `${width} numbers like row 0`, row);
    values.set(dataOf(where, `${label}[${r}]`, row), r * width);
  });
  return { name, shape: [rows.length, width], values, constant };
}

/** What an integrand sees of a distribution. @internal */
export const surroundingsOf = (own: Internals): Omit<Surroundings, "data"> => ({ columnNames: own.columnNames(), parameters: own.parameters });

/** The values of all entries of the parameters. @internal */
export function thetaOf(p: Distribution, own: Internals): Float64Array {
  const theta = new Float64Array(own.entries);
  for (const parameter of own.parameters) {
    const value = parameter.path.reduce((at: unknown, name) => (at as Record<string, unknown>)[name], p.parameters);
    for (let j = 0; j < parameter.size; j++) theta[parameter.offset + j] = typeof value === "number" ? value : ((value as ArrayLike<number>)[givenAt(parameter, j)] as number);
  }
  return theta;
}
