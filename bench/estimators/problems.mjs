/**
 * The problems: p, a compiled φ, `truth` (the gradient of E[φ], by parameter) and what is exact about variances. `exact` has for a setting and a
 * parameter a number, or a function of the number of samples in a unit. Arrays stand for the sum of the variances of their entries.
 */
import { beta, binomial, cauchy, exponential, gamma, geometric, gumbel, integrand, laplace, logistic, mvn, negativeBinomial, normal, pareto, poisson, studentT, vector, vonMises, weibull } from "montegrad";
import * as exact from "./exact.mjs";

const { exp, log, cos, sin, sinh, cosh, sqrt, PI } = Math, { digamma, trigamma, normalCdf } = vector;
const EULER = 0.5772156649015329, density = (t) => exp(-0.5 * t * t) / sqrt(2 * PI);
const scaled = (factor, x) => Array.from(x, (v) => factor * v);

/** φ of Normal(1, 1), where all is known. */
export function onNormal(name, text, constants, facts, more = {}) {
  return { name, p: normal({ loc: 1, scale: 1 }), phi: integrand(text, { constants }), ...exact.normalFacts(facts, 1, 1), ...more };
}
const times = (k) => (k === 1 ? "" : k);
export const quadratic = (k) => onNormal(k === 0 ? "x²" : `(x ${k < 0 ? "+" : "−"} ${Math.abs(k)})²`, "(x - k)^2", { k }, exact.quadratic(k));
export const cosine = (k) => onNormal(`cos ${times(k)}x`, "cos(k*x)", { k }, exact.cosine(k));
export const gauss = (k) => onNormal(`exp(−${times(k)}x²)`, "exp(-k*x^2)", { k }, exact.gauss(k));
const growth = (a) => onNormal(`exp(${times(a)}x)`, "exp(a*x)", { a }, exact.exponential(a)), step = (c) => onNormal(`1{x > ${c}}`, "x > c", { c }, exact.step(c), { jumps: true });

/** A problem whose φ needs no constants; tilts by Fisher's information are exact wherever it and Var φ are known. */
const problem = (name, p, text, truth, known = {}, more = {}) => {
  const { information, spread, ...others } = known, found = { ...others };
  if (information) found.fisher = Object.fromEntries(Object.entries(information).map(([key, I]) => [key, exact.fisherFacts(I, spread, truth[key])]));
  return { name, p, phi: typeof text === "string" ? integrand(text) : text, truth, exact: found, ...more };
};
const unit = normal({ loc: 1, scale: 1 });

/** cos kx over a location-scale family with characteristic function χ(k; scale) about its location, and ∂χ/∂scale. */
const wave = (name, family, loc, scale, k, chi, slope, ofScale = {}) => problem(`${name}, cos ${times(k)}x`, family({ loc, scale }), integrand("cos(k*x)", { constants: { k } }),
  { loc: -k * chi(k) * sin(k * loc), scale: slope(k) * cos(k * loc) }, { rp: { loc: exact.locationRp(k, loc, chi), scale: ofScale.rp }, half: { scale: ofScale.half } });
const s = 0.7, b = 0.8, g = 0.5;
const waves = [
  wave("Logistic(½, 0.7)", logistic, 0.5, s, 1, (k) => (PI * k * s) / sinh(PI * k * s), (k) => { const y = PI * k * s; return (PI * k * (sinh(y) - y * cosh(y))) / sinh(y) ** 2; }),
  wave("Laplace(½, 0.8)", laplace, 0.5, b, 2, (k) => 1 / (1 + b * b * k * k), (k) => (-2 * b * k * k) / (1 + b * b * k * k) ** 2),
  // z sin x has no variance
  wave("Cauchy(½, ½)", cauchy, 0.5, g, 1, (k) => exp(-g * k), (k) => -k * exp(-g * k), { rp: Infinity, half: Infinity }),
];

