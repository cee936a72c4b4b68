import { kumaraswamy } from "montegrad";
import { refused } from "./invalid.ts";
import data from "./kumaraswamy.reference.json" with { type: "json" };
import type { Row } from "./row.ts";

const of = (alpha: number, beta: number) => ({ alpha, beta });
const kurtosis = (alpha: number, beta: number): number => Number(data.moments.find((m) => m.alpha === alpha && m.beta === beta)!.kurtosis);

export const row: Row = {
  make: kumaraswamy as Row["make"],
  cases: [
    { parameters: of(2, 3), points: [[0.0625], [0.25], [0.5], [0.75]], kurtosis: [kurtosis(2, 3)] },
    { parameters: of(0.5, 0.5), points: [[2 ** -20], [0.25], [0.5], [0.875]], kurtosis: [kurtosis(0.5, 0.5)] },
    { parameters: of(4, 6), points: [[0.25], [0.5], [0.625]], kurtosis: [kurtosis(4, 6)] },
    { parameters: { alpha: [1, 3], beta: [4, 1] }, points: [[0.25, 0.5], [0.125, 0.75]], kurtosis: [kurtosis(1, 4), kurtosis(3, 1)] },
  ],
  references: data.rows.map(({ alpha, beta, x, ...expected }) => ({ parameters: of(alpha, beta), x: [x], expected })),
  moments: data.moments.map(({ alpha, beta, mean, variance, entropy }) => ({ parameters: of(alpha, beta), mean, variance, entropy })),
  quantiles: data.quantiles.map(({ alpha, beta, u, quantile }) => ({ parameters: of(alpha, beta), u, quantile })),
  bounds: {
    logProb: [2e-15, 1e-13], gradLogProb: [1e-13, 1e-13], score: [1e-13, 1e-13], flow: [2e-13, 0], flowDivergence: [1e-12, 1e-16],
    cdf: [2e-15, 0], survival: [2e-15, 0], logCdf: [2e-13, 1e-15], logSurvival: [2e-13, 1e-15], quantile: [2e-13, 0], moments: [1e-12, 1e-13],
  },
  edges: [
    ["logProb", -0.5, -Infinity], ["logProb", 0, -Infinity], ["logProb", -0, -Infinity], ["logProb", 1, -Infinity], ["logProb", 1.5, -Infinity], ["logProb", NaN, NaN],
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["gradLogProb", -1, NaN], ["gradLogProb", 2, NaN],
    ["cdf", 0, 0], ["cdf", -1, 0], ["cdf", 1, 1], ["cdf", Infinity, 1], ["survival", 0, 1], ["survival", -1, 1], ["survival", 1, 0],
    ["logCdf", 0, -Infinity], ["logCdf", 1, 0], ["logSurvival", 0, 0], ["logSurvival", 1, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, 1], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: refused(of(1, 1), { alpha: "positive", beta: "positive" }),
  frozen: [
    "3fe8282ef5b02329", "3fd31de630b0ab22", "3fdb574a828e54e1", "3fd7185234f9570c",
    "3fd4af77ea508829", "3fb17140042d0891", "3fc90db4779a7e35", "3fd37f7f45c226f0",
  ],
};
