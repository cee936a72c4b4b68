/** Derivatives of functions that others have written: central differences of many steps, extrapolated, each with an estimate of its error. */

/** Steps h, h/2 … h/2^(STEPS − 1). @internal */
export const STEPS = 10;
/** Rounding of a function that is made of a few elementary ones. */
const ROUNDING = 2 ** -50;
/** Steps that are a smaller share of x than this are mostly rounding. */
const LEAST = 2 ** -30;
/** A jump of a slope that matters. */
const KINK = 1e-3;

/** Of each row; the error is Infinity where nothing could be told. @internal */
export interface Derivative { readonly value: Float64Array; readonly error: Float64Array }

/**
 * Neville's table on differences of steps h/2^k, of which the entry that agrees best with its neighbours is taken, and the worst disagreement
 * with them as error: C. J. F. Ridders, Adv. Eng. Software 4 (1982) 75–76. Steps at which a function is not finite are left out.
 *
 * Where the slope has a kink, differences agree with each other on the mean of its two sides: there nothing is said either.
 *
 * @param centre f of row i itself
 * @param at where the rows are, of which steps are rounded
 * @param plus plus[k][i] = f of row i at +step[i]/2^k, minus[k][i] at −step[i]/2^k
 * @internal
 */
export function extrapolated(centre: Float64Array, at: Float64Array, step: Float64Array, plus: readonly Float64Array[], minus: readonly Float64Array[]): Derivative {
  const value = new Float64Array(step.length), error = new Float64Array(step.length).fill(Infinity);
  const before = new Float64Array(STEPS), row = new Float64Array(STEPS);
  for (let i = 0; i < step.length; i++) {
    let length = 0, earlier = 0, previous = 0, last = 0;
    for (let k = 0; k < plus.length; k++) {
      const a = (plus[k] as Float64Array)[i] as number, b = (minus[k] as Float64Array)[i] as number, h = (step[i] as number) / 2 ** k, x = Math.abs(at[i] as number);
      row[0] = (a - b) / (2 * h);
      if (!Number.isFinite(row[0]) || !(h > LEAST * x)) { length = 0; continue; }
      const noise = (ROUNDING * (Math.abs(a) + Math.abs(b) + x * Math.abs(row[0]))) / h;
      for (let j = 1, power = 4; j <= length; j++, power *= 4) {
        const better = (power * (row[j - 1] as number) - (before[j - 1] as number)) / (power - 1);
        const off = Math.max(Math.abs(better - (row[j - 1] as number)), Math.abs(better - (before[j - 1] as number)), noise);
        row[j] = better;
        if (off < (error[i] as number)) {
          error[i] = off;
          value[i] = better;
        }
      }
      before.set(row.subarray(0, length + 1));
      length++;
      // second differences of what is smooth fall like h², to a quarter of this in two steps; those at a kink like h
      const bend = Math.abs(a - (centre[i] as number) + (b - (centre[i] as number))) / h;
      [earlier, previous, last] = [previous, last, bend > 64 * noise ? bend : 0];
    }
    if (last > KINK * Math.abs(value[i] as number) && last > 0.5 * earlier) error[i] = Infinity;
  }
  return { value, error };
}

/** Rows at x ± step/2^k along one column, whose partner takes what it gets: for each k first those above, then those below. @internal */
export function stepped(rows: Float64Array, columns: number, step: Float64Array, column: number, partner: number | undefined): Float64Array {
  const n = step.length, out = new Float64Array(2 * STEPS * rows.length);
  for (let k = 0; k < STEPS; k++) for (const side of [0, 1]) {
    const at = (2 * k + side) * rows.length;
    out.set(rows, at);
    for (let i = 0; i < n; i++) {
      const h = ((side ? -1 : 1) * (step[i] as number)) / 2 ** k, x = at + i * columns;
      out[x + column] = (out[x + column] as number) + h;
      if (partner !== undefined) out[x + partner] = (out[x + partner] as number) - h;
    }
  }
  return out;
}

/** Splits what a function gave for the rows of `stepped`. @internal */
export function pairs(values: Float64Array, n: number): { readonly plus: Float64Array[]; readonly minus: Float64Array[] } {
  const part = (k: number): Float64Array => values.subarray(k * n, (k + 1) * n);
  return { plus: Array.from({ length: STEPS }, (_, k) => part(2 * k)), minus: Array.from({ length: STEPS }, (_, k) => part(2 * k + 1)) };
}
