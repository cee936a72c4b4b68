import { define } from "./define";

/**
 * Kumaraswamy distribution on [0, 1], y = x^alpha:
 *
 *     log p = log(alpha·beta) + (alpha − 1)·log x + (beta − 1)·log(1 − y)        F = 1 − (1 − y)^beta
 *     score: alpha 1/alpha + log x·(1 − (beta − 1)·y/(1 − y)), beta 1/beta + log(1 − y)
 *     flow: alpha −x·log x/alpha, beta x·(1 − y)·log(1 − y)/(alpha·beta·y)
 *
 * Draws by inversion. For small `alpha` or `beta` they may be 0 or 1, as numbers nearer to these are; there log p may be Infinity.
 *
 * @param parameters `alpha` and `beta`, both finite and > 0. A number is shared by all columns, an array has one for each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = kumaraswamy({ alpha: 1, beta: 2 });
 * console.log(p.cdf(0.5), p.survival(0.5)); // 0.75 0.25
 * ```
 */
export const kumaraswamy = define({
  name: "kumaraswamy",
  params: [["alpha", "positive"], ["beta", "positive"]],
  /** P(x < 2⁻¹⁰²²) ≈ beta·2^(−1022·alpha), P(x > 1 − 2⁻⁵³) ≈ (2⁻⁵³·alpha)^beta: below 1e-20 from here on. */
  deep: [["alpha", 0.15], ["beta", 1.5]],
  support: "unit",
  noise: "uniforms",
  cost: { draw: 24, quantile: 23, curve: 47, mirror: 69, logProb: 23, slopes: 14, scores: 73 },
});
