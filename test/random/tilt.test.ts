/// <reference types="vite/client" />
/**
 * Noise under importance densities (assembly/random/tilt.ts): the kernels of the built core, whose words come from `Rng`. Distribution
 * functions are closed forms, written down here and compared with integrals of the densities (tilt.reference.py). How ordinary noise is
 * made is tested in random.test.ts. Tried: every kernel broken on purpose fails. What strays by 0.3 % of all (the share below 1 of the Fisher
 * tilt by 1 %, a coefficient of the slice by 5 %, ∛ as power 0.33) shows only with the 10⁷ draws of `npm run test:samplers`.
 */
import { Rng } from "montegrad";
import { describe, expect, it } from "vitest";
import core from "../../build/core.wasm";
import { chiSquare, kolmogorovSmirnov, meanBand, normalTail, varianceBand } from "../statistics.ts";
import reference from "./tilt.reference.json" with { type: "json" };

type Kernel = (words: number, out: number, n: number) => void;
type Name = keyof typeof reference;
const memory = new WebAssembly.Memory({ initial: 16 });
const exported = new WebAssembly.Instance(new WebAssembly.Module(core()), { env: { memory } }).exports;
const kernels = exported as unknown as Record<Name, Kernel>, base = ((exported["heapBase"] as () => number)() + 15) & ~15;

/** Probability that one of these statistical tests fails although all is right; four comparisons each, of all kernels. */
const RATE = 1e-6;
const node = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process;
const DRAWS = Number(node?.env?.["DRAWS"] ?? 2 ** 18), BLOCK = 8192, CELLS = 100;

const { abs, exp, log, min, sin, PI, SQRT2 } = Math;
const phi = (z: number): number => exp((-z * z) / 2) / Math.sqrt(2 * PI);
/** Of a density that is symmetric about `centre`: F from 1 − F beyond it. */
const symmetric = (centre: number, above: (x: number) => number) => (x: number): number => (x < centre ? above(2 * centre - x) : 1 - above(x));
/** P(Y > y) for densities proportional to |y − 1|e^(−y), (y − 1)²e^(−y). */
const sliceTail = (y: number): number => (y < 1 ? 1 - (y * exp(1 - y)) / 2 : (y * exp(1 - y)) / 2);
const fisherTail = (y: number): number => (y * y + 1) * exp(-y);
const CDF: Readonly<Record<Name, (x: number) => number>> = {
  tiltedNormalSlice1: symmetric(0, (z) => exp((-z * z) / 2) / 2),
  tiltedNormalFisher1: symmetric(0, (z) => normalTail(z) + z * phi(z)),
  tiltedNormalSlice2: symmetric(0, (z) => sliceOfSquare(z) / 2),
  tiltedNormalFisher2: symmetric(0, (z) => normalTail(z) + ((z * z * z + z) * phi(z)) / 2),
  tiltedExponentialSlice: (y) => 1 - sliceTail(y),
  tiltedExponentialFisher: (y) => 1 - fisherTail(y),
  tiltedUniformSlice: symmetric(0.5, (u) => 0.5 - 2 * (u - 0.5) ** 2),
  tiltedUniformFisher: (u) => (1 + (2 * u - 1) ** 3) / 2,
  tiltedSineSlice: symmetric(0.5, (u) => sin(PI * u) ** 2 / 2),
  tiltedSineFisher: (u) => u - sin(4 * PI * u) / (4 * PI),
  tiltedCosineSlice: (u) => (u < 0.25 ? sin(2 * PI * u) / 4 : u < 0.75 ? 0.5 - sin(2 * PI * u) / 4 : 1 + sin(2 * PI * u) / 4),
  tiltedCosineFisher: (u) => u + sin(4 * PI * u) / (4 * PI),
  tiltedHalfCauchySlice: (u) => (u < 0.5 ? sin(PI * u) / 2 : 1 - sin(PI * u) / 2),
  tiltedHalfCauchyFisher: (u) => u + sin(2 * PI * u) / (2 * PI),
  tiltedLaplaceSlice: symmetric(0.5, (u) => sliceTail(-log(2 * (1 - u))) / 2),
  tiltedLaplaceFisher: symmetric(0.5, (u) => fisherTail(-log(2 * (1 - u))) / 2),
};
/** P(|Z| > z) for a density proportional to |z² − 1|e^(−z²/2). */
function sliceOfSquare(z: number): number {
  const half = (z * exp((1 - z * z) / 2)) / 2;
  return z < 1 ? 1 - half : half;
}
const NAMES = Object.keys(reference) as Name[];
const UNIT = NAMES.filter((name) => /Uniform|Sine|Cauchy|Laplace/.test(name));

