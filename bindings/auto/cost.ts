/**
 * What a run costs, worked out from its plan: nanoseconds for one row, stage by stage as the engine goes through them, from fixed tables. No clock is
 * asked, so the same plan costs the same everywhere.
 */
import { type LawCost, lawCostOf } from "../cost";
import type { FlowSource } from "../flows/source";
import { internalsOf } from "../distribution";
import type { CompiledIntegrand } from "../integrand/compiled";
import { type EntryPlan, type Plan, dependsOnP } from "../estimators/plan";
import { EARLY } from "../estimators/state";
import { LEAF } from "../random";
import { PILOT, type Controls, type Reduction } from "../variance/choices";

/** What a call of φ in JavaScript is taken to need, in nanoseconds; its gradient as much again. */
const CALL_OF_PHI = 50;

/**
 * Nanoseconds for one row of a column: kernels of assembly/estimators/. Measured over leaves of 512 rows as bindings/cost.ts says, which
 * `npm run bench:cost` compares with whole runs.
 */
const FILL = 0.2, COPY = 0.06, ADD = 0.28, PRODUCT = 0.34, MULTIPLY = 0.31, DIFFERENCE = 0.35, WEIGH = 0.3, KEEP = 0.33, DOT = 0.21, HAS_ZERO = 0.58, SUBTRACT = 0.27, AFFINE = 0.27, INTERLEAVE = 0.47;
const WEIGHTS = 2, WEIGHTS_OF_RATIO = 0.55;
/** Sums of an estimate: L alone, L and R; third and fourth moments; rows that units or covariances need; a unit's sum. */
const SINGLE = 0.35, PAIRED = 0.68, MIXED = 0.8, HIGHER = 0.45, ROWS = 0.2, ROWS_MIXED = 0.34, UNITS = 0.13, UNIT = 1.8;
/** Covariances, of each pair; what the host does with them, a leaf. */
const COVARIANCE = 0.34, JOINT = 3500;
/** A mean of other rows as a baseline, the best constant; where folds have several rows. */
const CENTRE = 0.66, CENTRE_FOLDS = 1.1, CENTRE_FOLD = 2.6, OPTIMAL = 1.05, OPTIMAL_FOLDS = 1.5, OPTIMAL_FOLD = 2.6;
/** Combinations: for a row, for a fold; the choice between two. */
const SELECT = 3.4, SPREADS = 1.3, SPREADS_FOLD = 3.6, COMBINE = 0.8, COMBINE_FOLD = 1.75;
/** Scrambled points, of a column. */
const SOBOL = 1.2;
/** Loops of the host over a row: forward differences on the integers, the last of them. */
const STEP = 4.3, LAST = 1.2;
/** The points of a pair and its weight: of eight pairs 1 to 14. */
const PAIR = 6;
/** The density of p across a plane. */
const DENSITY = 4;
/** Distances from switches are counted. */
const NEAR = 1.45, LOOK = 0.57;
/** A call of a kernel from the host; of a visitor; a leaf; a block; records that are merged. Nanoseconds, whatever the rows. */
const CALL = 14, VISIT = 12, OF_LEAF = 500, OF_BLOCK = 900, MERGE = 45;

/**
 * What a row of a run costs, in nanoseconds; without what a run takes before its first row and after its last, which counts below some ten thousand samples.
 * `phiCost`: what a call of φ does, instead of what is known of it. @internal
 */
export function costOf(plan: Plan, phiCost?: number): number {
  const { reduction, sampling: { samples } } = plan, rows = Math.min(LEAF, samples), looked = Math.min(1, (EARLY * LEAF) / samples);
  const cost = runCost(plan, rows, looked, phiCost);
  if (!reduction?.controls || reduction.controls.coefficients !== "pilot") return cost;
  const learning: Plan = { ...plan, tails: false, job: { ...plan.job, joint: false }, sampling: { ...plan.sampling, sobol: false, antithetic: false, unit: 1 }, reduction: { ...reduction, combine: undefined, controls: { ...reduction.controls, coefficients: "learn" } } };
  return cost + (PILOT / samples) * runCost(learning, LEAF, 1, phiCost);
}

/** Adds up: nanoseconds for a row, and calls, each for all rows of a leaf. */
class Sum {
  ns = 0;
  calls = 0;
  /** Parts that a visitor takes. */
  visits = 0;
  /** A kernel, so many times. */
  add(ns: number, times = 1): void { this.several(ns * times, times); }
  /** Several kernels together. */
  several(ns: number, calls: number): void {
    this.ns += ns;
    this.calls += calls;
  }
}

