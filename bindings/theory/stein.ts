import { type Distribution, type Integrand, wrongValue } from "../index";
import { Density } from "./density";
import { Phi } from "./phi";
import { integrate } from "./quadrature";

export interface Stein {
  /** E[φ′] */
  readonly slope: number;
  /** −E[φ ∂x log p] */
  readonly score: number;
  /** [p φ] between the ends of the support: 0 where p vanishes there. */
  readonly ends: number;
  /** slope − score − ends: 0, but where φ jumps. */
  readonly difference: number;
  /** Bound of the errors of the integrals. */
  readonly error: number;
}

/**
 * Both sides of Stein's identity, which is integration by parts, and the case of a shift θ = x of everything else here: u = 1, of which RP and LR are
 *
 *     E[φ′] = −E[φ ∂x log p] + [p φ]
 *
 * @param p a continuous distribution of one column with quantiles, of finite density at the ends of the support.
 * @param phi φ, with a gradient; p·φ must vanish at infinity.
 * @throws TypeError, RangeError for other arguments; RangeError where φ is NaN.
 *
 * Source: Parmas and Sugiyama 2021, Eq. 8.
 *
 * @example
 * ```js
 * import { integrand, normal } from "montegrad";
 * import { stein } from "montegrad/theory";
 * const { slope, score } = stein(normal({ loc: 1, scale: 2 }), integrand("x^3"));
 * console.log(slope.toFixed(8), score.toFixed(8)); // 15.00000000 15.00000000
 * ```
 */
export function stein(p: Distribution, phi: Integrand): Stein {
  const where = "stein", density = new Density(where, p), f = new Phi(where, "phi", phi).demandGradient();
  let ends = 0;
  for (const { x, normal } of density.ends) {
    const at = Float64Array.of(x), [height] = density.value(at) as unknown as [number];
    if (height === Infinity) throw wrongValue(where, "p", "a density that is finite at the ends of its support", p.family);
    if (height > 0) ends += normal * height * (f.value(at, Float64Array.of(height))[0] as number);
  }
  const { value, error } = integrate(density, 2, (x, [left, right]) => {
    const p = density.value(x), slope = density.slope(x), values = f.value(x, p), slopes = f.gradient(x, p);
    for (let i = 0; i < x.length; i++) {
      if (p[i] === 0) continue;
      (left as Float64Array)[i] = (p[i] as number) * (slopes[i] as number);
      (right as Float64Array)[i] = -(p[i] as number) * (slope[i] as number) * (values[i] as number);
    }
  });
  const [slope, score] = value as [number, number];
  return { slope, score, ends, difference: slope - score - ends, error };
}
