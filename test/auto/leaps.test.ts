/**
 * A φ in JavaScript that jumps where its gradient does not tell is seen to before a run begins, from 64 samples on, and has no flow; one that is steep, kinked, rounded or noisy keeps it.
 * Seeds fixed, no retries; false alarms below 1e-5 (Bonferroni) where there are statistics.
 */
import { type GradientResult, Rng, gradient, normal, plan, product, gamma, uniform } from "montegrad";
import { describe, expect, it } from "vitest";
import { zBound } from "../statistics.ts";
import { bell, block } from "./problems.ts";

const standard = normal({ loc: 0, scale: 1 }), SEEDS = Array.from({ length: 20 }, (_, k) => k);
const small = block((x) => x + 0.1 * Number(x > 0.5), () => 1), step = block((x) => (x > 0.5 ? 1 : 0.9 * x), (x) => (x > 0.5 ? 0 : 0.9));
const whys = (p: unknown, phi: unknown, samples: number): string[] => SEEDS.map((seed) => plan(p as never, phi as never, { samples, seed } as never).why as string);
const loc = (g: GradientResult): number => (g.grad as unknown as { loc: { mean: number } }).loc.mean;

describe("jumps", () => {
  it.each([64, 1023, 1024, 4096, 8192])("of a sixtieth of the range, and of a third, %i samples: found, at the place", (samples) => {
    for (const phi of [small, step]) for (const why of whys(standard, phi, samples)) expect(why).toMatch(/^no flow, since φ jumps near x = 0\.5, of which its gradient does not tell/);
  });
  it("nothing is biased by them", () => {
    // with the flow it was 1 with a standard error of 0
    const truth = 1 + 0.1 * bell(0.5), found = Float64Array.from({ length: 400 }, (_, seed) => loc(gradient(standard, small, { samples: 512, seed }) as never));
    const mean = found.reduce((sum, v) => sum + v, 0) / 400, spread = found.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 399;
    expect(Math.abs(mean - truth)).toBeLessThan(zBound(1e-5, 1) * Math.sqrt(spread / 400));
  });
  it("in several columns, most of them", () => {
    const barrier = {
      value: (x: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) { const sum = x[0]![i]! + x[1]![i]!; out[i] = Math.max(x[0]![i]!, sum) < 1 ? Math.max(sum, 0) : 0; } },
      gradient: (x: readonly Float64Array[], out: readonly Float64Array[]) => { for (const column of out) for (let i = 0; i < column.length; i++) { const sum = x[0]![i]! + x[1]![i]!; column[i] = Number(Math.max(x[0]![i]!, sum) < 1 && sum > 0); } },
    };
    expect(whys(normal({ loc: [0, 0], scale: 1 }), barrier, 4096).filter((why) => why.includes("φ jumps between draws of p")).length).toBeGreaterThan(17);
  });
  it.each([64, 4096])("of one height, many of them or one that many lines cross, %i samples", (samples) => {
    // halved in turn, none of them would come to its end
    const plane = { value: ([a, b]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = a![i]! + b![i]! + 0.5 * Number(a![i]! > 0); }, gradient: (_: readonly Float64Array[], out: readonly Float64Array[]) => { for (const column of out) column.fill(1); } };
    const found = (p: unknown, phi: unknown): number => whys(p, phi, samples).filter((why) => why.includes("φ jumps")).length;
    expect(found(standard, block((x) => x + 0.1 * Math.floor(x), () => 1))).toBe(20);
    expect(found(normal({ loc: [0, 0], scale: 1 }), plane)).toBeGreaterThan(samples === 64 ? 11 : 19);
  });
  it("only in columns that a flow moves", () => {
    const p = product({ a: standard, b: gamma({ concentration: 2, rate: 1 }) });
    const phi = { value: ([a, b]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = a![i]! ** 2 + Number(b![i]! > 1); }, gradient: ([a]: readonly Float64Array[], [out]: readonly Float64Array[]) => { for (let i = 0; i < out!.length; i++) out![i] = 2 * a![i]!; } };
    expect(plan(p, phi, { samples: 4096, seed: 1, wrt: ["a.loc"] }).flow).toBe("rp");
    expect(plan(p, phi, { samples: 4096, seed: 1, wrt: ["b.rate"] }).flow).toBe("lr");
  });
  it("where a parameter moves the support what crosses its ends is added", () => {
    const g = gradient(uniform({ low: 0, high: 2 }), block((x) => Number(x > 1), () => 0), { samples: 1e5, seed: 1 });
    expect(g.chosen.jumps).toBe("surface");
    expect(g.grad.high.mean).toBeCloseTo(0.25, 1); // P = (high − 1)/(high − low)
  });
  it.each([1, 15, 64])("in loops, of %i samples, it is looked for when the leaf has doubled, and known where it was found", (samples) => {
    const loop = (phi: unknown): GradientResult[] => { const rng = new Rng(1); return Array.from({ length: 9 }, () => gradient(standard, phi as never, { samples, rng } as never) as unknown as GradientResult); };
    const jumping = loop(small), smooth = loop(block(Math.sin, Math.cos)), looked = (results: readonly GradientResult[]): boolean[] => results.map(({ value }) => value.evaluations > samples);
    expect(jumping.map(({ job }) => job.why?.includes("φ jumps"))).toEqual(new Array(9).fill(true));
    if (samples > 1) return; // beside pilots, of which other tests tell
    expect(looked(jumping)).toEqual([true, false, false, false, false, false, false, false, false]);
    expect(looked(smooth)).toEqual([true, true, true, false, true, false, false, false, true]);
  });
});

describe("what does not jump", () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-50 * x));
  it.each([
    ["smooth", block(Math.exp, Math.exp)], ["steep", block(sigmoid, (x) => 50 * sigmoid(x) * (1 - sigmoid(x)))], ["kinked", block((x) => Math.max(x, 0), (x) => Number(x > 0))], ["far from 0", block((x) => 1e12 + x, () => 1)],
    ["rounded", block((x) => Math.round(100 * x) / 100, () => 1)],
  ] as const)("%s", (_name, phi) => {
    for (const samples of [64, 4096]) for (const why of whys(standard, phi, samples)) expect(why).not.toContain("jumps");
  });
  it("noise of φ's own", () => {
    const rng = new Rng(1), phi = block((x) => x * x + 0.1 * rng.uniform(), (x) => 2 * x);
    for (const why of whys(standard, phi, 4096)) expect(why).not.toContain("jumps");
  });
  it("what φ throws where it is looked at, the run may never meet", () => {
    let calls = 0;
    const phi = block((x) => { if (calls++ < 1) throw new Error("mine"); return x * x; }, (x) => 2 * x);
    expect(gradient(standard, phi, { samples: 64, seed: 1 }).grad.loc.mean).toBeLessThan(1);
  });
});
