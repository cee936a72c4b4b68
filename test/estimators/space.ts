/**
 * The rows of docs/estimators.md: each estimator, what it estimates in closed form, and the variance of a term in closed form, or by quadrature of E
 * written out here. space.test.ts runs them, package/estimators.test.ts compares names with the table.
 */
import {
  type Distribution, type Estimate, type FlowField, bernoulli, beta, custom, field, gamma, gradient, integrand, adaptRotation, mvn, normal, pareto, poisson, product, studentT, truncatedNormal, uniform, vector,
} from "montegrad";

export interface Row {
  readonly name: string;
  readonly n: number;
  readonly run: (n: number) => Estimate<number>;
  readonly truth: number;
  /** Of one term; `kurtosis` of terms, 3 for a normal law. */
  readonly variance?: { readonly variance: number; readonly kurtosis: number };
  /** Of φ for each draw; 1 if absent. */
  readonly evaluations?: number;
}

export const SEED = 20_211, MANY = 2 ** 21, FEW = 2 ** 18;
const TAU = 2 * Math.PI;
export const bell = (z: number): number => Math.exp(-z * z / 2) / Math.sqrt(TAU);

/** Mean, variance and kurtosis of E under the density q on an interval, by the midpoint rule. */
function moments(q: (x: number) => number, E: (x: number) => number, low: number, high: number): { mean: number; variance: number; kurtosis: number } {
  const points = 400_000, h = (high - low) / points, sums = [0, 0];
  const each = (f: (e: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < points; i++) {
      const x = low + (i + 0.5) * h, weight = q(x);
      if (weight > 0) sum += weight * f(E(x)) * h;
    }
    return sum;
  };
  sums[0] = each((e) => e);
  const mean = sums[0], variance = each((e) => (e - mean) ** 2);
  return { mean, variance, kurtosis: each((e) => (e - mean) ** 4) / (variance * variance) };
}

// Normal(1, 1), φ = x²: gradients 2 by loc, 2 by scale
export const p = normal({ loc: 1, scale: 1 });
const square = integrand("x^2"), density = (x: number): number => bell(x - 1), score = (x: number): number => x - 1;
export const by = (parameter: "loc" | "scale", options: object, phi = square, of: Distribution = p) => (n: number): Estimate<number> =>
  (gradient(of, phi, { flow: "lr", baseline: 0, samples: n, seed: SEED, wrt: [parameter], ...options } as never) as unknown as { grad: Record<string, Estimate<number>> }).grad[parameter] as Estimate<number>;
const under = (q: (x: number) => number, E: (x: number) => number, low = -14, high = 16): { variance: number; kurtosis: number } => moments(q, E, low, high);
/** With a jump: x² + 3·[x > 1.5]. */
const jumping = integrand("x^2 + 3*(x > 1.5)"), jump = (x: number): number => x * x + (x > 1.5 ? 3 : 0), gJump = 2 + 3 * bell(0.5);
const smooth = (t: number): number => (t >= 1 ? 1 : t * t * (3 - 2 * t)), slope = (t: number): number => (t >= 1 ? 0 : 6 * t * (1 - t));

const q3 = (x: number): number => bell((x - 2) / 2) / 2, wide = (x: number): number => bell((x - 1) / 1.5) / 1.5;
const TV = 2 * bell(0), sliced = (x: number): number => Math.abs(score(x)) * density(x) / TV, squared = (x: number): number => score(x) ** 2 * density(x);
const mixed = (x: number): number => 0.25 * density(x) + 0.5 * sliced(x) + 0.25 * squared(x);
const noise: FlowField = {
  value: ([x], [u]) => { for (let i = 0; i < x!.length; i++) u![i] = Math.sin(x![i]! * 2) + 0.3; },
  divergence: ([x], [d]) => { for (let i = 0; i < x!.length; i++) d![i] = 2 * Math.cos(x![i]! * 2); },
};

