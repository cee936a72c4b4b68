import { Scalar } from "../core/scalar";
import { vectorAtan } from "../core/vector/trigonometric";
import { Called } from "../core/called";
import { CauchyFunction } from "../core/cauchy-function";
import { Lanes } from "../core/lanes";
import { Tails } from "../core/tails";
import { Trigonometry } from "../core/trigonometry";
import { Columns, GradLogProb, LARGEST, LocationScale, LogProb, Mirror, Moments, Sample, Standardise } from "./family";

/** log π, log 4, 1/π */
const LOG_PI = 1.1447298858494001741;
const LOG_4 = 1.3862943611198906188;
const INVERSE_PI = 0.31830988618379067154;

/** A loc that does not move the largest double. */
const NEAR = 1e290;

/** Cauchy(loc, scale), z = (x − loc)/scale. Noise: uniform. */
@unmanaged @final
class Cauchy extends LocationScale {
  prepare(loc: f64, scale: f64): void { this.place(loc, scale, Scalar.log(scale) + LOG_PI); }

  /** There is neither mean nor variance. Entropy: log 4π·scale. */
  moments(out: usize): void { Moments.store(out, NaN, NaN, f64x2.extract_lane(this.logNorm, 0) + LOG_4); }

  /** −1/z, whose arc tangent is π times the smaller tail, negative if that is the upper one. */
  @inline standardise(x: v128): v128 { return f64x2.neg(f64x2.div(Lanes.both(Lanes.ONE), this.z(x))); }

  /** z = ±cot πp, p the smaller of u and 1 − u, which is exact. */
  @inline sample(u: v128): v128 {
    const p = f64x2.pmin(f64x2.sub(Lanes.both(Lanes.ONE), u), u), half = f64x2.abs(f64x2.mul(p, Lanes.both(Lanes.HALF)));
    const cot = f64x2.div(Trigonometry.cos2pi(half), Trigonometry.sin2pi(half));
    const z = v128.or(v128.xor(cot, v128.and(f64x2.lt(u, Lanes.both(Lanes.HALF)), Lanes.both(Lanes.SIGN))), f64x2.lt(p, Lanes.both(Lanes.ZERO)));
    return this.at(z);
  }

  /** log p = −log(1 + z²) − log π·scale */
  @inline logProb(x: v128): v128 {
    const z = this.z(x), value = f64x2.neg(f64x2.add(CauchyFunction.logSquare(z), this.logNorm));
    return this.density(value, x, f64x2.lt(f64x2.abs(z), Lanes.both(Lanes.INFINITY)));
  }
  /** Whether z may overflow somewhere. */
  overflows(x: usize, n: i32): bool {
    const scale = f64x2.extract_lane(this.scale, 0), loc = Math.abs(f64x2.extract_lane(this.loc, 0));
    if (scale >= 1.0 && loc < NEAR) return false;
    let most = Lanes.both(Lanes.ZERO);
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) most = f64x2.pmax(most, f64x2.abs(v128.load(x + i)));
    return v128.any_true(f64x2.ge(most, f64x2.splat(0.5 * LARGEST * Math.min(1.0, scale) - loc)));
  }
  /** Where it does: log p = −2 log |z| − log π·scale, log |z| by its parts; of halves, for x − loc may overflow too. */
  farLogProb(x: usize, out: usize, n: i32): void {
    const half = Lanes.both(Lanes.HALF), logScale = f64x2.sub(this.logNorm, f64x2.splat(LOG_PI));
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) {
      const v = v128.load(x + i), log = f64x2.sub(Called.log(f64x2.abs(f64x2.sub(f64x2.mul(half, v), f64x2.mul(half, this.loc)))), logScale);
      const far = f64x2.neg(f64x2.add(f64x2.add(f64x2.add(log, log), f64x2.splat(LOG_4)), this.logNorm));
      v128.store(out + i, v128.bitselect(far, this.logProb(v), f64x2.eq(f64x2.abs(this.z(v)), Lanes.both(Lanes.INFINITY))));
    }
  }
  /** ∂x log p = −2z/(1 + z²)/scale */
  @inline gradLogProb(x: v128): v128 { return f64x2.neg(this.score0(x)); }
  /** ∂loc log p = 2/(z + 1/z)/scale */
  @inline score0(x: v128): v128 {
    const half = Lanes.both(Lanes.HALF);
    return CauchyFunction.slope(this.z(x), f64x2.sub(f64x2.mul(half, x), f64x2.mul(half, this.loc)), this.inverseScale);
  }
  /** ∂scale log p = (z² − 1)/(z² + 1)/scale */
  @inline score1(x: v128): v128 { return f64x2.mul(CauchyFunction.contrast(this.z(x)), this.inverseScale); }

  /** log scale/π|x − loc| where that is so little, of x on one side and logarithms of tails. */
  mendLogs(x: usize, out: usize, n: i32, side: f64): void {
    Tails.mendLogs(x, out, n, f64x2.extract_lane(this.loc, 0), f64x2.extract_lane(this.logNorm, 0) - 2.0 * LOG_PI, side, -1.0);
  }
}

/** f: a prepared family of so many bytes. */
export function cauchySize(): i32 { return offsetof<Cauchy>(); }
export function cauchyPrepare(f: usize, loc: f64, scale: f64): void { changetype<Cauchy>(f).prepare(loc, scale); }
export function cauchySample(noise: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Cauchy, Sample>(noise, out, n, f); }
export function cauchyLogProb(x: usize, out: usize, n: i32, f: usize): void {
  if (changetype<Cauchy>(f).overflows(x, n)) changetype<Cauchy>(f).farLogProb(x, out, n);
  else Columns.narrow<Cauchy, LogProb>(x, out, n, f);
}
export function cauchyGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Cauchy, GradLogProb>(x, out, n, f); }
export function cauchyTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.narrowTerms2<Cauchy>(x, out, n, f); }
export function cauchyDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Cauchy>(x, out, n, f); }
export function cauchyMoments(f: usize, out: usize): void { changetype<Cauchy>(f).moments(out); }
/** F(x) = −atan(1/z)/π for z < 0 */
export function cauchyCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Cauchy, Standardise>(x, out, n, f);
  smaller(out, n);
  Tails.lower(out, out, n);
}
export function cauchySurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Cauchy, Mirror>(x, out, n, f);
  smaller(out, n);
  Tails.lower(out, out, n);
}
export function cauchyLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Cauchy, Standardise>(x, out, n, f);
  smaller(out, n);
  Tails.logLower(out, out, n);
  changetype<Cauchy>(f).mendLogs(x, out, n, -1.0);
}
export function cauchyLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Cauchy, Mirror>(x, out, n, f);
  smaller(out, n);
  Tails.logLower(out, out, n);
  changetype<Cauchy>(f).mendLogs(x, out, n, 1.0);
}
/** A draw is the quantile of its noise. */
export function cauchyQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Cauchy, Sample>(u, out, n, f); }
function smaller(column: usize, n: i32): void {
  vectorAtan(column, column, n);
  Tails.scale(INVERSE_PI, column, column, n);
}
