/**
 * `expectation`: plain Monte Carlo.
 */
import { checkInteger, checkKeys, checkNumber, isArrayLike, isRecord, wrongKind, wrongValue } from "../check";
import type { Distribution, Parameters } from "../distribution";
import { type Integrand, type Integrands, type Output, outputsOf } from "../integrand/integrand";
import { LEAF } from "../random";
import { Counts } from "./counts";
import { NO_FLOW } from "../flows/choices";
import { run } from "./engine";
import { NO_JUMPS, type Plan, planOf } from "./plan";
import { type ExpectationDescription, ExpectationResult, ExpectationResults } from "./expectation-result";
import type { HistogramRange } from "./histogram";
import { type Job, type Sampling, type SamplingOptions, planned, samplingOf, sourceOf } from "./options";
import { type FixedCoefficients, PILOT, type VarianceOptions, reductionOf } from "../variance/choices";
import { State, ruleOf } from "./state";

export interface ExpectationOptions extends SamplingOptions, Pick<VarianceOptions, "controls"> {
  /** Where coefficients of the controls come from: other rows, a pilot run, or numbers, as { value: [1, 0.5] }. */
  readonly coefficients?: "cross-fit" | "loo" | "pilot" | FixedCoefficients;
  /** Levels of quantiles of φ, in (0, 1). Not under a proposal. */
  readonly quantiles?: ArrayLike<number>;
  /** A histogram of φ: so many equal bins between the least and the largest, or bins over a range. Not under a proposal. */
  readonly histogram?: number | HistogramRange;
}

/** What comes back: one result, or one for each of several integrands. */
export type ExpectationOf<F> = F extends Integrand
  ? ExpectationResult
  : ExpectationResults<keyof F & string> & { readonly [K in keyof F & string]: ExpectationResult };

const WHERE = "expectation";
/** Bins of a histogram at most. */
const BINS = 2 ** 20;

/**
 * Estimates E[φ(x)], x ~ p, with its standard error: the mean of φ, or of φ·p/q under a proposal q. Where every φ is 0 or 1 the mean is
 * the probability of an event, and its interval Wilson's.
 *
 * `quantiles` and `histogram` describe the distribution of φ, in memory that does not grow with the number of samples: φ are counted in
 * at most 4096 bins of doubles with the same leading bits, 4 ns a sample. The same seed gives the same bits on every platform, whatever
 * the block length or the split into shards.
 *
 * @param phi φ: a function of one row, `{ value }` on blocks of columns, or a record of several. Columns are lent for the call.
 * @returns mean, stdError, interval(level), quantiles, histogram, diagnostics; arrays are the caller's own.
 * @throws TypeError for the wrong kind of argument; RangeError for a wrong value, for quantiles or a histogram under a proposal, and if φ
 *   returns NaN (unless `nan: "propagate"`). What φ throws comes through unchanged.
 *
 * @example
 * ```js
 * const price = normal({ loc: 0, scale: 0.2 });
 * const gain = expectation(price, (x) => Math.max(x[0], 0), { samples: 1e5, seed: 42, quantiles: [0.5, 0.95] });
 * console.log(gain.mean.toFixed(3), gain.quantiles[1].value.toFixed(2)); // 0.080 0.33
 * const rare = expectation(price, (x) => (x[0] > 0.4 ? 1 : 0), { samples: 1e5, seed: 42 });
 * console.log(rare.interval()); // Wilson's interval of P(x > 0.4) = 0.0228
 * ```
 */
export function expectation<P extends Parameters, const F extends Integrand | Integrands>(
  p: Distribution<P>,
  phi: F,
  options: ExpectationOptions,
): ExpectationOf<F> {
  const { outputs, several } = outputsOf(WHERE, phi);
  return estimated(WHERE, p, outputs, several, options, 1) as ExpectationOf<F>;
}

/** The run of `expectation`, with so many evaluations of φ for each sample. @internal */
export function estimated(where: string, p: Distribution, given: readonly Output[], several: boolean, options: ExpectationOptions, evaluations: number): ExpectationResult | ExpectationResults {
  const sampling = samplingOf(where, p, options, ["quantiles", "histogram", "controls", "coefficients"]);
  const { plan, description, plain } = planned(sampling, options, () => planOver(sampling, given, several, options, evaluations)), { quantiles, histogram } = description;
  const counts = new Counts({
    outputs: given.length,
    events: plain,
    sketch: quantiles !== undefined || typeof histogram === "number",
    histogram: typeof histogram === "object" ? histogram : undefined,
  });
  const sums = new State(ruleOf(description, 1), plan.tails);
  run(plan, sums, counts.layout);
  const state = { ...sums.data(LEAF), ...counts.data };
  return several ? new ExpectationResults(description, state) : new ExpectationResult(description, state);
}

