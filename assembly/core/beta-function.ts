import { Called } from "./called";
import { Deviance } from "./deviance";
import { Elementary } from "./elementary";
import { Exponential } from "./exponential";
import { GammaFunction } from "./gamma-function";
import { GammaTable } from "./gamma-table";
import { Lanes } from "./lanes";
import { GaussLegendre } from "./gauss-legendre";
import { Logarithm } from "./logarithm";
import { Scalar } from "./scalar";

/** Where the expansions for large arguments begin, as those of the gamma function. */
const LARGE = 10.0;
/** The series serves tails of a smaller shape than this, where it takes fewer than 80 terms; the integral those of a greater. */
const SERIES_SHAPE = 4.0;
/** A shape below this leaves so little of the mass on the other side of x that the tail is given by how little. */
const SMALL = 0.03125;
/** From this increment of its argument on ψ rises by a difference, below by its slope, either to 1e-12. */
const INCREMENT = 1e-6;
/** A term that no longer matters beside a sum of 0.02. */
const LEAST_TERM = 1e-19;
/** Gauss and Legendre's rule of four nodes on [0, 1]: the outer two, the inner two, and half the sum of each two weights. */
const OUTER_NODE = 0.06943184420297371;
const INNER_NODE = 0.33000947820757187;
const OUTER_WEIGHT = 0.17392742256872693;
const INNER_WEIGHT = 0.32607257743127307;
/** Towards a great shape b, the series of a small one serves as far as x = SERIES_EDGE/b. */
const SERIES_EDGE = 1.5;
/** Where the exponent of the integrand has fallen by this much, the rest is below 2⁻⁵¹. */
const DEPTH = 36.0;
/** Below this E is its parabola at 0, to 1e-6. */
const SHORT = 1e-6;
/** 2⁻⁵⁶: a term that no longer matters. */
const NEGLIGIBLE = 1.3877787807814457e-17;
/** The step of a logit after which Newton's method has one more, exact to rounding. */
const CLOSE = 1e-8;
/** A standard deviation of the logit that counts for nothing. */
const CERTAIN = 1e-18;
/** ½ log 2π */
const HALF_LOG_TAU = 0.9189385332046728;
/** 1/2!, 1/3!, … 1/13!: what is left out is below 2⁻⁵⁶ of u²/2. */
const TAYLOR: usize = memory.data<f64>([
  0.5, 0.16666666666666666, 0.041666666666666664, 0.008333333333333333, 0.001388888888888889, 0.0001984126984126984,
  2.48015873015873e-05, 2.7557319223985893e-06, 2.755731922398589e-07, 2.505210838544172e-08, 2.08767569878681e-09, 1.6059043836821613e-10,
]);
/** Rows of `nodes`. */
export const ROWS: usize = memory.data(1024, 16);
export const ROWS_BYTES: usize = 1024;
/** What `tail` answers: mass, flows of both shapes, and their derivatives. */
const ANSWER: usize = memory.data(40, 16);

/**
 * The beta function, its derivatives, and the incomplete beta function, of one number at a time: they have branches, and are not needed
 * for every draw. Shapes a, b > 0; x + y = 1, both given, so that nothing is lost where one of them is small. In terms of the logit
 * w = log(x/y) the beta distribution has the density f(w) = x^a y^b/B(a, b), which is log-concave for all a and b.
 */
export abstract class BetaFunction {
  /** log B(a, b) = log Γ(a)Γ(b)/Γ(a + b), without cancellation for large shapes: J. Stirling's series of all three in one. */
  static logBeta(a: f64, b: f64): f64 {
    if (!(a > 0.0 && b > 0.0)) return a >= 0.0 && b >= 0.0 ? Infinity : NaN;
    const p = Math.min(a, b), q = Math.max(a, b);
    if (q == Infinity) return -Infinity;
    if (q < LARGE) return GammaFunction.lgamma(p) + GammaFunction.lgamma(q) - GammaFunction.lgamma(p + q);
    const ratio = Scalar.log1p(p / q), rest = GammaFunction.stirling(q) - GammaFunction.stirling(p + q);
    if (p < LARGE) return GammaFunction.lgamma(p) + rest + (p - (p + q - 0.5) * ratio - p * Scalar.log(q));
    const log = Scalar.log(p / q) - ratio; // log(p/(p + q))
    return HALF_LOG_TAU - 0.5 * Scalar.log(q) + (p - 0.5) * log - q * ratio + (GammaFunction.stirling(p) + rest);
  }

