/**
 * Counts the `n` numbers of x between `bins` + 1 ascending edges, the last bin with its upper edge:
 * counts = those below, in bin 0, …, in bin `bins` − 1, above. NaN is in none. `perUnit` is about bins/(last edge − first): it gives a
 * first guess, which the edges correct.
 */
export function histogramAdd(x: usize, n: i32, edges: usize, bins: i32, perUnit: f64, counts: usize): void {
  const low = load<f64>(edges), high = load<f64>(edges + (<usize>bins << 3)), last = bins - 1, end = x + (<usize>n << 3);
  for (; x < end; x += 8) {
    const v = load<f64>(x);
    let at = 0;
    if (v > high) at = bins + 1;
    else if (v >= low) {
      const guess = (v - low) * perUnit;
      let bin = guess > 0.0 ? (guess < <f64>last ? <i32>guess : last) : 0;
      while (bin > 0 && v < load<f64>(edges + (<usize>bin << 3))) bin--;
      while (bin < last && v >= load<f64>(edges + (<usize>bin << 3), 8)) bin++;
      at = bin + 1;
    } else if (v != v) continue;
    const to = counts + (<usize>at << 3);
    store<f64>(to, load<f64>(to) + 1.0);
  }
}