/** Checks everything. @throws TypeError, RangeError */
function planOver(sampling: Sampling, given: readonly Output[], several: boolean, options: ExpectationOptions, evaluations: number): { readonly plan: Plan; readonly description: ExpectationDescription; readonly plain: boolean } {
  const { where, p, own, q } = sampling;
  const quantiles = levelsOf(where, options.quantiles),
    histogram = histogramOptionOf(where, options.histogram),
    job: Job = {
      sampling,
      flows: Array.from({ length: own.entries }, () => NO_FLOW),
      wanted: [],
      chains: [],
      joint: false,
      needsGradient: false,
    },
    { controls, coefficients } = options as VarianceOptions,
    reduction = reductionOf(
      { ...(controls !== undefined && { controls }), ...(coefficients !== undefined && { coefficients }) },
      { job, outputs: given, several, names: () => ["value"], callable: true, noBaseline: "there is no score to subtract from" },
    ),
    sampled = reduction ? { ...sampling, unit: reduction.unit, least: reduction.least } : sampling,
    independent = sampled.unit === 1 && !reduction,
    plain = (q === undefined || q === p) && independent;
  if (!independent && quantiles !== undefined)
    throw new RangeError(
      `${where}: "quantiles" expected to be absent beside "controls", "antithetic" and points: "sobol": their intervals take independent samples`,
    );
  if (q !== undefined && q !== p)
    for (const [name, value] of [
      ["quantiles", quantiles],
      ["histogram", histogram],
    ] as const) {
      if (value === undefined) continue;
      throw new RangeError(
        `${where}: "${name}" expected to be absent beside "proposal", whose samples carry weights: estimate P(φ ≤ t) as an event, φ = 1 where it happens and else 0`,
      );
    }
  const outputs = given.map((output) => ({ ...output, params: undefined }));
  const plan = planOf({ ...job, sampling: sampled }, outputs, () => NO_JUMPS, reduction);
  const description: ExpectationDescription = {
    ...sourceOf(sampling, given, several),
    evaluations,
    wanted: [],
    lambdas: plan.lambdas,
    flow: undefined,
    wrt: undefined,
    chain: undefined,
    joint: false,
    quantiles,
    histogram,
    unit: sampled.unit > 1 ? sampled.unit : undefined,
    least: sampled.least > 1 ? sampled.least : undefined,
    antithetic: sampling.antithetic || undefined,
    points: sampling.sobol ? "sobol" : undefined,
    controls: reduction?.described.controls,
    coefficients: reduction?.described.coefficients,
    controlNames: reduction?.controls?.names,
    pilot: reduction?.controls?.coefficients === "pilot" ? PILOT : undefined,
  };
  return { plan, description, plain };
}

/** @throws TypeError, RangeError */
function levelsOf(where: string, given: unknown): number[] | undefined {
  if (given === undefined) return undefined;
  if (!isArrayLike(given)) throw wrongKind(where, "quantiles", "an array of levels in (0, 1)", given);
  if (given.length === 0) throw wrongValue(where, "quantiles", "at least one level", given);
  return Array.from(given, (level, k) => checkNumber(where, `quantiles[${k}]`, level, "unit"));
}

/** @throws TypeError, RangeError @internal */
export function histogramOptionOf(where: string, given: unknown): number | HistogramRange | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "number") return checkInteger(where, "histogram", given, 1, BINS);
  if (!isRecord(given)) throw wrongKind(where, "histogram", "a number of bins or { bins, range: [low, high] }", given);
  checkKeys(`${where}: "histogram"`, given, ["bins", "range"]);
  const bins = checkInteger(where, "histogram.bins", given.bins, 1, BINS),
    { range } = given;
  if (!isArrayLike(range)) throw wrongKind(where, "histogram.range", "[low, high]", range);
  if (range.length !== 2) throw wrongValue(where, "histogram.range", "two numbers [low, high]", range);
  const low = checkNumber(where, "histogram.range[0]", range[0], "real"),
    high = checkNumber(where, "histogram.range[1]", range[1], "real");
  if (!(low < high)) throw wrongValue(where, "histogram.range[1]", `a number above ${low}`, high);
  return { bins, range: [low, high] };
}