  /** ψ(a + b) − ψ(a), which is −∂log B(a, b)/∂a: from ψ(x) = ψ(x + 1) − 1/x, and log x − 1/2x − … beyond 10. */
  static digammaRise(a: f64, b: f64): f64 {
    let sum = 0.0;
    for (; a < LARGE; a += 1.0) sum += b / (a * (a + b));
    return sum + (Scalar.log1p(b / a) + BetaFunction.offset(a, b));
  }
  /** log x − 1/2x − ψ(x), x ≥ 10. */
  private static digammaRest(x: f64): f64 {
    const z = 1.0 / (x * x);
    return z * GammaFunction.polynomial(GammaTable.DIGAMMA_SERIES, 4, z);
  }

  /** ψ(a + b) − ψ(a) − log((a + b)/a): the score of a, log x + ψ(a + b) − ψ(a), is log((a + b)x/a) and this. */
  static offset(a: f64, b: f64): f64 {
    if (a < LARGE) return BetaFunction.digammaRise(a, b) - Scalar.log1p(b / a);
    return 0.5 * b / (a * (a + b)) + (BetaFunction.digammaRest(a) - BetaFunction.digammaRest(a + b));
  }

  /** Score of a: log x + ψ(a + b) − ψ(a), of the offset above; (a + b)x/a = 1 + (bx − ay)/a is near 1 near the mean. */
  static score(a: f64, b: f64, x: f64, y: f64, offset: f64): f64 {
    const relative = (b * x - a * y) / a;
    return (Math.abs(relative) < 0.5 ? Scalar.log1p(relative) : Scalar.log(x) + Scalar.log1p(b / a)) + offset;
  }

  /** log(x^a y^b/B(a, b)), by the saddle point where the shapes are large. */
  static logDensity(a: f64, b: f64, x: f64, y: f64): f64 {
    const n = a + b;
    return GammaFunction.logPrefix(a, n * x) + GammaFunction.logPrefix(b, n * y) - GammaFunction.logPrefix(n, n) + Scalar.log(a / n * b);
  }

  /** I(a, b, x) = ∫₀ˣ t^(a − 1) (1 − t)^(b − 1) dt/B(a, b) for 0 ≤ x ≤ 1, else NaN; 1 − I; their logarithms, also where they are 0 as doubles. */
  static betaI(a: f64, b: f64, x: f64): f64 { return Scalar.exp(BetaFunction.logTail(a, b, x, 1.0 - x, false)); }
  static betaIComplement(a: f64, b: f64, x: f64): f64 { return Scalar.exp(BetaFunction.logTail(a, b, x, 1.0 - x, true)); }
  static logBetaI(a: f64, b: f64, x: f64): f64 { return BetaFunction.logTail(a, b, x, 1.0 - x, false); }
  static logBetaIComplement(a: f64, b: f64, x: f64): f64 { return BetaFunction.logTail(a, b, x, 1.0 - x, true); }

  /** The x with I(a, b, x) = p, and with 1 − I(a, b, x) = q; for 0 ≤ p, q ≤ 1, else NaN. */
  static betaIInverse(a: f64, b: f64, p: f64): f64 { return BetaFunction.sigmoid(BetaFunction.logit(a, b, p, false)); }
  static betaIComplementInverse(a: f64, b: f64, q: f64): f64 { return BetaFunction.sigmoid(BetaFunction.logit(a, b, q, true)); }

