/**
 * Shapes so small that draws round to 0, 1 or Infinity, where scores are infinite: estimates come from the logarithms of the draws.
 * All expectations are closed forms.
 */
import { type BlockIntegrand, type Distribution, Rng, beta, chiSquared, dirichlet, expectation, exponential, gamma, gradient, inverseGamma, kumaraswamy, mixture, normal, pareto, product, studentT, vector, weibull } from "montegrad";
import { describe, expect, it, vi } from "vitest";
import { zBound } from "../statistics.ts";

const n = 2 ** 18;
vi.setConfig({ testTimeout: 60_000 });
/** Of all comparisons of this file together. */
const RATE = 1e-6, COMPARISONS = 500;

type Columns = readonly Float64Array[];
type Integrand = BlockIntegrand & { readonly gradient: NonNullable<BlockIntegrand["gradient"]> };
/** φ of column d alone. */
const of = (value: (x: number) => number, slope: (x: number) => number, d = 0): Integrand => ({
  value: (x, out) => { for (let i = 0; i < out.length; i++) out[i] = value(x[d]![i]!); },
  gradient: (x, out) => { for (let i = 0; i < x[d]!.length; i++) out[d]![i] = slope(x[d]![i]!); },
});
const one = of(() => 1, () => 0), identity = of((x) => x, () => 1), square = of((x) => x * x, (x) => 2 * x);
/** e^−x, and e^(−1/x), whose slope is 0 at Infinity. */
const falling = of((x) => Math.exp(-x), (x) => -Math.exp(-x)), rising = of((x) => Math.exp(-1 / x), (x) => Math.exp(-1 / x) / x / x);
const last = of((x) => x, () => 1, 2);
const pair: Integrand = {
  value: ([x, y], out) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! * y![i]!; },
  gradient: ([x, y], [u, v]) => { for (let i = 0; i < x!.length; i++) [u![i], v![i]] = [y![i]!, x![i]!]; },
};

type Numbers = number | Float64Array;
type Estimated = { readonly mean: Numbers; readonly stdError: Numbers };
const flat = (tree: unknown): Estimated[] => (typeof (tree as Estimated).stdError !== "undefined" ? [tree as Estimated] : Object.values(tree as object).flatMap(flat));
const list = (v: Numbers): number[] => (typeof v === "number" ? [v] : [...v]);
/** Value, then all entries of the gradient, against what they are; nothing may be infinite, and no warning say so. */
function near(p: Distribution, phi: Integrand, expected: readonly number[], options: { readonly flow: "lr" | "rp" | 0.5 | Readonly<Record<string, "lr" | "rp">>; readonly proposal?: Distribution; readonly samples?: number }, where: string): void {
  const { value, grad, diagnostics } = gradient(p, phi, { samples: n, seed: 31, ...options } as never);
  const all = [value, ...flat(grad)].flatMap((e: Estimated) => list(e.mean).map((mean, j) => [mean, list(e.stdError)[j]!] as const));
  expect(all.length, where).toBe(expected.length);
  all.forEach(([mean, error], j) => {
    const close = mean === expected[j] || Math.abs(mean - expected[j]!) / error < zBound(RATE, COMPARISONS);
    expect.soft(close, `${where}[${j}]: ${mean} ± ${error}, exact ${expected[j]}`).toBe(true);
  });
  expect.soft(diagnostics.warnings.map(({ code }) => code), where).not.toContain("not-finite");
}

/** φ, E φ and its gradient. */
type Known = readonly [phi: Integrand, expected: readonly number[]];
interface Case { readonly name: string; readonly p: Distribution; readonly q: Distribution; readonly known: readonly Known[] }

