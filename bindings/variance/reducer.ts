/**
 * Lowers the variance of a run's estimates, leaf by leaf: between the factors of an estimate and its sums.
 *
 * E becomes E − b·w·score, or E − β·C with controls C of mean 0, or L + k·(R − L), with b, β, k from elsewhere, or both the first and the last. What the sums are of are L′ and R′ with the
 * new E and with the old R − L, so that the two can still be compared.
 */
import { type Allocate, Arena } from "../arena";
import type { Law } from "../distribution";
import { LEAF } from "../random";
import type { Bound, Room } from "../integrand/compiled";
import type { Block } from "../integrand/block";
import { COLUMN } from "../estimators/column";
import type { Compiled } from "../estimators/plan";
import { LEFT, RECORD, RIGHT } from "../estimators/record";
import { EARLY } from "../estimators/state";
import type { Controls, Reduction } from "./choices";

/** Leaves that are looked at row by row in any case: what is asked of the coefficients, and of the tails, they tell. */
const LOOKED = 2;

/** What the leaf at work is. @internal */
export interface Leaf {
  readonly x: number;
  readonly stride: number;
  readonly n: number;
  readonly logs: number;
  /** 1 or p/q, and whether one is 0. */
  readonly weights: number;
  readonly outside: boolean;
  /** Bytes from the first row of the block. */
  readonly offset: number;
  /** Its number in the run. */
  readonly index: number;
}

/** Takes the rows of a pilot run, leaf by leaf, as they are before anything is subtracted from them. @internal */
export interface Collector {
  /** The leaf at work, and its controls, `COLUMN` bytes apart from `controls` on. */
  leaf(leaf: Leaf, controls: number): void;
  /** E of estimate j, and what flow and likelihood ratio differ by (0: they do not). */
  estimate(j: number, estimate: number, gap: number): void;
}

/** Addresses. @internal */
export interface ReducerLayout {
  readonly centred: number;
  readonly controls: number;
  readonly functions: number;
  readonly rooms: readonly (Room | undefined)[];
  readonly left: number;
  readonly right: number;
  readonly estimate: number;
  /** R − L */
  readonly gap: number;
  readonly polynomials: number;
  readonly factors: number;
  readonly ownFactors: number;
  readonly spreads: number;
  readonly fit: number;
  readonly pool: number;
  /** score·w, and what decides. */
  readonly slope: number;
  readonly evidence: number;
}

/** Numbers that are learnt for each estimate: Σ x·E and, where the difference is a control, Σ x·D, Σ D², Σ D·E. */
const perEstimate = ({ shared, difference }: Pick<Controls, "shared" | "difference">): number => shared + 1 + (difference ? shared + 3 : 0);
const triangleOf = (count: number): number => ((count + 1) * (count + 2)) / 2;
/** Numbers in a node's `fit`. @internal */
export const fitSize = (controls: Pick<Controls, "shared" | "difference">, estimates: number): number => triangleOf(controls.shared) + estimates * perEstimate(controls);

/**
 * What may stand for an estimate in place of what `flow` says: L, from whose score a constant may be subtracted, and R ("both"), L alone, or neither, where what
 * crosses moving ends of the support escapes the score. @internal
 */
export type Sides = "both" | "left" | "neither";

/** What it is made for. @internal */
export interface ReducerPlan {
  readonly reduction: Reduction;
  readonly outputs: number;
  /** Estimates, without that of the weights. */
  readonly estimates: number;
  readonly lambdas: readonly number[];
  readonly sides: readonly Sides[];
  /** Known means of functions that are controls; what of them is compiled. */
  readonly compiled: readonly (Compiled | undefined)[];
  readonly stride: number;
  /** Of the parameters. */
  readonly entries: number;
}

