import { BetaFunction } from "../core/beta-function";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { Scalar } from "../core/scalar";
import { StudentFlow } from "../core/student-flow";
import { Ziggurat } from "../random/ziggurat";
import { CdfOf, Columns, Deep, Family, GradLogProb, LARGEST, LogCdfOf, LogProb, LogSurvivalOf, Moments, QuantileOf, SurvivalOf } from "./family";
import { Stretch } from "./stretch";

/** From here z² may overflow. */
const HUGE: usize = memory.data<f64>([1e150]);
const LOG_2 = 0.6931471805599453;
/** So many words are turned into draws at once. */
const BLOCK: usize = 64;
const NORMALS: usize = memory.data(64 * 8, 16);
const GAMMAS: usize = memory.data(64 * 8, 16);
/** What separates the hashes of a word, beside those of `Stretch`: the fraction of √19, times 2⁶⁴. */
const NORMAL_KEY: u64 = 0x5be0cd19137e2179;

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
    this.logNorm = -logBeta - 0.5 * Scalar.log(df) - Scalar.log(scale);
    this.logTailNorm = -logBeta - Scalar.log(0.5 * df);
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
    if (v128.any_true(far)) log = v128.bitselect(f64x2.mul(Lanes.both(Lanes.TWO), Logarithm.log(f64x2.mul(f64x2.abs(z), f64x2.splat(this.inverseRoot)))), log, far);
    return f64x2.sub(f64x2.splat(this.logNorm), f64x2.mul(log, f64x2.splat(0.5 * (this.df + 1.0))));
  }
  /** ∂x log p = −(ν + 1)z/(scale(ν + z²)) */
  @inline gradLogProb(x: v128): v128 {
    const z = f64x2.mul(f64x2.sub(x, f64x2.splat(this.loc)), f64x2.splat(this.inverseScale)), df = f64x2.splat(this.df), c = f64x2.splat(-(this.df + 1.0) * this.inverseScale);
    const near = f64x2.div(f64x2.mul(c, z), Lanes.mulAdd(z, z, df)), far = f64x2.div(c, f64x2.add(z, f64x2.div(df, z)));
    return v128.bitselect(near, far, f64x2.lt(f64x2.abs(z), Lanes.both(Lanes.ONE)));
  }

  @inline private z(x: f64): f64 { return Math.max(-LARGEST, Math.min(LARGEST, (x - this.loc) * this.inverseScale)); }
  /** log(1 + q) of a draw beyond LARGEST, of log |x|: loc is nothing there. */
  private deepL(log: f64): f64 { return 2.0 * (log - Scalar.log(this.scale)) - Scalar.log(this.df); }

  /** Where draws are LARGEST, from their `logs`, log |x|, unless these are 0. Without `flows`, three columns of scores. */
  terms(x: usize, logs: usize, out: usize, n: i32, flows: bool): void {
    const size = Lanes.padded(n), df = this.df, byDf = this.byDf;
    const step: usize = flows ? 2 * size : size;
    for (let i: usize = 0; i < size; i += 8) {
      const v = load<f64>(x + i), z = this.z(v), q = z * z * this.inverseDf;
      const L = logs != 0 && Math.abs(v) >= LARGEST ? this.deepL(load<f64>(logs + i)) : StudentFlow.logOf(z, q, this.inverseRoot);
      const near = Math.abs(z) < 1.0, below = near ? df + z * z : z + df / z;
      store<f64>(out + i, byDf.score(q, L));
      store<f64>(out + step + i, (df + 1.0) * this.inverseScale * (near ? z / below : 1.0 / below));
      store<f64>(out + 2 * step + i, df * this.inverseScale * ((near ? (z - 1.0) * (z + 1.0) : (z - 1.0) * ((z + 1.0) / z)) / below));
      if (!flows) continue;
      store<f64>(out + size + i, this.scale * z * byDf.motion(q, L));
      store<f64>(out + 3 * size + i, 1.0);
      store<f64>(out + 5 * size + i, z);
    }
    if (logs != 0 && flows) Deep.bounded(out + size, n);
  }
  deepLogProb(x: usize, logs: usize, out: usize, n: i32): void {
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
      if (Math.abs(load<f64>(x + i)) >= LARGEST) store<f64>(out + i, this.logNorm - 0.5 * (this.df + 1.0) * this.deepL(load<f64>(logs + i)));
    }
  }

  /** Of ν by continuity: −(score + u·∂x log p). */
  divergences(x: usize, out: usize, n: i32): void {
    const size = Lanes.padded(n), df = this.df, byDf = this.byDf;
    for (let i: usize = 0; i < size; i += 8) {
      const z = (load<f64>(x + i) - this.loc) * this.inverseScale, q = z * z * this.inverseDf, L = StudentFlow.logOf(z, q, this.inverseRoot);
      const share = q < 1e300 ? q / (1.0 + q) : 1.0;
      store<f64>(out + i, byDf.motion(q, L) * (df + 1.0) * share - byDf.score(q, L));
      store<f64>(out + size + i, 0.0);
      store<f64>(out + 2 * size + i, this.inverseScale);
    }
  }

  /** `logs`, unless 0, become log |x|, also where x is beyond LARGEST. */
  draws(words: usize, out: usize, logs: usize, n: i32): void {
    for (let first: usize = 0, size = <usize>n << 3; first < size; first += BLOCK << 3) {
      const bytes = min<usize>(size - first, BLOCK << 3);
      for (let i: usize = 0; i < bytes; i += 8) store<u64>(NORMALS + i, Ziggurat.mix(load<u64>(words + first + i) ^ NORMAL_KEY));
      Ziggurat.transform(NORMALS, <i32>(bytes >> 3));
      this.stretch.of(words + first, GAMMAS, <i32>(bytes >> 3), logs != 0);
      for (let i: usize = 0; i < bytes; i += 8) {
        const normal = load<f64>(NORMALS + i), factor = load<f64>(GAMMAS + i);
        let x = this.loc + this.scale * (normal * factor), far = 0.0;
        if (logs != 0 || factor >= LARGEST) far = load<f64>(Stretch.LOGS + i) + Scalar.log(Math.abs(normal)) + Scalar.log(this.scale);
        if (factor >= LARGEST) x = this.loc + copysign(Scalar.exp(far), normal);
        x = Math.max(-LARGEST, Math.min(LARGEST, x));
        store<f64>(out + first + i, x);
        if (logs != 0) store<f64>(logs + first + i, Math.abs(x) < LARGEST ? Scalar.log(Math.abs(x)) : far);
      }
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
    return z < 0.0 ? half : Scalar.log1p(-Scalar.exp(half)) + 0.0; // 0, not −0
  }
  @inline cdfOf(x: f64): f64 { return this.oneTail((x - this.loc) * this.inverseScale); }
  @inline survivalOf(x: f64): f64 { return this.oneTail((this.loc - x) * this.inverseScale); }
  private oneTail(z: f64): f64 {
    const half = 0.5 * Scalar.exp(this.logTails(z));
    return z < 0.0 ? half : 1.0 - half;
  }
  @inline logCdfOf(x: f64): f64 { return this.logOneTail((x - this.loc) * this.inverseScale); }
  @inline logSurvivalOf(x: f64): f64 { return this.logOneTail((this.loc - x) * this.inverseScale); }
  /** z = ∓√ν·e^(−w/2), where w is the logit of 1/(1 + q). */
  @inline quantileOf(u: f64): f64 {
    const tail = u > 0.5 ? 1.0 - u : u, w = BetaFunction.logit(0.5 * this.df, 0.5, 2.0 * tail, false);
    const z = Math.sqrt(this.df) * Scalar.exp(-0.5 * w);
    return this.loc + this.scale * (u > 0.5 ? z : -z);
  }
}

