/**
 * Tilts of a distribution on the integers: tables of p·|s| and p·s².
 */
import { type Allocate, type Arena, columnBytes } from "../arena";
import type { Internals } from "../distribution";
import { LEAF } from "../random";
import type { Tilt, TiltKind, TiltSource } from "./tilt";

const COLUMN = columnBytes(LEAF);
/** What a table may hold, and the share of the sum that what is beyond it must not exceed. */
const MOST = 2 ** 20, NEGLIGIBLE = 2 ** -70;

/** Of the only column of `own` and one entry. @internal */
export function tabulated(own: Internals, kind: TiltKind, entry: number, column: number): TiltSource {
  return {
    first: column, count: 1, cost: { draw: 25, ratio: 0 },
    layout: (allocate: Allocate) => {
      const law = own.layout(allocate), x = allocate(COLUMN), log = allocate(COLUMN);
      return (arena: Arena): Tilt => {
        const p = law(arena), { kernels, f64 } = arena, last = own.last?.(0) ?? Infinity;
        // from the first integers on, or, where these have next to nothing, from where p is
        const table: number[] = [];
        let sum = 0, first = 0, small = 0;
        const mean = new Float64Array(1), variance = new Float64Array(1);
        p.moments(mean, variance);
        first = Math.max(0, Math.floor(mean[0]! - 60 * Math.sqrt(variance[0]!) - 60));
        for (let from = first; from <= last && small < 2 * LEAF; from += LEAF) {
          if (table.length > MOST) throw new RangeError(`proposal: expected a distribution on fewer than ${MOST} integers for a tilt, got one on more`);
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
          for (let i = 0; i < n; i++) table.push(sum += values[i]!);
          small = from > mean[0]! && block <= NEGLIGIBLE * sum ? small + LEAF : 0;
        }
        const total = sum, cumulative = Float64Array.from(table);
        return {
          norm: total,
          draw: (words, out, _stride, n) => {
            kernels.uniformsOfWords(words, words, n);
            for (let i = 0; i < n; i++) {
              const u = f64[words / 8 + i]! * total;
              let low = -1, high = cumulative.length - 1;
              while (high - low > 1) {
                const middle = (low + high) >> 1;
                if (cumulative[middle]! > u) high = middle;
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
}
