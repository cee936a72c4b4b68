import { BetaFunction } from "../core/beta-function";
import { GaussLegendre } from "../core/gauss-legendre";
import { SaddlePoint } from "../core/saddle-point";
import { Scalar } from "../core/scalar";
import { Ziggurat } from "../random/ziggurat";
import { Count, Rate, Trials } from "./count";
import { CdfOf, Columns, LogCdfOf, LogProbOf, LogSurvivalOf, Moments, QuantileOf, SurvivalOf } from "./family";
import { gammaPrepare, gammaSample, gammaSize } from "./gamma";

/** 2π */
const TAU = 6.283185307179586477;
/** What separates the word of the count from that of its rate: the fraction of √7, times 2⁶⁴. */
const KEY: u64 = 0xa54ff53a5f1d36f1;
/** So many rates are drawn at once; the distribution of the count that has one. */
const BLOCK: usize = 64;
const RATES: usize = memory.data(64 * 8, 16);
const POISSON: usize = memory.data(256, 16);
/** Up to this p a sum over all counts from k on is short. */
const RISING = 0.9375;
/** Below this count entropy is added up term by term, beyond it is an integral, over intervals that grow by half. */
const SUM_END = 1024.0;
/** From this −log p(0) on the ends of the support do not matter, and terms may be left out. */
const FAR_FROM_0 = 80.0;
/** Beyond this count the logarithms of masses and tails are k·log p to rounding. */
const FAR = 1e150;

/**
 * Negative binomial(r, p), q = 1 − p: k events of probability p before r others, r > 0 any real number. Noise: words.
 *
 *     log p = log Γ(k + r)/Γ(r)k! + r·log q + k·log p        P(X ≤ k) = I(r, k + 1, q)
 *     total r: score ψ(k + r) − ψ(r) + log q     flow J_k/p_k = −∂I(r, k + 1, q)/∂r /p_k    divergence −score
 *     probs:   score k/p − r/q = (k − rp/q)/p    flow (k + r)/q                             divergence (k + r)/q − k/pq = (rp/q − k)/p
 */
@unmanaged @final
class NegativeBinomial extends Trials {
  r: f64;
  mean: f64;
  meanRest: f64;
  deltaR: f64;
  /** √rp/q */
  spread: f64;

  prepare(total: f64, probs: f64): void {
    this.trials(probs, false);
    const p = this.p, q = this.q, top = total * p, mean = top / q, back = mean * q;
    this.r = total;
    this.mean = mean;
    this.meanRest = (top - back - SaddlePoint.lost(mean, q, back) + SaddlePoint.lost(total, p, top) - mean * this.qRest) / q;
    this.countUpTo(Infinity, mean, this.meanRest);
    this.deltaR = SaddlePoint.delta(total);
    this.spread = sqrt(total * p) / q;
    gammaPrepare(this.gamma(), total, q / p);
  }
  /** The distribution of the rate stands behind. */
  @inline gamma(): usize { return changetype<usize>(this) + (offsetof<NegativeBinomial>() + 15 & ~15); }

  @inline score0(k: v128): v128 {
    const lane0 = this.score(f64x2.extract_lane(k, 0)), lane1 = this.score(f64x2.extract_lane(k, 1));
    return this.counted(k, f64x2.replace_lane(f64x2.splat(lane0), 1, lane1));
  }
  @inline flow0(k: v128): v128 {
    const lane0 = this.flow(f64x2.extract_lane(k, 0)), lane1 = this.flow(f64x2.extract_lane(k, 1));
    return this.counted(k, f64x2.replace_lane(f64x2.splat(lane0), 1, lane1));
  }
  @inline divergence0(k: v128): v128 { return f64x2.neg(this.score0(k)); }
  @inline score1(k: v128): v128 { return this.counted(k, f64x2.div(this.deviation(k), f64x2.splat(this.p))); }
  @inline flow1(k: v128): v128 { return this.counted(k, f64x2.div(f64x2.add(k, f64x2.splat(this.r)), f64x2.splat(this.q))); }
  @inline divergence1(k: v128): v128 { return this.counted(k, f64x2.neg(f64x2.div(this.deviation(k), f64x2.splat(this.p)))); }

