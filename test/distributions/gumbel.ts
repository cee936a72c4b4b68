import { gumbel } from "montegrad";
import data from "./gumbel.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

export const row: Row = {
  make: gumbel as Row["make"],
  cases: [
    { parameters: { loc: 0.5, scale: 2 }, points: [[-6], [-3], [-0.5], [1], [2.25], [60]], kurtosis: [5.4] },
    { parameters: { loc: [0.5, -1], scale: 0.5 }, points: [[0, -0.75], [1, -1.5], [0.75, -1.25]], kurtosis: [5.4, 5.4] },
    { parameters: { loc: 1, scale: [1, 3] }, points: [[0, -4], [1.5, 4]], kurtosis: [5.4, 5.4] },
  ],
  references: data.rows,
  quantiles: data.quantiles,
  moments: data.moments,
  bounds: {
    logProb: [9e-16, 1e-14], gradLogProb: [1e-15, 0], score: [1e-15, 1e-15], flow: [1e-15, 0], flowDivergence: [1e-15, 0],
    cdf: [1e-15, 0], survival: [1e-15, 0], logCdf: [1e-15, 0], logSurvival: [1e-15, 0], quantile: [1e-14, 0], moments: [1e-15, 1e-15],
  },
  edges: [
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["cdf", Infinity, 1], ["cdf", -Infinity, 0], ["survival", Infinity, 0], ["survival", -Infinity, 1],
    ["logCdf", Infinity, -0], ["logCdf", -Infinity, -Infinity], ["logSurvival", Infinity, -Infinity], ["logSurvival", -Infinity, 0],
    ["quantile", 0, -Infinity], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
    ["gradLogProb", Infinity, NaN], ["gradLogProb", -Infinity, NaN],
  ],
  invalid: refused({ loc: 0, scale: 1 }, { loc: "real", scale: "positive" }),
  frozen: [
    "4015eb580f1bb077", "bfc7b2ced9cdefd8", "3fef0dd20d2e73e4", "3fd6fc7f81376858",
    "3f9c061d0be5e980", "c0034208dcbf3d4a", "bff14263477dbf6b", "bfc11c15bc4a2db0",
  ],
};
