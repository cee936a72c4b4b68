/** montegrad itself, the built package under its public name. */
import * as montegrad from "montegrad";
import { CENTRE, parameters } from "../problems/gradient.mjs";
import { overPoints, regression } from "../problems/logistic.mjs";
import { COUNT, filling } from "../problems/uniforms.mjs";
import { vector } from "../problems/vector.mjs";

export function uniforms({ seed }) {
  const rng = new montegrad.Rng(seed);
  return filling((out) => rng.uniform(COUNT, out));
}

export function normals({ seed }) {
  const rng = new montegrad.Rng(seed);
  return filling((out) => rng.normal(COUNT, out));
}

/** One column of a distribution, into an array. */
export function sample({ seed }) {
  const rng = new montegrad.Rng(seed), p = montegrad.normal({ loc: 0, scale: 1 });
  return filling((out) => p.sample(rng, COUNT, { out }));
}

export const exp = () => vector("exp", (x, out) => montegrad.vector.exp(x, out));
export const log = () => vector("log", (x, out) => montegrad.vector.log(x, out));
export const sincos = () => vector("sincos", (x, sin, cos) => montegrad.vector.sinCos(x, sin, cos));

/**
 * φ and ∂φ on blocks of columns, as a user in a hurry writes them; `out` starts as zeros. Two columns a turn halve the traffic with
 * `out` (ns per sample-dimension: 2.4 against 2.9).
 */
const callbacks = {
  cheap: {
    valueAndGradient(x, out, slopes) {
      const n = out.length;
      let d = 0;
      for (; d + 1 < x.length; d += 2) {
        const a = x[d], b = x[d + 1], p = slopes[d], q = slopes[d + 1];
        for (let i = 0; i < n; i++) {
          const y = a[i] - CENTRE, z = b[i] - CENTRE;
          out[i] += y * y + z * z;
          p[i] = 2 * y;
          q[i] = 2 * z;
        }
      }
      for (; d < x.length; d++) {
        const a = x[d], p = slopes[d];
        for (let i = 0; i < n; i++) {
          const y = a[i] - CENTRE;
          out[i] += y * y;
          p[i] = 2 * y;
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
  const run = (flow, samples) => montegrad.gradient(p, phi, { flow, baseline: 0, samples, seed: next++ });
  const n = Math.max(samples, 1e6 / D); // to be checked, mean squares take a million numbers
  const terms = ({ mean, stdError }) => ({ mean, square: mean.map((m, d) => m * m + stdError[d] ** 2 * (n - 1)) });
  return {
    count: samples * D,
    turn: () => run("rp", samples).grad.loc.mean[0],
    estimates() {
      const lr = run("lr", n).grad, rp = run("rp", n).grad;
      return { n, loc: { lr: terms(lr.loc), rp: terms(rp.loc) }, scale: { lr: terms(lr.scale), rp: terms(rp.scale) } };
    },
  };
}

/** The same φ as formulas. */
const formulas = { cheap: "sum(i, (x[i] - c)^2)", transcendental: "sum(i, exp(x[i]/2) * sin(x[i]))" };
const compiled = (phi) => montegrad.integrand(formulas[phi], phi === "cheap" ? { constants: { c: CENTRE } } : {});

export const gradientCompiled = (options) => contestant(compiled(options.phi), options);
export const gradient = (options) => contestant(callbacks[options.phi], options);
export const gradientWithVector = (options) => contestant(withVector(), options);

/** Value and gradient of a log likelihood, at many points. */
export function logistic() {
  const { X, y } = regression(), phi = montegrad.integrand("sum(r, softplus(-y[r] * dot(X[r], x)))", { data: { X, y } });
  return overPoints((x, value, gradient) => phi.valueAndGradient(x, value, gradient));
}