/** f: a prepared family of so many bytes. */
export function studentTSize(): i32 { return StudentT.bytes(); }
export function studentTPrepare(f: usize, df: f64, loc: f64, scale: f64): void { changetype<StudentT>(f).prepare(df, loc, scale); }
export function studentTSample(words: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).draws(words, out, 0, n); }
/** Of the columns `logs`, a stride apart, the first alone, log |x|, says what is lost. */
export function studentTSampleDeep(words: usize, out: usize, logs: usize, _stride: usize, n: i32, f: usize): void {
  changetype<StudentT>(f).draws(words, out, logs, n);
}
export function studentTLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<StudentT, LogProb>(x, out, n, f); }
export function studentTLogProbDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  studentTLogProb(x, out, n, f);
  changetype<StudentT>(f).deepLogProb(x, logs, out, n);
}
export function studentTGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<StudentT, GradLogProb>(x, out, n, f); }
export function studentTTerms(x: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).terms(x, 0, out, n, true); }
export function studentTTermsDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).terms(x, logs, out, n, true); }
export function studentTScores(x: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).terms(x, 0, out, n, false); }
export function studentTScoresDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).terms(x, logs, out, n, false); }
export function studentTDivergences(x: usize, out: usize, n: i32, f: usize): void { changetype<StudentT>(f).divergences(x, out, n); }
export function studentTMoments(f: usize, out: usize): void { changetype<StudentT>(f).moments(out); }
export function studentTCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, CdfOf>(x, out, n, f); }
export function studentTSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, SurvivalOf>(x, out, n, f); }
export function studentTLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, LogCdfOf>(x, out, n, f); }
export function studentTLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, LogSurvivalOf>(x, out, n, f); }
export function studentTQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<StudentT, QuantileOf>(u, out, n, f); }
