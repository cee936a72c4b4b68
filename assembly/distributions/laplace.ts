import { Exponential } from "../core/exponential";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { Maps, Unary } from "../core/map";
import { Scalar } from "../core/scalar";
import { Columns, GradLogProb, LocationScale, LogProb, Moments, Places, Sample } from "./family";

const LOG_2 = 0.6931471805599453;
const LOG_HALF: usize = memory.data<f64>([-0.6931471805599453]);

/** Laplace(loc, scale), z = (x − loc)/scale. Noise: uniform. */
@unmanaged @final
class Laplace extends LocationScale {
  prepare(loc: f64, scale: f64): void { this.place(loc, scale, Scalar.log(scale) + LOG_2); }

  /** Entropy: 1 + log 2·scale. */
  moments(out: usize): void {
    const scale = f64x2.extract_lane(this.scale, 0);
    Moments.store(out, f64x2.extract_lane(this.loc, 0), 2.0 * scale * scale, f64x2.extract_lane(this.logNorm, 0) + 1.0);
  }

  /** z = ∓log 2p, p the smaller of u and 1 − u, which is exact. */
  @inline sample(u: v128): v128 {
    const p = f64x2.pmin(f64x2.sub(Lanes.both(Lanes.ONE), u), u), size = Logarithm.log(f64x2.add(p, p));
    return this.at(v128.xor(size, v128.andnot(Lanes.both(Lanes.SIGN), f64x2.lt(u, Lanes.both(Lanes.HALF)))));
  }

  /** log p = −|z| − log 2·scale */
  @inline logProb(x: v128): v128 { return f64x2.neg(f64x2.add(f64x2.abs(this.z(x)), this.logNorm)); }
  /** ∂x log p = −sign(z)/scale, 0 at the kink. */
  @inline gradLogProb(x: v128): v128 { return f64x2.neg(this.score0(x)); }

  /** ∂loc log p = sign(z)/scale */
  @inline score0(x: v128): v128 {
    const z = this.z(x), zero = Lanes.both(Lanes.ZERO), up = v128.and(f64x2.gt(z, zero), this.inverseScale);
    return this.within(f64x2.sub(up, v128.and(f64x2.lt(z, zero), this.inverseScale)), f64x2.eq(z, z));
  }
  /** ∂scale log p = (|z| − 1)/scale */
  @inline score1(x: v128): v128 { return f64x2.mul(f64x2.sub(f64x2.abs(this.z(x)), Lanes.both(Lanes.ONE)), this.inverseScale); }
}

/** F of z: v = ½e^−|z| for z < 0, else 1 − v. */
@unmanaged @final
class StandardCdf extends Unary {
  @inline of(z: v128): v128 {
    const v = f64x2.mul(Exponential.exp(f64x2.neg(f64x2.abs(z))), Lanes.both(Lanes.HALF));
    return v128.bitselect(v, f64x2.sub(Lanes.both(Lanes.ONE), v), f64x2.lt(z, Lanes.both(Lanes.ZERO)));
  }
}
@unmanaged @final
class StandardLogCdf extends Unary {
  @inline of(z: v128): v128 {
    const v = f64x2.mul(Exponential.exp(f64x2.neg(f64x2.abs(z))), Lanes.both(Lanes.HALF)), one = Lanes.both(Lanes.ONE);
    const upper = Logarithm.logProbability(one, v);
    return v128.bitselect(f64x2.add(z, Lanes.both(LOG_HALF)), upper, f64x2.lt(z, Lanes.both(Lanes.ZERO)));
  }
}

/** f: a prepared family of so many bytes. */
export function laplaceSize(): i32 { return offsetof<Laplace>(); }
export function laplacePrepare(f: usize, loc: f64, scale: f64): void { changetype<Laplace>(f).prepare(loc, scale); }
export function laplaceSample(noise: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Laplace, Sample>(noise, out, n, f); }
export function laplaceLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Laplace, LogProb>(x, out, n, f); }
export function laplaceGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Laplace, GradLogProb>(x, out, n, f); }
export function laplaceTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms2<Laplace>(x, out, n, f); }
export function laplaceDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Laplace>(x, out, n, f); }
export function laplaceMoments(f: usize, out: usize): void { changetype<Laplace>(f).moments(out); }
export function laplaceCdf(x: usize, out: usize, n: i32, f: usize): void {
  Places.standardise(x, out, n, f);
  Maps.narrow<StandardCdf>(out, out, n);
}
export function laplaceSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Places.mirror(x, out, n, f);
  Maps.narrow<StandardCdf>(out, out, n);
}
export function laplaceLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Places.standardise(x, out, n, f);
  Maps.narrow<StandardLogCdf>(out, out, n);
}
export function laplaceLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Places.mirror(x, out, n, f);
  Maps.narrow<StandardLogCdf>(out, out, n);
}
/** A draw is the quantile of its noise. */
export function laplaceQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Laplace, Sample>(u, out, n, f); }
