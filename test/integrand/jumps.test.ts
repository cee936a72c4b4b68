/** Jumps of φ: flows that would not see them are refused, kinks are not. Values of compiled integrands are proved in property.test.ts. */
import { bernoulli, beta, gamma, gradient, integrand, normal, poisson, product } from "montegrad";
import { describe, expect, test } from "vitest";

const p = normal({ loc: [0, 0], scale: 1 }), run = { flow: "rp", samples: 1000, seed: 1 } as const;

describe("a jump is refused under the canonical flow", () => {
  for (const formula of ["where(x0 > 1, 1, 0)", "x0 >= 1", "floor(2*x0)", "sign(x0 - 3)*x1", "where(x0 > 30, 1, 0)", "where(x0 > 0 && x1 > 0, x0, 0)", "(x0 < x1) * exp(x0)", "sum(i, x[i] > 0.5)", "scan(k < 2; s = 0.1; s = s + where(x[k] > s, 1, 0); s)", "sum(i, sum(j, where(x[i] > x[j]/2, 1, 0)))",
    // of log p; where a condition is NaN on one side of lines; of what is rare; small beside a large φ; logarithms; away from every draw
    "where(sqrt(x0) > 4, 1, 0)", "where(sqrt(x0) > 1e6, 1, 0)", "where(sqrt(x0) >= 0, 1, 0)", "max(x0 - 3, 0) * (x1 > 0)", "1e9 + where(x0 > 1, 1, 0)", "where(x0 > 1, log(x0 - 1), 0)", "where(abs(x0 - 1) < 1e-9, 1e9, 0)"]) {
    test(formula, () => {
      const phi = integrand(formula);
      expect(() => gradient(p, phi, run)).toThrow(RangeError);
      expect(() => gradient(p, phi, { ...run, flow: 0.5 })).toThrow(/"flow" expected "lr" or 0 for "loc", which moves columns across a jump of φ.*\n {2}.*\n *\^/s);
      expect(gradient(p, phi, { ...run, flow: "lr" }).value.stdError).toBeGreaterThanOrEqual(0);
    });
  }
});

describe("a kink is none", () => {
  for (const formula of ["where(x0 > 1, x0 - 1, 0)", "(x0 > 1) * (x0 - 1)", "abs(x0) + max(x1, 0)", "where(x0 > 30, 0, x0 - 30)", "where(x0 == 1, 5, 0)", "sign(x0)*x0", "where(x0^2 + x1^2 < 1, 1 - x0^2 - x1^2, 0)",
    "where(x0 > 1, sqrt(x0 - 1), 0)", "where(x0 > 1, 0, cbrt(x0 - 1))", "sqrt(where(x0 > 1, x0 - 1, 1 - x0))", "where(x0 > 1, 1e9*(x0 - 1), 0)", "where(x0 > 0.3, 1e6*(0.1 + 0.2), 1e6*0.3) - 300000 + x1", "where(loc[0] > 0, x0, 1)", "where(loc[0] >= loc[1], x0, 1)"]) {
    test(formula, () => expect(gradient(p, integrand(formula), run).grad.loc.stdError[0]).toBeGreaterThanOrEqual(0));
  }
});

test("columns that do not cross it may flow", () => {
  const two = product({ a: normal({ loc: 0, scale: 1 }), b: normal({ loc: 0, scale: 1 }) }), phi = integrand("(a > 0) + b^2");
  expect(gradient(two, phi, { ...run, flow: { a: "lr", b: "rp" } }).grad.b.loc.stdError).toBeGreaterThan(0);
  expect(() => gradient(two, phi, { ...run, flow: { a: "rp", b: "rp" } })).toThrow('for "a.loc"');
  expect(gradient(two, phi, { ...run, wrt: ["b"] }).grad.b.loc.stdError).toBeGreaterThan(0);
});

test("where integers or positive numbers are rare", () => {
  const counts = product({ k: poisson({ rate: 3 }), u: normal({ loc: 0, scale: 1 }) }), times = product({ t: gamma({ concentration: 2, rate: 1 }), u: gamma({ concentration: 2, rate: 1 }) });
  const coins = product({ k: bernoulli({ probs: 0.001 }), u: normal({ loc: 0, scale: 1 }) });
  expect(() => gradient(counts, integrand("where(k > 9, where(u > 0, 1000, 0), 0)"), run)).toThrow('for "u.loc"');
  expect(() => gradient(times, integrand("max(t - 40, 0) * (u > 2)"), { ...run, wrt: ["u"] })).toThrow('for "u.concentration"');
  expect(() => gradient(coins, integrand("where(k == 1, where(u > 0, 1000, 0), 0)"), run)).toThrow('for "u.loc"');
  expect(gradient(counts, integrand("where(k > 9, max(u, 0), 0)"), run).grad.u.loc.stdError).toBeGreaterThanOrEqual(0);
});


test("hundreds of conditions take a moment", () => {
  const phi = integrand(Array.from({ length: 300 }, (_, k) => `where(x0 > ${k / 300}, x0 - ${k / 300}, 0)`).join(" + "));
  expect(gradient(p, phi, run).grad.loc.stdError[0]).toBeGreaterThan(0);
}, 10_000);

test("integers have none", () => {
  const mixed = product({ u: beta({ alpha: 2, beta: 3 }), k: poisson({ rate: 3 }) }), phi = integrand("(k > 2)*u + u");
  expect(gradient(mixed, phi, { ...run, jumps: { blend: 0.5 } }).grad.u.alpha.mean).toBe(gradient(mixed, phi, run).grad.u.alpha.mean);
  expect(gradient(poisson({ rate: 3 }), integrand("x0 > 2"), run).grad.rate.mean).toBeGreaterThan(0);
  expect(gradient(product({ u: beta({ alpha: 2, beta: 3 }), k: poisson({ rate: 3 }) }), integrand("(k > 2)*u"), run).grad.u.alpha.stdError).toBeGreaterThan(0);
});
