import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { vectorErf, vectorNormalCdf, vectorNormalLogCdf } from "../core/vector/error";
import { ErrorFunction } from "../core/error-function";
import { Lanes } from "../core/lanes";
import { Tails } from "../core/tails";
import { Columns, Family, GradLogProb, LogProb, Mirror, Moments, Quantile, Sample, Standardise } from "./family";

const LOG_2: usize = memory.data<f64>([0.6931471805599453]);
/** √½, √(2/π), 1 − 2/π, ½ log(π/2) */
const ROOT_HALF = 0.70710678118654752440;
const MEAN = 0.79788456080286535588;
const VARIANCE = 0.36338022763241865692;
const HALF_LOG_HALF_PI = 0.22579135264472743236;
/** Numbers that a pass takes at a time where it needs two columns of them. */
const BLOCK: usize = 512;
const SCRATCH: usize = memory.data(512, 16);

/** HalfNormal(scale), z = x/scale, x ≥ 0: the size of a normal number. Noise: normal. */
@unmanaged @final
class HalfNormal extends Family {
  scale: v128;
  inverseScale: v128;
  /** log scale + ½ log(π/2) */
  logNorm: v128;

  prepare(scale: f64): void {
    this.scale = f64x2.splat(scale);
    this.inverseScale = f64x2.splat(1.0 / scale);
    this.logNorm = f64x2.splat(Scalar.log(scale) + HALF_LOG_HALF_PI);
  }

  /** Entropy: log scale + ½ log(π/2) + ½. */
  moments(out: usize): void {
    const scale = f64x2.extract_lane(this.scale, 0);
    Moments.store(out, MEAN * scale, VARIANCE * scale * scale, f64x2.extract_lane(this.logNorm, 0) + 0.5);
  }

  @inline private inside(x: v128): v128 { return f64x2.ge(x, Lanes.both(Lanes.ZERO)); }
  @inline private z(x: v128): v128 { return f64x2.mul(x, this.inverseScale); }
  /** z; 0 below the support. */
  @inline standardise(x: v128): v128 { return f64x2.pmax(this.z(x), Lanes.both(Lanes.ZERO)); }
  @inline sample(noise: v128): v128 { return f64x2.mul(this.scale, f64x2.abs(noise)); }

  /** log p = −z²/2 − log scale − ½ log(π/2) */
  @inline logProb(x: v128): v128 {
    const z = this.z(x);
    return this.density(f64x2.sub(f64x2.mul(f64x2.mul(z, z), Lanes.both(Lanes.MINUS_HALF)), this.logNorm), x, this.inside(x));
  }
  /** ∂x log p = −z/scale */
  @inline gradLogProb(x: v128): v128 { return this.within(f64x2.neg(f64x2.mul(this.z(x), this.inverseScale)), this.inside(x)); }
  /** ∂scale log p = (z² − 1)/scale */
  @inline score0(x: v128): v128 {
    const z = this.z(x), one = Lanes.both(Lanes.ONE);
    return this.within(f64x2.mul(f64x2.mul(f64x2.sub(z, one), f64x2.add(z, one)), this.inverseScale), this.inside(x));
  }
  /** u = z */
  @inline flow0(x: v128): v128 { return this.within(this.z(x), this.inside(x)); }
  @inline divergence0(x: v128): v128 { return this.within(this.inverseScale, this.inside(x)); }

  /** z = Φ⁻¹(½ + u/2) */
  @inline quantile(u: v128): v128 {
    const half = Lanes.both(Lanes.HALF), q = f64x2.mul(u, half), z = ErrorFunction.quantile(q, f64x2.sub(half, q));
    return f64x2.mul(this.scale, v128.or(z, f64x2.lt(u, Lanes.both(Lanes.ZERO))));
  }
}

/** f: a prepared family of so many bytes. */
export function halfNormalSize(): i32 { return offsetof<HalfNormal>(); }
export function halfNormalPrepare(f: usize, scale: f64): void { changetype<HalfNormal>(f).prepare(scale); }
export function halfNormalSample(noise: usize, out: usize, n: i32, f: usize): void { Columns.map<HalfNormal, Sample>(noise, out, n, f); }
export function halfNormalLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<HalfNormal, LogProb>(x, out, n, f); }
export function halfNormalGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<HalfNormal, GradLogProb>(x, out, n, f); }
export function halfNormalTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms1<HalfNormal>(x, out, n, f); }
export function halfNormalDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences1<HalfNormal>(x, out, n, f); }
export function halfNormalMoments(f: usize, out: usize): void { changetype<HalfNormal>(f).moments(out); }
/** F(x) = erf(z/√2) */
export function halfNormalCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.map<HalfNormal, Standardise>(x, out, n, f);
  Tails.scale(ROOT_HALF, out, out, n);
  vectorErf(out, out, n);
}
/** 1 − F(x) = 2Φ(−z) */
export function halfNormalSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.map<HalfNormal, Mirror>(x, out, n, f);
  vectorNormalCdf(out, out, n);
  Tails.scale(2.0, out, out, n);
}
export function halfNormalLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += BLOCK) {
    const m = <i32>(min(BLOCK, size - i) >>> 3);
    halfNormalSurvival(x + i, SCRATCH, m, f);
    halfNormalCdf(x + i, out + i, m, f);
    for (let j: usize = 0; j < BLOCK && i + j < size; j += 16) {
      v128.store(out + i + j, Logarithm.logProbability(v128.load(out + i + j), v128.load(SCRATCH + j)));
    }
  }
  Tails.mendLogs(x, out, n, 0.0, -f64x2.extract_lane(changetype<HalfNormal>(f).logNorm, 0), 1.0, 1.0);
}
/** log 2Φ(−z), or, where 1 − F is more than ½, log(1 − F). */
export function halfNormalLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += BLOCK) {
    const m = <i32>(min(BLOCK, size - i) >>> 3);
    Columns.map<HalfNormal, Mirror>(x + i, SCRATCH, m, f);
    vectorNormalLogCdf(SCRATCH, SCRATCH, m);
    halfNormalCdf(x + i, out + i, m, f);
    for (let j: usize = 0; j < BLOCK && i + j < size; j += 16) {
      const p = v128.load(out + i + j), near = Logarithm.logProbability(Lanes.both(Lanes.ONE), p);
      v128.store(out + i + j, v128.bitselect(near, f64x2.add(v128.load(SCRATCH + j), Lanes.both(LOG_2)), f64x2.lt(p, Lanes.both(Lanes.HALF))));
    }
  }
}
export function halfNormalQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<HalfNormal, Quantile>(u, out, n, f); }
