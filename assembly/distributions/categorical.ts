import { Lanes } from "../core/lanes";
import { Scalar } from "../core/scalar";
import { SLACK } from "./count";

/** Below this a mass may be subnormal, and F and S with it. */
const LEAST = 1e-290;
/** 2⁻⁵³ */
const STEP = 1.1102230246251565e-16;

/**
 * Categorical(logits l) on k = 0 … K − 1: p_k = e^(l_k − L), L = log Σ e^(l_j), F_k = p_0 + … + p_k, S_k = p_{k+1} + … + p_{K−1}.
 *
 *     log p = l_k − L        l_m: score [k = m] − p_m
 *     flow J_k/p_k: p_m·F_k/p_k for k < m, −p_m·S_k/p_k for k ≥ m        divergence (J_k − J_{k−1})/p_k: p_m, or p_m − 1 for k = m
 *
 * A record is K, then columns of K numbers each: l, log p, p, F, S, and of the draws the threshold and the other count of each cell.
 */
abstract class Categorical {
  @inline static size(f: usize): i32 { return load<i32>(f); }
  /** One of the columns. */
  @inline static column(f: usize, which: i32): usize { return f + 8 + (<usize>(which * Categorical.size(f)) << 3); }
  @inline static logit(f: usize): usize { return Categorical.column(f, 0); }
  @inline static logMass(f: usize): usize { return Categorical.column(f, 1); }
  @inline static mass(f: usize): usize { return Categorical.column(f, 2); }
  @inline static below(f: usize): usize { return Categorical.column(f, 3); }
  @inline static above(f: usize): usize { return Categorical.column(f, 4); }
  @inline static threshold(f: usize): usize { return Categorical.column(f, 5); }
  @inline static alias(f: usize): usize { return Categorical.column(f, 6); }

  @inline static get(column: usize, k: i32): f64 { return load<f64>(column + (<usize>k << 3)); }
  @inline static set(column: usize, k: i32, value: f64): void { store<f64>(column + (<usize>k << 3), value); }

  static prepare(f: usize): void {
    const K = Categorical.size(f), l = Categorical.logit(f), log = Categorical.logMass(f), p = Categorical.mass(f);
    let most = -Infinity, sum = 0.0;
    for (let k = 0; k < K; k++) most = Math.max(most, Categorical.get(l, k));
    for (let k = 0; k < K; k++) {
      const mass = Scalar.exp(Categorical.get(l, k) - most);
      Categorical.set(p, k, mass);
      sum += mass;
    }
    Categorical.scan(f, sum);
    for (let k = 0; k < K; k++) {
      Categorical.set(p, k, Categorical.get(p, k) / sum);
      // where one mass is nearly all, its logarithm is that of 1 − the others
      const others = Categorical.others(f, k);
      Categorical.set(log, k, others < 0.5 ? Scalar.log1p(-others) : Categorical.get(l, k) - most - Scalar.log(sum));
    }
    Categorical.cells(f);
  }

  /** F and S, from masses whose sum is `sum`. */
  private static scan(f: usize, sum: f64): void {
    const K = Categorical.size(f), p = Categorical.mass(f), below = Categorical.below(f), above = Categorical.above(f);
    let F = 0.0, S = 0.0;
    for (let k = 0; k < K; k++) {
      F += Categorical.get(p, k);
      Categorical.set(below, k, F / sum);
      Categorical.set(above, K - 1 - k, S / sum);
      S += Categorical.get(p, K - 1 - k);
    }
  }

  /** 1 − p_k, added up. */
  static others(f: usize, k: i32): f64 {
    return (k > 0 ? Categorical.get(Categorical.below(f), k - 1) : 0.0) + Categorical.get(Categorical.above(f), k);
  }

