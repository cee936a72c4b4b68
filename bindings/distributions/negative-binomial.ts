import { define } from "./define";
import { meixner } from "../polynomials";

/**
 * Negative binomial distribution: k = 0, 1, 2 … events of probability p before `total` r others, as in PyTorch and TensorFlow Probability;
 * r = 1 is geometric(1 − p):
 *
 *     log p = log Γ(k + r)/Γ(r)k! + r·log(1 − p) + k·log p
 *     total: score ψ(k + r) − ψ(r) + log(1 − p)        probs: score k/p − r/(1 − p), flow (k + r)/(1 − p)
 *
 * The flow is what leaves k for k + 1 as the parameter grows, per mass at k; that of total by the flow of the beta distribution.
 *
 * @param parameters `total` > 0, any real number up to 1e15; `probs` p in (0, 1). A number is shared by all columns, an array has one for
 *   each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain.
 *
 * @example
 * ```js
 * const p = negativeBinomial({ total: 2.5, probs: 0.5 });
 * console.log(p.mean, p.variance, p.flow(1).probs); // 2.5 5 7
 * ```
 */
export const negativeBinomial = define({
  name: "negativeBinomial",
  params: [["total", "countable"], ["probs", "unit"]],
  support: "count",
  noise: "words",
  cost: { draw: 38, quantile: 1550, curve: 840, logProb: 60, scores: 35, flows: 774 },
  /** ∂p = (q − p)·total/(1 − probs), q of 1 + X + G, G geometric: total + 1 in the place of total, and one event */
  coupled: { probs: { pair: "failures", shares: "minus", number: ({ probs }) => 1 - probs, weight: ({ total, probs }) => total / (1 - probs) } },
  /** of the same mean, and of factor² times the variance */
  wider: ({ total, probs }, factor) => {
    const more = factor * factor - 1 + probs;
    return { total: (total * probs) / more, probs: more / (factor * factor) };
  },
  orthogonal: ({ total, probs }) => meixner(total, probs, 1 - probs),
});
