/**
 * Options that lower variance where there is little to go by: φ that is NaN, infinite or constant, controls that are 0 or spanned by others, one group,
 * many columns, many samples. Numbers are in the sibling files.
 */
import { type GradientResult, gradient, integrand, mvn, normal, uniform } from "montegrad";
import { describe, expect, it } from "vitest";
import { estimate, p, q, square } from "./problems.ts";

const settings: readonly (readonly [string, object])[] = [
  ["a mean of others", { flow: "lr", baseline: "loo" }], ["the best constant", { flow: "lr", baseline: "optimal" }], ["the best constant under a proposal", { flow: "lr", baseline: "optimal", proposal: q }], ["a number", { flow: "lr", baseline: 3 }],
  ["scores", { flow: "lr", controls: ["score"] }], ["scores, leave-one-out", { flow: "lr", controls: ["score"], coefficients: "loo" }], ["a pilot", { flow: "lr", controls: ["score", "stein"], coefficients: "pilot" }], ["many, a pilot", { flow: "lr", controls: ["score"], samples: 2 ** 15 + 1 }],
  ["scores and difference", { flow: "rp", controls: ["score", "difference"] }], ["combined", { flow: "rp", combine: "covariance" }], ["selected", { flow: "rp", combine: "selection" }], ["pooled", { flow: "rp", combine: { by: "inverse-variance", pooled: true } }],
  ["mirror images", { flow: "rp", antithetic: true }], ["Sobol' points", { flow: "rp", points: "sobol" }], ["pairs", { coupled: "measure-valued" }], ["a radius", { flow: "rp", coupled: { loc: "random-radius" } }],
];
const run = (options: object, phi: unknown, of = p): GradientResult => gradient(of, phi as typeof square, { samples: 1000, seed: 6, ...options } as never) as unknown as GradientResult;
const NAMES = ["value", "loc", "scale"];

describe.each(settings)("%s", (_name, options) => {
  it("NaN comes through where it is let, and is refused by name where not", () => {
    const named: readonly (readonly [unknown, readonly string[]])[] = [[integrand("log(x - 3)"), ["value"]], [{ value: ([x]: Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > 3 ? NaN : 1; }, gradient: ([x]: Float64Array[], [out]: Float64Array[]) => { for (let i = 0; i < out!.length; i++) out![i] = x![i]! > 3 ? NaN : 1; } }, NAMES]];
    for (const [phi, names] of named) {
      const found = run({ ...options, nan: "propagate" }, phi);
      for (const name of names) expect(estimate(found, name).mean).toBeNaN();
      expect(() => run(options, phi)).toThrow(RangeError);
      expect(() => run(options, phi)).toThrow("expected a number, got NaN at sample");
    }
    expect(run(options, square).value.mean).toBeCloseTo(2, 0);
  });
  it("an infinite φ does not pass for a finite one", () => {
    const found = run({ ...options, nan: "propagate" }, { value: ([x]: Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > 3 ? Infinity : 1; }, gradient: (_x: unknown, [out]: Float64Array[]) => { out!.fill(0); } });
    expect(Number.isFinite(found.value.mean)).toBe(false);
  });
  it("of a constant φ the value is exact, and no estimate strays", () => {
    for (const constant of [0, 3, -1e-100, 1e150]) {
      const found = run(options, { value: (_x: unknown, out: Float64Array) => { out.fill(constant); }, gradient: (_x: unknown, [out]: Float64Array[]) => { out!.fill(0); } });
      if (!("proposal" in options)) expect(Math.abs(found.value.mean - constant)).toBeLessThanOrEqual(1e-12 * Math.abs(constant));
      for (const name of NAMES) {
        const { mean, stdError } = estimate(found, name);
        if (name !== "value") expect(Math.abs(mean)).toBeLessThanOrEqual(6 * stdError + 1e-12 * Math.abs(constant));
        expect(Number.isFinite(mean)).toBe(true);
      }
    }
  });
  it("φ of huge values scales", () => {
    // but not what a given number leaves
    if ("baseline" in options && options.baseline === 3) return;
    const small = run(options, integrand("x^2")), huge = run(options, integrand("2^400*x^2"));
    for (const name of NAMES) expect(Math.abs(estimate(huge, name).mean / 2 ** 400 - estimate(small, name).mean)).toBeLessThanOrEqual(1e-9 * Math.abs(estimate(small, name).mean));
  });
});

