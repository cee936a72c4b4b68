import { Called } from "../core/called";
import { Exponential } from "../core/exponential";
import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Logarithm } from "../core/logarithm";

/**
 * Dirichlet(concentration α₁ … α_K) of K columns that sum to 1; α₀ = Σ α.
 *
 *     log p = Σ (α_i − 1) log x_i + log Γ(α₀) − Σ log Γ(α_i)          ∂x_i log p = (α_i − 1)/x_i
 *     α_i:  score log x_i − ψ(α_i) + ψ(α₀)
 *           flow u_i = u(x_i), that of the first parameter of Beta(α_i, α₀ − α_i), the law of x_i;  u_j = −x_j·u_i/(1 − x_i)
 *           divergence u′(x_i) − (K − 2)·u_i/(1 − x_i)
 *
 * A function of x alone: M. Jankowiak and F. Obermeyer, "Pathwise derivatives beyond the reparameterization trick", ICML 2018. 1 − x_i is
 * taken as Σ x_j, j ≠ i. Score, u and u′ come from the beta family. f: α (K numbers), then the constant of log p.
 */
export function dirichletPrepare(f: usize, k: i32): void {
  let total = 0.0, constant = 0.0;
  for (let i: usize = 0; i < <usize>k << 3; i += 8) {
    const a = load<f64>(f + i);
    total += a;
    constant -= GammaFunction.lgamma(a);
  }
  store<f64>(f + (<usize>k << 3), constant + GammaFunction.lgamma(total));
}

/**
 * Columns of the logarithms of gamma draws become columns that sum to 1, in place: so nothing underflows that is not small beside the rest.
 * `logs`, unless 0, become log x and log(1 − x) of each.
 */
export function dirichletNormalise(x: usize, stride: usize, k: i32, n: i32, logs: usize): void {
  const end = <usize>k * stride, size = Lanes.padded(n);
  for (let r: usize = 0; r < size; r += 16) {
    let most = v128.load(x + r), sum = Lanes.both(Lanes.ZERO);
    for (let c = stride; c < end; c += stride) most = f64x2.pmax(most, v128.load(x + c + r));
    for (let c: usize = 0; c < end; c += stride) {
      const less = f64x2.sub(v128.load(x + c + r), most), e = Exponential.exp(less);
      if (logs != 0) v128.store(logs + 2 * c + r, less);
      sum = f64x2.add(sum, e);
      v128.store(x + c + r, e);
    }
    for (let c: usize = 0; c < end; c += stride) v128.store(x + c + r, f64x2.div(v128.load(x + c + r), sum));
    if (logs == 0) continue;
    const log = Called.log(sum);
    for (let c: usize = 0; c < end; c += stride) {
      v128.store(logs + 2 * c + r, f64x2.sub(v128.load(logs + 2 * c + r), log));
      v128.store(logs + 2 * c + stride + r, Called.log(dirichletRest(x + r, stride, end, c)));
    }
  }
}
/** Σ x_j, j not that of column c */
function dirichletRest(x: usize, stride: usize, end: usize, c: usize): v128 {
  let rest = Lanes.both(Lanes.ZERO);
  for (let j: usize = 0; j < end; j += stride) if (j != c) rest = f64x2.add(rest, v128.load(x + j));
  return rest;
}

/** log p, from the `logs` unless 0; −Infinity where a column is not in [0, 1]. At a column 0 the term of α_i = 1 is 0. */
export function dirichletLogProb(x: usize, stride: usize, out: usize, k: i32, n: i32, f: usize, logs: usize): void {
  const size = Lanes.padded(n), zero = Lanes.both(Lanes.ZERO), one = Lanes.both(Lanes.ONE), nothing = f64x2.splat(-Infinity);
  for (let r: usize = 0; r < size; r += 16) {
    let sum = Lanes.both(f + (<usize>k << 3)), outside = zero;
    for (let i: usize = 0; i < <usize>k; i++) {
      const v = v128.load(x + i * stride + r), power = f64x2.sub(Lanes.both(f + (i << 3)), one);
      const log = logs == 0 ? Logarithm.log(v) : v128.load(logs + 2 * i * stride + r);
      const term = v128.bitselect(zero, f64x2.mul(power, log), v128.and(f64x2.eq(power, zero), f64x2.eq(v, v)));
      sum = f64x2.add(sum, term);
      outside = v128.or(outside, v128.or(f64x2.lt(v, zero), f64x2.gt(v, one)));
    }
    v128.store(out + r, v128.bitselect(nothing, sum, outside));
  }
}

/** out = (α_i − 1)/x_i in [0, 1] */
export function dirichletGradLogProb(x: usize, out: usize, i: i32, n: i32, f: usize): void {
  const size = Lanes.padded(n), one = Lanes.both(Lanes.ONE), power = f64x2.sub(Lanes.both(f + (<usize>i << 3)), one);
  for (let r: usize = 0; r < size; r += 16) {
    const v = v128.load(x + r), inside = v128.and(f64x2.ge(v, Lanes.both(Lanes.ZERO)), f64x2.le(v, one));
    v128.store(out + r, v128.or(f64x2.div(power, v), v128.not(inside)));
  }
}

/** out = flow/(1 − x_i): by what, times x_j, the other columns shrink. If they are 0 it does not matter, and is 0. */
export function dirichletShrink(x: usize, stride: usize, flow: usize, out: usize, i: i32, k: i32, n: i32): void {
  const size = Lanes.padded(n), end = <usize>k * stride;
  for (let r: usize = 0; r < size; r += 16) {
    const rest = dirichletRest(x + r, stride, end, <usize>i * stride);
    v128.store(out + r, v128.andnot(f64x2.div(v128.load(flow + r), rest), f64x2.eq(rest, Lanes.both(Lanes.ZERO))));
  }
}

/** out = −x·shrink, the flow of another column */
export function dirichletFlow(x: usize, shrink: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let r: usize = 0; r < size; r += 16) v128.store(out + r, f64x2.neg(f64x2.mul(v128.load(x + r), v128.load(shrink + r))));
}
