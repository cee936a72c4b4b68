/**
 * The vector problem: f64 functions on arrays of 4096 numbers. Numbers are fresh in every turn, or the branch predictor learns the
 * branches of the host's functions (its sine reads twice as fast on data it has seen).
 */
import { row } from "./row.mjs";

const task = (name, ratio) => ({
  name,
  title: `${name} of 4096 fresh numbers, ns per number`,
  verify: "vector",
  rows: [row("montegrad", "montegrad", name, { name }), row("Math", "host-math", name, { name })],
  targets: [["montegrad", "Math", ratio]],
});
export const tasks = [task("exp", 4.5), task("log", 2.3), task("sincos", 12)];

export const LENGTH = 4096;
const ARRAYS = 32;

/** Inputs: exp on [−10, 10), log on (0, 100], sine and cosine of 2πu, u in [0, 1). */
const draw = {
  exp: () => 20 * Math.random() - 10,
  log: () => 100 * (1 - Math.random()),
  sincos: () => 2 * Math.PI * Math.random(),
};

/** A contestant: `apply(x, out, second)` maps arrays; new inputs come between turns, outside the clock. */
export function vector(name, apply) {
  const inputs = Array.from({ length: ARRAYS }, () => new Float64Array(LENGTH)), out = new Float64Array(LENGTH), second = new Float64Array(LENGTH);
  return {
    count: LENGTH * ARRAYS,
    prepare() {
      for (const x of inputs) for (let i = 0; i < LENGTH; i++) x[i] = draw[name]();
    },
    turn() {
      let sink = 0;
      for (const x of inputs) {
        apply(x, out, second);
        sink += out[0] + second[LENGTH - 1];
      }
      return sink;
    },
    /** The last input, and what came of it. */
    result: () => ({ x: inputs[ARRAYS - 1], out, second }),
  };
}

/** Throws unless the last turn's numbers are the function's, to 2⁻⁵⁰ of the largest of 1 and themselves. */
export function check(contestant, { name }) {
  const { x, out, second } = contestant.result();
  const [first, other] = { exp: [Math.exp], log: [Math.log], sincos: [Math.sin, Math.cos] }[name];
  x.forEach((v, i) => {
    for (const [got, expected] of [[out[i], first(v)], ...(other ? [[second[i], other(v)]] : [])]) {
      if (!(Math.abs(got - expected) <= 2 ** -50 * Math.max(1, Math.abs(expected)))) throw new Error(`${name}(${v}): expected ${expected}, got ${got}`);
    }
  });
}
