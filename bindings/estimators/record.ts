/**
 * Records: the sums of one estimate over some rows, as the kernel `accumulate` writes them, and how two of them become one.
 */

/**
 * Where each sum stands in a record. Deviations are from the means of the same rows. UNITS is Σ rows²/unit·(mean E of a unit − mean E)² over the
 * units, of which only the last may have other than `unit` rows: so each counts as it does in the mean; 0 where a unit is one row. PEAK is the largest
 * Σ(E − mean)² of any leaf. A LARGEST of VOID marks the record of rows that say nothing.
 */
export const LEFT = 0, RIGHT = 1, LL = 2, LR = 3, RR = 4, LARGEST = 5, CUBES = 6, FOURTHS = 7, UNITS = 8, PEAK = 9;
/** See above. */
export const VOID = -1;
/** Numbers in a record. */
export const RECORD = 10;

/** Σ(E − mean)² of E = (1 − λ)L + λR. */
export function squares(r: ArrayLike<number>, at: number, lambda: number): number {
  const kept = 1 - lambda;
  const sum = kept * kept * (r[at + LL] as number) + 2 * lambda * kept * (r[at + LR] as number) + lambda * lambda * (r[at + RR] as number);
  return sum < 0 ? 0 : sum;
}

/** Mean of E = (1 − λ)L + λR. */
export function meanOf(r: ArrayLike<number>, at: number, lambda: number): number {
  const left = r[at + LEFT] as number, right = r[at + RIGHT] as number;
  return lambda === 0 ? left : lambda === 1 ? right : left + lambda * (right - left);
}

/** The mean of both rows, a + step; where one is infinite, what adding them gives. */
const between = (a: number, b: number, step: number): number => (Number.isFinite(step) ? a + step : a + b);

/** b − a, and 0 between equal infinities. */
const difference = (a: number, b: number): number => (a === b ? 0 : b - a);

/** Records in an array, or in working memory, from index `from` on. @internal */
export interface Records {
  readonly numbers: number[] | Float64Array;
  readonly from: number;
  /** Rows. */
  readonly count: number;
}

/**
 * a = the records of the rows of a and b together, λ of each record in `lambdas`; third and fourth moments if wanted. `separate`: no unit has rows
 * in both. Of `unit` rows, b may be the last unit, which has less.
 * T. F. Chan, G. H. Golub, R. J. LeVeque, Am. Stat. 37 (1983) 242–247; P. Pébay, Sandia report SAND2008-6212 (third and fourth moments).
 */
export function mergeRecords({ numbers: a, from, count: na }: Records, { numbers: b, from: other, count: nb }: Records, lambdas: readonly number[], higher: boolean, separate: boolean, unit: number): void {
  const last = nb < unit ? nb / unit : 1, n = na + nb, share = nb / n, weight = na * share;
  for (let j = 0, at = from, bt = other; j < lambdas.length; j++, at += RECORD, bt += RECORD) {
    if (b[bt + LARGEST] === VOID) continue;
    const dl = difference(a[at + LEFT] as number, b[bt + LEFT] as number), dr = difference(a[at + RIGHT] as number, b[bt + RIGHT] as number);
    if (higher) mergeHigher(a, na, at, b, nb, bt, lambdas[j] as number, dl, dr);
    a[at + LEFT] = between(a[at + LEFT] as number, b[bt + LEFT] as number, dl * share);
    a[at + RIGHT] = between(a[at + RIGHT] as number, b[bt + RIGHT] as number, dr * share);
    a[at + LL] = (a[at + LL] as number) + (b[bt + LL] as number) + dl * dl * weight;
    a[at + LR] = (a[at + LR] as number) + (b[bt + LR] as number) + dl * dr * weight;
    a[at + RR] = (a[at + RR] as number) + (b[bt + RR] as number) + dr * dr * weight;
    const la = a[at + LARGEST] as number, lb = b[bt + LARGEST] as number;
    a[at + LARGEST] = lb > la ? lb : la;
    const lambda = lambdas[j] as number, d = lambda === 0 ? dl : lambda === 1 ? dr : dl + lambda * (dr - dl), pa = a[at + PEAK] as number, pb = b[bt + PEAK] as number;
    a[at + UNITS] = (a[at + UNITS] as number) + (b[bt + UNITS] as number) + (separate ? d * d * weight * last : 0);
    a[at + PEAK] = pb > pa ? pb : pa;
  }
}

/** Third and fourth moments; the lower ones of a are still its own. */
function mergeHigher(a: Records["numbers"], na: number, at: number, b: Records["numbers"], nb: number, bt: number, lambda: number, dl: number, dr: number): void {
  const n = na + nb, weight = (na * nb) / n, sa = squares(a, at, lambda), sb = squares(b, bt, lambda);
  const d = lambda === 0 ? dl : lambda === 1 ? dr : dl + lambda * (dr - dl), dd = d * d, ca = a[at + CUBES] as number, cb = b[bt + CUBES] as number;
  a[at + FOURTHS] = (a[at + FOURTHS] as number) + (b[bt + FOURTHS] as number) + (dd * dd * weight * (na * na - na * nb + nb * nb)) / (n * n)
    + (6 * dd * (na * na * sb + nb * nb * sa)) / (n * n) + (4 * d * (na * cb - nb * ca)) / n;
  a[at + CUBES] = ca + cb + (dd * d * weight * (na - nb)) / n + (3 * d * (na * sb - nb * sa)) / n;
}

/**
 * Adds to `a`, lower triangles of Σ(a − ā)(b − b̄) of `count` estimates, those of `b`; `ma` and `mb` are the means of the estimates.
 * To be called before the records merge. Of `unit` rows, b may be the last unit, which has less.
 */
export function mergeProducts(a: Float64Array, na: number, b: Float64Array, nb: number, ma: Float64Array, mb: Float64Array, unit: number): void {
  const weight = ((na * nb) / (na + nb)) * (nb < unit ? nb / unit : 1);
  for (let i = 0, at = 0; i < ma.length; i++) {
    const di = (mb[i] as number) - (ma[i] as number);
    for (let j = 0; j <= i; j++, at++) a[at] = (a[at] as number) + (b[at] as number) + weight * di * ((mb[j] as number) - (ma[j] as number));
  }
}
