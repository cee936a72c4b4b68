/** Are draws of p those of its density? Tests that an innocent family fails with probability 1e-6 all together. */
import { type Distribution, type Rng, vector } from "../index";
import { integrate } from "../theory/quadrature";
import { type Direction, type Ends, type Family, has, shown } from "./family";
import { spreadOf } from "./places";

/** Of all tests of a report. @internal */
export const RATE = 1e-6;

/** @internal */
export interface Failure { readonly test: string; readonly column: number; readonly x: string; readonly got: number; readonly expected: number; readonly bound: number }

/** @internal */
export function testSamples(family: Family, rng: Rng, n: number): { readonly failures: Failure[]; readonly tests: number } {
  const { p, columns: D } = family, draws = p.sample(rng, n) as Float64Array, failures: Failure[] = [];
  const log = p.logProb(draws), outside = log.findIndex((v) => v === -Infinity || Number.isNaN(v));
  if (outside >= 0) return { failures: [{ test: "a draw has no density", column: 0, x: shown(draws, D, outside), got: log[outside] as number, expected: NaN, bound: 0 }], tests: 1 };
  const cdf = has(p, "cdf") ? p.cdf.bind(p) : undefined, known = cdf ?? (D === 1 && !p.supports.includes("count") ? byQuadrature(family) : undefined);
  const tests = known || D === 1 ? D : steinable(family).reduce((sum, { column }) => sum + 2 + (p.supports[column] === "real" ? D - 1 : 0), 0), share = RATE / tests;
  const columns = known || D === 1 ? sortedColumns(draws, D) : draws;
  if (known) {
    const F = known(columns);
    for (let d = 0; d < D; d++) failures.push(...kolmogorovSmirnov(columns, F, D, d, p.supports[d] === "count", share));
  } else if (D === 1) failures.push(...counted(p, columns, share));
  else failures.push(...stein(family, draws, share));
  return { failures, tests };
}

/** Each column in order: distribution functions are of one column. */
function sortedColumns(draws: Float64Array, D: number): Float64Array {
  if (D === 1) return draws.sort();
  const rows = new Float64Array(draws.length), n = draws.length / D;
  for (let d = 0; d < D; d++) Float64Array.from({ length: n }, (_, i) => draws[i * D + d] as number).sort().forEach((v, i) => { rows[i * D + d] = v; });
  return rows;
}

/** sup |F_n − F|: beyond the bound with probability at most `rate`, on the integers less often (P. Massart, Ann. Probab. 18 (1990) 1269–1283). */
function kolmogorovSmirnov(sorted: Float64Array, F: Float64Array, D: number, d: number, count: boolean, rate: number): Failure[] {
  const n = sorted.length / D, bound = Math.sqrt((vector.log(Float64Array.of(2 / rate))[0] as number) / (2 * n));
  let worst = 0, at = 0, got = 0;
  for (let k = 0; k < n; k++) {
    const i = k * D + d, last = k + 1 === n || sorted[i + D] !== sorted[i];
    for (let share = count ? (last ? k + 1 : k + 2) : k; share <= k + 1; share++) {
      const off = Math.abs(share / n - (F[i] as number));
      if (!(off <= worst)) { worst = Number.isNaN(off) ? Infinity : off; at = i; got = share / n; }
    }
  }
  return worst > bound ? [{ test: "their distribution function", column: d, x: String(sorted[at]), got, expected: F[at] as number, bound }] : [];
}

/** F of one column of integers is the sum of what comes before. */
function counted(p: Distribution, draws: Float64Array, rate: number): Failure[] {
  const last = draws.at(-1) as number, ks = Float64Array.from({ length: last + 1 }, (_, k) => k), mass = vector.exp(p.logProb(ks));
  let sum = 0;
  const F = mass.map((m) => { sum += m; return sum; });
  return kolmogorovSmirnov(draws, draws.map((k) => F[k] as number), 1, 0, true, rate);
}

/** Every so many draws a panel ends. */
const EVERY = 16;

/** ∫p up to each draw, normalised. */
function byQuadrature(family: Family): (sorted: Float64Array) => Float64Array {
  return (sorted) => {
    const [[lower, upper]] = family.ends() as [Ends], inner = family.p, edges = Float64Array.from([...sorted.filter((x, i) => i % EVERY === 0 && x > lower && x < upper), sorted.at(-1) as number]), first = edges[0] as number;
    const [total, before] = integrate(rangeOf(sorted, lower, upper), 2, (x, [all, left]) => {
      all?.set(vector.exp(inner.logProb(x)));
      x.forEach((v, i) => { if (left && v < first) left[i] = (all as Float64Array)[i] as number; });
    }).value as [number, number], masses = [before];
    const x = new Float64Array((edges.length - 1) * GAUSS.length);
    for (let k = 0; k + 1 < edges.length; k++) GAUSS.forEach(([node], i) => { x[k * GAUSS.length + i] = ((edges[k] as number) + (edges[k + 1] as number)) / 2 + (((edges[k + 1] as number) - (edges[k] as number)) / 2) * node; });
    const p = vector.exp(inner.logProb(x));
    for (let k = 0; k + 1 < edges.length; k++) masses.push((masses[k] as number) + (((edges[k + 1] as number) - (edges[k] as number)) / 2) * GAUSS.reduce((sum, [, w], i) => sum + w * (p[k * GAUSS.length + i] as number), 0));
    // between the edges F is interpolated: it is off by less than what is between them
    let k = 0;
    return sorted.map((v) => {
      while (k + 2 < edges.length && v > (edges[k + 1] as number)) k++;
      const [a, b] = [edges[k] as number, edges[k + 1] as number], t = b > a ? Math.min(1, Math.max(0, (v - a) / (b - a))) : 0;
      return ((masses[k] as number) * (1 - t) + (masses[k + 1] as number) * t) / total;
    });
  };
}

