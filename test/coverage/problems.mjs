/**
 * Problems whose gradients are known, with compiled φ. Most have waves and jumps, whose terms are nearly symmetric and have short tails, so that
 * Student's t can be right from n = 64 on; how benign each is, moments.mjs finds out. Then some with tails that no interval of this kind can cover.
 */
import { beta, binomial, cauchy, exponential, gamma, integrand, laplace, logistic, mvn, normal, poisson, studentT, vonMises } from "montegrad";

const { exp, log, cos, sin, sinh, cosh, sqrt, atan, PI } = Math, density = (t) => exp(-0.5 * t * t) / sqrt(2 * PI);
const unit = normal({ loc: 1, scale: 1 });

/** ∂ of E[cos kx] for a characteristic function χ(k; scale) about the location. */
const wave = (k, loc, chi, slope) => ({ loc: -k * chi * sin(k * loc), scale: slope * cos(k * loc) });
const normalWave = (k) => wave(k, 1, exp(-0.5 * k * k), -k * k * exp(-0.5 * k * k));
const y = 3 * 0.7 * PI, logisticWave = wave(3, 0.5, y / sinh(y), (3 * PI * (sinh(y) - y * cosh(y))) / sinh(y) ** 2);
const b = 1 + (0.8 * 4) ** 2, laplaceWave = wave(4, 0.5, 1 / b, (-2 * 0.8 * 16) / (b * b)), cauchyWave = wave(1, 0.5, exp(-0.5), -exp(-0.5));
const crossing = (c) => ({ loc: density(c - 1), scale: (c - 1) * density(c - 1) }), [into, out] = [0.2, 1.5].map(crossing);

/** Im (1 − ik/β)^−α for gamma(α, β): E[sin kx] = r^−α sin αω. */
function gammaSine(k, alpha, rate) {
  const r = sqrt(1 + (k / rate) ** 2), w = atan(k / rate);
  return { concentration: r ** -alpha * (w * cos(alpha * w) - log(r) * sin(alpha * w)), rate: ((-alpha * k) / rate ** 2) * r ** (-alpha - 1) * cos((alpha + 1) * w) };
}
/** Re of (e^ik − 1) e^{λ(e^ik − 1)}: E[cos kx] = Re e^{λ(e^ik − 1)} for Poisson(λ). */
const poissonWave = (k, rate) => exp(rate * (cos(k) - 1)) * ((cos(k) - 1) * cos(rate * sin(k)) - sin(k) * sin(rate * sin(k)));
/** Re of n (e^ik − 1)(1 − p + p e^ik)^{n−1} */
function binomialWave(k, n, p) {
  const re = 1 - p + p * cos(k), im = p * sin(k), size = sqrt(re * re + im * im) ** (n - 1), angle = (n - 1) * Math.atan2(im, re);
  return n * size * ((cos(k) - 1) * cos(angle) - sin(k) * sin(angle));
}

const at = [0.5, 1], tril = [1, 0, 0.5, 1], omega = [2, 1], pulled = [2.5, 1], faded = exp(-0.5 * (2.5 ** 2 + 1)), phase = 2;

// E[σ(m + sz)]: its derivatives by m and s by the trapezoidal rule in z, far below 1e-12 for |s| ≤ 12
const weights = { loc: [0.25, -0.5], scale: [0.75, 0.5] }, slopes = [12, -12], m = 12 * (0.25 + 0.5 - 0.75), s = 12 * sqrt(0.75 ** 2 + 0.5 ** 2);
let byM = 0, byS = 0;
for (let z = -9, h = 1 / 1024; z <= 9; z += h) {
  const v = 1 / (1 + exp(-(m + s * z)));
  byM += h * density(z) * v * (1 - v);
  byS += h * density(z) * v * (1 - v) * z;
}
const logisticSlopes = { loc: slopes.map((c) => c * byM), scale: slopes.map((c, d) => (byS * c * c * weights.scale[d]) / s) };

