/** Families of the library as custom ones whose functions the tests change, and estimators made of what they answer. */
import { type Distribution, Rng, custom } from "montegrad";
import type { Estimator } from "montegrad/lint";

type Block = readonly Float64Array[];
export type Leaf = { readonly name: string; readonly path: readonly string[]; readonly size: number; readonly values: Float64Array };

/** Entries of all parameters: for each leaf its name without dots. */
export function leavesOf(p: Distribution): Leaf[] {
  const found: Leaf[] = [], walk = (tree: object, path: readonly string[]): void => {
    for (const [key, part] of Object.entries(tree)) {
      if (part instanceof Float64Array) found.push({ name: [...path, key].join("_"), path: [...path, key], size: part.length, values: part });
      else walk(part as object, [...path, key]);
    }
  };
  walk(p.score(new Float64Array(p.columns)), []);
  return found;
}

const at = (tree: unknown, path: readonly string[]): unknown => path.reduce((t: unknown, key) => (t as Record<string, unknown>)[key], tree);
export const rowsOf = (x: Block): Float64Array => Float64Array.from({ length: x.length * x[0]!.length }, (_, k) => x[k % x.length]![Math.floor(k / x.length)]!);

/** Column d of the flow of entry j. */
export function flowOf(p: Distribution, { path, size }: Leaf, j: number, x: Float64Array, flows: unknown = p.flow(x)): Float64Array {
  const D = p.columns, all = at(flows, path) as Float64Array, n = x.length / D, u = new Float64Array(x.length), own = size > 1 && all.length === n * D;
  for (let i = 0; i < n; i++) for (let d = 0; d < D; d++) u[i * D + d] = own ? (d === j ? all[i * D + d]! : 0) : all[(i * size + j) * D + d]!;
  return u;
}
export const scalar = (p: Distribution, operation: "score" | "flowDivergence", { path, size }: Leaf, j: number, x: Float64Array, numbers: unknown = p[operation](x)): Float64Array => {
  const all = at(numbers, path) as Float64Array;
  return Float64Array.from({ length: all.length / size }, (_, i) => all[i * size + j]!);
};

export interface Changes {
  readonly score?: (s: number, x: number) => number;
  readonly flow?: (u: number, x: number) => number;
  readonly flowDivergence?: (d: number, x: number) => number;
  readonly gradLogProb?: (g: number, x: number) => number;
  readonly logProb?: (l: number, x: number) => number;
  readonly sample?: (x: number) => number;
}
const same = (v: number): number => v;

/** p as a custom family. `make` makes its like of other parameters; without it, these are not known. */
export function wrapped(p: Distribution, changes: Changes, without: readonly string[] = []): Distribution {
  const D = p.columns, leaves = leavesOf(p), rng = new Rng(7), counts = p.supports.includes("count");
  const change = (name: keyof Changes): ((v: number, x: number) => number) => changes[name] ?? same, has = (operation: "gradLogProb" | "flow" | "flowDivergence" | "cdf"): boolean => {
    try { p[operation](new Float64Array(D)); return !without.includes(operation); } catch { return false; }
  };
  const byEntry = (x: Block, out: Record<string, Block>, operation: "score" | "flowDivergence"): void => {
    const rows = rowsOf(x), numbers = p[operation](rows);
    for (const leaf of leaves) for (let j = 0; j < leaf.size; j++) scalar(p, operation, leaf, j, rows, numbers).forEach((v, i) => { out[leaf.name]![j]![i] = change(operation)(v, x[0]![i]!); });
  };
  return custom({
    columns: D, support: p.supports, id: "wrapped",
    params: Object.fromEntries(leaves.map(({ name, size }) => [name, new Float64Array(size)])),
    sample: (_noise: Block, out: Block) => { const draws = p.sample(rng, out[0]!.length) as Float64Array; out.forEach((column, d) => { for (let i = 0; i < column.length; i++) column[i] = change("sample")(draws[i * D + d]!, 0); }); },
    logProb: (x: Block, out: Float64Array) => p.logProb(rowsOf(x)).forEach((v, i) => { out[i] = change("logProb")(v, x[0]![i]!); }),
    score: (x: Block, out: unknown) => byEntry(x, out as never, "score"),
    ...(has("gradLogProb") && !counts && { gradLogProb: (x: Block, out: Block) => p.gradLogProb(rowsOf(x)).forEach((v, k) => { out[k % D]![Math.floor(k / D)] = change("gradLogProb")(v, x[0]![Math.floor(k / D)]!); }) }),
    ...(has("flow") && { flow: (x: Block, out: never) => { const rows = rowsOf(x), flows = p.flow(rows); for (const leaf of leaves) for (let j = 0; j < leaf.size; j++) flowOf(p, leaf, j, rows, flows).forEach((v, k) => { (out as Record<string, Block[]>)[leaf.name]![j]![k % D]![Math.floor(k / D)] = change("flow")(v, x[0]![Math.floor(k / D)]!); }); } }),
    ...(has("flow") && has("flowDivergence") && { flowDivergence: (x: Block, out: never) => byEntry(x, out, "flowDivergence") }),
  } as never);
}

/** v = λ·w·u and ψ = w·(λ·(∇·u + u·∇log p) + score), or parts of it. */
export interface Parts { readonly lambda: number; readonly divergence?: number; readonly slope?: number; readonly score?: number; readonly psi?: number; readonly v?: number }

export function estimatorOf(p: Distribution, leaf: Leaf, j: number, wrt: string, { lambda, divergence = 1, slope = 1, score = 1, psi = 1, v = 1 }: Parts, q?: Distribution): Estimator {
  const D = p.columns, weights = (x: Float64Array): Float64Array => { const own = p.logProb(x), other = q ? q.logProb(x) : own; return own.map((l, i) => Math.exp(l - other[i]!)); };
  return {
    wrt, ...(q && { proposal: q }),
    ...(lambda && { v: (x: Block, out: Block) => { const rows = rowsOf(x), w = weights(rows); flowOf(p, leaf, j, rows).forEach((u, k) => { out[k % D]![Math.floor(k / D)] = v * lambda * w[Math.floor(k / D)]! * u; }); } }),
    psi: (x, out) => {
      const rows = rowsOf(x), w = weights(rows), s = scalar(p, "score", leaf, j, rows), u = lambda ? flowOf(p, leaf, j, rows) : undefined, g = u && p.gradLogProb(rows), d = u && scalar(p, "flowDivergence", leaf, j, rows);
      for (let i = 0; i < out.length; i++) {
        let along = 0;
        for (let k = 0; k < D; k++) if (u && g) along += u[i * D + k]! * g[i * D + k]!;
        out[i] = psi * w[i]! * (lambda * (divergence * (d?.[i] ?? 0) + slope * along) + score * s[i]!);
      }
    },
  };
}
