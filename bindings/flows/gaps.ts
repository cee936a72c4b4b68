/**
 * Where the density of a column is not 0, and the gaps between. u = −∂θF/p carries what moves across a gap infinitely fast, and never draws there: what crosses
 * it would be lost.
 */
import { Arena, columnBytes } from "../arena";
import type { Internals } from "../distribution";

/** From its first to its last point. @internal */
export type Span = readonly [from: number, to: number];

/** Where the density of a column is not 0, in any order; all of them of a mixture. What is not known is taken to be so. @internal */
export function spansOf(own: Internals, column = 0): readonly Span[] {
  if (own.spans) return own.spans(column);
  const { columns } = own, support = own.supports[column], count = support === "count", stride = columnBytes(3);
  if ((support !== "interval" && !count) || own.lacks("quantile")) return [[support === "real" || support === "interval" ? -Infinity : 0, support === "unit" ? 1 : (own.last?.(column) ?? Infinity)]];
  return Arena.lend((allocate) => ({ law: own.layout(allocate), x: allocate(columns * stride) }), (arena, { law, x }) => {
    const quantiles = arena.columns(x, stride, columns, 3);
    for (const levels of quantiles) levels.set([0, 1, 2 ** -1074]);
    law(arena).curve?.("quantile", x, stride, 3, x, stride);
    const [low, high, least] = quantiles[column] as unknown as [number, number, number];
    return [[count && least === high ? high : low, high]]; // all of it may be at the last integer
  });
}

/** Ends that are made alike differ by their rounding. */
const ROUNDING = 1e-12;

/** What these cover together, in order; on integers if `count`. @internal */
export function joined(spans: readonly Span[], count: boolean): readonly Span[] {
  const whole: Span[] = [];
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    const last = whole.at(-1);
    if (!last || from > last[1] + (count ? 1 : ROUNDING * Math.max(Math.abs(from), Math.abs(last[1])))) whole.push([from, to]);
    else whole[whole.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return whole;
}

/** The first gap between these. @internal */
export function gapOf(spans: readonly Span[], count: boolean): Span | undefined {
  const [first, second] = joined(spans, count);
  return first && second && [first[1], second[0]];
}
