import { type Allocate, type Arena, columnBytes } from "../arena";
import { type LawCost, columnCost } from "../cost";
import { checkKeys, checkNumbers, isArrayLike, show, wrongKind, wrongValue } from "../check";
import { NO_PAIR } from "../coupled/coupling";
import { type Across, Distribution, type Law, type VisitTerms } from "../distribution";
import { linearFlow, rotations, transports } from "../flows/linear";
import { RECURRENCE_BYTES, hermite, recordOf } from "../polynomials";
import type { Tilt, TiltKind, TiltSource } from "../proposals/tilt";
import { LEAF } from "../random";
import { numbered } from "./define";

/**
 * Multivariate normal distribution x = loc + L·ε of D columns, ε standard normal, L = scaleTril lower triangular with positive
 * diagonal; the covariance is L·Lᵀ. With ε = L⁻¹(x − loc) and a = L⁻ᵀε:
 *
 *     log p = −|ε|²/2 − Σ log L_ii − (D/2)·log 2π
 *     score: loc_i a_i, L_ij a_i·ε_j − [i = j]/L_ii        flow: loc_i e_i, L_ij e_i·ε_j
 *
 * @param parameters `loc`: D finite numbers; `scaleTril`: D×D finite numbers, flat, row by row, zero above the diagonal, positive on it.
 *   Copied. Its scores and gradients come in the same shape.
 * @throws TypeError if a parameter is missing, unknown or no array; RangeError for a wrong length or value.
 *
 * @example
 * ```js
 * const p = mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] });
 * console.log(p.columns, p.variance); // 2 Float64Array(2) [ 1, 4.25 ]
 * ```
 */
export function mvn(parameters: { readonly loc: ArrayLike<number>; readonly scaleTril: ArrayLike<number> }): Distribution<{ loc: Float64Array; scaleTril: Float64Array }> {
  const where = "mvn";
  if (typeof parameters !== "object" || parameters === null) throw new TypeError(`${where}: expected { loc, scaleTril }, got ${show(parameters)}`);
  checkKeys(where, parameters, ["loc", "scaleTril"]);
  const { loc, scaleTril, lower } = locAndScale(where, parameters), d = loc.length, triangle = lower.length;
  const layout = (allocate: Allocate): ((arena: Arena) => MvnLaw) => {
    const slopes = allocate(d * 8), record = allocate((2 * d + triangle + 1) * 8), epsilon = allocate(d * columnBytes(LEAF)), pulled = allocate(d * columnBytes(LEAF)), score = allocate(columnBytes(LEAF)), one = allocate(columnBytes(LEAF)), recurrence = allocate(RECURRENCE_BYTES);
    return (arena) => new MvnLaw(arena, loc, lower, { record, epsilon, pulled, score, one, slopes, recurrence });
  };
  const radialOf = (kind: TiltKind): TiltSource[] => [{ first: 0, count: d, cost: { draw: 3 + 0.4 * d + 0.72 * triangle, ratio: 0.8 * d + 0.25 * triangle }, layout: (allocate) => { const law = layout(allocate); return (arena) => law(arena).radial(kind); } }], radial = { slice: radialOf("slice"), fisher: radialOf("fisher") };
  return new Distribution(where, { loc, scaleTril }, {
    parameters: [
      { path: ["loc"], offset: 0, size: d, scalar: false, domain: "real" },
      { path: ["scaleTril"], offset: d, size: triangle, scalar: false, triangle: d, domain: "real" },
    ],
    entries: d + triangle,
    columns: d,
    columnNames: () => numbered(d),
    supports: Array.from({ length: d }, () => "real" as const),
    lacks: (operation) => (["cdf", "survival", "logCdf", "logSurvival", "quantile"].includes(operation) ? "it has no distribution function for each column, since columns depend on each other" : undefined),
    polynomialDegree: () => Infinity,
    ownColumn: (p) => p.offset === 0,
    parts: () => 1,
    cost: mvnCost(d),
    flow: (name, { offset }) => (name !== "omt" ? undefined : offset === 0 ? "it is \"rp\", which moves all of it alike" : linearFlow(1, loc, transports(lower, d))),
    coupling: () => NO_PAIR,
    tilt: (kind) => radial[kind],
    overdispersed: (factor) => mvn({ loc, scaleTril: scaleTril.map((v) => v * factor) }),
    rotation: ({ size }, coefficients) => linearFlow(0, loc, rotations(lower, d, size, coefficients)),
    layout,
  });
}

