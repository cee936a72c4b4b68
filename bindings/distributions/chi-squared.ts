import { define } from "./define";
import { laguerre } from "../polynomials";
import { cheapChiSquared } from "../flows/gamma";

/**
 * Chi-squared distribution of `df` degrees of freedom, Gamma(df/2, ½):
 *
 *     log p = (df/2 − 1)·log x − x/2 − (df/2)·log 2 − log Γ(df/2)
 *     score: (log(x/2) − ψ(df/2))/2        flow: −∂F/∂df / p, half that of the gamma concentration
 *
 * Accuracy, flow and small draws are those of `gamma`.
 *
 * @param parameters `df`, finite and > 0. A number is shared by all columns, an array has one for each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = chiSquared({ df: 4 });
 * console.log(p.mean, p.variance); // 4 8
 * ```
 */
export const chiSquared = define({
  name: "chiSquared",
  params: [["df", "positive"]],
  /** P(x < 2⁻¹⁰²²) ≈ (2⁻¹⁰²³)^(df/2): below 1e-30 from here on. */
  deep: [["df", 0.2]],
  support: "positive",
  noise: "words",
  cost: ({ df }) => ({ draw: df < 2 ? 21.5 : 8, quantile: 450, curve: 77, mirror: 570, logProb: 3.7, scores: 3.1, tries: 9, flows: 15.4 }),
  orthogonal: ({ df }) => laguerre(df / 2, 0.5),
  flows: { cheap: { df: ({ df }) => cheapChiSquared(df) } },
});
