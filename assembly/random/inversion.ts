import { Lanes } from "../core/lanes";
import { Unary } from "../core/map";
import { Pair } from "../core/tables";

/** Intervals of p, 32 to the octave, from 2⁻⁵³ to ½; the rows of eighty bytes that belong to them. */
const OCTAVES = 52;
const COUNT: usize = OCTAVES * 32;
const ROW: usize = 80;
const TABLE: usize = memory.data(OCTAVES * 32 * 80, 16);
/** The bits of 2⁻⁵³, and those bits without the 47 that tell places within an interval. */
const LOWEST_BITS: u64 = 0x3ca0000000000000;
const FIRST: usize = memory.data<i64>([0x3ca0000000000000 >> 47]);
/** 2⁻⁵³ and ½ − 2⁻⁵⁴: p is taken into this range for choosing its row. */
const LOWEST: usize = memory.data<f64>([1.1102230246251565e-16]);
const HIGHEST: usize = memory.data<f64>([0.49999999999999994449]);

/** z and z′ where the table starts, at p = 2⁻⁵³(1 + 1/64): high and low parts. Found with 60 digits. */
const START: usize = memory.data<f64>([8.207674246470342, -1.433644383522972e-16, -1065155082978396.1, 0.0006028290168611299]);
/** z = 0 and z′ = −√2π where it ends, at p = ½. */
const END: usize = memory.data<f64>([0.0, 0.0, -2.5066282746310007, 1.8328579980459167e-16]);
/** Room for z and z′, for two products, and for the coefficients of z, z′ and z′². */
const Z: usize = memory.data(16, 16);
const W: usize = memory.data(16, 16);
const PRODUCT: usize = memory.data(16, 16);
const STEP: usize = memory.data(16, 16);
const ORDER: usize = 13;
const A: usize = memory.data(16 * 8);
const B: usize = memory.data(16 * 8);
const S: usize = memory.data(16 * 8);

/**
 * The normal number x below which lie u of all: u = Φ(x), 2⁻⁵³ ≤ u ≤ 1 − 2⁻⁵³; outside, a meaningless number. Error below 0.6 ulp, and
 * 1.3 ulp where |u − ½| < 1/50; odd about ½; never falls as u rises.
 *
 * p = min(u, 1 − u) is exact, |x| = z(p), Φ(−z) = p. By rows, with r = p − c, c the middle of the interval (the end ½ of the last one):
 *
 *     z = high + (low + r(c₁ + c₂r + … + c₇r⁶))
 *
 * It never falls because what is added to high is so small: its rounding errors (|r| ≤ p/64, each below 2⁻⁵³ of it, about four of them) and
 * the jump from row to row (2⁻⁵⁸p·|z′|) stay below what one step of p, at least 2⁻⁵³p, adds.
 *
 * The rows are Taylor polynomials, found when first needed by steps from middle to middle. φ(z)z′ = −1, so with w = z′
 *
 *     w′ = z·w²
 *
 * gives all coefficients. From the tail inwards, because an error is a displacement of p, and matters the less the larger p. The two
 * leading terms of a step have about 100 bits, the rest, 2⁻¹¹ of z′p and less, 53.
 */
@unmanaged @final
export class Inversion extends Unary {
  @inline of(u: v128): v128 {
    const p = f64x2.pmin(u, f64x2.sub(Lanes.both(Lanes.ONE), u));
    const key = f64x2.pmax(f64x2.pmin(p, Lanes.both(HIGHEST)), Lanes.both(LOWEST));
    const index = i64x2.sub(i64x2.shr_u(key, 47), Lanes.both(FIRST));
    const i = <usize>i32x4.extract_lane(index, 0) * ROW, j = <usize>i32x4.extract_lane(index, 2) * ROW;
    const a0 = v128.load(i, TABLE), b0 = v128.load(j, TABLE);
    const a1 = v128.load(i, TABLE + 16), b1 = v128.load(j, TABLE + 16);
    const a2 = v128.load(i, TABLE + 32), b2 = v128.load(j, TABLE + 32);
    const a3 = v128.load(i, TABLE + 48), b3 = v128.load(j, TABLE + 48);
    const a4 = v128.load(i, TABLE + 64), b4 = v128.load(j, TABLE + 64);
    const r = f64x2.sub(p, Lanes.first(a0, b0)), rr = f64x2.mul(r, r);
    const low = Lanes.mulAdd(r, Lanes.first(a2, b2), Lanes.second(a1, b1)); // c₁ + c₂r
    const middle = Lanes.mulAdd(r, Lanes.first(a3, b3), Lanes.second(a2, b2)); // c₃ + c₄r
    const high = Lanes.mulAdd(rr, Lanes.second(a4, b4), Lanes.mulAdd(r, Lanes.first(a4, b4), Lanes.second(a3, b3))); // c₅ + c₆r + c₇r²
    const q = Lanes.mulAdd(rr, Lanes.mulAdd(rr, high, middle), low);
    const z = f64x2.add(Lanes.second(a0, b0), Lanes.mulAdd(r, q, Lanes.first(a1, b1)));
    return v128.xor(z, v128.and(f64x2.lt(u, Lanes.both(Lanes.HALF)), Lanes.both(Lanes.SIGN)));
  }

