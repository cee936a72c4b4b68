/** montegrad itself, the built package under its public name. */
import * as montegrad from "montegrad";
import { CENTRE, parameters } from "../problems/gradient.mjs";
import { COUNT } from "../problems/normals.mjs";
import { vector } from "../problems/vector.mjs";

export function normals({ seed }) {
  const out = new Float64Array(COUNT), rng = new montegrad.Rng(seed);
  return { count: COUNT, out, turn: () => (rng.normal(COUNT, out), out[COUNT - 1]) };
}

/** One column of a distribution, into an array. */
export function sample({ seed }) {
  const out = new Float64Array(COUNT), rng = new montegrad.Rng(seed), p = montegrad.normal({ loc: 0, scale: 1 });
  return { count: COUNT, out, turn: () => (p.sample(rng, COUNT, { out }), out[COUNT - 1]) };
}

export const exp = () => vector("exp", (x, out) => montegrad.vector.exp(x, out));
export const log = () => vector("log", (x, out) => montegrad.vector.log(x, out));
export const sincos = () => vector("sincos", (x, sin, cos) => montegrad.vector.sinCos(x, sin, cos));

/** φ and ∂φ on blocks of columns, as a user writes them; `out` starts as zeros. */
const callbacks = {
  cheap: {
    valueAndGradient(x, out, slopes) {
      for (let d = 0; d < x.length; d++) {
        const column = x[d], slope = slopes[d];
        for (let i = 0; i < out.length; i++) {
          const y = column[i] - CENTRE;
          out[i] += y * y;
          slope[i] = 2 * y;
        }
      }
    },
    value(x, out) {
      for (const column of x) for (let i = 0; i < out.length; i++) {
        const y = column[i] - CENTRE;
        out[i] += y * y;
      }
    },
  },
  transcendental: {
    valueAndGradient(x, out, slopes) {
      for (let d = 0; d < x.length; d++) {
        const column = x[d], slope = slopes[d];
        for (let i = 0; i < out.length; i++) {
          const h = Math.exp(column[i] / 2), sin = Math.sin(column[i]);
          out[i] += h * sin;
          slope[i] = h * (0.5 * sin + Math.cos(column[i]));
        }
      }
    },
    value(x, out) {
      for (const column of x) for (let i = 0; i < out.length; i++) out[i] += Math.exp(column[i] / 2) * Math.sin(column[i]);
    },
    gradient(x, out) {
      for (let d = 0; d < x.length; d++) {
        const column = x[d], slope = out[d];
        for (let i = 0; i < slope.length; i++) slope[i] = Math.exp(column[i] / 2) * (0.5 * Math.sin(column[i]) + Math.cos(column[i]));
      }
    },
  },
};

/** The transcendental φ with the library's vector mathematics inside. */
function withVector() {
  let h = new Float64Array(0), sin = h, cos = h;
  const columns = (column) => {
    if (h.length !== column.length) [h, sin, cos] = [0, 0, 0].map(() => new Float64Array(column.length));
    for (let i = 0; i < h.length; i++) h[i] = column[i] / 2;
    montegrad.vector.exp(h, h);
    montegrad.vector.sinCos(column, sin, cos);
  };
  return {
    valueAndGradient(x, out, slopes) {
      for (let d = 0; d < x.length; d++) {
        columns(x[d]);
        const slope = slopes[d];
        for (let i = 0; i < out.length; i++) {
          const s = h[i] * sin[i];
          out[i] += s;
          slope[i] = 0.5 * s + h[i] * cos[i];
        }
      }
    },
    value(x, out) {
      for (const column of x) {
        columns(column);
        for (let i = 0; i < out.length; i++) out[i] += h[i] * sin[i];
      }
    },
    gradient(x, out) {
      for (let d = 0; d < x.length; d++) {
        columns(x[d]);
        const slope = out[d];
        for (let i = 0; i < slope.length; i++) slope[i] = h[i] * (0.5 * sin[i] + cos[i]);
      }
    },
  };
}

function contestant(phi, { D, samples, seed }) {
  const p = montegrad.normal(parameters(D));
  let next = seed;
  const run = (flow) => montegrad.gradient(p, phi, { flow, samples, seed: next++ });
  const terms = ({ mean, stdError }) => ({ mean, square: mean.map((m, d) => m * m + stdError[d] ** 2 * (samples - 1)) });
  return {
    count: samples * D,
    turn: () => run("rp").grad.loc.mean[0],
    estimates() {
      const lr = run("lr").grad, rp = run("rp").grad;
      return { n: samples, loc: { lr: terms(lr.loc), rp: terms(rp.loc) }, scale: { lr: terms(lr.scale), rp: terms(rp.scale) } };
    },
  };
}

export const gradient = (options) => contestant(callbacks[options.phi], options);
export const gradientWithVector = (options) => contestant(withVector(), options);
