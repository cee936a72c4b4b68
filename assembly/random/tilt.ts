import { Called } from "../core/called";
import { Elementary } from "../core/elementary";
import { Lanes } from "../core/lanes";
import { Binary, Maps, Unary } from "../core/map";
import { Scalar } from "../core/scalar";
import { Trigonometry } from "../core/trigonometry";
import { Exponential } from "./exponential";
import { Uniform } from "./uniform";
import { Ziggurat } from "./ziggurat";

/** asin √a/(π√a), 0 ≤ a ≤ ½, error 3e-16; for y e^(1−y) = 1 − s², and for 1 − (y² + 1)e^(−y) = (1 − s³)(1 − 2/e), with y in [0, 1]: y/(1 − s),
 * 0 ≤ s ≤ 1, errors 1.5e-15 and 2e-16. From the constant term up: scripts/tables/tilt.py. */
const ASIN: usize = memory.data<f64>([
  0.31830988618379064, 0.053051647697328785, 0.02387324145727473, 0.014210263327850928, 0.009670848691588943, 0.00712194360653694,
  0.005511726520155381, 0.00459168330515264, 0.0023696988569893384, 0.01170056789901252, -0.03949662662399589, 0.15756549062982092,
  -0.42530594030135377, 0.8700453146248055, -1.2650373376969573, 1.2621515460472177, -0.7707347128316484, 0.2244955298448919,
]);
const SLICE: usize = memory.data<f64>([
  0.9999999999999986, -0.41421356237213136, 0.25245310418906747, -0.1796677019137644, 0.13885070842257977, -0.1128908386419126,
  0.09497173007496938, -0.08182074467989159, 0.07151631673149556, -0.06250680034425227, 0.05319957474808206, -0.042290568818455006,
  0.029769528834657683, -0.017484974064383003, 0.008026524062263733, -0.002654922986763084, 0.0005566914147087812,
  -5.5182313385781804e-05,
]);
const FISHER: usize = memory.data<f64>([
  1.0, -0.29163174824456894, 0.1254463950227589, -0.06310258490370438, 0.03450503594245776, -0.019865089669997085,
  0.011841932848821648, -0.0072377267294802565, 0.004504996513100391, -0.0028360492678570094, 0.001783909932942394,
  -0.0010935979583598613, 0.0006258269173396677, -0.0003147158724791514, 0.00012912244839079166, -3.941283873985135e-05,
  7.80001014301874e-06, -7.411794219431956e-07,
]);

/** t = (1 + s²(c₀ + c₁s)/(1 + c₂s + c₃s² + c₄s³))·(1 + s + s²/2), t − log t = 1 + s²/2, t > 1, 0 ≤ s ≤ 13.5: a weighted least-squares fit. */
const BEYOND: usize = memory.data<f64>([-0.16665536248207674, -0.00023945116737196168, 1.1700744878282294, 0.6690166173582538, 0.09248476247085236]);

/** Bits 0 and 1 of a word, which `Uniform` leaves alone. */
const BIT_0: usize = memory.data<i64>([1]);
const BIT_1: usize = memory.data<i64>([2]);
/** Bits 1 … 11; 0 … 11. */
const BITS_1_11: usize = memory.data<i64>([0xffe]);
const BITS_0_11: usize = memory.data<i64>([0xfff]);
/** 2³⁵(1 − 2/e): how many of 2³⁵ have y below 1 under (y − 1)²e^(−y). */
const BELOW_1: usize = memory.data<i64>([9079255669]);
/** 1 − 2e^(−½)/√(2π) − 2Φ(−1): the part of (z² − 1)²e^(−z²/2) where |z| < 1. */
const INSIDE_1 = 0.19874804309879920;
/** 2⁻⁵³, the smallest uniform number. */
const LOWEST: usize = memory.data<f64>([1.1102230246251565e-16]);
const THIRD: usize = memory.data<f64>([0.3333333333333333]);
/** SplitMix64's step and multipliers, see `Ziggurat`. */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
const STEP: usize = memory.data<u64>([0x9e3779b97f4a7c15]);
const TIMES_1: usize = memory.data<u64>([0xbf58476d1ce4e5b9]);
const TIMES_2: usize = memory.data<u64>([0x94d049bb133111eb]);
/** Numbers that are made normal at once, and room for their words. */
const BLOCK = 64;
const ROOM: usize = memory.data(64 * 8, 16);

