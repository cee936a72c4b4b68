/**
 * Families of one number x, made of independent columns: a descriptor and the kernels of its name are all it takes.
 */
import { type Allocate, Arena, columnBytes } from "../arena";
import { type LawCost, columnCost, sumOfCosts } from "../cost";
import { type Domain, checkKeys, checkNumbers, show, wrongValue } from "../check";
import { type CouplingForm, type CouplingSource, NO_PAIR, NO_RADIUS } from "../coupled/coupling";
import { type Coupled, type PairColumn, drawPair, pairBytes } from "../coupled/pairs";
import { type Across, type Curve, Distribution, type End, type Internals, type Law, type Parameter, type ShapeOf, type Support, parameterOf } from "../distribution";
import { type ColumnFlow, columnFlow } from "../flows/column";
import type { FlowSource } from "../flows/source";
import type { Kernels } from "../kernels";
import { NO_POLYNOMIALS, recordOf, type Recurrence, RECURRENCE_BYTES } from "../polynomials";
import { piecewise } from "../proposals/pieces";
import { logsOfDraws } from "../logs";
import { tabulated } from "../proposals/table";
import type { TiltKind, TiltSource } from "../proposals/tilt";
import { LEAF } from "../random";

/** The kernels every family has, under its name, with the types of Normal's. */
type Required = "Size" | "Sample" | "LogProb" | "Terms" | "Moments";
/** Those that some lack: no ∂x on the integers, no closed distribution function. */
type Optional = "GradLogProb" | "Divergences" | "Cdf" | "Survival" | "LogCdf" | "LogSurvival" | "Quantile";
/** Scores alone, where flows are dear; and the kernels of deep families, which write and read logarithms of draws (see `Law.draw`). */
interface More {
  readonly Scores: (x: number, out: number, n: number, record: number) => void;
  readonly SampleDeep: (noise: number, out: number, logs: number, stride: number, n: number, record: number) => void;
  readonly LogProbDeep: (x: number, logs: number, stride: number, out: number, n: number, record: number) => void;
  readonly ScoresDeep: (x: number, logs: number, stride: number, out: number, n: number, record: number) => void;
  readonly TermsDeep: (x: number, logs: number, stride: number, out: number, n: number, record: number) => void;
}
type Missing<N extends string> = { [K in Required | "Prepare"]: `${N}${K}` extends keyof Kernels ? never : `${N}${K}` }[Required | "Prepare"];
type Ill<N extends string> = {
  [K in Required | Optional]: `${N}${K}` extends keyof Kernels ? (Kernels[`${N}${K}`] extends Kernels[`normal${K}`] ? never : `${N}${K}`) : never;
}[Required | Optional] | {
  [K in keyof More]: `${N}${K}` extends keyof Kernels ? (Kernels[`${N}${K}`] extends More[K] ? never : `${N}${K}`) : never;
}[keyof More];
/** Where a parameter may be given in another form, `Prepare` takes one more number: 0 for the first form, 1 for the other. */
type PrepareTakes<N extends string> = `${N}Prepare` extends keyof Kernels ? Parameters<Kernels[`${N}Prepare`]> : never;
type Numbers<D extends readonly unknown[]> = { [K in keyof D]: number };
type Taken<D extends readonly unknown[], Other extends string> = [Other] extends [never] ? [number, ...Numbers<D>] : [number, ...Numbers<D>, number];

/** A descriptor that fits the kernels: a missing or ill-typed kernel becomes the compile error that this type spells out. */
type Checked<N extends string, D extends readonly (readonly [string, Domain])[], Other extends string> = [Missing<N>] extends [never]
  ? [Ill<N>] extends [never]
    ? PrepareTakes<N> extends Taken<D, Other>
      ? Taken<D, Other> extends PrepareTakes<N> ? N : `${N}Prepare takes another number of parameters`
      : `${N}Prepare takes another number of parameters`
    : `the AssemblyScript export ${Ill<N>} has other parameters than that of normal`
  : `no AssemblyScript export named ${Missing<N>}`;

/** Kernels that make numbers of words. */
type NoiseKernel = { [K in keyof Kernels]: Kernels[K] extends (words: number, out: number, n: number) => void ? (Parameters<Kernels[K]>["length"] extends 3 ? K : never) : never }[keyof Kernels];

