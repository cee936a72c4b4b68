import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { vectorExp } from "../core/vector/exponential";
import { Lanes } from "../core/lanes";
import { Tails } from "../core/tails";
import { Columns, Deep, Family, GradLogProb, LARGEST, LogProb, Mirror, Moments, Standardise } from "./family";
import { transformAffine } from "./transform";


/**
 * Pareto(scale m, concentration a), L = log(x/m), aL ~ Exponential(1), x ≥ m. Noise: exponential.
 *
 * L = log(1 + q), q = (x − m)/m, so that it is as exact as x about m. A q that overflows counts as infinite.
 */
@unmanaged @final
class Pareto extends Family {
  scale: v128;
  inverseScale: v128;
  concentration: v128;
  inverse: v128;
  /** log(a/m) */
  logNorm: v128;
  /** a/m */
  height: v128;

  prepare(scale: f64, concentration: f64): void {
    this.scale = f64x2.splat(scale);
    this.inverseScale = f64x2.splat(1.0 / scale);
    this.concentration = f64x2.splat(concentration);
    this.inverse = f64x2.splat(1.0 / concentration);
    this.logNorm = f64x2.splat(Scalar.log(concentration) - Scalar.log(scale));
    this.height = f64x2.splat(concentration / scale);
  }

  /** Mean am/(a − 1), variance m²a/((a − 1)²(a − 2)), Infinity where a ≤ 1, a ≤ 2; entropy log(m/a) + 1 + 1/a. */
  moments(out: usize): void {
    const m = f64x2.extract_lane(this.scale, 0), a = f64x2.extract_lane(this.concentration, 0), b = a - 1.0, s = m / b;
    const mean = a > 1.0 ? a * s : Infinity, variance = a > 2.0 ? s * s * (a / (a - 2.0)) : Infinity;
    Moments.store(out, mean, variance, 1.0 + f64x2.extract_lane(this.inverse, 0) - f64x2.extract_lane(this.logNorm, 0));
  }
  get m(): f64 { return f64x2.extract_lane(this.scale, 0); }
  get logScale(): f64 { return Scalar.log(this.m); }
  get inverseConcentration(): f64 { return f64x2.extract_lane(this.inverse, 0); }

  @inline private q(x: v128): v128 { return f64x2.div(f64x2.sub(x, this.scale), this.scale); }
  @inline private inside(x: v128): v128 {
    return v128.and(f64x2.ge(x, this.scale), f64x2.lt(this.q(x), Lanes.both(Lanes.INFINITY)));
  }
  @inline private L(x: v128): v128 { return Logarithm.log1pSmall(this.q(x)); }
  /** aL; 0 below the support. */
  @inline standardise(x: v128): v128 {
    return f64x2.mul(this.concentration, Logarithm.log1p(f64x2.pmax(this.q(x), Lanes.both(Lanes.ZERO))));
  }

  /** log p = log(a/m) − (a + 1)L */
  @inline logProb(x: v128): v128 {
    const slope = f64x2.add(this.concentration, Lanes.both(Lanes.ONE));
    return this.density(f64x2.sub(this.logNorm, f64x2.mul(slope, this.L(x))), x, this.inside(x));
  }
  /** ∂x log p = −(a + 1)/x */
  @inline gradLogProb(x: v128): v128 {
    return this.within(f64x2.neg(f64x2.div(f64x2.add(this.concentration, Lanes.both(Lanes.ONE)), x)), this.inside(x));
  }

