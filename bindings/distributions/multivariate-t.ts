import { type Allocate, Arena, columnBytes } from "../arena";
import type { LawCost } from "../cost";
import { checkKeys, checkNumber, show } from "../check";
import { NO_PAIR } from "../coupled/coupling";
import { Distribution, type Law, type VisitTerms } from "../distribution";
import { LEAF } from "../random";
import { numbered } from "./define";
import { NO_POLYNOMIALS } from "../polynomials";
import { locAndScale, mvnCost } from "./mvn";

/**
 * Multivariate t distribution x = loc + L·ε·√(½df/G) of D columns: ε standard normal, G ~ Gamma(½df) the same for all of a row, L =
 * scaleTril lower triangular with positive diagonal. With ε = L⁻¹(x − loc), a = L⁻ᵀε and g = (df + D)/(df + |ε|²):
 *
 *     log p = log Γ(½(df + D)) − log Γ(½df) − ½D·log(π·df) − Σ log L_ii − ½(df + D)·log(1 + |ε|²/df)
 *     score: loc_i g·a_i, L_ij g·a_i·ε_j − [i = j]/L_ii, df its derivative
 *     flow: loc_i e_i, L_ij e_i·ε_j, df along x − loc, by how |ε|, whose law depends on df alone, moves along its distribution
 *
 * @param parameters `df`: a finite number > 0; `loc`: D finite numbers; `scaleTril`: D×D finite numbers, flat, row by row, zero above the
 *   diagonal, positive on it. Copied. Scores and gradients come in the same shapes.
 * @throws TypeError if a parameter is missing, unknown or of another kind; RangeError for a wrong length or value.
 *
 * @example
 * ```js
 * const p = multivariateT({ df: 4, loc: [0, 1], scaleTril: [1, 0, 0.5, 2] });
 * console.log(p.columns, p.variance); // 2 Float64Array(2) [ 2, 8.5 ]
 * ```
 */
export function multivariateT(parameters: { readonly df: number; readonly loc: ArrayLike<number>; readonly scaleTril: ArrayLike<number> }): Distribution<{ df: number; loc: Float64Array; scaleTril: Float64Array }> {
  const where = "multivariateT";
  if (typeof parameters !== "object" || parameters === null) throw new TypeError(`${where}: expected { df, loc, scaleTril }, got ${show(parameters)}`);
  checkKeys(where, parameters, ["df", "loc", "scaleTril"]);
  const df = checkNumber(where, "df", parameters.df, "positive"), { loc, scaleTril, lower } = locAndScale(where, parameters), d = loc.length, triangle = lower.length;
  return new Distribution(where, { df, loc, scaleTril }, {
    parameters: [
      { path: ["df"], offset: 0, size: 1, scalar: true, domain: "positive" },
      { path: ["loc"], offset: 1, size: d, scalar: false, domain: "real" },
      { path: ["scaleTril"], offset: 1 + d, size: triangle, scalar: false, triangle: d, domain: "real" },
    ],
    entries: 1 + d + triangle,
    columns: d,
    columnNames: () => numbered(d),
    supports: Array.from({ length: d }, () => "real" as const),
    lacks: (operation) => (operation === "fromUniforms" && df < LEAST_DF ? `its quantiles leave the doubles for "df" below ${LEAST_DF}` : ["cdf", "survival", "logCdf", "logSurvival", "quantile"].includes(operation) ? "it has no distribution function for each column, since columns depend on each other" : operation === "polynomials" ? NO_POLYNOMIALS : undefined),
    coupling: () => NO_PAIR,
    ownColumn: (p) => p.offset === 1 || d === 1,
    parts: (p) => (p.offset === 0 ? d : 1),
    cost: multivariateTCost(d),
    layout: (allocate: Allocate) => {
      const column = (count = 1): number => allocate(count * STRIDE);
      const at = { record: allocate((2 * d + triangle + 1) * 8), own: allocate(Arena.kernels().multivariateTSize()), conditional: allocate(Arena.kernels().studentTSize()), epsilon: column(d), pulled: column(d), squares: column(), score: column(), motion: column(), flow: column(), one: column() };
      return (arena) => new MultivariateTLaw(arena, df, loc, lower, at);
    },
  });
}

const STRIDE = columnBytes(LEAF);
/** From here on the squares of the quantiles of 2⁻⁵³ are doubles. */
const LEAST_DF = 0.15;
/** That of a multivariate normal, and of the radius, whose law is Student's in disguise. */
function multivariateTCost(d: number): LawCost {
  const normal = mvnCost(d);
  return { ...normal, draw: normal.draw + 14 + 0.2 * d, quantile: 1450 * d, logProb: normal.logProb + 8.4, slopes: normal.slopes + 2.2 + 0.35 * d, scores: normal.scores + 37 + d, flows: normal.flows + 37 + d };
}

interface Addresses {
  /** Of mvn's kernels, and of the others. */
  readonly record: number;
  readonly own: number;
  /** Of the t distribution of a column, given those before it. */
  readonly conditional: number;
  readonly epsilon: number;
  readonly pulled: number;
  readonly squares: number;
  readonly score: number;
  readonly motion: number;
  readonly flow: number;
  readonly one: number;
}

class MultivariateTLaw implements Law {
  readonly #d: number;

  constructor(private readonly arena: Arena, private readonly df: number, private readonly loc: Float64Array, private readonly lower: Float64Array, private readonly at: Addresses) {
    this.#d = loc.length;
    arena.f64.set(loc, at.record / 8);
    arena.f64.set(lower, at.record / 8 + loc.length);
    arena.kernels.mvnPrepare(at.record, loc.length);
    arena.kernels.multivariateTPrepare(at.own, df, loc.length);
    arena.kernels.columnFill(at.one, 1, LEAF);
  }

