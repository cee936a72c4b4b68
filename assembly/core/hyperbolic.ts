import { Elementary } from "./elementary";
import { Exponential } from "./exponential";
import { Lanes } from "./lanes";

/** sinh and cosh of 710.48 are Infinity; tanh 22 rounds to 1. */
const MAX: usize = memory.data<f64>([710.48]);
const TANH_MAX: usize = memory.data<f64>([22.0]);
/** 1.5·2⁵² + 256·1025 − 1: the last K for which e^K/2 is finite. */
const LAST: usize = memory.data<f64>([6755399441318143.0]);
/** 2⁻¹ as a step of the exponent. */
const STEP_1: usize = memory.data<i64>([1 << 52]);
/** e^−k·ln 2/256 is nothing beside e^k·ln 2/256 for k = 256·40 and above. */
const FAR: usize = memory.data<f64>([10240.0]);
/** sinh r = r + r·z(S3 + S5·z), cosh r = 1 + z(½ + C4·z), z = r², Taylor errors 5e-21·|r| and 9e-21 for |r| ≤ ln 2/512. */
const S3: usize = memory.data<f64>([0.16666666666666666]);
const S5: usize = memory.data<f64>([0.008333333333333333]);
const C4: usize = memory.data<f64>([0.041666666666666664]);

/**
 * Hyperbolic functions of all doubles. |x| = K + r, K = k·ln 2/256 (`Elementary.exp`), and e^±K/2 = a + a′, b + b′ from the table:
 * nothing cancels, nothing is divided.
 */
export abstract class Hyperbolic {
  /** sinh(K + r) = sinh K + (sinh K·(cosh r − 1) + cosh K·sinh r), error below 1.9 ulp. */
  @inline static sinh(x: v128): v128 {
    const y = f64x2.pmin(f64x2.abs(x), Lanes.both(MAX)), t = Hyperbolic.steps(y), u = Hyperbolic.mirrored(t);
    const r = Elementary.expRest(y, t);
    const a = Hyperbolic.high(t), b = Hyperbolic.high(u), S = f64x2.sub(a, b), C = f64x2.add(a, b);
    const low = f64x2.sub(Hyperbolic.low(t), Hyperbolic.low(u));
    const rest = Lanes.dot(S, Hyperbolic.coshLess1(r), C, Hyperbolic.sinhSmall(r));
    return Exponential.signed(f64x2.add(S, f64x2.add(rest, low)), x);
  }

  /** cosh(K + r) = cosh K + (cosh K·(cosh r − 1) + sinh K·sinh r), error below 1.1 ulp. */
  @inline static cosh(x: v128): v128 {
    const y = f64x2.pmin(f64x2.abs(x), Lanes.both(MAX)), t = Hyperbolic.steps(y), u = Hyperbolic.mirrored(t);
    const r = Elementary.expRest(y, t);
    const a = Hyperbolic.high(t), b = Hyperbolic.high(u), S = f64x2.sub(a, b), C = f64x2.add(a, b);
    const low = f64x2.add(Hyperbolic.low(t), Hyperbolic.low(u));
    const rest = Lanes.dot(C, Hyperbolic.coshLess1(r), S, Hyperbolic.sinhSmall(r));
    return f64x2.add(C, f64x2.add(rest, low));
  }

  /** tanh x = E/(E + 2), E = e^(2x) − 1; what E and E + 2 were rounded by is made good. Error below 1.3 ulp. */
  @inline static tanh(x: v128): v128 {
    const y = f64x2.pmin(f64x2.abs(x), Lanes.both(TANH_MAX)), yy = f64x2.add(y, y), t = Elementary.expSteps(yy), two = Lanes.both(Lanes.TWO);
    const high = Exponential.expm1High(yy, t), low = Exponential.expm1Low(yy, t);
    const E = f64x2.add(high, low), e = f64x2.add(f64x2.sub(high, E), low), D = f64x2.add(E, two);
    const d = f64x2.add(f64x2.add(f64x2.sub(f64x2.pmax(E, two), D), f64x2.pmin(E, two)), e), q = f64x2.div(E, D);
    return Exponential.signed(f64x2.add(q, f64x2.div(f64x2.sub(e, f64x2.mul(q, d)), D)), x);
  }

  @inline private static steps(y: v128): v128 { return f64x2.pmin(Elementary.expSteps(y), Lanes.both(LAST)); }
  /** −k for k; not below −FAR. */
  @inline private static mirrored(t: v128): v128 {
    return f64x2.sub(Lanes.both(Lanes.ROUND), f64x2.pmin(Elementary.expCount(t), Lanes.both(FAR)));
  }
  /** e^K/2 = high + low */
  @inline private static high(t: v128): v128 { return f64x2.mul(Elementary.expHigh(t), Hyperbolic.scale(t)); }
  @inline private static low(t: v128): v128 { return f64x2.mul(Elementary.expLow(t), Hyperbolic.scale(t)); }
  @inline private static scale(t: v128): v128 { return i64x2.sub(Elementary.expScale(t), Lanes.both(STEP_1)); }

  @inline private static sinhSmall(r: v128): v128 {
    const z = f64x2.mul(r, r);
    return Lanes.mulAdd(f64x2.mul(r, z), Lanes.mulAdd(z, Lanes.both(S5), Lanes.both(S3)), r);
  }
  @inline private static coshLess1(r: v128): v128 {
    const z = f64x2.mul(r, r);
    return f64x2.mul(z, Lanes.mulAdd(z, Lanes.both(C4), Lanes.both(Lanes.HALF)));
  }
}
