import { Called } from "../core/called";
import { Lanes } from "../core/lanes";
import { Scalar } from "../core/scalar";
import { Cdf, Columns, Family, GradLogProb, LogCdf, LogProb, LogSurvival, Moments, Quantile, Sample, Survival } from "./family";


/** A share of the mass. */
const SKEWED = 0.0625;
/** Below, quotients may be subnormal. */
const LEAST: usize = memory.data<f64>([1e-290]);
const LOG_2 = 0.69314718055994530942;

/**
 * Triangular(low a, high b, peak c), with w = b − a. Noise: uniform. On the left of the peak, where l = c − a and t = x − a,
 *
 *     p = 2t/wl,  F = t²/wl
 *     a: score 1/w − (c − x)/tl    flow ((b − x)/w + (c − x)/l)/2    divergence −(1/w + 1/l)/2
 *     b: score −1/w                flow t/2w                         divergence 1/2w
 *     c: score −1/l                flow t/2l                         divergence 1/2l
 *
 * and on the right the mirror image, in which a and b change places, and scores and divergences their sign. The mirror image is taken
 * where x > c, and at the peak itself if there is no left.
 */
@unmanaged @final
class Triangular extends Family {
  low: f64;
  high: f64;
  peak: f64;
  width: f64;
  /** c − a, b − c, and F(c) */
  left: f64;
  right: f64;
  share: f64;
  /** (b − c)/w */
  otherShare: f64;
  /** Whether one of both is so small that 1 − the other loses its digits. */
  skewed: bool;

  prepare(low: f64, high: f64, peak: f64): void {
    this.low = low;
    this.high = high;
    this.peak = peak;
    this.width = high - low;
    this.left = peak - low;
    this.right = high - peak;
    this.share = this.left / this.width;
    this.otherShare = this.right / this.width;
    this.skewed = Math.min(this.share, this.otherShare) < SKEWED;
  }

  /** Variance: (l² + lr + r²)/18. Entropy: ½ + log(w/2). */
  moments(out: usize): void {
    const l = this.left, r = this.right, variance = (l * l + l * r + r * r) / 18.0;
    Moments.store(out, this.peak + (r - l) / 3.0, variance, 0.5 + Scalar.log(0.5 * this.width));
  }

  /** All ones on the right of the peak. */
  @inline private mirrored(x: v128): v128 {
    const peak = f64x2.splat(this.peak);
    return v128.or(f64x2.gt(x, peak), v128.and(f64x2.eq(x, peak), f64x2.eq(f64x2.splat(this.left), Lanes.both(Lanes.ZERO))));
  }
  /** The distance of x from its end, t; of the peak from it, l or r; of x from the peak. */
  @inline private t(x: v128): v128 { return v128.bitselect(f64x2.sub(f64x2.splat(this.high), x), f64x2.sub(x, f64x2.splat(this.low)), this.mirrored(x)); }
  @inline private side(x: v128): v128 { return v128.bitselect(f64x2.splat(this.right), f64x2.splat(this.left), this.mirrored(x)); }
  @inline private rest(x: v128): v128 { return f64x2.abs(f64x2.sub(f64x2.splat(this.peak), x)); }
  /** −value on the right. */
  @inline private turned(x: v128, value: v128): v128 { return v128.bitselect(f64x2.neg(value), value, this.mirrored(x)); }
  /** `value`, or NaN outside the support. */
  @inline private inside(x: v128, value: v128): v128 {
    const within = v128.and(f64x2.ge(x, f64x2.splat(this.low)), f64x2.le(x, f64x2.splat(this.high)));
    return v128.bitselect(value, Lanes.both(Lanes.NOT_A_NUMBER), within);
  }

  /** x = a + w√(u·l/w), or b − w√((1 − u)·r/w): w² may overflow. */
  @inline sample(u: v128): v128 {
    const left = f64x2.lt(u, f64x2.splat(this.share)), width = f64x2.splat(this.width);
    const from = v128.bitselect(u, f64x2.sub(Lanes.both(Lanes.ONE), u), left);
    const share = v128.bitselect(f64x2.splat(this.share), f64x2.splat(this.otherShare), left);
    const t = f64x2.mul(width, f64x2.sqrt(f64x2.mul(from, share)));
    return v128.bitselect(f64x2.add(f64x2.splat(this.low), t), f64x2.sub(f64x2.splat(this.high), t), left);
  }
  /** Near a peak that is near an end, which may be 0, from there: x = c + w(u − l/w)/(1 + √((1 − u)·w/r)), or the mirror image. */
  @inline quantile(u: v128): v128 {
    const one = Lanes.both(Lanes.ONE), within = v128.and(f64x2.ge(u, Lanes.both(Lanes.ZERO)), f64x2.le(u, one));
    if (!this.skewed) return v128.bitselect(this.sample(u), Lanes.both(Lanes.NOT_A_NUMBER), within);
    const left = f64x2.lt(u, f64x2.splat(this.share)), v = f64x2.sub(one, u), share = f64x2.splat(this.share), otherShare = f64x2.splat(this.otherShare);
    const ratio = f64x2.div(v128.bitselect(u, v, left), v128.bitselect(share, otherShare, left));
    const beyond = f64x2.sub(v128.bitselect(v, u, left), v128.bitselect(otherShare, share, left));
    const rest = f64x2.div(f64x2.mul(f64x2.splat(this.width), beyond), f64x2.add(one, f64x2.sqrt(ratio))), peak = f64x2.splat(this.peak);
    const x = v128.bitselect(f64x2.sub(peak, rest), f64x2.add(peak, rest), left);
    return v128.bitselect(v128.bitselect(x, this.sample(u), f64x2.gt(ratio, Lanes.both(Lanes.HALF))), Lanes.both(Lanes.NOT_A_NUMBER), within);
  }

