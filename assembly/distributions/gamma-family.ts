import { GammaFlow } from "../core/gamma-flow";
import { GammaFunction } from "../core/gamma-function";
import { Called } from "../core/called";
import { Elementary } from "../core/elementary";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { Ziggurat } from "../random/ziggurat";
import { Family, Moments } from "./family";

/** From here log p is taken from its saddle point: the sum of its three terms would cancel. */
export const SADDLE_MIN = 10.0;

/** What separates the hashes of a word from those the ziggurat makes of it: the fractions of √2 and √3, times 2⁶⁴. */
const ACCEPT_KEY: u64 = 0x6a09e667f3bcc908;
const BOOST_KEY: u64 = 0xbb67ae8584caa73b;
/** SplitMix64's step. */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
/** Marsaglia's and Tsang's squeeze: e^(z²/2 + d − dv + d·log v) ≥ 1 − 0.0331·z⁴. */
const SQUEEZE = 0.0331;
/** The least number with all digits, 2⁻¹⁰²²: of draws below, their logarithms tell more. */
export const LEAST = 2.2250738585072014e-308;
/** So many words are turned into normal numbers at once. */
const BLOCK: usize = 64;
const NORMALS: usize = memory.data(64 * 8, 16);

/**
 * Gamma(concentration α, rate β), y = βx. Noise: words.
 *
 *     log p = α log β + (α − 1) log x − y − log Γ(α)
 *     α: score log y − ψ(α)       flow g(α, y)/β, g = −∂αP(α, y)/p(y)
 *     β: score (α − y)/β          flow −x/β                                   divergence −1/β
 *
 * g is the motion of y when α grows: see `GammaFlow`.
 */
@unmanaged @final
export class Gamma extends Family {
  concentration: f64;
  rate: f64;
  inverseRate: f64;
  /** α·log β − log Γ(α); at the saddle point, see `saddle`. */
  logNorm: f64;
  /** log p(0) */
  atZero: f64;
  /** β/α, and log α − ψ(α): log y − ψ(α) = log(y/α) + log α − ψ(α), without loss about y = α. For α < 1: β, and −ψ(α). */
  relative: f64;
  logRelative: f64;
  offset: f64;
  /** Of the sampler: d = α − ⅓ (of α + 1 if α < 1), 1/√(9d), and 1/α if α < 1, else 0. */
  d: f64;
  c: f64;
  boost: f64;
  moves: bool;

  /** Behind the record, from the first call of `open` on, which goes before flows and divergences. */
  @inline get motion(): GammaFlow { return changetype<GammaFlow>(changetype<usize>(this) + offsetof<Gamma>()); }
  @inline open(): Gamma {
    if (!this.moves) this.motion.prepare(this.concentration, this.concentration < 1.0 ? 0.0 : Scalar.log(this.concentration), this.offset);
    this.moves = true;
    return this;
  }
  /** Bytes of a record with that. */
  @inline static size(): usize { return offsetof<Gamma>() + GammaFlow.size(); }

  prepare(concentration: f64, rate: f64): void {
    this.concentration = concentration;
    this.rate = rate;
    this.inverseRate = 1.0 / rate;
    const logConcentration = Scalar.log(concentration);
    this.logNorm = concentration < SADDLE_MIN ? concentration * Scalar.log(rate) - GammaFunction.lgamma(concentration) : logConcentration;
    this.atZero = concentration < 1.0 ? Infinity : concentration == 1.0 ? Scalar.log(rate) : -Infinity;
    this.relative = concentration < 1.0 ? rate : rate / concentration;
    this.logRelative = Scalar.log(rate) - (concentration < 1.0 ? 0.0 : logConcentration);
    this.offset = concentration < 1.0 ? -GammaFunction.digamma(concentration) : GammaFunction.digammaDeficit(concentration);
    this.moves = false;
    this.boost = concentration < 1.0 ? 1.0 / concentration : 0.0;
    this.d = (concentration < 1.0 ? concentration + 1.0 : concentration) - 1.0 / 3.0;
    this.c = 1.0 / sqrt(9.0 * this.d);
  }

  /** Entropy: α − log β + log Γ(α) + (1 − α)ψ(α). */
  moments(out: usize): void {
    const a = this.concentration, r = this.inverseRate;
    Moments.store(out, a * r, a * r * r, GammaFunction.entropy(a, 1.0) - Scalar.log(this.rate));
  }

