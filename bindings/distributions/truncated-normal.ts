import { define } from "./define";

/**
 * Normal distribution within [low, high], z = (x − loc)/scale, α and β those of low and high, Z = Φ(β) − Φ(α):
 *
 *     log p = −z²/2 − log scale − ½ log 2π − log Z
 *     score: loc (z − E z)/scale, scale (z² − E z²)/scale, low φ(α)/(scale·Z), high −φ(β)/(scale·Z)
 *     flow: low u = (1 − F)·φ(α)/φ(z), high v = F·φ(β)/φ(z), loc 1 − u − v, scale z − αu − βv
 *
 * All of it keeps its digits wherever the interval lies, 38 deviations out and beyond, and however narrow it is. Draws by inversion. The
 * ends move with `low` and `high`: estimators take "rp" for these.
 *
 * @param parameters `loc` finite; `scale` finite and > 0; `low` < `high`, which may be −Infinity and Infinity. `loc` and `scale` are those of
 *   the normal distribution, not mean and deviation. A number is shared by all columns, an array has one for each; arrays are copied.
 * @throws TypeError if a parameter is missing, unknown or no number; RangeError if it is outside its domain, bounds cross or lengths differ.
 *
 * @example
 * ```js
 * const p = truncatedNormal({ loc: 0, scale: 1, low: 0, high: Infinity });
 * console.log(p.cdf(0), p.flow(0).low, p.flow(0).high); // 0 1 0
 * ```
 */
const FARTHEST = 1e100;
export const truncatedNormal = define({
  name: "truncatedNormal",
  params: [["loc", "real"], ["scale", "positive"], ["low", "extended"], ["high", "extended"]],
  moving: { low: "lower", high: "upper" },
  order: [["low", "<", "high"]],
  refuses: ({ loc, scale, low, high }) => {
    if (!((low - loc) / scale <= FARTHEST)) return ["low", "a number at most 1e100·scale above loc"];
    return (loc - high) / scale <= FARTHEST ? undefined : ["high", "a number at most 1e100·scale below loc"];
  },
  support: "interval",
  noise: "uniforms",
  cost: { draw: 15, quantile: 190, curve: 130, mirror: 300, logProb: 1.3, scores: 2.5, flows: 420 },
  wider: ({ loc, scale, low, high }, factor) => ({ loc, scale: scale * factor, low, high }),
});
