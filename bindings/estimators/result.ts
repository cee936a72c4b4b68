/**
 * Results of `gradient`: plain data (a job and a state) that computes what it is asked for.
 */
import { isArrayLike, isRecord } from "../check";
import { type Parameters, entriesIn, entryName, givenAt, givenSize, internalsOf, parameterOf, tree } from "../distribution";
import { isFollowed } from "../flows/choices";
import { unseenFlows } from "../flows/unseen";
import { toPlain } from "../plain";
import { Tilted } from "../proposals/tilted";
import { Rng } from "../random";
import { type Diagnostics, diagnose } from "./diagnostics";
import { Estimate } from "./estimate";
import type { Description } from "./options";
import { isCustom } from "./plan";
import { RECORD, UNITS, meanOf, squares } from "./record";
import { type Node, type StateData, type Totals, ruleOf, totals } from "./state";
import { coefficientsOf } from "../variance/reducer";
import { root } from "./student";
import { type Row, table } from "./table";

/** One estimate for each parameter, in its shape. */
export type GradientOf<P> = { readonly [K in keyof P]: P[K] extends number ? Estimate<number> : P[K] extends ArrayLike<number> ? Estimate<Float64Array> : GradientOf<P[K]> };

/** Coefficients below this share of a mean are rounding. */
const UNRELATED = 1e-12;

/** Records of one output: its value, its wanted entries, its chains. @internal */
export const widthOf = (job: Description): number => 1 + job.wanted.length + Object.keys(job.chain ?? {}).length;

/** What a proposal is made of, in a few words. */
const proposalName = (q: Description["distribution"]): string =>
  q instanceof Tilted ? [...Object.entries(q.parameters as Record<string, unknown>), ...q.others.map(([share, { family }]) => [family, share])].filter(([, share]) => share !== 0).map(([name, share]) => `${share} ${name}`).join(" + ") : q.family;

/** What lowers the variance of a run, in the words of the options. @internal */
export function loweredBy({ baseline, controlNames, coefficients, combine, coupled, enumerate, antithetic, points }: Description): string {
  const words: string[] = [], said = (value: unknown): string => (typeof value === "object" ? JSON.stringify(toPlain(value)) : String(value));
  if (baseline !== undefined && baseline !== 0) words.push(`baseline ${said(baseline)}`);
  if (controlNames) words.push(`${controlNames.length} controls (${typeof coefficients === "string" ? coefficients : "given coefficients"})`);
  for (const [name, value] of Object.entries({ combine, coupled })) if (value !== undefined) words.push(`${name} ${said(value)}`);
  if (enumerate !== undefined) words.push("enumerated");
  if (antithetic) words.push("antithetic");
  if (points) words.push(`points ${points}`);
  return words.map((word) => `, ${word}`).join("");
}

