import { Called } from "../core/called";
import { Elementary } from "../core/elementary";
import { Lanes } from "../core/lanes";

/** Rows of a leaf that are chosen, drawn and weighed apart. */

/**
 * choice[i] = the component that a uniform number falls to; `cumulative`: sums of shares, the last ≥ 1. If `stratified`, eight rows that follow each
 * other (at the end, what is left) share them out: row number k of m takes (k + u)/m, so that each component has its share of them, up to one.
 */
export function rowsChoose(u: usize, choice: usize, n: i32, cumulative: usize, stratified: i32): void {
  for (let i = 0; i < n; i += 8) {
    const m = min(8, n - i), part = stratified ? 1.0 / <f64>m : 1.0, step = stratified ? part : 0.0;
    let k: usize = cumulative, offset = 0.0;
    for (let j = i; j < i + m; j++) {
      const v = offset + part * load<f64>(u + (<usize>j << 3));
      if (!stratified) k = cumulative;
      while (v >= load<f64>(k)) k += 8; // strata rise
      store<f64>(choice + (<usize>j << 3), <f64>((k - cumulative) >> 3));
      offset += step;
    }
  }
}

/**
 * rows = the numbers (i32) of all rows, those of each of `count` components together, in order; ends = where (i32) those of each end. `ends` has room
 * for count + 1.
 */
export function rowsSort(choice: usize, count: i32, rows: usize, ends: usize, n: i32): void {
  memory.fill(ends, 0, <usize>(count + 1) << 2);
  for (let i = 0; i < n; i++) {
    const at = ends + (<usize>load<f64>(choice + (<usize>i << 3)) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  for (let k = 0, sum = 0; k < count; k++) {
    const at = ends + (<usize>k << 2), size = load<i32>(at);
    store<i32>(at, sum);
    sum += size;
  }
  for (let i = 0; i < n; i++) {
    const at = ends + (<usize>load<f64>(choice + (<usize>i << 3)) << 2), to = load<i32>(at);
    store<i32>(rows + (<usize>to << 2), i);
    store<i32>(at, to + 1);
  }
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

/** out += |s|·(c + d·|s|): s² may be beyond the doubles where d is 0. */
export function ratioOfScore(s: usize, c: f64, d: f64, out: usize, n: i32): void {
  const size = Lanes.padded(n), C = f64x2.splat(c), D = f64x2.splat(d);
  for (let i: usize = 0; i < size; i += 16) {
    const v = f64x2.abs(v128.load(s + i));
    v128.store(out + i, Lanes.mulAdd(v, Lanes.mulAdd(D, v, C), v128.load(out + i)));
  }
}
/** out += c·e^(log q − log p) */
export function ratioOfLogs(logQ: usize, logP: usize, c: f64, out: usize, n: i32): void {
  const size = Lanes.padded(n), C = f64x2.splat(c);
  for (let i: usize = 0; i < size; i += 16) {
    v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.mul(C, Elementary.exp(f64x2.sub(v128.load(logQ + i), v128.load(logP + i))))));
  }
}
/** out = 1/ratio, and 0 where that is 0 or infinite or NaN: outside the support of p. */
export function weightsOfRatio(ratio: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n), zero = f64x2.splat(0), infinity = f64x2.splat(Infinity);
  for (let i: usize = 0; i < size; i += 16) {
    const r = v128.load(ratio + i), inside = v128.and(f64x2.gt(r, zero), f64x2.lt(r, infinity));
    v128.store(out + i, v128.and(f64x2.div(f64x2.splat(1), r), inside));
  }
}

/** out = log p + log ratio, and −∞ where p is 0: the ratio is no number there. One beyond the doubles counts as the largest. */
export function logOfRatio(ratio: usize, logP: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n), most = f64x2.splat(f64.MAX_VALUE), nowhere = f64x2.splat(-Infinity);
  for (let i: usize = 0; i < size; i += 16) {
    const p = v128.load(logP + i), q = f64x2.add(p, Called.log(f64x2.min(v128.load(ratio + i), most)));
    v128.store(out + i, v128.bitselect(nowhere, q, f64x2.eq(p, nowhere)));
  }
}
/** Where p is 0: out = log(e^out + c·q). */
export function logOfOther(logQ: usize, logP: usize, c: f64, out: usize, n: i32): void {
  const size = Lanes.padded(n), C = f64x2.splat(c), nowhere = f64x2.splat(-Infinity);
  for (let i: usize = 0; i < size; i += 16) {
    const q = v128.load(logQ + i), before = v128.load(out + i), top = f64x2.max(q, before);
    const sum = f64x2.add(Elementary.exp(f64x2.sub(before, top)), f64x2.mul(C, Elementary.exp(f64x2.sub(q, top))));
    const here = v128.andnot(f64x2.eq(v128.load(logP + i), nowhere), f64x2.eq(q, nowhere));
    v128.store(out + i, v128.bitselect(f64x2.add(top, Called.log(sum)), before, here));
  }
}

/** On the integers out = p(k − 1)/p(k) = (u(k) + score(k))/u(k − 1), u a canonical flow; 0 at k = 0. */
export function massBelow(k: usize, flow: usize, score: usize, flowBelow: usize, out: usize, n: i32): void {
  const size = Lanes.padded(n), zero = f64x2.splat(0);
  for (let i: usize = 0; i < size; i += 16) {
    const ratio = f64x2.div(f64x2.add(v128.load(flow + i), v128.load(score + i)), v128.load(flowBelow + i));
    v128.store(out + i, v128.and(ratio, f64x2.gt(v128.load(k + i), zero)));
  }
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
