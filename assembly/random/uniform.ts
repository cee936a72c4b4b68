import { Lanes } from "../core/lanes";
import { Unary } from "../core/map";

/** 1 − 2⁻⁵³ */
const BELOW_ONE: usize = memory.data<f64>([0.99999999999999988898]);

/** Midpoints of 2⁵² equal parts of (0, 1), from the high 52 bits of each word: never 0, never 1, and 1 − u is one of them too. */
@unmanaged @final
export class Uniform extends Unary {
  @inline of(words: v128): v128 {
    return f64x2.sub(v128.or(i64x2.shr_u(words, 12), Lanes.both(Lanes.ONE)), Lanes.both(BELOW_ONE));
  }
}
