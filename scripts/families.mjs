/**
 * The table of families and operations in README.md, from the distributions themselves: `npm run families` writes it between its marks,
 * and a test compares. A new family needs an example here: what it is made of.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import * as m from "montegrad";

/** One of each. */
export const EXAMPLES = {
  normal: () => m.normal({ loc: 0, scale: 1 }),
  lognormal: () => m.lognormal({ loc: 0, scale: 1 }),
  halfNormal: () => m.halfNormal({ scale: 1 }),
  truncatedNormal: () => m.truncatedNormal({ loc: 0, scale: 1, low: 0, high: Infinity }),
  studentT: () => m.studentT({ df: 5, loc: 0, scale: 1 }),
  cauchy: () => m.cauchy({ loc: 0, scale: 1 }),
  halfCauchy: () => m.halfCauchy({ scale: 1 }),
  laplace: () => m.laplace({ loc: 0, scale: 1 }),
  logistic: () => m.logistic({ loc: 0, scale: 1 }),
  gumbel: () => m.gumbel({ loc: 0, scale: 1 }),
  uniform: () => m.uniform({ low: 0, high: 1 }),
  triangular: () => m.triangular({ low: 0, high: 4, peak: 1 }),
  beta: () => m.beta({ alpha: 2, beta: 3 }),
  kumaraswamy: () => m.kumaraswamy({ alpha: 2, beta: 3 }),
  exponential: () => m.exponential({ rate: 1 }),
  gamma: () => m.gamma({ concentration: 2, rate: 1 }),
  inverseGamma: () => m.inverseGamma({ concentration: 3, scale: 1 }),
  chiSquared: () => m.chiSquared({ df: 3 }),
  weibull: () => m.weibull({ concentration: 2, scale: 1 }),
  pareto: () => m.pareto({ scale: 1, concentration: 3 }),
  vonMises: () => m.vonMises({ loc: 0, concentration: 2 }),
  bernoulli: () => m.bernoulli({ probs: 0.5 }),
  binomial: () => m.binomial({ total: 10, probs: 0.5 }),
  poisson: () => m.poisson({ rate: 3 }),
  geometric: () => m.geometric({ probs: 0.5 }),
  negativeBinomial: () => m.negativeBinomial({ total: 3, probs: 0.5 }),
  categorical: () => m.categorical({ logits: [0, 0] }),
  mvn: () => m.mvn({ loc: [0, 0], scaleTril: [1, 0, 0, 1] }),
  multivariateT: () => m.multivariateT({ df: 5, loc: [0, 0], scaleTril: [1, 0, 0, 1] }),
  dirichlet: () => m.dirichlet({ concentration: [1, 2] }),
};

/** Where a parameter may be given in another form. */
const FORMS = { bernoulli: "probs | logits", binomial: "total, probs | logits" };

/** What is made of other distributions, or by the user, has what its parts have. */
const COMPOSITES = [
  "| `product({ name: distribution, … })` | of its parts | of its parts | of its parts | of its parts | of its parts | of its parts |",
  "| `mixture({ logits, components })` | of its components | yes | if all have it | implicit; logits if one column | if all have it, `quantile` too | mean, variance |",
  '| `transform(d, "exp" \\| "softplus" \\| "sigmoid" \\| { affine })` | T(that of d) | yes | yes | T′·u | of d | of affine maps |',
  "| `custom({ sample, logProb, … })` | yours | yours | yours | yours | | |",
];

const SUPPORT = { real: "ℝ", positive: "x > 0", unit: "(0, 1)", interval: "between parameters", count: "0, 1, 2 …" };

/** Does the operation work? It throws a TypeError where it is missing. */
function has(p, operation) {
  try {
    if (operation === "moments") return p.entropy === p.entropy || Number.isFinite(p.mean);
    p[operation](new Float64Array(p.columns));
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function row(name, p) {
  const [support] = p.supports;
  const yes = (operation, text = "yes") => (has(p, operation) ? text : "");
  const cells = [
    SUPPORT[support],
    "yes",
    yes("gradLogProb"),
    yes("flow", support === "count" ? "edge flux" : "yes"),
    yes("cdf"),
    yes("moments"),
  ];
  const parameters = (FORMS[name] ?? Object.keys(p.parameters).join(", ")).replace("|", "\\|");
  return `| \`${name}({ ${parameters} })\` | ${cells.join(" | ")} |`;
}

export function table() {
  const head = [
    "| | support | draws, density, score | ∂x log p | flow, divergence | cdf, quantile | moments |",
    "| --- | --- | --- | --- | --- | --- | --- |",
  ];
  return [...head, ...Object.entries(EXAMPLES).map(([name, make]) => row(name, make())), ...COMPOSITES].join("\n");
}

export const MARKS = /(?<=<!-- families: npm run families -->\n\n)[\s\S]*?(?=\n\n<!-- end -->)/;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync("README.md", readFileSync("README.md", "utf8").replace(MARKS, table));
}
