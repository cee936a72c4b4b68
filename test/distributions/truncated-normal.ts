import { truncatedNormal } from "montegrad";
import { refused } from "./invalid.ts";
import type { Row } from "./row.ts";
import data from "./truncated-normal.reference.json" with { type: "json" };

type Bounds = { readonly loc: number; readonly scale: number; readonly low: number | string; readonly high: number | string };
const given = ({ loc, scale, low, high }: Bounds) => ({ loc, scale, low: Number(low), high: Number(high) });
const of = (loc: number, scale: number, low: number, high: number) => ({ loc, scale, low, high });
const kurtosis = (loc: number, scale: number, low: number, high: number): number =>
  Number(data.moments.find(({ parameters: p }) => p.loc === loc && p.scale === scale && p.low === low && p.high === high)!.kurtosis);

export const row: Row = {
  make: truncatedNormal as Row["make"],
  moving: ["low", "high"],
  cases: [
    { parameters: of(0.5, 2, -1, 4), points: [[-0.75], [0.25], [1], [2.5], [3.5]], kurtosis: [kurtosis(0.5, 2, -1, 4)] },
    { parameters: of(0, 1, 2, 3), points: [[2.25], [2.375], [2.5]], kurtosis: [kurtosis(0, 1, 2, 3)] },
    { parameters: of(0, 1, -10, 0.25), points: [[-5], [-1], [-0.5]], kurtosis: [kurtosis(0, 1, -10, 0.25)] },
    { parameters: { loc: 0, scale: 1, low: [-1, 2], high: [2, 3] }, points: [[0.5, 2.5], [1.25, 2.375]], kurtosis: [kurtosis(0, 1, -1, 2), kurtosis(0, 1, 2, 3)] },
  ],
  references: data.rows.map(({ parameters, x, ...expected }) => ({ parameters: given(parameters), x: [x], expected })),
  moments: data.moments.map(({ parameters, mean, variance, entropy }) => ({ parameters: given(parameters), mean, variance, entropy })),
  quantiles: [
    ...data.quantiles.map(({ parameters, u, quantile }) => ({ parameters: given(parameters), u, quantile })),
    // lower tails: −z of Q(z) = u·Q(L), by mpmath's findroot at 60 digits
    { parameters: { loc: 0, scale: 1, low: -Infinity, high: -45 }, u: 1e-100, quantile: "-49.8529073621843436683111421338" },
    { parameters: { loc: 0, scale: 1, low: -Infinity, high: -100 }, u: 1e-300, quantile: "-106.683746104099529676908335238" },
    { parameters: { loc: 0, scale: 1, low: -Infinity, high: -70 }, u: 1e-17, quantile: "-70.556871046869482090841661303" },
  ],
  bounds: {
    logProb: [2e-15, 1e-14], gradLogProb: [1e-15, 0], score: [1e-14, 2e-15], flow: [2e-13, 2e-16], flowDivergence: [1e-12, 1e-15],
    cdf: [1e-13, 0], survival: [1e-13, 0], logCdf: [1e-13, 0], logSurvival: [1e-13, 0], quantile: [1e-13, 1e-16], moments: [1e-14, 1e-14],
  },
  edges: [
    ["logProb", -1.5, -Infinity], ["logProb", 4.5, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["logProb", NaN, NaN],
    ["gradLogProb", 5, NaN], ["gradLogProb", -Infinity, NaN], ["cdf", -1, 0], ["cdf", -2, 0], ["cdf", 4, 1], ["cdf", Infinity, 1],
    ["survival", -1, 1], ["survival", 4, 0], ["survival", -Infinity, 1], ["logCdf", -1, -Infinity], ["logCdf", 4, 0], ["logSurvival", -1, 0], ["logSurvival", 4, -Infinity],
    ["quantile", 0, -1], ["quantile", 1, 4], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN],
  ],
  invalid: [
    ...refused(of(0, 1, -1, 1), { loc: "real", scale: "positive", low: "extended", high: "extended" }),
    [of(0, 1, 1, 1), "RangeError", "high"], [of(0, 1, 2, 1), "RangeError", "high"], [of(0, 1, Infinity, Infinity), "RangeError", "high"],
    [{ ...of(0, 1, 0, 1), high: [1, 0] }, "RangeError", "high"],
  ],
  frozen: [
    "4008a68b3be08de8", "3f9874c194a49b40", "3fe98ca153aee8c2", "3fd8c01e5af9f01a",
    "3fc4fa98b5f2c2de", "bfedddb6ee39ff86", "bfe0260a0e9d3d5a", "3fad71fdb119a730",
  ],
};
