/**
 * The main job on a real problem: price and Greeks of a European call under Black and Scholes, with error bars, by the three ways of
 * following probability mass: likelihood ratio, reparameterisation, and half of each. The closed forms stand beside them.
 */
import { gradient, normal, vector } from "montegrad";

const S = 100, K = 100, r = 0.05, vol = 0.2, T = 1, discount = vector.exp(-r * T);

// the logarithm of the price at T is normal; its parameters depend on S, vol and r, and `chain` differentiates by those
const p = normal({ loc: vector.log(S) + (r - vol ** 2 / 2) * T, scale: vol * Math.sqrt(T) });
const chain = {
  delta: { loc: 1 / S },
  vega: { loc: -vol * T, scale: Math.sqrt(T) },
  rho: { loc: T, phi: -T },
};

const call = {
  valueAndGradient([x], value, [slope]) {
    const price = vector.exp(x);
    for (let i = 0; i < price.length; i++) if (price[i] > K) {
      value[i] = discount * (price[i] - K);
      slope[i] = discount * price[i];
    }
  },
  value([x], out) {
    const price = vector.exp(x);
    for (let i = 0; i < price.length; i++) out[i] = discount * Math.max(price[i] - K, 0);
  },
};

const d1 = (Math.log(S / K) + (r + vol ** 2 / 2) * T) / (vol * Math.sqrt(T)), d2 = d1 - vol * Math.sqrt(T), N = vector.normalCdf;
console.log("closed form:  value %s  delta %s  vega %s  rho %s\n", ...[
  S * N(d1) - K * discount * N(d2), N(d1), S * Math.sqrt(T / (2 * Math.PI)) * Math.exp(-d1 * d1 / 2), K * T * discount * N(d2),
].map((v) => v.toFixed(4)));

for (const flow of ["lr", "rp", 0.5]) {
  const begin = performance.now(), g = gradient(p, call, { flow, chain, wrt: [], samples: 1e6, seed: 42 });
  console.log(`${g}\n${(performance.now() - begin).toFixed(0)} ms\n`);
}
