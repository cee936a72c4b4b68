import { Lanes } from "./lanes";
import { Logarithm } from "./logarithm";

/** Beyond this 1 + z² is z², and log z² is taken as 2 log z: z² might overflow. */
const FAR: usize = memory.data<f64>([1152921504606846976.0]);

/** What log p of Cauchy's distribution is made of. */
export abstract class CauchyFunction {
  /** log(1 + z²), for finite z. */
  @inline static logSquare(z: v128): v128 {
    const a = f64x2.abs(z), far = f64x2.gt(a, Lanes.both(FAR)), log = Logarithm.log1pSmall(v128.bitselect(a, f64x2.mul(a, a), far));
    return f64x2.add(log, v128.and(log, far));
  }
  /** Its derivative by x, 2z/(1 + z²)/scale = 2/(z + 1/z)/scale; where z overflows 1/`half`, half of x − loc, which does not. */
  @inline static slope(z: v128, half: v128, inverseScale: v128): v128 {
    const one = Lanes.both(Lanes.ONE), over = f64x2.eq(f64x2.abs(z), Lanes.both(Lanes.INFINITY));
    const ratio = f64x2.div(v128.bitselect(one, Lanes.both(Lanes.TWO), over), v128.bitselect(half, f64x2.add(z, f64x2.div(one, z)), over));
    return f64x2.mul(ratio, v128.bitselect(one, inverseScale, over));
  }
  /** (z² − 1)/(z² + 1), which is 1 from FAR on. */
  @inline static contrast(z: v128): v128 {
    const one = Lanes.both(Lanes.ONE), a = f64x2.pmin(f64x2.abs(z), Lanes.both(FAR));
    return f64x2.div(f64x2.mul(f64x2.sub(a, one), f64x2.add(a, one)), Lanes.mulAdd(a, a, one));
  }
}
