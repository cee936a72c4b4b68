/**
 * Does φ jump where one of its conditions changes? A flow carries no mass across a jump, so every estimator that follows the canonical flow
 * would be biased there (paper, Sec. 4), but for what `switches.ts` does about it.
 *
 * A condition alone does not tell: where(x0 > 1, x0 - 1, 0) has a kink and no jump. So lines through draws of p, of several lengths, are searched
 * for points at which the condition changes, and φ is compared on both sides of each. A condition that changes on none of them may hide a jump
 * far out, and counts as one.
 */
import { type Allocate, Arena, columnBytes } from "../arena";
import { type Distribution, type Internals, internalsOf } from "../distribution";
import { Rng } from "../random";
import type { Bound, CompiledIntegrand, Room } from "./compiled";
import { Recent } from "./recent";

/** Lines, and how far beyond the second draw they go: what is rare may decide whether a condition matters. */
const LINES = 64, REACH = [1, 8, 64, 512];
/** Answers that are kept of a formula. */
const KEPT = 64;
/** Halvings: as many as a double has bits, and some. */
const HALVINGS = 64;

/** A jump: the number of its switch, where in the formula that is, the columns whose move may cross it, and the entries of θ that may move it. @internal */
export interface Jump { readonly number: number; readonly place: number; readonly columns: ReadonlySet<number>; readonly entries: ReadonlySet<number> }

/** All jumps of φ under p. @internal */
export function jumpsOf(p: Distribution, phi: CompiledIntegrand, bound: Bound, theta: Float64Array): readonly Jump[] {
  const own = internalsOf(p), columns = crossing(own, bound);
  if (columns.every(({ size }) => size === 0)) return []; // parameters and integers do not cross anything
  const key = `${own.supports.map((support, d) => (support === "count" ? (own.last?.(d) ?? Infinity) : support)).join()}|${bound.usesTheta || bound.usesLogp ? theta.join() : ""}|${whereabouts(p, own.columns, new Set(columns.flatMap((some) => [...some])))}`;
  let known = phi.jumps.get(bound);
  if (!known) phi.jumps.set(bound, (known = new Recent<readonly Jump[]>(KEPT, KEPT)));
  let found = known.get(key);
  if (!found) known.set(key, (found = search(p, own, phi, bound, theta, columns)), 1);
  return found;
}

/** Of each switch, the columns that may cross it, by what supports there are. */
const crossings = new WeakMap<Bound, Recent<readonly ReadonlySet<number>[]>>();
function crossing({ supports, columns: D }: Internals, bound: Bound): readonly ReadonlySet<number>[] {
  const key = supports.join();
  let known = crossings.get(bound);
  if (!known) crossings.set(bound, (known = new Recent<readonly ReadonlySet<number>[]>(KEPT, KEPT)));
  let found = known.get(key);
  if (!found) known.set(key, (found = bound.switches.map((_, number) => new Set([...bound.columnsOf(number, D)].filter((d) => supports[d] !== "count")))), 1);
  return found;
}

/** Draws that tell where p lies. */
const FEW = 16;
/** The exponent of a double. */
const exponentOf = (x: number): number => (new Uint32Array(Float64Array.of(x).buffer)[1]! >>> 20) & 0x7ff;

/**
 * Where p lies in these columns, to a power of two of its spread and some spreads: a training loop, in which it moves with every step, is not to search with
 * every step.
 */
function whereabouts(p: Distribution, D: number, columns: ReadonlySet<number>): string {
  const rows = p.sample(new Rng(0), FEW);
  return Array.from(columns, (d) => {
    const sorted = Float64Array.from({ length: FEW }, (_, i) => rows[i * D + d]!).sort(), middle = sorted[FEW / 2]!, exponent = exponentOf(sorted[(3 * FEW) / 4]! - sorted[FEW / 4]!);
    const place = Math.round(middle / 2 ** (exponent - 1021));
    return `${exponent} ${Number.isFinite(place) ? place : middle}`; // all draws may be one number
  }).join();
}

/** Columns of the lines' ends. */
type Points = readonly Float64Array[];

