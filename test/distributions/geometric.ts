import { geometric } from "montegrad";
import data from "./geometric.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const kurtosis = (p: number): number => 9 + (p * p) / (1 - p);

export const row: Row = {
  make: geometric as Row["make"],
  discrete: true,
  cases: [
    { parameters: { probs: 0.25 }, points: [[0], [1], [3], [9], [100]], kurtosis: [kurtosis(0.25)] },
    { parameters: { probs: 0.0078125 }, points: [[0], [127], [1000]], kurtosis: [kurtosis(0.0078125)] },
    { parameters: { probs: [0.5, 0.875] }, points: [[0, 1], [3, 0], [20, 5]], kurtosis: [kurtosis(0.5), kurtosis(0.875)] },
  ],
  references: data.rows.map(({ probs, k, ...expected }) => ({ parameters: { probs }, x: [k], expected })),
  quantiles: [
    ...data.quantiles.map(({ probs, u, quantile }) => ({ parameters: { probs }, u, quantile })),
    ...[0, 1, 2, 10, 40].map((k) => ({ parameters: { probs: 0.5 }, u: 1 - 2 ** -(k + 1), quantile: k })),
  ],
  moments: data.moments.map(({ probs, ...rest }) => ({ parameters: { probs }, ...rest })),
  bounds: {
    logProb: [8e-16, 0], score: [8e-16, 0], flow: [8e-16, 0], flowDivergence: [8e-16, 0],
    cdf: [8e-16, 0], survival: [8e-16, 0], logCdf: [8e-16, 0], logSurvival: [8e-16, 0], quantile: [0, 0], moments: [1e-15, 0],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", 0.5, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", -0, Math.log(0.25)],
    ["cdf", -0.5, 0], ["cdf", 0.5, 0.25], ["cdf", Infinity, 1], ["survival", -1, 1], ["survival", 0.5, 0.75], ["survival", Infinity, 0],
    ["logCdf", -1, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", -1, 0], ["logSurvival", Infinity, -Infinity],
    ["score", -1, NaN], ["flow", 0.5, NaN],
    ["quantile", 0, 0], ["quantile", 0.25, 0], ["quantile", 0.4375, 1], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: refused({ probs: 0.5 }, { probs: "unit" }),
  frozen: [],
};
