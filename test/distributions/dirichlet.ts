import { beta, dirichlet } from "montegrad";
import data from "./dirichlet.reference.json" with { type: "json" };
import type { Row } from "./row.ts";

/** Of Beta(a, b), the law of one column. */
function kurtosis(a: number, b: number): number {
  const n = a + b;
  return 3 + 6 * ((a - b) ** 2 * (n + 1) - a * b * (n + 2)) / (a * b * (n + 2) * (n + 3));
}
const kurtoses = (concentration: readonly number[]): number[] => concentration.map((a) => kurtosis(a, concentration.reduce((sum, b) => sum + b, -a)));
const given = (concentration: readonly number[], points: readonly (readonly number[])[]) => ({ parameters: { concentration }, points, kurtosis: kurtoses(concentration) });

export const row: Row = {
  make: dirichlet as unknown as Row["make"],
  cases: [
    given([1, 2, 5], [[0.125, 0.25, 0.625], [0.5, 0.375, 0.125], [0.0625, 0.1875, 0.75]]),
    given([0.5, 0.25], [[0.5, 0.5], [0.875, 0.125]]),
    given([3, 0.5, 8, 2], [[0.25, 0.125, 0.5, 0.125]]),
  ],
  marginal: ({ concentration }, c) => {
    const all = concentration as readonly number[], a = all[c]!;
    return beta({ alpha: a, beta: all.reduce((sum, b) => sum + b, -a) });
  },
  references: data.rows.map(({ concentration, x, ...expected }) => ({ parameters: { concentration }, x, expected })),
  bounds: { logProb: [1e-14, 1e-13], gradLogProb: [1e-15, 0], score: [1e-14, 4e-15], flow: [1e-12, 0], flowDivergence: [1e-12, 0] },
  edges: [],
  invalid: [
    [undefined, "TypeError", ""], [null, "TypeError", ""], [3, "TypeError", ""], [{}, "TypeError", "concentration"], [{ concentration: 2 }, "TypeError", "concentration"],
    [{ concentration: [1, 2], extra: 1 }, "TypeError", "extra"], [{ concentration: ["1", 2] }, "TypeError", "concentration"],
    [{ concentration: [] }, "RangeError", "concentration"], [{ concentration: [1] }, "RangeError", "concentration"], [{ concentration: [1, 0] }, "RangeError", "concentration"],
    [{ concentration: [1, -1] }, "RangeError", "concentration"], [{ concentration: [1, NaN] }, "RangeError", "concentration"], [{ concentration: [1, Infinity] }, "RangeError", "concentration"],
  ],
  frozen: [
    "3fca724876fdbf77", "3fd087d74f568daf", "3fe11f823a95494b", "3f90f7e7bebdfd7f",
    "3fd664ae8820ffea", "3fe445e97df9901f", "3fbbd55a190fb2a6", "3fc63235477eb4d5",
  ],
};
