import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { vectorExp, vectorExpm1 } from "../core/vector/exponential";
import { vectorNormalCdf, vectorNormalLogCdf, vectorNormalQuantile } from "../core/vector/error";
import { Lanes } from "../core/lanes";
import { Tails } from "../core/tails";
import { Columns, GradLogProb, Located, LogProb, Mirror, Moments, Places, Standardise } from "./family";

/** ½ log 2π */
const HALF_LOG_TAU = 0.9189385332046727418;

/** Lognormal(loc, scale), z = (log x − loc)/scale, x > 0. Noise: normal. */
@unmanaged @final
class Lognormal extends Located {
  prepare(loc: f64, scale: f64): void { this.place(loc, scale, Scalar.log(scale) + HALF_LOG_TAU); }

  /** Mean e^(loc + scale²/2), variance mean²·(e^(scale²) − 1), entropy log scale + ½ log 2πe + loc. */
  moments(out: usize): void {
    const loc = f64x2.extract_lane(this.loc, 0), scale = f64x2.extract_lane(this.scale, 0), square = scale * scale;
    store<f64>(out, square);
    vectorExpm1(out, out, 1);
    const growth = load<f64>(out), mean = Scalar.exp(loc + 0.5 * square);
    Moments.store(out, mean, growth == 0.0 ? 0.0 : mean * growth * mean, f64x2.extract_lane(this.logNorm, 0) + 0.5 + loc);
  }

  @inline private inside(x: v128): v128 {
    return v128.and(f64x2.gt(x, Lanes.both(Lanes.ZERO)), f64x2.lt(x, Lanes.both(Lanes.INFINITY)));
  }
  @inline private logZ(x: v128): v128 { return this.z(Logarithm.logFinite(x)); }
  /** Below the support it is −Infinity. */
  @inline standardise(x: v128): v128 { return this.z(Logarithm.log(f64x2.pmax(x, Lanes.both(Lanes.ZERO)))); }

  /** log p = −z²/2 − log x − log scale − ½ log 2π */
  @inline logProb(x: v128): v128 {
    const z = this.logZ(x), rest = f64x2.add(Logarithm.logFinite(x), this.logNorm);
    return this.density(f64x2.sub(f64x2.mul(f64x2.mul(z, z), Lanes.both(Lanes.MINUS_HALF)), rest), x, this.inside(x));
  }
  /** ∂x log p = −(1 + z/scale)/x */
  @inline gradLogProb(x: v128): v128 {
    const slope = f64x2.div(Lanes.mulAdd(this.logZ(x), this.inverseScale, Lanes.both(Lanes.ONE)), f64x2.neg(x));
    return this.within(slope, this.inside(x));
  }

  /** ∂loc log p = z/scale */
  @inline score0(x: v128): v128 { return this.within(f64x2.mul(this.logZ(x), this.inverseScale), this.inside(x)); }
  /** ∂scale log p = (z² − 1)/scale */
  @inline score1(x: v128): v128 { return f64x2.sub(f64x2.mul(this.logZ(x), this.score0(x)), this.inverseScale); }

  /** u = x, u = xz */
  @inline flow0(x: v128): v128 { return this.within(x, this.inside(x)); }
  @inline flow1(x: v128): v128 { return f64x2.mul(this.flow0(x), this.logZ(x)); }
  @inline divergence0(x: v128): v128 { return this.within(Lanes.both(Lanes.ONE), this.inside(x)); }
  /** z + 1/scale */
  @inline divergence1(x: v128): v128 { return this.within(f64x2.add(this.logZ(x), this.inverseScale), this.inside(x)); }
}

/** f: a prepared family of so many bytes. */
export function lognormalSize(): i32 { return offsetof<Lognormal>(); }
export function lognormalPrepare(f: usize, loc: f64, scale: f64): void { changetype<Lognormal>(f).prepare(loc, scale); }
/** x = e^(loc + scale·z) */
export function lognormalSample(noise: usize, out: usize, n: i32, f: usize): void {
  Places.place(noise, out, n, f);
  vectorExp(out, out, n);
  Tails.normal(out, n);
}
export function lognormalLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Lognormal, LogProb>(x, out, n, f); }
export function lognormalGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Lognormal, GradLogProb>(x, out, n, f); }
export function lognormalTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.narrowTerms2<Lognormal>(x, out, n, f); }
export function lognormalDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Lognormal>(x, out, n, f); }
export function lognormalMoments(f: usize, out: usize): void { changetype<Lognormal>(f).moments(out); }
/** F(x) = Φ(z), 1 − F(x) = Φ(−z) */
export function lognormalCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Lognormal, Standardise>(x, out, n, f);
  vectorNormalCdf(out, out, n);
}
export function lognormalLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Lognormal, Standardise>(x, out, n, f);
  vectorNormalLogCdf(out, out, n);
}
export function lognormalSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Lognormal, Mirror>(x, out, n, f);
  vectorNormalCdf(out, out, n);
}
export function lognormalLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Lognormal, Mirror>(x, out, n, f);
  vectorNormalLogCdf(out, out, n);
}
export function lognormalQuantile(u: usize, out: usize, n: i32, f: usize): void {
  vectorNormalQuantile(u, out, n);
  Places.place(out, out, n, f);
  vectorExp(out, out, n);
}
