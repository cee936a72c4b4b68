import { Bessel } from "../core/bessel";
import { Elementary } from "../core/elementary";
import { GaussLegendre } from "../core/gauss-legendre";
import { InverseTrigonometry } from "../core/inverse-trigonometry";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { Trigonometry } from "../core/trigonometry";
import { Uniform } from "../random/uniform";
import { CdfOf, Columns, Family, GradLogProb, LogCdfOf, LogProb, LogSurvivalOf, Moments, QuantileOf, SurvivalOf } from "./family";

const PI_CELL: usize = memory.data<f64>([3.141592653589793]);
/** π = PI + PI_LOW; log 2π */
const PI = 3.141592653589793;
const PI_LOW = 1.2246467991473532e-16;
const LOG_TAU = 1.8378770664093453;

/** Hankel's expansions serve for 1 − A from here: their terms fall below 2⁻⁵⁶ before the 15th. */
const HANKEL_MIN = 30.0;
/** What the exponent may change by under the short rule: error below 2e-14, the cancellation beyond d₀ included. */
const SHORT_DEPTH = 2.5;
/** Where the exponent of the integrands has fallen by this much, the rest is below 2⁻⁵¹. */
const DEPTH = 36.0;

/** What separates the hashes that accept from the word: the fraction of √2 times 2⁶⁴. SplitMix64's step and multipliers. */
const ACCEPT_KEY: usize = memory.data<u64>([0x6a09e667f3bcc908]);
const GOLDEN: usize = memory.data<u64>([0x9e3779b97f4a7c15]);
const MIX_1: usize = memory.data<u64>([0xbf58476d1ce4e5b9]);
const MIX_2: usize = memory.data<u64>([0x94d049bb133111eb]);

/** How an integral is taken: from 0, whose integrand has one sign up to d₀ and cancels little somewhat beyond; or from d to its end, near or far. */
const enum Way { Zero, Near, Far }
/** What an integral is of, beside e^(−E): the mass, ∂κ log p, or what ∂d makes of the latter. */
const enum Of { Mass, Score, ScoreSlope }

/**
 * Von Mises(loc, concentration κ) on [loc − π, loc + π], d = x − loc. Noise: words.
 *
 *     log p = −2κ·sin²(d/2) − log(2π·e^(−κ)·I₀(κ))
 *     loc: score κ·sin d            flow 1                divergence 0
 *     κ:   score cos d − A(κ)       flow −∂κF/p           A = I₁/I₀
 *
 * The flow of κ is that of S. Figurnov, S. Mohamed, A. Mnih, "Implicit reparameterization gradients", NeurIPS 2018, by quadrature.
 */
@unmanaged @final
class VonMises extends Family {
  loc: f64;
  low: f64;
  high: f64;
  concentration: f64;
  /** 2κ */
  twice: f64;
  logNorm: f64;
  /** 1 − A, and d₀ = arccos A, where the score of κ changes sign. */
  lack: f64;
  turn: f64;
  /** Of the sampler: 1 − 1/r, 1 + 1/r, the root of their quotient, κ(r − 1). */
  below: f64;
  above: f64;
  stretch: f64;
  base: f64;

  prepare(loc: f64, concentration: f64): void {
    const k = concentration, bessel = f64x2.extract_lane(Bessel.i0e(f64x2.splat(k)), 0);
    this.loc = loc;
    this.low = loc - PI;
    this.high = loc + PI;
    this.concentration = k;
    this.twice = 2.0 * k;
    this.logNorm = LOG_TAU + Scalar.log(bessel);
    this.lack = VonMises.lackOf(k);
    this.turn = 2.0 * Scalar.asin(sqrt(0.5 * this.lack));
    // r = (1 + root)/2κ: the wrapped Cauchy density 1/(r − cos d) that lies closest above
    const root = k < 1e150 ? sqrt(1.0 + 4.0 * k * k) : 2.0 * k, inverse = 2.0 * k / (1.0 + root);
    this.base = 0.5 + 0.5 / (root + 2.0 * k);
    this.below = 2.0 * this.base / (1.0 + root);
    this.above = 1.0 + inverse;
    this.stretch = sqrt(this.below / this.above);
  }

