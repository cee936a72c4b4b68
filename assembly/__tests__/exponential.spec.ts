import { Exponential } from "../core/exponential";
import { Logarithm } from "../core/logarithm";
import { Power } from "../core/power";
import { Tables } from "../core/tables";

/** Facts that are exact, of the debug build; the accuracy of the product is measured by test/vector.test.ts and test/accuracy. */
const both = (x: f64): v128 => f64x2.splat(x);
const first = (v: v128): f64 => f64x2.extract_lane(v, 0);

describe("tables", () => {
  beforeAll(() => {
    Tables.build();
  });

  it("have √2 in the middle of the powers of two, doubled", () => {
    expect<f64>(load<f64>(Tables.EXP2 + 128 * 16)).toBe(2.8284271247461903);
  });

  it("have 1 and no logarithm in the interval of 1", () => {
    expect<f64>(load<f64>(Tables.LOG + 75 * 32)).toBe(1.0);
    expect<f64>(load<f64>(Tables.LOG + 75 * 32, 8)).toBe(0.0);
  });

  it("have logarithms that add up: c = 364/512 and its −log", () => {
    expect<f64>(load<f64>(Tables.LOG + 127 * 32)).toBe(0.7109375);
    expect<f64>(load<f64>(Tables.LOG + 127 * 32, 8) + load<f64>(Tables.LOG + 127 * 32, 16)).toBe(0.34117075740276714);
  });
});

describe("exponentials and logarithms", () => {
  beforeAll(() => {
    Tables.build();
  });

  it("of integers by 2 are exact, subnormals included", () => {
    for (let k = -1074; k < 1024; k++) {
      const power = k < -1022 ? reinterpret<f64>(<u64>1 << (k + 1074)) : reinterpret<f64>(<u64>(k + 1023) << 52);
      expect<f64>(first(Exponential.exp2(both(k)))).toBe(power);
      expect<f64>(first(Logarithm.log2(both(power)))).toBe(k);
      expect<f64>(first(Power.pow(both(2.0), both(k)))).toBe(power);
    }
  });

  it("keep lanes apart", () => {
    const x = f64x2.replace_lane(f64x2.splat(-1.0), 1, 1.0), l = Logarithm.log(x);
    expect<f64>(f64x2.extract_lane(l, 0)).toBeNaN();
    expect<f64>(f64x2.extract_lane(l, 1)).toBe(0.0);
  });

  it("have roots of cubes", () => {
    for (let k = 1.0; k < 1000.0; k++) expect<f64>(first(Power.cbrt(both(-k * k * k)))).toBe(-k);
  });
});
