/**
 * Does p·u vanish at the ends of the support? Where it does not, mass flows out, and every estimator with that u is biased by what φ is there.
 */
import { Arena, columnBytes } from "../arena";
import { type Distribution, type Internals, type Support, internalsOf } from "../distribution";
import { Rng } from "../random";
import type { EntryFlow, FieldOf } from "./choices";
import { type Span, joined, spansOf } from "./gaps";

/** Draws from which each column goes to its ends, and steps on the way: the distance to an end at 0 or 1, or from the draws, is 2^(±k). */
const DRAWS = 8;
const STEPS: Readonly<Record<"zero" | "one" | "far", readonly number[]>> = { zero: [-20, -40, -80, -160, -320, -640, -960], one: [-10, -20, -30, -40, -50], far: [8, 16, 32, 64, 128, 256, 512] };
/** A flux whose logarithm falls by more than this at the last step vanishes; so does one that is that much below the largest. */
const FALLING = -0.03, NOTHING = -20;

/** @throws RangeError @internal */
export function refuseLeaks(where: string, p: Distribution, flows: readonly EntryFlow[], used: (entry: number) => boolean): void {
  if (flows.every(({ fields }) => fields.length === 0)) return;
  const own = internalsOf(p), fields = new Map<FieldOf, number>();
  // of several fields the first moves the ends, as far as flows that are known do not
  flows.forEach(({ fields: all, carries }, entry) => {
    if (used(entry)) all.filter(({ given, source }) => given && source.carries === undefined).forEach((field, k) => { if (!fields.has(field)) fields.set(field, k ? 0 : 1 - carries); });
  });
  if (!own.lacks("sample")) for (const [field, share] of fields) look(where, p, own, field, share);
}

/** Ways to the ends of a column at 0, 1 and infinity: what x becomes at each step, of a draw. */
function ways(support: Support, spans: readonly Span[]): readonly ((x: number, k: number) => number)[][] {
  if (support === "count") return [];
  const up = STEPS.far.map((k) => (x: number): number => x + 2 ** k * (1 + Math.abs(x))), down = STEPS.far.map((k) => (x: number): number => x - 2 ** k * (1 + Math.abs(x)));
  const all: ((x: number, k: number) => number)[][] = [];
  if (spans.some(([from]) => from === -Infinity)) all.push(down);
  if (spans.some(([from]) => from === 0) && atZero(support)) all.push(STEPS.zero.map((k) => (): number => 2 ** k));
  if (spans.some(([, to]) => to === 1) && support === "unit") all.push(STEPS.one.map((k) => (): number => 1 - 2 ** k));
  if (spans.some(([, to]) => to === Infinity)) all.push(up);
  return all;
}
const atZero = (support: Support): boolean => support === "positive" || support === "unit";

/** Other ends, also those of components inside the support of a mixture: where, how far out from there, and the distances at which they are looked at. */
interface Edge { readonly at: number; readonly upper: boolean; readonly distances: readonly number[] }

function edges(support: Support, spans: readonly Span[]): Edge[] {
  if (support === "count") return [];
  return spans.flatMap(([from, to]) => ([[from, false], [to, true]] as const).flatMap(([at, upper]) => {
    if (!Number.isFinite(at) || (at === 0 && !upper && atZero(support)) || (at === 1 && upper && support === "unit")) return [];
    const size = Number.isFinite(to - from) ? to - from : 1 + Math.abs(at), first = size * 2 ** -8, last = Math.max(first * 2 ** -40, Math.abs(at) * 2 ** -48);
    return [{ at, upper, distances: Array.from({ length: 5 }, (_, i) => first * (last / first) ** (i / 4)) }];
  }));
}

/** Nothing flows beyond the last integer, or the last one before a gap; so much of what flows is rounding. */
const NONE = 1e-9;

/** log |e^a − e^b| */
const gapOfLogs = (a: number, b: number): number => (a === b ? -Infinity : Math.max(a, b) + Math.log(-Math.expm1(-Math.abs(a - b))));

