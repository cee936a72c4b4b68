import { BetaFunction } from "../core/beta-function";
import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { StudentFlow } from "../core/student-flow";
import { Ziggurat } from "../random/ziggurat";
import { CdfOf, Columns, Family, GradLogProb, LogCdfOf, LogProb, LogSurvivalOf, Moments, QuantileOf, SurvivalOf } from "./family";
import { Gamma } from "./gamma";

/** From here z² may overflow. */
const HUGE: usize = memory.data<f64>([1e150]);
const TWO: usize = memory.data<f64>([2.0]);
const LOG_2 = 0.6931471805599453;
/** So many words are turned into draws at once. */
const BLOCK: usize = 64;
const NORMALS: usize = memory.data(64 * 8, 16);
const GAMMAS: usize = memory.data(64 * 8, 16);
/** What separates the hashes of a word: the fractions of √19, √23 and √29, times 2⁶⁴. */
const NORMAL_KEY: u64 = 0x5be0cd19137e2179;
const GAMMA_KEY: u64 = 0xcbbb9d5dc1059ed8;
const BOOST_KEY: u64 = 0x629a292a367cd507;

/**
 * √(½ν/G) of G ~ Gamma(½ν), by which a standard normal number becomes Student's: from words, of which G takes a hash. Shapes below 1 by
 * U^(1/shape), as in `Gamma`, but in the logarithm, which does not underflow.
 */
@unmanaged @final
export class Stretch {
  h: f64;
  static readonly BYTES: usize = 16 + (offsetof<Gamma>() + 15 & ~15);
  @inline get gamma(): Gamma { return changetype<Gamma>(changetype<usize>(this) + 16); }
  prepare(df: f64): void {
    this.h = 0.5 * df;
    this.gamma.prepare(this.h < 1.0 ? this.h + 1.0 : this.h, 1.0);
  }
  /** out = factors of at most 64 words. */
  of(words: usize, out: usize, n: i32): void {
    const h = this.h, size = <usize>n << 3;
    for (let i: usize = 0; i < size; i += 8) store<u64>(out + i, Ziggurat.mix(load<u64>(words + i) ^ GAMMA_KEY));
    this.gamma.draws(out, out, n);
    for (let i: usize = 0; i < size; i += 8) {
      let factor = Math.sqrt(h / load<f64>(out + i));
      if (h < 1.0) factor *= GammaFunction.exp(GammaFunction.log(Ziggurat.uniform(load<u64>(words + i) ^ BOOST_KEY)) * (-0.5 / h));
      store<f64>(out + i, factor);
    }
  }
}

/**
 * StudentT(ν, loc, scale), z = (x − loc)/scale, q = z²/ν. Noise: words.
 *
 *     log p = −½(ν + 1)·log(1 + q) − log B(½, ½ν) − ½ log ν − log scale
 *     ν:     score and flow by `StudentFlow`, scale·z·R(q)
 *     loc:   score (ν + 1)z/(scale(ν + z²))     flow 1   divergence 0
 *     scale: score ν(z² − 1)/(scale(ν + z²))    flow z   divergence 1/scale
 */
@unmanaged @final
class StudentT extends Family {
  df: f64;
  loc: f64;
  scale: f64;
  inverseScale: f64;
  inverseDf: f64;
  inverseRoot: f64;
  logNorm: f64;
  /** −log B(½, ½ν) − log ½ν: where 1 − x = e^(−L) is small, log I is this less ½ν·L. */
  logTailNorm: f64;

  static readonly OWN_BYTES: usize = offsetof<StudentT>() + 15 & ~15;
  @inline get stretch(): Stretch { return changetype<Stretch>(changetype<usize>(this) + StudentT.OWN_BYTES); }
  @inline get byDf(): StudentFlow { return changetype<StudentFlow>(changetype<usize>(this) + StudentT.OWN_BYTES + Stretch.BYTES); }
  static bytes(): i32 { return <i32>(StudentT.OWN_BYTES + Stretch.BYTES + StudentFlow.BYTES); }

