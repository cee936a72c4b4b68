/**
 * The same as people write it: mulberry32, Box–Muller, an array per sample, φ and its gradient as functions of it, plain sums.
 */
import { overPoints, regression } from "../problems/logistic.mjs";
import { integrands, parameters } from "../problems/gradient.mjs";
import { oneByOne } from "../problems/uniforms.mjs";

function mulberry32(seed) {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The other half of each pair is thrown away, as it mostly is. */
const boxMuller = (random) => () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export const uniforms = ({ seed }) => oneByOne(mulberry32(seed));
export const normals = ({ seed }) => oneByOne(boxMuller(mulberry32(seed)));

export function gradient({ D, phi, samples, seed }) {
  const loc = Array.from(parameters(D).loc), scale = Array.from(parameters(D).scale), one = integrands[phi];
  const value = (x) => x.reduce((sum, v) => sum + one.value(v), 0), gradientOf = (x) => x.map(one.gradient);
  const normal = boxMuller(mulberry32(seed));

  function run() {
    const zeros = () => ({ mean: new Array(D).fill(0), square: new Array(D).fill(0) });
    const loc1 = zeros(), loc2 = zeros(), scale1 = zeros(), scale2 = zeros();
    for (let i = 0; i < samples; i++) {
      const noise = [], x = [];
      for (let d = 0; d < D; d++) {
        noise.push(normal());
        x.push(loc[d] + scale[d] * noise[d]);
      }
      const f = value(x), g = gradientOf(x);
      for (let d = 0; d < D; d++) {
        const e = noise[d], l = (f * e) / scale[d], m = (f * (e * e - 1)) / scale[d], r = g[d], s = g[d] * e;
        loc1.mean[d] += l;
        loc1.square[d] += l * l;
        loc2.mean[d] += r;
        loc2.square[d] += r * r;
        scale1.mean[d] += m;
        scale1.square[d] += m * m;
        scale2.mean[d] += s;
        scale2.square[d] += s * s;
      }
    }
    const means = ({ mean, square }) => ({ mean: mean.map((v) => v / samples), square: square.map((v) => v / samples) });
    return { n: samples, loc: { lr: means(loc1), rp: means(loc2) }, scale: { lr: means(scale1), rp: means(scale2) } };
  }
  return { count: samples * D, turn: () => run().loc.lr.mean[0], estimates: run };
}

/** As the formula is written. */
export function logistic() {
  const { X, y } = regression();
  return overPoints((x, value, gradient) => {
    for (let i = 0; i < value.length; i++) {
      const w = x.map((column) => column[i]), slope = w.map(() => 0);
      value[i] = X.reduce((sum, row, r) => {
        const t = -y[r] * row.reduce((z, v, j) => z + v * w[j], 0);
        row.forEach((v, j) => { slope[j] -= (y[r] * v) / (1 + Math.exp(-t)); });
        return sum + Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
      }, 0);
      slope.forEach((v, j) => { gradient[j][i] = v; });
    }
  });
}
