import { Elementary } from "./elementary";
import { ErrorTable } from "./error-table";
import { Lanes } from "./lanes";

const MINUS_TWO: usize = memory.data<f64>([-2.0]);
/** All but the last 27 bits: what is left of a number has a square without rounding. */
const TOP_BITS: usize = memory.data<i64>([-1 << 27]);

/** Steps of the rows of ErrorTable, and their constants: 1/c for t of Φ, for t of erf, and for r. */
const MILLS_STEPS: usize = memory.data<f64>([16.0]);
const MILLS_UNIT: usize = memory.data<f64>([0.25]);
const MILLS_UNIT_ERF: usize = memory.data<f64>([0.35355339059327376]);
const QUANTILE_STEPS: usize = memory.data<f64>([64.0]);
const QUANTILE_UNIT: usize = memory.data<f64>([0.25]);
/** By which y², y = 4/(4 + r), roughly gives what r·B(y) changes by with r²: (r·B)′/2r. Within 10 % for 2 < r < 10. */
const QUANTILE_SLOPE: usize = memory.data<f64>([0.65]);
/** A number that 0 times it is 0. */
const HUGE: usize = memory.data<f64>([1e300]);
/** Rows above this give Mills' ratio itself. */
const MILLS_OUTER: usize = memory.data<f64>([1.5]);

/** Beyond these e^(−t²), e^(−t²/2) are 0 and e^(t²) is Infinity; the bounds keep `gaussian` within what it can scale. */
const ERF_MAX: usize = memory.data<f64>([28.0]);
const NORMAL_MAX: usize = memory.data<f64>([39.0]);
/** Where `gaussian` begins to scale: by 2¹²⁸, 128·256 steps of the exponential. */
const DEEP: usize = memory.data<f64>([25.0]);
const STEPS_UP: usize = memory.data<i64>([128 << 8]);
const STEPS_DOWN: usize = memory.data<i64>([-128 << 8]);
const SCALE_UP: usize = memory.data<f64>([340282366920938463463374607431768211456.0]);
const SCALE_DOWN: usize = memory.data<f64>([2.938735877055719e-39]);

/** Where p is scaled by 2⁶⁴, and 64·ln 2, which its logarithm is then too large by. */
const TINY: usize = memory.data<f64>([1e-300]);
const TINY_SCALE: usize = memory.data<f64>([18446744073709551616.0]);
const TINY_LOG: usize = memory.data<f64>([44.3614195558365]);

/**
 * The error function, the normal distribution function and their relatives, two lanes at once, for every f64. The errors named below are
 * the largest found by test/accuracy; results below 2⁻¹⁰²² are as near in steps of 2⁻¹⁰⁷⁴.
 *
 * All but the quantile rest on Mills' ratio, with Q(t) = 1 − Φ(t), t ≥ 0,
 *
 *     Q(t)·e^(t²/2) = ½ erfcx(t/√2) = P(u),   u = 4/(4 + t),
 *
 * where P, smooth on 0 ≤ u ≤ 1, is a polynomial on each of 17 segments. The change of variable is M. M. Shepherd's and J. G. Laframboise's,
 * "Chebyshev approximation of (1 + 2x)exp(x²)erfc x in 0 ≤ x < ∞", Math. Comp. 36 (1981) 249–253. The factor e^(−t²/2) takes t² in two
 * parts: rounding t² alone would cost t²/4 ulp.
 */
export abstract class ErrorFunction {
  /** erf x = 2/√π ∫₀ˣ e^(−s²) ds, odd. */
  @inline static erf(x: v128): v128 {
    const t = f64x2.abs(x), z = f64x2.mul(t, t);
    const inner = f64x2.mul(x, ErrorFunction.row(ErrorTable.ERF, ErrorTable.ERF, z));
    const outer = f64x2.sub(Lanes.both(Lanes.ONE), ErrorFunction.erfcTail(f64x2.pmin(t, Lanes.both(ERF_MAX))));
    const signed = v128.or(outer, v128.and(x, Lanes.both(Lanes.SIGN)));
    return v128.bitselect(inner, signed, f64x2.lt(t, Lanes.both(Lanes.HALF)));
  }

