import { Lanes } from "./lanes";

/** R of asin x = x + x·z·R(z), z = x² ≤ ¼, from the constant term up: minimax, error 1.6e-17·x. */
const ASIN: usize = memory.data<f64>([
  0.16666666666665383, 0.07500000000343025, 0.0446428568235005, 0.030381959330452585, 0.022371753543107435, 0.017359770809572343,
  0.013884601304192584, 0.012173261818169849, 0.0065109232366590475, 0.019573731266567883, -0.016293824207207507, 0.03195881082960665,
]);
/** R of atan x = x + x·z·R(z), z = x² ≤ 1, from the constant term up: minimax, relative error 2.9e-17. */
const ATAN: usize = memory.data<f64>([
  -0.3333333333333186, 0.19999999999754975, -0.142857142713332, 0.11111110678717698, -0.09090901235022716, 0.07692212927633435,
  -0.06665860347488484, 0.058773077122971286, -0.05239232846637802, 0.04673949335495429, -0.040926379527261164, 0.03406781130953592,
  -0.02582680315030299, 0.016978047554532423, -0.00918457157570533, 0.0038559833628559253, -0.0011640754678167444,
  0.000223023353644826, -2.0258662880643258e-5,
]);
/** π/2 = HI + LO */
const QUARTER_HI: usize = memory.data<f64>([1.5707963267948966]);
const QUARTER_LO: usize = memory.data<f64>([6.123233995736766e-17]);

/**
 * Inverse trigonometric functions of two lanes: one polynomial each, over the whole of what symmetry leaves, without a table.
 * The reductions to |s| ≤ ½ are those of fdlibm `e_asin.c` and `e_acos.c`; atan has only x → 1/x.
 */
export abstract class InverseTrigonometry {
  /** asin x, in [−π/2, π/2], error below 2.1 ulp; −0 for −0, NaN for |x| > 1 and NaN. |x| > ½: π/2 − 2·asin √((1 − |x|)/2). */
  @inline static asin(x: v128): v128 {
    const y = f64x2.abs(x), outer = f64x2.gt(y, Lanes.both(Lanes.HALF));
    const s = InverseTrigonometry.small(y, outer), T = InverseTrigonometry.asinTail(s);
    const far = InverseTrigonometry.fromQuarter(f64x2.add(s, s), f64x2.add(T, T));
    return InverseTrigonometry.signed(x, v128.bitselect(far, f64x2.add(s, T), outer));
  }

  /**
   * acos x, in [0, π], error below 1.3 ulp; NaN for |x| > 1 and NaN.
   * |x| ≤ ½: π/2 − asin x; beyond, 2·asin √((1 − x)/2) or π − 2·asin √((1 + x)/2).
   */
  @inline static acos(x: v128): v128 {
    const y = f64x2.abs(x), outer = f64x2.gt(y, Lanes.both(Lanes.HALF));
    const s = InverseTrigonometry.small(y, outer), T = InverseTrigonometry.asinTail(s);
    const near = InverseTrigonometry.fromQuarter(InverseTrigonometry.signed(x, s), InverseTrigonometry.signed(x, T));
    const left = InverseTrigonometry.fromQuarter(s, T);
    const half = v128.bitselect(left, f64x2.add(s, T), f64x2.lt(x, Lanes.both(Lanes.ZERO))); // of acos x, if |x| > ½
    return v128.bitselect(f64x2.add(half, half), near, outer);
  }

  /** atan x, in [−π/2, π/2], error below 1.7 ulp; −0 for −0, ±π/2 for ±Infinity, NaN for NaN. |x| > 1: π/2 − atan 1/|x|. */
  @inline static atan(x: v128): v128 {
    const y = f64x2.abs(x), one = Lanes.both(Lanes.ONE), outer = f64x2.gt(y, one);
    const s = f64x2.div(v128.bitselect(one, y, outer), v128.bitselect(y, one, outer)), T = InverseTrigonometry.atanTail(s);
    return InverseTrigonometry.signed(x, v128.bitselect(InverseTrigonometry.fromQuarter(s, T), f64x2.add(s, T), outer));
  }

  /** y, or √((1 − y)/2) in outer lanes; 1 − y is exact there. */
  @inline private static small(y: v128, outer: v128): v128 {
    return v128.bitselect(f64x2.sqrt(f64x2.mul(f64x2.sub(Lanes.both(Lanes.ONE), y), Lanes.both(Lanes.HALF))), y, outer);
  }

  /** asin s − s, and atan s − s. */
  @inline private static asinTail(s: v128): v128 {
    const z = f64x2.mul(s, s);
    const R = Lanes.mulAdd(InverseTrigonometry.eighth(z), InverseTrigonometry.four(ASIN + 64, z), InverseTrigonometry.eight(ASIN, z));
    return f64x2.mul(f64x2.mul(s, z), R);
  }
  @inline private static atanTail(s: v128): v128 {
    const z = f64x2.mul(s, s), z8 = InverseTrigonometry.eighth(z);
    const high = Lanes.mulAdd(z8, InverseTrigonometry.three(ATAN + 128, z), InverseTrigonometry.eight(ATAN + 64, z));
    return f64x2.mul(f64x2.mul(s, z), Lanes.mulAdd(z8, high, InverseTrigonometry.eight(ATAN, z)));
  }

  /** π/2 − (a + tail); π/2 − a comes first, since it is exact where the result is smallest beside a. */
  @inline private static fromQuarter(a: v128, tail: v128): v128 {
    return f64x2.sub(f64x2.sub(Lanes.both(QUARTER_HI), a), f64x2.sub(tail, Lanes.both(QUARTER_LO)));
  }

  /** ±y, y ≥ 0, with the sign of x. */
  @inline private static signed(x: v128, y: v128): v128 { return v128.xor(y, v128.and(x, Lanes.both(Lanes.SIGN))); }

  /** c₀ + c₁z + …, two, three, four or eight terms, of the coefficients at c. */
  @inline private static two(c: usize, z: v128): v128 { return Lanes.mulAdd(z, Lanes.both(c + 8), Lanes.both(c)); }
  @inline private static three(c: usize, z: v128): v128 {
    return Lanes.mulAdd(f64x2.mul(z, z), Lanes.both(c + 16), InverseTrigonometry.two(c, z));
  }
  @inline private static four(c: usize, z: v128): v128 {
    return Lanes.mulAdd(f64x2.mul(z, z), InverseTrigonometry.two(c + 16, z), InverseTrigonometry.two(c, z));
  }
  @inline private static eight(c: usize, z: v128): v128 {
    const zz = f64x2.mul(z, z);
    return Lanes.mulAdd(f64x2.mul(zz, zz), InverseTrigonometry.four(c + 32, z), InverseTrigonometry.four(c, z));
  }

  /** z⁸ */
  @inline private static eighth(z: v128): v128 {
    const zz = f64x2.mul(z, z), z4 = f64x2.mul(zz, zz);
    return f64x2.mul(z4, z4);
  }
}