/** Nodes and weights of the 5-point rule: DLMF Table 3.5.2. @internal */
export const GAUSS = [[-0.906179845938664, 0.23692688505618908], [-0.5384693101056831, 0.47862867049936647], [0, 0.5688888888888889], [0.5384693101056831, 0.47862867049936647], [0.906179845938664, 0.23692688505618908]] as const;

/** What quadrature starts from: quantiles of draws. @internal */
export function rangeOf(sorted: Float64Array, lower: number, upper: number): Parameters<typeof integrate>[0] {
  return { lower, upper, p: { quantile: (u) => u.map((share) => sorted[Math.floor(share * (sorted.length - 1))] as number) } };
}

/** ∂log p by differences of this share of the width, or of the distance from an end: what is left is far below the standard errors. */
const SMALL = 2 ** -14;

function slopesOf(p: Distribution, draws: Float64Array, column: number, partner: number | undefined, width: number): Float64Array {
  const D = p.columns, support = p.supports[column], above = draws.slice(), below = draws.slice();
  const h = Float64Array.from({ length: draws.length / D }, (_, i) => {
    const x = draws[i * D + column] as number, y = partner === undefined ? 1 - x : (draws[i * D + partner] as number), step = SMALL * (support === "real" || support === "interval" ? width : support === "positive" ? x : Math.min(x, y));
    above[i * D + column] = x + step;
    below[i * D + column] = x - step;
    if (partner !== undefined) {
      above[i * D + partner] = y - step;
      below[i * D + partner] = y + step;
    }
    return step;
  });
  const a = p.logProb(above), b = p.logProb(below);
  return h.map((h, i) => ((a[i] as number) - (b[i] as number)) / (2 * h));
}

/** Columns along which Stein's identity holds without more: all but those whose ends are not known. */
const steinable = ({ p, directions }: Family): Direction[] => directions.filter(({ column, partner, count }) => !count && (p.supports[column] !== "interval" || partner !== undefined));

/** E[∂f + f·∂log p] = 0 for bounded f: of each direction two f of its own column, and one of every other column, in standard errors. */
function stein(family: Family, draws: Float64Array, rate: number): Failure[] {
  const { p, columns: D } = family, n = draws.length / D, failures: Failure[] = [], bound = vector.normalQuantile(Float64Array.of(1 - rate / 2))[0] as number;
  const test = (column: number, term: (i: number) => number): void => {
    let sum = 0, squares = 0;
    for (let i = 0; i < n; i++) {
      const t = term(i);
      sum += t;
      squares += t * t;
    }
    const mean = sum / n, z = mean / Math.sqrt(Math.max(0, squares / n - mean * mean) / n);
    if (!(Math.abs(z) <= bound)) failures.push({ test: "Stein's identity, in standard errors", column, x: "all draws", got: z, expected: 0, bound });
  };
  for (const { column, partner } of steinable(family)) {
    const support = p.supports[column], { middle, width } = spreadOf(family.draws, D, column), slopes = slopesOf(p, draws, column, partner, width);
    for (const kind of [0, 1]) test(column, (i) => {
      const x = draws[i * D + column] as number, slope = slopes[i] as number;
      if (support === "real") {
        const z = (x - middle) / width, r = 1 / (1 + z * z);
        return (kind ? r - 2 * z * z * r * r : -2 * z * r * r) / width + (kind ? z * r : r) * slope;
      }
      if (support === "positive") {
        const z = x / width, r = 1 / (1 + z);
        return ((kind ? (2 * z - z * z) * r : 1 - z) * r * r * r) / width + (kind ? z * z * r : z) * r * r * slope;
      }
      const y = partner === undefined ? 1 - x : (draws[i * D + partner] as number);
      return kind ? 2 * x * y - x * x + x * x * y * slope : y - x + x * y * slope;
    });
    if (support === "real") for (let d = 0; d < D; d++) {
      const other = spreadOf(family.draws, D, d);
      if (d !== column) test(column, (i) => {
        const z = ((draws[i * D + d] as number) - other.middle) / other.width;
        return ((z / (1 + z * z)) * (slopes[i] as number));
      });
    }
  }
  return failures;
}