/**
 * Standard noise under the importance densities of a parameter θ: |∂θp|/∫|∂θp|, the slice, and (∂θ log p)²p/I, the Fisher tilt. A family
 * makes its draws of them as it makes them of its own noise. The names tell the noise, and the parameter or what the density is
 * proportional to. P. Parmas and M. Sugiyama, "A unified view of likelihood ratio and reparameterization gradients", AISTATS 2021.
 *
 * A word makes its number alone. Where 64 bits do not suffice, the SplitMix64 sequence is gone BACKWARDS from the word: `Ziggurat` goes it
 * forwards.
 */
abstract class Tilt {
  @inline static uniform(words: v128): v128 { return changetype<Uniform>(0).of(words); }

  /** SplitMix64's number k steps before that of the word; `back` = k·GOLDEN is in both lanes. */
  @inline static before(words: v128, back: v128): v128 {
    const a = i64x2.sub(words, back);
    const b = i64x2.mul(v128.xor(a, i64x2.shr_u(a, 30)), Lanes.both(TIMES_1));
    const c = i64x2.mul(v128.xor(b, i64x2.shr_u(b, 27)), Lanes.both(TIMES_2));
    return v128.xor(c, i64x2.shr_u(c, 31));
  }
  @inline static second(words: v128): v128 { return Tilt.before(words, Lanes.both(STEP)); }
  @inline static third(words: v128): v128 { return Tilt.before(words, i64x2.add(Lanes.both(STEP), Lanes.both(STEP))); }

  /** All ones where the bit is set: a fair coin. */
  @inline static coin(words: v128, bit: usize): v128 { return i64x2.eq(v128.and(words, Lanes.both(bit)), Lanes.both(bit)); }
  /** p where the mask is 0, else whole − p. */
  @inline static mirror(p: v128, whole: usize, mask: v128): v128 { return v128.bitselect(f64x2.sub(Lanes.both(whole), p), p, mask); }
  /** A number below ½ and its mirror beyond, both alike; like uniforms within [2⁻⁵³, 1 − 2⁻⁵³]. */
  @inline static ends(p: v128): v128 { return f64x2.pmax(p, Lanes.both(LOWEST)); }
  @inline static bothEnds(p: v128, words: v128): v128 { return Tilt.mirror(Tilt.ends(p), Lanes.ONE, Tilt.coin(words, BIT_0)); }

  /** c₀ + c₁x + … + c₁₇x¹⁷ */
  @inline static polynomial(c: usize, x: v128): v128 {
    const x2 = f64x2.mul(x, x), x4 = f64x2.mul(x2, x2), x8 = f64x2.mul(x4, x4);
    const high = Lanes.mulAdd(x8, Tilt.two(c + 128, x), Tilt.eight(c + 64, x, x2, x4));
    return Lanes.mulAdd(x8, high, Tilt.eight(c, x, x2, x4));
  }
  @inline private static two(c: usize, x: v128): v128 { return Lanes.mulAdd(x, Lanes.both(c + 8), Lanes.both(c)); }
  @inline private static four(c: usize, x: v128, x2: v128): v128 { return Lanes.mulAdd(x2, Tilt.two(c + 16, x), Tilt.two(c, x)); }
  @inline private static eight(c: usize, x: v128, x2: v128, x4: v128): v128 {
    return Lanes.mulAdd(x4, Tilt.four(c + 32, x, x2), Tilt.four(c, x, x2));
  }
}

// --- normal noise

/** ∝ |z|e^(−z²/2): z²/2 is exponential. The sign is the lowest bit, which `Exponential` leaves alone. */
@unmanaged @final
class NormalSlice1 extends Unary {
  @inline of(words: v128): v128 {
    const e = changetype<Exponential>(0).of(words);
    return v128.or(f64x2.sqrt(f64x2.add(e, e)), i64x2.shl(words, 63));
  }
}

