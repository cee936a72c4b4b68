import { define } from "./define";
import { cheapStudentT } from "../flows/gamma";

/**
 * Student t distribution, z = (x − loc)/scale:
 *
 *     log p = log Γ((df + 1)/2) − log Γ(df/2) − ½·log(π·df) − log scale − ½(df + 1)·log(1 + z²/df)
 *     score: df its derivative, loc (df + 1)z/(scale(df + z²)), scale df(z² − 1)/(scale(df + z²))
 *     flow: df −∂F/∂df / p, loc 1, scale z
 *
 * The flow of df is exact (implicit reparameterisation), to a relative 1e-12 for df from 0.5 to 1e5. Moments that do not exist are NaN,
 * infinite ones Infinity.
 *
 * @param parameters `df` and `scale`, finite and > 0, and `loc`, finite. A number is shared by all columns, an array has one for each;
 *   arrays are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = studentT({ df: 4, loc: 1, scale: 2 });
 * console.log(p.mean, p.variance, p.cdf(1)); // 1 8 0.5
 * ```
 */
export const studentT = define({
  name: "studentT",
  params: [["df", "positive"], ["loc", "real"], ["scale", "positive"]],
  /** P(|x| > 2¹⁰²⁴) ≈ (2⁻¹⁰²⁴·scale)^df: below 1e-30 from here on, for scales up to 1e107. */
  deep: [["df", 0.15]],
  symmetric: "loc",
  support: "real",
  noise: "words",
  cost: ({ df }) => ({ draw: df < 2 ? 30 : 17, quantile: 1500, curve: 250, logProb: 4.2, slopes: 1.4, scores: 20, flows: 30 }),
  flows: { cheap: { df: ({ df, loc, scale }) => cheapStudentT(df, loc, scale) } },
  wider: ({ df, loc, scale }, factor) => ({ df, loc, scale: scale * factor }),
});
