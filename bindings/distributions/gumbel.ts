import { define } from "./define";

/**
 * Gumbel distribution (of maxima), z = (x − loc)/scale, t = e^−z, which is standard exponential:
 *
 *     log p = −z − t − log scale        F = e^−t
 *     score: loc (1 − t)/scale, scale (z(1 − t) − 1)/scale        flow: loc 1, scale z        divergence: 0, 1/scale
 *
 * @param parameters `loc` finite, `scale` finite and > 0. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = gumbel({ loc: 1, scale: 2 });
 * console.log(p.cdf(1), p.flow(5)); // 0.36787944117144233 { loc: 1, scale: 2 }
 * ```
 */
export const gumbel = define({
  name: "gumbel",
  params: [["loc", "real"], ["scale", "positive"]],
  support: "real",
  noise: "exponentials",
  cost: { draw: 5.4, mirror: 9.7, slopes: 3, scores: 3.6 },
  wider: ({ loc, scale }, factor) => ({ loc, scale: scale * factor }),
  tilts: { loc: { slice: "tiltedExponentialSlice", fisher: "tiltedExponentialFisher", information: ({ scale }) => 1 / (scale * scale) } },
});