/**
 * ∝ |z² − 1|e^(−z²/2). |z|e^(−z²/2) rises up to |z| = 1 and falls from there, so h = |z|e^((1 − z²)/2) is uniform on both sides, of which bit 1 takes
 * one. With y = z²:
 *
 *     y < 1: y e^(1−y) = h² = 1 − s², as in `ExponentialSlice`
 *     y > 1: y − log y = 1 + 2e, e = −log h exponential: from a rational of s = 2√e (error 4e-6) one step of Halley's, to 1e-13
 */
@unmanaged @final
class NormalSlice2 extends Unary {
  @inline of(words: v128): v128 {
    const one = Lanes.both(Lanes.ONE), h = Tilt.uniform(words), hh = f64x2.mul(h, h), s = f64x2.sqrt(f64x2.sub(one, hh));
    const near = f64x2.mul(f64x2.div(hh, f64x2.add(one, s)), Tilt.polynomial(SLICE, s));
    const z = f64x2.sqrt(v128.bitselect(NormalSlice2.beyond(changetype<Exponential>(0).of(words)), near, Tilt.coin(words, BIT_1)));
    return v128.or(z, i64x2.shl(words, 63));
  }

  @inline private static beyond(e: v128): v128 {
    const one = Lanes.both(Lanes.ONE), ee = f64x2.add(e, e), s = f64x2.sqrt(f64x2.add(ee, ee)), c = f64x2.add(one, ee);
    const p = Lanes.mulAdd(s, Lanes.both(BEYOND + 8), Lanes.both(BEYOND));
    const q = Lanes.mulAdd(s, Lanes.mulAdd(s, Lanes.mulAdd(s, Lanes.both(BEYOND + 32), Lanes.both(BEYOND + 24)), Lanes.both(BEYOND + 16)), one);
    const square = f64x2.add(ee, ee), t = f64x2.mul(f64x2.add(one, f64x2.div(f64x2.mul(square, p), q)), f64x2.add(c, s));
    // f = t − log t − c, f′ = 1 − 1/t, f″ = 1/t²: t − 2f·f′/(2f′² − f·f″), with t² above and below
    const f = f64x2.sub(f64x2.sub(t, Elementary.logPositive(t)), c), d = f64x2.sub(t, one);
    return f64x2.sub(t, f64x2.div(f64x2.mul(f64x2.mul(f64x2.add(f, f), d), t), f64x2.sub(f64x2.mul(f64x2.add(d, d), d), f)));
  }
}

/** Twice an exponential number of the word's second. */
@unmanaged @final
class SecondChiSquared2 extends Unary {
  @inline of(words: v128): v128 {
    const e = changetype<Exponential>(0).of(Tilt.second(words));
    return f64x2.add(e, e);
  }
}

abstract class TiltedNormal {
  /** ∝ z²e^(−z²/2): z² is chi-squared with three degrees of freedom, a normal square and twice an exponential number. */
  static fisher1(words: usize, out: usize, n: i32): void {
    for (let i = 0; i < n; i += BLOCK) {
      const count = min(n - i, BLOCK), size = Lanes.padded(count), x = out + (<usize>i << 3);
      memory.copy(ROOM, words + (<usize>i << 3), size);
      Maps.narrow<SecondChiSquared2>(ROOM, x, count);
      Ziggurat.transform(ROOM, count);
      for (let p: usize = 0; p < size; p += 16) {
        const z = v128.load(ROOM + p);
        v128.store(x + p, v128.or(f64x2.sqrt(Lanes.mulAdd(z, z, v128.load(x + p))), v128.and(z, Lanes.both(Lanes.SIGN))));
      }
    }
  }

