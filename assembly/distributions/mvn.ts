import { Elementary } from "../core/elementary";
import { Lanes } from "../core/lanes";

/** ½ log 2π */
const HALF_LOG_TAU = 0.9189385332046727418;

/**
 * Normal(loc, L·Lᵀ) of D columns, L lower triangular with positive diagonal: x = loc + L·ε, ε = L⁻¹(x − loc), a = L⁻ᵀε.
 *
 *     log p = −|ε|²/2 − Σ log L_ii − (D/2)·log 2π        ∂x log p = −a
 *     loc_i:  score a_i                      flow e_i        divergence 0
 *     L_ij:   score a_i·ε_j − [i = j]/L_ii   flow e_i·ε_j    divergence [i = j]/L_ii
 *
 * A record is loc (D numbers), L (its rows up to the diagonal), 1/L_ii (D numbers), and the constant of log p.
 */
abstract class Mvn {
  @inline static triangle(f: usize, d: i32): usize { return f + (<usize>d << 3); }
  @inline static inverses(f: usize, d: i32): usize { return Mvn.triangle(f, d) + ((<usize>(d * (d + 1)) >> 1) << 3); }
  @inline static constant(f: usize, d: i32): usize { return Mvn.inverses(f, d) + (<usize>d << 3); }
  /** L_ij */
  @inline static factor(f: usize, d: i32, i: i32, j: i32): usize { return Mvn.triangle(f, d) + (<usize>(((i * (i + 1)) >> 1) + j) << 3); }
}

/** f: loc and L stand there already. */
export function mvnPrepare(f: usize, d: i32): void {
  let constant = 0.0;
  for (let i = 0; i < d; i++) {
    const diagonal = load<f64>(Mvn.factor(f, d, i, i));
    store<f64>(Mvn.inverses(f, d) + (<usize>i << 3), 1.0 / diagonal);
    constant -= f64x2.extract_lane(Elementary.logPositive(f64x2.splat(diagonal)), 0) + HALF_LOG_TAU;
  }
  store<f64>(Mvn.constant(f, d), constant);
}

/** Columns of ε become columns of x, in place: row i of L needs ε_j of j ≤ i only, so the last goes first. */
export function mvnSample(x: usize, stride: usize, d: i32, n: i32, f: usize): void {
  const size = Lanes.padded(n);
  for (let i = d - 1; i >= 0; i--) {
    const out = x + <usize>i * stride;
    for (let k: usize = 0; k < size; k += 16) {
      let sum = Lanes.both(f + (<usize>i << 3));
      for (let j = 0; j <= i; j++) sum = Lanes.mulAdd(Lanes.both(Mvn.factor(f, d, i, j)), v128.load(x + <usize>j * stride + k), sum);
      v128.store(out + k, sum);
    }
  }
}

/** out = columns of ε, by forward substitution; infinite from an infinite x on. */
export function mvnWhiten(x: usize, stride: usize, out: usize, outStride: usize, d: i32, n: i32, f: usize): void {
  const size = Lanes.padded(n);
  for (let i = 0; i < d; i++) {
    for (let k: usize = 0; k < size; k += 16) {
      let rest = f64x2.sub(v128.load(x + <usize>i * stride + k), Lanes.both(f + (<usize>i << 3)));
      for (let j = 0; j < i; j++) rest = f64x2.sub(rest, f64x2.mul(Lanes.both(Mvn.factor(f, d, i, j)), v128.load(out + <usize>j * outStride + k)));
      v128.store(out + <usize>i * outStride + k, f64x2.mul(rest, Lanes.both(Mvn.inverses(f, d) + (<usize>i << 3))));
    }
  }
  let nowhere = Lanes.both(Lanes.ZERO); // the last column is NaN where any is
  for (let at = out + <usize>(d - 1) * outStride, end = at + size; at < end; at += 16) nowhere = v128.or(nowhere, f64x2.ne(v128.load(at), v128.load(at)));
  if (v128.any_true(nowhere)) mvnFar(x, stride, out, outStride, d, n);
}
/** Where ε is NaN by Infinity − Infinity or 0·Infinity, not by a NaN in x, it is Infinity, so that log p is −Infinity. */
function mvnFar(x: usize, stride: usize, out: usize, outStride: usize, d: i32, n: i32): void {
  for (let k: usize = 0, size = Lanes.padded(n); k < size; k += 8) {
    let known = true;
    for (let i = 0; i < d; i++) {
      const v = load<f64>(x + <usize>i * stride + k), cell = out + <usize>i * outStride + k, epsilon = load<f64>(cell);
      known = known && v == v;
      if (known && epsilon != epsilon) store<f64>(cell, Infinity);
    }
  }
}

/** out = columns of a, from those of ε, by back substitution. */
export function mvnPull(epsilon: usize, out: usize, stride: usize, d: i32, n: i32, f: usize): void {
  const size = Lanes.padded(n);
  for (let i = d - 1; i >= 0; i--) {
    for (let k: usize = 0; k < size; k += 16) {
      let rest = v128.load(epsilon + <usize>i * stride + k);
      for (let j = i + 1; j < d; j++) rest = f64x2.sub(rest, f64x2.mul(Lanes.both(Mvn.factor(f, d, j, i)), v128.load(out + <usize>j * stride + k)));
      v128.store(out + <usize>i * stride + k, f64x2.mul(rest, Lanes.both(Mvn.inverses(f, d) + (<usize>i << 3))));
    }
  }
}

/** out = log p from columns of ε. */
export function mvnLogProb(epsilon: usize, stride: usize, out: usize, d: i32, n: i32, f: usize): void {
  const size = Lanes.padded(n), half = f64x2.splat(-0.5), constant = Lanes.both(Mvn.constant(f, d));
  for (let k: usize = 0; k < size; k += 16) {
    let sum = f64x2.splat(0);
    for (let i = 0; i < d; i++) {
      const e = v128.load(epsilon + <usize>i * stride + k);
      sum = Lanes.mulAdd(e, e, sum);
    }
    v128.store(out + k, Lanes.mulAdd(half, sum, constant));
  }
}

/** out = a_i·ε_j − diagonal */
export function mvnScore(a: usize, epsilon: usize, diagonal: f64, out: usize, n: i32): void {
  const size = Lanes.padded(n), c = f64x2.splat(diagonal);
  for (let k: usize = 0; k < size; k += 16) v128.store(out + k, f64x2.sub(f64x2.mul(v128.load(a + k), v128.load(epsilon + k)), c));
}
