import { Maps, Unary } from "../map";
import { Trigonometry } from "../trigonometry";

/** Maps of the trigonometric functions over arrays: out[i] = f(x[i]); out may be x. See `Maps` for how arrays must be padded. */
@unmanaged @final class Sin extends Unary { @inline of(x: v128): v128 { return Trigonometry.sin(x); } }
@unmanaged @final class Cos extends Unary { @inline of(x: v128): v128 { return Trigonometry.cos(x); } }
@unmanaged @final class Tan extends Unary { @inline of(x: v128): v128 { return Trigonometry.tan(x); } }
@unmanaged @final class Sin2pi extends Unary { @inline of(x: v128): v128 { return Trigonometry.sin2pi(x); } }
@unmanaged @final class Cos2pi extends Unary { @inline of(x: v128): v128 { return Trigonometry.cos2pi(x); } }

export function vectorSin(x: usize, out: usize, n: i32): void { Maps.unary<Sin>(x, out, n); }
export function vectorCos(x: usize, out: usize, n: i32): void { Maps.unary<Cos>(x, out, n); }
export function vectorTan(x: usize, out: usize, n: i32): void { Maps.unary<Tan>(x, out, n); }
export function vectorSin2pi(x: usize, out: usize, n: i32): void { Maps.unary<Sin2pi>(x, out, n); }
export function vectorCos2pi(x: usize, out: usize, n: i32): void { Maps.unary<Cos2pi>(x, out, n); }

/** sin[i] = sin x[i], cos[i] = cos x[i], the same bits as from the two maps; one of them may be x. */
export function vectorSinCos(x: usize, sin: usize, cos: usize, n: i32): void {
  const size = <usize>n << 3;
  for (let i: usize = 0; i < size; i += 32) {
    const a = v128.load(x + i), b = v128.load(x + i, 16);
    let sinA = Trigonometry.sinNear(a), cosA = Trigonometry.cosNear(a), sinB = Trigonometry.sinNear(b), cosB = Trigonometry.cosNear(b);
    if (v128.any_true(v128.or(Trigonometry.far(a), Trigonometry.far(b)))) {
      sinA = Trigonometry.sinFar(a, sinA);
      cosA = Trigonometry.cosFar(a, cosA);
      sinB = Trigonometry.sinFar(b, sinB);
      cosB = Trigonometry.cosFar(b, cosB);
    }
    v128.store(sin + i, sinA);
    v128.store(sin + i, sinB, 16);
    v128.store(cos + i, cosA);
    v128.store(cos + i, cosB, 16);
  }
}
