/** Draws of d3-random with its own seeded generator. */
import { randomBeta, randomBinomial, randomCauchy, randomExponential, randomGamma, randomLcg, randomLogNormal, randomLogistic, randomPareto, randomPoisson, randomUniform, randomWeibull } from "d3-random";
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
  gamma: (source) => randomGamma.source(source)(2.5, 1 / 1.5),
  beta: (source) => randomBeta.source(source)(2, 3),
  poisson: (source) => randomPoisson.source(source)(4.5),
  binomial: (source) => randomBinomial.source(source)(20, 0.3),
};

export const sample = ({ family, seed }) => draws(MAKE[family](randomLcg(seed)));