/** `early`: the share of rows that are in the early leaves, of which more is asked. */
function runCost(plan: Plan, rows: number, early: number, phiCost: number | undefined): number {
  const { outputs, sampling, job, reduction, gathered, fields, jumps, pairs, width, steps, explicit, looks } = plan, { own, q, block, samples } = sampling, { chains, joint, needsGradient } = job;
  const law = lawCostOf(own), drawn = q ? lawCostOf(internalsOf(q)) : law, D = own.columns, count = outputs.length, sum = new Sum(), weighed = q !== undefined, paired = needsGradient;
  const explicits = explicit.reduce((all, one) => all + one.reduce((some, { size }) => some + size, 0), 0), jumping = jumps.blends !== undefined;

  // draws
  if (sampling.sobol) sum.add(SOBOL * D + drawn.quantile);
  else if (sampling.antithetic) {
    sum.add(0.5 * (drawn.draw + drawn.mirror));
    sum.add(INTERLEAVE, D);
  } else sum.add(drawn.draw);

  // φ
  const phis = outputs.map((output, o) => phiOf(plan, o, output.cost, phiCost)), value = phis.reduce((all, phi) => all + phi.value, 0), shifted = value + (plan.compiled.some((one) => one?.bound.usesLogp) ? law.logProb : 0);
  sum.add(COPY * count * (paired ? 1 + D : 1) + phis.reduce((all, phi) => all + phi.first, 0));
  if (paired) sum.ns += steps.length * (shifted + STEP * count);
  sum.ns += jumps.ends.length * (shifted + FILL + 2 * COPY);
  if (pairs.length) {
    sum.ns += pairs.reduce((all, { source: { shares } }) => all + PAIR + (shares ? 1 : 2) * (shifted + COPY) + (shares ? COPY * count : 0) + 2 * COPY + count * (FILL + DIFFERENCE + PRODUCT), 0) + COPY * count;
    sum.calls += pairs.length * (8 + 3 * count);
  }
  if (jumps.blends) {
    for (const one of jumps.blends) sum.ns += COPY + FILL + (one ? blendCost(one, phiCost) + COPY * (1 + D) + MULTIPLY + DIFFERENCE + D * (MULTIPLY + PRODUCT) : 0);
    sum.calls += jumps.blends.length * (4 + 3 * D);
  }
  const functions = reduction?.controls?.functions.length ?? 0;
  for (let f = 0; f < functions; f++) sum.several((plan.functions[f]?.bound.cost(false) ?? phiCost ?? CALL_OF_PHI) + LOOK + SUBTRACT, 3);

  // p/q
  if (weighed) {
    if (sampling.ofP) sum.several(drawn.ratio + WEIGHTS_OF_RATIO, 2);
    else sum.several(law.logProb + drawn.logProb + WEIGHTS, 3);
    sum.add(HAS_ZERO);
    sum.add(WEIGH, (jumping ? 3 : 1) * count + (paired ? count * D : 0) + explicits);
  }

  const records = new Records(sum, plan, rows, early);
  records.begin(law.scores, law.polynomial, early);
  // gathering
  const perGathered = 1 + (paired ? count : 0);
  sum.add(FILL, gathered.length * perGathered + chains.length * 2 * (1 + count));
  if (early > 0 && (looks.entries.length || looks.distances.some(Boolean))) {
    sum.ns += early * (looks.entries.length * LOOK + looks.distances.reduce((all, one) => all + (one ? NEAR + one.bound.cost(false) : 0), 0));
  }
  for (let o = 0; o < count; o++) {
    records.record("value", false, 0, false);
    records.centre();
  }
  if (width > 1) {
    sum.add(paired ? law.flows : law.scores);
    terms(plan, sum, records);
    for (const { source, parameter: { offset, size } } of fields) fieldCost(plan, source, offset, size, sum, law, phiCost);
    for (const { step, a } of jumps.planes) {
      const n = D === 1 ? 1 / rows : 1, moved = a.reduce((all, v) => all + (v ? 1 : 0), 0);
      sum.several(n * (moved * (2 * COPY + ADD) + AFFINE + PRODUCT * D + DENSITY + step.bound.cost(false) + MULTIPLY + law.flows) + gathered.length * (n * MULTIPLY + ADD), 8 + 3 * moved + 2 * gathered.length);
    }
    for (const entry of gathered) finish(plan, plan.entries[entry] as EntryPlan, entry, sum, records);
    for (let c = 0; c < chains.length; c++) for (let o = 0; o < count; o++) {
      const own = chains[c]?.phi !== 0;
      if (own) sum.add(ADD, paired ? 2 : 1);
      if (paired) sum.add(PRODUCT);
      records.record("chain", paired, 1, true);
    }
  }
  if (joint) sum.several(count * COVARIANCE * ((width * (width + 1)) / 2) + JOINT / rows, count);
  if (weighed) records.plain(false, 0);
  const perLeaf = OF_LEAF + sum.calls * CALL + sum.visits * VISIT + plan.lambdas.length * MERGE, blockRows = Math.min(block, samples);
  return sum.ns + perLeaf / rows + OF_BLOCK / blockRows;
}

