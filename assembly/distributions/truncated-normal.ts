import { Called } from "../core/called";
import { Elementary } from "../core/elementary";
import { ErrorFunction } from "../core/error-function";
import { GaussLegendre } from "../core/gauss-legendre";
import { Lanes } from "../core/lanes";
import { Scalar } from "../core/scalar";
import { CdfOf, Columns, Family, GradLogProb, LogCdfOf, LogProb, LogSurvivalOf, Moments, QuantileOf, Sample, SurvivalOf } from "./family";

/** φ(0) */
const PEAK = 0.3989422804014327;
/** Where the exponent of an integrand has fallen by this much, the rest, second moments included, is below 2⁻⁵⁰. */
const DEPTH = 40.0;
/** Draws come from the tail's own inverse beyond so many deviations, and in intervals narrower than NARROW, else from Φ⁻¹. */
const TAIL = 4.0;
const NARROW = 0.0625;
/** Below this the start of the tail's inverse is right to 2e-11 of itself, and Newton's step would add rounding errors. */
const SHALLOW: usize = memory.data<f64>([1e-5]);

/**
 * Normal(loc μ, scale σ) within [low, high], of which either may be infinite. z = (x − μ)/σ, α and β those of low and high,
 * Z = Φ(β) − Φ(α), F and S = 1 − F the mass below and above x, m = E[z], e = E[z²]. Noise: uniform.
 *
 *     log p = log φ(z) − log σZ
 *     μ:    score (z − m)/σ       flow 1 − u_low − u_high
 *     σ:    score (z² − e)/σ      flow z − α·u_low − β·u_high
 *     low:  score φ(α)/σZ         flow u_low = S·φ(α)/φ(z)
 *     high: score −φ(β)/σZ        flow u_high = F·φ(β)/φ(z)
 *
 * None of these is computed as it stands: far out, and in narrow intervals, all digits would cancel. Everything is measured from the
 * point r of [α, β] nearest 0, y = z − r, and comes from integrals of one sign (by Gauss and Legendre's rule),
 *
 *     ∫₀^w e^(−av − v²/2)·(c₀ + c₁v + c₂v²) dv.
 *
 * So u_μ is 1/φ(z) times the integral of (m − t)φ(t) from α to z, or of (t − m)φ(t) from z to β: the side where that has one sign.
 */
@unmanaged @final
class TruncatedNormal extends Family {
  loc: f64;
  scale: f64;
  inverseScale: f64;
  low: f64;
  high: f64;
  alpha: f64;
  beta: f64;
  width: f64;
  /** r, and the x that it belongs to. */
  nearest: f64;
  anchor: f64;
  /** ∫ e^((r² − t²)/2) dt over [α, β]; its logarithm; log p(anchor) = −logNorm */
  mass: f64;
  logMass: f64;
  logNorm: f64;
  /** E[y], E[y²], e − r² = 2r·E[y] + E[y²], √e */
  first: f64;
  second: f64;
  excess: f64;
  root: f64;
  /** φ(α)/Z, φ(β)/Z */
  lowHazard: f64;
  highHazard: f64;
  /** Of the sampler: whether by the tail's inverse; from which end, in which direction; that end's distance from 0; see `fromTail`. */
  tail: bool;
  sign: f64;
  end: f64;
  start: f64;
  mills: f64;
  hazard: f64;
  slope: f64;
  share: f64;
  /** Φ(α), Φ(−β), Z */
  below: f64;
  above: f64;
  between: f64;

