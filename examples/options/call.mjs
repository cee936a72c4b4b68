/**
 * A European call. The logarithm of the price at T is normal; its parameters depend on S, sigma and r, and `chain` differentiates by those,
 * sample by sample, so that the standard errors of vega and rho are exact although both move `loc` and something else.
 */
import { normal, vector } from "montegrad";
import * as blackScholes from "./black-scholes.mjs";
import * as pureJs from "./pure-js.mjs";

/** log S_T ~ p, and the derivatives of E[φ] that are asked for; φ contains the discount e^(−rT), hence −T·φ in rho. */
export const underlying = ({ S, r, sigma, T }) => ({
  p: normal({ loc: Math.log(S) + (r - sigma ** 2 / 2) * T, scale: sigma * Math.sqrt(T) }),
  chain: {
    delta: { loc: 1 / S },
    vega: { loc: -sigma * T, scale: Math.sqrt(T) },
    rho: { loc: T, phi: -T },
  },
});

export function call(option) {
  const { K, r, T } = option, discount = Math.exp(-r * T);
  let price = new Float64Array(0);
  const prices = (x) => vector.exp(x, (price = price.length === x.length ? price : new Float64Array(x.length)));
  const phi = {
    value([x], value) {
      prices(x);
      for (let i = 0; i < value.length; i++) value[i] = discount * Math.max(price[i] - K, 0);
    },
    valueAndGradient([x], value, [slope]) {
      prices(x);
      // the comparison as a number: a branch would cost more, since half of the samples take it
      for (let i = 0; i < value.length; i++) {
        const paid = discount * Number(price[i] > K);
        value[i] = paid * (price[i] - K);
        slope[i] = paid * price[i];
      }
    },
  };
  return { ...underlying(option), phi, exact: blackScholes.call(option), pureJs: (run) => pureJs.call(option, run) };
}
