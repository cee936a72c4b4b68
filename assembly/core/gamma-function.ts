import { Deviance } from "./deviance";
import { ErrorFunction } from "./error-function";
import { GammaTable } from "./gamma-table";
import { Scalar } from "./scalar";

/** Where Stirling's series and those of ψ and ψ′ begin: their ninth terms are below 1e-16 of the first. */
const SERIES_MIN = 10.0;
/** Where the uniform expansion of the incomplete gamma function holds: a ≥ 12, LOW ≤ x/a ≤ HIGH, so that |η| ≤ 1.01. */
const UNIFORM_MIN = 12.0;
const UNIFORM_LOW = 0.3;
const UNIFORM_HIGH = 2.35;
const UNIFORM_TERMS = 26;
/** ½ log 2π, √(2π), log 2 */
const HALF_LOG_TAU = 0.9189385332046728;
const SQRT_TAU = 2.5066282746310002;
const LOG_2 = 0.6931471805599453;
/** 2⁻⁵⁶: a term that no longer matters. */
const NEGLIGIBLE = 1.3877787807814457e-17;
/** A number that Lentz's method takes for 0. */
const TINY = 1e-300;
/** The relative step after which Newton's method has one more, exact to rounding. */
const CLOSE = 1e-8;

/**
 * log Γ and its derivatives, and the incomplete gamma function, of one number at a time: they have branches, and are not needed for every
 * draw. The errors named below are the largest found by test/accuracy.
 */
export abstract class GammaFunction {
  /** log Γ(x) for x ≥ 0, Infinity at 0, NaN for x < 0; error below 4 ulp, at the zeros 1 and 2 too. */
  static lgamma(x: f64): f64 {
    if (!(x >= 0.0)) return NaN;
    if (x < 0.5) return GammaFunction.lgamma1p(x) - Scalar.log(x);
    if (x < 1.5) return GammaFunction.lgamma1p(x - 1.0) + 0.0; // at 1 it is 0, not −0
    if (x < SERIES_MIN) {
      let product = 1.0;
      while (x > 2.5) {
        x -= 1.0; // exact
        product *= x;
      }
      const y = x - 2.0, inner = y * GammaFunction.polynomial(GammaTable.NEAR_2, 10, y);
      return product == 1.0 ? inner : Scalar.log(product) + inner;
    }
    return (x - 0.5) * (Scalar.log(x) - 1.0) + ((HALF_LOG_TAU - 0.5) + GammaFunction.stirling(x));
  }

  /** log Γ(1 + y) for |y| ≤ ½; of y, so that nothing is lost where y is small. */
  static lgamma1p(y: f64): f64 {
    if (y < 0.0) return y * GammaFunction.polynomial(GammaTable.BELOW_1, 12, y + 0.25);
    return y * GammaFunction.polynomial(GammaTable.ABOVE_1, 9, y - 0.25);
  }

  /** ψ(x) = (log Γ)′(x), −Infinity at 0, NaN for x < 0; error below 4 ulp, at its zero 1.4616… as well. */
  static digamma(x: f64): f64 {
    if (!(x >= 0.0)) return NaN;
    if (x < 1.0) return GammaFunction.digammaInner(x - 0.5) - 1.0 / x;
    if (x < SERIES_MIN) {
      let sum = 0.0;
      while (x > 2.0) {
        x -= 1.0; // exact
        sum += 1.0 / x;
      }
      return GammaFunction.digammaInner(x - 1.5) + sum;
    }
    return Scalar.log(x) - GammaFunction.digammaSeries(x);
  }

  /** log x − ψ(x), which is about 1/2x, from the series without loss. */
  static digammaDeficit(x: f64): f64 {
    return x >= SERIES_MIN ? GammaFunction.digammaSeries(x) : Scalar.log(x) - GammaFunction.digamma(x);
  }
  private static digammaSeries(x: f64): f64 {
    const r = 1.0 / x, z = r * r;
    return 0.5 * r + z * GammaFunction.polynomial(GammaTable.DIGAMMA_SERIES, 4, z);
  }