  /** erfc x = 1 − erf x */
  @inline static erfc(x: v128): v128 {
    const tail = ErrorFunction.erfcTail(f64x2.pmin(f64x2.abs(x), Lanes.both(ERF_MAX)));
    return v128.bitselect(f64x2.sub(Lanes.both(Lanes.TWO), tail), tail, f64x2.lt(x, Lanes.both(Lanes.ZERO)));
  }

  /** erfcx x = e^(x²)·erfc x; for x < 0 that is 2e^(x²) − erfcx(−x). */
  @inline static erfcx(x: v128): v128 {
    const t = f64x2.abs(x), g = ErrorFunction.mills(t, MILLS_UNIT_ERF), right = f64x2.add(g, g);
    const two = Lanes.both(Lanes.TWO), growth = ErrorFunction.gaussian(f64x2.pmin(t, Lanes.both(ERF_MAX)), two, Lanes.ONE, STEPS_DOWN, SCALE_UP);
    return v128.bitselect(f64x2.sub(growth, right), right, f64x2.lt(x, Lanes.both(Lanes.ZERO)));
  }

  /** Φ(x) = ½ erfc(−x/√2) */
  @inline static normalCdf(x: v128): v128 {
    const q = ErrorFunction.normalTail(f64x2.abs(x));
    return v128.bitselect(q, f64x2.sub(Lanes.both(Lanes.ONE), q), f64x2.lt(x, Lanes.both(Lanes.ZERO)));
  }

  /**
   * log Φ(x); for x < 0 it is −t²/2 + log(Q(t)·e^(t²/2)), else log(1 − q): with w = 1 − q rounded, log w + (1 − q − w)/w, and 1/w ≈ 1 + q
   * serves, because the second term is less than 2⁻⁵⁴. One logarithm for both. At Infinity it is −0, as log1p(−0).
   */
  @inline static normalLogCdf(x: v128): v128 {
    const t = f64x2.abs(x), g = ErrorFunction.mills(t, MILLS_UNIT), left = f64x2.lt(x, Lanes.both(Lanes.ZERO));
    const q = ErrorFunction.gaussian(f64x2.pmin(t, Lanes.both(NORMAL_MAX)), g, Lanes.MINUS_HALF, STEPS_UP, SCALE_DOWN);
    const w = f64x2.sub(Lanes.both(Lanes.ONE), q);
    const rest = f64x2.sub(f64x2.sub(Lanes.both(Lanes.ONE), w), q);
    const more = v128.bitselect(f64x2.mul(f64x2.mul(t, Lanes.both(Lanes.MINUS_HALF)), t), Lanes.mulAdd(rest, q, rest), left);
    return v128.or(f64x2.add(Elementary.logPositive(v128.bitselect(g, w, left)), more), Lanes.both(Lanes.SIGN));
  }

  /** Φ⁻¹(p): −Infinity at 0, Infinity at 1, NaN outside. For p > ½ both p − ½ and 1 − p are exact. */
  @inline static normalQuantile(p: v128): v128 {
    return ErrorFunction.quantile(f64x2.sub(p, Lanes.both(Lanes.HALF)), f64x2.pmin(f64x2.sub(Lanes.both(Lanes.ONE), p), p));
  }

