/**
 * montegrad/theory: the explanations of P. Parmas, M. Sugiyama, "A unified view of likelihood ratio and reparameterization gradients", AISTATS 2021
 * (arXiv 2105.14900), as numbers to plot and to check. One idea, one function, plain data back.
 *
 * All of them look at one entry of one parameter of a continuous distribution p(x; θ) of one column (`divergence`: of any). Integrals are by
 * quadrature, with an error bound beside them; nothing is drawn at random.
 */

// Section 3: probability boxes
export { boxes, type Boxes, type BoxesOptions } from "./boxes";

// Section 4: the flow of probability, with the height h under the density as one more coordinate
export { flowLines, type FlowLines, type FlowLinesOptions } from "./flow-lines";
export { divergence, type AugmentedFlow, type DivergenceOptions } from "./divergence";
export { surface, type Surface, type SurfaceOptions } from "./surface";

// what is, and what is not, an estimator
export { stein, type Stein } from "./stein";
export { uniqueness, type Uniqueness, type UniquenessOptions } from "./uniqueness";
export { residual, type Residual, type ResidualOptions } from "./residual";

// Section 5: the two case studies
export { heights, type Heights, type HeightsOptions } from "./heights";
export { slices, type Slices, type SlicesOptions } from "./slices";

export type { MonotonePiece } from "./levels";
export type { ParameterOptions } from "./motion";
