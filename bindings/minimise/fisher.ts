/**
 * Fisher information F = E[s·sᵀ], s the score by the coordinates of steps, estimated along the way: a mean over the first step's draws, which each later
 * step's draws renew in part. The draws serve nothing else, so F is independent of the noise of the step's gradient g, and what −F⁻¹g adds up to has no bias
 * by it: where E[g] = 0, E[F⁻¹g] = 0. (F⁻¹ itself is none without a bias: it is the inverse of an estimate.)
 */
import { type Distribution, internalsOf, parameterOf } from "../distribution";
import type { Rng } from "../random";
import type { Coordinates } from "./coordinates";
import { readInto } from "./make";

/** Draws of the first step, and of each later one. */
const FIRST = 512, LATER = 32;
/** Coordinates in one block at most; beyond, a block would cost more than the gradient. */
const LARGEST = 64;

/** A square of rows, or their diagonal alone, for coordinates `from` … `to` − 1. */
interface Block { readonly from: number; readonly to: number; readonly diagonal: boolean; readonly mean: Float64Array; readonly fresh: Float64Array; readonly work: Float64Array }

/** @internal */
export class Fisher {
  readonly #blocks: Block[];
  readonly #score: Float64Array;
  #started = false;

  /** One block where there are few coordinates; else one for each first name (part of a product, parameter), of which those with many are diagonal. */
  constructor(private readonly coordinates: Coordinates, p: Distribution, private readonly decay: number, private readonly damping: number) {
    const { count, entries } = coordinates, { parameters } = internalsOf(p), nameOf = (entry: number): string => parameterOf(parameters, entry).path[0] as string;
    const names = count <= LARGEST ? entries.map(() => "") : entries.map(nameOf), starts = names.flatMap((name, k) => (k === 0 || name !== names[k - 1] ? [k] : []));
    this.#blocks = starts.map((from, b) => {
      const to = starts[b + 1] ?? count, size = to - from, diagonal = size > LARGEST, length = diagonal ? size : size * size;
      return { from, to, diagonal, mean: new Float64Array(length), fresh: new Float64Array(length), work: new Float64Array(length) };
    });
    this.#score = new Float64Array(count);
  }

  /** Draws of p, whose parameters are θ. Rows without a score (draws that rounded to an end of the support) count for nothing. */
  observe(p: Distribution, theta: Float64Array, rng: Rng): void {
    const rows = this.#started ? LATER : FIRST, { parameters, entries } = internalsOf(p), scores = p.score(p.sample(rng, rows)), all = new Float64Array(rows * entries), s = this.#score;
    for (const parameter of parameters) readInto(all, parameter, parameter.path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], scores) as Float64Array, rows);
    for (const { fresh } of this.#blocks) fresh.fill(0);
    let seen = 0;
    for (let i = 0; i < rows; i++) {
      this.coordinates.pull(all, theta, s, i * entries);
      if (!s.every(Number.isFinite)) continue;
      seen++;
      for (const { from, to, diagonal, fresh } of this.#blocks) {
        const size = to - from;
        for (let a = 0; a < size; a++) {
          const of = s[from + a] as number, row = a * size;
          if (diagonal) fresh[a]! += of * of;
          else for (let b = 0; b <= a; b++) fresh[row + b]! += of * (s[from + b] as number);
        }
      }
    }
    if (!seen) return;
    const share = this.#started ? 1 - this.decay : 1;
    for (const { mean, fresh } of this.#blocks) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + share * ((fresh[i] as number) / seen - (mean[i] as number));
    this.#started = true;
  }

  /** out = (F + damping·diag F)⁻¹ g; 0 where there is no information. */
  solve(g: Float64Array, out: Float64Array): void {
    const grown = 1 + this.damping;
    for (const { from, to, diagonal, mean, work } of this.#blocks) {
      const size = to - from, step = diagonal ? 1 : size + 1;
      for (let a = 0; a < size; a++) {
        const information = mean[a * step] as number;
        out[from + a] = information > 0 ? (g[from + a] as number) / (diagonal ? information * grown : 1) : 0;
      }
      if (diagonal) continue;
      work.set(mean);
      for (let a = 0; a < size; a++) work[a * step] = (mean[a * step] as number) * grown || 1;
      cholesky(work, size);
      substitute(work, size, out.subarray(from, to));
    }
  }
}

/** The lower triangle of a becomes L, L·Lᵀ = a. */
function cholesky(a: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) {
    let sum = a[i * size + j] as number;
    for (let k = 0; k < j; k++) sum -= (a[i * size + k] as number) * (a[j * size + k] as number);
    a[i * size + j] = i === j ? Math.sqrt(sum) : sum / (a[j * size + j] as number);
  }
}

/** x becomes (L·Lᵀ)⁻¹x. */
function substitute(l: Float64Array, size: number, x: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * size + k] as number) * (x[k] as number);
    x[i] = sum / (l[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < size; k++) sum -= (l[k * size + i] as number) * (x[k] as number);
    x[i] = sum / (l[i * size + i] as number);
  }
}
