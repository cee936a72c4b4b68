import { Elementary } from "../core/elementary";
import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { vectorLog, vectorSigmoid, vectorSoftplus } from "../core/vector/exponential";
import { Hyperbolic } from "../core/hyperbolic";
import { Lanes } from "../core/lanes";
import { Maps, Unary } from "../core/map";
import { Tails } from "../core/tails";
import { Columns, GradLogProb, LocationScale, LogProb, Moments, Places } from "./family";

/** π²/3 */
const VARIANCE = 3.2898681336964528729;

/** Logistic(loc, scale), z = (x − loc)/scale. Noise: uniform. */
@unmanaged @final
class Logistic extends LocationScale {
  prepare(loc: f64, scale: f64): void { this.place(loc, scale, Scalar.log(scale)); }

  /** Entropy: log scale + 2. */
  moments(out: usize): void {
    const scale = f64x2.extract_lane(this.scale, 0);
    Moments.store(out, f64x2.extract_lane(this.loc, 0), VARIANCE * scale * scale, f64x2.extract_lane(this.logNorm, 0) + 2.0);
  }

  /** log p = −|z| − 2 log(1 + e^−|z|) − log scale */
  @inline logProb(x: v128): v128 {
    const a = f64x2.abs(this.z(x)), rest = Logarithm.log1pSmall(Elementary.exp(f64x2.neg(a)));
    return f64x2.neg(f64x2.add(f64x2.add(a, f64x2.add(rest, rest)), this.logNorm));
  }
  /** ∂x log p = −tanh(z/2)/scale */
  @inline gradLogProb(x: v128): v128 { return f64x2.neg(this.score0(x)); }
  /** ∂loc log p = tanh(z/2)/scale */
  @inline score0(x: v128): v128 { return f64x2.mul(Hyperbolic.tanh(f64x2.mul(this.z(x), Lanes.both(Lanes.HALF))), this.inverseScale); }
  /** ∂scale log p = (z·tanh(z/2) − 1)/scale */
  @inline score1(x: v128): v128 { return f64x2.sub(f64x2.mul(this.z(x), this.score0(x)), this.inverseScale); }
}

/** u/(1 − u); negative, hence of no logarithm, outside [0, 1]. */
@unmanaged @final
class Odds extends Unary {
  @inline of(u: v128): v128 { return f64x2.div(u, f64x2.sub(Lanes.both(Lanes.ONE), u)); }
}

/** f: a prepared family of so many bytes. */
export function logisticSize(): i32 { return offsetof<Logistic>(); }
export function logisticPrepare(f: usize, loc: f64, scale: f64): void { changetype<Logistic>(f).prepare(loc, scale); }
/** A draw is the quantile of its noise. */
export function logisticSample(noise: usize, out: usize, n: i32, f: usize): void { logisticQuantile(noise, out, n, f); }
export function logisticLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Logistic, LogProb>(x, out, n, f); }
export function logisticGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Logistic, GradLogProb>(x, out, n, f); }
export function logisticTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.narrowTerms2<Logistic>(x, out, n, f); }
export function logisticDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Logistic>(x, out, n, f); }
export function logisticMoments(f: usize, out: usize): void { changetype<Logistic>(f).moments(out); }
/** F(x) = 1/(1 + e^(−z)), log F(x) = −log(1 + e^(−z)); of −z they are 1 − F(x) and its logarithm. */
export function logisticCdf(x: usize, out: usize, n: i32, f: usize): void {
  Places.standardise(x, out, n, f);
  vectorSigmoid(out, out, n);
}
export function logisticSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Places.mirror(x, out, n, f);
  vectorSigmoid(out, out, n);
}
export function logisticLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Places.mirror(x, out, n, f);
  vectorSoftplus(out, out, n);
  Tails.negate(out, out, n);
}
export function logisticLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Places.standardise(x, out, n, f);
  vectorSoftplus(out, out, n);
  Tails.negate(out, out, n);
}
/** z = log(u/(1 − u)) */
export function logisticQuantile(u: usize, out: usize, n: i32, f: usize): void {
  Maps.unary<Odds>(u, out, n);
  vectorLog(out, out, n);
  Places.place(out, out, n, f);
}
