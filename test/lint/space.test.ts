/**
 * Every row of docs/estimators.md is accepted by lint as a choice of the library's; taken apart by `terms` it is accepted too, and rejected with the sign of v or
 * ψ flipped, with a term of it dropped, with a factor of 1 % or without its surface term. Their means: ../estimators/space.test.ts.
 */
import { type Distribution, type FlowField, Rng, adaptRotation, beta, custom, field, gamma, integrand, mvn, normal, pareto, poisson, product, studentT, truncatedNormal, uniform } from "montegrad";
import { type Choice, type Estimator, type Report, lint, terms } from "montegrad/lint";
import { describe, expect, it } from "vitest";
import { rows } from "../estimators/space.ts";

type Columns = (x: readonly Float64Array[], out: readonly Float64Array[]) => void;
interface Case { readonly choice: Choice; readonly p: Distribution; readonly wrt: string; readonly parameter?: string; /** What is wrong of it. */ readonly wrong?: Choice; readonly jumps?: true }

const p = normal({ loc: 1, scale: 1 }), q = normal({ loc: 2, scale: 2 }), g = gamma({ concentration: 2, rate: 1.5 }), counts = poisson({ rate: 3 }), m = mvn({ loc: [0.3, -0.2], scaleTril: [1, 0, 0.5, 2] });
const noise: FlowField = {
  value: ([x], [u]) => { for (let i = 0; i < x!.length; i++) u![i] = Math.sin(x![i]! * 2) + 0.3; },
  divergence: ([x], [d]) => { for (let i = 0; i < x!.length; i++) d![i] = 2 * Math.cos(x![i]! * 2); },
};
const rayleigh = custom({
  support: "positive", params: { sigma: 2 }, noise: "exponentials",
  sample: ([e], [out]) => { for (let i = 0; i < out!.length; i++) out![i] = 2 * Math.sqrt(2 * e![i]!); },
  logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > 0 ? Math.log(x![i]! / 4) - x![i]! ** 2 / 8 : -Infinity; },
  score: ([x], { sigma: [out] }) => { for (let i = 0; i < out!.length; i++) out![i] = x![i]! ** 2 / 8 - 1; },
  cdfScore: ([x], { sigma: [out] }) => { for (let i = 0; i < out!.length; i++) out![i] = -(x![i]! ** 2 / 8) * Math.exp(-(x![i]! ** 2) / 8); },
});
const still = custom({ params: { shift: 0 }, noise: "normals", sample: ([z], [out]) => out!.set(z!), logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = -(x![i]! ** 2) / 2 - 0.5 * Math.log(2 * Math.PI); }, gradLogProb: ([x], [out]) => { for (let i = 0; i < out!.length; i++) out![i] = -x![i]!; }, score: () => {} });
const jumping = integrand("x^2 + 3*(x > 1.5)"), wave = integrand("cos(0.7*x0 - 0.4*x1)");
/** The same without a formula: nobody sees that it jumps. */
const hidden = integrandOf("x^2 + 3*(x > 1.5)");
const loc = { p, wrt: "loc" }, byShape = { p: g, wrt: "concentration" }, byL = { p: m, wrt: "scaleTril[1][0]", parameter: "scaleTril" };
const one = (flow: unknown, more: object = {}): Choice => ({ flow, ...more }) as Choice;

