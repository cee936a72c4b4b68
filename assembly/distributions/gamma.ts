import { Elementary } from "../core/elementary";
import { Exponential } from "../core/exponential";
import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { Ziggurat } from "../random/ziggurat";
import { Columns, Family, GradLogProb, LogProb, Moments } from "./family";

const INFINITY: usize = memory.data<f64>([Infinity]);
const MINUS_INFINITY: usize = memory.data<f64>([-Infinity]);
const NOT_A_NUMBER: usize = memory.data<f64>([NaN]);
/** From here log p is taken from its saddle point: the sum of its three terms would cancel. */
const SADDLE_MIN = 10.0;

/** The series serves below these, the integrals beyond: there it takes fewer than 30 terms, which cancel by a factor of 3 at most. */
const SERIES_CONCENTRATION = 3.0;
const SERIES_EDGE = 1.5;
/** Where the exponent of the integrands has fallen by this much, the rest is below 2⁻⁵¹. */
const DEPTH = 36.0;
/** Gauss and Legendre's rule of 32 nodes on [0, 1]. A row: node, its mirror image, the weight of both twice. scripts/tables/gauss-legendre.py */
const NODES: usize = memory.data<f64>([
  0.0013680690752592183, 0.9986319309247408, 0.003509305004735048, 0.003509305004735048,
  0.007194244227365833, 0.9928057557726342, 0.008137197365452835, 0.008137197365452835,
  0.017618872206246784, 0.9823811277937532, 0.01269603265463103, 0.01269603265463103,
  0.03254696203113015, 0.9674530379688698, 0.017136931456510716, 0.017136931456510716,
  0.05183942211697394, 0.9481605778830261, 0.02141794901111334, 0.02141794901111334,
  0.07531619313371501, 0.9246838068662849, 0.025499029631188087, 0.025499029631188087,
  0.1027581020160288, 0.8972418979839712, 0.029342046739267772, 0.029342046739267772,
  0.13390894062985517, 0.8660910593701449, 0.032911111388180925, 0.032911111388180925,
  0.1684778665348924, 0.8315221334651076, 0.03617289705442425, 0.03617289705442425,
  0.20614212137961885, 0.7938578786203812, 0.039096947893535156, 0.039096947893535156,
  0.2465500455338853, 0.7534499544661147, 0.041655962113473374, 0.041655962113473374,
  0.2893243619346823, 0.7106756380653176, 0.043826046502201906, 0.043826046502201906,
  0.33406569885893617, 0.6659343011410638, 0.045586939347881945, 0.045586939347881945,
  0.38035631887393145, 0.6196436811260685, 0.04692219954040228, 0.04692219954040228,
  0.42776401920860174, 0.5722359807913983, 0.04781936003963743, 0.04781936003963743,
  0.4758461671561308, 0.5241538328438692, 0.0482700442573639, 0.0482700442573639,
], 16);
const NODES_END: usize = 512;

