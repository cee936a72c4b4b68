import { type Distribution, type Integrand, checkInteger } from "../index";
import { Motion, type ParameterOptions, checkOptions } from "./motion";
import { Phi } from "./phi";

export interface HeightsOptions extends ParameterOptions {
  /** Points are count × count: 1 to 1000, 16 if absent. */
  readonly count?: number;
}

/** Arrays of count² numbers, those of one x together. The caller's own. */
export interface Heights {
  /** The points: x = F⁻¹(v), h = ε·p(x), v and ε the middles of `count` equal steps. They fill the space under p evenly. */
  readonly x: Float64Array;
  readonly h: Float64Array;
  /** Their velocities: ∂θx = u and ∂θh = h·(∂θ log p + u ∂x log p). */
  readonly dx: Float64Array;
  readonly dh: Float64Array;
  /** ∇φ·(∂θx, ∂θh), whose second part is 0: what RP averages. */
  readonly terms: Float64Array;
  /** The factor of φ in the integral over the roof above x, by mass: (u_h − u ∂x p)/p at h = p. */
  readonly weight: Float64Array;
  /** ∂θ log p at x: that factor in LR. */
  readonly score: Float64Array;
  /** max |weight − score|, by the largest of the numbers of which they are sums: rounding. */
  readonly difference: number;
  /** Means of `terms` and of φ·weight: RP, and what the height was meant to bring, which is LR. */
  readonly volume: number;
  readonly surface: number;
}

/**
 * Case study 1: a reparameterisation of x and of a height h = ε·p(x; θ), ε uniform. The expectation of ∇φ·(∂θx, ∂θh) is RP; the divergence theorem
 * makes of it an integral of φ over the roof h = p(x), which looks like a new estimator. Being unbiased and a product with φ alone it must be LR
 * (`uniqueness`), and its factor of φ, computed here from the velocities and the normal of the roof, is indeed the score.
 *
 * @param p a continuous distribution of one column with quantiles.
 * @param phi φ, with a gradient.
 * @param options `parameter` (and `entry`) that moves no end of the support; `count`.
 * @throws TypeError, RangeError for other arguments; RangeError where φ is NaN.
 *
 * Source: Parmas and Sugiyama 2021, Sec. 5, Case study 1; Eqs. 16 and 17.
 *
 * @example
 * ```js
 * import { integrand, normal } from "montegrad";
 * import { heights } from "montegrad/theory";
 * const { x, difference } = heights(normal({ loc: 0, scale: 1 }), integrand("cos(x)"), { parameter: "scale" });
 * console.log(x.length, difference < 1e-14); // 256 true
 * ```
 */
export function heights(p: Distribution, phi: Integrand, options: HeightsOptions): Heights {
  const where = "heights", f = new Phi(where, "phi", phi).demandGradient();
  checkOptions(where, options, ["count"]);
  const count = checkInteger(where, "count", options.count ?? 16, 1, 1000);
  const motion = new Motion(where, p, options).demandFixedEnds(), middles = motion.middles(count);
  const x = Float64Array.from({ length: count * count }, (_, i) => middles[Math.floor(i / count)] as number);
  const density = motion.value(x), dx = motion.flow(x), score = motion.score(x), slope = motion.slope(x), values = f.value(x, density), slopes = f.gradient(x, density);
  const h = density.map((p, i) => (p * ((i % count) + 0.5)) / count);
  const rise = (i: number): number => (score[i] as number) + (dx[i] as number) * (slope[i] as number);
  const weight = x.map((_, i) => ((density[i] as number) * rise(i) - (dx[i] as number) * (density[i] as number) * (slope[i] as number)) / (density[i] as number));
  const terms = x.map((_, i) => (slopes[i] as number) * (dx[i] as number));
  const most = (term: (i: number) => number): number => x.reduce((largest, _, i) => Math.max(largest, Math.abs(term(i))), 0);
  const mean = (term: (i: number) => number): number => x.reduce((sum, _, i) => sum + term(i), 0) / x.length;
  return {
    x, h, dx, dh: h.map((h, i) => h * rise(i)), terms, weight, score,
    difference: most((i) => (weight[i] as number) - (score[i] as number)) / Math.max(most((i) => score[i] as number), most((i) => (dx[i] as number) * (slope[i] as number))),
    volume: mean((i) => terms[i] as number),
    surface: mean((i) => (values[i] as number) * (weight[i] as number)),
  };
}
