/**
 * The engine of a run, in working memory: draws a block of leaves, lets φ be evaluated, and makes of each leaf the records of all
 * estimates. E = (p/q)·[u·∇φ + (∇·u + u·∇log p + ∂θ log p)·φ] (Parmas & Sugiyama 2021, Eq. 19).
 *
 * Every estimate is a pair of columns, L = (score)·φ and R = (flow)·∂φ, and E = (1 − λ)L + λR. Where a parameter moves one column and φ
 * does not depend on it, the kernel takes the four factors directly; else L and R are gathered first.
 */
import { type Allocate, Arena } from "../arena";
import type { Coupling } from "../coupled/coupling";
import type { Across, Law } from "../distribution";
import type { FieldOf } from "../flows/choices";
import type { FlowLaw } from "../flows/source";
import type { Block } from "../integrand/block";
import type { Room } from "../integrand/compiled";
import type { Output } from "../integrand/integrand";
import type { Kernels } from "../kernels";
import type { SobolPoints } from "../points/sobol";
import { LEAF, PURPOSE, purposeWithin, writePlace } from "../random";
import { type Controls, PILOT, type Reduction } from "../variance/choices";
import { type Collector, Reducer, coefficientsOf } from "../variance/reducer";
import { COLUMN } from "./column";
import { type Layout, layoutOf, looksSize } from "./layout";
import type { Chain } from "./options";
import { type Compiled, type EntryPlan, type Jumps, type Plan, countExplicit, dependsOnP, reducerPlanOf } from "./plan";
import { LARGEST, LEFT, RECORD, RIGHT, VOID, mergeRecords } from "./record";
import { type Range, State, EARLY, early, joined, leavesOf, siblings, totals } from "./state";

/** Sees φ of every block before it is summed: `outputs` columns, `stride` bytes apart, `n` rows each. @internal */
export interface Watch {
  see(phi: number, stride: number, n: number): void;
  /** After the last block. */
  end(): void;
  /** Takes rows apart. */
  readonly collector?: Collector;
}

/** Runs a plan from its first leaf to its last; what `watch` makes has memory of its own meanwhile. @internal */
export function run(planned: Plan, state: State, watch?: (allocate: Allocate) => (arena: Arena) => Watch): void {
  const plan = piloted(planned);
  const { from, to, block, samples } = plan.sampling, leaves = block / LEAF, layout = layoutOf(plan, Math.min(block, samples), to - from);
  Arena.lend((allocate) => ({ run: layout(allocate), watch: watch?.(allocate) }), (arena, at) => {
    const watching = at.watch?.(arena), engine = new Engine(plan, state, arena, at.run, watching?.collector);
    for (let first = from; first < to; first += leaves) {
      const end = Math.min(to, first + leaves), n = engine.rowsOf(first, end);
      engine.draw(first, end);
      engine.evaluate(n);
      engine.blend(n);
      watching?.see(at.run.phi, at.run.stride, n);
      engine.accumulate(first, end);
    }
    engine.end();
    watching?.end();
  });
}

/** The plan with coefficients that a run on randomness of its own has learnt, if it wants any. */
function piloted(plan: Plan): Plan {
  const { reduction, lambdas } = plan, controls = reduction?.controls;
  if (!reduction || controls?.coefficients !== "pilot") return plan;
  const rule = { lambdas, joint: 0, unit: 1, least: 1 }, state = new State(rule, false);
  run(pilotOf(plan, reduction, controls, PILOT), state);
  const { total: { fit } } = totals(state.data(LEAF), rule), coefficients = coefficientsOf(fit as Float64Array, controls, plan.outputs.length * plan.width);
  return { ...plan, reduction: { ...reduction, controls: { ...controls, coefficients } } };
}

/** A run of so many samples on randomness of its own, from which coefficients of these controls are learnt. @internal */
export function pilotOf(plan: Plan, reduction: Reduction, controls: Controls, samples: number): Plan {
  const { sampling } = plan, learning: Reduction = { ...reduction, combine: undefined, controls: { ...controls, coefficients: "learn" } }, leaves = Math.ceil(samples / LEAF);
  // so many leaves for each of an rng's: the pilots of its later calls are others
  const origin = { ...sampling.origin, leaf: sampling.origin.leaf * leaves };
  return { ...plan, tails: false, reduction: learning, sampling: { ...sampling, origin, samples, from: 0, to: leaves, block: LEAF, together: 1, unit: 1, least: 1, antithetic: false, sobol: false, purpose: PURPOSE.pilot }, job: { ...plan.job, joint: false } };
}

/** A row is near a switch if it is nearer than so many typical distances. */
const NEAR = 0.05;

/** A run, for as long as it has its memory. @internal */
export class Engine {
  readonly #plan: Plan;
  readonly #state: State;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #at: Layout;
  readonly #p: Law;
  readonly #q: Law | undefined;
  readonly #fields: readonly FlowLaw[];
  readonly #across: readonly Across[];
  readonly #points: SobolPoints | undefined;
  readonly #couplings: readonly Coupling[];
  readonly #reducer: Reducer | undefined;
  readonly #columns: number;
  readonly #explicitColumns: number;
  readonly #views = new Map<number, { readonly x: Block; readonly phi: Block; readonly grad: readonly Block[]; readonly explicit: Block }>();
  /** What the records in `ranges` are the sums of. */
  readonly #ranges: Range[] = [];
  /** The leaf at work: where its records are, its rows, and where these begin. */
  #records = 0;
  /** Is there something to look at in the leaf at work? */
  #looking = false;
  /** The first leaf of the block. */
  #first = 0;
  #rows = 0;
  #phi = 0;
  #grad = 0;
  /** Has a row of the leaf at work the weight 0? There p is 0 and its scores are NaN. */
  #outside = false;

