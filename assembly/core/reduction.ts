import { Lanes } from "./lanes";
import { PayneHanek } from "./payne-hanek";

/** 256/2π; 2π/256 = P0 + P1 + P2 + P3, the first three of 28 bits: their products with |k| < 2²⁵ are exact. */
const STEPS: usize = memory.data<f64>([40.74366543152521]);
const P0: usize = memory.data<f64>([0.024543692590668797]);
const P1: usize = memory.data<f64>([1.5501462201535088e-11]);
const P2: usize = memory.data<f64>([-1.9026643357134498e-20]);
const P3: usize = memory.data<f64>([-4.5949822974802e-29]);
/** Up to here four parts are enough. */
const LIMIT: f64 = 524288.0;

const STEPS_FOUND: usize = memory.data(16, 16);
const REST_FOUND: usize = memory.data(16, 16);
const LACK_FOUND: usize = memory.data(16, 16);

/**
 * The reduction of every f64: |x| = 2π·(integer + steps/256) + rest − lack, |rest| ≤ π/256, steps in the low bits of their lane.
 *
 * |x| ≤ 2¹⁹: W. J. Cody and W. Waite, Software Manual for the Elementary Functions (1980), ch. 8, in four parts. Each difference is exact
 * or loses what T. J. Dekker's Fast2Sum finds again: near a zero the minuend is smaller than k·P1 or k·P2, but then nothing is lost, since
 * both are multiples of 2⁻⁶³ or 2⁻⁹². Beyond 2¹⁹: `PayneHanek`.
 */
export abstract class Reduction {
  /** Both lanes; a rest of NaN for ±Infinity and NaN. */
  static reduce(x: v128): void {
    const y = f64x2.abs(x), t = Lanes.mulAdd(y, Lanes.both(STEPS), Lanes.both(Lanes.ROUND)), k = f64x2.sub(t, Lanes.both(Lanes.ROUND));
    const k1 = f64x2.mul(k, Lanes.both(P1)), k2 = f64x2.mul(k, Lanes.both(P2));
    const a = f64x2.sub(y, f64x2.mul(k, Lanes.both(P0))), b = f64x2.sub(a, k1), r = f64x2.sub(b, k2);
    const lost = f64x2.add(f64x2.sub(k1, f64x2.sub(a, b)), f64x2.sub(k2, f64x2.sub(b, r)));
    v128.store(STEPS_FOUND, t);
    v128.store(REST_FOUND, r);
    v128.store(LACK_FOUND, Lanes.mulAdd(k, Lanes.both(P3), lost));
    const first = f64x2.extract_lane(y, 0), second = f64x2.extract_lane(y, 1);
    if (!(first <= LIMIT)) PayneHanek.reduce(first, STEPS_FOUND, REST_FOUND, LACK_FOUND);
    if (!(second <= LIMIT)) PayneHanek.reduce(second, STEPS_FOUND + 8, REST_FOUND + 8, LACK_FOUND + 8);
  }

  /** What `reduce` found. */
  @inline static steps(): v128 { return v128.load(STEPS_FOUND); }
  @inline static rest(): v128 { return v128.load(REST_FOUND); }
  @inline static lack(): v128 { return v128.load(LACK_FOUND); }
}
