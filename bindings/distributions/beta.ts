import { define } from "./define";
import { jacobi } from "../polynomials";
import { cheapBeta, generalisedBeta, tempered } from "../flows/gamma";

/**
 * Beta distribution on (0, 1):
 *
 *     log p = (alpha − 1)·log x + (beta − 1)·log(1 − x) − log B(alpha, beta)
 *     score: alpha log x − ψ(alpha) + ψ(alpha + beta), beta log(1 − x) − ψ(beta) + ψ(alpha + beta)
 *     flow: −∂F/∂alpha / p, −∂F/∂beta / p
 *
 * The flows are exact (implicit reparameterisation), to a relative 1e-12 for shapes from 0.05 to 1e4. Draws are kept within
 * [2^−1022, 1 − 2^−53]: for a beta below 0.3, a noticeable part of them lies nearer to 1 than doubles can; estimates use
 * the logarithms of both distances.
 *
 * @param parameters `alpha` and `beta`, both finite and > 0, and so is their sum. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = beta({ alpha: 2, beta: 6 });
 * console.log(p.mean, p.cdf(0.5)); // 0.25 0.9375
 * ```
 */
export const beta = define({
  name: "beta",
  params: [["alpha", "positive"], ["beta", "positive"]],
  /**
   * P(x < 2⁻¹⁰²²) ≈ (2⁻¹⁰²²·beta)^alpha, P(1 − x < 2⁻⁵³) ≈ (2⁻⁵³·alpha)^beta: both below 1e-30 from here on, for the other shape up to 1e107
   * and 1e4.
   */
  deep: [["alpha", 0.15], ["beta", 2.5]],
  refuses: ({ alpha, beta: b }) => (alpha + b < Infinity ? undefined : ["beta", "a number that with alpha is at most 1.797e308"]),
  support: "unit",
  noise: "words",
  cost: ({ alpha, beta: b }) => ({ draw: Math.min(alpha, b) < 1 ? 44 : 17, quantile: 2000, curve: 400, mirror: 2700, logProb: 8, scores: 16, flows: 32 }),
  orthogonal: ({ alpha, beta: b }) => jacobi(alpha, b),
  flows: {
    cheap: { alpha: ({ alpha, beta: b }) => cheapBeta(alpha, b, "a"), beta: ({ alpha, beta: b }) => cheapBeta(alpha, b, "b") },
    generalised: { alpha: ({ alpha, beta: b }) => generalisedBeta(alpha, b, "a"), beta: ({ alpha, beta: b }) => generalisedBeta(alpha, b, "b") },
  },
  wider: ({ alpha, beta: b }, factor) => ({ alpha: tempered(alpha, factor), beta: tempered(b, factor) }),
});
