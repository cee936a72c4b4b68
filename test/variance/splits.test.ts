/**
 * Options that lower variance, as runs: same bits in any split, for every number of samples or refused in words, as plain data, told from outside, chosen
 * again, in a loop with an rng; covariances, chains, several φ. No chance here: seeds are fixed, and means stand in unbiased.test.ts, variances in variances.test.ts.
 */
import { type BlockIntegrand, type GradientResult, Rng, gradient, integrand, merge, normal, restore } from "montegrad";
import { describe, expect, it } from "vitest";
import { SETTINGS, type Setting, estimate, p, q, run, square } from "./problems.ts";

type Many = Record<string, GradientResult> & { readonly names: readonly string[] };
const state = (result: object): string => JSON.stringify(result);
const bits = (result: object): string => JSON.stringify((result as { state: unknown }).state);
const at = (setting: Setting, more: object): Many => run(setting, { seed: 11, ...more }) as Many;
const LEAVES = 9;
/** Leaves 0 … 8 of 4353 samples in four shards. */
const SHARDS = [[0, 1], [1, 4], [4, 5], [5, LEAVES]] as const, ORDERS = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]];

describe.each(SETTINGS.map((setting) => [setting[0], setting] as const))("%s", (_name, setting) => {
  it("the same bits for every block and split", { timeout: 60_000 }, () => {
    // replicates of several leaves leave nothing to learn from
    for (const samples of setting[2].points && (setting[2].combine || setting[2].controls) ? [4353] : [4353, 2 ** 15 + 257]) {
      const whole = bits(at(setting, { samples }));
      for (const block of [512, 1024, 2048]) expect(bits(at(setting, { samples, block }))).toBe(whole);
      const leaves = Math.ceil(samples / 512), shards = samples === 4353 ? SHARDS : ([[0, 3], [3, 4], [4, 33], [33, leaves]] as const), parts = shards.map(([from, to]) => at(setting, { samples, shard: { from, to } }));
      for (const order of ORDERS) expect(bits(merge(...(order.map((k) => parts[k]) as unknown as [never, never])))).toBe(whole);
    }
  });
  it("every number of samples, or words about it", () => {
    let refused = 0;
    for (const samples of [...Array.from({ length: 17 }, (_, k) => k + 1), 31, 32, 33, 511, 512, 513, 1023, 4097]) {
      let found: Many;
      try {
        found = at(setting, { samples });
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        expect((error as Error).message).toMatch(/samples/);
        refused = samples;
        continue;
      }
      // who takes few takes more
      expect(samples).toBeGreaterThan(refused);
      for (const name of Object.keys(setting[1].phi)) {
        expect(found[name]!.samples).toBe(samples);
        for (const path of Object.keys(setting[1].truths[name]!)) expect(Number.isFinite(estimate(found[name]!, path).mean)).toBe(true);
      }
    }
    expect(refused).toBeLessThan(setting[2].samples);
  });
  it("plain data", () => {
    const found = at(setting, { samples: 1500 }), back = restore(JSON.parse(JSON.stringify(found))) as unknown as Many;
    expect(String(back)).toBe(String(found));
    expect(state(back)).toBe(state(found));
    expect(state(restore(structuredClone(found)))).toBe(state(found));
  });
  it("what was chosen gives the same bits again", () => {
    const found = at(setting, { samples: 1500 }), chosen = found[Object.keys(setting[1].phi)[0]!]!.chosen;
    // functions are not data: their texts are
    if (Array.isArray(chosen.controls) && (chosen.controls as unknown[]).some((one) => typeof one === "object" && "phi" in (one as object))) return;
    expect(bits(gradient(setting[1].p, setting[1].phi, chosen as never))).toBe(bits(found));
  });
  it("covariances of units: symmetric, squares of standard errors on the diagonal", () => {
    for (const samples of setting[2].points && setting[2].combine ? [setting[2].samples, 1111] : [setting[2].samples, 1111, 2 ** 15 + 3]) {
      const found = at(setting, { samples, joint: true });
      for (const name of Object.keys(setting[1].phi)) {
        const { covariance: { matrix }, value, grad } = found[name] as unknown as { covariance: { matrix: Float64Array }; value: { stdError: number }; grad: Record<string, { stdError: number | Float64Array }> };
        const errors = [value.stdError, ...Object.entries(grad).flatMap(([parameter, { stdError }]) => (typeof stdError === "number" ? [stdError] : [...stdError].filter((_, k) => parameter !== "scaleTril" || k !== 1)))], size = errors.length, c = (i: number, j: number): number => matrix[i * size + j]!;
        expect(matrix).toHaveLength(size * size);
        for (let i = 0; i < size; i++) {
          if (Number.isNaN(errors[i]!)) continue;
          expect(Math.abs(c(i, i) - errors[i]! ** 2)).toBeLessThanOrEqual(1e-9 * errors[i]! ** 2 + 1e-15);
          for (let j = 0; j < i; j++) {
            expect(c(i, j)).toBe(c(j, i));
            expect(Math.abs(c(i, j))).toBeLessThanOrEqual(errors[i]! * errors[j]! * (1 + 1e-9) + 1e-15);
          }
        }
      }
    }
  });
  it("calls in a row with an rng are the later leaves, and share nothing", () => {
    const rng = new Rng(4), at = { samples: 700, seed: undefined, rng }, names = Object.keys(setting[1].phi);
    const [first, second] = [run(setting, at), run(setting, at)];
    for (const name of names) expect(first[name]!.value.mean === second[name]!.value.mean && first[name]!.value.variance > 1e-20).toBe(false);
    expect(rng.position).toBe(4);
    const again = new Rng(4);
    expect(bits(run(setting, { ...at, rng: again }))).toBe(bits(first));
  });
});

