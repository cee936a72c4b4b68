import { BetaFunction } from "../core/beta-function";
import { Called } from "../core/called";
import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Scalar } from "../core/scalar";
import { CdfOf, Columns, Family, GradLogProb, LARGEST, LogCdfOf, LogProb, LogSurvivalOf, Moments, Quantile, Sample, SurvivalOf } from "./family";

const MINUS_LN2: usize = memory.data<f64>([-0.6931471805599453]);
/** Below this, −1 − log(1 − y)/y comes from its series y/2 + y²/3 + …, of which the last of 18 terms is 2⁻⁵⁴ of the first. */
const SERIES_MAX: usize = memory.data<f64>([0.125]);
const SERIES_TERMS = 18;
/** Below this 1 − y is 1. */
const NEGLIGIBLE: usize = memory.data<f64>([1e-17]);
/** Where y = e^t and log(1 − e^(−y)) is t to rounding. */
const DEEP = -40.0;
/** Euler's constant: ψ(β + 1) + γ is the harmonic number of β. */
const EULER = 0.5772156649015329;
/** The trapezoidal rule of `moments`: step and ends. */
const STEP = 0.03125;
const FIRST = -4.0;
const LAST = 6.625;
/** Below these α and β another way is exact. */
const MOST_ALPHA = 0.0078125;
const MOST_BETA = 0.0009765625;

/**
 * Kumaraswamy(α, β) on [0, 1]: P. Kumaraswamy, "A generalized probability density function for double-bounded random processes",
 * J. Hydrol. 46 (1980) 79–88. y = x^α, L = log x, l = log(1 − y). Noise: uniform.
 *
 *     log p = log αβ + (α − 1)L + (β − 1)l                F = 1 − (1 − y)^β
 *     α: score 1/α + L(1 − (β − 1)y/(1 − y))   flow −xL/α                  divergence −(L + 1)/α
 *     β: score 1/β + l                         flow x·(1 − y)l/(αβy)       divergence ((1 − y)l/y − α(1 + l/y))/αβ
 */
@unmanaged @final
class Kumaraswamy extends Family {
  alpha: f64;
  beta: f64;
  inverseAlpha: f64;
  inverseBeta: f64;
  logBeta: f64;
  /** log αβ; log p at 0 and at 1 */
  logNorm: f64;
  atZero: f64;
  atOne: f64;

  prepare(alpha: f64, beta: f64): void {
    this.alpha = alpha;
    this.beta = beta;
    this.inverseAlpha = 1.0 / alpha;
    this.inverseBeta = 1.0 / beta;
    this.logBeta = Scalar.log(beta);
    this.logNorm = Scalar.log(alpha) + this.logBeta;
    this.atZero = alpha < 1.0 ? Infinity : alpha == 1.0 ? this.logNorm : -Infinity;
    this.atOne = beta < 1.0 ? Infinity : beta == 1.0 ? this.logNorm : -Infinity;
  }

