/**
 * How benign a problem is: skewness γ and kurtosis κ of the terms of its estimators, (φ − E φ)·score and flow·φ′, from 2¹⁸ draws.
 *
 * A 95 % Student-t interval of n terms covers 0.25 γ²/n less than it says, and 0.016 (κ − 3)/n more, to order 1/n (P. Hall, The Bootstrap and
 * Edgeworth Expansion, 1992, §2.6); and the skewness of the sample, by which warnings go, strays by more than its own value where κ is large.
 * So a problem is called benign at n ≥ 120 γ² and n ≥ 13.5 κ: coverage within a quarter of a percent, few samples that look skewed.
 */
import { Rng } from "montegrad";

const N = 2 ** 18;

function moments(terms) {
  const n = terms.length;
  let mean = 0, m2 = 0, m3 = 0, m4 = 0;
  for (const v of terms) mean += v / n;
  for (const v of terms) {
    const d = v - mean, dd = d * d;
    m2 += dd / n; m3 += (dd * d) / n; m4 += (dd * dd) / n;
  }
  return { skewness: m3 / m2 ** 1.5, kurtosis: m4 / m2 ** 2, from: Math.max((120 * m3 * m3) / m2 ** 3, (13.5 * m4) / m2 ** 2) };
}

/** By parameter { lr, rp }, of the worst entry; undefined where there is no such estimator, or no variance. */
export function momentsOf({ p, phi, truth }) {
  const D = p.columns, x = p.sample(new Rng(1), N), columns = Array.from({ length: D }, (_, d) => Float64Array.from({ length: N }, (_, i) => x[i * D + d]));
  const value = phi.value(columns), score = p.score(x), flow = p.flow(x), counts = p.supports?.[0] === "count", jumps = / [<>] /.test(String(phi));
  const slopes = counts ? [phi.value([columns[0].map((k) => k + 1)]).map((v, i) => v - value[i])] : phi.gradient(columns);
  const mean = value.reduce((sum, v) => sum + v / N, 0), worst = (found) => found.filter(({ kurtosis }) => kurtosis > 0).sort((a, b) => b.from - a.from)[0];
  return Object.fromEntries(Object.keys(truth).map((name) => {
    const width = score[name].length / N, across = flow[name].length / N / width, entries = Array.from({ length: width }, (_, j) => j);
    const lr = entries.map((j) => moments(Float64Array.from(value, (v, i) => (v - mean) * score[name][i * width + j])));
    const rp = entries.map((j) => moments(Float64Array.from(value, (_, i) => {
      if (across === 1) return flow[name][i * width + j] * slopes[D === 1 ? 0 : j][i];
      let sum = 0;
      for (let d = 0; d < D; d++) sum += flow[name][(i * width + j) * D + d] * slopes[d][i];
      return sum;
    })));
    return [name, { lr: worst(lr), rp: jumps ? undefined : worst(rp) }];
  }));
}
