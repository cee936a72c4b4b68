import { BetaFunction } from "../core/beta-function";
import { Exponential } from "../core/exponential";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";
import { SaddlePoint } from "../core/saddle-point";
import { Scalar } from "../core/scalar";
import { Ziggurat } from "../random/ziggurat";
import { Family } from "./family";

/** SplitMix64's step. */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
/** 1 − 2⁻⁵³ */
const BELOW_ONE = 0.99999999999999988898;
/** 2⁻⁴⁶: a distribution function that is less than u by no more of it is taken for u, as rounding may have made it so. */
export const SLACK = 1.4210854715202004e-14;
/** Up to this standard deviation draws are looked up in a table, beyond they are rejections. */
const TABLE_DEVIATION = 36.0;
/** Room for what `tabulate` takes at most: 18·36 + 4 + 24 + 1 sums. */
const TABLE: usize = memory.data(1024 * 8, 16);
/** From this mean on the rejection serves. */
const REJECTION_MIN = 10.0;
/** P(k > 99) < 10⁻⁶⁰ below REJECTION_MIN: the search ends, whatever rounding left of its sum. */
const SEARCH_END = 99.0;
/** A count that is never drawn. */
export const MOST = 1e300;
/** What separates the hashes of a word from those that other families make of it: the fraction of √5, times 2⁶⁴. */
const KEY: u64 = 0x3c6ef372fe94f82b;
const MINUS_LOG_2: usize = memory.data<f64>([-0.6931471805599453]);

/**
 * What families of counts k = 0, 1, 2 … have in common. Their scores by probabilities and rates are (k − mean)·c, and k − mean is taken
 * from a mean in two parts, so that it is as exact beside the mean as far from it.
 */
@unmanaged
export abstract class Count extends Family {
  /** mean = center + rest */
  center: v128;
  rest: v128;
  /** The largest count. */
  end: v128;
  /** Of `reject`, in the letters of its paper; `scale` is the α of that paper, times the largest mass. */
  a: f64;
  b: f64;
  c: f64;
  scale: f64;
  vr: f64;

  @inline countUpTo(last: f64, center: f64, rest: f64): void {
    this.end = f64x2.splat(last);
    this.center = f64x2.splat(center);
    this.rest = f64x2.splat(rest);
  }

  /** k − mean */
  @inline deviation(k: v128): v128 { return f64x2.sub(f64x2.sub(k, this.center), this.rest); }

  /** NaN where k is no count. */
  @inline counted(k: v128, value: v128): v128 {
    const whole = v128.and(f64x2.eq(k, f64x2.floor(k)), f64x2.lt(f64x2.abs(k), Lanes.both(Lanes.INFINITY)));
    const inside = v128.and(f64x2.ge(k, Lanes.both(Lanes.ZERO)), f64x2.le(k, this.end));
    return v128.bitselect(value, Lanes.both(Lanes.NOT_A_NUMBER), v128.and(whole, inside));
  }

  /** The mass at a count, and what that is of the mass before. */
  massOf(_k: f64): f64 { return unreachable(); }
  ratioOf(_k: f64): f64 { return unreachable(); }

