import { Called } from "../core/called";
import { Elementary } from "../core/elementary";
import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { CdfOf, Columns, Deep, Family, GradLogProb, LogCdfOf, LogProb, LogSurvivalOf, LARGEST, Moments, QuantileOf, SurvivalOf } from "./family";
import { Gamma, LEAST, SADDLE_MIN } from "./gamma-family";


/**
 * Inverse gamma(concentration α, scale β): y = β/x is Gamma(α, 1), whose record stands behind this. Noise: words.
 *
 *     log p = log p(y; α) + log |∂y/∂x|,  ∂y/∂x = −y²/β
 *     α: score log y − ψ(α)      flow −x·G       divergence G′ − G        (log x = log β − log y, and G = ∂α log y)
 *     β: score α/β − 1/x         flow x/β        divergence 1/β
 */
@unmanaged @final
class InverseGamma extends Family {
  scale: f64;
  inverseScale: f64;
  logScale: f64;
  /** α/β, α + 1 */
  ratio: f64;
  power: f64;

  @inline private static head(): usize { return (offsetof<InverseGamma>() + 15) & ~15; }
  @inline static size(): usize { return InverseGamma.head() + Gamma.size(); }
  @inline get gamma(): Gamma { return changetype<Gamma>(changetype<usize>(this) + InverseGamma.head()); }

  prepare(concentration: f64, scale: f64): void {
    this.gamma.prepare(concentration, 1.0);
    this.scale = scale;
    this.inverseScale = 1.0 / scale;
    this.logScale = Scalar.log(scale);
    this.ratio = concentration / scale;
    this.power = concentration + 1.0;
  }

  /** Mean β/(α − 1) for α > 1, variance β²/((α − 1)²(α − 2)) for α > 2, else Infinity; entropy α + log β + log Γ(α) − (1 + α)ψ(α). */
  moments(out: usize): void {
    const a = this.gamma.concentration, mean = a > 1.0 ? this.scale / (a - 1.0) : Infinity;
    Moments.store(out, mean, a > 2.0 ? mean * mean / (a - 2.0) : Infinity, GammaFunction.entropy(a, -1.0) + this.logScale);
  }

  draws(words: usize, out: usize, n: i32): void {
    this.gamma.draws(words, out, n);
    this.invert(out, n);
  }
  private invert(y: usize, n: i32): void {
    for (let i = y, end = y + Lanes.padded(n); i < end; i += 16) v128.store(i, f64x2.pmin(f64x2.div(f64x2.splat(this.scale), v128.load(i)), f64x2.splat(LARGEST)));
  }

