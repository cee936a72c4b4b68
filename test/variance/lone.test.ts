/**
 * A lone last row beside mirror images, whose variance it may make alone. Seeds are fixed.
 */
import { gradient, integrand, normal } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: 0.3, scale: 1 }), run = (formula: string, samples: number, seed: number) => gradient(p, integrand(formula), { flow: "rp", wrt: [], antithetic: true, joint: true, samples, seed });

describe.each([5, 7, 9, 17, 33, 511])("%i rows", (samples) => {
  it("of a line the mean errs by the last row alone, and its error bar is that", () => {
    for (let seed = 0; seed < 5; seed++) {
      const { value: { mean, stdError }, covariance: { matrix } } = run("x", samples, seed);
      expect(Math.abs(stdError - Math.abs(mean - 0.3))).toBeLessThan(1e-12);
      expect(Math.abs(Math.sqrt(matrix[0] as number) - stdError)).toBeLessThan(1e-12);
    }
  });
});

// of 3000 runs the mean square of the error bar and that of the error are known to 5 % or better (standard deviation, ratio): five of these, 1e-6 false alarms each
it.each([["exp(x/2)", Math.exp(0.15 + 0.125)], ["x^2", 1.09], ["sin(3*x)", Math.sin(0.9) * Math.exp(-4.5)]])("the squared error bar of five rows of %s is unbiased", (formula, truth) => {
  let error = 0, said = 0;
  for (let seed = 0; seed < 3000; seed++) {
    const { value: { mean, stdError } } = run(formula, 5, seed);
    error += (mean - truth) ** 2;
    said += stdError ** 2;
  }
  expect(Math.abs(said / error - 1)).toBeLessThan(0.25);
});
