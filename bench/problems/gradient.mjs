/**
 * The gradient problem: ∂loc and ∂scale of E φ(x) for independent normal columns, by likelihood ratio (LR) and by reparameterisation
 * (RP), with means and second moments of the terms of both. Closed forms, so that nobody wins by computing something else.
 *
 *     cheap           φ = Σ (x − c)²
 *     transcendental  φ = Σ exp(x/2)·sin x
 */
import { row } from "./row.mjs";

/** So many samples that a turn takes a tenth of a second or more: what a run costs once is spread thin. */
const SAMPLES = { cheap: { 1: 1e6, 10: 1e6, 100: 1e5, 1000: 2e4 }, transcendental: { 1: 1e6, 10: 1e5, 100: 2e4, 1000: 5e3 } };
const options = (D, phi) => ({ D, phi, samples: SAMPLES[phi][D] });
const FORMULA = { cheap: "Σ (x − c)²", transcendental: "Σ exp(x/2)·sin x" };
const COMPILED = "montegrad, compiled φ", OURS = "montegrad, JS block callback", WITH_VECTOR = "montegrad, callback with vector.*", BEST = "best hand-written JS", IDIOMATIC = "idiomatic JS";

const task = (D, phi, more) => ({
  name: `gradient-${phi}-${D}`,
  title: `Gradients of loc and scale, D = ${D}, φ = ${FORMULA[phi]}, ns per sample and dimension`,
  verify: "gradient",
  rows: [
    row(COMPILED, "montegrad", "gradientCompiled", options(D, phi)),
    row(OURS, "montegrad", "gradient", options(D, phi)),
    ...(phi === "transcendental" ? [row(WITH_VECTOR, "montegrad", "gradientWithVector", options(D, phi))] : []),
    row(BEST, "best-js", "gradient", options(D, phi)),
    row(IDIOMATIC, "idiomatic-js", "gradient", { ...options(D, phi), samples: 1e6 / D }),
  ],
  targets: [],
  ...more,
});

/** The same number of samples for every D. */
const over = (D) => row(`D = ${D}`, "montegrad", "gradient", { D, phi: "cheap", samples: 5e4 });

export const tasks = [
  task(10, "cheap", { targets: [[OURS, BEST, 1.15], [COMPILED, IDIOMATIC, 10], [COMPILED, BEST, 1.7]], nodes: ["24"] }),
  task(10, "transcendental", { targets: [[COMPILED, IDIOMATIC, 8.5], [COMPILED, BEST, 4.5], [COMPILED, OURS, 2]], nodes: ["24"] }),
  ...[1, 100, 1000].flatMap((D) => [task(D, "cheap"), task(D, "transcendental")]),
  {
    name: "dimensions",
    title: "Gradients over D, 50 000 samples, φ = Σ (x − c)², JS block callback, ns per sample and dimension",
    verify: "gradient",
    rows: [10, 1, 100, 1000].map(over),
    targets: [],
    limits: [["D = 1", "D = 10", 2.5], ["D = 100", "D = 10", 1.2], ["D = 1000", "D = 10", 1.2]],
  },
];

export const CENTRE = 0.75;

/** Parameters of D columns, all different enough that a mixed-up index shows. */
export const parameters = (D) => ({
  loc: Float64Array.from({ length: D }, (_, d) => ((d % 7) - 3) / 8),
  scale: Float64Array.from({ length: D }, (_, d) => 1 + (d % 3) / 4),
});

/** φ and ∂φ of one column. */
export const integrands = {
  cheap: { value: (x) => (x - CENTRE) ** 2, gradient: (x) => 2 * (x - CENTRE) },
  transcendental: {
    value: (x) => Math.exp(x / 2) * Math.sin(x),
    gradient: (x) => Math.exp(x / 2) * (0.5 * Math.sin(x) + Math.cos(x)),
  },
};

/** The exact gradients. E e^{zx} = e^{zμ + z²σ²/2} with z = ½ + i gives the second one, as its imaginary part. */
const exact = {
  cheap: (mu, sigma) => ({ loc: 2 * (mu - CENTRE), scale: 2 * sigma }),
  transcendental: (mu, sigma) => {
    const r = Math.exp(mu / 2 - (3 * sigma * sigma) / 8), a = mu + (sigma * sigma) / 2;
    return {
      loc: r * (0.5 * Math.sin(a) + Math.cos(a)), // Im z·E
      scale: r * sigma * (-0.75 * Math.sin(a) + Math.cos(a)), // Im z²σ·E, z² = −¾ + i
    };
  },
};

/**
 * Exact mean squares of the terms for the cheap φ. Write a = μ − c, f = (a + σε)² and φ = f + R, where R is the independent rest, of
 * mean m and mean square q. Then E[w φ²] = E[w f²] + 2m E[w f] + q E[w], with w = ε² for loc and w = (ε² − 1)² for scale.
 */
function meanSquares(loc, scale, d) {
  const a2 = (loc[d] - CENTRE) ** 2, s2 = scale[d] ** 2;
  let m = 0, v = 0;
  for (let j = 0; j < loc.length; j++) {
    if (j === d) continue;
    const b = (loc[j] - CENTRE) ** 2, t = scale[j] ** 2;
    m += b + t;
    v += 4 * b * t + 2 * t * t;
  }
  const q = m * m + v;
  return {
    loc: { lr: (a2 * a2 + 18 * a2 * s2 + 15 * s2 * s2 + 2 * m * (a2 + 3 * s2) + q) / s2, rp: 4 * (a2 + s2) },
    scale: { lr: (2 * a2 * a2 + 60 * a2 * s2 + 78 * s2 * s2 + 2 * m * (2 * a2 + 10 * s2) + 2 * q) / s2, rp: 4 * (a2 + 3 * s2) },
  };
}

/**
 * Throws unless estimates are what they should be: means within six standard errors of the closed form, and, for the cheap φ, mean
 * squares within 5 % on average over the columns.
 *
 * `estimates()` is `{ n, loc: { lr: { mean, square }, rp: { mean, square } }, scale: … }`, each an array over the columns; `square` is the
 * mean of the squared terms. What a contestant does not compute it leaves out.
 */
export function check(contestant, { D, phi }) {
  const result = contestant.estimates();
  const { loc, scale } = parameters(D);
  let terms = 0;
  for (const parameter of ["loc", "scale"]) for (const kind of ["lr", "rp"]) {
    const got = result[parameter][kind];
    if (!got) continue;
    terms++;
    let ratio = 0;
    for (let d = 0; d < D; d++) {
      const mean = exact[phi](loc[d], scale[d])[parameter], error = Math.sqrt((got.square[d] - got.mean[d] ** 2) / result.n);
      if (!(Math.abs(got.mean[d] - mean) < 6 * error)) {
        throw new Error(`${kind} of ${parameter}[${d}]: expected ${mean} within 6 × ${error}, got ${got.mean[d]}`);
      }
      ratio += got.square[d] / meanSquares(loc, scale, d)[parameter][kind] / D;
    }
    if (phi === "cheap" && !(Math.abs(ratio - 1) < 0.05)) throw new Error(`${kind} of ${parameter}: mean squares are ${ratio} × the exact ones`);
  }
  if (terms < 2) throw new Error(`expected at least one estimator of both parameters, got ${terms} of 4`);
}
