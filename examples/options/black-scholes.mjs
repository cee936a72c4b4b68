/**
 * What the estimates are compared with: closed forms under Black and Scholes. S price today, K strike, r interest rate, sigma volatility of
 * a year, T years. F. Black, M. Scholes, J. Political Economy 81 (1973) 637–654.
 */
import { vector } from "montegrad";

const N = vector.normalCdf, density = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

function terms({ S, K, r, sigma, T }) {
  const spread = sigma * Math.sqrt(T), d1 = (Math.log(S / K) + r * T) / spread + spread / 2;
  return { spread, d1, d2: d1 - spread, discount: Math.exp(-r * T) };
}

/** Pays max(S_T − K, 0). */
export function call(option) {
  const { S, K, T } = option, { d1, d2, discount } = terms(option);
  return {
    value: S * N(d1) - K * discount * N(d2),
    delta: N(d1),
    vega: S * Math.sqrt(T) * density(d1),
    rho: K * T * discount * N(d2),
  };
}

/** Pays 1 if S_T > K. */
export function digital(option) {
  const { S, sigma, T } = option, { spread, d1, d2, discount } = terms(option), slope = discount * density(d2);
  return {
    value: discount * N(d2),
    delta: slope / (S * spread),
    vega: (-slope * d1) / sigma,
    rho: (slope * T) / spread - T * discount * N(d2),
  };
}
