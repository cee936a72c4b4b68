/**
 * A spread option on two correlated stocks, which pays max(A_T − B_T − K, 0). Both log prices together are normal, x = loc + L·ε, and `chain`
 * differentiates by prices, volatilities, interest rate and correlation.
 */
import { mvn, vector } from "montegrad";
import * as pureJs from "./pure-js.mjs";
import { kirk, quadrature, withGreeks } from "./spread-reference.mjs";

export function spread(option) {
  const { A, B, K, r, sigmaA, sigmaB, correlation: c, T } = option, discount = Math.exp(-r * T), root = Math.sqrt(T), rest = Math.sqrt(1 - c * c);
  const p = mvn({
    loc: [Math.log(A) + (r - sigmaA ** 2 / 2) * T, Math.log(B) + (r - sigmaB ** 2 / 2) * T],
    scaleTril: [sigmaA * root, 0, c * sigmaB * root, rest * sigmaB * root],
  });
  const chain = {
    deltaA: { loc: [1 / A, 0] },
    deltaB: { loc: [0, 1 / B] },
    vegaA: { loc: [-sigmaA * T, 0], scaleTril: [root, 0, 0, 0] },
    vegaB: { loc: [0, -sigmaB * T], scaleTril: [0, 0, c * root, rest * root] },
    rho: { loc: [T, T], phi: -T },
    correlation: { scaleTril: [0, 0, sigmaB * root, (-c / rest) * sigmaB * root] },
  };
  let a = new Float64Array(0), b = a;
  const prices = ([x, y]) => {
    if (a.length !== x.length) [a, b] = [new Float64Array(x.length), new Float64Array(x.length)];
    vector.exp(x, a);
    vector.exp(y, b);
  };
  const phi = {
    value(x, value) {
      prices(x);
      for (let i = 0; i < value.length; i++) value[i] = discount * Math.max(a[i] - b[i] - K, 0);
    },
    valueAndGradient(x, value, [slopeA, slopeB]) {
      prices(x);
      for (let i = 0; i < value.length; i++) {
        const paid = discount * Number(a[i] - b[i] > K);
        value[i] = paid * (a[i] - b[i] - K);
        slopeA[i] = paid * a[i];
        slopeB[i] = -paid * b[i];
      }
    },
  };
  return {
    p, phi, chain, exact: withGreeks(quadrature, option), approximate: withGreeks(kirk, option), pureJs: (run) => pureJs.spread(option, run),
  };
}
