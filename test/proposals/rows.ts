/**
 * Rows of reference.json as distributions, and what the tests and `npm run test:tilts` measure of their tilts: distribution functions, and how far
 * draws are from them.
 */
import * as montegrad from "montegrad";
import { type Distribution, Rng, tilted } from "montegrad";
import { chiSquare, kolmogorovTail } from "../statistics.ts";
import reference from "./reference.json" with { type: "json" };

export interface Row {
  readonly family: string;
  readonly parameters: Readonly<Record<string, number | "Infinity">>;
  readonly of: string;
  readonly variation: string;
  readonly information?: string;
  /** Where the score changes its sign. */
  readonly zeros?: readonly string[];
  /** x, the score there, and the part of the slice density up to x. */
  readonly points: readonly (readonly [x: number, score: string, below: string])[];
}
export const ROWS = reference as unknown as readonly Row[];
export const nameOf = ({ family, parameters, of }: Row): string => `${family}(${Object.entries(parameters).map(([name, v]) => `${name} ${v}`).join(", ")}) by ${of}`;

export function make({ family, parameters }: Row): Distribution {
  const given = Object.fromEntries(Object.entries(parameters).map(([name, v]) => [name, Number(v)]));
  return (montegrad as unknown as Record<string, (given: object) => Distribution>)[family]!(given);
}
export const tiltOf = (row: Row, kind: "slice" | "fisher"): Distribution => tilted(make(row), { [kind]: 1, wrt: [row.of] });

type ByName = Readonly<Record<string, Float64Array>>;
export const scoreOf = (p: Distribution, of: string, x: Float64Array): Float64Array => (p.score(x) as unknown as ByName)[of]!;
/** J = −∂F/∂θ, the flow times the density. */
export function fluxOf(p: Distribution, of: string, x: Float64Array): Float64Array {
  const flow = (p.flow(x) as unknown as ByName)[of]!, log = p.logProb(x);
  return flow.map((u, i) => u * Math.exp(log[i]!));
}

/** The distribution function of the slice density of a continuous row, by J along its pieces. NaN where the flux is. */
export function sliceCdf(row: Row, x: Float64Array): Float64Array {
  const p = make(row), [low, high] = [p.quantile(0), p.quantile(1)], zeros = Float64Array.from(row.zeros ?? [], Number), heights = fluxOf(p, row.of, zeros), total = Number(row.variation);
  const before = heights.map((_, k) => heights.slice(0, k + 1).reduce((sum, h, j) => sum + Math.abs(h - (j ? heights[j - 1]! : 0)), 0));
  return fluxOf(p, row.of, x).map((J, i) => {
    if (x[i]! <= low) return 0;
    if (x[i]! >= high) return 1;
    let k = 0;
    while (k < zeros.length && zeros[k]! < x[i]!) k++;
    return Math.min(1, ((k ? before[k - 1]! : 0) + Math.abs(J - (k ? heights[k - 1]! : 0))) / total);
  });
}

/** Nodes and weights of Gauss and Legendre on (−1, 1), by Newton's method for the zeros of the polynomial. */
function legendre(n: number): readonly (readonly [number, number])[] {
  return Array.from({ length: n }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (n + 0.5)), slope = 0;
    for (let step = 0; step < 8; step++) {
      let [before, value] = [1, x];
      for (let j = 2; j <= n; j++) [before, value] = [value, ((2 * j - 1) * x * value - (j - 1) * before) / j];
      slope = (n * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    return [x, 2 / ((1 - x * x) * slope * slope)] as const;
  });
}
const NODES = legendre(12);

/**
 * A line on which integrals over the support are smooth: x = m + s·sinh t, low + s·e^t, or low + (high − low)/(1 + e^−t), its inverse, and the slope.
 */
function lineOf(p: Distribution): { readonly x: (t: number) => number; readonly t: (x: number) => number; readonly slope: (t: number) => number } {
  const { exp, log, asinh, sinh, cosh } = Math, low = p.quantile(0), high = p.quantile(1), m = p.quantile(0.5), s = (p.quantile(0.75) - p.quantile(0.25)) / 2;
  if (low === -Infinity) return { x: (t) => m + s * sinh(t), t: (x) => asinh((x - m) / s), slope: (t) => s * cosh(t) };
  if (high === Infinity) return { x: (t) => low + (m - low) * exp(t), t: (x) => log((x - low) / (m - low)), slope: (t) => (m - low) * exp(t) };
  const width = high - low;
  return { x: (t) => low + width / (1 + exp(-t)), t: (x) => log((x - low) / (high - x)), slope: (t) => width / (2 + exp(t) + exp(-t)) };
}

