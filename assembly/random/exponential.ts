import { Elementary } from "../core/elementary";
import { Lanes } from "../core/lanes";
import { Unary } from "../core/map";

/** The bits of 2²⁰, whose last place is 2⁻³²; those of 2⁻¹², whose last place is 2⁻⁶⁴, with that place set; 2²⁰ + 2⁻¹². */
const HIGH_BITS: usize = memory.data<i64>([0x4130000000000000]);
const LOW_BITS: usize = memory.data<i64>([0x3f30000000000001]);
const BOTH_BIASES: usize = memory.data<f64>([1048576.000244140625]);
const LOW_HALF: usize = memory.data<i64>([0xffffffff]);
/** 1 − 2⁻⁵³ */
const BELOW_ONE: usize = memory.data<f64>([0.99999999999999988898]);

/**
 * −log U, U = (word | 1)/2⁶⁴ rounded to an f64 below 1. So the numbers lie between 2⁻⁵³ and 64 log 2 = 44.36, and P(number > x) = e⁻ˣ
 * holds up to there: uniforms, with their 52 bits, would stop at 36.7.
 */
@unmanaged @final
export class Exponential extends Unary {
  @inline of(words: v128): v128 {
    const high = f64x2.sub(v128.or(i64x2.shr_u(words, 32), Lanes.both(HIGH_BITS)), Lanes.both(BOTH_BIASES)); // exact
    const low = v128.or(v128.and(words, Lanes.both(LOW_HALF)), Lanes.both(LOW_BITS));
    return f64x2.neg(Elementary.logPositive(f64x2.pmin(f64x2.add(high, low), Lanes.both(BELOW_ONE))));
  }
}
