/**
 * The slice density |∂θp|/TV of any family of one number. The flux J = p·u = −∂θF rises where the score is negative and falls where it is positive:
 * on a piece between two of its zeros |J′| = |∂θp|, so a draw from there is where J has a uniform value between those at the piece's ends
 * (Parmas & Sugiyama 2021, Sec. 5.2).
 */
import { type Allocate, type Arena, columnBytes } from "../arena";
import { lawCostOf } from "../cost";
import type { Internals, Law } from "../distribution";
import { logsOfDraws } from "../logs";
import { LEAF } from "../random";
import type { Tilt, TiltSource } from "./tilt";

const COLUMN = columnBytes(LEAF);
/** Quantiles between which zeros of the score are looked for, and steps outwards beyond them. */
const GRID = 255, TAIL = [10, 14, 20, 30, 40, 50], BEYOND = 24;
/** 2^¼: powers that are not whole differ from engine to engine. */
const QUARTER = 1.189207115002721;
/** Beyond the last points, |J| is below this share of the largest. */
const NEGLIGIBLE = 2 ** -80;
/** Newton's steps, and halvings where these leave the bracket; the relative error of J. */
const STEPS = 90, ROUNDING = 2 ** -50;
/** What a step takes beside p and its flow, in nanoseconds. */
const AROUND = 12;

/** Of the only column of `own` and one entry. `rounded`: see `TiltSource`. @internal */
export function piecewise(own: Internals, entry: number, column: number, rounded: boolean): TiltSource {
  return {
    first: column, count: 1, rounded,
    get cost() { const { logProb, flows, tries } = lawCostOf(own); return { draw: tries * (logProb + flows + AROUND), ratio: 0 }; },
    layout: (allocate: Allocate) => {
      const law = own.layout(allocate), x = allocate(COLUMN), log = allocate(COLUMN), slope = allocate(COLUMN);
      return (arena: Arena): Tilt => new Pieces(arena, law(arena), own, entry, { x, log, slope });
    },
  };
}

/** x rising, with J at each; `from` and `to` are numbers of points between which J is monotone. */
interface Piece { readonly from: number; readonly to: number; readonly share: number }

class Pieces implements Tilt {
  readonly norm: number;
  readonly #x: Float64Array;
  readonly #flux: Float64Array;
  readonly #pieces: readonly Piece[];
  /** Work space: brackets and targets of the rows. */
  readonly #low = new Float64Array(LEAF);
  readonly #high = new Float64Array(LEAF);
  readonly #part = new Float64Array(LEAF);
  readonly #target = new Float64Array(LEAF);
  readonly #rising = new Uint8Array(LEAF);

