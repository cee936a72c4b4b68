/**
 * What a reader who wanted to break baselines, controls, combinations, points, pairs and sums found broken, one test for each. What these options do
 * where nothing is odd is tested beside them; bits are in bits.test.ts.
 */
import { Rng, bernoulli, expectation, gradient, integrand, normal, product, restore } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: 1, scale: 1 }), phi = integrand("exp(x/2)"), run = { samples: 300, seed: 1 };

describe("options", () => {
  it("controls do not learn from combined rows, which learn from each other: that was a bias of 1.6 times the spread at 256 samples", () => {
    for (const coefficients of ["cross-fit", "loo", "pilot"] as const) {
      expect(() => gradient(p, phi, { flow: "rp", combine: "covariance", controls: ["score"], coefficients, ...run })).toThrow(/"combine" expected to be absent beside "controls".*"difference"/);
    }
  });

  it('baseline: "optimal" leaves alone what takes no score: it was 0 there', () => {
    const several = product({ a: p, b: bernoulli({ probs: 0.25 }) }), sum = integrand("a*b + a");
    const pairs = (baseline: number | "optimal") => gradient(p, phi, { flow: "lr", coupled: { loc: "measure-valued" }, baseline, ...run }).grad.loc.mean;
    const summed = (baseline: number | "optimal") => gradient(several, sum, { flow: "lr", enumerate: true, baseline, ...run }).grad.b.probs.mean;
    expect(pairs("optimal")).toBeCloseTo(pairs(0), 12);
    expect(summed("optimal")).toBeCloseTo(summed(0), 12);
  });

  it("a replicate of Sobol' points ends before its points come again", () => {
    const shard = (from: number) => gradient(p, phi, { flow: "rp", points: "sobol", samples: 2 ** 40, seed: 1, shard: { from, to: from + 1 } }).value.mean;
    expect(shard(5)).not.toBe(shard(5 + 2 ** 23));
  });

  it("expectation refuses controls that are none, and arrays with holes", () => {
    for (const controls of [null, "", 0, Number.NaN, false]) expect(() => expectation(p, phi, { controls, ...run } as never)).toThrow(/"controls" expected an array/);
    expect(() => gradient(p, phi, { flow: "lr", controls: new Array(3), ...run } as never)).toThrow(/"controls\[0\]" expected/);
    expect(() => gradient(p, phi, { flow: "lr", controls: ["score"], coefficients: { value: null }, ...run } as never)).toThrow(/"coefficients.value" expected 2 numbers, got null/);
  });

  it("earlier results of the same random numbers are refused: rows would learn from themselves, a bias of most of the spread at 64 samples", () => {
    const earlier = gradient(p, phi, { flow: "lr", controls: ["score"], ...run }), several = gradient(p, { a: phi }, { flow: "lr", ...run });
    for (const seed of [1, 1n]) expect(() => gradient(p, phi, { flow: "lr", controls: ["score"], coefficients: earlier, samples: 300, seed })).toThrow(/"coefficients" expected a result of other random numbers, got one of seed 1/);
    expect(() => gradient(p, phi, { flow: "lr", baseline: earlier, samples: 2000, seed: 1 })).toThrow(/"baseline" expected a result of other random numbers/);
    expect(() => gradient(p, { a: phi }, { flow: "lr", baseline: several, ...run })).toThrow(/"baseline" expected a result of other random numbers/);
    expect(gradient(p, phi, { flow: "lr", baseline: earlier, samples: 300, seed: 2 }).job.baseline).toBe(earlier.value.mean);
    const rng = new Rng(1), first = gradient(p, phi, { flow: "lr", controls: ["score"], samples: 300, rng }), next = gradient(p, phi, { flow: "lr", controls: ["score"], coefficients: first, samples: 300, rng });
    expect(() => gradient(p, phi, { flow: "lr", baseline: next, samples: 1000, seed: 1 })).toThrow(/other random numbers/);
  });

  it("a flow need not say anything of what is summed over", () => {
    const several = product({ a: p, b: bernoulli({ probs: 0.25 }) }), sum = integrand("a*b + a"), options = { enumerate: true, ...run } as const;
    expect(gradient(several, sum, { flow: { a: "rp" }, ...options }).state).toEqual(gradient(several, sum, { flow: "rp", ...options }).state);
  });

  it("expectation is not told to take a flow", () => {
    expect(() => expectation(p, phi, { controls: ["difference"], ...run })).toThrow(/"controls\[0\]" expected a control of E\[φ\], got "difference".*leave it out/);
  });

  it("an rng stands where it stood when points are refused", () => {
    const rng = new Rng(5);
    expect(() => gradient(p, phi, { flow: "lr", points: "sobol", samples: 3, rng })).toThrow(/"samples" expected at least 32/);
    expect(rng.position).toBe(0);
  });

  it("functions with equal means are told apart in what a result says of itself", () => {
    const { controls } = gradient(p, phi, { flow: "lr", controls: [{ phi: integrand("x"), mean: 1 }, { phi: integrand("x^3 - 3*x"), mean: 1 }], ...run }).job, [first, second] = controls as { phi: string }[];
    expect(first?.phi).not.toBe(second?.phi);
  });
});

describe("results", () => {
  const result = gradient(p, phi, { flow: "rp", wrt: ["loc"], controls: ["stein", "difference"], samples: 5000, seed: 1 });
  type Plain = { job: Record<string, unknown>; state: { nodes: Record<string, unknown>[] } };
  const tampered = (change: (data: Plain) => void): unknown => {
    const data = JSON.parse(JSON.stringify(result)) as Plain;
    change(data);
    return restore(data);
  };

  it.each<[string, (data: Plain) => void, RegExp]>([
    ["a unit that is no power of two", ({ job }) => { job["unit"] = 513; }, /"job.unit" expected a power of two/],
    ["a pilot that is no number", ({ job }) => { job["pilot"] = "x"; }, /"job.pilot" expected an integer/],
    ["controls without names", ({ job }) => { job["controlNames"] = 1; }, /"job.controlNames" expected names/],
    ["more controls than were learnt from", ({ job }) => { job["controlNames"] = ["a", "b"]; }, /"state.nodes.fit" expected \d+ numbers/],
    ["fewer numbers than controls need", ({ state: { nodes: [node] } }) => { (node as { fit: unknown }).fit = new Float64Array(3); }, /"state.nodes.fit" expected 30 numbers/],
    ["2^60 leaves, which were counted one by one", ({ job, state: { nodes: [node] } }) => { job["unit"] = 1024; (node as { level: number }).level = 60; }, /"state.nodes" expected ranges of the 10 leaves/],
    ["rows that no leaf has", ({ state: { nodes: [node] } }) => { (node as { count: number }).count = 1e6; }, /"state.nodes" expected ranges/],
    ["the same leaves twice", ({ state: { nodes } }) => { nodes.push(nodes[0] as Record<string, unknown>); }, /"state.nodes" expected ranges/],
    ["leaves out of their order", ({ state: { nodes } }) => { nodes.reverse(); }, /"state.nodes" expected ranges/],
  ])("%s are not restored", (_, change, message) => {
    expect(tampered(() => undefined)).toEqual(result);
    expect(() => tampered(change)).toThrow(message);
  });

  it("a late shard says why it has no coefficients", () => {
    const late = gradient(p, phi, { flow: "lr", controls: ["score"], samples: 8192, seed: 1, shard: { from: 12, to: 16 } });
    expect(() => late.coefficients).toThrow(/first samples of a run.*merge/);
  });
});
