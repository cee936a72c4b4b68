/** Normals from other libraries, as their documentation says. */
import { randomLcg, randomNormal } from "d3-random";
import stdlib from "@stdlib/random-base-normal";
import * as numpy from "numpy-ts";
import { COUNT } from "../problems/normals.mjs";

/** A function that answers one number at a time. */
function oneByOne(next) {
  const out = new Float64Array(COUNT);
  return {
    count: COUNT,
    out,
    turn() {
      for (let i = 0; i < COUNT; i++) out[i] = next();
      return out[COUNT - 1];
    },
  };
}

/** d3-random, polar method, its own seeded generator (32 bits) … */
export const d3Seeded = ({ seed }) => oneByOne(randomNormal.source(randomLcg(seed))(0, 1));
/** … and `Math.random`, its default. */
export const d3MathRandom = () => oneByOne(randomNormal(0, 1));

/** stdlib, improved ziggurat over its MT19937. */
export const stdlibSeeded = ({ seed }) => oneByOne(stdlib.factory(0, 1, { seed: seed + 1 }));

/** numpy-ts, PCG64 and a ziggurat in WebAssembly. It cannot write into an array that exists: each call makes one. */
export function numpySeeded({ seed }) {
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
