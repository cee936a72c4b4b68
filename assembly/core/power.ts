import { Elementary } from "./elementary";
import { Exponential } from "./exponential";
import { Lanes } from "./lanes";
import { Logarithm } from "./logarithm";
import { Tables } from "./tables";

/** What takes the bits of the table's first interval to those of 1; the bits of 1; sign and exponent. */
const SHIFT: usize = memory.data<i64>([0x3ff0000000000000 - 0x3fe6900000000000]);
const HEAD_BITS: usize = memory.data<i64>([0xfff0000000000000]);
/** The bits of 2⁵²; 2⁵² + 1023. */
const INTEGER_BITS: usize = memory.data<i64>([0x4330000000000000]);
const INTEGER_BIAS: usize = memory.data<f64>([4503599627371519.0]);
/** Rounds to the upper 21 bits, and cuts to the upper 26. */
const ROUND_21: usize = memory.data<i64>([0x80000000]);
const TOP_21: usize = memory.data<i64>([0xffffffff00000000]);
const TOP_26: usize = memory.data<i64>([0xfffffffff8000000]);
/** ln 2 = HI + LO, HI a multiple of 2⁻⁴². */
const LN2_HI: usize = memory.data<f64>([0.6931471805598903]);
const LN2_LO: usize = memory.data<f64>([5.497923018708371e-14]);
/** log(1 + r) = r − r²/2 + r³(A3 + A4·r + … + A9·r⁶), Taylor for |r| ≤ 0.0048, error 5e-23·|r|. */
const A3: usize = memory.data<f64>([0.3333333333333333]);
const A4: usize = memory.data<f64>([-0.25]);
const A5: usize = memory.data<f64>([0.2]);
const A6: usize = memory.data<f64>([-0.16666666666666666]);
const A7: usize = memory.data<f64>([0.14285714285714285]);
const A8: usize = memory.data<f64>([-0.125]);
const A9: usize = memory.data<f64>([0.1111111111111111]);
/** The bits of 707: e^±707 is normal and finite. Larger bits are numbers beyond, Infinity and NaN. */
const PLAIN_BITS: usize = memory.data<i64>([0x4086180000000000]);
const EXP_MAX: usize = memory.data<f64>([709.79]);
const EXP_MIN: usize = memory.data<f64>([-746.0]);

/** ⅓; 2⁵² + (1023 − 1023/3 − 0.03306235651)·2²⁰; 2⁻¹⁸, the cube root of 2⁻⁵⁴. */
const THIRD: usize = memory.data<f64>([0.3333333333333333]);
const CBRT_BASE: usize = memory.data<f64>([4503600342464659.0]);
const CBRT_DOWN: usize = memory.data<f64>([0.000003814697265625]);
const TWO_52: usize = memory.data<f64>([4503599627370496.0]);
/** 1/∛(r) for r = t³/x beside 1: |1/∛r − P(r)| < 2⁻²³·⁵ for |r − 1| < 1/10 … */
const P0: usize = memory.data<f64>([1.87595182427177]);
const P1: usize = memory.data<f64>([-1.8849797954337717]);
const P2: usize = memory.data<f64>([1.6214297201053545]);
const P3: usize = memory.data<f64>([-0.758397934778766]);
const P4: usize = memory.data<f64>([0.14599619288661245]);
/** … rounds to the upper 23 bits. */
const ROUND_23: usize = memory.data<i64>([0x80000000]);
const TOP_23: usize = memory.data<i64>([0xffffffffc0000000]);

/** Powers and roots of all doubles. */
export abstract class Power {
  /** √x, correctly rounded; NaN below 0. */
  @inline static sqrt(x: v128): v128 { return f64x2.sqrt(x); }

  /**
   * x^y, error below 0.6 ulp, 0.8 where it is subnormal.
   *
   * The edges are those of IEEE 754-2019 `pow`: x^±0 = 1 and 1^y = 1 for every x and y, NaN included; (−1)^±Infinity = 1; a negative x
   * has a power if y is an integer, negative if it is odd. JavaScript's `**` differs in one thing: there 1^NaN and (±1)^±Infinity are
   * NaN.
   *
   * x^y = e^(y·log x), log x with 68 bits. The logarithm is that of `pow.c` of Arm Optimized Routines (S. Nagy, 2018; glibc
   * 2.28), in the form that needs no fused multiply-add, with a table of our own.
   */
  @inline static pow(x: v128, y: v128): v128 {
    const k = Power.exponent(x), m = Power.mantissa(x);
    const high = Power.logHigh(k, m), middle = Power.r0(m), low = Power.logLow(k, m), l = f64x2.add(high, f64x2.add(middle, low));
    const top = v128.and(l, Lanes.both(TOP_26)), rest = f64x2.add(f64x2.add(f64x2.sub(high, top), middle), low); // log x = top + rest
    const yTop = v128.and(y, Lanes.both(TOP_26)), e = f64x2.mul(yTop, top);
    const eRest = Lanes.dot(f64x2.sub(y, yTop), top, y, rest); // y·log x = e + eRest, e exact
    if (v128.any_true(v128.or(Logarithm.rare(x), i64x2.gt_s(f64x2.abs(e), Lanes.both(PLAIN_BITS))))) return Power.powRare(x, y);
    const t = Elementary.expSteps(e);
    return f64x2.mul(Elementary.expMantissa(t, f64x2.add(Elementary.expRest(e, t), eRest)), Elementary.expScale(t));
  }

