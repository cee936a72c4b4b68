import { Lanes } from "./lanes";
import { Reduction } from "./reduction";
import { Tables } from "./tables";


/** 256/2π; 2π/256 = HI + MID + LO, HI and MID of 36 bits: their products with |k| < 2¹⁷ are exact. */
const STEPS: usize = memory.data<f64>([40.74366543152521]);
const HI: usize = memory.data<f64>([0.024543692606130207]);
const MID: usize = memory.data<f64>([4.005225236849931e-14]);
const LO: usize = memory.data<f64>([1.6504686042167856e-25]);
/** The last |x| that `sin`, `cos` and `tan` know; its square. */
const LIMIT: usize = memory.data<f64>([2048.0]);
const LIMIT_SQUARE: usize = memory.data<f64>([4194304.0]);
/** sin r = r − r·z(S3 + S5·z), cos r = 1 + z(C2 + C4·z + C6·z²), z = r², minimax on |r| ≤ π/256, errors 2.7e-17·|r| and 2e-26. */
const S3: usize = memory.data<f64>([0.16666666666472718]);
const S5: usize = memory.data<f64>([-0.008333291720190397]);
const C2: usize = memory.data<f64>([-0.5]);
const C4: usize = memory.data<f64>([0.041666666666040145]);
const C6: usize = memory.data<f64>([-0.0013888817130369192]);

/** sin 2πd = d·P1 + d(P1_LO + z(P3 + P5·z)), cos 2πd = 1 + z(Q2 + Q4·z + Q6·z²), z = d², minimax on |d| ≤ 1/512; 2π = P1 + P1_LO. */
const P1: usize = memory.data<f64>([6.283185307179586]);
const P1_LO: usize = memory.data<f64>([2.4492935982947064e-16]);
const P3: usize = memory.data<f64>([-41.34170223991887]);
const P5: usize = memory.data<f64>([81.60484185545475]);
const Q2: usize = memory.data<f64>([-19.739208802178716]);
const Q4: usize = memory.data<f64>([64.93939402169222]);
const Q6: usize = memory.data<f64>([-85.4563757726463]);
/** Rows of the table in a turn, and turns in a row. */
const ROWS: usize = memory.data<f64>([256.0]);
const ROW: usize = memory.data<f64>([0.00390625]);

/**
 * Sine, cosine and tangent of two lanes, to the last bits everywhere; `Elementary.sin` and `cos` are their hot, restricted brothers.
 *
 * x = 2πk/256 + r + ρ, row k mod 256 of the table holds S, C = sin, cos 2πk/256, and sin x = S + (S·(cos r − 1) + C·sin(r + ρ)).
 * r is rounded and ρ is what it lacks, so that r + ρ is right to 2⁻⁵⁵ of itself even for the f64 beside a zero.
 *
 * |x| ≤ 2048 (`sin`, `cos`, `tan`): Cody and Waite's reduction in three parts. Beyond (`…Anywhere`): `Reduction`.
 */
export abstract class Trigonometry {
  /** sin x, error below 1.7 ulp, for |x| ≤ 2048; −0 for −0. Anything else gives a meaningless number. */
  @inline static sin(x: v128): v128 {
    const t = Trigonometry.steps(x);
    return Trigonometry.sinOf(t, Trigonometry.rest(x, t), Trigonometry.lack(x, t));
  }
  /** cos x, error below 1.7 ulp, for |x| ≤ 2048. Anything else gives a meaningless number. */
  @inline static cos(x: v128): v128 {
    const t = Trigonometry.steps(x);
    return Trigonometry.cosOf(t, Trigonometry.rest(x, t), Trigonometry.lack(x, t));
  }
  /** tan x, error below 3 ulp, for |x| ≤ 2048; −0 for −0. Anything else gives a meaningless number. */
  @inline static tan(x: v128): v128 { return f64x2.div(Trigonometry.sin(x), Trigonometry.cos(x)); }

