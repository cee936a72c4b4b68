import { type Allocate, type Arena, columnBytes } from "../arena";
import { columnCost } from "../cost";
import { checkKeys, checkNumbers, isArrayLike, show, wrongKind, wrongValue } from "../check";
import { NO_PAIR } from "../coupled/coupling";
import { type Curve, Distribution, type Law, type VisitTerms } from "../distribution";
import { type Span, gapOf } from "../flows/gaps";
import { LEAF } from "../random";
import { NO_POLYNOMIALS } from "../polynomials";
import { MOST_COLUMNS, ON_INTEGERS, numbered } from "./define";

/**
 * Categorical distribution: k = 0 … K − 1 with probabilities p_k = e^(logits_k) / Σ e^(logits_j), one column:
 *
 *     log p = logits_k − log Σ e^(logits_j)        score of logit m: [k = m] − p_m
 *     flow of logit m: p_m·P(X ≤ k)/p_k for k < m, −p_m·P(X > k)/p_k for k ≥ m
 *
 * The flow is what leaves k for k + 1 as the logit grows, per mass at k: there is none where a k between others has no mass. Draws are by Vose's alias method. Several of them side by side
 * are a `product`.
 *
 * @param parameters `logits`: K numbers, −Infinity for what cannot happen, though not for all. Copied.
 * @throws TypeError if it is missing or no array, or anything else is given; RangeError if it is empty or holds a wrong value.
 *
 * @example
 * ```js
 * const p = categorical({ logits: [0, 0, -Infinity, 0, 0] });
 * console.log(p.mean, p.cdf(1), p.quantile(0.75)); // 2 0.5 3
 * ```
 */
export function categorical(parameters: { readonly logits: ArrayLike<number> }): Distribution<{ logits: Float64Array }> {
  const where = "categorical";
  if (typeof parameters !== "object" || parameters === null) throw new TypeError(`${where}: expected { logits }, got ${show(parameters)}`);
  checkKeys(where, parameters, ["logits"]);
  if (!isArrayLike(parameters.logits)) throw wrongKind(where, "logits", "an array of numbers", parameters.logits);
  const logits = checkNumbers(where, "logits", parameters.logits, "logit") as Float64Array, size = logits.length;
  if (!logits.some((v) => v > -Infinity)) throw new RangeError(`${where}: "logits" expected at least one finite number, got only -Infinity`);
  if (size > MOST_COLUMNS) throw wrongValue(where, "logits", `at most ${MOST_COLUMNS} numbers`, logits);
  const most = Math.max(...logits), spans = Array.from(logits).flatMap((v, k): Span[] => (v - most > LEAST ? [[k, k]] : [])), gap = gapOf(spans, true);
  return new Distribution(where, { logits }, {
    parameters: [{ path: ["logits"], offset: 0, size, scalar: false, domain: "logit", ...(gap && { noFlow: `what flows between ${gap[0]} and ${gap[1]} crosses what has no mass, and is never drawn there` }) }],
    entries: size,
    columns: 1,
    columnNames: () => numbered(1),
    supports: ["count"],
    spans: () => spans,
    last: () => size - 1,
    lacks: (operation) => (operation === "gradLogProb" ? "a distribution on the integers has no ∂x log p" : operation === "mirror" ? ON_INTEGERS : operation === "polynomials" ? NO_POLYNOMIALS : undefined),
    coupling: () => NO_PAIR,
    ownColumn: () => false,
    parts: () => 1,
    cost: columnCost({ draw: 6, quantile: 8, logProb: 2, scores: 10.5 * size }),
    layout: (allocate: Allocate) => {
      const record = allocate(8 + 7 * 8 * size), score = allocate(columnBytes(LEAF)), flow = allocate(columnBytes(LEAF));
      return (arena) => new CategoricalLaw(arena, logits, { record, score, flow });
    },
  });
}

/** e to the power of it is about the least double. */
const LEAST = -745;

interface Addresses { readonly record: number; readonly score: number; readonly flow: number }

class CategoricalLaw implements Law {
  constructor(private readonly arena: Arena, private readonly logits: Float64Array, private readonly at: Addresses) {
    arena.f64.set(logits, at.record / 8 + 1);
    arena.kernels.categoricalPrepare(at.record, logits.length);
  }

  draw(x: number, _stride: number, n: number, place: number, column: number): void {
    this.arena.kernels.words(x, n, place, column);
    this.arena.kernels.categoricalSample(x, x, n, this.at.record);
  }

  fromUniforms(x: number, _stride: number, n: number): void { this.arena.kernels.categoricalQuantile(x, x, n, this.at.record); }

  logProb(x: number, _stride: number, n: number, out: number): void { this.arena.kernels.categoricalLogProb(x, out, n, this.at.record); }

  gradLogProb(): void {}

  terms(x: number, _stride: number, n: number, _flows: boolean, _logs: number, visit: VisitTerms): void {
    const { score, flow, record } = this.at;
    for (let m = 0; m < this.logits.length; m++) {
      this.arena.kernels.categoricalTerms(x, score, flow, m, n, record);
      visit(m, score, 0, flow);
    }
  }

  divergences(x: number, _stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    for (let m = 0; m < this.logits.length; m++) {
      this.arena.kernels.categoricalDivergences(x, this.at.score, m, n, this.at.record);
      visit(m, this.at.score);
    }
  }

  curve(curve: Curve, x: number, _stride: number, n: number, out: number): void {
    const { kernels } = this.arena, { record } = this.at;
    if (curve === "cdf") kernels.categoricalCdf(x, out, n, record);
    else if (curve === "survival") kernels.categoricalSurvival(x, out, n, record);
    else if (curve === "logCdf") kernels.categoricalLogCdf(x, out, n, record);
    else if (curve === "logSurvival") kernels.categoricalLogSurvival(x, out, n, record);
    else kernels.categoricalQuantile(x, out, n, record);
  }

  moments(mean: Float64Array, variance: Float64Array): number {
    const { kernels, f64 } = this.arena, at = this.at.score / 8;
    kernels.categoricalMoments(this.at.record, this.at.score);
    mean[0] = f64[at] as number;
    variance[0] = f64[at + 1] as number;
    return f64[at + 2] as number;
  }
}
