import { InverseTrigonometry } from "../inverse-trigonometry";
import { Maps, Unary } from "../map";
import { Reduction } from "../reduction";
import { Trigonometry } from "../trigonometry";

/** A function that is fast near zero, `of`, and otherwise comes from a number that `Reduction.reduce` has seen. */
@unmanaged
abstract class Circular extends Unary {
  anywhere(_x: v128): v128 { return unreachable(); }
}

abstract class CircularMaps {
  /** `Maps.narrow`, and after its store, rarely, the right numbers over the wrong ones: so no value must survive a branch. */
  @inline static narrow<F extends Circular>(x: usize, out: usize, n: i32): void {
    const f = changetype<F>(0), size = <usize>n << 3;
    for (let i: usize = 0; i < size; i += 16) {
      const a = v128.load(x + i), near = Trigonometry.near(a, a);
      v128.store(out + i, f.of(a));
      if (!near) {
        Reduction.reduce(a);
        v128.store(out + i, f.anywhere(a));
      }
    }
  }
}

@unmanaged @final class Sin extends Circular {
  @inline of(x: v128): v128 { return Trigonometry.sin(x); }
  @inline anywhere(x: v128): v128 { return Trigonometry.sinAnywhere(x); }
}
@unmanaged @final class Cos extends Circular {
  @inline of(x: v128): v128 { return Trigonometry.cos(x); }
  @inline anywhere(x: v128): v128 { return Trigonometry.cosAnywhere(x); }
}
@unmanaged @final class Tan extends Circular {
  @inline of(x: v128): v128 { return Trigonometry.tan(x); }
  @inline anywhere(x: v128): v128 { return Trigonometry.tanAnywhere(x); }
}
@unmanaged @final class Sin2pi extends Unary { @inline of(x: v128): v128 { return Trigonometry.sin2pi(x); } }
@unmanaged @final class Cos2pi extends Unary { @inline of(x: v128): v128 { return Trigonometry.cos2pi(x); } }
@unmanaged @final class Asin extends Unary { @inline of(x: v128): v128 { return InverseTrigonometry.asin(x); } }
@unmanaged @final class Acos extends Unary { @inline of(x: v128): v128 { return InverseTrigonometry.acos(x); } }
@unmanaged @final class Atan extends Unary { @inline of(x: v128): v128 { return InverseTrigonometry.atan(x); } }

/** out[i] = sin x[i], and so on, for every f64; out may be x. Errors: see `Trigonometry` and `InverseTrigonometry`. */
export function vectorSin(x: usize, out: usize, n: i32): void { CircularMaps.narrow<Sin>(x, out, n); }
export function vectorCos(x: usize, out: usize, n: i32): void { CircularMaps.narrow<Cos>(x, out, n); }
export function vectorTan(x: usize, out: usize, n: i32): void { CircularMaps.narrow<Tan>(x, out, n); }
/** sin 2πx, cos 2πx */
export function vectorSin2pi(x: usize, out: usize, n: i32): void { Maps.narrow<Sin2pi>(x, out, n); }
export function vectorCos2pi(x: usize, out: usize, n: i32): void { Maps.narrow<Cos2pi>(x, out, n); }
export function vectorAsin(x: usize, out: usize, n: i32): void { Maps.narrow<Asin>(x, out, n); }
export function vectorAcos(x: usize, out: usize, n: i32): void { Maps.narrow<Acos>(x, out, n); }
export function vectorAtan(x: usize, out: usize, n: i32): void { Maps.narrow<Atan>(x, out, n); }

/** sin[i] = sin x[i] and cos[i] = cos x[i], the same bits as from the two maps, for the price of one; either may be x. */
export function vectorSinCos(x: usize, sin: usize, cos: usize, n: i32): void {
  const size = <usize>n << 3;
  for (let i: usize = 0; i < size; i += 32) {
    const a = v128.load(x + i), b = v128.load(x + i, 16);
    if (Trigonometry.near(a, b)) {
      const sinA = Trigonometry.sin(a), cosA = Trigonometry.cos(a), sinB = Trigonometry.sin(b), cosB = Trigonometry.cos(b);
      v128.store(sin + i, sinA);
      v128.store(sin + i, sinB, 16);
      v128.store(cos + i, cosA);
      v128.store(cos + i, cosB, 16);
    } else {
      sinCosAnywhere(a, sin + i, cos + i);
      sinCosAnywhere(b, sin + i + 16, cos + i + 16);
    }
  }
}

function sinCosAnywhere(x: v128, sin: usize, cos: usize): void {
  Reduction.reduce(x);
  v128.store(sin, Trigonometry.sinAnywhere(x));
  v128.store(cos, Trigonometry.cosAnywhere(x));
}
