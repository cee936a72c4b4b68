/**
 * What a distribution costs: nanoseconds that its operations take for one row, from fixed tables. Nothing is ever timed when a plan is made, so plans are
 * the same everywhere. Measured over leaves of 512 rows, Node 20.20 on the two cores of the machine that bench/RESULTS.md names, the fastest of 12 rounds; other machines
 * scale all numbers alike, and only quotients matter.
 */
import type { Internals } from "./distribution";

/** @internal */
export interface LawCost {
  readonly draw: number;
  /** Draws from uniforms; mirror images. */
  readonly quantile: number;
  readonly mirror: number;
  readonly logProb: number;
  /** Distribution functions. */
  readonly curve: number;
  /** ∂x log p. */
  readonly slopes: number;
  /** `Law.terms`, without flows and with them. */
  readonly scores: number;
  readonly flows: number;
  /** Of each degree. */
  readonly polynomial: number;
  /** Newton's steps for a draw of a slice that is found by numbers. */
  readonly tries: number;
  /** Of a proposal made of p: q/p. */
  readonly ratio: number;
}

/** Of one column of a family that says nothing else: what is within 1.5 times this need not be said. */
const COLUMN: Omit<LawCost, "flows"> = { draw: 4, quantile: 4, mirror: 0.7, logProb: 3, curve: 6, slopes: 1, scores: 1, polynomial: 0.42, tries: 25, ratio: 0 };

/** Of one column. @internal */
export const columnCost = (given: Partial<LawCost> = {}): LawCost => ({ ...COLUMN, flows: given.scores ?? COLUMN.scores, ...given });

/** A sum, each times its factor. @internal */
export function sumOfCosts(terms: readonly (readonly [factor: number, cost: LawCost])[]): LawCost {
  const sum = { draw: 0, quantile: 0, mirror: 0, logProb: 0, curve: 0, slopes: 0, scores: 0, flows: 0, polynomial: 0, tries: 0, ratio: 0 };
  for (const [factor, cost] of terms) for (const key of Object.keys(sum) as (keyof LawCost)[]) sum[key] += factor * cost[key];
  return sum;
}

/** Of all columns of a distribution. @internal */
export const lawCostOf = (own: Internals): LawCost => own.cost ?? sumOfCosts([[own.columns, columnCost()]]);