  /**
   * K cells of mass 1/K: cell i is i below its threshold, another count above. M. D. Vose, "A linear algorithm for generating random
   * numbers with a given distribution", IEEE Trans. Software Eng. 17 (1991) 972–975. The counts whose mass K·p is left to place stand in
   * the column of the aliases: those below 1 from the front, the others from the end.
   */
  private static cells(f: usize): void {
    const K = Categorical.size(f), p = Categorical.mass(f), threshold = Categorical.threshold(f), alias = Categorical.alias(f), waiting = Categorical.logit(f);
    let small = 0, large = K;
    for (let k = 0; k < K; k++) {
      const mass = K * Categorical.get(p, k);
      Categorical.set(threshold, k, mass);
      Categorical.set(alias, k, k);
      if (mass < 1.0) Categorical.set(waiting, small++, k);
      else Categorical.set(waiting, --large, k);
    }
    while (small > 0 && large < K) {
      const i = <i32>Categorical.get(waiting, --small), j = <i32>Categorical.get(waiting, large);
      Categorical.set(alias, i, j);
      const rest = Categorical.get(threshold, j) + Categorical.get(threshold, i) - 1.0;
      Categorical.set(threshold, j, rest);
      if (rest < 1.0) {
        large++;
        Categorical.set(waiting, small++, j);
      }
    }
    // what is left has mass 1, but for rounding
    while (small > 0) Categorical.set(threshold, <i32>Categorical.get(waiting, --small), 1.0);
  }

  /** Word·K = cell·2⁶⁴ + place: the cell, and where in it. */
  @inline static draw(f: usize, word: u64): f64 {
    const K = <u64>Categorical.size(f), low = (word & 0xffffffff) * K, high = (word >> 32) * K + (low >> 32);
    const i = <i32>(high >> 32), place = <f64>(((high & 0xffffffff) << 21) | ((low & 0xffffffff) >> 11)) * STEP;
    return Categorical.get(Categorical.threshold(f), i) > place ? i : Categorical.get(Categorical.alias(f), i);
  }

  /** Is k one of the counts? Does it have mass? */
  @inline static counts(f: usize, k: f64): bool { return k >= 0.0 && k < Categorical.size(f) && k == Math.floor(k); }
  @inline static massive(f: usize, k: f64): bool { return Categorical.counts(f, k) && Categorical.get(Categorical.logMass(f), <i32>k) > -Infinity; }

  /** J_k/p_k for logit m: by the logarithms of masses where that of k has lost digits. */
  static flow(f: usize, k: i32, m: i32): f64 {
    const p = Categorical.get(Categorical.mass(f), k), log = Categorical.logMass(f), K = Categorical.size(f);
    if (p > LEAST) return Categorical.get(Categorical.mass(f), m) * ((k < m ? Categorical.get(Categorical.below(f), k) : -Categorical.get(Categorical.above(f), k)) / p);
    let sum = 0.0;
    for (let j = k < m ? 0 : k + 1, end = k < m ? k + 1 : K; j < end; j++) sum += Scalar.exp(Categorical.get(log, m) + Categorical.get(log, j) - Categorical.get(log, k));
    return k < m ? sum : -sum;
  }

  /** log Σ p_j from j = first on, up to `end`, by the logarithms of masses. */
  static logSum(f: usize, first: i32, end: i32): f64 {
    const log = Categorical.logMass(f);
    let most = -Infinity, sum = 0.0;
    for (let j = first; j < end; j++) most = Math.max(most, Categorical.get(log, j));
    if (most == -Infinity) return most;
    for (let j = first; j < end; j++) sum += Scalar.exp(Categorical.get(log, j) - most);
    return most + Scalar.log(sum);
  }

  /** The least k with F_k ≥ u, decided on the smaller side; never one without mass. */
  static quantile(f: usize, u: f64): f64 {
    if (!(u >= 0.0 && u <= 1.0)) return NaN;
    const last = Categorical.size(f) - 1, F = Categorical.below(f), S = Categorical.above(f);
    let low = -1, high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const reached = u < 0.5 ? Categorical.get(F, middle) >= u - SLACK * u : Categorical.get(S, middle) <= (1.0 - u) + SLACK * (1.0 - u);
      if (reached && Categorical.get(F, middle) > 0.0) high = middle;
      else low = middle;
    }
    return high;
  }

}

