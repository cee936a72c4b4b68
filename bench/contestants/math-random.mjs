/** `Math.random`, which cannot be seeded, and normals from it: Box–Muller and the polar method, both using both numbers of a pair. */
import { filling, oneByOne } from "../problems/uniforms.mjs";

export const uniforms = () => oneByOne(Math.random);

export const boxMuller = () => filling((out) => {
  for (let i = 0; i < out.length; i += 2) {
    const r = Math.sqrt(-2 * Math.log(1 - Math.random())), a = 2 * Math.PI * Math.random();
    out[i] = r * Math.cos(a);
    out[i + 1] = r * Math.sin(a);
  }
});

export const polar = () => filling((out) => {
  for (let i = 0; i < out.length; i += 2) {
    let x, y, s;
    do {
      x = 2 * Math.random() - 1;
      y = 2 * Math.random() - 1;
      s = x * x + y * y;
    } while (s >= 1 || s === 0);
    const r = Math.sqrt((-2 * Math.log(s)) / s);
    out[i] = x * r;
    out[i + 1] = y * r;
  }
});
