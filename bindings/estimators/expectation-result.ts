/**
 * Results of `expectation`: plain data (a job and a state) that computes what it is asked for.
 */
import { checkNumber } from "../check";
import { toPlain } from "../plain";
import type { CountsData } from "./counts";
import { type Diagnostics, type WarningCode, diagnose } from "./diagnostics";
import type { Estimate } from "./estimate";
import { type Histogram, type HistogramRange, edgesOf, histogramOf } from "./histogram";
import type { Description } from "./options";
import { type Quantile, quantileOf } from "./quantile";
import { Results, estimateOf, isSpread, loweredBy } from "./result";
import { type SketchData, relativeErrorOf } from "./sketch";
import { type StateData, type Totals, ruleOf, totals } from "./state";
import { table } from "./table";

/** A job of `expectation` as plain data. */
export interface ExpectationDescription extends Description {
  readonly quantiles: readonly number[] | undefined;
  readonly histogram: number | HistogramRange | undefined;
}

/** The state of a run of `expectation` as plain data. */
export interface ExpectationState extends StateData, CountsData {}

/** The values 0 and 1 have neither tails nor, with Wilson's interval, a skewness that matters; and it has a width where they are all the same. */
const HARMLESS: readonly WarningCode[] = ["heavy-tail", "interval", "all-equal"];

/** A run's estimate of E[φ]. `String(result)` is a table; JSON and `structuredClone` keep what `restore` needs. */
export class ExpectationResult {
  readonly kind = "expectation";
  readonly version = 1;
  /** What was run, as plain data. */
  readonly job: ExpectationDescription;
  /** Its sums and counts, as plain data: what `merge` joins. */
  readonly state: ExpectationState;
  /** The name of the integrand, where there are several. */
  readonly output: string;
  #totals: Totals | undefined;
  #value: Estimate<number> | undefined;
  #quantiles: readonly Quantile[] | undefined;
  #histogram: Histogram | undefined;
  #diagnostics: Diagnostics | undefined;

  /** @internal */
  constructor(job: ExpectationDescription, state: ExpectationState, output?: string) {
    this.job = job;
    this.state = state;
    this.output = output ?? job.phi[0]?.name ?? "phi";
  }

