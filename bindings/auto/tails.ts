/**
 * What rows of a pilot tell of the tails of terms: whether a run is long enough for its standard errors and intervals to mean what they say.
 */
import { TOLERATED, coverageError } from "../estimators/diagnostics";

/** Excess kurtosis for each sample of a run, at most: the relative error of its variance is then a third. */
const KURTOSIS = 0.1;
/** So much less may a pilot see of a tail than there is. */
const MARGIN = 4;
/** Rows that must tell of what varies, at least: with less, a few say it all. */
const SEEN = 8;
/** One of so many rows; more than such a share of all squares in them makes a tail of which a longer run has yet to see the rest. */
const FARTHEST = 64, HEAVY = 0.3;

/** Squared skewness and excess kurtosis; as of how many rows of equal squares these are. NaN of what does not vary. @internal */
export interface Shape { readonly skewness2: number; readonly kurtosis: number; readonly rows: number }

/** Of terms, which are given times their weights. @internal */
export function shapeOf(weighted: Float64Array, weights: Float64Array): Shape {
  let n = 0, sum = 0;
  for (let i = 0; i < weighted.length; i++) {
    n += weights[i] as number;
    sum += weighted[i] as number;
  }
  // around their mean, beside which terms may be small
  const mean = sum / n;
  let squares = 0, cubes = 0, fourths = 0, shares = 0;
  for (let i = 0; i < weighted.length; i++) {
    const w = weights[i] as number, t = (weighted[i] as number) / w - mean, square = w * t * t;
    squares += square;
    cubes += square * t;
    fourths += square * t * t;
    shares += square * square;
  }
  const variance = squares / n, third = cubes / n;
  return { skewness2: (third * third) / (variance * variance * variance), kurtosis: fourths / n / (variance * variance) - 3, rows: (squares * squares) / shares };
}

/** Have enough of so many rows a part in what varies? Not if nothing does. @internal */
export const isSeen = ({ rows }: Shape): boolean => rows >= SEEN;

/** Does a 95 % interval of as many samples cover what it says, as far as the rows tell? @internal */
export const isCalm = ({ skewness2, kurtosis, rows }: Shape, samples: number): boolean =>
  !(coverageError(skewness2, kurtosis) * MARGIN < TOLERATED * samples) && !(kurtosis * MARGIN > KURTOSIS * samples) && !(rows < SEEN);

/** Do the farthest rows hold too much of the sum? Sorts them. @internal */
export function isHeavy(squares: Float64Array): boolean {
  const count = squares.length / FARTHEST;
  let all = 0, largest = 0;
  for (const v of squares) {
    all += v;
    if (v > largest) largest = v;
  }
  return count * largest > HEAVY * all && squares.sort().subarray(-count).reduce((sum, v) => sum + v, 0) > HEAVY * all;
}
