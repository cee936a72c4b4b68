import { Scalar } from "../core/scalar";
import { vectorAtan } from "../core/vector/trigonometric";
import { Called } from "../core/called";
import { CauchyFunction } from "../core/cauchy-function";
import { Lanes } from "../core/lanes";
import { Tails } from "../core/tails";
import { Trigonometry } from "../core/trigonometry";
import { Columns, Family, GradLogProb, LARGEST, LogProb, Mirror, Moments, Sample, Standardise } from "./family";

/** log(π/2), log 4, 2/π */
const LOG_HALF_PI = 0.45158270528945486473;
const LOG_4 = 1.3862943611198906188;
const TWO_OVER_PI = 0.63661977236758134308;

/** HalfCauchy(scale), z = x/scale, x ≥ 0: the size of a Cauchy number. Noise: uniform. */
@unmanaged @final
class HalfCauchy extends Family {
  scale: v128;
  inverseScale: v128;
  /** log(π·scale/2) */
  logNorm: v128;

  prepare(scale: f64): void {
    this.scale = f64x2.splat(scale);
    this.inverseScale = f64x2.splat(1.0 / scale);
    this.logNorm = f64x2.splat(Scalar.log(scale) + LOG_HALF_PI);
  }

  /** Entropy: log 2π·scale. */
  moments(out: usize): void { Moments.store(out, Infinity, Infinity, f64x2.extract_lane(this.logNorm, 0) + LOG_4); }

  @inline private inside(x: v128): v128 { return f64x2.ge(x, Lanes.both(Lanes.ZERO)); }
  @inline private z(x: v128): v128 { return f64x2.mul(x, this.inverseScale); }
  /** z, of −0 as of 0, or, where that is more than 1, −1/z: of which the arc tangent is π/2 times the smaller tail, negative if that is the upper one. */
  @inline standardise(x: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO), one = Lanes.both(Lanes.ONE), z = f64x2.add(f64x2.pmax(this.z(x), zero), zero), far = f64x2.gt(z, one);
    return v128.xor(f64x2.div(v128.bitselect(one, z, far), v128.bitselect(z, one, far)), v128.and(far, Lanes.both(Lanes.SIGN)));
  }

  /** z = tan(πu/2); for u > ½ it is cot(π(1 − u)/2), and 1 − u is exact. */
  @inline sample(u: v128): v128 {
    const p = f64x2.pmin(f64x2.sub(Lanes.both(Lanes.ONE), u), u), quarter = f64x2.mul(p, Lanes.both(Lanes.QUARTER));
    const sin = Trigonometry.sin2pi(quarter), cos = Trigonometry.cos2pi(quarter), upper = f64x2.gt(u, Lanes.both(Lanes.HALF));
    const z = f64x2.div(v128.bitselect(cos, sin, upper), v128.bitselect(sin, cos, upper));
    return f64x2.mul(this.scale, v128.or(z, f64x2.lt(p, Lanes.both(Lanes.ZERO))));
  }

  /** log p = −log(1 + z²) − log(π·scale/2) */
  @inline logProb(x: v128): v128 {
    const z = this.z(x), value = f64x2.neg(f64x2.add(CauchyFunction.logSquare(z), this.logNorm));
    return this.density(value, x, v128.and(this.inside(x), f64x2.lt(z, Lanes.both(Lanes.INFINITY))));
  }
  /** Whether z may overflow somewhere. */
  overflows(x: usize, n: i32): bool {
    const scale = f64x2.extract_lane(this.scale, 0);
    if (scale >= 1.0) return false;
    let most = Lanes.both(Lanes.ZERO);
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) most = f64x2.pmax(most, v128.load(x + i));
    return v128.any_true(f64x2.ge(most, f64x2.splat(0.5 * LARGEST * scale)));
  }
  /** Where it does: log p = −2 log z − log(π·scale/2), log z by its parts. */
  farLogProb(x: usize, out: usize, n: i32): void {
    const logScale = f64x2.sub(this.logNorm, f64x2.splat(LOG_HALF_PI));
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) {
      const v = v128.load(x + i), log = f64x2.sub(Called.log(v), logScale), far = f64x2.neg(f64x2.add(f64x2.add(log, log), this.logNorm));
      v128.store(out + i, v128.bitselect(far, this.logProb(v), f64x2.eq(this.z(v), Lanes.both(Lanes.INFINITY))));
    }
  }
  /** ∂x log p = −2/(z + 1/z)/scale */
  @inline gradLogProb(x: v128): v128 {
    return this.within(f64x2.neg(CauchyFunction.slope(this.z(x), f64x2.mul(Lanes.both(Lanes.HALF), x), this.inverseScale)), this.inside(x));
  }
  /** ∂scale log p = (z² − 1)/(z² + 1)/scale */
  @inline score0(x: v128): v128 {
    return this.within(f64x2.mul(CauchyFunction.contrast(this.z(x)), this.inverseScale), this.inside(x));
  }
  /** u = z */
  @inline flow0(x: v128): v128 { return this.within(this.z(x), this.inside(x)); }
  @inline divergence0(x: v128): v128 { return this.within(this.inverseScale, this.inside(x)); }

  /** log 2x/π·scale, or log 2·scale/πx (upper), where that is so little, of x and logarithms of tails. */
  mendLogs(x: usize, out: usize, n: i32, upper: bool): void {
    const logScale = f64x2.extract_lane(this.logNorm, 0) - LOG_HALF_PI;
    Tails.mendLogs(x, out, n, 0.0, (upper ? logScale : -logScale) - LOG_HALF_PI, 1.0, upper ? -1.0 : 1.0);
  }
}

