import { normal, poisson, transform } from "montegrad";
import data from "./transform.reference.json" with { type: "json" };
import type { Given, Row } from "./row.ts";

const BIJECTIONS = ["exp", "softplus", "sigmoid", { affine: [1, -2] }] as const;
const make = ({ kind, loc, scale }: Given) => transform(normal({ loc: loc as number, scale: scale as number }), BIJECTIONS[kind as number]!);
const of = (kind: number, loc: number | readonly number[] = 0.5, scale = 0.75): Given => ({ kind, loc, scale });
const one = normal({ loc: 0, scale: 1 });

export const row: Row = {
  make: ((given: unknown) => (Array.isArray(given) ? transform(...(given as [never, never])) : make(given as Given))) as Row["make"],
  constants: ["kind"],
  cases: [
    { parameters: of(0), points: [[0.25], [1.5], [5]], kurtosis: [Infinity] },
    { parameters: of(1), points: [[0.25], [1.5], [5]], kurtosis: [Infinity] },
    { parameters: of(2), points: [[0.25], [0.5], [0.75]], kurtosis: [Infinity] },
    { parameters: of(3), points: [[-2], [0], [3]], kurtosis: [3] },
    { parameters: of(0, [0.5, -1]), points: [[1.5, 0.5], [3, 0.125]], kurtosis: [Infinity, Infinity] },
  ],
  references: data.rows.map(({ kind, loc, scale, x, expected }) => ({ parameters: of(kind, loc, scale), x: [x], expected })),
  bounds: {
    logProb: [1e-15, 4e-15], gradLogProb: [4e-15, 4e-15], score: [4e-15, 4e-15], flow: [4e-15, 4e-16], flowDivergence: [4e-15, 4e-15],
    cdf: [1e-13, 0], survival: [1e-13, 0], logCdf: [4e-15, 4e-16], logSurvival: [4e-15, 4e-16],
  },
  edges: [
    ["logProb", 0, -Infinity], ["logProb", -1, -Infinity], ["logProb", Infinity, -Infinity], ["logProb", NaN, NaN], ["gradLogProb", -1, NaN], ["cdf", -1, 0], ["cdf", 0, 0], ["cdf", Infinity, 1],
    ["survival", -1, 1], ["quantile", 0, 0], ["quantile", 1, Infinity], ["quantile", 2, NaN],
  ],
  invalid: [
    [[one, "sin"], "RangeError", "bijection"], [[one, undefined], "TypeError", "bijection"], [[one, 3], "TypeError", "bijection"], [[one, {}], "TypeError", "bijection"],
    [[one, { affine: [1] }], "RangeError", "affine"], [[one, { affine: [1, 0] }], "RangeError", "affine[1]"], [[one, { affine: [NaN, 1] }], "RangeError", "affine[0]"],
    [[one, { affine: [1, Infinity] }], "RangeError", "affine[1]"], [[one, { affine: ["1", 1] }], "TypeError", "affine[0]"], [[one, { affine: [0, 1], more: 1 }], "TypeError", "bijection"],
    [[3, "exp"], "TypeError", "d"], [[poisson({ rate: 1 }), "exp"], "TypeError", "poisson"],
  ],
  frozen: [
    "400e72e0be0d736e", "3fe97912d2bf449a", "3ff7816dbbec520b", "3ff4c482eadd7183",
    "3ff08e157a2b2ea4", "3ff04af0f2c234a6", "3fe13955d35fbe2e", "3ff12db375de92da",
  ],
};