  /** The same, and log x, also where x is beyond LARGEST. */
  drawsDeep(words: usize, out: usize, logs: usize, n: i32): void {
    this.gamma.drawsDeep(words, out, logs, n);
    this.invert(out, n);
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) v128.store(logs + i, f64x2.sub(f64x2.splat(this.logScale), v128.load(logs + i)));
  }
  /** Is this a draw whose logarithm says more? */
  @inline private lost(x: f64): bool { return x >= LARGEST || (x > 0.0 && this.scale / x < LEAST); }
  /** There: log y, of log x, and from it scores of α and log p. Far from a saddle point log p is as good as −Infinity. */
  deepScores(x: usize, logs: usize, out: usize, n: i32): void {
    const gamma = this.gamma, shift = this.logScale + gamma.logRelative + gamma.offset;
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
      if (this.lost(load<f64>(x + i))) store<f64>(out + i, shift - load<f64>(logs + i));
    }
  }
  deepLogProb(x: usize, logs: usize, out: usize, n: i32): void {
    if (this.gamma.concentration >= SADDLE_MIN) return;
    const norm = this.gamma.logNorm - this.logScale;
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
      if (this.lost(load<f64>(x + i))) store<f64>(out + i, this.power * (this.logScale - load<f64>(logs + i)) + norm);
    }
  }
  /** Also of −0. */
  @inline private y(x: v128): v128 { return f64x2.div(f64x2.splat(this.scale), f64x2.abs(x)); }

  /** Where y underflows: there the two that follow take it apart. */
  @inline private small(x: v128): v128 { return f64x2.lt(this.y(x), f64x2.splat(LEAST)); }
  /** log y, and for α ≥ 1 less log α, as the score of the gamma distribution takes it. */
  private rareLog(x: v128, ratio: v128): v128 { return v128.bitselect(this.parts(x), Called.log(ratio), this.small(x)); }
  @inline private parts(x: v128): v128 { return f64x2.sub(f64x2.splat(this.logScale + this.gamma.logRelative), Called.log(x)); }
  /** G by the limit of `GammaFlow`, (1/α − score)/α, or `G`. */
  private smallPace(x: v128, G: v128): v128 {
    const a = f64x2.splat(this.gamma.concentration), score = f64x2.add(this.parts(x), f64x2.splat(this.gamma.offset));
    return v128.bitselect(f64x2.div(f64x2.sub(f64x2.div(Lanes.both(Lanes.ONE), a), score), a), G, this.small(x));
  }
  @inline private pace(x: v128): v128 {
    const G = this.gamma.pace(this.y(x));
    return v128.any_true(this.small(x)) ? this.smallPace(x, G) : G;
  }

  @inline logProb(x: v128): v128 {
    const y = this.y(x), infinity = Lanes.both(Lanes.INFINITY), zero = Lanes.both(Lanes.ZERO);
    const bend = f64x2.sub(f64x2.add(Logarithm.log(y), Logarithm.log(y)), f64x2.splat(this.logScale));
    const inside = v128.and(v128.and(f64x2.gt(x, zero), f64x2.lt(x, infinity)), f64x2.lt(y, infinity));
    const edge = v128.bitselect(Lanes.both(Lanes.MINUS_INFINITY), x, f64x2.eq(x, x));
    const p = v128.bitselect(f64x2.add(this.gamma.logProb(y), bend), edge, inside), small = v128.and(inside, f64x2.lt(y, f64x2.splat(LEAST)));
    return v128.any_true(small) ? v128.bitselect(this.far(x), p, small) : p;
  }
  /** Where y underflows: log(y^α/Γ(α)) + log |∂y/∂x|/y. */
  private far(x: v128): v128 {
    const log = Called.log(x), power = this.gamma.logPower(this.logScale - f64x2.extract_lane(log, 0));
    const both = f64x2.replace_lane(f64x2.splat(power), 1, this.gamma.logPower(this.logScale - f64x2.extract_lane(log, 1)));
    return f64x2.add(both, f64x2.sub(f64x2.splat(Scalar.log(this.gamma.concentration)), log));
  }
  /** ∂x log p = (y − α − 1)/x */
  @inline gradLogProb(x: v128): v128 { return InverseGamma.supported(x, f64x2.div(f64x2.sub(this.y(x), f64x2.splat(this.power)), f64x2.abs(x))); }

  @inline score0(x: v128): v128 { return InverseGamma.supported(x, f64x2.add(this.log(x), f64x2.splat(this.gamma.offset))); }
  @inline private log(x: v128): v128 {
    const ratio = f64x2.mul(f64x2.splat(this.gamma.relative), this.y(x));
    return v128.any_true(Logarithm.rare(ratio)) ? this.rareLog(x, ratio) : Elementary.logPositive(ratio);
  }
  @inline score1(x: v128): v128 { return InverseGamma.supported(x, f64x2.sub(f64x2.splat(this.ratio), f64x2.div(Lanes.both(Lanes.ONE), f64x2.abs(x)))); }
  @inline flow0(x: v128): v128 { return InverseGamma.supported(x, f64x2.neg(f64x2.mul(x, this.pace(x)))); }
  @inline flow1(x: v128): v128 { return InverseGamma.supported(x, f64x2.mul(x, f64x2.splat(this.inverseScale))); }
  @inline divergence0(x: v128): v128 {
    const G = this.pace(x), change = v128.bitselect(f64x2.splat(-1.0 / this.gamma.concentration), this.gamma.change(this.y(x), G), this.small(x));
    return InverseGamma.supported(x, f64x2.sub(change, G));
  }
  @inline divergence1(x: v128): v128 { return InverseGamma.supported(x, f64x2.splat(this.inverseScale)); }

  /** NaN where x < 0, and for NaN. */
  @inline private static supported(x: v128, value: v128): v128 {
    return v128.bitselect(value, Lanes.both(Lanes.NOT_A_NUMBER), f64x2.ge(x, Lanes.both(Lanes.ZERO)));
  }

  /** F(x) = Q(α, y) */
  cdfOf(x: f64): f64 { return this.underflows(x) ? Scalar.exp(this.logCdfOf(x)) : this.gamma.survivalOf(this.inverse(x)); }
  survivalOf(x: f64): f64 { return this.underflows(x) ? Scalar.exp(this.logSurvivalOf(x)) : this.gamma.cdfOf(this.inverse(x)); }
  logCdfOf(x: f64): f64 { return this.underflows(x) ? this.gamma.logQ(this.logScale - Scalar.log(x)) : this.gamma.logSurvivalOf(this.inverse(x)); }
  logSurvivalOf(x: f64): f64 { return this.underflows(x) ? this.gamma.logP(this.logScale - Scalar.log(x)) : this.gamma.logCdfOf(this.inverse(x)); }
  @inline private underflows(x: f64): bool { return x > 0.0 && x < Infinity && this.scale / x < LEAST; }
  quantileOf(u: f64): f64 { return this.scale / GammaFunction.gammaQInverse(this.gamma.concentration, u); }
  /** y, Infinity below the support. */
  @inline private inverse(x: f64): f64 { return x <= 0.0 ? Infinity : this.scale / x; }
}

