import { Lanes } from "./lanes";
import { PayneHanek } from "./payne-hanek";
import { Tables } from "./tables";

/** 1.5·2⁵². Adding it rounds to an integer, which then stands in the low bits; subtracting it again gives the integer as an f64. */
const ROUND: usize = memory.data<f64>([6755399441055744.0]);
const SIGN: usize = memory.data<u64>([0x8000000000000000]);

/** 256/2π; 2π/256 = HI + MID + LO, HI and MID of 36 bits: their products with |k| < 2¹⁷ are exact. */
const STEPS: usize = memory.data<f64>([40.74366543152521]);
const HI: usize = memory.data<f64>([0.024543692606130207]);
const MID: usize = memory.data<f64>([4.005225236849931e-14]);
const LO: usize = memory.data<f64>([1.6504686042167856e-25]);
const FAR: usize = memory.data<f64>([2048.0]);
/** sin r = r + r·z(S3 + S5·z), cos r = 1 + z(C2 + C4·z + C6·z²), z = r², minimax on |r| ≤ π/256, errors 9e-17·|r| and 4e-22. */
const S3: usize = memory.data<f64>([-0.16666666666472718]);
const S5: usize = memory.data<f64>([0.008333291720190397]);
const C2: usize = memory.data<f64>([-0.5]);
const C4: usize = memory.data<f64>([0.041666666666040145]);
const C6: usize = memory.data<f64>([-0.0013888817130369192]);

/** 2π = HI + LO; sin 2πd = d·2π + … */
const TURN_HI: usize = memory.data<f64>([6.283185307179586]);
const TURN_LO: usize = memory.data<f64>([2.4492935982947064e-16]);
const T3: usize = memory.data<f64>([-41.34170223991887]);
const T5: usize = memory.data<f64>([81.60484185545475]);
const U2: usize = memory.data<f64>([-19.739208802178716]);
const U4: usize = memory.data<f64>([64.93939402169222]);
const U6: usize = memory.data<f64>([-85.4563757726463]);
const ROWS: usize = memory.data<f64>([256.0]);
const ROW: usize = memory.data<f64>([0.00390625]);

export abstract class Trigonometry {
  @inline static sin(x: v128): v128 {
    const near = Trigonometry.sinNear(x);
    return Trigonometry.isFar(x) ? Trigonometry.sinFar(x, near) : near;
  }
  @inline static cos(x: v128): v128 {
    const near = Trigonometry.cosNear(x);
    return Trigonometry.isFar(x) ? Trigonometry.cosFar(x, near) : near;
  }
  @inline static tan(x: v128): v128 {
    const near = f64x2.div(Trigonometry.sinNear(x), Trigonometry.cosNear(x));
    return Trigonometry.isFar(x) ? Trigonometry.tanFar(x, near) : near;
  }

  @inline static isFar(x: v128): bool { return v128.any_true(Trigonometry.far(x)); }
  @inline static far(x: v128): v128 { return v128.not(f64x2.le(f64x2.abs(x), Lanes.both(FAR))); }

  @inline static sinNear(x: v128): v128 {
    const y = f64x2.abs(x), t = Trigonometry.steps(y);
    return Trigonometry.signed(x, Trigonometry.sinAt(t, Trigonometry.rest(y, t), Trigonometry.restLow(y, t)));
  }
  @inline static cosNear(x: v128): v128 {
    const y = f64x2.abs(x), t = Trigonometry.steps(y);
    return Trigonometry.cosAt(t, Trigonometry.rest(y, t), Trigonometry.restLow(y, t));
  }

  static sinFar(x: v128, near: v128): v128 {
    PayneHanek.reduce(x);
    const far = Trigonometry.signed(x, Trigonometry.sinAt(PayneHanek.steps(), PayneHanek.rest(), PayneHanek.low()));
    return v128.bitselect(far, near, Trigonometry.far(x));
  }
  static cosFar(x: v128, near: v128): v128 {
    PayneHanek.reduce(x);
    return v128.bitselect(Trigonometry.cosAt(PayneHanek.steps(), PayneHanek.rest(), PayneHanek.low()), near, Trigonometry.far(x));
  }
  static tanFar(x: v128, near: v128): v128 {
    PayneHanek.reduce(x);
    const sin = Trigonometry.signed(x, Trigonometry.sinAt(PayneHanek.steps(), PayneHanek.rest(), PayneHanek.low()));
    const cos = Trigonometry.cosAt(PayneHanek.steps(), PayneHanek.rest(), PayneHanek.low());
    return v128.bitselect(f64x2.div(sin, cos), near, Trigonometry.far(x));
  }

