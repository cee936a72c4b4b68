import { Elementary } from "../core/elementary";
import { Exponential } from "../core/exponential";
import { GammaFunction } from "../core/gamma-function";
import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { vectorExp, vectorExpm1, vectorLog } from "../core/vector/exponential";
import { Called } from "../core/called";
import { Lanes } from "../core/lanes";
import { Power } from "../core/power";
import { Tails } from "../core/tails";
import { LEAST } from "./gamma-family";
import { Columns, Deep, Family, GradLogProb, LogProb, Moments, Sample, Standardise } from "./family";

const EULER = 0.57721566490153286061;
/** Variance/mean² = e^D − 1, D = log Γ(1 + 2h) − 2 log Γ(1 + h) = Σ ζ(n)(2ⁿ − 2)(−h)ⁿ/n from n = 2; below this h five terms do. */
const SMALL = 0.0009765625;
const D2 = 1.6449340668482264365;
const D3 = -2.4041138063191885708;
const D4 = 3.7881313179899836703;
const D5 = -6.221566530860219558;
const D6 = 10.512544973839307777;

/** 2¹⁰⁰⁰, 2⁻¹⁰⁰, and the steps of the exponent between. */
const UP: usize = memory.data<f64>([1.0715086071862673e301]);
const LOWER = 7.888609052210118e-31;
const STEPS: usize = memory.data<f64>([1100.0]);

/** Weibull(concentration k, scale λ), L = log(x/λ), y = (x/λ)ᵏ ~ Exponential(1), x > 0. Noise: exponential. */
@unmanaged @final
class Weibull extends Family {
  concentration: v128;
  inverse: v128;
  scale: v128;
  inverseScale: v128;
  /** Of `tiny`: 2⁻¹⁰²¹λ, 2⁻¹⁰⁰λ. */
  bound: v128;
  lowered: v128;
  logScale: v128;
  /** log(k/λ) */
  logNorm: v128;

  prepare(concentration: f64, scale: f64): void {
    const logScale = Scalar.log(scale);
    this.concentration = f64x2.splat(concentration);
    this.inverse = f64x2.splat(1.0 / concentration);
    this.scale = f64x2.splat(scale);
    this.inverseScale = f64x2.splat(1.0 / scale);
    this.bound = f64x2.splat(2.0 * LEAST * scale);
    this.lowered = f64x2.splat(LOWER * scale);
    this.logScale = f64x2.splat(logScale);
    this.logNorm = f64x2.splat(Scalar.log(concentration) - logScale);
  }

  /** h = 1/k. Mean λΓ(1 + h), entropy Euler·(1 − h) − log(k/λ) + 1. */
  moments(out: usize): void {
    const h = f64x2.extract_lane(this.inverse, 0), log = this.logGamma(h);
    const mean = f64x2.extract_lane(this.scale, 0) * Scalar.exp(log);
    store<f64>(out, h < SMALL ? h * h * (D2 + h * (D3 + h * (D4 + h * (D5 + h * D6)))) : this.logGamma(2.0 * h) - 2.0 * log);
    vectorExpm1(out, out, 1);
    Moments.store(out, mean, mean * load<f64>(out) * mean, EULER * (1.0 - h) - f64x2.extract_lane(this.logNorm, 0) + 1.0);
  }
  /** log Γ(1 + h) */
  private logGamma(h: f64): f64 { return h < 0.5 ? GammaFunction.lgamma1p(h) : GammaFunction.lgamma(1.0 + h); }

