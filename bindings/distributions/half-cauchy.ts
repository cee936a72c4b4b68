import { define } from "./define";

/**
 * Half-Cauchy distribution on x ≥ 0, of the size of a Cauchy number; z = x/scale:
 *
 *     log p = −log(1 + z²) − log(π·scale/2)        score (z² − 1)/(z² + 1)/scale        flow z        divergence 1/scale
 *
 * Its mean and variance are infinite.
 *
 * @param parameters `scale` finite and > 0: the median. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = halfCauchy({ scale: 2 });
 * console.log(p.mean, p.cdf(2), p.flow(3).scale); // Infinity 0.5 1.5
 * ```
 */
export const halfCauchy = define({
  name: "halfCauchy",
  params: [["scale", "positive"]],
  support: "positive",
  noise: "uniforms",
  cost: { draw: 4.8, mirror: 8.8, logProb: 4.3 },
  wider: ({ scale }, factor) => ({ scale: scale * factor }),
  tilts: { scale: { slice: "tiltedHalfCauchySlice", fisher: "tiltedHalfCauchyFisher", information: ({ scale }) => 0.5 / (scale * scale) } },
});