  constructor(private readonly arena: Arena, private readonly law: Law, private readonly own: Internals, private readonly entry: number, private readonly at: { readonly x: number; readonly log: number; readonly slope: number }) {
    const points = this.#points(own), zeros = this.#zeros(points), all = [...new Set([...points, ...zeros])].filter(Number.isFinite).sort((a, b) => a - b);
    const flux = this.#fluxes(all), top = flux.reduce((most, v) => Math.max(most, Math.abs(v)), 0), kept = all.map((_, i) => i).filter((i) => Number.isFinite(flux[i]));
    const first = kept.findIndex((i) => Math.abs(flux[i]!) > NEGLIGIBLE * top), last = kept.length - 1 - kept.slice().reverse().findIndex((i) => Math.abs(flux[i]!) > NEGLIGIBLE * top);
    const used = kept.slice(Math.max(0, first - 1), last + 2);
    this.#x = Float64Array.from(used, (i) => all[i]!);
    this.#flux = Float64Array.from(used, (i) => flux[i]!);
    this.#flux[0] = 0;
    this.#flux[used.length - 1] = 0;
    const ends = [0, ...zeros.map((zero) => this.#x.indexOf(zero)).filter((i) => i > 0 && i < used.length - 1), used.length - 1];
    const heights = ends.slice(1).map((to, k) => Math.abs(this.#flux[to]! - this.#flux[ends[k]!]!));
    this.norm = heights.reduce((sum, height) => sum + height, 0);
    this.#pieces = heights.map((height, k) => ({ from: ends[k]!, to: ends[k + 1]!, share: height / this.norm }));
  }

  draw(words: number, x: number, stride: number, n: number, logs: number): void {
    const { f64, kernels } = this.arena;
    kernels.uniformsOfWords(words, words, n);
    for (let i = 0; i < n; i++) this.#start(i, f64[words / 8 + i]!);
    this.#solve(n);
    f64.set(this.#low.subarray(0, n), x / 8);
    kernels.columnPad(x, n);
    logsOfDraws(this.arena, this.own.logs === "unit", 1, x, stride, n, logs);
  }

  /** The piece of a row, its value of J there, and two points of the table between which J takes it. */
  #start(i: number, uniform: number): void {
    let rest = uniform, k = 0;
    for (; k < this.#pieces.length - 1 && rest >= this.#pieces[k]!.share; k++) rest -= this.#pieces[k]!.share;
    const { from, to, share } = this.#pieces[k]!, a = this.#flux[from]!, b = this.#flux[to]!, rising = b > a, part = Math.min(1, rest / share);
    // from the side where J is 0, if there is one, so that small values keep their digits
    const target = to === this.#flux.length - 1 ? a * part : a + part * (b - a);
    let low = from, high = to;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#flux[middle]! < target) === rising) low = middle;
      else high = middle;
    }
    // between two points J is nearly linear, or, next to a zero of the score, nearly a parabola with its top there
    const between = (target - this.#flux[low]!) / (this.#flux[high]! - this.#flux[low]!), inner = Math.min(1, Math.max(0, between));
    const topLow = low === from && from > 0, topHigh = high === to && to < this.#flux.length - 1;
    this.#part[i] = topLow ? Math.sqrt(inner) : topHigh ? 1 - Math.sqrt(1 - inner) : inner;
    this.#low[i] = this.#x[low]!;
    this.#high[i] = this.#x[high]!;
    this.#target[i] = target;
    this.#rising[i] = rising ? 1 : 0;
  }

  /** Newton's method within brackets; the results are in `#low`. */
  #solve(n: number): void {
    const { f64, kernels } = this.arena, { x, log, slope } = this.at;
    const at = x / 8;
    for (let i = 0; i < n; i++) f64[at + i] = this.#low[i]! + this.#part[i]! * (this.#high[i]! - this.#low[i]!);
    for (let step = 0, open = true; open && step < STEPS; step++) {
      open = false;
      kernels.columnPad(x, n);
      this.#evaluate(n);
      for (let i = 0; i < n; i++) {
        const here = f64[at + i]!, J = f64[log / 8 + i]!, slopeHere = f64[slope / 8 + i]!, target = this.#target[i]!;
        if ((J < target) === (this.#rising[i] === 1)) this.#low[i] = here;
        else this.#high[i] = here;
        const low = this.#low[i]!, high = this.#high[i]!, newton = here - (J - target) / slopeHere, next = newton > low && newton < high ? newton : 0.5 * (low + high);
        // where the score is near 0, J is flat, and what it can tell apart ends before the doubles do
        if (Math.abs(J - target) <= ROUNDING * Math.abs(target) || Math.abs(next - here) <= 2 ** -51 * Math.abs(next)) continue;
        f64[at + i] = next;
        open = true;
      }
    }
    for (let i = 0; i < n; i++) this.#low[i] = f64[at + i]!;
  }

  /** Of the rows of x: log = J, slope = J′ = −p·score. */
  #evaluate(n: number): void {
    const { kernels } = this.arena, { x, log, slope } = this.at;
    this.law.logProb(x, COLUMN, n, log, 0);
    kernels.vectorExp(log, log, n);
    this.law.terms(x, COLUMN, n, true, 0, (entry, score, _column, flow) => {
      if (entry !== this.entry) return;
      kernels.columnMultiply(score, log, slope, n);
      kernels.transformAffine(slope, slope, n, 0, -1);
      kernels.columnMultiply(flow, log, log, n);
    });
  }

  #fluxes(points: readonly number[]): number[] {
    const all: number[] = [];
    for (let from = 0; from < points.length; from += LEAF) {
      const n = Math.min(LEAF, points.length - from);
      this.arena.f64.set(points.slice(from, from + n), this.at.x / 8);
      this.arena.kernels.columnPad(this.at.x, n);
      this.#evaluate(n);
      for (let i = 0; i < n; i++) all.push(this.arena.f64[this.at.log / 8 + i]!);
    }
    return all;
  }

  #score(x: number): number {
    const { f64, kernels } = this.arena;
    f64[this.at.x / 8] = x;
    kernels.columnPad(this.at.x, 1);
    let value = 0;
    this.law.terms(this.at.x, COLUMN, 1, false, 0, (entry, score) => { if (entry === this.entry) value = f64[score / 8]!; });
    return value;
  }

  #quantile(u: number): number {
    this.arena.f64[this.at.log / 8] = u;
    this.arena.kernels.columnPad(this.at.log, 1);
    this.law.curve?.("quantile", this.at.log, COLUMN, 1, this.at.log, COLUMN);
    return this.arena.f64[this.at.log / 8]!;
  }

  /** Quantiles, and points beyond them as far as p reaches. */
  #points(own: Internals): number[] {
    const inside = Array.from({ length: GRID }, (_, k) => (k + 1) / (GRID + 1)), low = TAIL.map((k) => 2 ** -k), points = [...low, ...inside, ...low.map((u) => 1 - u)].map((u) => this.#quantile(u));
    for (let k = 60; k <= 1020; k *= 1.3) points.push(this.#quantile(2 ** -Math.floor(k)));
    const start = this.#quantile(0), end = this.#quantile(1), middle = this.#quantile(0.5), far = Math.max(...points.filter(Number.isFinite));
    if (end === Infinity) for (let k = 1, reach = QUARTER; k <= BEYOND; k++, reach *= QUARTER) points.push(far + (far - middle) * (reach - 1), far * 2 ** k);
    else points.push(end, ...(own.supports[0] === "unit" ? [] : [16, 32, 48].map((k) => end - 2 ** -k * (end - middle))));
    if (start > -Infinity) points.push(start);
    return [...new Set(points)].filter((x) => Number.isFinite(x) && x >= start && x <= end).sort((a, b) => a - b);
  }

  /** Where the score changes its sign, to the last bit. */
  #zeros(points: readonly number[]): number[] {
    const signs = points.map((x) => Math.sign(this.#score(x))), zeros: number[] = [];
    for (let k = 1; k < points.length; k++) {
      const before = signs[k - 1]!, after = signs[k]!;
      if (after === 0) zeros.push(points[k]!);
      if (!(before * after < 0)) continue;
      let low = points[k - 1]!, high = points[k]!;
      for (let middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high)) {
        if (Math.sign(this.#score(middle)) === before) low = middle;
        else high = middle;
      }
      zeros.push(low);
    }
    return zeros;
  }
}
