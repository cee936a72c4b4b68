/**
 * Every kind of flow, proposal and jump: same bits in any split, plain data, odd numbers of rows; and what is refused, with its reason and the way
 * out. Means and variances: space.test.ts.
 */
import { type BlockIntegrand, type Distribution, Rng, adaptRotation, bernoulli, beta, binomial, custom, expectation, field, gamma, gradient, integrand, merge, mixture, mvn, normal, pareto, poisson, product, restore, tilted, transform, uniform, vonMises } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: [1, 0], scale: 1 }), one = normal({ loc: 1, scale: 1 }), g = gamma({ concentration: 2, rate: 1 }), m = mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] });
const smooth = integrand("x0^2*x1 + cos(x1)"), jumping = integrand("x0*x1 + 3*(x0 + 0.5*x1 > 1.5)"), single = integrand("x^2");
type Run = (more: object) => ReturnType<typeof gradient>;
const run = (of: Distribution, phi: BlockIntegrand, options: object): Run => (more) => gradient(of, phi, { samples: 2000, seed: 9, ...options, ...more } as never) as never;

const settings: readonly (readonly [string, Run])[] = [
  ["a sum of flows", run(p, smooth, { flow: { loc: [0.5, field({ value: ["sin(x0)", "0", "0", "cos(x1)"] })], scale: "lr" } })],
  ["a field that names parameters", run(g, single, { flow: { concentration: "cheap", rate: field({ standardise: ["rate*x"] }) } })],
  ["optimal transport and a rotation", run(m, smooth, { flow: { loc: "rp", scaleTril: ["omt", { rotation: [0.1, 0.2, 0.3] }] } })],
  ["surface terms", run(p, jumping, { flow: "rp", jumps: "surface" })],
  ["blended", run(p, jumping, { flow: 0.7, jumps: { blend: 0.5 } })],
  ["blended by an integrand in JavaScript", run(p, jumping, { flow: "rp", jumps: { blend: {
    value: ([a, b]: Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) { const c = a![i]! + 0.5 * b![i]! - 1.5; out[i] = (c * c) / (1 + c * c); } },
    gradient: ([a, b]: Float64Array[], [u, v]: Float64Array[]) => { for (let i = 0; i < u!.length; i++) { const c = a![i]! + 0.5 * b![i]! - 1.5, s = (2 * c) / (1 + c * c) ** 2; u![i] = s; v![i] = 0.5 * s; } },
    id: "rho",
  } } })],
  ["moving ends", run(uniform({ low: 0, high: [1, 2] }), smooth, { flow: "lr", jumps: "surface" })],
  ["any flux on the integers", run(product({ k: poisson({ rate: 3 }), b: binomial({ total: 5, probs: 0.3 }) }), integrand("k^2*b"), { flow: { k: field({ value: ["0.3", "0"] }), b: { probs: [0.5, field({ value: ["0", "0.1*(5 - b)"] })] } } })],
  ["slices of two columns", run(p, smooth, { flow: "lr", proposal: { p: 0.3, slice: 0.4, fisher: 0.3 } })],
  ["a slice without closed form", run(g, single, { flow: "rp", proposal: { p: 0.3, slice: 0.7 } })],
  ["radial", run(m, smooth, { flow: "rp", proposal: { p: 0.2, fisher: 0.8 } })],
  ["with others, joint, and a chain", run(p, smooth, { flow: "rp", joint: true, chain: { both: { loc: [1, 2] } }, proposal: { p: 0.5, overdispersed: { share: 0.3, factor: 2 }, others: [[0.2, normal({ loc: [0, 0], scale: 3 })]] } })],
];
const bits = (result: object): string => JSON.stringify((result as { state: unknown }).state);

describe.each(settings)("%s", (_name, start) => {
  it("the same bits for every block and split", () => {
    const whole = bits(start({}));
    expect(bits(start({ block: 512 }))).toBe(whole);
    expect(bits(start({ block: 1024 }))).toBe(whole);
    const parts = [{ from: 2, to: 4 }, { from: 0, to: 1 }, { from: 1, to: 2 }].map((shard) => start({ shard }));
    expect(bits(merge(...(parts as [never, never, never])))).toBe(whole);
    expect((start({ shard: { from: 3, to: 4 } }) as { samples: number }).samples).toBe(2000 - 3 * 512);
  });
  it("every number of rows", () => {
    for (const samples of [1, 2, 3, 5, 7, 8, 9, 511, 513]) {
      const found = start({ samples }) as unknown as { samples: number; value: { mean: number } };
      expect(found.samples).toBe(samples);
      expect(Number.isFinite(found.value.mean)).toBe(true);
    }
  });
  it("plain data", () => {
    const found = start({}), back = restore(JSON.parse(JSON.stringify(found)));
    expect(String(back)).toBe(String(found));
    expect(bits(back)).toBe(bits(found));
    expect(bits(restore(structuredClone(found)))).toBe(bits(found));
  });
});