  @inline static sin2pi(x: v128): v128 {
    const t = Trigonometry.parts(x), d = Trigonometry.part(x, t), S = Trigonometry.tableSin(t), C = Trigonometry.tableCos(t);
    const sin = f64x2.add(S, Lanes.dot(S, Trigonometry.cos2piLess1(d), C, Trigonometry.sin2piSmall(d)));
    return Trigonometry.signed(x, f64x2.add(sin, Lanes.both(Lanes.ZERO)));
  }
  @inline static cos2pi(x: v128): v128 {
    const t = Trigonometry.parts(x), d = Trigonometry.part(x, t), S = Trigonometry.tableSin(t), C = Trigonometry.tableCos(t);
    const cos = f64x2.add(C, f64x2.sub(f64x2.mul(C, Trigonometry.cos2piLess1(d)), f64x2.mul(S, Trigonometry.sin2piSmall(d))));
    return f64x2.add(cos, Lanes.both(Lanes.ZERO));
  }

  /** What is left of |x| */
  @inline private static turn(x: v128): v128 { return f64x2.sub(f64x2.abs(x), f64x2.nearest(f64x2.abs(x))); }
  @inline private static parts(x: v128): v128 { return Lanes.mulAdd(Trigonometry.turn(x), Lanes.both(ROWS), Lanes.both(ROUND)); }
  @inline private static part(x: v128, t: v128): v128 {
    return f64x2.sub(Trigonometry.turn(x), f64x2.mul(f64x2.sub(t, Lanes.both(ROUND)), Lanes.both(ROW)));
  }
  @inline private static sin2piSmall(d: v128): v128 {
    const z = f64x2.mul(d, d);
    const rest = Lanes.mulAdd(z, Lanes.mulAdd(z, Lanes.both(T5), Lanes.both(T3)), Lanes.both(TURN_LO));
    return Lanes.dot(d, Lanes.both(TURN_HI), d, rest);
  }
  @inline private static cos2piLess1(d: v128): v128 {
    const z = f64x2.mul(d, d);
    return f64x2.mul(z, Lanes.mulAdd(z, Lanes.mulAdd(z, Lanes.both(U6), Lanes.both(U4)), Lanes.both(U2)));
  }

  @inline private static signed(x: v128, value: v128): v128 { return v128.xor(value, v128.and(x, Lanes.both(SIGN))); }

  @inline private static steps(y: v128): v128 { return Lanes.mulAdd(y, Lanes.both(STEPS), Lanes.both(ROUND)); }
  @inline private static first(y: v128, t: v128): v128 { return f64x2.sub(y, f64x2.mul(f64x2.sub(t, Lanes.both(ROUND)), Lanes.both(HI))); }
  @inline private static rest(y: v128, t: v128): v128 {
    return f64x2.sub(Trigonometry.first(y, t), f64x2.mul(f64x2.sub(t, Lanes.both(ROUND)), Lanes.both(MID)));
  }
  @inline private static restLow(y: v128, t: v128): v128 {
    const k = f64x2.sub(t, Lanes.both(ROUND)), a = Trigonometry.first(y, t), r = Trigonometry.rest(y, t);
    return f64x2.sub(f64x2.sub(f64x2.sub(a, r), f64x2.mul(k, Lanes.both(MID))), f64x2.mul(k, Lanes.both(LO)));
  }

  @inline private static sinAt(t: v128, r: v128, low: v128): v128 {
    const S = Trigonometry.tableSin(t), C = Trigonometry.tableCos(t);
    return f64x2.add(S, Lanes.dot(S, Trigonometry.cosLess1(r), C, Trigonometry.sinSmall(r, low)));
  }
  @inline private static cosAt(t: v128, r: v128, low: v128): v128 {
    const S = Trigonometry.tableSin(t), C = Trigonometry.tableCos(t);
    return f64x2.add(C, f64x2.sub(f64x2.mul(C, Trigonometry.cosLess1(r)), f64x2.mul(S, Trigonometry.sinSmall(r, low))));
  }

  @inline private static tableSin(t: v128): v128 { return Lanes.first(Trigonometry.row0(t), Trigonometry.row1(t)); }
  @inline private static tableCos(t: v128): v128 { return Lanes.second(Trigonometry.row0(t), Trigonometry.row1(t)); }
  @inline private static row0(t: v128): v128 { return v128.load((<usize>i64x2.extract_lane(t, 0) & 255) << 4, Tables.CIRCLE); }
  @inline private static row1(t: v128): v128 { return v128.load((<usize>i64x2.extract_lane(t, 1) & 255) << 4, Tables.CIRCLE); }

  @inline private static sinSmall(r: v128, low: v128): v128 {
    const z = f64x2.mul(r, r);
    return f64x2.add(r, Lanes.mulAdd(f64x2.mul(r, z), Lanes.mulAdd(z, Lanes.both(S5), Lanes.both(S3)), low));
  }
  @inline private static cosLess1(r: v128): v128 {
    const z = f64x2.mul(r, r);
    return f64x2.mul(z, Lanes.mulAdd(z, Lanes.mulAdd(z, Lanes.both(C6), Lanes.both(C4)), Lanes.both(C2)));
  }
}
