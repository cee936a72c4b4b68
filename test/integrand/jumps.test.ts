/** Jumps of φ: flows that would not see them are refused, kinks are not. Values of compiled integrands are proved in property.test.ts. */
import { beta, gradient, integrand, normal, poisson, product } from "montegrad";
import { describe, expect, test } from "vitest";

const p = normal({ loc: [0, 0], scale: 1 }), run = { flow: "rp", samples: 1000, seed: 1 } as const;

describe("a jump is refused under the canonical flow", () => {
  for (const formula of ["where(x0 > 1, 1, 0)", "x0 >= 1", "floor(2*x0)", "sign(x0 - 3)*x1", "where(x0 > 30, 1, 0)", "where(x0 > 0 && x1 > 0, x0, 0)", "(x0 < x1) * exp(x0)", "sum(i, x[i] > 0.5)", "scan(k < 2; s = 0.1; s = s + where(x[k] > s, 1, 0); s)", "sum(i, sum(j, where(x[i] > x[j]/2, 1, 0)))"]) {
    test(formula, () => {
      const phi = integrand(formula);
      expect(() => gradient(p, phi, run)).toThrow(RangeError);
      expect(() => gradient(p, phi, { ...run, flow: 0.5 })).toThrow(/"flow" expected "lr" or 0 for "loc", which moves columns across a jump of φ.*\n {2}.*\n *\^/s);
      expect(gradient(p, phi, { ...run, flow: "lr" }).value.stdError).toBeGreaterThanOrEqual(0);
    });
  }
});

describe("a kink is none", () => {
  for (const formula of ["where(x0 > 1, x0 - 1, 0)", "(x0 > 1) * (x0 - 1)", "abs(x0) + max(x1, 0)", "where(x0 > 30, 0, x0 - 30)", "where(x0 == 1, 5, 0)", "sign(x0)*x0", "where(x0^2 + x1^2 < 1, 1 - x0^2 - x1^2, 0)"]) {
    test(formula, () => expect(gradient(p, integrand(formula), run).grad.loc.stdError[0]).toBeGreaterThanOrEqual(0));
  }
});

test("columns that do not cross it may flow", () => {
  const two = product({ a: normal({ loc: 0, scale: 1 }), b: normal({ loc: 0, scale: 1 }) }), phi = integrand("(a > 0) + b^2");
  expect(gradient(two, phi, { ...run, flow: { a: "lr", b: "rp" } }).grad.b.loc.stdError).toBeGreaterThan(0);
  expect(() => gradient(two, phi, { ...run, flow: { a: "rp", b: "rp" } })).toThrow('for "a.loc"');
  expect(gradient(two, phi, { ...run, wrt: ["b"] }).grad.b.loc.stdError).toBeGreaterThan(0);
});

test("integers have none", () => {
  expect(gradient(poisson({ rate: 3 }), integrand("x0 > 2"), run).grad.rate.mean).toBeGreaterThan(0);
  expect(gradient(product({ u: beta({ alpha: 2, beta: 3 }), k: poisson({ rate: 3 }) }), integrand("(k > 2)*u"), run).grad.u.alpha.stdError).toBeGreaterThan(0);
});
