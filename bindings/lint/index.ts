/**
 * montegrad/lint: is an estimator unbiased, is a family what it says? Checks of what users write, by the theorems of P. Parmas, M. Sugiyama,
 * "A unified view of likelihood ratio and reparameterization gradients", AISTATS 2021 (arXiv 2105.14900).
 */
export { lint, terms, type Estimator, type LintOptions } from "./lint";
export type { Choice } from "./library";
export type { EndTerm } from "./ends";
export type { Bias, Checked, Code, Finding, Report } from "./report";
