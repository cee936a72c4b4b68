import { ErrorFunction } from "../core/error-function";
import { Elementary } from "../core/elementary";

/** From here on the expansion below is accurate to 1e-11. */
const MANY = 200.0;
const HALF_PI = 1.5707963267948966;

/**
 * Quantiles of Student's t, for intervals. With θ = atan(t/√ν), P(|T| ≤ t) is a finite sum of powers of cos θ for whole ν: M. Abramowitz,
 * I. A. Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4; for many degrees of freedom, 26.7.5.
 */
abstract class Student {
  /** t with P(|T| ≤ t) = level. */
  static interval(level: f64, df: f64): f64 {
    if (!(level > 0.0 && level < 1.0 && df >= 1.0)) return NaN;
    const z = f64x2.extract_lane(ErrorFunction.normalQuantile(f64x2.splat(0.5 * (1.0 - level))), 0);
    const t = Student.expanded(-z, df);
    return df >= MANY ? t : Student.solved(level, <i32>df);
  }

  /** 26.7.5 with its four terms in 1/ν. */
  private static expanded(z: f64, df: f64): f64 {
    const y = z * z, v = 1.0 / df;
    const g1 = (y + 1.0) / 4.0, g2 = ((5.0 * y + 16.0) * y + 3.0) / 96.0, g3 = (((3.0 * y + 19.0) * y + 17.0) * y - 15.0) / 384.0;
    const g4 = ((((79.0 * y + 776.0) * y + 1482.0) * y - 1920.0) * y - 945.0) / 92160.0;
    return z * (1.0 + v * (g1 + v * (g2 + v * (g3 + v * g4))));
  }

  /** Bisection on θ in (0, π/2), of which P is a smooth increasing function: t itself may be huge. */
  private static solved(level: f64, df: i32): f64 {
    let low = 0.0, high = HALF_PI, theta = 0.0;
    for (let i = 0; i < 60; i++) {
      theta = 0.5 * (low + high);
      if (Student.within(theta, df) < level) low = theta;
      else high = theta;
    }
    const x = f64x2.splat(theta);
    return sqrt(<f64>df) * f64x2.extract_lane(Elementary.sin(x), 0) / f64x2.extract_lane(Elementary.cos(x), 0);
  }

  /** P(|T| ≤ √ν·tan θ). */
  private static within(theta: f64, df: i32): f64 {
    const x = f64x2.splat(theta), sin = f64x2.extract_lane(Elementary.sin(x), 0), cos = f64x2.extract_lane(Elementary.cos(x), 0);
    const odd = df & 1, squared = cos * cos;
    let term = odd ? sin * cos : sin, sum = odd ? (df > 1 ? term : 0.0) : term;
    for (let k = odd ? 3 : 2; k < df - 1; k += 2) {
      term *= (squared * <f64>(k - 1)) / <f64>k;
      sum += term;
    }
    return odd ? (theta + sum) / HALF_PI : sum;
  }
}

/** Half-width of the two-sided interval of Student's t with `df` degrees of freedom; df ≥ 1, whole below 200, may be infinite. */
export function studentInterval(level: f64, df: f64): f64 { return Student.interval(level, df); }
/** √x */
export function squareRoot(x: f64): f64 { return sqrt(x); }
