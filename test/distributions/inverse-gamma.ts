import { inverseGamma } from "montegrad";
import data from "./inverse-gamma.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const of = (concentration: number, scale = 1) => ({ concentration, scale });

export const row: Row = {
  make: inverseGamma as Row["make"],
  cases: [
    { parameters: of(3, 2), points: [[0.125], [0.5], [1.25], [40]], kurtosis: [Infinity] },
    { parameters: of(0.5, 4), points: [[0.25], [4], [2 ** 20]], kurtosis: [Infinity] },
    { parameters: of(16, 8), points: [[0.25], [0.5], [1]], kurtosis: [3 * 14 * (16 + 5) / (13 * 12)] },
    { parameters: of(100, 0.25), points: [[2 ** -9], [2 ** -8.5], [2 ** -7]], kurtosis: [3 * 98 * 105 / (97 * 96)] },
    { parameters: { concentration: [12, 0.0625], scale: 2 }, points: [[0.25, 64], [0.125, 2 ** 60]], kurtosis: [3 * 10 * 17 / (9 * 8), Infinity] },
  ],
  references: data.rows.map(({ concentration, scale, x, ...expected }) => ({ parameters: of(concentration, scale), x: [x], expected })),
  moments: data.moments.map(({ concentration, scale, mean, variance, entropy }) => ({ parameters: of(concentration, scale), mean, variance, entropy })),
  bounds: {
    logProb: [2e-15, 1e-14], gradLogProb: [1e-15, 1e-15], score: [1e-15, 4e-15], flow: [2e-14, 0], flowDivergence: [1e-12, 0],
    cdf: [2e-15, 0], survival: [2e-15, 0], logCdf: [4e-15, 1e-15], logSurvival: [4e-15, 1e-15], moments: [1e-14, 1e-12],
  },
  edges: [
    ["logProb", 0, -Infinity], ["logProb", -0, -Infinity], ["logProb", -1, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", 1e-310, -Infinity],
    ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN], ["gradLogProb", 0, Infinity], ["gradLogProb", -1, NaN],
    ["cdf", 0, 0], ["cdf", -0, 0], ["cdf", -1, 0], ["cdf", Infinity, 1], ["survival", 0, 1], ["survival", -1, 1], ["survival", Infinity, 0],
    ["logCdf", 0, -Infinity], ["logCdf", -Infinity, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", 0, 0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: refused(of(1), { concentration: "positive", scale: "positive" }),
  frozen: [
    "3fd9f0a504866c31", "3ff746fcff600d75", "3fea68fe100e525c", "3fed5eee2a67f88b",
    "3ff2060e048db768", "3ff24ba55e8539fd", "4001d8ff4be92b4f", "3ff16a276340aa2d",
  ],
};
