import { define } from "./define";

/**
 * Cauchy distribution, z = (x − loc)/scale:
 *
 *     log p = −log(1 + z²) − log π·scale        F = ½ + atan(z)/π
 *     score: loc 2z/(1 + z²)/scale, scale (z² − 1)/(z² + 1)/scale        flow: loc 1, scale z        divergence: 0, 1/scale
 *
 * It has neither mean nor variance: both are NaN.
 *
 * @param parameters `loc` finite, `scale` finite and > 0: half the distance of the quartiles. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = cauchy({ loc: 1, scale: 2 });
 * console.log(p.mean, p.cdf(3), p.score(3)); // NaN 0.75 { loc: 0.5, scale: 0 }
 * ```
 */
export const cauchy = define({
  name: "cauchy",
  params: [["loc", "real"], ["scale", "positive"]],
  symmetric: "loc",
  support: "real",
  noise: "uniforms",
  cost: { logProb: 4.3, scores: 1.8 },
  wider: ({ loc, scale }, factor) => ({ loc, scale: scale * factor }),
  tilts: {
    loc: { slice: "tiltedSineSlice", fisher: "tiltedSineFisher", information: ({ scale }) => 0.5 / (scale * scale) },
    scale: { slice: "tiltedCosineSlice", fisher: "tiltedCosineFisher", information: ({ scale }) => 0.5 / (scale * scale) },
  },
});
