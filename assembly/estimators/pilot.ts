import { Regression } from "./regression";

/**
 * What a pilot run's rows, kept as columns, say of estimators that were not run: products of all columns under another proposal, and how its shares
 * should change.
 */

/**
 * out = Σ weight·c_i·c_j of `count` columns, `stride` bytes apart, in rows of `shared` + 2: for column i its products with those of the first `shared` ones
 * that are not behind it, with itself, and with the one before it. `weighted` is room for a column.
 */
export function weightedProducts(columns: usize, stride: usize, shared: i32, count: i32, weight: usize, n: i32, weighted: usize, out: usize): void {
  const size = <usize>n << 3;
  for (let i = 0; i < count; i++, out += <usize>(shared + 2) << 3) {
    const c = columns + <usize>i * stride;
    for (let r: usize = 0; r < size; r += 16) v128.store(weighted + r, f64x2.mul(v128.load(weight + r), v128.load(c + r)));
    for (let j = 0, end = min(i + 1, shared); j < end; j++) store<f64>(out + (<usize>j << 3), Regression.dot(weighted, columns + <usize>j * stride, n));
    if (i < shared) continue;
    store<f64>(out + (<usize>shared << 3), Regression.dot(weighted, c, n));
    store<f64>(out + (<usize>shared << 3), Regression.dot(weighted, c - stride, n), 8);
  }
}

/**
 * Of a mixture Σ a_k·q_k with ratios r_k = q_k/p: t = (p/q₀)·Σ a_k·r_k = q/q₀ of rows drawn from q₀, of which `w` are the weights p/q₀; and 1/t.
 */
export function mixtureDensity(w: usize, ratios: usize, stride: usize, count: i32, shares: usize, n: i32, t: usize, inverse: usize): void {
  const one = f64x2.splat(1);
  for (let r: usize = 0, size = <usize>n << 3; r < size; r += 16) {
    let sum = f64x2.splat(0);
    for (let k = 0; k < count; k++) sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(shares + (<usize>k << 3)), v128.load(ratios + <usize>k * stride + r)));
    const density = f64x2.mul(v128.load(w + r), sum);
    v128.store(t + r, density);
    v128.store(inverse + r, f64x2.div(one, density));
  }
}

/** out[k] = Σ h·w·r_k/t²: by so much the second moment Σ h/t falls with a_k, h being the squares of terms under q₀. */
export function mixtureSlopes(h: usize, w: usize, inverse: usize, ratios: usize, stride: usize, count: i32, n: i32, weighted: usize, out: usize): void {
  for (let r: usize = 0, size = <usize>n << 3; r < size; r += 16) {
    const i = v128.load(inverse + r);
    v128.store(weighted + r, f64x2.mul(f64x2.mul(v128.load(h + r), v128.load(w + r)), f64x2.mul(i, i)));
  }
  for (let k = 0; k < count; k++) store<f64>(out + (<usize>k << 3), Regression.dot(weighted, ratios + <usize>k * stride, n));
}
