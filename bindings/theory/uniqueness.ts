import { type Distribution, type Integrand, checkInteger } from "../index";
import { product } from "./density";
import { Motion, type ParameterOptions, checkOptions } from "./motion";
import { Phi } from "./phi";
import { integrate } from "./quadrature";

export interface UniquenessOptions extends ParameterOptions {
  /** φ to look at, instead of the one of the proof, p·defect. */
  readonly phi?: Integrand;
  /** Points of the curves to plot: 2 to 1e6, 257 if absent. */
  readonly points?: number;
}

export interface Uniqueness {
  /** E[ψ φ] − ∂θE[φ] = E[defect·φ]. With the φ of the proof ∫ (p·defect)² dx: 0 only where the defect is. */
  readonly bias: number;
  /** E[ψ φ] */
  readonly mean: number;
  /** ∂θE[φ] = E[∂θ log p φ] */
  readonly gradient: number;
  /** Bound of the errors of the integrals. */
  readonly error: number;
  /** Curves over the middle of the mass: ψ, the score, and φ. The caller's own. */
  readonly x: Float64Array;
  readonly psi: Float64Array;
  readonly score: Float64Array;
  readonly phi: Float64Array;
}

/**
 * LR is the only unbiased estimator that weighs φ alone. For any other weight ψ = ∂θ log p + defect there is a φ that sees the defect: the proof's
 * φ = p·defect, for which
 *
 *     E[ψ φ] − ∂θE[φ] = E[defect·φ] = ∫ (p·defect)² dx > 0
 *
 * Another φ may be blind to it: a constant defect is a baseline where φ has mean 0.
 *
 * @param p a continuous distribution of one column with quantiles.
 * @param defect what is added to the score, as an integrand.
 * @param options `parameter` (and `entry`) that moves no end of the support; `phi`; `points`.
 * @throws TypeError, RangeError for other arguments; RangeError where the defect or φ is NaN.
 *
 * Source: Parmas and Sugiyama 2021, Thm. 2.
 *
 * @example
 * ```js
 * import { integrand, normal } from "montegrad";
 * import { uniqueness } from "montegrad/theory";
 * const p = normal({ loc: 0, scale: 1 }), defect = integrand("x");
 * const seen = uniqueness(p, defect, { parameter: "loc" }), blind = uniqueness(p, defect, { parameter: "loc", phi: integrand("x^2") });
 * console.log(seen.bias.toFixed(6), Math.abs(blind.bias) < 1e-12); // 0.141047 true
 * ```
 */
export function uniqueness(p: Distribution, defect: Integrand, options: UniquenessOptions): Uniqueness {
  const where = "uniqueness", extra = new Phi(where, "defect", defect);
  checkOptions(where, options, ["phi", "points"]);
  const points = checkInteger(where, "points", options.points ?? 257, 2, 1e6), given = options.phi === undefined ? undefined : new Phi(where, "phi", options.phi);
  const motion = new Motion(where, p, options).demandFixedEnds();
  const witness = (x: Float64Array, p: Float64Array, defect: Float64Array): Float64Array => given?.value(x, p) ?? p.map((p, i) => product(p, defect[i] as number));
  const { value, error } = integrate(motion, 3, (x, out) => {
    const [mean, gradient, bias] = out as [Float64Array, Float64Array, Float64Array], p = motion.value(x), s = motion.score(x), defect = extra.value(x, p), phi = witness(x, p, defect);
    for (let i = 0; i < x.length; i++) {
      if (p[i] === 0) continue;
      const mass = (p[i] as number) * (phi[i] as number);
      mean[i] = mass * ((s[i] as number) + (defect[i] as number));
      gradient[i] = mass * (s[i] as number);
      bias[i] = mass * (defect[i] as number);
    }
  });
  const [mean, gradient, bias] = value as [number, number, number], x = motion.grid(points), density = motion.value(x), score = motion.score(x), added = extra.value(x, density);
  return { bias, mean, gradient, error, x, psi: score.map((s, i) => s + (added[i] as number)), score, phi: witness(x, density, added) };
}
