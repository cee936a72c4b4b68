import { BetaFunction } from "../core/beta-function";
import { Lanes } from "../core/lanes";
import { SaddlePoint } from "../core/saddle-point";
import { Scalar } from "../core/scalar";
import { Count, Trials } from "./count";
import { CdfOf, Columns, LogCdfOf, LogProbOf, LogSurvivalOf, Moments, QuantileOf, SurvivalOf } from "./family";

/** 2π */
const TAU = 6.283185307179586477;

/**
 * Binomial(n, p), q = 1 − p, p given as probs or by its logit: k successes of n trials. Noise: words.
 *
 *     log p = log n!/k!(n − k)! + k·log p + (n − k)·log q
 *     probs:   score k/p − (n − k)/q = (k − np)/pq    flow J_k/p_k = (n − k)/q    divergence (n − k)/q − k/p
 *     logits:  score k − np                           flow (n − k)·p              divergence (n − k)p − kq
 */
@unmanaged @final
class Binomial extends Trials {
  n: f64;
  /** What stands before k − np in the score, what remains of it at 0 and at n, and what stands before n − k in the flow. */
  slope: f64;
  scoreAt0: f64;
  scoreAtN: f64;
  lift: f64;
  /** np and nq, each in two parts. */
  mean: f64;
  meanRest: f64;
  other: f64;
  otherRest: f64;
  deltaN: f64;
  /** √npq */
  spread: f64;
  /** Draws count the rarer outcome: its odds, its likeliest number, and the mass at none of it. */
  odds: f64;
  mode: f64;
  massAtZero: f64;

  prepare(total: f64, given: f64, asLogit: bool): void {
    this.trials(given, asLogit);
    const n = total, p = this.p, q = this.q, mean = n * p, other = n * q;
    this.n = n;
    this.mean = mean;
    this.other = other;
    this.meanRest = SaddlePoint.lost(n, p, mean) + n * this.pRest;
    this.otherRest = SaddlePoint.lost(n, q, other) + n * this.qRest;
    this.countUpTo(n, mean, this.meanRest);
    this.slope = asLogit ? 1.0 : 1.0 / (p * q);
    this.scoreAt0 = asLogit ? -mean : -n / q;
    this.scoreAtN = asLogit ? other : n == 0.0 ? 0.0 : n / p;
    this.lift = asLogit ? p : 1.0 / q;
    this.deltaN = SaddlePoint.delta(n);
    const rare = Math.min(p, q);
    this.spread = sqrt(mean * q);
    this.mode = Math.floor((n + 1.0) * rare);
    this.odds = rare / Math.max(p, q);
    this.massAtZero = Scalar.exp(n * Math.max(this.logP, this.logQ));
    this.b = 1.15 + 2.53 * this.spread;
    this.a = -0.0873 + 0.0248 * this.b + 0.01 * rare;
    this.c = Math.min(mean, other) + 0.5;
    this.vr = 0.92 - 4.2 / this.b;
    this.scale = (2.83 + 5.1 / this.b) * this.spread * this.massOf(this.mode);
  }

  @inline score0(k: v128): v128 {
    const n = f64x2.splat(this.n), inner = f64x2.mul(this.deviation(k), f64x2.splat(this.slope));
    const low = v128.bitselect(f64x2.splat(this.scoreAt0), inner, f64x2.eq(k, Lanes.both(Lanes.ZERO)));
    return this.counted(k, v128.bitselect(f64x2.splat(this.scoreAtN), low, f64x2.eq(k, n)));
  }
  @inline flow0(k: v128): v128 {
    const left = f64x2.sub(f64x2.splat(this.n), k), zero = Lanes.both(Lanes.ZERO);
    return this.counted(k, v128.bitselect(zero, f64x2.mul(left, f64x2.splat(this.lift)), f64x2.eq(left, zero)));
  }
  @inline divergence0(k: v128): v128 { return f64x2.neg(this.score0(k)); }

  /** −Infinity but at 0 … n. */
  logProbOf(k: f64): f64 {
    const n = this.n;
    if (k != k) return k;
    if (!(k >= 0.0 && k <= n && k == Math.floor(k))) return -Infinity;
    if (k == 0.0) return n == 0.0 ? 0.0 : n * this.logQ + 0.0;
    if (k == n) return n * this.logP + 0.0;
    if (this.p == 0.0 || this.q == 0.0) return -Infinity;
    return this.exponent(k) + 0.5 * Scalar.log(n / (TAU * k * (n - k)));
  }

