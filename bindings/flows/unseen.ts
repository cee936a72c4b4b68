/**
 * Mass that flows where next to nothing is ever drawn. The flow of weights of a mixture, or of a categorical distribution, carries mass from one value to another
 * across all that lies between, u = −∂θF/p: where p is tiny there u is huge, and samples that miss that place miss what crosses it, without a trace in their spread.
 */
import { Arena, columnBytes } from "../arena";
import { type Distribution, type Internals, type Parameter, type Support, internalsOf } from "../distribution";
import { LEAF, Rng } from "../random";
import { vector } from "../vector";

/** Intervals between quantiles, points in each: rows of a leaf. */
const INTERVALS = 32, POINTS = LEAF / INTERVALS;
/** Samples that are to be expected where nothing is seen; the share of a flow that may go on there. */
const EXPECTED = 0.1, SHARE = 0.1;

/** Flows are measured on the whole line, on which these are a column's numbers: there, and back, and how fast x goes as one does. */
const line = { to: (x: number): number => x, back: (t: number): number => t, slope: (): number => 1 };
const scales = {
  real: line, interval: line, count: line,
  positive: { to: (x: number): number => vector.log(x), back: (t: number): number => vector.exp(t), slope: (x: number): number => x },
  unit: { to: (x: number): number => vector.log(x) - vector.log1p(-x), back: (t: number): number => vector.sigmoid(t), slope: (x: number): number => x * (1 - x) },
} as const satisfies Record<Support, { to: (x: number) => number; back: (t: number) => number; slope: (x: number) => number }>;

/** Entries of weights whose flow `samples` draws of q, or of p, hardly see. @internal */
export function unseenFlows(p: Distribution, q: Distribution | undefined, samples: number): ReadonlySet<number> {
  const own = internalsOf(p), found = new Set<number>(), weights = own.parameters.filter(({ domain, size, noFlow }) => domain === "logit" && size > 1 && noFlow === undefined);
  if (weights.length && !own.lacks("quantile") && !own.lacks("sample")) for (const parameter of weights) for (const entry of unseenOf(p, own, q && internalsOf(q), parameter, samples)) found.add(entry);
  return found;
}

function unseenOf(p: Distribution, own: Internals, other: Internals | undefined, { offset, size }: Parameter, samples: number): number[] {
  const { columns } = own, stride = columnBytes(LEAF), start = p.sample(new Rng(0), 1);
  return Arena.lend((allocate) => ({ p: own.layout(allocate), q: other?.layout(allocate), x: allocate(columns * stride), out: allocate(columns * stride) }), (arena, at) => {
    const law = at.p(arena), x = arena.columns(at.x, stride, columns, LEAF), out = arena.columns(at.out, stride, columns, LEAF), d = columnOf();
    if (d === undefined) return [];
    const column = x[d] as Float64Array, widths = own.supports[d] === "count" ? integers(d) : between(d), n = widths.length;
    if (n === 0) return [];
    const density = (of: typeof law): number[] => {
      of.logProb(at.x, stride, n, at.out, 0);
      arena.kernels.vectorExp(at.out, at.out, n);
      const mass = Array.from(widths, (width, i) => width * (out[0]?.[i] as number)), total = mass.reduce((sum, one) => sum + one, 0);
      return mass.map((one) => one / total);
    };
    const mass = density(law), drawn = at.q ? density(at.q(arena)) : mass, per = own.supports[d] === "count" ? widths.map(() => 1) : Array.from(column.subarray(0, n), (v) => scales[own.supports[d] as Support].slope(v));
    const dense = drawn.map((one, i) => (one * (per[i] as number)) / (widths[i] as number)), order = dense.map((_, i) => i).sort((a, b) => (dense[a] as number) - (dense[b] as number)), unseen = new Set<number>();
    let expected = 0;
    for (const i of order) if ((expected += samples * (drawn[i] as number)) <= EXPECTED) unseen.add(i); else break;
    const all = new Float64Array(size), lost = new Float64Array(size);
    law.terms(at.x, stride, n, true, 0, (entry, _score, _column, flow) => {
      if (!flow || entry < offset || entry >= offset + size) return;
      arena.column(flow, n).forEach((u, i) => {
        const amount = ((mass[i] as number) * Math.abs(u)) / (per[i] as number), j = entry - offset;
        all[j] = (all[j] as number) + (amount < Infinity ? amount : 0);
        if (unseen.has(i)) lost[j] = (lost[j] as number) + (amount < Infinity ? amount : Infinity); // p is 0 there
      });
    });
    const most = SHARE * all.reduce((a, b) => Math.max(a, b), 0);
    return Array.from(lost, (_, j) => j).filter((j) => (lost[j] as number) > most).map((j) => offset + j);

    /** What the parameter moves. */
    function columnOf(): number | undefined {
      let moved: number | undefined;
      x.forEach((one, k) => one.fill(start[k] as number));
      law.terms(at.x, stride, 1, true, 0, (entry, _score, k, flow) => { if (flow && entry === offset) moved = k; });
      return moved;
    }
    function quantiles(of: number, levels: readonly number[]): number[] {
      x.forEach((one) => one.set(levels));
      law.curve?.("quantile", at.x, stride, levels.length, at.out, stride);
      const found = Array.from((out[of] as Float64Array).subarray(0, levels.length));
      x.forEach((one, k) => one.fill(start[k] as number));
      return found;
    }
    /** Points between quantiles, and how much of the line each stands for. */
    function between(of: number): number[] {
      const { to, back, slope } = scales[own.supports[of] as Support], least = EXPECTED / samples, ends = quantiles(of, Array.from({ length: INTERVALS + 1 }, (_, i) => Math.min(Math.max(i / INTERVALS, least), 1 - least))).map((end) => to(end));
      return ends.slice(1).flatMap((end, i) => {
        const from = ends[i] as number, width = (end - from) / POINTS;
        return Array.from({ length: POINTS }, (_, j) => {
          const v = (column[i * POINTS + j] = back(from + (j + 0.5) * width));
          return width * slope(v);
        });
      });
    }
    /** Integers, if they are not too many. */
    function integers(of: number): number[] {
      const [low, high] = quantiles(of, [EXPECTED / samples, 1 - EXPECTED / samples]) as [number, number], n = high - low + 1;
      if (!(n <= LEAF)) return [];
      for (let i = 0; i < n; i++) column[i] = low + i;
      return new Array<number>(n).fill(1);
    }
  });
}