  prepare(df: f64, loc: f64, scale: f64): void {
    const logBeta = BetaFunction.logBeta(0.5, 0.5 * df);
    this.df = df;
    this.loc = loc;
    this.scale = scale;
    this.inverseScale = 1.0 / scale;
    this.inverseDf = 1.0 / df;
    this.inverseRoot = 1.0 / Math.sqrt(df);
    this.logNorm = -logBeta - 0.5 * GammaFunction.log(df) - GammaFunction.log(scale);
    this.logTailNorm = -logBeta - GammaFunction.log(0.5 * df);
    this.stretch.prepare(df);
    this.byDf.prepare(1.0, df);
  }

  /** Entropy: ½(ν + 1)(ψ(½(ν + 1)) − ψ(½ν)) + ½ log ν + log B(½, ½ν) + log scale. */
  moments(out: usize): void {
    const df = this.df, variance = df > 2.0 ? this.scale * this.scale * (df / (df - 2.0)) : df > 1.0 ? Infinity : NaN;
    Moments.store(out, df > 1.0 ? this.loc : NaN, variance, 0.5 * (df + 1.0) * BetaFunction.digammaRise(0.5 * df, 0.5) - this.logNorm);
  }

  @inline logProb(x: v128): v128 {
    const z = f64x2.mul(f64x2.sub(x, f64x2.splat(this.loc)), f64x2.splat(this.inverseScale)), far = f64x2.gt(f64x2.abs(z), Lanes.both(HUGE));
    let log = Logarithm.log1p(f64x2.mul(f64x2.mul(z, z), f64x2.splat(this.inverseDf)));
    if (v128.any_true(far)) log = v128.bitselect(f64x2.mul(Lanes.both(TWO), Logarithm.log(f64x2.mul(f64x2.abs(z), f64x2.splat(this.inverseRoot)))), log, far);
    return f64x2.sub(f64x2.splat(this.logNorm), f64x2.mul(log, f64x2.splat(0.5 * (this.df + 1.0))));
  }
  /** ∂x log p = −(ν + 1)z/(scale(ν + z²)) */
  @inline gradLogProb(x: v128): v128 {
    const z = f64x2.mul(f64x2.sub(x, f64x2.splat(this.loc)), f64x2.splat(this.inverseScale)), df = f64x2.splat(this.df), c = f64x2.splat(-(this.df + 1.0) * this.inverseScale);
    const near = f64x2.div(f64x2.mul(c, z), Lanes.mulAdd(z, z, df)), far = f64x2.div(c, f64x2.add(z, f64x2.div(df, z)));
    return v128.bitselect(near, far, f64x2.lt(f64x2.abs(z), Lanes.both(Lanes.ONE)));
  }

  /** Without `flows`, three columns of scores. */
  terms(x: usize, out: usize, n: i32, flows: bool): void {
    const size = Lanes.padded(n), df = this.df, byDf = this.byDf;
    const step: usize = flows ? 2 * size : size;
    for (let i: usize = 0, end = <usize>n << 3; i < end; i += 8) {
      const z = (load<f64>(x + i) - this.loc) * this.inverseScale, q = z * z * this.inverseDf, L = StudentFlow.logOf(z, q, this.inverseRoot);
      const near = Math.abs(z) < 1.0, below = near ? df + z * z : z + df / z;
      store<f64>(out + i, byDf.score(q, L));
      store<f64>(out + step + i, (df + 1.0) * this.inverseScale * (near ? z / below : 1.0 / below));
      store<f64>(out + 2 * step + i, df * this.inverseScale * ((near ? (z - 1.0) * (z + 1.0) : (z - 1.0) * ((z + 1.0) / z)) / below));
      if (!flows) continue;
      store<f64>(out + size + i, this.scale * z * byDf.motion(q, L));
      store<f64>(out + 3 * size + i, 1.0);
      store<f64>(out + 5 * size + i, z);
    }
  }