const CASES: Readonly<Record<string, Case>> = {
  "likelihood ratio": { choice: one("lr"), ...loc },
  "reparameterisation": { choice: one("rp"), ...loc },
  "between the two": { choice: one(0.5), ...loc },
  "importance-sampled likelihood ratio": { choice: one("lr", { proposal: q }), ...loc },
  "importance-sampled reparameterisation": { choice: one("rp", { proposal: q }), ...loc },
  "CDF flow": { choice: one("cdf"), p: truncatedNormal({ loc: 1, scale: 1, low: -1, high: 2 }), wrt: "loc" },
  "CDF flow of a family of one's own": { choice: one("cdf"), p: rayleigh, wrt: "sigma" },
  "Stein's identity": { choice: one(field({ value: ["1"] })), p: still, wrt: "shift" },
  "implicit reparameterisation": { choice: one(field({ standardise: ["(x - loc)/scale"] })), p, wrt: "scale" },
  "generalised reparameterisation": { choice: one("generalised"), ...byShape },
  "cheap flow": { choice: one("cheap"), ...byShape },
  "cheap flow of beta": { choice: one("cheap"), p: beta({ alpha: 2, beta: 3 }), wrt: "alpha" },
  "cheap flow of Student's t": { choice: one("cheap"), p: studentT({ df: 12, loc: 1, scale: 2 }), wrt: "df" },
  "optimal mass transport": { choice: one({ loc: "rp", scaleTril: "omt" }), ...byL },
  "adaptive velocity field": { choice: one(["rp", adaptRotation(m, wave, { samples: 2048, steps: 12, seed: 1 })]), ...byL },
  "GO": { choice: one("rp"), p: counts, wrt: "rate" },
  "any edge flux": { choice: one(field({ value: ["0.4 + 0.1*x"] })), p: counts, wrt: "rate" },
  "discontinuous reparameterisation": { choice: one("rp", { jumps: "surface", phi: jumping }), ...loc, jumps: true, wrong: one("rp", { phi: hidden }) },
  "a plane in two columns": { choice: one("rp", { jumps: "surface", phi: integrand("where(x0 + 2*x1 > 1, 1 + x0, x0*x1)") }), ...byL, jumps: true, wrong: one("rp", { phi: integrandOf("where(x0 + 2*x1 > 1, 1 + x0, x0*x1)") }) },
  "blended flow": { choice: one("rp", { jumps: { blend: 1 }, phi: jumping }), ...loc, jumps: true, wrong: one("rp", { phi: hidden }) },
  "blended by a given weight": { choice: one("rp", { jumps: { blend: integrand("tanh((x - 1.5)^2)") } }), ...loc },
  "moving support": { choice: one("lr", { jumps: "surface" }), p: uniform({ low: -1, high: 2 }), wrt: "high", jumps: true, wrong: one("lr") },
  "moving end of Pareto's law": { choice: one("lr", { jumps: "surface" }), p: pareto({ scale: 1.5, concentration: 4 }), wrt: "scale", jumps: true, wrong: one("lr") },
  "horizontal slices": { choice: one("lr", { proposal: "slice" }), ...loc },
  "Fisher tilt": { choice: one("lr", { proposal: "fisher" }), ...loc },
  "stratified mixture of p and its tilts": { choice: one("lr", { proposal: { p: 0.25, slice: 0.5, fisher: 0.25 } }), ...loc },
  "tilts under a flow": { choice: one("rp", { proposal: { p: 0.4, slice: 0.6 } }), ...loc },
  "slices on the integers": { choice: one("lr", { proposal: "slice" }), p: counts, wrt: "rate" },
  "coordinate mixture": { choice: one("lr", { proposal: { p: 0.2, slice: 0.8 } }), p: product({ a: p, b: g }), wrt: "b.concentration" },
  "radial tilt": { choice: one("lr", { proposal: { p: 0.2, slice: 0.4, fisher: 0.4 } }), ...byL },
  "overdispersed": { choice: one("lr", { proposal: { overdispersed: 1.5 } }), ...loc },
  "sum of flows": { choice: one([0.5, field({ value: ["sin(x)"] })]), ...loc },
  "any u and any q": { choice: one(noise, { proposal: q }), ...loc },
};

function integrandOf(formula: string): Pick<typeof jumping, "value" | "gradient"> {
  const phi = integrand(formula);
  return { value: (x, out) => phi.value(x, out), gradient: (x, out) => phi.gradient(x, out) };
}

const rejected = (report: Report, code?: string): void => {
  expect(report.ok, String(report)).toBe(false);
  if (code) expect(report.findings.map((finding) => finding.code), String(report)).toContain(code);
};
/** The outputs of f times a factor. */
const times = (factor: number, f: Columns): Columns => (x, out) => {
  f(x, out);
  for (const column of out) for (let i = 0; i < column.length; i++) column[i]! *= factor;
};
const psiOf = ({ psi }: Estimator): Columns => (x, [out]) => (psi as (x: readonly Float64Array[], out: Float64Array) => void)(x, out!);
const withPsi = (given: Estimator, psi: Columns): Estimator => ({ ...given, psi: (x, out) => psi(x, [out]) });

/** The rows after it take several draws, points or regressions: no v and ψ of one draw. */
const LAST = "any u and any q", single = rows.slice(0, 1 + rows.findIndex(({ name }) => name === LAST));

it("are the rows of the table, of estimators at one draw", () => { expect(Object.keys(CASES).sort()).toEqual(single.map(({ name }) => name).sort()); });

describe.each(Object.entries(CASES))("%s", (_name, { choice, p, wrt, parameter = wrt, wrong, jumps }) => {
  it("is accepted", () => {
    const report = lint({ wrt: [parameter], ...choice }, p, { samples: 2 ** 20 });
    expect(report.findings.map(({ message }) => message)).toEqual([]);
    expect(report.checked.comparisons + report.checked.tests).toBeGreaterThan(0);
  });
  it.runIf(wrong)("is rejected without its surface term", () => rejected(lint({ wrt: [parameter], ...wrong! }, p, { samples: 2 ** 20 })));
  it.runIf(!jumps)("taken apart is accepted, and rejected with anything changed", () => {
    const given = terms(choice, p, wrt), { v } = given as { v?: Columns }, psi = psiOf(given), report = lint(given, p);
    expect(report.findings.map(({ message }) => message)).toEqual([]);
    const rows = p.sample(new Rng(5), 64) as Float64Array, x = p.supports.map((_, d) => Float64Array.from({ length: 64 }, (_, i) => rows[i * p.columns + d]!)), at = new Float64Array(64);
    psi(x, [at]);
    if (at.some((one) => Math.abs(one) > 1e-9)) {
      rejected(lint(withPsi(given, times(-1, psi)), p), "biased");
      rejected(lint(withPsi(given, times(1.01, psi)), p), "biased");
      rejected(lint(withPsi(given, times(0, psi)), p), "biased");
    }
    if (!v) return;
    const u = x.map(() => new Float64Array(64));
    v(x, u);
    if (u.every((column) => column.every((one) => one === 0))) return;
    // Stein's v and ψ go together: twice both is another identity, v alone is not
    rejected(lint({ ...given, v: times(-1, v) }, p), "biased");
    rejected(lint({ ...given, v: times(1.01, v) }, p), "biased");
    const { v: _v, ...without } = given as Estimator;
    rejected(lint(without, p), "biased");
  });
});
