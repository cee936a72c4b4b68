import { bernoulli } from "montegrad";
import data from "./bernoulli.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Given, Row } from "./row.ts";

const kurtosis = (p: number): number => 3 + (1 - 6 * p * (1 - p)) / (p * (1 - p));

export const row: Row = {
  make: bernoulli as unknown as Row["make"],
  discrete: true,
  cases: [
    { parameters: { probs: 0.25 }, points: [[0], [1]], kurtosis: [kurtosis(0.25)] },
    { parameters: { probs: [0.5, 0.875] }, points: [[0, 1], [1, 0]], kurtosis: [kurtosis(0.5), kurtosis(0.875)] },
    { parameters: { logits: [0, -3] }, points: [[0, 1], [1, 0]], kurtosis: [kurtosis(0.5), kurtosis(1 / (1 + Math.exp(3)))] },
  ],
  references: data.rows.map(({ parameters, k, ...expected }) => ({ parameters: parameters as Given, x: [k], expected })),
  quantiles: [0, 0.5, 0.75].map((u) => ({ parameters: { probs: 0.25 }, u, quantile: 0 })),
  moments: data.moments as Row["moments"],
  bounds: {
    logProb: [4e-16, 0], score: [6e-16, 0], flow: [6e-16, 0], flowDivergence: [6e-16, 0],
    cdf: [4e-16, 0], survival: [4e-16, 0], logCdf: [4e-16, 0], logSurvival: [4e-16, 0], quantile: [0, 0], moments: [1e-15, 0],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", 0.5, -Infinity], ["logProb", 2, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -0, Math.log(0.75)],
    ["cdf", -0.5, 0], ["cdf", 0.5, 0.75], ["cdf", 1, 1], ["cdf", Infinity, 1], ["survival", -Infinity, 1], ["survival", 0.5, 0.25], ["survival", 1, 0],
    ["logCdf", -1, -Infinity], ["logCdf", 1, 0], ["logSurvival", -1, 0], ["logSurvival", 1, -Infinity],
    ["quantile", 0, 0], ["quantile", 0.7500000000000001, 1], ["quantile", 1, 1], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: [
    ...refused({ probs: 0.5 }, { probs: "share" }), ...refused({ logits: 0 }, { logits: "real" }), [{ probs: 0.5, logits: 0 }, "TypeError", "both"],
  ],
  frozen: [],
};