/** What separates the hashes of a word from those the ziggurat makes of it: the fractions of √2 and √3, times 2⁶⁴. */
const ACCEPT_KEY: u64 = 0x6a09e667f3bcc908;
const BOOST_KEY: u64 = 0xbb67ae8584caa73b;
/** SplitMix64's step. */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
/** Marsaglia's and Tsang's squeeze: e^(z²/2 + d − dv + d·log v) ≥ 1 − 0.0331·z⁴. */
const SQUEEZE = 0.0331;
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
 * g as S. Figurnov, S. Mohamed, A. Mnih, "Implicit reparameterization gradients", NeurIPS 2018, use it: the motion of y when α grows.
 * For α ≤ 10⁴ and between the quantiles 10⁻¹² and 1 − 10⁻¹² its relative error is below 2e-14; beyond, it grows as √α.
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
  /** β/α, and log α − ψ(α): log y − ψ(α) = log(y/α) + log α − ψ(α), without loss about y = α. */
  relative: f64;
  offset: f64;
  /** ψ(α + 1) */
  digammaNext: f64;
  /** Of the sampler: d = α − ⅓ (of α + 1 if α < 1), 1/√(9d), and 1/α if α < 1, else 0. */
  d: f64;
  c: f64;
  boost: f64;

  prepare(concentration: f64, rate: f64): void {
    this.concentration = concentration;
    this.rate = rate;
    this.inverseRate = 1.0 / rate;
    const logConcentration = GammaFunction.log(concentration);
    this.logNorm = concentration < SADDLE_MIN ? concentration * GammaFunction.log(rate) - GammaFunction.lgamma(concentration) : logConcentration;
    this.atZero = concentration < 1.0 ? Infinity : concentration == 1.0 ? GammaFunction.log(rate) : -Infinity;
    this.relative = rate / concentration;
    this.offset = logConcentration - GammaFunction.digamma(concentration);
    this.digammaNext = GammaFunction.digamma(concentration + 1.0);
    this.boost = concentration < 1.0 ? 1.0 / concentration : 0.0;
    this.d = (concentration < 1.0 ? concentration + 1.0 : concentration) - 1.0 / 3.0;
    this.c = 1.0 / sqrt(9.0 * this.d);
  }

  moments(out: usize): void {
    const a = this.concentration, r = this.inverseRate;
    const entropy = a - GammaFunction.log(this.rate) + GammaFunction.lgamma(a) + (1.0 - a) * GammaFunction.digamma(a);
    Moments.store(out, a * r, a * r * r, entropy);
  }

  @inline logProb(x: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO), inside = v128.and(f64x2.gt(x, zero), f64x2.lt(x, Lanes.both(INFINITY)));
    let edge = v128.bitselect(f64x2.splat(this.atZero), Lanes.both(MINUS_INFINITY), f64x2.eq(x, zero));
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
    const y = f64x2.mul(f64x2.splat(this.rate), x), a = this.concentration;
    const lane0 = GammaFunction.logPrefix(a, f64x2.extract_lane(y, 0)), lane1 = GammaFunction.logPrefix(a, f64x2.extract_lane(y, 1));
    return f64x2.add(f64x2.replace_lane(f64x2.splat(lane0), 1, lane1), f64x2.sub(f64x2.splat(this.logNorm), Logarithm.log(x)));
  }

  /** ∂x log p = (α − 1)/x − β; none outside the support. */
  @inline gradLogProb(x: v128): v128 {
    const zero = Lanes.both(Lanes.ZERO);
    const power = v128.bitselect(zero, f64x2.div(f64x2.splat(this.concentration - 1.0), f64x2.abs(x)), f64x2.eq(f64x2.splat(this.concentration), Lanes.both(Lanes.ONE)));
    return Gamma.supported(x, f64x2.sub(power, f64x2.splat(this.rate)));
  }

  /** log y − ψ(α) */
  @inline score0(x: v128): v128 {
    return f64x2.add(Logarithm.log(f64x2.mul(f64x2.splat(this.relative), x)), f64x2.splat(this.offset));
  }
  /** (α − y)/β */
  @inline score1(x: v128): v128 {
    const y = f64x2.mul(f64x2.splat(this.rate), x);
    return Gamma.supported(x, f64x2.mul(f64x2.sub(f64x2.splat(this.concentration), y), f64x2.splat(this.inverseRate)));
  }
  @inline flow0(x: v128): v128 {
    const lane0 = this.flow(f64x2.extract_lane(x, 0)), lane1 = this.flow(f64x2.extract_lane(x, 1));
    return f64x2.replace_lane(f64x2.splat(lane0), 1, lane1);
  }
  @inline flow1(x: v128): v128 { return Gamma.supported(x, f64x2.neg(f64x2.mul(x, f64x2.splat(this.inverseRate)))); }
  @inline divergence0(x: v128): v128 {
    const lane0 = this.divergence(f64x2.extract_lane(x, 0)), lane1 = this.divergence(f64x2.extract_lane(x, 1));
    return f64x2.replace_lane(f64x2.splat(lane0), 1, lane1);
  }
  @inline divergence1(x: v128): v128 { return Gamma.supported(x, f64x2.splat(-this.inverseRate)); }

  /** NaN where x < 0, and for NaN. */
  @inline private static supported(x: v128, value: v128): v128 {
    return v128.bitselect(value, Lanes.both(NOT_A_NUMBER), f64x2.ge(x, Lanes.both(Lanes.ZERO)));
  }

  private flow(x: f64): f64 {
    if (!(x >= 0.0)) return NaN;
    const y = this.rate * x;
    if (y == 0.0 || y == Infinity) return y;
    return (this.inSeries(y) ? y * this.series(y, false) : y * this.integral(y)) * this.inverseRate;
  }

  /** ∂x of the flow: term by term where the series serves; beyond by continuity, −(score + u·∂x log p), which loses a factor √α at most. */
  private divergence(x: f64): f64 {
    if (!(x >= 0.0)) return NaN;
    const y = this.rate * x;
    if (y == 0.0) return Infinity;
    if (y == Infinity) return 0.0;
    if (this.inSeries(y)) return this.series(y, true);
    return -(this.scalarScore(y) + this.integral(y) * (this.concentration - 1.0 - y));
  }

  @inline private inSeries(y: f64): bool {
    return this.concentration < SERIES_CONCENTRATION && y <= Math.max(SERIES_EDGE, this.concentration);
  }
  private scalarScore(y: f64): f64 { return GammaFunction.log(y / this.concentration) + this.offset; }

  /** g/y = Σ tₙ(ψ(α + n + 1) − log y), t₀ = 1/α, tₙ₊₁ = tₙ·y/(α + n + 1): the series of P, differentiated; or g′ from it. */
  private series(y: f64, derivative: bool): f64 {
    const log = GammaFunction.log(y);
    let term = 1.0 / this.concentration, psi = this.digammaNext, sum = 0.0, size = 0.0, n = 0.0;
    do {
      const part = term * (derivative ? (n + 1.0) * (psi - log) - 1.0 : psi - log);
      sum += part;
      size = abs(part);
      n += 1.0;
      const step = 1.0 / (this.concentration + n);
      term *= y * step;
      psi += step;
    } while (size > 1e-17 * abs(sum) || n < 4.0);
    return sum;
  }

  /**
   * g/y, with s = −1 for y ≤ α and s = 1 beyond, by the integral over one tail:
   *
   *     ∫₀^∞ e^(−E(v)) (s(log y − ψ(α)) + v) dv,   E(v) = y(e^(sv) − 1) − sαv
   *
   * which is that of s·p·score over the tail, t = y·e^(sv). The integrand has one sign; e^(−E) is log-concave.
   */
  private integral(y: f64): f64 {
    const s = y <= this.concentration ? -1.0 : 1.0, end = this.depth(y, s);
    const slope = f64x2.splat(s * this.concentration), sign = f64x2.splat(s), Y = f64x2.splat(y), V = f64x2.splat(end);
    const score = f64x2.splat(s * this.scalarScore(y));
    let sum = Lanes.both(Lanes.ZERO);
    for (let row: usize = 0; row < NODES_END; row += 32) {
      const v = f64x2.mul(V, v128.load(NODES + row)), E = f64x2.sub(f64x2.mul(Y, Exponential.expm1(f64x2.mul(sign, v))), f64x2.mul(slope, v));
      sum = Lanes.mulAdd(f64x2.mul(v128.load(NODES + row, 16), Elementary.exp(f64x2.neg(E))), f64x2.add(score, v), sum);
    }
    return end * Lanes.sum(sum);
  }

  /**
   * The v with E(v) = DEPTH, to 1e-3. E is convex, so that Newton's method comes down from above: from a root of a lower bound of E,
   * dv + yv²/2 on the right, dv + yv²/3 for v ≤ 1 on the left, d = |y − α|; or from the line, or the exponential, that bounds it elsewhere.
   */
  private depth(y: f64, s: f64): f64 {
    const a = this.concentration, d = abs(y - a);
    let v = 2.0 * DEPTH / (d + sqrt(d * d + (s < 0.0 ? 4.0 / 3.0 : 2.0) * DEPTH * y));
    if (s < 0.0 && v > 1.0) v = (DEPTH + y) / a;
    if (s > 0.0 && v > 2.0) v = f64x2.extract_lane(Logarithm.log1p(f64x2.splat((DEPTH + a * v) / y)), 0);
    for (let turn = 0; turn < 50; turn++) {
      const grown = f64x2.extract_lane(Exponential.expm1(f64x2.splat(s * v)), 0);
      const step = (y * grown - s * a * v - DEPTH) / (s * (y * grown + (y - a)));
      v -= step;
      if (abs(step) < 1e-3 * v) break;
    }
    return v;
  }

  /**
   * Draws, of a word each. G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000) 363–372:
   * d(1 + cz)³ of a normal number z, accepted or not by a uniform number, a hash of the word; if not, the hashes go on. For α < 1 a draw
   * of α + 1 times U^(1/α) (their §6), which may be 0: below α = 0.02 that is to be reckoned with.
   */
  draws(words: usize, out: usize, n: i32): void {
    const size = <usize>n << 3;
    for (let first: usize = 0; first < size; first += BLOCK << 3) {
      const bytes = min<usize>(size - first, BLOCK << 3);
      memory.copy(NORMALS, words + first, (bytes + 31) & ~31);
      Ziggurat.transform(NORMALS, <i32>(bytes >> 3));
      for (let i: usize = 0; i < bytes; i += 8) {
        store<f64>(out + first + i, this.draw(load<u64>(words + first + i), load<f64>(NORMALS + i)));
      }
    }
  }

  @inline private draw(word: u64, normal: f64): f64 {
    let z = normal, state = word ^ ACCEPT_KEY;
    const d = this.d, c = this.c;
    do {
      const t = 1.0 + c * z, v = t * t * t, zz = z * z, u = Ziggurat.uniform(state);
      if (t > 0.0 && (u < 1.0 - SQUEEZE * zz * zz || Gamma.log(u) < 0.5 * zz + d - d * v + d * Gamma.log(v))) {
        const x = d * v * this.inverseRate;
        return this.boost == 0.0 ? x : x * this.shrink(word);
      }
      state += GOLDEN;
      z = Ziggurat.scalar(Ziggurat.mix(state));
      state += GOLDEN;
    } while (true);
  }

  /** U^(1/α), U a multiple of 2⁻⁶⁴. */
  private shrink(word: u64): f64 {
    const u = (<f64>(Ziggurat.mix(word ^ BOOST_KEY) >> 1) + 0.5) * 1.0842021724855044e-19;
    return GammaFunction.exp(this.boost * Gamma.log(u));
  }
  @inline private static log(x: f64): f64 { return f64x2.extract_lane(Elementary.logPositive(f64x2.splat(x)), 0); }

  /** y, 0 below the support. */
  @inline standardised(x: f64): f64 { return x < 0.0 ? 0.0 : this.rate * x; }
}