describe("draws that belong together", () => {
  const q = tilted(one, { p: 0.5, slice: 0.5, wrt: ["loc"] }), at = { samples: 800, seed: 1, flow: "lr", baseline: 0, wrt: ["loc"] } as const, units = (proposal: Distribution): number => gradient(one, single, { ...at, proposal }).grad.loc.df + 1;
  it("stay units inside mixtures and products", () => {
    expect(units(q)).toBe(100);
    expect(units(mixture({ logits: [0, 0], components: [one, q] }))).toBe(100);
    expect(units(tilted(one, { others: [[1, q]] }))).toBe(100);
    expect(units(normal({ loc: 1, scale: 2 }))).toBe(800);
  });
  it("are refused where statistics are of single draws", () => {
    for (const p of [q, product({ a: q })]) expect(() => expectation(p, (x) => x[0]!, { samples: 10, seed: 1 })).toThrow('expectation: "p" expected a distribution whose draws are independent');
    expect(() => expectation(one, (x) => x[0]!, { samples: 10, seed: 1, proposal: q })).toThrow('"proposal" expected a distribution whose draws are independent');
  });
});

describe("told from outside", () => {
  it.each(settings.slice(0, 5))("%s", (_name, start) => {
    expect(bits(start({}))).toBeTypeOf("string");
  });
  it("gives the bits of a run that calls φ", () => {
    const options = { flow: { loc: [0.5, field({ value: ["sin(x)"] })], scale: "lr" }, proposal: { p: 0.5, slice: 0.5 }, samples: 1500, seed: 4 } as const, whole = gradient(one, single, options), told = gradient.start(one, options);
    for (let x = told.ask(1024); x[0]!.length; x = told.ask(1024)) told.tell({ value: single.value(x), gradient: single.gradient(x) });
    expect(told.result().grad.loc.mean).toBe(whole.grad.loc.mean);
    expect(told.result().grad.scale.stdError).toBe(whole.grad.scale.stdError);
  });
  it("what was chosen gives the same bits again", () => {
    const options = { flow: "rp", proposal: { p: 0.5, slice: 0.5 }, samples: 1500, seed: 4, jumps: { blend: 1 } } as const, phi = integrand("where(x > 1.5, x, 0)");
    const first = gradient(one, phi, options);
    expect(bits(gradient(one, phi, first.chosen as never))).toBe(bits(first));
    expect(bits(gradient(one, phi, (restore(JSON.parse(JSON.stringify(first))) as typeof first).chosen as never))).toBe(bits(first));
  });
});