/** f: a prepared family of so many bytes. */
export function inverseGammaSize(): i32 { return <i32>InverseGamma.size(); }
export function inverseGammaPrepare(f: usize, concentration: f64, scale: f64): void { changetype<InverseGamma>(f).prepare(concentration, scale); }
export function inverseGammaSample(words: usize, out: usize, n: i32, f: usize): void { changetype<InverseGamma>(f).draws(words, out, n); }
/** Of the columns `logs`, a stride apart, the first alone, log x, says what is lost. */
export function inverseGammaSampleDeep(words: usize, out: usize, logs: usize, _stride: usize, n: i32, f: usize): void {
  changetype<InverseGamma>(f).drawsDeep(words, out, logs, n);
}
export function inverseGammaLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<InverseGamma, LogProb>(x, out, n, f); }
export function inverseGammaLogProbDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  inverseGammaLogProb(x, out, n, f);
  changetype<InverseGamma>(f).deepLogProb(x, logs, out, n);
}
export function inverseGammaGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<InverseGamma, GradLogProb>(x, out, n, f); }
export function inverseGammaTerms(x: usize, out: usize, n: i32, f: usize): void {
  changetype<InverseGamma>(f).gamma.open();
  Columns.narrowTerms2<InverseGamma>(x, out, n, f);
}
export function inverseGammaTermsDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  const size = Lanes.padded(n);
  inverseGammaTerms(x, out, n, f);
  changetype<InverseGamma>(f).deepScores(x, logs, out, n);
  Deep.bounded(out + size, n);
  Deep.bounded(out + 3 * size, n);
}
export function inverseGammaScores(x: usize, out: usize, n: i32, f: usize): void { Columns.scores2<InverseGamma>(x, out, n, f); }
export function inverseGammaScoresDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  inverseGammaScores(x, out, n, f);
  changetype<InverseGamma>(f).deepScores(x, logs, out, n);
}
export function inverseGammaDivergences(x: usize, out: usize, n: i32, f: usize): void {
  changetype<InverseGamma>(f).gamma.open();
  Columns.divergences2<InverseGamma>(x, out, n, f);
}
export function inverseGammaMoments(f: usize, out: usize): void { changetype<InverseGamma>(f).moments(out); }
export function inverseGammaCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<InverseGamma, CdfOf>(x, out, n, f); }
export function inverseGammaSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<InverseGamma, SurvivalOf>(x, out, n, f); }
export function inverseGammaLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<InverseGamma, LogCdfOf>(x, out, n, f); }
export function inverseGammaLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<InverseGamma, LogSurvivalOf>(x, out, n, f); }
export function inverseGammaQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<InverseGamma, QuantileOf>(u, out, n, f); }
