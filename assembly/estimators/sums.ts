import { Lanes } from "../core/lanes";
import { columnMultiply } from "./columns";

/** Rows of columns: of the product of two; groups of them. */
export abstract class Rows {
  @inline static product(a: usize, b: usize): v128 { return f64x2.mul(v128.load(a), v128.load(b)); }

  /** Where the group of rows ends that begins at `first`: after `size` rows, unless less than `least` would be left. */
  @inline static end(first: i32, n: i32, size: i32, least: i32): i32 { return n - first - size < least ? n : first + size; }

  /**
   * How much a unit of `rows` rows counts in Σ rows²/unit·(mean E of a unit − mean E)², of which standard errors are: 1, unless there are only these n rows and
   * the last unit has less. Of few units that one may be most of the variance (a lone row beside mirror images), and Σ be n/(n − unit) times too large.
   * E[(s_k − n_k·Σs/n)²] = v_k(1 − 2n_k/n) + n_k²·Σv/n² for the sums s_k of units of n_k rows, whose variances are v_k: so these weights make it unbiased
   * whatever both kinds vary by. Two units do not tell that.
   */
  static share(rows: i32, n: i32, unit: i32): f64 {
    const rest = n % unit, all = <f64>n, size = <f64>unit, last = <f64>rest;
    if (rest == 0 || n < 2 * unit) return 1.0;
    const whole = (all - last) * size / (all - 2.0 * size) + last * last / (all - 2.0 * last);
    return (all - size) / (1.0 + whole / all) / (all - 2.0 * <f64>rows);
  }
}

/** E of L and R. */
@unmanaged
abstract class Estimator {
  of(_l: v128, _r: v128, _lambda: v128): v128 { return unreachable(); }
}
/** λ = 0 */
@unmanaged @final
class Left extends Estimator {
  @inline of(l: v128, _r: v128, _lambda: v128): v128 { return l; }
}
/** λ = 1 */
@unmanaged @final
class Right extends Estimator {
  @inline of(_l: v128, r: v128, _lambda: v128): v128 { return r; }
}
/** (1 − λ)L + λR */
@unmanaged @final
class Between extends Estimator {
  @inline of(l: v128, r: v128, lambda: v128): v128 { return f64x2.add(l, f64x2.mul(lambda, f64x2.sub(r, l))); }
}

/**
 * Sums of one estimate over the rows of a leaf. Each row gives a likelihood-ratio term L = s·φ and a flow term R = u·∂φ, from four
 * columns. Any estimator E = (1 − λ)L + λR follows afterwards: its mean is left + λ(right − left), its sum of squares is
 * (1 − λ)²·ll + 2λ(1 − λ)·lr + λ²·rr. Weights p/q are multiplied into φ and ∂φ beforehand.
 */
@unmanaged @final
export class Sums {
  /** Means of L and R. */
  left: f64;
  right: f64;
  /** Σ(L − left)², Σ(L − left)(R − right), Σ(R − right)². */
  ll: f64;
  lr: f64;
  rr: f64;
  /** max |E| */
  largest: f64;
  /** Σ(E − mean)³, Σ(E − mean)⁴: made by `higher`. */
  cubes: f64;
  fourths: f64;
  /** Σ rows²/unit·(mean E of a unit − mean E)² over units of more than one row: made by `between`. */
  units: f64;
  /** Σ(E − mean)² */
  peak: f64;

  /**
   * Rows are summed as differences from the first row: nothing cancels when the spread is small beside the mean, and a row that
   * repeats the first adds exactly nothing. So columns are filled up to a multiple of four rows with copies of row 0.
   */
  @inline pairs<E extends Estimator>(score: usize, flow: usize, phi: usize, grad: usize, lambda: f64, n: i32): void {
    const e = changetype<E>(0), l0 = Sums.origin(Rows.product(score, phi)), r0 = Sums.origin(Rows.product(flow, grad)), share = f64x2.splat(lambda);
    const size = <usize>n << 3;
    let l = f64x2.splat(0), r = l, ll = l, lr = l, rr = l, most = l;
    for (let i: usize = 0; i < size; i += 32) {
      const La = Rows.product(score + i, phi + i), Lb = Rows.product(score + i + 16, phi + i + 16);
      const Ra = Rows.product(flow + i, grad + i), Rb = Rows.product(flow + i + 16, grad + i + 16);
      const la = f64x2.sub(La, l0), lb = f64x2.sub(Lb, l0), ra = f64x2.sub(Ra, r0), rb = f64x2.sub(Rb, r0);
      l = f64x2.add(l, f64x2.add(la, lb));
      r = f64x2.add(r, f64x2.add(ra, rb));
      ll = f64x2.add(ll, Lanes.dot(la, la, lb, lb));
      lr = f64x2.add(lr, Lanes.dot(la, ra, lb, rb));
      rr = f64x2.add(rr, Lanes.dot(ra, ra, rb, rb));
      most = f64x2.pmax(most, f64x2.pmax(f64x2.abs(e.of(La, Ra, share)), f64x2.abs(e.of(Lb, Rb, share))));
    }
    const left = Lanes.sum(l) / n, right = Lanes.sum(r) / n;
    this.left = f64x2.extract_lane(l0, 0) + left;
    this.right = f64x2.extract_lane(r0, 0) + right;
    this.ll = Lanes.sum(ll) - left * Lanes.sum(l);
    this.lr = Lanes.sum(lr) - left * Lanes.sum(r);
    this.rr = Lanes.sum(rr) - right * Lanes.sum(r);
    this.finish(most);
  }

