import { type Distribution, type Integrand, checkInteger } from "../index";
import { gradientOf } from "./expectation";
import { Motion, type ParameterOptions, checkOptions } from "./motion";
import { Phi } from "./phi";

export interface BoxesOptions extends ParameterOptions {
  /** How many boxes: 1 to 1e6. */
  readonly count: number;
}

/** Arrays have one number for each box, `edges` and `edgeRates` one more. All are the caller's own. */
export interface Boxes {
  /** What bounds the boxes: F⁻¹(i/count), the outermost maybe ±Infinity. */
  readonly edges: Float64Array;
  /** The point of each box: F⁻¹((i + ½)/count). */
  readonly x: Float64Array;
  /** Their heights: mass by width, 0 where the width is infinite. */
  readonly h: Float64Array;
  /** P_i = 1/count */
  readonly mass: Float64Array;
  /** LR: ∂θP_i of the box whose edges stay. */
  readonly massRate: Float64Array;
  /** RP: ∂θx_i of the point of the box whose mass stays. */
  readonly positionRate: Float64Array;
  /** RP: ∂θ of the edges; 0 of those that are infinite. */
  readonly edgeRates: Float64Array;
  /** φ(x_i) and φ′(x_i) */
  readonly phi: Float64Array;
  readonly phiSlope: Float64Array;
  /** Σ P_i φ_i */
  readonly value: number;
  /** Σ ∂θP_i φ_i */
  readonly lr: number;
  /** Σ P_i φ′(x_i) ∂θx_i */
  readonly rp: number;
  /** What both tend to, ∂θE[φ] by quadrature, and a bound of its error. */
  readonly gradient: number;
  readonly error: number;
}

/**
 * Probability boxes: E[φ] as Σ P_i φ(x_i) over boxes of the same mass, and two accounts of how it changes with θ. LR keeps the edges of the
 * boxes where they are, and mass flows from box to box; RP keeps the mass in its box, and the box moves with the flow u:
 *
 *     LR: Σ ∂θP_i φ(x_i),  ∂θP_i = J(edge_i) − J(edge_i+1),  J = p·u = −∂θF        RP: Σ P_i φ′(x_i) u(x_i)
 *
 * Both tend to ∂θE[φ] as `count` grows: with errors of order 1/count², where φ′u is bounded and levels off, else as the outermost boxes allow
 * (about 1/count for squares of a Normal). Where φ jumps, RP tends to something else.
 *
 * @param p a continuous distribution of one column with quantiles.
 * @param phi φ, with a gradient.
 * @param options `parameter` (and `entry`) that moves no end of the support; `count` boxes.
 * @throws TypeError, RangeError for other arguments; RangeError where φ is NaN.
 *
 * Source: Parmas and Sugiyama 2021, Sec. 3 and Fig. 2.
 *
 * @example
 * ```js
 * import { integrand, normal } from "montegrad";
 * import { boxes } from "montegrad/theory";
 * const { lr, rp, gradient } = boxes(normal({ loc: 1, scale: 1 }), integrand("exp(-x^2)"), { parameter: "loc", count: 1000 });
 * console.log(lr.toFixed(4), rp.toFixed(4), gradient.toFixed(4)); // -0.2758 -0.2758 -0.2758
 * ```
 */
export function boxes(p: Distribution, phi: Integrand, options: BoxesOptions): Boxes {
  const where = "boxes", f = new Phi(where, "phi", phi).demandGradient();
  checkOptions(where, options, ["count"]);
  const count = checkInteger(where, "count", options.count, 1, 1e6);
  const motion = new Motion(where, p, options).demandFixedEnds();
  const edges = p.quantile(Float64Array.from({ length: count + 1 }, (_, i) => i / count));
  edges[0] = motion.lower;
  edges[count] = motion.upper;
  const inner = edges.subarray(1, count), J = new Float64Array(count + 1), edgeRates = new Float64Array(count + 1);
  J.set(motion.flux(inner), 1);
  edgeRates.set(motion.flow(inner), 1);
  const x = motion.middles(count), mass = new Float64Array(count).fill(1 / count), positionRate = motion.flow(x), values = f.value(x, mass), slopes = f.gradient(x, mass);
  const massRate = mass.map((_, i) => (J[i] as number) - (J[i + 1] as number)), h = mass.map((P, i) => P / ((edges[i + 1] as number) - (edges[i] as number)));
  const sum = (term: (i: number) => number): number => x.reduce((total, _, i) => total + term(i), 0);
  const { value: gradient, error } = gradientOf(motion, f);
  return {
    edges, x, h, mass, massRate, positionRate, edgeRates, phi: values, phiSlope: slopes,
    value: sum((i) => (mass[i] as number) * (values[i] as number)),
    lr: sum((i) => (massRate[i] as number) * (values[i] as number)),
    rp: sum((i) => (mass[i] as number) * (slopes[i] as number) * (positionRate[i] as number)),
    gradient, error,
  };
}
