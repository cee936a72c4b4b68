import { define } from "./define";
import { legendre } from "../polynomials";

/**
 * Uniform distribution on low ≤ x ≤ high:
 *
 *     log p = −log(high − low)
 *     score: low 1/(high − low), high −1/(high − low)        divergence: low −1/(high − low), high 1/(high − low)
 *     flow: low (high − x)/(high − low), high (x − low)/(high − low)
 *
 * Both parameters move the ends of the support: likelihood ratios are biased there, the flow is not.
 *
 * @param parameters `low` < `high`, both finite, at least 2^−1022 apart. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ, or bounds are crossed.
 *
 * @example
 * ```js
 * const p = uniform({ low: -1, high: 3 });
 * console.log(p.mean, p.cdf(2), p.flow(2)); // 1 0.75 { low: 0.25, high: 0.75 }
 * ```
 */
export const uniform = define({
  name: "uniform",
  params: [["low", "real"], ["high", "real"]],
  moving: { low: "lower", high: "upper" },
  order: [["low", "<", "high"]],
  refuses: ({ low, high }) => (high - low >= 2 ** -1022 ? undefined : ["high", "a number at least 2^-1022 above low"]),
  support: "interval",
  noise: "uniforms",
  cost: { draw: 1.5, quantile: 0.5, mirror: 1.3, logProb: 0.65, slopes: 0.4, scores: 0.7 },
  orthogonal: ({ low, high }) => legendre(low, high),
});
