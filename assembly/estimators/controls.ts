import { Lanes } from "../core/lanes";
import { columnPad } from "./columns";
import { PIVOT, Regression } from "./regression";
import { Rows } from "./sums";

/**
 * Control variates, baselines and combinations, whose coefficients come from other rows of the same group: so they are independent of the rows that
 * they change, and every estimate stays unbiased. `n` rows are groups of `group` rows, the last one of `least` or more
 * (see `Rows.end`); within a group `fold` rows are left out together, in a last group that is smaller as many fewer, in wholes of the `together` rows that
 * depend on each other.
 *
 * Cross-fitting: V. Chernozhukov et al., Econometrics J. 21 (2018) C1–C68, with folds of one row
 * leave-one-out; A. Owen, Monte Carlo theory, methods and examples (2013), §8.9, for controls by regression.
 */

/** Rows of a fold in a group of so many rows. */
function foldOf(rows: i32, group: i32, fold: i32, together: i32): i32 {
  if (rows >= group) return fold;
  const part = (rows * fold + group - 1) / group;
  return (part + together - 1) / together * together;
}
/** Folds at most, in `n` rows. */
function foldsOf(n: i32, group: i32, fold: i32): usize { return <usize>((n + fold - 1) / fold + (group + fold - 1) / fold); }

/** out += Σ x·xᵀ of the ones and `count` columns. */
export function controlsGram(columns: usize, stride: usize, count: i32, n: i32, out: usize): void { Regression.gram(columns, stride, count, 0, n, out); }
/** out += Σ x·e */
export function controlsMoments(e: usize, columns: usize, stride: usize, count: i32, n: i32, out: usize): void { Regression.moments(e, columns, stride, count, 0, n, out); }
/** b = the coefficients of least squares from the triangle `g` and the moments `b`; `g` is overwritten. */
export function leastSquares(g: usize, count: i32, b: usize): void {
  Regression.factor(g, count);
  Regression.solve(g, count, b);
}

/** Folds at most, in `n` rows. */
export function mostFolds(n: i32, group: i32, fold: i32): i32 { return <i32>foldsOf(n, group, fold); }

