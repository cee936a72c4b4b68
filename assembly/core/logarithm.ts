import { Elementary } from "./elementary";
import { Lanes } from "./lanes";

/** The smallest normal double; 2⁵⁴; 54. */
const NORMAL: usize = memory.data<f64>([2.2250738585072014e-308]);
const UP: usize = memory.data<f64>([18014398509481984.0]);
const UP_STEPS: usize = memory.data<f64>([54.0]);
/** Added to bits, takes those of the normal positive doubles to the smallest integers; the largest of them. */
const ORDER: usize = memory.data<i64>([0x8000000000000000 - 0x0010000000000000]);
const LAST: usize = memory.data<i64>([0x8000000000000000 + 0x7fdfffffffffffff]);
/** 1/ln 2 */
const INVERSE_LN2: usize = memory.data<f64>([1.4426950408889634]);

/**
 * Logarithms of all doubles: −Infinity for ±0, NaN for negative numbers, Infinity for Infinity. Notation is that of
 * `Elementary.logPositive`: x = 2ᵏ(1 + f). What is not a normal positive number is rare, and has a branch of its own.
 */
export abstract class Logarithm {
  /** log x, error below 0.88 ulp. */
  @inline static log(x: v128): v128 {
    return v128.any_true(Logarithm.rare(x)) ? Logarithm.logRare(x) : Elementary.logPositive(x);
  }

  /** Whether a or b holds anything rare. */
  @inline static rareIn(a: v128, b: v128): bool { return v128.any_true(v128.or(Logarithm.rare(a), Logarithm.rare(b))); }

  /** log₂ x = k + log(1 + f)/ln 2, error below 1.8 ulp, exact for powers of two. */
  @inline static log2(x: v128): v128 {
    if (v128.any_true(Logarithm.rare(x))) return Logarithm.log2Rare(x);
    const zero = Lanes.both(Lanes.ZERO);
    return Logarithm.log2Sum(Elementary.logExponent(x), Elementary.logSum(zero, Elementary.logFraction(x), zero));
  }

  /** log(1 + x), error below 0.9 ulp; −0 for −0. 1 + x = u + lost exactly, and log(1 + x) = log u + lost/u to 2⁻¹⁰⁶. */
  @inline static log1p(x: v128): v128 {
    const u = f64x2.add(x, Lanes.both(Lanes.ONE)), result = Logarithm.log1pSmall(x);
    return v128.any_true(Logarithm.rare(u)) ? Logarithm.edges(u, result) : result;
  }

  /** log(1 + x) for −1 < x < Infinity. */
  @inline static log1pSmall(x: v128): v128 {
    const one = Lanes.both(Lanes.ONE), u = f64x2.add(x, one), back = f64x2.sub(u, one);
    const lost = f64x2.add(f64x2.sub(one, f64x2.sub(u, back)), f64x2.sub(x, back));
    const k = Elementary.logExponent(u), rest = f64x2.add(Elementary.logRest(k), f64x2.div(lost, u));
    return v128.or(Elementary.logSum(k, Elementary.logFraction(u), rest), v128.and(x, Lanes.both(Lanes.SIGN)));
  }

  /**
   * log p of a probability p, with q = 1 − p to its own accuracy: for p > ½ it is log(1 − q), and what w = 1 − q was rounded by is made
   * good, log(1 − q) = log w + (1 − w − q)/w. −Infinity at 0; at 1 it is what q makes of it. Called, not inlined: it is long.
   */
  static logProbability(p: v128, q: v128): v128 {
    const one = Lanes.both(Lanes.ONE), w = f64x2.sub(one, q), upper = f64x2.gt(p, Lanes.both(Lanes.HALF));
    const rest = f64x2.div(f64x2.sub(f64x2.sub(one, w), q), w);
    return f64x2.add(Logarithm.log(v128.bitselect(w, p, upper)), v128.and(rest, upper));
  }

  /** All ones where x is not a normal positive number. */
  @inline static rare(x: v128): v128 { return i64x2.gt_s(i64x2.add(x, Lanes.both(ORDER)), Lanes.both(LAST)); }

  /** Subnormals are made 2⁵⁴ times as large. */
  @inline static normal(x: v128): v128 {
    return v128.bitselect(f64x2.mul(x, Lanes.both(UP)), x, f64x2.lt(f64x2.abs(x), Lanes.both(NORMAL)));
  }
  /** By how many steps of the exponent. */
  @inline static steps(x: v128): v128 { return v128.and(f64x2.lt(f64x2.abs(x), Lanes.both(NORMAL)), Lanes.both(UP_STEPS)); }
  @inline private static exponent(x: v128): v128 {
    return f64x2.sub(Elementary.logExponent(Logarithm.normal(x)), Logarithm.steps(x));
  }

  /** log x for positive finite x, subnormal or not, without a branch: formulas beside each other share it. Else a meaningless number. */
  @inline static logFinite(x: v128): v128 {
    const m = Logarithm.normal(x), k = Logarithm.exponent(x);
    return Elementary.logSum(k, Elementary.logFraction(m), Elementary.logRest(k));
  }
  /** log x for every x. */
  static logRare(x: v128): v128 { return Logarithm.edges(x, Logarithm.logFinite(x)); }

  private static log2Rare(x: v128): v128 {
    const m = Logarithm.normal(x), zero = Lanes.both(Lanes.ZERO);
    const small = Elementary.logSum(zero, Elementary.logFraction(m), zero);
    return Logarithm.edges(x, Logarithm.log2Sum(Logarithm.exponent(x), small));
  }

  @inline private static log2Sum(k: v128, small: v128): v128 { return Lanes.mulAdd(small, Lanes.both(INVERSE_LN2), k); }

  /** `result`, or what the logarithm of x is by definition. */
  private static edges(x: v128, result: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO);
    const finite = v128.bitselect(result, x, f64x2.lt(x, Lanes.both(Lanes.INFINITY))); // Infinity and NaN stay
    const real = v128.bitselect(finite, Lanes.both(Lanes.NOT_A_NUMBER), f64x2.ge(x, zero));
    return v128.bitselect(Lanes.both(Lanes.MINUS_INFINITY), real, f64x2.eq(x, zero));
  }
}
