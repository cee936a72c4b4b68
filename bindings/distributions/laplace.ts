import { define } from "./define";

/**
 * Laplace distribution, z = (x − loc)/scale:
 *
 *     log p = −|z| − log 2·scale
 *     score: loc sign(z)/scale, scale (|z| − 1)/scale        flow: loc 1, scale z        divergence: 0, 1/scale
 *
 * At the kink z = 0 the score of `loc` and ∂x log p are 0.
 *
 * @param parameters `loc` finite, `scale` finite and > 0: the mean of |x − loc|. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = laplace({ loc: 1, scale: 2 });
 * console.log(p.variance, p.cdf(1), p.score(5)); // 8 0.5 { loc: 0.5, scale: 0.5 }
 * ```
 */
export const laplace = define({
  name: "laplace",
  params: [["loc", "real"], ["scale", "positive"]],
  symmetric: "loc",
  support: "real",
  noise: "uniforms",
  cost: { logProb: 0.65 },
  wider: ({ loc, scale }, factor) => ({ loc, scale: scale * factor }),
  tilts: {
    // |∂loc log p| is the same everywhere
    loc: { slice: "uniformsOfWords", fisher: "uniformsOfWords", information: ({ scale }) => 1 / (scale * scale) },
    scale: { slice: "tiltedLaplaceSlice", fisher: "tiltedLaplaceFisher", information: ({ scale }) => 1 / (scale * scale) },
  },
});