/** Bytes that `crossFactors` writes for `n` rows in groups and folds of so many, and `crossResiduals` works on behind them. */
export function crossBytes(count: i32, n: i32, group: i32, fold: i32): i32 {
  const folds = foldsOf(n, group, fold);
  return <i32>((folds * (Regression.triangle(count) + <usize>count + 1) + Regression.triangle(count) + 2 * (<usize>count + 1)) << 3);
}
/** The factors of what all other folds of its group say, for each fold: once for all estimates with the same controls. */
export function crossFactors(columns: usize, stride: usize, count: i32, n: i32, group: i32, least: i32, fold: i32, together: i32, factors: usize): void {
  const bytes = Regression.triangle(count) << 3, total = factors + foldsOf(n, group, fold) * bytes;
  let at = factors;
  for (let first = 0, end = 0; first < n; first = end) {
    end = Rows.end(first, n, group, least);
    const begin = at, part = foldOf(end - first, group, fold, together);
    memory.fill(total, 0, bytes);
    for (let row = first; row < end; row += part, at += bytes) {
      memory.fill(at, 0, bytes);
      Regression.gram(columns, stride, count, row, min(part, end - row), at);
      for (let i: usize = 0; i < bytes; i += 8) store<f64>(total + i, load<f64>(total + i) + load<f64>(at + i));
    }
    for (let factor = begin; factor < at; factor += bytes) {
      for (let i: usize = 0; i < bytes; i += 8) store<f64>(factor + i, load<f64>(total + i) - load<f64>(factor + i));
      // too few rows to learn from: no coefficients
      if (load<f64>(factor) < <f64>(2 * (count + 1))) memory.fill(factor, 0, bytes);
      else Regression.factor(factor, count);
    }
  }
}
/** out = e − β·c, β by least squares, with a constant, over all other folds of the group. out may be e. */
export function crossResiduals(e: usize, columns: usize, stride: usize, count: i32, n: i32, group: i32, least: i32, fold: i32, together: i32, factors: usize, out: usize): void {
  const triangle = Regression.triangle(count) << 3, folds = foldsOf(n, group, fold), width = <usize>(count + 1) << 3;
  const moments = factors + (folds + 1) * triangle, total = moments + folds * width, beta = total + width;
  let factor = factors;
  for (let first = 0, end = 0; first < n; first = end) {
    end = Rows.end(first, n, group, least);
    const part = foldOf(end - first, group, fold, together);
    let at = moments;
    memory.fill(total, 0, width);
    for (let row = first; row < end; row += part, at += width) {
      memory.fill(at, 0, width);
      Regression.moments(e, columns, stride, count, row, min(part, end - row), at);
      for (let i: usize = 0; i < width; i += 8) store<f64>(total + i, load<f64>(total + i) + load<f64>(at + i));
    }
    at = moments;
    for (let row = first; row < end; row += part, at += width, factor += triangle) {
      for (let i: usize = 0; i < width; i += 8) store<f64>(beta + i, load<f64>(total + i) - load<f64>(at + i));
      Regression.solve(factor, count, beta);
      // products beyond the doubles teach nothing
      for (let k = 1; k <= count; k++) if (!(abs(load<f64>(beta + (<usize>k << 3))) < Infinity)) {
        memory.fill(beta, 0, width);
        break;
      }
      let r = row;
      const last = min(row + part, end);
      for (; r + 2 <= last; r += 2) {
        let value = v128.load(e + (<usize>r << 3));
        for (let k = 1; k <= count; k++) value = f64x2.sub(value, f64x2.mul(v128.load64_splat(beta + (<usize>k << 3)), v128.load(Regression.column(columns, stride, k) + (<usize>r << 3))));
        v128.store(out + (<usize>r << 3), value);
      }
      for (; r < last; r++) {
        let value = load<f64>(e + (<usize>r << 3));
        for (let k = 1; k <= count; k++) value -= load<f64>(beta + (<usize>k << 3)) * load<f64>(Regression.column(columns, stride, k) + (<usize>r << 3));
        store<f64>(out + (<usize>r << 3), value);
      }
    }
  }
  columnPad(out, n);
}

/**
 * out = φ − b·w, b = Σφ/Σw over all other folds of the group (φ is multiplied by w already): w·score has the mean 0 for every b. Weights that are
 * divided by their sum keep b within what φ is, however rare large ones are. A fold alone keeps nothing.
 */
export function centre(phi: usize, w: usize, n: i32, group: i32, least: i32, fold: i32, out: usize): void {
  for (let first = 0, end = 0; first < n; first = end) {
    end = Rows.end(first, n, group, least);
    const from = <usize>first << 3, stop = <usize>end << 3;
    const total = Regression.sum(phi + from, end - first), weight = Regression.sum(w + from, end - first);
    if (fold == 1) {
      const sum = f64x2.splat(total), all = f64x2.splat(weight), zero = f64x2.splat(0);
      let i = from;
      for (; i + 16 <= stop; i += 16) {
        const v = v128.load(phi + i), own = v128.load(w + i), others = f64x2.sub(all, own), b = v128.and(f64x2.div(f64x2.sub(sum, v), others), f64x2.gt(others, zero));
        v128.store(out + i, f64x2.sub(v, f64x2.mul(b, own)));
      }
      if (i < stop) store<f64>(out + i, load<f64>(phi + i) - share(total - load<f64>(phi + i), weight - load<f64>(w + i)) * load<f64>(w + i));
      continue;
    }
    for (let row = first; row < end; row += fold) {
      const last = min(row + fold, end), at = <usize>row << 3;
      const b = share(total - Regression.sum(phi + at, last - row), weight - Regression.sum(w + at, last - row));
      for (let i = at, until = <usize>last << 3; i < until; i += 8) store<f64>(out + i, load<f64>(phi + i) - b * load<f64>(w + i));
    }
  }
  columnPad(out, n);
}
function share(sum: f64, weight: f64): f64 { return weight > 0.0 ? sum / weight : 0.0; }