  @inline logProb(x: v128): v128 {
    const low = f64x2.splat(this.low), high = f64x2.splat(this.high), outside = v128.or(f64x2.lt(x, low), f64x2.gt(x, high));
    const share = f64x2.div(this.t(x), this.side(x)), p = f64x2.div(f64x2.mul(Lanes.both(Lanes.TWO), share), f64x2.splat(this.width));
    return v128.bitselect(Lanes.both(Lanes.MINUS_INFINITY), this.logOf(x, p, f64x2.pmin(p, share), LOG_2, 1.0), outside);
  }
  /** log value, by the logarithms of t and l, as a + log tᵏ/wl, where it, or a factor of it, may be subnormal. */
  private logOf(x: v128, value: v128, least: v128, a: f64, k: f64): v128 {
    const tiny = f64x2.lt(least, Lanes.both(LEAST)), log = Called.log(value);
    if (!v128.any_true(tiny)) return log;
    const t = f64x2.add(f64x2.mul(f64x2.splat(k), Called.log(this.t(x))), f64x2.splat(a - Scalar.log(this.width)));
    return v128.bitselect(f64x2.sub(t, Called.log(this.side(x))), log, tiny);
  }
  /** ±1/t */
  @inline gradLogProb(x: v128): v128 { return this.inside(x, this.turned(x, f64x2.div(Lanes.both(Lanes.ONE), this.t(x)))); }

  /** By the end on the side of x; by the other end; by the peak. */
  @inline private near(x: v128): v128 {
    const own = f64x2.div(f64x2.div(this.rest(x), this.t(x)), this.side(x));
    return f64x2.sub(f64x2.div(Lanes.both(Lanes.ONE), f64x2.splat(this.width)), own);
  }
  @inline private far(_x: v128): v128 { return f64x2.neg(f64x2.div(Lanes.both(Lanes.ONE), f64x2.splat(this.width))); }
  @inline score0(x: v128): v128 { return this.inside(x, this.turned(x, v128.bitselect(this.far(x), this.near(x), this.mirrored(x)))); }
  @inline score1(x: v128): v128 { return this.inside(x, this.turned(x, v128.bitselect(this.near(x), this.far(x), this.mirrored(x)))); }
  @inline score2(x: v128): v128 { return this.inside(x, this.turned(x, f64x2.neg(f64x2.div(Lanes.both(Lanes.ONE), this.side(x))))); }

  @inline private nearFlow(x: v128): v128 {
    const other = v128.bitselect(f64x2.sub(x, f64x2.splat(this.low)), f64x2.sub(f64x2.splat(this.high), x), this.mirrored(x));
    return f64x2.mul(Lanes.both(Lanes.HALF), f64x2.add(f64x2.div(other, f64x2.splat(this.width)), f64x2.div(this.rest(x), this.side(x))));
  }
  @inline private farFlow(x: v128): v128 { return f64x2.mul(Lanes.both(Lanes.HALF), f64x2.div(this.t(x), f64x2.splat(this.width))); }
  @inline flow0(x: v128): v128 { return this.inside(x, v128.bitselect(this.farFlow(x), this.nearFlow(x), this.mirrored(x))); }
  @inline flow1(x: v128): v128 { return this.inside(x, v128.bitselect(this.nearFlow(x), this.farFlow(x), this.mirrored(x))); }
  @inline flow2(x: v128): v128 { return this.inside(x, f64x2.mul(Lanes.both(Lanes.HALF), f64x2.div(this.t(x), this.side(x)))); }

  @inline private nearDivergence(x: v128): v128 {
    const one = Lanes.both(Lanes.ONE), sum = f64x2.add(f64x2.div(one, f64x2.splat(this.width)), f64x2.div(one, this.side(x)));
    return f64x2.neg(f64x2.mul(Lanes.both(Lanes.HALF), sum));
  }
  @inline private farDivergence(_x: v128): v128 { return f64x2.div(Lanes.both(Lanes.HALF), f64x2.splat(this.width)); }
  @inline divergence0(x: v128): v128 {
    return this.inside(x, this.turned(x, v128.bitselect(this.farDivergence(x), this.nearDivergence(x), this.mirrored(x))));
  }
  @inline divergence1(x: v128): v128 {
    return this.inside(x, this.turned(x, v128.bitselect(this.nearDivergence(x), this.farDivergence(x), this.mirrored(x))));
  }
  @inline divergence2(x: v128): v128 { return this.inside(x, this.turned(x, f64x2.div(Lanes.both(Lanes.HALF), this.side(x)))); }

