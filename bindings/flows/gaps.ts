/**
 * Where a law of one column has density, and the gaps between. u = −∂θF/p carries what moves across a gap infinitely fast, and never draws there: what
 * crosses it would be lost.
 */
import { Arena, columnBytes } from "../arena";
import type { Internals } from "../distribution";

/** From its first to its last point. @internal */
export type Span = readonly [from: number, to: number];

/** Where the density of a law of one column is not 0, in any order; what is not known of it is taken to be so. @internal */
export function spansOf(own: Internals): readonly Span[] {
  if (own.spans) return own.spans();
  const [support] = own.supports, count = support === "count";
  if ((support !== "interval" && !count) || own.lacks("quantile")) return [[support === "real" || support === "interval" ? -Infinity : 0, support === "unit" ? 1 : (own.last?.(0) ?? Infinity)]];
  return Arena.lend((allocate) => ({ law: own.layout(allocate), x: allocate(columnBytes(3)) }), (arena, { law, x }) => {
    const stride = columnBytes(3), quantiles = arena.column(x, 3);
    quantiles.set([0, 1, 2 ** -1074]);
    law(arena).curve?.("quantile", x, stride, 3, x, stride);
    const [low, high, least] = quantiles as unknown as [number, number, number];
    return [[least === high ? high : low, high]]; // all of it may be at the last integer
  });
}

/** Ends that are made alike differ by their rounding. */
const ROUNDING = 1e-12;

/** The first gap between these, on integers if `count`. @internal */
export function gapOf(spans: readonly Span[], count: boolean): Span | undefined {
  const [first, ...others] = [...spans].sort(([a], [b]) => a - b);
  let reach = first?.[1] ?? Infinity;
  for (const [from, to] of others) {
    if (from > reach + (count ? 1 : ROUNDING * Math.max(Math.abs(from), Math.abs(reach)))) return [reach, from];
    reach = Math.max(reach, to);
  }
  return undefined;
}