  /**
   * Mean and variance as integrals over τ = −β·l, which is a standard exponential number: by the trapezoidal rule after τ = exp(s − e^(−s))
   * (H. Takahasi and M. Mori, "Double exponential formulas for numerical integration", Publ. RIMS 9 (1974) 721–741), of x − 1 if the mean is
   * beyond ½, so that nothing cancels where x gathers at 1. Entropy: 1 − 1/β + (1 − 1/α)H(β) − log αβ.
   */
  moments(out: usize): void {
    const harmonic = this.beta < MOST_BETA ? Kumaraswamy.harmonic(this.beta) : GammaFunction.digamma(this.beta + 1.0) + EULER;
    const entropy = 1.0 - this.inverseBeta + (1.0 - this.inverseAlpha) * harmonic - this.logNorm;
    if (this.alpha < MOST_ALPHA) return this.closed(out, entropy);
    if (this.beta < MOST_BETA) return this.beside1(out, entropy);
    const mean = this.average(false, 0.0, false), outer = mean > 0.5, centre = outer ? this.average(true, 0.0, false) : mean;
    Moments.store(out, outer ? 1.0 + centre : mean, this.average(outer, centre, true), entropy);
  }
  /** Of tiny β: ζ(2)β − ζ(3)β² + … */
  private static harmonic(b: f64): f64 {
    return b * (1.6449340668482264 - b * (1.2020569031595943 - b * (1.0823232337111382 - b * (1.0369277551433700 - b * 1.0173430619844491))));
  }
  /** Below MOST_ALPHA x gathers in a layer that no such rule resolves: E xᵏ = β·B(1 + k/α, β), whose logarithms do not cancel there. */
  private closed(out: usize, entropy: f64): void {
    const one = BetaFunction.logScaled(this.beta, 1.0 + this.inverseAlpha), two = BetaFunction.logScaled(this.beta, 1.0 + 2.0 * this.inverseAlpha);
    const mean = Scalar.exp(one), spread = Scalar.expm1(two - 2.0 * one);
    Moments.store(out, mean, spread < Infinity ? mean * spread * mean : Scalar.exp(two), entropy);
  }
  /** Below MOST_BETA nearly all x are 1: x − 1 and its square as integrals over v = −l of βe^(−βv), in which x − 1 falls off as e^(−v). */
  private beside1(out: usize, entropy: f64): void {
    let sum = 0.0, squares = 0.0;
    for (let s = FIRST; s <= LAST; s += STEP) {
      const e = Scalar.exp(-s), v = Scalar.exp(s - e), w = Scalar.exp(-this.beta * v) * v * (1.0 + e), f = Scalar.expm1(Kumaraswamy.logLess(-v) * this.inverseAlpha);
      sum += w * f;
      squares += w * f * f;
    }
    const less = this.beta * STEP * sum;
    Moments.store(out, 1.0 + less, this.beta * STEP * squares - less * less, entropy);
  }
  /** E of x − centre, or of x − 1 − centre, or of its square. */
  private average(less1: bool, centre: f64, squared: bool): f64 {
    let sum = 0.0, weights = 0.0;
    for (let s = FIRST; s <= LAST; s += STEP) {
      const e = Scalar.exp(-s), tau = Scalar.exp(s - e), w = Scalar.exp(-tau) * tau * (1.0 + e);
      const t = Kumaraswamy.logLess(-tau * this.inverseBeta) * this.inverseAlpha;
      const f = (less1 ? Scalar.expm1(t) : Scalar.exp(t)) - centre;
      weights += w;
      sum += w * (squared ? f * f : f);
    }
    return sum / weights;
  }

  /** log(1 − e^t), t ≤ 0. */
  private static logLess(t: f64): f64 { return f64x2.extract_lane(Kumaraswamy.logLessOf(f64x2.splat(t)), 0); }
  private static logLessOf(t: v128): v128 {
    const inner = Called.log(f64x2.neg(Called.expm1(t))), outer = Called.log1p(f64x2.neg(Called.exp(t)));
    return v128.bitselect(outer, inner, f64x2.lt(t, Lanes.both(MINUS_LN2)));
  }

  /** αL, y, 1 − y, l */
  @inline private power(x: v128): v128 { return f64x2.mul(f64x2.splat(this.alpha), Called.log(x)); }
  @inline private y(x: v128): v128 { return Called.exp(this.power(x)); }
  @inline private rest(x: v128): v128 { return f64x2.neg(Called.expm1(this.power(x))); }
  @inline private l(x: v128): v128 { return Kumaraswamy.logLessOf(this.power(x)); }
  /** `value`, or NaN outside the support. */
  @inline private inside(x: v128, value: v128): v128 {
    const within = v128.and(f64x2.ge(x, Lanes.both(Lanes.ZERO)), f64x2.le(x, Lanes.both(Lanes.ONE)));
    return v128.bitselect(value, Lanes.both(Lanes.NOT_A_NUMBER), within);
  }

  /** x = (1 − (1 − u)^(1/β))^(1/α), by logarithms. */
  @inline sample(u: v128): v128 {
    const t = f64x2.mul(Called.log1p(f64x2.neg(u)), f64x2.splat(this.inverseBeta));
    return Called.exp(f64x2.mul(Kumaraswamy.logLessOf(t), f64x2.splat(this.inverseAlpha)));
  }
  @inline quantile(u: v128): v128 { return this.inside(u, this.sample(u)); }

