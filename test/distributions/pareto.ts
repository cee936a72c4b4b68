import { pareto } from "montegrad";
import data from "./pareto.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

export const row: Row = {
  make: pareto as Row["make"],
  moving: ["scale"],
  cases: [
    { parameters: { scale: 2, concentration: 3 }, points: [[2.25], [3], [4], [30]], kurtosis: [Infinity] },
    { parameters: { scale: 1, concentration: 16 }, points: [[1.125], [1.25], [2]], kurtosis: [13.226] },
    { parameters: { scale: [2, 8], concentration: 0.0625 }, points: [[3, 9], [1000, 2 ** 60]], kurtosis: [Infinity, Infinity] },
  ],
  references: data.rows,
  quantiles: data.quantiles,
  moments: data.moments,
  bounds: {
    logProb: [9e-16, 1e-14], gradLogProb: [1e-15, 0], score: [1e-15, 1e-15], flow: [1e-15, 0], flowDivergence: [1e-15, 0],
    cdf: [1e-15, 0], survival: [1e-15, 0], logCdf: [1e-15, 0], logSurvival: [1e-15, 0], quantile: [1e-14, 0], moments: [1e-15, 1e-15],
  },
  edges: [
    ["logProb", 1, -Infinity], ["logProb", -1, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["gradLogProb", 1, NaN], ["gradLogProb", 2, -2],
    ["cdf", 2, 0], ["cdf", -1, 0], ["cdf", Infinity, 1], ["survival", 2, 1], ["survival", -1, 1], ["survival", Infinity, 0],
    ["logCdf", 2, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", 2, -0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, 2], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: refused({ scale: 1, concentration: 1 }, { scale: "positive", concentration: "positive" }),
  frozen: [
    "400072c9da1fc812", "40099671bccfb95a", "4004d2ab80955b93", "4006e1270d7649fd",
    "400867a1e611288a", "4020a6bbcec9780a", "4010aac2ab4c14bd", "400948c2e69a7032",
  ],
};
