import { multivariateT, studentT } from "montegrad";
import data from "./multivariate-t.reference.json" with { type: "json" };
import type { Row } from "./row.ts";

/** Entry (i, j) of L moves column i: D numbers of each entry of which that one is not 0. */
const flows = (entries: readonly string[], d: number): number[] => entries.flatMap((value, at) => Array.from({ length: d }, (_, i) => (i === Math.floor(at / d) ? Number(value) : 0)));

export const row: Row = {
  make: multivariateT as unknown as Row["make"],
  marginal: ({ df, loc, scaleTril }, c) => {
    const d = (loc as number[]).length, L = (scaleTril as number[]).slice(c * d, c * d + d);
    return studentT({ df: df as number, loc: (loc as number[])[c]!, scale: Math.hypot(...L) });
  },
  cases: [
    { parameters: { df: 16, loc: [0.5, -0.25], scaleTril: [1, 0, 0.5, 0.75] }, points: [[-3, 2], [0.75, 0.5], [1, 1]], kurtosis: [3.5, 3.5] },
    { parameters: { df: 3, loc: [0, 1, 2], scaleTril: [2, 0, 0, -0.5, 1, 0, 0.25, 3, 0.5] }, points: [[1, 0.5, 2.5], [-2, 2, 6]], kurtosis: [Infinity, Infinity, Infinity] },
  ],
  references: data.rows.map(({ df, loc, scaleTril, x, logProb, gradLogProb, score, flow, flowDivergence }) => ({
    parameters: { df, loc, scaleTril }, x,
    expected: { logProb, gradLogProb, score, flow: { df: flow.df, scaleTril: flows(flow.scaleTril, loc.length) }, flowDivergence },
  })),
  bounds: { logProb: [1e-13, 1e-13], gradLogProb: [1e-13, 1e-13], score: [1e-13, 1e-13], flow: [1e-12, 1e-18], flowDivergence: [1e-12, 1e-18] },
  edges: [],
  invalid: [
    [undefined, "TypeError", ""], [{ df: 1, loc: [0] }, "TypeError", "scaleTril"], [{ df: 1, scaleTril: [1] }, "TypeError", "loc"], [{ loc: [0], scaleTril: [1] }, "TypeError", "df"],
    [{ df: 0, loc: [0], scaleTril: [1] }, "RangeError", "df"], [{ df: NaN, loc: [0], scaleTril: [1] }, "RangeError", "df"], [{ df: Infinity, loc: [0], scaleTril: [1] }, "RangeError", "df"],
    [{ df: [1], loc: [0], scaleTril: [1] }, "TypeError", "df"], [{ df: 1, loc: 0, scaleTril: [1] }, "TypeError", "loc"], [{ df: 1, loc: [0], scaleTril: [1], extra: 1 }, "TypeError", "extra"],
    [{ df: 1, loc: [0], scaleTril: [0] }, "RangeError", "scaleTril"], [{ df: 1, loc: [NaN], scaleTril: [1] }, "RangeError", "loc"], [{ df: 1, loc: [0, 0], scaleTril: [1, 0, 0] }, "RangeError", "scaleTril"],
    [{ df: 1, loc: [0, 0], scaleTril: [1, 0.5, 0, 1] }, "RangeError", "scaleTril"], [{ df: 1, loc: [], scaleTril: [] }, "RangeError", "loc"],
  ],
  frozen: [
    "4000651a72582dc4", "3ff269977473c7ce", "bfd6f2c563a4a026", "bfb70fd1691a5af0",
    "3fd5deda2b2a6316", "bfed030b176fa79e", "3fc6d0763d8774de", "bfee2fc1f019d398",
  ],
};
