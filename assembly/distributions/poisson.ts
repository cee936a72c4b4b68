import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Ziggurat } from "../random/ziggurat";
import { CdfOf, Columns, Family, LogCdfOf, LogProbOf, LogSurvivalOf, Moments, QuantileOf, SurvivalOf } from "./family";

/** From here Hörmann's rejection, below the search from 0. */
const REJECTION_MIN = 10.0;
/** P(k > 99) < 10⁻⁶⁰ below REJECTION_MIN: the search ends, whatever rounding left of its sum. */
const SEARCH_END = 99.0;
/** From here the entropy is taken from its expansion, whose first term left out is of order 10⁻¹³. */
const EXPANSION_MIN = 1000.0;
/** log 2πe */
const LOG_TAU_E = 2.8378770664093454836;
/** What separates the hashes of a word from those that other families make of it: the fraction of √5, times 2⁶⁴. */
const KEY: u64 = 0x3c6ef372fe94f82b;
/** SplitMix64's step. */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
/** 1 − 2⁻⁵³ */
const BELOW_ONE = 0.99999999999999988898;

/**
 * Poisson(rate λ) on k = 0, 1, 2 …; λ ≤ 10¹⁵, so that integers are apart. Noise: words.
 *
 *     log p = k·log λ − λ − log k!     λ: score k/λ − 1    flow J_k/p_k = 1    divergence (J_k − J_{k−1})/p_k = 1 − k/λ
 */
@unmanaged @final
class Poisson extends Family {
  rate: v128;
  lambda: f64;
  /** e^(−λ) */
  massAtZero: f64;
  /** Of the rejection, in the letters of its paper. */
  a: f64;
  b: f64;
  inverseAlpha: f64;
  vr: f64;

  prepare(rate: f64): void {
    this.rate = f64x2.splat(rate);
    this.lambda = rate;
    this.massAtZero = GammaFunction.exp(-rate);
    this.b = 0.931 + 2.53 * sqrt(rate);
    this.a = -0.059 + 0.02483 * this.b;
    this.inverseAlpha = 1.1239 + 1.1328 / (this.b - 3.4);
    this.vr = 0.9277 - 3.6224 / (this.b - 2.0);
  }

  @inline score0(k: v128): v128 { return f64x2.div(f64x2.sub(k, this.rate), this.rate); }
  @inline flow0(_k: v128): v128 { return Lanes.both(Lanes.ONE); }
  @inline divergence0(k: v128): v128 { return f64x2.div(f64x2.sub(this.rate, k), this.rate); }

  /** −Infinity but at 0, 1, 2 …; by the saddle point, C. Loader, "Fast and accurate computation of binomial probabilities" (2000). */
  logProbOf(k: f64): f64 {
    if (k != k) return k;
    if (!(k >= 0.0 && k < Infinity && k == Math.floor(k))) return -Infinity;
    return GammaFunction.logPrefix(k, this.lambda);
  }

  /** One word, one draw. */
  @inline drawOf(word: u64): f64 {
    const u = reinterpret<f64>((word >> 12) | 0x3ff0000000000000) - BELOW_ONE;
    return this.lambda < REJECTION_MIN ? this.search(u) : this.reject(word, u);
  }

  /** The least k with P(X ≤ k) ≥ u, from 0 upwards. */
  private search(u: f64): f64 {
    let k = 0.0, mass = this.massAtZero, sum = mass;
    while (u > sum && k < SEARCH_END) {
      k += 1.0;
      mass *= this.lambda / k;
      sum += mass;
    }
    return k;
  }

  /**
   * Algorithm PTRS: W. Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance: Mathematics and
   * Economics 12 (1993) 39–45. The first U is the word's, all that follow are hashes of it.
   */
  private reject(word: u64, first: f64): f64 {
    const lambda = this.lambda, a = this.a, b = this.b;
    let state = word ^ KEY, u = first - 0.5;
    do {
      const v = Ziggurat.uniform(state), us = 0.5 - abs(u), k = Math.floor((2.0 * a / us + b) * u + lambda + 0.43);
      if (us >= 0.07 && v <= this.vr) return k;
      if (k >= 0.0 && (us >= 0.013 || v <= us)) {
        if (GammaFunction.log(v * this.inverseAlpha / (a / (us * us) + b)) <= GammaFunction.logPrefix(k, lambda)) return k;
      }
      state += GOLDEN;
      u = Ziggurat.uniform(state) - 0.5; // where us = 0, v > us: rejected
      state += GOLDEN;
    } while (true);
  }

