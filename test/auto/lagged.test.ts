/**
 * Loops with an rng and few samples: each call uses coefficients that the calls before have learnt. They lower the variance, bias nothing while θ moves, belong to one problem each,
 * and are not touched by a call that fails. Seeds fixed, no retries; false alarms below 1e-5 (Bonferroni) where there are statistics.
 */
import { type GradientResult, Rng, gradient, integrand, normal, plan, poisson } from "montegrad";
import { describe, expect, it } from "vitest";
import { zBound } from "../statistics.ts";
import { block, unit } from "./problems.ts";

const wave = integrand("cos(2*x)"), tanh = integrand("tanh(x)");
const variance = (numbers: Float64Array): number => { const mean = numbers.reduce((sum, v) => sum + v, 0) / numbers.length; return numbers.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (numbers.length - 1); };
const numbers = (g: { readonly state: unknown }): string => JSON.stringify(g.state);
const loop = (rng: Rng, calls: number, phi: unknown = wave, samples = 64): GradientResult[] => Array.from({ length: calls }, () => gradient(unit, phi as never, { samples, rng } as never) as unknown as GradientResult);
const loc = (g: GradientResult): number => (g.grad as unknown as { loc: { mean: number } }).loc.mean;

describe("what a loop learns", () => {
  // a ratio of variances of 400 numbers strays by 1.65 with a probability below 1e-6
  it.each([["cos 2x", unit, wave, 0.4], ["tanh", unit, tanh, 0.2], ["a step", unit, integrand("x > 1.5"), 0.3], ["a step above a constant", unit, integrand("10 + (x > 1.5)"), 0.3], ["Poisson, 1.25^k", poisson({ rate: 3 }), integrand("1.25^x"), 0.01]] as const)("%s: later calls vary less than first ones", (_name, p, phi, share) => {
    const run = (rng: Rng): number => { const { grad } = gradient(p as never, phi, { samples: 64, rng } as never) as unknown as { grad: Record<string, { mean: number }> }; return Object.values(grad)[0]!.mean; };
    const first = Float64Array.from({ length: 400 }, (_, seed) => run(new Rng(seed))), rng = new Rng(9);
    for (let i = 0; i < 50; i++) run(rng);
    expect(variance(Float64Array.from({ length: 400 }, () => run(rng))) / variance(first)).toBeLessThan(share);
  });
  it("says so", () => {
    const results = loop(new Rng(1), 5), whys = results.map(({ job }) => job.why);
    expect(whys[0]).toContain("64 samples pay for no pilot");
    expect(whys[1]).toBe("coefficients from a pilot of 112 samples, once for calls with this rng");
    expect(results.map(({ value }) => value.evaluations)).toEqual([64, 64 + 112, 64, 64, 64]);
    expect(whys[4]).toMatch(/^coefficients from about \d+ samples of the calls before$/);
  });
  it("a φ that jumps and says that its gradient is 0 has no flow, and its pilot is counted", () => {
    // so far out that nothing is seen to jump
    const step = block((x) => Number(x > 3.5), () => 0), results = loop(new Rng(7), 300, step), means = Float64Array.from(results, loc);
    expect(results.slice(0, 4).map(({ value }) => value.evaluations)).toEqual([64 + 16, 64 + 16 + 112, 64 + 16 + 96, 64]);
    expect(results[3]!.chosen.flow).toBe("lr");
    expect(results[3]!.job.why).toContain("the gradient of φ was 0 in all rows");
    expect(Math.abs(means.reduce((sum, v) => sum + v, 0) / 300 - 0.01752830049356854)).toBeLessThan(zBound(1e-6, 1) * Math.sqrt(variance(means) / 300));
  });
  it("nothing is biased while θ moves: 20 000 steps of 32 samples", { timeout: 60_000 }, () => {
    const steps = 20_000, rng = new Rng(11), away = { loc: new Float64Array(steps), scale: new Float64Array(steps) };
    let at = 1, width = 1;
    for (let t = 0; t < steps; t++) {
      const { grad } = gradient(normal({ loc: at, scale: width }), wave, { samples: 32, rng }), faded = Math.exp(-2 * width * width);
      away.loc[t] = grad.loc.mean + 2 * faded * Math.sin(2 * at);
      away.scale[t] = grad.scale.mean + 4 * width * faded * Math.cos(2 * at);
      // θ depends on what was found, as it does in training, and wanders
      at = 1 + 0.5 * Math.sin(t / 300) + 0.01 * grad.loc.mean;
      width = 0.8 + 0.2 * Math.cos(t / 700) + 0.01 * grad.scale.mean;
    }
    for (const one of [away.loc, away.scale]) expect(Math.abs(one.reduce((sum, v) => sum + v, 0) / steps) / Math.sqrt(variance(one) / steps)).toBeLessThan(zBound(1e-6, 2));
  });
});

