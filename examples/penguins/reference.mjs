/**
 * The same optimum by another way: under the mean field z = X_r·w is normal, so each term of the ELBO is an integral over one number, for which
 * the trapezoidal rule is exact to rounding. No samples, no library.
 */
const SPREAD = 9, NODES = 24, STEPS = 4000;
const nodes = Array.from({ length: NODES }, (_, i) => ((i + 0.5) / NODES - 0.5) * 2 * SPREAD), weights = nodes.map((e) => (Math.exp((-e * e) / 2) / Math.sqrt(2 * Math.PI)) * ((2 * SPREAD) / NODES));

/** ELBO of N(loc, e^2rho) and its gradients by loc and rho = log scale. */
export function elbo({ X, y }, prior, loc, rho) {
  const D = loc.length, scale = rho.map(Math.exp), byLoc = loc.map((m) => -m / prior ** 2), byRho = scale.map((s) => 1 - (s / prior) ** 2);
  let value = 0;
  loc.forEach((m, d) => { value += rho[d] + 0.5 - Math.log(prior) - (m * m + scale[d] ** 2) / (2 * prior * prior); });
  X.forEach((row, r) => {
    let mean = 0, variance = 0;
    for (let d = 0; d < D; d++) {
      mean += row[d] * loc[d];
      variance += (row[d] * scale[d]) ** 2;
    }
    const sd = Math.sqrt(variance);
    let first = 0, second = 0; // E f′, E f″ of f(z) = −softplus(−y z)
    nodes.forEach((e, i) => {
      const t = y[r] * (mean + sd * e), p = 1 / (1 + Math.exp(t));
      value -= weights[i] * (Math.max(-t, 0) + Math.log1p(Math.exp(-Math.abs(t))));
      first += weights[i] * y[r] * p;
      second -= weights[i] * p * (1 - p);
    });
    for (let d = 0; d < D; d++) {
      byLoc[d] += first * row[d];
      byRho[d] += second * (row[d] * scale[d]) ** 2;
    }
  });
  return { value, byLoc, byRho };
}

/** Where it is largest: by Adam with steps that shrink to nothing. */
export function optimum(data, prior) {
  const D = data.X[0].length, theta = new Float64Array(2 * D), first = new Float64Array(2 * D), second = new Float64Array(2 * D);
  for (let t = 1; t <= STEPS; t++) {
    const { byLoc, byRho } = elbo(data, prior, Array.from(theta.subarray(0, D)), Array.from(theta.subarray(D))), step = 0.1 * 0.5 ** (t / 250);
    [...byLoc, ...byRho].forEach((g, j) => {
      first[j] += 0.1 * (g - first[j]);
      second[j] += 0.001 * (g * g - second[j]);
      theta[j] += (step * first[j]) / (1 - 0.9 ** t) / (Math.sqrt(second[j] / (1 - 0.999 ** t)) + 1e-12);
    });
  }
  const loc = Array.from(theta.subarray(0, D)), rho = Array.from(theta.subarray(D));
  return { loc, scale: rho.map(Math.exp), ...elbo(data, prior, loc, rho) };
}
