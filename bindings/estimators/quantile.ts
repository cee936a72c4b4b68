/**
 * Quantiles and their intervals, from ranks: nothing is assumed of the distribution.
 */
import { type SketchData, endsOf, middleOf } from "./sketch";
import { root, studentInterval } from "./student";

/** A quantile with its confidence interval. */
export interface Quantile {
  readonly level: number;
  /** The number of rank ⌈level·n⌉, as exactly as the sketch knows it. */
  readonly value: number;
  /** Ends of the interval; infinite where there are too few samples for an end. */
  readonly low: number;
  readonly high: number;
}

/** @internal */
export function quantileOf(sketch: SketchData, level: number, confidence: number): Quantile {
  if (sketch.nan > 0) return { level, value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const n = sketch.counts.reduce((sum, count) => sum + count, 0),
    [l, u] = ranks(n, level, confidence);
  // level·n is rounded: what is an integer but for that is one, as 0.07·100
  const rank = Math.ceil(level * n * (1 - Number.EPSILON));
  return {
    level,
    value: middleOf(sketch, binOf(sketch, rank)),
    low: l < 1 ? -Infinity : endsOf(sketch, binOf(sketch, l))[0],
    high: u > n ? Infinity : endsOf(sketch, binOf(sketch, u))[1],
  };
}

/** The bin of the number of that rank, 1 … n. */
function binOf({ counts }: SketchData, rank: number): number {
  let b = 0;
  for (let below = counts[0] as number; below < rank; below += counts[b] as number) b++;
  return b;
}

/** Up to this variance of a rank the binomial law is summed; beyond, the normal one errs by less than 2e-4 in the level. */
const EXACT = 2 ** 20;
/** Terms smaller than that beside the largest are left out. */
const NOTHING = 1e-25;

/**
 * Ranks l and u between whose numbers the true quantile lies with at least the given confidence, half of the rest on either side:
 * with B ~ Binomial(n, level), l is the largest with P(B < l) and u the least with P(B ≥ u) at most (1 − confidence)/2. They may be 0
 * and n + 1: no such number. H. A. David, H. N. Nagaraja, Order Statistics (2003), §7.1.
 */
export function ranks(n: number, level: number, confidence: number): [l: number, u: number] {
  const mean = n * level,
    variance = mean * (1 - level),
    rest = (1 - confidence) / 2;
  if (variance > EXACT) {
    const reach = studentInterval(confidence, Infinity) * root(variance);
    return [Math.floor(mean + 0.5 - reach), Math.ceil(mean + 0.5 + reach)];
  }
  const mode = Math.min(n, Math.floor((n + 1) * level)),
    odds = level / (1 - level),
    falling = [1],
    rising: number[] = [];
  for (let k = mode, term = 1; k > 0 && term > NOTHING; k--) falling.push((term *= k / (n - k + 1) / odds));
  for (let k = mode, term = 1; k < n && term > NOTHING; k++) rising.push((term *= ((n - k) / (k + 1)) * odds));
  const first = mode - falling.length + 1,
    terms = [...falling.reverse(), ...rising],
    share = rest * terms.reduce((sum, term) => sum + term, 0);
  let l = first,
    u = first + terms.length;
  for (let sum = terms[0] as number; sum <= share; sum += terms[l - first] as number) l++;
  for (let sum = terms[u - 1 - first] as number; sum <= share; sum += terms[u - 1 - first] as number) u--;
  return [l, u];
}