describe("memory", () => {
  it("is the generator's: the same calls give the same bits, others none of them", () => {
    const one = loop(new Rng(4), 12).map(numbers);
    loop(new Rng(5), 3);
    expect(loop(new Rng(4), 12).map(numbers)).toEqual(one);
  });
  it("each result comes again from what was chosen, and a plan is what the next call does", () => {
    const rng = new Rng(4);
    loop(rng, 6);
    const { position } = rng, planned = plan(unit, wave, { samples: 64, rng });
    expect(rng.position).toBe(position);
    const copy = Rng.restore(rng.save()), next = loop(rng, 1)[0]!;
    expect(numbers(gradient(unit, wave, { ...planned, samples: 64, rng: copy }) as never)).toBe(numbers(next));
    expect(numbers(gradient(unit, wave, next.chosen as never) as never)).toBe(numbers(next));
    expect(numbers(gradient(unit, wave, { ...JSON.parse(JSON.stringify(planned)), samples: 64, rng: Rng.restore({ ...rng.save(), position }) } as never) as never)).toBe(numbers(next));
  });
  it("two φ with one generator learn apart", () => {
    const rng = new Rng(4), both = Array.from({ length: 10 }, () => [loop(rng, 1)[0]!, loop(rng, 1, tanh)[0]!] as const), last = both.at(-1)!;
    // each knows, of its own, a pilot and the calls since the second: sums of 64, ageing
    const rows = (g: GradientResult): number => Number(/about (\d+) samples/.exec(g.job.why ?? "")?.[1]);
    const expected = Math.round(64 * (1 - 0.9 ** 8) / 0.1 + 112 * 0.9 ** 8);
    expect([rows(last[0]), rows(last[1])]).toEqual([expected, expected]);
    const again = new Rng(4), repeated = Array.from({ length: 10 }, () => [loop(again, 1)[0]!, loop(again, 1, tanh)[0]!] as const);
    expect(repeated.flat().map(numbers)).toEqual(both.flat().map(numbers));
  });
  it("other data in each call are no other problem, and other problems do not fill the memory", () => {
    const rng = new Rng(4), sums = integrand("sum(r, (x - y[r])^2)", { data: { y: [1, 2] } }), whys = Array.from({ length: 4 }, (_, i) => loop(rng, 1, sums.with({ data: { y: [i, 2 * i] } }))[0]!.job.why);
    expect(whys[3]).toContain("of the calls before");
    for (let k = 0; k < 40; k++) loop(rng, 2, integrand(`cos(${k}*x)`));
    expect(loop(rng, 1, sums)[0]!.job.why).toContain("64 samples pay for no pilot");
  });
  it("no call varies more than the better of likelihood ratio and flow by a tenth", () => {
    // 600 numbers each: a ratio strays by 1.4 with a probability below 1e-5
    const of = (phi: unknown, options: object, calls: number): number => variance(Float64Array.from({ length: 600 }, (_, seed) => { const rng = new Rng(seed); return loc(Array.from({ length: calls }, () => gradient(unit, phi as never, { samples: 64, rng, wrt: ["loc"], ...options } as never) as unknown as GradientResult).at(-1)!); }));
    for (const phi of [integrand("10 + (x > 1.5)"), integrand("cos(20*x)")]) {
      const best = of(phi, { flow: "lr" }, 1);
      for (const calls of [1, 2, 3]) expect(of(phi, {}, calls)).toBeLessThan(1.4 * 1.1 * best);
    }
  });
  it("a call that fails, or is refused, teaches nothing", () => {
    const throwing = block((x) => { if (boom) throw new Error("mine"); return Math.cos(2 * x); }, (x) => -2 * Math.sin(2 * x));
    let boom = false;
    const calls = (fails: boolean): string[] => {
      const rng = new Rng(6), out: string[] = [];
      for (let i = 0; i < 8; i++) {
        if (i === 4 && fails) {
          boom = true;
          const { position } = rng;
          expect(() => loop(rng, 1, throwing)).toThrow("mine");
          boom = false;
          expect(() => gradient(unit, throwing, { samples: 64, rng, nan: "never" } as never)).toThrow(RangeError);
          // what a run has begun to draw is gone, as with any options
          expect(rng.position).toBe(position + 1);
        } else if (i === 4) rng.uniform();
        out.push(loop(rng, 1, throwing).map((g) => numbers(g) + g.job.why)[0]!);
      }
      return out;
    };
    expect(calls(true)).toEqual(calls(false));
  });
  it("JSON of a result knows nothing of it, a restored generator begins anew and says so", () => {
    const rng = new Rng(4), last = loop(rng, 5).at(-1)!, fresh = loop(Rng.restore(rng.save()), 1)[0]!, known = loop(rng, 1)[0]!;
    expect(JSON.stringify(last)).not.toContain("memory");
    expect(fresh.job.why).toContain("64 samples pay for no pilot");
    expect(Math.abs(loc(fresh) - loc(known))).toBeGreaterThan(0);
  });
});
