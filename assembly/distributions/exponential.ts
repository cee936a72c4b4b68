import { Lanes } from "../core/lanes";
import { Scalar } from "../core/scalar";
import { Tails } from "../core/tails";
import { Columns, Family, GradLogProb, LogProb, Mirror, Moments, Sample, Standardise } from "./family";

/** Exponential(rate), y = rate·x, x ≥ 0. Noise: exponential. */
@unmanaged @final
class Exponential extends Family {
  rate: v128;
  inverseRate: v128;
  logRate: v128;

  prepare(rate: f64): void {
    this.rate = f64x2.splat(rate);
    this.inverseRate = f64x2.splat(1.0 / rate);
    this.logRate = f64x2.splat(Scalar.log(rate));
  }

  /** Entropy: 1 − log rate. */
  moments(out: usize): void {
    const mean = f64x2.extract_lane(this.inverseRate, 0);
    Moments.store(out, mean, mean * mean, 1.0 - f64x2.extract_lane(this.logRate, 0));
  }

  @inline private inside(x: v128): v128 { return f64x2.ge(x, Lanes.both(Lanes.ZERO)); }
  @inline private y(x: v128): v128 { return f64x2.mul(x, this.rate); }
  /** y; 0 below the support. */
  @inline standardise(x: v128): v128 { return f64x2.pmax(this.y(x), Lanes.both(Lanes.ZERO)); }
  @inline sample(y: v128): v128 { return f64x2.div(y, this.rate); }

  /** log p = log rate − y */
  @inline logProb(x: v128): v128 { return this.density(f64x2.sub(this.logRate, this.y(x)), x, this.inside(x)); }
  /** ∂x log p = −rate */
  @inline gradLogProb(x: v128): v128 { return this.within(f64x2.neg(this.rate), this.inside(x)); }
  /** ∂rate log p = (1 − y)/rate */
  @inline score0(x: v128): v128 {
    return this.within(f64x2.mul(f64x2.sub(Lanes.both(Lanes.ONE), this.y(x)), this.inverseRate), this.inside(x));
  }
  /** u = −x/rate */
  @inline flow0(x: v128): v128 { return this.within(f64x2.neg(f64x2.mul(x, this.inverseRate)), this.inside(x)); }
  @inline divergence0(x: v128): v128 { return this.within(f64x2.neg(this.inverseRate), this.inside(x)); }
}

/** f: a prepared family of so many bytes. */
export function exponentialSize(): i32 { return offsetof<Exponential>(); }
export function exponentialPrepare(f: usize, rate: f64): void { changetype<Exponential>(f).prepare(rate); }
export function exponentialSample(noise: usize, out: usize, n: i32, f: usize): void { Columns.map<Exponential, Sample>(noise, out, n, f); }
export function exponentialLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Exponential, LogProb>(x, out, n, f); }
export function exponentialGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Exponential, GradLogProb>(x, out, n, f); }
export function exponentialTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms1<Exponential>(x, out, n, f); }
export function exponentialDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences1<Exponential>(x, out, n, f); }
export function exponentialMoments(f: usize, out: usize): void { changetype<Exponential>(f).moments(out); }
/** F(x) = 1 − e^(−y), log(1 − F) = −y */
export function exponentialCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.map<Exponential, Standardise>(x, out, n, f);
  Tails.exponentialCdf(out, out, n);
}
export function exponentialSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.map<Exponential, Standardise>(x, out, n, f);
  Tails.exponentialSurvival(out, out, n);
}
export function exponentialLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.map<Exponential, Standardise>(x, out, n, f);
  Tails.exponentialLogCdf(out, out, n);
  Tails.mendLogs(x, out, n, 0.0, f64x2.extract_lane(changetype<Exponential>(f).logRate, 0), 1.0, 1.0);
}
export function exponentialLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Exponential, Mirror>(x, out, n, f); }
export function exponentialQuantile(u: usize, out: usize, n: i32, f: usize): void {
  Tails.exponentialQuantile(u, out, n);
  Columns.map<Exponential, Sample>(out, out, n, f);
}
