/**
 * The best estimator of each parameter in a span: E = R − δ(R − L) − β·C, by least squares over a pilot's rows, judged on the half of them that the
 * coefficients were not learnt from.
 */
import { Factor, type Products } from "./regression";
import { DENSITY, type Rows } from "./rows";

/** What of likelihood ratio and flow an estimate may use: as it is, L alone, or any between. @internal */
export type Mode = "own" | "left" | "between";

/** Columns of controls (and weights), which have a coefficient each. @internal */
export interface Regressors {
  readonly columns: readonly number[];
  /** With the constant, which stands first. */
  readonly all: Int32Array;
  /** Of both halves. */
  readonly factors: readonly [Factor, Factor];
  /** Variances of estimates, by mode, as far as they are known. */
  readonly known: Readonly<Record<Mode, number[]>>;
}

/** @internal */
export interface Fit {
  readonly mode: Mode;
  /** Variance of a row's term, from rows that were not used to learn from. */
  readonly variance: number;
  readonly regressors: Regressors;
}

/** What is left of an estimate: factors of all columns, and which are not 0. The factor of the constant is less what the mean is. @internal */
export interface Rest { readonly factors: Float64Array; readonly places: Int32Array }

/** So much less variance must come of more regressors. */
const WORTH = 0.97;
/** Regressors that are looked for among many, and how many standard errors their correlation with an estimate must be from 0. */
const SCREENED = 12, CLEAR = 4;
/** Squares below this share of all are rounding. @internal */
export const ROUNDING = 1e-13;

/** The products of a pilot under one proposal. @internal */
export class Span {
  readonly #halves: readonly [Products, Products];
  readonly #regressors = new Map<string, Regressors>();
  readonly #factors: Float64Array;
  /** q/q₀ of the rows, which are weights under q. */
  readonly density: Float64Array;
  #sum: Products | undefined;

  constructor(private readonly rows: Rows, readonly shares: readonly number[]) {
    this.#halves = rows.products(shares);
    this.density = rows.column(DENSITY).slice();
    this.#factors = new Float64Array(rows.count);
  }

