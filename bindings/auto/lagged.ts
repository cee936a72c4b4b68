/**
 * Coefficients of the call before, for loops of many short runs with one `rng`: what a run's rows say is for the next one, so nothing is biased and
 * nothing is drawn for it alone.
 */
import { internalsOf } from "../distribution";
import { type StateData, totals } from "../estimators/state";
import { LEAF, type Rng } from "../random";
import { coefficientsOf, fitSize } from "../variance/reducer";
import type { Ask, Choice } from "./choose";
import type { Feasible } from "./feasible";

/** How much what was learnt counts after each further call. */
const KEPT = 0.9;
/** Rows for each control, at least, before it has a coefficient; controls at most; the degree of polynomials. */
const ROWS = 16, MOST = 48, DEGREE = 3;

/** What the calls of a generator have learnt: for each kind of problem the sums of its runs. */
const memories = new WeakMap<Rng, Map<string, Float64Array>>();

/** @internal */
export function lagged({ sampling: { p, own, samples }, outputs, names, rng }: Ask, { flow, some, why }: Feasible): Choice {
  const controls: unknown[] = [];
  let shared = 0;
  const add = (kind: unknown, columns: number): void => {
    if (columns === 0 || shared + columns > MOST) return;
    controls.push(kind);
    shared += columns;
  };
  if (!own.lacks("score")) add("score", own.parameters.reduce((sum, { moves, size }) => (moves ? sum : sum + size), 0));
  if (!own.lacks("polynomials")) add({ stein: DEGREE }, Array.from({ length: own.columns }, (_, d) => Math.min(DEGREE, internalsOf(p).polynomialDegree?.(d) ?? 0)).reduce((sum, k) => sum + k, 0));
  const difference = some && names.length > 1, count = shared + Number(difference);
  if (difference) controls.push("difference");
  const without = why.map((one) => `no flow, since ${one}`);
  if (count === 0) return { options: { flow, why: [...without, "no controls"].join("; ") }, pilot: 0 };
  const memory = memories.get(rng as Rng) ?? new Map<string, Float64Array>(), key = [p.family, own.entries, own.columns, JSON.stringify(flow), ...names, ...outputs.map(({ id }) => id)].join("\n");
  memories.set(rng as Rng, memory);
  const known = memory.get(key), rows = known?.[0] ?? 0, shape = { names: new Array<string>(count).fill(""), shared, difference }, size = fitSize(shape, names.length);
  const learnt = known?.length === size && rows >= ROWS * (count + 1) ? coefficientsOf(known, shape, names.length) : names.map(() => new Float64Array(count));
  const coefficients = Object.fromEntries(names.map((name, j) => [name, Array.from(learnt[j] as Float64Array)]));
  return {
    options: { flow, controls, coefficients, why: [...without, rows >= ROWS * (count + 1) ? `coefficients from about ${Math.round(rows)} samples of the calls before` : `${samples} samples pay for no pilot, and of calls before little is known`].join("; ") },
    pilot: 0,
    learn(state: StateData): void {
      const { total: { fit } } = totals({ ...state, leaf: LEAF }, { lambdas: [], joint: 0, unit: 1, least: 1 });
      if (fit?.length === size) memory.set(key, known?.length === size ? fit.map((v, k) => v + KEPT * (known[k] as number)) : fit.slice());
    },
  };
}
