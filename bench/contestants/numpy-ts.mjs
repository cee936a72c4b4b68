/** Normals of numpy-ts: PCG64 and a ziggurat in WebAssembly. It cannot write into an array that exists: each call makes one. */
import * as numpy from "numpy-ts";
import { COUNT } from "../problems/normals.mjs";

export function normals({ seed }) {
  const rng = numpy.random.default_rng(seed);
  const draw = () => {
    const x = rng.standard_normal(COUNT);
    return { last: x.data[COUNT - 1], x };
  };
  return {
    count: COUNT,
    get out() {
      return Float64Array.from(draw().x.data);
    },
    turn() {
      const { last, x } = draw();
      x.dispose();
      return last;
    },
  };
}
