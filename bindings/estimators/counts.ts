/**
 * What a run counts of φ beside its sums: were all values 0 or 1, their sketch, their histogram. Integers, so that every split of a run
 * gives the same ones.
 */
import type { Allocate, Arena } from "../arena";
import type { Watch } from "./engine";
import { type HistogramRange, edgesOf } from "./histogram";
import { Sketch, type SketchData, mergedSketches } from "./sketch";

/** Counts of each integrand, as plain data. */
export interface CountsData {
  /** Was every φ 0 or 1? */
  readonly events: readonly boolean[];
  /** None if the run did not ask for them. */
  readonly sketches: readonly SketchData[];
  /** Below the range, in each bin, above; none if the run did not ask for them. */
  readonly histograms: readonly Float64Array[];
}

/** @internal */
export interface Counted {
  /** How many integrands. */
  readonly outputs: number;
  /** Is q = p, so that φ is what is summed? */
  readonly events: boolean;
  readonly sketch: boolean;
  readonly histogram: HistogramRange | undefined;
}

/** Counts as a run goes; its data are there when it is over. @internal */
export class Counts {
  readonly #what: Counted;
  data: CountsData;

  constructor(what: Counted) {
    this.#what = what;
    this.data = { events: Array.from({ length: what.outputs }, () => what.events), sketches: [], histograms: [] };
  }

  readonly layout = (allocate: Allocate): ((arena: Arena) => Watch) => {
    const { outputs, sketch, histogram } = this.#what,
      each = <T>(make: () => T): T[] => Array.from({ length: outputs }, make);
    const sketches = sketch ? each(() => Sketch.layout(allocate)) : [];
    const edges = histogram ? allocate((histogram.bins + 1) * 8) : 0,
      counts = histogram ? each(() => allocate((histogram.bins + 2) * 8)) : [];
    return (arena) =>
      this.#watch(
        arena,
        sketches.map((make) => make(arena)),
        edges,
        counts,
      );
  };

  #watch(arena: Arena, sketches: readonly Sketch[], edges: number, counts: readonly number[]): Watch {
    const { kernels } = arena,
      { outputs, histogram } = this.#what,
      events = this.data.events.slice(),
      bins = histogram?.bins ?? 0;
    const [low, high] = histogram?.range ?? [0, 0],
      perUnit = 1 / (high / bins - low / bins);
    if (histogram) {
      arena.f64.set(edgesOf(histogram), edges / 8);
      for (const at of counts) arena.f64.fill(0, at / 8, at / 8 + bins + 2);
    }
    return {
      see: (phi, stride, n) => {
        for (let o = 0, column = phi; o < outputs; o++, column += stride) {
          if (events[o]) events[o] = kernels.columnCountBits(column, n) === n;
          sketches[o]?.add(column, n);
          if (histogram) kernels.histogramAdd(column, n, edges, bins, perUnit, counts[o] as number);
        }
      },
      end: () => {
        this.data = {
          events,
          sketches: sketches.map((sketch) => sketch.data()),
          histograms: counts.map((at) => arena.column(at, bins + 2).slice()),
        };
      },
    };
  }
}

/** The counts of parts of one run, of which `first` is one, as those of the whole. @internal */
export function mergedCounts(first: CountsData, parts: readonly CountsData[]): CountsData {
  return {
    events: first.events.map((_, o) => parts.every(({ events }) => events[o])),
    sketches: first.sketches.map((_, o) => mergedSketches(parts.map(({ sketches }) => sketches[o] as SketchData))),
    histograms: first.histograms.map((counts, o) =>
      counts.map((_, b) => parts.reduce((sum, { histograms }) => sum + ((histograms[o] as Float64Array)[b] as number), 0)),
    ),
  };
}
