/**
 * Families of one number x, made of independent columns: a descriptor and the kernels of its name are all it takes.
 */
import { type Allocate, type Arena, columnBytes } from "../arena";
import { type Domain, checkKeys, checkNumbers, show } from "../check";
import { type Curve, Distribution, type Internals, type Law, type Parameter, type ShapeOf, type Support } from "../distribution";
import type { Kernels } from "../kernels";
import { LEAF } from "../random";

/** The kernels every family has, under its name, with the types of Normal's. */
type Required = "Size" | "Sample" | "LogProb" | "Terms" | "Moments";
/** Those that some lack: no ∂x on the integers, no closed distribution function. */
type Optional = "GradLogProb" | "Divergences" | "Cdf" | "Survival" | "LogCdf" | "LogSurvival" | "Quantile";
type Missing<N extends string> = { [K in Required | "Prepare"]: `${N}${K}` extends keyof Kernels ? never : `${N}${K}` }[Required | "Prepare"];
type Ill<N extends string> = {
  [K in Required | Optional]: `${N}${K}` extends keyof Kernels ? (Kernels[`${N}${K}`] extends Kernels[`normal${K}`] ? never : `${N}${K}`) : never;
}[Required | Optional];
type PrepareTakes<N extends string> = `${N}Prepare` extends keyof Kernels ? Parameters<Kernels[`${N}Prepare`]> : never;
type Numbers<D extends readonly unknown[]> = { [K in keyof D]: number };

/** A descriptor that fits the kernels: a missing or ill-typed kernel becomes the compile error that this type spells out. */
type Checked<N extends string, D extends readonly (readonly [string, Domain])[]> = [Missing<N>] extends [never]
  ? [Ill<N>] extends [never]
    ? PrepareTakes<N> extends [number, ...Numbers<D>]
      ? [number, ...Numbers<D>] extends PrepareTakes<N> ? N : `${N}Prepare takes another number of parameters`
      : `${N}Prepare takes another number of parameters`
    : `the AssemblyScript export ${Ill<N>} has other parameters than that of normal`
  : `no AssemblyScript export named ${Missing<N>}`;

/** What a family's file says of it. @internal */
export interface Descriptor<N extends string, D extends readonly (readonly [name: string, domain: Domain])[]> {
  readonly name: N & Checked<N, D>;
  /** In the order in which its kernels take and number them. */
  readonly params: D;
  readonly support: Support;
  /** The standard numbers of which `sample` makes draws. */
  readonly noise: "words" | "uniforms" | "exponentials" | "normals";
}

/** Parameters as users give them: a number is shared by all columns, an array has one for each. */
export type Given<Names extends string> = { readonly [K in Names]: number | ArrayLike<number> };

type Family<Names extends string> = <const P extends Given<Names>>(parameters: P) => Distribution<{ [K in Names]: ShapeOf<P>[K] }>;

/** The kernels of one family in one arena. */
type FamilyKernels = { [K in Required]: Kernels[`normal${K}`] } & { [K in Optional]?: Kernels[`normal${K}`] } & { Prepare: (record: number, ...values: number[]) => void };

const OPTIONAL_OF: Readonly<Record<string, Optional>> = {
  gradLogProb: "GradLogProb", flowDivergence: "Divergences", cdf: "Cdf", survival: "Survival", logCdf: "LogCdf", logSurvival: "LogSurvival", quantile: "Quantile",
};

/** A family's public function, from its descriptor. @internal */
export function define<const N extends string, const D extends readonly (readonly [string, Domain])[]>(descriptor: Descriptor<N, D>): Family<D[number][0]> {
  const { name, params, support, noise } = descriptor as Descriptor<string, D>;
  const names = params.map(([param]) => param), prefix = `${name}`;
  const kernelsOf = (arena: Arena): FamilyKernels => {
    const all = arena.kernels as unknown as Record<string, FamilyKernels[keyof FamilyKernels]>;
    const of = (operation: string) => all[`${prefix}${operation}`];
    return Object.fromEntries(
      ["Size", "Prepare", "Sample", "LogProb", "Terms", "Moments", ...Object.values(OPTIONAL_OF)].map((operation) => [operation, of(operation)]),
    ) as unknown as FamilyKernels;
  };
  const cache = new WeakMap<Arena, FamilyKernels>();

  return (given) => {
    if (typeof given !== "object" || given === null) throw new TypeError(`${name}: expected { ${names.join(", ")} }, got ${show(given)}`);
    checkKeys(name, given, names);
    const values = params.map(([param, domain]) => checkNumbers(name, param, (given as Record<string, unknown>)[param], domain));
    const columns = columnsOf(name, names, values);
    const parameters: Parameter[] = [];
    let entries = 0;
    values.forEach((value, k) => {
      const scalar = typeof value === "number", size = scalar ? 1 : columns, param = names[k] as string;
      parameters.push({ path: [param], offset: entries, size, scalar });
      entries += size;
    });
    const entryOf = (k: number, column: number): number => { const p = parameters[k] as Parameter; return p.size > 1 ? p.offset + column : p.offset; };
    const own: Internals = {
      parameters,
      entries,
      columns,
      columnNames: () => numbered(columns),
      supports: new Array<Support>(columns).fill(support),
      lacks: (operation) => {
        const optional = OPTIONAL_OF[operation];
        return optional && support === "count" && operation === "gradLogProb" ? "a distribution on the integers has no ∂x log p" : undefined;
      },
      ownColumn: (p) => !p.scalar || columns === 1,
      parts: (p) => (p.size === columns ? 1 : columns),
      layout: (allocate: Allocate) => {
        const records = allocate(columns * RECORD_BYTES), scratch = allocate(2 * params.length * columnBytes(LEAF));
        return (arena) => {
          let kernels = cache.get(arena);
          if (!kernels) cache.set(arena, (kernels = kernelsOf(arena)));
          return new ColumnsLaw(arena, kernels, noise, columns, values, entryOf, records, scratch);
        };
      },
    };
    return new Distribution(name, Object.fromEntries(names.map((param, k) => [param, values[k] as number | Float64Array])), own) as never;
  };
}