  /**
   * ∝ (z² − 1)²e^(−z²/2), by rejection, N normal and G = 2(E₁ + … + Eₘ), E exponential:
   *
   *     |z| < 1: (1 − z²)² is the density of a coordinate of the unit sphere of 7 dimensions, z² = N²/(N² + G), m = 3, taken with probability
   *              e^(−z²/2): 0.93
   *     |z| > 1: d = z² − 1 has density ∝ d²(1 + d)^(−½)e^(−d/2); d = N² + G, m = 2, chi-squared with 5 degrees of freedom, is taken with
   *              probability √(d/(1 + d)): 0.88
   */
  static fisher2(words: usize, out: usize, n: i32): void {
    const end = <usize>n << 3;
    for (let i: usize = 0; i < end; i += 8) store<f64>(out + i, TiltedNormal.scalar(load<u64>(words + i)));
  }
  private static scalar(word: u64): f64 {
    let state = word - GOLDEN;
    const within = Ziggurat.uniform(state) <= INSIDE_1, m = within ? 3 : 2;
    let w = word;
    do {
      let product = 1.0;
      for (let j = 0; j < m; j++) product *= Ziggurat.uniform(state -= GOLDEN);
      const u = Ziggurat.uniform(state -= GOLDEN), z = Ziggurat.scalar(w), d = z * z - 2.0 * Scalar.logPositive(product);
      if (within) {
        const square = (z * z) / d;
        if (u <= 1.0 - 0.5 * square || u <= Ziggurat.height(sqrt(square))) return copysign(sqrt(square), z);
      } else if (u * u * (1.0 + d) <= d) return copysign(sqrt(1.0 + d), z);
      w = Ziggurat.mix(state -= GOLDEN);
    } while (true);
  }
}

// --- exponential noise

/** −log U₁U₂ + 1, and y below 1 of the larger of them. */
@unmanaged @final
class ExponentialSlice extends Unary {
  /** ∝ |y − 1|e^(−y), with bit 0 as sign. Half lies beyond 1: 1 + gamma(2). Before, y e^(1−y) is uniform, 1 − s², s the larger of two uniforms. */
  @inline of(words: v128): v128 {
    const u = Tilt.uniform(words), v = Tilt.uniform(Tilt.second(words)), one = Lanes.both(Lanes.ONE);
    const s = f64x2.pmax(u, v), near = f64x2.mul(f64x2.sub(one, s), Tilt.polynomial(SLICE, s));
    const far = f64x2.sub(one, Elementary.logPositive(f64x2.mul(u, v)));
    return v128.or(v128.bitselect(far, near, Tilt.coin(words, BIT_1)), i64x2.shl(words, 63));
  }
}

@unmanaged @final
class ExponentialFisher extends Unary {
  /** ∝ (y − 1)²e^(−y), with bit 0 as sign. 2/e lies beyond 1: 1 + gamma(3). Before, s is the largest of three uniforms; what they leave of their words tells which. */
  @inline of(words: v128): v128 {
    const b = Tilt.second(words), c = Tilt.third(words), one = Lanes.both(Lanes.ONE);
    const u = Tilt.uniform(words), v = Tilt.uniform(b), w = Tilt.uniform(c);
    const s = f64x2.pmax(f64x2.pmax(u, v), w), near = f64x2.mul(f64x2.sub(one, s), Tilt.polynomial(FISHER, s));
    const far = f64x2.sub(one, Elementary.logPositive(f64x2.mul(f64x2.mul(u, v), w)));
    const high = i64x2.shl(v128.and(words, Lanes.both(BITS_1_11)), 23), middle = i64x2.shl(v128.and(b, Lanes.both(BITS_0_11)), 12);
    const number = v128.or(v128.or(high, middle), v128.and(c, Lanes.both(BITS_0_11)));
    return v128.or(v128.bitselect(near, far, i64x2.lt_s(number, Lanes.both(BELOW_1))), i64x2.shl(words, 63));
  }
}

@unmanaged @final
class Size extends Unary {
  @inline of(x: v128): v128 { return f64x2.abs(x); }
}

// --- uniform noise

/** Where |z| = −log 2p, p the smaller of u and 1 − u, and z falls with the sign bit: u of ±y. */
@unmanaged @final
class LaplaceUniform extends Unary {
  @inline of(y: v128): v128 {
    const p = Tilt.ends(f64x2.mul(Called.exp(f64x2.neg(f64x2.abs(y))), Lanes.both(Lanes.HALF)));
    return Tilt.mirror(p, Lanes.ONE, i64x2.lt_s(y, Lanes.both(Lanes.ZERO)));
  }
}

