import { Lanes } from "../core/lanes";
import { Trials } from "./count";
import { Cdf, Columns, LogCdf, LogProb, LogSurvival, Moments, Quantile, Sample, Survival } from "./family";


/**
 * Bernoulli(p), q = 1 − p, p given as probs or by its logit: what holds at k = 0 and at k = 1. Noise: uniform.
 *
 *     log p      log q, log p
 *     probs:     score −1/q, 1/p    flow 1/q, 0
 *     logits:    score −p, q        flow p, 0           divergence (J_k − J_{k−1})/p_k = −score
 */
@unmanaged @final
class Bernoulli extends Trials {
  score: f64;
  scoreAt1: f64;

  prepare(given: f64, asLogit: bool): void {
    this.trials(given, asLogit);
    this.countUpTo(1.0, this.p, this.pRest);
    this.score = asLogit ? -this.p : -1.0 / this.q;
    this.scoreAt1 = asLogit ? this.q : 1.0 / this.p;
  }

  /** a at 0, b at 1, `other` elsewhere; NaN stays NaN. */
  @inline private static at(k: v128, a: f64, b: f64, other: usize): v128 {
    const elsewhere = v128.bitselect(Lanes.both(other), k, f64x2.eq(k, k));
    const above = v128.bitselect(f64x2.splat(b), elsewhere, f64x2.eq(k, Lanes.both(Lanes.ONE)));
    return v128.bitselect(f64x2.splat(a), above, f64x2.eq(k, Lanes.both(Lanes.ZERO)));
  }
  /** a below 0, b up to 1, c from there. */
  @inline private static step(k: v128, a: f64, b: f64, c: f64): v128 {
    const low = v128.bitselect(f64x2.splat(b), f64x2.splat(a), f64x2.ge(k, Lanes.both(Lanes.ZERO)));
    return v128.bitselect(v128.bitselect(f64x2.splat(c), low, f64x2.ge(k, Lanes.both(Lanes.ONE))), k, f64x2.eq(k, k));
  }

  @inline sample(u: v128): v128 {
    const one = Lanes.both(Lanes.ONE);
    return v128.and(f64x2.lt(f64x2.sub(one, u), f64x2.splat(this.p)), one);
  }
  @inline logProb(k: v128): v128 { return Bernoulli.at(k, this.logQ, this.logP, Lanes.MINUS_INFINITY); }
  @inline score0(k: v128): v128 { return Bernoulli.at(k, this.score, this.scoreAt1, Lanes.NOT_A_NUMBER); }
  @inline flow0(k: v128): v128 { return Bernoulli.at(k, -this.score, 0.0, Lanes.NOT_A_NUMBER); }
  @inline divergence0(k: v128): v128 { return Bernoulli.at(k, -this.score, -this.scoreAt1, Lanes.NOT_A_NUMBER); }

  @inline cdf(k: v128): v128 { return Bernoulli.step(k, 0.0, this.q, 1.0); }
  @inline survival(k: v128): v128 { return Bernoulli.step(k, 1.0, this.p, 0.0); }
  @inline logCdf(k: v128): v128 { return Bernoulli.step(k, -Infinity, this.logQ, 0.0); }
  @inline logSurvival(k: v128): v128 { return Bernoulli.step(k, 0.0, this.logP, -Infinity); }
  @inline quantile(u: v128): v128 {
    const one = Lanes.both(Lanes.ONE), zero = Lanes.both(Lanes.ZERO);
    const above = v128.and(f64x2.gt(u, f64x2.splat(this.q)), f64x2.lt(f64x2.sub(one, u), f64x2.splat(this.p)));
    return v128.bitselect(v128.and(above, one), Lanes.both(Lanes.NOT_A_NUMBER), v128.and(f64x2.ge(u, zero), f64x2.le(u, one)));
  }

  moments(out: usize): void {
    const entropy = -(this.p > 0.0 ? this.p * this.logP : 0.0) - (this.q > 0.0 ? this.q * this.logQ : 0.0);
    Moments.store(out, this.p, this.p * this.q, entropy);
  }
}

/** f: a prepared family of so many bytes; `form`: 0 for probs, 1 for logits. */
export function bernoulliSize(): i32 { return offsetof<Bernoulli>(); }
export function bernoulliPrepare(f: usize, given: f64, form: f64): void { changetype<Bernoulli>(f).prepare(given, form != 0.0); }
export function bernoulliSample(uniforms: usize, out: usize, n: i32, f: usize): void { Columns.map<Bernoulli, Sample>(uniforms, out, n, f); }
export function bernoulliLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Bernoulli, LogProb>(x, out, n, f); }
export function bernoulliTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms1<Bernoulli>(x, out, n, f); }
export function bernoulliDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences1<Bernoulli>(x, out, n, f); }
export function bernoulliMoments(f: usize, out: usize): void { changetype<Bernoulli>(f).moments(out); }
export function bernoulliCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Bernoulli, Cdf>(x, out, n, f); }
export function bernoulliSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Bernoulli, Survival>(x, out, n, f); }
export function bernoulliLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Bernoulli, LogCdf>(x, out, n, f); }
export function bernoulliLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Bernoulli, LogSurvival>(x, out, n, f); }
export function bernoulliQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.map<Bernoulli, Quantile>(u, out, n, f); }