function ofGamma(a: number, r: number): Case {
  const E = (r / (r + 1)) ** a, log = Math.log(r / (r + 1));
  return {
    name: `gamma(${a}, ${r})`, p: gamma({ concentration: a, rate: r }), q: gamma({ concentration: 1.25 * a, rate: 0.75 * r }),
    known: [[identity, [a / r, 1 / r, -a / r ** 2]], [falling, [E, log * E, E * a / (r * (r + 1))]]],
  };
}
function ofChiSquared(df: number): Case {
  const E = 3 ** (-df / 2);
  return { name: `chiSquared(${df})`, p: chiSquared({ df }), q: chiSquared({ df: 1.25 * df }), known: [[identity, [df, 1]], [falling, [E, -Math.log(3) / 2 * E]]] };
}
/** y = scale/x is a gamma variable: e^(−1/x) = e^(−y/scale). */
function ofInverseGamma(a: number, s: number): Case {
  const E = (s / (s + 1)) ** a;
  return {
    name: `inverseGamma(${a}, ${s})`, p: inverseGamma({ concentration: a, scale: s }), q: inverseGamma({ concentration: 1.25 * a, scale: 1.5 * s }),
    known: [[rising, [E, Math.log(s / (s + 1)) * E, E * a / (s * (s + 1))]]],
  };
}
function ofBeta(a: number, b: number): Case {
  const m = a + b, E = a * (a + 1) / (m * (m + 1));
  return {
    name: `beta(${a}, ${b})`, p: beta({ alpha: a, beta: b }), q: beta({ alpha: 1.25 * a, beta: 1.25 * b }),
    known: [
      [identity, [a / m, b / m ** 2, -a / m ** 2]],
      [square, [E, E * (1 / a + 1 / (a + 1) - 1 / m - 1 / (m + 1)), -E * (1 / m + 1 / (m + 1))]],
    ],
  };
}
/** Of z² /df: y = 1/(1 + z²/df) is Beta(df/2, ½), and φ is y at these parameters, so that they move it in two ways. */
function ofStudentT(df: number): Case {
  const a = df / 2, m = a + 0.5, product = a * 0.5 / (m * (m + 1)), y = (x: number): number => 1 / (1 + x * x / df);
  const phi = of(y, (x) => -2 / df * (x * y(x)) * y(x));
  return {
    name: `studentT(${df})`, p: studentT({ df, loc: 0, scale: 1 }), q: studentT({ df: 0.75 * df, loc: 0.5, scale: 2 }),
    known: [[phi, [a / m, 1 / (df + 1) ** 2 - product / df, 0, -2 * product]]],
  };
}
const digamma = (x: number): number => vector.digamma(Float64Array.of(x))[0]!;
/** y = x^k is a standard exponential number where the scale is 1; φ = e^(−x^c), c = k. */
function ofWeibull(k: number): Case {
  const power = (x: number): number => (x > 0 ? vector.exp(Float64Array.of(k * Math.log(x)))[0]! : 0);
  const phi = of((x) => Math.exp(-power(x)), (x) => -k * power(x) / x * Math.exp(-power(x)));
  return { name: `weibull(${k})`, p: weibull({ concentration: k, scale: 1 }), q: weibull({ concentration: 1.25 * k, scale: 2 }), known: [[phi, [0.5, (digamma(2) - Math.LN2) / (4 * k), -k / 4]]] };
}
/** y = x^a is Beta(1, b); φ = x^c, c = a. */
function ofKumaraswamy(a: number, b: number): Case {
  const phi = of((x) => x ** a, (x) => (x > 0 ? a * x ** a / x : 0)), E = 1 / (1 + b);
  return { name: `kumaraswamy(${a}, ${b})`, p: kumaraswamy({ alpha: a, beta: b }), q: kumaraswamy({ alpha: 0.75 * a, beta: 0.75 * b }), known: [[phi, [E, -(E / a) * (digamma(2) - digamma(2 + b)), -E * E]]] };
}
function ofDirichlet(a: readonly number[]): Case {
  const m = a.reduce((sum, v) => sum + v, 0), both = a[0]! * a[1]! / (m * (m + 1)), fall = 1 / m + 1 / (m + 1);
  return {
    name: `dirichlet(${a.join()})`, p: dirichlet({ concentration: a }), q: dirichlet({ concentration: a.map((v) => 1.25 * v) }),
    known: [
      [last, [a[2]! / m, ...a.map((_, j) => ((j === 2 ? m : 0) - a[2]!) / m ** 2)]],
      [pair, [both, ...a.map((v, j) => both * ((j < 2 ? 1 / v : 0) - fall))]],
    ],
  };
}

const CASES = [
  ofGamma(0.01, 1), ofGamma(0.002, 3), ofGamma(0.14, 1), ofChiSquared(0.02), ofInverseGamma(0.02, 1), ofInverseGamma(0.004, 2),
  ofBeta(0.02, 0.03), ofBeta(0.5, 0.1), ofBeta(0.004, 0.5), ofDirichlet([0.02, 0.03, 0.5]), ofDirichlet([0.004, 0.006, 0.5]),
  ofStudentT(0.02), ofStudentT(0.002), ofWeibull(0.02), ofWeibull(0.14), ofKumaraswamy(0.02, 0.5), ofKumaraswamy(0.5, 0.02), ofKumaraswamy(0.02, 0.03),
];

describe.each(CASES)("$name", ({ p, q, known }) => {
  const entries = known[0]![1].length - 1;

  it.each(["lr", "rp", 0.5] as const)("%s: gradients", (flow) => {
    known.forEach(([phi, expected], k) => near(p, phi, expected, { flow }, `φ${k}`));
  });

  it("the mean of the score is 0", () => near(p, one, [1, ...Array.from({ length: entries }, () => 0)], { flow: "lr" }, "score"));

  it("under a proposal of its family", () => {
    for (const flow of ["lr", "rp"] as const) known.forEach(([phi, expected], k) => near(p, phi, expected, { flow, proposal: q }, `φ${k}, ${flow}`));
  });
});

