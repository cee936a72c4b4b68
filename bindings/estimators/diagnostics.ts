/**
 * How far a run's numbers can be trusted.
 */
import { Arena } from "../arena";
import { LEAF } from "../random";
import { FOURTHS, CUBES, LARGEST, LEFT, LL, LR, PEAK, RECORD, RIGHT, RR, meanOf, squares } from "./record";
import type { Node, StateData, Totals } from "./state";
import { root, studentInterval } from "./student";
import { KEPT, TAIL_SAMPLES } from "./tails";

/** Squares of deviations below this share of that of a mean are those of a constant that was rounded. */
const ROUNDED = 2 ** -80;

/** Something found after the run, with what to do about it. */
export interface Warning {
  /** Stable; docs/warnings.md says of each what it means and what to do. */
  readonly code: WarningCode;
  /** The estimate it concerns: "value", "loc[1]", "vega" … or "weights". */
  readonly where: string;
  readonly message: string;
}

const MESSAGES = {
  "lr-rp-disagree": "likelihood-ratio and flow estimates differ by more than chance: φ jumps, its gradient is wrong, or the tails are heavy; use flow \"lr\" if φ jumps",
  "heavy-tail": "the largest terms fall off so slowly that the variance may be infinite (Pareto index above 0.7): the standard error cannot be trusted; use another flow or proposal",
  interval: "the terms are so skewed that a 95 % interval from this many samples covers less than it says; use more samples, or another flow or proposal",
  "unseen-flow": "a tenth or more of what flows crosses a place where hardly a sample is drawn: what crosses it is missing from the estimate; use flow \"lr\" for it",
  "few-weights": "a few samples carry most of the weight p/q: use a proposal nearer to p",
  "weights-mean": "the weights p/q do not average 1: the proposal does not cover p",
  "scores-mean": "w·score does not average 0: the score of p is not the derivative of its log density, or the proposal does not cover p",
  "unstable-variance": "one leaf of 512 samples holds more than half of all the spread: rare samples decide, and the standard error cannot be trusted; use another flow or proposal",
  "all-zero": "φ was 0 in every sample: an event that was not seen is not an event of probability 0; use more samples, or a proposal under which it happens",
  "all-equal": "φ was the same number in every sample: an event that was seen every time is not certain, and the interval of no width says nothing; use more samples, or a proposal under which φ differs",
  underflow: "squares of the terms are below what doubles hold: there is no standard error; multiply φ by a constant",
  "not-finite": "φ was infinite or the sum overflowed: there is no standard error",
} as const;

export type WarningCode = keyof typeof MESSAGES;

export interface Diagnostics {
  /** Effective sample size (Σw)²/Σw² of the weights w = p/q; the number of samples where q = p. */
  readonly ess: number;
  /** Largest weight as a share of their sum. */
  readonly maxWeight: number;
  /** Largest Pareto index of the tail of any estimate's terms; above 0.5 the variance, above 1 the mean may be infinite. NaN if unknown. */
  readonly paretoK: number;
  /** Largest |z| of the difference between likelihood-ratio and flow estimates; NaN where only one of them is known. */
  readonly lrVsRp: number;
  /** Mean of the weights p/q, which should be 1. */
  readonly weightsMean: number;
  /** Largest |z| of the means of w·score, of the first 4096 samples, which should be 0; NaN if it was not looked at: it is where p is custom or there is a proposal. */
  readonly scores: number;
  /** Largest share of the spread of an estimate that is in one leaf of 512 samples; NaN if there are less than 16. */
  readonly peak: number;
  /** Share of the first 4096 samples so near to a switch of a compiled φ (a comparison, sign, floor; not a kink of max or abs) as one typical distance in 20; NaN if φ has none, or in short runs. */
  readonly nearSwitches: number;
  readonly warnings: readonly Warning[];
}

/** Level at which all z-tests of one run together raise a false alarm. */
const FALSE_ALARM = 1e-6;

/** What is known of a run. @internal */
export interface Seen {
  readonly sums: Totals;
  readonly state: StateData;
  readonly lambdas: readonly number[];
  /** Records `first` … `first` + names.length − 1, the value's first; the last one of all is the weights' if there are any. */
  readonly first: number;
  readonly names: readonly string[];
  /** The number of the output. */
  readonly output: number;
  readonly outputs: number;
  /** Can likelihood ratio and flow of the k-th name be compared? */
  readonly paired: (k: number) => boolean;
  /** Does that of the k-th name cross what is hardly ever drawn? */
  readonly unseen: (k: number) => boolean;
  readonly weighted: boolean;
  /**
   * There is one column, and it is continuous. Then a flow estimate of nothing but zeros, where φ itself varies, is that of a φ which jumps and is constant
   * between: known without a test, and where there is no likelihood ratio to test against.
   */
  readonly single: boolean;
  /** All columns are continuous, and the flows of the estimates together move all of them: then the same is known where all flow estimates are 0. */
  readonly spanning: boolean;
  /** Are the terms of the value φ itself, no weights, controls or sums over states, at draws that differ? */
  readonly bare: () => boolean;
  /** Do derivatives see φ beside the draws, too? */
  readonly beside: boolean;
  /** The proposal is a tilt alone, so that weights, and with them the value, have no variance. */
  readonly pure: boolean;
  /** Are rows quasi-random? Then what single rows are like says little of the error. */
  readonly quasi: boolean;
}