  /** ∂m log p = a/m: the end moves, its mean is not 0. */
  @inline score0(x: v128): v128 { return this.within(this.height, this.inside(x)); }
  /** ∂a log p = 1/a − L */
  @inline score1(x: v128): v128 { return this.within(f64x2.sub(this.inverse, this.L(x)), this.inside(x)); }
  /** u = x/m, u = −xL/a */
  @inline flow0(x: v128): v128 { return this.within(f64x2.div(x, this.scale), this.inside(x)); }
  @inline flow1(x: v128): v128 {
    return this.within(f64x2.neg(f64x2.mul(f64x2.mul(x, this.L(x)), this.inverse)), this.inside(x));
  }
  /** 1/m, −(L + 1)/a */
  @inline divergence0(x: v128): v128 { return this.within(this.inverseScale, this.inside(x)); }
  @inline divergence1(x: v128): v128 {
    return this.within(f64x2.neg(f64x2.mul(f64x2.add(this.L(x), Lanes.both(Lanes.ONE)), this.inverse)), this.inside(x));
  }

  /** Where x is LARGEST: the score of a, and log p, of log x. */
  deepScores(x: usize, logs: usize, out: usize, n: i32): void { this.deep(x, logs, out, n, f64x2.extract_lane(this.inverse, 0), 1.0); }
  deepLogProb(x: usize, logs: usize, out: usize, n: i32): void {
    this.deep(x, logs, out, n, f64x2.extract_lane(this.logNorm, 0), f64x2.extract_lane(this.concentration, 0) + 1.0);
  }
  private deep(x: usize, logs: usize, out: usize, n: i32, from: f64, slope: f64): void {
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
      if (load<f64>(x + i) >= LARGEST) store<f64>(out + i, from - slope * (load<f64>(logs + i) - this.logScale));
    }
  }
}

/** f: a prepared family of so many bytes. */
export function paretoSize(): i32 { return offsetof<Pareto>(); }
export function paretoPrepare(f: usize, scale: f64, concentration: f64): void { changetype<Pareto>(f).prepare(scale, concentration); }
export function paretoSample(noise: usize, out: usize, n: i32, f: usize): void {
  drawn(noise, out, n, f);
  Tails.normal(out, n);
}
/** Of the columns `logs`, a stride apart, the first alone, log x, says what is lost. */
export function paretoSampleDeep(noise: usize, out: usize, logs: usize, _stride: usize, n: i32, f: usize): void {
  transformAffine(noise, logs, n, changetype<Pareto>(f).logScale, changetype<Pareto>(f).inverseConcentration);
  paretoSample(noise, out, n, f);
}
/** x = m·e^(y/a) */
function drawn(y: usize, out: usize, n: i32, f: usize): void {
  Tails.scale(changetype<Pareto>(f).inverseConcentration, y, out, n);
  vectorExp(out, out, n);
  Tails.scale(changetype<Pareto>(f).m, out, out, n);
}
export function paretoLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Pareto, LogProb>(x, out, n, f); }
export function paretoLogProbDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  paretoLogProb(x, out, n, f);
  changetype<Pareto>(f).deepLogProb(x, logs, out, n);
}
export function paretoGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Pareto, GradLogProb>(x, out, n, f); }
export function paretoTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.narrowTerms2<Pareto>(x, out, n, f); }
export function paretoTermsDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  const size = Lanes.padded(n);
  paretoTerms(x, out, n, f);
  changetype<Pareto>(f).deepScores(x, logs, out + 2 * size, n);
  Deep.bounded(out + size, n);
  Deep.bounded(out + 3 * size, n);
}
export function paretoDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Pareto>(x, out, n, f); }
export function paretoMoments(f: usize, out: usize): void { changetype<Pareto>(f).moments(out); }
/** F(x) = 1 − e^(−aL), log(1 − F) = −aL */
export function paretoCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Pareto, Standardise>(x, out, n, f);
  Tails.exponentialCdf(out, out, n);
}
export function paretoSurvival(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Pareto, Standardise>(x, out, n, f);
  Tails.exponentialSurvival(out, out, n);
}
export function paretoLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Pareto, Standardise>(x, out, n, f);
  Tails.exponentialLogCdf(out, out, n);
}
export function paretoLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Pareto, Mirror>(x, out, n, f); }
export function paretoQuantile(u: usize, out: usize, n: i32, f: usize): void {
  Tails.exponentialQuantile(u, out, n);
  drawn(out, out, n, f);
}