/**
 * out = score·(φ − b·w) with the b of least variance, E[w²·score²·φ]/E[w²·score²], of all other folds of the group. φ is multiplied by w already.
 * E. Greensmith, P. L. Bartlett, J. Baxter, J. Mach. Learn. Res. 5 (2004) 1471–1530.
 */
export function centreOptimally(score: usize, phi: usize, w: usize, n: i32, group: i32, least: i32, fold: i32, out: usize): void {
  for (let first = 0, end = 0; first < n; first = end) {
    end = Rows.end(first, n, group, least);
    let above = 0.0, below = 0.0, i = <usize>first << 3;
    const size = <usize>end << 3;
    let a2 = f64x2.splat(0), b2 = a2;
    for (; i + 16 <= size; i += 16) {
      const s = v128.load(score + i), ws = f64x2.mul(v128.load(w + i), s);
      a2 = f64x2.add(a2, f64x2.mul(f64x2.mul(ws, s), v128.load(phi + i)));
      b2 = f64x2.add(b2, f64x2.mul(ws, ws));
    }
    for (; i < size; i += 8) {
      const s = load<f64>(score + i), ws = load<f64>(w + i) * s;
      above += ws * s * load<f64>(phi + i);
      below += ws * ws;
    }
    above += Lanes.sum(a2);
    below += Lanes.sum(b2);
    if (fold == 1 && !((end - first) & 1)) {
      const A = f64x2.splat(above), B = f64x2.splat(below), least = f64x2.splat(PIVOT * below);
      for (i = <usize>first << 3; i < size; i += 16) {
        const s = v128.load(score + i), v = v128.load(phi + i), weight = v128.load(w + i), ws = f64x2.mul(weight, s);
        const c = f64x2.sub(B, f64x2.mul(ws, ws)), b = v128.and(f64x2.div(f64x2.sub(A, f64x2.mul(f64x2.mul(ws, s), v)), c), f64x2.gt(c, least));
        v128.store(out + i, f64x2.mul(s, f64x2.sub(v, f64x2.mul(b, weight))));
      }
      continue;
    }
    for (let row = first; row < end; row += fold) {
      const last = min(row + fold, end), from = <usize>row << 3, stop = <usize>last << 3;
      let a = above, c = below;
      for (let r = from; r < stop; r += 8) {
        const s = load<f64>(score + r), ws = load<f64>(w + r) * s;
        a -= ws * s * load<f64>(phi + r);
        c -= ws * ws;
      }
      // what is left of a difference of equal sums is rounding
      const b = c > PIVOT * below ? a / c : 0.0;
      for (let r = from; r < stop; r += 8) store<f64>(out + r, load<f64>(score + r) * (load<f64>(phi + r) - b * load<f64>(w + r)));
    }
  }
  columnPad(out, n);
}

/** Of the spread of all rows of a group: where the others of a fold have less, what is left of a difference may be rounding, which the fold's own rows make. */
const DROWNED = 1e-6;
/** Where L − R spreads by less than this share of what L and R do, there is nothing to choose between. */
const ALIKE = 1e-8;

/** The same as `foldSpreads` adds, of rows `first` … `end` − 1 but those of a fold, from them alone: of rows that are all the same it is 0. */
function spreadsApart(l: usize, r: usize, first: i32, end: i32, row: i32, last: i32, spreads: usize): void {
  const base = <usize>(row > first ? first : last) << 3, l0 = load<f64>(l + base), r0 = load<f64>(r + base), others = <f64>(end - first - (last - row));
  let sl = 0.0, sr = 0.0, ll = 0.0, lr = 0.0, rr = 0.0;
  for (let k = first; k < end; k++) {
    if (k == row) k = last;
    if (k >= end) break;
    const at = <usize>k << 3, a = load<f64>(l + at) - l0, b = load<f64>(r + at) - r0;
    sl += a;
    sr += b;
    ll += a * a;
    lr += a * b;
    rr += b * b;
  }
  addSpreads(spreads, ll - (sl * sl) / others, lr - (sl * sr) / others, rr - (sr * sr) / others);
}
/** Is a spread only that of a mean which rounds? */
function same(spread: f64, mean: f64, rows: i32): bool { return spread > 0.0 && spread < 1e-26 * <f64>rows * mean * mean; }
function addSpreads(spreads: usize, ll: f64, lr: f64, rr: f64): void {
  store<f64>(spreads, load<f64>(spreads) + max(0.0, ll));
  store<f64>(spreads, load<f64>(spreads, 8) + lr, 8);
  store<f64>(spreads, load<f64>(spreads, 16) + max(0.0, rr), 16);
}

