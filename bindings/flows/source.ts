/**
 * Flow fields u as runs see them: columns of u and of ∇·u in working memory.
 */
import type { Allocate, Arena } from "../arena";

/** A flow of one parameter, before it has memory. @internal */
export interface FlowSource {
  /**
   * The share of ∂θp that the flow carries, where that is known: 1 if ∇·(p·u) = −∂θp, 0 if ∇·(p·u) = 0. Then nothing but u is needed; else runs
   * evaluate ∇·u + u·∇log p.
   */
  readonly carries?: number;
  /** Nanoseconds that its columns of one row take; undefined of what is written in JavaScript. */
  readonly cost?: number;
  layout(allocate: Allocate): (arena: Arena) => FlowLaw;
}

/** A flow of one parameter over rows in working memory. Addresses are lent until the next call; 0 stands for a column of zeros. @internal */
export interface FlowLaw {
  /** Looks at at most LEAF rows of x; columns lie `stride` bytes apart. */
  run(x: number, stride: number, n: number): void;
  /** u_d of entry j. */
  column(j: number, d: number): number;
  /** ∇·u of entry j: the sum over columns on the continuum. */
  divergence(j: number): number;
}
