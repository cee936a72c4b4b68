/** Vector mathematics with the host's `Math` in a loop. */
import { vector } from "../problems/vector.mjs";

export const exp = () => vector("exp", (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = Math.exp(x[i]);
});

export const log = () => vector("log", (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = Math.log(x[i]);
});

export const sincos = () => vector("sincos", (x, sin, cos) => {
  for (let i = 0; i < x.length; i++) {
    sin[i] = Math.sin(x[i]);
    cos[i] = Math.cos(x[i]);
  }
});
