import { define } from "./define";

/**
 * Triangular distribution: a density that rises from low to peak and falls to high. On the left of the peak, t = x − low, w = high − low,
 * l = peak − low:
 *
 *     log p = log(2t/(w·l))
 *     score: low 1/w − (peak − x)/(t·l), high −1/w, peak −1/l
 *     flow: low ((high − x)/w + (peak − x)/l)/2, high t/2w, peak t/2l
 *
 * and on the right its mirror image. The ends move with `low` and `high`: estimators take "rp" for these.
 *
 * @param parameters `low` ≤ `peak` ≤ `high`, `low` < `high`, all finite. A number is shared by all columns, an array has one for each; arrays
 *   are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain, out of order or lengths differ.
 *
 * @example
 * ```js
 * const p = triangular({ low: 0, high: 4, peak: 1 });
 * console.log(p.cdf(1), p.quantile(0.25), p.flow(1).peak); // 0.25 1 0.5
 * ```
 */
export const triangular = define({
  name: "triangular",
  params: [["low", "real"], ["high", "real"], ["peak", "real"]],
  moving: { low: "lower", high: "upper" },
  order: [["low", "<", "high"], ["low", "≤", "peak"], ["peak", "≤", "high"]],
  refuses: ({ low, high }) => (high - low >= 2 ** -1022 && high - low < Infinity ? undefined : ["high", "a number at least 2^-1022 and at most 1.797e308 above low"]),
  support: "interval",
  noise: "uniforms",
  cost: { draw: 2, quantile: 1.5, mirror: 3.4, logProb: 5.5, scores: 4.6 },
});