  /**
   * a + log Γ(a) + (s − a)·ψ(a), of which entropies are made: from 10 on by Stirling's series, (s − ½)·log a + ½ log 2π + … + (a − s)(log a − ψ(a)),
   * since its terms would cancel.
   */
  static entropy(a: f64, s: f64): f64 {
    if (a < SERIES_MIN) return a + GammaFunction.lgamma(a) + (s - a) * GammaFunction.digamma(a);
    return (s - 0.5) * Scalar.log(a) + HALF_LOG_TAU + GammaFunction.stirling(a) + (a - s) * GammaFunction.digammaSeries(a);
  }

  /** ψ′(x), Infinity at 0, NaN for x < 0; error below 4 ulp. ψ′(x) = Σ 1/(x + i)² + ψ′(x + m), added up from the smallest. */
  static trigamma(x: f64): f64 {
    if (!(x >= 0.0)) return NaN;
    const m = x < SERIES_MIN ? Math.ceil(SERIES_MIN - x) : 0.0, r = 1.0 / (x + m), z = r * r;
    let sum = r + z * (0.5 + r * GammaFunction.polynomial(GammaTable.TRIGAMMA_SERIES, 4, z));
    for (let i = m - 1.0; i >= 0.0; i -= 1.0) {
      const y = x + i;
      sum += 1.0 / (y * y);
    }
    return sum;
  }

  /** P(a, x) = 1/Γ(a) ∫₀ˣ s^(a − 1) e^(−s) ds for a > 0, x ≥ 0, else NaN. */
  static gammaP(a: f64, x: f64): f64 { return Scalar.exp(GammaFunction.logTail(a, x, false)); }

  /** Q(a, x) = 1 − P(a, x) */
  static gammaQ(a: f64, x: f64): f64 { return Scalar.exp(GammaFunction.logTail(a, x, true)); }

  /** log P(a, x) and log Q(a, x), also where P and Q are 0 as doubles. */
  static logGammaP(a: f64, x: f64): f64 { return GammaFunction.logTail(a, x, false); }
  static logGammaQ(a: f64, x: f64): f64 { return GammaFunction.logTail(a, x, true); }

  /** The x with P(a, x) = p, and with Q(a, x) = q; for a > 0 and 0 ≤ p, q ≤ 1, else NaN. */
  static gammaPInverse(a: f64, p: f64): f64 {
    return p > 0.5 ? GammaFunction.inverse(a, 1.0 - p, true) : GammaFunction.inverse(a, p, false);
  }
  static gammaQInverse(a: f64, q: f64): f64 {
    return q > 0.5 ? GammaFunction.inverse(a, 1.0 - q, false) : GammaFunction.inverse(a, q, true);
  }

  /**
   * log of P(a, x), or of Q (upper), by the expansion that gives one of them without cancellation; the other is its complement.
   * Which serves where: A. Gil, J. Segura, N. M. Temme, "Efficient and accurate algorithms for the computation and inversion of the
   * incomplete gamma function ratios", SIAM J. Sci. Comput. 34 (2012) A2965–A2981.
   */
  private static logTail(a: f64, x: f64, upper: bool): f64 {
    if (!(a > 0.0 && a < Infinity && x >= 0.0)) return NaN;
    if (x == 0.0) return upper ? 0.0 : -Infinity;
    if (x == Infinity) return upper ? -Infinity : 0.0;
    if (a >= UNIFORM_MIN && x >= UNIFORM_LOW * a && x <= UNIFORM_HIGH * a) {
      const direct = GammaFunction.uniform(a, x);
      return upper == x >= a ? direct : GammaFunction.complement(direct);
    }
    const prefix = GammaFunction.logPrefix(a, x);
    if (x < Math.max(1.0, a)) {
      const direct = prefix + Scalar.log(GammaFunction.series(a, x));
      if (a < 1.0 && direct > -LOG_2) {
        const Q = GammaFunction.smallQ(a, x);
        return upper ? Scalar.log(Q) : Scalar.log1p(-Q);
      }
      return upper ? GammaFunction.complement(direct) : direct;
    }
    const direct = prefix + Scalar.log(a * GammaFunction.fraction(a, x));
    return upper ? direct : GammaFunction.complement(direct);
  }

