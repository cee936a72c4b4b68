import { define } from "./define";

/**
 * Logistic distribution, z = (x − loc)/scale:
 *
 *     log p = −|z| − 2 log(1 + e^−|z|) − log scale        F = 1/(1 + e^−z)
 *     score: loc tanh(z/2)/scale, scale (z·tanh(z/2) − 1)/scale        flow: loc 1, scale z        divergence: 0, 1/scale
 *
 * @param parameters `loc` finite, `scale` finite and > 0. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = logistic({ loc: 1, scale: 2 });
 * console.log(p.mean, p.cdf(1), p.flow(5)); // 1 0.5 { loc: 1, scale: 2 }
 * ```
 */
export const logistic = define({
  name: "logistic",
  params: [["loc", "real"], ["scale", "positive"]],
  symmetric: "loc",
  support: "real",
  noise: "uniforms",
  cost: { logProb: 6, slopes: 4.4, scores: 4.3 },
  wider: ({ loc, scale }, factor) => ({ loc, scale: scale * factor }),
  tilts: { loc: { slice: "tiltedUniformSlice", fisher: "tiltedUniformFisher", information: ({ scale }) => 1 / (3 * scale * scale) } },
});