  /** The mass between x and its end, t²/wl. */
  @inline private corner(x: v128): v128 { return f64x2.mul(f64x2.div(this.t(x), f64x2.splat(this.width)), f64x2.div(this.t(x), this.side(x))); }
  /** 1 − corner; with a peak near an end, from ½ on, as the other side's share and what lies between x and the peak, d(2 − d/l)/w = (1 + t/l)·d/w, which do not cancel. */
  @inline private others(x: v128, corner: v128): v128 {
    const one = Lanes.both(Lanes.ONE);
    if (!this.skewed) return f64x2.sub(one, corner);
    const share = v128.bitselect(f64x2.splat(this.share), f64x2.splat(this.otherShare), this.mirrored(x));
    const between = f64x2.mul(f64x2.div(this.rest(x), f64x2.splat(this.width)), f64x2.add(one, f64x2.div(this.t(x), this.side(x))));
    return v128.bitselect(f64x2.add(share, between), f64x2.sub(one, corner), f64x2.ge(corner, Lanes.both(Lanes.HALF)));
  }
  /** Its logarithm; +0 for 0. */
  private logOthers(x: v128, corner: v128): v128 {
    const near = f64x2.add(Called.log1p(f64x2.neg(corner)), Lanes.both(Lanes.ZERO));
    return !this.skewed ? near : v128.bitselect(this.logRest(x, this.others(x, corner)), near, f64x2.ge(corner, Lanes.both(Lanes.HALF)));
  }
  /** log others; where these may be subnormal, of their w-fold. */
  private logRest(x: v128, others: v128): v128 {
    const tiny = f64x2.lt(others, Lanes.both(LEAST)), log = Called.log(others);
    if (!v128.any_true(tiny)) return log;
    const between = f64x2.mul(this.rest(x), f64x2.add(Lanes.both(Lanes.ONE), f64x2.div(this.t(x), this.side(x))));
    const whole = f64x2.add(v128.bitselect(f64x2.splat(this.left), f64x2.splat(this.right), this.mirrored(x)), between);
    return v128.bitselect(f64x2.sub(Called.log(whole), f64x2.splat(Scalar.log(this.width))), log, tiny);
  }
  /** log corner; with a peak near an end, from ½ on by the rest. */
  private logCorner(x: v128, corner: v128): v128 {
    const log = this.logOf(x, corner, corner, 0.0, 2.0);
    return !this.skewed ? log : v128.bitselect(Called.log1p(f64x2.neg(this.others(x, corner))), log, f64x2.ge(corner, Lanes.both(Lanes.HALF)));
  }
  @inline private bounded(x: v128): v128 {
    return f64x2.pmax(f64x2.pmin(x, f64x2.splat(this.high)), f64x2.splat(this.low)); // in this order they let NaN pass
  }
  @inline cdf(x: v128): v128 {
    const y = this.bounded(x), corner = this.corner(y);
    return v128.bitselect(this.others(y, corner), corner, this.mirrored(y));
  }
  @inline survival(x: v128): v128 {
    const y = this.bounded(x), corner = this.corner(y);
    return v128.bitselect(corner, this.others(y, corner), this.mirrored(y));
  }
  @inline logCdf(x: v128): v128 {
    const y = this.bounded(x), corner = this.corner(y);
    return v128.bitselect(this.logOthers(y, corner), this.logCorner(y, corner), this.mirrored(y));
  }
  @inline logSurvival(x: v128): v128 {
    const y = this.bounded(x), corner = this.corner(y);
    return v128.bitselect(this.logCorner(y, corner), this.logOthers(y, corner), this.mirrored(y));
  }
}

/** f: a prepared family of so many bytes. */
export function triangularSize(): i32 { return offsetof<Triangular>(); }
export function triangularPrepare(f: usize, low: f64, high: f64, peak: f64): void { changetype<Triangular>(f).prepare(low, high, peak); }
export function triangularSample(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Triangular, Sample>(u, out, n, f); }
export function triangularLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Triangular, LogProb>(x, out, n, f); }
export function triangularGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Triangular, GradLogProb>(x, out, n, f); }
export function triangularTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms3<Triangular>(x, out, n, f); }
export function triangularDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences3<Triangular>(x, out, n, f); }
export function triangularMoments(f: usize, out: usize): void { changetype<Triangular>(f).moments(out); }
export function triangularCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Triangular, Cdf>(x, out, n, f); }
export function triangularSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Triangular, Survival>(x, out, n, f); }
export function triangularLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Triangular, LogCdf>(x, out, n, f); }
export function triangularLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Triangular, LogSurvival>(x, out, n, f); }
export function triangularQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Triangular, Quantile>(u, out, n, f); }
