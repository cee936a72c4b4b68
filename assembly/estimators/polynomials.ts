import { Lanes } from "../core/lanes";

/**
 * Orthonormal polynomials p₁ … p_degree of a column x, columns `stride` bytes apart, from the three-term recurrence of the monic ones,
 * P_(k+1) = (z − a_k)·P_k − b_k·P_(k−1), z = (x − centre)/unit. With r_k = √b_k and p_k = P_k/(r₁…r_k) it is
 *
 *     p_(k+1) = ((z − a_k)·p_k − r_k·p_(k−1))/r_(k+1)
 *
 * so that no large or small product of b's arises, and sizes stay those of numbers with variance 1. Forward it is stable wherever p has
 * mass: W. Gautschi, "Orthogonal Polynomials: Computation and Approximation" (2004), Sec. 1.3. The record `c` is centre, unit, and for each
 * k from 0 on a_k, r_k, 1/r_(k+1); r₀ = 0. `out` must not be x.
 */
export function orthonormal(x: usize, out: usize, stride: usize, degree: i32, n: i32, c: usize): void {
  const size = Lanes.padded(n), steps = c + 16, end = steps + <usize>degree * 24;
  for (let i: usize = 0; i < size; i += 32) {
    const centre = Lanes.both(c), unit = Lanes.both(c + 8);
    const z0 = f64x2.div(f64x2.sub(v128.load(x + i), centre), unit), z1 = f64x2.div(f64x2.sub(v128.load(x + i, 16), centre), unit);
    let p0 = Lanes.both(Lanes.ONE), p1 = p0, before0 = Lanes.both(Lanes.ZERO), before1 = before0, to = out + i;
    for (let step = steps; step < end; step += 24, to += stride) {
      const a = Lanes.both(step), r = Lanes.both(step + 8), inverse = Lanes.both(step + 16);
      const next0 = f64x2.mul(f64x2.sub(f64x2.mul(f64x2.sub(z0, a), p0), f64x2.mul(r, before0)), inverse);
      const next1 = f64x2.mul(f64x2.sub(f64x2.mul(f64x2.sub(z1, a), p1), f64x2.mul(r, before1)), inverse);
      before0 = p0;
      before1 = p1;
      p0 = next0;
      p1 = next1;
      v128.store(to, p0);
      v128.store(to, p1, 16);
    }
  }
}
