/**
 * What the tests of this directory estimate, in closed form, and by which settings. N(1, 1): a step, a quadratic and a skewed φ; z = x − 1.
 */
import { type Distribution, type GradientResult, gamma, gradient, integrand, mvn, normal, poisson } from "montegrad";

export const bell = (z: number): number => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
export const p = normal({ loc: 1, scale: 1 }), q = normal({ loc: 1.25, scale: 1.5 });
export const step = integrand("x > 1.5"), square = integrand("x^2"), skewed = integrand("exp(x/2)");
const M = Math.exp(0.625);

/** Estimates by path, "value" or "loc" or "scaleTril[2]". */
export function estimate(result: GradientResult, path: string): { mean: number; stdError: number; variance: number; df: number } {
  const [name, index] = path.split(/[[\]]/) as [string, string | undefined], found = name === "value" ? result.value : ((result.grad as Record<string, unknown>)[name] ?? (result.chain as Record<string, unknown>)[name]) as { mean: number | Float64Array; stdError: number | Float64Array; variance: number | Float64Array; df: number };
  const at = (of: number | Float64Array): number => (typeof of === "number" ? of : of[Number(index ?? 0)]!);
  return { mean: at(found.mean), stdError: at(found.stdError), variance: at(found.variance), df: found.df };
}

/** φ by name, with the truths of its estimates. */
export interface Problem { readonly p: Distribution; readonly phi: Readonly<Record<string, ReturnType<typeof integrand>>>; readonly truths: Readonly<Record<string, Readonly<Record<string, number>>>> }
const STEP = { value: 0.3085375387259869, loc: bell(0.5), scale: 0.5 * bell(0.5) }, SQUARE = { value: 2, loc: 2, scale: 2 }, SKEWED = { value: M, loc: M / 2, scale: M / 4 };
/** With a jump, and without. */
export const jumping: Problem = { p, phi: { step, square, skewed }, truths: { step: STEP, square: SQUARE, skewed: SKEWED } };
export const smooth: Problem = { p, phi: { square, skewed }, truths: { square: SQUARE, skewed: SKEWED } };
const e = (5 / 3) ** -2;
export const ofGamma: Problem = {
  p: gamma({ concentration: 2, rate: 1.5 }), phi: { square, decay: integrand("exp(-x)") },
  truths: { square: { value: 6 / 2.25, concentration: 5 / 2.25, rate: -12 / 3.375 }, decay: { value: e, concentration: -Math.log(5 / 3) * e, rate: e * 2 / (1.5 * 2.5) } },
};
export const ofPoisson: Problem = { p: poisson({ rate: 3 }), phi: { square, power: integrand("1.25^x") }, truths: { square: { value: 12, rate: 7 }, power: { value: Math.exp(0.75), rate: 0.25 * Math.exp(0.75) } } };
const omega = [0.5, -0.25] as const, a = [omega[0] + 0.5 * omega[1], 2 * omega[1]] as const, along = -0.25, damped = Math.exp(-(a[0] ** 2 + a[1] ** 2) / 2);
/** cos ω·x */
export const ofMvn: Problem = {
  p: mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] }), phi: { wave: integrand("cos(0.5*x0 - 0.25*x1)") },
  truths: { wave: { value: damped * Math.cos(along), "loc[0]": -omega[0] * damped * Math.sin(along), "scaleTril[2]": -omega[1] * a[0] * damped * Math.cos(along), "scaleTril[3]": -omega[1] * a[1] * damped * Math.cos(along) } },
};