const A = 0.697774657964007982; // I₁(2)/I₀(2), mpmath
const shape = gamma({ concentration: 2, rate: 1.5 }), ofShape = { concentration: trigamma(2), rate: 2 / 1.5 ** 2 }, t1 = 1 + 1 / 1.5, t2 = 1 + 2 / 1.5;
const scales = [
  // LR, loo and optimum from the moments of x: E[x⁴(1 − x)²] = 504, E[x²(1 − x)²] = 14, E[(1 − x)²] = 1
  problem("Exponential(1), x²", exponential({ rate: 1 }), "x^2", { rate: -4 }, { lr: { rate: 488 }, loo: { rate: (group) => 436 + (16 + 20) / (group - 1) }, optimal: { rate: 292 }, score: { rate: 292 }, information: { rate: 1 }, spread: 20 }),
  problem("Gamma(2, 1.5), x", shape, "x", { concentration: 1 / 1.5, rate: -2 / 1.5 ** 2 }, { information: ofShape, spread: 2 / 1.5 ** 2 }),
  problem("Gamma(2, 1.5), x²", shape, "x^2", { concentration: 5 / 1.5 ** 2, rate: -12 / 1.5 ** 3 }, { information: ofShape, spread: (120 - 36) / 1.5 ** 4 }),
  problem("Gamma(2, 1.5), log x", shape, "log(x)", { concentration: trigamma(2), rate: -1 / 1.5 }, { information: ofShape, spread: trigamma(2) }),
  problem("Gamma(2, 1.5), exp(−x)", shape, "exp(-x)", { concentration: -log(t1) * t1 ** -2, rate: (2 / 1.5 ** 2) * t1 ** -3 }, { information: ofShape, spread: t2 ** -2 - t1 ** -4 }),
  problem("Beta(2, 3), x", beta({ alpha: 2, beta: 3 }), "x", { alpha: 3 / 25, beta: -2 / 25 }, { information: { alpha: trigamma(2) - trigamma(5), beta: trigamma(3) - trigamma(5) }, spread: 1 / 25 }),
  problem("Beta(2, 3), log x", beta({ alpha: 2, beta: 3 }), "log(x)", { alpha: trigamma(2) - trigamma(5), beta: -trigamma(5) }, { information: { alpha: trigamma(2) - trigamma(5), beta: trigamma(3) - trigamma(5) }, spread: trigamma(2) - trigamma(5) }),
  problem("Student(20, 1, 2), x²", studentT({ df: 20, loc: 1, scale: 2 }), "x^2", { df: -8 / 18 ** 2, loc: 2, scale: (4 * 20) / 18 }),
  problem("von Mises(½, 2), cos x", vonMises({ loc: 0.5, concentration: 2 }), "cos(x)", { loc: -A * sin(0.5), concentration: (1 - A * A - A / 2) * cos(0.5) }),
  // Γ(3/2) = √π/2, ψ(3/2)
  problem("Weibull(2, 4), x", weibull({ concentration: 2, scale: 4 }), "x", { concentration: -4 * (sqrt(PI) / 2) * digamma(1.5) / 4, scale: sqrt(PI) / 2 }),
  problem("Pareto(2, 9), log x", pareto({ scale: 2, concentration: 9 }), "log(x)", { scale: 1 / 2, concentration: -1 / 81 }, { information: { concentration: 1 / 81 }, spread: 1 / 81 }),
  problem("Gumbel(1, 2), x", gumbel({ loc: 1, scale: 2 }), "x", { loc: 1, scale: EULER }, { information: { loc: 1 / 4 }, spread: (4 * PI ** 2) / 6 }),
  problem("Logistic(1, 2), x²", logistic({ loc: 1, scale: 2 }), "x^2", { loc: 2, scale: (4 * PI ** 2) / 3 }),
];

// forward differences take two evaluations: RP of k has twice the variance of the flow
const counts = { counts: true }, moment = (a, lambda) => exp(lambda * (a - 1));
const onCounts = [
  problem("Poisson(3), k²", poisson({ rate: 3 }), "x^2", { rate: 7 }, { rp: { rate: 24 }, information: { rate: 1 / 3 }, spread: 3 + 6 * 9 + 4 * 27 }, counts),
  problem("Poisson(3), 1.2^k", poisson({ rate: 3 }), "exp(x*log(1.2))", { rate: 0.2 * moment(1.2, 3) }, { information: { rate: 1 / 3 }, spread: moment(1.44, 3) - moment(1.2, 3) ** 2 }, counts),
  problem("Binomial(10, 0.3), k", binomial({ total: 10, probs: 0.3 }), "x", { probs: 10 }, { rp: { probs: (2 * 10 * 0.3) / 0.7 }, information: { probs: 10 / 0.21 }, spread: 2.1 }, counts),
  problem("Binomial(10, 0.3), k²", binomial({ total: 10, probs: 0.3 }), "x^2", { probs: 10 + 2 * 90 * 0.3 }, {}, counts),
  problem("Geometric(0.4), k", geometric({ probs: 0.4 }), "x", { probs: -1 / 0.16 }, { rp: { probs: (2 * 0.6) / 0.4 ** 4 }, information: { probs: 1 / (0.16 * 0.6) }, spread: 0.6 / 0.16 }, counts),
  problem("NegBinomial(2½, 0.3), k", negativeBinomial({ total: 2.5, probs: 0.3 }), "x", { total: 0.3 / 0.7, probs: 2.5 / 0.49 }, { rp: { probs: (2 * 2.5 * 0.3) / 0.7 ** 4 }, information: { probs: 2.5 / (0.3 * 0.49) }, spread: (2.5 * 0.3) / 0.49 }, counts),
];

