/** Numbers of numpy-ts: PCG64 and a ziggurat in WebAssembly. It cannot write into an array that exists: each call makes one. */
import * as numpy from "numpy-ts";
import { COUNT } from "../problems/uniforms.mjs";

/** `draw` answers an array of numpy-ts, whose memory is given back. */
function contestant(draw) {
  const numbers = () => {
    const x = draw();
    return { last: x.data[COUNT - 1], x };
  };
  return {
    count: COUNT,
    get out() { return Float64Array.from(numbers().x.data); },
    turn() {
      const { last, x } = numbers();
      x.dispose();
      return last;
    },
  };
}

export function uniforms({ seed }) {
  const rng = numpy.random.default_rng(seed);
  return contestant(() => rng.random(COUNT));
}

export function normals({ seed }) {
  const rng = numpy.random.default_rng(seed);
  return contestant(() => rng.standard_normal(COUNT));
}
