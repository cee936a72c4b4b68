import { type CompiledField, type Distribution, type FlowField, type Integrand, checkInteger, isRecord, vector, wrongKind } from "../index";
import { checkOneColumn, product } from "./density";
import { gradientOf } from "./expectation";
import { share } from "./flow-lines";
import { Motion, type ParameterOptions, checkOptions } from "./motion";
import { Phi } from "./phi";
import { integrate } from "./quadrature";

export interface ResidualOptions extends ParameterOptions {
  /** The flow: "rp", "lr", a number λ for λ·u_RP, or a field with its divergence (`field(…)` or { value, divergence } on blocks). */
  readonly u: "rp" | "lr" | number | FlowField | CompiledField;
  /** φ, with a gradient. */
  readonly phi: Integrand;
  /** Points of the curves to plot: 2 to 1e6, 257 if absent. */
  readonly points?: number;
}

export interface Residual {
  /** E_q[E] */
  readonly mean: number;
  /** ∂θE_p[φ] */
  readonly gradient: number;
  /** mean − gradient: 0, or `ends`, unless q misses mass of p or φ jumps. */
  readonly difference: number;
  /** [p·(u − u_RP)·φ] between finite ends of the support: what the theorem assumes to be 0. */
  readonly ends: number;
  /** Bound of the errors of the integrals. */
  readonly error: number;
  /** Curves over the middle of the mass of p: u, the factor s_u of φ, p and q. The caller's own. */
  readonly x: Float64Array;
  readonly u: Float64Array;
  readonly residual: Float64Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/**
 * The estimator of any flow u and any density q, and what it estimates:
 *
 *     E = p/q·(u φ′ + s_u φ),    s_u = ∂x u + u ∂x log p + ∂θ log p,    x ~ q        E_q[E] = ∂θE_p[φ]
 *
 * for every u with p·u·φ = 0 at the ends of the support and every q that is not 0 where p is not; and nothing else of the form v φ′ + ψ φ is
 * unbiased. E_q[E] is ∫ q·E dx.
 *
 * @param p a continuous distribution of one column with quantiles.
 * @param q another one of one column, or p.
 * @param options `parameter` (and `entry`), `u`, `phi`, `points`.
 * @throws TypeError, RangeError for other arguments; RangeError where φ is NaN.
 *
 * Source: Parmas and Sugiyama 2021, Thm. 3 and Eq. 19.
 *
 * @example
 * ```js
 * import { field, integrand, normal } from "montegrad";
 * import { residual } from "montegrad/theory";
 * const p = normal({ loc: 0, scale: 1 }), q = normal({ loc: 1, scale: 2 }), u = field({ value: ["sin(3*x0)"] });
 * const { mean, gradient } = residual(p, q, { parameter: "loc", u, phi: integrand("sin(x)") });
 * console.log(mean.toFixed(8), gradient.toFixed(8)); // 0.60653066 0.60653066
 * ```
 */
export function residual(p: Distribution, q: Distribution, options: ResidualOptions): Residual {
  const where = "residual";
  checkOneColumn(where, "q", q);
  checkOptions(where, options, ["u", "phi", "points"]);
  const points = checkInteger(where, "points", options.points ?? 257, 2, 1e6), phi = new Phi(where, "phi", options.phi).demandGradient(), motion = new Motion(where, p, options);
  const flow = flowOf(motion, options.u);
  const factor = (x: Float64Array, { u, divergence }: Flow): Float64Array => {
    const slope = motion.slope(x), score = motion.score(x);
    return x.map((_, i) => (divergence[i] as number) + (u[i] as number) * (slope[i] as number) + (score[i] as number));
  };
  const { value, error } = integrate(motion, 1, (x, [out]) => {
    const logP = p.logProb(x), logQ = q.logProb(x), density = vector.exp(logQ);
    const weight = vector.exp(logP.map((l, i) => l - (logQ[i] as number)));
    const fields = flow(x), s = factor(x, fields), mass = vector.exp(logP), values = phi.value(x, mass), slopes = phi.gradient(x, mass);
    for (let i = 0; i < x.length; i++) {
      // rows where q is 0 are never drawn, those where p is 0 count for nothing
      if (mass[i] === 0 || density[i] === 0) continue;
      // p/q overflows where q is tiny: there q·p/q is p
      const drawn = (weight[i] as number) < Infinity ? (density[i] as number) * (weight[i] as number) : (mass[i] as number);
      (out as Float64Array)[i] = drawn * ((fields.u[i] as number) * (slopes[i] as number) + (s[i] as number) * (values[i] as number));
    }
  });
  const [mean] = value as [number], gradient = gradientOf(motion, phi), x = motion.grid(points), fields = flow(x), moving = motion.movingEnds;
  const ends = motion.ends.reduce((sum, { x, normal }) => {
    const at = Float64Array.of(x), through = product(motion.value(at)[0] as number, flow(at).u[0] as number) - (moving.find((end) => end.x === x)?.flux ?? 0);
    return through === 0 ? sum : sum + normal * through * (phi.value(at, Float64Array.of(1))[0] as number);
  }, 0);
  return {
    mean, gradient: gradient.value, difference: mean - gradient.value, ends, error: Math.max(error, gradient.error),
    x, u: fields.u, residual: factor(x, fields), p: motion.value(x), q: vector.exp(q.logProb(x)),
  };
}

interface Flow { readonly u: Float64Array; readonly divergence: Float64Array }

/** @throws TypeError, RangeError */
function flowOf(motion: Motion, u: unknown): (x: Float64Array) => Flow {
  const { where } = motion;
  if (typeof u === "object" && u !== null) {
    const field = u as Partial<FlowField>;
    if (!isRecord(u) || typeof field.value !== "function" || typeof field.divergence !== "function") throw wrongKind(where, "u", `"rp", "lr", a number, field(…) or { value, divergence } on blocks`, u);
    return (x) => {
      const out = { u: new Float64Array(x.length), divergence: new Float64Array(x.length) };
      field.value?.([x], [out.u]);
      field.divergence?.([x], [out.divergence]);
      return out;
    };
  }
  if (u === undefined) throw wrongKind(where, "u", `"rp", "lr", a number, field(…) or { value, divergence } on blocks`, u);
  const lambda = share(where, u, -Infinity, Infinity, "u");
  return (x) => ({ u: motion.flow(x).map((v) => lambda * v), divergence: motion.flowDivergence(x).map((v) => lambda * v) });
}
