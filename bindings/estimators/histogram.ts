/**
 * Histograms: counted in bins that were fixed beforehand, or read from a sketch.
 */
import { type SketchData, middleOf } from "./sketch";

/** Counts of φ between edges. A bin has its lower edge, the last bin both. NaN is in none. */
export interface Histogram {
  /** bins + 1 ascending edges. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** How many were below the first edge, and above the last. */
  readonly below: number;
  readonly above: number;
}

/** Bins of equal width over a range. */
export interface HistogramRange {
  readonly bins: number;
  readonly range: readonly [low: number, high: number];
}

/** @internal */
export const edgesOf = ({ bins, range: [low, high] }: HistogramRange): Float64Array =>
  // ends exact, and ascending however narrow or wide the range
  Float64Array.from({ length: bins + 1 }, (_, k) =>
    k === 0 ? low : k === bins ? high : Math.min(high, Math.max(low, 2 * (low / 2 + (high / 2 - low / 2) * (k / bins)))),
  );

/**
 * Equal bins between the least and the largest finite number, to which each bin of the sketch gives all it has: those nearer to an edge
 * than the error of the sketch may be counted on the other side. One bin if all numbers are equal. @internal
 */
export function histogramOf(sketch: SketchData, bins: number): Histogram {
  const { counts } = sketch,
    middles = Array.from(counts, (_, b) => middleOf(sketch, b)),
    finite = middles.filter(Number.isFinite);
  // infinite ends are not those of the bins beside them
  const low = Number.isFinite(sketch.low) ? sketch.low : (finite[0] ?? 0),
    high = Number.isFinite(sketch.high) ? sketch.high : (finite.at(-1) ?? 0);
  const edges = edgesOf({ bins: low < high ? bins : 1, range: [low, high] }),
    last = edges.length - 2,
    found = new Float64Array(last + 1);
  let below = 0,
    above = 0,
    bin = 0;
  middles.forEach((v, b) => {
    const count = counts[b] as number;
    if (v < low) below += count;
    else if (v > high) above += count;
    else {
      while (bin < last && v >= (edges[bin + 1] as number)) bin++;
      found[bin] = (found[bin] as number) + count;
    }
  });
  return { edges, counts: found, below, above };
}
