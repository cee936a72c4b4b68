import { define } from "./define";
import { meixner } from "../polynomials";

/**
 * Geometric distribution: k = 0, 1, 2 … failures before the first success of probability p:
 *
 *     log p = k·log(1 − p) + log p        score 1/p − k/(1 − p)        flow −(k + 1)/p: what leaves k for k + 1, per mass at k
 *
 * @param parameters `probs` p in (0, 1). A number is shared by all columns, an array has one for each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain.
 *
 * @example
 * ```js
 * const p = geometric({ probs: 0.25 });
 * console.log(p.mean, p.survival(1), p.flow(2)); // 3 0.5625 { probs: -12 }
 * ```
 */
export const geometric = define({
  name: "geometric",
  params: [["probs", "unit"]],
  refuses: ({ probs }) => (probs >= 2 ** -1022 ? undefined : ["probs", "a number of at least 2^-1022, no subnormal one"]), // of less, the mean is no double
  support: "count",
  noise: "exponentials",
  cost: { quantile: 34, logProb: 1 },
  /** ∂p = (p − q)/probs, q of 1 + X + X′ */
  coupled: { probs: { pair: "failures", shares: "plus", number: ({ probs }) => probs, weight: ({ probs }) => 1 / probs } },
  /** of a mean so many times as large */
  wider: ({ probs }, factor) => ({ probs: probs / (probs + factor * (1 - probs)) }),
  orthogonal: ({ probs }) => meixner(1, 1 - probs, probs),
});