  constructor(plan: Plan, state: State, arena: Arena, at: Layout, collector?: Collector) {
    this.#plan = plan;
    this.#state = state;
    this.#arena = arena;
    this.#kernels = arena.kernels;
    this.#at = at;
    this.#p = at.p(arena);
    this.#q = at.q?.(arena);
    this.#fields = at.fields.map((law) => law(arena));
    this.#points = at.points?.(arena);
    this.#couplings = at.couplings.map((coupling) => coupling(arena));
    this.#reducer = plan.reduction && at.reducer && new Reducer(reducerPlanOf(plan, plan.reduction, at.stride), arena, at.reducer, this.#p, at.recording, at.ones, collector);
    this.#across = plan.jumps.planes.map(({ a }) => this.#p.across?.(a) as Across);
    const load = (one: Compiled | Output | undefined, room: Room | undefined): void => { if (one && room && "bound" in one) one.bound.load(arena, room, one.phi.numbers, one.theta); };
    plan.jumps.blends?.forEach((one, o) => { for (const rooms of [at.blendRooms, at.stepRooms]) load(one, rooms[o]); });
    plan.jumps.planes.forEach(({ step }, k) => load(step, at.planeRooms[k]));
    plan.looks.distances.forEach((one, o) => load(one, at.distanceRooms[o]));
    this.#columns = plan.sampling.own.columns;
    this.#explicitColumns = countExplicit(plan.explicit);
    this.#kernels.columnFill(at.ones, 1, LEAF);
    plan.compiled.forEach((one, o) => {
      const rooms = at.rooms[o];
      for (const room of one && rooms ? [rooms.main, rooms.value] : []) if (room) one?.bound.load(arena, room, one.phi.numbers, one.theta);
    });
    const { tails } = state, { lambdas, job } = plan, recording = at.recording / 4, [estimates, bytes] = job.joint ? [at.estimates, COLUMN] : [at.terms, 0];
    for (let j = 0; j < lambdas.length; j++) arena.f64[at.lambdas / 8 + j] = lambdas[j] as number;
    if (tails) arena.f64.set(tails.lists, at.lists / 8);
    arena.u32[recording + 1] = at.lambdas;
    arena.u32[recording + 2] = tails ? at.lists : 0;
    arena.u32[recording + 3] = estimates;
    arena.u32[recording + 4] = bytes;
    arena.u32[recording + 7] = at.ones;
    arena.u32[recording + 8] = Math.min(LEAF, plan.sampling.unit);
    arena.u32[recording + 9] = plan.sampling.least;
    arena.u32[recording + 10] = Number(this.#alone);
  }

  /** Gives to the state what has been summed. */
  end(): void {
    const { tails } = this.#state, { lists } = this.#at;
    this.#ranges.forEach((range, k) => this.#state.add({ ...range, records: this.#copy(k) }));
    this.#ranges.length = 0;
    tails?.lists.set(this.#arena.column(lists, tails.lists.length));
  }

  /** Views of the first `n` rows of all columns. */
  views(n: number): { readonly x: Block; readonly phi: Block; readonly grad: readonly Block[]; readonly explicit: Block } {
    let found = this.#views.get(n);
    if (!found) {
      const { stride, x, phi, grad, explicit } = this.#at, { outputs, job } = this.#plan, columns = this.#columns;
      const block = (from: number, count: number): Block => this.#arena.columns(from, stride, count, n);
      found = {
        x: block(x, columns),
        phi: block(phi, outputs.length),
        grad: job.needsGradient ? outputs.map((_, o) => block(grad + o * columns * stride, columns)) : [],
        explicit: block(explicit, this.#explicitColumns),
      };
      this.#views.set(n, found);
    }
    return found;
  }

  /** Rows of the leaves `first` … `end` − 1. */
  rowsOf(first: number, end: number): number { return Math.min(end * LEAF, this.#plan.sampling.samples) - first * LEAF; }

  /** Draws x for these leaves. */
  draw(first: number, end: number): void {
    this.#first = first;
    const { stride, place, x, logs } = this.#at, { origin, purpose, antithetic } = this.#plan.sampling, law = this.#q ?? this.#p, n = this.rowsOf(first, end);
    for (let leaf = first, r = 0; leaf < end; leaf++, r += LEAF) {
      const rows = Math.min(LEAF, n - r);
      writePlace(this.#arena, place, origin, purpose, leaf);
      if (this.#points) this.#quasi(this.#points, law, leaf, x + r * 8, rows, logs && logs + r * 8);
      else if (antithetic) this.#mirrored(law, x + r * 8, rows, logs && logs + r * 8);
      else law.draw(x + r * 8, stride, rows, place, 0, logs && logs + r * 8);
      if (rows & 3) for (let d = 0; d < this.#columns; d++) this.#kernels.columnPad(x + d * stride + r * 8, rows);
      if (rows & 3 && logs) for (let d = 0; d < 2 * this.#columns; d++) this.#kernels.columnPad(logs + d * stride + r * 8, rows);
    }
  }

  /** Points of the replicates of which this leaf has some. */
  #quasi(points: SobolPoints, law: Law, leaf: number, x: number, rows: number, logs: number): void {
    const { origin, replicate: unit } = this.#plan.sampling, { stride } = this.#at, first = leaf * LEAF, part = Math.min(unit, rows);
    // replicates are numbered by their first row, so that later calls of an `rng` have others
    const rowsFrom = { ...origin, leaf: origin.leaf * LEAF };
    for (let r = 0; r < rows; r += part) {
      const row = first + r;
      points.draw(rowsFrom, row - (row % unit), row % unit, x + r * 8, stride, Math.min(part, rows - r));
    }
    law.fromUniforms?.(x, stride, rows, logs);
  }

  /** Draws, and beside each its mirror image. */
  #mirrored(law: Law, x: number, rows: number, logs: number): void {
    const { halves, place, stride } = this.#at, k = this.#kernels, half = (rows + 1) >> 1, columns = this.#columns, images = halves + columns * COLUMN, drawn = images + columns * COLUMN, imaged = drawn + 2 * columns * COLUMN;
    law.draw(halves, COLUMN, half, place, 0, logs && drawn);
    if (half & 3) for (let d = 0; d < columns; d++) k.columnPad(halves + d * COLUMN, half);
    if (half & 3 && logs) for (let d = 0; d < 2 * columns; d++) k.columnPad(drawn + d * COLUMN, half);
    law.mirror?.(halves, COLUMN, half, images, COLUMN, logs && drawn, logs && imaged);
    for (let d = 0; d < columns; d++) k.interleave(halves + d * COLUMN, images + d * COLUMN, rows, x + d * stride);
    if (logs) for (let d = 0; d < 2 * columns; d++) k.interleave(drawn + d * COLUMN, imaged + d * COLUMN, rows, logs + d * stride);
  }

  /** Calls φ on the first `n` rows. */
  evaluate(n: number): void {
    const { outputs, job, steps, compiled } = this.#plan, { stride } = this.#at;
    let at = 0;
    this.#kernels.clear(this.#at.phi, outputs.length * (job.needsGradient ? 1 + this.#columns : 1) * stride);
    for (let o = 0; o < outputs.length; o++) {
      if (compiled[o]) {
        this.#run(o, n, at);
        for (const { size } of this.#plan.explicit[o] ?? []) at += size;
        continue;
      }
      const { x, phi, grad, explicit } = this.views(n), output = outputs[o] as Output, value = phi[o] as Float64Array, gradient = grad[o];
      if (job.needsGradient && gradient) {
        if (output.valueAndGradient) output.valueAndGradient(x, value, gradient);
        else {
          output.value(x, n, value);
          output.gradient?.(x, gradient);
        }
      } else output.value(x, n, value);
      // at once: derivatives may use what the value has found
      for (const { derivative, size } of this.#plan.explicit[o] ?? []) {
        const out = explicit.slice(at, at + size);
        for (const column of out) column.fill(0);
        derivative?.(x, out);
        at += size;
      }
      if (gradient) for (const d of steps) this.#step(n, d, value, gradient[d] as Float64Array, (shifted) => output.value(x, n, shifted));
    }
    if (this.#plan.jumps.ends.length) this.#atEnds(n);
    if (this.#plan.pairs.length) this.#atPairs(n);
  }

  /** φ of the first `n` rows as they are now, in a column each from `to` on. */
  #values(n: number, to: number): void {
    const { x, stride } = this.#at, { outputs, compiled } = this.#plan;
    outputs.forEach((output, o) => {
      const out = to + o * stride, one = compiled[o], rooms = this.#at.rooms[o];
      if (!one || !rooms) return output.value(this.views(n).x, n, this.#arena.column(out, n).fill(0));
      if (one.bound.usesLogp) this.#logP(n);
      one.bound.run(this.#arena, rooms.value as Room, { x, stride, n, out, grad: 0, theta: 0, logp: this.#at.phiLogP, logpGrad: 0 });
    });
  }

  /** What φ differs by at pairs of points of the first `n` rows. */
  #atPairs(n: number): void {
    const k = this.#kernels, at = this.#at, { stride, x } = at, { pairs, entries, outputs, sampling: { origin, purpose } } = this.#plan, count = outputs.length;
    const plus = at.pair, minus = plus + stride, weight = minus + stride, gap = weight + stride, above = gap + stride, below = above + count * stride;
    k.clear(at.pairs, new Set(pairs.map(({ entry }) => entry)).size * count * stride);
    pairs.forEach(({ entry, source: { column: d, shares } }, i) => {
      const column = x + d * stride;
      for (let r = 0, leaf = this.#first; r < n; r += LEAF, leaf++) {
        writePlace(this.#arena, at.place, origin, purposeWithin(purpose, PURPOSE.couple), leaf);
        (this.#couplings[i] as Coupling).draw(column + r * 8, Math.min(LEAF, n - r), at.place, 4 * i, plus + r * 8, minus + r * 8, weight + r * 8);
      }
      k.columnCopy(column, at.spare, n);
      try {
        for (const [side, point, to] of [["plus", plus, above], ["minus", minus, below]] as const) {
          if (side === shares) {
            for (let o = 0; o < count; o++) k.columnCopy(at.phi + o * stride, to + o * stride, n);
            continue;
          }
          k.columnCopy(point, column, n);
          this.#values(n, to);
        }
      } finally {
        k.columnCopy(at.spare, column, n);
      }
      for (let o = 0; o < count; o++) {
        k.columnFill(gap, 0, n);
        k.columnAddDifference(above + o * stride, below + o * stride, gap, n);
        k.columnAddProduct(1, weight, gap, at.pairs + ((entries[entry] as EntryPlan).pair * count + o) * stride, n);
      }
    });
  }

  /**
   * Follows `evaluate`. Where φ is blended, u becomes ρ·u: R = u·∇(ρφ) + (∇·u + u·∇log p + score)·ρφ + score·(1 − ρ)φ, for ∇·(ρu) = ρ∇·u + u·∇ρ. So ∂φ
   * makes place for ∂(ρφ) = ρ·∂φ + φ·∂ρ; on the integers ∂ are forward differences, and that of ρφ is ρ(x + 1)·∂φ + φ·∂ρ.
   */
  blend(n: number): void {
    const bad = this.#reducer?.evaluate(this.views(n).x, this.#at.x, n);
    if (bad) throw this.#nanError(bad.name, this.#first * LEAF + bad.row, this.views(n).x.map((column) => column[bad.row] as number));
    const { steps, jumps: { blends } } = this.#plan, { kernels: k } = this.#arena, at = this.#at, { stride, rho } = at, columns = this.#columns;
    blends?.forEach((one, o) => {
      const phi = at.phi + o * stride, blended = at.blended + o * stride, rest = at.rest + o * stride;
      k.columnCopy(phi, blended, n);
      k.columnFill(rest, 0, n);
      if (!one) return;
      k.clear(rho, (1 + columns) * stride);
      if ("bound" in one) one.bound.run(this.#arena, at.blendRooms[o] as Room, { x: at.x, stride, n, out: rho, grad: rho + stride, theta: 0, logp: 0, logpGrad: 0 });
      else {
        const { x } = this.views(n), value = this.#arena.column(rho, n), gradient = this.#arena.columns(rho + stride, stride, columns, n);
        if (one.valueAndGradient) one.valueAndGradient(x, value, gradient);
        else {
          one.value(x, n, value);
          one.gradient?.(x, gradient);
        }
      }
      k.columnMultiply(phi, rho, blended, n);
      k.columnAddDifference(phi, blended, rest, n);
      for (let d = 0; d < columns; d++) {
        const grad = at.grad + (o * columns + d) * stride, slope = rho + (1 + d) * stride, onIntegers = steps.includes(d);
        if (onIntegers) {
          this.#step(n, d, this.#arena.column(rho, n), this.#arena.column(slope, n), (shifted, spare) => {
            if ("bound" in one) one.bound.run(this.#arena, at.stepRooms[o] as Room, { x: at.x, stride, n, out: spare, grad: 0, theta: 0, logp: 0, logpGrad: 0 });
            else one.value(this.views(n).x, n, shifted);
          });
          k.columnCopy(rho, at.spare, n);
          k.columnAddScaled(1, slope, at.spare, n);
        }
        k.columnMultiply(grad, onIntegers ? at.spare : rho, grad, n);
        k.columnAddProduct(1, phi, slope, grad, n);
      }
    });
  }

  /** φ of the first `n` rows with one column at an end of its support. */
  #atEnds(n: number): void {
    const { x, stride, ends, spare } = this.#at, { jumps, outputs } = this.#plan, count = outputs.length;
    jumps.ends.forEach(({ end }, e) => {
      const column = x + end.column * stride;
      this.#kernels.columnCopy(column, spare, n);
      try {
        this.#kernels.columnFill(column, end.at, n);
        this.#values(n, ends + e * count * stride);
      } finally {
        this.#kernels.columnCopy(spare, column, n);
      }
    });
  }

  /** A compiled integrand on the first `n` rows; its derivatives by θ go to the explicit columns from number `first` on. */
  #run(o: number, n: number, first: number): void {
    const k = this.#kernels, at = this.#at, { stride } = at, { job, steps, compiled } = this.#plan, columns = this.#columns;
    const { bound } = compiled[o] as Compiled, rooms = at.rooms[o] as NonNullable<Layout["rooms"][number]>, entries = this.#plan.sampling.own.entries, depends = dependsOnP(compiled[o] as Compiled);
    const out = at.phi + o * stride, grad = job.needsGradient ? at.grad + o * columns * stride : at.unwanted, theta = at.explicit + first * stride;
    if (depends) k.clear(theta, entries * stride);
    if (bound.usesLogp) {
      k.clear(at.phiByLogP, stride);
      this.#logP(n);
    }
    bound.run(this.#arena, rooms.main, { x: at.x, stride, n, out, grad, theta, logp: at.phiLogP, logpGrad: at.phiByLogP });
    if (bound.usesLogp) this.#throughLogP(n, grad, theta);
    if (!job.needsGradient || steps.length === 0) return;
    const [value, by] = [this.#arena.column(out, n), (d: number): Float64Array => this.#arena.column(grad + d * stride, n)];
    for (const d of steps) {
      this.#step(n, d, value, by(d), (_, spare) => {
        if (bound.usesLogp) this.#logP(n);
        bound.run(this.#arena, rooms.value as Room, { x: at.x, stride, n, out: spare, grad: 0, theta: 0, logp: at.phiLogP, logpGrad: 0 });
      });
    }
  }

  /** log p of the first `n` rows, for φ that uses it. */
  #logP(n: number): void {
    const { x, stride, logs, phiLogP } = this.#at;
    for (let r = 0; r < n; r += LEAF) this.#p.logProb(x + r * 8, stride, Math.min(LEAF, n - r), phiLogP + r * 8, logs && logs + r * 8);
  }

  /** What φ does through log p: ∂φ/∂x gains (∂φ/∂log p)·∂x log p, ∂φ/∂θ (∂φ/∂log p)·score. */
  #throughLogP(n: number, grad: number, theta: number): void {
    const k = this.#kernels, { x, stride, logs, phiByLogP, phiGradLogProb } = this.#at, slopes = this.#plan.sampling.own.lacks("gradLogProb") === undefined && this.#plan.job.needsGradient;
    for (let r = 0; r < n; r += LEAF) {
      const rows = Math.min(LEAF, n - r), by = phiByLogP + r * 8;
      if (slopes) {
        this.#p.gradLogProb(x + r * 8, stride, rows, phiGradLogProb, COLUMN);
        for (let d = 0; d < this.#columns; d++) k.columnAddProduct(1, by, phiGradLogProb + d * COLUMN, grad + d * stride + r * 8, rows);
      }
      this.#p.terms(x + r * 8, stride, rows, false, logs && logs + r * 8, (entry, score) => {
        if (score) k.columnAddProduct(1, by, score, theta + entry * stride + r * 8, rows);
      });
    }
  }

  /** out = φ(x + 1) − φ(x) in column d (the forward difference that takes the place of ∂φ on the integers), 0 at the last integer. */
  #step(n: number, d: number, value: Float64Array, out: Float64Array, evaluate: (shifted: Float64Array, address: number) => void): void {
    const { x, stride, spare } = this.#at, column = this.#arena.column(x + d * stride, n), kept = column.slice(), shifted = this.#arena.column(spare, n);
    const last = this.#plan.sampling.own.last?.(d) ?? Infinity;
    for (let i = 0; i < n; i++) column[i] = Math.min((kept[i] as number) + 1, last);
    shifted.fill(0);
    try {
      evaluate(shifted, spare);
    } finally {
      column.set(kept);
    }
    for (let i = 0; i < n; i++) out[i] = (shifted[i] as number) - (value[i] as number);
  }

  /** Sums up these leaves, of which φ has been evaluated; `end` gives them to the state. */
  accumulate(first: number, end: number): void {
    const n = this.rowsOf(first, end), { triangle } = this.#at, { job, width, outputs } = this.#plan;
    for (let leaf = first, r = 0; leaf < end; leaf++, r += LEAF) {
      const rows = Math.min(LEAF, n - r), range: Range = { level: 0, index: leaf, count: rows };
      this.#begin(range);
      this.#leaf(r * 8, rows, leaf);
      this.#check(leaf, r, rows);
      if (rows < this.#plan.sampling.least) this.#void();
      const fit = this.#reducer?.fit, looks = this.#looking ? this.#arena.column(this.#at.looks, looksSize(this.#plan)).slice() : undefined, more = fit || looks ? { ...(fit && { fit }), ...(looks && { looks }) } : undefined;
      if (job.joint) {
        const size = outputs.length * ((width * (width + 1)) / 2);
        this.#state.add({ ...range, records: this.#copy(0), products: this.#arena.column(triangle, size).slice(), ...more });
      } else if (more) this.#state.add({ ...range, records: this.#copy(0), ...more });
      else this.#push(range);
    }
  }

  /** A leaf begins: its records go on top of the stack. */
  #begin(leaf: Range): void {
    const words = this.#arena.u32, recording = this.#at.recording / 4;
    this.#records = this.#recordsOf(this.#ranges.length);
    words[recording] = this.#records;
    // of rows that say nothing tails say nothing either
    words[recording + 2] = this.#state.tails && leaf.count >= this.#plan.sampling.least ? this.#at.lists : 0;
    words[recording + 5] = leaf.count;
    words[recording + 6] = early(leaf) ? 1 : 0;
  }

  /** Leaves the records on top of the stack; siblings merge. */
  #push(leaf: Range): void {
    const ranges = this.#ranges, numbers = this.#arena.f64;
    ranges.push(leaf);
    for (let k = ranges.length - 2; k >= 0; k--) {
      const a = ranges[k] as Range, b = ranges[k + 1] as Range;
      if (!siblings(a, b)) return;
      const [from, other] = [this.#recordsOf(k) / 8, this.#recordsOf(k + 1) / 8];
      mergeRecords({ numbers, from, count: a.count }, { numbers, from: other, count: b.count }, this.#plan.lambdas, early(b), 2 ** a.level >= leavesOf(this.#plan.sampling.unit), this.#plan.sampling.unit);
      ranges.pop();
      ranges[k] = joined(a, b);
    }
  }

  /** A leaf of too few rows to learn from each other: what should have learnt takes no part. */
  #void(): void {
    const { outputs, width, reduction } = this.#plan, numbers = this.#arena.f64;
    for (let o = 0; o < outputs.length; o++) for (let record = reduction?.controls ? 0 : 1; record < width; record++) numbers[this.#records / 8 + (o * width + record) * RECORD + LARGEST] = VOID;
  }

  #recordsOf(place: number): number { return this.#at.ranges + place * this.#plan.lambdas.length * RECORD * 8; }

  /** Records of the stack, as an array of the host's: typed arrays of this size cost it microseconds. */
  #copy(place: number): number[] {
    const out: number[] = [], numbers = this.#arena.f64, from = this.#recordsOf(place) / 8, end = from + this.#plan.lambdas.length * RECORD;
    for (let at = from; at < end; at++) out.push(numbers[at] as number);
    return out;
  }

  /** The records of one leaf, whose rows begin `offset` bytes into the columns. */
  #leaf(offset: number, n: number, index: number): void {
    const k = this.#kernels, at = this.#at, { job, outputs, width, gathered, fields, jumps } = this.#plan, count = outputs.length;
    const x = at.x + offset;
    this.#rows = n;
    this.#phi = at.phi + offset;
    this.#grad = at.grad + offset;
    if (n & 3) this.#pad(n, offset);
    if (this.#q) this.#weigh(this.#q, x, offset, n);
    this.#reducer?.begin({ x, stride: at.stride, n, logs: at.logs && at.logs + offset, weights: this.#q ? at.weights : at.ones, outside: this.#outside, offset, index });
    for (let g = 0; g < gathered.length; g++) {
      k.columnFill(at.scores + g * COLUMN, 0, n);
      for (const from of [job.needsGradient && at.flows, at.moved]) if (from) for (let o = 0; o < count; o++) k.columnFill(from + (g * count + o) * COLUMN, 0, n);
    }
    for (let c = 0; c < job.chains.length; c++) {
      for (let side = 0; side < 2; side++) {
        k.columnFill(at.chainScores + (2 * c + side) * COLUMN, 0, n);
        for (let o = 0; o < count; o++) k.columnFill(at.chainFlows + (2 * (c * count + o) + side) * COLUMN, 0, n);
      }
    }
    this.#looking = index < EARLY && looksSize(this.#plan) > 0;
    if (this.#looking) this.#look(x, n);
    for (let o = 0; o < count; o++) {
      const phi = this.#phi + o * at.stride;
      this.#record(o, 0, at.ones, 0, phi, 0);
      this.#lefts[o] = this.#reducer ? this.#reducer.centre(o, phi) : phi;
    }
    if (width > 1 || this.#plan.reduction?.controls?.entries.length) this.#p.terms(x, at.stride, n, job.needsGradient, at.logs && at.logs + offset, this.#visit);
    fields.forEach((field, f) => this.#field(field, this.#fields[f] as FlowLaw, x, offset, n));
    jumps.planes.forEach((plane, k) => this.#plane(plane, this.#across[k] as Across, at.planeRooms[k] as Room, x, n));
    for (const entry of gathered) this.#finish(entry, offset);
    for (let c = 0; c < job.chains.length; c++) this.#chain(c);
    this.#reducer?.end(this.#records);
    if (job.joint) for (let o = 0; o < count; o++) this.#products(o);
    if (this.#q) {
      k.record(at.recording, count * width, at.ones, 0, at.weights, 0);
    }
  }

  /** Of an early leaf: how many rows are near switches. */
  #look(x: number, n: number): void {
    const k = this.#kernels, at = this.#at, { distances } = this.#plan.looks, numbers = this.#arena.f64, to = at.looks / 8;
    k.clear(at.looks, looksSize(this.#plan) * 8);
    numbers[to] = n;
    distances.forEach((one, o) => {
      if (!one) {
        numbers[to + 1 + o] = -1;
        return;
      }
      if (one.bound.usesLogp) this.#p.logProb(x, at.stride, n, at.phiLogP, 0);
      one.bound.run(this.#arena, at.distanceRooms[o] as Room, { x, stride: at.stride, n, out: at.temporary, grad: 0, theta: 0, logp: at.phiLogP, logpGrad: 0 });
      numbers[to + 1 + o] = k.countNear(at.temporary, n, NEAR);
    });
  }

  /** w·score of an entry, which has the mean 0. */
  #lookAt(entry: number, score: number): void {
    const { distances, entries } = this.#plan.looks, i = entries.indexOf(entry), at = this.#at;
    if (i >= 0) this.#kernels.scoreSums(score, this.#q ? at.weights : at.ones, this.#rows, at.looks + (1 + distances.length + 2 * i) * 8);
  }

  /** Columns that φ filled: their padding repeats row 0, as that of x does. */
  #pad(n: number, offset: number): void {
    const { phi, grad, explicit, stride, blended, rest, ends } = this.#at, { outputs, job, jumps } = this.#plan, count = outputs.length;
    for (const from of jumps.blends ? [phi, blended, rest] : [phi]) for (let o = 0; o < count; o++) this.#kernels.columnPad(from + offset + o * stride, n);
    for (let e = 0; e < jumps.ends.length * count; e++) this.#kernels.columnPad(ends + offset + e * stride, n);
    if (job.needsGradient) for (let d = 0; d < outputs.length * this.#columns; d++) this.#kernels.columnPad(grad + offset + d * stride, n);
    for (let j = 0; j < this.#explicitColumns; j++) this.#kernels.columnPad(explicit + offset + j * stride, n);
  }

  /** Multiplies φ and its derivatives by p/q. */
  #weigh(q: Law, x: number, offset: number, n: number): void {
    const k = this.#kernels, { logP, logQ, weights, stride, explicit, logs, blended, rest } = this.#at, { job, outputs, jumps } = this.#plan;
    const drawn = logs && logs + offset;
    if (this.#plan.sampling.ofP) {
      q.ratio?.(x, stride, n, logQ, drawn);
      k.weightsOfRatio(logQ, weights, n);
    } else {
      this.#p.logProb(x, stride, n, logP, drawn);
      q.logProb(x, stride, n, logQ, drawn);
      k.importanceWeights(logP, logQ, weights, n);
    }
    this.#outside = k.columnHasZero(weights, n) !== 0;
    const times = (column: number): void => k.columnWeigh(column, weights, column, n);
    for (const from of jumps.blends ? [this.#phi, blended + offset, rest + offset] : [this.#phi]) for (let o = 0; o < outputs.length; o++) times(from + o * stride);
    if (job.needsGradient) for (let d = 0; d < outputs.length * this.#columns; d++) times(this.#grad + d * stride);
    for (let j = 0; j < this.#explicitColumns; j++) times(explicit + offset + j * stride);
  }

  /** Takes one part of an entry's terms. */
  /** For each output, φ as likelihood ratios take it: without a baseline. */
  readonly #lefts: number[] = [];

  readonly #visit = (entry: number, score: number, column: number, flow: number): void => {
    const plan = this.#plan.entries[entry] as EntryPlan;
    if (plan.gathered < 0 && plan.record < 0 && plan.chains.length === 0 && !this.#reducer) return;
    if (this.#outside) [score, flow] = [this.#kept(score, 0), this.#kept(flow, COLUMN)];
    if (score) this.#reducer?.see(entry, score);
    if (plan.exact) return;
    if (this.#looking && score && plan.gathered < 0) this.#lookAt(entry, score);
    if (plan.gathered < 0 && plan.record < 0 && plan.chains.length === 0) return;
    const k = this.#kernels, at = this.#at, n = this.#rows, count = this.#plan.outputs.length, { paired } = plan;
    if (plan.gathered >= 0) {
      if (score) k.columnAddScaled(1, score, at.scores + plan.gathered * COLUMN, n);
      if (flow && paired && plan.canonical) {
        for (let o = 0; o < count; o++) {
          k.columnAddProduct(plan.canonical, flow, this.#grad + (o * this.#columns + column) * at.stride, at.flows + (plan.gathered * count + o) * COLUMN, n);
        }
      }
      return;
    }
    for (let o = 0; o < count; o++) {
      const grad = this.#grad + (o * this.#columns + column) * at.stride;
      if (plan.record >= 0) this.#record(o, plan.record, score, paired ? flow : 0, this.#lefts[o] as number, grad);
      if (paired) for (let c = 0; c < plan.chains.length; c++) {
        const { index, coefficient } = plan.chains[c] as { index: number; coefficient: number };
        if (plan.lambda) k.columnAddProduct(coefficient * plan.lambda, flow, grad, at.chainFlows + (2 * (index * count + o) + 1) * COLUMN, n);
      }
    }
    for (let c = 0; c < plan.chains.length; c++) {
      const { index, coefficient } = plan.chains[c] as { index: number; coefficient: number };
      this.#chainScore(index, coefficient, plan.lambda, score);
    }
  };

  /** A copy of a column with 0 in the rows of weight 0, at its place among the kept ones. */
  #kept(column: number, place: number): number {
    if (column) this.#kernels.columnKeep(column, this.#at.weights, this.#at.kept + place, this.#rows);
    return column && this.#at.kept + place;
  }

  /** Adds a score to a chain: to its L in full, to its E as far as the entry's estimator uses it. */
  #chainScore(chain: number, coefficient: number, lambda: number, score: number): void {
    const k = this.#kernels, at = this.#at;
    k.columnAddScaled(coefficient, score, at.chainScores + 2 * chain * COLUMN, this.#rows);
    if (lambda !== 1) k.columnAddScaled(coefficient * (1 - lambda), score, at.chainScores + (2 * chain + 1) * COLUMN, this.#rows);
  }

  /** What a field adds to R: u·∇φ + (∇·u + u·∇log p)·φ, into the gathered flow columns of its entries. */
  #field({ source: { carries }, parameter: { offset: first, size } }: FieldOf, law: FlowLaw, x: number, offset: number, n: number): void {
    const k = this.#kernels, at = this.#at, columns = this.#columns, { outputs, steps, entries, jumps } = this.#plan, count = outputs.length, exact = carries !== undefined;
    if (!exact) {
      for (let j = 0; j < size; j++) k.columnFill(at.residuals + j * COLUMN, 0, n);
      for (const d of steps) this.#fromBelow(law, size, d, x, n);
      if (steps.length < columns) this.#p.gradLogProb(x, at.stride, n, at.gradLogProb, COLUMN);
    }
    law.run(x, at.stride, n);
    for (let j = 0; j < size; j++) {
      const { gathered } = entries[first + j] as EntryPlan, residual = at.residuals + j * COLUMN, divergence = exact ? 0 : law.divergence(j);
      if (gathered < 0) continue;
      if (divergence) k.columnAddScaled(1, divergence, residual, n);
      for (let d = 0; d < columns; d++) {
        const flow = law.column(j, d);
        if (!flow) continue;
        if (this.#outside) k.columnKeep(flow, at.weights, flow, n);
        if (steps.includes(d)) {
          this.#stopAtLast(flow, d, x, n);
          if (!exact) k.columnAddScaled(1, flow, residual, n);
        } else if (!exact) k.columnAddProduct(1, flow, at.gradLogProb + d * COLUMN, residual, n);
        for (let o = 0; o < count; o++) {
          k.columnAddProduct(1, flow, this.#grad + (o * columns + d) * at.stride, at.flows + (gathered * count + o) * COLUMN, n);
        }
      }
      if (exact) continue;
      if (this.#outside) k.columnKeep(residual, at.weights, residual, n);
      for (let o = 0; o < count; o++) k.columnAddProduct(1, residual, jumps.blends ? at.blended + offset + o * at.stride : (this.#lefts[o] as number), at.flows + (gathered * count + o) * COLUMN, n);
    }
  }

  /** On the integers the part of ∇·u + u·∇log p is (J(k) − J(k − 1))/p(k), J = p·u: this subtracts what comes from k − 1 in column d. */
  #fromBelow(law: FlowLaw, size: number, d: number, x: number, n: number): void {
    const k = this.#kernels, { stride, residuals, temporary, below } = this.#at, column = x + d * stride, flow = below + COLUMN, score = flow + COLUMN;
    /** A canonical flow that moves column d, and its score, if they come together. */
    const terms = (to: number): boolean => {
      let found = false;
      this.#p.terms(x, stride, n, true, 0, (_entry, s, moved, u) => {
        if (!u || !s || moved !== d || found) return;
        found = true;
        k.columnCopy(u, to, n);
        if (to === flow) k.columnCopy(s, score, n);
      });
      return found;
    };
    const known = terms(flow);
    if (!known) this.#p.logProb(x, stride, n, flow, 0);
    k.columnCopy(column, temporary, n);
    k.transformAffine(column, column, n, -1, 1);
    if (known) {
      terms(below);
      k.massBelow(temporary, flow, score, below, below, n);
    } else {
      this.#p.logProb(x, stride, n, below, 0);
      k.importanceWeights(below, flow, below, n);
    }
    law.run(x, stride, n);
    for (let j = 0; j < size; j++) {
      const u = law.column(j, d);
      if (!u) continue;
      k.columnKeep(u, below, u, n);
      k.columnAddProduct(-1, below, u, residuals + j * COLUMN, n);
    }
    k.columnCopy(temporary, column, n);
  }

  /** Nothing flows beyond the last integer. */
  #stopAtLast(flow: number, d: number, x: number, n: number): void {
    const last = this.#plan.sampling.own.last?.(d) ?? Infinity, column = (x + d * this.#at.stride) / 8, numbers = this.#arena.f64;
    if (last === Infinity) return;
    for (let i = 0; i < n; i++) if ((numbers[column + i] as number) >= last) numbers[flow / 8 + i] = 0;
  }

  /**
   * What a flow carries across a plane on which φ jumps: ∫ p·(u·a)/|a|·(φ₊ − φ₋) over it (Parmas & Sugiyama 2021, Sec. 4), as the mean of density ×
   * u·a × step at the point of the plane that belongs to each draw.
   */
  #plane({ output, a, c, step, moves }: Jumps["planes"][number], { direction, density }: Across, room: Room, x: number, rows: number): void {
    const k = this.#kernels, at = this.#at, { stride } = at, columns = this.#columns, { entries, fields, job, outputs, sampling: { own: { supports } } } = this.#plan, count = outputs.length;
    const n = columns === 1 ? 1 : rows; // of one column the plane is a point, and all rows lead there
    const distance = at.plane, weight = distance + COLUMN, part = weight + COLUMN, steps = part + COLUMN, kept = steps + COLUMN;
    this.#arena.f64.set(a, at.slopes / 8);
    // forward differences of φ know what crosses between integers
    const slope = (d: number): number => (supports[d] === "count" ? 0 : (a[d] as number));
    k.columnsDot(x, stride, columns, at.slopes, distance, n);
    k.transformAffine(distance, distance, n, c, 1);
    for (let d = 0; d < columns; d++) if (direction[d] !== 0) {
      k.columnCopy(x + d * stride, kept + d * COLUMN, n);
      k.columnAddScaled(direction[d] as number, distance, x + d * stride, n);
    }
    density(x, stride, n, weight);
    if (step.bound.usesLogp) this.#p.logProb(x, stride, n, at.phiLogP, 0);
    // a kernel's columns are all as far apart as those of x, of a block
    step.bound.run(this.#arena, room, { x, stride, n, out: steps, grad: 0, theta: 0, logp: at.phiLogP, logpGrad: 0 });
    // outside the support there is nothing to cross the plane, and neither a flow nor, it may be, a φ
    k.columnWeigh(steps, weight, weight, n);
    const add = (gathered: number, factor: number, flow: number): void => {
      const to = at.flows + (gathered * count + output) * COLUMN;
      k.columnWeigh(flow, weight, part, n);
      if (n === rows) k.columnAddScaled(factor, part, to, n);
      else k.columnAddScaled(factor * (this.#arena.f64[part / 8] as number), at.ones, to, rows);
    };
    // φ itself, with its plane, moves by θ
    for (const [entry, by] of moves) {
      const { gathered } = entries[entry] as EntryPlan, to = at.moved + (gathered * count + output) * COLUMN;
      if (gathered < 0) continue;
      if (n === rows) k.columnAddScaled(by, weight, to, n);
      else k.columnAddScaled(by * (this.#arena.f64[weight / 8] as number), at.ones, to, rows);
    }
    if (job.needsGradient) this.#p.terms(x, stride, n, true, 0, (entry, _score, column, flow) => {
      const { gathered, canonical } = entries[entry] as EntryPlan;
      if (flow && gathered >= 0 && canonical && slope(column)) add(gathered, canonical * slope(column), flow);
    });
    fields.forEach(({ parameter: { offset: first, size } }, f) => {
      const law = this.#fields[f] as FlowLaw;
      law.run(x, stride, n);
      for (let j = 0; j < size; j++) for (let d = 0; d < columns; d++) {
        const { gathered } = entries[first + j] as EntryPlan, flow = slope(d) && gathered >= 0 ? law.column(j, d) : 0;
        if (flow) add(gathered, slope(d), flow);
      }
    });
    for (let d = 0; d < columns; d++) if (direction[d] !== 0) k.columnCopy(kept + d * COLUMN, x + d * stride, n);
  }

  /** The records of an entry whose parts have all been gathered. */
  #finish(entry: number, offset: number): void {
    const k = this.#kernels, at = this.#at, n = this.#rows, { outputs, explicit } = this.#plan, count = outputs.length;
    const plan = this.#plan.entries[entry] as EntryPlan, { paired } = plan, score = at.scores + plan.gathered * COLUMN;
    const { blends } = this.#plan.jumps;
    if (this.#looking && !plan.exact) this.#lookAt(entry, score);
    let column = at.explicit + offset;
    for (let o = 0; o < count; o++) {
      const phi = this.#lefts[o] as number, flow = at.flows + (plan.gathered * count + o) * COLUMN;
      if (paired && plan.stays) k.columnAddProduct(plan.stays, score, blends ? at.blended + offset + o * at.stride : phi, flow, n);
      if (paired && blends) k.columnAddProduct(1, score, at.rest + offset + o * at.stride, flow, n);
      let own = 0;
      for (const { first, size } of explicit[o] ?? []) {
        if (entry >= first && entry < first + size) own = column + (entry - first) * at.stride;
        column += size * at.stride;
      }
      const moved = at.moved && at.moved + (plan.gathered * count + o) * COLUMN;
      if (own && moved) k.columnAddScaled(1, own, moved, n);
      own = moved || own;
      if (own && paired) k.columnAddScaled(1, own, flow, n);
      own = this.#crossing(entry, o, offset, own);
      if (plan.exact) this.#exact(plan, o, offset, own);
      else if (plan.record >= 0) this.#record(o, plan.record, score, paired ? flow : 0, phi, at.ones, own);
      for (let c = 0; c < plan.chains.length; c++) {
        const { index, coefficient } = plan.chains[c] as { index: number; coefficient: number }, to = at.chainFlows + 2 * (index * count + o) * COLUMN;
        if (own && !plan.exact) k.columnAddScaled(coefficient, own, to, n);
        if (paired && plan.lambda) k.columnAddScaled(coefficient * plan.lambda, flow, to + COLUMN, n);
        if (own && plan.lambda !== 1 && !plan.exact) k.columnAddScaled(coefficient * (1 - plan.lambda), own, to + COLUMN, n);
      }
    }
    if (!plan.exact) for (let c = 0; c < plan.chains.length; c++) {
      const { index, coefficient } = plan.chains[c] as { index: number; coefficient: number };
      this.#chainScore(index, coefficient, plan.lambda, score);
    }
  }

  /** E of an entry that uses neither score nor flow: what its pairs differ by, and the derivative of φ itself (0: there is none). */
  #exact(plan: EntryPlan, output: number, offset: number, own: number): void {
    const k = this.#kernels, at = this.#at, n = this.#rows, count = this.#plan.outputs.length;
    if (plan.pair >= 0) k.columnMultiply(at.pairs + offset + (plan.pair * count + output) * at.stride, at.ones, at.temporary, n);
    else k.columnFill(at.temporary, 0, n);
    if (own) k.columnAddScaled(1, own, at.temporary, n);
    k.columnPad(at.temporary, n);
    if (plan.record >= 0) this.#record(output, plan.record, at.temporary, 0, at.ones, 0, 0, true);
    for (const { index, coefficient } of plan.chains) {
      const to = at.chainFlows + 2 * (index * count + output) * COLUMN;
      k.columnAddScaled(coefficient, at.temporary, to, n);
      if (this.#plan.job.needsGradient) k.columnAddScaled(coefficient, at.temporary, to + COLUMN, n);
    }
  }

  /** What L lacks where a parameter moves ends of the support: ±p·φ there (`own` may be more of L, to which it is added). Answers where it is. */
  #crossing(entry: number, output: number, offset: number, own: number): number {
    const k = this.#kernels, at = this.#at, { ends } = this.#plan.jumps, count = this.#plan.outputs.length, n = this.#rows;
    let to = own;
    ends.forEach(({ parameter, end: { entry: j, density, upper } }, e) => {
      if (entry !== parameter.offset + j) return;
      if (to !== at.crossing) {
        k.columnFill(at.crossing, 0, n);
        if (to) k.columnAddScaled(1, to, at.crossing, n);
        to = at.crossing;
      }
      k.columnAddScaled(upper ? density : -density, at.ends + offset + (e * count + output) * at.stride, to, n);
    });
    return to;
  }

  /** A named derivative: L with all scores, and what the run uses. */
  #chain(c: number): void {
    const k = this.#kernels, at = this.#at, n = this.#rows, { outputs, job, width } = this.#plan, count = outputs.length;
    const scores = at.chainScores + 2 * c * COLUMN, record = width - job.chains.length + c;
    for (let o = 0; o < count; o++) {
      const phi = this.#lefts[o] as number, left = at.chainFlows + 2 * (c * count + o) * COLUMN, own = (job.chains[c] as Chain).phi;
      if (own) for (const to of job.needsGradient ? [left, left + COLUMN] : [left]) k.columnAddScaled(own, this.#phi + o * at.stride, to, n);
      if (job.needsGradient) k.columnAddProduct(1, scores + COLUMN, phi, left + COLUMN, n);
      this.#record(o, record, scores, job.needsGradient ? left + COLUMN : 0, phi, at.ones, left);
    }
  }

  /** Sums of E = (1 − λ)·L + λ·flow·∂φ, L = score·φ + own; or of L where there is no flow. `exact`: `score` is none, but E itself. */
  #record(output: number, record: number, score: number, flow: number, phi: number, grad: number, own = 0, exact = false): void {
    const { width, job } = this.#plan, j = output * width + record;
    if (this.#reducer) return this.#reducer.record(j, record === 0 ? "value" : record > job.wanted.length ? "chain" : exact ? "exact" : "entry", score, flow, phi, grad, own);
    if (!own) return this.#kernels.record(this.#at.recording, j, score, flow, phi, grad);
    this.#kernels.columnMultiply(score, phi, this.#at.temporary, this.#rows);
    this.#kernels.columnAddScaled(1, own, this.#at.temporary, this.#rows);
    this.#kernels.record(this.#at.recording, j, this.#at.temporary, flow, this.#at.ones, grad);
  }

  /** Σ of products of deviations of all estimates of one output. */
  #products(output: number): void {
    const { width, sampling: { unit, least } } = this.#plan, at = this.#at, columns = at.estimates + output * width * COLUMN, out = at.triangle + output * ((width * (width + 1)) / 2) * 8;
    if (unit === 1) this.#kernels.products(columns, COLUMN, width, this.#rows, out);
    else this.#kernels.productsOfUnits(columns, COLUMN, width, this.#rows, Math.min(unit, LEAF), least, this.#alone, out);
  }

  /** Is there but one leaf, of units as they are drawn? */
  get #alone(): boolean {
    const { samples, least } = this.#plan.sampling;
    return samples <= LEAF && least === 1;
  }

  /** Samples of a pilot are none of the run's. */
  #nanError(what: string, index: number, x: readonly number[]): RangeError {
    const { where, purpose } = this.#plan.sampling;
    return nanError(where, what, index, x, purpose === PURPOSE.pilot);
  }

  /** @throws RangeError if a sum is NaN because φ was, at a row of this leaf, which begins at row `r` of the block */
  #check(leaf: number, r: number, n: number): void {
    const { phi, grad, explicit, stride, x } = this.#at, { lambdas, job, sampling, outputs } = this.#plan, numbers = this.#arena.f64, columns = this.#columns;
    if (sampling.propagateNaN) return;
    let bad = false;
    for (let j = 0, at = this.#records / 8; j < lambdas.length; j++, at += RECORD) {
      const left = numbers[at + LEFT] as number, right = numbers[at + RIGHT] as number;
      if (left !== left || right !== right) bad = true;
    }
    if (!bad) return;
    const search = (from: number, count: number, what: (j: number) => string): void => {
      for (let j = 0; j < count; j++) {
        const row = this.#kernels.columnFindNaN(from + j * stride + r * 8, n);
        if (row < 0) continue;
        const at = Array.from({ length: columns }, (_, d) => numbers[(x + d * stride) / 8 + r + row] as number);
        throw this.#nanError(what(j), leaf * LEAF + row, at);
      }
    };
    const named = (o: number): string => (outputs[o]?.name === "phi" ? "φ" : `φ "${outputs[o]?.name}"`);
    search(phi, outputs.length, named);
    if (job.needsGradient) search(grad, outputs.length * columns, (j) => `the gradient of ${named(Math.floor(j / columns))} (column ${j % columns})`);
    search(explicit, this.#explicitColumns, () => "a derivative of φ by a parameter");
    if (this.#plan.pairs.length) search(this.#at.pairs, new Set(this.#plan.pairs.map(({ entry }) => entry)).size * outputs.length, (j) => `${named(j % outputs.length)} beside a draw`);
  }
}

/** @internal */
export interface NaNPlace {
  /** Of the sample, in the run or in its pilot. */
  readonly index: number;
  readonly inPilot: boolean;
}
/** Of φ, or of a control: known from other errors, which a φ may throw. No class of their own, whose name would be shown. */
const nans = new WeakMap<object, NaNPlace>();
/** Where the run found the NaN that it stopped at; undefined of other errors. @internal */
export const nanPlaceOf = (error: unknown): NaNPlace | undefined => (error instanceof RangeError ? nans.get(error) : undefined);

/** @internal */
export function nanError(where: string, what: string, index: number, x: readonly number[], inPilot = false): RangeError {
  const shown = x.length > 8 ? `${x.slice(0, 8).join(", ")}, …` : x.join(", ");
  const error = new RangeError(`${where}${inPilot ? ", in its pilot" : ""}: ${what} expected a number, got NaN at sample ${index}, x = [${shown}]; nan: "propagate" lets NaN into the result`);
  nans.set(error, { index, inPilot });
  return error;
}