  /** The mass of the rarer outcome. */
  massOf(k: f64): f64 {
    const n = this.n;
    if (k == 0.0) return this.massAtZero;
    if (k == n) return Scalar.exp(n * Math.min(this.logP, this.logQ));
    return Scalar.exp(this.exponent(this.p <= this.q ? k : n - k)) * sqrt(n / (TAU * k * (n - k)));
  }

  /** δ(n) − δ(k) − δ(n − k) − D(k, np) − D(n − k, nq), 0 < k < n. */
  @inline private exponent(k: f64): f64 {
    const l = this.n - k, deltas = this.deltaN - SaddlePoint.delta(k) - SaddlePoint.delta(l);
    return deltas - SaddlePoint.deviance(k, this.mean, this.meanRest) - SaddlePoint.deviance(l, this.other, this.otherRest);
  }

  @inline ratioOf(k: f64): f64 { return this.odds * (this.n - k + 1.0) / k; }

  /** Counts of the rarer outcome, or what they leave of n. */
  draws(words: usize, out: usize, n: i32): void {
    Count.draws<Binomial>(words, out, n, this, this.mode, this.spread, this.n);
    if (this.p > this.q) for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, this.n - load<f64>(out + i));
  }

  /** P(X ≤ k) = I(n − ⌊k⌋, ⌊k⌋ + 1, q), whose density at the logit of q is p_k·(n − k)p. */
  logCdfOf(k: f64): f64 { return k < 0.0 ? -Infinity : k >= this.n ? 0.0 : this.tail(Math.floor(k), false); }
  logSurvivalOf(k: f64): f64 { return k < 0.0 ? 0.0 : k >= this.n ? -Infinity : this.tail(Math.floor(k), true); }
  private tail(k: f64, upper: bool): f64 {
    const a = this.n - k, b = k + 1.0, p = this.p, q = this.q;
    if (!(p > 0.0 && q > 0.0)) return k != k ? k : upper == p > 0.0 ? 0.0 : -Infinity;
    return Trials.logTail(this.logProbOf(k) + Scalar.log(a * p), a, b, q, p, BetaFunction.fromBelow(a, b, q, p), upper);
  }
  @inline cdfOf(k: f64): f64 { return Scalar.exp(this.logCdfOf(k)); }
  @inline survivalOf(k: f64): f64 { return Scalar.exp(this.logSurvivalOf(k)); }
  /** From Cornish's and Fisher's guess. */
  quantileOf(u: f64): f64 {
    const z = Scalar.normalQuantile(u);
    return Count.least<Binomial>(this, u, this.mean + z * this.spread + (z * z - 1.0) * (this.q - this.p) / 6.0, this.n);
  }

  moments(out: usize): void { Moments.store(out, this.mean, this.mean * this.q, this.entropy()); }

  /**
   * −Σ p log p within 12 standard deviations. Far from the ends, p log p is so smooth that counts in steps of a quarter of a standard
   * deviation give the sum: what Poisson's formula adds is below e^(−2π²·16).
   */
  private entropy(): f64 {
    const deviation = this.spread, step = Math.max(1.0, Math.floor(0.25 * deviation));
    const half = Math.ceil((12.0 * deviation + 60.0) / step) * step, middle = Math.floor(this.mean);
    const least = Math.max(middle - half, 0.0), width = Math.min(this.n, middle + half) - least;
    let sum = 0.0;
    for (let more = 0.0; more <= width; more += step) { // a count would stand still at 2^53
      const log = this.logProbOf(least + more);
      if (log > -700.0) sum -= Scalar.exp(log) * log;
    }
    return sum * step;
  }
}

/** f: a prepared family of so many bytes; `form`: 0 for probs, 1 for logits. */
export function binomialSize(): i32 { return offsetof<Binomial>(); }
export function binomialPrepare(f: usize, total: f64, given: f64, form: f64): void { changetype<Binomial>(f).prepare(total, given, form != 0.0); }
export function binomialSample(words: usize, out: usize, n: i32, f: usize): void { changetype<Binomial>(f).draws(words, out, n); }
export function binomialLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Binomial, LogProbOf>(x, out, n, f); }
export function binomialTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms1<Binomial>(x, out, n, f); }
export function binomialDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences1<Binomial>(x, out, n, f); }
export function binomialMoments(f: usize, out: usize): void { changetype<Binomial>(f).moments(out); }
export function binomialCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Binomial, CdfOf>(x, out, n, f); }
export function binomialSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Binomial, SurvivalOf>(x, out, n, f); }
export function binomialLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Binomial, LogCdfOf>(x, out, n, f); }
export function binomialLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Binomial, LogSurvivalOf>(x, out, n, f); }
export function binomialQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<Binomial, QuantileOf>(u, out, n, f); }