  /** Whether all of a and b may be given to `sin`, `cos` and `tan`; false for some that may. */
  @inline static near(a: v128, b: v128): bool {
    return i64x2.bitmask(f64x2.le(Lanes.dot(a, a, b, b), Lanes.both(LIMIT_SQUARE))) == 3;
  }

  /**
   * sin x, cos x, tan x after `Reduction.reduce(x)`, for every x: the bits of `sin`, `cos`, `tan` where |x| ≤ 2048, the same error
   * elsewhere, NaN for NaN and ±Infinity.
   */
  @inline static sinAnywhere(x: v128): v128 { return Trigonometry.pick(x, Trigonometry.sin(x), Trigonometry.sinFar(x)); }
  @inline static cosAnywhere(x: v128): v128 { return Trigonometry.pick(x, Trigonometry.cos(x), Trigonometry.cosFar()); }
  @inline static tanAnywhere(x: v128): v128 {
    return Trigonometry.pick(x, Trigonometry.tan(x), f64x2.div(Trigonometry.sinFar(x), Trigonometry.cosFar()));
  }

  /**
   * sin 2πx, error below 1.9 ulp, for every x; NaN for NaN and ±Infinity. A zero where 2x is an integer, with the sign of x
   * (IEEE 754-2019, 9.2.1, sinPi).
   */
  @inline static sin2pi(x: v128): v128 {
    const t = Trigonometry.rows(x), d = Trigonometry.part(x, t), S = Trigonometry.tableSin(t), C = Trigonometry.tableCos(t);
    const sin = f64x2.add(S, Lanes.dot(S, Trigonometry.cosLess1Turn(d), C, Trigonometry.sinTurn(d)));
    return Trigonometry.signed(x, sin); // a zero is +0 until here: S and the sum never are both −0
  }
  /** cos 2πx, error below 2 ulp, for every x; NaN for NaN and ±Infinity. +0 where 2x + ½ is an integer (cosPi). */
  @inline static cos2pi(x: v128): v128 {
    const t = Trigonometry.rows(x), d = Trigonometry.part(x, t), S = Trigonometry.tableSin(t), C = Trigonometry.tableCos(t);
    return f64x2.add(C, f64x2.sub(f64x2.mul(C, Trigonometry.cosLess1Turn(d)), f64x2.mul(S, Trigonometry.sinTurn(d))));
  }

  /** x·256/2π, rounded to an integer in the low bits. */
  @inline private static steps(x: v128): v128 { return Lanes.mulAdd(x, Lanes.both(STEPS), Lanes.both(Lanes.ROUND)); }
  @inline private static stepsTimes(part: usize, t: v128): v128 { return f64x2.mul(f64x2.sub(t, Lanes.both(Lanes.ROUND)), Lanes.both(part)); }
  /** x − k·HI, exactly. */
  @inline private static beyond(x: v128, t: v128): v128 { return f64x2.sub(x, Trigonometry.stepsTimes(HI, t)); }
  /** r */
  @inline private static rest(x: v128, t: v128): v128 { return f64x2.sub(Trigonometry.beyond(x, t), Trigonometry.stepsTimes(MID, t)); }
  /** −ρ: the rounding of r, which T. J. Dekker's Fast2Sum gives exactly, and k·LO. */
  @inline private static lack(x: v128, t: v128): v128 {
    const lost = f64x2.sub(Trigonometry.stepsTimes(MID, t), f64x2.sub(Trigonometry.beyond(x, t), Trigonometry.rest(x, t)));
    return f64x2.add(lost, Trigonometry.stepsTimes(LO, t));
  }

