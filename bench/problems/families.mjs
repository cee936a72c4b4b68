/** A million draws of a family into an array, and the log densities of as many of its draws. */
import { row } from "./row.mjs";

export const COUNT = 1e6;

/** Parameters, the median (or another point and what lies below it), and the log density by the textbook. Positional: how the rivals take the parameters. */
export const FAMILIES = {
  lognormal: { parameters: { loc: 0.5, scale: 0.75 }, positional: [0.5, 0.75], median: Math.exp(0.5), logDensity: (x) => -(((Math.log(x) - 0.5) / 0.75) ** 2) / 2 - Math.log(x * 0.75 * Math.sqrt(2 * Math.PI)) },
  uniform: { parameters: { low: -1, high: 3 }, positional: [-1, 3], median: 1, logDensity: () => -Math.log(4) },
  exponential: { parameters: { rate: 2 }, positional: [2], median: Math.LN2 / 2, logDensity: (x) => Math.LN2 - 2 * x },
  laplace: { parameters: { loc: 1, scale: 2 }, positional: [1, 2], median: 1, logDensity: (x) => -Math.abs(x - 1) / 2 - Math.log(4) },
  logistic: { parameters: { loc: 1, scale: 2 }, positional: [1, 2], median: 1, logDensity: (x) => -(x - 1) / 2 - 2 * Math.log1p(Math.exp(-(x - 1) / 2)) - Math.LN2 },
  gumbel: { parameters: { loc: 1, scale: 2 }, positional: [1, 2], median: 1 - 2 * Math.log(Math.LN2), logDensity: (x) => -(x - 1) / 2 - Math.exp(-(x - 1) / 2) - Math.LN2 },
  weibull: { parameters: { concentration: 1.5, scale: 2 }, positional: [1.5, 2], median: 2 * Math.LN2 ** (1 / 1.5), logDensity: (x) => Math.log(0.75) + 0.5 * Math.log(x / 2) - (x / 2) ** 1.5 },
  cauchy: { parameters: { loc: 1, scale: 2 }, positional: [1, 2], median: 1, logDensity: (x) => -Math.log1p(((x - 1) / 2) ** 2) - Math.log(2 * Math.PI) },
  halfNormal: { parameters: { scale: 2 }, positional: [2], median: 2 * 0.6744897501960817, logDensity: (x) => -(x * x) / 8 - Math.log(2 * Math.sqrt(Math.PI / 2)) },
  halfCauchy: { parameters: { scale: 2 }, positional: [2], median: 2, logDensity: (x) => -Math.log1p((x / 2) ** 2) - Math.log(Math.PI) },
  pareto: { parameters: { scale: 1, concentration: 3 }, positional: [3, 1], median: 2 ** (1 / 3), logDensity: (x) => Math.log(3) - 4 * Math.log(x) },
};

/** Families whose draws take a rejection, a search or several numbers: draws alone. By mpmath 1.2.1: P(2.5, 1.5·m) = ½, I(2, 3, m) = ½, P(X < 5), P(X < 6). */
const DRAWN = {
  gamma: { parameters: { concentration: 2.5, rate: 1.5 }, positional: [2.5, 1.5], median: 1.45048673037 },
  beta: { parameters: { alpha: 2, beta: 3 }, positional: [2, 3], median: 0.385727568132 },
  studentT: { parameters: { df: 5, loc: 0, scale: 1 }, positional: [5], median: 0 },
  poisson: { parameters: { rate: 4.5 }, positional: [4.5], median: 5, below: 0.532103576375 },
  binomial: { parameters: { total: 20, probs: 0.3 }, positional: [20, 0.3], median: 6, below: 0.416370829447 },
};
Object.assign(FAMILIES, DRAWN);

/** Families with the rivals that have them: draws against both, log densities against stdlib. */
const D3 = ["lognormal", "uniform", "exponential", "logistic", "weibull", "cauchy", "pareto"];
const STDLIB = [...D3, "laplace", "gumbel"];
const drawn = Object.keys(DRAWN).map((family) => ({
  name: `sample-${family}`,
  title: `A million draws of ${family} into an array, ns per number`,
  verify: "families",
  rows: [
    row("montegrad", "montegrad-families", "sample", { family }),
    row("stdlib, seeded", "stdlib-families", "sample", { family }),
    ...(family === "studentT" ? [] : [row("d3-random, randomLcg", "d3-families", "sample", { family })]),
  ],
  targets: [["montegrad", "stdlib, seeded", 3], ...(family === "studentT" ? [] : [["montegrad", "d3-random, randomLcg", 3]])],
}));
export const tasks = [...STDLIB, "halfNormal", "halfCauchy"].flatMap((family) => [
  {
    name: `sample-${family}`,
    title: `A million draws of ${family} into an array, ns per number`,
    verify: "families",
    rows: [
      row("montegrad", "montegrad-families", "sample", { family }),
      ...(STDLIB.includes(family) ? [row("stdlib, seeded", "stdlib-families", "sample", { family })] : []),
      ...(D3.includes(family) ? [row("d3-random, randomLcg", "d3-families", "sample", { family })] : []),
    ],
    targets: [
      ...(STDLIB.includes(family) ? [["montegrad", "stdlib, seeded", 5]] : []),
      ...(D3.includes(family) ? [["montegrad", "d3-random, randomLcg", 5]] : []),
    ],
  },
  {
    name: `logProb-${family}`,
    title: `Log densities of ${family} at a million fresh numbers, ns per number`,
    verify: "families",
    rows: [
      row("montegrad", "montegrad-families", "logProb", { family }),
      ...(STDLIB.includes(family) ? [row("stdlib", "stdlib-families", "logProb", { family })] : []),
    ],
    targets: STDLIB.includes(family) ? [["montegrad", "stdlib", 8]] : [],
  },
]).concat(drawn);

/** Throws unless half the draws lie below the median, within six standard errors, or the log densities are right to 1e-9. */
export function check({ estimates }, { family }) {
  const { x, out } = estimates();
  const { median, logDensity, below: share = 0.5 } = FAMILIES[family];
  if (!out) {
    let below = 0;
    for (const v of x) if (v < median) below++;
    if (!(Math.abs(below / x.length - share) < 3 / Math.sqrt(x.length))) throw new Error(`${family}: ${below} of ${x.length} draws below the median`);
    return;
  }
  for (let i = 0; i < x.length; i += 997) {
    const expected = logDensity(x[i]);
    if (!(Math.abs(out[i] - expected) <= 1e-9 * (1 + Math.abs(expected)))) throw new Error(`${family}: log density ${out[i]} at ${x[i]}, expected ${expected}`);
  }
}

/** A contestant that draws one number at a time. */
export function draws(next) {
  const x = new Float64Array(COUNT);
  return {
    count: COUNT,
    estimates: () => ({ x }),
    turn() {
      for (let i = 0; i < COUNT; i++) x[i] = next();
      return x[COUNT - 1];
    },
  };
}

/** A contestant that knows the log density of one number at a time, at fresh points from `points`. */
export function densities(points, logpdf) {
  const out = new Float64Array(COUNT);
  let x;
  return {
    count: COUNT,
    estimates: () => ({ x, out }),
    prepare: () => { x = points(); },
    turn() {
      for (let i = 0; i < COUNT; i++) out[i] = logpdf(x[i]);
      return out[COUNT - 1];
    },
  };
}
