import { Elementary } from "./elementary";
import { Lanes } from "./lanes";
import { Logarithm } from "./logarithm";

/** Where e^x has long become Infinity, and 0. */
const EXP_MAX: usize = memory.data<f64>([709.79]);
const EXP_MIN: usize = memory.data<f64>([-746.0]);
/** e^x of what is not beyond is a normal double. */
const EXP_COMMON: usize = memory.data<f64>([707.0]);
/** −256·1021: e^y of fewer steps of ln 2/256 may be subnormal. 2⁶⁴ as a step of the exponent. */
const SUBNORMAL_STEPS: usize = memory.data<f64>([-261376.0]);
const STEP_64: usize = memory.data<i64>([64 << 52]);

/** 2^x beyond these is Infinity, and 0. */
const EXP2_MAX: usize = memory.data<f64>([1024.0]);
const EXP2_MIN: usize = memory.data<f64>([-1080.0]);
const TABLE_ROWS: usize = memory.data<f64>([256.0]);
const TABLE_STEP: usize = memory.data<f64>([0.00390625]);
const LN2: usize = memory.data<f64>([0.6931471805599453]);

/** 1.5·2⁵² + 256·1024 − 1: the last steps whose power is finite. e^709.785 overflows in the last addition; e^−50 is nothing beside 1. */
const EXPM1_LAST: usize = memory.data<f64>([6755399441317887.0]);
const EXPM1_MAX: usize = memory.data<f64>([709.785]);
const EXPM1_MIN: usize = memory.data<f64>([-50.0]);
/** e^r = 1 + r + r²(½ + E3·r + E4·r² + E5·r³), Taylor, error 9e-21 for |r| ≤ ln 2/512, where e^x − 1 may be as small as r. */
const E3: usize = memory.data<f64>([0.16666666666666666]);
const E4: usize = memory.data<f64>([0.041666666666666664]);
const E5: usize = memory.data<f64>([0.008333333333333333]);

/**
 * The exponential function and its relatives, of all doubles: NaN for NaN, correctly subnormal, 0 and Infinity. Notation and table are
 * those of `Elementary.exp`: e^y = 2ⁿ · 2^(i/256) · e^r.
 */
export abstract class Exponential {
  /** e^x, error below 0.59 ulp, 0.8 where it is subnormal. */
  @inline static exp(x: v128): v128 {
    const y = f64x2.pmax(f64x2.pmin(x, Lanes.both(EXP_MAX)), Lanes.both(EXP_MIN)); // in this order they let NaN pass
    const t = Elementary.expSteps(y);
    return Exponential.scaled(t, Elementary.expMantissa(t, Elementary.expRest(y, t)));
  }

  /**
   * 2^x, error below 0.59 ulp, 0.8 where it is subnormal; exact for integers.
   *
   * x = (256n + i)/256 + r/ln 2, of which the second is exact: r costs one rounding.
   */
  @inline static exp2(x: v128): v128 {
    const y = f64x2.pmax(f64x2.pmin(x, Lanes.both(EXP2_MAX)), Lanes.both(EXP2_MIN));
    const t = Lanes.mulAdd(y, Lanes.both(TABLE_ROWS), Lanes.both(Lanes.ROUND));
    const rest = f64x2.sub(y, f64x2.mul(Elementary.expCount(t), Lanes.both(TABLE_STEP)));
    return Exponential.scaled(t, Elementary.expMantissa(t, f64x2.mul(rest, Lanes.both(LN2))));
  }

  /** The same, for what is rare: a call. */
  static expRare(x: v128): v128 { return Exponential.exp(x); }

  /** Is there a number of which e^x may be subnormal or no double at all? Of |x|, the bits are in order, and those of NaN are last. */
  @inline static rareIn(a: v128, b: v128): bool {
    return v128.any_true(v128.or(i64x2.gt_s(f64x2.abs(a), Lanes.both(EXP_COMMON)), i64x2.gt_s(f64x2.abs(b), Lanes.both(EXP_COMMON))));
  }

  /** e^(y + rest) for −746 ≤ y ≤ 709.79 and a rest that is small beside 1/512. */
  @inline static expSum(y: v128, rest: v128): v128 {
    const t = Elementary.expSteps(y);
    return Exponential.scaled(t, Elementary.expMantissa(t, f64x2.add(Elementary.expRest(y, t), rest)));
  }

