import { define } from "./define";
import { NORMAL } from "../coupled/pairs";
import { hermite } from "../polynomials";

/**
 * Normal distribution, z = (x − loc)/scale:
 *
 *     log p = −z²/2 − log scale − ½ log 2π
 *     score: loc z/scale, scale (z² − 1)/scale        flow: loc 1, scale z        divergence: 0, 1/scale
 *
 * @param parameters `loc` finite; `scale` finite and > 0 (the standard deviation). A number is shared by all columns, an array has one
 *   for each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = normal({ loc: [0.5, -1], scale: 2 }); // two columns, one shared scale
 * console.log(p.columns, p.logProb([0.5, -1])); // 2 Float64Array(1) [ -3.2241714275292 ]
 * ```
 */
export const normal = define({
  name: "normal",
  params: [["loc", "real"], ["scale", "positive"]],
  symmetric: "loc",
  support: "real",
  noise: "normals",
  cost: { draw: 2.2, logProb: 0.55, slopes: 0.5, scores: 0.85 },
  coupled: NORMAL,
  orthogonal: ({ loc, scale }) => hermite(loc, scale),
  wider: ({ loc, scale }, factor) => ({ loc, scale: scale * factor }),
  tilts: {
    loc: { slice: "tiltedNormalSlice1", fisher: "tiltedNormalFisher1", information: ({ scale }) => 1 / (scale * scale) },
    scale: { slice: "tiltedNormalSlice2", fisher: "tiltedNormalFisher2", information: ({ scale }) => 2 / (scale * scale) },
  },
});