/** Bytes kept for the prepared constants of one column; families say their size, and a test compares. */
export const RECORD_BYTES = 256;

/** Independent columns of one family. */
class ColumnsLaw implements Law {
  constructor(
    private readonly arena: Arena,
    private readonly kernels: FamilyKernels,
    private readonly noise: "words" | "uniforms" | "exponentials" | "normals",
    private readonly columns: number,
    private readonly values: readonly (number | Float64Array)[],
    private readonly entryOf: (k: number, column: number) => number,
    private readonly records: number,
    private readonly scratch: number,
  ) {
    for (let d = 0; d < columns; d++) {
      const at = (k: number): number => { const value = values[k]; return typeof value === "number" ? value : ((value as Float64Array)[d] as number); };
      switch (values.length) {
        case 1: kernels.Prepare(this.record(d), at(0)); break;
        case 2: kernels.Prepare(this.record(d), at(0), at(1)); break;
        default: kernels.Prepare(this.record(d), ...values.map((_, k) => at(k)));
      }
    }
  }

  private record(column: number): number { return this.records + column * RECORD_BYTES; }

  draw(x: number, stride: number, n: number, place: number, column: number): void {
    const noise = this.arena.kernels[this.noise], { Sample } = this.kernels;
    for (let d = 0; d < this.columns; d++) {
      const out = x + d * stride;
      noise(out, n, place, column + d);
      Sample(out, out, n, this.record(d));
    }
  }

  logProb(x: number, stride: number, n: number, out: number): void {
    this.kernels.LogProb(x, out, n, this.record(0));
    for (let d = 1; d < this.columns; d++) {
      this.kernels.LogProb(x + d * stride, this.scratch, n, this.record(d));
      this.arena.kernels.columnAddScaled(1, this.scratch, out, n);
    }
  }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    for (let d = 0; d < this.columns; d++) this.kernels.GradLogProb?.(x + d * stride, out + d * outStride, n, this.record(d));
  }

  terms(x: number, stride: number, n: number, visit: (entry: number, score: number, column: number, flow: number) => void): void {
    const bytes = columnBytes(n);
    for (let d = 0; d < this.columns; d++) {
      this.kernels.Terms(x + d * stride, this.scratch, n, this.record(d));
      for (let k = 0; k < this.values.length; k++) visit(this.entryOf(k, d), this.scratch + 2 * k * bytes, d, this.scratch + (2 * k + 1) * bytes);
    }
  }

  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    const bytes = columnBytes(n);
    for (let d = 0; d < this.columns; d++) {
      this.kernels.Divergences?.(x + d * stride, this.scratch, n, this.record(d));
      for (let k = 0; k < this.values.length; k++) visit(this.entryOf(k, d), this.scratch + k * bytes);
    }
  }

  curve(curve: Curve, x: number, stride: number, n: number, out: number, outStride: number): void {
    const kernel = this.kernels[OPTIONAL_OF[curve] as "Cdf"];
    for (let d = 0; d < this.columns; d++) kernel?.(x + d * stride, out + d * outStride, n, this.record(d));
  }

  moments(mean: Float64Array, variance: Float64Array): number {
    let entropy = 0;
    for (let d = 0; d < this.columns; d++) {
      this.kernels.Moments(this.record(d), this.scratch);
      const at = this.scratch / 8;
      mean[d] = this.arena.f64[at] as number;
      variance[d] = this.arena.f64[at + 1] as number;
      entropy += this.arena.f64[at + 2] as number;
    }
    return entropy;
  }
}

/** The common length of the arrays among the parameters; 1 if there is none. @throws RangeError @internal */
export function columnsOf(where: string, names: readonly string[], values: readonly (number | Float64Array)[]): number {
  let columns = 0, first = "";
  values.forEach((value, k) => {
    if (typeof value === "number") return;
    if (columns === 0) [columns, first] = [value.length, names[k] as string];
    else if (value.length !== columns) throw new RangeError(`${where}: "${names[k]}" expected ${columns} numbers, as many as "${first}", got ${value.length}`);
  });
  if (columns > MOST_COLUMNS) throw new RangeError(`${where}: "${first}" expected at most ${MOST_COLUMNS} columns, got ${columns}`);
  return columns || 1;
}

/** Of one distribution: beyond, not even one leaf of samples fits into linear memory. @internal */
export const MOST_COLUMNS = 2 ** 19;

/** x0, x1 … @internal */
export const numbered = (columns: number): string[] => Array.from({ length: columns }, (_, d) => `x${d}`);
