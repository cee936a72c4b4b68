import { negativeBinomial } from "montegrad";
import data from "./negative-binomial.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const kurtosis = (r: number, p: number): number => 3 + (6 + (1 - p) ** 2 / p) / r;

export const row: Row = {
  make: negativeBinomial as unknown as Row["make"],
  discrete: true,
  cases: [
    { parameters: { total: 2.5, probs: 0.25 }, points: [[0], [1], [4], [20]], kurtosis: [kurtosis(2.5, 0.25)] },
    { parameters: { total: [0.125, 1], probs: 0.75 }, points: [[0, 2], [3, 0], [40, 9]], kurtosis: [kurtosis(0.125, 0.75), kurtosis(1, 0.75)] },
    { parameters: { total: 20, probs: 0.9375 }, points: [[100], [299], [300], [500]], kurtosis: [kurtosis(20, 0.9375)] },
    { parameters: { total: 1000.5, probs: 0.5 }, points: [[900], [1100]], kurtosis: [kurtosis(1000.5, 0.5)] },
  ],
  references: data.rows.map(({ parameters, k, ...expected }) => ({ parameters, x: [k], expected })),
  quantiles: data.quantiles,
  moments: data.moments,
  bounds: {
    logProb: [1e-15, 0], score: [1e-13, 0], flow: [1e-13, 0], flowDivergence: [1e-13, 0],
    cdf: [4e-15, 0], survival: [4e-15, 0], logCdf: [8e-15, 0], logSurvival: [8e-15, 0], quantile: [0, 0], moments: [1e-13, 0],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", 0.5, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity],
    ["cdf", -0.5, 0], ["cdf", Infinity, 1], ["survival", -1, 1], ["survival", Infinity, 0],
    ["logCdf", -1, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", -1, 0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: [...refused({ total: 1, probs: 0.5 }, { total: "positive", probs: "unit" }), [{ total: 2e15, probs: 0.5 }, "RangeError", "total"]],
  frozen: [],
};
