import { logistic } from "montegrad";
import data from "./logistic.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

export const row: Row = {
  make: logistic as Row["make"],
  cases: [
    { parameters: { loc: 0.5, scale: 2 }, points: [[-40], [-3], [-0.5], [1], [2.25], [60]], kurtosis: [4.2] },
    { parameters: { loc: [0.5, -1], scale: 0.5 }, points: [[0, -0.75], [1, -1.5], [0.75, -1.25]], kurtosis: [4.2, 4.2] },
    { parameters: { loc: 1, scale: [1, 3] }, points: [[0, -8], [1.5, 4]], kurtosis: [4.2, 4.2] },
  ],
  references: data.rows,
  quantiles: data.quantiles,
  moments: data.moments,
  bounds: {
    logProb: [9e-16, 1e-14], gradLogProb: [1e-15, 0], score: [1e-15, 1e-15], flow: [1e-15, 0], flowDivergence: [1e-15, 0],
    cdf: [1e-15, 0], survival: [1e-15, 0], logCdf: [1e-15, 0], logSurvival: [1e-15, 0], quantile: [1e-14, 1e-16], moments: [1e-15, 1e-15],
  },
  edges: [
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["cdf", Infinity, 1], ["cdf", -Infinity, 0], ["survival", Infinity, 0], ["survival", -Infinity, 1],
    ["logCdf", Infinity, -0], ["logCdf", -Infinity, -Infinity], ["logSurvival", Infinity, -Infinity], ["logSurvival", -Infinity, -0],
    ["quantile", 0, -Infinity], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
    ["gradLogProb", 0.5, -0], ["gradLogProb", Infinity, NaN], ["gradLogProb", -Infinity, NaN], ["cdf", 0.5, 0.5],
  ],
  invalid: refused({ loc: 0, scale: 1 }, { loc: "real", scale: "positive" }),
  frozen: [
    "401595d9a841fff0", "bffc1a348cba72ce", "3fc06a625a520d2c", "bfe9e1ee50f44486",
    "bff5f03a5a7e79da", "c0200ef95b1bf1bf", "c00d5b44d4f41cd8", "bffa93d664e9bdb8",
  ],
};