  draw(x: number, stride: number, n: number, place: number, column: number): void {
    const { kernels } = this.arena, d = this.#d, { record, own, score } = this.at;
    for (let i = 0; i < d; i++) kernels.normals(x + i * stride, n, place, column + i);
    kernels.words(score, n, place, column);
    kernels.multivariateTStretch(score, x, stride, d, n, own);
    kernels.mvnSample(x, stride, d, n, record);
  }

  /** Column i of L⁻¹(x − loc), given those before it, is t of df + i, times √((df + Σ_(j < i) of their squares)/(df + i)): M. Rosenblatt, Ann. Math. Stat. 23 (1952) 470–472. */
  fromUniforms(x: number, stride: number, n: number): void {
    const { kernels } = this.arena, { conditional, squares, score, record } = this.at, { df } = this;
    kernels.columnFill(squares, df, n);
    for (let i = 0; i < this.#d; i++) {
      const column = x + i * stride;
      kernels.studentTPrepare(conditional, df + i, 0, 1);
      kernels.studentTQuantile(column, column, n, conditional);
      if (i > 0) {
        kernels.transformAffine(squares, score, n, 0, 1 / (df + i));
        kernels.vectorSqrt(score, score, n);
        kernels.columnMultiply(column, score, column, n);
      }
      kernels.columnAddProduct(1, column, column, squares, n);
    }
    kernels.mvnSample(x, stride, this.#d, n, record);
  }

  mirror(x: number, stride: number, n: number, out: number, outStride: number): void {
    this.loc.forEach((centre, i) => this.arena.kernels.transformAffine(x + i * stride, out + i * outStride, n, 2 * centre, -1));
  }

  logProb(x: number, stride: number, n: number, out: number): void {
    this.#whiten(x, stride, n);
    this.arena.kernels.multivariateTLogProb(this.at.squares, this.#constant(), out, n, this.at.own);
  }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    this.#pull(x, stride, n);
    for (let i = 0; i < this.#d; i++) {
      this.arena.kernels.columnFill(out + i * outStride, 0, n);
      this.arena.kernels.columnAddScaled(-1, this.at.pulled + i * STRIDE, out + i * outStride, n);
    }
  }

  terms(x: number, stride: number, n: number, _flows: boolean, _logs: number, visit: VisitTerms): void {
    const { kernels } = this.arena, { epsilon, pulled, squares, score, motion, flow, one, own } = this.at, d = this.#d;
    this.#pull(x, stride, n);
    kernels.multivariateTTerms(squares, score, motion, n, own);
    for (let i = 0; i < d; i++) {
      kernels.columnFill(flow, -(this.loc[i] as number), n);
      kernels.columnAddScaled(1, x + i * stride, flow, n);
      kernels.columnMultiply(flow, motion, flow, n);
      visit(0, i === 0 ? score : 0, i, flow);
    }
    for (let i = 0; i < d; i++) visit(1 + i, pulled + i * STRIDE, i, one);
    for (let i = 0, entry = 1 + d; i < d; i++) for (let j = 0; j <= i; j++, entry++) {
      kernels.mvnScore(pulled + i * STRIDE, epsilon + j * STRIDE, i === j ? 1 / this.#diagonal(i) : 0, score, n);
      visit(entry, score, i, epsilon + j * STRIDE);
    }
  }

  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    const { kernels } = this.arena, { squares, score, own } = this.at, d = this.#d;
    this.#whiten(x, stride, n);
    kernels.multivariateTDivergence(squares, score, n, own);
    visit(0, score);
    for (let i = 0; i < d; i++) {
      kernels.columnFill(score, 1 / this.#diagonal(i), n);
      visit(1 + d + (i * (i + 1)) / 2 + i, score);
    }
  }

  moments(mean: Float64Array, variance: Float64Array): number {
    const { df } = this, factor = df > 2 ? df / (df - 2) : df > 1 ? Infinity : NaN;
    for (let i = 0, at = 0; i < this.#d; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++, at++) sum += (this.lower[at] as number) * (this.lower[at] as number);
      mean[i] = df > 1 ? (this.loc[i] as number) : NaN;
      variance[i] = sum * factor;
    }
    return this.arena.kernels.multivariateTEntropy(this.at.own) - this.#constant();
  }

  #constant(): number { return this.arena.f64[this.at.record / 8 + 2 * this.#d + this.lower.length] as number; }
  #diagonal(i: number): number { return this.lower[(i * (i + 1)) / 2 + i] as number; }
  #whiten(x: number, stride: number, n: number): void {
    const { kernels } = this.arena, { epsilon, squares, record } = this.at, d = this.#d;
    kernels.mvnWhiten(x, stride, epsilon, STRIDE, d, n, record);
    kernels.multivariateTSquares(epsilon, STRIDE, squares, d, n);
  }
  /** ε, r², and g·a. */
  #pull(x: number, stride: number, n: number): void {
    const { kernels } = this.arena, { epsilon, pulled, squares, score, record, own } = this.at, d = this.#d;
    this.#whiten(x, stride, n);
    kernels.mvnPull(epsilon, pulled, STRIDE, d, n, record);
    kernels.multivariateTWeights(squares, score, n, own);
    for (let i = 0; i < d; i++) kernels.columnMultiply(pulled + i * STRIDE, score, pulled + i * STRIDE, n);
  }
}
