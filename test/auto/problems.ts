/**
 * What the tests of this directory estimate, in closed form or, where there is none, by Simpson's rule (below 1e-11 here): families, smooth, kinked and jumping φ,
 * compiled and not, with a gradient and without, products, several φ, chains, φ that depends on θ, supports that move.
 */
import { type BlockIntegrand, type Distribution, type GradientResult, beta, binomial, categorical, custom, exponential, gamma, integrand, mvn, normal, pareto, poisson, product, studentT, truncatedNormal, uniform, vonMises } from "montegrad";

const { exp, log, cos, sin, sqrt, PI } = Math;
export const bell = (z: number): number => exp(-z * z / 2) / sqrt(2 * PI);
/** Φ by Simpson's rule from 0. */
export const cdf = (z: number): number => 0.5 + simpson(bell, 0, z);

function simpson(f: (x: number) => number, from: number, to: number, parts = 4000): number {
  const h = (to - from) / parts;
  let sum = f(from) + f(to);
  for (let i = 1; i < parts; i++) sum += (i % 2 ? 4 : 2) * f(from + i * h);
  return (sum * h) / 3;
}

/** φ of one column in JavaScript, with its gradient. */
export const block = (value: (x: number) => number, slope: (x: number) => number): BlockIntegrand => ({
  value: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = value(x![i]!); },
  gradient: ([x], [out]) => { for (let i = 0; i < out!.length; i++) out![i] = slope(x![i]!); },
});

type Truths = Readonly<Record<string, number>>;
export interface Problem { readonly name: string; readonly p: Distribution; readonly phi: unknown; readonly truths: Truths; readonly options?: object }

/** Estimates by path: "value", "loc", "a.loc[1]", "chain.vega"; of several φ "square: loc". */
export function estimate(result: unknown, path: string): { mean: number; stdError: number } {
  const [output, rest] = path.includes(": ") ? (path.split(": ") as [string, string]) : [undefined, path], one = (output === undefined ? result : (result as Record<string, unknown>)[output]) as GradientResult;
  const [names, index] = rest.split(/[[\]]/) as [string, string | undefined], keys = names.split(".");
  const found = (names === "value" ? one.value : keys[0] === "chain" ? (one.chain as Record<string, unknown>)[keys[1]!] : keys.reduce((at: unknown, key) => (at as Record<string, unknown>)[key], one.grad)) as { mean: number | Float64Array; stdError: number | Float64Array };
  const at = (of: number | Float64Array): number => (typeof of === "number" ? of : of[Number(index ?? 0)]!);
  return { mean: at(found.mean), stdError: at(found.stdError) };
}

export const unit = normal({ loc: 1, scale: 1 });
/** E[cos 2x], E[exp(x/2)] under N(1, 1). */
const faded = exp(-2), M = exp(0.625);
export const WAVE = { value: faded * cos(2), loc: -2 * faded * sin(2), scale: -4 * faded * cos(2) };
// E[sin x] = λ/(λ² + 1) for Exponential(λ), λ = 2
const SINE = { value: 2 / 5, rate: -3 / 25 };
export const STEP = { value: cdf(-0.5), loc: bell(0.5), scale: 0.5 * bell(0.5) };
const SKEWED = { value: M, loc: M / 2, scale: M / 4 }, SQUARE = { value: 2, loc: 2, scale: 2 };

const scores = {
  params: { rate: 2 }, support: "positive" as const,
  sample: ([u]: readonly Float64Array[], [out]: readonly Float64Array[]) => { for (let i = 0; i < u!.length; i++) out![i] = -log(u![i]!) / 2; },
  logProb: ([x]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! < 0 ? -Infinity : log(2) - 2 * x![i]!; },
};
const score = ([x]: readonly Float64Array[], { rate: [out] }: { readonly rate: readonly Float64Array[] }): void => { for (let i = 0; i < x!.length; i++) out![i] = 1 / 2 - x![i]!; };
// x = −log u/λ: ∂x/∂λ = −x/λ
const flow = ([x]: readonly Float64Array[], { rate: [one] }: { readonly rate: readonly (readonly Float64Array[])[] }): void => { for (let i = 0; i < x!.length; i++) one![0]![i] = -x![i]! / 2; };
const gradLogProb = (_x: unknown, [out]: readonly Float64Array[]): void => { out!.fill(-2); };
const withScore = custom({ ...scores, score } as never), withFlow = custom({ ...scores, flow } as never), withAll = custom({ ...scores, score, flow, gradLogProb } as never);

