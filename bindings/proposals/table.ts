/**
 * Tilts of a distribution on the integers: tables of p·|s| and p·s².
 */
import { type Allocate, Arena, columnBytes } from "../arena";
import type { Internals, Law } from "../distribution";
import { LEAF } from "../random";
import type { Tilt, TiltKind, TiltSource } from "./tilt";

const COLUMN = columnBytes(LEAF);
/** What a table may hold, nanoseconds for each of its numbers, and the share of the sum that what is beyond it must not exceed. */
const MOST = 2 ** 20, ENTRY = 120, NEGLIGIBLE = 2 ** -70;
/** Next to nothing is below the first of these quantiles; beyond the other a tail falls as it does from the mean to it. */
const QUANTILES = [2 ** -90, 1 - 2 ** -53] as const, BEYOND = 0.7;

/** The sums of a table, and the integer that it begins at. */
interface Table { readonly first: number; readonly sums: Float64Array }

/** Of the only column of `own` and one entry; or why there is none. @internal */
export function tabulated(own: Internals, kind: TiltKind, entry: number, column: number): TiltSource | string {
  const { first, mean, count } = spanOf(own);
  if (!(count <= MOST)) return `it takes a table of more than ${MOST} integers`;
  // made once for all runs, as long as nobody needs the memory: results keep their proposals
  let made: WeakRef<Table> | undefined;
  return {
    first: column, count: 1, cost: { draw: 25, ratio: 0, once: ENTRY * count },
    layout: (allocate: Allocate) => {
      const at = { law: own.layout(allocate), x: allocate(COLUMN), log: allocate(COLUMN) };
      return (arena: Arena): Tilt => {
        const { kernels, f64 } = arena, table = made?.deref() ?? tableOf(arena, at), { sums } = table, total = sums[sums.length - 1] as number;
        if (!(total > 0 && total < Infinity)) throw new RangeError(`proposal: expected a ${kind} tilt that adds up to a number > 0 within the doubles, got ${total}; take p itself`);
        if (made?.deref() !== table) made = new WeakRef(table);
        return {
          norm: total,
          draw: (words, out, _stride, n) => {
            kernels.uniformsOfWords(words, words, n);
            for (let i = 0; i < n; i++) {
              const u = f64[words / 8 + i]! * total;
              let low = -1, high = sums.length - 1;
              while (high - low > 1) {
                const middle = (low + high) >> 1;
                if (sums[middle]! > u) high = middle;
                else low = middle;
              }
              f64[out / 8 + i] = first + high;
            }
            kernels.columnPad(out, n);
          },
        };
      };
    },
  };

  function tableOf(arena: Arena, { law, x, log }: { readonly law: (arena: Arena) => Law; readonly x: number; readonly log: number }): Table {
    const p = law(arena), { kernels, f64 } = arena, last = own.last?.(0) ?? Infinity, sums: number[] = [];
    let sum = 0, small = 0;
    for (let from = first; from <= last && small < 2 * LEAF; from += LEAF) {
      const n = Math.min(LEAF, last - from + 1), values = new Float64Array(LEAF);
      for (let i = 0; i < n; i++) f64[x / 8 + i] = from + i;
      kernels.columnPad(x, n);
      p.logProb(x, COLUMN, n, log, 0);
      kernels.vectorExp(log, log, n);
      p.terms(x, COLUMN, n, false, 0, (at, score) => {
        if (at !== entry) return;
        for (let i = 0; i < n; i++) {
          const mass = f64[log / 8 + i]!, s = f64[score / 8 + i]!;
          values[i] = mass === 0 ? 0 : mass * (kind === "slice" ? Math.abs(s) : s * s);
        }
      });
      const block = values.reduce((total, v) => total + v, 0);
      for (let i = 0; i < n; i++) sums.push(sum += values[i]!);
      small = from > mean && !(block > NEGLIGIBLE * sum) ? small + LEAF : 0;
    }
    return { first, sums: Float64Array.from(sums) };
  }
}

/** From the first integer that counts on, so many. */
function spanOf(own: Internals): { readonly first: number; readonly mean: number; readonly count: number } {
  return Arena.lend((allocate) => ({ law: own.layout(allocate), x: allocate(columnBytes(2)) }), (arena, { law, x }) => {
    const p = law(arena), mean = new Float64Array(1), ends = arena.column(x, 2);
    p.moments(mean, new Float64Array(1));
    ends.set(QUANTILES);
    p.curve?.("quantile", x, 0, 2, x, 0);
    const [low, high] = ends as unknown as readonly [number, number], first = Math.max(0, low - 1), last = Math.min(own.last?.(0) ?? Infinity, high + BEYOND * (high - mean[0]!));
    return { first, mean: mean[0]!, count: last - first + 1 };
  });
}
