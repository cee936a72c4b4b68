import { Elementary } from "./elementary";
import { ErrorFunction } from "./error-function";
import { Exponential } from "./exponential";
import { InverseTrigonometry } from "./inverse-trigonometry";
import { Lanes } from "./lanes";
import { Logarithm } from "./logarithm";
import { Trigonometry } from "./trigonometry";

/** √(π/2), √½ */
const ROOT_QUARTER_TAU: usize = memory.data<f64>([1.2533141373155003]);
const ROOT_HALF: usize = memory.data<f64>([0.7071067811865476]);

/** The functions of two lanes, of one number, as calls: where speed does not matter, this keeps the core small. */
export abstract class Scalar {
  static exp(x: f64): f64 { return f64x2.extract_lane(Exponential.exp(f64x2.splat(x)), 0); }
  static expm1(x: f64): f64 { return f64x2.extract_lane(Exponential.expm1(f64x2.splat(x)), 0); }
  static log(x: f64): f64 { return f64x2.extract_lane(Logarithm.log(f64x2.splat(x)), 0); }
  static log1p(x: f64): f64 { return f64x2.extract_lane(Logarithm.log1p(f64x2.splat(x)), 0); }
  static sin(x: f64): f64 { return f64x2.extract_lane(Trigonometry.sin(f64x2.splat(x)), 0); }
  static asin(x: f64): f64 { return f64x2.extract_lane(InverseTrigonometry.asin(f64x2.splat(x)), 0); }
  static normalQuantile(p: f64): f64 { return f64x2.extract_lane(ErrorFunction.normalQuantile(f64x2.splat(p)), 0); }
  static normalCdf(x: f64): f64 { return f64x2.extract_lane(ErrorFunction.normalCdf(f64x2.splat(x)), 0); }
  static mills(t: f64): f64 { return f64x2.extract_lane(Scalar.millsOf(f64x2.splat(t)), 0); }

  /** Mills' ratio (1 − Φ(t))/φ(t) = √(π/2)·erfcx(t/√2), of two lanes. */
  @inline static millsOf(t: v128): v128 {
    return f64x2.mul(Lanes.both(ROOT_QUARTER_TAU), ErrorFunction.erfcx(f64x2.mul(t, Lanes.both(ROOT_HALF))));
  }
  /** log x for normal positive x. */
  static logPositive(x: f64): f64 { return f64x2.extract_lane(Elementary.logPositive(f64x2.splat(x)), 0); }
}