export type Setting = readonly [name: string, problem: Problem, options: { readonly samples: number } & Readonly<Record<string, unknown>>];
const tilts = { p: 0.5, slice: 0.25, fisher: 0.25 }, x = { phi: integrand("x"), mean: 1 };
/** Every option, with few samples: the fewest that it takes, and odd numbers. */
export const SETTINGS: readonly Setting[] = [
  ["a mean of others, 16", jumping, { flow: "lr", samples: 16 }],
  ["a mean of others, 17", jumping, { flow: "lr", baseline: "loo", samples: 17 }],
  ["a mean of others, 64", jumping, { flow: "lr", baseline: "loo", samples: 64 }],
  ["a mean of others under a proposal", jumping, { flow: "lr", baseline: "loo", proposal: q, samples: 64 }],
  ["a mean of others among strata", jumping, { flow: "lr", baseline: "loo", proposal: tilts, samples: 128 }],
  ["the best constant, 16", jumping, { flow: "lr", baseline: "optimal", samples: 16 }],
  ["the best constant, 75", jumping, { flow: "lr", baseline: "optimal", samples: 75 }],
  ["the best constant under a proposal", jumping, { flow: "lr", baseline: "optimal", proposal: q, samples: 64 }],
  ["the best constant among strata", jumping, { flow: "lr", baseline: "optimal", proposal: tilts, samples: 128 }],
  ["numbers", jumping, { flow: "lr", baseline: { step: 0.25, square: 3, skewed: 2 }, samples: 5 }],
  ["numbers under a proposal", jumping, { flow: "lr", baseline: { step: 0.25, square: 3, skewed: 2 }, proposal: q, samples: 5 }],
  ["one function", jumping, { flow: "lr", controls: [x], samples: 64 }],
  ["one function, leave-one-out", jumping, { flow: "lr", controls: [x], coefficients: "loo", samples: 64 }],
  ["one polynomial", jumping, { flow: "lr", controls: [{ stein: 1 }], samples: 67 }],
  ["scores", jumping, { flow: "lr", controls: ["score"], samples: 128 }],
  ["scores, leave-one-out", jumping, { flow: "lr", controls: ["score"], coefficients: "loo", samples: 131 }],
  ["scores under a proposal", jumping, { flow: "lr", controls: ["score"], proposal: q, samples: 128 }],
  ["a function under a proposal", jumping, { flow: "lr", controls: [x], proposal: q, samples: 64 }],
  ["polynomials under a proposal", jumping, { flow: "lr", controls: [{ stein: 2 }], proposal: q, samples: 128 }],
  ["weights", jumping, { flow: "lr", controls: ["weights"], proposal: q, samples: 64 }],
  ["weights and scores among strata", jumping, { flow: "lr", controls: ["weights", "score"], proposal: tilts, samples: 256 }],
  ["three polynomials", jumping, { flow: "lr", controls: ["stein"], samples: 259 }],
  ["a pilot", jumping, { flow: "lr", controls: ["score", "stein"], coefficients: "pilot", samples: 16 }],
  ["a pilot under a proposal", jumping, { flow: "lr", controls: ["score", "weights", x], coefficients: "pilot", proposal: q, samples: 16 }],
  ["numbers for coefficients", jumping, { flow: "lr", controls: ["score"], coefficients: { "step.loc": [0.5, 0.25], "square.scale": [1, 2], "skewed.value": [1, 0] }, samples: 9 }],
  ["a number and controls", jumping, { flow: "lr", baseline: { square: 2, step: 0.3, skewed: 2 }, controls: [x], samples: 64 }],
  ["a flow and its difference", smooth, { flow: "rp", controls: ["difference"], samples: 64 }],
  ["a flow, scores and difference", smooth, { flow: "rp", controls: ["score", "difference"], samples: 256 }],
  ["half a flow and polynomials", smooth, { flow: 0.5, controls: [{ stein: 1 }], samples: 64 }],
  ["half a flow, leave-one-out", smooth, { flow: 0.5, controls: ["difference"], coefficients: "loo", samples: 64 }],
  ["a flow with a pilot", smooth, { flow: "rp", controls: ["score", "difference"], coefficients: "pilot", samples: 16 }],
  ["a flow with a baseline", smooth, { flow: 0.5, baseline: "loo", samples: 64 }],
  ["combined, 16", smooth, { flow: "rp", combine: "covariance", samples: 16 }],
  ["combined, 75", smooth, { flow: "rp", combine: "covariance", samples: 75 }],
  ["combined by inverse variance", smooth, { flow: "rp", combine: "inverse-variance", samples: 64 }],
  ["combined and pooled", smooth, { flow: "rp", combine: { by: "covariance", pooled: true }, samples: 64 }],
  ["combined about a baseline", smooth, { flow: "rp", combine: "covariance", baseline: { square: 2, skewed: 2 }, samples: 64 }],
  ["combined under a proposal", smooth, { flow: "rp", combine: "covariance", proposal: q, samples: 64 }],
  ["combined among strata", smooth, { flow: "rp", combine: { by: "inverse-variance", pooled: true }, proposal: tilts, samples: 128 }],
  ["selected, 16", smooth, { flow: "rp", combine: "selection", samples: 16 }],
  ["selected, 75", smooth, { flow: "rp", combine: "selection", samples: 75 }],
  ["selected under a proposal", smooth, { flow: "rp", combine: "selection", proposal: q, samples: 64 }],
  ["selected among strata", smooth, { flow: "rp", combine: "selection", proposal: tilts, samples: 128 }],
  ["selected pairs", smooth, { flow: "rp", combine: "selection", antithetic: true, samples: 64 }],
  ["selected Sobol' points", smooth, { flow: "rp", combine: "selection", points: "sobol", samples: 64 }],
  ["selected, gamma", ofGamma, { flow: "rp", combine: "selection", samples: 32 }],
  ["selected, Poisson", ofPoisson, { flow: "rp", combine: "selection", samples: 64 }],
  ["selected, mvn", ofMvn, { flow: "rp", combine: "selection", samples: 64 }],
  ["pairs, alone", jumping, { flow: "lr", baseline: 0, antithetic: true, samples: 3 }],
  ["pairs about a mean of others", jumping, { flow: "lr", antithetic: true, samples: 32 }],
  ["pairs about the best constant", jumping, { flow: "lr", baseline: "optimal", antithetic: true, samples: 64 }],
  ["pairs with a control", jumping, { flow: "lr", controls: ["score"], antithetic: true, samples: 128 }],
  ["pairs with a control, leave-one-out", jumping, { flow: "lr", controls: [x], coefficients: "loo", antithetic: true, samples: 64 }],
  ["pairs under a proposal", jumping, { flow: "lr", antithetic: true, proposal: q, samples: 64 }],
  ["pairs under a flow", smooth, { flow: "rp", antithetic: true, samples: 7 }],
  ["pairs combined", smooth, { flow: "rp", combine: "covariance", antithetic: true, samples: 64 }],
  ["Sobol' points, 32", jumping, { flow: "lr", baseline: 0, points: "sobol", samples: 32 }],
  ["Sobol' points about a mean of others", jumping, { flow: "lr", points: "sobol", samples: 64 }],
  ["Sobol' points with controls", jumping, { flow: "lr", controls: ["score"], points: "sobol", samples: 48 }],
  ["Sobol' points under a flow", smooth, { flow: "rp", points: "sobol", samples: 75 }],
  ["Sobol' points combined", smooth, { flow: "rp", combine: "covariance", points: "sobol", samples: 64 }],
  ["measure-valued", jumping, { coupled: "measure-valued", samples: 5 }],
  ["a random radius and a flow", smooth, { coupled: { loc: "random-radius" }, flow: "rp", samples: 5 }],
  ["measure-valued with controls", jumping, { coupled: "measure-valued", controls: [x], samples: 64 }],
  ["measure-valued pairs", jumping, { coupled: "measure-valued", antithetic: true, samples: 32 }],
  ["a mean of others, gamma", ofGamma, { flow: "lr", samples: 17 }],
  ["polynomials, gamma", ofGamma, { flow: "lr", controls: [{ stein: 2 }], samples: 128 }],
  ["scores and difference, gamma", ofGamma, { flow: "rp", controls: ["score", "difference"], samples: 256 }],
  ["combined, gamma", ofGamma, { flow: "rp", combine: "covariance", samples: 64 }],
  ["pairs, gamma", ofGamma, { flow: "rp", antithetic: true, samples: 16 }],
  ["a mean of others, Poisson", ofPoisson, { flow: "lr", samples: 16 }],
  ["combined, Poisson", ofPoisson, { flow: "rp", combine: "covariance", samples: 64 }],
  ["polynomials, Poisson", ofPoisson, { flow: "lr", controls: [{ stein: 1 }], samples: 64 }],
  ["measure-valued, Poisson", ofPoisson, { coupled: "measure-valued", samples: 4 }],
  ["a mean of others, mvn", ofMvn, { flow: "lr", samples: 64 }],
  ["scores with a pilot, mvn", ofMvn, { flow: "lr", controls: ["score"], coefficients: "pilot", samples: 32 }],
  ["combined and pooled, mvn", ofMvn, { flow: "rp", combine: { by: "covariance", pooled: true }, samples: 64 }],
  ["Sobol' points, mvn", ofMvn, { flow: "rp", points: "sobol", samples: 32 }],
];

export const run = ([, { p: of, phi }, options]: Setting, more: object): Record<string, GradientResult> => gradient(of, phi, { ...options, ...more } as never) as never;