describe("inside others", () => {
  const small = ofGamma(0.01, 1), other = gamma({ concentration: 2, rate: 1 }), [, [E, ...slopes]] = small.known[1]!;

  it("product, also with a part that has no logarithms, and one that needs none", () => {
    const p = product({ k: inverseGamma({ concentration: 3, scale: 2 }), x: small.p, y: ofBeta(0.02, 0.03).p });
    for (const flow of ["lr", "rp"] as const) {
      near(p, of((x) => Math.exp(-x), (x) => -Math.exp(-x), 1), [E!, 0, 0, ...slopes, 0, 0], { flow }, `x, ${flow}`);
      near(p, last, [0.4, 0, 0, 0, 0, ...ofBeta(0.02, 0.03).known[0]![1].slice(1)], { flow }, `y, ${flow}`);
    }
  });

  it("mixture with a component that has none of its own", () => {
    for (const [part, at, slope] of [[normal({ loc: 0, scale: 1 }), Math.exp(0.5), [-Math.exp(0.5), Math.exp(0.5)]], [exponential({ rate: 2 }), 2 / 3, [1 / 9]]] as const) {
      const p = mixture({ logits: [0, 0], components: [small.p, part] }), all = (E! + at) / 2;
      const exact = [all, (E! - all) / 2, (at - all) / 2, ...slopes.map((v) => v / 2), ...slope.map((v) => v / 2)];
      for (const flow of ["lr", "rp"] as const) near(p, falling, exact, { flow }, `${part.family}, ${flow}`);
      near(p, falling, exact, { flow: "lr", proposal: mixture({ logits: [0, 0], components: [part, small.q] }) }, `${part.family}, under a mixture`);
    }
    const heavy = ofStudentT(0.02), [phi, [y, ...moves]] = heavy.known[0]!, p = mixture({ logits: [0, 0], components: [heavy.p, heavy.q] });
    near(heavy.p, phi, [y!, ...moves], { flow: "lr", proposal: p }, "student t under a mixture");
  });

  it("mixture", () => {
    // E e^−x = (E + ¼)/2, since (1/2)² is that of gamma(2, 1); logits: wₖ(Eₖ − E); gamma(2, 1): log ½ · ¼, ¼ · 2/2
    const p = mixture({ logits: [0, 0], components: [small.p, other] }), all = (E! + 0.25) / 2;
    const expected = [all, (E! - all) / 2, (0.25 - all) / 2, slopes[0]! / 2, slopes[1]! / 2, Math.log(0.5) / 8, 0.125];
    for (const flow of ["lr", "rp", 0.5] as const) near(p, falling, expected, { flow }, `gammas, ${flow}`);
    const q = mixture({ logits: [0.5, 0], components: [small.q, other] });
    near(p, falling, expected, { flow: "lr", proposal: q }, "under a mixture");
    const ends = mixture({ logits: [0, 0], components: [ofBeta(0.02, 0.03).p, ofBeta(3, 4).p] }), [first, second] = [ofBeta(0.02, 0.03).known[0]![1], ofBeta(3, 4).known[0]![1]];
    const mean = (first[0]! + second[0]!) / 2;
    for (const flow of ["lr", "rp"] as const) {
      near(ends, identity, [mean, (first[0]! - mean) / 2, (second[0]! - mean) / 2, ...first.slice(1).map((v) => v / 2), ...second.slice(1).map((v) => v / 2)], { flow, samples: 2 ** 15 }, `betas, ${flow}`);
    }
  });
});

it("pareto, whose scale moves the support", () => {
  for (const a of [0.01, 0.002]) {
    const p = pareto({ scale: 2, concentration: a }), phi = of((x) => 1 / x, (x) => -1 / x / x), exact = [a / (2 * (a + 1)), -a / (4 * (a + 1)), 1 / (2 * (a + 1) ** 2)];
    for (const concentration of ["lr", "rp"] as const) near(p, phi, exact, { flow: { scale: "rp", concentration } }, `${a}, ${concentration}`);
  }
});

it("draws stop at the largest double", () => {
  for (const p of [inverseGamma({ concentration: 0.001, scale: 1 }), studentT({ df: 0.001, loc: 1, scale: 2 }), studentT({ df: 1e-300, loc: 1, scale: 1e300 }), weibull({ concentration: 0.001, scale: 1 }), pareto({ scale: 1, concentration: 0.001 })]) {
    const x = p.sample(new Rng(1), 1000), largest = x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    expect(x.every(Number.isFinite), p.family).toBe(true);
    expect(largest, p.family).toBe(Number.MAX_VALUE);
    expect([...p.logProb(x)].some(Number.isNaN), p.family).toBe(false);
  }
});

it("a proposal whose draws round to 0 does no harm to a p whose do not", () => {
  const p = gamma({ concentration: 0.5, rate: 1 }), E = Math.SQRT1_2;
  near(p, falling, [E, Math.log(0.5) * E, 0.25 * E], { flow: "lr", proposal: gamma({ concentration: 0.01, rate: 0.5 }) }, "gamma");
  const { value } = expectation(p, { value: ([x]: Columns, out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = Math.exp(-x![i]!); } } as never, { samples: n, seed: 32, proposal: gamma({ concentration: 0.01, rate: 0.5 }) } as never) as { value: { mean: number; stdError: number } };
  expect(Math.abs(value.mean - E) / value.stdError).toBeLessThan(zBound(RATE, COMPARISONS));
});