  prepare(loc: f64, scale: f64, low: f64, high: f64): void {
    const alpha = (low - loc) / scale, beta = (high - loc) / scale, width = (high - low) / scale;
    this.loc = loc;
    this.scale = scale;
    this.inverseScale = 1.0 / scale;
    this.low = low;
    this.high = high;
    this.alpha = alpha;
    this.beta = beta;
    this.width = width;
    const r = alpha > 0.0 ? alpha : beta < 0.0 ? beta : 0.0;
    this.nearest = r;
    this.anchor = alpha > 0.0 ? low : beta < 0.0 ? high : loc;
    if (r == 0.0) {
      const left = TruncatedNormal.integral(0.0, -alpha, 1.0, 0.0, 0.0), right = TruncatedNormal.integral(0.0, beta, 1.0, 0.0, 0.0);
      this.mass = left + right;
      this.second = (TruncatedNormal.integral(0.0, -alpha, 0.0, 0.0, 1.0) + TruncatedNormal.integral(0.0, beta, 0.0, 0.0, 1.0)) / this.mass;
      this.first = TruncatedNormal.difference(alpha, beta) / this.mass;
    } else {
      const a = abs(r);
      this.mass = TruncatedNormal.integral(a, width, 1.0, 0.0, 0.0);
      this.first = copysign(TruncatedNormal.integral(a, width, 0.0, 1.0, 0.0) / this.mass, r);
      this.second = TruncatedNormal.integral(a, width, 0.0, 0.0, 1.0) / this.mass;
    }
    this.excess = 2.0 * r * this.first + this.second;
    this.root = sqrt(r * r + this.excess);
    this.logMass = Scalar.log(this.mass);
    this.logNorm = this.logMass + Scalar.log(scale);
    this.lowHazard = this.relative(alpha) / this.mass;
    this.highHazard = this.relative(beta) / this.mass;
    this.prepareDraws();
  }

  private prepareDraws(): void {
    const upper = this.alpha == this.beta ? this.alpha > 0.0 : abs(this.alpha) <= abs(this.beta), c = upper ? this.alpha : -this.beta;
    this.tail = abs(this.nearest) > TAIL || this.width * max(1.0, abs(c)) < NARROW;
    if (this.tail) {
      this.sign = upper ? 1.0 : -1.0;
      this.end = upper ? this.low : this.high;
      this.start = c;
      this.mills = Scalar.mills(c);
      this.hazard = 1.0 / this.mills;
      this.slope = this.hazard * (this.hazard - c);
      this.share = min(1.0, TruncatedNormal.integral(c, this.width, 1.0, 0.0, 0.0) * this.hazard);
    } else {
      this.below = Scalar.normalCdf(this.alpha);
      this.above = Scalar.normalCdf(-this.beta);
      this.between = this.mass * PEAK * Scalar.exp(-0.5 * this.nearest * this.nearest);
    }
  }

  /** φ(t)/φ(r) for an end t */
  private relative(t: f64): f64 { return abs(t) == Infinity ? 0.0 : t == this.nearest ? 1.0 : Scalar.exp(0.5 * (this.nearest - t) * (this.nearest + t)); }
  /** e^(−α²/2) − e^(−β²/2), α ≤ 0 ≤ β */
  private static difference(alpha: f64, beta: f64): f64 {
    if (alpha == -Infinity || beta == Infinity) return Scalar.exp(-0.5 * alpha * alpha) - Scalar.exp(-0.5 * beta * beta);
    const d = 0.5 * (beta - alpha) * (beta + alpha);
    return d > 0.0 ? -Scalar.exp(-0.5 * alpha * alpha) * Scalar.expm1(-d) : Scalar.exp(-0.5 * beta * beta) * Scalar.expm1(d);
  }

  /** The integral above; w may be Infinity. It ends where the exponent has fallen by DEPTH; a may be negative if w is then small. */
  private static integral(a: f64, w: f64, c0: f64, c1: f64, c2: f64): f64 {
    const length = min(w, 2.0 * DEPTH / (a + sqrt(a * a + 2.0 * DEPTH)));
    const A = f64x2.splat(a), C0 = f64x2.splat(c0), C1 = f64x2.splat(c1), C2 = f64x2.splat(c2), span = f64x2.splat(length), half = Lanes.both(Lanes.HALF);
    let sum = Lanes.both(Lanes.ZERO);
    for (let row: usize = 0; row < GaussLegendre.LONG_BYTES; row += 32) {
      const v = f64x2.mul(span, v128.load(GaussLegendre.LONG + row)), e = Elementary.exp(f64x2.neg(f64x2.mul(v, Lanes.mulAdd(v, half, A))));
      const f = Lanes.mulAdd(v, Lanes.mulAdd(v, C2, C1), C0);
      sum = Lanes.mulAdd(f64x2.mul(v128.load(GaussLegendre.LONG + row, 16), e), f, sum);
    }
    return length * Lanes.sum(sum);
  }

