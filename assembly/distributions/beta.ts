import { BetaFunction } from "../core/beta-function";
import { Called } from "../core/called";
import { Deviance } from "../core/deviance";
import { Elementary } from "../core/elementary";
import { Exponential } from "../core/exponential";
import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { Pieces } from "../core/pieces";
import { Scalar } from "../core/scalar";
import { Ziggurat } from "../random/ziggurat";
import { CdfOf, Columns, Family, GradLogProb, LogCdfOf, LogProb, LogSurvivalOf, Moments, QuantileOf, SurvivalOf } from "./family";
import { Gamma } from "./gamma-family";

/** From here log p is taken from its saddle point: the sum of its terms would cancel. */
const SADDLE_MIN = 10.0;

/** The pieces of the flows: 1 of the logit wide, from −24 to 24; interpolated from REACH to either side, so that derivatives are too. */
const PIECES = 48;
const FIRST = -24.0;
const REACH = 0.625;
/** So many words are turned into draws at once. */
const BLOCK: usize = 64;
const SHARES: usize = memory.data(64 * 8, 16);
const OTHERS: usize = memory.data(64 * 8, 16);
/** What separates the hashes of a word: the fractions of √7, √11, √13 and √17, times 2⁶⁴. */
const SHARE_KEY: u64 = 0xa54ff53a5f1d36f1;
const OTHER_KEY: u64 = 0x510e527fade682d1;
const SHARE_BOOST_KEY: u64 = 0x9b05688c2b3e6c1f;
const OTHER_BOOST_KEY: u64 = 0x1f83d9abfb41bd6b;
/** Draws lie between the smallest normal double and 1 − 2⁻⁵³: where there are none left, they would be 0 or 1. */
const SMALLEST: usize = memory.data<f64>([2.2250738585072014e-308]);
const BELOW_ONE: usize = memory.data<f64>([0.99999999999999988898]);

/** Beyond, 1 − x of a rounded x has lost more than a fifth of its digits. */
const NEAR_ONE: usize = memory.data<f64>([0.9990234375]);

/**
 * Beta(α, β), y = 1 − x, w = log(x/y). Noise: words.
 *
 *     log p = (α − 1) log x + (β − 1) log y − log B(α, β)
 *     α: score log x − ψ(α) + ψ(α + β)       flow xy·∂w/∂α
 *     β: score log y − ψ(β) + ψ(α + β)       flow xy·∂w/∂β
 *
 * The flows are those of `BetaFunction.tail`, as M. Jankowiak and F. Obermeyer, "Pathwise derivatives beyond the reparameterization
 * trick", ICML 2018, use them: exact. As functions of w they are smooth, analytic up to ±πi, and are kept in pieces.
 */
@unmanaged @final
class Beta extends Family {
  a: f64;
  b: f64;
  offsetA: f64;
  offsetB: f64;
  /** log((α + β)/α), log((α + β)/β) */
  logRatioA: f64;
  logRatioB: f64;
  /** −log B; at the saddle point, see `saddle`. */
  logNorm: f64;
  saddled: bool;
  /** log p(0) and log p(1) */
  atZero: f64;
  atOne: f64;

  static GAMMA_BYTES: usize = (offsetof<Gamma>() + 15) & ~15;
  static OWN_BYTES: usize = (offsetof<Beta>() + 15) & ~15;
  /** After the constants: gamma families of α and β, each of a shape at least 1, and the pieces. */
  @inline get share(): Gamma { return changetype<Gamma>(changetype<usize>(this) + Beta.OWN_BYTES); }
  @inline get other(): Gamma { return changetype<Gamma>(changetype<usize>(this) + Beta.OWN_BYTES + Beta.GAMMA_BYTES); }
  @inline get pieces(): usize { return changetype<usize>(this) + Beta.OWN_BYTES + 2 * Beta.GAMMA_BYTES; }
  static bytes(): i32 { return <i32>(Beta.OWN_BYTES + 2 * Beta.GAMMA_BYTES) + PIECES * <i32>Pieces.BYTES; }

