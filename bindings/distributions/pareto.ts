import { define } from "./define";

/**
 * Pareto distribution on x ≥ scale, L = log(x/scale), of which concentration·L is standard exponential:
 *
 *     log p = log(concentration/scale) − (concentration + 1)·L
 *     score: scale concentration/scale, concentration 1/concentration − L
 *     flow: scale x/scale, concentration −xL/concentration        divergence: 1/scale, −(L + 1)/concentration
 *
 * `scale` moves the end of the support: likelihood ratios are biased there, the flow is not. Draws are kept below 1.8e308, which
 * concentrations below 0.06 would leave.
 *
 * @param parameters `scale` and `concentration`, both finite and > 0. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = pareto({ scale: 2, concentration: 3 });
 * console.log(p.mean, p.survival(4), p.flow(4).scale); // 3 0.125 2
 * ```
 */
export const pareto = define({
  name: "pareto",
  params: [["scale", "positive"], ["concentration", "positive"]],
  moving: { scale: "lower" },
  /** P(x > 2¹⁰²⁴) = (2⁻¹⁰²⁴·scale)^concentration: below 1e-30 from here on, for scales up to 1e107. */
  deep: [["concentration", 0.15]],
  support: "interval",
  noise: "exponentials",
  cost: { draw: 5.6, quantile: 5.3, mirror: 11.4, logProb: 4, scores: 4.2 },
  /** Of concentration·log(x/scale): ∂p = (Exponential − Gamma(2))/concentration */
  coupled: { concentration: { pair: "tail", shares: "plus", weight: ({ concentration }) => 1 / concentration } },
  wider: ({ scale, concentration }, factor) => ({ scale, concentration: concentration / factor }),
  tilts: { concentration: { slice: "tiltedExponentialSlice", fisher: "tiltedExponentialFisher", information: ({ concentration }) => 1 / (concentration * concentration) } },
});
