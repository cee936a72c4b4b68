/**
 * Means and variances of gradient estimators in closed form.
 *
 * Under x = μ + σz everything follows from f ↦ M = E[f(x)] as a function of (μ, σ), for f among φ and φ²: with the scores s_μ = z/σ and
 * s_σ = (z² − 1)/σ,
 *
 *     E[f s_μ²] = M_μμ + M/σ²,   E[f s_σ²] = M_σσ + 3 M_σ/σ + 2 M/σ²,   E[f s_μ s_σ] = M_μσ + 2 M_μ/σ,   E[f z²] = σ M_σ + M,
 *
 * since ∂²p = (s² + ∂s) p; and Stein's identity turns E[φ φ′ h(z)] = E[(φ²)′ h]/2 into E[φ² (z h − h′)]/2σ.
 */
import { vector } from "montegrad";

const { exp, cos, sin, sqrt, PI } = Math;

/** M and its derivatives. `square`: those of φ²; `slope`: E[φ′²], E[φ′² z²]; `mirror`: E[φ φ⁻ z^j], j = 0, 2, 4, φ⁻ = φ(2μ − x). */
const jet = (m, mu, sigma, mumu, sigmasigma, musigma) => ({ m, mu, sigma, mumu, sigmasigma, musigma });

/** a + b·M for each of them: E[a + b f]. */
const affine = (a, b, f) => Object.fromEntries(Object.entries(f).map(([key, value]) => [key, b * value + (key === "m" ? a : 0)]));

/** (x − k)² */
export const quadratic = (k) => (mu, s) => {
  const m = mu - k, v = s * s;
  return {
    ...jet(m * m + v, 2 * m, 2 * s, 2, 2, 0),
    square: jet(m ** 4 + 6 * m * m * v + 3 * v * v, 4 * m ** 3 + 12 * m * v, 12 * m * m * s + 12 * v * s, 12 * m * m + 12 * v, 12 * m * m + 36 * v, 24 * m * s),
    slope: [4 * (m * m + v), 4 * (m * m + 3 * v)],
    mirror: [m ** 4 - 2 * m * m * v + 3 * v * v, m ** 4 - 6 * m * m * v + 15 * v * v, 3 * m ** 4 - 30 * m * m * v + 105 * v * v],
    // polynomials up to degree 3 leave nothing but what φ s_σ has of degree 4; a coupled draw takes two evaluations, and one for E[φ]; slices without a baseline
    stein: { loc: 0, scale: 24 * v }, "stein-rp": { loc: 0, scale: 0 },
    coupled: { loc: 3 * m * m * (16 / PI - 4), scale: 3 * (4 * m * m + 4 * v) },
    slice: { loc: (2 / PI) * (m ** 4 / v + 12 * m * m + 8 * v) - 4 * m * m },
  };
};

/** cos kx */
export const cosine = (k) => (mu, s) => {
  const wave = (j) => { const e = exp(-0.5 * (j * s) ** 2), c = e * cos(j * mu), d = e * sin(j * mu), jj = j * j; return jet(c, -j * d, -jj * s * c, -jj * c, (jj * jj * s * s - jj) * c, jj * j * s * d); };
  const double = wave(2 * k), b = 2 * k * s, e = exp(-0.5 * b * b), c2 = cos(2 * k * mu), pair = (power, moment) => (power * c2 + moment * e) / 2;
  return {
    ...wave(k), square: affine(0.5, 0.5, double),
    slope: [0.5 * k * k * (1 - double.m), 0.5 * k * k * (1 - s * double.sigma - double.m)],
    mirror: [pair(1, 1), pair(1, 1 - b * b), pair(3, 3 - 6 * b * b + b ** 4)],
  };
};

/** e^(−kx²) */
export const gauss = (k) => (mu, s) => {
  const bell = (j) => {
    const d = 1 + 2 * j * s * s, m = exp((-j * mu * mu) / d) / sqrt(d), q = (j * mu * mu) / d, L1 = (-2 * j * mu) / d, L2 = ((2 * j * s) / d) * (2 * q - 1);
    return jet(m, m * L1, m * L2, m * (L1 * L1 - (2 * j) / d), m * (L2 * L2 - (2 * j) / d + (8 * j * j * s * s + 4 * j * j * mu * mu) / (d * d) - (32 * j ** 3 * s * s * mu * mu) / d ** 3), m * ((8 * j * j * mu * s) / (d * d) + L1 * L2));
  };
  // φ² p is a normal law times Z2: its mean, its variance, its moments about μ
  const d2 = 1 + 4 * k * s * s, z2 = exp((-2 * k * mu * mu) / d2) / sqrt(d2), t = (s * s) / d2, center = mu / d2, dl = center - mu;
  const y2 = t + dl * dl, y3 = dl ** 3 + 3 * dl * t, y4 = 3 * t * t + 6 * t * dl * dl + dl ** 4, front = exp(-2 * k * mu * mu);
  return {
    ...bell(k), square: bell(2 * k),
    slope: [4 * k * k * z2 * (t + center * center), (4 * k * k * z2 * (mu * mu * y2 + 2 * mu * y3 + y4)) / (s * s)],
    mirror: [front * d2 ** -0.5, front * d2 ** -1.5, 3 * front * d2 ** -2.5],
  };
};

