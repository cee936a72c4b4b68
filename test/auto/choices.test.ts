/**
 * What is chosen, and why: the cases where one knows what is right. What the user says is left as it is. Seeds are fixed; each choice is the same for five of them.
 * That no choice biases: unbiased.test.ts.
 */
import { bernoulli, cauchy, gradient, integrand, normal, overdispersed, pareto, plan, poisson, product, uniform } from "montegrad";
import { describe, expect, it } from "vitest";
import { block, unit } from "./problems.ts";

const SEEDS = [1, 2, 3, 4, 5], run = { samples: 1e5 };
const plans = (p: unknown, phi: unknown, options: object = {}): Record<string, unknown>[] => SEEDS.map((seed) => plan(p as never, phi as never, { ...run, ...options, seed } as never) as never);
const wave = integrand("cos(2*x)"), step = integrand("x > 1.5");

describe("flow and likelihood ratio", () => {
  it("chaos takes the likelihood ratio", () => {
    for (const { flow, why } of plans(normal({ loc: 1, scale: 1 }), integrand("cos(1000*x)"))) {
      expect(flow).toBe("lr");
      expect(why).toMatch(/^by a pilot of \d+ samples the variance is .* × that of "lr" with a baseline, .* × that of "rp"$/);
    }
  });
  it("where a compiled φ jumps there is no flow, at any number of samples", () => {
    for (const samples of [1, 64, 2000, 1e5]) for (const { flow, why } of plans(unit, step, { samples })) {
      expect(flow).toBe("lr");
      expect(why).toContain("no flow, since φ jumps");
    }
  });
  it("where a gradient is wrong a pilot sees it, also beside a constant", () => {
    for (const above of [0, 1, 30, 1000]) for (const { flow, why } of plans(unit, block((x) => above + Math.tanh(x), (x) => -0.5 / Math.cosh(x) ** 2))) {
      expect(flow).toBe("lr");
      expect(why).toMatch(/no flow, since it and the likelihood ratio differ by [\d.]+ standard errors: φ jumps, or its gradient is wrong/);
    }
  });
  it("a gradient that is right is not doubted, however large or small φ", () => {
    for (const phi of [wave, integrand("1e9 + cos(2*x)"), integrand("1e-200*x^2"), integrand("exp(x)"), integrand("x"), block((x) => 1e6 + x * x, (x) => 2 * x)]) for (const { why } of plans(unit, phi)) expect(why).not.toContain("differ");
  });
  it("a flow without variance is left alone, though most pilots do not show it: Cauchy's scale under cos x, of which location has a good one", () => {
    const p = cauchy({ loc: 0.5, scale: 0.5 }), phi = integrand("cos(x)"), flows = (wrt: string): unknown[] => Array.from({ length: 60 }, (_, k) => plan(p, phi, { ...run, wrt: [wrt], seed: 240 + k }).flow);
    expect(new Set(flows("scale"))).toEqual(new Set(["lr"]));
    expect(new Set(flows("loc"))).toEqual(new Set(["rp"]));
  });
  it("what was not seen is no evidence: an event of probability 0, or nearly, has a derivative", () => {
    for (const probs of [0, 1e-12]) for (const samples of [64, 2000, 1e5]) expect(gradient(bernoulli({ probs }), integrand("x"), { samples, seed: 1 }).grad.probs.mean).toBeCloseTo(1, 9);
  });
  it("without a gradient it says so", () => {
    for (const samples of [64, 2000, 1e5]) for (const { flow, why } of plans(unit, (x: Float64Array) => x[0]! ** 2, { samples })) {
      expect(flow).toBe("lr");
      expect(why).toContain("no flow, since φ has no gradient");
    }
  });
  it("a smooth φ with log p takes flows", () => {
    const d = 8, p = normal({ loc: new Float64Array(d).fill(0.5), scale: new Float64Array(d).fill(0.75) });
    for (const { flow } of plans(p, integrand(`sum(k, ${d}, cos(x[k])) - dot(x, x)/2 - logp`))) expect(flow).toBe("rp");
  });
  it("of a product only what moves across a jump has none", () => {
    const p = product({ a: normal({ loc: 0, scale: 1 }), b: normal({ loc: 1, scale: 0.25 }) });
    for (const { flow, why } of plans(p, integrand("(a > 0.5)*b^2"), { samples: 64 })) {
      expect(flow).toEqual({ a: { loc: "lr", scale: "lr" }, b: { loc: "rp", scale: "rp" } });
      expect(why).toContain("φ jumps");
    }
  });
  it("supports that move take flows, or what crosses their ends", () => {
    for (const { flow, jumps } of plans(uniform({ low: 0, high: 2 }), integrand("x^2"))) expect([flow, jumps]).toEqual(["rp", undefined]);
    for (const { flow, jumps, why } of plans(uniform({ low: 0, high: 2 }), step)) expect([flow, jumps, why]).toEqual(["lr", "surface", "no flow, since φ jumps; what crosses the moving ends of the support is added"]);
    for (const { flow, jumps } of plans(pareto({ scale: 2, concentration: 9 }), integrand("x > 2.5"), { wrt: ["concentration"] })) expect([flow, jumps]).toEqual(["lr", undefined]);
  });
});

