/** What lint says: of mistakes that users make, where, how much, with what bias, and why; of samplers; of wrong arguments. */
import { type CustomFamily, type Distribution, custom, exponential, field, integrand, mvn, normal, poisson, uniform } from "montegrad";
import { type Finding, lint, terms } from "montegrad/lint";
import { describe, expect, it } from "vitest";

type Psi = (x: readonly Float64Array[], out: Float64Array) => void;
const each = (f: (x: number) => number): Psi => ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = f(x![i]!); };
const column = (f: (x: number) => number) => ([x]: readonly Float64Array[], [out]: readonly Float64Array[]): void => { for (let i = 0; i < out!.length; i++) out![i] = f(x![i]!); };
const p = normal({ loc: 1, scale: 2 }), q = normal({ loc: 0, scale: 3 });
const density = (x: number, loc: number, scale: number): number => Math.exp(-0.5 * ((x - loc) / scale) ** 2) / scale;
const w = (x: number): number => density(x, 1, 2) / density(x, 0, 3), score = (x: number): number => (x - 1) / 4, slopeQ = (x: number): number => -x / 9;
/** u = sin x: v = w·u, ∇·v = w·(cos x + u·(∂x log w)). */
const v = (x: number): number => w(x) * Math.sin(x), dv = (x: number): number => w(x) * (Math.cos(x) + Math.sin(x) * (-score(x) - slopeQ(x)));
const first = (psi: (x: number) => number, flow: ((x: number) => number) | undefined = v): Finding | undefined => lint({ wrt: "loc", ...(flow && { v: column(flow) }), psi: each(psi), proposal: q }, p).findings[0];

describe("mistakes in an estimator are named", () => {
  it.each([
    ["its sign is flipped", (x: number) => -(dv(x) + v(x) * slopeQ(x) + w(x) * score(x))],
    ["the divergence ∇·v is dropped", (x: number) => v(x) * slopeQ(x) + w(x) * score(x)],
    ["the term v·∇log q is dropped", (x: number) => dv(x) + w(x) * score(x)],
    ["the term ∂θp/q is dropped", (x: number) => dv(x) + v(x) * slopeQ(x)],
    ["the terms of v are dropped", (x: number) => w(x) * score(x)],
    ["the weight p/q is dropped from ∂θp/q", (x: number) => dv(x) + v(x) * slopeQ(x) + score(x)],
    ["it is 1.01 times what it should be", (x: number) => 1.01 * (dv(x) + v(x) * slopeQ(x) + w(x) * score(x))],
    ["the sign of ∂θp/q is flipped", (x: number) => dv(x) + v(x) * slopeQ(x) - w(x) * score(x)],
    ["∂θp/q is 2 times what it should be", (x: number) => dv(x) + v(x) * slopeQ(x) + 2 * w(x) * score(x)],
    ["it is 0", () => 0],
    ["it is NaN", () => NaN],
  ] as const)("%s", (likely, psi) => expect(first(psi)).toMatchObject({ code: "biased", where: "loc", likely }));
  it("the right one has none", () => expect(first((x) => dv(x) + v(x) * slopeQ(x) + w(x) * score(x))).toBeUndefined());
  it("its bias is that of simple φ", () => {
    // ψ = 2·score of Normal(1, 2): E[ψφ] − ∂θE[φ] = ∂θE[φ], 1 for x, 2 for x², −sin(1)·e^(−2) for cos x, 1/(2√(2π)) for x > median
    const { bias = [], defect, x } = lint({ wrt: "loc", psi: each((x) => 2 * score(x)) }, p).findings[0]!;
    expect(Object.fromEntries(bias.map((one) => [one.phi, Number(one.bias.toFixed(1))]))).toEqual({ "x": 1, "x^2": 2, "cos(x)": -0.1, "x > median": 0.2 });
    expect(defect).toBeCloseTo(score(x[0]!), 6);
  });
  it("a kink of v is none, a jump of it is", () => {
    const one = normal({ loc: 0, scale: 1 }), ramp = (x: number): number => Math.max(x, 0), jump = (x: number): number => Number(x > 0.3);
    expect(lint({ wrt: "loc", v: column(ramp), psi: each((x) => Number(x > 0) - ramp(x) * x + x) }, one).ok).toBe(true);
    const { findings: [finding] } = lint({ wrt: "loc", v: column(jump), psi: each((x) => x - jump(x) * x) }, one);
    // what is missing is the point mass of ∇·v at 0.3
    expect(finding).toMatchObject({ code: "biased", likely: expect.stringContaining("v jumps") });
    expect(finding!.got).toBeCloseTo(-Math.exp(-0.045) / Math.sqrt(2 * Math.PI), 6);
  });
  it("a field's own divergence is looked at", () => {
    const flow = { value: column((x) => Math.sin(x)), divergence: column((x) => Math.sin(x)) }, psi = each((x) => Math.cos(x) - Math.sin(x) * score(x) + score(x));
    expect(lint({ wrt: "loc", v: flow, psi }, p).findings.map(({ code }) => code)).toEqual(["divergence"]);
    expect(lint({ wrt: "loc", v: field({ value: ["sin(x0)"] }), psi: integrand("cos(x) - sin(x)*(x - 1)/4 + (x - 1)/4") }, p).ok).toBe(true);
  });
});