// Gamma(2, 1.5), φ = x²: (2α + 1)/β² by concentration
const g = gamma({ concentration: 2, rate: 1.5 }), gTruth = 5 / 2.25;
// Poisson(3), φ = k²: 1 + 2λ
const counts = poisson({ rate: 3 });
// mvn, φ = cos ω·x
const L = [1, 0, 0.5, 2], omega = [0.7, -0.4] as const;
export const m = mvn({ loc: [0.3, -0.2], scaleTril: L }), wave = integrand("cos(0.7*x0 - 0.4*x1)");
const a = [L[0]! * omega[0] + L[2]! * omega[1], L[3]! * omega[1]] as const, along = omega[0] * 0.3 - omega[1] * 0.2, aa = a[0] ** 2 + a[1] ** 2, dampened = Math.exp(-2 * aa) * Math.cos(2 * along);
const byL = (row: number, column: number): number => -omega[row]! * a[column]! * Math.exp(-aa / 2) * Math.cos(along);
export const ofL = (at: number, options: object, phi = wave) => (n: number): Estimate<number> => {
  const { scaleTril } = gradient(m, phi, { flow: "rp", samples: n, seed: SEED, ...options } as never).grad as { scaleTril: Estimate<Float64Array> };
  return { mean: scaleTril.mean[at]!, stdError: scaleTril.stdError[at]!, variance: scaleTril.variance[at]! } as Estimate<number>;
};
/** The S of L₁₀, of S·Σ + Σ·S = ∂Σ, solved as three linear equations, and b = LᵀSω. */
export const transported = ((): number => {
  const [s00, s01, s11] = [L[0]! ** 2, L[0]! * L[2]!, L[2]! ** 2 + L[3]! ** 2], dS = [[0, L[0]!], [L[0]!, 2 * L[2]!]];
  // unknown x, y, z of S = [[x, y], [y, z]]
  const rows = [[2 * s00, 2 * s01, 0, dS[0]![0]!], [s01, s00 + s11, s01, dS[0]![1]!], [0, 2 * s01, 2 * s11, dS[1]![1]!]];
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) if (j !== i) {
    const f = rows[j]![i]! / rows[i]![i]!;
    for (let k = i; k < 4; k++) rows[j]![k]! -= f * rows[i]![k]!;
  }
  const [x, y, z] = rows.map((row, i) => row[3]! / row[i]!) as [number, number, number], v = [x * omega[0] + y * omega[1], y * omega[0] + z * omega[1]] as const;
  const b = [L[0]! * v[0] + L[2]! * v[1], L[3]! * v[1]] as const, bb = b[0] ** 2 + b[1] ** 2, ab = a[0] * b[0] + a[1] * b[1];
  return (bb - (bb - 4 * ab * ab) * dampened) / 2 - byL(1, 0) ** 2;
})();
export const reparameterised = omega[1] ** 2 / 2 * (1 - (1 - 4 * a[0] ** 2) * dampened) - byL(1, 0) ** 2;

const growing = integrand("exp(x/2)");
/** Of a variance that is told by the means of groups of 512, which are nearly normal: of single terms it would need this kurtosis to vary so much. */
const OF_GROUPS = 2 * 512 + 1;