  prepare(a: f64, b: f64): void {
    this.a = a;
    this.b = b;
    this.offsetA = BetaFunction.offset(a, b);
    this.offsetB = BetaFunction.offset(b, a);
    this.logRatioA = Scalar.log1p(b / a);
    this.logRatioB = Scalar.log1p(a / b);
    const n = a + b, logBeta = BetaFunction.logBeta(a, b);
    this.saddled = Math.max(a, b) >= SADDLE_MIN;
    this.logNorm = this.saddled ? BetaFunction.logDensity(a, b, a / n, b / n) + Scalar.log(n / a) + Scalar.log(n / b) : -logBeta;
    this.atZero = a < 1.0 ? Infinity : a == 1.0 ? Scalar.log(b) : -Infinity;
    this.atOne = b < 1.0 ? Infinity : b == 1.0 ? Scalar.log(a) : -Infinity;
    this.share.prepare(a < 1.0 ? a + 1.0 : a, 1.0);
    this.other.prepare(b < 1.0 ? b + 1.0 : b, 1.0);
    Pieces.clear(this.pieces, PIECES);
  }

  /** Entropy: log B − (α − 1)ψ(α) − (β − 1)ψ(β) + (n − 2)ψ(n), n = α + β; where they are large, as sum and difference of those of gamma numbers. */
  moments(out: usize): void {
    const a = this.a, b = this.b, n = a + b;
    const entropy = n < 1e3
      ? BetaFunction.logBeta(a, b) + (a - 1.0) * BetaFunction.digammaRise(a, b) + (b - 1.0) * BetaFunction.digammaRise(b, a)
      : GammaFunction.entropy(a, 1.0) + GammaFunction.entropy(b, 1.0) - GammaFunction.entropy(n, 1.0) - GammaFunction.digamma(n);
    Moments.store(out, a / n, a / n * (b / n) / (n + 1.0), entropy);
  }