/** @internal */
export function reducerLayout(allocate: Allocate, { reduction: { centre, controls, combine, group, fold }, outputs, estimates, compiled, stride }: ReducerPlan): ReducerLayout {
  const count = controls?.names.length ?? 0, crossed = controls?.coefficients === "cross-fit";
  return {
    centred: allocate(centre ? outputs * COLUMN : 0),
    controls: allocate(count * COLUMN),
    functions: allocate((controls?.functions.length ?? 0) * stride),
    rooms: compiled.map((one) => one?.bound.layout(allocate, false)),
    left: allocate(COLUMN),
    right: allocate(COLUMN),
    estimate: allocate(COLUMN),
    gap: allocate(COLUMN),
    polynomials: allocate(controls ? controls.degrees.length * Math.max(0, ...controls.degrees) * COLUMN : 0),
    factors: allocate(crossed ? Arena.kernels().crossBytes(controls.shared, LEAF, group, fold) : 0),
    ownFactors: allocate(crossed && controls.difference ? Arena.kernels().crossBytes(count, LEAF, group, fold) : 0),
    spreads: allocate(combine && !combine.selects ? Arena.kernels().mostFolds(LEAF, group, fold) * 24 : 0),
    fit: allocate(controls ? fitSize(controls, estimates) * 8 : 0),
    pool: allocate(combine?.pooled ? 2 * estimates * COLUMN : 0),
    slope: allocate(combine?.selects ? COLUMN : 0),
    evidence: allocate(combine?.selects ? Arena.kernels().selectBytes() : 0),
  };
}

/** @internal */
export class Reducer {
  readonly #plan: ReducerPlan;
  readonly #arena: Arena;
  readonly #at: ReducerLayout;
  readonly #law: Law;
  readonly #recording: number;
  readonly #ones: number;
  readonly #controls: Controls | undefined;
  readonly #collector: Collector | undefined;
  /** Are units leaves, and coefficients known? Then means say all. */
  readonly #coarse: boolean;
  /** Means of the controls over the leaf at work, where its rows are not looked at. */
  readonly #means: Float64Array;
  /** Of an entry its place among the controls; −1 if it has none. */
  readonly #places: number[];
  #leaf: Leaf | undefined;
  /** Estimates that wait for what all of them say. */
  readonly #waiting: { readonly j: number; readonly left: number; readonly right: number }[] = [];

  constructor(plan: ReducerPlan, arena: Arena, at: ReducerLayout, law: Law, recording: number, ones: number, collector?: Collector) {
    this.#plan = plan;
    this.#collector = collector;
    this.#arena = arena;
    this.#at = at;
    this.#law = law;
    this.#places = new Array<number>(plan.entries).fill(-1);
    this.#recording = recording;
    this.#ones = ones;
    this.#controls = plan.reduction.controls;
    this.#coarse = typeof this.#controls?.coefficients === "object" && plan.reduction.unit >= LEAF;
    this.#means = new Float64Array(this.#controls?.names.length ?? 0);
    this.#controls?.entries.forEach((entry, i) => { this.#places[entry] = i; });
    plan.compiled.forEach((one, k) => { if (one) one.bound.load(arena, at.rooms[k] as Room, one.phi.numbers, one.theta); });
  }