/** Nanoseconds of φ of one output: its value alone, and what is called first of all, with the gradient if the run uses it. */
function phiOf(plan: Plan, o: number, made: Plan["outputs"][number]["cost"], phiCost: number | undefined): { readonly value: number; readonly first: number } {
  const { job: { needsGradient }, sampling: { own }, compiled, explicit } = plan, one = compiled[o], law = lawCostOf(own);
  if (made) {
    const of = (phi: CompiledIntegrand | undefined, gradient: boolean): number => (phi && phiCost === undefined ? phi.bind({ columnNames: own.columnNames(), parameters: [] }).cost(gradient) : (phiCost ?? CALL_OF_PHI) * (gradient ? 2 : 1));
    return { value: made(of, false), first: made(of, needsGradient) };
  }
  const smooth = own.supports.some((support) => support !== "count"), gradient = needsGradient && smooth;
  const derivatives = one ? 0 : (explicit[o] ?? []).length;
  if (!one || phiCost !== undefined) {
    const call = phiCost ?? CALL_OF_PHI;
    // a formula and its gradient are one evaluation, dearer as its operations say
    return { value: call, first: call * (one ? one.bound.cost(needsGradient || dependsOnP(one)) / one.bound.cost(false) : 1 + (gradient ? 1 : 0) + derivatives) };
  }
  const depends = dependsOnP(one), { usesLogp } = one.bound;
  let first = one.bound.cost(needsGradient || depends);
  if (depends) first += COPY * own.entries;
  if (usesLogp) first += law.logProb + COPY + law.scores + (needsGradient ? law.slopes + PRODUCT * own.columns : 0) + PRODUCT * own.entries;
  return { value: one.bound.cost(false), first };
}

function blendCost(one: NonNullable<NonNullable<Plan["jumps"]["blends"]>[number]>, phiCost: number | undefined): number { return "bound" in one ? one.bound.cost(true) : (phiCost ?? CALL_OF_PHI) * 2; }

/** Every part of every entry that `Law.terms` brings. */
function terms(plan: Plan, sum: Sum, records: Records): void {
  const { outputs: { length: count }, sampling: { own } } = plan;
  for (const parameter of own.parameters) {
    const parts = own.parts(parameter);
    for (let entry = parameter.offset; entry < parameter.offset + parameter.size; entry++) {
      const one = plan.entries[entry] as EntryPlan, used = one.gathered >= 0 || one.record >= 0 || one.chains.length > 0;
      sum.visits += parts;
      if (!used && !plan.reduction) continue;
      records.see(entry, parts);
      if (one.exact || !used) continue;
      if (one.gathered >= 0) {
        sum.add(ADD, parts);
        if (one.paired && one.canonical) sum.add(PRODUCT, parts * count);
        continue;
      }
      for (let o = 0; o < count; o++) {
        if (one.record >= 0) records.record("entry", one.paired, one.lambda, false);
        if (one.paired && one.lambda) sum.add(PRODUCT, one.chains.length);
      }
      sum.add(ADD, one.chains.length * (one.lambda === 1 ? 1 : 2));
    }
  }
}

