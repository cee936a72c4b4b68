import { Called } from "../core/called";
import { Elementary } from "../core/elementary";
import { Lanes } from "../core/lanes";

/** Arithmetic on columns of `n` numbers, padded to a multiple of four, where `out` may be an argument. */

/** So many bytes become zeros. */
export function clear(out: usize, bytes: usize): void { memory.fill(out, 0, bytes); }
/** out = c */
export function columnFill(out: usize, c: f64, n: i32): void {
  const v = f64x2.splat(c), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, v);
}
/** out = a */
export function columnCopy(a: usize, out: usize, n: i32): void { memory.copy(out, a, Lanes.padded(n)); }
/** out = a, but not below `low` and not above `high`; NaN stays. */
export function columnClamp(a: usize, out: usize, n: i32, low: f64, high: f64): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f64x2.pmin(f64x2.pmax(v128.load(a + i), f64x2.splat(low)), f64x2.splat(high)));
}
/** out = log |a| */
export function columnLogs(a: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, Called.log(f64x2.abs(v128.load(a + i))));
}
/** out = Σ c_d·column_d, of `count` columns, `stride` bytes apart. */
export function columnsDot(columns: usize, stride: usize, count: i32, c: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    let sum = f64x2.splat(0), at = columns + i;
    for (let d = 0; d < count; d++, at += stride) sum = Lanes.mulAdd(f64x2.splat(load<f64>(c + (<usize>d << 3))), v128.load(at), sum);
    v128.store(out + i, sum);
  }
}
/** out = a·b */
export function columnMultiply(a: usize, b: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f64x2.mul(v128.load(a + i), v128.load(b + i)));
}
/** out = a, but 0 where w is: what counts for nothing there may be NaN or infinite. */
export function columnKeep(a: usize, w: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n), zero = f64x2.splat(0);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, v128.andnot(v128.load(a + i), f64x2.eq(v128.load(w + i), zero)));
}
/** out = a·w, and 0 where w is. */
export function columnWeigh(a: usize, w: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n), zero = f64x2.splat(0);
  for (let i: usize = 0; i < size; i += 16) {
    const weight = v128.load(w + i);
    v128.store(out + i, v128.andnot(f64x2.mul(v128.load(a + i), weight), f64x2.eq(weight, zero)));
  }
}
/** Is there a 0 in it? */
export function columnHasZero(a: usize, n: i32): i32 {
  for (let i = 0; i < n; i++) if (load<f64>(a + (<usize>i << 3)) == 0) return 1;
  return 0;
}
/** Rows of x that are not finite lie outside every support: all columns of out become NaN there, of which that is what all ones are. */
export function columnsWithin(x: usize, stride: usize, count: i32, out: usize, width: i32, n: i32): void {
  const size = Lanes.padded(n), infinity = f64x2.splat(Infinity);
  for (let i: usize = 0; i < size; i += 16) {
    let inside = f64x2.lt(f64x2.abs(v128.load(x + i)), infinity);
    for (let d = 1; d < count; d++) inside = v128.and(inside, f64x2.lt(f64x2.abs(v128.load(x + <usize>d * stride + i)), infinity));
    if (v128.all_true<i64>(inside)) continue;
    for (let j = 0; j < width; j++) {
      const at = out + <usize>j * stride + i;
      v128.store(at, v128.or(v128.load(at), v128.not(inside)));
    }
  }
}
/** out += a − b */
export function columnAddDifference(a: usize, b: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.sub(v128.load(a + i), v128.load(b + i))));
}
/** out += c·a */
export function columnAddScaled(c: f64, a: usize, out: usize, n: i32): void {
  const v = f64x2.splat(c), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, Lanes.mulAdd(v, v128.load(a + i), v128.load(out + i)));
}
/** out += c·a·b */
export function columnAddProduct(c: f64, a: usize, b: usize, out: usize, n: i32): void {
  const v = f64x2.splat(c), size = Lanes.padded(n);
  for (let i: usize = 0; i < size; i += 16) {
    v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.mul(v, f64x2.mul(v128.load(a + i), v128.load(b + i)))));
  }
}
/** The padding repeats row 0. */
export function columnPad(column: usize, n: i32): void {
  const first = load<f64>(column), end = column + (((<usize>n + 3) & ~3) << 3);
  for (let p = column + (<usize>n << 3); p < end; p += 8) store<f64>(p, first);
}
/** The first row that is NaN, or −1. */
export function columnFindNaN(x: usize, n: i32): i32 {
  for (let i = 0; i < n; i++) {
    const v = load<f64>(x + (<usize>i << 3));
    if (v != v) return i;
  }
  return -1;
}
/** How many rows are 0 or 1. */
export function columnCountBits(x: usize, n: i32): i32 {
  let count = 0;
  for (let i = 0; i < n; i++) {
    const v = load<f64>(x + (<usize>i << 3));
    count += i32(v == 0.0) | i32(v == 1.0);
  }
  return count;
}

/** out = p/q = e^(log p − log q); 0 where p is 0, whatever q is. */
export function importanceWeights(logP: usize, logQ: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n), nowhere = f64x2.splat(-Infinity);
  for (let i: usize = 0; i < size; i += 16) {
    const p = v128.load(logP + i), w = Elementary.exp(f64x2.sub(p, v128.load(logQ + i)));
    v128.store(out + i, v128.andnot(w, f64x2.eq(p, nowhere)));
  }
}

/** out = the rows of `count` columns, `stride` bytes apart, one row after the other. */
export function columnsToRows(columns: usize, stride: usize, count: i32, n: i32, out: usize): void {
  const width = <usize>count << 3;
  for (let d = 0; d < count; d++) {
    let from = columns + <usize>d * stride, to = out + (<usize>d << 3);
    for (let i = 0; i < n; i++) {
      store<f64>(to, load<f64>(from));
      from += 8;
      to += width;
    }
  }
}
/** The way back. */
export function rowsToColumns(rows: usize, count: i32, n: i32, columns: usize, stride: usize): void {
  const width = <usize>count << 3;
  for (let d = 0; d < count; d++) {
    let from = rows + (<usize>d << 3), to = columns + <usize>d * stride;
    for (let i = 0; i < n; i++) {
      store<f64>(to, load<f64>(from));
      from += width;
      to += 8;
    }
  }
}
