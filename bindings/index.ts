/**
 * montegrad: Monte Carlo estimates of expectations and of their gradients.
 */

// distributions
export * from "./distributions";
export type { ByEntry, ByEntryAndColumn, CustomFamily } from "./distributions/custom";
export type { ProductParameters } from "./distributions/product";
export type { Distribution, Parameters, Support } from "./distribution";

// proposals
export { tilted, type Shares } from "./proposals/tilted";
export { overdispersed, type Proposal } from "./proposals/choices";

// estimates
export { gradient } from "./estimators/gradient";
export type { Run, Told, ResultOf, StartOptions } from "./estimators/gradient";
export type { ChainTerms, GradientOptions, SamplingOptions } from "./estimators/options";
export type { Estimate } from "./estimators/estimate";
export type { GradientOf, GradientResult, GradientResults } from "./estimators/result";
export type { Diagnostics, Warning, WarningCode } from "./estimators/diagnostics";
export type { Baseline, Coefficients, Combine, Control, FixedCoefficients, VarianceOptions } from "./variance/choices";
export type { Coupled } from "./coupled/choices";
export { adaptRotation, type AdaptOptions } from "./flows/adapt";
export { field } from "./flows/field";
export type { CompiledField, FieldFormulas } from "./flows/field";
export type { FlowField } from "./flows/javascript";
export type { JumpsOption } from "./estimators/jumps";
export type { Flow, FlowChoice, Rotation } from "./flows/choices";
export { integrand } from "./integrand/compiled";
export type { CompiledIntegrand, Data, IntegrandOptions } from "./integrand/compiled";
export type { Expression, Mathematics, Operand, Traced } from "./integrand/trace";
export type { Block } from "./integrand/block";
export type { BlockIntegrand, Integrand, IntegrandParams, Integrands, RowIntegrand } from "./integrand/integrand";
export { plan, type Choice } from "./auto/plan";
export { compare, type CompareOptions, type Setting } from "./compare/compare";
export type { Comparison, Raced, RacedRow, RefusedRow } from "./compare/comparison";
export { difference, type DifferenceResult } from "./estimators/difference";
export { expectation } from "./estimators/expectation";
export type { ExpectationOf, ExpectationOptions } from "./estimators/expectation";
export type { ExpectationResult, ExpectationResults } from "./estimators/expectation-result";
export type { Histogram, HistogramRange } from "./estimators/histogram";
export type { Quantile } from "./estimators/quantile";
export { merge, restore } from "./restore";

// minimisation
export { minimise } from "./minimise/minimise";
export type { MinimiseOptions, StepInfo } from "./minimise/minimise";
export type { Optimiser, Rate } from "./minimise/optimisers";
export type { Minimum } from "./minimise/result";

// randomness
export { Rng, philox4x32 } from "./random";
export type { RngState } from "./random";

// the WebAssembly core
export { setModule } from "./kernels";
export { vector, type BinaryFunction, type SinCos, type UnaryFunction, type Vector } from "./vector";

// the words of refusals, for montegrad/theory
/** @internal */
export { checkInteger, checkKeys, dataOf, isArrayLike, isRecord, wrongKind, wrongValue } from "./check";
