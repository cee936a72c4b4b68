/**
 * A run as a whole: the same bits from a seed, from an `rng` and after it was restored; what `onStep` is told and does; what passes through to `gradient`; what comes back; and
 * every wrong argument.
 */
import { Rng, bernoulli, custom, gamma, gradient, integrand, minimise, normal, poisson, product, restore, uniform } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: [1, 2], scale: 1 }), phi = integrand("x0^2 + x1^2 + exp(x0)/4"), good = { flow: "rp", samples: 64, seed: 5, steps: 20 } as const;
const OPTIMISERS = ["adam", "sgd", "natural"] as const;

describe("bits", () => {
  it.each(OPTIMISERS)("%s: of a seed, of an rng with it, and of one that was restored in between", (optimiser) => {
    const whole = minimise(p, phi, { ...good, optimiser }), rng = new Rng(5);
    expect(minimise(p, phi, { ...good, optimiser })).toEqual(whole);
    expect(minimise(p, phi, { ...good, seed: undefined, rng, optimiser } as never)).toEqual(whole);
    const half = new Rng(9), first = minimise(p, phi, { ...good, seed: undefined, rng: half, steps: 3, optimiser } as never), saved = JSON.parse(JSON.stringify(half)) as ReturnType<Rng["save"]>;
    const on = minimise(first.distribution, phi, { ...good, seed: undefined, rng: half, optimiser } as never), again = minimise(first.distribution, phi, { ...good, seed: undefined, rng: Rng.restore(saved), optimiser } as never);
    expect(again).toEqual(on);
    expect(on.parameters).not.toEqual(whole.parameters);
  });
  it.each([
    ["adam", [0.4494237181389129, 0.746659701830526, 1.286439413887588, 1.3054578022146384, 1.5270023013864171, 0.18468765058763054]],
    ["sgd", [0.26271565634939376, 0.9701113535252652, 1.2587959255235237, 1.4489792275721867, 1.4442754773273083, 0.24494589170394224]],
    ["natural", [1.561107234706158, 0.6198324211847197, 1.0958938269537788, 4.040494023890801, 2.927625886250274, 0.17039328370827744]],
  ] as const)("%s: as ever, in every engine", (optimiser, frozen) => {
    const q = product({ n: normal({ loc: [0, 1], scale: 2 }), g: gamma({ concentration: 2, rate: 1 }), b: bernoulli({ probs: 0.25 }) });
    const { parameters: { n, g, b } } = minimise(q, integrand("(n0 - g)^2 + n1^2*b + exp(-n0/4) + logp"), { flow: "lr", samples: 100, seed: 42, steps: 10, optimiser });
    expect([...n.loc, n.scale, g.concentration, g.rate, b.probs]).toEqual(frozen);
  });
  it("are those of the loop one would write", () => {
    const rng = new Rng(5), rate = 0.01;
    let q = p as typeof p;
    for (let step = 0; step < 4; step++) {
      const { grad } = gradient(q, phi, { flow: "rp", samples: 64, rng, wrt: ["loc"] });
      q = normal({ loc: q.parameters.loc.map((v, j) => v - rate * grad.loc.mean[j]!), scale: 1 }) as typeof p;
    }
    expect(minimise(p, phi, { ...good, wrt: ["loc"], steps: 4, optimiser: { kind: "sgd", rate } }).parameters).toEqual(q.parameters);
  });
  it("every step has draws of its own; the natural gradient's are none of these", () => {
    const positions = new Set<number>(), rng = new Rng(5);
    minimise(p, phi, { ...good, seed: undefined, rng, optimiser: "natural", onStep: ({ result }: { result: { job: { leaf: number } } }) => positions.add(result.job.leaf) } as never);
    expect([...positions]).toEqual(Array.from({ length: 20 }, (_, t) => 2 * t));
    expect(rng.position).toBe(40);
  });
});

