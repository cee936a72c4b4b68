import { type Distribution, checkInteger, dataOf, isArrayLike, isRecord, vector, wrongKind, wrongValue } from "../index";
import { intervals, monotonePieces, peak } from "./levels";
import { Motion, type ParameterOptions, checkOptions } from "./motion";

export interface FlowLinesOptions extends ParameterOptions {
  /** λ of u = λ·u_RP: "rp" (1, if absent), "lr" (0) or a number in [0, 1]. */
  readonly flow?: "lr" | "rp" | number;
  /** How many levels of |J|, or for LR how many places x, have lines: 1 to 1e5, 8 if absent. */
  readonly count?: number;
  /** Points the lines shall go through, with 0 < h ≤ p(x), instead of `count`: a line for each. */
  readonly through?: { readonly x: ArrayLike<number>; readonly h: ArrayLike<number> };
  /** Points of a line: 2 to 1e6, 65 if absent. */
  readonly points?: number;
}

/** One array for each line, its points in the order in which mass passes them. The caller's own. */
export interface FlowLines {
  readonly x: Float64Array[];
  readonly h: Float64Array[];
  /** Of each line what is constant along it: p·|u_RP|·(h/p)^λ; for RP h·|u|, the stream function. */
  readonly level: Float64Array;
}

/**
 * Lines of the flow (u, u_h) under the density that a change of θ brings about, u = λ·u_RP and u_h = h·(∂θ log p + u ∂x log p). Along a line
 *
 *     p·|u_RP|·(h/p)^λ = |J|·(h/p)^λ = constant,    J = −∂θF
 *
 * so lines are exact, no differential equation is solved. Each comes in through the roof h = p(x) and leaves through it. RP (λ = 1): h·|u| =
 * constant; of a Normal, horizontal lines for `loc` and hyperbolas h·(x − loc) = constant for `scale`. LR (λ = 0): vertical lines, from the roof down where
 * density is lost, up where it grows. Levels are equidistant: between neighbouring lines of RP flows the same mass.
 *
 * @param p a continuous distribution of one column with quantiles.
 * @param options `parameter` (and `entry`) that moves no end of the support; `flow`, `count` or `through`, `points`.
 * @throws TypeError, RangeError for other arguments.
 *
 * Source: Parmas and Sugiyama 2021, Sec. 4 and Fig. 3. The constant: u_h/u = dh/dx with ∂θ log p = −∂x u_RP − u_RP ∂x log p.
 *
 * @example
 * ```js
 * import { normal } from "montegrad";
 * import { flowLines } from "montegrad/theory";
 * const { x, h } = flowLines(normal({ loc: 0, scale: 1 }), { parameter: "loc", count: 4, points: 3 });
 * console.log(x.length, h[0].every((height) => Math.abs(height / h[0][0] - 1) < 1e-10)); // 4 true
 * ```
 */
export function flowLines(p: Distribution, options: FlowLinesOptions): FlowLines {
  const where = "flowLines";
  checkOptions(where, options, ["flow", "count", "through", "points"]);
  const lambda = share(where, options.flow, 0, 1), points = checkInteger(where, "points", options.points ?? 65, 2, 1e6), count = checkInteger(where, "count", options.count ?? 8, 1, 1e5);
  const motion = new Motion(where, p, options).demandFixedEnds(), through = options.through && startsOf(motion, options.through);
  if (lambda === 0) return vertical(motion, through?.x ?? motion.middles(count), points);
  const pieces = monotonePieces(motion), highest = peak(pieces);
  const lines = through
    ? Array.from(through.x, (x, k) => {
      const [at, p, J] = [through.h, motion.value(through.x), motion.flux(through.x)].map((column) => column[k] as number) as [number, number, number];
      const level = Float64Array.of(Math.abs(J) * vector.pow(at / p, lambda)), own = intervals(motion, pieces, level).find(({ left, right }) => x >= left && x <= right);
      // a point at the very crest, or where nothing moves, is a line of its own
      return own ?? { left: x, right: x, level: level[0] as number, sign: 1 as const };
    })
    : intervals(motion, pieces, Float64Array.from({ length: count }, (_, k) => (highest * (k + 0.5)) / count));
  const x: Float64Array[] = [], h: Float64Array[] = [];
  for (const { left, right, level, sign } of lines) {
    const [from, to] = sign > 0 ? [left, right] : [right, left];
    const along = Float64Array.from({ length: points }, (_, i) => (i === points - 1 ? to : from + ((to - from) * i) / (points - 1)));
    const p = motion.value(along), u = motion.flow(along);
    // |J| is the level where the line meets the roof; rounding must not lift it above
    const share = lambda === 1 ? undefined : vector.pow(along.map((_, i) => Math.min(1, level / ((p[i] as number) * Math.abs(u[i] as number)))), 1 / lambda);
    x.push(along);
    h.push(p.map((p, i) => (share ? p * (share[i] as number) : Math.min(p, level / Math.abs(u[i] as number)))));
  }
  return { x, h, level: Float64Array.from(lines, ({ level }) => level) };
}

/** LR: mass comes and goes at each x. */
function vertical(motion: Motion, x: Float64Array, points: number): FlowLines {
  const p = motion.value(x), s = motion.score(x), J = motion.flux(x);
  return {
    x: Array.from(x, (x) => new Float64Array(points).fill(x)),
    h: Array.from(p, (p, k) => Float64Array.from({ length: points }, (_, i) => (p * ((s[k] as number) < 0 ? points - 1 - i : i)) / (points - 1))),
    level: J.map(Math.abs),
  };
}

/** @throws TypeError, RangeError */
function startsOf(motion: Motion, through: unknown): { x: Float64Array; h: Float64Array } {
  const { where } = motion;
  if (!isRecord(through) || !isArrayLike(through.x) || !isArrayLike(through.h)) throw wrongKind(where, "through", "{ x, h }, arrays of numbers", through);
  const x = dataOf(where, "through.x", through.x), h = dataOf(where, "through.h", through.h);
  if (h.length !== x.length) throw wrongValue(where, "through.h", `${x.length} numbers like "through.x"`, h);
  const p = motion.value(x), bad = h.findIndex((h, k) => !(h > 0 && h <= (p[k] as number)));
  if (bad >= 0) throw wrongValue(where, `through.h[${bad}]`, `a height in (0, ${p[bad]}], under the density`, h[bad]);
  return { x, h };
}

/** λ of a flow. @throws TypeError, RangeError @internal */
export function share(where: string, flow: unknown, low: number, high: number, name = "flow"): number {
  const expected = high === Infinity ? `"rp", "lr" or a finite number` : `"rp", "lr" or a number in [${low}, ${high}]`;
  if (flow === undefined || flow === "rp") return 1;
  if (flow === "lr") return 0;
  if (typeof flow !== "number") throw wrongKind(where, name, expected, flow);
  if (!(flow >= low && flow <= high && Number.isFinite(flow))) throw wrongValue(where, name, expected, flow);
  return flow;
}