  /** ψ(k + r) − ψ(r) + log q = log((k + r)q/r) + ψ(r + k) − ψ(r) − log((r + k)/r), (k + r)q/r = 1 + (k − mean)·q/r. */
  private score(k: f64): f64 {
    if (!(k >= 0.0 && k < Infinity)) return NaN;
    if (k == 0.0) return this.logQ;
    const r = this.r, relative = (k - this.mean - this.meanRest) * this.q / r;
    return (abs(relative) < 0.5 ? Scalar.log1p(relative) : Scalar.log1p(k / r) + this.logQ) + BetaFunction.offset(r, k);
  }

  /**
   * From the flow w′ of the beta distribution of shapes r and k + 1 at the logit of q: −∂I/∂r = w′·f, and f/p_k = p(k + r).
   */
  private flow(k: f64): f64 {
    if (!(k >= 0.0 && k < Infinity)) return NaN;
    const a = this.r, b = k + 1.0, x = this.q, y = this.p, s = BetaFunction.score(a, b, x, y, BetaFunction.offset(a, b));
    let w = 0.0;
    if (this.fromBelow(k)) {
      BetaFunction.tail(a, b, x, y, s, 0.0);
      w = BetaFunction.flowA();
    } else {
      BetaFunction.tail(b, a, y, x, 0.0, s);
      w = -BetaFunction.flowB();
    }
    return w * y * (k + a);
  }

  /** −Infinity but at 0, 1, 2 … */
  logProbOf(k: f64): f64 {
    if (k != k) return k;
    if (!(k >= 0.0 && k < Infinity && k == Math.floor(k))) return -Infinity;
    return k == 0.0 ? this.r * this.logQ + 0.0 : k > FAR ? k * this.logP : this.logMass(k);
  }

  /**
   * Of any k > 0, by the saddle point: r/n times the binomial mass of r in n = r + k,
   * δ(n) − δ(r) − δ(k) − D(r, nq) − D(k, np) + ½ log(r/2πnk).
   */
  private logMass(k: f64): f64 {
    const r = this.r, n = r + k, back = n - r, lost = r - (n - back) + (k - back), q = this.q, p = this.p, nq = n * q, np = n * p;
    const deviances = SaddlePoint.deviance(r, nq, SaddlePoint.lost(n, q, nq) + n * this.qRest + lost * q)
      + SaddlePoint.deviance(k, np, SaddlePoint.lost(n, p, np) + lost * p);
    return SaddlePoint.delta(n) - this.deltaR - SaddlePoint.delta(k) - deviances + 0.5 * Scalar.log(r / (TAU * n * k));
  }

  /** Poisson numbers of gamma distributed rates. The rate is that of the word; the count's word is a hash of it. */
  draws(words: usize, out: usize, n: i32): void {
    const size = <usize>n << 3, poisson = changetype<Rate>(POISSON);
    for (let first: usize = 0; first < size; first += BLOCK << 3) {
      const bytes = min<usize>(size - first, BLOCK << 3);
      gammaSample(words + first, RATES, <i32>(bytes >> 3), this.gamma());
      for (let i: usize = 0; i < bytes; i += 8) {
        poisson.rate(load<f64>(RATES + i));
        store<f64>(out + first + i, poisson.draw(Ziggurat.mix(load<u64>(words + first + i) ^ KEY)));
      }
    }
  }

  /** P(X ≤ k) = I(r, ⌊k⌋ + 1, q), whose density at the logit of q is p_k·(k + r)p. */
  logCdfOf(k: f64): f64 { return k < 0.0 ? -Infinity : k == Infinity ? 0.0 : this.tail(Math.floor(k), false); }
  logSurvivalOf(k: f64): f64 { return k < 0.0 ? 0.0 : k == Infinity ? -Infinity : this.tail(Math.floor(k), true); }
  private tail(k: f64, upper: bool): f64 {
    if (k > FAR) return upper ? k * this.logP : 0.0;
    const logDensity = this.logProbOf(k) + Scalar.log((k + this.r) * this.p);
    return Trials.logTail(logDensity, this.r, k + 1.0, this.q, this.p, this.fromBelow(k), upper);
  }
  /** From which side the tail at k is added up: where r is small, nearly all is at 0, and 1 − I would be what rounding leaves of it. */
  @inline private fromBelow(k: f64): bool {
    return !(this.r < 1.0 && this.p <= RISING) && BetaFunction.fromBelow(this.r, k + 1.0, this.q, this.p);
  }
  @inline cdfOf(k: f64): f64 { return Scalar.exp(this.logCdfOf(k)); }
  @inline survivalOf(k: f64): f64 { return Scalar.exp(this.logSurvivalOf(k)); }
  /** From Cornish's and Fisher's guess. */
  quantileOf(u: f64): f64 {
    const z = Scalar.normalQuantile(u);
    return Count.least<NegativeBinomial>(this, u, this.mean + z * this.spread + (z * z - 1.0) * (1.0 + this.p) / (6.0 * this.q), Infinity);
  }

