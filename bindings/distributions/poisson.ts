import { define } from "./define";
import { negativeBinomial } from "./negative-binomial";
import { charlier } from "../polynomials";

/**
 * Poisson distribution on k = 0, 1, 2 …:
 *
 *     log p = k·log rate − rate − log k!        score k/rate − 1        flow 1: what leaves k for k + 1, per mass at k
 *
 * @param parameters `rate` > 0, at most 1e15: beyond, integers are no longer apart. A number is shared by all columns, an array has one
 *   for each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain.
 *
 * @example
 * ```js
 * const p = poisson({ rate: 4 });
 * console.log(p.mean, p.score(6), p.quantile(0.5)); // 4 { rate: 0.5 } 4
 * ```
 */
export const poisson = define({
  name: "poisson",
  params: [["rate", "countable"]],
  support: "count",
  noise: "words",
  cost: ({ rate }) => ({ draw: rate < 30 ? 7 : 11, quantile: 240, curve: 100, logProb: 25 }),
  /** ∂p(k) = p(k − 1) − p(k) */
  coupled: { rate: { pair: "one", shares: "minus", weight: () => 1 } },
  /** of the same mean, and of factor² times the variance; at 1, where there is no such law, of the least that still is one */
  wider: ({ rate }, factor) => {
    const more = Math.max(factor * factor - 1, 1e-6, rate * 1e-15);
    return { total: rate / more, probs: more / (1 + more) };
  },
  widerFamily: negativeBinomial,
  orthogonal: ({ rate }) => charlier(rate),
});