describe("refused", () => {
  const at = { samples: 100, seed: 1 }, jumpy: BlockIntegrand = { value: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > 0 ? 1 : 0; }, gradient: () => {} };
  const cases: readonly (readonly [string, () => unknown, typeof TypeError, string])[] = [
    ["a flow through a jump", () => gradient(one, integrand("x > 1.5"), { flow: "rp", ...at }), RangeError, 'jumps: "surface" or { blend } adds what crosses it'],
    ["a named flow through a jump", () => gradient(g, integrand("x > 1.5"), { flow: "cheap", ...at }), RangeError, "moves columns across a jump of φ that a flow does not see, got \"cheap\""],
    ["a likelihood ratio on a moving support", () => gradient(pareto({ scale: 1, concentration: 3 }), single, { flow: "lr", ...at }), RangeError, 'got "lr"; jumps: "surface" adds what crosses it'],
    ["half a likelihood ratio there", () => gradient(uniform({ low: 0, high: 1 }), single, { flow: 0.5, ...at }), RangeError, "got 0.5"],
    ["blending there", () => gradient(uniform({ low: 0, high: 1 }), integrand("x > 0.5"), { flow: "rp", jumps: { blend: 1 }, ...at }), RangeError, '"jumps" expected "surface" with "low", which moves the support'],
    ["a tilt alone under a flow", () => gradient(one, single, { flow: "rp", proposal: "slice", wrt: ["loc"], ...at }), RangeError, "got the tilt alone; take { p: 0.2, slice: 0.8 }"],
    ["a tilt alone that is not of what is asked", () => gradient(one, single, { flow: "lr", proposal: tilted(one, { fisher: 1, wrt: ["loc"] }), ...at }), RangeError, "got the tilt alone; take { p: 0.2, fisher: 0.8 }"],
    ["a proposal that does not reach as far", () => gradient(one, single, { flow: "lr", proposal: g, ...at }), RangeError, "which is 0 outside [0, Infinity] in column 0, where p is not; mix it with p: { p: 0.1, others: [[0.9, q]] }"],
    ["integers for a continuum", () => gradient(one, single, { flow: "lr", proposal: poisson({ rate: 1 }), ...at }), RangeError, "which has integers in column 0"],
    ["a field that carries p out at 0", () => gradient(gamma({ concentration: 1, rate: 1 }), single, { flow: field({ value: ["1"] }), wrt: ["rate"], ...at }), RangeError, 'expected a field for "rate" of which p·u vanishes at the ends of the support'],
    ["one that carries p out at infinity", () => gradient(one, single, { flow: field({ value: ["exp(x^2)"] }), wrt: ["loc"], ...at }), RangeError, "carries p out of it"],
    ["one that carries p out at 1", () => gradient(beta({ alpha: 2, beta: 1 }), single, { flow: { value: ([x], [u]) => u!.set(x!), divergence: (_, [d]) => d!.fill(1) }, wrt: ["alpha"], ...at }), RangeError, "carries p out of it"],
    ["a tilt that a family lacks", () => gradient(g, single, { flow: "lr", proposal: "fisher", ...at }), TypeError, '"fisher" expected a parameter that has this tilt, got "concentration" of gamma: no exact sampler of its Fisher tilt is known; "slice" has one'],
    ["a tilt of a moving support", () => gradient(uniform({ low: 0, high: 1 }), single, { flow: "rp", proposal: "slice", ...at }), TypeError, '"low" moves the support'],
    ["a tilt of a mixture", () => gradient(mixture({ logits: [0, 0], components: [one, one] }), single, { flow: "lr", proposal: "slice", ...at }), TypeError, "mixture has none"],
    ["wider tails of what has none", () => gradient(bernoulli({ probs: 0.5 }), single, { flow: "lr", proposal: { overdispersed: 2 }, ...at }), TypeError, "got bernoulli: it does not know of wider tails"],
    ["a factor below 1", () => gradient(one, single, { flow: "lr", proposal: { overdispersed: 0.5 }, ...at }), RangeError, '"factor" expected a finite number ≥ 1, got 0.5'],
    ["shares that are none", () => gradient(one, single, { flow: "lr", proposal: { p: 0 }, ...at }), RangeError, '"shares" expected at least one share > 0, got 0'],
    ["a negative share", () => gradient(one, single, { flow: "lr", proposal: { p: 1, slice: -1 }, ...at }), RangeError, '"slice" expected a share ≥ 0, got -1'],
    ["an unknown share", () => gradient(one, single, { flow: "lr", proposal: { p: 1, slices: 1 } as never, ...at }), TypeError, "slices"],
    ["a proposal in words", () => gradient(one, single, { flow: "lr", proposal: "slices" as never, ...at }), TypeError, '"proposal" expected a distribution over the same columns, "slice", "fisher"'],
    ["another number of columns", () => gradient(one, single, { flow: "lr", proposal: { p: 1, others: [[1, p]] }, ...at }), RangeError, '"others[0]" expected a distribution of 1 columns, got 2'],
    ["surface terms beside a proposal", () => gradient(p, jumping, { flow: "rp", jumps: "surface", proposal: { p: 0.5, slice: 0.5 }, ...at }), TypeError, '"jumps" expected { blend } beside a proposal'],
    ["surface terms of a curve", () => gradient(p, integrand("x0^2 + x1^2 > 1"), { flow: "rp", jumps: "surface", ...at }), RangeError, "for a jump that is on no plane (what it compares is not linear in x)"],
    ["surface terms of a floor", () => gradient(one, integrand("floor(x)"), { flow: "rp", jumps: "surface", ...at }), RangeError, "a floor jumps on planes without end"],
    ["surface terms in a sum", () => gradient(p, integrand("sum(k, x[k] > 1)"), { flow: "rp", jumps: "surface", ...at }), RangeError, "it stands in a sum or scan"],
    ["a width for a φ in JavaScript", () => gradient(one, jumpy, { flow: "rp", jumps: { blend: 1 }, ...at }), TypeError, '"jumps.blend" expected an integrand ρ that is 0 where "phi", a function, jumps, got 1'],
    ["a width of 0", () => gradient(one, single, { flow: "rp", jumps: { blend: 0 }, ...at }), RangeError, '"jumps.blend" expected a width > 0, or an integrand, got 0'],
    ["a weight without its gradient", () => gradient(one, jumpy, { flow: "rp", jumps: { blend: (x) => x[0]! }, ...at }), TypeError, '"jumps.blend" expected a width > 0, or an integrand with its gradient'],
    ["jumps in other words", () => gradient(one, single, { flow: "rp", jumps: "surfaces" as never, ...at }), TypeError, '"jumps" expected "surface" or { blend }, got "surfaces"'],
    ["moving ends of what is told", () => gradient.start(uniform({ low: 0, high: 1 }), { flow: "lr", jumps: "surface", ...at }), TypeError, '"jumps" expected to be absent in a run that is told φ'],
    ["a flow that a family lacks", () => gradient(g, single, { flow: "omt", ...at }), TypeError, '"concentration" of gamma has, got "omt"'],
    ["transport of a location", () => gradient(m, smooth, { flow: "omt", ...at }), TypeError, 'it is "rp", which moves all of it alike'],
    ["the CDF flow of columns that depend on each other", () => gradient(m, smooth, { flow: "cdf", ...at }), TypeError, 'got "cdf"'],
    ["a rotation of another family", () => gradient(one, single, { flow: { rotation: [1] }, wrt: ["loc"], ...at }), TypeError, "rotations, which are of mvn"],
    ["a rotation of another size", () => gradient(m, smooth, { flow: { scaleTril: { rotation: [1] } }, wrt: ["scaleTril"], ...at }), RangeError, "expected 3 finite numbers, 1 pairs of columns for each entry"],
    ["a rotation to go on from that is none", () => adaptRotation(m, smooth, { samples: 10, steps: 1, seed: 1, from: {} as never }), TypeError, '"from" expected { rotation }'],
    ["one of another size", () => adaptRotation(m, smooth, { samples: 10, steps: 1, seed: 1, from: { rotation: [1] } }), RangeError, '"from.rotation" expected 3 finite numbers'],
    ["two kinds of randomness", () => adaptRotation(m, smooth, { samples: 10, steps: 1, seed: 1, rng: new Rng(1) }), TypeError, '"seed" expected to be absent beside "rng", got 1'],
    ["an empty sum of flows", () => gradient(one, single, { flow: [], ...at }), RangeError, '"flow" expected at least one flow'],
    ["a sum with something else in it", () => gradient(one, single, { flow: ["rp", "pr" as never], ...at }), TypeError, '"flow[1]" expected "lr", "rp"'],
    ["cheap flows of tiny shapes", () => gradient(gamma({ concentration: 0.1, rate: 1 }), single, { flow: "cheap", ...at }), TypeError, "it takes concentrations ≥ 0.15, got 0.1"],
    ["a standardisation without a parameter", () => field({ standardise: ["x"] }).value([Float64Array.of(1)], [new Float64Array(1)]), TypeError, "which \"standardise\" needs"],
    ["both kinds of field", () => field({ value: ["1"], standardise: ["x"] } as never), TypeError, 'expected one of "value" and "standardise", got both'],
    ["a field of a family without ∂x log p", () => gradient(custom({ params: { a: 1 }, sample: () => {}, logProb: () => {}, score: () => {} }), single, { flow: field({ value: ["1"] }), ...at }), TypeError, "which needs ∂x log p"],
  ];
  it.each(cases)("%s", (_name, refused, kind, message) => {
    expect(refused).toThrow(kind);
    expect(refused).toThrow(message);
  });
  it("leaves the library as it was", () => {
    const before = bits(gradient(p, smooth, { flow: "rp", ...at }));
    for (const [, refused] of cases) expect(refused).toThrow();
    expect(bits(gradient(p, smooth, { flow: "rp", ...at }))).toBe(before);
  });
  it("but not a mixture, a transform, a von Mises location whose ends are known", () => {
    expect(() => gradient(vonMises({ loc: 0, concentration: 1 }), single, { flow: "lr", jumps: "surface", ...at })).not.toThrow();
    expect(() => gradient(transform(one, "exp"), single, { flow: "lr", proposal: transform(normal({ loc: 1, scale: 2 }), "exp"), ...at })).not.toThrow();
  });
});