/** What words become: `apart` keeps them from being overwritten. */
function made(name: Name, words: ArrayLike<bigint>, apart = true): Float64Array {
  const out = new Float64Array(words.length);
  for (let from = 0; from < words.length; from += BLOCK) {
    const n = min(BLOCK, words.length - from), to = apart ? base + 8 * BLOCK : base;
    const w = new BigUint64Array(memory.buffer, base, n);
    for (let i = 0; i < n; i++) w[i] = words[from + i]!;
    kernels[name](base, to, n);
    out.set(new Float64Array(memory.buffer, to, n), from);
  }
  return out;
}

describe.each(NAMES)("%s", (name) => {
  const { mean, variance, kurtosis, cdf } = reference[name], F = CDF[name], comparisons = 4 * NAMES.length;

  it("has the distribution function that integration gives", () => {
    for (const [x, p] of cdf as [number, number][]) expect(abs(F(x) - p), `F(${x})`).toBeLessThan(1e-13);
  });

  it("draws follow it", { timeout: 600_000 }, () => {
    const n = DRAWS, x = made(name, new Rng(20261126).bits(n)), counts = new Float64Array(CELLS);
    for (const v of x) counts[min(CELLS - 1, Math.floor(F(v) * CELLS))]!++;
    const distance = kolmogorovSmirnov(x, F).pValue, cells = chiSquare(counts, counts.map(() => n / CELLS)).pValue;
    let sum = 0, squares = 0;
    for (const v of x) { sum += v - mean; squares += (v - mean) ** 2; }
    const m = mean + sum / n, s = (squares - (sum * sum) / n) / (n - 1);
    if (node?.env?.["SHOW"]) console.log(name, { distance, cells, mean: m - mean, variance: s / variance - 1 });
    expect.soft(distance, "Kolmogorov–Smirnov").toBeGreaterThan(RATE / comparisons);
    expect.soft(cells, "χ²").toBeGreaterThan(RATE / comparisons);
    const of = { mean, variance, kurtosis }, means = meanBand(n, of, RATE, comparisons), variances = varianceBand(n, of, RATE, comparisons);
    expect.soft(m, "mean").toSatisfy((v: number) => v >= means.low && v <= means.high);
    expect.soft(s, "variance").toSatisfy((v: number) => v >= variances.low && v <= variances.high);
  });

  it("each word makes its number, wherever it stands", () => {
    const words = new Rng(5).bits(200), all = made(name, words);
    expect(made(name, words, false)).toEqual(all);
    for (const [from, n] of [[0, 1], [1, 2], [3, 5], [7, 64], [60, 65], [100, 100]] as const) expect(made(name, words.subarray(from, from + n))).toEqual(all.subarray(from, from + n));
  });

  it("extreme words give numbers", () => {
    const words = [0n, 1n, 2n, 3n, 2n ** 63n, 2n ** 63n - 1n, 2n ** 64n - 4n, 2n ** 64n - 3n, 2n ** 64n - 2n, 2n ** 64n - 1n];
    for (const v of made(name, words)) expect(Number.isFinite(v) && v !== 0, `${v}`).toBe(true);
    for (let bit = 0n; bit < 64n; bit++) expect(made(name, [1n << bit, (1n << bit) - 1n]).every((v) => Number.isFinite(v) && v !== 0)).toBe(true);
  });
});

it.each(UNIT)("%s stays within (0, 1), and 1 − u too", (name) => {
  const words = [0n, 1n, 2n, 3n, 4095n, 4096n, 2n ** 64n - 1n, 2n ** 64n - 4096n, ...new Rng(8).bits(2 ** 16)];
  for (const u of made(name, words)) if (!(u >= 2 ** -53 && u <= 1 - 2 ** -53)) throw new Error(`${u}`);
});

it("exponential numbers are positive, and normal ones of both signs", () => {
  const words = new Rng(9).bits(2 ** 16);
  for (const y of [...made("tiltedExponentialSlice", words), ...made("tiltedExponentialFisher", words)]) if (!(y > 0)) throw new Error(`${y}`);
  expect(made("tiltedNormalSlice1", [0n, 1n])).toEqual(Float64Array.of(8 * SQRT2 * Math.sqrt(Math.LN2), -8 * SQRT2 * Math.sqrt(Math.LN2)));
});