  /** 1 − A(κ); far out by the expansions of I₀ − I₁ and I₀ (DLMF 10.40.1), whose terms then differ in sign. */
  private static lackOf(k: f64): f64 {
    if (k < HANKEL_MIN) return 1.0 - f64x2.extract_lane(Bessel.ratio(f64x2.splat(k)), 0);
    let zero = 1.0, one = 1.0, sum = 1.0, difference = 0.0;
    for (let j = 1.0; j < 16.0; j += 1.0) {
      const odd = (2.0 * j - 1.0) * (2.0 * j - 1.0), step = 1.0 / (8.0 * j * k);
      zero *= odd * step;
      one *= (odd - 4.0) * step;
      sum += zero;
      difference += zero - one;
    }
    return difference / sum;
  }

  /** Variance: 2∫₀^π t²·p(t) dt, in two halves. Entropy: log(2π·I₀(κ)) − κA. */
  moments(out: usize): void {
    const end = this.end(0.0), half = 0.5 * end;
    let sum = Lanes.both(Lanes.ZERO);
    for (let row: usize = 0; row < GaussLegendre.LONG_BYTES; row += 32) {
      const t = f64x2.mul(f64x2.splat(half), v128.load(GaussLegendre.LONG + row)), s = f64x2.add(t, f64x2.splat(half));
      const both = f64x2.add(this.squared(t), this.squared(s));
      sum = Lanes.mulAdd(v128.load(GaussLegendre.LONG + row, 16), both, sum);
    }
    const variance = 2.0 * half * Lanes.sum(sum) * Scalar.exp(-this.logNorm);
    Moments.store(out, this.loc, variance, this.logNorm + this.concentration * this.lack);
  }
  /** t²·e^(−2κ sin²(t/2)) */
  @inline private squared(t: v128): v128 { return f64x2.mul(f64x2.mul(t, t), Elementary.exp(f64x2.neg(this.exponent(t)))); }
  /** 2κ·sin²(t/2) */
  @inline private exponent(t: v128): v128 {
    const s = Trigonometry.sin(f64x2.mul(t, Lanes.both(Lanes.HALF)));
    return f64x2.mul(f64x2.mul(f64x2.splat(this.twice), s), s);
  }

  @inline private d(x: v128): v128 { return f64x2.sub(x, f64x2.splat(this.loc)); }
  /** `value`, or `other` outside the support; NaN stays. */
  @inline private inside(x: v128, value: v128, other: usize): v128 {
    const outside = v128.or(f64x2.lt(x, f64x2.splat(this.low)), f64x2.gt(x, f64x2.splat(this.high)));
    return v128.bitselect(Lanes.both(other), value, outside);
  }

  @inline logProb(x: v128): v128 {
    return this.inside(x, f64x2.sub(f64x2.neg(this.exponent(this.d(x))), f64x2.splat(this.logNorm)), Lanes.MINUS_INFINITY);
  }
  /** ∂x log p = −κ·sin d */
  @inline gradLogProb(x: v128): v128 { return f64x2.neg(this.score0(x)); }
  @inline score0(x: v128): v128 {
    return this.inside(x, f64x2.mul(f64x2.splat(this.concentration), Trigonometry.sin(this.d(x))), Lanes.NOT_A_NUMBER);
  }
  /** cos d − A = (1 − A) − 2 sin²(d/2) */
  @inline score1(x: v128): v128 {
    const s = Trigonometry.sin(f64x2.mul(this.d(x), Lanes.both(Lanes.HALF)));
    return this.inside(x, f64x2.sub(f64x2.splat(this.lack), f64x2.mul(f64x2.mul(Lanes.both(Lanes.TWO), s), s)), Lanes.NOT_A_NUMBER);
  }
  @inline flow0(x: v128): v128 { return this.inside(x, v128.bitselect(Lanes.both(Lanes.ONE), x, f64x2.eq(x, x)), Lanes.NOT_A_NUMBER); }
  @inline flow1(x: v128): v128 {
    return f64x2.replace_lane(f64x2.splat(this.flow(f64x2.extract_lane(x, 0))), 1, this.flow(f64x2.extract_lane(x, 1)));
  }
  @inline divergence0(x: v128): v128 { return this.inside(x, v128.bitselect(Lanes.both(Lanes.ZERO), x, f64x2.eq(x, x)), Lanes.NOT_A_NUMBER); }
  @inline divergence1(x: v128): v128 {
    return f64x2.replace_lane(f64x2.splat(this.divergence(f64x2.extract_lane(x, 0))), 1, this.divergence(f64x2.extract_lane(x, 1)));
  }

