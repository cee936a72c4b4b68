import { Lanes } from "../core/lanes";
import { LARGEST } from "../distributions/family";

/** Steps of coupled points, on columns of `n` numbers padded to a multiple of four: see bindings/coupled/pairs.ts. */

/** plus = |z|, minus = −|z|; plus may be z. */
export function coupledMirror(z: usize, plus: usize, minus: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    const r = f64x2.abs(v128.load(z + i));
    v128.store(plus + i, r);
    v128.store(minus + i, f64x2.neg(r));
  }
}

/** out = c/|r|, at most the largest double. */
export function coupledInverse(c: f64, r: usize, out: usize, n: i32): void {
  const v = f64x2.splat(c), most = f64x2.splat(LARGEST), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f64x2.pmin(most, f64x2.div(v, f64x2.abs(v128.load(r + i)))));
}

/** out = x + c·e, at most the largest double; out may be e. */
export function coupledGain(x: usize, c: f64, e: usize, out: usize, n: i32): void {
  const v = f64x2.splat(c), most = f64x2.splat(LARGEST), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f64x2.pmin(most, Lanes.mulAdd(v, v128.load(e + i), v128.load(x + i))));
}

/**
 * Of x successes in `total` trials one trial is taken away, by a uniform number u: the successes of the others, minus = x − [u·total < x], and plus = minus + 1.
 * Where there is no trial both are x. minus may be u.
 */
export function coupledThin(x: usize, u: usize, total: f64, plus: usize, minus: usize, n: i32): void {
  const one = Lanes.both(Lanes.ONE), trials = f64x2.splat(total), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    const successes = v128.load(x + i), rest = f64x2.sub(successes, v128.and(one, f64x2.lt(f64x2.mul(v128.load(u + i), trials), successes)));
    v128.store(minus + i, rest);
    v128.store(plus + i, f64x2.pmin(trials, f64x2.add(rest, one)));
  }
}
