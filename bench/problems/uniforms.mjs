/** The uniforms problem: a million f64 in (0, 1) into an array that exists already. */
import { row } from "./row.mjs";

export const COUNT = 1e6;

export const tasks = [
  {
    name: "uniforms",
    title: "A million f64 in (0, 1) into an array, ns per number",
    verify: "uniforms",
    rows: [
      row("montegrad rng.uniform", "montegrad", "uniforms"),
      row("best seeded JS, 53 bits", "ziggurat", "uniforms"),
      row("mulberry32 (32 bits)", "idiomatic-js", "uniforms"),
      row("Math.random", "math-random", "uniforms"),
      row("d3-random, randomLcg (32 bits)", "d3-random", "uniforms"),
      row("numpy-ts default_rng (a new array each time)", "numpy-ts", "uniforms"),
    ],
    targets: [],
  },
];

/** Throws unless a million numbers look uniform: mean, mean square and ten bins within six standard errors. */
export function check({ out }) {
  const n = out.length, bins = new Float64Array(10);
  let m1 = 0, m2 = 0;
  for (const u of out) {
    if (!(u >= 0 && u < 1)) throw new Error(`expected numbers in [0, 1), got ${u}`);
    m1 += u;
    m2 += u * u;
    bins[Math.floor(10 * u)]++;
  }
  const rows = [["mean", m1 / n, 1 / 2, 1 / 12], ["E u²", m2 / n, 1 / 3, 4 / 45], ...Array.from(bins, (b, i) => [`bin ${i}`, b / n, 0.1, 0.09])];
  for (const [name, got, expected, variance] of rows) {
    const error = Math.sqrt(variance / n);
    if (!(Math.abs(got - expected) < 6 * error)) throw new Error(`${name}: expected ${expected} within 6 × ${error}, got ${got}`);
  }
}

/** A contestant that fills an array. */
export function filling(fill) {
  const out = new Float64Array(COUNT);
  return { count: COUNT, out, turn: () => (fill(out), out[COUNT - 1]) };
}

/** One whose library answers one number at a time. */
export const oneByOne = (next) => filling((out) => {
  for (let i = 0; i < out.length; i++) out[i] = next();
});