export const rows: readonly Row[] = [
  { name: "likelihood ratio", n: MANY, run: by("loc", {}), truth: 2, variance: under(density, (x) => score(x) * x * x) },
  { name: "reparameterisation", n: FEW, run: by("loc", { flow: "rp" }), truth: 2, variance: { variance: 4, kurtosis: 3 } },
  { name: "between the two", n: MANY, run: by("loc", { flow: 0.5 }), truth: 2, variance: under(density, (x) => 0.5 * score(x) * x * x + x) },
  { name: "importance-sampled likelihood ratio", n: MANY, run: by("loc", { proposal: normal({ loc: 2, scale: 2 }) }), truth: 2, variance: under(q3, (x) => density(x) / q3(x) * score(x) * x * x, -24, 28) },
  { name: "importance-sampled reparameterisation", n: MANY, run: by("loc", { flow: "rp", proposal: normal({ loc: 2, scale: 2 }) }), truth: 2, variance: under(q3, (x) => density(x) / q3(x) * 2 * x, -24, 28) },
  { name: "CDF flow", n: FEW, run: by("loc", { flow: "cdf" }, square, truncatedNormal({ loc: 1, scale: 1, low: -1, high: 2 })), truth: ((): number => {
    const h = 1e-4, mean = (loc: number): number => moments((x) => bell(x - loc), (x) => x * x, -1, 2).mean / moments((x) => bell(x - loc), () => 1, -1, 2).mean;
    return (mean(1 + h) - mean(1 - h)) / (2 * h);
  })() },
  { name: "CDF flow of a family of one's own", n: FEW, run: (n) => gradient(custom({
    // Rayleigh: F = 1 − e^(−x²/2σ²), here of σ = 2
    support: "positive", params: { sigma: 2 }, noise: "exponentials",
    sample: ([e], [out]) => { for (let i = 0; i < out!.length; i++) out![i] = 2 * Math.sqrt(2 * e![i]!); },
    logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > 0 ? Math.log(x![i]! / 4) - x![i]! ** 2 / 8 : -Infinity; },
    cdfScore: ([x], { sigma: [out] }) => { for (let i = 0; i < out!.length; i++) out![i] = -(x![i]! ** 2 / 8) * Math.exp(-(x![i]! ** 2) / 8); },
  }), square, { flow: "cdf", samples: n, seed: SEED }).grad.sigma, truth: 8, variance: { variance: 64, kurtosis: 9 } },
  { name: "Stein's identity", n: FEW, run: (n) => gradient(custom({ params: { shift: 0 }, noise: "normals", sample: ([z], [out]) => out!.set(z!), logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = -(x![i]! ** 2) / 2; }, gradLogProb: ([x], [out]) => { for (let i = 0; i < out!.length; i++) out![i] = -x![i]!; }, score: () => {} }), integrand("sin(x) + x"), { flow: field({ value: ["1"] }), samples: n, seed: SEED }).grad.shift, truth: 0, variance: under(bell, (x) => Math.cos(x) + 1 - x * (Math.sin(x) + x)) },
  { name: "implicit reparameterisation", n: MANY, run: by("scale", { flow: field({ standardise: ["(x - loc)/scale"] }) }), truth: 2, variance: under(density, (x) => 2 * x * score(x)) },
  { name: "generalised reparameterisation", n: MANY, run: by("concentration" as never, { flow: "generalised" }, square, g), truth: gTruth, variance: ((): { variance: number; kurtosis: number } => {
    const [psi, psi1, psi2] = [vector.digamma(2), vector.trigamma(2), 2 - 2 * 1.2020569031595943], gammaDensity = (x: number): number => 2.25 * x * Math.exp(-1.5 * x);
    return under(gammaDensity, (x) => {
      const e = Math.log(1.5 * x) - psi, u = x * (psi1 + e * psi2 / (2 * psi1)), du = psi1 + (e + 1) * psi2 / (2 * psi1);
      return u * 2 * x + (du + u * (1 / x - 1.5) + e) * x * x;
    }, 1e-9, 40);
  })() },
  { name: "cheap flow", n: MANY, run: by("concentration" as never, { flow: "cheap" }, square, g), truth: gTruth, variance: ((): { variance: number; kurtosis: number } => {
    const d = 5 / 3, gammaDensity = (x: number): number => 2.25 * x * Math.exp(-1.5 * x);
    return under(gammaDensity, (x) => {
      const y = 1.5 * x, c = Math.cbrt(y / d), u = c * c * (3 - c) / 2, du = (2 - c) / (2 * d * c), s = du + u * (1 / y - 1) + Math.log(y) - vector.digamma(2);
      return u / 1.5 * 2 * x + s * x * x;
    }, 1e-9, 40);
  })() },
  { name: "cheap flow of beta", n: FEW, run: by("alpha" as never, { flow: "cheap" }, integrand("x"), beta({ alpha: 2, beta: 3 })), truth: 3 / 25 },
  { name: "cheap flow of Student's t", n: 2 * MANY, run: by("df" as never, { flow: "cheap" }, square, studentT({ df: 12, loc: 1, scale: 2 })), truth: -2 * 4 / 100 },
  { name: "optimal mass transport", n: FEW, run: ofL(2, { flow: { loc: "rp", scaleTril: "omt" } }), truth: byL(1, 0), variance: { variance: transported, kurtosis: 3 } },
  { name: "adaptive velocity field", n: FEW, run: ofL(2, { flow: { loc: "rp", scaleTril: ["rp", adaptRotation(m, wave, { samples: 2048, steps: 12, seed: 1 })] } }), truth: byL(1, 0) },
  { name: "GO", n: FEW, run: by("rate" as never, { flow: "rp" }, square, counts), truth: 7, evaluations: 2, variance: { variance: 4 * 3, kurtosis: 3 + 1 / 3 } },
  { name: "any edge flux", n: FEW, run: by("rate" as never, { flow: field({ value: ["0.4 + 0.1*x"] }) }, square, counts), truth: 7, evaluations: 2, variance: ((): { variance: number; kurtosis: number } => {
    let mass = Math.exp(-3), before = 0;
    const terms = Array.from({ length: 60 }, (_, k) => {
      if (k) mass *= 3 / k;
      const J = mass * (0.4 + 0.1 * k), E = J / mass * (2 * k + 1) + (J - before + mass * (k / 3 - 1)) / mass * k * k;
      before = J;
      return [mass, E] as const;
    }), mean = terms.reduce((sum, [w, e]) => sum + w * e, 0), variance = terms.reduce((sum, [w, e]) => sum + w * (e - mean) ** 2, 0);
    return { variance, kurtosis: terms.reduce((sum, [w, e]) => sum + w * (e - mean) ** 4, 0) / variance ** 2 };
  })() },
  { name: "discontinuous reparameterisation", n: FEW, run: by("loc", { flow: "rp", jumps: "surface" }, jumping), truth: gJump, variance: { variance: 4, kurtosis: 3 } },
  { name: "a plane in two columns", n: MANY, run: ofL(2, { jumps: "surface" }, integrand("where(x0 + 2*x1 > 1, 1 + x0, x0*x1)")), truth: ((): number => {
    // ∂E/∂L₁₀ by quadrature of the two columns of ε: a central difference of E, whose steps cancel
    const h = 1e-3, E = (l: number): number => {
      let sum = 0;
      const step = 0.01, bound = 8;
      for (let e0 = -bound + step / 2; e0 < bound; e0 += step) {
        // over ε₁ in closed form: x₁ > c ⟺ ε₁ > t
        const x0 = 0.3 + e0, shift = -0.2 + l * e0, t = ((1 - x0) / 2 - shift) / 2, above = 1 - vector.normalCdf(t);
        sum += bell(e0) * step * ((1 + x0) * above + x0 * (shift * (1 - above) - 2 * bell(t)));
      }
      return sum;
    };
    return (E(0.5 + h) - E(0.5 - h)) / (2 * h);
  })() },
  { name: "blended flow", n: MANY, run: by("loc", { flow: "rp", jumps: { blend: 1 } }, jumping), truth: gJump, variance: under(density, (x) => {
    const t = Math.abs(x - 1.5), rho = smooth(t), by1 = slope(t) * Math.sign(x - 1.5);
    return 2 * x * rho + (by1 + (1 - rho) * score(x)) * jump(x);
  }) },
  { name: "blended by a given weight", n: MANY, run: by("loc", { flow: "rp", jumps: { blend: integrand("tanh((x - 1.5)^2)") } }, jumping), truth: gJump, variance: under(density, (x) => {
    const t = x - 1.5, rho = Math.tanh(t * t);
    return 2 * x * rho + (2 * t * (1 - rho * rho) + (1 - rho) * score(x)) * jump(x);
  }) },
  { name: "moving support", n: FEW, run: by("high" as never, { jumps: "surface" }, square, uniform({ low: -1, high: 2 })), truth: 1, evaluations: 2, variance: under((x) => (x > -1 && x < 2 ? 1 / 3 : 0), (x) => (4 - x * x) / 3, -1, 2) },
  { name: "moving end of Pareto's law", n: FEW, run: by("scale" as never, { jumps: "surface" }, integrand("1/x"), pareto({ scale: 1.5, concentration: 4 })), truth: -0.8 / 2.25 },
  { name: "horizontal slices", n: MANY, run: by("loc", { proposal: "slice" }), truth: 2, variance: under(sliced, (x) => TV * Math.sign(score(x)) * x * x) },
  { name: "Fisher tilt", n: MANY, run: by("loc", { proposal: "fisher" }, integrand("x^2 - 2")), truth: 2, variance: under(squared, (x) => (x * x - 2) / score(x)) },
  { name: "stratified mixture of p and its tilts", n: MANY, run: by("loc", { proposal: { p: 0.25, slice: 0.5, fisher: 0.25 } }), truth: 2, variance: ((): { variance: number; kurtosis: number } => {
    // of a mean of eight, times eight: the mean of the variances within the components
    const E = (x: number): number => density(x) / mixed(x) * score(x) * x * x, within = ([[0.25, density], [0.5, sliced], [0.25, squared]] as const).map(([share, q]) => share * under(q, E).variance);
    return { variance: within.reduce((sum, v) => sum + v, 0), kurtosis: 6 };
  })() },
  { name: "tilts under a flow", n: MANY, run: by("loc", { flow: "rp", proposal: { p: 0.4, slice: 0.6 } }), truth: 2 },
  { name: "slices on the integers", n: MANY, run: by("rate" as never, { proposal: "slice" }, square, counts), truth: 7 },
  { name: "coordinate mixture", n: MANY, run: (n) => gradient(product({ a: p, b: g }), integrand("a*b + b^2"), { flow: "lr", proposal: { p: 0.2, slice: 0.8 }, samples: n, seed: SEED }).grad.b.concentration, truth: 1 / 1.5 + gTruth },
  { name: "radial tilt", n: MANY, run: ofL(2, { flow: "lr", proposal: { p: 0.2, slice: 0.4, fisher: 0.4 } }), truth: byL(1, 0) },
  { name: "overdispersed", n: MANY, run: by("loc", { proposal: { overdispersed: 1.5 } }), truth: 2, variance: under(wide, (x) => density(x) / wide(x) * score(x) * x * x, -20, 22) },
  { name: "sum of flows", n: MANY, run: by("loc", { flow: [0.5, field({ value: ["sin(x)"] })] }), truth: 2, variance: under(density, (x) => (0.5 + Math.sin(x)) * 2 * x + (Math.cos(x) - Math.sin(x) * score(x) + 0.5 * score(x)) * x * x) },
  { name: "any u and any q", n: 2 * MANY, run: by("loc", { flow: noise, proposal: normal({ loc: 2, scale: 2 }) }), truth: 2, variance: under(q3, (x) => {
    const u = Math.sin(2 * x) + 0.3;
    return density(x) / q3(x) * (u * 2 * x + (2 * Math.cos(2 * x) - u * score(x) + score(x)) * x * x);
  }, -24, 28) },
  { name: "mean of other rows as a baseline", n: MANY, run: by("loc", { baseline: "loo" }), truth: 2, variance: { variance: 18, kurtosis: OF_GROUPS } },
  { name: "best constant as a baseline", n: MANY, run: by("loc", { baseline: "optimal" }), truth: 2, variance: { variance: 14, kurtosis: OF_GROUPS } },
  // z + 2z² + z³ is 4He₁ + 2He₂ + He₃ + 2, of which He₃ is left
  { name: "control variates", n: MANY, run: by("loc", { controls: [{ stein: 2 }], coefficients: "cross-fit" }), truth: 2, variance: { variance: 6, kurtosis: OF_GROUPS } },
  { name: "control variates with a pilot", n: MANY, run: by("loc", { controls: [{ stein: 2 }] }), truth: 2, variance: { variance: 6, kurtosis: OF_GROUPS } },
  // variances 30 and 4, covariance 8
  { name: "difference of flow and likelihood ratio", n: FEW, run: by("loc", { flow: "rp", controls: ["difference"] }), truth: 2, variance: { variance: 56 / 18, kurtosis: OF_GROUPS } },
  { name: "combination of least variance", n: FEW, run: by("loc", { flow: "rp", combine: "covariance" }), truth: 2, variance: { variance: 56 / 18, kurtosis: OF_GROUPS } },
  // about the best constant the two are uncorrelated: 14 and 4
  { name: "inverse variances", n: FEW, run: by("loc", { flow: "rp", combine: "inverse-variance", baseline: 4 }), truth: 2, variance: { variance: 56 / 18, kurtosis: OF_GROUPS } },
  { name: "the better of likelihood ratio and flow", n: FEW, run: (n) => gradient(p, square, { flow: "rp", combine: "selection", wrt: ["loc"], samples: n, seed: SEED }).grad.loc, truth: 2, variance: { variance: 4, kurtosis: OF_GROUPS } },
  { name: "chosen by a pilot", n: FEW, run: (n) => gradient(p, growing, { wrt: ["loc"], samples: n, seed: SEED }).grad.loc, truth: Math.exp(0.625) / 2 },
  { name: "mirror images", n: FEW, run: by("loc", { flow: "rp", antithetic: true }, growing), truth: Math.exp(0.625) / 2, variance: ((): { variance: number; kurtosis: number } => {
    // of a mean of two, times two
    const { variance, kurtosis } = under(bell, (z) => Math.exp(0.5) * Math.cosh(z / 2) / 2, -15, 15);
    return { variance: 2 * variance, kurtosis: 2 * kurtosis - 1 };
  })() },
  { name: "scrambled Sobol' points", n: FEW, run: by("loc", { flow: "rp", points: "sobol" }, growing), truth: Math.exp(0.625) / 2 },
  { name: "weak derivatives", n: FEW, run: by("loc", { coupled: "measure-valued" }), truth: 2, evaluations: 3, variance: { variance: 16 / Math.PI - 4, kurtosis: 3.2451 } },
  { name: "central difference at a random distance", n: FEW, run: by("loc", { coupled: "random-radius" }, growing), truth: Math.exp(0.625) / 2, evaluations: 3, variance: under((r) => 2 * r * r * bell(r), (r) => Math.exp(0.5) * Math.sinh(r / 2) / r, 0, 15) },
  { name: "sums over few integers", n: MANY, run: (n) => gradient(product({ k: bernoulli({ probs: 0.25 }), x: p }), integrand("(k + 1)*x^2"), { enumerate: true, wrt: ["k.probs"], samples: n, seed: SEED }).grad.k.probs as Estimate<number>, truth: 2, evaluations: 2, variance: under(density, (x) => x * x) },
];