  /** |d| ≤ π, where x is in the support. */
  @inline private distance(x: f64): f64 { return min(abs(x - this.loc), PI); }
  @inline private outside(x: f64): bool { return !(x >= this.low && x <= this.high); }

  private flow(x: f64): f64 {
    if (this.outside(x)) return NaN;
    const d = this.distance(x), way = this.way(d), u = this.integral(d, way, Of.Score);
    return copysign(way == Way.Zero ? -u : u, this.loc - x);
  }

  /** ∂x of the flow: by continuity, κ·sin d·u − (cos d − A); far out, where these cancel, by an integral of its own. */
  private divergence(x: f64): f64 {
    if (this.outside(x)) return NaN;
    const d = this.distance(x), way = this.way(d);
    if (way == Way.Far) return this.integral(d, way, Of.ScoreSlope);
    const s = Scalar.sin(0.5 * d), u = this.integral(d, way, Of.Score);
    return this.concentration * Scalar.sin(d) * (way == Way.Zero ? -u : u) - (this.lack - 2.0 * s * s);
  }

  private way(d: f64): Way {
    if (d <= this.turn) return Way.Zero;
    const s = Scalar.sin(0.5 * d), fall = this.twice * s * s;
    return this.twice - fall <= SHORT_DEPTH ? Way.Near : fall <= SHORT_DEPTH ? Way.Zero : Way.Far;
  }
  /** Where the exponent has fallen by DEPTH since d, at most π. */
  private end(d: f64): f64 {
    const s = Scalar.sin(0.5 * d), square = s * s + DEPTH / this.twice;
    return square < 1.0 ? 2.0 * Scalar.asin(sqrt(square)) : PI;
  }

  /**
   * ∫ e^(κ(cos t − cos d))·f(t) dt, from 0 to d or from d to π: 1/p(d) times that of p·f. The exponent is
   * 2κ(sin d/2 − sin t/2)(sin d/2 + sin t/2). Of ScoreSlope: ∂d of the integral of the score, with t = d + v for fixed v, the end aside.
   */
  private integral(d: f64, way: Way, what: Of): f64 {
    const zero = way == Way.Zero, short = way != Way.Far, end = short ? PI : this.end(d);
    const from = zero ? 0.0 : d, length = zero ? d : end == PI ? PI - d + PI_LOW : end - d;
    const rule = short ? GaussLegendre.SHORT : GaussLegendre.LONG, bytes = short ? GaussLegendre.SHORT_BYTES : GaussLegendre.LONG_BYTES;
    const two = Lanes.both(Lanes.TWO), k2 = f64x2.splat(this.twice), lack = f64x2.splat(this.lack);
    const here = Elementary.sin(f64x2.splat(0.5 * d)), first = f64x2.splat(0.5 * from), span = f64x2.splat(0.5 * length);
    let sum = Lanes.both(Lanes.ZERO);
    for (let row = rule; row < rule + bytes; row += 32) {
      const h = Lanes.mulAdd(span, v128.load(row), first), s = Elementary.sin(h); // h = t/2
      const e = Elementary.exp(f64x2.mul(k2, f64x2.mul(f64x2.sub(here, s), f64x2.add(here, s))));
      const weighed = f64x2.mul(v128.load(row, 16), e);
      if (what == Of.Mass) {
        sum = f64x2.add(sum, weighed);
        continue;
      }
      let f = f64x2.sub(lack, f64x2.mul(f64x2.mul(two, s), s)); // cos t − A
      if (what == Of.ScoreSlope) {
        // −κ(sin t − sin d)(cos t − A) − sin t, sin t − sin d = 2 sin((t − d)/2)·cos((t + d)/2)
        const sinT = Elementary.sin(f64x2.mul(two, h)), v = Elementary.sin(f64x2.sub(h, f64x2.splat(0.5 * d)));
        const c = Elementary.cos(f64x2.add(h, f64x2.splat(0.5 * d)));
        f = f64x2.neg(Lanes.mulAdd(f64x2.mul(k2, f64x2.mul(v, c)), f, sinT));
      }
      sum = Lanes.mulAdd(weighed, f, sum);
    }
    let value = length * Lanes.sum(sum);
    if (what == Of.ScoreSlope && end == PI) { // the upper end moves against d
      const s = f64x2.extract_lane(here, 0);
      value += Scalar.exp(this.twice * (s - 1.0) * (s + 1.0)) * (2.0 - this.lack);
    }
    return value;
  }

