/**
 * The largest |E| of each estimate, from which the index of its tail is judged. The largest of two sets together are the largest of
 * their largest: so any split of a run keeps the same numbers.
 */

/** How many are kept: the fit is to all but the smallest, which is its threshold. */
export const KEPT = 33;
/** Runs with fewer samples have no tail to speak of. */
export const TAIL_SAMPLES = 256;

/** For each of `count` estimates a heap, smallest first. */
export class Tails {
  readonly values: Float64Array;
  readonly counts: Uint8Array;

  constructor(readonly count: number) {
    this.values = new Float64Array(count * KEPT);
    this.counts = new Uint8Array(count);
  }

  /** Smaller ones are not kept any more. */
  threshold(j: number): number { return this.counts[j] === KEPT ? (this.values[j * KEPT] as number) : 0; }

  add(j: number, value: number): void {
    const v = this.values, base = j * KEPT, count = this.counts[j] as number;
    let i: number;
    if (count < KEPT) {
      this.counts[j] = count + 1;
      for (i = count; i > 0; ) {
        const parent = (i - 1) >> 1;
        if ((v[base + parent] as number) <= value) break;
        v[base + i] = v[base + parent] as number;
        i = parent;
      }
    } else {
      if (!(value > (v[base] as number))) return;
      for (i = 0; ; ) {
        let child = 2 * i + 1;
        if (child >= KEPT) break;
        if (child + 1 < KEPT && (v[base + child + 1] as number) < (v[base + child] as number)) child++;
        if (value <= (v[base + child] as number)) break;
        v[base + i] = v[base + child] as number;
        i = child;
      }
    }
    v[base + i] = value;
  }

  merge(other: Tails): void {
    for (let j = 0; j < this.count; j++) for (const value of other.sorted(j)) this.add(j, value);
  }

  /** Largest first. */
  sorted(j: number): Float64Array { return this.values.slice(j * KEPT, j * KEPT + (this.counts[j] as number)).sort().reverse(); }
}
