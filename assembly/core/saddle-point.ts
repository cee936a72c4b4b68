import { Deviance } from "./deviance";
import { GammaFunction } from "./gamma-function";
import { Scalar } from "./scalar";

/** δ(0) = 0 by convention, δ(1) … δ(15); mpmath, 40 digits. */
const DELTA: usize = memory.data<f64>([
  0.0, 0.08106146679532726, 0.0413406959554093, 0.02767792568499834, 0.020790672103765093, 0.016644691189821193, 0.013876128823070748,
  0.01189670994589177, 0.010411265261972096, 0.009255462182712733, 0.00833056343336287, 0.007573675487951841, 0.00694284010720953,
  0.006408994188004207, 0.0059513701127588475, 0.005554733551962801,
]);
const TABLE_END = 16.0;
/** Where Stirling's series of the terms below gives δ to 1e-16 of 1/12x. */
const SERIES_MIN = 10.0;
/** 2π */
const TAU = 6.283185307179586477;
/** ½ log 2π */
const HALF_LOG_TAU = 0.9189385332046728;
/** Below, m/x would lose its last places. */
const TINY = 1e-290;
/** 2²⁷ + 1: splits an f64 into halves. */
const SPLIT = 134217729.0;

/**
 * Masses of counts by their saddle point, without the cancellation of large logarithms of factorials: C. Loader, "Fast and accurate
 * computation of binomial probabilities" (2000). With δ(x) = log x! − log(√(2πx)·(x/e)^x) and D(x, m) = x·log(x/m) − x + m,
 *
 *     Poisson    e^(−δ(k) − D(k, λ)) / √(2πk)
 *     binomial   e^(δ(n) − δ(x) − δ(y) − D(x, np) − D(y, nq)) · √(n/2πxy),  x + y = n
 *
 * where all terms of the exponents, δ(n) aside, are negative. An error of m costs D that of x − m, so means come as sums of two numbers.
 */
export abstract class SaddlePoint {
  /** δ(x) for x > 0; 0 at 0. */
  static delta(x: f64): f64 {
    if (x >= TABLE_END) return SaddlePoint.series(x);
    return x == Math.floor(x) ? load<f64>(DELTA + (<usize>x << 3)) : SaddlePoint.small(x);
  }

  /** 1/12x − 1/360x³ + …, the Bernoulli numbers B₂ₙ/2n(2n − 1). */
  @inline private static series(x: f64): f64 {
    const r = 1.0 / x, z = r * r;
    return r * (1.0 / 12.0 - z * (1.0 / 360.0 - z * (1.0 / 1260.0 - z * (1.0 / 1680.0 - z * (1.0 / 1188.0 - z * (691.0 / 360360.0 - z * (1.0 / 156.0)))))));
  }

  /**
   * δ(x) = δ(x + 1) + (x + ½)·log(1 + 1/x) − 1, and what is added is Σ zⁿ/(2n + 1), n ≥ 1, z = 1/(2x + 1)²: positive. Below ½ by
   * definition.
   */
  private static small(x: f64): f64 {
    if (x < 0.5) return GammaFunction.lgamma1p(x) - (x + 0.5) * Scalar.log(x) + x - HALF_LOG_TAU;
    let sum = 0.0;
    while (x < SERIES_MIN) {
      const w = 1.0 / (x + x + 1.0), z = w * w;
      let term = z;
      for (let n = 3.0; term > 1e-19; n += 2.0) {
        sum += term / n;
        term *= z;
      }
      x += 1.0;
    }
    return sum + SaddlePoint.series(x);
  }

  /**
   * D(x, m + low) for x > 0, m ≥ 0. With μ = (m − x)/x, s = μ/(2 + μ), z = s² it is x(μ − log(1 + μ)) = xs(μ − 2z(1/3 + z/5 + z²/7 + …)).
   */
  static deviance(x: f64, m: f64, low: f64): f64 {
    const mu = (m - x + low) / x, s = mu / (2.0 + mu), z = s * s;
    if (z > 0.0025) return SaddlePoint.far(x, m, mu);
    const sum = 1.0 / 3.0 + z * (1.0 / 5.0 + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z * (1.0 / 13.0 + z * (1.0 / 15.0))))));
    return x * s * (mu - 2.0 * z * sum);
  }
  private static far(x: f64, m: f64, mu: f64): f64 {
    if (!(mu > -0.6 && mu < 1.5)) return x * (mu - (m < TINY ? Scalar.log(m) - Scalar.log(x) : Scalar.log(m / x)));
    return x * Deviance.between(mu);
  }

  /** λ^k e^(−λ)/k! for k > 0. */
  @inline static poisson(k: f64, lambda: f64): f64 {
    return Scalar.exp(-SaddlePoint.delta(k) - SaddlePoint.deviance(k, lambda, 0.0)) / sqrt(TAU * k);
  }

  /** What rounding took of a·b = p. T. J. Dekker, Numer. Math. 18 (1971) 224–242. */
  static lost(a: f64, b: f64, p: f64): f64 {
    const s = a * SPLIT, t = b * SPLIT, aTop = s - (s - a), bTop = t - (t - b), aRest = a - aTop, bRest = b - bTop;
    return aTop * bTop - p + aTop * bRest + aRest * bTop + aRest * bRest;
  }
}
