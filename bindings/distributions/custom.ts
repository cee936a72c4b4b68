import { type Allocate, Arena, columnBytes } from "../arena";
import { columnCost } from "../cost";
import { checkInteger, checkKeys, checkNumbers, isRecord, wrongKind, wrongValue } from "../check";
import { NO_PAIR } from "../coupled/coupling";
import { Distribution, type Internals, type Law, type Parameter, SUPPORTS, type ShapeOf, type Support, type VisitTerms } from "../distribution";
import { fill } from "../fill";
import type { Block } from "../integrand/block";
import { LEAF } from "../random";
import { MOST_COLUMNS, numbered } from "./define";

/** Columns for each entry of a parameter. */
export type ByEntry<P> = { readonly [K in keyof P]: Block };
/** For each entry of a parameter a column for each column of x. */
export type ByEntryAndColumn<P> = { readonly [K in keyof P]: readonly Block[] };

/** A user's own family. All functions work on blocks of columns: x[d][i] in, columns out, lent for the call; outs start as zeros. */
export interface CustomFamily<P> {
  /** Number of columns D; 1 if absent. */
  readonly columns?: number;
  /** What the columns hold; "real" if absent. */
  readonly support?: Support | readonly Support[];
  /** What `sample` makes draws of, a column for each column of x: "uniforms" in (0, 1) if absent. */
  readonly noise?: "uniforms" | "exponentials" | "normals";
  /** out[d][i] = a draw, from noise[d][i]. */
  readonly sample: (noise: Block, out: Block) => void;
  /** out[i] = log p of row i; −Infinity outside the support. */
  readonly logProb: (x: Block, out: Float64Array) => void;
  /** out[d][i] = ∂log p/∂x_d */
  readonly gradLogProb?: (x: Block, out: Block) => void;
  /** Values of the parameters by which to differentiate. */
  readonly params?: P;
  /** out.name[j][i] = ∂log p/∂θ_j, j the entry (0 of a number). */
  readonly score?: (x: Block, out: ByEntry<P>) => void;
  /** out.name[j][d][i] = u_d of entry j, a flow with ∇·(p·u) = −∂p/∂θ_j that vanishes at the ends of the support. */
  readonly flow?: (x: Block, out: ByEntryAndColumn<P>) => void;
  /** out.name[j][i] = ∇·u of entry j. */
  readonly flowDivergence?: (x: Block, out: ByEntry<P>) => void;
  /** out[0][i] = P(X ≤ x), of one column. */
  readonly cdf?: (x: Block, out: Block) => void;
  /** out.name[j][i] = ∂P(X ≤ x)/∂θ_j, of one column: then the flow is −∂θF/p (Parmas & Sugiyama 2021, Eq. 12), where there is no `flow`. */
  readonly cdfScore?: (x: Block, out: ByEntry<P>) => void;
  /** Names the family in saved states; without it the source text does. */
  readonly id?: string;
}

const FUNCTIONS = ["sample", "logProb", "gradLogProb", "score", "flow", "flowDivergence", "cdf", "cdfScore"] as const;
const KEYS = ["columns", "support", "noise", ...FUNCTIONS, "params", "id"];
const NOISES: readonly unknown[] = ["uniforms", "exponentials", "normals"];

/**
 * A distribution of the user's own, in JavaScript: everything that takes a distribution accepts it. What is missing limits what can be
 * asked: LR needs `score`, RP `flow`, a field `gradLogProb`. Its bits are those of the functions it is made of.
 *
 * @throws TypeError, RangeError if the description does not fit.
 *
 * @example
 * ```js
 * const p = custom({
 *   support: "positive",
 *   params: { rate: 2 },
 *   sample: ([u], [out]) => { for (let i = 0; i < u.length; i++) out[i] = -Math.log(u[i]) / 2; },
 *   logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = x[i] < 0 ? -Infinity : Math.log(2) - 2 * x[i]; },
 *   score: ([x], { rate: [out] }) => { for (let i = 0; i < out.length; i++) out[i] = 1 / 2 - x[i]; },
 * });
 * console.log(p.score(1)); // { rate: -0.5 }
 * ```
 */