  /** log p at the distance d. */
  private logDensity(d: f64): f64 {
    const s = Scalar.sin(0.5 * d);
    return -this.twice * s * s - this.logNorm;
  }
  /** The mass beyond the distance d on one side, and its logarithm. */
  private tail(d: f64): f64 {
    const way = this.way(d), part = Scalar.exp(this.logDensity(d)) * this.integral(d, way, Of.Mass);
    return way == Way.Zero ? 0.5 - part : part;
  }
  private logTail(d: f64): f64 {
    const way = this.way(d);
    return way == Way.Zero ? Scalar.log(this.tail(d)) : this.logDensity(d) + Scalar.log(this.integral(d, way, Of.Mass));
  }
  /** P(±(X − loc) ≤ y) */
  private mass(y: f64): f64 {
    if (!(y < PI)) return y == y ? 1.0 : y;
    if (y <= -PI) return 0.0;
    const t = this.tail(abs(y));
    return y < 0.0 ? t : 1.0 - t;
  }
  private logMass(y: f64): f64 {
    if (!(y < PI)) return y == y ? 0.0 : y;
    if (y <= -PI) return -Infinity;
    return y < 0.0 ? this.logTail(-y) : Scalar.log1p(-this.tail(y));
  }
  cdfOf(x: f64): f64 { return this.mass(x - this.loc); }
  survivalOf(x: f64): f64 { return this.mass(this.loc - x); }
  logCdfOf(x: f64): f64 { return this.logMass(x - this.loc); }
  logSurvivalOf(x: f64): f64 { return this.logMass(this.loc - x); }

  /**
   * The d whose tail is q = min(u, 1 − u): Newton's method within a bracket, for the mass from 0 to d where that is how the tail is found,
   * else for the logarithm of the tail.
   */
  quantileOf(u: f64): f64 {
    if (!(u >= 0.0 && u <= 1.0)) return NaN;
    const q = min(u, 1.0 - u);
    if (q == 0.0) return u == 0.0 ? this.low : this.high;
    if (q == 0.5) return this.loc;
    const target = Scalar.log(q);
    const sine = -0.5 * Scalar.normalQuantile(q) / sqrt(this.concentration);
    let a = 0.0, b = PI, d = this.concentration > 1.0 && sine < 1.0 ? 2.0 * Scalar.asin(sine) : PI * (1.0 - 2.0 * q);
    for (let turn = 0; turn < 200; turn++) {
      const way = this.way(d), log = this.logDensity(d), part = this.integral(d, way, Of.Mass);
      const step = way == Way.Zero ? (0.5 - q) * Scalar.exp(-log) - part : (log + Scalar.log(part) - target) * part;
      if (step > 0.0) a = d;
      else b = d;
      let next = d + step;
      if (!(next >= a && next <= b)) next = 0.5 * (a + b);
      const moved = abs(next - d);
      d = next;
      if (moved <= 1e-9 * d) break;
    }
    return u < 0.5 ? max(this.loc - d, this.low) : min(this.loc + d, this.high);
  }

