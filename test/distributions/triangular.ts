import { triangular } from "montegrad";
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";
import data from "./triangular.reference.json" with { type: "json" };

const of = (low: number, high: number, peak: number) => ({ low, high, peak });

export const row: Row = {
  make: triangular as Row["make"],
  moving: ["low", "high"],
  cases: [
    { parameters: of(0, 4, 1), points: [[0.25], [0.75], [1.25], [2.5], [3]], kurtosis: [2.4] },
    { parameters: of(-1, 2, 0.5), points: [[-0.5], [0.25], [1], [1.5]], kurtosis: [2.4] },
    { parameters: { low: [0, -2], high: [4, 8], peak: [1, 2] }, points: [[0.5, 4], [2, 0.5]], kurtosis: [2.4, 2.4] },
  ],
  references: data.rows.map(({ parameters, x, ...expected }) => ({ parameters, x: [x], expected })),
  moments: data.moments,
  quantiles: data.quantiles,
  bounds: {
    logProb: [1e-15, 1e-15], gradLogProb: [1e-15, 0], score: [1e-15, 1e-15], flow: [1e-15, 1e-16], flowDivergence: [1e-15, 0],
    cdf: [2e-15, 0], survival: [2e-15, 0], logCdf: [2e-15, 1e-15], logSurvival: [2e-15, 1e-15], quantile: [1e-15, 0], moments: [1e-15, 1e-15],
  },
  edges: [
    ["logProb", -1, -Infinity], ["logProb", 0, -Infinity], ["logProb", 1, -Math.LN2], ["logProb", 4, -Infinity], ["logProb", 5, -Infinity],
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN], ["gradLogProb", -1, NaN], ["gradLogProb", 5, NaN],
    ["cdf", -1, 0], ["cdf", 0, 0], ["cdf", 1, 0.25], ["cdf", 4, 1], ["cdf", Infinity, 1], ["survival", -Infinity, 1], ["survival", 1, 0.75], ["survival", 5, 0],
    ["logCdf", 0, -Infinity], ["logCdf", 5, 0], ["logSurvival", -1, 0], ["logSurvival", 4, -Infinity],
    ["quantile", 0, 0], ["quantile", 0.25, 1], ["quantile", 1, 4], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: [
    ...refused(of(0, 4, 1), { low: "real", high: "real", peak: "real" }),
    [of(0, 0, 0), "RangeError", "high"], [of(1, 0, 0.5), "RangeError", "high"], [of(0, 1, 2), "RangeError", "high"], [of(0, 1, -1), "RangeError", "peak"],
    [{ ...of(0, 1, 0.5), peak: [0.5, 2] }, "RangeError", "high"],
  ],
  frozen: [
    "40082ebefd37fef9", "3fefa548132815bc", "3ff7084bcbb3fb40", "3ff30a45c0670964",
    "3ff107493bbc1f36", "3fce24185abe0780", "3fe5486191c0d5b8", "3ff01be7e06ee580",
  ],
};
