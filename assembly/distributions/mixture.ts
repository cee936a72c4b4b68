import { Called } from "../core/called";
import { Lanes } from "../core/lanes";


/**
 * Mixture Σ wₖpₖ of K components, w the softmax of logits, by columns of log wₖpₖ; rₖ = wₖpₖ/p is the share of component k at x.
 *
 *     log p = log Σ wₖpₖ                    ∂x log p = Σ rₖ·∂x log pₖ
 *     of component k: score rₖ·sₖ           flow rₖ·uₖ      divergence rₖ·∇·uₖ + uₖ·∂x rₖ, ∂x rₖ = rₖ(∂x log pₖ − ∂x log p)
 *     logit k: score rₖ − wₖ                flow −∂F/p = −wₖ·Σⱼ wⱼ(Fₖ − Fⱼ)/p             divergence −score − u·∂x log p
 *
 * The flows solve ∂x(p·u) = −∂θp (Parmas & Sugiyama 2021, Eq. 12), since p·rₖuₖ = wₖpₖuₖ.
 */

/** Where column k of a set starts. */
abstract class Set {
  @inline static at(columns: usize, stride: usize, k: i32): usize { return columns + <usize>k * stride; }
}

/** choice[i] = the component that the uniform number u[i] falls to; `cumulative`: K sums of weights, the last ≥ 1. */
export function mixtureChoose(u: usize, choice: usize, n: i32, cumulative: usize): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 8) {
    const v = load<f64>(u + i);
    let k: usize = 0;
    while (v >= load<f64>(cumulative + (k << 3))) k++;
    store<f64>(choice + i, <f64>k);
  }
}

/** to[i] = from[i] where choice[i] = k. */
export function mixtureTake(choice: usize, k: f64, from: usize, to: usize, n: i32): void {
  const K = f64x2.splat(k), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    v128.store(to + i, v128.bitselect(v128.load(from + i), v128.load(to + i), f64x2.eq(v128.load(choice + i), K)));
  }
}

/** out = log Σ e^column; −Infinity if all are. */
export function mixtureLogSum(columns: usize, stride: usize, count: i32, out: usize, n: i32): void {
  const size = Lanes.padded(n), nowhere = Lanes.both(Lanes.MINUS_INFINITY);
  for (let i: usize = 0; i < size; i += 16) {
    let top = v128.load(columns + i);
    for (let k = 1; k < count; k++) top = f64x2.max(top, v128.load(Set.at(columns, stride, k) + i));
    let sum = Lanes.both(Lanes.ZERO);
    for (let k = 0; k < count; k++) sum = f64x2.add(sum, Called.exp(f64x2.sub(v128.load(Set.at(columns, stride, k) + i), top)));
    const log = f64x2.add(top, Called.log(sum));
    v128.store(out + i, v128.bitselect(top, log, f64x2.eq(f64x2.abs(top), f64x2.neg(nowhere)))); // ±Infinity stays
  }
}

/** out = Σ e^column */
export function mixtureSum(columns: usize, stride: usize, count: i32, out: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    let sum = Lanes.both(Lanes.ZERO);
    for (let k = 0; k < count; k++) sum = f64x2.add(sum, Called.exp(v128.load(Set.at(columns, stride, k) + i)));
    v128.store(out + i, sum);
  }
}

/** column = e^(column − total), NaN where p is 0: shares, of log wₖpₖ and log p. */
export function mixtureShares(columns: usize, stride: usize, count: i32, total: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let k = 0; k < count; k++) {
    const column = Set.at(columns, stride, k);
    for (let i: usize = 0; i < size; i += 16) v128.store(column + i, Called.exp(f64x2.sub(v128.load(column + i), v128.load(total + i))));
  }
}

/**
 * lower = ±Fⱼ/p in K columns, from the logarithms of F and 1 − F: F where the mixture's is below ½, else F − 1. Differences of two of
 * them are those of F, without the loss that F would bring near 1.
 */