  /**
   * Draws, of a word each. D. J. Best and N. I. Fisher, "Efficient simulation of the von Mises distribution", Appl. Statist. 28 (1979)
   * 152–157: a wrapped Cauchy number, accepted or not by a uniform one, a hash of the word; if not, the hashes go on. Both lanes at once,
   * until both have theirs. Their cos θ = (1 + r·cos πu)/(r + cos πu) is
   *
   *     tan θ/2 = √((r − 1)/(r + 1))·tan πu/2,   sin² θ/2 = (1 − 1/r)s²/((1 − 1/r)s² + (1 + 1/r)c²),   s, c = sin, cos πu/2
   *
   * which loses nothing for small or large κ. c = κ(r − cos θ); accepted if c(2 − c) > U, or log(c/U) + 1 − c ≥ 0.
   */
  @inline sample(words: v128): v128 {
    const one = Lanes.both(Lanes.ONE), two = Lanes.both(Lanes.TWO), uniform = changetype<Uniform>(0);
    const below = f64x2.splat(this.below), above = f64x2.splat(this.above), stretch = f64x2.splat(this.stretch);
    let w = words, state = v128.xor(words, Lanes.both(ACCEPT_KEY)), angle = Lanes.both(Lanes.ZERO), open = f64x2.eq(one, one);
    do {
      const h = f64x2.mul(Lanes.both(PI_CELL), f64x2.sub(uniform.of(w), Lanes.both(Lanes.HALF)));
      const s = Elementary.sin(h), c = Elementary.cos(h), ss = f64x2.mul(below, f64x2.mul(s, s)), cc = f64x2.mul(above, f64x2.mul(c, c));
      const half = InverseTrigonometry.atan(f64x2.mul(stretch, f64x2.div(s, c)));
      const f = Lanes.mulAdd(f64x2.splat(this.twice), f64x2.div(ss, f64x2.add(ss, cc)), f64x2.splat(this.base));
      const U = uniform.of(VonMises.mix(state));
      let accepted = f64x2.gt(f64x2.mul(f, f64x2.sub(two, f)), U);
      if (v128.any_true(v128.andnot(open, accepted))) {
        const log = f64x2.add(f64x2.sub(Logarithm.log(f64x2.div(f, U)), f), one);
        accepted = v128.or(accepted, f64x2.ge(log, Lanes.both(Lanes.ZERO)));
      }
      angle = v128.bitselect(f64x2.add(half, half), angle, v128.and(open, accepted));
      open = v128.andnot(open, accepted);
      state = i64x2.add(state, Lanes.both(GOLDEN));
      w = VonMises.mix(state);
      state = i64x2.add(state, Lanes.both(GOLDEN));
    } while (v128.any_true(open));
    const x = f64x2.add(f64x2.splat(this.loc), angle);
    return f64x2.pmin(f64x2.pmax(x, f64x2.splat(this.low)), f64x2.splat(this.high));
  }

  /** As Ziggurat.mix, of two lanes. */
  @inline private static mix(state: v128): v128 {
    let z = i64x2.mul(v128.xor(state, i64x2.shr_u(state, 30)), Lanes.both(MIX_1));
    z = i64x2.mul(v128.xor(z, i64x2.shr_u(z, 27)), Lanes.both(MIX_2));
    return v128.xor(z, i64x2.shr_u(z, 31));
  }

  draws(words: usize, out: usize, n: i32): void {
    const size = <usize>n << 3;
    for (let i: usize = 0; i < size; i += 16) v128.store(out + i, this.sample(v128.load(words + i)));
  }
}

/** f: a prepared family of so many bytes. */
export function vonMisesSize(): i32 { return offsetof<VonMises>(); }
export function vonMisesPrepare(f: usize, loc: f64, concentration: f64): void { changetype<VonMises>(f).prepare(loc, concentration); }
export function vonMisesSample(words: usize, out: usize, n: i32, f: usize): void { changetype<VonMises>(f).draws(words, out, n); }
export function vonMisesLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<VonMises, LogProb>(x, out, n, f); }
export function vonMisesGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<VonMises, GradLogProb>(x, out, n, f); }
export function vonMisesTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.narrowTerms2<VonMises>(x, out, n, f); }
export function vonMisesScores(x: usize, out: usize, n: i32, f: usize): void { Columns.scores2<VonMises>(x, out, n, f); }
export function vonMisesDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<VonMises>(x, out, n, f); }
export function vonMisesMoments(f: usize, out: usize): void { changetype<VonMises>(f).moments(out); }
export function vonMisesCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<VonMises, CdfOf>(x, out, n, f); }
export function vonMisesSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<VonMises, SurvivalOf>(x, out, n, f); }
export function vonMisesLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<VonMises, LogCdfOf>(x, out, n, f); }
export function vonMisesLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<VonMises, LogSurvivalOf>(x, out, n, f); }
export function vonMisesQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<VonMises, QuantileOf>(u, out, n, f); }
