/** What two ways to the same number leave of each other, at many places, and what the difference looks like. */
import { type Distribution, vector } from "../index";
import { type Derivative, extrapolated, pairs } from "./differences";
import type { Family, Theta } from "./family";
import type { Moved, Places } from "./places";

/** Less than this share of the terms is rounding, or the error of a formula in a tail. */
const SHARE = 1e-6, FLOOR = 1e-9;
/** Differences are off by at most so many of their own estimates; where these are a larger share of the terms than this, nothing is said. */
const ERRORS = 20, POOR = 1e-3;
/** How alike a guess and the numbers must be, and in how large a share of the places. */
const ALIKE = 1e-4, MOST = 0.9;
const ROUNDING = 2 ** -50;

/** Two columns of numbers that ought to be the same. @internal */
export interface Compared {
  readonly got: Float64Array;
  readonly expected: Float64Array;
  /** Of the differences among them. */
  readonly error: Float64Array;
  /** Of the terms that make them. */
  readonly size: Float64Array;
}

/** @internal */
export interface Verdict { readonly bad: readonly number[]; readonly usable: readonly number[]; readonly worst: number }

/** @internal */
export function judged({ got, expected, error, size }: Compared): Verdict {
  const usable: number[] = [], bad: number[] = [];
  let worst = -1, most = 0;
  for (let i = 0; i < got.length; i++) {
    const e = error[i] as number, s = size[i] as number;
    // NaN beside a number that is known is wrong, not unknown
    if (!(e <= POOR * s || s === 0) || !Number.isFinite(expected[i] as number) || !Number.isFinite(s)) continue;
    usable.push(i);
  }
  const sorted = usable.map((i) => size[i] as number).sort((a, b) => a - b), typical = sorted[Math.floor(sorted.length / 2)] ?? 0;
  for (const i of usable) {
    const off = Math.abs((got[i] as number) - (expected[i] as number)), s = size[i] as number;
    if (off <= SHARE * s + FLOOR * typical + ERRORS * (error[i] as number)) continue;
    bad.push(i);
    const share = Number.isNaN(off) ? Infinity : off / (s + FLOOR * typical);
    if (worst < 0 || share > most) { worst = i; most = share; }
  }
  return { bad, usable, worst };
}

/** A mistake, and what one would have got by it. @internal */
export type Guess = readonly [mistake: string, got: (i: number) => number];

/** The first guess that all numbers bear out. @internal */
export function likely({ got, expected, size }: Compared, { usable, bad }: Verdict, guesses: readonly Guess[]): string | undefined {
  const telling = usable.filter((i) => (size[i] as number) > 0), alike = (value: (i: number) => number): boolean =>
    telling.length > 2 && telling.filter((i) => Math.abs((got[i] as number) - value(i)) <= ALIKE * (size[i] as number)).length >= MOST * telling.length;
  if (bad.length < 0.3 * telling.length) return undefined;
  if (telling.every((i) => Number.isNaN(got[i]))) return "it is NaN";
  const all: Guess[] = [["its sign is flipped", (i) => -(expected[i] as number)], ["it is 0", () => 0], ...guesses];
  const found = all.find(([, value]) => alike(value));
  if (found) return found[0];
  const factor = constant(telling, (i) => (got[i] as number) / (expected[i] as number));
  if (factor !== undefined && alike((i) => factor * (expected[i] as number))) return `it is ${rounded(factor)} times what it should be`;
  const more = constant(telling, (i) => (got[i] as number) - (expected[i] as number));
  return more !== undefined && alike((i) => (expected[i] as number) + more) ? `a constant, ${rounded(more)}, is added` : undefined;
}

/** The median, if most are near it. @internal */
export function constant(which: readonly number[], of: (i: number) => number): number | undefined {
  const values = which.map(of).filter(Number.isFinite).sort((a, b) => a - b), middle = values[Math.floor(values.length / 2)];
  return middle !== undefined && values.filter((v) => Math.abs(v - middle) <= 1e-3 * Math.abs(middle)).length >= 0.8 * values.length && values.length > 2 ? middle : undefined;
}

/** A number for a message. @internal */
export const rounded = (v: number): string => (Number.isFinite(v) ? String(Number(v.toPrecision(4))) : String(v));

/** An estimator v·∇φ + ψ·φ of draws of q, on rows. @internal */
export interface Terms {
  /** D numbers a row; absent where v is 0. */
  readonly v: ((rows: Float64Array) => Float64Array) | undefined;
  readonly psi: (rows: Float64Array) => Float64Array;
  readonly q: Distribution;
}

/** Both sides of the theorem, and what they are made of. @internal */
export interface Sides extends Compared {
  /** ∂θp/q, and ∂θ log p. */
  readonly change: Float64Array;
  readonly score: Float64Array;
  /** ∇·(q·v)/q, and ∇·v. */
  readonly carried: Float64Array;
  readonly divergence: Float64Array;
}

/**
 * ψ, and what it should be: ∇·(q·v)/q + ∂θp/q, where on the integers ∇·(q·v) of a column is J_k − J_(k−1), J = q·v. Undefined where ∂θp is not known.
 * (Parmas and Sugiyama 2021, Thm. 3; Thm. 2 for v = 0.)
 * @internal
 */
