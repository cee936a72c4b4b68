import { define } from "./define";
import { laguerre } from "../polynomials";
import { cheapGamma, generalisedGamma, tempered } from "../flows/gamma";

/**
 * Gamma distribution, y = rate·x:
 *
 *     log p = concentration·log rate + (concentration − 1)·log x − y − log Γ(concentration)
 *     score: concentration log y − ψ(concentration), rate concentration/rate − x
 *     flow: concentration −∂F/∂concentration / p, rate −x/rate
 *
 * The flow of the concentration is exact (implicit reparameterisation), to a relative 1e-12 for concentrations up to 1e4. For
 * concentrations below 0.02, draws may be 0, as numbers below 1e-308 are; there log p is Infinity. Estimates use their logarithms.
 *
 * @param parameters `concentration` and `rate`, both finite and > 0. A number is shared by all columns, an array has one for each; arrays
 *   are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = gamma({ concentration: 2, rate: 0.5 });
 * console.log(p.mean, p.variance, p.flow(4).rate); // 4 8 -8
 * ```
 */
export const gamma = define({
  name: "gamma",
  params: [["concentration", "positive"], ["rate", "positive"]],
  /** P(x < 2⁻¹⁰²²) ≈ (2⁻¹⁰²²·rate)^concentration: below 1e-30 from here on, for rates up to 1e107; from 0.1 on for a rate of 1. */
  deep: [["concentration", 0.15]],
  support: "positive",
  noise: "words",
  cost: ({ concentration }) => ({ draw: concentration < 1 ? 21.5 : 8, quantile: 450, curve: 90, mirror: 570, logProb: concentration < 16 ? 3.7 : 36, scores: 3.3, tries: 9, flows: 15.5 }),
  /** ∂p = (Gamma(concentration) − Gamma(concentration + 1))·concentration/rate */
  coupled: { rate: { pair: "add", shares: "plus", number: ({ rate }) => 1 / rate, weight: ({ concentration, rate }) => concentration / rate } },
  orthogonal: ({ concentration, rate }) => laguerre(concentration, rate),
  flows: {
    cheap: { concentration: ({ concentration, rate }) => cheapGamma(concentration, rate) },
    generalised: { concentration: ({ concentration, rate }) => generalisedGamma(concentration, rate) },
  },
  /** p^(1/factor²), but no smaller shape than p's where that is below 1: weights would have no variance. */
  wider: ({ concentration, rate }, factor) => ({ concentration: tempered(concentration, factor), rate: rate / (factor * factor) }),
});
