/** Draws of d3-random with its own seeded generator. */
import { randomCauchy, randomExponential, randomLcg, randomLogNormal, randomLogistic, randomPareto, randomUniform, randomWeibull } from "d3-random";
import { draws } from "../problems/families.mjs";

/** With the parameters of the problem. */
const MAKE = {
  lognormal: (source) => randomLogNormal.source(source)(0.5, 0.75),
  uniform: (source) => randomUniform.source(source)(-1, 3),
  exponential: (source) => randomExponential.source(source)(2),
  logistic: (source) => randomLogistic.source(source)(1, 2),
  weibull: (source) => randomWeibull.source(source)(1.5, 0, 2),
  cauchy: (source) => randomCauchy.source(source)(1, 2),
  pareto: (source) => randomPareto.source(source)(3),
};

export const sample = ({ family, seed }) => draws(MAKE[family](randomLcg(seed)));
