import { define } from "./define";
import { krawtchouk } from "../polynomials";

/**
 * Bernoulli distribution: k = 1 with probability p, else 0:
 *
 *     log p = k·log p + (1 − k)·log(1 − p)
 *     probs: score k/p − (1 − k)/(1 − p), flow 1/(1 − p) at 0        logits: score k − p, flow p at 0
 *
 * The flow is what goes from 0 to 1 as the parameter grows, per mass at 0.
 *
 * @param parameters `probs` p in [0, 1] (at 0 and 1 the score of what cannot happen is infinite, and never seen; at 1 neither is its flow: take `coupled`), or `logits`
 *   log(p/(1 − p)), any finite number: nothing is lost where p rounds to 0 or 1. A number is shared by all columns, an array has one for each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown, given twice or no number; RangeError if it is outside its domain.
 *
 * @example
 * ```js
 * const p = bernoulli({ logits: 0 });
 * console.log(p.mean, p.score(1), p.flow(0)); // 0.5 { logits: 0.5 } { logits: 0.5 }
 * ```
 */
export const bernoulli = define({
  name: "bernoulli",
  params: [["probs", "share"]],
  otherwise: ["logits", "real"],
  last: 1,
  support: "count",
  noise: "uniforms",
  cost: { draw: 1.4, quantile: 0.6, logProb: 0.55 },
  coupled: { probs: { pair: "ends", weight: () => 1 }, logits: { pair: "ends", weight: (_, variance) => variance } },
  orthogonal: (_, mean, variance) => krawtchouk(1, mean, variance),
});