  /** log P(X ≤ k) = log Q(⌊k⌋ + 1, λ), log P(X > k) = log P(⌊k⌋ + 1, λ). */
  logCdfOf(k: f64): f64 { return k < 0.0 ? -Infinity : k == Infinity ? 0.0 : GammaFunction.logGammaQ(Math.floor(k) + 1.0, this.lambda); }
  logSurvivalOf(k: f64): f64 { return k < 0.0 ? 0.0 : k == Infinity ? -Infinity : GammaFunction.logGammaP(Math.floor(k) + 1.0, this.lambda); }
  @inline cdfOf(k: f64): f64 { return GammaFunction.exp(this.logCdfOf(k)); }
  @inline survivalOf(k: f64): f64 { return GammaFunction.exp(this.logSurvivalOf(k)); }

  /** The least k with P(X ≤ k) ≥ u: from Cornish's and Fisher's guess outwards in steps that double, then by bisection. */
  quantileOf(u: f64): f64 {
    if (!(u >= 0.0 && u <= 1.0)) return NaN;
    if (u == 0.0) return 0.0;
    if (u == 1.0) return Infinity;
    const z = GammaFunction.normalQuantile(u), guess = this.lambda + z * sqrt(this.lambda) + (z * z - 1.0) / 6.0;
    let high = Math.max(0.0, Math.floor(guess)), low = high, step = 1.0;
    if (this.reaches(high, u)) {
      do {
        high = low;
        low -= step;
        step += step;
      } while (low >= 0.0 && this.reaches(low, u));
      low = Math.max(low, -1.0);
    } else {
      do {
        low = high;
        high += step;
        step += step;
      } while (!this.reaches(high, u));
    }
    while (high - low > 1.0) {
      const middle = Math.floor(0.5 * (low + high));
      if (this.reaches(middle, u)) high = middle;
      else low = middle;
    }
    return high;
  }
  /** P(X ≤ k) ≥ u, decided on the smaller side; 1 − u is exact there. */
  private reaches(k: f64, u: f64): bool {
    return u < 0.5 ? this.cdfOf(k) >= u : this.survivalOf(k) <= 1.0 - u;
  }

  moments(out: usize): void { Moments.store(out, this.lambda, this.lambda, this.entropy()); }

  /** −Σ p log p; for large λ ½ log 2πeλ − 1/12λ − 1/24λ² − 19/360λ³. R. J. Evans, J. Boersma, SIAM Review 30 (1988) 314–317. */
  private entropy(): f64 {
    const lambda = this.lambda;
    if (lambda >= EXPANSION_MIN) {
      const r = 1.0 / lambda;
      return 0.5 * (LOG_TAU_E + GammaFunction.log(lambda)) - r * (1.0 / 12.0 + r * (1.0 / 24.0 + r * (19.0 / 360.0)));
    }
    let sum = 0.0;
    for (let k = 0.0, end = lambda + 12.0 * sqrt(lambda) + 60.0; k < end; k += 1.0) {
      const log = GammaFunction.logPrefix(k, lambda);
      sum -= GammaFunction.exp(log) * log;
    }
    return sum;
  }
}

/** f: a prepared family of so many bytes. */
export function poissonSize(): i32 { return offsetof<Poisson>(); }
export function poissonPrepare(f: usize, rate: f64): void { changetype<Poisson>(f).prepare(rate); }
export function poissonSample(words: usize, out: usize, n: i32, f: usize): void { Columns.draws<Poisson>(words, out, n, f); }
export function poissonLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, LogProbOf>(x, out, n, f); }
export function poissonTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms1<Poisson>(x, out, n, f); }
export function poissonDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences1<Poisson>(x, out, n, f); }
export function poissonMoments(f: usize, out: usize): void { changetype<Poisson>(f).moments(out); }
export function poissonCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, CdfOf>(x, out, n, f); }
export function poissonSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, SurvivalOf>(x, out, n, f); }
export function poissonLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, LogCdfOf>(x, out, n, f); }
export function poissonLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, LogSurvivalOf>(x, out, n, f); }
export function poissonQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, QuantileOf>(u, out, n, f); }
