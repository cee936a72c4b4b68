import { gamma } from "montegrad";
import data from "./gamma.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const of = (concentration: number, rate = 1) => ({ concentration, rate });
const kurtosis = (concentration: number): number => 3 + 6 / concentration;

export const row: Row = {
  make: gamma as Row["make"],
  cases: [
    { parameters: of(2), points: [[2 ** -20], [0.25], [1.25], [3], [12]], kurtosis: [kurtosis(2)] },
    { parameters: of(0.5, 4), points: [[2 ** -20], [0.0625], [0.375], [1], [3]], kurtosis: [kurtosis(0.5)] },
    { parameters: of(100, 0.25), points: [[250], [399], [400], [500]], kurtosis: [kurtosis(100)] },
    { parameters: of(1, 8), points: [[2 ** -20], [0.125], [0.5], [2]], kurtosis: [9] },
    { parameters: { concentration: [3, 0.0625], rate: 2 }, points: [[1, 0.0625], [1.625, 4], [8, 2 ** -60]], kurtosis: [5, 99] },
  ],
  references: [
    ...data.rows.map(({ concentration, rate, x, ...expected }) => ({ parameters: of(concentration, rate), x: [x], expected })),
    ...data.special.map(({ concentration, y, flow, flowDerivative, score, gradLogProb, logProb, cdf, survival }) => ({
      parameters: of(concentration), x: [y],
      expected: { flow: { concentration: flow }, flowDivergence: { concentration: flowDerivative }, score: { concentration: score }, gradLogProb, logProb, cdf, survival },
    })),
  ],
  moments: data.moments.map(({ concentration, rate, mean, variance, entropy }) => ({ parameters: of(concentration, rate), mean, variance, entropy })),
  bounds: {
    logProb: [1e-15, 4e-15], gradLogProb: [1e-15, 4e-16], score: [1e-15, 4e-15], flow: [1e-14, 0], flowDivergence: [1e-12, 0],
    cdf: [2e-15, 0], survival: [2e-15, 0], logCdf: [2e-15, 1e-15], logSurvival: [4e-15, 0], moments: [1e-14, 1e-12],
  },
  edges: [
    ["logProb", 0, -Infinity], ["logProb", -0, -Infinity], ["logProb", -1, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity],
    ["logProb", NaN, NaN], ["gradLogProb", 0, Infinity], ["gradLogProb", Infinity, NaN], ["gradLogProb", -1, NaN],
    ["cdf", 0, 0], ["cdf", -1, 0], ["cdf", Infinity, 1], ["survival", 0, 1], ["survival", -1, 1], ["survival", Infinity, 0],
    ["logCdf", 0, -Infinity], ["logCdf", -Infinity, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", 0, 0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: refused(of(1), { concentration: "positive", rate: "positive" }),
  frozen: [
    "400c7d904bf515ac", "3fe670ab033b2ae1", "3ff79d3fad972a4e", "3ff49b47d5825a78",
    "3fef91081b7c5bef", "3feef35326b738ae", "3fd8c3ecb44a85e0", "3ff083114821ab85",
  ],
};