  @inline logProb(x: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO), one = Lanes.both(Lanes.ONE);
    const left = f64x2.mul(f64x2.splat(this.alpha - 1.0), Called.log(x)), right = f64x2.mul(f64x2.splat(this.beta - 1.0), this.l(x));
    let value = f64x2.add(f64x2.add(left, right), f64x2.splat(this.logNorm));
    value = v128.bitselect(f64x2.splat(this.atZero), value, f64x2.eq(x, zero));
    value = v128.bitselect(f64x2.splat(this.atOne), value, f64x2.eq(x, one));
    return v128.bitselect(Lanes.both(Lanes.MINUS_INFINITY), value, v128.or(f64x2.lt(x, zero), f64x2.gt(x, one)));
  }
  /** ∂x log p = (α − 1 − (β − 1)αy/(1 − y))/x */
  @inline gradLogProb(x: v128): v128 {
    const right = f64x2.mul(f64x2.splat(Math.min((this.beta - 1.0) * this.alpha, LARGEST)), f64x2.div(this.y(x), this.rest(x)));
    return this.inside(x, f64x2.div(f64x2.sub(f64x2.splat(this.alpha - 1.0), right), x));
  }
  @inline score0(x: v128): v128 {
    const factor = f64x2.sub(Lanes.both(Lanes.ONE), f64x2.mul(f64x2.splat(this.beta - 1.0), f64x2.div(this.y(x), this.rest(x))));
    return this.inside(x, f64x2.add(f64x2.splat(this.inverseAlpha), f64x2.mul(Called.log(x), factor)));
  }
  @inline score1(x: v128): v128 { return this.inside(x, f64x2.add(f64x2.splat(this.inverseBeta), this.l(x))); }

  @inline flow0(x: v128): v128 {
    const still = f64x2.eq(x, Lanes.both(Lanes.ZERO)), u = f64x2.neg(f64x2.mul(f64x2.mul(x, Called.log(x)), f64x2.splat(this.inverseAlpha)));
    return this.inside(x, v128.andnot(u, still));
  }
  @inline flow1(x: v128): v128 {
    const scaled = f64x2.mul(f64x2.mul(x, this.ratio(x)), f64x2.splat(this.inverseAlpha));
    return this.inside(x, f64x2.mul(scaled, f64x2.splat(this.inverseBeta)));
  }
  /** (1 − y)l/y, from −1 to 0. */
  @inline private ratio(x: v128): v128 {
    const y = this.y(x), rest = this.rest(x), value = f64x2.div(f64x2.mul(rest, this.l(x)), y);
    const ends = v128.or(f64x2.lt(y, Lanes.both(NEGLIGIBLE)), f64x2.eq(rest, Lanes.both(Lanes.ZERO)));
    const end = v128.bitselect(Lanes.both(Lanes.ZERO), Lanes.both(Lanes.MINUS_ONE), f64x2.gt(y, Lanes.both(Lanes.HALF)));
    return v128.bitselect(end, value, ends);
  }
  @inline divergence0(x: v128): v128 {
    return this.inside(x, f64x2.neg(f64x2.mul(f64x2.add(Called.log(x), Lanes.both(Lanes.ONE)), f64x2.splat(this.inverseAlpha))));
  }
  @inline divergence1(x: v128): v128 {
    const sum = f64x2.add(f64x2.mul(this.ratio(x), f64x2.splat(this.inverseAlpha)), this.excess(x));
    return this.inside(x, f64x2.mul(sum, f64x2.splat(this.inverseBeta)));
  }
  /** −(1 + l/y) */
  @inline private excess(x: v128): v128 {
    const y = this.y(x), far = f64x2.sub(Lanes.both(Lanes.MINUS_ONE), f64x2.div(this.l(x), y));
    return v128.bitselect(Kumaraswamy.series(y), far, f64x2.lt(y, Lanes.both(SERIES_MAX)));
  }
  private static series(y: v128): v128 {
    let sum = Lanes.both(Lanes.ZERO);
    for (let k = SERIES_TERMS; k >= 1; k--) sum = f64x2.mul(y, f64x2.add(sum, f64x2.splat(1.0 / <f64>(k + 1))));
    return sum;
  }

  /** Draws, L and log(1 − x), which is t − log α where 1 − x = e^t/α is small, t = l. */
  drawsDeep(u: usize, out: usize, logs: usize, rests: usize, n: i32): void {
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) {
      const t = f64x2.mul(Called.log1p(f64x2.neg(v128.load(u + i))), f64x2.splat(this.inverseBeta));
      const L = f64x2.mul(Kumaraswamy.logLessOf(t), f64x2.splat(this.inverseAlpha)), small = f64x2.sub(t, f64x2.splat(this.logNorm - this.logBeta));
      const deep = v128.and(f64x2.lt(t, f64x2.splat(DEEP)), f64x2.lt(small, f64x2.splat(DEEP)));
      v128.store(out + i, Called.exp(L));
      v128.store(logs + i, L);
      v128.store(rests + i, v128.bitselect(small, Kumaraswamy.logLessOf(L), deep));
    }
  }
  /** l, of L and log(1 − x). */
  @inline private lOf(L: v128, rest: v128): v128 {
    return v128.bitselect(f64x2.add(rest, f64x2.splat(this.logNorm - this.logBeta)), Kumaraswamy.logLessOf(f64x2.mul(f64x2.splat(this.alpha), L)), f64x2.lt(rest, f64x2.splat(DEEP)));
  }
  deepLogProb(logs: usize, rests: usize, out: usize, n: i32): void {
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) {
      const L = v128.load(logs + i), l = this.lOf(L, v128.load(rests + i));
      v128.store(out + i, f64x2.add(Lanes.dot(f64x2.splat(this.alpha - 1.0), L, f64x2.splat(this.beta - 1.0), l), f64x2.splat(this.logNorm)));
    }
  }
  /** In α, Ly/(1 − y) is −1/α at x = 1. */
  deepScores(logs: usize, rests: usize, out: usize, second: usize, n: i32): void {
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) {
      const L = v128.load(logs + i), rest = v128.load(rests + i), l = this.lOf(L, rest), alpha = f64x2.splat(this.alpha);
      const odds = f64x2.mul(L, Called.exp(f64x2.sub(f64x2.mul(alpha, L), l)));
      const part = v128.bitselect(f64x2.splat(-this.inverseAlpha), odds, f64x2.lt(rest, f64x2.splat(DEEP)));
      v128.store(out + i, f64x2.add(f64x2.splat(this.inverseAlpha), f64x2.sub(L, f64x2.mul(f64x2.splat(this.beta - 1.0), part))));
      v128.store(second + i, f64x2.add(f64x2.splat(this.inverseBeta), l));
    }
  }

  /** β·l: the logarithm of the survival function. */
  private log(x: f64): f64 { return this.beta * Kumaraswamy.logLess(this.alpha * Scalar.log(x)); }
  cdfOf(x: f64): f64 { return x <= 0.0 ? 0.0 : x >= 1.0 ? 1.0 : -Scalar.expm1(this.log(x)); }
  survivalOf(x: f64): f64 { return x <= 0.0 ? 1.0 : x >= 1.0 ? 0.0 : Scalar.exp(this.log(x)); }
  logSurvivalOf(x: f64): f64 { return x <= 0.0 ? 0.0 : x >= 1.0 ? -Infinity : this.log(x); }
  /** log(1 − e^(βl)); where y and βy are small, log βy. */
  logCdfOf(x: f64): f64 {
    if (x <= 0.0) return -Infinity;
    if (x >= 1.0) return 0.0;
    const power = this.alpha * Scalar.log(x), small = this.logBeta + power;
    return power < DEEP && small < DEEP ? small : Kumaraswamy.logLess(this.log(x));
  }
}