/** Records and chains of an entry whose parts have been gathered. */
function finish(plan: Plan, one: EntryPlan, entry: number, sum: Sum, records: Records): void {
  const { outputs: { length: count }, jumps, explicit, job: { needsGradient } } = plan, chains = one.chains.length;
  for (let o = 0; o < count; o++) {
    if (one.paired && one.stays) sum.add(PRODUCT);
    if (one.paired && jumps.blends) sum.add(PRODUCT);
    let own = (explicit[o] ?? []).some(({ first, size }) => entry >= first && entry < first + size);
    if (own && one.paired) sum.add(ADD);
    for (const { parameter, end } of jumps.ends) if (entry === parameter.offset + end.entry) {
      sum.add(FILL + 2 * ADD);
      own = true;
    }
    if (one.exact) {
      sum.add(one.pair >= 0 ? MULTIPLY : FILL);
      if (own) sum.add(ADD);
      if (one.record >= 0) records.record("exact", false, 0, false);
      sum.add(ADD, chains * (needsGradient ? 2 : 1));
      continue;
    }
    if (one.record >= 0) records.record("entry", one.paired, one.lambda, own);
    sum.add(ADD, chains * ((own ? 1 : 0) + (one.paired && one.lambda ? 1 : 0) + (own && one.lambda !== 1 ? 1 : 0)));
  }
  if (!one.exact) sum.add(ADD, chains * (one.lambda === 1 ? 1 : 2));
}

/** u·∇φ + (∇·u + u·∇log p)·φ of the entries of a parameter. */
function fieldCost(plan: Plan, source: FlowSource, first: number, size: number, sum: Sum, { slopes, logProb, flows }: LawCost, phiCost: number | undefined): void {
  const { steps, sampling: { own }, outputs: { length: count }, entries } = plan, D = own.columns, exact = source.carries !== undefined, run = source.cost ?? (phiCost ?? CALL_OF_PHI);
  sum.add(run);
  if (!exact) {
    sum.add(FILL, size);
    // what families on the integers know of p(k − 1)/p(k) they know from their scores
    for (const _ of steps) sum.several(2 * Math.min(logProb, flows) + run + WEIGHTS + 4 * COPY + AFFINE + size * (KEEP + PRODUCT), 8 + 2 * size);
    if (steps.length < D) sum.add(slopes);
  }
  for (let j = 0; j < size; j++) {
    if ((entries[first + j] as EntryPlan).gathered < 0) continue;
    // of a parameter with an entry for each column, as a rule each moves its own
    const moved = size === D ? 1 : D;
    sum.add(PRODUCT, moved * count);
    sum.ns += steps.length * LAST;
    if (!exact) sum.add(PRODUCT, moved + count + 1);
  }
}

/** What sums of estimates cost, with what is done before about their variance. */
class Records {
  readonly #reduction: Reduction | undefined;
  readonly #controls: Controls | undefined;
  /** The share of rows of which the controls are columns, and not only means. */
  readonly #byRow: number;
  readonly #several: boolean;
  /** Folds for each row. */
  readonly #folds: number = 0;

  constructor(private readonly sum: Sum, private readonly plan: Plan, rows: number, private readonly early: number) {
    const { reduction, sampling: { unit, samples } } = plan;
    this.#reduction = reduction;
    this.#controls = reduction?.controls;
    this.#several = unit > 1 && unit < rows;
    const coarse = this.#controls && (typeof this.#controls.coefficients === "object" || this.#controls.coefficients === "pilot") && reduction && reduction.unit >= LEAF;
    this.#byRow = coarse ? Math.min(1, (2 * LEAF) / samples) : 1;
if (reduction) {
      const group = Math.min(reduction.group, rows);
      // a group that is smaller has as many folds
      this.#folds = Math.max(1, group / Math.max(reduction.together, (reduction.fold * group) / reduction.group)) / group;
    }
  }