/** Without what is undefined. */
const optional = (options: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** Has it one column, on the continuum? */
const isSmooth = ({ columns, supports }: Description["distribution"]): boolean => columns === 1 && supports[0] !== "count";

/** Do draws differ, as far as is known? @internal */
export const isSpread = (p: Description["distribution"]): boolean => internalsOf(p).lacks("moments") !== undefined || [p.variance].flat().some((v) => (typeof v === "number" ? v !== 0 : v.some((one) => one !== 0)));

/** Do flows of all parameters, as the library knows them, move all columns? */
const isSpanning = ({ distribution, parameters, wanted, lambdas }: Description): boolean =>
  !isCustom(distribution) && distribution.supports.every((support) => support !== "count") && wanted.length === parameters.reduce((sum, { size }) => sum + size, 0) && wanted.every((_, k) => lambdas[1 + k] !== 0);

/** A run's estimates of one integrand. `String(result)` is a table; JSON and `structuredClone` keep what `restore` needs. */
export class GradientResult<P extends Parameters = Parameters, C extends string = string> {
  readonly kind = "gradient";
  readonly version = 1;
  /** What was run, as plain data. */
  readonly job: Description;
  /** Its sums, as plain data: what `merge` joins. */
  readonly state: StateData;
  /** The name of the integrand, where there are several. */
  readonly output: string;
  #totals: Totals | undefined;
  #value: Estimate<number> | undefined;
  #grad: GradientOf<P> | undefined;
  #chain: { readonly [K in C]: Estimate<number> } | undefined;
  #diagnostics: Diagnostics | undefined;

  /** @internal */
  constructor(job: Description, state: StateData, output?: string) {
    this.job = job;
    this.state = state;
    this.output = output ?? job.phi[0]?.name ?? "phi";
  }

  /** E[φ]. */
  get value(): Estimate<number> { return (this.#value ??= this.#number(0)); }

  /** d/dθ E[φ] by parameter. Parameters outside `wrt` are missing. */
  get grad(): GradientOf<P> { return (this.#grad ??= this.#gradient()); }

  /** The named derivatives of option `chain`. */
  get chain(): { readonly [K in C]: Estimate<number> } {
    const first = 1 + this.job.wanted.length;
    return (this.#chain ??= Object.fromEntries(Object.keys(this.job.chain ?? {}).map((name, c) => [name, this.#number(first + c)])) as { [K in C]: Estimate<number> });
  }

  /** Number of samples behind the estimates. */
  get samples(): number { return this.#total().count; }

  get diagnostics(): Diagnostics {
    if (this.#diagnostics) return this.#diagnostics;
    const { job, state } = this, uses = job.combine !== undefined || job.lambdas.some((lambda) => lambda !== 0), [edges, { lost, followed }] = uses ? [this.#atEdges(), this.#unseen()] : [[], { lost: [], followed: [] }], canonical = !job.explicit && job.jumps !== "surface";
    return (this.#diagnostics = diagnose({
      sums: this.#sums(), state, lambdas: job.lambdas, first: this.#first(), names: this.#names(), output: this.#index(), outputs: job.phi.length, paired: (k) => uses && k > 0 && !edges[k] && (!lost[k] || followed[k] === true), unseen: (k) => followed[k] === true, weighted: job.proposal !== undefined,
      single: canonical && isSmooth(job.distribution), spanning: canonical && isSpanning(job), beside: job.coupled !== undefined, bare: () => !job.explicit && job.proposal === undefined && job.enumerate === undefined && isSpread(job.distribution) && !this.#isControlled(), pure: job.proposal instanceof Tilted && job.proposal.scarce, quasi: job.points === "sobol",
    }));
  }

  /**
   * Covariance matrix of all estimates (option `joint`), row-major, in the order of `names`: of the means themselves, not of single terms.
   * @throws Error if the run was not `joint`.
   */
  get covariance(): { readonly names: readonly string[]; readonly matrix: Float64Array } {
    const { products, count } = this.#total(), names = this.#names(), width = names.length, index = this.#index();
    if (!products) throw new Error("covariance: expected a run with the option joint: true, got one without");
    const matrix = new Float64Array(width * width), from = index * ((width * (width + 1)) / 2);
    for (let i = 0, at = from; i < width; i++) for (let j = 0; j <= i; j++, at++) matrix[i * width + j] = matrix[j * width + i] = (products[at] as number) / (count * freedom(count, this.#sums().units, this.job.unit));
    return { names, matrix };
  }

  /** What was used, in the vocabulary of the options: passed back to `gradient`, it gives the same bits. */
  get chosen(): { readonly [option: string]: unknown } {
    const { flow, proposal, samples, seed, stream, leaf, rng, wrt, chain, joint, jumps, baseline, controls, coefficients, combine, antithetic, points, coupled, enumerate, why } = this.job;
    const source = rng || stream !== 0 || leaf !== 0 ? { rng: Rng.restore({ kind: "rng", version: 1, seed: String(seed), stream, position: leaf, spawned: 0 }) } : { seed: seed <= Number.MAX_SAFE_INTEGER ? Number(seed) : seed };
    return { flow, ...(proposal && { proposal }), samples, ...source, ...(wrt && { wrt }), ...(chain && { chain }), ...(joint && { joint }), ...(jumps !== undefined && { jumps }), ...optional({ baseline, controls, coefficients: isRecord(coefficients) ? inArrays(coefficients) : coefficients, combine, antithetic, points, coupled, enumerate, why }) };
  }

  /** Names of the controls, the columns that option `controls` asks for. */
  get controlNames(): readonly string[] { return this.job.controlNames ?? []; }

  /**
   * The best coefficients of the controls for each estimate, by least squares over the first 4096 samples, in the order of `controlNames`: of an earlier
   * call they may be those of the next (option `coefficients`).
   * @throws Error if the run had no controls, or a shard none of these samples.
   */
  get coefficients(): { readonly [estimate: string]: Float64Array } {
    const { fit } = this.#total(), names = this.controlNames, difference = names.at(-1) === "difference", width = widthOf(this.job), first = this.#first();
    if (!fit) throw new Error(`coefficients: expected ${names.length ? "the first samples of a run, from which they are learnt, got a shard without them; merge it with the others" : "a run with the option controls, got one without"}`);
    const all = coefficientsOf(fit, { names, difference, shared: names.length - Number(difference) }, this.job.phi.length * width);
    return Object.fromEntries(this.#names().map((name, k) => [name, all[first + k] as Float64Array]));
  }

  /** Do controls explain anything of φ? Not if it is one number in all rows. */
  #isControlled(): boolean {
    if (this.controlNames.length === 0) return false;
    const value = this.#total().fit && this.coefficients.value, mean = Math.abs(meanOf(this.#total().records, this.#first() * RECORD, 0));
    return !value?.every((c) => Math.abs(c) <= UNRELATED * mean);
  }

  /** Plain data for JSON. */
  toJSON(): unknown { return toPlain({ ...this }); }

  toString(): string {
    const { warnings } = this.diagnostics, { job } = this, marked = new Map<string, number>();
    warnings.forEach(({ where }, k) => { if (!marked.has(where)) marked.set(where, k); });
    const astray = warnings.some(({ code }) => code === "weights-mean"); // then every estimate is
    const rows = this.#names().map((name, k): Row => ({ name, estimate: this.#number(k), marked: astray || marked.has(name) }));
    const flow = typeof job.flow === "object" ? JSON.stringify(job.flow) : String(job.flow);
    const title = `E[${this.output === "phi" ? "φ" : this.output}] and its gradient, ${this.samples} samples, flow ${flow}${job.proposal ? `, proposal ${proposalName(job.proposal)}` : ""}${loweredBy(job)}${job.why ? `\nchosen: ${job.why}` : ""}`;
    return table(title, rows, warnings);
  }

  /** What Node prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string { return this.toString(); }

  #sums(): Totals { return (this.#totals ??= totals(this.state, ruleOf(this.job, widthOf(this.job)))); }
  #total(): Node { return this.#sums().total; }
  #index(): number { return Math.max(0, this.job.phi.findIndex(({ name }) => name === this.output)); }
  /** The first record of this output. */
  #first(): number { return this.#index() * widthOf(this.job); }

  #names(): string[] {
    const { parameters, wanted, chain } = this.job;
    const names = parameters.flatMap((p) => Array.from({ length: p.size }, (_, j) => entryName(p, j)));
    return ["value", ...wanted.map((entry) => names[entry] as string), ...Object.keys(chain ?? {})];
  }

  /** For each name: does it use a parameter that moves the support, or has no flow, or no score? Then there is no second opinion. */
  #atEdges(): boolean[] { return this.#touching(this.job.parameters.flatMap((one) => (one.moves || one.noFlow || one.noScore ? entriesIn(one) : []))); }

  /** For each name: would its flow cross what is hardly ever drawn, and is that what is estimated? Else it is no second opinion. */
  #unseen(): Readonly<Record<"lost" | "followed", readonly boolean[]>> {
    const { distribution, proposal, flow, parameters, enumerate } = this.job, entries = enumerate === undefined ? [...unseenFlows(distribution, proposal, this.samples)] : [];
    if (entries.length === 0) return { lost: [], followed: [] };
    return { lost: this.#touching(entries), followed: this.#touching(entries.filter((entry) => isFollowed(flow, parameterOf(parameters, entry).path))) };
  }

  /** For each name: does it use one of these entries? A chain does where it uses their parameter. */
  #touching(entries: readonly number[]): boolean[] {
    const { parameters, wanted, chain } = this.job, among = new Set(entries), paths = new Set(entries.map((entry) => parameterOf(parameters, entry).path.join(".")));
    const touches = (terms: unknown, path: readonly string[]): boolean =>
      paths.has(path.join(".")) || (isRecord(terms) && Object.entries(terms).some(([key, value]) => touches(value, [...path, key])));
    return [false, ...wanted.map((entry) => among.has(entry)), ...Object.values(chain ?? {}).map((terms) => touches(terms, []))];
  }

  #number(record: number): Estimate<number> { return estimateOf(this.#sums(), this.job, this.#first() + record); }

  #gradient(): GradientOf<P> {
    const { parameters, wanted, lambdas, unit = 1 } = this.job, { total: { records, count }, units } = this.#sums(), before = this.#first() + 1;
    return tree(parameters.filter(({ offset }) => wanted.includes(offset)), (p) => {
      const first = before + wanted.indexOf(p.offset);
      if (p.scalar) return this.#number(first - before + 1);
      const mean = new Float64Array(givenSize(p)), stdError = new Float64Array(givenSize(p));
      for (let j = 0; j < p.size; j++) {
        const at = givenAt(p, j), lambda = lambdas[first + j] as number;
        mean[at] = meanOf(records, (first + j) * RECORD, lambda);
        stdError[at] = errorOf(records, first + j, lambda, count, units, unit);
      }
      return new Estimate(mean, stdError, units, evaluationsOf(this.job, count));
    }) as GradientOf<P>;
  }
}

/** Estimate j of a job as a number; `events`: all φ were 0 or 1. @internal */
export function estimateOf({ total: { records, count }, units }: Totals, job: Description, j: number, events = false): Estimate<number> {
  const lambda = job.lambdas[j] as number, mean = meanOf(records, j * RECORD, lambda);
  return new Estimate(mean, errorOf(records, j, lambda, count, units, job.unit ?? 1), units, evaluationsOf(job, count), events ? Math.round(mean * count) : undefined);
}

/** Units less one, the last of which may count for less or more than one; NaN if there is but one. */
const freedom = (count: number, units: number, unit = 1): number => (units > 1 ? count / unit - 1 : Number.NaN);

/** Standard error of the mean of estimate j, from `count` rows in `units` of `unit`. */
const errorOf = (records: readonly number[], j: number, lambda: number, count: number, units: number, unit: number): number =>
  root((unit === 1 ? squares(records, j * RECORD, lambda) : (records[j * RECORD + UNITS] as number)) / count / freedom(count, units, unit));

/** With arrays that JSON takes. */
const inArrays = (record: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(record).map(([name, one]) => [name, isArrayLike(one) ? Array.from<unknown>(one) : one]));

const evaluationsOf = ({ evaluations, pilot = 0 }: Description, rows: number): number => rows * evaluations + pilot;

/** Results for several integrands over the same draws, one under each name. */
export abstract class Results<N extends string, J extends Description, S extends StateData> {
  readonly version = 1;
  /** What was run, as plain data. */
  readonly job: J;
  /** Its sums, as plain data: what `merge` joins. */
  readonly state: S;

  /** @internal */
  constructor(job: J, state: S, one: (name: string) => unknown) {
    this.job = job;
    this.state = state;
    for (const { name } of job.phi) {
      const result = one(name);
      Object.defineProperty(this, name, { get: () => result });
    }
  }

  /** Names of the integrands. */
  get names(): readonly N[] { return this.job.phi.map(({ name }) => name as N); }
  toJSON(): unknown { return toPlain({ ...this }); }
  toString(): string { return this.names.map((name) => String((this as unknown as Record<string, unknown>)[name])).join("\n\n"); }
  [Symbol.for("nodejs.util.inspect.custom")](): string { return this.toString(); }
}

/** Results of `gradient` for several integrands over the same draws: one `GradientResult` under each name. */
export class GradientResults<P extends Parameters = Parameters, N extends string = string, C extends string = string> extends Results<N, Description, StateData> {
  readonly kind = "gradients";

  /** @internal */
  constructor(job: Description, state: StateData) {
    super(job, state, (name) => new GradientResult<P, C>(job, state, name));
  }
}