  /** Calls the functions that are controls on `n` rows of a block. Answers which of them is NaN, and where. */
  evaluate(x: Block, address: number, n: number): { readonly name: string; readonly row: number } | undefined {
    const { functions = [] } = this.#controls ?? {}, { stride, compiled } = this.#plan, k = this.#arena.kernels;
    for (let f = 0; f < functions.length; f++) {
      const { output, mean } = functions[f] as Controls["functions"][number], out = this.#at.functions + f * stride, one = compiled[f];
      if (one) (one.bound as Bound).run(this.#arena, this.#at.rooms[f] as Room, { x: address, stride, n, out, grad: 0, theta: 0, logp: 0, logpGrad: 0 });
      else output.value(x, n, this.#arena.column(out, n).fill(0));
      const row = k.columnFindNaN(out, n);
      if (row >= 0) return { name: output.name, row };
      k.columnSubtract(out, mean, out, n);
    }
    return undefined;
  }

  /** A leaf begins, of which φ has its weights. */
  begin(leaf: Leaf): void {
    this.#leaf = leaf;
    if (this.#controls) this.#fill(this.#controls, leaf);
    this.#collector?.leaf(leaf, this.#at.controls);
  }

  /** Takes a part of a score, where means are all that is asked of it. */
  see(entry: number, score: number): void {
    const i = this.#places[entry] as number, { weights, n } = this.#leaf as Leaf;
    if (this.#byMeans && i >= 0) this.#means[i] = (this.#means[i] as number) + this.#arena.kernels.columnDot(score, weights, n) / n;
  }

  /** Where φ of an output stands for likelihood ratios: with a baseline. */
  centre(output: number, phi: number): number {
    const { reduction: { centre, group, least, fold } } = this.#plan, { weights, n } = this.#leaf as Leaf, k = this.#arena.kernels, out = this.#at.centred + output * COLUMN;
    if (centre === undefined) return phi;
    if (centre === "loo") k.centre(phi, weights, n, group, least, fold, out);
    else {
      k.columnCopy(phi, out, n);
      k.columnAddScaled(-(centre[output] as number), weights, out, n);
    }
    return out;
  }

  /** Are its means all that is asked of this leaf? Where units are leaves and coefficients are known, after the first ones. */
  get #byMeans(): boolean { return this.#coarse && (this.#leaf as Leaf).index >= LOOKED; }

  #fill(controls: Controls, { x, stride, n, logs, weights, outside, offset }: Leaf): void {
    const k = this.#arena.kernels, at = this.#at, { entries, degrees, functions } = controls, byMeans = this.#byMeans;
    if (entries.length) {
      this.#means.fill(0);
      if (!byMeans) {
        k.clear(at.controls, entries.length * COLUMN);
        this.#law.terms(x, stride, n, false, logs, (entry, score) => {
          const i = this.#places[entry] as number;
          if (!score || i < 0) return;
          if (outside) k.columnKeep(score, weights, score, n);
          k.columnAddProduct(1, score, weights, at.controls + i * COLUMN, n);
        });
      }
    }
    let next = entries.length;
    const first = next, most = Math.max(0, ...degrees);
    if (controls.weights) k.columnSubtract(weights, 1, at.controls + next++ * COLUMN, n);
    const weighted = next;
    if (most) this.#law.polynomials?.(x, stride, n, most, at.polynomials, COLUMN, logs);
    degrees.forEach((degree, d) => { for (let j = 0; j < degree; j++) k.columnCopy(at.polynomials + (d * most + j) * COLUMN, at.controls + next++ * COLUMN, n); });
    functions.forEach((_, f) => k.columnCopy(at.functions + f * this.#plan.stride + offset, at.controls + next++ * COLUMN, n));
    for (let i = weighted; i < next; i++) k.columnWeigh(at.controls + i * COLUMN, weights, at.controls + i * COLUMN, n);
    for (let i = first; i < next; i++) {
      k.columnPad(at.controls + i * COLUMN, n);
      if (byMeans) this.#means[i] = k.columnDot(at.controls + i * COLUMN, this.#ones, n) / n;
    }
    if (controls.coefficients === "cross-fit") k.crossFactors(at.controls, COLUMN, controls.shared, n, this.#plan.reduction.group, this.#plan.reduction.least, this.#plan.reduction.fold, this.#plan.reduction.together, at.factors);
    if (this.#learns) {
      k.clear(at.fit, fitSize(controls, this.#plan.estimates) * 8);
      k.controlsGram(at.controls, COLUMN, controls.shared, n, at.fit);
    }
  }

  /** Coefficients are learnt from the first leaves. */
  get #learns(): boolean { return this.#controls !== undefined && !this.#collector && (this.#leaf as Leaf).index < (this.#coarse ? LOOKED : EARLY); }

  /** What has been learnt from the leaf at work, for its node. */
  get fit(): Float64Array | undefined { return this.#controls && this.#learns ? this.#arena.column(this.#at.fit, fitSize(this.#controls, this.#plan.estimates)).slice() : undefined; }

  /**
   * Estimate j, of L = score·φ + own and R = flow·grad (0: there is none). `kind`: is it the value, one entry's gradient by score
   * or flow, one that takes neither, or a chain of several?
   */
  record(j: number, kind: "value" | "entry" | "exact" | "chain", score: number, flow: number, phi: number, grad: number, own: number): void {
    const { reduction: { optimal, combine, group, least, fold, together }, lambdas, sides } = this.#plan, { n, weights } = this.#leaf as Leaf, k = this.#arena.kernels, at = this.#at, lambda = flow ? (lambdas[j] as number) : 0;
    const controls = this.#byMeans ? undefined : this.#controls, combined = combine && sides[j] === "both", selected = combine?.selects && sides[j] !== "neither";
    const best = optimal && (kind === "entry" || kind === "chain");
    if (!controls && !combined && !selected && !best && !own) return k.record(this.#recording, j, score, flow, phi, grad);
    if (best) k.centreOptimally(score, phi, weights, n, group, least, fold, at.left);
    else k.columnMultiply(score, phi, at.left, n);
    if (own) k.columnAddScaled(1, own, at.left, n);
    if (!controls && !combined && !selected) return k.record(this.#recording, j, at.left, flow, this.#ones, grad);
    if (flow) k.columnMultiply(flow, grad, at.right, n);
    if (selected) {
      k.columnMultiply(score, weights, at.slope, n);
      k.select(at.left, at.slope, combined ? at.right : 0, phi, weights, n, group, least, fold, together, combine.alone, at.evidence, at.estimate);
      return this.#finish(j, 0, flow !== 0);
    }
    if (combined && combine.pooled && kind === "entry") {
      const place = at.pool + 2 * this.#waiting.length * COLUMN, one = { j, left: place, right: place + COLUMN };
      k.columnCopy(at.left, one.left, n);
      k.columnCopy(at.right, one.right, n);
      this.#waiting.push(one);
      return;
    }
    if (combined) {
      k.clear(at.spreads, k.mostFolds(n, group, fold) * 24);
      k.foldSpreads(at.left, at.right, n, group, least, fold, together, at.spreads);
      k.combine(at.left, at.right, n, group, least, fold, together, at.spreads, combine.independent, at.estimate);
    } else this.#between(lambda, n);
    this.#finish(j, combined ? 0 : lambda, flow !== 0);
  }

  /** The estimates that waited, and, of a leaf that is not looked at row by row, what the means of its controls change. `records`: where its records are. */
  end(records: number): void {
    const { reduction: { combine, group, least, fold, together }, estimates } = this.#plan, { n } = this.#leaf as Leaf, k = this.#arena.kernels, at = this.#at;
    if (this.#waiting.length) {
      k.clear(at.spreads, k.mostFolds(n, group, fold) * 24);
      // groups of a leaf are alike for all estimates, so their spreads add up
      for (const { left, right } of this.#waiting) k.foldSpreads(left, right, n, group, least, fold, together, at.spreads);
      for (const { j, left, right } of this.#waiting) {
        k.columnCopy(left, at.left, n);
        k.columnCopy(right, at.right, n);
        k.combine(left, right, n, group, least, fold, together, at.spreads, combine?.independent === true, at.estimate);
        this.#finish(j, 0, true);
      }
      this.#waiting.length = 0;
    }
    if (this.#byMeans) for (let j = 0; j < estimates; j++) this.#shift(j, records / 8 + j * RECORD);
  }

  /** Subtracts β·C̄ from the means of L and of R. */
  #shift(j: number, at: number): void {
    const { coefficients, shared, difference } = this.#controls as Controls, beta = (coefficients as readonly Float64Array[])[j] as Float64Array, numbers = this.#arena.f64;
    let sum = difference && this.#plan.sides[j] === "both" ? (beta[shared] as number) * ((numbers[at + RIGHT] as number) - (numbers[at + LEFT] as number)) : 0;
    for (let i = 0; i < shared; i++) sum += (beta[i] as number) * (this.#means[i] as number);
    numbers[at + LEFT] = (numbers[at + LEFT] as number) - sum;
    numbers[at + RIGHT] = (numbers[at + RIGHT] as number) - sum;
  }

  /** E = (1 − λ)L + λR, which are in their columns. */
  #between(lambda: number, n: number): void {
    const k = this.#arena.kernels, { left, right, estimate } = this.#at;
    k.columnCopy(left, estimate, n);
    if (lambda === 0) return;
    k.columnFill(estimate, 0, n);
    k.columnAddScaled(1 - lambda, left, estimate, n);
    k.columnAddScaled(lambda, right, estimate, n);
  }

  /** Controls E, and makes of it what is recorded: L′ = E − λ(R − L), R′ = L′ + (R − L). */
  #finish(j: number, lambda: number, paired: boolean): void {
    const { reduction: { group, least, fold, together }, sides } = this.#plan, { n } = this.#leaf as Leaf, k = this.#arena.kernels, at = this.#at, controls = this.#byMeans ? undefined : this.#controls;
    if (paired) {
      k.columnFill(at.gap, 0, n);
      k.columnAddDifference(at.right, at.left, at.gap, n);
    }
    this.#collector?.estimate(j, at.estimate, paired ? at.gap : 0);
    if (controls) {
      const { shared, difference, coefficients } = controls, own = at.controls + shared * COLUMN, count = controls.names.length;
      if (difference) {
        if (paired && sides[j] === "both") k.columnCopy(at.gap, own, n);
        else k.columnFill(own, 0, n);
      }
      if (this.#learns) this.#learn(j, controls, own, n);
      if (coefficients === "cross-fit") {
        if (difference) k.crossFactors(at.controls, COLUMN, count, n, group, least, fold, together, at.ownFactors);
        k.crossResiduals(at.estimate, at.controls, COLUMN, count, n, group, least, fold, together, difference ? at.ownFactors : at.factors, at.estimate);
      } else if (typeof coefficients === "object") {
        const beta = coefficients[j] as Float64Array;
        for (let i = 0; i < count; i++) if (beta[i]) k.columnAddScaled(-(beta[i] as number), at.controls + i * COLUMN, at.estimate, n);
      }
    }
    if (!paired) return k.record(this.#recording, j, at.estimate, 0, this.#ones, 0);
    k.columnAddScaled(-lambda, at.gap, at.estimate, n);
    k.columnCopy(at.estimate, at.right, n);
    k.columnAddScaled(1, at.gap, at.right, n);
    k.record(this.#recording, j, at.estimate, at.right, this.#ones, this.#ones);
  }

  #learn(j: number, controls: Controls, own: number, n: number): void {
    const k = this.#arena.kernels, { fit, controls: columns, estimate } = this.#at, { shared, difference } = controls, to = fit + (triangleOf(shared) + j * perEstimate(controls)) * 8;
    k.controlsMoments(estimate, columns, COLUMN, shared, n, to);
    if (!difference) return;
    const next = to + (shared + 1) * 8, numbers = this.#arena.f64;
    k.controlsMoments(own, columns, COLUMN, shared, n, next);
    numbers[next / 8 + shared + 1] = k.columnDot(own, own, n);
    numbers[next / 8 + shared + 2] = k.columnDot(own, estimate, n);
  }
}

/** The coefficients of least squares of each estimate, from what runs have learnt. @internal */
export function coefficientsOf(fit: Float64Array, controls: Pick<Controls, "names" | "shared" | "difference">, estimates: number): Float64Array[] {
  const { shared, difference, names } = controls, count = names.length, per = shared + 1 + (difference ? shared + 3 : 0), triangle = triangleOf(shared);
  return Arena.lend((allocate) => ({ gram: allocate(triangleOf(count) * 8), beta: allocate((count + 1) * 8) }), (arena, at) => Array.from({ length: estimates }, (_, j) => {
    const from = triangle + j * per, numbers = arena.f64;
    numbers.set(fit.subarray(0, triangle), at.gram / 8);
    numbers.set(fit.subarray(from, from + shared + 1), at.beta / 8);
    if (difference) {
      numbers.set(fit.subarray(from + shared + 1, from + 2 * shared + 3), at.gram / 8 + triangle);
      numbers[at.beta / 8 + shared + 1] = fit[from + 2 * shared + 3] as number;
    }
    arena.kernels.leastSquares(at.gram, count, at.beta);
    return arena.column(at.beta, count + 1).slice(1).map((v) => (Number.isFinite(v) ? v : 0));
  }));
}
