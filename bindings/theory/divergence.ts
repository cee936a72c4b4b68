import { type Distribution, dataOf, isArrayLike, wrongKind, wrongValue } from "../index";
import { checkDistribution } from "./density";
import { share } from "./flow-lines";
import { Entry, type ParameterOptions, checkOptions } from "./motion";

export interface DivergenceOptions extends ParameterOptions {
  /** Points: n rows of D columns, sample-major. */
  readonly x: ArrayLike<number>;
  /** Their heights: n numbers, within 0 ≤ h ≤ p(x) those of the mass. */
  readonly h: ArrayLike<number>;
  /** λ of u = λ·u_RP: "rp" (1, if absent), "lr" (0) or any number. */
  readonly flow?: "lr" | "rp" | number;
}

/** The caller's own arrays. */
export interface AugmentedFlow {
  /** u: n rows of D columns. */
  readonly u: Float64Array;
  /** u_h: n numbers. */
  readonly height: Float64Array;
  /** ∇·(u, u_h): n numbers. */
  readonly divergence: Float64Array;
  /** What it should be, (1 − λ)·∂θ log p: n numbers. */
  readonly expected: Float64Array;
}

/**
 * The flow in the space of points (x, h) under the density, for u = λ·u_RP, and its divergence:
 *
 *     u_h = h·(∂θ log p + u·∇log p)        ∇·(u, u_h) = ∇·u + ∂θ log p + u·∇log p = (1 − λ)·∂θ log p
 *
 * the factor of φ in the estimator. It is 0 for RP, whose flow is incompressible, and the score for LR, which makes and takes mass where it is.
 * The divergence is summed from its parts, so that what they leave of each other is rounding.
 *
 * @param p a continuous distribution of any number of columns.
 * @param options `parameter` (and `entry`), points `x` and `h`, `flow`.
 * @returns arrays of n numbers, `u` of n·D; NaN outside the support.
 * @throws TypeError, RangeError for other arguments.
 *
 * Source: Parmas and Sugiyama 2021, Sec. 4.
 *
 * @example
 * ```js
 * import { normal } from "montegrad";
 * import { divergence } from "montegrad/theory";
 * const at = { parameter: "scale", x: [2], h: [0.1] }, p = normal({ loc: 0, scale: 1 });
 * console.log(divergence(p, at).divergence[0], divergence(p, { ...at, flow: "lr" }).divergence[0]); // 0 3
 * ```
 */
export function divergence(p: Distribution, options: DivergenceOptions): AugmentedFlow {
  const where = "divergence";
  checkDistribution(where, "p", p);
  checkOptions(where, options, ["x", "h", "flow"]);
  for (const name of ["x", "h"] as const) if (!isArrayLike(options[name])) throw wrongKind(where, name, "an array of numbers", options[name]);
  const D = p.columns, lambda = share(where, options.flow, -Infinity, Infinity), x = dataOf(where, "x", options.x), h = dataOf(where, "h", options.h);
  if (x.length !== h.length * D) throw wrongValue(where, "h", `${x.length / D} numbers, one for each row of x`, options.h);
  const entry = new Entry(where, p, options), score = entry.score(x), slope = p.gradLogProb(x), own = entry.flowDivergence(x), u = entry.flow(x).map((v) => lambda * v);
  const along = h.map((_, i) => {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += (u[i * D + d] as number) * (slope[i * D + d] as number);
    return sum;
  });
  // of u_h, which is h times this, the derivative by h
  const rise = along.map((v, i) => (score[i] as number) + v);
  return {
    u, height: h.map((h, i) => h * (rise[i] as number)), divergence: rise.map((v, i) => lambda * (own[i] as number) + v), expected: score.map((s) => (1 - lambda) * s),
  };
}