// truncated N(m, s²) on [a, b], E[x²]
const truncated = { loc: 0.25, scale: 1.25, low: -1, high: 2 };
function truncatedTruths(): Truths {
  const { loc, scale, low, high } = truncated, density = (x: number): number => bell((x - loc) / scale) / scale, mass = simpson(density, low, high), E = (f: (x: number) => number): number => simpson((x) => f(x) * density(x), low, high) / mass;
  const value = E((x) => x * x), along = (f: (x: number) => number): number => E((x) => x * x * f(x)) - value * E(f);
  return { value, loc: along((x) => (x - loc) / scale ** 2), scale: along((x) => (x - loc) ** 2 / scale ** 3), low: (density(low) / mass) * (value - low * low), high: (density(high) / mass) * (high * high - value) };
}
// von Mises(½, 2), E[cos x] = A cos ½ with A = I₁(2)/I₀(2), mpmath: besseli(1, 2)/besseli(0, 2)
const A = 0.697774657964007982, e = (5 / 3) ** -2;
/** Law of three categories. */
const weights = [0, 0.5, -1].map(exp), total = weights.reduce((a, b) => a + b, 0), probs = weights.map((w) => w / total), meanOf = probs.reduce((sum, p, k) => sum + p * k * k, 0);
const omega = [0.5, -0.25] as const, a = [omega[0] + 0.5 * omega[1], 2 * omega[1]] as const, damped = exp(-(a[0] ** 2 + a[1] ** 2) / 2);

