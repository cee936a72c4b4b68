import { Elementary } from "../core/elementary";
import { Exponential } from "../core/exponential";
import { Scalar } from "../core/scalar";
import { vectorExp, vectorLog } from "../core/vector/exponential";
import { Lanes } from "../core/lanes";
import { Tails } from "../core/tails";
import { Columns, GradLogProb, LocationScale, LogProb, Moments, Places, Sample } from "./family";

/** t is infinite before z is here; so −∞ + ∞ does not occur in log p. */
const LOWEST: usize = memory.data<f64>([-1000.0]);
/** Euler's constant; π²/6. */
const EULER = 0.57721566490153286061;
const VARIANCE = 1.6449340668482264365;

/** Gumbel (maximum), z = (x − loc)/scale, t = e^(−z) ~ Exponential(1). Noise: exponential. */
@unmanaged @final
class Gumbel extends LocationScale {
  prepare(loc: f64, scale: f64): void { this.place(loc, scale, Scalar.log(scale)); }

  /** Entropy: log scale + Euler's constant + 1. */
  moments(out: usize): void {
    const loc = f64x2.extract_lane(this.loc, 0), scale = f64x2.extract_lane(this.scale, 0);
    Moments.store(out, loc + EULER * scale, VARIANCE * scale * scale, f64x2.extract_lane(this.logNorm, 0) + (EULER + 1.0));
  }

  /** x = loc − scale·log t */
  @inline sample(noise: v128): v128 { return this.at(f64x2.neg(Elementary.logPositive(noise))); }

  /** log p = −(z + t + log scale) */
  @inline logProb(x: v128): v128 {
    const z = f64x2.pmax(this.z(x), Lanes.both(LOWEST));
    return f64x2.neg(f64x2.add(f64x2.add(z, Elementary.exp(f64x2.neg(z))), this.logNorm));
  }
  /** ∂x log p = (t − 1)/scale */
  @inline gradLogProb(x: v128): v128 { return f64x2.mul(this.less1(x), this.inverseScale); }
  /** t − 1 */
  @inline private less1(x: v128): v128 { return Exponential.expm1(f64x2.neg(this.z(x))); }

  /** ∂loc log p = (1 − t)/scale */
  @inline score0(x: v128): v128 { return f64x2.neg(f64x2.mul(this.less1(x), this.inverseScale)); }
  /** ∂scale log p = (z(1 − t) − 1)/scale */
  @inline score1(x: v128): v128 { return f64x2.sub(f64x2.mul(this.z(x), this.score0(x)), this.inverseScale); }
}

/** f: a prepared family of so many bytes. */
export function gumbelSize(): i32 { return offsetof<Gumbel>(); }
export function gumbelPrepare(f: usize, loc: f64, scale: f64): void { changetype<Gumbel>(f).prepare(loc, scale); }
export function gumbelSample(noise: usize, out: usize, n: i32, f: usize): void { Columns.map<Gumbel, Sample>(noise, out, n, f); }
export function gumbelLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Gumbel, LogProb>(x, out, n, f); }
export function gumbelGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Gumbel, GradLogProb>(x, out, n, f); }
export function gumbelTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.narrowTerms2<Gumbel>(x, out, n, f); }
export function gumbelDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Gumbel>(x, out, n, f); }
export function gumbelMoments(f: usize, out: usize): void { changetype<Gumbel>(f).moments(out); }
/** F(x) = e^(−t) */
export function gumbelCdf(x: usize, out: usize, n: i32, f: usize): void {
  Places.mirror(x, out, n, f);
  vectorExp(out, out, n);
  Tails.exponentialSurvival(out, out, n);
}
export function gumbelSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Places.mirror(x, out, n, f);
  vectorExp(out, out, n);
  Tails.exponentialCdf(out, out, n);
}
export function gumbelLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Places.mirror(x, out, n, f);
  vectorExp(out, out, n);
  Tails.negate(out, out, n);
}
export function gumbelLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Places.mirror(x, out, n, f);
  Tails.exponentialLogCdfOfExp(out, out, n);
}
/** z = −log(−log u) */
export function gumbelQuantile(u: usize, out: usize, n: i32, f: usize): void {
  vectorLog(u, out, n);
  Tails.negate(out, out, n);
  vectorLog(out, out, n);
  Tails.negate(out, out, n);
  Places.place(out, out, n, f);
}
