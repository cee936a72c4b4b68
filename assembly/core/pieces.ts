import { Lanes } from "./lanes";
import { Tables } from "./tables";

/** Coefficients of a piece, and its nodes. */
const COUNT: usize = 16;
/** Values at the nodes; then Chebyshev's coefficients; powers of one polynomial Tₙ and of the one before. */
const VALUES: usize = memory.data(256, 16);
const SERIES: usize = memory.data(256, 16);
const POWERS: usize = memory.data(128, 16);
const BEFORE: usize = memory.data(128, 16);

/**
 * A smooth function of one number, with two values, as polynomials of degree 15 on neighbouring intervals: each is interpolated at
 * Chebyshev's nodes when it is first needed. What one gives does not depend on when. t, from −1 to 1, is the place in an interval.
 */
export abstract class Pieces {
  static readonly BYTES: usize = 256;

  /** Marks `count` pieces as unknown. */
  static clear(pieces: usize, count: i32): void {
    for (let i = 0; i < count; i++) store<f64>(pieces + <usize>i * Pieces.BYTES, NaN);
  }
  @inline static known(piece: usize): bool {
    const first = load<f64>(piece);
    return first == first;
  }

  /** Node i: cos(π(i + ½)/16), a quarter of whose steps are those of a table of 256 to the circle. */
  static node(i: i32): f64 { return load<f64>(Tables.CIRCLE + ((<usize>(4 * (2 * i + 1)) & 255) << 4), 8); }
  static value(i: i32, first: f64, second: f64): void {
    store<f64>(VALUES + (<usize>i << 4), first);
    store<f64>(VALUES + (<usize>i << 4), second, 8);
  }

  /** The polynomial of the values, in powers of t: Σ cₙTₙ, cₙ = 2/16·Σ value·cos(πn(i + ½)/16), Tₙ₊₁ = 2t·Tₙ − Tₙ₋₁. */
  static fit(piece: usize): void {
    for (let n: usize = 0; n < COUNT; n++) {
      let sum = Lanes.both(Lanes.ZERO);
      for (let i: usize = 0; i < COUNT; i++) sum = Lanes.mulAdd(Lanes.both(Tables.CIRCLE + 8 + (((4 * n * (2 * i + 1)) & 255) << 4)), v128.load(VALUES + (i << 4)), sum);
      v128.store(SERIES + (n << 4), f64x2.mul(sum, f64x2.splat(n == 0 ? 0.0625 : 0.125)));
    }
    memory.fill(POWERS, 0, 128);
    memory.fill(BEFORE, 0, 128);
    memory.fill(piece, 0, Pieces.BYTES);
    store<f64>(POWERS, 1.0);
    for (let n: usize = 0; n < COUNT; n++) {
      const c = v128.load(SERIES + (n << 4));
      for (let k: usize = 0; k <= n; k++) v128.store(piece + (k << 4), Lanes.mulAdd(c, Lanes.both(POWERS + (k << 3)), v128.load(piece + (k << 4))));
      for (let k: i32 = <i32>COUNT - 1; k >= 0; k--) { // from above: the place of k − 1 is still Tₙ
        const up = k > 0 ? load<f64>(POWERS + (k - 1 << 3)) : 0.0, next = (n == 0 ? 1.0 : 2.0) * up - load<f64>(BEFORE + (k << 3));
        store<f64>(BEFORE + (k << 3), load<f64>(POWERS + (k << 3)));
        store<f64>(POWERS + (k << 3), next);
      }
    }
  }

  /** Both values at t. */
  @inline static at(piece: usize, t: f64): v128 {
    const T = f64x2.splat(t), z = f64x2.mul(T, T);
    let even = v128.load(piece, 224), odd = v128.load(piece, 240);
    for (let row = piece + 224; row > piece;) {
      row -= 32;
      even = Lanes.mulAdd(even, z, v128.load(row));
      odd = Lanes.mulAdd(odd, z, v128.load(row, 16));
    }
    return Lanes.mulAdd(odd, T, even);
  }

  /** Their derivatives by t. */
  @inline static slope(piece: usize, t: f64): v128 {
    const T = f64x2.splat(t);
    let sum = f64x2.mul(v128.load(piece, 240), f64x2.splat(15.0));
    for (let k = 14; k > 0; k--) sum = Lanes.mulAdd(sum, T, f64x2.mul(v128.load(piece + (<usize>k << 4)), f64x2.splat(<f64>k)));
    return sum;
  }
}
