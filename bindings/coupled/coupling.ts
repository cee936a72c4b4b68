/**
 * Weak derivatives: ∂θp = c·(p₊ − p₋), two densities and a number, so that ∂θE[φ] = E[c·(φ(x₊) − φ(x₋))], whatever jumps φ has. x₊ and x₋ are
 * coupled, near each other, which makes the variance small. G. Ch. Pflug, "Optimization of Stochastic Models" (1996), Ch. 4; B. Heidergott and F. J.
 * Vázquez-Abad, "Measure-valued differentiation for random horizon problems", Markov Process. Relat. Fields 12 (2006) 509–536; S. Mohamed, M. Rosca,
 * M. Figurnov and A. Mnih, "Monte Carlo gradient estimation in machine learning", JMLR 21 (2020), Sec. 6.
 */
import type { Allocate, Arena } from "../arena";

/** "measure-valued": c is a constant; "random-radius": a central difference at a random distance, c its inverse. */
export type CouplingForm = "measure-valued" | "random-radius";

/** Of one column that an entry of the parameters moves. @internal */
export interface CouplingSource {
  readonly column: number;
  /** Which of the two points is the draw x itself: φ is known there. */
  readonly shares: "plus" | "minus" | undefined;
  layout(allocate: Allocate): (arena: Arena) => Coupling;
}

/** @internal */
export interface Coupling {
  /**
   * Of `n` ≤ 512 rows of column x, drawn from p, the two points and the weight c of E = weight·(φ(x₊) − φ(x₋)). Randomness: columns `first` … `first + 3` of the
   * place; word i serves row i alone. The four columns do not overlap.
   */
  draw(x: number, n: number, place: number, first: number, plus: number, minus: number, weight: number): void;
}

/** Why a parameter has none. @internal */
export const NO_PAIR = "no coupled pair of densities is known for it";
/** @internal */
export const NO_RADIUS = 'only the loc of a normal distribution has a random radius; "measure-valued" has a pair';