  /** Of ν by continuity: −(score + u·∂x log p). */
  divergences(x: usize, out: usize, n: i32): void {
    const size = Lanes.padded(n), df = this.df, byDf = this.byDf;
    for (let i: usize = 0, end = <usize>n << 3; i < end; i += 8) {
      const z = (load<f64>(x + i) - this.loc) * this.inverseScale, q = z * z * this.inverseDf, L = StudentFlow.logOf(z, q, this.inverseRoot);
      const share = q < 1e300 ? q / (1.0 + q) : 1.0;
      store<f64>(out + i, byDf.motion(q, L) * (df + 1.0) * share - byDf.score(q, L));
      store<f64>(out + size + i, 0.0);
      store<f64>(out + 2 * size + i, this.inverseScale);
    }
  }

  draws(words: usize, out: usize, n: i32): void {
    for (let first: usize = 0, size = <usize>n << 3; first < size; first += BLOCK << 3) {
      const bytes = min<usize>(size - first, BLOCK << 3);
      for (let i: usize = 0; i < bytes; i += 8) store<u64>(NORMALS + i, Ziggurat.mix(load<u64>(words + first + i) ^ NORMAL_KEY));
      Ziggurat.transform(NORMALS, <i32>(bytes >> 3));
      this.stretch.of(words + first, GAMMAS, <i32>(bytes >> 3));
      for (let i: usize = 0; i < bytes; i += 8) store<f64>(out + first + i, this.loc + this.scale * (load<f64>(NORMALS + i) * load<f64>(GAMMAS + i)));
    }
  }

  /** log P(|Z| > |z|) = log I(½ν, ½, 1/(1 + q)) */
  private logTails(z: f64): f64 {
    const q = z * z * this.inverseDf, h = 0.5 * this.df;
    if (q > 1e250) return this.logTailNorm - h * StudentFlow.logOf(z, q, this.inverseRoot);
    return BetaFunction.logTail(h, 0.5, 1.0 / (1.0 + q), q / (1.0 + q), false);
  }
  private logOneTail(z: f64): f64 {
    const half = this.logTails(z) - LOG_2;
    return z < 0.0 ? half : GammaFunction.log1p(-GammaFunction.exp(half)) + 0.0; // 0, not −0
  }
  @inline cdfOf(x: f64): f64 { return this.oneTail((x - this.loc) * this.inverseScale); }
  @inline survivalOf(x: f64): f64 { return this.oneTail((this.loc - x) * this.inverseScale); }
  private oneTail(z: f64): f64 {
    const half = 0.5 * GammaFunction.exp(this.logTails(z));
    return z < 0.0 ? half : 1.0 - half;
  }
  @inline logCdfOf(x: f64): f64 { return this.logOneTail((x - this.loc) * this.inverseScale); }
  @inline logSurvivalOf(x: f64): f64 { return this.logOneTail((this.loc - x) * this.inverseScale); }
  /** z = ∓√ν·e^(−w/2), where w is the logit of 1/(1 + q). */
  @inline quantileOf(u: f64): f64 {
    const tail = u > 0.5 ? 1.0 - u : u, w = BetaFunction.logit(0.5 * this.df, 0.5, 2.0 * tail, false);
    const z = Math.sqrt(this.df) * GammaFunction.exp(-0.5 * w);
    return this.loc + this.scale * (u > 0.5 ? z : -z);
  }
}

/** f: a prepared family of so many bytes. */
export function studentTSize(): i32 { return StudentT.bytes(); }
export function studentTPrepare(f: usize, df: f64, loc: f64, scale: f64): void { changetype<StudentT>(f).prepare(df, loc, scale); }
export function studentTSample(words: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).draws(words, out, n); }
export function studentTLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<StudentT, LogProb>(x, out, n, f); }
export function studentTGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<StudentT, GradLogProb>(x, out, n, f); }
export function studentTTerms(x: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).terms(x, out, n, true); }
export function studentTScores(x: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).terms(x, out, n, false); }
export function studentTDivergences(x: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).divergences(x, out, n); }
export function studentTMoments(f: usize, out: usize): void { changetype<StudentT>(f).moments(out); }
export function studentTCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, CdfOf>(x, out, n, f); }
export function studentTSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, SurvivalOf>(x, out, n, f); }
export function studentTLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, LogCdfOf>(x, out, n, f); }
export function studentTLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, LogSurvivalOf>(x, out, n, f); }
export function studentTQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, QuantileOf>(u, out, n, f); }