  /**
   * Φ⁻¹(½ + q), where the smaller of ½ ± q is `small`: q·A(q²) for |q| ≤ ¼; else ∓r·B(4/(4 + r)), r = √(−2 log small). A and B are
   * polynomials on the segments of one table. What the root's rounding loses, rr − r², is known exactly, and its share of the result is
   * added at the end. Called, not inlined: it is long.
   */
  static quantile(q: v128, small: v128): v128 {
    const tiny = f64x2.lt(small, Lanes.both(TINY));
    const normal = v128.bitselect(f64x2.mul(small, Lanes.both(TINY_SCALE)), small, tiny);
    const log = f64x2.sub(Elementary.logPositive(normal), v128.and(tiny, Lanes.both(TINY_LOG)));
    const rr = f64x2.mul(log, Lanes.both(MINUS_TWO)), r = f64x2.sqrt(rr), top = v128.and(r, Lanes.both(TOP_BITS));
    const lost = f64x2.sub(f64x2.sub(rr, f64x2.mul(top, top)), f64x2.mul(f64x2.sub(r, top), f64x2.add(r, top))); // rr − r²
    const inner = f64x2.le(f64x2.abs(q), Lanes.both(Lanes.QUARTER));
    const rho = f64x2.mul(r, Lanes.both(QUANTILE_UNIT)), one = Lanes.both(Lanes.ONE), y = f64x2.div(one, f64x2.add(one, rho));
    const z = f64x2.mul(q, q), steps = Lanes.both(QUANTILE_STEPS);
    const index = Lanes.mulAdd(v128.bitselect(z, y, inner), steps, Lanes.both(Lanes.ROUND)), k = f64x2.sub(index, Lanes.both(Lanes.ROUND));
    const s = v128.bitselect(f64x2.sub(f64x2.mul(z, steps), k), ErrorFunction.local(rho, y, k, steps), inner);
    const row0 = ErrorFunction.address(ErrorTable.QUANTILE, i64x2.extract_lane(index, 0), 63);
    const row1 = ErrorFunction.address(ErrorTable.QUANTILE, i64x2.extract_lane(index, 1), 63);
    const g = ErrorFunction.row(row0, row1, s), repair = f64x2.mul(lost, f64x2.mul(f64x2.mul(y, y), Lanes.both(QUANTILE_SLOPE)));
    const tail = v128.or(Lanes.mulAdd(r, g, repair), v128.and(q, Lanes.both(Lanes.SIGN)));
    const x = v128.bitselect(f64x2.mul(q, g), tail, inner);
    const end = v128.or(v128.and(q, Lanes.both(Lanes.SIGN)), Lanes.both(Lanes.INFINITY));
    const zero = f64x2.eq(small, Lanes.both(Lanes.ZERO)), inside = f64x2.ge(small, Lanes.both(Lanes.ZERO));
    return v128.bitselect(v128.bitselect(end, x, zero), Lanes.both(Lanes.NOT_A_NUMBER), inside);
  }

  /** Q(t), t ≥ 0. */
  @inline static normalTail(t: v128): v128 {
    const bounded = f64x2.pmin(t, Lanes.both(NORMAL_MAX));
    return ErrorFunction.gaussian(bounded, ErrorFunction.mills(bounded, MILLS_UNIT), Lanes.MINUS_HALF, STEPS_UP, SCALE_DOWN);
  }

  /** erfc t for 0 ≤ t ≤ 28. */
  @inline private static erfcTail(t: v128): v128 {
    const g = ErrorFunction.mills(t, MILLS_UNIT_ERF);
    return ErrorFunction.gaussian(t, f64x2.add(g, g), Lanes.MINUS_ONE, STEPS_UP, SCALE_DOWN);
  }