  /** Draws of counts up to `last`, of a word each. */
  @inline static draws<F extends Count>(words: usize, out: usize, n: i32, f: F, mode: f64, deviation: f64, last: f64): void {
    const bytes = <usize>n << 3;
    if (deviation > TABLE_DEVIATION) {
      for (let i: usize = 0; i < bytes; i += 8) store<f64>(out + i, Count.reject<F>(f, load<u64>(words + i), last));
      return;
    }
    // beyond 9 standard deviations below and 9 and 24 above lies less than 2⁻⁶³ of a Poisson distribution, and of binomials
    const low = Math.max(0.0, mode - Math.ceil(9.0 * deviation + 4.0)), high = Math.min(last, mode + Math.ceil(9.0 * deviation + 24.0));
    const half = Count.tabulate<F>(f, low, mode, high);
    for (let i: usize = 0; i < bytes; i += 8) {
      const u = Count.uniform(load<u64>(words + i));
      let at: usize = 0;
      for (let step = half; step > 0; step >>= 1) at += select<usize>(step, 0, load<f64>(TABLE + (at + step << 3) - 8) < u);
      store<f64>(out + i, low + <f64>at);
    }
  }
  /** The table of P(X ≤ k), k = low … high, filled up with 2 to a power of two, of which half is the answer. */
  private static tabulate<F extends Count>(f: F, low: f64, mode: f64, high: f64): usize {
    const middle = TABLE + (<usize>(mode - low) << 3), count = <usize>(high - low) + 1;
    let mass = f.massOf(mode), sum = 0.0, size: usize = 1, p = middle;
    store<f64>(p, mass);
    for (let k = mode; k > low; k -= 1.0) {
      mass /= f.ratioOf(k);
      p -= 8;
      store<f64>(p, mass);
    }
    mass = load<f64>(middle);
    p = middle;
    for (let k = mode + 1.0; k <= high; k += 1.0) {
      mass *= f.ratioOf(k);
      p += 8;
      store<f64>(p, mass);
    }
    for (let i: usize = 0; i < count - 1; i++) {
      sum += load<f64>(TABLE + (i << 3));
      store<f64>(TABLE + (i << 3), sum);
    }
    while (size < count) size <<= 1;
    for (let i = count - 1; i < size; i++) store<f64>(TABLE + (i << 3), 2.0);
    return size >> 1;
  }

  /**
   * Transformed rejection, from a mean of 10 on. W. Hörmann, "The transformed rejection method for generating Poisson random
   * variables", Insurance: Mathematics and Economics 12 (1993) 39–45, and "The generation of binomial random variates", J. Stat. Comput.
   * Simul. 46 (1993) 101–110: algorithms PTRS and BTRS. The first U is the word's, all that follow are hashes of it.
   */
  @inline static reject<F extends Count>(f: F, word: u64, last: f64): f64 {
    const a = f.a, b = f.b;
    let state = word ^ KEY, u = Count.uniform(word) - 0.5;
    do {
      const v = Ziggurat.uniform(state), us = 0.5 - abs(u), k = Math.floor((2.0 * a / us + b) * u + f.c);
      if (us >= 0.07 && v <= f.vr) return k;
      if (k >= 0.0 && k <= last && v * f.scale <= f.massOf(k) * (a / (us * us) + b)) return k;
      state += GOLDEN;
      u = Ziggurat.uniform(state) - 0.5;
      state += GOLDEN;
    } while (true);
  }

  /** A midpoint of 2⁵² equal parts of (0, 1), from the high bits of the word. */
  @inline static uniform(word: u64): f64 { return reinterpret<f64>((word >> 12) | 0x3ff0000000000000) - BELOW_ONE; }

  /** log(1 − e^y), y ≤ 0. */
  static complement(y: f64): f64 { return f64x2.extract_lane(Count.complements(f64x2.splat(y)), 0); }
  static complements(y: v128): v128 {
    const near = Logarithm.log(f64x2.neg(Exponential.expm1(y))), far = Logarithm.log1p(f64x2.neg(Exponential.exp(y)));
    return f64x2.add(v128.bitselect(near, far, f64x2.gt(y, Lanes.both(MINUS_LOG_2))), Lanes.both(Lanes.ZERO)); // 0, not −0
  }

  /**
   * The least k ≤ last with P(X ≤ k) ≥ u: from a guess outwards in steps that double, then by bisection. Decided on the smaller side;
   * 1 − u is exact there.
   */
  static least<F extends Family>(f: F, u: f64, guess: f64, last: f64): f64 {
    if (!(u >= 0.0 && u <= 1.0)) return NaN;
    if (u == 0.0) return 0.0;
    if (u == 1.0) return last;
    let high = Math.min(Math.max(0.0, Math.floor(guess)), last), low = high, step = 1.0;
    if (Count.reaches<F>(f, high, u)) {
      do {
        high = low;
        low -= step;
        step += step;
      } while (low >= 0.0 && Count.reaches<F>(f, low, u));
      low = Math.max(low, -1.0);
    } else {
      do {
        low = high;
        high += step;
        step += step;
      } while (high < last && !Count.reaches<F>(f, high, u));
      high = Math.min(high, last);
    }
    while (high - low > 1.0) {
      const middle = Math.floor(0.5 * (low + high));
      if (middle <= low || middle >= high) break; // beyond 2⁵³
      if (Count.reaches<F>(f, middle, u)) high = middle;
      else low = middle;
    }
    return high;
  }
  private static reaches<F extends Family>(f: F, k: f64, u: f64): bool {
    return u < 0.5 ? f.cdfOf(k) >= u - SLACK * u : f.survivalOf(k) <= (1.0 - u) + SLACK * (1.0 - u);
  }
}