  /** Builds the table if it is not there. */
  static ready(): void {
    if (load<f64>(TABLE) == 0.0) Inversion.build();
  }

  private static build(): void {
    memory.copy(Z, START, 16);
    memory.copy(W, START + 16, 16);
    let c = Inversion.middle(0);
    for (let i: usize = 0; i < COUNT - 1; i++) {
      Inversion.expand(load<f64>(Z), load<f64>(W));
      Inversion.row(TABLE + i * ROW, c, c - Inversion.start(i));
      const next = Inversion.middle(i + 1);
      Inversion.advance(next - c);
      c = next;
    }
    memory.copy(Z, END, 16);
    Inversion.expand(0.0, load<f64>(END, 16));
    Inversion.row(TABLE + (COUNT - 1) * ROW, 0.5, 0.0078125);
  }

  /** Where interval i starts, and its middle. */
  private static start(i: usize): f64 { return reinterpret<f64>(LOWEST_BITS + (<u64>i << 47)); }
  private static middle(i: usize): f64 { return reinterpret<f64>(LOWEST_BITS + (<u64>i << 47) + (1 << 46)); }

  /** Taylor coefficients of z, w = z′ and s = w²: w′ = z·s. */
  private static expand(z: f64, w: f64): void {
    store<f64>(A, z);
    store<f64>(B, w);
    for (let k: usize = 0; k < ORDER; k++) {
      store<f64>(S + (k << 3), Inversion.convolution(B, B, k));
      store<f64>(A + (k << 3), load<f64>(B + (k << 3)) / <f64>(k + 1), 8);
      store<f64>(B + (k << 3), Inversion.convolution(A, S, k) / <f64>(k + 1), 8);
    }
  }
  private static convolution(x: usize, y: usize, k: usize): f64 {
    let sum = 0.0;
    for (let i: usize = 0; i <= k; i++) sum += load<f64>(x + (i << 3)) * load<f64>(y + ((k - i) << 3));
    return sum;
  }

  /**
   * A row, from the coefficients to order 9. Orders 8 and 9 are spread over lower ones so that what is left of them is a Chebyshev
   * polynomial, |r| ≤ h: h⁸T₈(r/h)/128 and h⁹T₉(r/h)/256, below 2⁻⁵⁷ of z′p.
   */
  private static row(row: usize, centre: f64, h: f64): void {
    const hh = h * h, c8 = load<f64>(A, 64), c9 = load<f64>(A, 72);
    store<f64>(row, centre);
    store<f64>(row, load<f64>(Z), 8);
    store<f64>(row, load<f64>(Z, 8) - c8 * hh * hh * hh * hh / 128.0, 16);
    store<f64>(row, load<f64>(A, 8) - c9 * hh * hh * hh * hh * 0.03515625, 24);
    store<f64>(row, load<f64>(A, 16) + c8 * hh * hh * hh * 0.25, 32);
    store<f64>(row, load<f64>(A, 24) + c9 * hh * hh * hh * 0.46875, 40);
    store<f64>(row, load<f64>(A, 32) - c8 * hh * hh * 1.25, 48);
    store<f64>(row, load<f64>(A, 40) - c9 * hh * hh * 1.6875, 56);
    store<f64>(row, load<f64>(A, 48) + c8 * hh * 2.0, 64);
    store<f64>(row, load<f64>(A, 56) + c9 * hh * 2.25, 72);
  }

  /** z and w, a step r further. */
  private static advance(r: f64): void {
    const z = changetype<Pair>(Z), w = changetype<Pair>(W), product = changetype<Pair>(PRODUCT), step = changetype<Pair>(STEP);
    product.product(z, w);
    product.product(product, w); // w′ = z·w²
    step.hi = r;
    step.lo = 0.0;
    product.product(product, step);
    step.product(w, step);
    Inversion.add(z, step, Inversion.rest(A, r));
    Inversion.add(w, product, Inversion.rest(B, r));
  }

  /** The terms of a series beyond the linear one. */
  private static rest(coefficients: usize, r: f64): f64 {
    let sum = 0.0;
    for (let k = ORDER; k >= 2; k--) sum = sum * r + load<f64>(coefficients + (k << 3));
    return sum * r * r;
  }

  /** x + y + rest to x; the high part of x is the largest. */
  private static add(x: Pair, y: Pair, rest: f64): void {
    const sum = x.hi + y.hi, low = y.hi - (sum - x.hi) + (x.lo + y.lo + rest);
    x.hi = sum + low;
    x.lo = low - (x.hi - sum);
  }
}
