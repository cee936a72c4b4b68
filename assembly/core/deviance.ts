import { Lanes } from "./lanes";

const NEAR: usize = memory.data<f64>([0.3]);
/** 2/3, 2/5, … 2/23 */
const ODD: usize = memory.data<f64>([
  0.6666666666666666, 0.4, 0.2857142857142857, 0.2222222222222222, 0.18181818181818182, 0.15384615384615385, 0.13333333333333333,
  0.11764705882352941, 0.10526315789473684, 0.09523809523809523, 0.08695652173913043,
]);

/** How much less log(1 + μ) is than μ. */
export abstract class Deviance {
  /** Of one number, −0.6 < μ < 1.5, without cancellation near 0: with s and z as below, z ≤ 0.184, s(μ − 2z(1/3 + z/5 + z²/7 + …)). */
  static between(mu: f64): f64 {
    const s = mu / (2.0 + mu), z = s * s;
    let sum = 0.0;
    for (let n = 47.0; n >= 3.0; n -= 2.0) sum = sum * z + 1.0 / n; // the next is below 2⁻⁵⁶
    return s * (mu - 2.0 * z * sum);
  }

  /**
   * Of two lanes: μ − log(1 + μ), of the logarithm too, where that is not near 0; for |μ| ≤ 0.3 without it: with s = μ/(2 + μ), z = s² ≤ 0.032,
   * it is s(μ − z(2/3 + 2z/5 + 2z²/7 + …)), whose terms left out are below 2⁻⁵⁶.
   */
  @inline static of(mu: v128, log: v128): v128 {
    const s = f64x2.div(mu, f64x2.add(mu, Lanes.both(Lanes.TWO))), z = f64x2.mul(s, s);
    let sum = Lanes.both(ODD + 80);
    for (let cell = ODD + 80; cell > ODD;) sum = Lanes.mulAdd(sum, z, Lanes.both(cell -= 8));
    const near = f64x2.mul(s, f64x2.sub(mu, f64x2.mul(z, sum)));
    return v128.bitselect(near, f64x2.sub(mu, log), f64x2.lt(f64x2.abs(mu), Lanes.both(NEAR)));
  }
}