export function custom<const P extends { readonly [name: string]: number | ArrayLike<number> } = Record<never, never>>(family: CustomFamily<P>): Distribution<ShapeOf<P>> {
  const where = "custom";
  if (!isRecord(family)) throw wrongKind(where, "family", "{ sample, logProb, … }", family);
  checkKeys(where, family, KEYS);
  const { noise = "uniforms", params = {} as P } = family, columns = checkInteger(where, "columns", family.columns ?? 1, 1, MOST_COLUMNS);
  for (const name of FUNCTIONS) {
    const value = family[name];
    if (value === undefined ? name === "sample" || name === "logProb" : typeof value !== "function") throw wrongKind(where, name, "a function on blocks", value);
  }
  for (const name of ["cdf", "cdfScore"] as const) if (family[name] && columns > 1) throw wrongValue(where, name, "one column", columns);
  if (!NOISES.includes(noise)) throw wrongValue(where, "noise", NOISES.join(" or "), noise);
  const given = family.support ?? "real", supports = Array.isArray(given) ? (given as Support[]).slice() : Array.from({ length: columns }, () => given as Support);
  if (supports.length !== columns) throw wrongValue(where, "support", `one for each of ${columns} columns`, given);
  for (const support of supports) if (!SUPPORTS.includes(support)) throw wrongValue(where, "support", SUPPORTS.join(", "), support);
  if (!isRecord(params)) throw wrongKind(where, "params", "a record of numbers and arrays", params);
  let entries = 0;
  const values = Object.entries(params).map(([name, value]) => [name, checkNumbers(where, `params.${name}`, value, "real")] as const);
  const parameters = values.map(([name, value]): Parameter => {
    const size = typeof value === "number" ? 1 : value.length, p = { path: [name], offset: entries, size, scalar: typeof value === "number" };
    entries += size;
    return p;
  });
  const reasons: Readonly<Record<string, string>> = { moments: "a custom family has no mean, variance or entropy of its own", polynomials: "a custom family has no classical orthogonal polynomials" };
  const own: Internals = {
    parameters, entries, supports,
    columns,
    measures: new Array<undefined>(columns).fill(undefined),
    columnNames: () => numbered(columns),
    lacks: (operation) => {
      const needed = operation as keyof CustomFamily<P>;
      if (operation === "cdf" && family.cdf) return undefined;
      if (["cdf", "survival", "logCdf", "logSurvival", "quantile"].includes(operation)) return "a custom family has no distribution function";
      if (operation === "mirror") return "a custom family has no quantiles";
      if (operation === "flow" && family.cdfScore) return undefined;
      if (operation === "flowDivergence" && family.cdfScore && !family.flow && family.score && family.gradLogProb) return undefined;
      return reasons[operation] ?? ((FUNCTIONS as readonly string[]).includes(operation) && entries + Number(operation === "gradLogProb") > 0 && family[needed] === undefined ? `it was made without ${operation}` : undefined);
    },
    coupling: () => NO_PAIR,
    ownColumn: () => false,
    // how dear its functions are nobody knows: some nanoseconds for each number that they fill
    cost: columnCost({ draw: (2 + SLOT) * columns, quantile: (3 + SLOT) * columns, logProb: 2 * SLOT, slopes: SLOT * columns, scores: SLOT * entries, flows: SLOT * entries * (1 + columns) }),
    parts: () => (family.flow || family.cdfScore ? 2 : 1), // the score comes apart from the flow
    layout: (allocate: Allocate) => {
      const at = { noise: allocate(columns * STRIDE), out: allocate(Math.max(columns, entries * columns, entries) * STRIDE), density: allocate(STRIDE), record: allocate(noise === "exponentials" ? Arena.kernels().exponentialSize() : 0) };
      return (arena) => new CustomLaw(arena, family as CustomFamily<unknown>, parameters, columns, noise, at);
    },
  };
  return new CustomDistribution("custom", Object.fromEntries(values), own, family as CustomFamily<unknown>) as never;
}

/** Carries what names it beside its parameters. */
class CustomDistribution extends Distribution {
  /** The `id` that was given, or the source text. */
  readonly id: string;

  constructor(name: string, parameters: Record<string, number | Float64Array>, own: Internals, family: CustomFamily<unknown>) {
    super(name, parameters, own);
    this.id = family.id ?? FUNCTIONS.map((key) => String(family[key])).join("\n");
  }
}

const STRIDE = columnBytes(LEAF);
/** What a function of the user's is taken to need for a number, in nanoseconds. */
const SLOT = 5;

interface Addresses { readonly noise: number; readonly out: number; readonly density: number; readonly record: number }

class CustomLaw implements Law {
  constructor(
    private readonly arena: Arena,
    private readonly family: CustomFamily<unknown>,
    private readonly parameters: readonly Parameter[],
    private readonly columns: number,
    private readonly noise: "uniforms" | "exponentials" | "normals",
    private readonly at: Addresses,
  ) {}

  draw(x: number, stride: number, n: number, place: number, column: number): void {
    const noise = this.arena.kernels[this.noise];
    for (let d = 0; d < this.columns; d++) noise(this.at.noise + d * STRIDE, n, place, column + d);
    this.#sample(x, stride, n);
  }

  /** The uniforms become the noise that `sample` takes: how draws follow them is the user's. */
  fromUniforms(x: number, stride: number, n: number): void {
    const { kernels } = this.arena, { noise, record } = this.at;
    if (this.noise === "exponentials") kernels.exponentialPrepare(record, 1);
    for (let d = 0; d < this.columns; d++) {
      const from = x + d * stride, to = noise + d * STRIDE;
      if (this.noise === "normals") kernels.normalsOfUniforms(from, to, n);
      else if (this.noise === "exponentials") kernels.exponentialQuantile(from, to, n, record);
      else kernels.columnCopy(from, to, n);
    }
    this.#sample(x, stride, n);
  }