  /** The same where there is no flow: E = L. */
  @inline single(score: usize, phi: usize, n: i32): void {
    const l0 = Sums.origin(Rows.product(score, phi)), size = <usize>n << 3;
    let l = f64x2.splat(0), ll = l, most = l;
    for (let i: usize = 0; i < size; i += 32) {
      const La = Rows.product(score + i, phi + i), Lb = Rows.product(score + i + 16, phi + i + 16);
      const la = f64x2.sub(La, l0), lb = f64x2.sub(Lb, l0);
      l = f64x2.add(l, f64x2.add(la, lb));
      ll = f64x2.add(ll, Lanes.dot(la, la, lb, lb));
      most = f64x2.pmax(most, f64x2.pmax(f64x2.abs(La), f64x2.abs(Lb)));
    }
    const left = Lanes.sum(l) / n;
    this.left = f64x2.extract_lane(l0, 0) + left;
    this.right = this.left;
    this.ll = Lanes.sum(ll) - left * Lanes.sum(l);
    this.lr = this.ll;
    this.rr = this.ll;
    this.finish(most);
  }

  @inline private finish(most: v128): void {
    this.largest = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
    this.cubes = 0.0;
    this.fourths = 0.0;
    this.units = 0.0;
  }

  /** Σ(E − mean)², from any λ. */
  @inline squares(lambda: f64): void {
    const kept = 1.0 - lambda;
    this.peak = max(0.0, lambda == 0.0 ? this.ll : lambda == 1.0 ? this.rr : kept * kept * this.ll + 2.0 * lambda * kept * this.lr + lambda * lambda * this.rr);
  }

  /** Of units of `unit` rows each, a power of two ≥ 2 (see `Rows.end`). `e`: rows of E. */
  @inline between(e: usize, mean: f64, n: i32, unit: i32, least: i32, alone: bool): void {
    let sum = 0.0;
    for (let first = 0, end = 0; first < n; first = end) {
      end = Rows.end(first, n, unit, least);
      const rows = end - first, at = e + (<usize>first << 3), size = <usize>(rows & ~1) << 3;
      let total = f64x2.splat(0);
      for (let i: usize = 0; i < size; i += 16) total = f64x2.add(total, v128.load(at + i));
      const d = (Lanes.sum(total) + (rows & 1 ? load<f64>(at + size) : 0.0)) / <f64>rows - mean;
      sum += (<f64>rows * <f64>rows / <f64>unit) * d * d * (alone ? Rows.share(rows, n, unit) : 1.0);
    }
    this.units = sum;
  }

  /** Third and fourth central moments of the column e, whose mean is that of these sums; the padding, which repeats row 0, is taken out. */
  @inline higher(e: usize, mean: f64, n: i32): void {
    const size = <usize>n << 3, m = f64x2.splat(mean), extra = <f64>((4 - n) & 3);
    let cubes = f64x2.splat(0), fourths = cubes;
    for (let i: usize = 0; i < size; i += 32) {
      const a = f64x2.sub(v128.load(e + i), m), b = f64x2.sub(v128.load(e + i, 16), m), aa = f64x2.mul(a, a), bb = f64x2.mul(b, b);
      cubes = f64x2.add(cubes, Lanes.dot(aa, a, bb, b));
      fourths = f64x2.add(fourths, Lanes.dot(aa, aa, bb, bb));
    }
    const d = load<f64>(e) - mean, dd = d * d;
    this.cubes = Lanes.sum(cubes) - extra * (dd * d);
    this.fourths = Lanes.sum(fourths) - extra * (dd * dd);
  }

  /** The first row in both lanes, or 0 where that is not finite and would make NaN of every difference. */
  @inline private static origin(row: v128): v128 {
    const first = Lanes.low(row);
    return v128.and(first, f64x2.eq(f64x2.sub(first, first), f64x2.splat(0)));
  }

  /** Mean of E. */
  @inline mean(lambda: f64): f64 {
    return lambda == 0.0 ? this.left : lambda == 1.0 ? this.right : this.left + lambda * (this.right - this.left);
  }

  /** From any λ. */
  @inline of(score: usize, flow: usize, phi: usize, grad: usize, lambda: f64, n: i32): void {
    if (lambda == 1.0) this.pairs<Right>(score, flow, phi, grad, lambda, n);
    else if (lambda == 0.0) this.pairs<Left>(score, flow, phi, grad, lambda, n);
    else this.pairs<Between>(score, flow, phi, grad, lambda, n);
  }

  /** out = E of each row. */
  @inline static rows(score: usize, flow: usize, phi: usize, grad: usize, lambda: f64, n: i32, out: usize): void {
    if (lambda == 1.0) columnMultiply(flow, grad, out, n);
    else if (lambda == 0.0) columnMultiply(score, phi, out, n);
    else {
      const share = f64x2.splat(lambda), between = changetype<Between>(0), size = Lanes.padded(n);
      for (let i: usize = 0; i < size; i += 16) {
        v128.store(out + i, between.of(Rows.product(score + i, phi + i), Rows.product(flow + i, grad + i), share));
      }
    }
  }
}
