/** Parameters so great or small that formulas cancel or overflow, against references; what is refused instead. The battery tests the rest. */
import { Rng, beta, categorical, chiSquared, dirichlet, gamma, inverseGamma, multivariateT, mvn, studentT, triangular, truncatedNormal, vonMises } from "montegrad";
import { expect, it } from "vitest";
import data from "./extremes.reference.json" with { type: "json" };

const near = (got: number, expected: number, relative: number, where: string): void => { expect.soft(Math.abs(got / expected - 1), `${where}: ${got}, ${expected}`).toBeLessThanOrEqual(relative); };

it("entropies of large shapes", () => {
  for (const [a, v] of data.gamma as [string, string][]) near(gamma({ concentration: Number(a), rate: 1 }).entropy, Number(v), 1e-15, `gamma ${a}`);
  for (const [a, v] of data.inverseGamma as [string, string][]) near(inverseGamma({ concentration: Number(a), scale: 1 }).entropy, Number(v), 1e-15, `inverseGamma ${a}`);
  for (const [a, v] of data.beta as [string, string][]) {
    near(beta({ alpha: Number(a), beta: Number(a) / 2 }).entropy, Number(v), 2e-13, `beta ${a}`);
    near(dirichlet({ concentration: [Number(a), Number(a) / 2] }).entropy, Number(v), 2e-13, `dirichlet ${a}`);
  }
});

it("distribution functions of tiny shapes, and no probability above 1", () => {
  for (const [d, x, v] of data.logCdf as [string, string, string][]) near(chiSquared({ df: 2 ** -Number(d) }).logCdf(Number(x)), Number(v), 1e-14, `logCdf ${d} ${x}`);
  for (const x of [1e-300, 1e-12, 1e-3, 0.06, 0.18, 1]) expect(chiSquared({ df: 1e-300 }).cdf(x), `cdf ${x}`).toBeLessThanOrEqual(1);
});

it("a gamma number at 0 moves away without bound", () => {
  for (const concentration of [1e-300, 0.5, 1, 100]) expect(gamma({ concentration, rate: 2 }).flowDivergence(0).concentration).toBe(Infinity);
});

it("huge and tiny shapes of beta and student t", () => {
  for (const a of [1e18, 1e50, 1e100, 1e300]) expect(beta({ alpha: a, beta: a }).quantile(0.3), `quantile ${a}`).toBeCloseTo(0.5, 9);
  for (const df of [1e18, 1e100, 1e300]) {
    const p = studentT({ df, loc: 0, scale: 1 });
    near(p.quantile(1e-20), -9.262340089798408, 1e-13, `quantile ${df}`);
    if (df < 1e150) near(p.flow(3).df * df * df, -7.5, 1e-12, `flow ${df}`); // −(z + z³)/4df²
    expect(p.flow(3).df).not.toBeNaN();
  }
  expect(studentT({ df: 1e-100, loc: 0, scale: 1 }).quantile(0.3)).toBe(-Infinity);
});

it("categorical flows where masses underflow", () => {
  expect(categorical({ logits: [0, 800] }).flow(0)).toEqual({ logits: Float64Array.of(-1, 1) });
  expect(categorical({ logits: [0, -Infinity] }).flow(1)).toEqual({ logits: Float64Array.of(NaN, NaN) });
});

it("draws far from where the parameters are", () => {
  for (const loc of [1e16, -1e16]) expect(truncatedNormal({ loc, scale: 1, low: -1, high: 1 }).sample(new Rng(1), 100).every((v) => Math.abs(v) <= 1), `${loc}`).toBe(true);
  expect(multivariateT({ df: 1e-300, loc: [0, 0], scaleTril: [1, 0, 0.5, 1] }).sample(new Rng(1), 100).some(Number.isNaN)).toBe(false);
});

it("refuses what doubles cannot tell", () => {
  for (const [make, named] of [
    [() => mvn({ loc: [0], scaleTril: [5e-324] }), "scaleTril[0]"], [() => gamma({ concentration: 5e-324, rate: 1 }), "concentration"], [() => triangular({ low: -1e308, high: 1e308, peak: 0 }), "high"], [() => vonMises({ loc: 0, concentration: 1.7e308 }), "concentration"],
    [() => truncatedNormal({ loc: 0, scale: 1, low: 1e200, high: Infinity }), "low"], [() => truncatedNormal({ loc: 0, scale: [1, 1e-101], low: -2, high: [0, -1] }), "high[1]"],
  ] as const) expect(make).toThrow(new RegExp(`^\\w+: "${named.replace(/[[\]]/g, "\\$&")}" expected .*, got `));
});
