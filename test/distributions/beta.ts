import { beta } from "montegrad";
import data from "./beta.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const of = (alpha: number, beta: number) => ({ alpha, beta });
const kurtosis = (a: number, b: number): number => 3 + 6 * ((a - b) ** 2 * (a + b + 1) - a * b * (a + b + 2)) / (a * b * (a + b + 2) * (a + b + 3));

export const row: Row = {
  make: beta as Row["make"],
  cases: [
    { parameters: of(2, 6), points: [[2 ** -20], [0.125], [0.25], [0.625], [0.875]], kurtosis: [kurtosis(2, 6)] },
    { parameters: of(0.5, 0.75), points: [[2 ** -20], [0.0625], [0.375], [0.75], [0.875]], kurtosis: [kurtosis(0.5, 0.75)] },
    { parameters: of(1, 1), points: [[0.125], [0.375], [0.75]], kurtosis: [kurtosis(1, 1)] },
    { parameters: of(100, 200), points: [[0.25], [0.3125], [0.34375], [0.4375]], kurtosis: [kurtosis(100, 200)] },
    { parameters: of(0.0625, 16), points: [[2 ** -60], [2 ** -10], [0.0625], [0.25]], kurtosis: [kurtosis(0.0625, 16)] },
    { parameters: of(4096, 8192), points: [[0.328125], [0.333251953125], [0.34375]], kurtosis: [kurtosis(4096, 8192)] },
    { parameters: { alpha: [3, 0.5], beta: 4 }, points: [[0.25, 0.0625], [0.625, 0.25], [0.5, 2 ** -30]], kurtosis: [kurtosis(3, 4), kurtosis(0.5, 4)] },
  ],
  references: data.rows.map(({ alpha, beta, x, logProb, gradLogProb, score, flow, flowDivergence, cdf, survival, logCdf, logSurvival }) => ({
    parameters: of(alpha, beta), x: [x], expected: { logProb, gradLogProb, score, flow, flowDivergence, cdf, survival, logCdf, logSurvival },
  })),
  quantiles: [
    ...data.rows.filter(({ cdf }) => Number(cdf) < 0.5).map(({ alpha, beta, x, cdf }) => ({ parameters: of(alpha, beta), u: Number(cdf), quantile: x })),
    { parameters: of(1, 2), u: 0.75, quantile: 0.5 }, { parameters: of(3, 1), u: 0.125, quantile: 0.5 }, { parameters: of(10000, 10000), u: 0.5, quantile: 0.5 },
  ],
  moments: data.moments.map(({ alpha, beta, mean, variance, entropy }) => ({ parameters: of(alpha, beta), mean, variance, entropy })),
  bounds: {
    logProb: [2e-15, 5e-14], gradLogProb: [1e-14, 1e-11], score: [4e-14, 0], flow: [1e-14, 0], flowDivergence: [1e-12, 0],
    cdf: [1e-14, 0], survival: [1e-14, 0], logCdf: [1e-14, 1e-15], logSurvival: [1e-14, 1e-15], quantile: [1e-12, 0], moments: [1e-12, 1e-12],
  },
  edges: [
    ["logProb", 0, -Infinity], ["logProb", -0, -Infinity], ["logProb", 1, -Infinity], ["logProb", -1, -Infinity], ["logProb", 2, -Infinity], ["logProb", Infinity, -Infinity],
    ["logProb", NaN, NaN], ["gradLogProb", 0, Infinity], ["gradLogProb", 1, -Infinity], ["gradLogProb", -1, NaN], ["gradLogProb", 2, NaN],
    ["cdf", 0, 0], ["cdf", -1, 0], ["cdf", 1, 1], ["cdf", Infinity, 1], ["survival", 0, 1], ["survival", -1, 1], ["survival", 1, 0],
    ["logCdf", 0, -Infinity], ["logCdf", 2, 0], ["logSurvival", 0, 0], ["logSurvival", 1, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, 1], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: refused(of(1, 1), { alpha: "positive", beta: "positive" }),
  frozen: [
    "3f99f250af1e7061", "3fda508ebaa0131b", "3fca308ae44e80f7", "3fbc147c87f9a476",
    "3fa70589dbd3fbc6", "3fc260e56d2f3bdd", "3fce27656be8ab78", "3fd997a406d68dbd",
  ],
};