/** f: a prepared family of so many bytes. */
export function gammaSize(): i32 { return offsetof<Gamma>(); }
export function gammaPrepare(f: usize, concentration: f64, rate: f64): void { changetype<Gamma>(f).prepare(concentration, rate); }
export function gammaSample(words: usize, out: usize, n: i32, f: usize): void { changetype<Gamma>(f).draws(words, out, n); }
export function gammaLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Gamma, LogProb>(x, out, n, f); }
export function gammaGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.map<Gamma, GradLogProb>(x, out, n, f); }
export function gammaTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms2<Gamma>(x, out, n, f); }
export function gammaDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences2<Gamma>(x, out, n, f); }
export function gammaMoments(f: usize, out: usize): void { changetype<Gamma>(f).moments(out); }
/** F(x) = P(α, y) */
export function gammaCdf(x: usize, out: usize, n: i32, f: usize): void {
  const p = changetype<Gamma>(f);
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, GammaFunction.gammaP(p.concentration, p.standardised(load<f64>(x + i))));
}
export function gammaSurvival(x: usize, out: usize, n: i32, f: usize): void {
  const p = changetype<Gamma>(f);
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, GammaFunction.gammaQ(p.concentration, p.standardised(load<f64>(x + i))));
}
export function gammaLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  const p = changetype<Gamma>(f);
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, GammaFunction.logGammaP(p.concentration, p.standardised(load<f64>(x + i))));
}
export function gammaLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  const p = changetype<Gamma>(f);
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, GammaFunction.logGammaQ(p.concentration, p.standardised(load<f64>(x + i))));
}
export function gammaQuantile(u: usize, out: usize, n: i32, f: usize): void {
  const p = changetype<Gamma>(f);
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, GammaFunction.gammaPInverse(p.concentration, load<f64>(u + i)) * p.inverseRate);
}
