import { Called } from "../core/called";
import { Lanes } from "../core/lanes";


/**
 * x = T(y), T increasing, told from x: the y it came from, and there T′, log T′ and T″/T′. What T does not reach comes from ±Infinity.
 *
 *     log p(x) = log p_Y(y) − log T′        ∂x log p = (∂y log p_Y − T″/T′)/T′
 *     flow T′·u_Y                           divergence ∂y u_Y + u_Y·T″/T′
 */
@unmanaged
abstract class Bijection {
  inverse(_x: v128): v128 { return unreachable(); }
  slope(_x: v128): v128 { return unreachable(); }
  logSlope(_x: v128): v128 { return unreachable(); }
  curvature(_x: v128): v128 { return unreachable(); }
}

/** x = e^y */
@unmanaged @final
class Exp extends Bijection {
  @inline inverse(x: v128): v128 { return Called.log(f64x2.pmax(x, Lanes.both(Lanes.ZERO))); }
  @inline slope(x: v128): v128 { return x; }
  @inline logSlope(x: v128): v128 { return this.inverse(x); }
  @inline curvature(_x: v128): v128 { return Lanes.both(Lanes.ONE); }
}

/** x = log(1 + e^y): y = x + log(1 − e^−x), T′ = 1 − e^−x. */
@unmanaged @final
class Softplus extends Bijection {
  @inline inverse(x: v128): v128 { return f64x2.add(x, this.logSlope(x)); }
  @inline slope(x: v128): v128 { return f64x2.neg(Called.expm1(f64x2.neg(x))); }
  @inline logSlope(x: v128): v128 { return Called.log(f64x2.pmax(this.slope(x), Lanes.both(Lanes.ZERO))); }
  @inline curvature(x: v128): v128 { return Called.exp(f64x2.neg(x)); }
}

/** x = 1/(1 + e^−y): y = log x − log(1 − x), T′ = x(1 − x). */
@unmanaged @final
class Sigmoid extends Bijection {
  @inline inverse(x: v128): v128 { return f64x2.sub(this.log(x), this.logRest(x)); }
  @inline slope(x: v128): v128 { return f64x2.mul(x, f64x2.sub(Lanes.both(Lanes.ONE), x)); }
  @inline logSlope(x: v128): v128 { return f64x2.add(this.log(x), this.logRest(x)); }
  @inline curvature(x: v128): v128 { return f64x2.sub(Lanes.both(Lanes.ONE), f64x2.mul(Lanes.both(Lanes.TWO), x)); }
  @inline private log(x: v128): v128 { return Called.log(this.clamped(x)); }
  @inline private logRest(x: v128): v128 { return Called.log1p(f64x2.neg(this.clamped(x))); }
  /** Into [0, 1]; in this order NaN passes. */
  @inline private clamped(x: v128): v128 { return f64x2.pmax(f64x2.pmin(x, Lanes.both(Lanes.ONE)), Lanes.both(Lanes.ZERO)); }
}

abstract class Inversion {
  /** out = four columns, `step` bytes apart: y, T′, log T′, T″/T′. */
  @inline static columns<B extends Bijection>(x: usize, out: usize, step: usize, n: i32): void {
    const b = changetype<B>(0), size = Lanes.padded(n);
    for (let i: usize = 0; i < size; i += 16) {
      const a = v128.load(x + i), y = b.inverse(a), slope = b.slope(a), logSlope = b.logSlope(a), curvature = b.curvature(a);
      v128.store(out + i, y);
      v128.store(out + step + i, slope);
      v128.store(out + 2 * step + i, logSlope);
      v128.store(out + 3 * step + i, curvature);
    }
  }
}

export function transformExp(x: usize, out: usize, step: usize, n: i32): void { Inversion.columns<Exp>(x, out, step, n); }
export function transformSoftplus(x: usize, out: usize, step: usize, n: i32): void { Inversion.columns<Softplus>(x, out, step, n); }
export function transformSigmoid(x: usize, out: usize, step: usize, n: i32): void { Inversion.columns<Sigmoid>(x, out, step, n); }

/** out = a + b·y */
export function transformAffine(y: usize, out: usize, n: i32, a: f64, b: f64): void {
  const A = f64x2.splat(a), B = f64x2.splat(b), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, Lanes.mulAdd(B, v128.load(y + i), A));
}
/** out = (x − a)/b */
export function transformAffineInverse(x: usize, out: usize, n: i32, a: f64, b: f64): void {
  const A = f64x2.splat(a), B = f64x2.splat(b), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f64x2.div(f64x2.sub(v128.load(x + i), A), B));
}

/** logProb −= log T′; where it is −Infinity it stays. */
export function transformDensity(logProb: usize, logSlope: usize, n: i32): void {
  const size = Lanes.padded(n), nowhere = Lanes.both(Lanes.MINUS_INFINITY);
  for (let i: usize = 0; i < size; i += 16) {
    const p = v128.load(logProb + i);
    v128.store(logProb + i, v128.bitselect(p, f64x2.sub(p, v128.load(logSlope + i)), f64x2.eq(p, nowhere)));
  }
}
/** gradient = (gradient − T″/T′)/T′ */
export function transformGradient(gradient: usize, slope: usize, curvature: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    v128.store(gradient + i, f64x2.div(f64x2.sub(v128.load(gradient + i), v128.load(curvature + i)), v128.load(slope + i)));
  }
}
/** y, T′ and T″/T′ are NaN where y is infinite: there are neither scores nor flows. */
export function transformInside(y: usize, slope: usize, curvature: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    const v = v128.load(y + i), outside = v128.not(f64x2.lt(f64x2.abs(v), Lanes.both(Lanes.INFINITY)));
    v128.store(y + i, v128.or(v, outside));
    v128.store(slope + i, v128.or(v128.load(slope + i), outside));
    v128.store(curvature + i, v128.or(v128.load(curvature + i), outside));
  }
}
