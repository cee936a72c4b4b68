/**
 * Values and gradients against mpmath (reference.py made reference.json): errors at most 1e-13 times the condition number. That compiled code
 * does what the graph says is proved in property.test.ts.
 */
import { integrand } from "montegrad";
import { describe, expect, test } from "vitest";
import reference from "./reference.json" with { type: "json" };

describe("mpmath", () => {
  let worst = 0;
  for (const { formula, points } of reference) {
    test(formula, () => {
      const phi = integrand(formula);
      for (const { x, values, conditions } of points) {
        const columns = x.map((v) => Float64Array.of(v)), found = [phi.value(columns)[0]!, ...phi.gradient(columns).map((column) => column[0]!)];
        found.forEach((v, k) => {
          const wrong = Math.abs(v - Number(values[k])), error = wrong === 0 ? 0 : wrong / conditions[k]!;
          worst = Math.max(worst, error);
          expect(error, `${k ? `∂/∂x${k - 1}` : "value"} at ${x.join(", ")}: ${v}, expected ${values[k]}`).toBeLessThan(1e-13);
        });
      }
    });
  }
  test("the errors are those of doubles", () => expect(worst).toBeGreaterThan(1e-17));
});
