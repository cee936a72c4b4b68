/** Draws of d3-random with its own seeded generator. */
import * as d3 from "d3-random";
import { draws, FAMILIES } from "../problems/families.mjs";

const NAMES = {
  lognormal: "randomLogNormal", uniform: "randomUniform", exponential: "randomExponential", logistic: "randomLogistic", cauchy: "randomCauchy",
  pareto: "randomPareto",
};

export function sample({ family, seed }) {
  const source = d3.randomLcg(seed), { positional: [first, second] } = FAMILIES[family];
  if (family === "weibull") return draws(d3.randomWeibull.source(source)(first, 0, second));
  return draws(d3[NAMES[family]].source(source)(first, ...(family === "pareto" || second === undefined ? [] : [second])));
}