  /** log of I, or of 1 − I (upper): the one that is a short tail is added up, the other is its complement. */
  static logTail(a: f64, b: f64, x: f64, y: f64, upper: bool): f64 {
    if (!(a > 0.0 && a < Infinity && b > 0.0 && b < Infinity && x >= 0.0 && y >= 0.0)) return NaN;
    if (x == 0.0) return upper ? 0.0 : -Infinity;
    if (y == 0.0) return upper ? -Infinity : 0.0;
    const below = BetaFunction.fromBelow(a, b, x, y), logDensity = BetaFunction.logDensity(a, b, x, y);
    const direct = below ? BetaFunction.logLower(a, b, x, y, logDensity) : BetaFunction.logLower(b, a, y, x, logDensity);
    return upper == below ? GammaFunction.complement(direct) : direct;
  }

  /** log I, where the tail below x is added up: to its own digits where a is small, and I near 1, so that its complement has them too. */
  static logLower(a: f64, b: f64, x: f64, y: f64, logDensity: f64): f64 {
    if (a >= SMALL) {
      BetaFunction.tail(a, b, x, y, 0.0, 0.0);
      return Math.min(0.0, logDensity + Scalar.log(BetaFunction.mass()));
    }
    let term = 1.0, sum = 0.0, n = 0.0;
    do {
      n += 1.0;
      term *= (n - b) / n * x;
      sum += term / (a + n);
    } while (Math.abs(term) > LEAST_TERM);
    return Math.min(0.0, a * Scalar.log(x) - BetaFunction.logScaled(a, b) + Scalar.log1p(a * sum));
  }
  /** log aB(a, b) of a small a, to its own digits: log(1 + a/b) − ∫ (ψ(1 + t + b) − ψ(1 + t)) dt over 0 < t < a. */
  static logScaled(a: f64, b: f64): f64 {
    if (a >= SMALL) return Scalar.log(a) + BetaFunction.logBeta(a, b);
    const outer = BetaFunction.digammaRise(1.0 + OUTER_NODE * a, b) + BetaFunction.digammaRise(1.0 + (1.0 - OUTER_NODE) * a, b);
    const inner = BetaFunction.digammaRise(1.0 + INNER_NODE * a, b) + BetaFunction.digammaRise(1.0 + (1.0 - INNER_NODE) * a, b);
    return Scalar.log1p(a / b) - a * (OUTER_WEIGHT * outer + INNER_WEIGHT * inner);
  }

  /** From which side to x the tail is added up. */
  static fromBelow(a: f64, b: f64, x: f64, y: f64): bool {
    if (a < SERIES_SHAPE && b < SERIES_SHAPE) return x <= 0.5;
    const mean = b * x <= a * y;
    if (a < SERIES_SHAPE) return mean || x <= SERIES_EDGE / b;
    return mean && (b >= SERIES_SHAPE || y > SERIES_EDGE / a);
  }

  /**
   * What is below x, in units of f(w): for the shapes a and b (of the upper tail exchange a and b, x and y, for it mirrors w)
   *
   *     mass ∫ f(t) dt/f(w)    flows −∫ f(t)·score(t) dt/f(w) of a and of b, which are ∂w/∂a and ∂w/∂b    and their derivatives by w
   *
   * over t < w. It needs the scores of a and b at x; without them the flows mean nothing.
   */
  static tail(a: f64, b: f64, x: f64, y: f64, scoreA: f64, scoreB: f64): void {
    if (a < SMALL) BetaFunction.small(a, b, x, y);
    else if (a < SERIES_SHAPE) BetaFunction.series(a, b, x, y, scoreA, scoreB);
    else BetaFunction.integral(a, b, x, y, scoreA, scoreB);
  }
  @inline static mass(): f64 { return load<f64>(ANSWER); }
  @inline static flowA(): f64 { return load<f64>(ANSWER, 8); }
  @inline static flowB(): f64 { return load<f64>(ANSWER, 16); }
  @inline static slopeA(): f64 { return load<f64>(ANSWER, 24); }
  @inline static slopeB(): f64 { return load<f64>(ANSWER, 32); }
  @inline private static answer(mass: f64, flowA: f64, flowB: f64, slopeA: f64, slopeB: f64): void {
    store<f64>(ANSWER, mass);
    store<f64>(ANSWER, flowA, 8);
    store<f64>(ANSWER, flowB, 16);
    store<f64>(ANSWER, slopeA, 24);
    store<f64>(ANSWER, slopeB, 32);
  }