/** f: a prepared family of so many bytes. */
export function kumaraswamySize(): i32 { return offsetof<Kumaraswamy>(); }
export function kumaraswamyPrepare(f: usize, alpha: f64, beta: f64): void { changetype<Kumaraswamy>(f).prepare(alpha, beta); }
export function kumaraswamySample(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Kumaraswamy, Sample>(u, out, n, f); }
/** `logs`, a stride apart, become log x and log(1 − x). */
export function kumaraswamySampleDeep(u: usize, out: usize, logs: usize, stride: usize, n: i32, f: usize): void {
  changetype<Kumaraswamy>(f).drawsDeep(u, out, logs, logs + stride, n);
}
export function kumaraswamyLogProbDeep(_x: usize, logs: usize, stride: usize, out: usize, n: i32, f: usize): void {
  changetype<Kumaraswamy>(f).deepLogProb(logs, logs + stride, out, n);
}
export function kumaraswamyTermsDeep(x: usize, logs: usize, stride: usize, out: usize, n: i32, f: usize): void {
  kumaraswamyTerms(x, out, n, f);
  changetype<Kumaraswamy>(f).deepScores(logs, logs + stride, out, out + 2 * Lanes.padded(n), n);
}
export function kumaraswamyLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Kumaraswamy, LogProb>(x, out, n, f); }
export function kumaraswamyGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Kumaraswamy, GradLogProb>(x, out, n, f); }
export function kumaraswamyTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.narrowTerms2<Kumaraswamy>(x, out, n, f); }
export function kumaraswamyDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Kumaraswamy>(x, out, n, f); }
export function kumaraswamyMoments(f: usize, out: usize): void { changetype<Kumaraswamy>(f).moments(out); }
export function kumaraswamyCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Kumaraswamy, CdfOf>(x, out, n, f); }
export function kumaraswamySurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Kumaraswamy, SurvivalOf>(x, out, n, f); }
export function kumaraswamyLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Kumaraswamy, LogCdfOf>(x, out, n, f); }
export function kumaraswamyLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Kumaraswamy, LogSurvivalOf>(x, out, n, f); }
export function kumaraswamyQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Kumaraswamy, Quantile>(u, out, n, f); }