  #sample(x: number, stride: number, n: number): void {
    const columns = this.#views(x, stride, this.columns, n);
    for (const column of columns) column.fill(0);
    fill("custom", "sample", columns, () => this.family.sample(this.#views(this.at.noise, STRIDE, this.columns, n), columns));
  }

  logProb(x: number, stride: number, n: number, out: number): void {
    const column = this.arena.column(out, n).fill(0);
    fill("custom", "logProb", [column], () => this.family.logProb(this.#views(x, stride, this.columns, n), column));
    this.arena.kernels.columnPad(out, n);
  }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    const columns = this.#views(out, outStride, this.columns, n);
    for (const column of columns) column.fill(0);
    fill("custom", "gradLogProb", columns, () => this.family.gradLogProb?.(this.#views(x, stride, this.columns, n), columns));
    for (let d = 0; d < this.columns; d++) this.arena.kernels.columnPad(out + d * outStride, n);
  }

  terms(x: number, stride: number, n: number, flows: boolean, _logs: number, visit: VisitTerms): void {
    const { out } = this.at, { columns } = this, rows = this.#views(x, stride, columns, n);
    if (this.family.score) {
      this.family.score(rows, this.#byEntry(n) as never);
      this.#each((entry) => {
        this.arena.kernels.columnPad(out + entry * STRIDE, n);
        visit(entry, out + entry * STRIDE, 0, 0);
      });
    }
    if (!flows) return;
    if (!this.family.flow) return this.#cdfFlow(x, stride, n, (entry, flow) => visit(entry, 0, 0, flow));
    this.family.flow(rows, this.#byEntryAndColumn(n) as never);
    this.#each((entry) => {
      for (let d = 0; d < columns; d++) {
        const flow = out + (entry * columns + d) * STRIDE;
        this.arena.kernels.columnPad(flow, n);
        visit(entry, 0, d, flow);
      }
    });
  }

  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    const rows = this.#views(x, stride, this.columns, n), { family, at: { out, noise } } = this, { kernels } = this.arena;
    if (family.flow || !family.cdfScore) {
      family.flowDivergence?.(rows, this.#byEntry(n) as never);
      this.#each((entry) => visit(entry, out + entry * STRIDE));
      return;
    }
    // ∇·u = −score − u·∂x log p
    this.gradLogProb(x, stride, n, noise, STRIDE);
    this.#cdfFlow(x, stride, n, (entry, flow) => {
      kernels.columnMultiply(flow, noise, flow, n);
      kernels.transformAffine(flow, flow, n, 0, -1);
      visit(entry, flow);
    });
    family.score?.(rows, this.#byEntry(n) as never);
    this.#each((entry) => {
      kernels.transformAffine(out + entry * STRIDE, out + entry * STRIDE, n, 0, -1);
      visit(entry, out + entry * STRIDE);
    });
  }

  /** u = −∂θF/p */
  #cdfFlow(x: number, stride: number, n: number, visit: (entry: number, flow: number) => void): void {
    const { family, at: { out, density } } = this, { kernels } = this.arena;
    if (!family.cdfScore) return;
    family.cdfScore(this.#views(x, stride, this.columns, n), this.#byEntry(n) as never);
    this.logProb(x, stride, n, density);
    kernels.transformAffine(density, density, n, 0, -1);
    kernels.vectorExp(density, density, n);
    this.#each((entry) => {
      const flow = out + entry * STRIDE;
      kernels.columnPad(flow, n);
      kernels.columnMultiply(flow, density, flow, n);
      kernels.transformAffine(flow, flow, n, 0, -1);
      visit(entry, flow);
    });
  }

  curve(_curve: unknown, x: number, stride: number, n: number, out: number, outStride: number): void {
    this.family.cdf?.(this.#views(x, stride, 1, n), this.#views(out, outStride, 1, n));
  }

  moments(): number { return Number.NaN; }

  #each(body: (entry: number) => void): void { for (const p of this.parameters) for (let j = 0; j < p.size; j++) body(p.offset + j); }

  #views(from: number, stride: number, count: number, n: number): Float64Array[] {
    return this.arena.columns(from, stride, count, n);
  }

  #byEntry(n: number): unknown {
    return Object.fromEntries(this.parameters.map(({ path: [name], offset, size }) => [name, this.#views(this.at.out + offset * STRIDE, STRIDE, size, n).map((column) => column.fill(0))]));
  }

  #byEntryAndColumn(n: number): unknown {
    const { columns } = this, of = (entry: number): Float64Array[] => this.#views(this.at.out + entry * columns * STRIDE, STRIDE, columns, n).map((column) => column.fill(0));
    return Object.fromEntries(this.parameters.map(({ path: [name], offset, size }) => [name, Array.from({ length: size }, (_, j) => of(offset + j))]));
  }
}