describe("ends of the support", () => {
  const e = exponential({ rate: 2 });
  it("a flow that carries mass out is rejected, with what φ is there as its bias", () => {
    // v = 1: ψ = −2 + score; E[v·φ′ + ψ·φ] lacks p(0)·φ(0) = 2 for cos
    const { findings: [finding] } = lint({ wrt: "rate", v: column(() => 1), psi: each((x) => -2 + 0.5 - x) }, e);
    expect(finding).toMatchObject({ code: "boundary", likely: "it carries mass out of the support" });
    expect(finding!.bias!.find(({ phi }) => phi === "cos(x)")!.bias).toBeCloseTo(-2, 4);
  });
  it("a moving end takes its surface term, whole, with its sign", () => {
    const at = uniform({ low: -1, high: 2 }), of = (weight: number) => lint({ wrt: "high", psi: each(() => -1 / 3), ends: weight ? [{ at: 2, weight }] : [] }, at).findings[0];
    expect(of(1 / 3)).toBeUndefined();
    expect(of(0)).toMatchObject({ code: "surface", likely: "what the moving end sweeps over, the surface term, is dropped" });
    expect(of(-1 / 3)).toMatchObject({ code: "surface", likely: "its sign is flipped" });
    expect(of(0.33)).toMatchObject({ code: "surface", likely: "it is 0.99 times what it should be" });
    expect(lint({ wrt: "low", psi: each(() => 1 / 3), ends: [{ at: 2, weight: 1 / 3 }, { at: -1, weight: -1 / 3 }] }, at).findings[0]).toMatchObject({ code: "boundary" });
  });
  it("a proposal that misses mass is rejected", () => {
    const narrow = uniform({ low: 0, high: 2 });
    expect(lint({ wrt: "loc", psi: (x, out) => { const a = p.logProb(x[0]!), b = narrow.logProb(x[0]!); for (let i = 0; i < out.length; i++) out[i] = Math.exp(a[i]! - b[i]!) * score(x[0]![i]!); }, proposal: narrow }, p).findings.map(({ code }) => code)).toContain("coverage");
  });
});

describe("integers", () => {
  it("fluxes J that differ from k to k are held against ψ", () => {
    const k = poisson({ rate: 3 }), J = (c: number): number => 0.4 + 0.1 * c, psi = (c: number): number => J(c) - J(c - 1) * (c / 3) + c / 3 - 1;
    expect(lint({ wrt: "rate", v: column(J), psi: each(psi) }, k).ok).toBe(true);
    expect(lint({ wrt: "rate", v: column(J), psi: each((c) => psi(c) + 0.01 * J(c)) }, k).findings[0]).toMatchObject({ code: "biased" });
    expect(lint({ wrt: "rate", v: column((c) => -J(c)), psi: each(psi) }, k).ok).toBe(false);
  });
});

