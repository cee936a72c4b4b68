/**
 * What an estimator does at the ends of the support. By parts, E_q[v·∇φ] holds q·v·φ at the ends, and ∂θE_p[φ] holds p·ė·φ for an end e that moves: these
 * must be the same, together with what the estimator adds of φ at the end itself.
 */
import { type Distribution, vector } from "../index";
import { type Ends, type Family, type Theta } from "./family";
import type { Terms } from "./defects";
import { spreadOf } from "./places";

/** A term weight·φ(at) of an estimator, at an end of the support of a column. */
export interface EndTerm {
  /** 0 if absent. */
  readonly column?: number;
  readonly at: number;
  readonly weight: number;
}

/** Steps to an end: the distance is 2^−k of the width, far out 2^k times the width. */
const TO_ZERO = [10, 20, 40, 80, 160, 320, 640, 960], TO_END = [6, 12, 18, 24, 30, 36, 42], TO_FACE = [5, 10, 15, 20, 25, 30], FAR = [1, 2, 4, 8, 16, 32, 64, 128];
/** A logarithm that falls by more than this at the last step, or is so far below the largest, is on its way to −Infinity. */
const FALLING = -0.03, NOTHING = -20, E_NOTHING = 2e-9;
/** The nearest of 1024 draws to an end is not much nearer than this part of the width; where it is, the density has a scale of its own there. */
const NEAREST = 1024;
/** How near the flux must be to what it should be. */
const ALIKE = 1e-3;
/** Draws from which ways to the ends start, of several columns. */
const WAYS = 4;

/** A flux that is not what it should be. @internal */
export interface Leak {
  readonly row: Float64Array;
  readonly column: number;
  readonly end: number;
  /** +1 for an upper end, −1 for a lower one. */
  readonly normal: number;
  readonly got: number;
  readonly expected: number;
  /** Does θ move the end? */
  readonly moving: boolean;
}

const falls = (logs: readonly number[], nothing = NOTHING): boolean => {
  const known = logs.filter((v) => !Number.isNaN(v)), last = known.at(-1) ?? -Infinity, before = known.at(-2) ?? last, top = known.reduce((most, v) => Math.max(most, v), -Infinity);
  return last === -Infinity || (top < Infinity && (last < top + nothing || last - before < FALLING));
};

/** @returns leaks, how many ends were looked at, and whether there are ends of which nothing is known @internal */
export function leaksOf(family: Family, theta: Theta, { v, q }: Terms, terms: readonly EndTerm[], seen: (row: Float64Array) => void = () => {}): { readonly leaks: Leak[]; readonly looked: number; readonly unknown: boolean } {
  const { p, columns: D, draws, directions } = family, rates = family.endRates(theta), ends = family.ends(), leaks: Leak[] = [];
  let looked = 0, unknown = false;
  const simplex = new Set(directions.flatMap(({ column, partner }) => (partner === undefined ? [] : [column, partner])));
  const counts = new Set(directions.filter(({ count }) => count).map(({ column }) => column));
  for (let column = 0; column < D; column++) {
    if (counts.has(column)) continue;
    const spread = spreadOf(draws, D, column), of = (simplex.has(column) ? [0, NaN] : ends[column]) as Ends, others = D === 1 && q !== p ? family.ends(q)[0] as Ends : of;
    for (const side of [0, 1] as const) for (const end of new Set([of[side], others[side]])) {
      if (Number.isNaN(end)) {
        unknown ||= !simplex.has(column);
        continue;
      }
      const rate = end === of[side] ? rates?.[column]?.[side] : 0;
      if (rate === undefined) { unknown = true; continue; }
      const normal = side ? 1 : -1, finite = Number.isFinite(end), weight = terms.filter(({ column: d = 0, at }) => d === column && Math.abs(at - end) <= 1e-9 * (Math.abs(at) + spread.width)).reduce((sum, one) => sum + one.weight, 0);
      // at the end of p where q goes on
      const nearest = Math.abs((side ? spread.high : spread.low) - end), width = finite && nearest > 0 && !simplex.has(column) ? Math.min(spread.width, NEAREST * nearest) : spread.width;
      const beyond = (sign: number): Float64Array => Float64Array.from(finite ? (simplex.has(column) ? TO_FACE : end === 0 ? TO_ZERO : TO_END) : FAR, (k) => (finite ? end + sign * normal * width * 2 ** -k : spread.middle + normal * spread.width * 2 ** k));
      for (let way = 0; way < (D === 1 ? 1 : WAYS); way++) {
        const base = draws.subarray(way * D, (way + 1) * D), rows = rowsOf(base, column, Float64Array.of(base[column] as number, ...beyond(-1)), simplex), flux = fluxOf(q, v, rows, D, column), density = p.logProb(rows), mass = vector.exp(density), own = flux.logs.length - 1;
        seen(rows);
        looked++;
        const settles = !falls(Array.from(density), -Infinity), expected = Math.abs(rate) > 1e-9 * (Math.abs(rate) + spread.width * 1e-6) && settles ? rate * (mass[own] as number) : 0;
        const outside = D === 1 && finite && q !== p ? fluxOf(q, v, rowsOf(base, column, beyond(1), simplex), D, column).values.at(-1) as number : 0;
        const got = (flux.values[own] as number) - (outside || 0) + normal * weight, top = flux.values.reduce((most, f) => Math.max(most, Number.isNaN(f) ? 0 : Math.abs(f)), 0);
        const off = Math.abs(got - expected), nothing = E_NOTHING * Math.max(top, Math.abs(rate) * (mass[0] as number));
        const fine = expected === 0 && weight === 0 && !outside ? v === undefined || falls(flux.logs) : off <= ALIKE * (expected === 0 ? Math.abs(weight) + top : Math.abs(expected));
        if (fine || off <= nothing) continue;
        leaks.push({ row: rows.slice(own * D, (own + 1) * D), column, end, normal, got, expected, moving: expected !== 0 });
        break;
      }
    }
  }
  return { leaks, looked, unknown };
}

function rowsOf(base: Float64Array, column: number, x: Float64Array, simplex: ReadonlySet<number>): Float64Array {
  const D = base.length, rows = new Float64Array(x.length * D), other = simplex.has(column) ? [...simplex].find((d) => d !== column) : undefined;
  x.forEach((v, k) => {
    rows.set(base, k * D);
    rows[k * D + column] = v;
    if (other !== undefined) rows[k * D + other] = (base[other] as number) + (base[column] as number) - v;
  });
  return rows;
}

/** q·v_d and its logarithm. */
function fluxOf(q: Distribution, v: Terms["v"], rows: Float64Array, D: number, column: number): { readonly values: Float64Array; readonly logs: number[] } {
  const n = rows.length / D;
  if (!v) return { values: new Float64Array(n), logs: new Array<number>(n).fill(-Infinity) };
  const log = q.logProb(rows), all = v(rows), own = Float64Array.from({ length: n }, (_, i) => all[i * D + column] as number), logs = Array.from(vector.log(own.map(Math.abs)), (l, i) => (log[i] === -Infinity ? -Infinity : l + (log[i] as number)));
  return { values: vector.exp(Float64Array.from(logs)).map((f, i) => (own[i] as number) < 0 ? -f : f), logs };
}