/** e^(ax) */
export const exponential = (a) => (mu, s) => {
  const growth = (j) => { const m = exp(j * mu + 0.5 * (j * s) ** 2), w = j * j * s; return jet(m, j * m, w * m, j * j * m, (j * j + w * w) * m, j * w * m); };
  const double = growth(2 * a), front = exp(2 * a * mu);
  return { ...growth(a), square: double, slope: [a * a * double.m, a * a * (s * double.sigma + double.m)], mirror: [front, front, 3 * front] };
};

/** 1{x > c}, c ≥ μ */
export const step = (c) => (mu, s) => {
  const t = (c - mu) / s, f = exp(-0.5 * t * t) / sqrt(2 * PI), v = s * s;
  const above = jet(vector.normalCdf(-t), f / s, (t * f) / s, (t * f) / v, ((t ** 3 - 2 * t) * f) / v, ((t * t - 1) * f) / v);
  return { ...above, square: above, mirror: [0, 0, 0] };
};

/** What is exact about p = Normal(μ, σ) and φ: gradients, and by setting the variance per evaluation of φ for units of `group` samples. */
export function normalFacts(f, mu, s) {
  const v = s * s, own = f(mu, s), { square } = own, spread = square.m - own.m ** 2;
  const second = (j) => s * j.sigma + j.m, across = (j) => j.musigma + (2 * j.mu) / s;
  const weighed = { loc: (j) => j.mumu + j.m / v, scale: (j) => j.sigmasigma + (3 * j.sigma) / s + (2 * j.m) / v };
  const facts = (name, other) => {
    const g = name === "loc" ? own.mu : own.sigma, I = (name === "loc" ? 1 : 2) / v, T = weighed[name], I2 = (other === "loc" ? 1 : 2) / v;
    const lr = (b) => T(square) - 2 * b * T(own) + b * b * I - g * g, b = T(own) / I;
    const mirrored = own.mirror && (name === "loc" ? () => -own.mirror[1] / v : (c) => (own.mirror[2] - 2 * own.mirror[1] + own.mirror[0]) / v - 2 * c * T(own) + c * c * I);
    const all = {
      lr: lr(0), loo: (group) => lr(own.m) + (g * g + spread * I) / (group - 1), optimal: lr(b), score: lr(b) - across(own) ** 2 / I2,
      fisher: I * spread - g * g, "fisher-plain": I * square.m - g * g,
      stein: own.stein?.[name], slice: own.slice?.[name], coupled: own.coupled?.[name],
      antithetic: mirrored && lr(0) + mirrored(0) - g * g,
      "random-radius": own.mirror && name === "loc" ? 3 * ((square.m - own.mirror[0]) / (2 * v) - g * g) : undefined,
    };
    if (!own.slope) return [g, all];
    // Cov(LR, RP) without a baseline
    const rp = own.slope[name === "loc" ? 0 : 1] - g * g, plain = lr(0), both = (name === "loc" ? square.mumu / 2 : T(square) / 2 - second(square) / v) - g * g;
    const joint = (plain * rp - both * both) / (plain + rp - 2 * both);
    const share = plain / (plain + rp), inverse = share * share * rp + (1 - share) ** 2 * plain + 2 * share * (1 - share) * both;
    return [g, { ...all, rp, inverse, half: (plain + rp + 2 * both) / 4, difference: joint, combine: joint, "stein-rp": own["stein-rp"]?.[name] }];
  };
  const [loc, ofLoc] = facts("loc", "scale"), [scale, ofScale] = facts("scale", "loc");
  const settings = new Set([...Object.keys(ofLoc), ...Object.keys(ofScale)]);
  return { truth: { loc, scale }, exact: Object.fromEntries([...settings].map((key) => [key, { loc: ofLoc[key], scale: ofScale[key] }])) };
}

/** The tilt s²p/I with baseline E[φ] has variance I·Var φ − g². */
export const fisherFacts = (information, spread, g) => information * spread - g * g;

/** RP by the location of any symmetric location family, φ = cos kx: χ is the characteristic function at location 0. */
export const locationRp = (k, loc, chi) => (k * k) / 2 * (1 - chi(2 * k) * cos(2 * k * loc)) - (k * chi(k) * sin(k * loc)) ** 2;