  /** x = 2ᵏ·m, m in the table's intervals; k as an f64. */
  @inline private static exponent(x: v128): v128 {
    return f64x2.sub(v128.or(i64x2.shr_u(Power.shifted(x), 52), Lanes.both(INTEGER_BITS)), Lanes.both(INTEGER_BIAS));
  }
  @inline private static mantissa(x: v128): v128 {
    return i64x2.sub(x, v128.and(i64x2.sub(Power.shifted(x), Lanes.both(Lanes.ONE)), Lanes.both(HEAD_BITS)));
  }
  @inline private static shifted(x: v128): v128 { return i64x2.add(x, Lanes.both(SHIFT)); }

  /**
   * log x = k·ln 2 − log c + log(1 + r), r = c·m − 1 = r₁ + r₀ exactly, r₁ of at most 23 bits, so that r₁² is exact.
   * log x = high + r₀ + low; high = k·HI − log c + r₁ − r₁²/2, of which only the last sum is rounded; low is what was lost there and
   * all the rest.
   */
  @inline private static logHigh(k: v128, m: v128): v128 {
    const r1 = Power.r1(m);
    return f64x2.add(Power.base(k, m), f64x2.mul(f64x2.mul(r1, Lanes.both(Lanes.MINUS_HALF)), r1));
  }
  @inline private static logLow(k: v128, m: v128): v128 {
    const r1 = Power.r1(m), r0 = Power.r0(m), r = f64x2.add(r1, r0), rr = f64x2.mul(r, r);
    const base = Power.base(k, m), square = f64x2.mul(f64x2.mul(r1, Lanes.both(Lanes.MINUS_HALF)), r1);
    const lost = f64x2.add(f64x2.sub(base, f64x2.add(base, square)), square);
    const small = Lanes.mulAdd(k, Lanes.both(LN2_LO), Lanes.first(Power.tail0(m), Power.tail1(m)));
    const cross = f64x2.mul(f64x2.mul(r0, f64x2.add(r, r1)), Lanes.both(Lanes.MINUS_HALF)); // −(r² − r₁²)/2
    const p34 = Lanes.mulAdd(r, Lanes.both(A4), Lanes.both(A3)), p56 = Lanes.mulAdd(r, Lanes.both(A6), Lanes.both(A5));
    const p789 = Lanes.mulAdd(rr, Lanes.both(A9), Lanes.mulAdd(r, Lanes.both(A8), Lanes.both(A7)));
    const p = f64x2.mul(f64x2.mul(r, rr), Lanes.mulAdd(rr, Lanes.mulAdd(rr, p789, p56), p34));
    return f64x2.add(f64x2.add(lost, small), f64x2.add(cross, p));
  }
  /** k·HI − log c + r₁, exact: multiples of 2⁻⁴² below 2¹⁰. */
  @inline private static base(k: v128, m: v128): v128 {
    return f64x2.add(Lanes.mulAdd(k, Lanes.both(LN2_HI), Lanes.second(Power.head0(m), Power.head1(m))), Power.r1(m));
  }
  @inline private static r1(m: v128): v128 { return f64x2.sub(f64x2.mul(Power.top(m), Power.c(m)), Lanes.both(Lanes.ONE)); }
  @inline private static r0(m: v128): v128 { return f64x2.mul(f64x2.sub(m, Power.top(m)), Power.c(m)); }
  @inline private static top(m: v128): v128 { return v128.and(i64x2.add(m, Lanes.both(ROUND_21)), Lanes.both(TOP_21)); }
  @inline private static c(m: v128): v128 { return Lanes.first(Power.head0(m), Power.head1(m)); }
  /** A row's c and the high part of −log c, and its low part. */
  @inline private static head0(m: v128): v128 { return v128.load(Power.row0(m), Tables.LOG); }
  @inline private static head1(m: v128): v128 { return v128.load(Power.row1(m), Tables.LOG); }
  @inline private static tail0(m: v128): v128 { return v128.load(Power.row0(m) + 16, Tables.LOG); }
  @inline private static tail1(m: v128): v128 { return v128.load(Power.row1(m) + 16, Tables.LOG); }
  @inline private static row0(m: v128): usize { return (<usize>(i64x2.extract_lane(Power.shifted(m), 0) >>> 45) & 127) << 5; }
  @inline private static row1(m: v128): usize { return (<usize>(i64x2.extract_lane(Power.shifted(m), 1) >>> 45) & 127) << 5; }