export interface Integral {
  /** The integral up to each end of a panel; the first and the last. */
  readonly ends: Float64Array;
  readonly sums: Float64Array;
  readonly at: (x: Float64Array) => Float64Array;
}
/** e^(log q) integrated over panels between the quantiles of p at `tail` and its complement, split at zeros of the score. */
export function integrate(row: Row, q: Pick<Distribution, "logProb">): Integral {
  const p = make(row), line = lineOf(p), density = (t: Float64Array): Float64Array => q.logProb(t.map(line.x)).map((log, i) => Math.exp(log) * line.slope(t[i]!));
  // nearer to the upper end, x tells too little of its distance from there
  const unit = p.supports[0] === "unit" || (p.supports[0] === "interval" && p.quantile(1) < Infinity), wide = Float64Array.from({ length: 2 * 2800 + 1 }, (_, k) => (k - 2800) / 4);
  const seen = wide.filter((t) => !unit || t < 12).filter((t) => { const x = line.x(t); return x > p.quantile(0) && x < p.quantile(1) && Math.abs(x) > 1e-300 && Math.abs(x) < 1e300; }), heights = density(seen), live = seen.filter((_, i) => heights[i]! > 1e-22);
  const kinks = [...(row.zeros ?? []).map(Number), ...(row.family === "laplace" ? [Number(row.parameters.loc)] : []), ...(row.family === "triangular" ? [Number(row.parameters.peak)] : [])].map(line.t);
  const from = live[0]! - 0.25, to = Math.min(live.at(-1)! + 0.25, unit ? 12 : Infinity), step = Math.min(0.25, (line.t(p.quantile(0.75)) - line.t(p.quantile(0.25))) / 3);
  const edges = [...Array.from({ length: Math.ceil((to - from) / step) }, (_, k) => from + k * step), to, ...kinks.filter((t) => t > from && t < to)].sort((a, b) => a - b);
  const t = new Float64Array((edges.length - 1) * NODES.length);
  for (let k = 1; k < edges.length; k++) NODES.forEach(([node], j) => { t[(k - 1) * NODES.length + j] = (edges[k]! + edges[k - 1]!) / 2 + (node * (edges[k]! - edges[k - 1]!)) / 2; });
  const values = density(t), sums = new Float64Array(edges.length);
  for (let k = 1; k < edges.length; k++) sums[k] = sums[k - 1]! + NODES.reduce((sum, [, w], j) => sum + (w * (edges[k]! - edges[k - 1]!) * values[(k - 1) * NODES.length + j]!) / 2, 0);
  const part = (x: Float64Array): Float64Array => {
    const out = new Float64Array(x.length), nodes = new Float64Array(x.length * NODES.length), half = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      const here = Math.min(edges.at(-1)!, Math.max(edges[0]!, line.t(x[i]!)));
      let low = 0, high = edges.length - 1;
      while (high - low > 1) { const middle = (low + high) >> 1; if (edges[middle]! <= here) low = middle; else high = middle; }
      half[i] = (here - edges[low]!) / 2;
      out[i] = sums[low]!;
      NODES.forEach(([node], j) => { nodes[i * NODES.length + j] = edges[low]! + half[i]! * (1 + node); });
    }
    const within = density(nodes);
    return out.map((sum, i) => Math.min(1, sum + half[i]! * NODES.reduce((all, [, w], j) => all + w * within[i * NODES.length + j]!, 0)));
  };
  const BLOCK = 2 ** 16, at = (x: Float64Array): Float64Array => {
    const out = new Float64Array(x.length);
    for (let from = 0; from < x.length; from += BLOCK) out.set(part(x.subarray(from, from + BLOCK)), from);
    return out;
  };
  return { ends: Float64Array.of(line.x(edges[0]!), line.x(edges.at(-1)!)), sums, at };
}

/** p-values of `draws` against a distribution function. */
export interface Distance { readonly distance: number; readonly cells: number; readonly outside: number }
const CELLS = 64;

/** Uniform numbers, if all is right: Kolmogorov's distance, and χ² in equal cells; `outside` counts those that are no numbers in [0, 1]. */
export function distanceOfUniforms(u: Float64Array): Distance {
  const sorted = u.slice().sort(), n = u.length, counts = new Float64Array(CELLS), root = Math.sqrt(n);
  let distance = 0, outside = 0;
  for (let i = 0; i < n; i++) {
    const v = sorted[i]!;
    if (!(v >= 0 && v <= 1)) { outside++; continue; }
    counts[Math.min(CELLS - 1, Math.floor(v * CELLS))]!++;
    distance = Math.max(distance, (i + 1) / n - v, v - i / n);
  }
  return { distance: kolmogorovTail((root + 0.12 + 0.11 / root) * distance), cells: chiSquare(counts, counts.map(() => n / CELLS)).pValue, outside };
}

/** Draws on the integers, against q's own masses: cells of at least 50; Kolmogorov's distance errs towards acceptance. */
export function distanceOfCounts(q: Distribution, x: Float64Array): Distance {
  const most = x.reduce((a, b) => Math.max(a, b), 0), masses = q.logProb(Float64Array.from({ length: most + 1 }, (_, k) => k)).map(Math.exp), counts = new Float64Array(most + 1), n = x.length, root = Math.sqrt(n);
  let outside = 0;
  for (const k of x) if (masses[k]! > 0) counts[k]!++; else outside++;
  const seen: number[] = [], expected: number[] = [];
  let sum = 0, below = 0, distance = 0, [o, e] = [0, 0];
  for (let k = 0; k <= most; k++) {
    sum += counts[k]!;
    below += masses[k]!;
    distance = Math.max(distance, Math.abs(sum / n - below));
    o += counts[k]!;
    e += masses[k]! * n;
    if (e >= 50 && (1 - below) * n >= 50) { seen.push(o); expected.push(e); [o, e] = [0, 0]; }
  }
  seen.push(o);
  expected.push(e + Math.max(0, 1 - below) * n);
  return { distance: kolmogorovTail((root + 0.12 + 0.11 / root) * distance), cells: seen.length > 1 ? chiSquare(seen, expected).pValue : 1, outside };
}

const isCount = (p: Distribution): boolean => p.supports[0] === "count";
/** How far n draws of a row's tilt, of this seed, are from its exact law. */
export function measure(row: Row, kind: "slice" | "fisher", n: number, seed: number): Distance {
  const q = tiltOf(row, kind), x = q.sample(new Rng(seed), n);
  if (isCount(q)) return distanceOfCounts(q, x);
  return distanceOfUniforms(kind === "slice" ? sliceCdf(row, x) : integrate(row, q).at(x));
}