/** What a family's file says of it. @internal */
export interface Descriptor<N extends string, D extends readonly (readonly [name: string, domain: Domain])[], Constant extends string, Other extends string> {
  readonly name: N & Checked<N, D, Other>;
  /** In the order in which its kernels take them; scores and flows are numbered in this order too, constants left out. */
  readonly params: D;
  /** Parameters that have no score and no flow. */
  readonly constants?: readonly (Constant & D[number][0])[];
  /** Parameters that move an end of the support, where LR is biased, by 1. */
  readonly moving?: { readonly [K in D[number][0]]?: "lower" | "upper" | "both" };
  /**
   * Tilts of a parameter: kernels that make of words the noise of which `sample` makes the tilt's draws, and the Fisher information of a column's
   * parameters.
   */
  readonly tilts?: { readonly [K in D[number][0]]?: { readonly slice: NoiseKernel; readonly fisher?: NoiseKernel; readonly information?: (values: Readonly<Record<D[number][0], number>>) => number } };
  /** Of a parameter, in the form in which it was given, the pair of densities whose difference is in proportion to ∂p: see coupled/pairs.ts. */
  readonly coupled?: { readonly [K in D[number][0] | NoInfer<Other>]?: Coupled<Readonly<Record<D[number][0], number>>> };
  /** The orthogonal polynomials of a column, from its parameters, in the form in which they were given, its mean and its variance; undefined where there is none. */
  readonly orthogonal?: (values: Readonly<Record<D[number][0], number>>, mean: number, variance: number) => Recurrence | undefined;
  /** A column's parameters for tails about so many times as wide; none if absent. */
  readonly wider?: (values: Readonly<Record<D[number][0], number>>, factor: number) => Readonly<Record<string, number>>;
  /** The family of those, if it is another one. */
  widerFamily?(given: object): Distribution;
  /** Other flows of a parameter by their names: a formula of x and of constants that are made of a column's parameters, or why it has none. */
  readonly flows?: { readonly [name: string]: { readonly [K in D[number][0]]?: (values: Readonly<Record<D[number][0], number>>) => ColumnFlow | string } };
  /** Between two parameters, in every column. */
  readonly order?: readonly (readonly [D[number][0], "<" | "≤", D[number][0]])[];
  /** What is wrong with the parameters of a column taken together: one of them, and what is expected of it. */
  readonly refuses?: (values: Readonly<Record<D[number][0], number>>) => readonly [D[number][0], string] | undefined;
  /** Another form of the last parameter: its name and domain. Its score and flow are by what was given. */
  readonly otherwise?: readonly [Other, Domain];
  /** Of a "count": the largest integer, or the parameter that is it; none if absent. */
  readonly last?: number | D[number][0];
  /** Where one of these parameters is below the number beside it, draws may round to an end of the support: runs use the deep kernels. */
  readonly deep?: readonly (readonly [D[number][0], number])[];
  /** The parameter about which the family is symmetric. */
  readonly symmetric?: D[number][0];
  readonly support: Support;
  /** Draws do not rise with their noise. */
  readonly folded?: true;
  /** What a column costs, in nanoseconds, where that is not what columns usually cost. */
  readonly cost?: Partial<LawCost> | ((values: Readonly<Record<D[number][0], number>>) => Partial<LawCost>);
  /** The standard numbers of which `sample` makes draws. */
  readonly noise: "words" | "uniforms" | "exponentials" | "normals";
}

/** Parameters as users give them: a number is shared by all columns, an array has one for each. */
export type Given<Names extends string> = { readonly [K in Names]: number | ArrayLike<number> };
/** The same, with one of them in its other form. */
type GivenOtherwise<Names extends string, Last extends string, Other extends string> = [Other] extends [never] ? never : Given<Exclude<Names, Last> | Other>;
type LastOf<D extends readonly (readonly [string, Domain])[]> = D extends readonly [...unknown[], readonly [infer L extends string, Domain]] ? L : never;

type Family<Names extends string, Last extends string, Constant extends string, Other extends string> =
  <const P extends Given<Names> | GivenOtherwise<Names, Last, Other>>(parameters: P) =>
    Distribution<{ [K in keyof P & Exclude<Names | Other, Constant>]: ShapeOf<P>[K] }, { readonly [K in keyof P & Constant]: ShapeOf<P>[K] }>;

/** The kernels of one family in one arena. */
type FamilyKernels = { [K in Required]: Kernels[`normal${K}`] } & { [K in Optional]?: Kernels[`normal${K}`] } & Partial<More> & { Prepare: (record: number, ...values: number[]) => void };

const OPTIONAL_OF: Readonly<Record<string, Optional>> = {
  gradLogProb: "GradLogProb", flowDivergence: "Divergences", cdf: "Cdf", survival: "Survival", logCdf: "LogCdf", logSurvival: "LogSurvival", quantile: "Quantile",
};

