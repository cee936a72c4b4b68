/**
 * The search for the way of least variance × cost among those that a pilot run's rows tell of.
 */
import { type Plan, isCustom } from "../estimators/plan";
import type { Controls } from "../variance/choices";
import type { Ask } from "./choose";
import type { Feasible } from "./feasible";
import { type Component, described, improved, rounded, widely } from "./proposals";
import type { Prices } from "./prices";
import { CONTROLS, DENSITY, type Rows, WEIGHT } from "./rows";
import { Factor } from "./regression";
import { type Fit, type Mode, ROUNDING, type Rest, Span } from "./span";
import { isCalm, isHeavy, isSeen, shapeOf } from "./tails";

/** Degrees of polynomials that are tried: so few, and as many as there are. @internal */
export const FEW = 3;
/** So many rows for each control where all have coefficients; more controls than this are looked through for those that matter. */
const ROWS = 16, SCREENED = 24;
/** Variances below this share of those of the best likelihood ratio or flow alone are as good as 0. */
const NONE = 1e-3;
/** And below this one of the largest they are rounding. */
const NOTHING = 1e-12;
/** Numbers are the same if they differ by no more of them. */
const SAME = 1e-14;
/** Fits of coefficients and shares in turn; of a run that takes so many nanoseconds, more of them. */
const ROUNDS = 2, LONG = 3e7, MORE = 8;
/** What a way must gain to be preferred to a simpler one. */
const WORTH = 0.98;
/** What is left of all estimates when they are made in one way: with flows or without, polynomials up to a degree (−1: no controls), shares of a mixture. */
interface Way { readonly flows: boolean; readonly degree: number; readonly shares: readonly number[]; readonly span: Span; readonly fits: readonly Fit[] }

/** What calm terms may cost at most, as a multiple of the least variance × cost. */
const CALM = 30;

/** A score of which the mean of φ, times what a chain makes of it, is taken from a likelihood ratio. */
interface Centre { readonly score: number; readonly mean: number }

/** Standard errors between likelihood ratio and flow that are no chance. */
const APART = 5;

/** Options of `gradient`; nanoseconds of a row; variances of all estimates, and which of them are as good as 0. @internal */
export interface Found { readonly options: Readonly<Record<string, unknown>>; readonly price: number; readonly variances: readonly number[]; readonly least: Float64Array }

/** @internal */
export class Search {
  readonly #plain: Span;
  readonly #only: readonly number[];
  /** Estimates that count: all but those of φ itself, unless there are no others. */
  readonly counted: readonly number[];
  readonly #notes: readonly string[];
  readonly #flows: boolean;
  readonly #wild: readonly boolean[];
  readonly #centres: readonly (readonly Centre[])[];
  /** Variances that are as good as 0; those that others are measured by. */
  readonly #least: Float64Array;
  readonly #nothing: Float64Array;
  #scale: Float64Array;
  readonly #calm = new WeakMap<Fit, boolean>();
  #taken: Way | undefined;
  /** Is there a cheaper way, with tails that the run is too short for? */
  #skewed = false;