/** @internal */
export function diagnose({ sums, state, lambdas, first, names, output, outputs, paired, unseen, weighted, single, spanning, bare, beside, pure, quasi }: Seen): Diagnostics {
  const { records: r, count: n } = sums.total, warnings: Warning[] = [], warn = (code: WarningCode, where: string): void => { warnings.push({ code, where, message: MESSAGES[code] }); };
  const bound = n < TAIL_SAMPLES ? Infinity : studentInterval(1 - FALSE_ALARM / (names.length + 1), n - 1), leaves = Math.ceil(n / LEAF);
  let paretoK = Number.NaN, lrVsRp = Number.NaN, peak = Number.NaN;
  const most = r[first * RECORD + LARGEST] as number, isConstant = (at: number, lambda: number): boolean => squares(r, at, lambda) <= ROUNDED * n * meanOf(r, at, lambda) ** 2;
  // where the event did not happen, [0, 0] is the interval of nothing: neither of the value nor of its derivatives
  const never = most === 0 && names.length > 1;
  // nor is it where the event always happened, or of terms that are one number since it did not
  const alike = n > 1 && (most === 0 || most >= TINY) && isConstant(first * RECORD, 0) && bare();
  const flat = (at: number): boolean => r[at + RIGHT] === 0 && r[at + RR] === 0 && (r[at + LL] as number) > 0, still = spanning && names.every((_, k) => k === 0 || flat((first + k) * RECORD));
  names.forEach((name, k) => {
    const j = first + k, at = j * RECORD, lambda = lambdas[j] as number, s2 = squares(r, at, lambda);
    const told = alike && (k === 0 || (r[at + LARGEST] as number) <= NEGLIGIBLE * most || (!beside && isConstant(at, lambda)));
    if (never && (r[at + LARGEST] === 0 || told)) warn("all-zero", name);
    else if (told && most > 0) return warn("all-equal", name);
    if ((r[at + LARGEST] as number) > 0 && (r[at + LARGEST] as number) < TINY) return warn("underflow", name);
    if (!Number.isFinite(meanOf(r, at, lambda)) || !Number.isFinite(s2)) return warn("not-finite", name);
    const index = paretoIndex(state, j, meanOf(r, at, lambda), s2), share = leaves >= LEAVES && s2 > 0 ? (r[at + PEAK] as number) / s2 : Number.NaN;
    if (!(index <= paretoK) && index === index) paretoK = index;
    if (!(share <= peak) && share === share) peak = share;
    if (index > 0.7 || (pure && name === "value")) warn("heavy-tail", name);
    else if (share > 0.5) warn("unstable-variance", name);
    if (!quasi && undercovers(sums.early, state, j, lambda, meanOf(r, at, lambda), s2, n)) warn("interval", name);
    if (unseen(k)) warn("unseen-flow", name);
    if (((single && lambda !== 0 && flat(at)) || still) && k > 0 && (r[first * RECORD + LL] as number) > ROUNDED * n * (r[first * RECORD + LEFT] as number) ** 2) return warn("lr-rp-disagree", name);
    if (!paired(k)) return;
    const z = disagreement(r, at, n);
    if (!(z <= lrVsRp)) lrVsRp = z;
    if (z > bound) warn("lr-rp-disagree", name);
  });
  const { looks } = sums.total, looked = looks?.[0] ?? 0, near = looks && looked >= LEAF && (looks[1 + output] as number) >= 0 ? (looks[1 + output] as number) / looked : Number.NaN;
  let scores = Number.NaN;
  if (looks) for (let i = 1 + outputs; i < looks.length; i += 2) {
    const mean = (looks[i] as number) / looked, spread = (looks[i + 1] as number) / looked - mean * mean, z = spread > 0 ? Math.abs(mean) / root(spread / (looked - 1)) : 0;
    if (!(z <= scores)) scores = z;
    if (z > bound && !pure) warn("scores-mean", names[1 + (i - 1 - outputs) / 2] as string);
  }
  let ess = n, maxWeight = 1 / n, weightsMean = 1;
  if (weighted) {
    const at = r.length - RECORD, mean = r[at + LEFT] as number, spread = (r[at + LL] as number) / n;
    weightsMean = mean;
    ess = (n * mean * mean) / (spread + mean * mean);
    maxWeight = (r[at + LARGEST] as number) / (n * mean);
    if (n >= TAIL_SAMPLES && ess < n / 100) warn("few-weights", "weights");
    if (!pure) {
      if (mean === 0 || Math.abs(mean - 1) > bound * root(spread / (n - 1))) warn("weights-mean", "weights");
      const index = paretoIndex(state, lambdas.length - 1, mean, spread * n);
      if (index > 0.7) warn("heavy-tail", "weights");
      if (!(index <= paretoK) && index === index) paretoK = index;
    }
  }
  return { ess, maxWeight, paretoK, lrVsRp, weightsMean, scores, peak, nearSwitches: near, warnings };
}

