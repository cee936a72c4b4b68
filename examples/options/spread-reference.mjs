/**
 * What the spread option, which pays max(A_T − B_T − K, 0), is compared with. There is no closed form: a fine quadrature, good to 1e-9, is
 * the reference, and Kirk's formula the approximation that practice uses.
 */
import { vector } from "montegrad";

const N = vector.normalCdf;

/** E max(F·e^(s·Z − s²/2) − B, 0), Z standard normal: F. Black, J. Financial Economics 3 (1976) 167–179. */
function black(F, B, s) {
  const d = Math.log(F / B) / s + s / 2;
  return F * N(d) - B * N(d - s);
}

/** E. Kirk, "Correlation in the energy markets", Managing Energy Price Risk (1995): B + K taken for lognormal. */
export function kirk({ A, B, K, r, sigmaA, sigmaB, correlation, T }) {
  const D = Math.exp(-r * T), share = B / (B + K * D);
  const sigma = Math.sqrt(sigmaA ** 2 - 2 * correlation * sigmaA * sigmaB * share + (sigmaB * share) ** 2);
  return D * black(A / D, B / D + K, sigma * Math.sqrt(T));
}

/** Given B_T, A_T is lognormal: what remains is one smooth integral over z, for which the trapezium rule converges exponentially. */
export function quadrature({ A, B, K, r, sigmaA, sigmaB, correlation, T }) {
  const D = Math.exp(-r * T), a = sigmaA * Math.sqrt(T), b = sigmaB * Math.sqrt(T), rest = a * Math.sqrt(1 - correlation ** 2);
  const step = 1 / 64;
  let sum = 0;
  for (let z = -12; z <= 12; z += step) {
    const atB = (B / D) * Math.exp(b * z - (b * b) / 2), F = (A / D) * Math.exp(correlation * a * z - (correlation * a) ** 2 / 2);
    sum += Math.exp((-z * z) / 2) * black(F, atB + K, rest);
  }
  return (D * step * sum) / Math.sqrt(2 * Math.PI);
}

/** Value and derivatives of `f` by central differences of fourth order. */
export function withGreeks(f, option) {
  const by = (name) => {
    const h = 1e-3 * option[name], at = (k) => f({ ...option, [name]: option[name] + k * h });
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
  };
  return {
    value: f(option), deltaA: by("A"), deltaB: by("B"), vegaA: by("sigmaA"), vegaB: by("sigmaB"), rho: by("r"), correlation: by("correlation"),
  };
}
