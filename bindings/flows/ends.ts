/**
 * Does p·u vanish at the ends of the support? Where it does not, mass flows out, and every estimator with that u is biased by what φ is there.
 */
import { Arena, columnBytes } from "../arena";
import { type Distribution, type Internals, type Support, internalsOf } from "../distribution";
import { Rng } from "../random";
import type { EntryFlow, FieldOf } from "./choices";

/** Draws from which each column goes to its ends, and steps on the way: the distance to an end at 0 or 1, or from the draws, is 2^(±k). */
const DRAWS = 8;
const STEPS: Readonly<Record<"zero" | "one" | "far", readonly number[]>> = { zero: [-20, -40, -80, -160, -320, -640, -960], one: [-10, -20, -30, -40, -50], far: [8, 16, 32, 64, 128, 256, 512] };
/** A flux whose logarithm falls by more than this at the last step vanishes; so does one that is that much below the largest. */
const FALLING = -0.03, NOTHING = -20;

/** @throws RangeError @internal */
export function refuseLeaks(where: string, p: Distribution, flows: readonly EntryFlow[], used: (entry: number) => boolean): void {
  if (flows.every(({ fields }) => fields.length === 0)) return;
  const own = internalsOf(p), fields = [...new Set(flows.flatMap((flow, entry) => (used(entry) ? flow.fields : [])))].filter(({ given, source }) => given && source.carries === undefined);
  if (fields.length && !own.lacks("sample")) for (const field of fields) look(where, p, own, field);
}

/** Ways to the ends of a column: what x becomes at each step, of a draw. */
function ways(support: Support): readonly ((x: number, k: number) => number)[][] {
  const toZero = STEPS.zero.map((k) => (): number => 2 ** k), toOne = STEPS.one.map((k) => (): number => 1 - 2 ** k), up = STEPS.far.map((k) => (x: number): number => x + 2 ** k * (1 + Math.abs(x))), down = STEPS.far.map((k) => (x: number): number => x - 2 ** k * (1 + Math.abs(x)));
  return support === "real" ? [up, down] : support === "positive" ? [toZero, up] : support === "unit" ? [toZero, toOne] : [];
}

function look(where: string, p: Distribution, own: Internals, { source, parameter: { path, size } }: FieldOf): void {
  const D = own.columns, rows = p.sample(new Rng(0), DRAWS), stride = columnBytes(DRAWS);
  const leaks = Arena.lend((allocate) => ({ law: own.layout(allocate), flow: source.layout(allocate), x: allocate(D * stride), logP: allocate(stride) }), (arena, at) => {
    const law = at.law(arena), flow = at.flow(arena), x = arena.columns(at.x, stride, D, DRAWS), logP = arena.column(at.logP, DRAWS);
    /** log |p·u_d| of each entry and draw. */
    const flux = (d: number): number[] => {
      law.logProb(at.x, stride, DRAWS, at.logP, 0);
      flow.run(at.x, stride, DRAWS);
      return Array.from({ length: size }, (_, j) => {
        const column = flow.column(j, d);
        if (!column) return new Array<number>(DRAWS).fill(-Infinity);
        const u = arena.column(column, DRAWS).slice();
        arena.kernels.columnLogs(column, column, DRAWS);
        return Array.from(arena.column(column, DRAWS), (log, i) => (u[i] === 0 ? -Infinity : log + (logP[i] as number)));
      }).flat();
    };
    const start = (): void => x.forEach((column, d) => column.forEach((_, i) => { column[i] = rows[i * D + d] as number; }));
    for (let d = 0; d < D; d++) for (const way of ways(own.supports[d] as Support)) {
      start();
      const first = flux(d), seen = way.map((step, k) => {
        start();
        x[d]!.forEach((v, i) => { x[d]![i] = step(v, k); });
        return flux(d);
      });
      const [before, last] = seen.slice(-2) as [number[], number[]];
      const bad = last.findIndex((v, i) => {
        const top = seen.reduce((most, one) => ((one[i] as number) > most ? (one[i] as number) : most), first[i] as number); // NaN is no top
        return top === Infinity || (v > NOTHING + top && !(v - (before[i] as number) < FALLING));
      });
      if (bad >= 0) return { d, j: Math.floor(bad / DRAWS) };
    }
    return undefined;
  });
  if (leaks) throw new RangeError(`${where}: "flow" expected a field for "${path.join(".")}" of which p·u vanishes at the ends of the support, got one that carries p out of it${D > 1 ? ` in column ${leaks.d}` : ""}: multiply it by what vanishes there, or take "rp"`);
}
