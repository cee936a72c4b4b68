import { define } from "./define";
import { laguerre } from "../polynomials";

/**
 * Exponential distribution on x ≥ 0:
 *
 *     log p = log rate − rate·x        score 1/rate − x        flow −x/rate        divergence −1/rate
 *
 * @param parameters `rate` finite and > 0: 1/mean. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = exponential({ rate: 0.5 });
 * console.log(p.mean, p.survival(2), p.flow(2).rate); // 2 0.36787944117144233 -4
 * ```
 */
export const exponential = define({
  name: "exponential",
  params: [["rate", "positive"]],
  support: "positive",
  noise: "exponentials",
  cost: { mirror: 6.1, logProb: 0.6, slopes: 0.5, scores: 0.5 },
  /** ∂p = (Exponential − Gamma(2))/rate */
  coupled: { rate: { pair: "tail", shares: "plus", weight: ({ rate }) => 1 / rate } },
  orthogonal: ({ rate }) => laguerre(1, rate),
  wider: ({ rate }, factor) => ({ rate: rate / factor }),
  tilts: { rate: { slice: "tiltedExponentialSlice", fisher: "tiltedExponentialFisher", information: ({ rate }) => 1 / (rate * rate) } },
});
