import { Lanes } from "../core/lanes";

/** A pivot below this share of its diagonal belongs to a column that others span: it gets no coefficient. */
export const PIVOT = 1e-10;

/** Columns 1, c_0 … c_(count − 1), `stride` bytes apart. */
export abstract class Regression {
  /** Numbers of a lower triangle of so many columns beside the ones. */
  @inline static triangle(count: i32): usize { return <usize>(((count + 1) * (count + 2)) >> 1); }
  @inline static column(columns: usize, stride: usize, k: i32): usize { return columns + <usize>(k - 1) * stride; }

  /** out += Σ x·xᵀ over `rows` rows from `first` on, the lower triangle row by row; x_0 = 1. */
  static gram(columns: usize, stride: usize, count: i32, first: i32, rows: i32, out: usize): void {
    store<f64>(out, load<f64>(out) + <f64>rows);
    let to = out + 8;
    for (let i = 1; i <= count; i++) {
      const a = Regression.column(columns, stride, i) + (<usize>first << 3);
      store<f64>(to, load<f64>(to) + Regression.sum(a, rows));
      to += 8;
      for (let j = 1; j <= i; j++, to += 8) store<f64>(to, load<f64>(to) + Regression.dot(a, Regression.column(columns, stride, j) + (<usize>first << 3), rows));
    }
  }

  /** out += Σ x·e */
  static moments(e: usize, columns: usize, stride: usize, count: i32, first: i32, rows: i32, out: usize): void {
    const from = e + (<usize>first << 3);
    store<f64>(out, load<f64>(out) + Regression.sum(from, rows));
    for (let k = 1; k <= count; k++) {
      const to = out + (<usize>k << 3);
      store<f64>(to, load<f64>(to) + Regression.dot(Regression.column(columns, stride, k) + (<usize>first << 3), from, rows));
    }
  }

  /** Four sums side by side, so that none waits for the one before. */
  static sum(a: usize, rows: i32): f64 {
    const size = <usize>(rows & ~1) << 3;
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, i: usize = 0;
    for (; i + 64 <= size; i += 64) {
      s0 = f64x2.add(s0, v128.load(a + i));
      s1 = f64x2.add(s1, v128.load(a + i, 16));
      s2 = f64x2.add(s2, v128.load(a + i, 32));
      s3 = f64x2.add(s3, v128.load(a + i, 48));
    }
    for (; i < size; i += 16) s0 = f64x2.add(s0, v128.load(a + i));
    return Lanes.sum(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3))) + (rows & 1 ? load<f64>(a + size) : 0.0);
  }
  static dot(a: usize, b: usize, rows: i32): f64 {
    const size = <usize>(rows & ~1) << 3;
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, i: usize = 0;
    for (; i + 64 <= size; i += 64) {
      s0 = Lanes.mulAdd(v128.load(a + i), v128.load(b + i), s0);
      s1 = Lanes.mulAdd(v128.load(a + i, 16), v128.load(b + i, 16), s1);
      s2 = Lanes.mulAdd(v128.load(a + i, 32), v128.load(b + i, 32), s2);
      s3 = Lanes.mulAdd(v128.load(a + i, 48), v128.load(b + i, 48), s3);
    }
    for (; i < size; i += 16) s0 = Lanes.mulAdd(v128.load(a + i), v128.load(b + i), s0);
    return Lanes.sum(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3))) + (rows & 1 ? load<f64>(a + size) * load<f64>(b + size) : 0.0);
  }

  /** A lower triangle becomes L·D·Lᵀ in its place, with 0 for 1/D where a column is spanned by those before it. D⁻¹ stands on the diagonal. */
  static factor(g: usize, count: i32): void {
    for (let i = 0; i <= count; i++) {
      const row = g + (<usize>((i * (i + 1)) >> 1) << 3), diagonal = row + (<usize>i << 3), whole = load<f64>(diagonal);
      let pivot = whole;
      for (let j = 0; j < i; j++) {
        const other = g + (<usize>((j * (j + 1)) >> 1) << 3), at = row + (<usize>j << 3);
        let value = load<f64>(at); // L_ij·D_j, of which those before are known
        for (let k = 0; k < j; k++) value -= load<f64>(row + (<usize>k << 3)) * load<f64>(other + (<usize>k << 3));
        store<f64>(at, value);
      }
      for (let j = 0; j < i; j++) {
        const at = row + (<usize>j << 3), value = load<f64>(at), l = value * load<f64>(g + (<usize>((j * (j + 1)) >> 1) << 3) + (<usize>j << 3));
        pivot -= value * l;
        store<f64>(at, l);
      }
      store<f64>(diagonal, pivot > PIVOT * whole ? 1.0 / pivot : 0.0);
    }
  }

  /** b becomes (L·D·Lᵀ)⁻¹·b; columns without a pivot get 0. */
  static solve(g: usize, count: i32, b: usize): void {
    for (let i = 0; i <= count; i++) {
      const row = g + (<usize>((i * (i + 1)) >> 1) << 3), at = b + (<usize>i << 3);
      let value = load<f64>(at);
      for (let j = 0; j < i; j++) value -= load<f64>(row + (<usize>j << 3)) * load<f64>(b + (<usize>j << 3));
      store<f64>(at, value);
    }
    for (let i = count; i >= 0; i--) {
      const at = b + (<usize>i << 3), inverse = load<f64>(g + (<usize>((i * (i + 1)) >> 1) << 3) + (<usize>i << 3));
      let value = load<f64>(at) * inverse;
      if (inverse != 0.0) for (let k = i + 1; k <= count; k++) value -= load<f64>(g + (<usize>((k * (k + 1)) >> 1) << 3) + (<usize>i << 3)) * load<f64>(b + (<usize>k << 3));
      store<f64>(at, value);
    }
  }
}
