/**
 * The largest |E| of each estimate, from which the index of its tail is judged. The largest of two sets together are the largest of
 * their largest: so any split of a run keeps the same numbers.
 */

/** How many are kept: the fit is to all but the smallest, which is its threshold. See assembly/estimators/accumulate.ts. */
export const KEPT = 33;
/** Runs with fewer samples have no tail to speak of. */
export const TAIL_SAMPLES = 256;
/** Numbers in a list: how many there are, and these, largest first. @internal */
export const LIST = 1 + KEPT;

/** Lists of `count` estimates, as the kernels keep them. */
export class Tails {
  readonly lists: Float64Array;

  constructor(readonly count: number) { this.lists = new Float64Array(count * LIST); }

  /** The numbers, `KEPT` places for each list, and how many there are in each. */
  data(): { readonly tails: Float64Array; readonly tailCounts: Float64Array } {
    const tails = new Float64Array(this.count * KEPT), tailCounts = new Float64Array(this.count);
    for (let j = 0; j < this.count; j++) {
      const from = j * LIST, held = (tailCounts[j] = this.lists[from] as number);
      for (let i = 0; i < held; i++) tails[j * KEPT + i] = this.lists[from + 1 + i] as number;
    }
    return { tails, tailCounts };
  }

  /** Adds what `data` gave. */
  absorb({ tails, tailCounts }: { readonly tails: Float64Array; readonly tailCounts: Float64Array }): void {
    for (let j = 0; j < this.count; j++) {
      const from = j * LIST, mine = this.lists.subarray(from + 1, from + 1 + (this.lists[from] as number));
      const all = Float64Array.of(...mine, ...tails.subarray(j * KEPT, j * KEPT + (tailCounts[j] as number))).sort().reverse();
      this.lists[from] = Math.min(KEPT, all.length);
      this.lists.set(all.subarray(0, KEPT), from + 1);
    }
  }
}