  /** Entropy: E[y(r + y/2)] + logNorm. */
  moments(out: usize): void {
    const variance = this.scale * this.scale * (this.second - this.first * this.first);
    Moments.store(out, this.anchor + this.scale * this.first, variance, 0.5 * this.excess + this.logNorm);
  }

  @inline private y(x: v128): v128 { return f64x2.mul(f64x2.sub(x, f64x2.splat(this.anchor)), f64x2.splat(this.inverseScale)); }
  /** `value`, or `other` outside the support; NaN stays NaN. */
  @inline private inside(x: v128, value: v128, other: usize): v128 {
    const outside = v128.or(f64x2.lt(x, f64x2.splat(this.low)), f64x2.gt(x, f64x2.splat(this.high)));
    return v128.bitselect(Lanes.both(other), v128.bitselect(value, x, f64x2.eq(x, x)), outside);
  }
  @inline private bounded(x: v128): v128 { return f64x2.pmin(f64x2.pmax(x, f64x2.splat(this.low)), f64x2.splat(this.high)); }

  /** log p = −y(r + y/2) − logNorm */
  @inline logProb(x: v128): v128 {
    const y = this.y(x), square = f64x2.mul(y, Lanes.mulAdd(y, Lanes.both(Lanes.HALF), f64x2.splat(this.nearest)));
    return this.inside(x, f64x2.sub(f64x2.neg(square), f64x2.splat(this.logNorm)), Lanes.MINUS_INFINITY);
  }
  /** ∂x log p = −z/σ */
  @inline gradLogProb(x: v128): v128 {
    const z = f64x2.add(this.y(x), f64x2.splat(this.nearest));
    return this.inside(x, f64x2.neg(f64x2.mul(z, f64x2.splat(this.inverseScale))), Lanes.NOT_A_NUMBER);
  }
  /** z − m = y − E[y] */
  @inline score0(x: v128): v128 {
    return this.inside(x, f64x2.mul(f64x2.sub(this.y(x), f64x2.splat(this.first)), f64x2.splat(this.inverseScale)), Lanes.NOT_A_NUMBER);
  }
  /** z² − e = y(2r + y) − (e − r²) */
  @inline score1(x: v128): v128 {
    const y = this.y(x), square = f64x2.mul(y, f64x2.add(y, f64x2.splat(2.0 * this.nearest)));
    return this.inside(x, f64x2.mul(f64x2.sub(square, f64x2.splat(this.excess)), f64x2.splat(this.inverseScale)), Lanes.NOT_A_NUMBER);
  }
  @inline score2(x: v128): v128 { return this.inside(x, f64x2.splat(this.lowHazard * this.inverseScale), Lanes.NOT_A_NUMBER); }
  @inline score3(x: v128): v128 { return this.inside(x, f64x2.splat(-this.highHazard * this.inverseScale), Lanes.NOT_A_NUMBER); }

  @inline flow0(x: v128): v128 { return f64x2.replace_lane(f64x2.splat(this.locFlow(f64x2.extract_lane(x, 0))), 1, this.locFlow(f64x2.extract_lane(x, 1))); }
  @inline flow1(x: v128): v128 { return f64x2.replace_lane(f64x2.splat(this.scaleFlow(f64x2.extract_lane(x, 0))), 1, this.scaleFlow(f64x2.extract_lane(x, 1))); }
  @inline flow2(x: v128): v128 { return f64x2.replace_lane(f64x2.splat(this.lowFlow(f64x2.extract_lane(x, 0))), 1, this.lowFlow(f64x2.extract_lane(x, 1))); }
  @inline flow3(x: v128): v128 { return f64x2.replace_lane(f64x2.splat(this.highFlow(f64x2.extract_lane(x, 0))), 1, this.highFlow(f64x2.extract_lane(x, 1))); }
  @inline divergence0(x: v128): v128 {
    return f64x2.replace_lane(f64x2.splat(this.locDivergence(f64x2.extract_lane(x, 0))), 1, this.locDivergence(f64x2.extract_lane(x, 1)));
  }
  @inline divergence1(x: v128): v128 {
    return f64x2.replace_lane(f64x2.splat(this.scaleDivergence(f64x2.extract_lane(x, 0))), 1, this.scaleDivergence(f64x2.extract_lane(x, 1)));
  }
  @inline divergence2(x: v128): v128 {
    return f64x2.replace_lane(f64x2.splat(this.lowDivergence(f64x2.extract_lane(x, 0))), 1, this.lowDivergence(f64x2.extract_lane(x, 1)));
  }
  @inline divergence3(x: v128): v128 {
    return f64x2.replace_lane(f64x2.splat(this.highDivergence(f64x2.extract_lane(x, 0))), 1, this.highDivergence(f64x2.extract_lane(x, 1)));
  }

