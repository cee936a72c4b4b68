/** ∂θE[φ] by quadrature: what estimators are compared with. */
import { product } from "./density";
import type { Motion } from "./motion";
import type { Phi } from "./phi";
import { integrate } from "./quadrature";

/** ∫ φ ∂θp dx. @internal */
export function scoreIntegral(motion: Motion, phi: Phi): { value: number; error: number } {
  const { value, error } = integrate(motion, 1, (x, [out]) => {
    const p = motion.value(x), s = motion.score(x), f = phi.value(x, p);
    for (let i = 0; i < x.length; i++) if (p[i] !== 0) (out as Float64Array)[i] = product(p[i] as number, s[i] as number) * (f[i] as number);
  });
  return { value: value[0] as number, error };
}

/** What moving ends of the support sweep over: Σ ± φ·J. @internal */
export function sweptAtEnds(motion: Motion, phi: Phi): number {
  return motion.movingEnds.reduce((sum, { x, normal, flux }) => sum + normal * flux * (phi.value(Float64Array.of(x), Float64Array.of(1))[0] as number), 0);
}

/** ∂θE[φ] = ∫ φ ∂θp dx + what moving ends sweep over. @internal */
export function gradientOf(motion: Motion, phi: Phi): { value: number; error: number } {
  const { value, error } = scoreIntegral(motion, phi);
  return { value: value + sweptAtEnds(motion, phi), error };
}
