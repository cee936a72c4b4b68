/** Draws and log densities of montegrad's families. */
import { beta, binomial, cauchy, exponential, gamma, gumbel, halfCauchy, halfNormal, laplace, logistic, lognormal, pareto, poisson, Rng, studentT, uniform, weibull } from "montegrad";
import { COUNT, FAMILIES } from "../problems/families.mjs";

const MAKE = { beta, binomial, cauchy, exponential, gamma, gumbel, halfCauchy, halfNormal, laplace, logistic, lognormal, pareto, poisson, studentT, uniform, weibull };
const make = (family) => MAKE[family](FAMILIES[family].parameters);

/** Fresh draws of the family each time: the points at which all contestants take log densities. */
export function points({ family, seed }) {
  const x = new Float64Array(COUNT), rng = new Rng(seed), p = make(family);
  return () => p.sample(rng, COUNT, { out: x });
}

export function sample({ family, seed }) {
  const x = new Float64Array(COUNT), rng = new Rng(seed), p = make(family);
  return { count: COUNT, estimates: () => ({ x }), turn: () => (p.sample(rng, COUNT, { out: x }), x[COUNT - 1]) };
}

export function logProb({ family, seed }) {
  const out = new Float64Array(COUNT), next = points({ family, seed }), p = make(family);
  let x;
  return { count: COUNT, estimates: () => ({ x, out }), prepare: () => { x = next(); }, turn: () => (p.logProb(x, { out }), out[COUNT - 1]) };
}
