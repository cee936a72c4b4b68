/**
 * Normal numbers, at length: `npm run test:normals` (about half a minute).
 *
 * 1e8 by the ziggurat and 1e7 by inversion, fixed seeds: moments 1 … 6, tails beyond ±3 … ±6, χ² over cells cut at the edges of the ziggurat's
 * layers, for all draws and for the repaired ones alone (those that their word did not give at once, 0.43 %), and independence of layer, sign and position.
 * A correct program fails with a probability of at most RATE, over everything here together (Bonferroni). Nothing is repeated.
 *
 * What it would notice: z-scores of 1e8 draws are 1/√n wide, so a scale wrong by 5e-4 stands 7σ out in the second moment (Var z² = 2), a mean wrong by
 * 6e-4 in the first, a tail beyond 5 wrong by all of it (57 expected). An EDGE wrong in the sixth digit, or the ziggurat's tables built before those of
 * exp and log, fail everything: tried.
 */
import { readFileSync } from "node:fs";
import { transform } from "esbuild";

/** The judges of the other tests, which are TypeScript. */
const { code } = await transform(readFileSync(new URL("../statistics.ts", import.meta.url), "utf8"), { loader: "ts" });
const { chiSquare, gammaQ, normalTail } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const RATE = 1e-6;
const count = (name, otherwise) => Number(process.argv.find((a) => a.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
const ZIGGURAT = count("ziggurat", 1e8), INVERSION = count("inversion", 1e7);
const LEAF = 512, LAYERS = 1024, EDGE = 4.0388498461095045;

const memory = new WebAssembly.Memory({ initial: 16 });
const core = await WebAssembly.instantiate(readFileSync(new URL("../../build/core.wasm", import.meta.url)), { env: { memory } });
const kernels = core.instance.exports;
const place = (kernels.heapBase() + 15) & ~15, at = place + 32, raw = at + 8 * LEAF;
const u32 = new Uint32Array(memory.buffer), numbers = new Float64Array(memory.buffer, at, LEAF), low = new Uint32Array(memory.buffer, raw, 2 * LEAF);

/** The layers' widths, from the host's functions: x₀ = the lowest layer's, x₁ = EDGE, …, x₁₀₂₄ = 0. */
const height = (x) => Math.exp((-x * x) / 2), area = EDGE * height(EDGE) + Math.sqrt(2 * Math.PI) * normalTail(EDGE);
const widths = [area / height(EDGE), EDGE];
while (widths.length < LAYERS) widths.push(Math.sqrt(-2 * Math.log(area / widths.at(-1) + height(widths.at(-1)))));
widths.push(0);
/** Cells between neighbouring layers' edges, on both sides, and both tails: |x| in (xᵢ₊₁, xᵢ] is cell i of its side, i = 0 the tail. */
const CELLS = 2 * LAYERS;
/** Φ between two edges, by the tail, which has full relative accuracy. */
const upper = widths.map((x, i) => (i === 0 ? 0 : normalTail(x)));
const cellProbability = Array.from({ length: LAYERS }, (_, i) => upper[i + 1] - upper[i]);
/** A table from |x| to the cell, by bisection on a fine grid. */
const GRID = 2 ** 16, grid = new Uint16Array(GRID + 1);
for (let g = 0, i = LAYERS - 1; g <= GRID; g++) {
  while (i > 0 && widths[i] < (g / GRID) * EDGE) i--;
  grid[g] = i;
}
function cellOf(x) {
  const a = Math.abs(x);
  if (a >= EDGE) return x < 0 ? 0 : LAYERS;
  let i = grid[Math.floor((a / EDGE) * GRID)];
  while (a > widths[i]) i--;
  while (a <= widths[i + 1]) i++;
  return x < 0 ? i : LAYERS + i;
}

const tests = [];
const judge = (name, p) => tests.push({ name, p });
/** Two-sided p-value of a standardised number. */
const twoSided = (z) => 2 * normalTail(Math.abs(z));

/** E Z^k */
const moment = (k) => (k % 2 ? 0 : Array.from({ length: k / 2 }, (_, i) => 2 * i + 1).reduce((a, b) => a * b, 1));

function run(label, kernel, n, seed, each) {
  const sums = new Float64Array(7), cells = new Float64Array(CELLS), leaves = Math.ceil(n / LEAF);
  u32.fill(0, place / 4, place / 4 + 6);
  u32[place / 4] = seed;
  for (let leaf = 0; leaf < leaves; leaf++) {
    u32[place / 4 + 4] = leaf;
    kernels[kernel](at, LEAF, place, 0);
    if (each) kernels.words(raw, LEAF, place, 0);
    const part = new Float64Array(7); // by leaf, so that sums of 1e8 lose nothing
    for (let i = 0; i < LEAF; i++) {
      const x = numbers[i];
      let power = 1;
      for (let k = 1; k <= 6; k++) part[k] += power *= x;
      const cell = cellOf(x);
      cells[cell]++;
      if (each) each(low[2 * i], low[2 * i + 1], x, cell);
    }
    for (let k = 1; k <= 6; k++) sums[k] += part[k];
  }
  const total = leaves * LEAF;
  for (let k = 1; k <= 6; k++) {
    const z = (sums[k] - total * moment(k)) / Math.sqrt(total * (moment(2 * k) - moment(k) ** 2));
    console.log(`${label}: moment ${k}  z = ${z.toFixed(2)}`);
    judge(`${label}: moment ${k}`, twoSided(z));
  }
  return { cells, total };
}

/** Poisson tails both ways, doubled: the counts are binomial with tiny probabilities, and wide of the Poisson by no more than that. */
function poisson(observed, expected) {
  const below = gammaQ(observed + 1, expected); // P(K ≤ observed)
  const above = observed === 0 ? 1 : 1 - gammaQ(observed, expected);
  return Math.min(1, 2 * Math.min(below, above));
}

/** χ² of counts against probabilities; cells that expect fewer than 50 are joined with their neighbours. */
function cellTest(label, counts, probabilities, total) {
  const observed = [], expected = [];
  let o = 0, e = 0;
  for (let i = 0; i < counts.length; i++) {
    o += counts[i];
    e += probabilities[i] * total;
    if (e >= 50) { observed.push(o); expected.push(e); o = e = 0; }
  }
  observed[observed.length - 1] += o;
  expected[expected.length - 1] += e;
  const { statistic, pValue } = chiSquare(observed, expected);
  console.log(`${label}: χ² = ${statistic.toFixed(1)} of ${observed.length - 1}, p = ${pValue.toExponential(2)}`);
  judge(label, pValue);
}

// the tails ±3 … ±6 are counted beside the cells: one pass each
const TAILS = [3, 3.5, 4, 4.5, 5, 5.5, 6];
const bothSides = (counts) => TAILS.flatMap((t) => [["+", t, counts[2 * TAILS.indexOf(t)]], ["−", t, counts[2 * TAILS.indexOf(t) + 1]]]);
const tailCounter = () => {
  const counts = new Float64Array(2 * TAILS.length);
  return { counts, add: (x) => { const a = Math.abs(x); if (a > 3) for (let t = 0; t < TAILS.length && a > TAILS[t]; t++) counts[2 * t + (x < 0 ? 1 : 0)]++; } };
};
const judgeTails = (label, counts, total) => {
  for (const [side, t, observed] of bothSides(counts)) {
    const expected = total * normalTail(t), p = expected > 1e5 ? twoSided((observed - expected) / Math.sqrt(expected * (1 - normalTail(t)))) : poisson(observed, expected);
    console.log(`${label}: beyond ${side}${t}: ${observed}, expected ${expected.toFixed(1)}, p = ${p.toExponential(2)}`);
    judge(`${label}: beyond ${side}${t}`, p);
  }
};

// --- ziggurat
{
  const repaired = new Float64Array(CELLS), tails = tailCounter();
  /** layer × sign × 16 equal parts of the position, of all words: what the ziggurat takes from a word are independent parts. */
  const joint = new Float64Array(LAYERS * 32);
  /** How many words of each layer were repaired. */
  const perLayer = new Float64Array(LAYERS);
  const { cells, total } = run("ziggurat", "normals", ZIGGURAT, 20260101, (lo, hi, x, cell) => {
    const layer = lo & 1023, position = (hi * 2 ** 19 + (lo >>> 13) + 0.5) / 2 ** 51 - 0.5;
    joint[layer * 32 + (hi >>> 27)]++;
    if (Math.abs(2 * position * widths[layer]) >= widths[layer + 1]) { repaired[cell]++; perLayer[layer]++; }
    tails.add(x);
  });
  judgeTails("ziggurat", tails.counts, total);
  cellTest("ziggurat: cells", cells, [...cellProbability, ...cellProbability], total);

  // Repaired words are 1 − mean(xᵢ₊₁/xᵢ) of all. What they become: by density 1 − (what all layers give at once) — for |x| in (xⱼ₊₁, xⱼ], layers i with
  // xᵢ₊₁ > |x|, that is i < j, give at once |x| uniform on (0, xᵢ₊₁) with probability xᵢ₊₁/xᵢ, density 1/xᵢ; their sum is the histogram below.
  const atOnce = new Float64Array(LAYERS);
  let sum = 0;
  for (let j = 0; j < LAYERS; j++) { // cell j: (x_{j+1}, x_j]; layers i ≤ j − 1 reach it
    if (j > 0) sum += 1 / widths[j - 1];
    atOnce[j] = j === 0 ? 0 : ((widths[j] - widths[j + 1]) * sum) / LAYERS / 2; // per side
  }
  const rest = cellProbability.map((p, j) => p - atOnce[j]), share = 2 * rest.reduce((a, b) => a + b, 0);
  const n = repaired.reduce((a, b) => a + b, 0), meanAtOnce = widths.slice(1).reduce((a, x, i) => a + x / widths[i], 0) / LAYERS;
  console.log(`ziggurat: repaired ${n} of ${total}, expected ${(total * (1 - meanAtOnce)).toFixed(0)}`);
  judge("ziggurat: repaired, number", twoSided((n - total * (1 - meanAtOnce)) / Math.sqrt(total * meanAtOnce * (1 - meanAtOnce))));
  console.log(`(check: share of densities ${share.toExponential(6)}, of layers ${(1 - meanAtOnce).toExponential(6)})`);
  if (!(Math.abs(share - (1 - meanAtOnce)) < 1e-9)) throw new Error("the reference itself is inconsistent");
  cellTest("ziggurat: repaired, cells", repaired, [...rest, ...rest].map((p) => p / share), n);
  cellTest("ziggurat: repaired, by layer", perLayer, widths.slice(1).map((x, i) => (1 - x / widths[i]) / (LAYERS * (1 - meanAtOnce))), n);
  cellTest("ziggurat: layer × sign × position", joint, Array(LAYERS * 32).fill(1 / (LAYERS * 32)), total);
}

// --- inversion
{
  const tails = tailCounter();
  const { cells, total } = run("inversion", "normalsByInversion", INVERSION, 20260102, (_lo, _hi, x) => tails.add(x));
  judgeTails("inversion", tails.counts, total);
  cellTest("inversion: cells", cells, [...cellProbability, ...cellProbability], total);
}

const limit = RATE / tests.length, failed = tests.filter(({ p }) => !(p >= limit));
for (const { name, p } of failed) console.log(`FAILED ${name}: p = ${p} < ${limit.toExponential(1)}`);
console.log(`${tests.length - failed.length} of ${tests.length} passed, family-wise rate of false alarms ${RATE}`);
process.exitCode = failed.length > 0 ? 1 : 0;