/** Counts of rate λ: the draws of Poisson(λ), of one rate or of a rate for each. */
@unmanaged
export abstract class Rate extends Count {
  lambda: f64;
  /** e^(−λ) */
  massAtZero: f64;

  rate(lambda: f64): void {
    this.lambda = lambda;
    this.massAtZero = Scalar.exp(-lambda);
    const b = 0.931 + 2.53 * sqrt(lambda);
    this.a = -0.059 + 0.02483 * b;
    this.b = b;
    this.c = lambda + 0.43;
    this.scale = 1.1239 + 1.1328 / (b - 3.4);
    this.vr = 0.9277 - 3.6224 / (b - 2.0);
  }

  @inline massOf(k: f64): f64 { return k == 0.0 ? this.massAtZero : SaddlePoint.poisson(k, this.lambda); }
  @inline ratioOf(k: f64): f64 { return this.lambda / k; }

  /** A draw without a table: the least k with P(X ≤ k) ≥ u, from 0 upwards, or a rejection. */
  draw(word: u64): f64 {
    if (this.lambda >= REJECTION_MIN) return Count.reject<Rate>(this, word, MOST);
    const u = Count.uniform(word);
    let k = 0.0, mass = this.massAtZero, sum = mass;
    while (u > sum && k < SEARCH_END) {
      k += 1.0;
      mass *= this.lambda / k;
      sum += mass;
    }
    return k;
  }
}

/** Counts of trials that succeed with probability p, q = 1 − p, given as such or as the logit log(p/q): each in two parts, to 2⁻⁶⁰. */
@unmanaged
export abstract class Trials extends Count {
  p: f64;
  pRest: f64;
  q: f64;
  qRest: f64;
  logP: f64;
  logQ: f64;

  /**
   * log I(a, b, q), or of 1 − I (upper): the tail that is `mass` (of BetaFunction) times the beta density, `logDensity`, of the logit of
   * q, added up from below or from above, or its complement.
   */
  static logTail(logDensity: f64, a: f64, b: f64, q: f64, p: f64, below: bool, upper: bool): f64 {
    const direct = below ? BetaFunction.logLower(a, b, q, p, logDensity) : BetaFunction.logLower(b, a, p, q, logDensity);
    return upper == below ? Count.complement(direct) : direct;
  }

  trials(given: f64, asLogit: bool): void {
    if (asLogit) {
      // e^−|logit| = E + rest gives 1/(1 + e^−|logit|) and its complement; then what the divisions left
      const y = -abs(given), parts = Exponential.expParts(Math.max(y, -690.0)), tiny = y < -600.0;
      const E = tiny ? Scalar.exp(y) : f64x2.extract_lane(parts, 0), rest = tiny ? 0.0 : f64x2.extract_lane(parts, 1);
      const sum = 1.0 + E, lost = E - (sum - 1.0) + rest, large = 1.0 / sum, small = E / sum, one = large * sum, back = small * sum;
      const largeRest = (1.0 - one - SaddlePoint.lost(large, sum, one) - large * lost) / sum;
      const smallRest = tiny ? 0.0 : (E - back - SaddlePoint.lost(small, sum, back) + rest - small * lost) / sum;
      const logLarge = -Scalar.log1p(E), logSmall = y + logLarge, positive = given > 0.0;
      this.p = positive ? large : small;
      this.pRest = positive ? largeRest : smallRest;
      this.logP = positive ? logLarge : logSmall;
      this.q = positive ? small : large;
      this.qRest = positive ? smallRest : largeRest;
      this.logQ = positive ? logSmall : logLarge;
      return;
    }
    this.p = given;
    this.pRest = 0.0;
    this.q = 1.0 - given;
    this.qRest = 1.0 - this.q - given;
    this.logP = Scalar.log(given);
    this.logQ = Scalar.log1p(-given);
  }
}