  /** log(1 − e^y), y < 0. */
  static complement(y: f64): f64 {
    return y > -LOG_2 ? Scalar.log(-Scalar.expm1(y)) : Scalar.log1p(-Scalar.exp(y));
  }

  /** log(x^a e^(−x)/Γ(a + 1)); for large a by its saddle point, C. Loader, "Fast and accurate computation of binomial probabilities" (2000). */
  static logPrefix(a: f64, x: f64): f64 {
    if (a < SERIES_MIN) {
      const rest = a < 0.5 ? GammaFunction.lgamma1p(a) : GammaFunction.lgamma(a + 1.0);
      return a * Scalar.log(x) - x - rest;
    }
    return -a * GammaFunction.deviance(a, x) - GammaFunction.stirling(a) - 0.5 * Scalar.log(a) - HALF_LOG_TAU;
  }

  /** μ − log(1 + μ) for μ = (x − a)/a */
  static deviance(a: f64, x: f64): f64 {
    const mu = (x - a) / a;
    return mu > -0.6 && mu < 1.5 ? Deviance.between(mu) : mu - Scalar.log(x / a);
  }

  /** P(a, x) = prefix · Σ xⁿ/((a + 1)…(a + n)) */
  private static series(a: f64, x: f64): f64 {
    let term = 1.0, sum = 1.0;
    for (let n = a + 1.0; term > sum * NEGLIGIBLE; n += 1.0) {
      term *= x / n;
      sum += term;
    }
    return sum;
  }

  /**
   * Q(a, x) = prefix · a · 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …))), DLMF 8.9.2, by W. J. Lentz's method in
   * I. J. Thompson's and A. R. Barnett's form, J. Comput. Phys. 64 (1986) 490–509.
   */
  private static fraction(a: f64, x: f64): f64 {
    let b = x + 1.0 - a, c = 1.0 / TINY, d = 1.0 / b, value = d;
    for (let n = 1.0; n < 1000.0; n += 1.0) {
      const top = n * (a - n);
      b += 2.0;
      d = 1.0 / GammaFunction.notZero(b + top * d);
      c = GammaFunction.notZero(b + top / c);
      const factor = c * d;
      value *= factor;
      if (Math.abs(factor - 1.0) < 2e-16) break;
    }
    return value;
  }
  private static notZero(x: f64): f64 { return Math.abs(x) < TINY ? TINY : x; }

  /**
   * Q(a, x) for a, x < 1: with e^t = x^a/Γ(1 + a) and P = e^t(1 + S), S = a Σ (−x)ⁿ/((a + n)n!), n ≥ 1, it is −(e^t − 1) − e^t·S.
   */
  private static smallQ(a: f64, x: f64): f64 {
    const rest = a < 0.5 ? GammaFunction.lgamma1p(a) : GammaFunction.lgamma(a + 1.0), t = a * Scalar.log(x) - rest;
    let power = 1.0, sum = 0.0;
    for (let n = 1.0; Math.abs(power) > NEGLIGIBLE; n += 1.0) {
      power *= -x / n;
      sum += power / (a + n);
    }
    return -Scalar.expm1(t) - Scalar.exp(t) * a * sum;
  }

  /**
   * log of the smaller of P and Q for large a (of Q where x ≥ a). With η²/2 = μ − log(1 + μ), μ = (x − a)/a, η having the sign of μ,
   *
   *     Q = ½ erfc(η√(a/2)) + R,   P = ½ erfc(−η√(a/2)) − R,   R = e^(−aη²/2)/√(2πa) · S(a, η),   S = Σ βₙηⁿ · a/(a + β₁)
   *
   * βₙ₋₁ = dₙ + (n + 1)βₙ₊₁/a, where dₙ are the coefficients of η/μ: Gil, Segura and Temme, as above, after N. M. Temme, "The asymptotic
   * expansion of the incomplete gamma functions", SIAM J. Math. Anal. 10 (1979) 757–766.
   */
  private static uniform(a: f64, x: f64): f64 {
    const half = GammaFunction.deviance(a, x), y = a * half, eta = Math.sqrt(2.0 * half) * (x < a ? -1.0 : 1.0);
    let above = 0.0, beta = 0.0, s = 0.0; // βₙ₊₁, βₙ, Horner's sum
    for (let n = UNIFORM_TERMS; n >= 1; n--) {
      const below = load<f64>(GammaTable.UNIFORM + (<usize>n << 3)) + (<f64>n + 1.0) * above / a;
      above = beta;
      beta = below;
      s = s * eta + below;
    }
    // now beta = β₀, above = β₁
    const R = s / (1.0 + above / a) / (SQRT_TAU * Math.sqrt(a));
    const g = 0.5 * GammaFunction.erfcx(Math.sqrt(y));
    return Scalar.log(x < a ? g - R : g + R) - y;
  }

