/**
 * Tilts of p, as proposals see them: densities in proportion to p·|s| ("slice") or p·s² ("fisher"), s the score of an entry of the parameters in one
 * column (Parmas & Sugiyama 2021, Sec. 5.2), or their like for several columns.
 */
import type { Allocate, Arena } from "../arena";

/** @internal */
export type TiltKind = "slice" | "fisher";

/** @internal */
export interface TiltSource {
  /** The columns it draws. */
  readonly first: number;
  readonly count: number;
  /** Nanoseconds for one of its draws, of its `ratio`, and `once`, before the first of them. */
  readonly cost: { readonly draw: number; readonly ratio: number; readonly once?: number };
  /** Do too many of its draws round to an end of the support? No logarithms go with them. */
  readonly rounded?: boolean;
  layout(allocate: Allocate): (arena: Arena) => Tilt;
}

/** @internal */
export interface Tilt {
  /** Total variation ∫|∂θp| of a slice, Fisher information of a Fisher tilt: q/p is |s|/norm, s²/norm. */
  readonly norm: number;
  /**
   * Draws its columns, `stride` bytes apart, from words of as many rows, at most LEAF; one with a `ratio` of its own turns draws of p, which are there,
   * into its own. `logs` as in `Law.draw`, of these columns. Words are spent.
   */
  draw(words: number, x: number, stride: number, n: number, logs: number): void;
  /** out += share·q/p, where that does not follow from the score and `norm`. */
  ratio?(x: number, stride: number, n: number, share: number, out: number): void;
}
