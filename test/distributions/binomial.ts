import { binomial } from "montegrad";
import data from "./binomial.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Given, Row } from "./row.ts";

const kurtosis = (n: number, p: number): number => 3 + (1 - 6 * p * (1 - p)) / (n * p * (1 - p));

export const row: Row = {
  make: binomial as unknown as Row["make"],
  discrete: true,
  constants: ["total"],
  cases: [
    { parameters: { total: 10, probs: 0.25 }, points: [[0], [1], [3], [9], [10]], kurtosis: [kurtosis(10, 0.25)] },
    { parameters: { total: 100, probs: 0.75 }, points: [[50], [74], [75], [76], [100]], kurtosis: [kurtosis(100, 0.75)] },
    { parameters: { total: [1, 2000], probs: [0.5, 0.375] }, points: [[0, 700], [1, 760]], kurtosis: [kurtosis(1, 0.5), kurtosis(2000, 0.375)] },
    { parameters: { total: 4096, probs: [0.0625, 2 ** -9] }, points: [[250, 3], [270, 20]], kurtosis: [kurtosis(4096, 0.0625), kurtosis(4096, 2 ** -9)] },
    { parameters: { total: [20, 3], logits: [-2, 0.5] }, points: [[0, 2], [4, 3]], kurtosis: [kurtosis(20, 1 / (1 + Math.exp(2))), kurtosis(3, 1 / (1 + Math.exp(-0.5)))] },
  ],
  references: data.rows.map(({ parameters, k, ...expected }) => ({ parameters: parameters as unknown as Given, x: [k], expected })),
  quantiles: [
    ...(data.quantiles as unknown as NonNullable<Row["quantiles"]>),
    ...[1, 6, 16, 26, 31, 32].map((sum, k) => ({ parameters: { total: 5, probs: 0.5 }, u: sum / 32, quantile: k })),
  ],
  moments: [
    ...(data.moments as unknown as NonNullable<Row["moments"]>),
    { parameters: { total: 2 ** 53, probs: 1 }, mean: "9007199254740992", variance: "0", entropy: "0" },
  ],
  bounds: {
    logProb: [1e-15, 0], score: [2e-15, 0], flow: [8e-16, 0], flowDivergence: [2e-15, 0],
    cdf: [4e-14, 0], survival: [4e-14, 0], logCdf: [1e-13, 0], logSurvival: [1e-13, 0], quantile: [0, 0], moments: [1e-13, 0],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", 0.5, -Infinity], ["logProb", 11, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity],
    ["cdf", -0.5, 0], ["cdf", 10, 1], ["cdf", Infinity, 1], ["survival", -1, 1], ["survival", 10, 0], ["survival", Infinity, 0],
    ["logCdf", -1, -Infinity], ["logCdf", 10, 0], ["logSurvival", -1, 0], ["logSurvival", 10.5, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, 10], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: [
    ...refused({ total: 3, probs: 0.5 }, { total: "natural", probs: "share" }), ...refused({ total: 3, logits: 0 }, { total: "natural", logits: "real" }).filter(([given]) => given !== null && typeof given === "object" && "logits" in given),
    [{ total: 3, probs: 0.5, logits: 0 }, "TypeError", "both"],
  ],
  frozen: [
    "4010000000000000", "4000000000000000", "4000000000000000", "4000000000000000",
    "4000000000000000", "0000000000000000", "3ff0000000000000", "4000000000000000",
  ],
};