  /**
   * The x whose P, or Q (upper), is p ≤ ½. Newton's method for log P, a concave function of log x (the density of log x is log-concave):
   * from below it never passes the root, from above it does so once. For log Q the same holds in log x, and in x itself it is concave for
   * a ≥ 1 and convex for a < 1: the steps are taken where they cannot run away.
   */
  private static inverse(a: f64, p: f64, upper: bool): f64 {
    if (!(a > 0.0 && a < Infinity && p >= 0.0)) return NaN;
    if (p == 0.0) return upper ? Infinity : 0.0;
    const target = Scalar.log(p);
    let x = GammaFunction.guess(a, p, upper);
    for (let turn = 0; turn < 100; turn++) {
      if (x < 2.2250738585072014e-308) break;
      const value = GammaFunction.logTail(a, x, upper);
      // (log P)′ = x^(a−1) e^(−x)/(Γ(a)·P), in units of x
      const slope = Scalar.exp(GammaFunction.logPrefix(a, x) - value) * a;
      const step = (target - value) / slope * (upper ? -1.0 : 1.0); // of log x
      if (upper && (step > 0.0 || (a >= 1.0 && step > -0.9))) x += x * step;
      else x *= Scalar.exp(step);
      if (Math.abs(step) < CLOSE) break;
    }
    return x;
  }

  /** The greater of E. B. Wilson's and M. M. Hilferty's x = a(1 − 1/9a + z/3√a)³ and of the root of x^a/Γ(1 + a), which is below. */
  private static guess(a: f64, p: f64, upper: bool): f64 {
    const rest = a < 0.5 ? GammaFunction.lgamma1p(a) : GammaFunction.lgamma(a + 1.0);
    const least = Scalar.exp(((upper ? Scalar.log1p(-p) : Scalar.log(p)) + rest) / a);
    const z = Scalar.normalQuantile(p), root = 1.0 - 1.0 / (9.0 * a) + (upper ? -z : z) / (3.0 * Math.sqrt(a));
    return root > 0.0 ? Math.max(a * root * root * root, least) : least;
  }

  /** 1/12x − 1/360x³ + …, x ≥ 10. */
  static stirling(x: f64): f64 {
    const r = 1.0 / x;
    return r * GammaFunction.polynomial(GammaTable.STIRLING, 4, r * r);
  }

  /** ψ(3/2 + y), |y| ≤ ½. */
  private static digammaInner(y: f64): f64 {
    return (y - GammaTable.DIGAMMA_ZERO_HIGH - GammaTable.DIGAMMA_ZERO_LOW) * GammaFunction.polynomial(GammaTable.DIGAMMA, 12, y);
  }

  /** c₀ + c₁y + c₂y² + …: even and odd terms in two lanes, by Horner's scheme in y². */
  static polynomial(table: usize, pairs: usize, y: f64): f64 {
    const z = f64x2.splat(y * y);
    let sum = v128.load(table + (pairs - 1 << 4));
    for (let row = table + (pairs - 1 << 4); row > table;) {
      row -= 16;
      sum = f64x2.add(f64x2.mul(sum, z), v128.load(row));
    }
    return f64x2.extract_lane(sum, 0) + y * f64x2.extract_lane(sum, 1);
  }

  private static erfcx(x: f64): f64 { return f64x2.extract_lane(ErrorFunction.erfcx(f64x2.splat(x)), 0); }
  static normalQuantile(p: f64): f64 { return f64x2.extract_lane(ErrorFunction.normalQuantile(f64x2.splat(p)), 0); }
}