/** Whitening, and what follows from it, go over the triangle. @internal */
export function mvnCost(d: number): LawCost {
  const triangle = (d * (d + 1)) / 2;
  return columnCost({ draw: 2.2 * d + 0.2 * triangle, quantile: 3.1 * d + 0.2 * triangle, mirror: 0.35 * d, logProb: 0.8 * d + 0.25 * triangle, slopes: 1.3 * d + 0.5 * triangle, scores: 0.75 * d + 1.05 * triangle, polynomial: 0.7 * d + 0.08 * triangle });
}

/** Copies of both, checked, and the rows of `scaleTril` up to the diagonal. @throws TypeError, RangeError @internal */
export function locAndScale(where: string, parameters: { readonly loc: ArrayLike<number>; readonly scaleTril: ArrayLike<number> }): { loc: Float64Array; scaleTril: Float64Array; lower: Float64Array } {
  for (const name of ["loc", "scaleTril"] as const) if (!isArrayLike(parameters[name])) throw wrongKind(where, name, "an array of numbers", parameters[name]);
  const loc = checkNumbers(where, "loc", parameters.loc, "real") as Float64Array, d = loc.length;
  const scaleTril = checkNumbers(where, "scaleTril", parameters.scaleTril, "real") as Float64Array;
  if (scaleTril.length !== d * d) throw wrongValue(where, "scaleTril", `${d}×${d} = ${d * d} numbers`, scaleTril);
  for (let i = 0; i < d; i++) for (let j = i; j < d; j++) {
    const v = scaleTril[i * d + j] as number;
    if (j > i && v !== 0) throw wrongValue(where, `scaleTril[${i * d + j}]`, "0 above the diagonal", v);
    if (j === i && !(v >= 2 ** -1022)) throw wrongValue(where, `scaleTril[${i * d + j}]`, "a number > 0 on the diagonal, no subnormal one", v);
  }
  const triangle = (d * (d + 1)) / 2, lower = Float64Array.from({ length: triangle });
  for (let i = 0, at = 0; i < d; i++) for (let j = 0; j <= i; j++, at++) lower[at] = scaleTril[i * d + j] as number;
  return { loc, scaleTril, lower };
}

interface Addresses { readonly slopes: number; readonly record: number; readonly epsilon: number; readonly pulled: number; readonly score: number; readonly one: number; readonly recurrence: number }

const STRIDE = columnBytes(LEAF);

class MvnLaw implements Law {
  readonly #d: number;

  constructor(private readonly arena: Arena, private readonly loc: Float64Array, private readonly lower: Float64Array, private readonly at: Addresses) {
    this.#d = loc.length;
    arena.f64.set(loc, at.record / 8);
    arena.f64.set(lower, at.record / 8 + loc.length);
    arena.kernels.mvnPrepare(at.record, loc.length);
    arena.kernels.columnFill(at.one, 1, LEAF);
  }

  draw(x: number, stride: number, n: number, place: number, column: number): void {
    const { kernels } = this.arena, d = this.#d;
    for (let i = 0; i < d; i++) kernels.normals(x + i * stride, n, place, column + i);
    kernels.mvnSample(x, stride, d, n, this.at.record);
  }