  @inline logProb(x: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO), one = Lanes.both(Lanes.ONE), inside = v128.and(f64x2.gt(x, zero), f64x2.lt(x, one));
    let edge = v128.bitselect(f64x2.splat(this.atZero), Lanes.both(Lanes.MINUS_INFINITY), f64x2.eq(x, zero));
    edge = v128.bitselect(f64x2.splat(this.atOne), edge, f64x2.eq(x, one));
    edge = v128.bitselect(edge, x, f64x2.eq(x, x));
    const safe = v128.bitselect(x, f64x2.splat(0.5), inside);
    return v128.bitselect(this.saddled ? this.saddle(safe) : this.sum(safe), edge, inside);
  }
  @inline private sum(x: v128): v128 {
    const left = f64x2.mul(f64x2.splat(this.a - 1.0), Logarithm.log(x)), right = f64x2.mul(f64x2.splat(this.b - 1.0), Logarithm.log1pSmall(f64x2.neg(x)));
    return f64x2.add(f64x2.add(left, right), f64x2.splat(this.logNorm));
  }
  /**
   * With x = (1 + μ)α/n, y = (1 − μα/β)β/n, n = α + β: log p at the mean α/n, less α(μ − log(1 + μ)), the same of β, and the logarithms of
   * both again. C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
   */
  @inline private saddle(x: v128): v128 {
    const a = f64x2.splat(this.a), b = f64x2.splat(this.b), n = f64x2.add(a, b), y = f64x2.sub(Lanes.both(Lanes.ONE), x);
    const rise = f64x2.sub(f64x2.mul(b, x), f64x2.mul(a, y)), mu = f64x2.div(rise, a), nu = f64x2.neg(f64x2.div(rise, b));
    const logX = Called.log(f64x2.mul(x, f64x2.div(n, a))), logY = Called.log(f64x2.mul(y, f64x2.div(n, b)));
    const spread = Lanes.dot(a, Deviance.of(mu, logX), b, Deviance.of(nu, logY));
    return f64x2.sub(f64x2.splat(this.logNorm), f64x2.add(spread, f64x2.add(logX, logY)));
  }

  /** ∂x log p = (α − 1)/x − (β − 1)/y */
  @inline gradLogProb(x: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO), one = Lanes.both(Lanes.ONE), y = f64x2.sub(one, x);
    const left = v128.bitselect(zero, f64x2.div(f64x2.splat(this.a - 1.0), f64x2.abs(x)), f64x2.splat(this.a == 1.0 ? NaN : 0.0));
    const right = v128.bitselect(zero, f64x2.div(f64x2.splat(this.b - 1.0), f64x2.abs(y)), f64x2.splat(this.b == 1.0 ? NaN : 0.0));
    return v128.bitselect(f64x2.sub(left, right), Lanes.both(Lanes.NOT_A_NUMBER), v128.and(f64x2.ge(x, zero), f64x2.ge(y, zero)));
  }

  /** Scores by `BetaFunction.score`: log(1 + μ) near the mean, else log x + log(n/α); NaN outside the support. */
  @inline scoreA(x: v128): v128 {
    const rise = this.rise(x), mu = f64x2.div(rise, f64x2.splat(this.a)), far = f64x2.add(Called.log(x), f64x2.splat(this.logRatioA));
    return Beta.supported(x, f64x2.add(Beta.nearer(mu, far), f64x2.splat(this.offsetA)));
  }
  @inline scoreB(x: v128): v128 {
    const rise = this.rise(x), mu = f64x2.neg(f64x2.div(rise, f64x2.splat(this.b))), far = f64x2.add(Called.log1p(f64x2.neg(x)), f64x2.splat(this.logRatioB));
    return Beta.supported(x, f64x2.add(Beta.nearer(mu, far), f64x2.splat(this.offsetB)));
  }
  /** βx − αy */
  @inline private rise(x: v128): v128 {
    return f64x2.sub(f64x2.mul(f64x2.splat(this.b), x), f64x2.mul(f64x2.splat(this.a), f64x2.sub(Lanes.both(Lanes.ONE), x)));
  }
  @inline private static nearer(mu: v128, far: v128): v128 {
    const near = f64x2.lt(f64x2.abs(mu), Lanes.both(Lanes.HALF));
    return v128.bitselect(Logarithm.log1pSmall(v128.and(mu, near)), far, near);
  }
  @inline private static supported(x: v128, value: v128): v128 {
    const inside = v128.and(f64x2.ge(x, Lanes.both(Lanes.ZERO)), f64x2.le(x, Lanes.both(Lanes.ONE)));
    return v128.bitselect(value, Lanes.both(Lanes.NOT_A_NUMBER), inside);
  }

  /** Both flows at x, y, of the logit w. */
  @inline private flows(x: f64, y: f64, w: f64): v128 {
    if (!(x > 0.0 && y > 0.0)) return f64x2.splat(x == 0.0 || y == 0.0 ? 0.0 : NaN);
    return f64x2.mul(f64x2.splat(x * y), this.motion(x, y, w, false));
  }

  /** ∂w/∂α and ∂w/∂β at 0 < x < 1, or their derivatives by w. */
  @inline private motion(x: f64, y: f64, w: f64, slope: bool): v128 {
    const place = w - FIRST, i = <i32>place;
    if (!(place >= 0.0 && i < PIECES)) {
      this.exact(x, y);
      return slope ? v128.load(RESULT, 16) : v128.load(RESULT);
    }
    const piece = this.pieces + <usize>i * Pieces.BYTES, t = (place - <f64>i - 0.5) * (1.0 / REACH);
    if (!Pieces.known(piece)) this.learn(piece, FIRST + <f64>i + 0.5);
    return slope ? f64x2.mul(Pieces.slope(piece, t), f64x2.splat(1.0 / REACH)) : Pieces.at(piece, t);
  }

  private learn(piece: usize, middle: f64): void {
    for (let i = 0; i < 16; i++) {
      const w = middle + REACH * Pieces.node(i);
      this.exact(BetaFunction.sigmoid(w), BetaFunction.sigmoid(-w));
      Pieces.value(i, load<f64>(RESULT), load<f64>(RESULT, 8));
    }
    Pieces.fit(piece);
  }

  private exact(x: f64, y: f64): void {
    const a = this.a, b = this.b, scoreA = BetaFunction.score(a, b, x, y, this.offsetA), scoreB = BetaFunction.score(b, a, y, x, this.offsetB);
    if (BetaFunction.fromBelow(a, b, x, y)) {
      BetaFunction.tail(a, b, x, y, scoreA, scoreB);
      Beta.result(BetaFunction.flowA(), BetaFunction.flowB(), BetaFunction.slopeA(), BetaFunction.slopeB());
    } else {
      BetaFunction.tail(b, a, y, x, scoreB, scoreA);
      Beta.result(-BetaFunction.flowB(), -BetaFunction.flowA(), BetaFunction.slopeB(), BetaFunction.slopeA());
    }
  }
  @inline private static result(flowA: f64, flowB: f64, slopeA: f64, slopeB: f64): void {
    store<f64>(RESULT, flowA);
    store<f64>(RESULT, flowB, 8);
    store<f64>(RESULT, slopeA, 16);
    store<f64>(RESULT, slopeB, 24);
  }

  /** Where draws lose digits, from their `logs`, log x and log y, unless these are 0. Without `flows`, two columns of scores. */
  terms(x: usize, logs: usize, stride: usize, out: usize, n: i32, flows: bool): void {
    const size = Lanes.padded(n), score1 = out + (flows ? 2 * size : size), flow0 = out + size, flow1 = score1 + size;
    for (let i: usize = 0; i < size; i += 16) {
      const v = v128.load(x + i);
      let scoreA = this.scoreA(v), scoreB = this.scoreB(v), lost = Lanes.both(Lanes.ZERO), logX = lost, logY = lost;
      if (logs != 0) {
        lost = Beta.lost(v);
        logX = v128.load(logs + i);
        logY = v128.load(logs + stride + i);
        scoreA = v128.bitselect(f64x2.add(logX, f64x2.splat(this.logRatioA + this.offsetA)), scoreA, lost);
        scoreB = v128.bitselect(f64x2.add(logY, f64x2.splat(this.logRatioB + this.offsetB)), scoreB, lost);
      }
      v128.store(out + i, scoreA);
      v128.store(score1 + i, scoreB);
      if (!flows) continue;
      let y = f64x2.sub(Lanes.both(Lanes.ONE), v), w = f64x2.sub(Logarithm.log(v), Logarithm.log1p(f64x2.neg(v)));
      if (v128.any_true(lost)) {
        y = v128.bitselect(Exponential.exp(logY), y, lost);
        w = v128.bitselect(f64x2.sub(logX, logY), w, lost);
      }
      const low = this.flows(f64x2.extract_lane(v, 0), f64x2.extract_lane(y, 0), f64x2.extract_lane(w, 0));
      const high = this.flows(f64x2.extract_lane(v, 1), f64x2.extract_lane(y, 1), f64x2.extract_lane(w, 1));
      v128.store(flow0 + i, Lanes.first(low, high));
      v128.store(flow1 + i, Lanes.second(low, high));
    }
  }
  @inline private static lost(x: v128): v128 { return v128.or(f64x2.le(x, Lanes.both(SMALLEST)), f64x2.gt(x, Lanes.both(NEAR_ONE))); }

  logProbDeep(x: usize, logs: usize, stride: usize, out: usize, n: i32): void {
    const a = f64x2.splat(this.a - 1.0), b = f64x2.splat(this.b - 1.0), norm = f64x2.splat(-BetaFunction.logBeta(this.a, this.b));
    for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 16) {
      const sum = f64x2.add(Lanes.dot(a, v128.load(logs + i), b, v128.load(logs + stride + i)), norm);
      v128.store(out + i, v128.bitselect(sum, v128.load(out + i), Beta.lost(v128.load(x + i))));
    }
  }

  /** ∂x(xy·∂w/∂θ) = (y − x)·∂w/∂θ + ∂w(∂w/∂θ) */
  divergences(x: usize, out: usize, n: i32): void {
    const size = Lanes.padded(n);
    for (let i: usize = 0; i < size; i += 8) {
      const v = load<f64>(x + i);
      let a = NaN, b = NaN;
      if (v > 0.0 && v < 1.0) {
        const w = Scalar.log(v) - Scalar.log1p(-v), y = 1.0 - v, both = Lanes.mulAdd(f64x2.splat(1.0 - 2.0 * v), this.motion(v, y, w, false), this.motion(v, y, w, true));
        a = f64x2.extract_lane(both, 0);
        b = f64x2.extract_lane(both, 1);
      } else if (v == 0.0) {
        a = Infinity;
        b = -BetaFunction.digammaRise(this.b, this.a) / this.a;
      } else if (v == 1.0) {
        a = -BetaFunction.digammaRise(this.a, this.b) / this.b;
        b = Infinity;
      }
      store<f64>(out + i, a);
      store<f64>(out + size + i, b);
    }
  }

  /** X/(X + Y) of gamma draws X, Y, from hashes of the word; shapes below 1 by U^(1/shape) as there, in logarithms, which do not underflow. `logs`, unless 0, become log x and log y. */
  draws(words: usize, out: usize, logs: usize, stride: usize, n: i32): void {
    const a = this.a, b = this.b, share = this.share, other = this.other;
    for (let first: usize = 0, size = <usize>n << 3; first < size; first += BLOCK << 3) {
      const bytes = min<usize>(size - first, BLOCK << 3);
      for (let i: usize = 0; i < (bytes + 15 & ~15); i += 8) {
        const word = load<u64>(words + first + i);
        store<u64>(SHARES + i, Ziggurat.mix(word ^ SHARE_KEY));
        store<u64>(OTHERS + i, Ziggurat.mix(word ^ OTHER_KEY));
      }
      share.draws(SHARES, SHARES, <i32>(bytes >> 3));
      other.draws(OTHERS, OTHERS, <i32>(bytes >> 3));
      for (let i: usize = 0; i < bytes; i += 16) {
        const X = v128.load(SHARES + i), Y = v128.load(OTHERS + i);
        let x = f64x2.div(X, f64x2.add(X, Y)), w = x;
        if (a < 1.0 || b < 1.0 || logs != 0) w = Logarithm.log(f64x2.div(X, Y));
        if (a < 1.0 || b < 1.0) {
          const word = load<u64>(words + first + i), next = load<u64>(words + first + i, 8);
          if (a < 1.0) w = f64x2.add(w, f64x2.div(Beta.logUniform(word, next, SHARE_BOOST_KEY), f64x2.splat(a)));
          if (b < 1.0) w = f64x2.sub(w, f64x2.div(Beta.logUniform(word, next, OTHER_BOOST_KEY), f64x2.splat(b)));
          x = Exponential.sigmoid(w);
        }
        if (logs != 0) {
          const rest = Exponential.softplus(w);
          v128.store(logs + first + i, f64x2.sub(w, rest));
          v128.store(logs + stride + first + i, f64x2.neg(rest));
        }
        v128.store(out + first + i, f64x2.pmax(Lanes.both(SMALLEST), f64x2.pmin(Lanes.both(BELOW_ONE), x)));
      }
    }
  }
  @inline private static logUniform(word: u64, next: u64, key: u64): v128 {
    return Elementary.logPositive(f64x2.replace_lane(f64x2.splat(Ziggurat.uniform(word ^ key)), 1, Ziggurat.uniform(next ^ key)));
  }

  @inline cdfOf(x: f64): f64 { return Scalar.exp(this.logCdfOf(x)); }
  @inline survivalOf(x: f64): f64 { return Scalar.exp(this.logSurvivalOf(x)); }
  @inline logCdfOf(x: f64): f64 { return Beta.logTail(this.a, this.b, x, false); }
  @inline logSurvivalOf(x: f64): f64 { return Beta.logTail(this.a, this.b, x, true); }
  private static logTail(a: f64, b: f64, x: f64, upper: bool): f64 {
    const inside = Math.max(0.0, Math.min(1.0, x)); // NaN stays
    return BetaFunction.logTail(a, b, inside, 1.0 - inside, upper);
  }
  @inline quantileOf(u: f64): f64 { return BetaFunction.betaIInverse(this.a, this.b, u); }
}
/** ∂w/∂α, ∂w/∂β and their derivatives. */
const RESULT: usize = memory.data(32, 16);