  @inline private outside(x: f64): bool { return !(x >= this.low && x <= this.high); }
  /** y, and the distances from low and high, each by itself. */
  @inline private yOf(x: f64): f64 { return (x - this.anchor) / this.scale; }
  @inline private fromLow(x: f64): f64 { return (x - this.low) / this.scale; }
  @inline private fromHigh(x: f64): f64 { return (this.high - x) / this.scale; }

  private locFlow(x: f64): f64 {
    if (this.outside(x)) return NaN;
    const y = this.yOf(x), z = this.nearest + y, rest = y - this.first;
    return rest > 0.0 ? TruncatedNormal.integral(z, this.fromHigh(x), rest, 1.0, 0.0) : TruncatedNormal.integral(-z, this.fromLow(x), -rest, 1.0, 0.0);
  }

  /** 1/φ(z) times the integral of (e − t²)φ(t) from α to z, or of (t² − e)φ(t) from z to β: of one sign wherever one of them is. */
  private scaleFlow(x: f64): f64 {
    if (this.outside(x)) return NaN;
    const y = this.yOf(x), z = this.nearest + y, rest = y * (2.0 * this.nearest + y) - this.excess;
    const upper = rest > 0.0 ? z > 0.0 : this.alpha > -this.root ? false : this.beta < this.root ? true : z >= 0.0;
    return upper ? TruncatedNormal.integral(z, this.fromHigh(x), rest, 2.0 * z, 1.0) : -TruncatedNormal.integral(-z, this.fromLow(x), rest, -2.0 * z, 1.0);
  }

  /** For z < 0, φ(α)/φ(z) = e^((z − α)(z + α)/2) is below 1, and S is not small beside the mass there is. */
  private lowFlow(x: f64): f64 {
    if (this.outside(x)) return NaN;
    if (this.low == -Infinity) return 0.0;
    const y = this.yOf(x), z = this.nearest + y, w = this.fromLow(x);
    if (z >= 0.0) return this.lowHazard * TruncatedNormal.integral(z, this.fromHigh(x), 1.0, 0.0, 0.0);
    return Scalar.exp(w * (this.alpha + 0.5 * w)) * this.upper(z, this.fromHigh(x)) / this.mass;
  }
  private highFlow(x: f64): f64 {
    if (this.outside(x)) return NaN;
    if (this.high == Infinity) return 0.0;
    const y = this.yOf(x), z = this.nearest + y, w = this.fromHigh(x);
    if (z <= 0.0) return this.highHazard * TruncatedNormal.integral(-z, this.fromLow(x), 1.0, 0.0, 0.0);
    return Scalar.exp(w * (0.5 * w - this.beta)) * this.lower(z, this.fromLow(x)) / this.mass;
  }

