import { weibull } from "montegrad";
import data from "./weibull.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

export const row: Row = {
  make: weibull as Row["make"],
  cases: [
    { parameters: { concentration: 2, scale: 4 }, points: [[0.25], [2], [3.5], [4.5], [10]], kurtosis: [3.245089300687638] },
    { parameters: { concentration: 0.5, scale: 1 }, points: [[2 ** -20], [0.25], [1.25], [30]], kurtosis: [Infinity] },
    { parameters: { concentration: [1, 0.0625], scale: 2 }, points: [[0.5, 2 ** -60], [4, 1000]], kurtosis: [9, Infinity] },
    { parameters: { concentration: 4, scale: 2 }, points: [[1.5], [1.9375], [2.125]], kurtosis: [Infinity] },
  ],
  references: data.rows,
  quantiles: data.quantiles,
  moments: data.moments,
  bounds: {
    logProb: [9e-16, 1e-14], gradLogProb: [5e-14, 0], score: [1e-15, 1e-15], flow: [1e-15, 0], flowDivergence: [1e-15, 0],
    cdf: [1e-15, 0], survival: [1e-15, 0], logCdf: [1e-15, 0], logSurvival: [1e-15, 0], quantile: [2e-13, 0], moments: [2e-14, 1e-15],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["gradLogProb", -1, NaN], ["cdf", 0, 0], ["cdf", -1, 0], ["cdf", Infinity, 1], ["survival", 0, 1], ["survival", -1, 1], ["survival", Infinity, 0],
    ["logCdf", 0, -Infinity], ["logCdf", -1, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", 0, -0], ["logSurvival", -1, -0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
    ["logProb", 0, -Infinity], ["gradLogProb", 0, NaN],
  ],
  invalid: refused({ concentration: 1, scale: 1 }, { concentration: "positive", scale: "positive" }),
  frozen: [
    "3ff26dd39a7bf65a", "4012fd41af155b88", "400c730b108451c8", "401092c9b2c67db2",
    "401201baaed5cb56", "40208c3bcd831bf6", "4017be12f5162bfc", "4012bf1974deed51",
  ],
};