describe("onStep", () => {
  it("is not waited for", () => {
    expect(() => minimise(p, phi, { ...good, onStep: async () => false } as never)).toThrow(new TypeError('minimise: "onStep" expected a function that answers at once: no step waits for it, got Promise'));
  });
  it("is told of every step before it is taken", () => {
    const seen: { step: number; loc: number; norm: number; mean: number }[] = [], q = normal({ loc: 2, scale: 1 });
    const { parameters, value, steps, stopped, history } = minimise(q, integrand("x^2"), { ...good, steps: 3, wrt: ["loc"], history: true, onStep: ({ step, value, parameters, gradientNorm, result }) => {
      expect(gradientNorm).toBe(Math.abs(result.grad.loc.mean));
      expect(result.value).toBe(value);
      seen.push({ step, loc: parameters.loc, norm: gradientNorm, mean: value.mean });
    } });
    expect(seen.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(seen[0]!.loc).toBe(2);
    expect(parameters.loc).toBeLessThan(seen[2]!.loc);
    expect([steps, stopped, value.mean]).toEqual([3, "steps", seen[2]!.mean]);
    expect(Array.from(history!)).toEqual(seen.map(({ mean }) => mean));
  });
  it("ends the run by false, where it is: nothing but false does", () => {
    let at: unknown;
    const found = minimise(p, phi, { ...good, onStep: ({ step, parameters }) => { at = parameters; return step < 7 ? (step % 2 ? undefined : 0) : false; } });
    expect([found.steps, found.stopped]).toEqual([7, "onStep"]);
    expect(found.parameters).toBe(at);
    expect(found.parameters).toEqual(minimise(p, phi, { ...good, steps: 6 }).parameters);
    expect(minimise(p, phi, { ...good, onStep: () => false }).distribution).toBe(p);
  });
  it("throws through", () => expect(() => minimise(p, phi, { ...good, onStep: () => { throw new Error("mine"); } })).toThrow("mine"));
});

describe("what passes through", () => {
  it("all options of gradient, on the first step", () => {
    const options = { flow: { loc: "rp", scale: 0.5 }, controls: ["score"], coefficients: "cross-fit", antithetic: true, wrt: ["loc", "scale"], chain: { sum: { loc: 1 } }, joint: true, block: 512, nan: "propagate", proposal: normal({ loc: [1, 2], scale: 2 }), samples: 256 } as const;
    let first: unknown;
    minimise(p, phi, { ...options, seed: 5, steps: 1, onStep: ({ result }) => { first = JSON.stringify(result.state); } });
    expect(first).toBe(JSON.stringify(gradient(p, phi, { ...options, rng: new Rng(5) }).state));
  });
  it("what is wrong with them, in gradient's words", () => {
    expect(() => minimise(normal({ loc: 0, scale: 1 }), (x) => x[0] as number, { ...good })).toThrow(/^gradient: "phi" expected \{ value, gradient \}/);
    const rng = new Rng(5);
    expect(() => minimise(uniform({ low: 0, high: 1 }), (x) => x[0] as number, { ...good, seed: undefined, rng, flow: "lr" } as never)).toThrow(/^gradient: /);
    expect(rng.position).toBe(0);
  });
});

describe("the result", () => {
  const joint = product({ w: normal({ loc: new Array<number>(30).fill(0), scale: 1 }), k: poisson({ rate: 3 }) }), found = minimise(joint, (x) => x[30] as number, { flow: "lr", samples: 64, seed: 1, steps: 3 });
  it("reads well", () => {
    expect(String(minimise(normal({ loc: 2, scale: 1 }), integrand("x^2"), { ...good, steps: 1 }))).toMatch(/^E\[φ\] minimised by adam, 1 step, all taken\nvalue {2}\d\.\d+ ± \d\.\d+\nloc {4}1\.95000\nscale {2}0\.951229$/);
    expect(String(found)).toContain(" … and 6 more\nw.scale ");
    expect(String(minimise(p, phi, { ...good, maximise: true, steps: 2, onStep: () => false }))).toContain("maximised by adam, 1 step, stopped by onStep");
  });
  it("is plain data, of which the distribution can be restored", () => {
    expect(found).toBeInstanceOf(Object);
    const data = JSON.parse(JSON.stringify(found)) as { distribution: unknown; steps: number; value: { mean: number } };
    expect(restore(data.distribution)).toEqual(found.distribution);
    expect([data.steps, data.value.mean]).toEqual([3, found.value.mean]);
    expect(Object.keys(found)).not.toContain("history");
  });
});

type Case = readonly [what: string, run: () => unknown, kind: typeof TypeError | typeof RangeError, message: string];
const call = (options: unknown, of: unknown = phi, q: unknown = p) => () => minimise(q as typeof p, of as typeof phi, options as typeof good);
const mine = custom({ params: { m: 1 }, noise: "normals", sample: ([e], [out]) => out!.set(e!), logProb: () => {}, score: () => {} });
const cases: Case[] = [
  ["no distribution", call(good, phi, {}), TypeError, 'minimise: "p" expected a distribution'],
  ["no φ", call(good, 3), TypeError, 'minimise: "phi" expected'],
  ["several φ", call(good, { a: phi, b: phi }), TypeError, 'minimise: "phi" expected one integrand'],
  ["no options", call(undefined), TypeError, 'minimise: "options" expected an object'],
  ["an unknown option", call({ ...good, optimizer: "adam" }), TypeError, 'minimise: unknown "optimizer", expected one of steps, optimiser'],
  ["a shard", call({ ...good, shard: { from: 0, to: 1 } }), TypeError, 'minimise: unknown "shard"'],
  ["no steps", call({ ...good, steps: undefined }), TypeError, '"steps" expected an integer ≥ 1, got undefined'],
  ...[0, -1, 1.5, Number.NaN, Infinity].map((steps): Case => [`steps ${steps}`, call({ ...good, steps }), RangeError, `"steps" expected an integer ≥ 1, got ${steps}`]),
  ["neither seed nor rng", call({ ...good, seed: undefined }), TypeError, 'minimise: "seed" expected'],
  ["seed and rng", call({ ...good, rng: new Rng(1) }), TypeError, '"seed" expected to be absent beside "rng", got 5'],
  ["no rng", call({ ...good, seed: undefined, rng: 3 }), TypeError, '"rng" expected an Rng, got 3'],
  ["a seed of the wrong kind", call({ ...good, seed: "1" }), TypeError, '"seed" expected'],
  ["an unknown optimiser", call({ ...good, optimiser: "lbfgs" }), RangeError, '"optimiser" expected "adam", "sgd", "natural" or { kind, rate, … }, got "lbfgs"'],
  ["an unknown kind", call({ ...good, optimiser: { kind: "toString" } }), RangeError, 'got "toString"'],
  ["an optimiser without a kind", call({ ...good, optimiser: { rate: 1 } }), TypeError, '"optimiser.kind" expected'],
  ["no optimiser", call({ ...good, optimiser: 3 }), TypeError, '"optimiser" expected'],
  ["what another optimiser has", call({ ...good, optimiser: { kind: "adam", momentum: 0.5 } }), TypeError, 'minimise: "optimiser": unknown "momentum", expected one of kind, rate, beta1, beta2, epsilon'],
  ...[0, -1, Number.NaN, Infinity].map((rate): Case => [`rate ${rate}`, call({ ...good, optimiser: { kind: "sgd", rate } }), RangeError, `"optimiser.rate" expected a finite number > 0, got ${rate}`]),
  ["a rate that becomes negative", call({ ...good, optimiser: { kind: "sgd", rate: (step: number) => 2 - step } }), RangeError, '"optimiser.rate" expected a finite number ≥ 0 for step 3, got -1'],
  ["a rate that is none", call({ ...good, optimiser: { kind: "sgd", rate: () => "1" } }), TypeError, '"optimiser.rate" expected a number ≥ 0 for step 1, got "1"'],
  ...["beta1", "beta2"].map((name): Case => [name, call({ ...good, optimiser: { kind: "adam", [name]: 1 } }), RangeError, `"optimiser.${name}" expected a number in [0, 1), got 1`]),
  ["epsilon", call({ ...good, optimiser: { kind: "adam", epsilon: 0 } }), RangeError, '"optimiser.epsilon" expected a finite number > 0, got 0'],
  ["momentum", call({ ...good, optimiser: { kind: "sgd", momentum: "0.9" } }), TypeError, '"optimiser.momentum" expected a number in [0, 1], got "0.9"'],
  ["damping", call({ ...good, optimiser: { kind: "natural", damping: 0 } }), RangeError, '"optimiser.damping" expected a finite number > 0, got 0'],
  ["tolerance", call({ ...good, tolerance: 0 }), RangeError, '"tolerance" expected a finite number > 0, got 0'],
  ["a tolerance of one sample", call({ ...good, samples: 1, tolerance: 1 }), RangeError, '"tolerance" expected "samples" that give the gradient a standard error'],
  ["maximise", call({ ...good, maximise: 1 }), TypeError, '"maximise" expected true or false, got 1'],
  ["history", call({ ...good, history: 100 }), TypeError, '"history" expected true or false, got 100'],
  ["onStep", call({ ...good, onStep: true }), TypeError, '"onStep" expected a function, got true'],
  ["make", call({ ...good, make: {} }), TypeError, '"make" expected a function'],
  ["make something else", call({ ...good, make: () => gamma({ concentration: 1, rate: 1 }) }), TypeError, '"make" expected a distribution with the parameters that it was given, got "concentration, rate"'],
  ["make nothing", call({ ...good, make: () => 3 }), TypeError, "expected a distribution"],
  ["wrt nothing known", call({ ...good, wrt: ["rate"] }), RangeError, 'minimise: "wrt" expected names among loc, scale, got "rate"'],
  ["wrt nothing", call({ ...good, wrt: [] }), RangeError, '"p" expected parameters that can move, got normal'],
  ["a custom family", call({ ...good, flow: "lr" }, phi, mine), TypeError, '"p" expected families that can be made again with other parameters, got custom, which is made of functions; say how by "make", or leave its parameters out by "wrt"'],
  ["natural where the support moves", call({ ...good, optimiser: "natural" }, integrand("x^2"), uniform({ low: 0, high: 1 })), RangeError, '"optimiser" expected "adam" or "sgd", since "low" moves the support and has no Fisher information, got "natural"'],
  ["beyond the doubles", call({ ...good, optimiser: { kind: "sgd", rate: 1e308 }, wrt: ["loc"] }), RangeError, 'minimise, step 1: "loc[0]" expected a finite number, got -Infinity; take a smaller "rate"'],
  ["a scale of 0", call({ ...good, wrt: ["scale"], optimiser: { kind: "sgd", rate: 1e6 } }), RangeError, 'minimise, step 1: "scale" expected a finite number > 0, got 0; take a smaller "rate"'],
];

describe("what is wrong", () => {
  it.each(cases)("%s", (_, run, kind, message) => {
    let error: unknown;
    try { run(); } catch (thrown) { error = thrown; }
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toContain(message);
  });
  it("a part that stays may be custom", () => {
    const q = product({ w: normal({ loc: 1, scale: 1 }), c: mine });
    expect(minimise(q, (x) => x[0] as number, { flow: "lr", samples: 32, seed: 1, steps: 2, wrt: ["w"] }).parameters.c.m).toBe(1);
  });
});
