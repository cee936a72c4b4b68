import { studentT } from "montegrad";
import data from "./student-t.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

const of = (df: number, loc = 0, scale = 1) => ({ df, loc, scale });
const kurtosis = (df: number): number => (df > 4 ? 3 + 6 / (df - 4) : Infinity);

export const row: Row = {
  make: studentT as Row["make"],
  cases: [
    { parameters: of(5, 0.5, 2), points: [[-6], [-1], [1.25], [3], [40]], kurtosis: [Infinity] },
    { parameters: of(16, -1, 0.25), points: [[-2], [-1.125], [-0.75], [0.5]], kurtosis: [kurtosis(16)] },
    { parameters: of(0.5, 0.25, 1), points: [[-1000], [-1], [0.75], [3], [64]], kurtosis: [Infinity] },
    { parameters: of(1, 2, 1), points: [[-3], [2.5], [7]], kurtosis: [Infinity] },
    { parameters: of(1000, 0, 1), points: [[-4], [-1], [0.5], [2.5]], kurtosis: [kurtosis(1000)] },
    { parameters: { df: [8.5, 3], loc: 1, scale: [1, 4] }, points: [[0, 0], [2.5, 5], [-3, 40]], kurtosis: [Infinity, Infinity] },
  ],
  references: data.rows.map(({ df, loc, scale, x, logProb, gradLogProb, score, flow, flowDivergence, cdf, survival, logCdf, logSurvival }) => ({
    parameters: of(df, loc, scale), x: [x], expected: { logProb, gradLogProb, score, flow, flowDivergence, cdf, survival, logCdf, logSurvival },
  })),
  quantiles: [
    ...data.rows.filter(({ survival, loc }) => loc === 0 && Number(survival) < 0.45).map(({ df, x, survival }) => ({ parameters: of(df), u: Number(survival), quantile: -x })),
    { parameters: of(1, 2, 3), u: 0.75, quantile: 5 }, { parameters: of(7, 2, 3), u: 0.5, quantile: 2 },
  ],
  moments: data.moments.map(({ df, loc, scale, mean, variance, entropy }) => ({ parameters: of(df, loc, scale), mean, variance, entropy })),
  bounds: {
    logProb: [1e-15, 4e-15], gradLogProb: [1e-15, 0], score: [1e-14, 1e-15], flow: [1e-13, 0], flowDivergence: [1e-12, 0],
    cdf: [5e-15, 0], survival: [5e-15, 0], logCdf: [5e-15, 1e-15], logSurvival: [5e-15, 1e-15], quantile: [1e-12, 0], moments: [1e-14, 1e-13],
  },
  edges: [
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN], ["gradLogProb", Infinity, NaN], ["gradLogProb", 0.5, -0],
    ["cdf", -Infinity, 0], ["cdf", Infinity, 1], ["cdf", 0.5, 0.5], ["survival", -Infinity, 1], ["survival", Infinity, 0], ["survival", 0.5, 0.5],
    ["logCdf", -Infinity, -Infinity], ["logCdf", Infinity, 0], ["logSurvival", Infinity, -Infinity],
    ["quantile", 0, -Infinity], ["quantile", 1, Infinity], ["quantile", 0.5, 0.5], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: refused(of(1), { df: "positive", loc: "real", scale: "positive" }),
  frozen: [
    "c00b478dd4d886d3", "bfdea3c8e506ed06", "c003629bce9b0615", "3fb7fb0a8a1eece8",
    "3ff4f1916ae5b6ff", "4011a2c1ddd37f91", "400e1127fbf24cd0", "40003c19518bea64",
  ],
};