/** f: 8 bytes, then the logits already, and room for six more columns of K numbers. */
export function categoricalPrepare(f: usize, K: i32): void {
  store<i32>(f, K);
  Categorical.prepare(f);
}
export function categoricalSample(words: usize, out: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, Categorical.draw(f, load<u64>(words + i)));
}
export function categoricalLogProb(x: usize, out: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
    const k = load<f64>(x + i);
    store<f64>(out + i, Categorical.counts(f, k) ? Categorical.get(Categorical.logMass(f), <i32>k) : k == k ? -Infinity : k);
  }
}
/** Score and flow of logit m. */
export function categoricalTerms(x: usize, score: usize, flow: usize, m: i32, n: i32, f: usize): void {
  const mass = Categorical.get(Categorical.mass(f), m), others = Categorical.others(f, m);
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
    const x_i = load<f64>(x + i);
    let s = NaN, u = NaN;
    if (Categorical.massive(f, x_i)) {
      s = <i32>x_i == m ? others : -mass;
      u = Categorical.flow(f, <i32>x_i, m);
    }
    store<f64>(score + i, s);
    store<f64>(flow + i, u);
  }
}
/** Of the flow of logit m: p_m·(F_k − F_{k−1})/p_k, or −((S_k + F_{k−1})·p_k)/p_k at k = m. */
export function categoricalDivergences(x: usize, out: usize, m: i32, n: i32, f: usize): void {
  const mass = Categorical.get(Categorical.mass(f), m), others = Categorical.others(f, m);
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
    const k = load<f64>(x + i);
    store<f64>(out + i, Categorical.massive(f, k) ? (<i32>k == m ? -others : mass) : NaN);
  }
}
/** F and S. */
export function categoricalCdf(x: usize, out: usize, n: i32, f: usize): void { step(x, out, n, f, Categorical.below(f), 0.0, 1.0); }
export function categoricalSurvival(x: usize, out: usize, n: i32, f: usize): void { step(x, out, n, f, Categorical.above(f), 1.0, 0.0); }
export function categoricalLogCdf(x: usize, out: usize, n: i32, f: usize): void {
  categoricalCdf(x, out, n, f);
  logarithms(x, out, n, f, false);
}
export function categoricalLogSurvival(x: usize, out: usize, n: i32, f: usize): void {
  categoricalSurvival(x, out, n, f);
  logarithms(x, out, n, f, true);
}
export function categoricalQuantile(u: usize, out: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) store<f64>(out + i, Categorical.quantile(f, load<f64>(u + i)));
}

/** out = the column at ⌊x⌋, or what holds below 0 and from the last count on. */
function step(x: usize, out: usize, n: i32, f: usize, column: usize, below: f64, beyond: f64): void {
  const last = <f64>(Categorical.size(f) - 1);
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
    const k = load<f64>(x + i);
    store<f64>(out + i, k < 0.0 ? below : k >= last ? beyond : k == k ? Categorical.get(column, <i32>k) : k);
  }
}
/** Logarithms in place, of F or of S (upper): of what is near 1 by its complement, of what may be subnormal by those of the masses. */
function logarithms(x: usize, out: usize, n: i32, f: usize, upper: bool): void {
  const K = Categorical.size(f), last = <f64>(K - 1), complement = upper ? Categorical.below(f) : Categorical.above(f);
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
    const k = load<f64>(x + i), value = load<f64>(out + i);
    let log = Scalar.log(value);
    if (k >= 0.0 && k < last) {
      const at = <i32>k;
      if (value > 0.5) log = Scalar.log1p(-Categorical.get(complement, at)) + 0.0;
      else if (value < LEAST) log = upper ? Categorical.logSum(f, at + 1, K) : Categorical.logSum(f, 0, at + 1);
    }
    store<f64>(out + i, log);
  }
}

/** out = mean, variance and entropy. */
export function categoricalMoments(f: usize, out: usize): void {
  const K = Categorical.size(f), p = Categorical.mass(f), log = Categorical.logMass(f);
  let mean = 0.0, variance = 0.0, entropy = 0.0;
  for (let k = 0; k < K; k++) mean += k * Categorical.get(p, k);
  for (let k = 0; k < K; k++) {
    const mass = Categorical.get(p, k);
    variance += mass * (k - mean) * (k - mean);
    if (mass > 0.0) entropy -= mass * Categorical.get(log, k);
  }
  store<f64>(out, mean);
  store<f64>(out, variance, 8);
  store<f64>(out, entropy, 16);
}
