import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Scalar } from "../core/scalar";
import { Count, MOST, Rate } from "./count";
import { CdfOf, Columns, LogCdfOf, LogProbOf, LogSurvivalOf, Moments, QuantileOf, SurvivalOf } from "./family";

/** From here the entropy is taken from its expansion, whose first term left out is of order 10⁻¹³. */
const EXPANSION_MIN = 1000.0;
/** log 2πe */
const LOG_TAU_E = 2.8378770664093454836;

/**
 * Poisson(rate λ) on k = 0, 1, 2 …; λ ≤ 10¹⁵, so that integers are apart. Noise: words.
 *
 *     log p = k·log λ − λ − log k!     λ: score k/λ − 1    flow J_k/p_k = 1    divergence (J_k − J_{k−1})/p_k = 1 − k/λ
 */
@unmanaged @final
class Poisson extends Rate {
  prepare(rate: f64): void {
    this.countUpTo(Infinity, rate, 0.0);
    this.rate(rate);
  }

  @inline score0(k: v128): v128 { return this.counted(k, f64x2.div(this.deviation(k), this.center)); }
  @inline flow0(k: v128): v128 { return this.counted(k, Lanes.both(Lanes.ONE)); }
  @inline divergence0(k: v128): v128 { return this.counted(k, f64x2.neg(f64x2.div(this.deviation(k), this.center))); }

  /** −Infinity but at 0, 1, 2 …; by the saddle point, C. Loader, "Fast and accurate computation of binomial probabilities" (2000). */
  logProbOf(k: f64): f64 {
    if (k != k) return k;
    if (!(k >= 0.0 && k < Infinity && k == Math.floor(k))) return -Infinity;
    return GammaFunction.logPrefix(k, this.lambda);
  }

  /** log P(X ≤ k) = log Q(⌊k⌋ + 1, λ), log P(X > k) = log P(⌊k⌋ + 1, λ). */
  logCdfOf(k: f64): f64 { return k < 0.0 ? -Infinity : k == Infinity ? 0.0 : GammaFunction.logGammaQ(Math.floor(k) + 1.0, this.lambda); }
  logSurvivalOf(k: f64): f64 { return k < 0.0 ? 0.0 : k == Infinity ? -Infinity : GammaFunction.logGammaP(Math.floor(k) + 1.0, this.lambda); }
  @inline cdfOf(k: f64): f64 { return Scalar.exp(this.logCdfOf(k)); }
  @inline survivalOf(k: f64): f64 { return Scalar.exp(this.logSurvivalOf(k)); }

  /** From Cornish's and Fisher's guess. */
  quantileOf(u: f64): f64 {
    const z = Scalar.normalQuantile(u);
    return Count.least<Poisson>(this, u, this.lambda + z * sqrt(this.lambda) + (z * z - 1.0) / 6.0, Infinity);
  }

  moments(out: usize): void { Moments.store(out, this.lambda, this.lambda, this.entropy()); }

  /** −Σ p log p; for large λ ½ log 2πeλ − 1/12λ − 1/24λ² − 19/360λ³. R. J. Evans, J. Boersma, SIAM Review 30 (1988) 314–317. */
  private entropy(): f64 {
    const lambda = this.lambda;
    if (lambda >= EXPANSION_MIN) {
      const r = 1.0 / lambda;
      return 0.5 * (LOG_TAU_E + Scalar.log(lambda)) - r * (1.0 / 12.0 + r * (1.0 / 24.0 + r * (19.0 / 360.0)));
    }
    let sum = 0.0;
    for (let k = 0.0, end = lambda + 12.0 * sqrt(lambda) + 60.0; k < end; k += 1.0) {
      const log = GammaFunction.logPrefix(k, lambda);
      sum -= Scalar.exp(log) * log;
    }
    return sum;
  }
}

/** f: a prepared family of so many bytes. */
export function poissonSize(): i32 { return offsetof<Poisson>(); }
export function poissonPrepare(f: usize, rate: f64): void { changetype<Poisson>(f).prepare(rate); }
export function poissonSample(words: usize, out: usize, n: i32, f: usize): void {
  const p = changetype<Poisson>(f);
  Count.draws<Poisson>(words, out, n, p, Math.floor(p.lambda), sqrt(p.lambda), MOST);
}
export function poissonLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, LogProbOf>(x, out, n, f); }
export function poissonTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms1<Poisson>(x, out, n, f); }
export function poissonDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences1<Poisson>(x, out, n, f); }
export function poissonMoments(f: usize, out: usize): void { changetype<Poisson>(f).moments(out); }
export function poissonCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, CdfOf>(x, out, n, f); }
export function poissonSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, SurvivalOf>(x, out, n, f); }
export function poissonLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, LogCdfOf>(x, out, n, f); }
export function poissonLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, LogSurvivalOf>(x, out, n, f); }
export function poissonQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<Poisson, QuantileOf>(u, out, n, f); }
