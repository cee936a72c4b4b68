/** Exact facts about the trigonometric kernels. How large their errors are between such points: test/accuracy/trigonometric.py. */
import { Tables } from "../core/tables";
import {
  vectorAcos, vectorAsin, vectorAtan, vectorCos, vectorCos2pi, vectorSin, vectorSin2pi, vectorSinCos, vectorTan,
} from "../core/vector/trigonometric";

Tables.build();

const X: usize = memory.data(64, 16);
const OUT: usize = memory.data(64, 16);
const SECOND: usize = memory.data(64, 16);
const HALF_PI = 1.5707963267948966;

/** The bits of f(x), in the third place, beside a huge number. */
function bits(f: (x: usize, out: usize, n: i32) => void, x: f64): u64 {
  store<f64>(X, 1.0);
  store<f64>(X, -2.0, 8);
  store<f64>(X, x, 16);
  store<f64>(X, 1e300, 24);
  f(X, OUT, 4);
  return load<u64>(OUT, 16);
}

/** The same, beside small numbers. */
function bitsAmongSmall(f: (x: usize, out: usize, n: i32) => void, x: f64): u64 {
  store<f64>(X, x);
  store<f64>(X, 0.5, 8);
  store<f64>(X, 0.25, 16);
  store<f64>(X, -0.0, 24);
  f(X, OUT, 1);
  return load<u64>(OUT);
}

function value(f: (x: usize, out: usize, n: i32) => void, x: f64): f64 { return reinterpret<f64>(bits(f, x)); }

describe("sin, cos, tan", () => {
  it("keep the sign of zero", () => {
    expect(bits(vectorSin, -0.0)).toBe(reinterpret<u64>(-0.0));
    expect(bits(vectorSin, 0.0)).toBe(0);
    expect(bits(vectorTan, -0.0)).toBe(reinterpret<u64>(-0.0));
    expect(bits(vectorTan, 0.0)).toBe(0);
    expect(bitsAmongSmall(vectorSin, -0.0)).toBe(reinterpret<u64>(-0.0));
    expect(value(vectorCos, -0.0)).toBe(1.0);
  });

  it("give NaN for NaN and the infinities", () => {
    expect(isNaN(value(vectorSin, Infinity))).toBe(true);
    expect(isNaN(value(vectorCos, -Infinity))).toBe(true);
    expect(isNaN(value(vectorTan, Infinity))).toBe(true);
    expect(isNaN(value(vectorSin, NaN))).toBe(true);
  });

  it("are right beside their zeros, also at the f64 nearest to one of all", () => {
    expect(value(vectorSin, 3.141592653589793)).toBe(1.2246467991473532e-16);
    expect(value(vectorCos, HALF_PI)).toBe(6.123233995736766e-17);
    expect(value(vectorTan, HALF_PI)).toBe(16331239353195370.0);
    expect(abs(value(vectorCos, 5.319372648326541e255))).toBe(4.687165924254628e-19); // 6381956970095103·2⁷⁹⁷
  });

  it("do not depend on neighbours", () => {
    for (let x = 0.3; x < 1e22; x *= 1.7) {
      expect(bits(vectorSin, x)).toBe(bitsAmongSmall(vectorSin, x));
      expect(bits(vectorCos, -x)).toBe(bitsAmongSmall(vectorCos, -x));
      expect(bits(vectorTan, x)).toBe(bitsAmongSmall(vectorTan, x));
    }
  });

  it("are odd, even, odd, and together what they are alone", () => {
    for (let x = 1e-5; x < 1e22; x *= 1.9) {
      store<f64>(X, x);
      store<f64>(X, -x, 8);
      store<f64>(X, 3.0 * x, 16);
      store<f64>(X, 1.0, 24);
      vectorSinCos(X, OUT, SECOND, 4);
      expect(load<f64>(OUT)).toBe(-load<f64>(OUT, 8));
      expect(load<f64>(SECOND)).toBe(load<f64>(SECOND, 8));
      const sin = load<u64>(OUT, 16), cos = load<u64>(SECOND, 16);
      vectorSin(X, OUT, 4);
      vectorCos(X, SECOND, 4);
      expect(load<u64>(OUT, 16)).toBe(sin);
      expect(load<u64>(SECOND, 16)).toBe(cos);
      vectorTan(X, OUT, 4);
      expect(load<f64>(OUT)).toBe(-load<f64>(OUT, 8));
    }
  });

  it("may write over their arguments", () => {
    store<f64>(X, 1e10);
    store<f64>(X, 1.0, 8);
    const far = bits(vectorSin, 1e10), near = bits(vectorSin, 1.0);
    store<f64>(X, 1e10);
    store<f64>(X, 1.0, 8);
    vectorSin(X, X, 2);
    expect(load<u64>(X)).toBe(far);
    expect(load<u64>(X, 8)).toBe(near);
  });
});

describe("sin2pi, cos2pi", () => {
  it("have exact zeros, of the sign of x and positive, and exact ones", () => {
    for (let k = 1; k < 40; k++) {
      const x = <f64>k * 0.5, quarter = x + 0.25;
      expect(bits(vectorSin2pi, x)).toBe(0);
      expect(bits(vectorSin2pi, -x)).toBe(reinterpret<u64>(-0.0));
      expect(bits(vectorCos2pi, quarter)).toBe(0);
      expect(bits(vectorCos2pi, -quarter)).toBe(0);
      expect(value(vectorCos2pi, x)).toBe(k & 1 ? -1.0 : 1.0);
      expect(value(vectorSin2pi, quarter)).toBe(k & 1 ? -1.0 : 1.0);
    }
    expect(bits(vectorSin2pi, -0.0)).toBe(reinterpret<u64>(-0.0));
  });

  it("know that huge numbers are integers", () => {
    expect(bits(vectorSin2pi, 1e300)).toBe(0);
    expect(value(vectorCos2pi, -1.7976931348623157e308)).toBe(1.0);
    expect(value(vectorCos2pi, 2251799813685248.5)).toBe(-1.0);
    expect(isNaN(value(vectorSin2pi, Infinity))).toBe(true);
    expect(isNaN(value(vectorCos2pi, NaN))).toBe(true);
  });
});

describe("asin, acos, atan", () => {
  it("are exact at the ends", () => {
    expect(value(vectorAsin, 1.0)).toBe(HALF_PI);
    expect(value(vectorAsin, -1.0)).toBe(-HALF_PI);
    expect(bits(vectorAsin, -0.0)).toBe(reinterpret<u64>(-0.0));
    expect(bits(vectorAcos, 1.0)).toBe(0);
    expect(value(vectorAcos, -1.0)).toBe(2.0 * HALF_PI);
    expect(value(vectorAcos, 0.0)).toBe(HALF_PI);
    expect(value(vectorAtan, Infinity)).toBe(HALF_PI);
    expect(value(vectorAtan, -Infinity)).toBe(-HALF_PI);
    expect(value(vectorAtan, 1.0)).toBe(0.5 * HALF_PI);
    expect(bits(vectorAtan, -0.0)).toBe(reinterpret<u64>(-0.0));
  });

  it("give NaN outside", () => {
    expect(isNaN(value(vectorAsin, 1.0000000000000002))).toBe(true);
    expect(isNaN(value(vectorAsin, -Infinity))).toBe(true);
    expect(isNaN(value(vectorAcos, -1.0000000000000002))).toBe(true);
    expect(isNaN(value(vectorAcos, Infinity))).toBe(true);
    expect(isNaN(value(vectorAtan, NaN))).toBe(true);
  });
});
