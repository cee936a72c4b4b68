/**
 * What the Asian call is compared with. The sum of prices is S₀·e^(A₁), A_k = x_k + log(1 + e^(A_k+1)) from the last time back, so the density of A
 * comes from one smooth integral for each time, for which the trapezoidal rule converges exponentially.
 * A. P. Carverhill, L. J. Clewlow, "Flexible convolution", Risk 3 (1990) 25–29.
 */
const POINTS = 800, SPREAD = 9;

export function quadrature({ S, K, r, sigma, T, steps }) {
  const dt = T / steps, mean = (r - sigma ** 2 / 2) * dt, sd = sigma * Math.sqrt(dt), density = (e) => Math.exp((-e * e) / 2) / (sd * Math.sqrt(2 * Math.PI));
  // the grid covers A of every time: it starts near 0 and ends near log(steps)
  const reach = SPREAD * sigma * Math.sqrt(T) + Math.abs(r - sigma ** 2 / 2) * T, low = -reach, step = (Math.log(steps) + 2 * reach) / (POINTS - 1), at = Float64Array.from({ length: POINTS }, (_, i) => low + i * step);
  let f = at.map((a) => density((a - mean) / sd));
  for (let k = 1; k < steps; k++) {
    const centres = at.map((a) => mean + Math.log1p(Math.exp(a))), before = f, width = Math.ceil((SPREAD * sd) / step);
    f = new Float64Array(POINTS);
    for (let j = 0; j < POINTS; j++) {
      const middle = Math.round((centres[j] - low) / step), mass = before[j] * step;
      for (let i = Math.max(0, middle - width); i <= Math.min(POINTS - 1, middle + width); i++) f[i] += mass * density((at[i] - centres[j]) / sd);
    }
  }
  // the payoff has a kink, which the trapezoidal rule would feel: E max(e^A − c, 0) = ∫ e^a·P(A > a) da from log c on, where P is smooth
  const c = (K * steps) / S, from = Math.log(c);
  let above = 0, sum = 0, j = POINTS - 1;
  const tail = new Float64Array(POINTS);
  for (; j >= 0; j--) {
    tail[j] = above + (f[j] * step) / 2 + ((f[j + 1] ?? 0) - (f[j - 1] ?? 0)) * (step / 24); // the last by Euler and Maclaurin
    above += f[j] * step;
  }
  // Simpson's rule between, with a cubic through the tail's points
  const P = (a) => {
    const u = (a - low) / step, i = Math.min(POINTS - 3, Math.max(1, Math.floor(u))), t = u - i, [p, q, v, w] = [tail[i - 1], tail[i], tail[i + 1], tail[i + 2]];
    return q + (t / 2) * (v - p + t * (2 * p - 5 * q + 4 * v - w + t * (3 * (q - v) + w - p)));
  };
  const end = at[POINTS - 1], pieces = 2000, h = (end - from) / pieces;
  for (let i = 0; i <= pieces; i++) sum += (i === 0 || i === pieces ? 1 : i % 2 ? 4 : 2) * Math.exp(from + i * h) * P(from + i * h);
  return (Math.exp(-r * T) * S * ((sum * h) / 3)) / steps;
}

/** Value and derivatives of `f` by central differences of fourth order. */
export function withGreeks(f, option) {
  const by = (name) => {
    const h = 1e-2 * option[name], at = (k) => f({ ...option, [name]: option[name] + k * h });
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
  };
  return { value: f(option), delta: by("S"), vega: by("sigma"), rho: by("r") };
}