describe("rows that an rng gives", () => {
  const seen = (rng: Rng, options: object): number[][] => {
    const rows: number[] = [];
    const phi: BlockIntegrand = { value: ([x], out) => { for (let i = 0; i < out.length; i++) { rows.push(x![i]!); out[i] = x![i]! ** 2; } } };
    gradient(p, phi, { rng, flow: "lr", ...options } as never);
    return [rows];
  };
  it.each([["independent", {}, 300], ["mirrored", { antithetic: true }, 300], ["Sobol'", { points: "sobol" }, 300], ["Sobol' in leaves", { points: "sobol", baseline: 0 }, 2 ** 14], ["a pilot's", { controls: ["score"], coefficients: "pilot" }, 300], ["a pilot's of many", { controls: ["score"], coefficients: "pilot" }, 1300]] as const)("%s", (_name, options, samples) => {
    const rng = new Rng(9), calls = Array.from({ length: 4 }, () => seen(rng, { samples, ...options }).flat());
    const all = calls.flat();
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("told from outside", () => {
  const cases = [
    { flow: "lr", baseline: "loo" }, { flow: "lr", baseline: "optimal" }, { flow: "lr" }, { flow: "lr", controls: ["score"] }, { flow: "lr", controls: ["stein"], coefficients: "cross-fit", proposal: q }, { flow: "lr", controls: ["score"], coefficients: "loo" },
    { flow: "rp", controls: ["score", "difference"] }, { flow: "rp", combine: "covariance" }, { flow: "rp", combine: { by: "inverse-variance", pooled: true } }, { flow: "rp", antithetic: true }, { flow: "lr", antithetic: true }, { flow: "rp", points: "sobol" },
    { flow: "lr", points: "sobol" }, { flow: "rp", points: "sobol", combine: "covariance" }, { flow: "lr", controls: ["score"], coefficients: { loc: [1, 2] } },
  ] as const;
  it.each(cases.map((one) => [JSON.stringify({ ...one, proposal: undefined }), one] as const))("%s", (_name, options) => {
    for (const samples of [1500, 4097]) for (const rows of [512, 1024, 5000]) {
      const all = { ...options, samples, seed: 4 } as never, whole = gradient(p, square, all), told = gradient.start(p, all);
      for (let x = told.ask(rows); x[0]!.length; x = told.ask(rows)) told.tell({ value: square.value(x), gradient: square.gradient(x) });
      const result = told.result() as unknown as GradientResult;
      for (const path of ["value", "loc", "scale"]) expect(estimate(result, path)).toEqual(estimate(whole as never, path));
    }
  });
});

describe("chains and several φ", () => {
  const chain = { both: { loc: 1, scale: 0.5 }, rate: { loc: 2, phi: -0.25 } };
  it.each([{ flow: "lr", baseline: "loo" }, { flow: "lr", baseline: 2 }, { flow: "lr", baseline: "optimal" }, { flow: "lr", controls: ["score"] }, { flow: "lr", controls: ["score"], coefficients: "pilot" }, { flow: "rp", controls: ["score", "difference"] }, { flow: "rp", combine: "covariance" }, { flow: "rp", antithetic: true }, { flow: "lr", points: "sobol" }, { coupled: "measure-valued" }, { coupled: { loc: "random-radius" }, flow: "rp" }] as const)("%j", (options) => {
    const limit = 5.5;
    for (const samples of [2048, 2 ** 15 + 77]) {
      const found = gradient(p, square, { ...options, chain, samples, seed: 12 } as never) as unknown as GradientResult<never, "both" | "rate">, { both, rate } = (found as unknown as { chain: Record<string, { mean: number; stdError: number }> }).chain as { both: { mean: number; stdError: number }; rate: { mean: number; stdError: number } };
      // 2·1 + 2·0.5, 2·2 − 2/4
      expect(Math.abs(both.mean - 3)).toBeLessThanOrEqual(limit * both.stdError + 1e-9);
      expect(Math.abs(rate.mean - 3.5)).toBeLessThanOrEqual(limit * rate.stdError + 1e-9);
      // what is linear, is
      const linear = options.flow !== undefined && !("combine" in options) && !("controls" in options) && !("baseline" in options && options.baseline === "optimal");
      if (!linear) continue;
      const { loc, scale } = found.grad as unknown as Record<string, { mean: number }>;
      expect(both.mean).toBeCloseTo(loc!.mean + 0.5 * scale!.mean, 10);
      expect(rate.mean).toBeCloseTo(2 * loc!.mean - 0.25 * found.value.mean, 10);
    }
  });
  it("standard errors of named derivatives are so on average", () => {
    const runs = 3000, means = new Float64Array(runs), said = new Float64Array(runs);
    for (let r = 0; r < runs; r++) {
      const { both } = (gradient(p, square, { flow: "lr", chain, samples: 64, seed: r } as never) as unknown as { chain: Record<string, { mean: number; stdError: number }> }).chain;
      means[r] = both!.mean;
      said[r] = both!.stdError ** 2;
    }
    const average = (of: Float64Array): number => of.reduce((sum, v) => sum + v, 0) / runs, mean = average(means), variance = average(means.map((v) => (v - mean) ** 2));
    expect(variance / average(said)).toBeGreaterThan(0.8);
    expect(variance / average(said)).toBeLessThan(1.25);
  });
  it("each of several φ has the bits that it has alone", () => {
    const cube = integrand("x^3"), two = { square, cube };
    for (const options of [{ flow: "lr" }, { flow: "lr", baseline: "optimal" }, { flow: "lr", controls: ["score"] }, { flow: "rp", controls: ["score", "difference"], coefficients: "pilot" }, { flow: "rp", combine: "covariance" }, { coupled: "measure-valued" }, { flow: "rp", antithetic: true }, { flow: "rp", points: "sobol" }]) {
      const both = gradient(normal({ loc: 1, scale: 2 }), two, { ...options, samples: 3000, seed: 8 } as never) as unknown as Many;
      for (const [name, phi] of Object.entries(two)) {
        const alone = gradient(normal({ loc: 1, scale: 2 }), phi, { ...options, samples: 3000, seed: 8 } as never) as unknown as GradientResult;
        for (const path of ["value", "loc", "scale"]) expect(estimate(both[name]!, path)).toEqual(estimate(alone, path));
      }
    }
  });
});
