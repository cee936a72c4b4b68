/**
 * Gradients, as fast as we could write them by hand in JavaScript: the seeded ziggurat, dimension-major blocks of 512 rows, φ and ∂φ
 * inlined, sums in locals, the sums of the RP terms taken while x is at hand, division by the scale left to the end.
 *
 * It keeps eight plain sums per dimension, of L, L², R, R² for loc and for scale. It does not keep the covariance of L and R, does not
 * centre (so it cancels where the mean is large beside the spread), does not merge in a fixed tree, and has one φ and one family.
 *
 * Tried and slower (ns per sample-dimension, φ cheap, D = 10; this one 8.4): sample by sample 12.3; ∂φ stored as a column, all sums in the
 * second loop 11.4; ∂φ recomputed there 10.1; two rows or two columns per turn 8.5; blocks of 128 8.7, of 256 and 1024 the same.
 */
import { COLUMNS, POINTS, ROWS as DATA, overPoints, regression } from "../problems/logistic.mjs";
import { CENTRE, parameters } from "../problems/gradient.mjs";
import { ziggurat } from "./ziggurat.mjs";

const ROWS = 512;

/** One loop for each φ, since a call or a switch inside would cost. Both: draw ε, add φ to `value`, sum R and R² of loc and scale. */
const passes = {
  cheap(loc, scale, noise, o, n, value, sums, k) {
    let r = 0, rr = 0, s = 0, ss = 0;
    for (let i = 0; i < n; i++) {
      const e = noise[o + i], y = loc + scale * e - CENTRE, g = 2 * y, eg = e * g;
      value[i] += y * y;
      r += g;
      rr += g * g;
      s += eg;
      ss += eg * eg;
    }
    sums[k + 4] += r;
    sums[k + 5] += rr;
    sums[k + 6] += s;
    sums[k + 7] += ss;
  },
  transcendental(loc, scale, noise, o, n, value, sums, k) {
    let r = 0, rr = 0, s = 0, ss = 0;
    for (let i = 0; i < n; i++) {
      const e = noise[o + i], x = loc + scale * e, h = Math.exp(0.5 * x), sin = Math.sin(x), g = h * (0.5 * sin + Math.cos(x)), eg = e * g;
      value[i] += h * sin;
      r += g;
      rr += g * g;
      s += eg;
      ss += eg * eg;
    }
    sums[k + 4] += r;
    sums[k + 5] += rr;
    sums[k + 6] += s;
    sums[k + 7] += ss;
  },
};

/** Sums of L and L², without 1/scale: L = ε·φ for loc, (ε² − 1)·φ for scale. */
function scores(noise, o, n, value, sums, k) {
  let l = 0, ll = 0, m = 0, mm = 0;
  for (let i = 0; i < n; i++) {
    const e = noise[o + i], f = value[i], a = e * f, b = e * a - f;
    l += a;
    ll += a * a;
    m += b;
    mm += b * b;
  }
  sums[k] += l;
  sums[k + 1] += ll;
  sums[k + 2] += m;
  sums[k + 3] += mm;
}

export function gradient({ D, phi, samples, seed }) {
  const { loc, scale } = parameters(D), fill = ziggurat(seed), pass = passes[phi];
  const noise = new Float64Array(D * ROWS), value = new Float64Array(ROWS), sums = new Float64Array(8 * D);

  function run() {
    sums.fill(0);
    for (let done = 0; done < samples; done += ROWS) {
      const n = Math.min(ROWS, samples - done);
      value.fill(0);
      for (let d = 0; d < D; d++) {
        const o = d * ROWS;
        fill(noise, o, o + n);
        pass(loc[d], scale[d], noise, o, n, value, sums, 8 * d);
      }
      for (let d = 0; d < D; d++) scores(noise, d * ROWS, n, value, sums, 8 * d);
    }
  }

  /** Means and mean squares from the sums at k and k + 1. */
  const term = (k, over) => ({
    mean: Float64Array.from(over, (s, d) => sums[8 * d + k] / samples / s),
    square: Float64Array.from(over, (s, d) => sums[8 * d + k + 1] / samples / (s * s)),
  });
  const ones = loc.map(() => 1);
  return {
    count: samples * D,
    turn: () => (run(), sums[0]),
    estimates: () => (run(), { n: samples, loc: { lr: term(0, scale), rp: term(4, ones) }, scale: { lr: term(2, scale), rp: term(6, ones) } }),
  };
}

/** One point after the other: four sums at once in the product, one exponential for value and slope. */
export function logistic() {
  const { X, y } = regression(), flat = new Float64Array(DATA * COLUMNS), w = new Float64Array(COLUMNS), slope = new Float64Array(COLUMNS);
  X.forEach((row, r) => flat.set(row, r * COLUMNS));
  return overPoints((x, value, gradient) => {
    for (let i = 0; i < POINTS; i++) {
      for (let j = 0; j < COLUMNS; j++) {
        w[j] = x[j][i];
        slope[j] = 0;
      }
      let sum = 0;
      for (let r = 0, at = 0; r < DATA; r++, at += COLUMNS) {
        let a = 0, b = 0, c = 0, d = 0;
        for (let j = 0; j < COLUMNS; j += 4) {
          a += flat[at + j] * w[j];
          b += flat[at + j + 1] * w[j + 1];
          c += flat[at + j + 2] * w[j + 2];
          d += flat[at + j + 3] * w[j + 3];
        }
        const t = -y[r] * (a + b + (c + d)), e = Math.exp(-Math.abs(t)), k = (-y[r] * (t > 0 ? 1 : e)) / (1 + e);
        sum += Math.log1p(e) + (t > 0 ? t : 0);
        for (let j = 0; j < COLUMNS; j++) slope[j] += k * flat[at + j];
      }
      value[i] = sum;
      for (let j = 0; j < COLUMNS; j++) gradient[j][i] = slope[j];
    }
  });
}
