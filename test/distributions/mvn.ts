import { mvn, normal } from "montegrad";
import data from "./mvn.reference.json" with { type: "json" };
import type { Row } from "./row.ts";

/** Entry (i, j) of L moves column i: D numbers of each entry of which that one is not 0. */
const flows = (entries: readonly string[], d: number): number[] => entries.flatMap((value, at) => Array.from({ length: d }, (_, i) => (i === Math.floor(at / d) ? Number(value) : 0)));

export const row: Row = {
  make: mvn as unknown as Row["make"],
  cases: [
    { parameters: { loc: [0.5, -0.25], scaleTril: [1, 0, 0.5, 0.75] }, points: [[-3, 2], [0.5, 0], [1, 1]], kurtosis: [3, 3] },
    { parameters: { loc: [0, 1, 2], scaleTril: [2, 0, 0, -0.5, 1, 0, 0.25, 3, 0.5] }, points: [[1, 0, 2], [-2, 2, 6]], kurtosis: [3, 3, 3] },
  ],
  marginal: ({ loc, scaleTril }, c) => {
    const mean = loc as readonly number[], d = mean.length;
    return normal({ loc: mean[c]!, scale: Math.hypot(...(scaleTril as readonly number[]).slice(c * d, (c + 1) * d)) });
  },
  references: data.rows.map(({ loc, scaleTril, x, logProb, gradLogProb, score, flow, flowDivergence }) => ({
    parameters: { loc, scaleTril }, x,
    expected: { logProb, gradLogProb, score, flow: { scaleTril: flows(flow.scaleTril, loc.length) }, flowDivergence: { scaleTril: flowDivergence.scaleTril } },
  })),
  bounds: { logProb: [1e-13, 1e-13], gradLogProb: [1e-13, 1e-13], score: [1e-13, 1e-13], flow: [1e-13, 1e-13], flowDivergence: [4e-16, 0] },
  edges: [],
  invalid: [
    [undefined, "TypeError", ""], [{ loc: [0] }, "TypeError", "scaleTril"], [{ scaleTril: [1] }, "TypeError", "loc"], [{ loc: 0, scaleTril: [1] }, "TypeError", "loc"],
    [{ loc: [0], scaleTril: [1], extra: 1 }, "TypeError", "extra"], [{ loc: [0], scaleTril: [0] }, "RangeError", "scaleTril"], [{ loc: [0], scaleTril: [-1] }, "RangeError", "scaleTril"],
    [{ loc: [0], scaleTril: [NaN] }, "RangeError", "scaleTril"], [{ loc: [NaN], scaleTril: [1] }, "RangeError", "loc"], [{ loc: [0, Infinity], scaleTril: [1, 0, 0, 1] }, "RangeError", "loc"],
    [{ loc: [0, 0], scaleTril: [1, 0, 0] }, "RangeError", "scaleTril"], [{ loc: [0, 0], scaleTril: [1, 0.5, 0, 1] }, "RangeError", "scaleTril"], [{ loc: ["0"], scaleTril: [1] }, "TypeError", "loc"],
    [{ loc: [], scaleTril: [] }, "RangeError", "loc"],
  ],
  frozen: [
    "3ff9d8f7f40fed15", "3fe84596d0c6d7b2", "bfde2200e1fef226", "bfb1b5885ca85ed8",
    "3fd6281f44392d1f", "bfec6b0eafef964a", "3fc72d79684e3da2", "bfedfda6f78dc369",
  ],
};