/** Normal(θ, 1). */
const own = (changes: Partial<CustomFamily<{ theta: number }>> = {}, theta = 0.5): Distribution => custom({
  params: { theta }, noise: "normals", id: "own",
  sample: ([z], [out]) => { for (let i = 0; i < out!.length; i++) out![i] = theta + z![i]!; },
  logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = -0.5 * (x![i]! - theta) ** 2 - 0.5 * Math.log(2 * Math.PI); },
  score: ([x], out) => { for (let i = 0; i < x!.length; i++) out.theta[0]![i] = x![i]! - theta; },
  gradLogProb: ([x], [out]) => { for (let i = 0; i < out!.length; i++) out![i] = theta - x![i]!; },
  flow: (_x, out) => { out.theta[0]![0]!.fill(1); },
  ...changes,
});
const family = ({ theta }: { theta: number }): Distribution => own({}, theta);

describe("a family of one's own", () => {
  it("that is right has no findings, and says what was not looked at", () => {
    const report = lint(own(), { family });
    expect(String(report)).toMatch(/^lint of custom: nothing found\nchecked: 1 parameter, \d+ comparisons/);
    expect(report.notes).toEqual([]);
    expect(lint(own()).notes.join()).toMatch(/theta: log p at other θ/);
  });
  it("whose score is shifted is seen by its mean alone", () => {
    const shifted = own({ score: ([x], out) => { for (let i = 0; i < x!.length; i++) out.theta[0]![i] = x![i]! - 0.5 + 0.01; } });
    expect(lint(shifted).findings.map(({ code }) => code)).toContain("mean-score");
    expect(lint(shifted, { family }).findings[0]).toMatchObject({ code: "score", likely: expect.stringMatching(/^a constant, 0.01, is added/) });
  });
  it("whose density lacks a constant", () => expect(lint(own({ logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = -0.5 * (x![i]! - 0.5) ** 2; } })).findings[0]).toMatchObject({ code: "normalisation", likely: "log p lacks the constant -0.9189" }));
  it("whose draws are 2 % too wide shows in 2^20 of them, 10 % in 2^14", () => {
    const wide = (factor: number): Distribution => own({ sample: ([z], [out]) => { for (let i = 0; i < out!.length; i++) out![i] = 0.5 + factor * z![i]!; } });
    expect(lint(wide(1.1)).findings.map(({ code }) => code)).toEqual(["samples"]);
    expect(lint(wide(1.02), { samples: 2 ** 20 }).findings.map(({ code }) => code)).toEqual(["samples"]);
  });
  it("of two columns whose draws are correlated, and should not be, or too wide", () => {
    const two = (a: number, b: number): Distribution => custom({
      columns: 2, noise: "normals", id: "two", sample: (z, out) => { for (let i = 0; i < z[0]!.length; i++) { out[0]![i] = z[0]![i]!; out[1]![i] = a * z[0]![i]! + b * z[1]![i]!; } },
      logProb: ([x, y], out) => { for (let i = 0; i < out.length; i++) out[i] = -0.5 * (x![i]! ** 2 + y![i]! ** 2) - Math.log(2 * Math.PI); },
    });
    expect(lint(two(0, 1)).ok).toBe(true);
    expect(lint(two(0, 1.1)).findings[0]).toMatchObject({ code: "samples" });
    expect(lint(two(0.1, Math.sqrt(0.99))).findings[0]).toMatchObject({ code: "samples" });
  });
  it("whose draws leave the support", () => expect(lint(own({ logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > 2 ? -Infinity : -0.5 * (x![i]! - 0.5) ** 2; } })).findings.map(({ code }) => code)).toContain("samples"));
});