const rows = [
  { name: "Normal, cos 3x", p: unit, phi: "cos(3*x)", truth: normalWave(3) },
  { name: "Normal, 1{0.2 < x ≤ 1.5}", p: unit, phi: "(x > 0.2) - (x > 1.5)", truth: { loc: into.loc - out.loc, scale: into.scale - out.scale } },
  { name: "logistic, cos 3x", p: logistic({ loc: 0.5, scale: 0.7 }), phi: "cos(3*x)", truth: logisticWave },
  { name: "Laplace, cos 4x", p: laplace({ loc: 0.5, scale: 0.8 }), phi: "cos(4*x)", truth: laplaceWave },
  { name: "Cauchy, cos x", p: cauchy({ loc: 0.5, scale: 0.5 }), phi: "cos(x)", truth: cauchyWave },
  // E = I₃(1)/I₀(1)·cos(3 loc); mpmath
  { name: "von Mises, cos 3x", p: vonMises({ loc: 0.5, concentration: 1 }), phi: "cos(3*x)", truth: { loc: -3 * 0.0175096930688105634 * sin(1.5), concentration: 0.0468748377086541616 * cos(1.5) } },
  { name: "gamma, sin 1.5x", p: gamma({ concentration: 4, rate: 2 }), phi: "sin(1.5*x)", truth: gammaSine(1.5, 4, 2) },
  { name: "Poisson, cos 2.5k", p: poisson({ rate: 3 }), phi: "cos(2.5*x)", truth: { rate: poissonWave(2.5, 3) } },
  { name: "binomial, cos 1.5k", p: binomial({ total: 10, probs: 0.4 }), phi: "cos(1.5*x)", truth: { probs: binomialWave(1.5, 10, 0.4) } },
  { name: "mvn, cos ω·x", p: mvn({ loc: at, scaleTril: tril }), phi: ["cos(dot(omega, x))", { data: { omega } }], truth: { loc: omega.map((w) => -w * faded * sin(phase)), scaleTril: [0, 1].flatMap((i) => [0, 1].map((j) => (j <= i ? -omega[i] * pulled[j] * faded * cos(phase) : 0))) } },
  { name: "a steep logistic", p: normal(weights), phi: ["sigmoid(dot(a, x) - 9)", { data: { a: slopes } }], truth: logisticSlopes },
  { name: "Normal, cos x", p: unit, phi: "cos(x)", truth: normalWave(1) },
  { name: "Normal, 1{x > 1.5}", p: unit, phi: "x > 1.5", truth: crossing(1.5) },
  { name: "Normal, x²", p: unit, phi: "x^2", truth: { loc: 2, scale: 2 } },
  { name: "exponential, sin x", p: exponential({ rate: 2 }), phi: "sin(x)", truth: { rate: -3 / 25 } }, // E = λ/(λ² + 1)
  { name: "beta, x", p: beta({ alpha: 2, beta: 3 }), phi: "x", truth: { alpha: 3 / 25, beta: -2 / 25 } },
  { name: "Normal, exp(2x)", p: unit, phi: "exp(2*x)", truth: { loc: 2 * exp(4), scale: 4 * exp(4) } },
  { name: "Student(2.5), x²", p: studentT({ df: 2.5, loc: 0, scale: 1 }), phi: "x^2", truth: { df: -8, scale: 10 } },
  { name: "Normal, (x + 3)²", p: unit, phi: "(x + 3)^2", truth: { scale: 2 } },
  { name: "Normal, exp(x)", p: unit, phi: "exp(x)", truth: { loc: exp(1.5), scale: exp(1.5) } },
  { name: "Normal, 1{x > 3}", p: unit, phi: "x > 3", truth: { loc: density(2) } },
];

export const problems = rows.map((row) => ({ ...row, phi: typeof row.phi === "string" ? integrand(row.phi) : integrand(...row.phi) }));
