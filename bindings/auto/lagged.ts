/**
 * Coefficients of the call before, for loops of many short runs with one `rng`: what a run's rows say is for the next one, so nothing is biased and
 * nothing is drawn for it alone.
 */
import { internalsOf } from "../distribution";
import { pilotOf, run } from "../estimators/engine";
import { State, type StateData, totals } from "../estimators/state";
import { LEAF, type Rng } from "../random";
import { type Controls, type Reduction, scoredEntries } from "../variance/choices";
import { coefficientsOf, fitSize } from "../variance/reducer";
import type { Ask, Choice } from "./choose";
import type { Feasible } from "./feasible";
import { Memory } from "./memory";
import { FEW } from "./search";

/** How much what was learnt counts after each further call. */
const KEPT = 0.9;
/** Rows for each control, at least, in what is kept; controls at most. */
const ROWS = 16, MOST = 48;
/** What the calls of a generator have learnt: sums of its runs, empty after the first. */
const memory = new Memory<Float64Array>();

/** Undefined where nothing is to be learnt, and for the first call, which may be the only one. @internal */
export function lagged(ask: Ask, can: Feasible): Choice | undefined {
  const { flow, some, why } = can;
  const { sampling, outputs, names, options: { wrt, chain }, plan } = ask, rng = ask.rng as Rng, { p, own, samples } = sampling, most = Math.min(MOST, Math.floor(samples / (1 - KEPT) / ROWS) - 1), controls: unknown[] = [], difference = some && names.length > 1;
  let shared = 0;
  const add = (kind: unknown, columns: number): void => {
    if (columns === 0 || shared + columns + Number(difference) > most) return;
    controls.push(kind);
    shared += columns;
  };
  if (!own.lacks("score")) add("score", scoredEntries(own).length);
  if (!own.lacks("polynomials")) add({ stein: FEW }, Array.from({ length: own.columns }, (_, d) => Math.min(FEW, internalsOf(p).polynomialDegree?.(d) ?? 0)).reduce((sum, k) => sum + k, 0));
  if (difference && most > 0) controls.push("difference");
  const count = shared + Number(difference);
  if (controls.length === 0) return undefined;
  // without the numbers in φ, which may be other data in each call
  const key = [p.family, own.entries, own.columns, count, JSON.stringify(flow), ...names, ...outputs.map(({ compiled, id }) => (compiled ? compiled.text : id))].join("\n");
  let known = memory.of(rng, key), pilot = 0;
  const shape = { names: new Array<string>(count).fill(""), shared, difference }, size = fitSize(shape, names.length);
  if (!known) return { options: {}, pilot, learn: () => memory.keep(rng, key, new Float64Array(0)) };
  if (known.length !== size) {
    const { plan: whole, description } = plan(sampling, { wrt, chain, flow, baseline: 0, controls, coefficients: "pilot" }), reduction = whole.reduction as Reduction, rule = { lambdas: whole.lambdas, joint: 0, unit: 1, least: 1 }, state = new State(rule, false), rows = Math.min(LEAF, ROWS * (count + 1));
    run({ ...pilotOf(whole, reduction, reduction.controls as Controls, rows), looks: { distances: [], entries: [] } }, state);
    known = totals(state.data(LEAF), rule).total.fit as Float64Array;
    pilot = rows * description.evaluations;
  }
  if (difference && outputs.some(({ compiled }) => !compiled) && isFlat(known, shape, names.length)) {
    memory.keep(rng, key, known);
    const found = lagged(ask, { ...can, flow: "lr", some: false, why: [...why, "no flow, since the gradient of φ was 0 in all rows, as that of a φ which jumps"] });
    return found && { ...found, pilot: found.pilot + pilot };
  }
  const learnt = coefficientsOf(known, shape, names.length), before = known;
  return {
    options: {
      flow, controls, coefficients: Object.fromEntries(names.map((name, j) => [name, Array.from(learnt[j] as Float64Array)])),
      why: [...why, `coefficients from ${pilot ? `a pilot of ${before[0]}` : `about ${Math.round(before[0] as number)}`} samples${pilot ? ", once for calls with this rng" : " of the calls before"}`].join("; "),
    },
    pilot,
    learn(state: StateData): void {
      const { total: { fit } } = totals(state, { lambdas: [], joint: 0, unit: 1, least: 1 });
      // a NaN among the sums would never be forgotten
      if (fit?.length !== size || !fit.every(Number.isFinite)) return;
      memory.keep(rng, key, before.every(Number.isFinite) ? fit.map((v, k) => v + KEPT * (before[k] as number)) : fit.slice());
    },
  };
}

/** Are all flows 0, as far as what is learnt tells, and not all likelihood ratios? */
function isFlat(known: Float64Array, shape: Parameters<typeof fitSize>[0], estimates: number): boolean {
  const { shared } = shape, per = (fitSize(shape, estimates) - fitSize(shape, 0)) / estimates, first = fitSize(shape, 0);
  let some = false;
  for (let from = first; from < first + per * estimates; from += per) {
    const gap = known[from + 2 * (shared + 1)] as number; // Σ (R − L)²
    if (gap === 0) continue;
    some = true;
    for (let k = 0; k <= shared; k++) if (known[from + k] !== 0) return false;
  }
  return some;
}