/** Numbers for each fold: Σ(L − mean)², Σ(L − mean)(R − mean), Σ(R − mean)² of all other folds of its group. They are added to `spreads`. */
export function foldSpreads(l: usize, r: usize, n: i32, group: i32, least: i32, fold: i32, together: i32, spreads: usize): void {
  for (let first = 0, end = 0; first < n; first = end) {
    end = Rows.end(first, n, group, least);
    const rows = end - first, part = foldOf(rows, group, fold, together), from = <usize>first << 3;
    const l0 = Regression.sum(l + from, rows) / <f64>rows, r0 = Regression.sum(r + from, rows) / <f64>rows;
    let ll = 0.0, lr = 0.0, rr = 0.0, i = from;
    const stop = <usize>end << 3;
    let ll2 = f64x2.splat(0), lr2 = ll2, rr2 = ll2;
    for (; i + 16 <= stop; i += 16) {
      const a = f64x2.sub(v128.load(l + i), f64x2.splat(l0)), b = f64x2.sub(v128.load(r + i), f64x2.splat(r0));
      ll2 = f64x2.add(ll2, f64x2.mul(a, a));
      lr2 = f64x2.add(lr2, f64x2.mul(a, b));
      rr2 = f64x2.add(rr2, f64x2.mul(b, b));
    }
    ll = Lanes.sum(ll2);
    lr = Lanes.sum(lr2);
    rr = Lanes.sum(rr2);
    for (; i < stop; i += 8) {
      const a = load<f64>(l + i) - l0, b = load<f64>(r + i) - r0;
      ll += a * a;
      lr += a * b;
      rr += b * b;
    }
    const apart = same(ll, l0, rows) || same(rr, r0, rows);
    for (let row = first; row < end; row += part, spreads += 24) {
      const last = min(row + part, end), others = <f64>(rows - (last - row));
      let sl = 0.0, sr = 0.0, qll = ll, qlr = lr, qrr = rr;
      for (let i = <usize>row << 3, stop = <usize>last << 3; i < stop; i += 8) {
        const a = load<f64>(l + i) - l0, b = load<f64>(r + i) - r0;
        sl += a;
        sr += b;
        qll -= a * a;
        qlr -= a * b;
        qrr -= b * b;
      }
      if (others <= 1.0) continue;
      // deviations from the mean of all sum to 0: those of the others to −sl, −sr
      qll -= (sl * sl) / others;
      qrr -= (sr * sr) / others;
      if (apart || qll < DROWNED * ll || qrr < DROWNED * rr) spreadsApart(l, r, first, end, row, last, spreads);
      else addSpreads(spreads, qll, qlr - (sl * sr) / others, qrr);
    }
  }
}
/** out = L + k·(R − L), k of least variance by the spreads of all other folds; `independent`: as if L and R were, by their inverse variances. */
export function combine(l: usize, r: usize, n: i32, group: i32, least: i32, fold: i32, together: i32, spreads: usize, independent: bool, out: usize): void {
  for (let first = 0, end = 0; first < n; first = end) {
    end = Rows.end(first, n, group, least);
    const part = foldOf(end - first, group, fold, together);
    for (let row = first; row < end; row += part, spreads += 24) {
      const ll = load<f64>(spreads), lr = independent ? 0.0 : load<f64>(spreads, 8), rr = load<f64>(spreads, 16), below = ll - lr + (rr - lr);
      const share = below > ALIKE * (ll + rr) && below < Infinity ? (ll - lr) / below : 0.0;
      for (let i = <usize>row << 3, stop = <usize>min(row + part, end) << 3; i < stop; i += 8) {
        const a = load<f64>(l + i);
        store<f64>(out + i, share == 0.0 ? a : a + share * (load<f64>(r + i) - a));
      }
    }
  }
  columnPad(out, n);
}