  fromUniforms(x: number, stride: number, n: number): void {
    for (let i = 0; i < this.#d; i++) this.arena.kernels.normalsOfUniforms(x + i * stride, x + i * stride, n);
    this.arena.kernels.mvnSample(x, stride, this.#d, n, this.at.record);
  }

  mirror(x: number, stride: number, n: number, out: number, outStride: number): void {
    this.loc.forEach((centre, i) => this.arena.kernels.transformAffine(x + i * stride, out + i * outStride, n, 2 * centre, -1));
  }

  logProb(x: number, stride: number, n: number, out: number): void {
    this.#whiten(x, stride, n);
    this.arena.kernels.mvnLogProb(this.at.epsilon, STRIDE, out, this.#d, n, this.at.record);
  }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    this.#pull(x, stride, n);
    for (let i = 0; i < this.#d; i++) {
      this.arena.kernels.columnFill(out + i * outStride, 0, n);
      this.arena.kernels.columnAddScaled(-1, this.at.pulled + i * STRIDE, out + i * outStride, n);
    }
  }

  terms(x: number, stride: number, n: number, _flows: boolean, _logs: number, visit: VisitTerms): void {
    const { kernels } = this.arena, { epsilon, pulled, score, one } = this.at, d = this.#d;
    this.#pull(x, stride, n);
    for (let i = 0; i < d; i++) visit(i, pulled + i * STRIDE, i, one);
    for (let i = 0, entry = d; i < d; i++) for (let j = 0; j <= i; j++, entry++) {
      kernels.mvnScore(pulled + i * STRIDE, epsilon + j * STRIDE, i === j ? 1 / this.#diagonal(i) : 0, score, n);
      visit(entry, score, i, epsilon + j * STRIDE);
    }
  }

  divergences(_x: number, _stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    for (let i = 0; i < this.#d; i++) {
      this.arena.kernels.columnFill(this.at.score, 1 / this.#diagonal(i), n);
      visit(this.#d + (i * (i + 1)) / 2 + i, this.at.score);
    }
  }

  /** Of ε. */
  polynomials(x: number, stride: number, n: number, degree: number, out: number, outStride: number): void {
    const { kernels, f64 } = this.arena, { epsilon, recurrence } = this.at;
    this.#whiten(x, stride, n);
    f64.set(recordOf(hermite(0, 1), degree), recurrence / 8);
    for (let d = 0; d < this.#d; d++) kernels.orthonormal(epsilon + d * STRIDE, out + d * degree * outStride, outStride, degree, n, recurrence);
  }

  /** a·x is normal with variance v = |Lᵀa|², and x less its regression on a·x is independent of it: so −Σa/v leads to the plane. */
  across(a: Float64Array): Across | undefined {
    const d = this.#d, at = (i: number, j: number): number => this.lower[(i * (i + 1)) / 2 + j] as number, { kernels, f64 } = this.arena;
    const w = Float64Array.from(a, (_, j) => a.reduce((sum, v, i) => (i < j ? sum : sum + v * at(i, j)), 0)), v = w.reduce((sum, one) => sum + one * one, 0);
    if (!(v > 0 && v < Infinity)) return undefined;
    const mean = a.reduce((sum, one, i) => sum + one * (this.loc[i] as number), 0), { slopes } = this.at;
    return {
      direction: Float64Array.from(a, (_, i) => -w.reduce((sum, one, j) => (j > i ? sum : sum + at(i, j) * one), 0) / v),
      spread: Math.sqrt(v),
      density: (x, stride, n, out) => {
        f64.set(a, slopes / 8);
        kernels.columnsDot(x, stride, d, slopes, out, n);
        kernels.transformAffine(out, out, n, -mean, 1);
        kernels.columnMultiply(out, out, out, n);
        kernels.transformAffine(out, out, n, 0, -0.5 / v);
        kernels.vectorExp(out, out, n);
        kernels.transformAffine(out, out, n, 0, 1 / Math.sqrt(2 * Math.PI * v));
      },
    };
  }

  /**
   * The radial tilts: the direction of ε as it is, |ε| ~ χ_(D + 1) or χ_(D + 2), so q/p = |ε|/E|ε| or |ε|²/D. For loc these are in proportion to
   * the length of the score of a standard normal, and to its square. |ε|² gains the square of a normal number, or twice an exponential one.
   */
  radial(kind: TiltKind): Tilt {
    const d = this.#d, { kernels } = this.arena, { record, epsilon } = this.at;
    let norm = kind === "fisher" ? d : Math.sqrt(2 / Math.PI);
    if (kind === "slice") for (let k = 1; k < d; k++) norm = k / norm; // E|ε| in k + 1 dimensions times E|ε| in k is k
    return {
      norm,
      draw: (words, x, stride, n) => {
        if (kind === "fisher") kernels.exponentialsOfWords(words, words, n);
        else {
          kernels.normalsOfWords(words, words, n);
          kernels.columnMultiply(words, words, words, n);
          kernels.transformAffine(words, words, n, 0, 0.5);
        }
        this.#whiten(x, stride, n);
        kernels.stretch(epsilon, STRIDE, d, words, n);
        for (let i = 0; i < d; i++) kernels.columnCopy(epsilon + i * STRIDE, x + i * stride, n);
        kernels.mvnSample(x, stride, d, n, record);
      },
      ratio: (x, stride, n, share, out) => {
        this.#whiten(x, stride, n);
        kernels.ratioOfRadius(epsilon, STRIDE, d, kind === "slice" ? share / norm : 0, kind === "fisher" ? share / norm : 0, out, n);
      },
    };
  }

  moments(mean: Float64Array, variance: Float64Array): number {
    const d = this.#d;
    mean.set(this.loc);
    for (let i = 0, at = 0; i < d; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++, at++) sum += (this.lower[at] as number) * (this.lower[at] as number);
      variance[i] = sum;
    }
    const constant = this.arena.f64[this.at.record / 8 + 2 * d + this.lower.length] as number;
    return d / 2 - constant;
  }

  #diagonal(i: number): number { return this.lower[(i * (i + 1)) / 2 + i] as number; }
  #whiten(x: number, stride: number, n: number): void { this.arena.kernels.mvnWhiten(x, stride, this.at.epsilon, STRIDE, this.#d, n, this.at.record); }
  #pull(x: number, stride: number, n: number): void {
    this.#whiten(x, stride, n);
    this.arena.kernels.mvnPull(this.at.epsilon, this.at.pulled, STRIDE, this.#d, n, this.at.record);
  }
}