  /** sin and cos of 2πk/256 + r − lack. If r is −0, so are both products of the sum, and −((−S) − sum) keeps that sign. */
  @inline private static sinOf(t: v128, r: v128, lack: v128): v128 {
    const S = Trigonometry.tableSin(t), C = Trigonometry.tableCos(t), sign = Lanes.both(Lanes.SIGN);
    const sum = Lanes.dot(S, Trigonometry.cosLess1(r), C, Trigonometry.sinSmall(r, lack));
    return v128.xor(f64x2.sub(v128.xor(S, sign), sum), sign);
  }
  @inline private static cosOf(t: v128, r: v128, lack: v128): v128 {
    const S = Trigonometry.tableSin(t), C = Trigonometry.tableCos(t);
    return f64x2.add(C, f64x2.sub(f64x2.mul(C, Trigonometry.cosLess1(r)), f64x2.mul(S, Trigonometry.sinSmall(r, lack))));
  }
  @inline private static sinSmall(r: v128, lack: v128): v128 {
    const z = f64x2.mul(r, r);
    return f64x2.sub(r, Lanes.mulAdd(f64x2.mul(r, z), Lanes.mulAdd(z, Lanes.both(S5), Lanes.both(S3)), lack));
  }
  @inline private static cosLess1(r: v128): v128 {
    const z = f64x2.mul(r, r);
    return f64x2.mul(z, Lanes.mulAdd(z, Lanes.mulAdd(z, Lanes.both(C6), Lanes.both(C4)), Lanes.both(C2)));
  }

  @inline private static pick(x: v128, near: v128, far: v128): v128 {
    return v128.bitselect(near, far, f64x2.le(f64x2.abs(x), Lanes.both(LIMIT)));
  }
  @inline private static sinFar(x: v128): v128 {
    return Trigonometry.signed(x, Trigonometry.sinOf(Reduction.steps(), Reduction.rest(), Reduction.lack()));
  }
  @inline private static cosFar(): v128 { return Trigonometry.cosOf(Reduction.steps(), Reduction.rest(), Reduction.lack()); }

  /** |x| − the nearest integer, exactly; 256 times that, rounded to an integer in the low bits; and what that leaves, exactly. */
  @inline private static fraction(x: v128): v128 { return f64x2.sub(f64x2.abs(x), f64x2.nearest(f64x2.abs(x))); }
  @inline private static rows(x: v128): v128 { return Lanes.mulAdd(Trigonometry.fraction(x), Lanes.both(ROWS), Lanes.both(Lanes.ROUND)); }
  @inline private static part(x: v128, t: v128): v128 { return f64x2.sub(Trigonometry.fraction(x), Trigonometry.stepsTimes(ROW, t)); }
  @inline private static sinTurn(d: v128): v128 {
    const z = f64x2.mul(d, d), P = Lanes.mulAdd(z, Lanes.mulAdd(z, Lanes.both(P5), Lanes.both(P3)), Lanes.both(P1_LO));
    return Lanes.dot(d, Lanes.both(P1), d, P);
  }
  @inline private static cosLess1Turn(d: v128): v128 {
    const z = f64x2.mul(d, d);
    return f64x2.mul(z, Lanes.mulAdd(z, Lanes.mulAdd(z, Lanes.both(Q6), Lanes.both(Q4)), Lanes.both(Q2)));
  }

  /** A function of |x|, with the sign of x put to it. */
  @inline private static signed(x: v128, value: v128): v128 { return v128.xor(value, v128.and(x, Lanes.both(Lanes.SIGN))); }

  @inline private static tableSin(t: v128): v128 { return Lanes.first(Trigonometry.row0(t), Trigonometry.row1(t)); }
  @inline private static tableCos(t: v128): v128 { return Lanes.second(Trigonometry.row0(t), Trigonometry.row1(t)); }
  @inline private static row0(t: v128): v128 { return v128.load((<usize>i64x2.extract_lane(t, 0) & 255) << 4, Tables.CIRCLE); }
  @inline private static row1(t: v128): v128 { return v128.load((<usize>i64x2.extract_lane(t, 1) & 255) << 4, Tables.CIRCLE); }
}