  @inline logProb(x: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO), inside = v128.and(f64x2.gt(x, zero), f64x2.lt(x, Lanes.both(Lanes.INFINITY)));
    let edge = v128.bitselect(f64x2.splat(this.atZero), Lanes.both(Lanes.MINUS_INFINITY), f64x2.eq(x, zero));
    edge = v128.bitselect(edge, x, f64x2.eq(x, x));
    return v128.bitselect(this.concentration < SADDLE_MIN ? this.sum(x) : this.saddle(x), edge, inside);
  }
  /** (α − 1)·log x − βx + α·log β − log Γ(α) */
  @inline private sum(x: v128): v128 {
    const power = f64x2.mul(f64x2.splat(this.concentration - 1.0), Logarithm.log(x));
    return f64x2.add(f64x2.sub(power, f64x2.mul(f64x2.splat(this.rate), x)), f64x2.splat(this.logNorm));
  }
  /** log(y^α e^(−y)/Γ(α + 1)) + log α − log x */
  @inline private saddle(x: v128): v128 {
    const y = f64x2.mul(f64x2.splat(this.rate), x);
    const lane0 = this.prefix(f64x2.extract_lane(y, 0), f64x2.extract_lane(x, 0)), lane1 = this.prefix(f64x2.extract_lane(y, 1), f64x2.extract_lane(x, 1));
    return f64x2.add(f64x2.replace_lane(f64x2.splat(lane0), 1, lane1), f64x2.sub(f64x2.splat(this.logNorm), Called.log(x)));
  }

  @inline private prefix(y: f64, x: f64): f64 { return y < LEAST ? this.logPower(Scalar.log(x) + Scalar.log(this.rate)) : GammaFunction.logPrefix(this.concentration, y); }
  /** log(y^α/Γ(α + 1)), which are log P, and log(yp), where y is so small that e^(−y) is 1: from log y, which does not underflow. */
  logPower(logY: f64): f64 {
    const a = this.concentration;
    return a * logY - (a < 0.5 ? GammaFunction.lgamma1p(a) : GammaFunction.lgamma(a + 1.0));
  }

  /** ∂x log p = (α − 1)/x − β; none outside the support. */
  @inline gradLogProb(x: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO);
    const power = v128.bitselect(zero, f64x2.div(f64x2.splat(this.concentration - 1.0), f64x2.abs(x)), f64x2.eq(f64x2.splat(this.concentration), Lanes.both(Lanes.ONE)));
    return Gamma.supported(x, f64x2.sub(power, f64x2.splat(this.rate)));
  }

  /** log y − ψ(α) */
  @inline score0(x: v128): v128 { return Gamma.supported(x, f64x2.add(this.log(x), f64x2.splat(this.offset))); }
  /** t, of which G is a function. */
  @inline private log(x: v128): v128 {
    const ratio = f64x2.mul(f64x2.splat(this.relative), x);
    return v128.any_true(Logarithm.rare(ratio)) ? this.logRare(x, ratio) : Elementary.logPositive(ratio);
  }
  /** By its parts where the ratio underflows. */
  private logRare(x: v128, ratio: v128): v128 {
    return v128.bitselect(f64x2.add(Called.log(x), f64x2.splat(this.logRelative)), Called.log(ratio), f64x2.lt(f64x2.abs(ratio), f64x2.splat(LEAST)));
  }
  /** (α − y)/β */
  @inline score1(x: v128): v128 {
    const y = f64x2.mul(f64x2.splat(this.rate), x);
    return Gamma.supported(x, f64x2.mul(f64x2.sub(f64x2.splat(this.concentration), y), f64x2.splat(this.inverseRate)));
  }
  /** x·G; 0 where x is 0 */
  @inline flow0(x: v128): v128 { return Gamma.supported(x, v128.andnot(f64x2.mul(x, this.pace(x)), f64x2.eq(x, Lanes.both(Lanes.ZERO)))); }
  @inline flow1(x: v128): v128 { return Gamma.supported(x, f64x2.neg(f64x2.mul(x, f64x2.splat(this.inverseRate)))); }
  /** G + G′; near 0 G is (ψ(α + 1) − log y)/α, so that it is Infinity there */
  @inline divergence0(x: v128): v128 {
    const G = this.pace(x), sum = f64x2.add(G, this.change(x, G));
    return Gamma.supported(x, v128.bitselect(Lanes.both(Lanes.INFINITY), sum, f64x2.eq(x, Lanes.both(Lanes.ZERO))));
  }
  /** G = ∂α log x, and G′ = ∂G/∂log x, which the inverse needs too. */
  pace(x: v128): v128 { return this.motion.value(f64x2.mul(f64x2.splat(this.rate), x), this.log(x)); }
  @inline change(x: v128, G: v128): v128 {
    const y = f64x2.mul(f64x2.splat(this.rate), x), t = this.log(x);
    const lane0 = this.motion.slope(f64x2.extract_lane(y, 0), f64x2.extract_lane(t, 0), f64x2.extract_lane(G, 0));
    const lane1 = this.motion.slope(f64x2.extract_lane(y, 1), f64x2.extract_lane(t, 1), f64x2.extract_lane(G, 1));
    return f64x2.replace_lane(f64x2.splat(lane0), 1, lane1);
  }
  @inline divergence1(x: v128): v128 { return Gamma.supported(x, f64x2.splat(-this.inverseRate)); }

  /** NaN where x < 0, and for NaN. */
  @inline private static supported(x: v128, value: v128): v128 {
    return v128.bitselect(value, Lanes.both(Lanes.NOT_A_NUMBER), f64x2.ge(x, Lanes.both(Lanes.ZERO)));
  }

  /**
   * Draws, of a word each. G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000) 363–372:
   * d(1 + cz)³ of a normal number z, accepted or not by a uniform number, a hash of the word; if not, the hashes go on. For α < 1 a draw
   * of α + 1 times U^(1/α) (their §6), which may be 0: below α = 0.02 that is to be reckoned with.
   */
  draws(words: usize, out: usize, n: i32): void { this.each(words, out, 0, n); }

  /** The same, and in `logs`, which may be `words`, their logarithms, also where draws are 0. */
  drawsDeep(words: usize, out: usize, logs: usize, n: i32): void { this.each(words, out, logs, n); }

  @inline private each(words: usize, out: usize, logs: usize, n: i32): void {
    const size = <usize>n << 3;
    for (let first: usize = 0; first < size; first += BLOCK << 3) {
      const bytes = min<usize>(size - first, BLOCK << 3);
      memory.copy(NORMALS, words + first, (bytes + 31) & ~31);
      Ziggurat.transform(NORMALS, <i32>(bytes >> 3));
      for (let i: usize = 0; i < bytes; i += 8) {
        const word = load<u64>(words + first + i), x = this.accepted(word, load<f64>(NORMALS + i)) * this.inverseRate;
        const shrink = this.boost == 0.0 ? 0.0 : this.logShrink(word);
        store<f64>(out + first + i, this.boost == 0.0 ? x : x * Scalar.exp(shrink));
        if (logs != 0) store<f64>(logs + first + i, Scalar.logPositive(x) + shrink);
      }
    }
  }

  /** Of α, or α + 1, and rate 1. */
  @inline private accepted(word: u64, normal: f64): f64 {
    let z = normal, state = word ^ ACCEPT_KEY;
    const d = this.d, c = this.c;
    do {
      const t = 1.0 + c * z, v = t * t * t, zz = z * z, u = Ziggurat.uniform(state);
      if (t > 0.0 && (u < 1.0 - SQUEEZE * zz * zz || Scalar.logPositive(u) < 0.5 * zz + d - d * v + d * Scalar.logPositive(v))) return d * v;
      state += GOLDEN;
      z = Ziggurat.scalar(Ziggurat.mix(state));
      state += GOLDEN;
    } while (true);
  }

  /** log U^(1/α), U a multiple of 2⁻⁶⁴. */
  private logShrink(word: u64): f64 {
    const u = (<f64>(Ziggurat.mix(word ^ BOOST_KEY) >> 1) + 0.5) * 1.0842021724855044e-19;
    return this.boost * Scalar.logPositive(u);
  }

  @inline private static lost(x: f64): bool { return x >= 0.0 && x < LEAST; }
  /** Where x is below LEAST: scores of α, times `factor`, and log p, from log x. Far from a saddle point, log p is as good as −Infinity. */
  deepScores(x: usize, logs: usize, out: usize, n: i32, factor: f64): void {
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
      if (Gamma.lost(load<f64>(x + i))) store<f64>(out + i, factor * (load<f64>(logs + i) + this.logRelative + this.offset));
    }
  }
  deepLogProb(x: usize, logs: usize, out: usize, n: i32): void {
    if (this.concentration >= SADDLE_MIN) return;
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
      const v = load<f64>(x + i);
      if (Gamma.lost(v)) store<f64>(out + i, (this.concentration - 1.0) * load<f64>(logs + i) - this.rate * v + this.logNorm);
    }
  }

  /** F(x) = P(α, y) */
  cdfOf(x: f64): f64 { return this.underflows(x) ? Scalar.exp(this.logCdfOf(x)) : GammaFunction.gammaP(this.concentration, this.standardised(x)); }
  survivalOf(x: f64): f64 { return this.underflows(x) ? Scalar.exp(this.logSurvivalOf(x)) : GammaFunction.gammaQ(this.concentration, this.standardised(x)); }
  logCdfOf(x: f64): f64 { return this.underflows(x) ? this.logP(Scalar.log(x) + Scalar.log(this.rate)) : GammaFunction.logGammaP(this.concentration, this.standardised(x)); }
  logSurvivalOf(x: f64): f64 { return this.underflows(x) ? this.logQ(Scalar.log(x) + Scalar.log(this.rate)) : GammaFunction.logGammaQ(this.concentration, this.standardised(x)); }
  /** log P and log Q where y does. */
  logP(logY: f64): f64 { return Math.min(0.0, this.logPower(logY)); }
  logQ(logY: f64): f64 { return GammaFunction.complement(this.logP(logY)) + 0.0; }
  @inline private underflows(x: f64): bool { return x > 0.0 && this.rate * x < LEAST; }
  quantileOf(u: f64): f64 { return GammaFunction.gammaPInverse(this.concentration, u) * this.inverseRate; }
  /** y, 0 below the support. */
  @inline private standardised(x: f64): f64 { return x < 0.0 ? 0.0 : this.rate * x; }
}
