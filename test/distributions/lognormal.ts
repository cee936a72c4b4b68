import { lognormal } from "montegrad";
import data from "./lognormal.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const kurtosis = (scale: number): number => {
  const w = Math.exp(scale * scale);
  return w ** 4 + 2 * w ** 3 + 3 * w * w - 3;
};

export const row: Row = {
  make: lognormal as Row["make"],
  cases: [
    { parameters: { loc: 0.5, scale: 0.25 }, points: [[0.5], [1.25], [1.625], [2], [4]], kurtosis: [kurtosis(0.25)] },
    { parameters: { loc: 0, scale: 2 }, points: [[2 ** -20], [0.25], [1.25], [3], [1000]], kurtosis: [Infinity] },
    { parameters: { loc: [0.5, -8], scale: 0.125 }, points: [[1.5, 2 ** -12], [2, 2 ** -11]], kurtosis: [kurtosis(0.125), kurtosis(0.125)] },
  ],
  references: data.rows,
  quantiles: data.quantiles,
  moments: data.moments,
  bounds: {
    logProb: [9e-16, 1e-14], gradLogProb: [5e-14, 0], score: [2e-14, 2e-14], flow: [2e-14, 0], flowDivergence: [2e-14, 0],
    cdf: [4e-15, 0], survival: [4e-15, 0], logCdf: [4e-15, 0], logSurvival: [4e-15, 0], quantile: [5e-14, 0], moments: [1e-15, 1e-15],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["gradLogProb", -1, NaN], ["cdf", 0, 0], ["cdf", -1, 0], ["cdf", Infinity, 1], ["survival", 0, 1], ["survival", -1, 1], ["survival", Infinity, 0],
    ["logCdf", 0, -Infinity], ["logCdf", -1, -Infinity], ["logCdf", Infinity, -0], ["logSurvival", 0, -0], ["logSurvival", -1, -0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
    ["logProb", 0, -Infinity], ["gradLogProb", 0, NaN],
  ],
  invalid: refused({ loc: 0, scale: 1 }, { loc: "real", scale: "positive" }),
  frozen: [
    "40016e99712e77a5", "3ff4b1de4a5cc4cc", "3ff9626e11c802d7", "3ff85ba16b4f1b46",
    "3ff695c6d1073874", "3ff67714ba4298df", "3ff229fec2f0a934", "3ff6dd7830ba4b84",
  ],
};