/** L has to be seen 1 + CAUTION/√observations times better to weigh as much as R: a sample without its rare large terms flatters it. Measured by bench/selection.mjs. */
const CAUTION = 18.0;
/** From such odds on one of both is taken alone. */
const DECIDED = 3.0;

/** Of the squares of φ·score, which a large constant in φ makes, such a share is what rounding leaves of them. */
const ROUNDING = 1e-13;

/** Sums over rows: what `select` knows of the folds that a decision may see. `observations` are wholes of rows that depend on each other. */
@unmanaged @final
class Evidence {
  phi: f64;
  w: f64;
  observations: f64;
  a: f64;
  b: f64;
  r: f64;
  aa: f64;
  ab: f64;
  bb: f64;
  ar: f64;
  br: f64;
  rr: f64;

  /** Of rows `first` … `end` − 1. */
  of(a: usize, b: usize, r: usize, phi: usize, w: usize, first: i32, end: i32, together: i32): void {
    const from = <usize>first << 3, size = <usize>end << 3;
    memory.fill(changetype<usize>(this), 0, offsetof<Evidence>());
    this.phi = Regression.sum(phi + from, end - first);
    this.w = Regression.sum(w + from, end - first);
    if (!r) return;
    let i = from;
    if (together == 1) {
      const zero = f64x2.splat(0);
      let a1 = zero, b1 = zero, r1 = zero, aa = zero, ab = zero, bb = zero, ar = zero, br = zero, rr = zero;
      for (; i + 16 <= size; i += 16) {
        const x = v128.load(a + i), y = v128.load(b + i), z = v128.load(r + i);
        a1 = f64x2.add(a1, x);
        b1 = f64x2.add(b1, y);
        r1 = f64x2.add(r1, z);
        aa = Lanes.mulAdd(x, x, aa);
        ab = Lanes.mulAdd(x, y, ab);
        bb = Lanes.mulAdd(y, y, bb);
        ar = Lanes.mulAdd(x, z, ar);
        br = Lanes.mulAdd(y, z, br);
        rr = Lanes.mulAdd(z, z, rr);
      }
      this.a = Lanes.sum(a1);
      this.b = Lanes.sum(b1);
      this.r = Lanes.sum(r1);
      this.aa = Lanes.sum(aa);
      this.ab = Lanes.sum(ab);
      this.bb = Lanes.sum(bb);
      this.ar = Lanes.sum(ar);
      this.br = Lanes.sum(br);
      this.rr = Lanes.sum(rr);
      this.observations = <f64>((i - from) >> 3);
    }
    while (i < size) {
      let x = 0.0, y = 0.0, z = 0.0;
      for (const stop = min(i + (<usize>together << 3), size); i < stop; i += 8) {
        x += load<f64>(a + i);
        y += load<f64>(b + i);
        z += load<f64>(r + i);
      }
      this.observations += 1.0;
      this.a += x;
      this.b += y;
      this.r += z;
      this.aa += x * x;
      this.ab += x * y;
      this.bb += y * y;
      this.ar += x * z;
      this.br += y * z;
      this.rr += z * z;
    }
  }

  /** These and those. */
  add(x: Evidence, y: Evidence): void {
    for (let i: usize = 0; i < offsetof<Evidence>(); i += 16) v128.store(changetype<usize>(this) + i, f64x2.add(v128.load(changetype<usize>(x) + i), v128.load(changetype<usize>(y) + i)));
  }

  /** b of L = A − b·B */
  get baseline(): f64 { return share(this.phi, this.w); }