describe("controls that say nothing", () => {
  const zero = { phi: integrand("0*x"), mean: 0 }, x = { phi: integrand("x"), mean: 1 }, twice = { phi: integrand("2*x - 1"), mean: 1 };
  it.each(["cross-fit", "loo", "pilot"])("all 0: %s changes nothing", (coefficients) => {
    const plain = run({ flow: "lr", baseline: 0 }, square), found = run({ flow: "lr", controls: [zero], coefficients }, square);
    for (const name of NAMES) expect(estimate(found, name).mean).toBeCloseTo(estimate(plain, name).mean, 12);
  });
  it.each(["cross-fit", "loo", "pilot"])("spanned by others: %s takes one of them", (coefficients) => {
    const one = run({ flow: "lr", controls: [x], coefficients, samples: 1024 }, square), both = run({ flow: "lr", controls: [x, twice, x], coefficients, samples: 1024 }, square);
    for (const name of NAMES) expect(estimate(both, name).mean).toBeCloseTo(estimate(one, name).mean, 9);
  });
  it("none at all, and scores of a support that moves, which are no controls", () => {
    const plain = run({ flow: "lr", baseline: 0 }, square);
    expect(JSON.stringify((run({ flow: "lr", baseline: 0, controls: [] }, square) as unknown as { state: unknown }).state)).toBe(JSON.stringify((plain as unknown as { state: unknown }).state));
    const of = uniform({ low: 0, high: 1 }), found = gradient(of, square, { flow: "rp", controls: ["score"], samples: 512, seed: 1 } as never) as unknown as GradientResult;
    expect(found.value.mean).toBeCloseTo(1 / 3, 1);
    expect(found.controlNames).toEqual([]);
  });
  it("of a size of 1e-200 or 1e200 still work", () => {
    for (const size of [1e-120, 1e120]) {
      const found = run({ flow: "lr", controls: [{ phi: integrand(`${size}*x`), mean: size }], samples: 512 }, integrand("x"));
      expect(found.value.mean).toBeCloseTo(1, 12);
    }
  });
  it("a group that is one fold keeps what there is", () => {
    // 17 rows: groups of 2, and a row alone
    const found = run({ flow: "lr", baseline: "loo", samples: 17 }, square);
    expect(Number.isFinite(estimate(found, "loc").mean)).toBe(true);
    expect(Number.isFinite(run({ flow: "lr", controls: [x], samples: 65 }, square).value.mean)).toBe(true);
  });
});

describe("many", () => {
  it("100 columns with a control of each and a pilot", () => {
    const D = 100, wide = normal({ loc: Array.from({ length: D }, () => 0), scale: 1 }), phi = integrand("sum(k, x[k]^2)");
    const options = { flow: "lr", samples: 2 ** 12, seed: 1, wrt: ["scale"] } as const, plain = gradient(wide, phi, options), found = gradient(wide, phi, { ...options, controls: [{ phi, mean: D }], coefficients: "pilot" } as never) as unknown as typeof plain;
    // the score by the scale is φ − 100
    expect(found.value.mean).toBeCloseTo(D, 9);
    expect(found.value.variance).toBeLessThan(1e-15);
    expect(Math.abs((found.grad.scale.mean as unknown as number) - 2 * D)).toBeLessThan(5 * (found.grad.scale.stdError as unknown as number));
  });
  it("64 scores", () => {
    const D = 32, wide = normal({ loc: Array.from({ length: D }, (_, k) => k), scale: Array.from({ length: D }, () => 1) });
    const found = gradient(wide, integrand("sum(k, x[k])"), { flow: "lr", controls: ["score"], samples: 2 ** 15, seed: 1 });
    expect(found.controlNames).toHaveLength(64);
    // φ is spanned by the scores
    expect(found.value.mean).toBeCloseTo(D * (D - 1) / 2, 6);
    const other = mvn({ loc: Array.from({ length: 9 }, () => 0), scaleTril: Array.from({ length: 81 }, (_, k) => (k % 10 ? 0 : 1)) });
    expect(gradient(other, integrand("sum(k, x[k])"), { flow: "lr", controls: ["score"], samples: 2 ** 15, seed: 1 }).value.variance).toBeLessThan(1e-12);
  });
  it("a million samples", { timeout: 20_000 }, () => {
    const begin = performance.now();
    for (const [, options] of settings) expect(Math.abs(estimate(run({ ...options, ...((options as { coefficients?: string }).coefficients === "loo" && { coefficients: "pilot" }), samples: 1e6 }, square), "loc").mean - 2)).toBeLessThan(0.05);
    // 15 runs take about 1 s
    expect(performance.now() - begin).toBeLessThan(15_000);
  });
});
