import { define } from "./define";
import { cheapInverseGamma } from "../flows/gamma";

/**
 * Inverse gamma distribution: y = scale/x is Gamma(concentration, 1):
 *
 *     log p = concentration·log scale − (concentration + 1)·log x − y − log Γ(concentration)
 *     score: concentration log y − ψ(concentration), scale concentration/scale − 1/x
 *     flow: concentration −∂F/∂concentration / p, scale x/scale
 *
 * The flow of the concentration is exact, as that of `gamma` is. The mean is Infinity for concentrations up to 1, the variance up to 2;
 * for concentrations below 0.02, draws may be Infinity; estimates use their
 * logarithms.
 *
 * @param parameters `concentration` and `scale`, both finite and > 0. A number is shared by all columns, an array has one for each; arrays
 *   are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = inverseGamma({ concentration: 3, scale: 4 });
 * console.log(p.mean, p.variance, p.flow(2).scale); // 2 4 0.5
 * ```
 */
export const inverseGamma = define({
  name: "inverseGamma",
  params: [["concentration", "positive"], ["scale", "positive"]],
  /** P(x > 2¹⁰²⁴) ≈ (2⁻¹⁰²⁴·scale)^concentration: below 1e-30 from here on, for scales up to 1e107. */
  deep: [["concentration", 0.15]],
  support: "positive",
  noise: "words",
  cost: ({ concentration }) => ({ draw: concentration < 1 ? 21.5 : 8, quantile: 450, curve: 75, mirror: 570, logProb: 9.6, scores: 4.1, tries: 9, flows: 16 }),
  flows: { cheap: { concentration: ({ concentration, scale }) => cheapInverseGamma(concentration, scale) } },
  wider: ({ concentration, scale }, factor) => ({ concentration: concentration / factor, scale: scale / factor }),
});
