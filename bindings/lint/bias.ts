/** What a defect does to the estimates of simple φ. */
import { type Distribution, type Rng, vector } from "../index";
import { type Terms, sidesOf } from "./defects";
import type { Leak } from "./ends";
import { type Family, type Theta, density, has } from "./family";
import { type Looking, spreadOf } from "./places";
import type { Bias } from "./report";
import { GAUSS } from "./samples";

/** Draws, where there are no quantiles; integers from 0. */
const DRAWN = 256, INTEGERS = 512;
/** Panels of u = F(x), the same on both sides of ½. */
const EDGES = [0, 1e-12, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.35, 0.5];

/** E_q[defect·φ] and what the ends add. @internal */
export function biases(family: Family, theta: Theta, terms: Terms, looking: Looking, rng: Rng, leaks: readonly Leak[]): Bias[] {
  const D = family.columns, { rows, weights, drawn } = nodesOf(terms.q, rng), sides = sidesOf(family, theta, terms, looking.at(rows)), found: Bias[] = [];
  if (!sides) return [];
  const defect = sides.got.map((got, i) => got - (sides.expected[i] as number));
  for (let d = 0; d < D; d++) {
    const name = D === 1 ? "x" : `x${d}`, { middle } = spreadOf(family.draws, D, d), column = Float64Array.from({ length: weights.length }, (_, i) => rows[i * D + d] as number);
    const phis: readonly (readonly [string, (x: Float64Array) => Float64Array])[] = [
      [name, (x) => x], [`${name}^2`, (x) => x.map((v) => v * v)], [`cos(${name})`, vector.cos],
      // flows do not see jumps: there it is no fault of ψ's
      ...(terms.v ? [] : [[`${name} > median`, (x: Float64Array) => x.map((v) => Number(v > middle))] as const]),
    ];
    for (const [phi, of] of phis) {
      const values = of(column), products = defect.map((v, i) => v * (values[i] as number));
      let mean = 0, squares = 0, known = 0;
      products.forEach((v, i) => {
        if (!Number.isFinite(v)) return;
        known += weights[i] as number;
        mean += (weights[i] as number) * v;
        squares += (weights[i] as number) * v * v;
      });
      const ends = D > 1 ? 0 : leaks.reduce((sum, { end, normal, got, expected }) => (Number.isFinite(end) ? sum + normal * (got - expected) * (of(Float64Array.of(end))[0] as number) : sum), 0);
      if (known > 0.5) found.push({ phi, bias: mean + ends, stdError: drawn ? Math.sqrt(Math.max(0, squares - mean * mean) / DRAWN) : 1e-4 * Math.sqrt(squares) });
    }
  }
  return found;
}

/** Draws, or nodes of a rule that knows E_q of smooth functions to about 1e-4. */
function nodesOf(q: Distribution, rng: Rng): { readonly rows: Float64Array; readonly weights: Float64Array; readonly drawn: boolean } {
  if (q.columns === 1 && q.supports[0] === "count") {
    const rows = Float64Array.from({ length: INTEGERS }, (_, k) => k), weights = density(q, rows), most = weights.reduce((sum, w) => sum + w, 0), within = rows.filter((k) => (weights[k] as number) > 0);
    if (most > 0.999) return { rows: within, weights: within.map((k) => weights[k] as number), drawn: false };
  }
  if (q.columns > 1 || q.supports[0] === "count" || !has(q, "quantile")) return { rows: q.sample(rng, DRAWN) as Float64Array, weights: new Float64Array(DRAWN).fill(1 / DRAWN), drawn: true };
  const u: number[] = [], weights: number[] = [];
  for (const upper of [false, true]) for (let k = 0; k + 1 < EDGES.length; k++) for (const [node, weight] of GAUSS) {
    const half = ((EDGES[k + 1] as number) - (EDGES[k] as number)) / 2, at = (EDGES[k] as number) + half * (1 + node);
    u.push(upper ? 1 - at : at);
    weights.push(half * weight);
  }
  return { rows: q.quantile(Float64Array.from(u)), weights: Float64Array.from(weights), drawn: false };
}