  /** The same for any x and y: of |x| first, which may be subnormal, and a result that may be; then the edges, lane by lane. */
  private static powRare(x: v128, y: v128): v128 {
    const a = f64x2.abs(x), up = Logarithm.normal(a), m = Power.mantissa(up), k = f64x2.sub(Power.exponent(up), Logarithm.steps(a));
    const high = Power.logHigh(k, m), middle = Power.r0(m), low = Power.logLow(k, m), l = f64x2.add(high, f64x2.add(middle, low));
    const top = v128.and(l, Lanes.both(TOP_26)), rest = f64x2.add(f64x2.add(f64x2.sub(high, top), middle), low);
    const yTop = v128.and(y, Lanes.both(TOP_26)), e = f64x2.mul(yTop, top);
    const eRest = Lanes.dot(f64x2.sub(y, yTop), top, y, rest), z = f64x2.pmax(f64x2.pmin(e, Lanes.both(EXP_MAX)), Lanes.both(EXP_MIN));
    const p = Exponential.expSum(z, v128.and(eRest, f64x2.eq(z, e)));
    const p0 = Power.edges(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0), f64x2.extract_lane(p, 0));
    const p1 = Power.edges(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1), f64x2.extract_lane(p, 1));
    return f64x2.replace_lane(f64x2.splat(p0), 1, p1);
  }

  /** x^y from |x|^y, which is meaningless where an argument is 0, infinite or NaN. */
  private static edges(x: f64, y: f64, p: f64): f64 {
    if (y == 0.0 || x == 1.0) return 1.0;
    if (x != x || y != y) return NaN;
    const a = abs(x), integer = floor(y) == y, odd = integer && floor(0.5 * y) != 0.5 * y;
    let r = p;
    if (abs(y) == Infinity) r = a == 1.0 ? 1.0 : a > 1.0 == y > 0.0 ? Infinity : 0.0;
    else if (a == 0.0 || a == Infinity) r = a > 1.0 == y > 0.0 ? Infinity : 0.0;
    else if (x < 0.0 && !integer) r = NaN;
    return odd ? copysign(r, x) : r;
  }

  /**
   * Cube root, error below 0.67 ulp. The bits of x divided by three give it to 5 bits, a polynomial in t³/x to 23, and a step of
   * Newton's the rest: fdlibm `s_cbrt.c`, as revised by B. D. Evans and S. G. Kargl for FreeBSD.
   */
  @inline static cbrt(x: v128): v128 {
    const a = f64x2.abs(x);
    if (v128.any_true(Logarithm.rare(a))) return Power.cbrtRare(x);
    return Exponential.signed(Power.cbrtNormal(a), x);
  }

  @inline private static cbrtNormal(a: v128): v128 {
    const head = f64x2.sub(v128.or(i64x2.shr_u(a, 32), Lanes.both(INTEGER_BITS)), Lanes.both(TWO_52));
    const t = i64x2.shl(Lanes.mulAdd(head, Lanes.both(THIRD), Lanes.both(CBRT_BASE)), 32), r = f64x2.mul(f64x2.mul(t, t), f64x2.div(t, a));
    const low = Lanes.mulAdd(r, Lanes.mulAdd(r, Lanes.both(P2), Lanes.both(P1)), Lanes.both(P0));
    const high = f64x2.mul(f64x2.mul(f64x2.mul(r, r), r), Lanes.mulAdd(r, Lanes.both(P4), Lanes.both(P3)));
    const u = v128.and(i64x2.add(f64x2.mul(t, f64x2.add(low, high)), Lanes.both(ROUND_23)), Lanes.both(TOP_23));
    const q = f64x2.div(a, f64x2.mul(u, u)); // u² is exact
    return Lanes.mulAdd(u, f64x2.div(f64x2.sub(q, u), f64x2.add(f64x2.add(u, u), q)), u);
  }

  private static cbrtRare(x: v128): v128 {
    const a = f64x2.abs(x), up = Logarithm.normal(a), r = Power.cbrtNormal(up);
    const root = Exponential.signed(v128.bitselect(r, f64x2.mul(r, Lanes.both(CBRT_DOWN)), f64x2.eq(up, a)), x);
    const real = v128.and(f64x2.gt(a, Lanes.both(Lanes.ZERO)), f64x2.lt(a, Lanes.both(Lanes.INFINITY)));
    return v128.bitselect(root, x, real); // ±0, ±Infinity and NaN are their own
  }
}
