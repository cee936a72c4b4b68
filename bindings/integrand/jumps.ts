/**
 * Does φ jump where one of its conditions changes? A flow carries no mass across a jump, so every estimator that follows the canonical flow
 * would be biased there (paper, Sec. 4), but for what `switches.ts` does about it.
 *
 * A condition alone does not tell: where(x0 > 1, x0 - 1, 0) has a kink and no jump. So lines between draws of p are searched for points at which
 * the condition changes, and φ is compared on both sides of each. A condition that changes on none of them may hide a jump far out, and counts
 * as one.
 */
import { type Allocate, Arena, columnBytes } from "../arena";
import { type Distribution, type Internals, internalsOf } from "../distribution";
import { Rng } from "../random";
import type { Bound, CompiledIntegrand } from "./compiled";

/** Lines, and how far beyond the second draw each goes if it changes nothing before. */
const LINES = 64, REACH = [1, 8, 64, 512];
/** Halvings: as many as a double has bits, and some. */
const HALVINGS = 64;

/** A jump: the number of its switch, where in the formula that is, and the columns whose move may cross it. @internal */
export interface Jump { readonly number: number; readonly place: number; readonly columns: ReadonlySet<number> }

/** All jumps of φ under p. @internal */
export function jumpsOf(p: Distribution, phi: CompiledIntegrand, bound: Bound, theta: Float64Array): readonly Jump[] {
  let known = phi.jumps.get(bound);
  if (!known) phi.jumps.set(bound, (known = search(p, internalsOf(p), phi, bound, theta)));
  return known;
}

/** Columns of the lines' ends. */
type Points = readonly Float64Array[];

function search(p: Distribution, own: Internals, phi: CompiledIntegrand, bound: Bound, theta: Float64Array): readonly Jump[] {
  const { switches } = bound, D = own.columns, moved = own.supports.map((support) => support !== "count");
  if (switches.length === 0 || !moved.includes(true)) return [];
  const rows = p.sample(new Rng(0), 2 * LINES), stride = columnBytes(LINES) + 64;
  const ends = (from: number): Points => Array.from({ length: D }, (_, d) => Float64Array.from({ length: LINES }, (_, i) => rows[(i + (moved[d] ? from : 0)) * D + d]!));
  const layout = (allocate: Allocate) => ({ law: own.layout(allocate), x: allocate(D * stride), out: allocate((1 + switches.length) * stride), logp: allocate(stride), room: bound.probe(allocate) });
  return Arena.lend(layout, (arena, at) => {
    const law = at.law(arena), a = ends(0), b = ends(LINES), jumps: Jump[] = [];
    bound.load(arena, at.room, phi.numbers, theta);
    /** φ at the points, and on which side of each switch they are. */
    const evaluate = (points: Points): Float64Array[] => {
      points.forEach((column, d) => arena.column(at.x + d * stride, LINES).set(column));
      if (bound.usesLogp) law.logProb(at.x, stride, LINES, at.logp, 0);
      bound.run(arena, at.room, { x: at.x, stride, n: LINES, out: at.out, grad: 0, theta: 0, logp: at.logp, logpGrad: 0 });
      return arena.columns(at.out, stride, 1 + switches.length, LINES).map((column) => column.slice());
    };
    const start = evaluate(a), usual = Math.max(...start[0]!.map((v) => (Number.isFinite(v) ? Math.abs(v) : 0)));
    const mix = (low: Points, high: Points, share: number): Points => low.map((column, d) => column.map((v, i) => v + share * (high[d]![i]! - v)));
    switches.forEach(({ place }, s) => {
      const first = start[s + 1]!;
      let crossed = false, jumped = false;
      for (const reach of REACH) {
        const far = a.map((column, d) => column.map((v, i) => (own.supports[d] === "real" ? v + reach * (b[d]![i]! - v) : b[d]![i]!)));
        const differs = evaluate(far)[s + 1]!.map((v, i) => (v === first[i] ? 0 : 1));
        if (!differs.includes(1)) continue;
        crossed = true;
        let low: Points = a, high: Points = far;
        for (let k = 0; k < HALVINGS; k++) {
          const middle = mix(low, high, 0.5), sides = evaluate(middle)[s + 1]!;
          const choose = (from: Points, take: (i: number) => boolean): Points => from.map((column, d) => column.map((v, i) => (take(i) ? middle[d]![i]! : v)));
          [low, high] = [choose(low, (i) => sides[i] === first[i]), choose(high, (i) => sides[i] !== first[i])];
        }
        const [before] = evaluate(low) as [Float64Array], [after] = evaluate(mix(low, high, 4)) as [Float64Array]; // beyond the point where neither side is
        jumped = differs.some((one, i) => {
          const u = before[i]!, v = after[i]!;
          return one === 1 && !(Object.is(u, v) || Math.abs(u - v) <= 1e-7 * (Math.abs(u) + Math.abs(v)) + 1e-9 * usual);
        });
        break;
      }
      if (jumped || !crossed) jumps.push({ number: s, place, columns: bound.columnsOf(s) });
    });
    return jumps;
  });
}
