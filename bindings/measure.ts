/**
 * By what densities are: as a rule by lengths, or counts, of every column; of columns that sum to 1 by all of them but one. Densities by different measures can
 * neither be added nor divided.
 */
import type { Internals } from "./distribution";

/** Of each column: "" as a rule; a word where others are bound to it; undefined where nobody knows. @internal */
export type Measures = readonly (string | undefined)[];

const FREE = "";
/** @internal */
export const measuresOf = ({ measures, columns }: Pick<Internals, "measures" | "columns">): Measures => measures ?? new Array<string>(columns).fill(FREE);

/** What tells the measure of one distribution from that of the other, whose columns are as many; undefined if nothing does. @internal */
export function otherMeasure(own: Internals, other: Internals): string | undefined {
  if (!own.measures && !other.measures) return undefined;
  const mine = measuresOf(own), its = measuresOf(other), d = mine.findIndex((one, k) => one !== undefined && its[k] !== undefined && one !== its[k]);
  if (d < 0) return undefined;
  const said = (measure: string | undefined): string => (measure === FREE ? "is free of the others" : `is bound by a sum (${measure})`);
  return `a density by another measure: its column ${d} ${said(its[d])}, here it ${said(mine[d])}`;
}