  /** ∂x u_low = (z·u_low − φ(α)/Z)/σ; for z ≥ 0 by z∫e^(−zv − v²/2) dv = 1 − e^(…) − ∫v·e^(−zv − v²/2) dv. */
  private lowDivergence(x: f64): f64 {
    if (this.outside(x)) return NaN;
    if (this.low == -Infinity) return 0.0;
    const z = this.nearest + this.yOf(x);
    if (z < 0.0) return (z * this.lowFlow(x) - this.lowHazard) * this.inverseScale;
    return -this.lowHazard * TruncatedNormal.rest(z, this.fromHigh(x)) * this.inverseScale;
  }
  private highDivergence(x: f64): f64 {
    if (this.outside(x)) return NaN;
    if (this.high == Infinity) return 0.0;
    const z = this.nearest + this.yOf(x);
    if (z > 0.0) return (z * this.highFlow(x) + this.highHazard) * this.inverseScale;
    return this.highHazard * TruncatedNormal.rest(-z, this.fromLow(x)) * this.inverseScale;
  }
  private static rest(a: f64, w: f64): f64 {
    return TruncatedNormal.integral(a, w, 0.0, 1.0, 0.0) + (w == Infinity ? 0.0 : Scalar.exp(-w * (a + 0.5 * w)));
  }

  /** By continuity, or from those of low and high: whichever cancels less. */
  private locDivergence(x: f64): f64 {
    if (this.outside(x)) return NaN;
    const y = this.yOf(x), moved = this.locFlow(x) * (this.nearest + y), rest = y - this.first;
    const low = this.lowDivergence(x), high = this.highDivergence(x);
    return abs(moved) + abs(rest) < (abs(low) + abs(high)) * this.scale ? (moved - rest) * this.inverseScale : -(low + high);
  }
  private scaleDivergence(x: f64): f64 {
    if (this.outside(x)) return NaN;
    const y = this.yOf(x), moved = this.scaleFlow(x) * (this.nearest + y), rest = y * (2.0 * this.nearest + y) - this.excess;
    const low = this.low == -Infinity ? 0.0 : this.alpha * this.lowDivergence(x) * this.scale;
    const high = this.high == Infinity ? 0.0 : this.beta * this.highDivergence(x) * this.scale;
    return (abs(moved) + abs(rest) < 1.0 + abs(low) + abs(high) ? moved - rest : 1.0 - low - high) * this.inverseScale;
  }

  /**
   * The mass above z in units of `mass`, without the factor e^((r² − z²)/2) that it has for z ≥ 0; and below z, without that which it has for
   * z ≤ 0.
   */
  private upper(z: f64, fromHigh: f64): f64 {
    if (z >= 0.0) return TruncatedNormal.integral(z, fromHigh, 1.0, 0.0, 0.0);
    if (this.beta <= 0.0) return TruncatedNormal.integral(-this.beta, fromHigh, 1.0, 0.0, 0.0);
    return TruncatedNormal.integral(0.0, this.beta, 1.0, 0.0, 0.0) + TruncatedNormal.integral(0.0, -z, 1.0, 0.0, 0.0);
  }
  private lower(z: f64, fromLow: f64): f64 {
    if (z <= 0.0) return TruncatedNormal.integral(-z, fromLow, 1.0, 0.0, 0.0);
    if (this.alpha >= 0.0) return TruncatedNormal.integral(this.alpha, fromLow, 1.0, 0.0, 0.0);
    return TruncatedNormal.integral(0.0, -this.alpha, 1.0, 0.0, 0.0) + TruncatedNormal.integral(0.0, z, 1.0, 0.0, 0.0);
  }
  /** (r² − z²)/2 */
  @inline private fall(y: f64): f64 { return -y * (this.nearest + 0.5 * y); }