  /** E[φ] with its uncertainty; the probability of an event, where every φ was 0 or 1. */
  get value(): Estimate<number> {
    return (this.#value ??= estimateOf(this.#sums(), this.job, this.#index(), this.#event()));
  }
  /** Mean of φ. */
  get mean(): number {
    return this.value.mean;
  }
  /** Standard error of the mean. */
  get stdError(): number {
    return this.value.stdError;
  }
  /** stdError² × samples: the variance of φ, or, under a proposal, of its weighted values. */
  get variance(): number {
    return this.value.variance;
  }
  /** Degrees of freedom of `stdError`: samples − 1. */
  get df(): number {
    return this.value.df;
  }
  /** |mean|/stdError. */
  get snr(): number {
    return this.value.snr;
  }
  /** Confidence interval of the mean: Student-t; Wilson's where every φ was 0 or 1. @throws RangeError if the level is not in (0, 1). */
  interval(level = 0.95): [low: number, high: number] {
    return this.value.interval(level);
  }

  /** Number of samples behind the estimate. */
  get samples(): number {
    return this.#sums().total.count;
  }

  /** The quantiles of option `quantiles`, in its order, with 95 % intervals; none without it. */
  get quantiles(): readonly Quantile[] {
    return (this.#quantiles ??= (this.job.quantiles ?? []).map((level) => this.quantile(level)));
  }

  /**
   * The quantile of any level: the number of rank ⌈level·n⌉, between two order statistics that enclose the true one with the given
   * confidence or more, whatever the distribution. Value and ends are exact for up to 4096 different φ (in particular for φ on few
   * integers, and for n ≤ 4096); beyond that the value is known to `relativeError`, and the interval is widened to the ends of its bins.
   * NaN if some φ was NaN. An end is infinite where n is too small for one.
   * @throws RangeError if level or confidence is not in (0, 1); Error if the run had neither `quantiles` nor a number as `histogram`.
   */
  quantile(level: number, confidence = 0.95): Quantile {
    checkNumber("quantile", "level", level, "unit");
    return quantileOf(this.#sketch("quantile"), level, checkNumber("quantile", "confidence", confidence, "unit"));
  }

  /** How far a quantile's `value` may lie, relative to it, from the number of its rank (by 2^-1022 around 0); NaN without quantiles. */
  get relativeError(): number {
    const sketch = this.state.sketches[this.#index()];
    return sketch ? relativeErrorOf(sketch) : Number.NaN;
  }

  /**
   * Counts of option `histogram`: exact for a range that was given; for a number of bins they lie between the least and the largest
   * finite φ, and a φ whose distance from an edge is less than `relativeError` of it may be counted on the other side.
   * @throws Error if the run was without it.
   */
  get histogram(): Histogram {
    const { histogram } = this.job,
      counts = this.state.histograms[this.#index()];
    if (histogram === undefined) throw new Error("histogram: expected a run with the option histogram, got one without");
    if (typeof histogram === "number") return (this.#histogram ??= histogramOf(this.#sketch("histogram"), histogram));
    const { bins } = histogram,
      all = counts as Float64Array;
    return (this.#histogram ??= {
      edges: edgesOf(histogram),
      counts: all.slice(1, bins + 1),
      below: all[0] as number,
      above: all[bins + 1] as number,
    });
  }

  get diagnostics(): Diagnostics {
    if (this.#diagnostics) return this.#diagnostics;
    const { job, state } = this,
      found = diagnose({
        sums: this.#sums(), state, lambdas: job.lambdas, first: this.#index(), names: ["value"], output: this.#index(), outputs: job.phi.length, paired: () => false, unseen: () => false, weighted: job.proposal !== undefined, single: false, spanning: false, beside: false, bare: () => job.proposal === undefined && job.controlNames === undefined && isSpread(job.distribution), pure: false, quasi: job.points === "sobol",
      });
    return (this.#diagnostics = this.#event()
      ? { ...found, warnings: found.warnings.filter(({ code }) => !HARMLESS.includes(code)) }
      : found);
  }

  /** Plain data for JSON. */
  toJSON(): unknown {
    return toPlain({ ...this });
  }

  toString(): string {
    const { warnings } = this.diagnostics,
      { job, value } = this,
      marked = warnings.some(({ where, code }) => where === "value" || code === "weights-mean"); // without cover every estimate is astray
    const title = `E[${this.output === "phi" ? "φ" : this.output}], ${this.samples} samples${job.proposal ? `, proposal ${job.proposal.family}` : ""}${loweredBy(job)}`;
    return table(title, [{ name: "value", estimate: value, marked }], warnings, this.#event() ? "probability" : "mean", this.quantiles);
  }

  /** What Node prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #sums(): Totals {
    return (this.#totals ??= totals(this.state, ruleOf(this.job, 1)));
  }
  #index(): number {
    return Math.max(
      0,
      this.job.phi.findIndex(({ name }) => name === this.output),
    );
  }
  #event(): boolean {
    return this.state.events[this.#index()] === true;
  }

  #sketch(where: string): SketchData {
    const sketch = this.state.sketches[this.#index()];
    if (!sketch) throw new Error(`${where}: expected a run with the option quantiles or a number as histogram, got one without`);
    return sketch;
  }
}

/** Results of `expectation` for several integrands over the same draws: one `ExpectationResult` under each name. */
export class ExpectationResults<N extends string = string> extends Results<N, ExpectationDescription, ExpectationState> {
  readonly kind = "expectations";

  /** @internal */
  constructor(job: ExpectationDescription, state: ExpectationState) {
    super(job, state, (name) => new ExpectationResult(job, state, name));
  }
}
