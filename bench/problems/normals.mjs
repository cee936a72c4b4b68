/** The normals problem: a million standard normal f64 into an array that exists already. */
import { row } from "./row.mjs";

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
];

/**
 * Throws unless a million numbers look standard normal: moments and tail within six standard errors, a far tail (17 of a million are
 * beyond 4.3: none at all has probability 4e-8, and is what a ziggurat without its slow path gives), and 53 bits.
 */
export function check({ out: x }) {
  let m1 = 0, m2 = 0, m3 = 0, m4 = 0, tail = 0, far = 0, coarse = 0;
  for (const v of x) {
    m1 += v;
    m2 += v * v;
    m3 += v ** 3;
    m4 += v ** 4;
    if (Math.abs(v) > 3) tail++;
    if (Math.abs(v) > 4.3) far++;
    if (Math.fround(v) === v) coarse++;
  }
  const n = x.length, P = 0.0026997960632601866; // 2Φ(−3)
  const rows = [["mean", m1 / n, 0, 1], ["E x²", m2 / n, 1, 2], ["E x³", m3 / n, 0, 15], ["E x⁴", m4 / n, 3, 96], ["P(|x| > 3)", tail / n, P, P]];
  for (const [name, got, expected, variance] of rows) {
    const error = Math.sqrt(variance / n);
    if (!(Math.abs(got - expected) < 6 * error)) throw new Error(`${name}: expected ${expected} within 6 × ${error}, got ${got}`);
  }
  if (!(far > 0)) throw new Error(`expected numbers beyond ±4.3, got none of ${n}`);
  if (!(coarse < n / 1000)) throw new Error(`expected 53-bit numbers, got ${coarse} of ${n} that fit into 24 bits`);
}