  /**
   * I = f·Σ tₙ, t₀ = 1/a, tₙ₊₁ = tₙ·(a + b + n)x/(a + n + 1) (DLMF 8.17.8), differentiated term by term: with ψ(x + 1) = ψ(x) + 1/x,
   *
   *     flow of a: Σ tₙ(Aₙ − score of a), A₀ = 1/a, Aₙ₊₁ = Aₙ + 1/(a + n + 1) − 1/(a + b + n)
   *     flow of b: −Σ tₙ(Bₙ + score of b), B₀ = 0, Bₙ₊₁ = Bₙ + 1/(a + b + n)
   */
  private static series(a: f64, b: f64, x: f64, y: f64, scoreA: f64, scoreB: f64): void {
    let term = 1.0 / a, A = 1.0 / a, B = 0.0, mass = 0.0, flowA = 0.0, flowB = 0.0, slopeA = 0.0, slopeB = 0.0, n = 0.0, more = true;
    do {
      const partA = term * (A - scoreA), partB = term * (B + scoreB);
      mass += term;
      flowA += partA;
      flowB -= partB;
      slopeA += n * partA - term;
      slopeB -= n * y * partB - term * x;
      more = term * (n + 1.0) > mass * NEGLIGIBLE || n < 4.0;
      const up = 1.0 / (a + n + 1.0), down = 1.0 / (a + b + n);
      A += up - down;
      B += down;
      term *= (a + b + n) * x * up;
      n += 1.0;
    } while (more && n < 10000.0);
    BetaFunction.answer(mass, flowA, flowB, y * slopeA, slopeB);
  }

  /**
   * The same where a is so small that A₀ − score of a would cancel, and I is near 1. T = −log I, and x ≤ ½ or bx ≤ SERIES_EDGE:
   *
   *     I = x^a(1 + aS)/aB, S = Σ cₙxⁿ/(a + n) from n = 1, cₙ = (1 − b)ₙ/n! (DLMF 8.17.7)        I/f = (1 + aS)/(a·y^b)
   *     ∂T/∂a = −log x − (ψ(1 + a + b) − ψ(1 + a)) + 1/(a + b) − (S − aS₂)/(1 + aS),  S₂ = Σ cₙxⁿ/(a + n)²
   *     ∂T/∂b = −(ψ(1 + a + b) − ψ(1 + b)) − a/b(a + b) − a·∂S/∂b/(1 + aS)
   *
   * The flows are these times I/f; ∂T/∂w = −f/I gives their derivatives.
   */
  private static small(a: f64, b: f64, x: f64, y: f64): void {
    let term = 1.0, change = 0.0, S = 0.0, squares = 0.0, byB = 0.0, n = 0.0;
    do {
      n += 1.0;
      change = (change * (n - b) - term) / n * x;
      term *= (n - b) / n * x;
      S += term / (a + n);
      squares += term / ((a + n) * (a + n));
      byB += change / (a + n);
    } while (Math.abs(term) > LEAST_TERM || Math.abs(change) > LEAST_TERM);
    const whole = 1.0 + a * S, logY = Scalar.log1p(-x), mass = whole * Scalar.exp(-b * logY) / a, left = 1.0 - mass * (a * y - b * x);
    const rise = a < INCREMENT ? a * GammaFunction.trigamma(1.0 + b + 0.5 * a) : BetaFunction.digammaRise(1.0 + b, a);
    const shareB = a * byB / whole, T_a = 1.0 / (a + b) - Scalar.log(x) - BetaFunction.digammaRise(1.0 + a, b) - (S - a * squares) / whole;
    const T_b = -(rise + a / b / (a + b) + shareB);
    BetaFunction.answer(mass, mass * T_a, mass * T_b, left * T_a - (1.0 + a * a * squares) / (a * whole), left * T_b - logY + shareB);
  }

