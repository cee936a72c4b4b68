import { define } from "./define";
import { NORMAL } from "../coupled/pairs";
import { hermite } from "../polynomials";

/**
 * Lognormal distribution on x > 0, z = (log x − loc)/scale:
 *
 *     log p = −z²/2 − log x − log scale − ½ log 2π
 *     score: loc z/scale, scale (z² − 1)/scale        flow: loc x, scale xz        divergence: 1, z + 1/scale
 *
 * Draws are kept between 2.2e-308 and 1.8e308.
 *
 * @param parameters `loc` finite, `scale` finite and > 0: mean and standard deviation of log x. A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = lognormal({ loc: 0.5, scale: 0.25 });
 * console.log(p.quantile(0.5), p.flow(2).loc); // 1.6487212707001282 2
 * ```
 */
export const lognormal = define({
  name: "lognormal",
  params: [["loc", "real"], ["scale", "positive"]],
  support: "positive",
  noise: "normals",
  cost: { logProb: 3.4, mirror: 24, slopes: 4.5, scores: 4.2, polynomial: 1.25 },
  coupled: NORMAL,
  orthogonal: ({ loc, scale }) => ({ ...hermite(loc, scale), log: true }),
  wider: ({ loc, scale }, factor) => ({ loc, scale: scale * factor }),
  tilts: {
    loc: { slice: "tiltedNormalSlice1", fisher: "tiltedNormalFisher1", information: ({ scale }) => 1 / (scale * scale) },
    scale: { slice: "tiltedNormalSlice2", fisher: "tiltedNormalFisher2", information: ({ scale }) => 2 / (scale * scale) },
  },
});