const omega = [0.5, -1, 0.7], at = [0, 1, 2], tril = [1, 0, 0, 0.5, 2, 0, 0.1, 0.2, 1], Q = [[2, 0.5, 0], [0.5, 1, -0.3], [0, -0.3, 1.5]], D = [0, 1, 2];
const L = (i, j) => tril[3 * i + j], total = (f) => D.reduce((sum, i) => sum + f(i), 0), joint = mvn({ loc: at, scaleTril: tril });
const pulled = D.map((j) => total((i) => L(i, j) * omega[i])), norm = total((i) => pulled[i] ** 2), phase = total((i) => omega[i] * at[i]), faded = exp(-2 * norm) * cos(2 * phase);
const triangle = (f) => D.flatMap((i) => D.map((j) => (j <= i ? f(i, j) : 0))), QL = (i, j) => total((k) => Q[i][k] * L(k, j)), add = (x) => x.reduce((sum, v) => sum + v, 0);
const dLoc = scaled(-exp(-norm / 2) * sin(phase), omega), dTril = triangle((i, j) => -omega[i] * pulled[j] * exp(-norm / 2) * cos(phase));
const several = [
  problem("mvn, 3 columns, cos(ω·x)", joint, integrand("cos(dot(omega, x))", { data: { omega } }), { loc: dLoc, scaleTril: dTril }, {
    rp: { loc: add(dLoc.map((v, i) => (omega[i] ** 2 / 2) * (1 - faded) - v * v)), scaleTril: add(triangle((i, j) => (omega[i] ** 2 / 2) * (1 - (1 - 4 * pulled[j] ** 2) * faded) - dTril[3 * i + j] ** 2)) },
  }),
  problem("mvn, 3 columns, xᵀQx/2", joint, integrand("dot(x, matvec(Q, x))/2", { data: { Q } }), { loc: D.map((i) => total((k) => Q[i][k] * at[k])), scaleTril: triangle(QL) }, { rp: { loc: add(D.flatMap((i) => D.map((j) => QL(i, j) ** 2))) } }),
];

/** Black and Scholes, S = K = 100, r = 5 %, σ = 20 %, one year, by the logarithm of the price. */
const S = 100, r = 0.05, vol = 0.2, year = 1, d1 = ((r + vol * vol / 2) * year) / (vol * sqrt(year)), forward = log(S) + (r - vol * vol / 2) * year;
const finance = [{
  name: "call option", p: normal({ loc: forward, scale: vol * sqrt(year) }), phi: integrand("discount*max(exp(x) - strike, 0)", { constants: { discount: exp(-r * year), strike: S } }),
  chain: { delta: { loc: 1 / S }, vega: { loc: -vol * year, scale: sqrt(year) } },
  truth: { delta: normalCdf(d1), vega: S * density(d1) * sqrt(year) },
  exact: { lr: { delta: 2.148666, vega: 75770.46 }, rp: { delta: 0.33221536, vega: 5729.3311 } },
}];

const rough = [
  step(1.5), step(3),
  problem("x² + 3·1{x > 1.5}", unit, "x^2 + 3*(x > 1.5)", { loc: 2 + 3 * density(0.5), scale: 2 + 1.5 * density(0.5) }, {}, { jumps: true }),
  problem("|x|", unit, "abs(x)", { loc: 1 - 2 * normalCdf(-1), scale: 2 * density(1) }),
  problem("relu x", unit, "relu(x)", { loc: normalCdf(1), scale: density(1) }),
  // mpmath: quad(lambda x: tanh(x)*(x-1)*npdf(x,1,1), …), with (x-1)**2-1 for the scale
  problem("tanh x", unit, "tanh(x)", { loc: 0.44959950920667283, scale: -0.26608832760455672 }),
];

/** −½ Σ a (x − b)² − ½ Σ (x_k − x_{k+1})² − log p: the evidence of a chain of 20 normals under an independent approximation. */
const N = 20, index = Array.from({ length: N }, (_, i) => i), a = index.map((i) => 0.5 + i / N), where = index.map((i) => sin(i)), m = index.map((i) => 0.1 * (i % 5)), sd = index.map((i) => 0.4 + 0.02 * i);
const links = (i) => [i - 1, i + 1].filter((j) => j >= 0 && j < N);
const elbo = [problem("chain of 20", normal({ loc: m, scale: sd }), integrand(`-dot(a, (x - b)^2)/2 - sum(k, ${N - 1}, (x[k] - x[k + 1])^2)/2 - logp`, { data: { a, b: where } }), {
  loc: index.map((i) => -a[i] * (m[i] - where[i]) - links(i).reduce((sum, j) => sum + m[i] - m[j], 0)),
  scale: index.map((i) => -(a[i] + links(i).length) * sd[i] + 1 / sd[i]),
})];

export const sections = [
  ["Quadratics, x ~ Normal(1, 1)", [-3, -2, -1, 0, 1].map(quadratic)],
  ["Cosines, x ~ Normal(1, 1)", [0.5, 1, 2, 5].map(cosine)],
  ["Bells, x ~ Normal(1, 1)", [0.1, 0.3, 1, 3, 10].map(gauss)],
  ["Exponentials, x ~ Normal(1, 1)", [0.5, 1].map(growth)],
  ["Jumps, kinks and saturation, x ~ Normal(1, 1)", rough],
  ["Cosines over other location families", waves],
  ["Shapes, scales and rates", scales],
  ["Counts", onCounts],
  ["Multivariate normal", several],
  ["Black and Scholes", finance],
  ["Evidence lower bound", elbo],
];