  /**
   * The same by the integral over v = w − t > 0, where with l = log(1 − x(1 − e^(−v))) scores are less by v + l and by l than at x:
   *
   *     f(t)/f(w) = e^(−E),   E(v) = av + (a + b)l = (a + b)m − bv,   m = v + l = log(1 + y(e^v − 1))
   *
   * of which l is taken where x ≤ ½, and m beyond: with p = x(e^(−v) − 1), or p = y(e^v − 1), neither cancels in
   *
   *     E = (ay − bx)v + (a + b)(x(e^(−v) − 1 + v) − (p − log(1 + p))),   or the same with y and e^v
   *
   * The derivatives are those of continuity, −(score + flow·(log f)′).
   */
  private static integral(a: f64, b: f64, x: f64, y: f64, scoreA: f64, scoreB: f64): void {
    BetaFunction.nodes(a, b, x, y);
    let mass = Lanes.both(Lanes.ZERO), sumA = mass, sumB = mass;
    for (let row = ROWS; row < ROWS + ROWS_BYTES; row += 64) {
      const weight = v128.load(row);
      mass = f64x2.add(mass, weight);
      sumA = Lanes.mulAdd(weight, f64x2.sub(v128.load(row, 32), f64x2.splat(scoreA)), sumA);
      sumB = Lanes.mulAdd(weight, f64x2.sub(v128.load(row, 16), f64x2.splat(scoreB)), sumB);
    }
    const flowA = Lanes.sum(sumA), flowB = Lanes.sum(sumB), rise = a * y - b * x;
    BetaFunction.answer(Lanes.sum(mass), flowA, flowB, -(scoreA + flowA * rise), -(scoreB + flowB * rise));
  }

  /** Rows of that integral, two nodes each: weight·e^(−E), l, m, e^v. */
  static nodes(a: f64, b: f64, x: f64, y: f64): void {
    const low = x <= 0.5, end = BetaFunction.depth(a, b, x, y, low), n = f64x2.splat(a + b), V = f64x2.splat(end);
    const slope = f64x2.splat(a * y - b * x), sign = f64x2.splat(low ? -1.0 : 1.0), share = f64x2.splat(low ? x : y);
    const one = Lanes.both(Lanes.ONE), below = low ? Lanes.both(Lanes.ZERO) : i64x2.splat(-1);
    for (let node: usize = 0, row = ROWS; node < GaussLegendre.LONG_BYTES; node += 32, row += 64) {
      const v = f64x2.mul(V, v128.load(GaussLegendre.LONG + node)), to = f64x2.mul(sign, v);
      const grown = Called.expm1(to), p = f64x2.mul(share, grown), log = Logarithm.log1pSmall(p), times = f64x2.add(grown, one);
      const E = Lanes.mulAdd(n, f64x2.sub(f64x2.mul(share, BetaFunction.bend(to, grown)), Deviance.of(p, log)), f64x2.mul(slope, v));
      v128.store(row, f64x2.mul(f64x2.mul(V, v128.load(GaussLegendre.LONG + node, 16)), Elementary.exp(f64x2.neg(E))));
      v128.store(row, f64x2.sub(log, v128.and(v, below)), 16);
      v128.store(row, f64x2.add(log, v128.andnot(v, below)), 32);
      v128.store(row, v128.bitselect(times, f64x2.div(one, times), below), 48);
    }
  }