/** A family's public function, from its descriptor. @internal */
export function define<const N extends string, const D extends readonly (readonly [string, Domain])[], const Constant extends string = never, const Other extends string = never>(
  descriptor: Descriptor<N, D, Constant, Other>,
): Family<D[number][0], LastOf<D>, Constant, Other> {
  const facts: FamilyFacts = { ...(descriptor as Facts), kernels: new WeakMap(), make: (given) => family(given) }, { name, params, otherwise } = facts;
  const forms = [params, ...(otherwise ? [[...params.slice(0, -1), otherwise]] : [])], names = forms.map((form) => form.map(([param]) => param)), keys = [...new Set(names.flat())];
  const family = (given: object): Distribution => {
    if (typeof given !== "object" || given === null) throw new TypeError(`${name}: expected { ${names.map((form) => form.join(", ")).join(" } or { ")} }, got ${show(given)}`);
    checkKeys(name, given, keys);
    const which = otherwise && Object.hasOwn(given, otherwise[0]) ? 1 : 0, form = forms[which] as Facts["params"];
    if (which && Object.hasOwn(given, params.at(-1)?.[0] as string)) throw new TypeError(`${name}: expected one of "${params.at(-1)?.[0]}" and "${otherwise?.[0]}", got both`);
    const values: (number | Float64Array)[] = [], parameters: Record<string, number | Float64Array> = {};
    for (const [param, domain] of form) values.push((parameters[param] = checkNumbers(name, param, (given as Record<string, unknown>)[param], domain)));
    return new Distribution(name, parameters, new IndependentColumns(facts, names[which] as string[], values, which));
  };
  return family as never;
}

/** What a descriptor says, types aside. */
type Facts = {
  readonly name: string;
  readonly params: readonly (readonly [string, Domain])[];
  readonly constants?: readonly string[];
  readonly moving?: Readonly<Record<string, "lower" | "upper" | "both">>;
  readonly tilts?: Readonly<Record<string, { readonly slice: NoiseKernel; readonly fisher?: NoiseKernel; readonly information?: (values: Readonly<Record<string, number>>) => number }>>;
  readonly coupled?: Readonly<Record<string, Coupled>>;
  readonly orthogonal?: (values: Readonly<Record<string, number>>, mean: number, variance: number) => Recurrence | undefined;
  readonly wider?: (values: Readonly<Record<string, number>>, factor: number) => Readonly<Record<string, number>>;
  widerFamily?(given: object): Distribution;
  readonly flows?: Readonly<Record<string, Readonly<Record<string, (values: Readonly<Record<string, number>>) => ColumnFlow | string>>>>;
  readonly order?: readonly (readonly [string, "<" | "≤", string])[];
  readonly refuses?: (values: Readonly<Record<string, number>>) => readonly [string, string] | undefined;
  readonly otherwise?: readonly [string, Domain];
  readonly last?: number | string;
  readonly deep?: readonly (readonly [string, number])[];
  readonly symmetric?: string;
  readonly folded?: true;
  readonly cost?: Partial<LawCost> | ((values: Readonly<Record<string, number>>) => Partial<LawCost>);
  readonly support: Support;
  readonly noise: "words" | "uniforms" | "exponentials" | "normals";
};

/** The same, and the kernels found for it. */
interface FamilyFacts extends Facts {
  readonly kernels: WeakMap<Arena, FamilyKernels>;
  readonly make: (given: object) => Distribution;
}

function kernelsOf({ name, kernels }: FamilyFacts, arena: Arena): FamilyKernels {
  let found = kernels.get(arena);
  if (!found) {
    const all = arena.kernels as unknown as Record<string, FamilyKernels[keyof FamilyKernels]>;
    found = Object.fromEntries(
      ["Size", "Prepare", "Sample", "LogProb", "Terms", "Scores", "SampleDeep", "LogProbDeep", "ScoresDeep", "TermsDeep", "Moments", ...Object.values(OPTIONAL_OF)].map((operation) => [operation, all[`${name}${operation}`]]),
    ) as unknown as FamilyKernels;
    kernels.set(arena, found);
  }
  return found;
}

class IndependentColumns implements Internals {
  readonly columns: number;
  readonly parameters: readonly Parameter[];
  readonly entries: number;
  readonly supports: readonly Support[];

