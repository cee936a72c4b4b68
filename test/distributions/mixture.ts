import { mixture, normal } from "montegrad";
import data from "./mixture.reference.json" with { type: "json" };
import type { Given, Row } from "./row.ts";

const of = (logits: readonly number[], normals: readonly (readonly number[])[]): Given =>
  ({ logits, ...Object.fromEntries(normals.flatMap(([loc, scale], k) => [[`components.${k}.loc`, loc!], [`components.${k}.scale`, scale!]])) });
const make = (given: Given) => {
  const { logits, ...rest } = given, count = Object.keys(rest).length / 2;
  return mixture({
    logits: logits as readonly number[],
    components: Array.from({ length: count }, (_, k) => normal({ loc: rest[`components.${k}.loc`] as number, scale: rest[`components.${k}.scale`] as number })),
  });
};
/** E(X − mean)⁴/variance² of a mixture of normals. */
const kurtosis = (logits: readonly number[], normals: readonly (readonly number[])[]): number => {
  const total = logits.reduce((sum, l) => sum + Math.exp(l), 0), mean = normals.reduce((sum, [m], k) => sum + Math.exp(logits[k]!) / total * m!, 0);
  let second = 0, fourth = 0;
  normals.forEach(([m, s], k) => {
    const w = Math.exp(logits[k]!) / total, d = m! - mean, v = s! * s!;
    second += w * (d * d + v);
    fourth += w * (d ** 4 + 6 * d * d * v + 3 * v * v);
  });
  return fourth / second ** 2;
};
const two = [[0, 0.5], [[-1, 1], [3, 0.5]]] as const, three = [[-3, 1, 0.25], [[0, 4], [0.5, 0.75], [-8, 2]]] as const;
const one = normal({ loc: 0, scale: 1 });

export const row: Row = {
  make: ((given: unknown) => ("make" in Object(given) ? mixture((given as { make: never }).make) : make(given as Given))) as Row["make"],
  marginal: make,
  cases: [
    { parameters: of(...two), points: [[-3], [-1], [0.25], [2.5], [4]], kurtosis: [kurtosis(...two)] },
    { parameters: of(...three), points: [[-12], [-8], [0.375], [1]], kurtosis: [kurtosis(...three)] },
    { parameters: of([1, -1.5], [[2, 3], [2, 4]]), points: [[-1], [4]], kurtosis: [kurtosis([1, -1.5], [[2, 3], [2, 4]])] },
  ],
  references: data.rows.map(({ logits, normals, x, expected }) => ({ parameters: of(logits, normals), x: [x], expected })),
  bounds: {
    logProb: [1e-15, 4e-15], gradLogProb: [4e-15, 4e-15], score: [1e-13, 4e-16], flow: [4e-13, 0], flowDivergence: [1e-11, 1e-13],
    cdf: [4e-13, 0], survival: [4e-13, 0], logCdf: [2e-15, 4e-16], logSurvival: [2e-15, 4e-16],
  },
  edges: [
    ["logProb", Infinity, -Infinity], ["logProb", -Infinity, -Infinity], ["cdf", -Infinity, 0], ["cdf", Infinity, 1], ["survival", Infinity, 0], ["logCdf", -Infinity, -Infinity],
    ["quantile", 0, -Infinity], ["quantile", 1, Infinity], ["quantile", -0.5, NaN], ["quantile", 1.5, NaN], ["quantile", NaN, NaN],
  ],
  invalid: [
    [undefined, "TypeError"], [{ logits: [0] }, "TypeError"], [{ components: [one] }, "TypeError", "logits"], [{ logits: [0, 0], components: [one] }, "RangeError", "logits"],
    [{ logits: [NaN], components: [one] }, "RangeError", "logits[0]"], [{ logits: [Infinity], components: [one] }, "RangeError", "logits[0]"], [{ logits: [-Infinity], components: [one] }, "RangeError", "logits"],
    [{ logits: ["0"], components: [one] }, "TypeError", "logits[0]"], [{ logits: [], components: [] }, "RangeError", "components"], [{ logits: [0], components: [3] }, "TypeError", "components[0]"],
    [{ logits: [0, 0], components: [one, normal({ loc: [0, 0], scale: 1 })] }, "RangeError", "components[1]"], [{ logits: [0], components: [one], extra: 1 }, "TypeError", "extra"],
    [{ logits: 0, components: [one] }, "TypeError", "logits"], [{ logits: [0], components: one }, "TypeError", "components"],
  ].map(([given, error, named = ""]) => [{ make: given }, error as "RangeError" | "TypeError", named as string]),
  frozen: [
    "3fbd8f7f40fed150", "40041ddff1e010de", "40076281f44392d2", "bff51a50d2f6384c",
    "bff9f06ee597249f", "40056e1684a21d1a", "400207996a011793", "bff926862d948a4e",
  ],
};