export const PROBLEMS: readonly Problem[] = [
  { name: "N, cos 2x", p: unit, phi: integrand("cos(2*x)"), truths: WAVE },
  { name: "N, cos 2x in JavaScript", p: unit, phi: block((x) => cos(2 * x), (x) => -2 * sin(2 * x)), truths: WAVE },
  { name: "N, cos 2x without a gradient", p: unit, phi: (x: Float64Array) => cos(2 * x[0]!), truths: WAVE },
  { name: "N, |x − 1|", p: unit, phi: integrand("abs(x - 1)"), truths: { value: 2 * bell(0), loc: 0, scale: 2 * bell(0) } },
  { name: "N, relu x in JavaScript", p: unit, phi: block((x) => Math.max(x, 0), (x) => (x > 0 ? 1 : 0)), truths: { value: cdf(1) + bell(1), loc: cdf(1), scale: bell(1) } },
  { name: "N, a step", p: unit, phi: integrand("x > 1.5"), truths: STEP },
  { name: "N, a step without a gradient", p: unit, phi: (x: Float64Array) => Number(x[0]! > 1.5), truths: STEP },
  { name: "N, a step with a gradient that misses it, above a constant", p: unit, phi: block((x) => 20 + Number(x > 1.5), () => 0), truths: { ...STEP, value: 20 + STEP.value } },
  { name: "N, several φ", p: unit, phi: { square: integrand("x^2"), skewed: integrand("exp(x/2)"), step: integrand("x > 1.5") }, truths: Object.fromEntries(Object.entries({ square: SQUARE, skewed: SKEWED, step: STEP }).flatMap(([name, of]) => Object.entries(of).map(([path, truth]) => [`${name}: ${path}`, truth]))) },
  { name: "N, chains", p: unit, phi: integrand("exp(x/2)"), options: { wrt: ["scale"], chain: { both: { loc: 2, scale: -1 }, rho: { loc: 1, phi: -0.5 } } }, truths: { value: M, scale: M / 4, "chain.both": 0.75 * M, "chain.rho": 0 } },
  { name: "N, chains without a gradient", p: unit, phi: (x: Float64Array) => exp(x[0]! / 2), options: { wrt: [], chain: { both: { loc: 2, scale: -1 } } }, truths: { value: M, "chain.both": 0.75 * M } },
  { name: "N, one parameter", p: unit, phi: integrand("exp(x/2)"), options: { wrt: ["loc"] }, truths: { value: M, loc: M / 2 } },
  { name: "N, no parameter", p: unit, phi: integrand("exp(x/2)"), options: { wrt: [] }, truths: { value: M } },
  // E[cos x − log p] = e^(−s²/2) cos m + log s + ½ log 2πe
  { name: "N, φ with log p", p: unit, phi: integrand("cos(x) - logp"), truths: { value: exp(-0.5) * cos(1) + 0.5 * log(2 * PI) + 0.5, loc: -exp(-0.5) * sin(1), scale: -exp(-0.5) * cos(1) + 1 } },
  { name: "N × N, a step across", p: normal({ loc: [1, 0], scale: [1, 0.5] }), phi: integrand("(x[0] > 1.5)*x[1]^2"), truths: { value: STEP.value / 4, "loc[0]": STEP.loc / 4, "loc[1]": 0, "scale[0]": STEP.scale / 4, "scale[1]": STEP.value } },
  { name: "Student, x²", p: studentT({ df: 20, loc: 1, scale: 2 }), phi: integrand("x^2"), truths: { value: 1 + 80 / 18, df: -8 / 18 ** 2, loc: 2, scale: 80 / 18 } },
  { name: "gamma, exp(−x)", p: gamma({ concentration: 2, rate: 1.5 }), phi: integrand("exp(-x)"), truths: { value: e, concentration: -log(5 / 3) * e, rate: (e * 2) / (1.5 * 2.5) } },
  { name: "beta, x", p: beta({ alpha: 2, beta: 3 }), phi: integrand("x"), truths: { value: 0.4, alpha: 3 / 25, beta: -2 / 25 } },
  { name: "exponential, sin x", p: exponential({ rate: 2 }), phi: integrand("sin(x)"), truths: SINE },
  { name: "von Mises, cos x", p: vonMises({ loc: 0.5, concentration: 2 }), phi: integrand("cos(x)"), truths: { value: A * cos(0.5), loc: -A * sin(0.5), concentration: (1 - A * A - A / 2) * cos(0.5) } },
  { name: "Poisson, 1.25^k", p: poisson({ rate: 3 }), phi: integrand("1.25^x"), truths: { value: exp(0.75), rate: 0.25 * exp(0.75) } },
  { name: "binomial, k² in JavaScript", p: binomial({ total: 10, probs: 0.3 }), phi: (x: Float64Array) => x[0]! ** 2, truths: { value: 9 + 2.1, probs: 10 + 2 * 90 * 0.3 } },
  { name: "categorical, k²", p: categorical({ logits: [0, 0.5, -1] }), phi: integrand("x^2"), truths: { value: meanOf, ...Object.fromEntries(probs.map((p, k) => [`logits[${k}]`, p * (k * k - meanOf)])) } },
  { name: "mvn, cos ω·x", p: mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] }), phi: integrand("cos(0.5*x0 - 0.25*x1)"), truths: { value: damped * cos(-0.25), "loc[0]": -omega[0] * damped * sin(-0.25), "scaleTril[2]": -omega[1] * a[0] * damped * cos(-0.25), "scaleTril[3]": -omega[1] * a[1] * damped * cos(-0.25) } },
  { name: "N × Poisson, x²k", p: product({ x: normal({ loc: 1, scale: 0.5 }), k: poisson({ rate: 3 }) }), phi: integrand("x^2*k"), truths: { value: 3.75, "x.loc": 6, "x.scale": 3, "k.rate": 1.25 } },
  { name: "uniform, x²", p: uniform({ low: 0, high: 2 }), phi: integrand("x^2"), truths: { value: 4 / 3, low: 2 / 3, high: 4 / 3 } },
  { name: "uniform, a step", p: uniform({ low: 0, high: 2 }), phi: integrand("x > 0.5"), truths: { value: 0.75, low: 0.375, high: 0.125 } },
  { name: "uniform, x² without a gradient", p: uniform({ low: 0, high: 2 }), phi: (x: Float64Array) => x[0]! ** 2, truths: { value: 4 / 3, low: 2 / 3, high: 4 / 3 } },
  { name: "Pareto, log x", p: pareto({ scale: 2, concentration: 9 }), phi: integrand("log(x)"), truths: { value: log(2) + 1 / 9, scale: 1 / 2, concentration: -1 / 81 } },
  { name: "truncated, x²", p: truncatedNormal(truncated), phi: integrand("x^2"), truths: truncatedTruths() },
  { name: "truncated, x² without a gradient", p: truncatedNormal(truncated), phi: (x: Float64Array) => x[0]! ** 2, truths: truncatedTruths() },
  { name: "custom with a score", p: withScore, phi: integrand("sin(x)"), truths: SINE },
  { name: "custom with a flow", p: withFlow, phi: integrand("sin(x)"), truths: SINE },
  { name: "custom with everything", p: withAll, phi: integrand("sin(x)"), truths: SINE },
];
