import { poisson } from "montegrad";
import data from "./poisson.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const kurtosis = (rate: number): number => 3 + 1 / rate;

export const row: Row = {
  make: poisson as Row["make"],
  discrete: true,
  cases: [
    { parameters: { rate: 4 }, points: [[0], [1], [4], [9], [30]], kurtosis: [kurtosis(4)] },
    { parameters: { rate: 0.5 }, points: [[0], [1], [5]], kurtosis: [kurtosis(0.5)] },
    { parameters: { rate: 10 }, points: [[0], [10], [40]], kurtosis: [kurtosis(10)] },
    { parameters: { rate: 100 }, points: [[0], [60], [100], [170]], kurtosis: [kurtosis(100)] },
    { parameters: { rate: [9.75, 1024.5] }, points: [[3, 1000], [12, 1100]], kurtosis: [kurtosis(9.75), kurtosis(1024.5)] },
  ],
  references: data.rows.map(({ rate, k, ...expected }) => ({ parameters: { rate }, x: [k], expected })),
  quantiles: data.quantiles.map(({ rate, u, quantile }) => ({ parameters: { rate }, u, quantile })),
  moments: data.moments.map(({ rate, mean, variance, entropy }) => ({ parameters: { rate }, mean, variance, entropy })),
  bounds: {
    logProb: [1e-15, 0], score: [2e-16, 0],
    cdf: [1e-15, 0], survival: [1e-15, 0], logCdf: [1e-15, 0], logSurvival: [1e-15, 0], quantile: [0, 0], moments: [1e-13, 0],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", 0.5, -Infinity], ["logProb", 3.9999999999999996, -Infinity], ["logProb", -0, -4], ["logProb", 0, -4],
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["cdf", -0.5, 0], ["cdf", Infinity, 1], ["cdf", -Infinity, 0], ["survival", -0.5, 1], ["survival", Infinity, 0], ["survival", -Infinity, 1],
    ["logCdf", -1, -Infinity], ["logCdf", Infinity, 0], ["logCdf", 0, -4], ["logCdf", 0.5, -4], ["logSurvival", Infinity, -Infinity], ["logSurvival", -1, 0],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: [...refused({ rate: 1 }, { rate: "positive" }), [{ rate: 1.001e15 }, "RangeError", "rate"]],
  frozen: [
    "401c000000000000", "4008000000000000", "4010000000000000", "4008000000000000",
    "4008000000000000", "0000000000000000", "4000000000000000", "4008000000000000",
  ],
};
