/**
 * What extreme words become, and normal numbers by inversion at points of mpmath (60 digits). The way from seeds to numbers is tested,
 * on the built package, in test/random.test.ts.
 */
import { Maps, Unary } from "../core/map";
import { Tables } from "../core/tables";
import { Exponential } from "../random/exponential";
import { normals, normalsByInversion, normalsOfUniforms, uniforms, words } from "../random/noise";
import { Uniform } from "../random/uniform";
import { Ziggurat } from "../random/ziggurat";

const ROOM: usize = memory.data(8192, 16);
const IN: usize = ROOM, OUT: usize = ROOM + 4096;
const MIX = 0x9e3779b97f4a7c15;

Tables.build();
Ziggurat.build();

function made<F extends Unary>(word: u64): f64 {
  store<u64>(IN, word);
  Maps.unary<F>(IN, OUT, 4);
  return load<f64>(OUT);
}
function ziggurat(word: u64): f64 {
  store<u64>(IN, word);
  Ziggurat.transform(IN, 4);
  return load<f64>(IN);
}
function quantile(u: f64): f64 {
  store<f64>(IN, u);
  normalsOfUniforms(IN, OUT, 4);
  return load<f64>(OUT);
}
/** How many doubles apart two positive numbers are. */
function apart(x: f64, y: f64): i64 { return abs(<i64>reinterpret<u64>(x) - <i64>reinterpret<u64>(y)); }

describe("words to numbers", () => {
  test("uniforms end beside 0 and 1", () => {
    expect(made<Uniform>(0)).toBe(1.1102230246251565e-16);
    expect(made<Uniform>(u64.MAX_VALUE)).toBe(0.9999999999999999);
    expect(made<Uniform>(1 << 63)).toBe(0.5 + 1.1102230246251565e-16);
    expect(made<Uniform>((1 << 63) - 1)).toBe(0.5 - 1.1102230246251565e-16);
  });

  test("exponentials use all bits of small words and end beside 0", () => {
    const log2: f64 = 0.6931471805599453;
    expect(made<Exponential>(0)).toBe(64.0 * log2);
    expect(made<Exponential>(1)).toBe(64.0 * log2);
    expect(made<Exponential>(2)).toBe(43.26280726716839); // −log(3/2⁶⁴)
    expect(made<Exponential>(0xffffffff)).toBe(22.18070977815108); // −log((2³² − 1)/2⁶⁴)
    expect(made<Exponential>(u64.MAX_VALUE)).toBe(1.1102230246251565e-16);
    expect(apart(made<Exponential>(u64.MAX_VALUE - 4096), 2.220446049250313e-16) <= 1).toBeTruthy(); // 2⁻⁵² + 2⁻¹⁰⁵ lies half-way
  });

  test("exponentials fall as words rise", () => {
    let previous: f64 = Infinity;
    for (let word: u64 = 1; word < 1 << 62; word = word + (word >> 2) + 2) {
      const e = made<Exponential>(word);
      expect(e).toBeLessThan(previous);
      previous = e;
    }
  });

  test("normals are finite, never 0; beside it, they are odd", () => {
    for (let layer: u64 = 0; layer < 1024; layer++) {
      for (let k: u64 = 0; k < 8; k++) {
        const word = (layer * MIX + k * 0x123456789abcdef1 & ~1023) | layer, z = ziggurat(word);
        expect(isFinite(z) && z != 0.0).toBeTruthy();
      }
    }
    // beside 0, where every layer but the top one gives its number at once
    for (let layer: u64 = 0; layer < 1023; layer++) {
      const z = ziggurat(1 << 63 | layer);
      expect(z).toBeGreaterThan(0.0);
      expect(z).toBeLessThan(2e-15);
      expect(ziggurat((1 << 63) - 8192 | layer)).toBe(-z);
    }
  });

  test("the lowest layer ends in the tail", () => {
    for (let k: u64 = 0; k < 64; k++) {
      expect(ziggurat(u64.MAX_VALUE - 1023 - (k << 13))).toBeGreaterThan(4.0388498461095045);
      expect(ziggurat(k << 13)).toBeLessThan(-4.0388498461095045);
    }
  });
});

describe("normals by inversion", () => {
  test("at points, to one double", () => {
    expect(apart(-quantile(1.1102230246251565e-16), 8.209536151601387)).toBeLessThan(2);
    expect(apart(-quantile(3.3306690738754696e-16), 8.076571004130125)).toBeLessThan(2);
    expect(apart(-quantile(1e-15), 7.941345326170997)).toBeLessThan(2);
    expect(apart(-quantile(1e-12), 7.034483825301132)).toBeLessThan(2);
    expect(apart(-quantile(1e-09), 5.9978070150076865)).toBeLessThan(2);
    expect(apart(-quantile(1e-06), 4.753424308822899)).toBeLessThan(2);
    expect(apart(-quantile(0.0001), 3.7190164854556804)).toBeLessThan(2);
    expect(apart(-quantile(0.001), 3.0902323061678136)).toBeLessThan(2);
    expect(apart(-quantile(0.01), 2.326347874040841)).toBeLessThan(2);
    expect(apart(-quantile(0.02425), 1.972961051311885)).toBeLessThan(2);
    expect(apart(-quantile(0.05), 1.6448536269514726)).toBeLessThan(2);
    expect(apart(-quantile(0.1), 1.2815515655446004)).toBeLessThan(2);
    expect(apart(-quantile(0.2), 0.8416212335729142)).toBeLessThan(2);
    expect(apart(-quantile(0.25), 0.6744897501960817)).toBeLessThan(2);
    expect(apart(-quantile(0.3), 0.5244005127080408)).toBeLessThan(2);
    expect(apart(-quantile(0.4), 0.2533471031357997)).toBeLessThan(2);
    expect(apart(-quantile(0.49), 0.025068908258711057)).toBeLessThan(2);
    expect(apart(-quantile(0.495), 0.012533469508069274)).toBeLessThan(2);
    expect(apart(-quantile(0.499999), 2.5066282745665593e-06)).toBeLessThan(2);
  });

  test("odd, never falling, across the seams of all intervals", () => {
    for (let i: u64 = 1; i < 52 * 32; i++) {
      const seam = 0x3ca0000000000000 + (i << 47);
      let previous: f64 = -Infinity;
      for (let bits = seam - 4; bits < seam + 4; bits++) {
        const u = reinterpret<f64>(bits), z = quantile(u);
        expect(z >= previous && z < 0.0).toBeTruthy();
        if (1.0 - (1.0 - u) == u) expect(quantile(1.0 - u)).toBe(-z); // 1 − u is exact
        previous = z;
      }
    }
    expect(quantile(0.5)).toBe(0.0);
  });

  test("are those of the uniforms of the same place", () => {
    const place: usize = ROOM + 8000;
    store<u64>(place, 42);
    uniforms(IN, 8, place, 3);
    normalsOfUniforms(IN, IN, 8);
    normalsByInversion(OUT, 8, place, 3);
    for (let i: usize = 0; i < 64; i += 8) expect(load<f64>(OUT + i)).toBe(load<f64>(IN + i));
    normals(IN, 8, place, 3);
    words(OUT, 8, place, 3);
    Ziggurat.transform(OUT, 8);
    for (let i: usize = 0; i < 64; i += 8) expect(load<f64>(OUT + i)).toBe(load<f64>(IN + i));
  });
});
