/**
 * An Asian call, which pays max(mean − K, 0) of the prices at the ends of `steps` equal times. The path is a recurrence in the formula, over
 * one normal column for each time; its reverse mode gives all derivatives at the price of a few paths. S₀ sits in the first column's `loc`, so
 * delta is a derivative by a parameter, as vega and rho are.
 */
import { integrand, normal } from "montegrad";
import { quadrature, withGreeks } from "./asian-reference.mjs";
import * as pureJs from "./pure-js.mjs";

export function asian(option) {
  const { S, K, r, sigma, T, steps } = option, dt = T / steps, each = (v) => new Array(steps).fill(v);
  const loc = each((r - sigma ** 2 / 2) * dt), first = each(0);
  loc[0] += Math.log(S);
  first[0] = 1 / S;
  return {
    p: normal({ loc, scale: sigma * Math.sqrt(dt) }),
    phi: integrand(`scan(k < ${steps}; s = 1, total = 0; s = s * exp(x[k]), total = total + s; discount * max(total/${steps} - K, 0))`, { constants: { K, discount: Math.exp(-r * T) } }),
    chain: { delta: { loc: first }, vega: { loc: each(-sigma * dt), scale: Math.sqrt(dt) }, rho: { loc: each(dt), phi: -T } },
    exact: withGreeks(quadrature, option),
    pureJs: (run) => pureJs.asian(option, run),
  };
}