  /** m · 2ⁿ⁻¹. What may be subnormal is first made 2⁶⁴ times as large: so it is rounded once. */
  @inline private static scaled(t: v128, m: v128): v128 {
    const up = v128.and(f64x2.lt(Elementary.expCount(t), Lanes.both(SUBNORMAL_STEPS)), Lanes.both(STEP_64));
    return f64x2.mul(f64x2.mul(m, i64x2.add(Elementary.expScale(t), up)), i64x2.sub(Lanes.both(Lanes.ONE), up));
  }

  /** e^x − 1, error below 1.1 ulp; −0 for −0. */
  @inline static expm1(x: v128): v128 {
    const y = f64x2.pmax(f64x2.pmin(x, Lanes.both(EXPM1_MAX)), Lanes.both(EXPM1_MIN));
    const t = f64x2.pmin(Elementary.expSteps(y), Lanes.both(EXPM1_LAST));
    return Exponential.signed(f64x2.add(Exponential.expm1High(y, t), Exponential.expm1Low(y, t)), x);
  }

  /**
   * e^y − 1 = high + low for −50 ≤ y ≤ 709.785, t the steps of y, where 2ⁿ · 2^(i/256) = a + b and r = rest − small:
   * (a + b)·e^r − 1 = (a − 1) + rest + ((a − 1)·r + a(e^r − 1 − r) + b − small). Of these a − 1, for ½ ≤ a ≤ 2, and rest are exact.
   */
  @inline static expm1High(y: v128, t: v128): v128 { return f64x2.add(Exponential.tableLess1(t), Elementary.expRestHigh(y, t)); }
  @inline static expm1Low(y: v128, t: v128): v128 {
    const scale = Elementary.expScale(t), a = f64x2.mul(Elementary.expHigh(t), scale);
    const less1 = Exponential.tableLess1(t), rest = Elementary.expRestHigh(y, t), small = Elementary.expRestLow(t);
    const lost = f64x2.add(f64x2.sub(less1, f64x2.add(less1, rest)), rest), r = f64x2.sub(rest, small); // |a − 1| > |rest|, or 0
    const b = f64x2.sub(f64x2.mul(Elementary.expLow(t), scale), small);
    return f64x2.add(lost, f64x2.add(Lanes.dot(less1, r, a, Exponential.square(r)), b));
  }
  /** e^y = first lane + second lane, error below 2⁻⁶⁰ of it, for |y| ≤ 690. */
  static expParts(y: f64): v128 {
    const Y = f64x2.splat(y), t = Elementary.expSteps(Y), r = Elementary.expRest(Y, t), a = Elementary.expHigh(t);
    const more = Lanes.mulAdd(a, f64x2.add(r, Exponential.square(r)), Elementary.expLow(t)), high = f64x2.add(a, more);
    return f64x2.mul(Lanes.first(high, f64x2.add(f64x2.sub(a, high), more)), Elementary.expScale(t));
  }
  /** e^r − 1 − r */
  @inline private static square(r: v128): v128 {
    const rr = f64x2.mul(r, r), low = Lanes.mulAdd(r, Lanes.both(E3), Lanes.both(Lanes.HALF));
    const high = Lanes.mulAdd(r, Lanes.both(E5), Lanes.both(E4));
    return f64x2.mul(rr, Lanes.mulAdd(rr, high, low));
  }
  /** a − 1 */
  @inline private static tableLess1(t: v128): v128 {
    return f64x2.sub(f64x2.mul(Elementary.expHigh(t), Elementary.expScale(t)), Lanes.both(Lanes.ONE));
  }

  /** log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), error below 1.6 ulp. */
  @inline static softplus(x: v128): v128 {
    return Exponential.softplusOf(x, Exponential.exp(f64x2.neg(f64x2.abs(x))));
  }
  /** The two from u = e^−|x|. */
  @inline static softplusOf(x: v128, u: v128): v128 { return f64x2.add(f64x2.pmax(x, Lanes.both(Lanes.ZERO)), Logarithm.log1pSmall(u)); }
  @inline static sigmoidOf(x: v128, u: v128): v128 {
    const one = Lanes.both(Lanes.ONE);
    return f64x2.div(v128.bitselect(u, one, f64x2.lt(x, Lanes.both(Lanes.ZERO))), f64x2.add(one, u));
  }

  /** 1/(1 + e^−x) = e^x/(1 + e^x), of which that is taken whose exponential is at most 1. Error below 2.3 ulp. */
  @inline static sigmoid(x: v128): v128 {
    return Exponential.sigmoidOf(x, Exponential.exp(f64x2.neg(f64x2.abs(x))));
  }

  /** A value with the sign of x, when it has that already or none. */
  @inline static signed(value: v128, x: v128): v128 { return v128.or(value, v128.and(x, Lanes.both(Lanes.SIGN))); }
}
