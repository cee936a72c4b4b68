import { Exponential } from "./exponential";
import { Lanes } from "./lanes";
import { Logarithm } from "./logarithm";
import { Maps, Unary } from "./map";
import { Scalar } from "./scalar";
import { vectorExp, vectorExpm1, vectorLog1p } from "./vector/exponential";

/** The smallest and the largest normal double. */
const SMALLEST: usize = memory.data<f64>([2.2250738585072014e-308]);
const LARGEST: usize = memory.data<f64>([1.7976931348623157e308]);
/** Below, e to its power is subnormal. */
const LEAST_LOG = -708.0;
const LOG_2 = 0.69314718055994530942;
/** Below this log(1 − e^(−y)), y = e^w, is w − y/2 = w. */
const W_MIN: usize = memory.data<f64>([-40.0]);

@unmanaged @final
class Negative extends Unary {
  @inline of(x: v128): v128 { return f64x2.neg(x); }
}
@unmanaged @final
class NegativeUnit extends Unary {
  @inline of(u: v128): v128 { return v128.or(f64x2.neg(u), f64x2.lt(u, Lanes.both(Lanes.ZERO))); }
}
@unmanaged @final
class Normal extends Unary {
  @inline of(x: v128): v128 { return f64x2.pmax(f64x2.pmin(x, Lanes.both(LARGEST)), Lanes.both(SMALLEST)); }
}
@unmanaged @final
class LogExponentialCdf extends Unary {
  @inline of(y: v128): v128 { return Tails.log1mexp(y); }
}
@unmanaged @final
class LogExponentialCdfOfExp extends Unary {
  @inline of(w: v128): v128 {
    return v128.bitselect(w, Tails.log1mexp(Exponential.exp(w)), f64x2.lt(w, Lanes.both(W_MIN)));
  }
}
@unmanaged @final
class Lower extends Unary {
  @inline of(t: v128): v128 { return Tails.side(t, Lanes.both(Lanes.ZERO)); }
}
@unmanaged @final
class LogLower extends Unary {
  @inline of(t: v128): v128 { return Logarithm.logProbability(Tails.side(t, Lanes.both(Lanes.ZERO)), Tails.side(t, Lanes.both(Lanes.SIGN))); }
}

/**
 * Distribution functions by short passes over a column: what many families share is compiled once. In every pass `out` may be the argument;
 * a column holds `n` numbers and is padded to a multiple of four.
 */
export abstract class Tails {
  static negate(x: usize, out: usize, n: i32): void { Maps.unary<Negative>(x, out, n); }
  /** out = c·x */
  static scale(c: f64, x: usize, out: usize, n: i32): void {
    const v = f64x2.splat(c), size = Lanes.padded(n);
    for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f64x2.mul(v, v128.load(x + i)));
  }
  /** Positive draws are kept normal: none is 0, none infinite. */
  static normal(x: usize, n: i32): void { Maps.unary<Normal>(x, x, n); }

  /** Of the standard exponential distribution, y ≥ 0: 1 − F = e^(−y), F = 1 − e^(−y), and log F. */
  static exponentialSurvival(y: usize, out: usize, n: i32): void {
    Tails.negate(y, out, n);
    vectorExp(out, out, n);
  }
  static exponentialCdf(y: usize, out: usize, n: i32): void {
    Tails.negate(y, out, n);
    vectorExpm1(out, out, n);
    Tails.negate(out, out, n);
  }
  static exponentialLogCdf(y: usize, out: usize, n: i32): void { Maps.narrow<LogExponentialCdf>(y, out, n); }
  /** The same of y = e^w: right where e^w is 0, too. */
  static exponentialLogCdfOfExp(w: usize, out: usize, n: i32): void { Maps.narrow<LogExponentialCdfOfExp>(w, out, n); }
  /** y at which F is u: −log(1 − u); NaN outside [0, 1]. */
  static exponentialQuantile(u: usize, out: usize, n: i32): void {
    Maps.unary<NegativeUnit>(u, out, n);
    vectorLog1p(out, out, n);
    Tails.negate(out, out, n);
  }

  /** log(1 − e^(−y)), y ≥ 0. */
  static log1mexp(y: v128): v128 {
    const x = f64x2.neg(y);
    return Logarithm.logProbability(f64x2.neg(Exponential.expm1(x)), Exponential.exp(x));
  }

  /** From the smaller tail, t where that is F and −t where it is 1 − F (the sign bit says, of zeros too): F, and log F. −t gives those of 1 − F. */
  static lower(t: usize, out: usize, n: i32): void { Maps.unary<Lower>(t, out, n); }
  static logLower(t: usize, out: usize, n: i32): void { Maps.narrow<LogLower>(t, out, n); }
  /**
   * Logarithms of tails that are subnormal become log c·d^power, d = x − at on the upper `side` (1), at − x on the lower one (−1), 0 beyond; halves where
   * that overflows.
   */
  static mendLogs(x: usize, out: usize, n: i32, at: f64, logFactor: f64, side: f64, power: f64): void {
    for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
      if (!(load<f64>(out + i) < LEAST_LOG)) continue;
      const v = load<f64>(x + i), d = side * (v - at);
      store<f64>(out + i, logFactor + power * (d < Infinity ? Scalar.log(Math.max(d, 0.0)) : Scalar.log(side * (0.5 * v - 0.5 * at)) + LOG_2));
    }
  }
  /** |t| where t's sign bit is that of `sign`, else 1 − |t|. */
  @inline static side(t: v128, sign: v128): v128 {
    const a = f64x2.abs(t), other = i64x2.lt_s(v128.xor(t, sign), Lanes.both(Lanes.ZERO));
    return v128.bitselect(f64x2.sub(Lanes.both(Lanes.ONE), a), a, other);
  }
}
