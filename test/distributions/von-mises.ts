import { vonMises } from "montegrad";
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";
import data from "./von-mises.reference.json" with { type: "json" };

const of = (loc: number, concentration: number) => ({ loc, concentration });
const kurtosis = (concentration: number): number => Number(data.moments.find((m) => m.concentration === concentration)!.kurtosis);
const PI = Math.PI;

export const row: Row = {
  make: vonMises as Row["make"],
  moving: ["loc"],
  cases: [
    { parameters: of(0.5, 2), points: [[-2.25], [-0.5], [0.25], [0.75], [1.75], [3]], kurtosis: [kurtosis(2)] },
    { parameters: of(0, 0.25), points: [[-2.5], [-1], [0.5], [2.75]], kurtosis: [kurtosis(0.25)] },
    { parameters: of(-1, 100), points: [[-1.25], [-1.0625], [-0.75]], kurtosis: [kurtosis(100)] },
    { parameters: of(0.015625, 10000), points: [[0.0078125], [0.01953125], [0.03125]], kurtosis: [kurtosis(10000)] },
    { parameters: { loc: [0, 4], concentration: [1, 32] }, points: [[0.5, 4.25], [-2, 3.75]], kurtosis: [kurtosis(1), kurtosis(32)] },
  ],
  references: data.rows.map(({ loc, concentration, x, ...expected }) => ({ parameters: of(loc, concentration), x: [x], expected })),
  moments: data.moments.map(({ loc, concentration, mean, variance, entropy }) => ({ parameters: of(loc, concentration), mean, variance, entropy })),
  quantiles: data.quantiles.map(({ concentration, u, quantile }) => ({ parameters: of(0, concentration), u, quantile })),
  bounds: {
    logProb: [2e-15, 4e-15], gradLogProb: [1e-15, 0], score: [2e-15, 1e-15], flow: [2e-13, 0], flowDivergence: [1e-11, 1e-16],
    cdf: [1e-13, 0], survival: [1e-13, 0], logCdf: [1e-13, 0], logSurvival: [1e-13, 0], quantile: [1e-13, 0], moments: [2e-15, 2e-15],
  },
  edges: [
    ["logProb", 0.5 - 4, -Infinity], ["logProb", 0.5 + 4, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["gradLogProb", 4, NaN], ["gradLogProb", Infinity, NaN], ["cdf", 0.5 - PI, 0], ["cdf", -4, 0], ["cdf", 0.5, 0.5], ["cdf", 0.5 + PI, 1], ["cdf", Infinity, 1],
    ["survival", -4, 1], ["survival", 4, 0], ["survival", -Infinity, 1], ["logCdf", -4, -Infinity], ["logCdf", 4, 0], ["logSurvival", -4, 0], ["logSurvival", 4, -Infinity],
    ["quantile", 0, 0.5 - PI], ["quantile", 0.5, 0.5], ["quantile", 1, 0.5 + PI], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: refused(of(0, 1), { loc: "real", concentration: "positive" }),
  frozen: [
    "400311467d0b715e", "bfc930d74507ca2c", "3fd96bf21b2e62e4", "3fbfd943f4c3d7bc",
    "bfae24300f80f500", "c00327d9e97039d4", "3fd6491f39a9f9c8", "bfc4b0a886c3d1f4",
  ],
};