describe("the report", () => {
  it("is plain data that reads well", () => {
    const report = lint({ wrt: "loc", psi: each((x) => -score(x)) }, p);
    expect(String(report)).toMatch(/^lint of an estimator of ∂loc of normal: 1 finding\n {2}biased \[loc\]: ψ of "loc" at x = .*: expected .*, got .* \(its sign is flipped\); bias -2 for φ = x, /);
    expect(structuredClone(report.findings)).toEqual(report.findings);
    expect(JSON.parse(JSON.stringify(report)).ok).toBe(false);
  });
  it("is the same each time", () => expect(lint(p)).toEqual(lint(p)));
  it("of what gradient refuses says why", () => expect(lint({ flow: "lr" }, uniform({ low: 0, high: 1 })).findings[0]).toMatchObject({ code: "refused" }));
});

describe("wrong arguments", () => {
  const psi = each(score), m = mvn({ loc: [0, 0], scaleTril: [1, 0, 0, 1] });
  it.each([
    [() => lint(3 as never, p), TypeError, `lint: "subject" expected an estimator { wrt, v?, psi? }, a choice { flow, … } or a distribution, got 3`],
    [() => lint({ wrt: "loc", psi }, 3 as never), TypeError, `lint: "p" expected a distribution, got 3`],
    [() => lint({ wrt: "mu", psi }, p), RangeError, `lint: "wrt" expected one of loc, scale, got "mu"`],
    [() => lint({ wrt: 1 as never, psi }, p), TypeError, `lint: "wrt" expected the name of an entry of a parameter, got 1`],
    [() => lint({ wrt: "loc", psi }, m), RangeError, `lint: "wrt" expected one of loc[0], loc[1], scaleTril[0][0], scaleTril[1][0], scaleTril[1][1], got "loc"`],
    [() => lint({ wrt: "loc" }, p), TypeError, `lint: "psi" expected a function (x, out) on blocks, where there is no v, got undefined`],
    [() => lint({ wrt: "loc", psi: 1 as never }, p), TypeError, `lint: "psi" expected a function (x, out) on blocks or a compiled integrand, got 1`],
    [() => lint({ wrt: "loc", psi, v: "rp" as never }, p), TypeError, `lint: "v" expected a function (x, out) on blocks or { value, divergence }, got "rp"`],
    [() => lint({ wrt: "loc", psi, proposal: m }, p), RangeError, `lint: "proposal" expected a distribution of 1 columns, got 2`],
    [() => lint({ wrt: "loc", psi, proposal: "slice" as never }, p), TypeError, `lint: "proposal" expected a distribution, got "slice"`],
    [() => lint({ wrt: "loc", psi, ends: [{ at: 0 }] as never }, p), TypeError, `lint: "ends[0].weight" expected a number, got undefined`],
    [() => lint({ wrt: "loc", psi, u: 1 } as never, p), TypeError, `lint: unknown "u", expected one of wrt, v, psi, proposal, ends`],
    [() => lint(p, { samples: 1 }), RangeError, `lint: "samples" expected an integer from 256 to 67108864, got 1`],
    [() => lint(p, { sample: 1 } as never), TypeError, `lint: unknown "sample", expected one of samples, seed, family`],
    [() => lint(p, { family: 1 as never }), TypeError, `lint: "family" expected a function that makes the distribution of its parameters, got 1`],
    [() => lint(own(), { family: (() => own({}, 0.25)) as never }), RangeError, `lint: "family" expected a function that makes p of p.parameters`],
    [() => lint({ flow: "rp", jumps: { blend: 1 } }, p), TypeError, `lint: "phi" expected the integrand whose jumps are blended, got undefined`],
    [() => lint({ flow: "up" as never }, p), TypeError, "flow"],
    [() => terms({ flow: "lr" }, p, "mu"), RangeError, `terms: "wrt" expected one of loc, scale, got "mu"`],
    [() => terms({ flow: "lr", jumps: "surface" }, uniform({ low: 0, high: 1 }), "high"), RangeError, `terms: "jumps" expected to be absent where ends of the support move`],
  ] as const)("%#", (run, kind, message) => {
    let error: unknown;
    try { run(); } catch (caught) { error = caught; }
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toContain(message);
  });
});