  /** Of these columns. */
  regressors(columns: readonly number[]): Regressors {
    const key = columns.join(), known = this.#regressors.get(key);
    if (known) return known;
    const all = Int32Array.from([DENSITY, ...columns]), made: Regressors = { columns, all, factors: [new Factor(this.#halves[0], all), new Factor(this.#halves[1], all)], known: { own: [], left: [], between: [] } };
    this.#regressors.set(key, made);
    return made;
  }

  /** The best of some sets of regressors for estimate j; the simpler ones first. */
  best(j: number, mode: Mode, sets: readonly Regressors[]): Fit {
    let found: Fit | undefined;
    for (const set of sets) {
      const variance = (set.known[mode][j] ??= this.#judged(j, mode, set));
      if (!found || variance < WORTH * found.variance) found = { mode, variance, regressors: set };
    }
    return found as Fit;
  }

  /** Is estimate j 0 in all rows? */
  isZero(j: number): boolean { return this.#total.at(this.rows.estimates[j] as number, this.rows.estimates[j] as number) === 0; }

  /** Is the likelihood ratio of estimate j 0 in all rows, but for rounding, and its flow not? */
  isUnseen(j: number): boolean {
    const products = this.#total, e = this.rows.estimates[j] as number, d = this.rows.gaps[j] as number;
    if (d < 0) return false;
    const own = products.at(e, e);
    return own > 0 && own - 2 * products.at(e, d) + products.at(d, d) <= ROUNDING * own;
  }

  /** The regressors among many that matter for estimate j. */
  screened(j: number, mode: Mode, among: readonly number[]): number[] {
    const products = this.#total, [e, d, ofGap] = this.#target(j, mode), own = products.at(DENSITY, DENSITY);
    const around = (a: number, b: number): number => products.at(a, b) - (products.at(a, DENSITY) * products.at(b, DENSITY)) / own;
    const both = (a: number): number => around(e, a) + (ofGap === 0 ? 0 : ofGap * around(d, a)), spread = both(e) + (ofGap === 0 ? 0 : ofGap * both(d));
    const found = among.map((column) => ({ column, share: around(column, column) > 0 ? (both(column) * both(column)) / (around(column, column) * spread) : 0 }));
    return found.filter(({ share }) => share * this.rows.n > CLEAR * CLEAR).sort((a, b) => b.share - a.share || a.column - b.column).slice(0, SCREENED).map(({ column }) => column).sort((a, b) => a - b);
  }

  /** What is left of estimate j by a fit, with coefficients from all rows. */
  rest(j: number, { mode, regressors: { all } }: Fit): Rest {
    const factors = new Float64Array(this.rows.count);
    return { factors, places: this.#learn(this.#total, new Factor(this.#total, all), j, mode, all, factors) };
  }

  /** The same learnt from the first and from the second half of the rows, with the mean left in it. */
  halves(j: number, { mode, regressors: { all, factors: learnt } }: Fit): readonly [Rest, Rest] {
    return [0, 1].map((h) => {
      const factors = new Float64Array(this.rows.count), places = this.#learn(this.#halves[h] as Products, learnt[h] as Factor, j, mode, all, factors);
      factors[DENSITY] = 0;
      return { factors, places };
    }) as unknown as readonly [Rest, Rest];
  }

  get #total(): Products { return (this.#sum ??= this.#halves[0].plus(this.#halves[1])); }

  /** The columns of E and of R − L, and how much of the latter the estimate begins with. */
  #target(j: number, mode: Mode): readonly [number, number, number] {
    const e = this.rows.estimates[j] as number, d = this.rows.gaps[j] as number;
    return [e, d, mode === "left" && d >= 0 ? -1 : 0];
  }

  #judged(j: number, mode: Mode, { all, factors: halves }: Regressors): number {
    const factors = this.#factors;
    let variance = 0;
    for (let h = 0; h < 2; h++) {
      factors.fill(0);
      const places = this.#learn(this.#halves[h] as Products, halves[h] as Factor, j, mode, all, factors), test = this.#halves[1 - h] as Products;
      factors[DENSITY] = 0; // the mean of the other half is its own
      const mean = test.with(factors, places, DENSITY), left = test.norm(factors, places) - (mean * mean) / test.at(DENSITY, DENSITY);
      factors.fill(0);
      const [e, d, ofGap] = this.#target(j, mode);
      factors[e] = 1;
      if (ofGap) factors[d] = ofGap;
      variance += Math.max(left, ROUNDING * test.norm(factors, places), 0) / this.rows.n;
    }
    // squares beyond the doubles
    return variance === variance ? variance : Infinity;
  }

  /** Writes the factors of what is left; answers their places. */
  #learn(products: Products, factor: Factor, j: number, mode: Mode, all: Int32Array, factors: Float64Array): Int32Array {
    const [e, d, ofGap] = this.#target(j, mode), places = new Int32Array(all.length + (d < 0 ? 1 : 2));
    places.set(all);
    places[all.length] = e;
    if (d >= 0) places[all.length + 1] = d;
    factor.project(e, d, ofGap, -1, factors);
    factors[e] = 1;
    if (ofGap) factors[d] = ofGap;
    if (mode !== "between" || d < 0) return places;
    const gap = new Float64Array(factors.length);
    factor.project(d, d, 0, -1, gap);
    const whole = products.at(d, d);
    let left = whole, both = products.at(e, d);
    for (const column of all) {
      left += (gap[column] as number) * products.at(column, d);
      both += (gap[column] as number) * products.at(column, e);
    }
    const delta = left > 1e-10 * whole ? both / left : 0;
    for (const column of all) factors[column] = (factors[column] as number) - delta * (gap[column] as number);
    factors[d] = -delta;
    return places;
  }
}
