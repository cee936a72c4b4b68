import { chiSquared } from "montegrad";
import data from "./chi-squared.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const kurtosis = (df: number): number => 3 + 12 / df;

export const row: Row = {
  make: chiSquared as Row["make"],
  cases: [
    { parameters: { df: 4 }, points: [[2 ** -20], [0.5], [2.5], [24]], kurtosis: [kurtosis(4)] },
    { parameters: { df: 1 }, points: [[2 ** -20], [0.25], [1.5], [8]], kurtosis: [kurtosis(1)] },
    { parameters: { df: [200, 0.125] }, points: [[199, 0.0625], [250, 8]], kurtosis: [kurtosis(200), kurtosis(0.125)] },
  ],
  references: data.rows.map(({ df, x, ...expected }) => ({ parameters: { df }, x: [x], expected })),
  moments: data.moments.map(({ df, mean, variance, entropy }) => ({ parameters: { df }, mean, variance, entropy })),
  bounds: {
    logProb: [1e-15, 4e-15], gradLogProb: [1e-15, 4e-16], score: [1e-15, 4e-15], flow: [2e-14, 0], flowDivergence: [1e-12, 0],
    cdf: [2e-15, 0], survival: [2e-15, 0], logCdf: [2e-15, 1e-15], logSurvival: [2e-15, 1e-15], moments: [1e-14, 1e-12],
  },
  edges: [
    ["logProb", 0, -Infinity], ["logProb", -1, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", NaN, NaN],
    ["gradLogProb", 0, Infinity], ["gradLogProb", Infinity, NaN], ["gradLogProb", -1, NaN],
    ["cdf", 0, 0], ["cdf", -1, 0], ["cdf", Infinity, 1], ["survival", 0, 1], ["survival", Infinity, 0],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", 1.5, NaN],
  ],
  invalid: refused({ df: 1 }, { df: "positive" }),
  frozen: [
    "401c7d904bf515ac", "3ff670ab033b2ae1", "40079d3fad972a4e", "40049b47d5825a78",
    "3fff91081b7c5bef", "3ffef35326b738ae", "3fe8c3ecb44a85e0", "400083114821ab85",
  ],
};
