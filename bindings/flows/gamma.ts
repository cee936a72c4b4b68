/**
 * Flows of the shape parameters of gamma and its kin that cost less than the exact ones: what their residual leaves to the score keeps estimates
 * unbiased (Parmas & Sugiyama 2021, Eq. 19).
 */
import type { ColumnFlow } from "./column";
import { vector } from "../vector";

/** From here on x = d·c³ with normal c is nearly gamma: G. Marsaglia, W. W. Tsang, ACM TOMS 26 (2000) 363–372. */
const MARSAGLIA_MIN = 1.5;
/** Below, draws may round to 0. */
const LEAST = 0.15;

/**
 * ∂y/∂α of a draw y of Gamma(α, 1), about: from d = α − 1/3 and c = ∛(y/d), of which d·c³ has nearly the law of a gamma number for a normal c,
 * c²(3 − c)/2; for small α the first term of its series at 0, y(ψ(α + 1) − log y)/α, and log(1 + y) + 0.6 at ∞, joined by the weight y/(y + ½).
 */
function shapeFlow(concentration: number, y: string): ColumnFlow | string {
  if (concentration >= MARSAGLIA_MIN) return { formula: `0.5*cbrt((${y})/d)^2*(3 - cbrt((${y})/d))`, constants: { d: concentration - 1 / 3 } };
  if (concentration < LEAST) return `it takes concentrations ≥ ${LEAST}, got ${concentration}`;
  return {
    formula: `((${y})*(k - h*log(${y}) + log1p(${y})))/(${y} + 0.5)`,
    constants: { k: 0.6 + (0.5 * vector.digamma(concentration + 1)) / concentration, h: 0.5 / concentration },
  };
}

const along = (flow: ColumnFlow | string, formula: (flow: string) => string, constants: Readonly<Record<string, number>>): ColumnFlow | string =>
  typeof flow === "string" ? flow : { formula: formula(`(${flow.formula})`), constants: { ...flow.constants, ...constants } };

/** x = y/rate. @internal */
export const cheapGamma = (concentration: number, rate: number): ColumnFlow | string => along(shapeFlow(concentration, "rate*x"), (g) => `${g}/rate`, { rate });
/** x = 2y, concentration df/2. @internal */
export const cheapChiSquared = (df: number): ColumnFlow | string => shapeFlow(0.5 * df, "0.5*x");
/** x = scale/y. @internal */
export const cheapInverseGamma = (concentration: number, scale: number): ColumnFlow | string => along(shapeFlow(concentration, "scale/x"), (g) => `-x*x*${g}/scale`, { scale });

/**
 * x = y/Y, where Y, the sum of two gamma numbers, is independent of x: (1 − x)·g/Y at Y = a + b − ½ for its conditional mean. By b, mirrored.
 * @internal
 */
export function cheapBeta(a: number, b: number, by: "a" | "b"): ColumnFlow | string {
  if (!(b >= 1)) return `it takes beta ≥ 1, below which draws may round to 1, got ${b}`;
  const Y = Math.max(a + b - 0.5, 0.5 * (a + b));
  return by === "a" ? along(shapeFlow(a, "Y*x"), (g) => `(1 - x)*${g}/Y`, { Y }) : along(shapeFlow(b, "Y*(1 - x)"), (g) => `-x*${g}/Y`, { Y });
}

/** df/(df + z²) ~ Beta(df/2, ½), whose flow z follows. @internal */
export const cheapStudentT = (df: number, loc: number, scale: number): ColumnFlow | string =>
  along(shapeFlow(0.5 * df, "0.5*df/(1 + ((x - loc)/scale)^2/df)"), (g) => `0.5*(x - loc)*(1 - ${g}*(1 + ((x - loc)/scale)^2/df))/df`, { df, loc, scale });

/** The generalised reparameterisation by ε = (log y − ψ)/√ψ′: F. J. R. Ruiz, M. K. Titsias, D. M. Blei, NeurIPS 2016. @internal */
export function generalisedGamma(concentration: number, rate: number): ColumnFlow {
  const psi1 = vector.trigamma(concentration);
  return { formula: "x*(c + h*(log(rate*x) - m))", constants: { c: psi1, h: tetragamma(concentration) / (2 * psi1), m: vector.digamma(concentration), rate } };
}

/** The same by ε = (logit x − ψ(a) + ψ(b))/√(ψ′(a) + ψ′(b)). @internal */
export function generalisedBeta(a: number, b: number, by: "a" | "b"): ColumnFlow {
  const one = by === "a" ? a : b, spread = vector.trigamma(a) + vector.trigamma(b);
  return {
    formula: "x*(1 - x)*(c + h*(log(x) - log1p(-x) - m))",
    constants: { c: by === "a" ? vector.trigamma(a) : -vector.trigamma(b), h: tetragamma(one) / (2 * spread), m: vector.digamma(a) - vector.digamma(b) },
  };
}

/** ψ″(x): upwards by ψ″(x) = ψ″(x + 1) − 2/x³, then its asymptotic series. */
function tetragamma(x: number): number {
  let sum = 0, y = x;
  for (; y < 12; y++) sum -= 2 / (y * y * y);
  const r = 1 / (y * y);
  return sum - r * (1 + 1 / y + r * (1 / 2 - r * (1 / 6 - r * (1 / 6 - r * (3 / 10 - r * (5 / 6))))));
}

/** The shape of p^(1/factor²); one below 1 stays what it is. @internal */
export const tempered = (shape: number, factor: number): number => (shape > 1 ? 1 + (shape - 1) / (factor * factor) : shape);
