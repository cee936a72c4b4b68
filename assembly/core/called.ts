import { Exponential } from "./exponential";
import { Logarithm } from "./logarithm";

/** Functions of two lanes that are called, not inlined: for formulas that take several of them where a nanosecond does not count. */
export abstract class Called {
  static log(x: v128): v128 { return Logarithm.log(x); }
  static log1p(x: v128): v128 { return Logarithm.log1p(x); }
  static exp(x: v128): v128 { return Exponential.exp(x); }
  static expm1(x: v128): v128 { return Exponential.expm1(x); }
}
