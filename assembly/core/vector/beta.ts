import { BetaFunction } from "../beta-function";

/** A function of three numbers. */
@unmanaged
abstract class Ternary {
  of(_a: f64, _b: f64, _x: f64): f64 { return unreachable(); }
  @inline static map<F extends Ternary>(a: usize, b: usize, x: usize, out: usize, n: i32): void {
    const f = changetype<F>(0);
    for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, f.of(load<f64>(a + i), load<f64>(b + i), load<f64>(x + i)));
  }
}

@unmanaged @final
class BetaI extends Ternary {
  @inline of(a: f64, b: f64, x: f64): f64 { return BetaFunction.betaI(a, b, x); }
}
@unmanaged @final
class BetaIComplement extends Ternary {
  @inline of(a: f64, b: f64, x: f64): f64 { return BetaFunction.betaIComplement(a, b, x); }
}
@unmanaged @final
class LogBetaI extends Ternary {
  @inline of(a: f64, b: f64, x: f64): f64 { return BetaFunction.logBetaI(a, b, x); }
}
@unmanaged @final
class LogBetaIComplement extends Ternary {
  @inline of(a: f64, b: f64, x: f64): f64 { return BetaFunction.logBetaIComplement(a, b, x); }
}
@unmanaged @final
class BetaIInverse extends Ternary {
  @inline of(a: f64, b: f64, p: f64): f64 { return BetaFunction.betaIInverse(a, b, p); }
}
@unmanaged @final
class BetaIComplementInverse extends Ternary {
  @inline of(a: f64, b: f64, q: f64): f64 { return BetaFunction.betaIComplementInverse(a, b, q); }
}

export function vectorLogBeta(a: usize, b: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, BetaFunction.logBeta(load<f64>(a + i), load<f64>(b + i)));
}
/** out[i] = f(a[i], b[i], x[i]), out may be one of them. */
export function vectorBetaI(a: usize, b: usize, x: usize, out: usize, n: i32): void { Ternary.map<BetaI>(a, b, x, out, n); }
export function vectorBetaIComplement(a: usize, b: usize, x: usize, out: usize, n: i32): void { Ternary.map<BetaIComplement>(a, b, x, out, n); }
export function vectorLogBetaI(a: usize, b: usize, x: usize, out: usize, n: i32): void { Ternary.map<LogBetaI>(a, b, x, out, n); }
export function vectorLogBetaIComplement(a: usize, b: usize, x: usize, out: usize, n: i32): void { Ternary.map<LogBetaIComplement>(a, b, x, out, n); }
export function vectorBetaIInverse(a: usize, b: usize, p: usize, out: usize, n: i32): void { Ternary.map<BetaIInverse>(a, b, p, out, n); }
export function vectorBetaIComplementInverse(a: usize, b: usize, q: usize, out: usize, n: i32): void { Ternary.map<BetaIComplementInverse>(a, b, q, out, n); }
