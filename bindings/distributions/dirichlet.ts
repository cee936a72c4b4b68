import { type Allocate, Arena, columnBytes } from "../arena";
import { columnCost } from "../cost";
import { checkKeys, checkNumbers, isArrayLike, show, wrongKind, wrongValue } from "../check";
import { NO_PAIR } from "../coupled/coupling";
import { Distribution, type Law, type VisitTerms } from "../distribution";
import { LEAF } from "../random";
import { NO_POLYNOMIALS } from "../polynomials";
import { numbered } from "./define";

/**
 * Dirichlet distribution of K columns that sum to 1, total = Σ concentration:
 *
 *     log p = Σ (concentration_i − 1)·log x_i + log Γ(total) − Σ log Γ(concentration_i)
 *     score: log x_i − ψ(concentration_i) + ψ(total)
 *     flow: of x_i as in Beta(concentration_i, total − concentration_i), which is its law; the other columns shrink in proportion
 *
 * The density is by K − 1 of the columns, the last being what is left of 1; ∂x log p and divergences are for motions that keep the sum.
 * That rows sum to 1 is taken for granted. Draws are made from logarithms of gamma draws, so that small concentrations do no harm.
 *
 * @param parameters `concentration`: K ≥ 2 finite numbers > 0, of a finite sum. Copied. Its scores and gradients come in the same shape.
 * @throws TypeError if it is missing, no array, or something is unknown; RangeError for a wrong length or value.
 *
 * @example
 * ```js
 * const p = dirichlet({ concentration: [1, 2, 5] });
 * console.log(p.columns, p.mean); // 3 Float64Array(3) [ 0.125, 0.25, 0.625 ]
 * ```
 */
export function dirichlet(parameters: { readonly concentration: ArrayLike<number> }): Distribution<{ concentration: Float64Array }> {
  const where = "dirichlet";
  if (typeof parameters !== "object" || parameters === null) throw new TypeError(`${where}: expected { concentration }, got ${show(parameters)}`);
  checkKeys(where, parameters, ["concentration"]);
  if (!isArrayLike(parameters.concentration)) throw wrongKind(where, "concentration", "an array of numbers", parameters.concentration);
  const concentration = checkNumbers(where, "concentration", parameters.concentration, "positive") as Float64Array, k = concentration.length;
  if (k < 2) throw wrongValue(where, "concentration", "at least 2 numbers", concentration);
  if (!(concentration.reduce((sum, a) => sum + a, 0) < Infinity)) throw wrongValue(where, "concentration", "numbers whose sum is at most 1.797e308", concentration);
  return new Distribution(where, { concentration }, {
    parameters: [{ path: ["concentration"], offset: 0, size: k, scalar: false, domain: "positive" }],
    entries: k,
    columns: k,
    columnNames: () => numbered(k),
    supports: Array.from({ length: k }, () => "unit" as const),
    measures: Array.from({ length: k }, (_, i) => `${i} of ${k} that sum to 1`),
    logs: "simplex",
    ends: true,
    deep: concentration.some((a) => a < DEEP),
    lacks: (operation) => (["cdf", "survival", "logCdf", "logSurvival", "quantile", "fromUniforms", "mirror"].includes(operation) ? "it has no distribution function for each column, since columns depend on each other" : operation === "polynomials" ? NO_POLYNOMIALS : undefined),
    coupling: () => NO_PAIR,
    ownColumn: () => false,
    parts: () => k,
    cost: columnCost({ draw: 14.7 * k, logProb: 5 + 2.65 * k, slopes: 0.5 * k, scores: 16.2 * k, flows: 32 * k + 0.55 * k * (k - 1) }),
    layout: (allocate: Allocate) => {
      const { betaSize, gammaSize } = Arena.kernels(), sizes = { beta: (betaSize() + 15) & ~15, gamma: (gammaSize() + 15) & ~15 };
      const record = allocate((k + 1) * 8), betas = allocate(k * sizes.beta), gammas = allocate(k * sizes.gamma), spare = allocate(sizes.gamma), terms = allocate(6 * columnBytes(LEAF));
      return (arena) => new DirichletLaw(arena, concentration, { record, betas, gammas, spare, terms, sizes });
    },
  });
}

/** Below, draws may be 0: as in `gamma`, of which they are made. */
const DEEP = 0.15;

/** `terms`: score and flow of α_i, and of the other parameter of the beta distribution, which nobody needs; then two columns. */
interface Addresses { readonly record: number; readonly betas: number; readonly gammas: number; readonly spare: number; readonly terms: number; readonly sizes: { readonly beta: number; readonly gamma: number } }

class DirichletLaw implements Law {
  readonly #k: number;
  readonly #total: number;