export function sidesOf(family: Family, theta: Theta, { v, psi, q }: Terms, places: Places, finer = 1): Sides | undefined {
  const { rows, n } = places, slope = family.slope(theta, rows, finer), { p, columns: D } = family;
  if (!slope) return undefined;
  const logQ = q.logProb(rows), logP = q === p ? logQ : p.logProb(rows), weight = vector.exp(logP.map((log, i) => log - (logQ[i] as number)));
  const zero = (i: number): boolean => logP[i] === -Infinity, change = slope.value.map((s, i) => (zero(i) ? 0 : (weight[i] as number) * s)), got = psi(rows);
  const error = slope.error.map((e, i) => (zero(i) ? 0 : (weight[i] as number) * e)), carried = new Float64Array(n), divergence = new Float64Array(n), size = change.map((c, i) => Math.abs(c) + (Number.isNaN(got[i]) ? 0 : Math.abs(got[i] as number)));
  if (v) family.directions.forEach(({ column, count }, k) => {
    const part = count ? difference(q, v, rows, D, column, logQ) : derivative(q, v, rows, D, places.moved(k, finer), column, logQ);
    for (let i = 0; i < n; i++) {
      carried[i] = (carried[i] as number) + (part.value[i] as number);
      divergence[i] = (divergence[i] as number) + (part.plain[i] as number);
      error[i] = (error[i] as number) + (part.error[i] as number);
      size[i] = (size[i] as number) + Math.abs(part.value[i] as number);
    }
  });
  return { got, expected: carried.map((c, i) => c + (change[i] as number)), error, size, change, score: slope.value, carried, divergence };
}

/** @internal */
export const columnOf = (rows: Float64Array, D: number, d: number): Float64Array => (D === 1 ? rows : Float64Array.from({ length: rows.length / D }, (_, i) => rows[i * D + d] as number));

interface Carried extends Derivative { readonly plain: Float64Array }

/** ∂(q·v_d)/∂x_d/q, and ∂v_d/∂x_d. */
function derivative(q: Distribution, v: Terms["v"] & object, rows: Float64Array, D: number, { step, rows: all }: Moved, column: number, logQ: Float64Array): Carried {
  const n = step.length, u = v(all), log = q.logProb(all);
  const own = columnOf(u, D, column), ratio = vector.exp(log.map((l, i) => l - (logQ[i % n] as number)));
  // a density that is 0 within a step has an end there
  const { plus, minus } = pairs(own.map((u, i) => (ratio[i] === 0 ? NaN : u * (ratio[i] as number))), n), plain = pairs(own, n);
  const at = columnOf(rows, D, column), here = columnOf(v(rows), D, column), { value, error } = extrapolated(here, at, step, plus, minus), slope = extrapolated(here, at, step, plain.plus, plain.minus).value;
  // rounding of x is felt by each of the two factors, however well their slopes cancel
  return { value, plain: slope, error: error.map((e, i) => e + ROUNDING * Math.abs((at[i] as number) / (step[i] as number)) * (Math.abs(slope[i] as number) + Math.abs((value[i] as number) - (slope[i] as number)))) };
}

/** (J_k − J_(k−1))/q_k */
function difference(q: Distribution, v: Terms["v"] & object, rows: Float64Array, D: number, column: number, logQ: Float64Array): Carried {
  const below = rows.slice(), n = rows.length / D;
  for (let i = 0; i < n; i++) below[i * D + column] = Math.max(0, (rows[i * D + column] as number) - 1);
  const here = v(rows), before = v(below), log = q.logProb(below), ratio = vector.exp(log.map((l, i) => l - (logQ[i] as number)));
  const value = new Float64Array(n), error = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const first = rows[i * D + column] === 0;
    // what flows through an integer that never comes is not known
    if (!first && log[i] === -Infinity) error[i] = Infinity;
    value[i] = (here[i * D + column] as number) - (first ? 0 : (before[i * D + column] as number) * (ratio[i] as number));
    error[i] = (error[i] as number) + 2 ** -48 * (Math.abs(here[i * D + column] as number) + Math.abs(value[i] as number));
  }
  return { value, error, plain: new Float64Array(n) };
}

/** ∇·v by differences; where p is given, with (J_k − J_(k−1))/p_k of columns of integers. @internal */
export function divergenceOf(family: Family, v: Terms["v"] & object, { rows, n, moved }: Places, finer = 1, p?: Distribution): Derivative & { readonly size: Float64Array } {
  const value = new Float64Array(n), error = new Float64Array(n), size = new Float64Array(n), D = family.columns;
  family.directions.forEach(({ column, count }, k) => {
    if (count) {
      if (!p) return;
      const part = difference(p, v, rows, D, column, p.logProb(rows));
      for (let i = 0; i < n; i++) {
        value[i] = (value[i] as number) + (part.value[i] as number);
        error[i] = (error[i] as number) + (part.error[i] as number);
        size[i] = (size[i] as number) + Math.abs(part.value[i] as number);
      }
      return;
    }
    const { step, rows: all } = moved(k, finer), u = v(all);
    const { plus, minus } = pairs(columnOf(u, D, column), n), here = columnOf(v(rows), D, column), part = extrapolated(here, columnOf(rows, D, column), step, plus, minus);
    for (let i = 0; i < n; i++) {
      value[i] = (value[i] as number) + (part.value[i] as number);
      error[i] = (error[i] as number) + (part.error[i] as number);
      // v over its own length: what a slope of nearly 0 is small against
      size[i] = (size[i] as number) + Math.abs(part.value[i] as number) + 1e-3 * Math.abs((here[i] as number) / (step[i] as number));
    }
  });
  return { value, error, size };
}
