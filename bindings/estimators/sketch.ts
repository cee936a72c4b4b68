/**
 * Which numbers came how often, in at most 4096 bins: what quantiles and histograms are read from. The kernels are in
 * assembly/estimators/sketch.ts. The counts depend on the set of numbers alone, so that any split of a run gives the same ones.
 */
import { type Allocate, Arena } from "../arena";

/** Bins at most, and one place more. */
const PLACES = 4097;

/** The counts as plain data. A bin holds the doubles that differ from its value in their lowest `dropped` bits only. */
export interface SketchData {
  readonly dropped: number;
  /** The double nearest to 0 of each bin, ascending. */
  readonly values: Float64Array;
  readonly counts: Float64Array;
  /** How many NaNs there were: they are in no bin. */
  readonly nan: number;
  /** Least and largest, exactly; Infinity and −Infinity if there were only NaNs. */
  readonly low: number;
  readonly high: number;
}

/** A sketch in working memory. @internal */
export class Sketch {
  readonly #arena: Arena;
  readonly #at: ReturnType<typeof place>;

  private constructor(arena: Arena, at: ReturnType<typeof place>) {
    this.#arena = arena;
    this.#at = at;
    arena.kernels.sketchClear(at.sketch);
  }

  static layout(allocate: Allocate): (arena: Arena) => Sketch {
    const at = place(allocate);
    return (arena) => new Sketch(arena, at);
  }

  /** Counts the `n` numbers of a column. */
  add(column: number, n: number): void {
    this.#arena.kernels.sketchAdd(this.#at.sketch, column, n);
  }

  merge({ dropped, values, counts, nan, low, high }: SketchData): void {
    const { kernels, f64 } = this.#arena,
      at = this.#at;
    if (!(values.length <= PLACES && counts.length === values.length)) throw new RangeError(`merge: "sketch" expected at most ${PLACES} bins, got ${values.length}`);
    f64.set(values, at.values / 8);
    f64.set(counts, at.counts / 8);
    f64.set([dropped, nan, low, high], at.summary / 8);
    kernels.sketchMerge(at.sketch, at.values, at.counts, values.length, at.summary);
  }

  data(): SketchData {
    const at = this.#at,
      bins = this.#arena.kernels.sketchRead(at.sketch, at.values, at.counts, at.summary);
    const [dropped, nan, low, high] = this.#arena.column(at.summary, 4) as unknown as [number, number, number, number];
    const found = this.#arena.column(at.values, bins),
      counted = this.#arena.column(at.counts, bins);
    // −0 is the bin of the negative numbers next to 0
    const order = Array.from(found.keys()).sort(
      (i, j) => (found[i] as number) - (found[j] as number) || 1 / (found[i] as number) - 1 / (found[j] as number),
    );
    const sorted = (column: Float64Array): Float64Array => Float64Array.from(order, (i) => column[i] as number);
    return { dropped, values: sorted(found), counts: sorted(counted), nan, low, high };
  }
}

function place(allocate: Allocate): {
  readonly sketch: number;
  readonly values: number;
  readonly counts: number;
  readonly summary: number;
} {
  return {
    sketch: allocate(Arena.kernels().sketchSize()),
    values: allocate(PLACES * 8),
    counts: allocate(PLACES * 8),
    summary: allocate(32),
  };
}

/** All as one: the sketch of all their numbers. @internal */
export function mergedSketches(parts: readonly SketchData[]): SketchData {
  return Arena.lend(Sketch.layout, (arena, at) => {
    const sketch = at(arena);
    for (const part of parts) sketch.merge(part);
    return sketch.data();
  });
}

/** How far, relative to it, a number can lie from the one that stands for its bin: half a bin; 2^-1022 in absolute terms around 0. @internal */
export const relativeErrorOf = ({ dropped }: SketchData): number => (dropped === 0 ? 0 : 2 ** (dropped - 53));

/** The number that stands for bin `b`: its middle, or 0 in the bins next to 0. @internal */
export function middleOf({ dropped, values, low, high }: SketchData, b: number): number {
  const value = values[b] as number;
  return within(low, high, value === 0 ? 0 : dropped === 0 ? value : moved(value, 1n << BigInt(dropped - 1)));
}

/** The least and the largest double of bin `b`. @internal */
export function endsOf({ dropped, values, low, high }: SketchData, b: number): [least: number, largest: number] {
  const value = values[b] as number,
    far = moved(value, (1n << BigInt(dropped)) - 1n),
    ends = value < 0 || Object.is(value, -0) ? [far, value] : [value, far];
  return ends.map((end) => within(low, high, end)) as [number, number];
}

const within = (low: number, high: number, v: number): number => (v < low ? low : v > high ? high : v);

/** The double so many places farther from 0; infinite ones stay. */
function moved(v: number, places: bigint): number {
  if (!Number.isFinite(v)) return v;
  const number = Float64Array.of(v),
    bits = new BigUint64Array(number.buffer);
  bits[0] = (bits[0] as bigint) + places;
  return number[0] as number;
}