  constructor(private readonly arena: Arena, private readonly concentration: Float64Array, private readonly at: Addresses) {
    const { kernels } = arena, k = concentration.length;
    this.#k = k;
    this.#total = concentration.reduce((sum, a) => sum + a, 0);
    arena.f64.set(concentration, at.record / 8);
    kernels.dirichletPrepare(at.record, k);
    concentration.forEach((a, i) => {
      kernels.betaPrepare(this.#beta(i), a, concentration.reduce((sum, b, j) => (j === i ? sum : sum + b), 0));
      kernels.gammaPrepare(this.#gamma(i), a, 1);
    });
  }

  #beta(i: number): number { return this.at.betas + i * this.at.sizes.beta; }
  #gamma(i: number): number { return this.at.gammas + i * this.at.sizes.gamma; }

  draw(x: number, stride: number, n: number, place: number, column: number, logs: number): void {
    const { kernels } = this.arena;
    for (let i = 0; i < this.#k; i++) {
      const out = x + i * stride;
      kernels.words(out, n, place, column + i);
      kernels.gammaSampleDeep(out, this.at.terms, out, 0, n, this.#gamma(i));
    }
    kernels.dirichletNormalise(x, stride, this.#k, n, logs);
  }

  logProb(x: number, stride: number, n: number, out: number, logs: number): void {
    this.arena.kernels.dirichletLogProb(x, stride, out, this.#k, n, this.at.record, logs);
  }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    for (let i = 0; i < this.#k; i++) this.arena.kernels.dirichletGradLogProb(x + i * stride, out + i * outStride, i, n, this.at.record);
  }

  terms(x: number, stride: number, n: number, flows: boolean, logs: number, visit: VisitTerms): void {
    const { kernels } = this.arena, bytes = columnBytes(n), score = this.at.terms, flow = score + bytes, shrink = score + 4 * bytes, other = score + 5 * bytes;
    for (let i = 0; i < this.#k; i++) {
      const column = x + i * stride, drawn = logs && logs + 2 * i * stride, beta = this.#beta(i);
      if (!flows) {
        if (logs) kernels.betaScoresDeep(column, drawn, stride, score, n, beta);
        else kernels.betaScores(column, score, n, beta);
        visit(i, score, i, 0);
        continue;
      }
      if (logs) kernels.betaTermsDeep(column, drawn, stride, score, n, beta);
      else kernels.betaTerms(column, score, n, beta);
      kernels.dirichletShrink(x, stride, flow, shrink, i, this.#k, n);
      visit(i, score, i, flow);
      for (let j = 0; j < this.#k; j++) {
        if (j === i) continue;
        kernels.dirichletFlow(x + j * stride, shrink, other, n);
        visit(i, 0, j, other);
      }
    }
  }

  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    const { kernels } = this.arena, bytes = columnBytes(n), { terms } = this.at, slope = terms + 4 * bytes, shrink = terms + 2 * bytes;
    for (let i = 0; i < this.#k; i++) {
      kernels.betaDivergences(x + i * stride, slope, n, this.#beta(i));
      kernels.betaTerms(x + i * stride, terms, n, this.#beta(i));
      kernels.dirichletShrink(x, stride, terms + bytes, shrink, i, this.#k, n);
      kernels.columnAddScaled(2 - this.#k, shrink, slope, n);
      visit(i, slope);
    }
  }

  /** What the other concentrations add up to; one by one where nearly all is this one's. */
  #others(i: number): number {
    const rest = this.#total - (this.concentration[i] as number);
    return rest > this.#total / 16 ? rest : this.concentration.reduce((sum, a, j) => (j === i ? sum : sum + a), 0);
  }

  moments(mean: Float64Array, variance: Float64Array): number {
    const { kernels, f64 } = this.arena, { terms } = this.at, total = this.#total, k = this.#k;
    // entropy −log Γ(total) + Σ log Γ(a) − Σ (a − 1)(ψ(a) − ψ(total)): sums and differences of those of gamma numbers, which do not cancel
    const entropyOf = (a: number): number => {
      kernels.gammaPrepare(this.at.spare, a, 1);
      kernels.gammaMoments(this.at.spare, terms);
      return f64[terms / 8 + 2] as number;
    };
    f64[terms / 8] = total;
    kernels.vectorDigamma(terms, terms, 1);
    let entropy = (1 - k) * (f64[terms / 8] as number) - entropyOf(total);
    for (let i = 0; i < k; i++) {
      const a = this.concentration[i] as number;
      mean[i] = a / total;
      variance[i] = (a / total) * (this.#others(i) / total) / (total + 1);
      entropy += entropyOf(a);
    }
    return entropy;
  }
}
