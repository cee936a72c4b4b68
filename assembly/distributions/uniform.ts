import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { Tails } from "../core/tails";
import { Cdf, Columns, Family, GradLogProb, LogCdf, LogProb, LogSurvival, Moments, Sample, Survival } from "./family";

const LOG_2 = 0.6931471805599453;

/**
 * Uniform(low, high), low ≤ x ≤ high. Noise: uniform.
 *
 * Lengths are taken in units of 2 where high − low would overflow.
 */
@unmanaged @final
class Uniform extends Family {
  low: v128;
  high: v128;
  /** 1, or ½; low, high and 1/(high − low) in its units. */
  unit: v128;
  start: v128;
  end: v128;
  inverse: v128;
  /** 1/(high − low) */
  height: v128;
  logNorm: v128;

  prepare(low: f64, high: f64): void {
    const unit = high - low < Infinity ? 1.0 : 0.5, width = high * unit - low * unit;
    this.low = f64x2.splat(low);
    this.high = f64x2.splat(high);
    this.unit = f64x2.splat(unit);
    this.start = f64x2.splat(low * unit);
    this.end = f64x2.splat(high * unit);
    this.inverse = f64x2.splat(1.0 / width);
    this.height = f64x2.splat(unit / width);
    this.logNorm = f64x2.splat(Scalar.log(width) + (unit < 1.0 ? LOG_2 : 0.0));
  }

  /** Entropy: log(high − low). */
  moments(out: usize): void {
    const low = f64x2.extract_lane(this.start, 0), high = f64x2.extract_lane(this.end, 0), unit = f64x2.extract_lane(this.unit, 0);
    const width = (high - low) / unit;
    Moments.store(out, (0.5 * low + 0.5 * high) / unit, width * width / 12.0, f64x2.extract_lane(this.logNorm, 0));
  }

  @inline private inside(x: v128): v128 { return v128.and(f64x2.ge(x, this.low), f64x2.le(x, this.high)); }
  /** (x − low)/(high − low), (high − x)/(high − low) */
  @inline private below(x: v128): v128 { return f64x2.mul(f64x2.sub(f64x2.mul(x, this.unit), this.start), this.inverse); }
  @inline private above(x: v128): v128 { return f64x2.mul(f64x2.sub(this.end, f64x2.mul(x, this.unit)), this.inverse); }
  @inline private share(v: v128): v128 { return f64x2.pmax(f64x2.pmin(v, Lanes.both(Lanes.ONE)), Lanes.both(Lanes.ZERO)); }

  /** x = low(1 − u) + high·u, which is low at 0 and high at 1; rounding may go beyond neither. */
  @inline sample(u: v128): v128 {
    const one = Lanes.both(Lanes.ONE), v = f64x2.sub(one, u), proper = f64x2.ge(f64x2.pmin(u, v), Lanes.both(Lanes.ZERO));
    const x = Lanes.dot(this.low, v, this.high, u);
    return this.within(f64x2.pmax(f64x2.pmin(x, this.high), this.low), proper);
  }

  /** log p = −log(high − low) */
  @inline logProb(x: v128): v128 { return this.density(f64x2.neg(this.logNorm), x, this.inside(x)); }
  @inline gradLogProb(x: v128): v128 { return this.within(Lanes.both(Lanes.ZERO), this.inside(x)); }

  @inline cdf(x: v128): v128 { return this.share(this.below(x)); }
  @inline survival(x: v128): v128 { return this.share(this.above(x)); }
  @inline logCdf(x: v128): v128 { return Logarithm.logProbability(this.cdf(x), this.survival(x)); }
  @inline logSurvival(x: v128): v128 { return Logarithm.logProbability(this.survival(x), this.cdf(x)); }

  /** ∂low log p = 1/(high − low) = −∂high log p. The ends move: neither has mean 0. */
  @inline score0(x: v128): v128 { return this.within(this.height, this.inside(x)); }
  @inline score1(x: v128): v128 { return this.within(f64x2.neg(this.height), this.inside(x)); }
  /** u = (high − x)/(high − low), u = (x − low)/(high − low) */
  @inline flow0(x: v128): v128 { return this.within(this.above(x), this.inside(x)); }
  @inline flow1(x: v128): v128 { return this.within(this.below(x), this.inside(x)); }
  @inline divergence0(x: v128): v128 { return this.score1(x); }
  @inline divergence1(x: v128): v128 { return this.score0(x); }
}

/** f: a prepared family of so many bytes. */
export function uniformSize(): i32 { return offsetof<Uniform>(); }
export function uniformPrepare(f: usize, low: f64, high: f64): void { changetype<Uniform>(f).prepare(low, high); }
export function uniformSample(noise: usize, out: usize, n: i32, f: usize): void { Columns.map<Uniform, Sample>(noise, out, n, f); }
export function uniformLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Uniform, LogProb>(x, out, n, f); }
export function uniformGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Uniform, GradLogProb>(x, out, n, f); }
export function uniformTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms2<Uniform>(x, out, n, f); }
export function uniformDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Uniform>(x, out, n, f); }
export function uniformMoments(f: usize, out: usize): void { changetype<Uniform>(f).moments(out); }
export function uniformCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Uniform, Cdf>(x, out, n, f); }
export function uniformSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Uniform, Survival>(x, out, n, f); }
export function uniformLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Uniform, LogCdf>(x, out, n, f);
  mendLogs(x, out, n, changetype<Uniform>(f), changetype<Uniform>(f).low, 1.0);
}
export function uniformLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Uniform, LogSurvival>(x, out, n, f);
  mendLogs(x, out, n, changetype<Uniform>(f), changetype<Uniform>(f).high, -1.0);
}
function mendLogs(x: usize, out: usize, n: i32, f: Uniform, end: v128, side: f64): void {
  Tails.mendLogs(x, out, n, f64x2.extract_lane(end, 0), -f64x2.extract_lane(f.logNorm, 0), side, 1.0);
}
/** A draw is the quantile of its noise. */
export function uniformQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.map<Uniform, Sample>(u, out, n, f); }