  /** Where x > 0 and x/λ does not overflow. */
  @inline private inside(x: v128): v128 {
    return v128.and(f64x2.gt(x, Lanes.both(Lanes.ZERO)), f64x2.lt(this.large(x), Lanes.both(Lanes.INFINITY)));
  }
  @inline private ratio(x: v128): v128 { return f64x2.div(x, this.scale); }
  /** Where x/λ, not so far from underflow, is taken 2¹¹⁰⁰ times as large. */
  @inline private tiny(x: v128): v128 { return f64x2.lt(x, this.bound); }
  @inline private large(x: v128): v128 {
    const tiny = this.tiny(x);
    return f64x2.div(v128.bitselect(f64x2.mul(x, Lanes.both(UP)), x, tiny), v128.bitselect(this.lowered, this.scale, tiny));
  }
  /** For x > 0, as `Logarithm.logFinite`. */
  @inline private L(x: v128): v128 {
    const m = this.large(x), k = f64x2.sub(Elementary.logExponent(m), v128.and(this.tiny(x), Lanes.both(STEPS)));
    return Elementary.logSum(k, Elementary.logFraction(m), Elementary.logRest(k));
  }
  /** y − 1 */
  @inline private less1(x: v128): v128 { return Exponential.expm1(f64x2.mul(this.concentration, this.L(x))); }
  /** log y = kL; −Infinity below the support. */
  @inline standardise(x: v128): v128 {
    const above = f64x2.pmax(x, Lanes.both(Lanes.ZERO)), ratio = this.ratio(above);
    return f64x2.mul(this.concentration, v128.any_true(Logarithm.rare(ratio)) ? this.logRare(above, ratio) : Elementary.logPositive(ratio));
  }
  /** L, by its parts where x/λ underflows. */
  private logRare(x: v128, ratio: v128): v128 {
    return v128.bitselect(f64x2.sub(Called.log(x), this.logScale), Called.log(ratio), f64x2.lt(ratio, f64x2.splat(LEAST)));
  }
  /** log x, of log y */
  @inline sample(w: v128): v128 { return f64x2.add(f64x2.div(w, this.concentration), this.logScale); }

  /** log p = log(k/λ) + (k − 1)L − y; y = e^(kL) would have an error of |log y| ulp. */
  @inline logProb(x: v128): v128 {
    const power = f64x2.mul(f64x2.sub(this.concentration, Lanes.both(Lanes.ONE)), this.L(x));
    return this.density(f64x2.sub(f64x2.add(power, this.logNorm), this.y(this.large(x), this.tiny(x), this.L(x))), x, this.inside(x));
  }
  private y(ratio: v128, tiny: v128, L: v128): v128 {
    const y = Power.pow(ratio, this.concentration);
    return v128.any_true(tiny) ? v128.bitselect(Called.exp(f64x2.mul(this.concentration, L)), y, tiny) : y;
  }
  /** ∂x log p = (k − 1 − ky)/x */
  @inline gradLogProb(x: v128): v128 {
    const k = this.concentration, y = Exponential.exp(f64x2.mul(k, this.L(x)));
    return this.within(f64x2.div(f64x2.sub(f64x2.sub(k, Lanes.both(Lanes.ONE)), f64x2.mul(k, y)), x), this.inside(x));
  }

  /** ∂k log p = 1/k + L(1 − y) */
  @inline score0(x: v128): v128 {
    return this.within(f64x2.sub(this.inverse, f64x2.mul(this.L(x), this.less1(x))), this.inside(x));
  }
  /** ∂λ log p = k(y − 1)/λ */
  @inline score1(x: v128): v128 {
    return this.within(f64x2.mul(f64x2.mul(this.concentration, this.less1(x)), this.inverseScale), this.inside(x));
  }
  /** u = −xL/k, u = x/λ */
  @inline flow0(x: v128): v128 {
    return this.within(f64x2.neg(f64x2.mul(f64x2.mul(x, this.L(x)), this.inverse)), this.inside(x));
  }
  @inline flow1(x: v128): v128 { return this.within(v128.andnot(this.large(x), this.tiny(x)), this.inside(x)); }
  /** −(L + 1)/k, 1/λ */
  @inline divergence0(x: v128): v128 {
    return this.within(f64x2.neg(f64x2.mul(f64x2.add(this.L(x), Lanes.both(Lanes.ONE)), this.inverse)), this.inside(x));
  }
  @inline divergence1(x: v128): v128 { return this.within(this.inverseScale, this.inside(x)); }

