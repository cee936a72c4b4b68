import { categorical } from "montegrad";
import data from "./categorical.reference.json" with { type: "json" };
import type { Row } from "./row.ts";

const make = categorical as unknown as Row["make"], logits = (digits: readonly string[]): number[] => digits.map((l) => (l === "-inf" ? -Infinity : Number(l)));
/** From the definition: E(X − mean)⁴/variance². */
const kurtosis = (given: readonly number[]): number => {
  const weights = given.map(Math.exp), sum = weights.reduce((a, b) => a + b), moment = (power: number, about: number): number =>
    weights.reduce((total, w, k) => total + (w / sum) * (k - about) ** power, 0), mean = moment(1, 0);
  return moment(4, mean) / moment(2, mean) ** 2;
};
const FIVE = [0, 1, -2, 0.5, 3], HOLES = [-Infinity, 2, -Infinity, 1, 0, -Infinity], MANY = Array.from({ length: 300 }, (_, k) => Math.sin(k) * 2);

export const row: Row = {
  make,
  discrete: true,
  cases: [
    { parameters: { logits: FIVE }, points: [[0], [1], [2], [3], [4]], kurtosis: [kurtosis(FIVE)] },
    { parameters: { logits: [0.25, -1.5] }, points: [[0], [1]], kurtosis: [kurtosis([0.25, -1.5])] },
    { parameters: { logits: MANY }, points: [[0], [7], [299]], kurtosis: [kurtosis(MANY)] },
  ],
  marginal: make,
  references: data.rows.map(({ logits: digits, k, ...expected }) => ({ parameters: { logits: logits(digits) }, x: [k], expected })),
  quantiles: [
    [0, 1], [2 ** -60, 1], [0.625, 1], [0.6875, 3], [0.9375, 4], [1, 4],
  ].map(([u, quantile]) => ({ parameters: { logits: HOLES }, u: u!, quantile: quantile! })),
  moments: data.moments.map(({ logits: digits, ...rest }) => ({ parameters: { logits: logits(digits) }, ...rest })),
  bounds: {
    logProb: [1e-15, 1e-15], score: [2e-15, 0], flow: [2e-15, 0], flowDivergence: [2e-15, 0],
    cdf: [2e-15, 0], survival: [2e-15, 0], logCdf: [2e-15, 0], logSurvival: [2e-15, 1e-15], quantile: [0, 0], moments: [4e-15, 0],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", 0.5, -Infinity], ["logProb", 5, -Infinity], ["logProb", Infinity, -Infinity],
    ["cdf", -0.5, 0], ["cdf", 4, 1], ["cdf", Infinity, 1], ["survival", -1, 1], ["survival", 4, 0], ["survival", Infinity, 0],
    ["logCdf", -1, -Infinity], ["logCdf", 4, 0], ["logSurvival", -1, 0], ["logSurvival", 4, -Infinity],
    ["quantile", 0, 0], ["quantile", 1, 4], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: [
    [undefined, "TypeError", ""], [null, "TypeError", ""], [3, "TypeError", ""], [{}, "TypeError", "logits"], [{ logits: 0 }, "TypeError", "logits"], [{ logits: "0" }, "TypeError", "logits"],
    [{ logits: [0], extra: 1 }, "TypeError", "extra"], [{ probs: [0.5, 0.5] }, "TypeError", "probs"], [{ logits: [] }, "RangeError", "logits"], [{ logits: [0, "1"] }, "TypeError", "logits[1]"],
    [{ logits: [NaN, 0] }, "RangeError", "logits[0]"], [{ logits: [0, Infinity] }, "RangeError", "logits[1]"], [{ logits: [-Infinity, -Infinity] }, "RangeError", "logits"],
    [{ logits: [-Infinity] }, "RangeError", "at least one finite"],
  ],
  frozen: [],
};
