import { Elementary } from "../elementary";
import { Exponential } from "../exponential";
import { Hyperbolic } from "../hyperbolic";
import { Logarithm } from "../logarithm";
import { Binary, Maps, Unary } from "../map";
import { Power } from "../power";

@unmanaged @final
class Exp2 extends Unary {
  @inline of(x: v128): v128 { return Exponential.exp2(x); }
}
@unmanaged @final
class Expm1 extends Unary {
  @inline of(x: v128): v128 { return Exponential.expm1(x); }
}
@unmanaged @final
class Log2 extends Unary {
  @inline of(x: v128): v128 { return Logarithm.log2(x); }
}
@unmanaged @final
class Log1p extends Unary {
  @inline of(x: v128): v128 { return Logarithm.log1p(x); }
}
@unmanaged @final
class Sqrt extends Unary {
  @inline of(x: v128): v128 { return Power.sqrt(x); }
}
@unmanaged @final
class Sinh extends Unary {
  @inline of(x: v128): v128 { return Hyperbolic.sinh(x); }
}
@unmanaged @final
class Cosh extends Unary {
  @inline of(x: v128): v128 { return Hyperbolic.cosh(x); }
}
@unmanaged @final
class Tanh extends Unary {
  @inline of(x: v128): v128 { return Hyperbolic.tanh(x); }
}
@unmanaged @final
class Cbrt extends Unary {
  @inline of(x: v128): v128 { return Power.cbrt(x); }
}
@unmanaged @final
class Softplus extends Unary {
  @inline of(x: v128): v128 { return Exponential.softplus(x); }
}
@unmanaged @final
class Sigmoid extends Unary {
  @inline of(x: v128): v128 { return Exponential.sigmoid(x); }
}
@unmanaged @final
class Pow extends Binary {
  @inline of(x: v128, y: v128): v128 { return Power.pow(x, y); }
}

/** out[i] = f(x[i]), out may be x. */
export function vectorExp(x: usize, out: usize, n: i32): void {
  const size = <usize>n << 3;
  for (let i: usize = 0; i < size; i += 32) {
    const a = v128.load(x + i), b = v128.load(x + i, 16);
    if (Exponential.rareIn(a, b)) {
      v128.store(out + i, Exponential.expRare(a));
      v128.store(out + i, Exponential.expRare(b), 16);
    } else {
      const expA = Elementary.expNormal(a), expB = Elementary.expNormal(b);
      v128.store(out + i, expA);
      v128.store(out + i, expB, 16);
    }
  }
}
export function vectorExp2(x: usize, out: usize, n: i32): void { Maps.narrow<Exp2>(x, out, n); }
export function vectorExpm1(x: usize, out: usize, n: i32): void { Maps.narrow<Expm1>(x, out, n); }
/** One test for both vectors of a turn, before anything is computed: so no value must survive the branch. */
export function vectorLog(x: usize, out: usize, n: i32): void {
  const size = <usize>n << 3;
  for (let i: usize = 0; i < size; i += 32) {
    const a = v128.load(x + i), b = v128.load(x + i, 16);
    if (Logarithm.rareIn(a, b)) {
      v128.store(out + i, Logarithm.logRare(a));
      v128.store(out + i, Logarithm.logRare(b), 16);
    } else {
      const logA = Elementary.logPositive(a), logB = Elementary.logPositive(b);
      v128.store(out + i, logA);
      v128.store(out + i, logB, 16);
    }
  }
}
export function vectorLog2(x: usize, out: usize, n: i32): void { Maps.narrow<Log2>(x, out, n); }
export function vectorLog1p(x: usize, out: usize, n: i32): void { Maps.narrow<Log1p>(x, out, n); }
export function vectorSqrt(x: usize, out: usize, n: i32): void { Maps.unary<Sqrt>(x, out, n); }
export function vectorSinh(x: usize, out: usize, n: i32): void { Maps.narrow<Sinh>(x, out, n); }
export function vectorCosh(x: usize, out: usize, n: i32): void { Maps.narrow<Cosh>(x, out, n); }
export function vectorTanh(x: usize, out: usize, n: i32): void { Maps.narrow<Tanh>(x, out, n); }
export function vectorCbrt(x: usize, out: usize, n: i32): void { Maps.narrow<Cbrt>(x, out, n); }
export function vectorSoftplus(x: usize, out: usize, n: i32): void { Maps.unary<Softplus>(x, out, n); }
export function vectorSigmoid(x: usize, out: usize, n: i32): void { Maps.narrow<Sigmoid>(x, out, n); }
/** softplus[i] and sigmoid[i] of x[i], the same bits as from the two maps: one exponential serves both. */
export function vectorSoftplusSigmoid(x: usize, softplus: usize, sigmoid: usize, n: i32): void {
  const size = <usize>n << 3;
  for (let i: usize = 0; i < size; i += 32) {
    const a = v128.load(x + i), b = v128.load(x + i, 16), u = Exponential.exp(f64x2.neg(f64x2.abs(a))), v = Exponential.exp(f64x2.neg(f64x2.abs(b)));
    const p = Exponential.softplusOf(a, u), q = Exponential.softplusOf(b, v), s = Exponential.sigmoidOf(a, u), t = Exponential.sigmoidOf(b, v);
    v128.store(softplus + i, p);
    v128.store(softplus + i, q, 16);
    v128.store(sigmoid + i, s);
    v128.store(sigmoid + i, t, 16);
  }
}
/** out[i] = x[i]^y[i], out may be x or y. */
export function vectorPow(x: usize, y: usize, out: usize, n: i32): void { Maps.binary<Pow>(x, y, out, n); }