  /** `which`: the form in which the last parameter was given. */
  constructor(private readonly family: FamilyFacts, private readonly names: readonly string[], private readonly values: readonly (number | Float64Array)[], private readonly which: number) {
    const columns = columnsOf(family.name, names, values), parameters: Parameter[] = [], supports: Support[] = [];
    let entries = 0;
    for (let k = 0; k < values.length; k++) {
      const name = names[k] as string, scalar = typeof values[k] === "number", size = scalar ? 1 : columns;
      if (family.constants?.includes(name)) continue;
      const [, domain] = which && k === values.length - 1 ? (family.otherwise as readonly [string, Domain]) : (family.params[k] as readonly [string, Domain]);
      parameters.push({ path: [name], offset: entries, size, scalar, domain, ...(family.moving?.[name] && { moves: true }), ...(domain === "share" && edgeOf(name, Array.from({ length: columns }, (_, d) => (this.last(d) ? valueAt(values[k], d) : NaN)))), ...(family.order && { order: family.order }) });
      entries += size;
    }
    for (const [a, relation, b] of family.order ?? []) this.#ordered(a, relation, b, columns);
    for (let d = 0; family.refuses && d < columns; d++) {
      const wrong = family.refuses(this.#column(d));
      if (wrong) throw wrongValue(family.name, this.#label(wrong[0], d), wrong[1], valueAt(values[names.indexOf(wrong[0])], d));
    }
    for (let d = 0; d < columns; d++) supports.push(family.support);
    this.columns = columns;
    this.parameters = parameters;
    this.entries = entries;
    this.supports = supports;
  }

  #label(name: string, column: number): string { return typeof this.values[this.names.indexOf(name)] === "number" ? name : `${name}[${column}]`; }

  /** @throws RangeError */
  #ordered(a: string, relation: "<" | "≤", b: string, columns: number): void {
    const x = this.values[this.names.indexOf(a)], y = this.values[this.names.indexOf(b)];
    for (let d = 0; d < columns; d++) {
      const low = valueAt(x, d), high = valueAt(y, d);
      if (!(relation === "<" ? low < high : low <= high)) throw wrongValue(this.family.name, this.#label(b, d), `a number ${relation === "<" ? ">" : "≥"} ${a} = ${low}`, high);
    }
  }

  /** log |x|, on the unit interval log x and log(1 − x). */
  get logs(): string | undefined { return this.family.support === "count" ? undefined : this.family.support === "unit" ? "unit" : "size"; }
  get ends(): boolean { return this.family.deep !== undefined && (this.family.support === "positive" || this.family.support === "unit"); }
  get deep(): boolean {
    return (this.family.deep ?? []).some(([name, limit]) => {
      const value = this.values[this.names.indexOf(name)] as number | Float64Array;
      return typeof value === "number" ? value < limit : value.some((v) => v < limit);
    });
  }

  get cost(): LawCost { return (this.#cost ??= this.#costs()); }
  #cost: LawCost | undefined;
  #costs(): LawCost {
    const { cost } = this.family;
    if (typeof cost !== "function") return sumOfCosts([[this.columns, columnCost(cost)]]);
    return sumOfCosts(Array.from({ length: this.columns }, (_, d) => [1, columnCost(cost(this.#column(d)))]));
  }

  columnNames(): string[] { return numbered(this.columns); }
  ownColumn(p: Parameter): boolean { return !p.scalar || this.columns === 1; }
  parts(p: Parameter): number { return p.size === this.columns ? 1 : this.columns; }

  last(column: number): number {
    const { last = Infinity } = this.family;
    return typeof last === "number" ? last : valueAt(this.values[this.names.indexOf(last)], column);
  }

  lacks(operation: string): string | undefined {
    if (operation === "polynomials") return this.family.orthogonal ? undefined : NO_POLYNOMIALS;
    const integers = this.family.support === "count";
    if (operation === "gradLogProb" && integers) return "a distribution on the integers has no ∂x log p";
    if (operation === "mirror" && integers) return ON_INTEGERS;
    if ((operation === "mirror" || operation === "fromUniforms") && this.deep && !(this.#inside ??= this.#keepsInside())) return "its quantiles come so close to an end of the support that they round to it";
    return undefined;
  }
  #inside: boolean | undefined;

  /** Do the quantiles of the least and the largest uniforms lie inside the support? */
  #keepsInside(): boolean {
    const { support } = this.family, [least, largest] = UNIFORMS, end = support === "unit" ? 1 : Infinity, low = support === "real" ? -Infinity : 0;
    return Arena.lend((allocate) => ({ law: this.layout(allocate), x: allocate(this.columns * columnBytes(2)) }), (arena, { law, x }) => {
      const rows = arena.columns(x, columnBytes(2), this.columns, 2);
      for (const row of rows) row.set([least, largest]);
      law(arena).curve?.("quantile", x, columnBytes(2), 2, x, columnBytes(2));
      return rows.every(([from, to]) => (from as number) > low && (to as number) < end);
    });
  }

  /** The probability of what doubles do not tell from an end of the support; of one column. */
  #rounded(): number {
    if (!this.deep) return 0;
    const { support } = this.family;
    return Arena.lend((allocate) => ({ law: this.layout(allocate), x: allocate(columnBytes(1)), out: allocate(columnBytes(1)) }), (arena, { law, x, out }) => {
      const made = law(arena), at = (curve: Curve, value: number): number => {
        arena.column(x, 1)[0] = value;
        made.curve?.(curve, x, 0, 1, out, 0);
        return arena.column(out, 1)[0] as number;
      };
      return at("cdf", support === "real" ? -Number.MAX_VALUE : 2 ** -1022) + at("survival", support === "unit" ? 1 - 2 ** -53 : Number.MAX_VALUE);
    });
  }

  polynomialDegree(column: number): number {
    const recurrence = this.recurrence(column, ...this.#moments(column));
    return recurrence ? (recurrence.degree ?? Infinity) : 0;
  }

  /** Of the polynomials of a column, whose mean and variance are these. */
  recurrence(column: number, mean: number, variance: number): Recurrence | undefined { return this.family.orthogonal?.(this.#column(column), mean, variance); }

  /** Mean and variance of column d. */
  #moments(d: number): [mean: number, variance: number] {
    const mean = new Float64Array(1), variance = new Float64Array(1), one = this.#only(d);
    Arena.lend((allocate) => one.layout(allocate), (arena, law) => law(arena).moments(mean, variance));
    return [mean[0] as number, variance[0] as number];
  }

  flow(name: string, parameter: Parameter): FlowSource | true | string | undefined {
    const { flows: all, name: family } = this.family, of = all?.[name]?.[parameter.path[0] as string];
    // where all flows are cheap there is no kernel for scores alone
    if (!of) return (all?.[name] || (name === "cheap" && !Object.hasOwn(Arena.kernels(), `${family}Scores`))) ? true : undefined;
    const flows: ColumnFlow[] = [];
    for (let d = 0; d < this.columns; d++) {
      const flow = of(this.#column(d));
      if (typeof flow === "string") return flow;
      flows.push(flow);
    }
    return columnFlow(flows, parameter.size === 1);
  }

  /** From the kernels of the family, from a table on the integers, or, of a slice, by its monotone pieces. */
  tilt(kind: TiltKind, entry: number): readonly TiltSource[] | string {
    const key = `${kind} ${entry}`, known = this.#tilts.get(key);
    if (known) return known;
    const { parameter, columns } = this.#moved(entry), { path: [name], moves, noScore } = parameter;
    if (moves) return `"${name}" moves the support`;
    if (noScore) return noScore;
    const kernels = this.family.tilts?.[name as string], noise = kernels?.[kind], index = this.parameters.indexOf(parameter);
    if (!noise && kind === "fisher" && this.family.support !== "count") return 'no exact sampler of its Fisher tilt is known; "slice" has one';
    if (noise && kind === "fisher" && !columns.every((d) => isNormalDouble(kernels?.information?.(this.#column(d))))) return "its Fisher information is beyond the doubles";
    const found = columns.map((d): TiltSource | string => {
      const one = this.#only(d);
      if (this.family.support === "count") return tabulated(one, kind, index, d);
      const general = piecewise(one, index, d, one.#rounded() > ROUNDED);
      if (!noise) return general;
      let known = kind === "fisher" ? (kernels?.information?.(this.#column(d)) as number) : undefined;
      return {
        first: d, count: 1, cost: { draw: KERNEL_TILTS[noise] ?? 11, ratio: 0 },
        layout: (allocate) => {
          const law = one.layout(allocate), measured = known === undefined ? general.layout(allocate) : undefined;
          return (arena) => {
            const own = law(arena) as ColumnsLaw, norm = (known ??= measured?.(arena).norm as number), transform = arena.kernels[noise] as (words: number, out: number, n: number) => void;
            return {
              norm,
              draw: (words, x, stride, n, logs) => {
                transform(words, x, n);
                own.fromNoise(0, x, stride, n, logs);
              },
            };
          };
        },
      };
    });
    const none = found.find((tilt) => typeof tilt === "string"), tilts = none ?? (found as TiltSource[]);
    this.#tilts.set(key, tilts);
    return tilts;
  }
  readonly #tilts = new Map<string, readonly TiltSource[] | string>();

  coupling(form: CouplingForm, entry: number): readonly CouplingSource[] | string {
    const { parameter: { path: [name], moves }, columns } = this.#moved(entry), coupled = this.family.coupled?.[name as string];
    if (moves) return `"${name}" moves the support`;
    if (!coupled) return NO_PAIR;
    if (form === "random-radius" && !coupled.radius) return NO_RADIUS;
    return columns.map((d): CouplingSource => {
      const one = this.#only(d), values = one.#column(0), { deep } = one, first = coupled.shares;
      return {
        column: d,
        shares: deep && coupled.pair === "tail" ? undefined : first,
        layout: (allocate) => {
          const law = one.layout(allocate), record = allocate(pairBytes());
          return (arena) => {
            const own = law(arena) as ColumnsLaw, variance = new Float64Array(1);
            own.moments(new Float64Array(1), variance);
            const column: PairColumn = {
              arena, first, deep, record, number: coupled.number?.(values) ?? 0,
              fromNoise: (x, n) => own.fromNoise(0, x, 0, n, 0),
              logSurvival: (x, out, n) => own.curve("logSurvival", x, 0, n, out, 0),
            };
            return { draw: drawPair(form, coupled, column, values, variance[0] as number) };
          };
        },
      };
    });
  }

  /** The parameter that an entry belongs to, and the columns that the entry moves. */
  #moved(entry: number): { parameter: Parameter; columns: readonly number[] } {
    const parameter = parameterOf(this.parameters, entry);
    return { parameter, columns: parameter.size === 1 ? Array.from({ length: this.columns }, (_, d) => d) : [entry - parameter.offset] };
  }

  /** Column d alone. */
  #only(d: number): IndependentColumns { return new IndependentColumns(this.family, this.names, this.values.map((value) => valueAt(value, d)), this.which); }

  overdispersed(factor: number): Distribution | string {
    const { wider, make: own, widerFamily: make = own } = this.family;
    if (!wider) return "it does not know of wider tails";
    const wide = Array.from({ length: this.columns }, (_, d) => wider(this.#column(d), factor)), single = this.values.every((value) => typeof value === "number");
    return make(Object.fromEntries(Object.keys(wide[0] as object).map((name) => [name, single ? (wide[0]?.[name] as number) : wide.map((column) => column[name] as number)])));
  }

  #column(d: number): Record<string, number> { return Object.fromEntries(this.names.map((name, k) => [name, valueAt(this.values[k], d)])); }

  layout(allocate: Allocate): (arena: Arena) => Law {
    const { family, values, which, columns, parameters } = this, bytes = recordBytes(family.name);
    const records = allocate(columns * bytes), scratch = allocate(2 * values.length * columnBytes(LEAF));
    const taken = family.otherwise ? [...values, which] : values, recurrence = allocate(family.orthogonal ? RECURRENCE_BYTES : 0);
    return (arena) => new ColumnsLaw(arena, kernelsOf(family, arena), family, columns, taken, parameters, records, bytes, scratch, recurrence, this);
  }
}

/** A probability of 0 or 1: other integers, if there are any, gain their mass from nothing, and what flows to the last one comes from where nothing is drawn. */
function edgeOf(name: string, values: readonly number[]): Pick<Parameter, "noScore" | "noFlow"> {
  const has = (end: number): boolean => values.includes(end);
  const noScore = (end: number): string => `where ${name} is ${end}, integers without mass gain some, whose scores are never seen`;
  return has(1) ? { noScore: noScore(1), noFlow: `where ${name} is 1, what flows comes from integers that are never drawn` } : has(0) ? { noScore: noScore(0) } : {};
}

/** What a draw of a tilt by a kernel costs, in nanoseconds; 11 where it is not here. */
const KERNEL_TILTS: { readonly [K in NoiseKernel]?: number } = { uniformsOfWords: 4, tiltedNormalSlice1: 4.5, tiltedNormalSlice2: 14.5, tiltedNormalFisher2: 20 };

/** Bytes of the prepared constants of one column. @internal */
function recordBytes(name: string): number {
  const size = (Arena.kernels() as unknown as Record<string, () => number>)[`${name}Size`] as () => number;
  return (size() + 15) & ~15;
}

/** Polynomials of a column up to `most`, of `degree` that were asked for: the record of their recurrence. */
interface Polynomials { readonly degree: number; readonly most: number; readonly log: boolean; readonly record: Float64Array }

/** Independent columns of one family. */
class ColumnsLaw implements Law {
  constructor(
    private readonly arena: Arena,
    private readonly kernels: FamilyKernels,
    private readonly family: Facts,
    private readonly columns: number,
    private readonly values: readonly (number | Float64Array)[],
    private readonly parameters: readonly Parameter[],
    private readonly records: number,
    private readonly recordBytes: number,
    private readonly scratch: number,
    private readonly recurrence: number,
    private readonly of: Pick<IndependentColumns, "recurrence">,
  ) {
    const [first, second] = values;
    for (let d = 0; d < columns; d++) {
      if (values.length === 1) kernels.Prepare(this.record(d), valueAt(first, d));
      else if (values.length === 2) kernels.Prepare(this.record(d), valueAt(first, d), valueAt(second, d));
      else kernels.Prepare(this.record(d), ...values.map((value) => valueAt(value, d)));
    }
  }

  private entryOf(k: number, column: number): number {
    const p = this.parameters[k] as Parameter;
    return p.size > 1 ? p.offset + column : p.offset;
  }

  private record(column: number): number { return this.records + column * this.recordBytes; }

  draw(x: number, stride: number, n: number, place: number, column: number, logs: number): void {
    const noise = this.arena.kernels[this.family.noise];
    for (let d = 0; d < this.columns; d++) {
      const out = x + d * stride;
      noise(out, n, place, column + d);
      this.fromNoise(d, out, stride, n, logs && logs + 2 * d * stride);
    }
  }

  /** Draws of column d in the place of its noise. */
  fromNoise(d: number, x: number, stride: number, n: number, logs: number): void {
    const { Sample, SampleDeep } = this.kernels;
    if (logs && SampleDeep) SampleDeep(x, x, logs, stride, n, this.record(d));
    else {
      Sample(x, x, n, this.record(d));
      if (logs) this.arena.kernels.columnLogs(x, logs, n);
    }
  }

  fromUniforms(x: number, stride: number, n: number, logs: number): void {
    if (this.family.noise === "normals" && !this.family.folded) for (let d = 0; d < this.columns; d++) {
      this.arena.kernels.normalsOfUniforms(x + d * stride, x + d * stride, n);
      this.kernels.Sample(x + d * stride, x + d * stride, n, this.record(d));
    } else this.curve("quantile", x, stride, n, x, stride);
    logsOfDraws(this.arena, this.family.support === "unit", this.columns, x, stride, n, logs);
  }

  /** 2·centre − x, or F⁻¹(1 − F(x)). */
  mirror(x: number, stride: number, n: number, out: number, outStride: number, _logs: number, outLogs: number): void {
    const { kernels } = this.arena, { symmetric, params } = this.family, centre = this.values[params.findIndex(([name]) => name === symmetric)];
    if (centre === undefined) mirrorByCurves(this, this.arena, this.columns, x, stride, n, out, outStride);
    else for (let d = 0; d < this.columns; d++) {
      const to = out + d * outStride;
      kernels.transformAffine(x + d * stride, to, n, 2 * valueAt(centre, d), -1);
      if (this.family.support === "interval") kernels.columnClamp(to, to, n, this.#quantileOf(d, 0), this.#quantileOf(d, 1)); // the ends may round to different sides
    }
    logsOfDraws(this.arena, this.family.support === "unit", this.columns, out, outStride, n, outLogs);
  }

  logProb(x: number, stride: number, n: number, out: number, logs: number): void {
    const { LogProb, LogProbDeep } = this.kernels;
    for (let d = 0; d < this.columns; d++) {
      const to = d ? this.scratch : out;
      if (logs && LogProbDeep) LogProbDeep(x + d * stride, logs + 2 * d * stride, stride, to, n, this.record(d));
      else LogProb(x + d * stride, to, n, this.record(d));
      if (d) this.arena.kernels.columnAddScaled(1, to, out, n);
    }
  }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    for (let d = 0; d < this.columns; d++) this.kernels.GradLogProb?.(x + d * stride, out + d * outStride, n, this.record(d));
  }

  terms(x: number, stride: number, n: number, flows: boolean, logs: number, visit: (entry: number, score: number, column: number, flow: number) => void): void {
    const bytes = columnBytes(n), { Scores, ScoresDeep, Terms, TermsDeep } = this.kernels, scores = flows ? undefined : Scores;
    const plain = scores ?? Terms, deep = logs ? (scores ? ScoresDeep : TermsDeep) : undefined, step = scores ? bytes : 2 * bytes;
    for (let d = 0; d < this.columns; d++) {
      if (deep) deep(x + d * stride, logs + 2 * d * stride, stride, this.scratch, n, this.record(d));
      else plain(x + d * stride, this.scratch, n, this.record(d));
      for (let k = 0; k < this.parameters.length; k++) {
        const score = this.scratch + k * step;
        visit(this.entryOf(k, d), score, d, scores ? 0 : score + bytes);
      }
    }
  }

  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    const bytes = columnBytes(n);
    for (let d = 0; d < this.columns; d++) {
      this.kernels.Divergences?.(x + d * stride, this.scratch, n, this.record(d));
      for (let k = 0; k < this.parameters.length; k++) visit(this.entryOf(k, d), this.scratch + k * bytes);
    }
  }

  polynomials(x: number, stride: number, n: number, degree: number, out: number, outStride: number, logs: number): void {
    const { kernels } = this.arena;
    for (let d = 0; d < this.columns; d++) {
      const { record, log, most } = this.#polynomials(d, degree), to = out + d * degree * outStride;
      const from = !log ? x + d * stride : logs ? logs + 2 * d * stride : this.scratch;
      if (log && !logs) kernels.columnLogs(x + d * stride, from, n);
      this.arena.f64.set(record, this.recurrence / 8);
      kernels.orthonormal(from, to, outStride, most, n, this.recurrence);
      for (let k = most; k < degree; k++) kernels.columnFill(to + k * outStride, 0, n);
    }
  }

  /** What it needs of column d, kept from call to call. */
  #polynomials(d: number, degree: number): Polynomials {
    let found = this.#known.get(d);
    if (found?.degree === degree) return found;
    this.kernels.Moments(this.record(d), this.scratch);
    const at = this.scratch / 8, recurrence = this.of.recurrence(d, this.arena.f64[at] as number, this.arena.f64[at + 1] as number);
    const most = recurrence ? Math.min(degree, recurrence.degree ?? degree) : 0;
    this.#known.set(d, (found = { degree, most, log: recurrence?.log === true, record: recurrence ? recordOf(recurrence, most) : new Float64Array(0) }));
    return found;
  }
  readonly #known = new Map<number, Polynomials>();

  curve(curve: Curve, x: number, stride: number, n: number, out: number, outStride: number): void {
    const kernel = this.kernels[OPTIONAL_OF[curve] as "Cdf"];
    for (let d = 0; d < this.columns; d++) kernel?.(x + d * stride, out + d * outStride, n, this.record(d));
  }

  /** Along the column that reaches the plane with the least spread. */
  across(a: Float64Array): Across | undefined {
    if (this.family.support === "count") return undefined;
    const mean = new Float64Array(this.columns), variance = new Float64Array(this.columns), direction = new Float64Array(this.columns), { kernels } = this.arena;
    this.moments(mean, variance);
    const spread = variance.map((v, d) => (a[d] ? Math.abs(a[d] as number) * Math.sqrt(v) : 0)), best = spread.reduce((at, v, d) => (v > (spread[at] as number) ? d : at), 0), slope = a[best] as number;
    if (!slope) return undefined;
    direction[best] = -1 / slope;
    return {
      direction, spread: spread[best] as number,
      density: (x, stride, n, out) => {
        this.kernels.LogProb(x + best * stride, out, n, this.record(best));
        kernels.vectorExp(out, out, n);
        kernels.transformAffine(out, out, n, 0, 1 / Math.abs(slope));
      },
    };
  }

  ends(parameter: Parameter): End[] | undefined {
    const which = this.family.moving?.[parameter.path.at(-1) as string], { arena, kernels, scratch } = this;
    if (!which || !kernels.Quantile) return undefined;
    return (which === "both" ? ["lower", "upper"] : [which]).flatMap((side) => Array.from({ length: this.columns }, (_, column): End => {
      const at = this.#quantileOf(column, side === "upper" ? 1 : 0);
      kernels.LogProb(scratch, scratch, 1, this.record(column));
      arena.kernels.vectorExp(scratch, scratch, 1);
      return { entry: parameter.size === 1 ? 0 : column, column, at, density: arena.f64[scratch / 8] as number, upper: side === "upper" };
    }));
  }

  /** Leaves it in the scratch memory too. */
  #quantileOf(column: number, u: number): number {
    const { arena, kernels, scratch } = this;
    arena.kernels.columnFill(scratch, u, 1);
    kernels.Quantile?.(scratch, scratch, 1, this.record(column));
    return arena.f64[scratch / 8] as number;
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

/** The least and the largest uniforms of which anything is made: neither has a quantile at an end of the support, rounding apart. */
const UNIFORMS = [2 ** -53, 1 - 2 ** -53] as const;

/** @internal */
export const ON_INTEGERS = "on the integers the quantile of 1 − F(x) has another law than x";

/** out = F⁻¹(1 − F(x)), column by column. @internal */
export function mirrorByCurves(law: Law, arena: Arena, columns: number, x: number, stride: number, n: number, out: number, outStride: number): void {
  law.curve?.("survival", x, stride, n, out, outStride);
  for (let d = 0; d < columns; d++) arena.kernels.columnClamp(out + d * outStride, out + d * outStride, n, ...UNIFORMS);
  law.curve?.("quantile", out, outStride, n, out, outStride);
}

/** A share of draws that would be missed by 1e10 of them, and not by fewer. */
const ROUNDED = 1e-7;

/** Squares of scores in units of it are doubles, too. */
const isNormalDouble = (v = 0): boolean => v >= 2 ** -1022 && v < Infinity;

const valueAt = (value: number | Float64Array | undefined, column: number): number => (typeof value === "number" ? value : ((value as Float64Array)[column] as number));

/** The common length of the arrays among the parameters; 1 if there is none. @throws RangeError @internal */
export function columnsOf(where: string, names: readonly string[], values: readonly (number | Float64Array)[]): number {
  let columns = 0, first = "";
  for (let k = 0; k < values.length; k++) {
    const value = values[k] as number | Float64Array;
    if (typeof value === "number") continue;
    if (columns === 0) [columns, first] = [value.length, names[k] as string];
    else if (value.length !== columns) throw new RangeError(`${where}: "${names[k]}" expected ${columns} numbers, as many as "${first}", got ${value.length}`);
  }
  if (columns > MOST_COLUMNS) throw new RangeError(`${where}: "${first}" expected at most ${MOST_COLUMNS} columns, got ${columns}`);
  return columns || 1;
}

/** Of one distribution: beyond, not even one leaf of samples fits into linear memory. @internal */
export const MOST_COLUMNS = 2 ** 19;

/** x0, x1 … @internal */
export const numbered = (columns: number): string[] => Array.from({ length: columns }, (_, d) => `x${d}`);