export function mixtureRatios(lower: usize, upper: usize, stride: usize, count: i32, weights: usize, total: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    let F = Lanes.both(Lanes.ZERO);
    for (let k = 0; k < count; k++) {
      F = Lanes.mulAdd(Lanes.both(weights + (<usize>k << 3)), Called.exp(v128.load(Set.at(lower, stride, k) + i)), F);
    }
    const left = f64x2.lt(F, Lanes.both(Lanes.HALF)), p = v128.load(total + i), sign = v128.andnot(Lanes.both(Lanes.SIGN), left);
    for (let k = 0; k < count; k++) {
      const log = v128.bitselect(v128.load(Set.at(lower, stride, k) + i), v128.load(Set.at(upper, stride, k) + i), left);
      v128.store(Set.at(lower, stride, k) + i, v128.xor(Called.exp(f64x2.sub(log, p)), sign));
    }
  }
}

/** out = −wₖ·Σⱼ wⱼ(Fₖ − Fⱼ)/p, of what `mixtureRatios` left. */
export function mixtureFlow(ratios: usize, stride: usize, count: i32, k: i32, weights: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    const own = v128.load(Set.at(ratios, stride, k) + i);
    let sum = Lanes.both(Lanes.ZERO);
    for (let j = 0; j < count; j++) {
      sum = Lanes.mulAdd(Lanes.both(weights + (<usize>j << 3)), f64x2.sub(v128.load(Set.at(ratios, stride, j) + i), own), sum);
    }
    v128.store(out + i, f64x2.mul(Lanes.both(weights + (<usize>k << 3)), sum));
  }
}

/** A double's place in their order, as a signed integer, and back. */
abstract class Order {
  @inline static of(x: f64): i64 {
    const bits = reinterpret<i64>(x);
    return bits < 0 ? i64.MIN_VALUE - bits : bits;
  }
  @inline static back(place: i64): f64 { return reinterpret<f64>(place < 0 ? i64.MIN_VALUE - place : place); }
}

/**
 * From the least and the largest quantile of the components: low = the double before it. At u = 0 and 1 they are the mixture's own, and both
 * become that one.
 */
export function mixtureBelow(low: usize, high: usize, u: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    const v = load<f64>(low + i), level = load<f64>(u + i);
    if (level == 0.0) store<f64>(high + i, v);
    else if (level == 1.0) store<f64>(low + i, load<f64>(high + i));
    else if (v > -Infinity) store<f64>(low + i, Order.back(Order.of(v) - 1));
  }
}

/** middle = the double half-way between low and high, counted in doubles. Answers whether any row still has one between. */
export function mixtureMiddle(low: usize, high: usize, middle: usize, n: i32): i32 {
  let open = 0;
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    const a = Order.of(load<f64>(low + i)), b = Order.of(load<f64>(high + i)), between = (a >> 1) + (b >> 1) + (a & b & 1);
    if (between != a && between != b) open = 1;
    store<f64>(middle + i, Order.back(between));
  }
  return open;
}

/** Halves [low, high]: high = middle where F(middle) ≥ u, decided on the smaller side, else low = middle. Where none is between, both stay. */
export function mixtureHalve(low: usize, high: usize, middle: usize, cdf: usize, survival: usize, u: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    const between = load<f64>(middle + i), level = load<f64>(u + i);
    if (between == load<f64>(low + i) || between == load<f64>(high + i)) continue;
    const reached = level < 0.5 ? load<f64>(cdf + i) >= level : load<f64>(survival + i) <= 1.0 - level;
    store<f64>((reached ? high : low) + i, between);
  }
}

/** low = min(low, x), high = max(high, x); NaN where x is. */
export function mixtureSpan(x: usize, low: usize, high: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    const v = v128.load(x + i);
    v128.store(low + i, f64x2.min(v, v128.load(low + i)));
    v128.store(high + i, f64x2.max(v, v128.load(high + i)));
  }
}