  /** e^u − 1 − u, of e^u − 1 too, where |u| ≥ ¼. */
  @inline private static bend(u: v128, grown: v128): v128 {
    let sum = Lanes.both(TAYLOR + 88);
    for (let cell = TAYLOR + 88; cell > TAYLOR;) sum = Lanes.mulAdd(sum, u, Lanes.both(cell -= 8));
    return v128.bitselect(f64x2.mul(f64x2.mul(u, u), sum), f64x2.sub(grown, u), f64x2.lt(f64x2.abs(u), Lanes.both(Lanes.QUARTER)));
  }

  /**
   * The v with E(v) = DEPTH, to 1e-3. E is convex: from wherever Newton's method begins, it comes down from above after a step. It begins
   * at the root of E's parabola at 0 or of the line that bounds E, the nearer.
   */
  private static depth(a: f64, b: f64, x: f64, y: f64, low: bool): f64 {
    const n = a + b, rise = Math.max(0.0, a * y - b * x), line = (DEPTH - n * Scalar.log(y)) / a;
    let v = Math.min(line, 2.0 * DEPTH / (rise + Math.sqrt(rise * rise + 2.0 * DEPTH * (n * x * y))));
    if (v < SHORT) return v;
    for (let turn = 0; turn < 60; turn++) {
      const part = low ? x * Scalar.expm1(-v) : y * Scalar.expm1(v), log = Scalar.log1p(part);
      const E = low ? a * v + n * log : n * log - b * v, slope = a * y - b * x + n * part / (1.0 + part) * (low ? -y : x); // E′
      const step = (E - DEPTH) / slope;
      v -= step;
      if (Math.abs(step) < 1e-3 * v) break;
    }
    return v;
  }

  /** The logit of x, log(x/(1 − x)), at which I, or 1 − I (upper), is p. */
  static logit(a: f64, b: f64, p: f64, upper: bool): f64 {
    if (!(a > 0.0 && a < Infinity && b > 0.0 && b < Infinity && p >= 0.0 && p <= 1.0)) return NaN;
    if (p > 0.5) return BetaFunction.logit(a, b, 1.0 - p, !upper);
    return upper ? -BetaFunction.inverse(b, a, p) : BetaFunction.inverse(a, b, p);
  }

  /**
   * The logit at which I = p ≤ ½. log I is a concave function of it (the density is log-concave), so Newton's method is left of the root
   * after a step and never passes it again. It begins at the logit's normal approximation or the root of x^a/(a·B), the greater.
   */
  private static inverse(a: f64, b: f64, p: f64): f64 {
    if (p == 0.0) return -Infinity;
    const target = Scalar.log(p), power = BetaFunction.root(target, a, b);
    if (power < -40.0 - Scalar.log1p(b)) return power; // where (1 − x)^b is 1 to rounding
    const other = -BetaFunction.root(Scalar.log1p(-p), b, a);
    if (other > 40.0 + Scalar.log1p(a)) return other; // where x^a is
    const deviation = Math.sqrt(GammaFunction.trigamma(a) + GammaFunction.trigamma(b));
    let w = BetaFunction.digammaRise(b, a) - BetaFunction.digammaRise(a, b) + deviation * Scalar.normalQuantile(p);
    if (!(w > power)) w = power; // an infinite deviation times 0, too
    if (deviation < CERTAIN) return w;
    for (let turn = 0; turn < 100; turn++) {
      const x = BetaFunction.sigmoid(w), y = BetaFunction.sigmoid(-w);
      const value = BetaFunction.logTail(a, b, x, y, false), slope = Scalar.exp(BetaFunction.logDensity(a, b, x, y) - value);
      const step = (target - value) / slope;
      w += step;
      if (!(Math.abs(step) > CLOSE)) break;
    }
    return w;
  }

  /** log x of x^a/(a·B) = e^log */
  private static root(log: f64, a: f64, b: f64): f64 { return (a < SMALL ? log + BetaFunction.logScaled(a, b) : log + Scalar.log(a) + BetaFunction.logBeta(a, b)) / a; }

  /** 1/(1 + e^(−w)) */
  static sigmoid(w: f64): f64 { return f64x2.extract_lane(Exponential.sigmoid(f64x2.splat(w)), 0); }
}
