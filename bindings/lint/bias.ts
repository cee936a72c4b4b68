/** What a defect does to the estimates of simple φ: Σ over columns of places that are draws of q, or quantiles that stand for them. */
import { type Distribution, type Rng, vector } from "../index";
import { type Terms, sidesOf } from "./defects";
import type { Leak } from "./ends";
import { type Family, type Theta, has } from "./family";
import { type Looking, spreadOf } from "./places";
import type { Bias } from "./report";

/** How many places. */
const PLACES = 256;

/** E_q[defect·φ] and what the ends add. @internal */
export function biases(family: Family, theta: Theta, terms: Terms, looking: Looking, rng: Rng, leaks: readonly Leak[]): Bias[] {
  const D = family.columns, { rows, sorted } = drawn(terms.q, rng), sides = sidesOf(family, theta, terms, looking.at(rows)), found: Bias[] = [];
  if (!sides) return [];
  const defect = sides.got.map((got, i) => got - (sides.expected[i] as number));
  for (let d = 0; d < D; d++) {
    const name = D === 1 ? "x" : `x${d}`, { middle } = spreadOf(family.draws, D, d), column = Float64Array.from({ length: PLACES }, (_, i) => rows[i * D + d] as number);
    const phis: readonly (readonly [string, (x: Float64Array) => Float64Array])[] = [
      [name, (x) => x], [`${name}^2`, (x) => x.map((v) => v * v)], [`cos(${name})`, vector.cos],
      // flows do not see jumps: there it is no fault of ψ's
      ...(terms.v ? [] : [[`${name} > median`, (x: Float64Array) => x.map((v) => Number(v > middle))] as const]),
    ];
    for (const [phi, of] of phis) {
      const values = of(column), products = defect.map((v, i) => v * (values[i] as number)).filter(Number.isFinite), mean = products.reduce((sum, v) => sum + v, 0) / products.length;
      const spread = Math.sqrt(products.reduce((sum, v) => sum + (v - mean) ** 2, 0)) / products.length;
      const ends = D > 1 ? 0 : leaks.reduce((sum, { end, normal, got, expected }) => (Number.isFinite(end) ? sum + normal * (got - expected) * (of(Float64Array.of(end))[0] as number) : sum), 0);
      if (products.length > PLACES / 2) found.push({ phi, bias: mean + ends, stdError: sorted ? 0 : spread });
    }
  }
  return found;
}

function drawn(q: Distribution, rng: Rng): { readonly rows: Float64Array; readonly sorted: boolean } {
  if (q.columns > 1 || !has(q, "quantile")) return { rows: q.sample(rng, PLACES) as Float64Array, sorted: false };
  return { rows: q.quantile(Float64Array.from({ length: PLACES }, (_, i) => (i + 0.5) / PLACES)), sorted: true };
}
