import { define } from "./define";
import { NORMAL } from "../coupled/pairs";

/**
 * Half-normal distribution on x ≥ 0, of the size of a normal number; z = x/scale:
 *
 *     log p = −z²/2 − log scale − ½ log(π/2)        score (z² − 1)/scale        flow z        divergence 1/scale
 *
 * @param parameters `scale` finite and > 0: the root of the mean of x². A number is shared by all columns, an array has one for each; arrays are
 *   copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain or lengths differ.
 *
 * @example
 * ```js
 * const p = halfNormal({ scale: 2 });
 * console.log(p.mean, p.flow(3).scale); // 1.5957691216057308 1.5
 * ```
 */
export const halfNormal = define({
  name: "halfNormal",
  params: [["scale", "positive"]],
  support: "positive",
  folded: true,
  noise: "normals",
  cost: { draw: 2, quantile: 12, mirror: 20, logProb: 0.6, slopes: 0.4 },
  coupled: { scale: NORMAL.scale },
  wider: ({ scale }, factor) => ({ scale: scale * factor }),
  tilts: { scale: { slice: "tiltedNormalSlice2", fisher: "tiltedNormalFisher2", information: ({ scale }) => 2 / (scale * scale) } },
});
