import { Bessel } from "../bessel";
import { Maps, Unary } from "../map";

@unmanaged @final
class I0e extends Unary {
  @inline of(x: v128): v128 { return Bessel.i0e(x); }
}
@unmanaged @final
class I1e extends Unary {
  @inline of(x: v128): v128 { return Bessel.i1e(x); }
}
@unmanaged @final
class I1eOverI0e extends Unary {
  @inline of(x: v128): v128 { return Bessel.ratio(x); }
}

export function vectorI0e(x: usize, out: usize, n: i32): void { Maps.narrow<I0e>(x, out, n); }
export function vectorI1e(x: usize, out: usize, n: i32): void { Maps.narrow<I1e>(x, out, n); }
export function vectorI1eOverI0e(x: usize, out: usize, n: i32): void { Maps.narrow<I1eOverI0e>(x, out, n); }
