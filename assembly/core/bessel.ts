import { BesselTable } from "./bessel-table";
import { ErrorFunction } from "./error-function";
import { Lanes } from "./lanes";

const FOUR: usize = memory.data<f64>([4.0]);
/** Steps of the rows of BesselTable. */
const STEPS: usize = memory.data<f64>([32.0]);
/** Rows above this give what is odd divided by x. */
const OUTER: usize = memory.data<f64>([15.5]);

/**
 * The modified Bessel functions I₀ and I₁, scaled by e^(−|x|), and their ratio: two lanes at once, for every f64. The errors named below
 * are bounds that test/accuracy does not exceed.
 *
 *     e^(−x)·I₀(x) = P(u)/√(4 + x),   e^(−x)·I₁(x) = Q(u)/√(4 + x),   I₁/I₀ = R(u),   u = 4/(4 + x), x ≥ 0
 *
 * P, Q and R, and e^(−x)·I₁(x)/x and I₁/(x·I₀) for x < 4.3, tend to constants at both ends (DLMF 10.30.1, 10.40.1), and are polynomials on
 * each of 33 segments of 0 ≤ u ≤ 1.
 */
export abstract class Bessel {
  /** e^(−|x|)·I₀(x), even; error below 4 ulp. */
  @inline static i0e(x: v128): v128 {
    const t = f64x2.abs(x);
    return f64x2.div(Bessel.segment(BesselTable.I0, t), Bessel.root(t));
  }

  /** e^(−|x|)·I₁(x), odd; error below 4 ulp. */
  @inline static i1e(x: v128): v128 {
    const t = f64x2.abs(x), g = Bessel.segment(BesselTable.I1, t);
    return Bessel.signed(x, v128.bitselect(f64x2.mul(g, t), f64x2.div(g, Bessel.root(t)), Bessel.inner(t)));
  }

  /** I₁(x)/I₀(x), odd, ±1 at ±Infinity; error below 4 ulp. */
  @inline static ratio(x: v128): v128 {
    const t = f64x2.abs(x), g = Bessel.segment(BesselTable.RATIO, t);
    return Bessel.signed(x, v128.bitselect(f64x2.mul(g, t), g, Bessel.inner(t)));
  }

  /** √(4 + t) */
  @inline private static root(t: v128): v128 { return f64x2.sqrt(f64x2.add(t, Lanes.both(FOUR))); }
  /** All ones in the rows near 0. */
  @inline private static inner(t: v128): v128 { return f64x2.gt(f64x2.sub(Bessel.index(Bessel.variable(t)), Lanes.both(Lanes.ROUND)), Lanes.both(OUTER)); }
  @inline private static signed(x: v128, value: v128): v128 { return v128.or(value, v128.and(x, Lanes.both(Lanes.SIGN))); }

  /** u, and 32u rounded to an integer in the low bits. */
  @inline private static variable(t: v128): v128 {
    const one = Lanes.both(Lanes.ONE);
    return f64x2.div(one, Lanes.mulAdd(t, Lanes.both(Lanes.QUARTER), one));
  }
  @inline private static index(u: v128): v128 { return Lanes.mulAdd(u, Lanes.both(STEPS), Lanes.both(Lanes.ROUND)); }

  /** The polynomial of the segment of u, at t ≥ 0. */
  @inline private static segment(table: usize, t: v128): v128 {
    const u = Bessel.variable(t), index = Bessel.index(u), k = f64x2.sub(index, Lanes.both(Lanes.ROUND));
    const row0 = ErrorFunction.address(table, i64x2.extract_lane(index, 0), 63);
    const row1 = ErrorFunction.address(table, i64x2.extract_lane(index, 1), 63);
    return ErrorFunction.row(row0, row1, ErrorFunction.local(f64x2.mul(t, Lanes.both(Lanes.QUARTER)), u, k, Lanes.both(STEPS)));
  }
}