/** ∝ |2u − 1|: with h = 4u(1 − u) uniform, u = (1 − √(1 − h))/2 or its mirror. */
@unmanaged @final
class UniformSlice extends Unary {
  @inline of(words: v128): v128 {
    const h = Tilt.uniform(words), one = Lanes.both(Lanes.ONE), s = f64x2.sqrt(f64x2.sub(one, h)), t = f64x2.add(one, s);
    return Tilt.bothEnds(f64x2.div(h, f64x2.add(t, t)), words);
  }
}

/** ∝ (2u − 1)²: u = (1 − ∛(1 − h))/2 or its mirror. */
@unmanaged @final
class UniformFisher extends Unary {
  @inline of(words: v128): v128 {
    const h = Tilt.uniform(words), one = Lanes.both(Lanes.ONE);
    const s = Called.exp(f64x2.mul(Called.log(f64x2.sub(one, h)), Lanes.both(THIRD)));
    const t = f64x2.add(one, Lanes.mulAdd(s, s, s)); // 1 − s = (1 − s³)/(1 + s + s²)
    return Tilt.bothEnds(f64x2.div(h, f64x2.add(t, t)), words);
  }
}

/**
 * ∝ |sin 2πu|ᵏ and |cos 2πu|ᵏ, k = 1, 2. By symmetry u is p, ½ − p, ½ + p or 1 − p, p in (0, ¼). Of S = sin² 2πp,
 *
 *     p = asin(√a)/π, a = sin² πp = S/2(1 + √(1 − S))
 *
 * sin 2πu: cos 2πp = 1 − h, S = h(2 − h), h uniform. cos 2πu: S = h². Squares: cos or sin of 2πp is a coordinate of a uniform point of the
 * disc, squared radius 1 − V or V and angle φ: S = 1 − (1 − V)cos² φ = V + (1 − V)sin² φ, and S = V·sin² φ.
 */
abstract class Turn {
  static transform(words: usize, out: usize, n: i32, sine: bool, fisher: bool, half: bool): void {
    for (let i = 0; i < n; i += BLOCK) {
      const count = min(n - i, BLOCK), w = words + (<usize>i << 3), x = out + (<usize>i << 3);
      if (fisher) {
        Maps.narrow<SineSquare>(w, ROOM, count);
        if (sine) Maps.binary<SineFisher>(w, ROOM, ROOM, count);
        else Maps.binary<CosineFisher>(w, ROOM, ROOM, count);
      } else if (sine) Maps.narrow<SineSlice>(w, ROOM, count);
      else Maps.narrow<CosineSlice>(w, ROOM, count);
      Maps.narrow<Part>(ROOM, ROOM, count);
      if (half) Maps.binary<Half>(w, ROOM, x, count);
      else Maps.binary<Around>(w, ROOM, x, count);
    }
  }
}
/** sin² φ of the words' seconds. */
@unmanaged @final
class SineSquare extends Unary {
  @inline of(words: v128): v128 {
    const sin = Trigonometry.sin2pi(Tilt.uniform(Tilt.second(words)));
    return f64x2.mul(sin, sin);
  }
}
/** S of words, and of sin² φ. */
@unmanaged @final
class SineFisher extends Binary {
  @inline of(words: v128, square: v128): v128 {
    const V = Tilt.uniform(words);
    return Lanes.mulAdd(f64x2.sub(Lanes.both(Lanes.ONE), V), square, V);
  }
}
@unmanaged @final
class CosineFisher extends Binary {
  @inline of(words: v128, square: v128): v128 { return f64x2.mul(Tilt.uniform(words), square); }
}
@unmanaged @final
class SineSlice extends Unary {
  @inline of(words: v128): v128 {
    const h = Tilt.uniform(words);
    return f64x2.mul(h, f64x2.sub(Lanes.both(Lanes.TWO), h));
  }
}
@unmanaged @final
class CosineSlice extends Unary {
  @inline of(words: v128): v128 {
    const h = Tilt.uniform(words);
    return f64x2.mul(h, h);
  }
}
/** p of S, which may be beyond 1 by what it was rounded by. */
@unmanaged @final
class Part extends Unary {
  @inline of(S: v128): v128 {
    const one = Lanes.both(Lanes.ONE), cos = f64x2.sqrt(f64x2.pmax(f64x2.sub(one, S), Lanes.both(Lanes.ZERO)));
    const t = f64x2.add(one, cos), a = f64x2.div(S, f64x2.add(t, t));
    return f64x2.mul(f64x2.sqrt(a), Tilt.polynomial(ASIN, a));
  }
}
/** p, ½ − p, ½ + p or 1 − p. */
@unmanaged @final
class Around extends Binary {
  @inline of(words: v128, p: v128): v128 { return Tilt.bothEnds(Tilt.mirror(p, Lanes.HALF, Tilt.coin(words, BIT_1)), words); }
}
/** 1 − 2p or 2p: half-Cauchy numbers are the sizes of Cauchy ones, whose scale has the cosine's density. */
@unmanaged @final
class Half extends Binary {
  @inline of(words: v128, p: v128): v128 { return Tilt.bothEnds(f64x2.add(p, p), words); }
}