  /** Q(t)·e^(t²/2) for t ≥ 0, with unit = ¼; that of √2·t with unit = √2/4. */
  @inline private static mills(t: v128, unit: usize): v128 {
    const one = Lanes.both(Lanes.ONE), tau = f64x2.mul(t, Lanes.both(unit)), u = f64x2.div(one, f64x2.add(one, tau));
    const steps = Lanes.both(MILLS_STEPS), index = Lanes.mulAdd(u, steps, Lanes.both(Lanes.ROUND)), k = f64x2.sub(index, Lanes.both(Lanes.ROUND));
    const row0 = ErrorFunction.address(ErrorTable.MILLS, i64x2.extract_lane(index, 0), 31);
    const row1 = ErrorFunction.address(ErrorTable.MILLS, i64x2.extract_lane(index, 1), 31);
    const g = ErrorFunction.row(row0, row1, ErrorFunction.local(tau, u, k, steps));
    return v128.bitselect(g, f64x2.mul(g, u), f64x2.gt(k, Lanes.both(MILLS_OUTER)));
  }

  /** s = steps·u − k for u = 1/(1 + tau), as (steps − k(1 + tau))·u: so the rounding of u does no harm. The bound is for tau = Infinity. */
  @inline static local(tau: v128, u: v128, k: v128, steps: v128): v128 {
    return f64x2.mul(f64x2.sub(f64x2.sub(steps, k), f64x2.mul(k, f64x2.pmin(tau, Lanes.both(HUGE)))), u);
  }

  /** Row k of ten f64; NaN, whose bits say nothing, stays near the table. */
  @inline static address(table: usize, k: i64, mask: usize): usize { return (<usize>k & mask) * 80 + table; }

  /** c₀ + c₁s + … + c₉s⁹, the coefficients of each lane from its own row. */
  @inline static row(row0: usize, row1: usize, s: v128): v128 {
    const a0 = v128.load(row0), a1 = v128.load(row0, 16), a2 = v128.load(row0, 32), a3 = v128.load(row0, 48), a4 = v128.load(row0, 64);
    const b0 = v128.load(row1), b1 = v128.load(row1, 16), b2 = v128.load(row1, 32), b3 = v128.load(row1, 48), b4 = v128.load(row1, 64);
    const ss = f64x2.mul(s, s), s4 = f64x2.mul(ss, ss), c23 = Lanes.mulAdd(s, Lanes.second(a1, b1), Lanes.first(a1, b1));
    const c45 = Lanes.mulAdd(s, Lanes.second(a2, b2), Lanes.first(a2, b2)), c67 = Lanes.mulAdd(s, Lanes.second(a3, b3), Lanes.first(a3, b3));
    const c89 = Lanes.mulAdd(s, Lanes.second(a4, b4), Lanes.first(a4, b4));
    const high = Lanes.mulAdd(s4, c89, Lanes.mulAdd(ss, c67, c45)), rest = Lanes.mulAdd(s4, high, f64x2.mul(ss, c23));
    return f64x2.add(Lanes.first(a0, b0), Lanes.mulAdd(s, Lanes.second(a0, b0), rest));
  }

  /**
   * g·e^(factor·t²), 0 ≤ t ≤ 39, factor = ±1, −½. t² = square + rest by T. J. Dekker's product. The result may be subnormal or Infinity:
   * where t > 25 it is scaled once, at the end, after as many steps of the exponential the other way.
   */
  @inline private static gaussian(t: v128, g: v128, factor: usize, steps: usize, scale: usize): v128 {
    const top = v128.and(t, Lanes.both(TOP_BITS)), square = f64x2.mul(t, t), f = Lanes.both(factor);
    const rest = Lanes.mulAdd(f64x2.add(t, top), f64x2.sub(t, top), f64x2.sub(f64x2.mul(top, top), square));
    const y = f64x2.mul(square, f), k = Elementary.expSteps(y);
    const e = Elementary.expMantissa(k, Lanes.mulAdd(rest, f, Elementary.expRest(y, k))), deep = f64x2.gt(t, Lanes.both(DEEP));
    const power = Elementary.expScale(i64x2.add(k, v128.and(deep, Lanes.both(steps))));
    return f64x2.mul(f64x2.mul(f64x2.mul(e, g), power), v128.bitselect(Lanes.both(scale), Lanes.both(Lanes.ONE), deep));
  }
}