/** f: a prepared family of so many bytes. */
export function betaSize(): i32 { return Beta.bytes(); }
export function betaPrepare(f: usize, alpha: f64, beta: f64): void { changetype<Beta>(f).prepare(alpha, beta); }
export function betaSample(words: usize, out: usize, n: i32, f: usize): void { changetype<Beta>(f).draws(words, out, 0, 0, n); }
export function betaSampleDeep(words: usize, out: usize, logs: usize, stride: usize, n: i32, f: usize): void {
  changetype<Beta>(f).draws(words, out, logs, stride, n);
}
export function betaLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Beta, LogProb>(x, out, n, f); }
export function betaLogProbDeep(x: usize, logs: usize, stride: usize, out: usize, n: i32, f: usize): void {
  betaLogProb(x, out, n, f);
  changetype<Beta>(f).logProbDeep(x, logs, stride, out, n);
}
export function betaGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Beta, GradLogProb>(x, out, n, f); }
export function betaTerms(x: usize, out: usize, n: i32, f: usize): void { changetype<Beta>(f).terms(x, 0, 0, out, n, true); }
export function betaTermsDeep(x: usize, logs: usize, stride: usize, out: usize, n: i32, f: usize): void {
  changetype<Beta>(f).terms(x, logs, stride, out, n, true);
}
export function betaScores(x: usize, out: usize, n: i32, f: usize): void { changetype<Beta>(f).terms(x, 0, 0, out, n, false); }
export function betaScoresDeep(x: usize, logs: usize, stride: usize, out: usize, n: i32, f: usize): void {
  changetype<Beta>(f).terms(x, logs, stride, out, n, false);
}
export function betaDivergences(x: usize, out: usize, n: i32, f: usize): void { changetype<Beta>(f).divergences(x, out, n); }
export function betaMoments(f: usize, out: usize): void { changetype<Beta>(f).moments(out); }
export function betaCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Beta, CdfOf>(x, out, n, f); }
export function betaSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Beta, SurvivalOf>(x, out, n, f); }
export function betaLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Beta, LogCdfOf>(x, out, n, f); }
export function betaLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Beta, LogSurvivalOf>(x, out, n, f); }
export function betaQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<Beta, QuantileOf>(u, out, n, f); }