function signedSlice(words: usize, out: usize, n: i32): void { Maps.narrow<ExponentialSlice>(words, out, n); }
function signedFisher(words: usize, out: usize, n: i32): void { Maps.narrow<ExponentialFisher>(words, out, n); }

/** n random words become n numbers; out may be words. Normal noise for loc (1) and scale (2). */
export function tiltedNormalSlice1(words: usize, out: usize, n: i32): void { Maps.narrow<NormalSlice1>(words, out, n); }
export function tiltedNormalFisher1(words: usize, out: usize, n: i32): void { TiltedNormal.fisher1(words, out, n); }
export function tiltedNormalSlice2(words: usize, out: usize, n: i32): void { Maps.unary<NormalSlice2>(words, out, n); }
export function tiltedNormalFisher2(words: usize, out: usize, n: i32): void { TiltedNormal.fisher2(words, out, n); }
/** Exponential noise for rates and scales. */
export function tiltedExponentialSlice(words: usize, out: usize, n: i32): void {
  signedSlice(words, out, n);
  Maps.narrow<Size>(out, out, n);
}
export function tiltedExponentialFisher(words: usize, out: usize, n: i32): void {
  signedFisher(words, out, n);
  Maps.narrow<Size>(out, out, n);
}
/** Uniform noise: logistic loc; Cauchy loc (sine) and scale (cosine); half-Cauchy and Laplace scale. */
export function tiltedUniformSlice(words: usize, out: usize, n: i32): void { Maps.narrow<UniformSlice>(words, out, n); }
export function tiltedUniformFisher(words: usize, out: usize, n: i32): void { Maps.narrow<UniformFisher>(words, out, n); }
export function tiltedSineSlice(words: usize, out: usize, n: i32): void { Turn.transform(words, out, n, true, false, false); }
export function tiltedSineFisher(words: usize, out: usize, n: i32): void { Turn.transform(words, out, n, true, true, false); }
export function tiltedCosineSlice(words: usize, out: usize, n: i32): void { Turn.transform(words, out, n, false, false, false); }
export function tiltedCosineFisher(words: usize, out: usize, n: i32): void { Turn.transform(words, out, n, false, true, false); }
export function tiltedHalfCauchySlice(words: usize, out: usize, n: i32): void { Turn.transform(words, out, n, false, false, true); }
export function tiltedHalfCauchyFisher(words: usize, out: usize, n: i32): void { Turn.transform(words, out, n, false, true, true); }
export function tiltedLaplaceSlice(words: usize, out: usize, n: i32): void {
  signedSlice(words, out, n);
  Maps.narrow<LaplaceUniform>(out, out, n);
}
export function tiltedLaplaceFisher(words: usize, out: usize, n: i32): void {
  signedFisher(words, out, n);
  Maps.narrow<LaplaceUniform>(out, out, n);
}