  /** Controls are made. */
  begin(scores: number, polynomial: number, early: number): void {
    const controls = this.#controls, { sum } = this;
    if (!controls) return;
    const { plan: { sampling: { own } } } = this, { entries, weights, degrees, functions, shared, coefficients, difference } = controls, byRow = this.#byRow;
    if (entries.length) {
      const products = own.parameters.reduce((all, parameter) => all + (entries.includes(parameter.offset) ? parameter.size * own.parts(parameter) : 0), 0);
      sum.several(byRow * (COPY * entries.length + scores + PRODUCT * products), 1 + byRow * products);
    }
    const most = Math.max(0, ...degrees), columns = degrees.reduce((all, degree) => all + degree, 0);
    if (weights) sum.add(SUBTRACT);
    if (most) sum.several(polynomial * most + COPY * columns, 1 + columns);
    sum.add(COPY, functions.length);
    sum.add(WEIGH, columns + functions.length);
    sum.add((1 - byRow) * DOT, shared - entries.length);
    if (coefficients === "cross-fit") sum.add(factors(shared, this.#folds));
    const learns = coefficients === "learn" ? 1 : byRow < 1 ? byRow : early;
    sum.ns += learns * (gram(shared) + this.plan.lambdas.length * (0.17 * shared + 0.1 + (difference ? 0.17 * shared + 0.5 : 0)));
  }

  /** A score passes by: its mean is taken where that is all. */
  see(entry: number, parts: number): void {
    if (this.#byRow < 1 && this.#controls?.entries.includes(entry)) this.sum.add((1 - this.#byRow) * DOT, parts);
  }

  centre(): void {
    const { centre, fold = 1 } = this.#reduction ?? {};
    if (centre === "loo") this.sum.add(fold === 1 ? CENTRE : CENTRE_FOLDS + CENTRE_FOLD / fold);
    else if (centre) this.sum.add(COPY + ADD);
  }

  /** As it is. */
  plain(paired: boolean, lambda: number): void {
    const { unit } = this.plan.sampling, mixed = paired && lambda !== 0 && lambda !== 1;
    let ns = !paired ? SINGLE : mixed ? MIXED : PAIRED;
    if (this.#several || this.plan.job.joint || this.early > 0) ns += (this.#several || this.plan.job.joint ? 1 : this.early) * (mixed ? ROWS_MIXED : ROWS);
    if (this.#several) ns += UNITS + UNIT / unit;
    this.sum.add(ns + this.early * (HIGHER - ROWS));
  }

  record(kind: "value" | "entry" | "exact" | "chain", paired: boolean, lambda: number, own: boolean): void {
    const reduction = this.#reduction, controls = this.#controls, { sum } = this;
    if (!reduction) {
      if (own) sum.add((MULTIPLY + ADD) / 2, 2);
      return this.plain(paired, lambda);
    }
    const combined = reduction.combine !== undefined && paired && kind !== "value", best = reduction.optimal && (kind === "entry" || kind === "chain");
    if (!controls && !combined && !best && !own) return this.plain(paired, lambda);
    // where means of controls are all that counts, most rows are summed as they are
    const byRow = controls ? this.#byRow : 1, before = { ...sum };
    if (best) sum.add(reduction.fold === 1 ? OPTIMAL : OPTIMAL_FOLDS + OPTIMAL_FOLD / reduction.fold);
    else sum.add(MULTIPLY);
    if (own) sum.add(ADD);
    if (!controls && !combined) return this.plain(paired, lambda);
    if (paired) sum.add(MULTIPLY);
    if (combined && reduction.combine?.pooled && kind === "entry") sum.add(COPY, 4);
    if (combined && reduction.combine?.selects) sum.several(MULTIPLY + SELECT, 2);
    else if (combined) {
      sum.add(SPREADS + this.#folds * SPREADS_FOLD);
      sum.add(COMBINE + this.#folds * COMBINE_FOLD);
    } else {
      sum.add(COPY);
      if (paired && lambda !== 0) sum.several(FILL + 2 * ADD, 3);
    }
    if (paired) sum.several(FILL + DIFFERENCE, 2);
    if (controls) {
      const { difference, coefficients, names } = controls;
      if (difference) sum.add(paired ? COPY : FILL);
      if (coefficients === "cross-fit") {
        if (difference) sum.add(factors(names.length, this.#folds));
        sum.add(0.35 + 0.45 * names.length + this.#folds * (12 + 10.5 * names.length));
      } else if (coefficients !== "learn") sum.add(ADD, names.length);
    }
    if (paired) sum.several(2 * ADD + COPY, 3);
    this.plain(paired, 0);
    if (byRow === 1) return;
    sum.ns = before.ns + byRow * (sum.ns - before.ns);
    sum.calls = before.calls + byRow * (sum.calls - before.calls);
    const { ns, calls } = sum;
    this.plain(paired, lambda);
    sum.ns = ns + (1 - byRow) * (sum.ns - ns);
    sum.calls = calls + (1 - byRow) * (sum.calls - calls);
  }
}

/** Σ x·xᵀ of so many columns, for a row; its factors, for a fold. */
const gram = (count: number): number => 0.145 * ((count * (count + 1)) / 2) + 0.1;
const factors = (count: number, folds: number): number => gram(count) + folds * (20 + 3.5 * count * count + 0.05 * count ** 3);
