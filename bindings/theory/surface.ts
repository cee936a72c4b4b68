import { type Distribution, type Integrand, checkInteger } from "../index";
import { product } from "./density";
import { scoreIntegral, sweptAtEnds } from "./expectation";
import { Motion, type ParameterOptions, checkOptions } from "./motion";
import { Phi } from "./phi";
import { integrate } from "./quadrature";

export interface SurfaceOptions extends ParameterOptions {
  /** Points of the curves to plot: 2 to 1e6, 257 if absent. */
  readonly points?: number;
}

export interface Surface {
  /** ∫_V ∇φ·v dx dh = ∫ p u φ′ dx: RP. */
  readonly volume: number;
  /** ∫ φ v·dS over the roof h = p(x). */
  readonly roof: number;
  /** The same over the walls at the ends of the support: 0 unless θ moves them. (Through the floor h = 0 nothing flows.) */
  readonly walls: number;
  /** roof + walls */
  readonly surface: number;
  /** volume − surface: 0 by the divergence theorem, but where φ jumps. */
  readonly difference: number;
  /** ∫ φ ∂θp dx: LR, which the roof is. */
  readonly lr: number;
  /** Bound of the errors of these integrals. */
  readonly error: number;
  /** Curves over the middle of the mass: the roof h = p(x), and the flux φ v·dS/dx through it. The caller's own. */
  readonly x: Float64Array;
  readonly h: Float64Array;
  readonly flux: Float64Array;
}

/**
 * RP and LR as the two sides of the divergence theorem. In the space under the density, of points (x, h) with 0 < h < p(x), mass moves with
 * the velocity v = (u, u_h), u_h = h·(∂θ log p + u ∂x log p), which is incompressible. So
 *
 *     ∫_V ∇φ·v dV = ∫_S φ v·dS        left: ∫ p u φ′ dx, RP        right: through the roof, ∫ φ (u_h − u ∂x p) dx = ∫ φ ∂θp dx, LR
 *
 * The flux through the roof is computed from v and the normal (−∂x p, 1), not from the right-hand side.
 *
 * @param p a continuous distribution of one column with quantiles.
 * @param phi φ, with a gradient; p·u·φ must vanish at infinity.
 * @param options `parameter` (and `entry`); `points` of the curves.
 * @throws TypeError, RangeError for other arguments; RangeError where φ is NaN.
 *
 * Source: Parmas and Sugiyama 2021, Eqs. 13–18.
 *
 * @example
 * ```js
 * import { integrand, normal } from "montegrad";
 * import { surface } from "montegrad/theory";
 * const { volume, roof, walls } = surface(normal({ loc: 0, scale: 2 }), integrand("x^2"), { parameter: "scale" });
 * console.log(volume.toFixed(10), roof.toFixed(10), walls); // 4.0000000000 4.0000000000 0
 * ```
 */
export function surface(p: Distribution, phi: Integrand, options: SurfaceOptions): Surface {
  const where = "surface", f = new Phi(where, "phi", phi).demandGradient();
  checkOptions(where, options, ["points"]);
  const points = checkInteger(where, "points", options.points ?? 257, 2, 1e6), motion = new Motion(where, p, options);
  const { value, error } = integrate(motion, 2, (x, [volume, roof]) => {
    const p = motion.value(x), u = motion.flow(x), slopes = f.gradient(x, p), through = roofFlux(motion, f, x, p);
    for (let i = 0; i < x.length; i++) {
      if (p[i] === 0) continue;
      (volume as Float64Array)[i] = product(p[i] as number, u[i] as number) * (slopes[i] as number);
      (roof as Float64Array)[i] = through[i] as number;
    }
  });
  const [volume, roof] = value as [number, number], walls = sweptAtEnds(motion, f), lr = scoreIntegral(motion, f), x = motion.grid(points), h = motion.value(x);
  return { volume, roof, walls, surface: roof + walls, difference: volume - (roof + walls), lr: lr.value, error: Math.max(error, lr.error), x, h, flux: roofFlux(motion, f, x, h) };
}

/** φ v·dS/dx at h = p, where dS = (−∂x p, 1) dx. */
function roofFlux(motion: Motion, phi: Phi, x: Float64Array, p: Float64Array): Float64Array {
  const u = motion.flow(x), s = motion.score(x), slope = motion.slope(x), f = phi.value(x, p);
  return x.map((_, i) => {
    const h = p[i] as number, across = u[i] as number, up = h * ((s[i] as number) + across * (slope[i] as number));
    return h === 0 ? 0 : (f[i] as number) * (up - across * h * (slope[i] as number));
  });
}
