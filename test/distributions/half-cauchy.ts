import { halfCauchy } from "montegrad";
import data from "./half-cauchy.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

export const row: Row = {
  make: halfCauchy as Row["make"],
  cases: [
    { parameters: { scale: 2 }, points: [[2 ** -20], [0.5], [1.5], [3], [40]], kurtosis: [Infinity] },
    { parameters: { scale: [0.25, 1024] }, points: [[0.0625, 2], [0.375, 1000], [2, 5000]], kurtosis: [Infinity, Infinity] },
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
    ["logCdf", 0, -Infinity], ["logCdf", -1, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", 0, 0], ["logSurvival", -1, 0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
    ["gradLogProb", 0, -0],
  ],
  invalid: refused({ scale: 1 }, { scale: "positive" }),
  frozen: [
    "402fd5cc6f66b724", "3fe9dd09e16581c8", "3ffba693acb871ae", "3ff30f74e580f82a",
    "3fee563a85f9ae08", "3fa64d0c69fb5a56", "3fd675f304fff6d8", "3feae94c0e9ff6b2",
  ],
};
