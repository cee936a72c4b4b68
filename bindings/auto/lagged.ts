/**
 * Coefficients of the call before, for loops of many short runs with one `rng`: what a run's rows say is for the next one, so nothing is biased and
 * nothing is drawn for it alone.
 */
import { internalsOf } from "../distribution";
import { pilotOf, run } from "../estimators/engine";
import { State, type StateData, totals } from "../estimators/state";
import { LEAF, type Rng } from "../random";
import type { Controls, Reduction } from "../variance/choices";
import { coefficientsOf, fitSize } from "../variance/reducer";
import type { Ask, Choice } from "./choose";
import type { Feasible } from "./feasible";

/** How much what was learnt counts after each further call. */
const KEPT = 0.9;
/** Rows for each control, at least, in what is kept; controls at most; the degree of polynomials. */
const ROWS = 16, MOST = 48, DEGREE = 3;
/** Kinds of problems that a generator remembers. */
const KINDS = 8;

/** What the calls of a generator have learnt: for each kind of problem the sums of its runs, empty after the first. */
const memories = new WeakMap<Rng, Map<string, Float64Array>>();

/** Undefined where nothing is to be learnt, and for the first call, which may be the only one. @internal */
export function lagged(ask: Ask, { flow, some, why }: Feasible): Choice | undefined {
  const { sampling, outputs, names, rng, options: { wrt, chain }, plan } = ask, { p, own, samples } = sampling, most = Math.min(MOST, Math.floor(samples / (1 - KEPT) / ROWS) - 1), controls: unknown[] = [], difference = some && names.length > 1;
  let shared = 0;
  const add = (kind: unknown, columns: number): void => {
    if (columns === 0 || shared + columns + Number(difference) > most) return;
    controls.push(kind);
    shared += columns;
  };
  if (!own.lacks("score")) add("score", own.parameters.reduce((sum, { moves, size }) => (moves ? sum : sum + size), 0));
  if (!own.lacks("polynomials")) add({ stein: DEGREE }, Array.from({ length: own.columns }, (_, d) => Math.min(DEGREE, internalsOf(p).polynomialDegree?.(d) ?? 0)).reduce((sum, k) => sum + k, 0));
  if (difference && most > 0) controls.push("difference");
  const count = shared + Number(difference);
  if (controls.length === 0) return undefined;
  const memory = memories.get(rng as Rng) ?? new Map<string, Float64Array>();
  memories.set(rng as Rng, memory);
  // without the numbers in φ, which may be other data in each call
  const key = [p.family, own.entries, own.columns, count, JSON.stringify(flow), ...names, ...outputs.map(({ compiled, id }) => (compiled ? compiled.text : id))].join("\n");
  let known = memory.get(key), pilot = 0;
  const shape = { names: new Array<string>(count).fill(""), shared, difference }, size = fitSize(shape, names.length);
  if (!known) return { options: {}, pilot, learn: () => remember(memory, key, new Float64Array(0)) };
  if (known.length !== size) {
    const { plan: whole, description } = plan(sampling, { wrt, chain, flow, baseline: 0, controls, coefficients: "pilot" }), reduction = whole.reduction as Reduction, rule = { lambdas: whole.lambdas, joint: 0, unit: 1, least: 1 }, state = new State(rule, false), rows = Math.min(LEAF, ROWS * (count + 1));
    run({ ...pilotOf(whole, reduction, reduction.controls as Controls, rows), looks: { distances: [], entries: [] } }, state);
    known = totals(state.data(LEAF), rule).total.fit as Float64Array;
    pilot = rows * description.evaluations;
  }
  const learnt = coefficientsOf(known, shape, names.length), before = known;
  return {
    options: {
      flow, controls, coefficients: Object.fromEntries(names.map((name, j) => [name, Array.from(learnt[j] as Float64Array)])),
      why: [...why.map((one) => `no flow, since ${one}`), `coefficients from ${pilot ? `a pilot of ${before[0]}` : `about ${Math.round(before[0] as number)}`} samples${pilot ? ", once for calls with this rng" : " of the calls before"}`].join("; "),
    },
    pilot,
    learn(state: StateData): void {
      const { total: { fit } } = totals(state, { lambdas: [], joint: 0, unit: 1, least: 1 });
      // a NaN among the sums would never be forgotten
      if (fit?.length !== size || !fit.every(Number.isFinite)) return;
      remember(memory, key, before.every(Number.isFinite) ? fit.map((v, k) => v + KEPT * (before[k] as number)) : fit.slice());
    },
  };
}

function remember(memory: Map<string, Float64Array>, key: string, sums: Float64Array): void {
  memory.delete(key);
  memory.set(key, sums);
  if (memory.size > KINDS) memory.delete(memory.keys().next().value as string);
}
