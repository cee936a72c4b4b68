import { define } from "./define";
import { krawtchouk } from "../polynomials";

/**
 * Binomial distribution: k successes of `total` trials n, each of probability p:
 *
 *     log p = log n!/k!(n − k)! + k·log p + (n − k)·log(1 − p)
 *     probs: score k/p − (n − k)/(1 − p), flow (n − k)/(1 − p)        logits: score k − np, flow (n − k)·p
 *
 * The flow is what leaves k for k + 1 as the parameter grows, per mass at k.
 *
 * @param parameters `total` an integer from 0 to 2⁵³, a constant: it has no gradient. `probs` p in [0, 1] (at 0 and 1 the score of what
 *   cannot happen is infinite, and never seen; at 1 neither is its flow: take `coupled`), or `logits` log(p/(1 − p)), any finite number, exact up to ±700. A number is shared by all columns, an
 *   array has one for each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown, given twice or no number; RangeError if it is outside its domain.
 *
 * @example
 * ```js
 * const p = binomial({ total: 10, probs: 0.5 });
 * console.log(p.mean, p.variance, p.flow(4)); // 5 2.5 { probs: 12 }
 * ```
 */
export const binomial = define({
  name: "binomial",
  params: [["total", "natural"], ["probs", "share"]],
  constants: ["total"],
  otherwise: ["logits", "real"],
  last: "total",
  support: "count",
  noise: "words",
  cost: ({ total }) => ({ draw: total < 100 ? 5.2 : 13, quantile: 1500, curve: 800, logProb: 40, scores: 1.5 }),
  /** ∂p(k) = n(b(k − 1) − b(k)), b of n − 1 trials; by logits times p(1 − p) */
  coupled: {
    probs: { pair: "thin", number: ({ total }) => total, weight: ({ total }) => total },
    logits: { pair: "thin", number: ({ total }) => total, weight: (_, variance) => variance },
  },
  orthogonal: ({ total }, mean, variance) => krawtchouk(total, mean, variance),
});
