import { define } from "./define";

/**
 * Weibull distribution on x > 0, L = log(x/scale), y = (x/scale)^concentration, which is standard exponential:
 *
 *     log p = log(concentration/scale) + (concentration − 1)·L − y
 *     score: concentration 1/concentration + L(1 − y), scale concentration·(y − 1)/scale
 *     flow: concentration −xL/concentration, scale x/scale        divergence: −(L + 1)/concentration, 1/scale
 *
 * Draws are kept between 2.2e-308 and 1.8e308, which concentrations below 0.05 would leave.
 *
 * @param parameters `concentration` and `scale`, both finite and > 0. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = weibull({ concentration: 2, scale: 4 });
 * console.log(p.cdf(4), p.flow(4).scale); // 0.6321205588285577 1
 * ```
 */
export const weibull = define({
  name: "weibull",
  params: [["concentration", "positive"], ["scale", "positive"]],
  /** P(x < 2⁻¹⁰²²) ≈ (2⁻¹⁰²²/scale)^concentration: below 1e-30 from here on, for scales from 1e-107. */
  deep: [["concentration", 0.15]],
  support: "positive",
  noise: "exponentials",
  cost: { draw: 7.7, quantile: 7.5, mirror: 14.5, logProb: 10.8, slopes: 7.9, scores: 8.9 },
  /** Of y: ∂p = (Gamma(2) − Exponential)·concentration/scale */
  coupled: { scale: { pair: "tail", shares: "minus", weight: ({ concentration, scale }) => concentration / scale } },
  wider: ({ concentration, scale }, factor) => ({ concentration, scale: scale * factor }),
  tilts: { scale: { slice: "tiltedExponentialSlice", fisher: "tiltedExponentialFisher", information: ({ concentration, scale }) => (concentration / scale) ** 2 } },
});