  cdfOf(x: f64): f64 {
    if (!(x < this.high)) return x == x ? 1.0 : x;
    if (x <= this.low) return 0.0;
    const y = this.yOf(x), z = this.nearest + y, part = this.lower(z, this.fromLow(x)) / this.mass;
    return min(1.0, z <= 0.0 ? Scalar.exp(this.fall(y)) * part : part);
  }
  survivalOf(x: f64): f64 {
    if (!(x > this.low)) return x == x ? 1.0 : x;
    if (x >= this.high) return 0.0;
    const y = this.yOf(x), z = this.nearest + y, part = this.upper(z, this.fromHigh(x)) / this.mass;
    return min(1.0, z >= 0.0 ? Scalar.exp(this.fall(y)) * part : part);
  }
  logCdfOf(x: f64): f64 {
    if (!(x < this.high)) return x == x ? 0.0 : x;
    if (x <= this.low) return -Infinity;
    const log = this.logBelow(this.yOf(x), this.fromLow(x));
    return log > -0.5 ? Scalar.log1p(-this.survivalOf(x)) : log;
  }
  logSurvivalOf(x: f64): f64 {
    if (!(x > this.low)) return x == x ? 0.0 : x;
    if (x >= this.high) return -Infinity;
    const log = this.logAbove(this.yOf(x), this.fromHigh(x));
    return log > -0.5 ? Scalar.log1p(-this.cdfOf(x)) : log;
  }
  private logBelow(y: f64, fromLow: f64): f64 {
    const z = this.nearest + y;
    return (z <= 0.0 ? this.fall(y) : 0.0) + Scalar.log(this.lower(z, fromLow)) - this.logMass;
  }
  private logAbove(y: f64, fromHigh: f64): f64 {
    const z = this.nearest + y;
    return (z >= 0.0 ? this.fall(y) : 0.0) + Scalar.log(this.upper(z, fromHigh)) - this.logMass;
  }

  /**
   * Newton's method for the logarithm of F, or of S for u > ½, which is concave: from a draw's start, for the distance o from low, from high
   * or from the anchor, whichever is shortest. So x is as near as doubles are, beside the ends too.
   */
  quantileOf(u: f64): f64 {
    if (!(u >= 0.0 && u <= 1.0)) return NaN;
    if (u == 0.0) return this.low;
    if (u == 1.0) return this.high;
    // 1 − u of a lower tail rounds to 1, where all of it would be left: from the farthest draw
    const from = this.tail && this.sign < 0.0 && this.share >= 1.0 ? max(u, 1.1102230246251565e-16) : u;
    const x = f64x2.extract_lane(this.sample(f64x2.splat(from)), 0), lower = u <= 0.5, target = Scalar.log(lower ? u : 1.0 - u);
    const a = this.fromLow(x), b = this.fromHigh(x), c = this.yOf(x), low = a <= b && a < abs(c), high = b < a && b < abs(c);
    let o = low ? a : high ? -b : c;
    // a start that is an end itself goes on by what the density there makes of u
    if (a == 0.0 && lower) o += u / this.lowHazard;
    if (b == 0.0 && !lower) o -= (1.0 - u) / this.highHazard;
    if (o == 0.0 && (a == 0.0 || b == 0.0)) return lower ? this.low : this.high;
    for (let turn = 0; turn < 100; turn++) {
      const fromLow = low ? o : high ? this.width + o : this.fromLowOf(o), fromHigh = high ? -o : low ? this.width - o : this.fromHighOf(o);
      const y = low ? this.alpha - this.nearest + o : high ? this.beta - this.nearest + o : o;
      const value = lower ? this.logBelow(y, fromLow) : this.logAbove(y, fromHigh);
      let step = (target - value) * Scalar.exp(value + this.logMass - this.fall(y)) * (lower ? 1.0 : -1.0);
      if (step <= -fromLow) step = -0.5 * fromLow;
      if (step >= fromHigh) step = 0.5 * fromHigh;
      o += step;
      if (abs(step) <= 1e-9 * abs(o)) break;
    }
    const end = low ? this.low : high ? this.high : this.anchor;
    return max(this.low, min(this.high, end + this.scale * o));
  }
  /** The distances from both ends at y. */
  private fromLowOf(y: f64): f64 { return this.nearest - this.alpha + y; }
  private fromHighOf(y: f64): f64 { return this.beta - this.nearest - y; }

  /** Draws by inversion. */
  @inline sample(u: v128): v128 { return this.bounded(this.tail ? this.fromTail(u) : this.fromCentre(u)); }