  /** log p, scores and flows where x > 0, of log x. */
  deepLogProb(x: usize, logs: usize, out: usize, n: i32): void {
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) {
      const v = v128.load(x + i), L = f64x2.sub(v128.load(logs + i), this.logScale), y = Called.exp(f64x2.mul(this.concentration, L));
      const power = f64x2.mul(f64x2.sub(this.concentration, Lanes.both(Lanes.ONE)), L);
      v128.store(out + i, this.density(f64x2.sub(f64x2.add(power, this.logNorm), y), v, f64x2.gt(v, Lanes.both(Lanes.ZERO))));
    }
  }
  deepTerms(x: usize, logs: usize, out: usize, n: i32): void {
    const size = Lanes.padded(n);
    for (let i: usize = 0; i < size; i += 16) {
      const v = v128.load(x + i), inside = f64x2.gt(v, Lanes.both(Lanes.ZERO));
      const L = f64x2.sub(v128.load(logs + i), this.logScale), less1 = Called.expm1(f64x2.mul(this.concentration, L));
      v128.store(out + i, this.within(f64x2.sub(this.inverse, f64x2.mul(L, less1)), inside));
      v128.store(out + size + i, this.within(f64x2.neg(f64x2.mul(f64x2.mul(v, this.inverse), L)), inside));
      v128.store(out + 2 * size + i, this.within(f64x2.mul(f64x2.mul(this.concentration, less1), this.inverseScale), inside));
      v128.store(out + 3 * size + i, this.within(this.ratio(v), inside));
    }
    Deep.bounded(out + size, n);
    Deep.bounded(out + 3 * size, n);
  }
}

/** f: a prepared family of so many bytes. */
export function weibullSize(): i32 { return offsetof<Weibull>(); }
export function weibullPrepare(f: usize, concentration: f64, scale: f64): void { changetype<Weibull>(f).prepare(concentration, scale); }
/** x = λ·y^(1/k), by logarithms */
export function weibullSample(noise: usize, out: usize, n: i32, f: usize): void {
  drawn(noise, out, n, f);
  Tails.normal(out, n);
}
function drawn(y: usize, out: usize, n: i32, f: usize): void {
  logs(y, out, n, f);
  vectorExp(out, out, n);
}
/** log x */
function logs(y: usize, out: usize, n: i32, f: usize): void {
  vectorLog(y, out, n);
  Columns.map<Weibull, Sample>(out, out, n, f);
}
/** Of the columns `to`, a stride apart, the first alone, log x, says what is lost. */
export function weibullSampleDeep(noise: usize, out: usize, to: usize, _stride: usize, n: i32, f: usize): void {
  logs(noise, to, n, f);
  vectorExp(to, out, n);
  Tails.normal(out, n);
}
export function weibullLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Weibull, LogProb>(x, out, n, f); }
export function weibullLogProbDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void { changetype<Weibull>(f).deepLogProb(x, logs, out, n); }
export function weibullGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Weibull, GradLogProb>(x, out, n, f); }
export function weibullTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.narrowTerms2<Weibull>(x, out, n, f); }
export function weibullTermsDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void { changetype<Weibull>(f).deepTerms(x, logs, out, n); }
export function weibullDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Weibull>(x, out, n, f); }
export function weibullMoments(f: usize, out: usize): void { changetype<Weibull>(f).moments(out); }
/** F(x) = 1 − e^(−y), log(1 − F) = −y */
export function weibullCdf(x: usize, out: usize, n: i32, f: usize): void {
  power(x, out, n, f);
  Tails.exponentialCdf(out, out, n);
}
export function weibullSurvival(x: usize, out: usize, n: i32, f: usize): void {
  power(x, out, n, f);
  Tails.exponentialSurvival(out, out, n);
}
export function weibullLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Weibull, Standardise>(x, out, n, f);
  Tails.exponentialLogCdfOfExp(out, out, n);
}
export function weibullLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  power(x, out, n, f);
  Tails.negate(out, out, n);
}
export function weibullQuantile(u: usize, out: usize, n: i32, f: usize): void {
  Tails.exponentialQuantile(u, out, n);
  drawn(out, out, n, f);
}
/** y */
function power(x: usize, out: usize, n: i32, f: usize): void {
  Columns.narrow<Weibull, Standardise>(x, out, n, f);
  vectorExp(out, out, n);
}