  /** The share of L: the square of the odds of least variance, (V_R − C)/(V_L − C) with a cautious V_L, where neither is decided. */
  get share(): f64 {
    // slopes of 0 are no evidence: those of a step are 0 wherever they are seen
    if (this.rr == 0.0) return 1.0;
    const b = this.baseline, n = this.observations, l = this.a - b * this.b, size = this.aa + b * b * this.bb;
    const ll = this.aa - 2.0 * b * this.ab + b * b * this.bb - (l * l) / n, lr = this.ar - b * this.br - (l * this.r) / n, rr = this.rr - (this.r * this.r) / n;
    // neither is an L of nothing, or of what rounding leaves
    if (!(ll > ROUNDING * size) || !(rr > lr)) return 0.0;
    const odds = (rr - lr) / ((1.0 + CAUTION / sqrt(n)) * ll - lr);
    return odds < 0.0 || odds >= DECIDED ? 1.0 : odds > 1.0 / DECIDED ? (odds * odds) / (1.0 + odds * odds) : 0.0;
  }

  /** Σ E over these rows, by the baseline and the share of others. */
  estimate(b: f64, share: f64): f64 { return this.r + share * (this.a - b * this.b - this.r); }
}

/** Folds of a leaf at most. */
const MOST_FOLDS: usize = 32;
/** Bytes that `select` works on: what folds say, sums of it, and two numbers for each of them. */
export function selectBytes(): i32 { return <i32>((2 * MOST_FOLDS + 4) * offsetof<Evidence>() + 2 * (MOST_FOLDS << 3)); }

/**
 * Few rows decide for each other, so their estimates depend on each other. Let e be those of a fold, less the mean, and d = Σ (E − E without the fold) what it does
 * to those of all others: the variance of the sum is that of Σ e² + Σ e·d, to second order (Hoeffding's terms of pairs, which enter once from either side; the
 * jackknife's (e + d)² counts them twice: B. Efron, C. Stein, Ann. Stat. 9 (1981) 586–596). Rows are spread about their mean, which stays, until that is so.
 */
function spreadByChoices(own: usize, count: i32, behind: usize, n: i32, part: i32, few: i32, out: usize): void {
  const bytes = offsetof<Evidence>(), size = <usize>count * bytes, sums = behind + (MOST_FOLDS + 3) * bytes, changes = sums + (MOST_FOLDS << 3);
  const after = changetype<Evidence>(behind + size), rest = changetype<Evidence>(behind + size + bytes), others = changetype<Evidence>(behind + size + 2 * bytes);
  // those before each fold stand in `behind`, those after it are added up on the way back
  memory.fill(behind, 0, bytes);
  for (let at: usize = bytes; at < size; at += bytes) changetype<Evidence>(behind + at).add(changetype<Evidence>(behind + at - bytes), changetype<Evidence>(own + at - bytes));
  memory.fill(changetype<usize>(after), 0, bytes);
  for (let i = count - 1; i >= 0; i--) {
    const fold = changetype<Evidence>(own + <usize>i * bytes);
    others.add(changetype<Evidence>(behind + <usize>i * bytes), after);
    store<f64>(sums + (<usize>i << 3), fold.estimate(others.baseline, others.share));
    after.add(after, fold);
  }
  memory.fill(changes, 0, MOST_FOLDS << 3);
  memory.fill(changetype<usize>(after), 0, bytes);
  for (let i = count - 1; i > 0; i--) {
    const fold = changetype<Evidence>(own + <usize>i * bytes), here = <usize>i << 3;
    memory.copy(changetype<usize>(rest), changetype<usize>(after), bytes);
    for (let j = i - 1; j >= 0; j--) {
      // what two folds leave is the same for both
      const earlier = changetype<Evidence>(own + <usize>j * bytes), there = <usize>j << 3;
      others.add(changetype<Evidence>(behind + <usize>j * bytes), rest);
      const b = others.baseline, share = others.share;
      store<f64>(changes + here, load<f64>(changes + here) + load<f64>(sums + there) - earlier.estimate(b, share));
      store<f64>(changes + there, load<f64>(changes + there) + load<f64>(sums + here) - fold.estimate(b, share));
      rest.add(rest, earlier);
    }
    after.add(after, fold);
  }
  const mean = Regression.sum(out, n) / <f64>n;
  let squares = 0.0, products = 0.0;
  for (let row = 0, end = 0, at: usize = 0; row < n; row = end, at += 8) {
    end = Rows.end(row, n, part, few);
    const e = load<f64>(sums + at) - <f64>(end - row) * mean;
    squares += e * e;
    products += e * load<f64>(changes + at);
  }
  if (!(products > 0.0 && products < Infinity)) return;
  const wider = sqrt(1.0 + products / squares);
  for (let at: usize = 0, stop = <usize>n << 3; at < stop; at += 8) store<f64>(out + at, mean + wider * (load<f64>(out + at) - mean));
}

