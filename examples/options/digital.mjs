/**
 * A digital call, which pays 1 if S_T > K. φ jumps there, and is flat elsewhere: following the samples (reparameterisation) never meets the
 * jump, so its delta and vega are exactly 0, with a standard error of 0. It is wrong, and half of it is half wrong. The likelihood ratio
 * moves probability between samples that stay where they are, sees the jump, and is right.
 */
import * as blackScholes from "./black-scholes.mjs";
import { underlying } from "./call.mjs";
import * as pureJs from "./pure-js.mjs";

export function digital(option) {
  const { K, r, T } = option, discount = Math.exp(-r * T), strike = Math.log(K);
  const phi = {
    value([x], value) {
      for (let i = 0; i < value.length; i++) value[i] = discount * Number(x[i] > strike);
    },
    gradient() {}, // 0, wherever it exists
  };
  return { ...underlying(option), phi, exact: blackScholes.digital(option), pureJs: (run) => pureJs.digital(option, run) };
}
