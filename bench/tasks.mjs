/**
 * What is compared with what, and how much faster we mean to be. A target `[ours, rival, ratio]` wants rival/ours ≥ ratio, in the fast
 * mode of the rival; a limit `[row, base, ratio]` wants row/base ≤ ratio.
 */

const gradientOptions = (D, phi) => ({ D, phi, samples: Math.max(1e4, 1e6 / D) });
const row = (label, file, make, options = {}) => ({ label, file, make, options });
const vectorTask = (name, ratio) => ({
  name,
  title: `${name} of 4096 fresh numbers, ns per number`,
  verify: "vector",
  rows: [row("montegrad", "montegrad", name), row("Math", "host-math", name)],
  targets: [["montegrad", "Math", ratio]],
});

/** Families with the rivals that have them: draws against both, log densities against stdlib. */
const D3 = ["lognormal", "uniform", "exponential", "logistic", "weibull", "cauchy", "pareto"];
const STDLIB = [...D3, "laplace", "gumbel"];
const familyTasks = [...STDLIB, "halfNormal", "halfCauchy"].flatMap((family) => [
  {
    name: `sample-${family}`,
    title: `A million draws of ${family} into an array, ns per number`,
    verify: "families",
    rows: [
      row("montegrad", "montegrad-families", "sample", { family }),
      ...(STDLIB.includes(family) ? [row("stdlib, seeded", "stdlib-families", "sample", { family })] : []),
      ...(D3.includes(family) ? [row("d3-random, randomLcg", "d3-families", "sample", { family })] : []),
    ],
    targets: [
      ...(STDLIB.includes(family) ? [["montegrad", "stdlib, seeded", 5]] : []),
      ...(D3.includes(family) ? [["montegrad", "d3-random, randomLcg", 5]] : []),
    ],
  },
  {
    name: `logProb-${family}`,
    title: `Log densities of ${family} at a million fresh numbers, ns per number`,
    verify: "families",
    rows: [
      row("montegrad", "montegrad-families", "logProb", { family }),
      ...(STDLIB.includes(family) ? [row("stdlib", "stdlib-families", "logProb", { family })] : []),
    ],
    targets: STDLIB.includes(family) ? [["montegrad", "stdlib", 8]] : [],
  },
]);

export const tasks = [
  {
    name: "normals",
    title: "A million seeded f64 normals into an array, ns per number",
    verify: "normals",
    rows: [
      row("montegrad rng.normal", "montegrad", "normals"),
      row("montegrad normal().sample", "montegrad", "sample"),
      row("best seeded JS ziggurat", "ziggurat", "normals"),
      row("mulberry32 + Box–Muller", "idiomatic-js", "normals"),
      row("Math.random, Box–Muller", "math-random", "boxMuller"),
      row("Math.random, polar", "math-random", "polar"),
      row("d3-random, randomLcg", "d3-random", "seeded"),
      row("d3-random, Math.random", "d3-random", "mathRandom"),
      row("stdlib, seeded", "stdlib", "normals"),
      row("numpy-ts default_rng (a new array each time)", "numpy-ts", "normals"),
    ],
    targets: [
      ["montegrad rng.normal", "d3-random, randomLcg", 10],
      ["montegrad rng.normal", "d3-random, Math.random", 10],
      ["montegrad rng.normal", "stdlib, seeded", 10],
      ["montegrad rng.normal", "Math.random, polar", 10],
      ["montegrad rng.normal", "numpy-ts default_rng (a new array each time)", 5],
      ["montegrad rng.normal", "best seeded JS ziggurat", 1.5],
    ],
  },
  vectorTask("exp", 4.5),
  vectorTask("log", 2.3),
  vectorTask("sincos", 12),
  {
    name: "gradient-cheap",
    title: "Gradients of loc and scale, D = 10, φ = Σ(x − c)², ns per sample and dimension",
    verify: "gradient",
    rows: [
      row("montegrad, JS block callback", "montegrad", "gradient", gradientOptions(10, "cheap")),
      row("best hand-written JS", "best-js", "gradient", gradientOptions(10, "cheap")),
      row("idiomatic JS", "idiomatic-js", "gradient", gradientOptions(10, "cheap")),
    ],
    targets: [["montegrad, JS block callback", "best hand-written JS", 1.15]],
  },
  {
    name: "gradient-transcendental",
    title: "Gradients of loc and scale, D = 10, φ = Σ exp(x/2)·sin x, ns per sample and dimension",
    verify: "gradient",
    rows: [
      row("montegrad, JS block callback", "montegrad", "gradient", gradientOptions(10, "transcendental")),
      row("montegrad, callback with vector.*", "montegrad", "gradientWithVector", gradientOptions(10, "transcendental")),
      row("best hand-written JS", "best-js", "gradient", gradientOptions(10, "transcendental")),
      row("idiomatic JS", "idiomatic-js", "gradient", gradientOptions(10, "transcendental")),
    ],
    targets: [],
  },
  {
    name: "dimensions",
    title: "Gradients over D, φ = Σ(x − c)², JS block callback, ns per sample and dimension",
    verify: "gradient",
    rows: [1, 10, 100, 1000].map((D) => row(`montegrad, D = ${D}`, "montegrad", "gradient", gradientOptions(D, "cheap"))),
    targets: [],
    limits: [
      ["montegrad, D = 1", "montegrad, D = 10", 2.5],
      ["montegrad, D = 100", "montegrad, D = 10", 1.2],
      ["montegrad, D = 1000", "montegrad, D = 10", 1.2],
    ],
  },
  ...familyTasks,
];