/**
 * a becomes L = a − b·score·w, b = Σφ/Σw, and out = R + share·(L − R), both by all other folds of the leaf (`b` is score·w, φ is multiplied by w already);
 * without R (r = 0) it is L. The last fold has `least` rows or more, folds of a short leaf are smaller (see `foldOf`). `alone`: are there no other leaves?
 */
export function select(a: usize, b: usize, r: usize, phi: usize, w: usize, n: i32, group: i32, least: i32, fold: i32, together: i32, alone: bool, work: usize, out: usize): void {
  const bytes = offsetof<Evidence>(), part = foldOf(n, group, fold, together), few = min(least, part), behind = work + (MOST_FOLDS + 1) * bytes;
  let own = work;
  for (let row = 0, end = 0; row < n; row = end, own += bytes) {
    end = Rows.end(row, n, part, few);
    changetype<Evidence>(own).of(a, b, r, phi, w, row, end, together);
  }
  // sums of the others are never differences, in which an own row could drown them
  let after = behind + (own - work);
  memory.fill(after, 0, bytes);
  for (; own > work; after -= bytes) {
    own -= bytes;
    changetype<Evidence>(after - bytes).add(changetype<Evidence>(after), changetype<Evidence>(own));
  }
  const before = changetype<Evidence>(behind);
  memory.fill(behind, 0, bytes);
  for (let row = 0, end = 0; row < n; row = end, own += bytes) {
    end = Rows.end(row, n, part, few);
    after += bytes;
    const others = changetype<Evidence>(after);
    others.add(before, others);
    before.add(before, changetype<Evidence>(own));
    const c = others.baseline, share = r ? others.share : 1.0;
    for (let i = <usize>row << 3, stop = <usize>end << 3; i < stop; i += 8) {
      const left = load<f64>(a + i) - c * load<f64>(b + i);
      store<f64>(a + i, left);
      store<f64>(out + i, share == 1.0 ? left : share == 0.0 ? load<f64>(r + i) : load<f64>(r + i) + share * (left - load<f64>(r + i)));
    }
  }
  if (alone && r) spreadByChoices(work, <i32>((own - work) / bytes), behind, n, part, few, out);
  columnPad(a, n);
  columnPad(out, n);
}

/** out[0] += Σ w·score, out[1] += Σ (w·score)² */
export function scoreSums(score: usize, w: usize, n: i32, out: usize): void {
  let sum = 0.0, squares = 0.0;
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    const v = load<f64>(score + i) * load<f64>(w + i);
    sum += v;
    squares += v * v;
  }
  store<f64>(out, load<f64>(out) + sum);
  store<f64>(out, load<f64>(out, 8) + squares, 8);
}
/** How many of `n` distances are below so many of their root mean square. */
export function countNear(distances: usize, n: i32, share: f64): i32 {
  const limit = share * sqrt(Regression.dot(distances, distances, n) / <f64>n);
  let count = 0;
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) count += i32(load<f64>(distances + i) < limit);
  return count;
}
/** Σ a·b */
export function columnDot(a: usize, b: usize, n: i32): f64 { return Regression.dot(a, b, n); }
/** out = a − c */
export function columnSubtract(a: usize, c: f64, out: usize, n: i32): void {
  const size = Lanes.padded(n), v = f64x2.splat(c);
  for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f64x2.sub(v128.load(a + i), v));
}
/** Every second row of `from`, then of `mirrored`: pairs lie side by side. */
export function interleave(from: usize, mirrored: usize, n: i32, out: usize): void {
  for (let i = 0; i < n; i++) store<f64>(out + (<usize>i << 3), load<f64>((i & 1 ? mirrored : from) + (<usize>(i >> 1) << 3)));
}