function look(where: string, p: Distribution, own: Internals, { source, parameter }: FieldOf, share: number): void {
  const D = own.columns, rows = p.sample(new Rng(0), DRAWS), stride = columnBytes(DRAWS), { path, size, moves } = parameter, name = path.join("."), place = (d: number): string => (D > 1 ? ` in column ${d}` : "");
  const spans = own.supports.map((support, d) => (support === "interval" && !own.spans && own.lacks("quantile") ? [] : spansOf(own, d)));
  const message = Arena.lend((allocate) => ({ law: own.layout(allocate), flow: source.layout(allocate), x: allocate(D * stride), logP: allocate(stride) }), (arena, at) => {
    const law = at.law(arena), flow = at.flow(arena), x = arena.columns(at.x, stride, D, DRAWS), logP = arena.column(at.logP, DRAWS), moving = moves ? law.ends?.(parameter) : [];
    if (!moving) return `"rp" for "${name}", which moves the support, got a field: what is at its ends is not known`;
    const start = (): void => x.forEach((column, d) => column.forEach((_, i) => { column[i] = rows[i * D + d] as number; }));
    /** log p of all draws, of whose column d something is made. */
    const density = (d: number, change: (x: number) => number): Float64Array => {
      start();
      x[d]!.forEach((v, i) => { x[d]![i] = change(v); });
      law.logProb(at.x, stride, DRAWS, at.logP, 0);
      return logP.slice();
    };
    /** u_d of entry j, of what has been drawn. */
    const speed = (j: number, d: number): Float64Array => {
      const column = flow.column(j, d);
      return column ? arena.column(column, DRAWS).slice() : new Float64Array(DRAWS);
    };
    /** log |p·u_d| of each entry and draw. */
    const flux = (d: number, change: (x: number) => number): number[] => {
      const here = density(d, change);
      flow.run(at.x, stride, DRAWS);
      return Array.from({ length: size }, (_, j) => Array.from(logs(speed(j, d)), (log, i) => log + (log === -Infinity ? 0 : (here[i] as number)))).flat();
    };
    const logs = (of: Float64Array): Float64Array => {
      arena.column(at.logP, DRAWS).set(of);
      arena.kernels.columnLogs(at.logP, at.logP, DRAWS);
      return logP.map((log, i) => (of[i] === 0 ? -Infinity : log));
    };
    const leak = (d: number): string => `a field for "${name}" of which p·u vanishes at the ends of the support, got one that carries p out of it${place(d)}: multiply it by what vanishes there, or take "rp"`;
    for (let d = 0; d < D; d++) {
      const support = own.supports[d] as Support;
      for (const way of ways(support, spans[d] as readonly Span[])) {
        const first = flux(d, (v) => v), seen = way.map((step, k) => flux(d, (v) => step(v, k))), [before, last] = seen.slice(-2) as [number[], number[]];
        const bad = last.some((v, i) => {
          const top = seen.reduce((most, one) => ((one[i] as number) > most ? (one[i] as number) : most), first[i] as number); // NaN is no top
          return top === Infinity || (v > NOTHING + top && !(v - (before[i] as number) < FALLING));
        });
        if (bad) return leak(d);
      }
      for (const { at: end, upper, distances } of edges(support, spans[d] as readonly Span[])) {
        const inward = upper ? -1 : 1, targets = Array.from({ length: size }, (_, j) => (moving.some((one) => one.entry === j && one.column === d && one.upper === upper) ? share : 0));
        let last: number[] = [], before: number[] = [], tops = new Array<number>(size * DRAWS).fill(-Infinity);
        for (const distance of distances) {
          const outside = density(d, () => end - inward * distance), inside = density(d, () => end + inward * distance);
          flow.run(at.x, stride, DRAWS);
          // what of p ends here
          const jump = inside.map((log, i) => gapOfLogs(log, outside[i] as number));
          before = last;
          last = targets.flatMap((target, j) => {
            const u = speed(j, d), error = logs(u.map((v) => v - target)), all = logs(u.map((v) => Math.abs(v) + Math.abs(target)));
            tops = tops.map((top, i) => (Math.floor(i / DRAWS) === j ? Math.max(top, (jump[i % DRAWS] as number) + (all[i % DRAWS] as number)) : top));
            return Array.from(jump, (log, i) => (log === -Infinity ? log : log + (error[i] as number)));
          });
        }
        const bad = last.findIndex((v, i) => !(v <= NOTHING + (tops[i] as number) || v - (before[i] as number) < FALLING));
        if (bad < 0) continue;
        return targets[Math.floor(bad / DRAWS)] || moves ? `a field for "${name}" that moves the ends of the support as it does (${targets[Math.floor(bad / DRAWS)]} at ${end}${place(d)}), got one that does not: take "rp"` : leak(d);
      }
      if (support === "count") for (const [, end] of joined(spans[d] as readonly Span[], true)) {
        if (end === Infinity || end === own.last?.(d)) continue; // nothing flows beyond the last integer that there is
        const here = flux(d, () => end), inside = flux(d, (v) => v);
        if (here.some((v, i) => v > Math.log(NONE) + Math.max(v, inside[i] as number))) return leak(d);
      }
    }
    return undefined;
  });
  if (message) throw new RangeError(`${where}: "flow" expected ${message}`);
}
