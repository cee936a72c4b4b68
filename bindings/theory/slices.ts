import { type Distribution, checkInteger } from "../index";
import { product } from "./density";
import { type MonotonePiece, intervals, monotonePieces, peak } from "./levels";
import { Motion, type ParameterOptions, checkOptions } from "./motion";

export interface SlicesOptions extends ParameterOptions {
  /** How many levels: 1 to 1e5. */
  readonly count: number;
  /** Points of the curves to plot: 2 to 1e6, 257 if absent. */
  readonly points?: number;
}

/** All arrays are the caller's own. */
export interface Slices {
  /** Each slice from edge to edge, from left to right for each level: |J| ≥ level between `left` and `right`. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Its height among those of |J|: (k + ½)·`thickness`. For a location, the height of p itself. */
  readonly level: Float64Array;
  /** Where it moves when θ grows: +1 to the right, −1 to the left. */
  readonly sign: Float64Array;
  /** max |J|/count. So ∂θE[φ] ≈ Σ thickness·sign·(φ(right) − φ(left)). */
  readonly thickness: number;
  /** Where J = −∂θF rises and falls. On each piece J of a draw of q is uniform. */
  readonly pieces: readonly MonotonePiece[];
  /** ∫ |∂θp| dx, the sum of |ΔJ| over the pieces. */
  readonly tv: number;
  /** Curves over the middle of the mass: p, and the density q = |∂θp|/tv of the edges. */
  readonly x: Float64Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/**
 * Case study 2: horizontal slices of what flows. When θ moves a slice of probability, the integral of φ over it changes by the values of φ at its two edges
 * alone. Slices are those of the flux |J| (of p itself for a location parameter); drawn uniformly in height, with one of the edges, they give x ~ q,
 *
 *     q(x) = |∂θp|/TV,    TV = ∫ |∂θp| dx,    E = ± TV·φ(x)
 *
 * which is LR under another density, as it had to be: of the products with φ alone LR is the only one (`uniqueness`).
 *
 * @param p a continuous distribution of one column with quantiles.
 * @param options `parameter` (and `entry`) that moves no end of the support; `count`, `points`.
 * @throws TypeError, RangeError for other arguments.
 *
 * Source: Parmas and Sugiyama 2021, Sec. 5, Case study 2 and Fig. 4.
 *
 * @example
 * ```js
 * import { normal } from "montegrad";
 * import { slices } from "montegrad/theory";
 * const { tv, left, right } = slices(normal({ loc: 0, scale: 1 }), { parameter: "loc", count: 10 });
 * console.log(tv.toFixed(10), left.length, Math.abs(left[0] + right[0]) < 1e-12); // 0.7978845608 10 true
 * ```
 */
export function slices(p: Distribution, options: SlicesOptions): Slices {
  const where = "slices";
  checkOptions(where, options, ["count", "points"]);
  const count = checkInteger(where, "count", options.count, 1, 1e5), points = checkInteger(where, "points", options.points ?? 257, 2, 1e6);
  const motion = new Motion(where, p, options).demandFixedEnds(), pieces = monotonePieces(motion), thickness = peak(pieces) / count;
  const found = intervals(motion, pieces, Float64Array.from({ length: count }, (_, k) => (k + 0.5) * thickness));
  const tv = pieces.reduce((sum, { fluxFrom, fluxTo }) => sum + Math.abs(fluxTo - fluxFrom), 0), x = motion.grid(points), density = motion.value(x), score = motion.score(x);
  const column = (of: (one: (typeof found)[number]) => number): Float64Array => Float64Array.from(found, of);
  return {
    left: column(({ left }) => left), right: column(({ right }) => right), level: column(({ level }) => level), sign: column(({ sign }) => sign),
    thickness, pieces, tv, x, p: density, q: density.map((p, i) => Math.abs(product(p, score[i] as number)) / tv),
  };
}
