import { Called } from "../core/called";
import { Lanes } from "../core/lanes";
import { SaddlePoint } from "../core/saddle-point";
import { Count, Trials } from "./count";
import { Cdf, Columns, LogCdf, LogProb, LogSurvival, Moments, QuantileOf, Sample, Survival } from "./family";


/**
 * Geometric(p): k = 0, 1, 2 … failures before the first success, q = 1 − p. Noise: exponential.
 *
 *     log p = k·log q + log p        P(X > k) = q^(k+1)        probs: score 1/p − k/q = (q/p − k)/q
 *     flow J_k/p_k = −(k + 1)/p      divergence (J_k − J_{k−1})/p_k = −(k + 1)/p + k/pq = (k − q/p)/q
 */
@unmanaged @final
class Geometric extends Trials {
  prepare(probs: f64): void {
    this.trials(probs, false);
    const mean = this.q / probs, back = mean * probs;
    this.countUpTo(Infinity, mean, (this.q - back - SaddlePoint.lost(mean, probs, back) + this.qRest) / probs);
  }

  /** ⌊E/−log q⌋: P(k ≥ j) = P(E ≥ −j·log q) = qʲ. */
  @inline sample(exponential: v128): v128 { return f64x2.floor(f64x2.div(exponential, f64x2.splat(-this.logQ))); }

  @inline logProb(k: v128): v128 {
    const value = Lanes.mulAdd(k, f64x2.splat(this.logQ), f64x2.splat(this.logP)), counted = this.counted(k, value);
    return v128.bitselect(counted, Lanes.both(Lanes.MINUS_INFINITY), v128.or(f64x2.eq(counted, counted), f64x2.ne(k, k)));
  }
  @inline score0(k: v128): v128 { return this.counted(k, f64x2.neg(f64x2.div(this.deviation(k), f64x2.splat(this.q)))); }
  @inline flow0(k: v128): v128 { return this.counted(k, f64x2.neg(f64x2.div(f64x2.add(k, Lanes.both(Lanes.ONE)), f64x2.splat(this.p)))); }
  @inline divergence0(k: v128): v128 { return this.counted(k, f64x2.div(this.deviation(k), f64x2.splat(this.q))); }

  /** log P(X > k) = (⌊k⌋ + 1)·log q, 0 below 0. */
  @inline logSurvival(k: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO), failures = f64x2.pmax(f64x2.add(f64x2.floor(k), Lanes.both(Lanes.ONE)), zero);
    return f64x2.add(f64x2.mul(failures, f64x2.splat(this.logQ)), zero); // 0, not −0
  }
  @inline survival(k: v128): v128 { return Called.exp(this.logSurvival(k)); }
  @inline cdf(k: v128): v128 { return f64x2.sub(Lanes.both(Lanes.ZERO), Called.expm1(this.logSurvival(k))); }
  @inline logCdf(k: v128): v128 { return Count.complements(this.logSurvival(k)); }
  @inline cdfOf(k: f64): f64 { return f64x2.extract_lane(this.cdf(f64x2.splat(k)), 0); }
  @inline survivalOf(k: f64): f64 { return f64x2.extract_lane(this.survival(f64x2.splat(k)), 0); }
  quantileOf(u: f64): f64 {
    return Count.least<Geometric>(this, u, f64x2.extract_lane(Called.log1p(f64x2.splat(-u)), 0) / this.logQ, Infinity);
  }

  moments(out: usize): void {
    const mean = this.q / this.p;
    Moments.store(out, mean, mean / this.p, -this.logP - mean * this.logQ);
  }
}

/** f: a prepared family of so many bytes. */
export function geometricSize(): i32 { return offsetof<Geometric>(); }
export function geometricPrepare(f: usize, probs: f64): void { changetype<Geometric>(f).prepare(probs); }
export function geometricSample(exponentials: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Geometric, Sample>(exponentials, out, n, f); }
export function geometricLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Geometric, LogProb>(x, out, n, f); }
export function geometricTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms1<Geometric>(x, out, n, f); }
export function geometricDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences1<Geometric>(x, out, n, f); }
export function geometricMoments(f: usize, out: usize): void { changetype<Geometric>(f).moments(out); }
export function geometricCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Geometric, Cdf>(x, out, n, f); }
export function geometricSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Geometric, Survival>(x, out, n, f); }
export function geometricLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Geometric, LogCdf>(x, out, n, f); }
export function geometricLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Geometric, LogSurvival>(x, out, n, f); }
export function geometricQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<Geometric, QuantileOf>(u, out, n, f); }
