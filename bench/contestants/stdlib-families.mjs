/** Draws and log densities of stdlib, by the functions it prepares for fixed parameters. */
import { densities, draws, FAMILIES } from "../problems/families.mjs";
import { points } from "./montegrad-families.mjs";

/** Every import by its name, so that bundlers for browsers see it. */
const RANDOM = {
  lognormal: () => import("@stdlib/random-base-lognormal"), uniform: () => import("@stdlib/random-base-uniform"), exponential: () => import("@stdlib/random-base-exponential"),
  laplace: () => import("@stdlib/random-base-laplace"), logistic: () => import("@stdlib/random-base-logistic"), gumbel: () => import("@stdlib/random-base-gumbel"),
  weibull: () => import("@stdlib/random-base-weibull"), cauchy: () => import("@stdlib/random-base-cauchy"), pareto: () => import("@stdlib/random-base-pareto-type1"),
  gamma: () => import("@stdlib/random-base-gamma"), beta: () => import("@stdlib/random-base-beta"), studentT: () => import("@stdlib/random-base-t"),
  poisson: () => import("@stdlib/random-base-poisson"), binomial: () => import("@stdlib/random-base-binomial"),
};
const LOGPDF = {
  lognormal: () => import("@stdlib/stats-base-dists-lognormal-logpdf"), uniform: () => import("@stdlib/stats-base-dists-uniform-logpdf"), exponential: () => import("@stdlib/stats-base-dists-exponential-logpdf"),
  laplace: () => import("@stdlib/stats-base-dists-laplace-logpdf"), logistic: () => import("@stdlib/stats-base-dists-logistic-logpdf"), gumbel: () => import("@stdlib/stats-base-dists-gumbel-logpdf"),
  weibull: () => import("@stdlib/stats-base-dists-weibull-logpdf"), cauchy: () => import("@stdlib/stats-base-dists-cauchy-logpdf"), pareto: () => import("@stdlib/stats-base-dists-pareto-type1-logpdf"),
};

export async function sample({ family, seed }) {
  const random = (await RANDOM[family]()).default;
  return draws(random.factory(...FAMILIES[family].positional, { seed: seed + 1 }));
}

export async function logProb({ family, seed }) {
  const logpdf = (await LOGPDF[family]()).default;
  return densities(points({ family, seed }), logpdf.factory(...FAMILIES[family].positional));
}
