import { uniform } from "montegrad";
import data from "./uniform.reference.json" with { type: "json" };
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";

export const row: Row = {
  make: uniform as Row["make"],
  moving: ["low", "high"],
  cases: [
    { parameters: { low: -1, high: 3 }, points: [[-0.75], [0], [1.5], [2.5]], kurtosis: [1.8] },
    { parameters: { low: 0, high: 0.25 }, points: [[0.0625], [0.125], [0.1875]], kurtosis: [1.8] },
    { parameters: { low: [-4, 1], high: 8 }, points: [[-3, 2], [1, 5], [7, 7]], kurtosis: [1.8, 1.8] },
  ],
  references: data.rows,
  quantiles: data.quantiles,
  moments: data.moments,
  bounds: {
    logProb: [9e-16, 1e-14], gradLogProb: [1e-15, 0], score: [1e-15, 1e-15], flow: [1e-15, 0], flowDivergence: [1e-15, 0],
    cdf: [1e-15, 0], survival: [1e-15, 0], logCdf: [1e-15, 0], logSurvival: [1e-15, 0], quantile: [1e-14, 0], moments: [1e-15, 1e-15],
  },
  edges: [
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", -1.5, -Infinity], ["logProb", 3.5, -Infinity], ["logProb", NaN, NaN],
    ["logProb", -1, -Math.log(4)], ["logProb", 3, -Math.log(4)], ["gradLogProb", 0, 0], ["gradLogProb", 4, NaN], ["gradLogProb", -2, NaN],
    ["cdf", -1, 0], ["cdf", -9, 0], ["cdf", 3, 1], ["cdf", 9, 1], ["cdf", Infinity, 1], ["cdf", -Infinity, 0],
    ["survival", -1, 1], ["survival", -9, 1], ["survival", 3, 0], ["survival", 9, 0], ["survival", Infinity, 0],
    ["logCdf", -1, -Infinity], ["logCdf", 3, 0], ["logSurvival", -1, 0], ["logSurvival", 3, -Infinity],
    ["quantile", 0, -1], ["quantile", 1, 3], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: [
    ...refused({ low: -1, high: 4 }, { low: "real", high: "real" }),
    [{ low: 1, high: 1 }, "RangeError", "high"], [{ low: 1, high: 0.5 }, "RangeError", "high"], [{ low: [0, 2], high: 1 }, "RangeError", "high"],
    [{ low: 1, high: [2, 1] }, "RangeError", "high[1]"],
  ],
  frozen: [
    "4005742446c01f99", "bf968dd55f4e4880", "3fea11aac48517e5", "3fd78d0257d954aa",
    "3fc04772797a0230", "bfee39c299efcfd4", "bfe1d85c38798584", "3f8bdfc3d094fd00",
  ],
};