/** What coefficients that were fitted to rounding leave of a term that is 0. */
const NEGLIGIBLE = 2 ** -40;
/** Of terms below this nothing of a square's precision is left. */
const TINY = 2 ** -500;

/** Leaves from which on one of them may be held against the others. */
const LEAVES = 16;

/** |z| of L − R. */
function disagreement(r: readonly number[], at: number, n: number): number {
  const left = r[at + LEFT] as number, right = r[at + RIGHT] as number, difference = Math.abs(left - right);
  const spread = (r[at + LL] as number) - 2 * (r[at + LR] as number) + (r[at + RR] as number);
  // a difference within rounding is none
  if (difference <= 1e-12 * (Math.abs(left) + Math.abs(right))) return 0;
  return spread > 0 ? difference / root(spread / (n * (n - 1))) : Infinity;
}

/**
 * Does a 95 % Student-t interval cover noticeably less? To order 1/n its coverage errs by 2x·φ(x)·(κ(x² − 3)/12 − γ²(x⁴ + 2x² − 3)/18)/n
 * at x = 1.96, with γ and κ skewness and excess kurtosis of the terms: P. Hall, The Bootstrap and Edgeworth Expansion (1992), §2.6.
 * The first leaves give γ and κ; where they do not cover the run, the largest terms of all of it may show more skewness.
 *
 * The γ of a sample is skewness only where it stands out from its own noise, which long tails on both sides make: of a gamma law γ² is 2/3 of the raw kurtosis
 * κ + 3 and less by 2 (of one value that outweighs all others γ² = κ + 3 − 1, the most there can be: K. Pearson, Phil. Trans. R. Soc. A 216 (1916) 429–457),
 * where both tails are alike it is small beside it. With γ² > (κ + 3)/2 asked for, 512 terms of the likelihood ratio of cos 3x by the scale of
 * normal(1, 1), which cover 95.0 %, are warned of in 0.7 % of 1000 runs instead of 2.3 %, those of a steep logistic in none instead of 0.9 %; and e^{2x}
 * and Student's t(2.5) are covered or warned of in 100 %, as without.
 */
function undercovers(early: Node | undefined, state: StateData, j: number, lambda: number, mean: number, s2: number, n: number): boolean {
  if (n < 16) return false;
  let skewness2 = 0, kurtosis = 0;
  if (early) {
    const at = j * RECORD, m2 = squares(early.records, at, lambda) / early.count, m3 = (early.records[at + CUBES] as number) / early.count;
    if (m2 > 0) {
      skewness2 = (m3 * m3) / (m2 * m2 * m2);
      kurtosis = (early.records[at + FOURTHS] as number) / early.count / (m2 * m2) - 3;
    }
  }
  if (early?.count !== n && s2 > 0) {
    let cubes = 0;
    for (let i = 0; i < (state.tailCounts[j] ?? 0); i++) {
      // |E − mean| is at least | |E| − |mean| |
      const e = (state.tails[j * KEPT + i] as number) - Math.abs(mean);
      if (e > 0) cubes += e * e * e;
    }
    const largest = (cubes * cubes * n) / (s2 * s2 * s2);
    if (largest > skewness2) [skewness2, kurtosis] = [largest, 0];
  }
  return skewness2 > (kurtosis + 3) / 2 && coverageError(skewness2, kurtosis) / n < (n < SHORT ? 3 : 1) * TOLERATED;
}
/** Of a 95 % interval, times the number of samples. @internal */
export const coverageError = (skewness2: number, kurtosis: number): number => 0.2291 * (0.0701 * kurtosis - 1.0804 * skewness2);
/** Error of the coverage that passes without a warning; three times that in runs so short that skewness itself is hardly known. @internal */
export const TOLERATED = -0.0065;
const SHORT = 256;

/**
 * Shape of the generalised Pareto law that fits what exceeds the least of the kept |E|; NaN if there are too few. `spread` = Σ(E − mean)².
 *
 * Terms of infinite variance have most of their spread in the few largest: of the law of index 0.7 the 33 largest hold 0.9 of it, and more than 0.67 in
 * 95 % of runs, the 4 largest 0.7. Where they hold less the variance is safe, whatever shape a few excesses seem to have: bounded functions of normal
 * numbers have excesses of the oddest shapes.
 */
function paretoIndex(state: StateData, j: number, mean: number, spread: number): number {
  if (state.tailCounts[j] !== KEPT) return Number.NaN;
  const tail = state.tails.subarray(j * KEPT, (j + 1) * KEPT);
  const index = Arena.lend((allocate) => allocate(KEPT * 8), (arena, at) => {
    arena.f64.set(tail, at / 8);
    return arena.kernels.paretoIndex(at, KEPT - 1);
  });
  // |E − mean| is at least | |E| − |mean| |
  const held = (count: number): number => tail.subarray(0, count).reduce((sum, e) => sum + Math.max(0, e - Math.abs(mean)) ** 2, 0);
  return held(KEPT) < 0.6 * spread || held(4) < 0.45 * spread ? Math.min(index, 0.5) : index;
}
