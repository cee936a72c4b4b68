import { Elementary } from "../core/elementary";
import { Lanes } from "../core/lanes";

/** Rows of a leaf that are chosen, drawn and weighed apart. */

/**
 * choice[i] = the component that a uniform number falls to; `cumulative`: sums of shares, the last ≥ 1. The u of `group` rows that follow each other
 * are stratified: (place in the group + u)/group, so that each group has of each component its share, up to one.
 */
export function rowsChoose(u: usize, choice: usize, n: i32, cumulative: usize, group: i32): void {
  for (let i = 0; i < n; i++) {
    const place = i % group, size = min(group, n - i + place);
    const v = (<f64>place + load<f64>(u + (<usize>i << 3))) / <f64>size;
    let k: usize = 0;
    while (v >= load<f64>(cumulative + (k << 3))) k++;
    store<f64>(choice + (<usize>i << 3), <f64>k);
  }
}

/** rows = the numbers (i32) of the rows where choice is k. Answers how many. */
export function rowsWhere(choice: usize, k: f64, rows: usize, n: i32): i32 {
  let count = 0;
  for (let i = 0; i < n; i++) if (load<f64>(choice + (<usize>i << 3)) == k) {
    store<i32>(rows + (<usize>count << 2), i);
    count++;
  }
  return count;
}

/** out = those rows of a column, one after the other; the padding repeats the first. */
export function rowsGather(column: usize, rows: usize, count: i32, out: usize): void {
  for (let j = 0, padded = (count + 3) & ~3; j < padded; j++) {
    const row = load<i32>(rows + (<usize>(j < count ? j : 0) << 2));
    store<u64>(out + (<usize>j << 3), load<u64>(column + (<usize>row << 3)));
  }
}
/** The way back. */
export function rowsScatter(from: usize, rows: usize, count: i32, column: usize): void {
  for (let j = 0; j < count; j++) {
    const row = load<i32>(rows + (<usize>j << 2));
    store<u64>(column + (<usize>row << 3), load<u64>(from + (<usize>j << 3)));
  }
}

/** out += c·|s| + d·s² */
export function ratioOfScore(s: usize, c: f64, d: f64, out: usize, n: i32): void {
  const size = Lanes.padded(n), C = f64x2.splat(c), D = f64x2.splat(d);
  for (let i: usize = 0; i < size; i += 16) {
    const v = v128.load(s + i);
    v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.add(f64x2.mul(C, f64x2.abs(v)), f64x2.mul(D, f64x2.mul(v, v)))));
  }
}
/** out += c·e^(log q − log p) */
export function ratioOfLogs(logQ: usize, logP: usize, c: f64, out: usize, n: i32): void {
  const size = Lanes.padded(n), C = f64x2.splat(c);
  for (let i: usize = 0; i < size; i += 16) {
    v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.mul(C, Elementary.exp(f64x2.sub(v128.load(logQ + i), v128.load(logP + i))))));
  }
}
/** out = 1/ratio, and 0 where that is 0 or p is. */
export function weightsOfRatio(ratio: usize, logP: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n), zero = f64x2.splat(0), nowhere = f64x2.splat(-Infinity);
  for (let i: usize = 0; i < size; i += 16) {
    const r = v128.load(ratio + i), none = logP ? v128.or(f64x2.eq(r, zero), f64x2.eq(v128.load(logP + i), nowhere)) : f64x2.eq(r, zero);
    v128.store(out + i, v128.andnot(f64x2.div(f64x2.splat(1), r), none));
  }
}

/** out = the means of a·b over groups of so many rows, the last of what is left; the padding repeats the first. */
export function columnFold(a: usize, b: usize, out: usize, n: i32, group: i32): void {
  let j: usize = 0;
  for (let i = 0; i < n; i += group, j += 8) {
    const end = min(i + group, n);
    let sum = 0.0;
    for (let k = i; k < end; k++) sum += load<f64>(a + (<usize>k << 3)) * load<f64>(b + (<usize>k << 3));
    store<f64>(out + j, sum / <f64>(end - i));
  }
  const first = load<f64>(out), padded = (j + 31) & ~31;
  for (; j < padded; j += 8) store<f64>(out + j, first);
}

/** ε of `count` columns becomes longer: r² + e, e = 2·extra: from |ε| ~ χ_d to χ_(d + 2) if `extra` are exponential numbers. */
export function stretch(columns: usize, stride: usize, count: i32, extra: usize, n: i32): void {
  const size = Lanes.padded(n), two = f64x2.splat(2);
  for (let i: usize = 0; i < size; i += 16) {
    let r = f64x2.splat(0);
    for (let d = 0; d < count; d++) {
      const v = v128.load(columns + <usize>d * stride + i);
      r = Lanes.mulAdd(v, v, r);
    }
    const factor = f64x2.sqrt(f64x2.add(f64x2.splat(1), f64x2.div(f64x2.mul(two, v128.load(extra + i)), r)));
    for (let d = 0; d < count; d++) {
      const at = columns + <usize>d * stride + i;
      v128.store(at, f64x2.mul(v128.load(at), factor));
    }
  }
}
/** out += c·|ε| + d·|ε|² */
export function ratioOfRadius(columns: usize, stride: usize, count: i32, c: f64, d: f64, out: usize, n: i32): void {
  const size = Lanes.padded(n), C = f64x2.splat(c), D = f64x2.splat(d);
  for (let i: usize = 0; i < size; i += 16) {
    let r = f64x2.splat(0);
    for (let k = 0; k < count; k++) {
      const v = v128.load(columns + <usize>k * stride + i);
      r = Lanes.mulAdd(v, v, r);
    }
    v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.add(f64x2.mul(C, f64x2.sqrt(r)), f64x2.mul(D, r))));
  }
}