  /** `rich`: are mixtures looked for wherever they may gain, or only where the tails want it? */
  constructor(private readonly ask: Ask, private readonly can: Feasible, private readonly whole: Plan, private readonly controls: Controls, private readonly rows: Rows, private readonly components: readonly Component[], private readonly prices: Prices, private readonly rich: boolean) {
    this.#only = components.map((_, k) => (k === 0 ? 1 : 0));
    const total = (column: number): number => rows.column(column).reduce((sum, v) => sum + v, 0), weights = total(WEIGHT);
    const means = ask.outputs.map((_, o) => total(rows.estimates[o * whole.width] as number) / weights);
    this.#centres = rows.estimates.map((_, j) => this.#centred(j, means[Math.floor(j / whole.width)]));
    this.#plain = new Span(rows, this.#only);
    this.counted = rows.estimates.map((_, j) => j).filter((j) => whole.width === 1 || j % whole.width !== 0);
    this.#wild = rows.estimates.map((_, j) => can.some && this.#isWild(j));
    // formulas and the library's own flows are known to agree
    const apart = can.some && can.bound.size === 0 && (isCustom(ask.sampling.p) || ask.outputs.some(({ compiled }) => !compiled)) ? this.#apart() : 0;
    // a jump that no row crossed shows by this alone
    const flat = can.some && can.bound.size === 0 && ask.outputs.some(({ compiled }, o) => !compiled && this.#isFlat(o)), differ = apart > APART;
    this.#flows = can.some && !differ && !flat;
    const alone = rows.estimates.map((_, j) => this.#modes(j).map((mode) => this.#of(this.#plain, j, mode, -1, this.#only).variance).filter(Number.isFinite));
    this.#nothing = Float64Array.from(alone, (variances) => NOTHING * Math.max(0, ...variances));
    this.#least = this.#scale = Float64Array.from(alone, (variances, j) => Math.max(variances.length ? NONE * Math.min(...variances) : 0, this.#nothing[j] as number, Number.MIN_VALUE));
    this.#notes = [...can.why, ...(differ ? [`no flow, since it and the likelihood ratio differ by ${short(apart)} standard errors: φ jumps, or its gradient is wrong`] : flat ? [`no flow, since the gradient of φ was 0 in all ${rows.n} samples of a pilot, as that of a φ which jumps`] : [])];
  }

  found(): Found {
    const way = (this.#taken = this.#best());
    return way ? { options: this.#described(way), price: this.prices.of(way, this.controls), variances: way.fits.map(({ variance }) => variance), least: this.#least }
      : { options: { flow: this.#flows || this.can.bound.size ? this.can.flow : "lr", why: [...this.#notes, `nothing varied in the ${this.rows.n} samples of a pilot`].join("; ") }, price: 0, variances: [], least: this.#least };
  }

  /**
   * Takes the mean of φ from the likelihood ratio of estimate j, L = φ·s. Nothing that scores explain is changed by it, but squares of a large constant in φ
   * would round away what varies.
   */
  #centred(j: number, mean = 0): readonly Centre[] {
    const { rows, controls, whole: { width, lambdas, entries: kinds, job: { wanted, chains } } } = this, record = j % width, e = rows.estimates[j] as number, gap = rows.gaps[j] as number;
    if (record === 0 || mean === 0 || !Number.isFinite(mean)) return [];
    const coefficients = chains[record - 1 - wanted.length]?.coefficients;
    const entries = coefficients ? controls.entries.filter((entry) => coefficients[entry]) : [wanted[record - 1] as number];
    const centres = entries.filter((entry) => !kinds[entry]?.exact).map((entry) => ({ score: CONTROLS + controls.entries.indexOf(entry), mean: mean * (coefficients ? (coefficients[entry] as number) : 1) })).filter(({ score }) => score >= CONTROLS);
    for (const { score, mean: times } of centres) {
      if (lambdas[j] !== 1) rows.add(((lambdas[j] as number) - 1) * times, score, e);
      if (gap >= 0) rows.add(times, score, gap);
    }
    return centres;
  }

  /** Undefined if nothing varies. */
  #best(): Way | undefined {
    if (this.#isConstant() || this.counted.every((j) => this.#modes(j).every((mode) => this.#of(this.#plain, j, mode, -1, this.#only).variance === 0))) return undefined;
    const most = Math.max(0, ...this.controls.degrees), degrees = [...new Set([-1, 0, Math.min(FEW, most), most])].filter((degree) => degree <= most), ways: Way[] = [];
    for (const degree of degrees) ways.push(...this.#ways(this.#plain, this.#only, degree));
    if (this.components.length > 1) {
      const sorted = this.#sorted(ways);
      if (!this.rich) {
        const [cheapest] = sorted as [Way];
        if (!this.#isCalm(cheapest)) ways.push(...this.#mixed(cheapest));
      } else {
        const left = sorted.find((way) => !way.flows), starts = [left, sorted.find((way) => way.flows)];
        // fits of many polynomials and tilts do the same in different ways: one does not lead to the other
        if (left && left.degree > 0) starts.push(ways.find((way) => !way.flows && way.degree === 0));
        for (const start of starts) if (start && (this.#mayGain(start) || !this.#isCalm(start))) ways.push(...this.#mixed(start));
      }
    }
    let sorted = this.#sorted(ways);
    const [cheapest] = sorted as [Way];
    if (this.#isCalm(cheapest)) return cheapest;
    if (cheapest.flows) sorted = this.#sorted([...ways, ...ways.filter(({ flows }) => flows).map((way) => this.#calmed(way))]);
    const price = (way: Way): number => this.#loss(way) * this.prices.of(way, this.controls), calm = sorted.find((way) => this.#isCalm(way));
    if (!calm || price(calm) > CALM * price(cheapest)) return cheapest;
    this.#skewed = true;
    return calm;
  }

  /**
   * Was φ one number in all rows, without a flow? Scores and weights explain all of that, and would promise a variance of 0 for what another row may be; the
   * rows of a run that uses neither say that they are all the same.
   */
  #isConstant(): boolean {
    const { rows, whole: { width, lambdas } } = this, weights = rows.column(WEIGHT);
    return rows.estimates.every((e, j) => {
      if (j % width !== 0) return (rows.gaps[j] as number) < 0 || lambdas[j] === 0 || this.#plain.isZero(j);
      const column = rows.column(e), some = weights.findIndex((w) => w > 0), value = (column[some] as number) / (weights[some] as number);
      return column.every((v, i) => Math.abs(v - value * (weights[i] as number)) <= SAME * Math.abs(v));
    });
  }

  /** Are the terms of all estimates such that a 95 % interval of as many as the run has covers what it says? */
  #isCalm(way: Way): boolean { return this.counted.every((j) => this.#isCalmFit(way, j, way.fits[j] as Fit)); }

  /** Are those of one, in rows that were not learnt from? */
  #isCalmFit({ span }: Way, j: number, fit: Fit): boolean {
    const known = this.#calm.get(fit);
    if (known !== undefined) return known;
    const { rows } = this, { samples } = this.ask.sampling, [first, second] = span.halves(j, fit), half = rows.n / 2, weighted = rows.combined(second).slice();
    weighted.set(rows.combined(first).subarray(half), half);
    const found = fit.variance <= (this.#nothing[j] as number) || isCalm(shapeOf(weighted, span.density), samples);
    this.#calm.set(fit, found);
    return found;
  }

  /** The same with fits of less gain for estimates whose terms are not. */
  #calmed(way: Way): Way {
    const { span, shares } = way;
    return { ...way, fits: way.fits.map((fit, j) => {
      if (!this.counted.includes(j) || this.#isCalmFit(way, j, fit)) return fit;
      const others = this.#modes(j).flatMap((mode) => [way.degree, -1].map((degree) => this.#of(span, j, mode, degree, shares))).sort((a, b) => a.variance - b.variance);
      return others.find((other) => this.#isCalmFit(way, j, other)) ?? fit;
    }) };
  }

  /**
   * Did enough rows tell of φ, and of what is left of the estimates, unless nothing is? A rare event that was not seen looks like one that never happens.
   * After `found`, without a mixture.
   */
  isSeen(): boolean {
    const { rows, whole: { width } } = this, { density } = this.#plain, way = this.#taken;
    if (!rows.estimates.every((e, j) => j % width !== 0 || isSeen(shapeOf(rows.column(e), density)))) return false;
    return way === undefined || this.counted.every((j) => {
      const fit = way.fits[j] as Fit;
      return fit.variance <= (this.#nothing[j] as number) || isSeen(shapeOf(rows.combined(way.span.rest(j, fit)), density));
    });
  }

  /** Without flows, and with them, where there are some. */
  #ways(span: Span, shares: readonly number[], degree: number): Way[] {
    const fits = this.rows.estimates.map((_, j) => new Map(this.#modes(j).map((mode) => [mode, this.#of(span, j, mode, degree, shares)])));
    const ways: Way[] = [];
    // what was not seen has no variance, which is no evidence
    if (this.can.bound.size === 0 && !(this.#flows && this.counted.some((j) => this.#plain.isUnseen(j)))) ways.push({ flows: false, degree, shares, span, fits: fits.map((one) => (one.get("left") ?? one.get("own")) as Fit) });
    if (this.#flows || this.can.bound.size > 0) {
      ways.push({ flows: true, degree, shares, span, fits: fits.map((one) => [...one.values()].reduce((best, fit) => (fit.variance < (fit.mode === "between" ? WORTH : 1) * best.variance ? fit : best))) });
    }
    return ways;
  }

  /** What may be made of estimate j: of likelihood ratio and flow, where it has both. */
  #modes(j: number): readonly Mode[] {
    const record = j % this.whole.width, { wanted, chains } = this.whole.job, coefficients = chains[record - 1 - wanted.length]?.coefficients;
    if (record === 0 || !this.can.some || (this.rows.gaps[j] as number) < 0) return ["own"];
    const isBound = coefficients ? [...this.can.bound].some((entry) => coefficients[entry] !== 0) : this.can.bound.has(wanted[record - 1] as number);
    // of λ = 0 it is a likelihood ratio itself, in a run whose other parameters have flows
    if (isBound || this.whole.lambdas[j] === 0) return ["own"];
    if (this.#flows && this.#plain.isUnseen(j)) return ["own"];
    return this.#wild[j] ? ["left"] : ["own", "left", "between"];
  }

  /** Of draws without a variance, has the flow of estimate j none either? Then a pilot may miss what a longer run meets. */
  #isWild(j: number): boolean {
    const { rows, whole } = this, { p, own } = this.ask.sampling;
    if (own.lacks("moments") || whole.lambdas[j] !== 1 || (rows.gaps[j] as number) < 0 || [p.variance].flat().every((v) => typeof v === "object" ? v.every(Number.isFinite) : Number.isFinite(v))) return false;
    const density = rows.under(this.#only);
    return isHeavy(rows.column(rows.estimates[j] as number).map((e, i) => (e * e) / (density[i] as number)));
  }

  #of(span: Span, j: number, mode: Mode, degree: number, shares: readonly number[]): Fit {
    const all = this.#regressors(degree, shares), sets = [span.regressors([])];
    if (all.length > SCREENED) sets.push(span.regressors(span.screened(j, mode, all)));
    if (all.length > 0 && all.length * ROWS <= this.rows.n) sets.push(span.regressors(all));
    return span.best(j, mode, sets);
  }

  /** Columns of controls up to a degree; none for −1. */
  #regressors(degree: number, shares: readonly number[]): number[] {
    if (degree < 0) return [];
    const out = this.controls.entries.map((_, k) => CONTROLS + k);
    if (shares[0] !== 1) out.push(WEIGHT);
    this.#polynomials((column, k) => { if (k <= degree) out.push(column); });
    return out;
  }

  #polynomials(visit: (column: number, degree: number) => void): void {
    let next = CONTROLS + this.controls.entries.length;
    for (const most of this.controls.degrees) for (let k = 1; k <= most; k++) visit(next++, k);
  }

  /** From the cheapest on: mean variance, each by what there is of it at least, times nanoseconds. */
  #sorted(ways: readonly Way[]): Way[] {
    this.#scale = Float64Array.from(this.#least, (least, j) => Math.max(least, Math.min(...ways.map(({ fits }) => (fits[j] as Fit).variance))));
    const priced = ways.map((way, place) => ({ way, place, price: this.#loss(way) * this.prices.of(way, this.controls) }));
    return priced.sort((a, b) => a.price - b.price || a.place - b.place).map(({ way }) => way);
  }

  #loss({ fits }: Way): number { return this.counted.reduce((sum, j) => sum + Math.max((fits[j] as Fit).variance / (this.#scale[j] as number), 1), 0) / this.counted.length; }

  /** May any mixture be worth its price? E[h²] under q, of whatever density, is at least (E|h|)² under p. */
  #mayGain(way: Way): boolean {
    const price = this.prices.of(way, this.controls), least = this.prices.mixed(way, this.controls);
    return this.counted.some((j) => {
      const { variance } = way.fits[j] as Fit;
      if (variance <= (this.#least[j] as number)) return false;
      const left = this.rows.combined(this.#rest(way, j)).reduce((sum, h) => sum + Math.abs(h), 0) / this.rows.n;
      return variance * price > left * left * least;
    });
  }

  /** The same under the best mixture: coefficients and shares in turn, each lowering the variance. */
  #mixed(from: Way): Way[] {
    const rounds = this.ask.sampling.samples * this.prices.least > LONG ? MORE : ROUNDS;
    let way = from, shares: readonly number[] = widely(this.components), ways: Way[] = [];
    for (let round = 0; round < rounds; round++) {
      this.rows.squares(this.counted.map((j) => ({ rest: this.#rest(way, j), times: 1 / (this.#scale[j] as number) })));
      shares = rounded(improved(this.rows, shares));
      ways = this.#ways(new Span(this.rows, shares), shares, Math.max(0, from.degree));
      way = ways.find(({ flows }) => flows === from.flows) as Way;
    }
    return ways;
  }

  /** What is left of estimate j. Without w − 1 among the controls its place is taken by the mean, which is what it will have as its coefficient. */
  #rest({ span, fits }: Way, j: number): Rest {
    const { factors, places } = span.rest(j, fits[j] as Fit), weighed = places.includes(WEIGHT);
    if (!weighed) factors[WEIGHT] = factors[DENSITY] as number;
    factors[DENSITY] = 0;
    return { factors, places: weighed ? places : Int32Array.from([...places, WEIGHT]) };
  }

  /** Is the flow of all entries 0 in all rows, for the number of an output? */
  #isFlat(output: number): boolean {
    const { width, lambdas, job: { wanted } } = this.whole, own = wanted.map((_, k) => output * width + 1 + k).filter((j) => (this.rows.gaps[j] as number) >= 0 && lambdas[j] !== 0);
    return own.length > 0 && own.every((j) => this.#plain.isZero(j));
  }

  /** Standard errors between likelihood ratio and flow, at most; without what scores explain, such as the noise of a constant in φ. */
  #apart(): number {
    const { rows, controls } = this, { n, count } = rows, [first, second] = rows.products(widely(this.components)), all = first.plus(second);
    const columns = Int32Array.from([DENSITY, ...controls.entries.map((_, k) => CONTROLS + k)]), factor = new Factor(all, columns);
    return Math.max(0, ...this.counted.map((j) => {
      const d = rows.gaps[j] as number, whole = all.at(d, d);
      if (d < 0 || this.whole.lambdas[j] === 0 || whole === 0) return 0;
      const factors = new Float64Array(count);
      factor.project(d, d, 0, -1, factors);
      factors[d] = 1;
      const left = Math.max(all.norm(factors, Int32Array.from([...columns, d])), ROUNDING * whole);
      return Math.abs(factors[DENSITY] as number) / Math.sqrt(left / (n * (n - columns.length)));
    }));
  }

  #described(way: Way): Record<string, unknown> {
    const { ask, controls, rows } = this, { flows, shares } = way, found = rows.estimates.map((_, j) => way.span.rest(j, way.fits[j] as Fit).factors);
    const places: number[] = [], kinds: unknown[] = [], isUsed = (column: number): boolean => found.some((factors) => factors[column] !== 0);
    const scores = controls.entries.map((_, k) => CONTROLS + k);
    // without any control a baseline does the same
    if (found.some((factors, j) => factors.some((v, column) => v !== 0 && column !== DENSITY && column !== rows.estimates[j]))) found.forEach((factors, j) => {
      for (const { score, mean } of this.#centres[j] as readonly Centre[]) factors[score] = (factors[score] as number) + mean * ((factors[rows.gaps[j] as number] ?? 0) + (this.whole.lambdas[j] as number) - 1);
    });
    let degree = 0;
    this.#polynomials((column, k) => { if (isUsed(column)) degree = Math.max(degree, k); });
    const add = (kind: unknown, columns: readonly number[]): void => {
      kinds.push(kind);
      places.push(...columns);
    };
    if (scores.some(isUsed)) add("score", scores);
    if (isUsed(WEIGHT)) add("weights", [WEIGHT]);
    if (degree) {
      const columns: number[] = [];
      this.#polynomials((column, k) => { if (k <= degree) columns.push(column); });
      add({ stein: degree }, columns);
    }
    const difference = flows && rows.gaps.some((gap, j) => gap >= 0 && found[j]?.[gap] !== 0);
    if (difference) kinds.push("difference");
    const coefficients = Object.fromEntries(ask.names.map((name, j) => {
      const factors = found[j] as Float64Array, gap = rows.gaps[j] as number, all = difference ? [...places, gap] : places;
      return [name, all.map((column) => (column < 0 || !factors[column] ? 0 : -(factors[column] as number)))];
    }));
    const proposal = described(this.components, shares), flow = flows || !this.can.some ? this.can.flow : "lr";
    return { flow, ...(proposal && { proposal }), ...(kinds.length ? { controls: kinds, coefficients } : flow === "lr" ? { baseline: "loo" } : {}), why: this.#why(way) };
  }

  /** The score that makes a baseline of estimate j. */
  #baseline(j: number): number[] {
    const { wanted } = this.whole.job, place = this.controls.entries.indexOf(wanted[(j % this.whole.width) - 1] as number);
    return place < 0 ? [] : [CONTROLS + place];
  }

  #why(way: Way): string {
    const pilot = `by a pilot of ${this.rows.n} samples`;
    // variances are then those of what was given, which the search does not know
    if (this.ask.lowered) return [...this.#notes, `${pilot}, with what else was given`].join("; ");
    const against: string[] = [], compared = (ratio: number, what: string): void => {
      // 0/0 beside what does not vary, and squares beyond the doubles, say nothing
      if (Number.isFinite(ratio)) against.push(`${short(ratio)} × that of ${what}`);
    };
    const gain = (mode: Mode, columns: (j: number) => readonly number[]): number => {
      const ratios = this.counted.map((j) => (way.fits[j] as Fit).variance / this.#plain.best(j, this.#modes(j).includes(mode) ? mode : "own", [this.#plain.regressors(columns(j))]).variance);
      return ratios.reduce((sum, r) => sum + r, 0) / ratios.length;
    };
    if (this.can.some ? this.can.bound.size === 0 : this.can.flow === "lr") compared(gain("left", (j) => this.#baseline(j)), '"lr" with a baseline');
    else if (!this.can.some) compared(gain("own", () => []), "the given flow alone");
    if (this.#flows) compared(gain("own", () => []), '"rp"');
    const found = against.length ? `${pilot} the variance is ${against.join(", ")}` : `${pilot}, whose variances do not compare`;
    return [...this.#notes, found, ...(this.#skewed ? [`what has less is too skewed for ${this.ask.sampling.samples} samples`] : [])].join("; ");
  }
}

const short = (x: number): string => String(Number(x.toPrecision(2)));
