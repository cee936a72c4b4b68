import { ErrorFunction } from "../error-function";
import { Maps, Unary } from "../map";

@unmanaged @final
class Erf extends Unary {
  @inline of(x: v128): v128 { return ErrorFunction.erf(x); }
}
@unmanaged @final
class Erfc extends Unary {
  @inline of(x: v128): v128 { return ErrorFunction.erfc(x); }
}
@unmanaged @final
class Erfcx extends Unary {
  @inline of(x: v128): v128 { return ErrorFunction.erfcx(x); }
}
@unmanaged @final
class NormalCdf extends Unary {
  @inline of(x: v128): v128 { return ErrorFunction.normalCdf(x); }
}
@unmanaged @final
class NormalLogCdf extends Unary {
  @inline of(x: v128): v128 { return ErrorFunction.normalLogCdf(x); }
}
@unmanaged @final
class NormalQuantile extends Unary {
  @inline of(p: v128): v128 { return ErrorFunction.normalQuantile(p); }
}

export function vectorErf(x: usize, out: usize, n: i32): void { Maps.narrow<Erf>(x, out, n); }
export function vectorErfc(x: usize, out: usize, n: i32): void { Maps.narrow<Erfc>(x, out, n); }
export function vectorErfcx(x: usize, out: usize, n: i32): void { Maps.narrow<Erfcx>(x, out, n); }
export function vectorNormalCdf(x: usize, out: usize, n: i32): void { Maps.narrow<NormalCdf>(x, out, n); }
export function vectorNormalLogCdf(x: usize, out: usize, n: i32): void { Maps.narrow<NormalLogCdf>(x, out, n); }
export function vectorNormalQuantile(p: usize, out: usize, n: i32): void { Maps.narrow<NormalQuantile>(p, out, n); }