describe("variance and cost", () => {
  it("a quadratic has none left", () => {
    for (const [p, phi] of [[unit, "x^2"], [normal({ loc: [1, 2], scale: [1, 0.5] }), "x0^2 + 3*x1^2"], [poisson({ rate: 3 }), "x^2"]] as const) for (const seed of SEEDS) {
      const g = gradient(p as never, integrand(phi), { ...run, seed } as never);
      for (const { variance } of [g.value, ...Object.values(g.grad)] as { variance: number | Float64Array }[]) for (const v of typeof variance === "number" ? [variance] : variance) expect(v).toBeLessThan(1e-20);
    }
  });
  it("a dear φ is drawn from a mixture, a cheap one from p", () => {
    const phi = block((x) => Math.cos(4 * x), (x) => -4 * Math.sin(4 * x));
    for (const { proposal } of plans(unit, phi, { cost: 1e5 })) expect(Object.keys(proposal as object).length).toBeGreaterThan(1);
    for (const { proposal } of plans(unit, phi, { cost: 1e-3 })) expect(proposal).toBeUndefined();
  });
  it("shares are a distribution's, p's at least a tenth but for rounding to thousandths", () => {
    for (const phi of [step, integrand("x > 3"), integrand("x > 4")]) for (const { proposal } of plans(unit, phi, { cost: 1e5 })) {
      const shares = Object.values(proposal as Record<string, number | { readonly share: number }>).map((one) => (typeof one === "number" ? one : one.share));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect((proposal as { p: number }).p).toBeGreaterThanOrEqual(0.098);
    }
  });
  it("standard errors keep what is promised", () => {
    const phi = integrand("cos(2*x)"), { variance } = gradient(unit, phi, { ...run, seed: 1 }).grad.loc;
    for (const flow of ["lr", "rp"] as const) expect(variance).toBeLessThan(0.5 * gradient(unit, phi, { ...run, flow, seed: 1 }).grad.loc.variance);
  });
});

describe("a pilot", () => {
  const zeros = (d: number): number[] => new Array<number>(d).fill(0), why = (d: number, samples: number): string => plan(normal({ loc: zeros(d), scale: zeros(d).map(() => 1) }), integrand("sum(x^2)"), { samples, seed: 1 }).why as string;
  it("pays later for more than eight estimates, whose search takes longer", () => {
    // E φ, and by loc and scale of each column
    for (const [d, samples] of [[3, 1024], [4, 8192]] as const) expect(why(d, samples)).toContain("by a pilot of 512 samples");
    for (const [d, samples] of [[3, 1023], [4, 1024], [4, 8191]] as const) expect(why(d, samples)).toContain(`${samples} samples pay for no pilot`);
  });
});

describe("what is given stays", () => {
  const kept = (options: object, phi: unknown = wave, p: unknown = unit): void => {
    for (const samples of [1500, 20_000]) {
      const { chosen } = gradient(p as never, phi as never, { ...options, samples, seed: 7 } as never) as unknown as { chosen: Record<string, unknown> };
      for (const [key, value] of Object.entries(options)) if (value !== "auto" && key !== "cost") expect(chosen[key]).toEqual(value);
      const isLowered = ["baseline", "controls", "coefficients", "combine", "antithetic", "points", "coupled", "enumerate", "jumps"].some((key) => key in options);
      if (isLowered && !("controls" in options)) expect(chosen.controls).toBeUndefined();
    }
  };
  const options: readonly (readonly [string, object, unknown?, unknown?])[] = [
    ["a flow, under a proposal that is found", { flow: "rp", proposal: "auto" }], ["half a flow", { flow: 0.5, proposal: "auto" }], ["the likelihood ratio", { flow: "lr", proposal: "auto" }],
    ["a baseline", { baseline: "loo" }], ["the optimal baseline", { baseline: "optimal" }], ["a number", { baseline: 0.5 }], ["controls", { controls: ["score"] }], ["the difference", { controls: ["difference"] }, integrand("cos(30*x)")],
    ["a combination", { combine: "covariance" }, integrand("cos(30*x)")], ["mirror images", { antithetic: true }], ["Sobol' points", { points: "sobol" }], ["pairs", { flow: "auto", coupled: "measure-valued" }], ["a blend", { jumps: { blend: 0.1 } }, step],
    ["a sum", { flow: "auto", enumerate: true }, integrand("a^2*k"), product({ a: unit, k: bernoulli({ probs: 0.3 }) })], ["a subset", { wrt: ["scale"] }], ["chains", { wrt: [], chain: { c: { phi: 2 } } }],
  ];
  it.each(options)("%s", (_name, given, phi, p) => kept(given as object, phi, p));
  it("a proposal", () => {
    const proposal = overdispersed(unit, 1.25), { chosen } = gradient(unit, wave, { proposal, ...run, seed: 7 });
    expect(JSON.stringify(chosen.proposal)).toBe(JSON.stringify(proposal));
  });
  it("a given flow is not improved away: the proposal alone is found", () => {
    const found = plan(unit, wave, { flow: "rp", proposal: "auto", cost: 1e5, ...run, seed: 7 });
    expect("flow" in found).toBe(false);
    expect(found.why).toContain("that of the given flow alone");
    expect(gradient(unit, wave, { flow: "rp", proposal: "auto", cost: 1e5, ...run, seed: 7 }).chosen.flow).toBe("rp");
  });
  it("everything given leaves nothing to choose", () => expect(plan(unit, wave, { flow: "rp", ...run, seed: 1 })).toEqual({}));
});
