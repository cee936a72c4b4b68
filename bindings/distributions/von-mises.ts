import { define } from "./define";

/**
 * Von Mises distribution on [loc − π, loc + π], d = x − loc, A = I₁/I₀ the ratio of modified Bessel functions:
 *
 *     log p = concentration·cos d − log(2π·I₀(concentration))
 *     score: loc concentration·sin d, concentration cos d − A        flow: loc 1, concentration −∂F/∂concentration / p
 *
 * The flow of the concentration is exact (implicit reparameterisation), to a relative 1e-12 for concentrations from 1e-2 to 1e4.
 *
 * The interval moves with loc. Where φ has period 2π, what leaves at one end enters at the other; any other φ has a term at the ends,
 * −p(loc + π)·(φ(loc + π) − φ(loc − π)) for "lr", which the score does not see: so estimators take "rp" for loc, which is right for both. Mean
 * and variance are those of the number x, not circular ones.
 *
 * @param parameters `loc` finite; `concentration` > 0 and at most 2^1022. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = vonMises({ loc: 0, concentration: 2 });
 * console.log(p.mean, p.flow(0)); // 0 { loc: 1, concentration: 0 }
 * ```
 */
export const vonMises = define({
  name: "vonMises",
  params: [["loc", "real"], ["concentration", "positive"]],
  moving: { loc: "both" },
  refuses: ({ concentration }) => (concentration <= 2 ** 1022 ? undefined : ["concentration", "a number > 0 and at most 2^1022"]), // of more, 2κ is no double
  symmetric: "loc",
  support: "interval",
  noise: "words",
  cost: { draw: 35, quantile: 420, curve: 100, mirror: 1.2, slopes: 2.6, scores: 4.8, flows: 89 },
  wider: ({ loc, concentration }, factor) => ({ loc, concentration: concentration / (factor * factor) }),
});
