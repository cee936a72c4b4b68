/** Messages name what is wrong. */
import { integrand, minimise, normal } from "montegrad";
import { expect, it } from "vitest";

const p = normal({ loc: 0, scale: 1 }), good = { samples: 64, steps: 5, seed: 1 } as const;

it.each([
  ["NaN that may propagate", "log(x)", { nan: "propagate" }],
  ["NaN beside a tolerance, which is not at fault", "log(x)", { nan: "propagate", tolerance: 1 }],
  ["squares beyond the doubles", "1e308*x", {}],
] as const)("a gradient that is no number: %s", (_name, formula, more) => {
  expect(() => minimise(p, integrand(formula), { ...good, ...more })).toThrow(/^minimise, step 1: the gradient by "loc" expected a finite number, got (NaN|-?Infinity)/);
});
it("an empty wrt", () => expect(() => minimise(p, integrand("x"), { ...good, wrt: [] })).toThrow(/which has none among those of an empty "wrt"$/));
