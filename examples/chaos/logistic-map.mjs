/**
 * The logistic map x′ = 4x(1 − x) is chaotic: T steps from x₀ = sin²θ lead to x_T = sin²(2ᵀθ) = (1 − cos kθ)/2 with k = 2ᵀ⁺¹. For θ ~ N(m, s)
 * everything is known in closed form (Parmas & Sugiyama 2021 discuss why gradients through chaos explode):
 *
 *     E φ = (1 − C₁)/2        ∂E/∂m = k·e^(−a²/2)·sin(km)/2        a = ks,  C_j = e^(−j²a²/2)·cos(jkm)
 *     Var LR = (3/2 − 2(1 − a²)C₁ + (1 − 4a²)C₂/2)/(4s²) − (∂E/∂m)²
 *     Var RP = k²(1 − C₂)/8 − (∂E/∂m)²
 *
 * RP follows every path with a derivative of the order of k, LR looks at where the paths end: Var RP/Var LR → a²/3.
 */
import { gradient, integrand, normal } from "montegrad";

export const M = 1, S = 0.5;

export function exact(T) {
  const k = 2 ** (T + 1), a = k * S, c = (j) => Math.exp((-j * j * a * a) / 2) * Math.cos(j * k * M), slope = (k / 2) * Math.exp((-a * a) / 2) * Math.sin(k * M);
  return {
    value: (1 - c(1)) / 2,
    slope,
    lr: (1.5 - 2 * (1 - a * a) * c(1) + ((1 - 4 * a * a) * c(2)) / 2) / (4 * S * S) - slope ** 2,
    rp: (k * k * (1 - c(2))) / 8 - slope ** 2,
  };
}

/** φ = x_T; a change of T is another formula, and takes no longer to compile. */
export const orbit = (T) => integrand(`scan(t < ${T}; x = sin(x0)^2; x = 4*x*(1 - x); x)`);

export const estimate = (T, flow, run) => gradient(normal({ loc: M, scale: S }), orbit(T), { flow, baseline: 0, wrt: ["loc"], ...run });

export function report(run) {
  const lines = [
    "Logistic map, T steps from sin²θ, θ ~ N(1, ½): derivative of E[x_T] by the mean of θ; variances of one sample",
    "    T      LR  closed form          RP  closed form     RP/LR  closed form",
  ];
  for (const T of [0, 4, 8, 12]) {
    const lr = estimate(T, "lr", run).grad.loc.variance, rp = estimate(T, "rp", run).grad.loc.variance, truth = exact(T), short = (v) => v.toPrecision(4);
    lines.push(`${String(T).padStart(5)}${short(lr).padStart(8)}${short(truth.lr).padStart(13)}${short(rp).padStart(12)}${short(truth.rp).padStart(13)}${(rp / lr).toPrecision(3).padStart(10)}${(truth.rp / truth.lr).toPrecision(3).padStart(13)}`);
  }
  const { flow, why } = gradient(normal({ loc: M, scale: S }), orbit(12), { wrt: ["loc"], ...run }).chosen;
  return [...lines, `left alone at T = 12: flow ${flow}, ${why}`].join("\n");
}
