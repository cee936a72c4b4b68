/**
 * Flows over gaps in the support: −∂θF/p is infinite there and never drawn, so what crosses would be lost. Logits have no flow then, and "auto" takes their
 * likelihood ratio. Means lie within five standard errors of closed forms: 1e-5 false alarms in all of this file, whose seeds are fixed.
 */
import { type Distribution, type Estimate, beta, binomial, categorical, gradient, integrand, mixture, normal, pareto, poisson, product, transform, truncatedNormal, uniform } from "montegrad";
import { describe, expect, it } from "vitest";

const U = (low: number, high: number) => uniform({ low, high }), mix = (...components: Distribution[]) => mixture({ logits: components.map(() => 0), components });
const none = -Infinity, categories = (...logits: number[]) => categorical({ logits }), run = { samples: 2e4, seed: 1 } as const;
const logitsOf = (p: Distribution, options: object): Estimate<Float64Array> => (gradient(p, integrand("x"), { ...run, ...options }).grad as unknown as { logits: Estimate<Float64Array> }).logits;
const near = ({ mean, stdError }: Estimate<Float64Array>, truth: number): void => expect(Math.abs((mean[0] as number) - truth)).toBeLessThan(5 * (stdError[0] as number) + 1e-9);

// ∂E[x]/∂logit₀ = w₀(m₀ − m)
const truncated = (low: number, high: number) => truncatedNormal({ loc: (low + high) / 2, scale: 1, low, high }), b = beta({ alpha: 2, beta: 2 });
const gaps: [string, Distribution, number][] = [
  ["uniforms", mix(U(0, 1), U(2, 3)), -0.5],
  ["what would fill it has no weight", mixture({ logits: [0, 0, none], components: [U(0, 1), U(2, 3), U(0.5, 2.5)] }), -0.5],
  ["truncated normals", mix(truncated(-1, 1), truncated(2, 4)), -0.75],
  ["Pareto beyond a uniform", mix(pareto({ scale: 2, concentration: 3 }), U(0, 1)), 0.625],
  ["affine images", mix(transform(U(0, 1), { affine: [0, -1] }), transform(b, { affine: [1, 1] })), -0.5],
  ["other images", mix(transform(U(0, 1), "exp"), transform(U(0, 1), "sigmoid")), (Math.E - 1 - Math.log((1 + Math.E) / 2)) / 4],
  ["an image of a mixture", transform(mix(U(0, 1), U(2, 3)), "exp"), (Math.E - 1) * (1 - Math.E ** 2) / 4],
  ["products of one column", mix(product({ a: U(0, 1) }), product({ b: U(2, 3) })), -0.5],
  ["a count of no mass", categories(0, none, 0), -0.5],
  ["a count whose mass is no double", categories(0, -800, 0), -0.5],
  ["categoricals apart", mix(categories(0, 0), categories(none, none, none, 0, 0)), -0.75],
];
const none0: [string, Distribution, number][] = [
  ["supports that touch", mix(U(0, 1), U(1, 2)), -0.25],
  ["but for rounding", mix(U(0, 0.1 + 0.2), U(0.3, 1)), (0.15 - 0.65) / 4],
  ["supports that overlap", mix(U(0, 1), U(2, 3), U(0.5, 2.5)), -1 / 3],
  ["counts outside", categories(none, 0, 0, none), 0],
  ["categoricals side by side", mix(categories(0, 0), categories(none, none, 0, 0)), -0.5],
  ["counts that overlap", mix(binomial({ total: 2, probs: 0.5 }), poisson({ rate: 2 })), -0.25],
  ["the real line", mix(normal({ loc: 0, scale: 1 }), normal({ loc: 1, scale: 1 })), -0.25],
];

describe.each(gaps)("a gap: %s", (_name, p, truth) => {
  it("auto takes the likelihood ratio", () => near(logitsOf(p, { wrt: ["logits"] }), truth));
  it.each(["rp", 0.5, "cdf"])("flow %s is refused", (flow) => {
    expect(() => logitsOf(p, { wrt: ["logits"], flow })).toThrow(flow === "cdf" ? /never drawn there/ : /"flow" expected "lr" or a field \{ value, divergence \} for "logits".*never drawn there/);
  });
});
it.each(none0)("no gap: %s", (_name, p, truth) => {
  near(logitsOf(p, { wrt: ["logits"], flow: "rp" }), truth);
  near(logitsOf(p, { wrt: ["logits"] }), truth);
});

it("a mixture that covers the gap of one inside it carries nothing over it for that", () => {
  const p = mix(mix(U(0, 1), U(2, 3)), U(0, 3)), inner = { wrt: ["components.0.logits"] };
  expect(() => gradient(p, integrand("x"), { ...run, ...inner, flow: "rp" })).toThrow('for "components.0.logits"');
  const { components } = gradient(p, integrand("x"), { ...run, ...inner }).grad as unknown as { components: [{ logits: Estimate<Float64Array> }] };
  near(components[0].logits, -0.25);
  near(logitsOf(p, { wrt: ["logits"], flow: "rp" }), 0);
});
it("nor do parameters of components have a part in it", () => {
  const { components } = gradient(mix(U(0, 1), U(2, 3)), integrand("x"), { ...run, wrt: ["components"], flow: "rp" }).grad as unknown as { components: { high: Estimate<number> }[] };
  for (const { high: { mean, stdError } } of Object.values(components)) expect(Math.abs(mean - 0.25) / stdError).toBeLessThan(5);
});
it("what has a flow beside it keeps it", () => {
  const { grad } = gradient(product({ k: categories(0, none, 0), x: normal({ loc: 1, scale: 1 }) }), integrand("k^2*x"), run);
  near(grad.k.logits, -1);
  expect(Math.abs(grad.x.loc.mean - 2) / grad.x.loc.stdError).toBeLessThan(5);
});

it("a mixture over the gap of a component knows no flow of that component's logits anywhere", () => {
  const gapped = mix(U(-2, -1), U(1, 2)), p = mix(gapped, normal({ loc: 0, scale: 1 })) as unknown as Distribution<{ components: { 0: { logits: Float64Array } } }>;
  for (const x of [0, 1.5]) {
    expect([...(p.flow(x).components[0].logits as unknown as Float64Array)]).toEqual([NaN, NaN]);
    expect([...(p.flowDivergence(x).components[0].logits as unknown as Float64Array)]).toEqual([NaN, NaN]);
  }
});
