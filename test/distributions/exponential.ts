import { exponential } from "montegrad";
import data from "./exponential.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

export const row: Row = {
  make: exponential as Row["make"],
  cases: [
    { parameters: { rate: 0.5 }, points: [[2 ** -20], [0.5], [1.5], [3], [40]], kurtosis: [9] },
    { parameters: { rate: [8, 2 ** -10] }, points: [[0.0625, 2], [0.25, 1000], [2, 5000]], kurtosis: [9, 9] },
  ],
  references: data.rows,
  quantiles: data.quantiles,
  moments: data.moments,
  bounds: {
    logProb: [9e-16, 1e-14], gradLogProb: [1e-15, 0], score: [1e-15, 1e-15], flow: [1e-15, 0], flowDivergence: [1e-15, 0],
    cdf: [1e-15, 0], survival: [1e-15, 0], logCdf: [1e-15, 0], logSurvival: [1e-15, 0], quantile: [1e-14, 0], moments: [1e-15, 1e-15],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["gradLogProb", -1, NaN], ["cdf", 0, 0], ["cdf", -1, 0], ["cdf", Infinity, 1], ["survival", 0, 1], ["survival", -1, 1], ["survival", Infinity, 0],
    ["logCdf", 0, -Infinity], ["logCdf", -1, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", 0, -0], ["logSurvival", -1, -0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
    ["logProb", 0, -Math.log(2)], ["gradLogProb", 0, -0.5],
  ],
  invalid: refused({ rate: 1 }, { rate: "positive" }),
  frozen: [
    "3fc53a0df99e43a0", "4006897c783eb76a", "3ff94af0f4721990", "40012ad6107a4565",
    "400443e439390c9b", "40211d44b272344c", "40119da441798192", "4005f6e3b6e460e8",
  ],
};