function search(p: Distribution, own: Internals, phi: CompiledIntegrand, bound: Bound, theta: Float64Array, columns: readonly ReadonlySet<number>[]): readonly Jump[] {
  const { switches } = bound, D = own.columns, moved = own.supports.map((support) => support !== "count");
  const rows = p.sample(new Rng(0), 2 * LINES), stride = columnBytes(LINES) + 64;
  const draws = (from: number): Points => Array.from({ length: D }, (_, d) => Float64Array.from({ length: LINES }, (_, i) => rows[(i + from) * D + d]!));
  const a = draws(0), b = draws(LINES);
  /** Where column d of a line begins and ends: integers stay, as far out as the rest goes. */
  const end = (d: number, v: number, w: number, reach: number): number => {
    const support = own.supports[d], far = v + reach * (w - v);
    return support === "count" ? Math.min(v + (reach - 1) * Math.max(1, Math.abs(w - v)), own.last?.(d) ?? Infinity) : support === "real" || (support === "positive" && w > v) ? far : w;
  };
  const jumps = (number: number): boolean => {
    const layout = (allocate: Allocate) => ({ law: own.layout(allocate), x: allocate(D * stride), out: allocate(stride), logp: allocate(stride), phi: bound.layout(allocate, false), side: bound.side(allocate, number) });
    return Arena.lend(layout, (arena, at) => {
      const law = at.law(arena);
      for (const room of [at.phi, at.side]) bound.load(arena, room, phi.numbers, theta);
      const evaluate = (room: Room, points: Points): Float64Array => {
        const n = points[0]!.length;
        points.forEach((column, d) => arena.column(at.x + d * stride, n).set(column));
        if (bound.usesLogp) law.logProb(at.x, stride, n, at.logp, 0);
        bound.run(arena, room, { x: at.x, stride, n, out: at.out, grad: 0, theta: 0, logp: at.logp, logpGrad: 0 });
        return arena.column(at.out, n).slice();
      };
      const usual = evaluate(at.phi, a).filter(Number.isFinite), noise = 1e-9 * (Math.max(...usual) - Math.min(...usual) || 0);
      let crossed = false;
      for (const reach of REACH) {
        const ends = a.map((column, d) => column.map((v, i) => end(d, v, b[d]![i]!, reach))), begins = a.map((column, d) => (moved[d] ? column : ends[d]!));
        const first = evaluate(at.side, begins), last = evaluate(at.side, ends);
        // that a condition ends to be NaN may be a jump, but does not tell what it does elsewhere
        crossed ||= first.some((u, i) => u < last[i]! || u > last[i]!);
        const lines = Array.from(first.keys()).filter((i) => !same(first[i]!, last[i]!));
        if (lines.length === 0) continue;
        const of = (all: Points): Points => all.map((column) => Float64Array.from(lines, (i) => column[i]!)), low = of(begins), high = of(ends);
        const toward = (share: number): Points => low.map((column, d) => column.map((v, i) => v + share * (high[d]![i]! - v)));
        for (let k = 0, going = true; going && k < HALVINGS; k++) {
          const middle = toward(0.5), sides = evaluate(at.side, middle);
          going = false;
          for (let i = 0; i < lines.length; i++) {
            const from = same(sides[i]!, first[lines[i]!]!) ? low : high;
            for (let d = 0; d < D; d++) {
              going ||= from[d]![i] !== middle[d]![i];
              from[d]![i] = middle[d]![i]!;
            }
          }
        }
        // beyond the point where neither side is; and farther, for a steep slope is no step
        const [before, after, ...far] = [0, 4, -4096, 4096].map((share) => evaluate(at.phi, toward(share))) as [Float64Array, Float64Array, Float64Array, Float64Array];
        const jumped = before.some((u, i) => {
          const v = after[i]!, step = Math.abs(v - u), slope = Math.max(Math.abs(far[0]![i]! - u), Math.abs(far[1]![i]! - v));
          return !(same(u, v) || step <= 1e-10 * (Math.abs(u) + Math.abs(v)) + noise || step < 0.7 * slope);
        });
        if (jumped) return true;
      }
      return !crossed;
    });
  };
  return switches.flatMap(({ place }, number) => (columns[number]!.size && jumps(number) ? [{ number, place, columns: columns[number]!, entries: bound.entriesOf(number, own.entries) }] : []));
}

const same = (u: number, v: number): boolean => u === v || (u !== u && v !== v);