/** f: a prepared family of so many bytes. */
export function halfCauchySize(): i32 { return offsetof<HalfCauchy>(); }
export function halfCauchyPrepare(f: usize, scale: f64): void { changetype<HalfCauchy>(f).prepare(scale); }
export function halfCauchySample(noise: usize, out: usize, n: i32, f: usize): void { Columns.narrow<HalfCauchy, Sample>(noise, out, n, f); }
export function halfCauchyLogProb(x: usize, out: usize, n: i32, f: usize): void {
  if (changetype<HalfCauchy>(f).overflows(x, n)) changetype<HalfCauchy>(f).farLogProb(x, out, n);
  else Columns.narrow<HalfCauchy, LogProb>(x, out, n, f);
}
export function halfCauchyGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<HalfCauchy, GradLogProb>(x, out, n, f); }
export function halfCauchyTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms1<HalfCauchy>(x, out, n, f); }
export function halfCauchyDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences1<HalfCauchy>(x, out, n, f); }
export function halfCauchyMoments(f: usize, out: usize): void { changetype<HalfCauchy>(f).moments(out); }
/** F(x) = 2 atan(z)/π, 1 − F(x) = 2 atan(1/z)/π */
export function halfCauchyCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<HalfCauchy, Standardise>(x, out, n, f);
  smaller(out, n);
  Tails.lower(out, out, n);
}
export function halfCauchySurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<HalfCauchy, Mirror>(x, out, n, f);
  smaller(out, n);
  Tails.lower(out, out, n);
}
export function halfCauchyLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<HalfCauchy, Standardise>(x, out, n, f);
  smaller(out, n);
  Tails.logLower(out, out, n);
  changetype<HalfCauchy>(f).mendLogs(x, out, n, false);
}
export function halfCauchyLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<HalfCauchy, Mirror>(x, out, n, f);
  smaller(out, n);
  Tails.logLower(out, out, n);
  changetype<HalfCauchy>(f).mendLogs(x, out, n, true);
}
/** A draw is the quantile of its noise. */
export function halfCauchyQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<HalfCauchy, Sample>(u, out, n, f); }
function smaller(column: usize, n: i32): void {
  vectorAtan(column, column, n);
  Tails.scale(TWO_OVER_PI, column, column, n);
}
