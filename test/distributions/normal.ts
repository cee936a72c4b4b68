import { normal } from "montegrad";
import data from "./normal.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const one = (parameters: { loc: number; scale: number }) => ({ loc: parameters.loc, scale: parameters.scale });

export const row: Row = {
  make: normal as Row["make"],
  cases: [
    { parameters: { loc: 0.5, scale: 2 }, points: [[-40], [-3], [-0.5], [0.5], [1], [2.5], [60]], kurtosis: [3] },
    { parameters: { loc: [0.5, -8], scale: 0.25 }, points: [[0, -8], [1, -7.5], [0.625, -8.25]], kurtosis: [3, 3] },
    { parameters: { loc: 1, scale: [1, 3] }, points: [[0, -8], [1.5, 4]], kurtosis: [3, 3] },
  ],
  references: data.rows.map(({ loc, scale, x, ...expected }) => ({ parameters: { loc, scale }, x: [x], expected })),
  quantiles: data.quantiles.map((q) => ({ parameters: one(q), u: q.u, quantile: q.quantile })),
  moments: data.moments.map((m) => ({ parameters: one(m), mean: m.mean, variance: m.variance, entropy: m.entropy })),
  bounds: {
    logProb: [4e-16, 2e-14], gradLogProb: [4e-16, 0], score: [4e-16, 0], flow: [4e-16, 0], flowDivergence: [2e-16, 0],
    cdf: [1e-15, 5e-308], survival: [1e-15, 5e-308], logCdf: [1e-15, 5e-308], logSurvival: [1e-15, 5e-308], quantile: [1e-15, 0], moments: [4e-16, 4e-16],
  },
  edges: [
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["cdf", Infinity, 1], ["cdf", -Infinity, 0], ["survival", Infinity, 0], ["survival", -Infinity, 1],
    ["logCdf", Infinity, -0], ["logCdf", -Infinity, -Infinity], ["logSurvival", Infinity, -Infinity], ["logSurvival", -Infinity, -0],
    ["quantile", 0, -Infinity], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
    ["gradLogProb", 0.5, -0], ["gradLogProb", Infinity, NaN],
  ],
  invalid: refused({ loc: 0, scale: 1 }, { loc: "real", scale: "positive" }),
  frozen: [
    "4005d8f7f40fed15", "bff7110070ff7913", "3fc8a07d10e4b47c", "bfc1a50d2f6384bc",
    "bfe7c1bb965c927c", "bfe91e97b5de2e58", "c003e19a57fba1b3", "bfe49a18b6522938",
  ],
};