  /** P = Φ(α) + uZ, and 1 − P as Φ(−β) + (1 − u)Z: Φ⁻¹ of the smaller. */
  @inline private fromCentre(u: v128): v128 {
    const between = f64x2.splat(this.between), P = Lanes.mulAdd(u, between, f64x2.splat(this.below));
    const Q = Lanes.mulAdd(f64x2.sub(Lanes.both(Lanes.ONE), u), between, f64x2.splat(this.above)), lower = f64x2.lt(P, Lanes.both(Lanes.HALF));
    const z = ErrorFunction.normalQuantile(v128.bitselect(P, Q, lower)), signed = v128.xor(z, v128.andnot(Lanes.both(Lanes.SIGN), lower));
    return Lanes.mulAdd(f64x2.splat(this.scale), signed, f64x2.splat(this.loc));
  }

  /**
   * The distance y from the end c at which e^(−E), E(y) = y(c + y/2) + log M(c) − log M(c + y), is what is left of the whole tail beyond c,
   * M being Mills' ratio: −E = log(1 − u·share), where share is Z/(1 − Φ(c)). From y of hy + h′y²/2 = E, h = 1/M(c), by two steps of Newton.
   */
  @inline private fromTail(u: v128): v128 {
    const from = v128.bitselect(u, f64x2.sub(Lanes.both(Lanes.ONE), u), f64x2.gt(f64x2.splat(this.sign), Lanes.both(Lanes.ZERO)));
    const E = f64x2.neg(Called.log1p(f64x2.neg(f64x2.mul(from, f64x2.splat(this.share))))), h = f64x2.splat(this.hazard);
    const twice = f64x2.mul(Lanes.both(Lanes.TWO), E), root = f64x2.sqrt(Lanes.mulAdd(twice, f64x2.splat(this.slope), f64x2.mul(h, h)));
    const y0 = f64x2.div(twice, f64x2.add(h, root));
    const y = v128.bitselect(y0, this.newton(this.newton(y0, E), E), f64x2.lt(E, Lanes.both(SHALLOW)));
    return Lanes.mulAdd(f64x2.splat(this.sign * this.scale), y, f64x2.splat(this.end));
  }
  private newton(y: v128, E: v128): v128 {
    const c = f64x2.splat(this.start), M = Scalar.millsOf(f64x2.add(c, y));
    const value = Lanes.mulAdd(y, Lanes.mulAdd(y, Lanes.both(Lanes.HALF), c), Called.log(f64x2.div(f64x2.splat(this.mills), M)));
    return f64x2.sub(y, f64x2.mul(f64x2.sub(value, E), M));
  }
}

/** f: a prepared family of so many bytes. */
export function truncatedNormalSize(): i32 { return offsetof<TruncatedNormal>(); }
export function truncatedNormalPrepare(f: usize, loc: f64, scale: f64, low: f64, high: f64): void { changetype<TruncatedNormal>(f).prepare(loc, scale, low, high); }
export function truncatedNormalSample(u: usize, out: usize, n: i32, f: usize): void { Columns.narrow<TruncatedNormal, Sample>(u, out, n, f); }
export function truncatedNormalLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<TruncatedNormal, LogProb>(x, out, n, f); }
export function truncatedNormalGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<TruncatedNormal, GradLogProb>(x, out, n, f); }
export function truncatedNormalTerms(x: usize, out: usize, n: i32, f: usize): void { Columns.terms4<TruncatedNormal>(x, out, n, f); }
export function truncatedNormalScores(x: usize, out: usize, n: i32, f: usize): void { Columns.scores4<TruncatedNormal>(x, out, n, f); }
export function truncatedNormalDivergences(x: usize, out: usize, n: i32, f: usize): void { Columns.divergences4<TruncatedNormal>(x, out, n, f); }
export function truncatedNormalMoments(f: usize, out: usize): void { changetype<TruncatedNormal>(f).moments(out); }
export function truncatedNormalCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<TruncatedNormal, CdfOf>(x, out, n, f); }
export function truncatedNormalSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<TruncatedNormal, SurvivalOf>(x, out, n, f); }
export function truncatedNormalLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<TruncatedNormal, LogCdfOf>(x, out, n, f); }
export function truncatedNormalLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<TruncatedNormal, LogSurvivalOf>(x, out, n, f); }
export function truncatedNormalQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<TruncatedNormal, QuantileOf>(u, out, n, f); }