  moments(out: usize): void { Moments.store(out, this.mean, this.mean / this.q, this.entropy()); }

  /**
   * −Σ p log p. Far from 0, counts in steps of a quarter of a standard deviation give it, as in the binomial family. Else term by term up
   * to SUM_END, and beyond as ∫ f − (f(N) − f(N − 1))/24, the midpoint rule, whose next term is 10⁻¹² of f.
   */
  private entropy(): f64 {
    const far = -this.r * this.logQ > FAR_FROM_0, step = far ? Math.max(1.0, Math.floor(0.25 * this.spread)) : 1.0;
    const half = Math.ceil((12.0 * this.spread + 60.0) / step) * step, middle = Math.floor(this.mean);
    let sum = 0.0;
    if (far) {
      for (let k = Math.max(middle - half, 0.0); k <= middle + 3.0 * half; k += step) sum += this.term(k);
      return sum * step;
    }
    for (let k = 0.0; k < SUM_END; k += 1.0) sum += this.term(k);
    sum += (this.term(SUM_END) - this.term(SUM_END - 1.0)) / 24.0;
    for (let from = SUM_END - 0.5, part = 1.0; part > 1e-18 * sum || from < this.mean; from *= 1.5) {
      part = 0.0;
      for (let row = GaussLegendre.LONG; row < GaussLegendre.LONG + GaussLegendre.LONG_BYTES; row += 32) {
        part += 0.5 * from * load<f64>(row, 16) * (this.term(from + 0.5 * from * load<f64>(row)) + this.term(from + 0.5 * from * load<f64>(row, 8)));
      }
      sum += part;
    }
    return sum;
  }
  /** −p log p */
  private term(k: f64): f64 {
    const log = k == 0.0 ? this.r * this.logQ : this.logMass(k);
    return log > -700.0 ? -Scalar.exp(log) * log : 0.0;
  }
}

/** f: a prepared family of so many bytes. */
export function negativeBinomialSize(): i32 { return (<i32>offsetof<NegativeBinomial>() + 15 & ~15) + gammaSize(); }
export function negativeBinomialPrepare(f: usize, total: f64, probs: f64): void { changetype<NegativeBinomial>(f).prepare(total, probs); }
export function negativeBinomialSample(words: usize, out: usize, n: i32, f: usize): void { changetype<NegativeBinomial>(f).draws(words, out, n); }
export function negativeBinomialLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.each<NegativeBinomial, LogProbOf>(x, out, n, f); }
export function negativeBinomialTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms2<NegativeBinomial>(x, out, n, f); }
export function negativeBinomialScores(x: usize, out: usize, n: i32, f: usize): void { Columns.scores2<NegativeBinomial>(x, out, n, f); }
export function negativeBinomialDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<NegativeBinomial>(x, out, n, f); }
export function negativeBinomialMoments(f: usize, out: usize): void { changetype<NegativeBinomial>(f).moments(out); }
export function negativeBinomialCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<NegativeBinomial, CdfOf>(x, out, n, f); }
export function negativeBinomialSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<NegativeBinomial, SurvivalOf>(x, out, n, f); }
export function negativeBinomialLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<NegativeBinomial, LogCdfOf>(x, out, n, f); }
export function negativeBinomialLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<NegativeBinomial, LogSurvivalOf>(x, out, n, f); }
export function negativeBinomialQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<NegativeBinomial, QuantileOf>(u, out, n, f); }
