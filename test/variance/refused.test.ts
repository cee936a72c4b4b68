/**
 * What options that lower variance refuse, with the reason and the way out, and that the library works afterwards, an rng stands where it stood. What they take:
 * the sibling files. No chance here.
 */
import { type BlockIntegrand, Rng, bernoulli, beta, categorical, dirichlet, exponential, gamma, gradient, integrand, mixture, normal, poisson, product, uniform } from "montegrad";
import { describe, expect, it } from "vitest";
import { p, q, square, step } from "./problems.ts";

const at = { samples: 1024, seed: 1 }, lr = { flow: "lr", ...at } as const, rp = { flow: "rp", ...at } as const, x = { phi: integrand("x"), mean: 1 };
const run = (options: object, of: unknown = p, phi: unknown = square) => (): unknown => gradient(of as typeof p, phi as typeof square, options as never);
const start = (options: object, of: unknown = p) => (): unknown => gradient.start(of as typeof p, options as never);
const many = normal({ loc: Array.from({ length: 33 }, () => 0), scale: Array.from({ length: 33 }, () => 1) }), sum = integrand("sum(k, x[k])"), first = integrand("x0");
const one = normal({ loc: [0, 1], scale: 1 });

const cases: readonly (readonly [string, () => unknown, typeof TypeError | typeof RangeError, string])[] = [
  ["a baseline in other words", run({ ...lr, baseline: "mean" }), RangeError, '"baseline" expected a finite number, "loo", "optimal" or a result of gradient, got "mean"'],
  ["a baseline of another kind", run({ ...lr, baseline: [1] }), TypeError, '"baseline" expected a finite number'],
  ["NaN for a baseline", run({ ...lr, baseline: NaN }), RangeError, '"baseline" expected a finite number, "loo", "optimal" or a result of gradient, got NaN'],
  ["infinity for a baseline", run({ ...lr, baseline: Infinity }), RangeError, "got Infinity"],
  ["a baseline by names that are none", run({ ...lr, baseline: { square: 1, stop: 2 } }, p, { square, step }), TypeError, "stop"],
  ["a baseline without a name", run({ ...lr, baseline: { square: 1 } }, p, { square, step }), TypeError, '"baseline.step" expected a finite number'],
  ["NaN among baselines", run({ ...lr, baseline: { square: 1, step: NaN } }, p, { square, step }), RangeError, '"baseline.step" expected a finite number'],
  ["a baseline of too few", run({ ...lr, samples: 9, baseline: "loo" }), RangeError, "at least 16 samples to learn from, got \"loo\" with 9; take a number"],
  ["the best constant of too few", run({ ...lr, samples: 15, baseline: "optimal" }), RangeError, "at least 16 samples"],
  ["the best constant beside a flow", run({ ...rp, baseline: "optimal" }), TypeError, 'expected a number or "loo" beside a flow, got "optimal", which is of flow: "lr"'],
  ["a baseline beside fitted controls", run({ ...lr, baseline: "loo", controls: ["score"] }), TypeError, 'the control "score" has the effect of a baseline'],
  ["the best constant beside controls", run({ ...lr, baseline: "optimal", controls: ["score"], coefficients: "pilot" }), TypeError, "rows would learn from themselves"],
  ["a baseline beside a combination", run({ ...rp, baseline: "loo", combine: "covariance" }), TypeError, '"baseline" expected a number beside "combine"'],
  ["a baseline of a moving support", run({ ...lr, jumps: "surface", baseline: "loo" }, uniform({ low: 0, high: 1 })), TypeError, "scores of parameters that move the support have no mean 0"],
  ["a number there", run({ ...lr, jumps: "surface", baseline: 3 }, uniform({ low: 0, high: 1 })), TypeError, '"baseline" expected 0, got 3'],
  ["a baseline of a blend", run({ ...rp, jumps: { blend: 1 }, baseline: 1 }, p, step), TypeError, "a blended flow has no constant to subtract"],
  ["controls that are none", run({ ...lr, controls: "score" }), TypeError, '"controls" expected an array of controls, got "score"'],
  ["a control in other words", run({ ...lr, controls: ["scores"] }), RangeError, '"controls[0]" expected "score", "weights", "difference", "stein"'],
  ["a control of another kind", run({ ...lr, controls: [3] }), TypeError, '"controls[0]" expected "score"'],
  ["an empty record", run({ ...lr, controls: [{}] }), TypeError, '"controls[0]" expected "score"'],
  ["null", run({ ...lr, controls: [null] }), TypeError, '"controls[0]" expected "score"'],
  ["a control without a mean", run({ ...lr, controls: [{ phi: integrand("x") }] }), TypeError, 'expected { phi, mean } with a known mean, got no mean; without one take "score" or "stein"'],
  ["a mean that is none", run({ ...lr, controls: [{ phi: integrand("x"), mean: NaN }] }), RangeError, '"controls[0].mean" expected a finite number, got NaN'],
  ["a mean of another kind", run({ ...lr, controls: [{ phi: integrand("x"), mean: "1" }] }), TypeError, '"controls[0].mean"'],
  ["a control with more to it", run({ ...lr, controls: [{ phi: integrand("x"), mean: 1, weight: 2 }] }), TypeError, "weight"],
  ["several functions in one", run({ ...lr, controls: [{ phi: { a: integrand("x"), b: integrand("x") }, mean: 1 }] }), TypeError, '"controls[0].phi" expected one function'],
  ["scores twice", run({ ...lr, controls: ["score", "score"] }), RangeError, '"controls" expected each kind of control once, got "score"'],
  ["weights twice", run({ ...lr, proposal: q, controls: ["weights", "weights"] }), RangeError, "each kind of control once"],
  ["differences twice", run({ ...rp, controls: ["difference", "difference"] }), RangeError, "each kind of control once"],
  ["polynomials twice", run({ ...lr, controls: ["stein", { stein: 2 }] }), RangeError, "each kind of control once"],
  ["polynomials of degree 0", run({ ...lr, controls: [{ stein: 0 }] }), RangeError, '"controls[0].stein" expected'],
  ["polynomials of degree 17", run({ ...lr, controls: [{ stein: 17 }] }), RangeError, '"controls[0].stein" expected'],
  ["polynomials of a family without", run({ ...lr, controls: ["stein"] }, mixture({ logits: [0, 0], components: [p, p] })), TypeError, "take { phi, mean }, a function with a known mean"],
  ["weights without a proposal", run({ ...lr, controls: ["weights"] }), TypeError, 'expected a proposal beside "weights", got none, so that all weights are 1'],
  ["a difference without a flow", run({ ...lr, controls: ["difference"] }), TypeError, 'flow: "lr", with which there is no second estimate; take flow: "rp"'],
  ["a combination without a flow", run({ ...lr, combine: "covariance" }), TypeError, 'flow: "lr", with which there is nothing to combine; take flow: "rp"'],
  ["a combination in other words", run({ ...rp, combine: "variance" }), RangeError, '"combine" expected "covariance", "inverse-variance" or "selection", got "variance"'],
  ["one in a record", run({ ...rp, combine: { by: "variance" } }), RangeError, '"combine.by" expected "covariance" or "inverse-variance"'],
  ["pooled by half", run({ ...rp, combine: { by: "covariance", pooled: 0.5 } }), TypeError, '"combine.pooled" expected true or false, got 0.5'],
  ["more in the record", run({ ...rp, combine: { by: "covariance", pool: true } }), TypeError, "pool"],
  ["a combination of too few", run({ ...rp, samples: 15, combine: "covariance" }), RangeError, "at least 16 samples to learn from"],
  ["a selection in a record", run({ ...rp, combine: { by: "selection" } }), RangeError, '"combine.by" expected "covariance" or "inverse-variance", got "selection"'],
  ["a selection without a flow", run({ ...lr, combine: "selection" }), TypeError, 'flow: "lr", with which there is nothing to combine; take flow: "rp"'],
  ["a selection of too few", run({ ...rp, samples: 15, combine: "selection" }), RangeError, "at least 16 samples to learn from"],
  ["a selection beside controls", run({ ...rp, combine: "selection", controls: ["score"] }), TypeError, '"combine" expected to be absent beside "controls"'],
  ["a selection about a number", run({ ...rp, combine: "selection", baseline: 2 }), TypeError, '"baseline" expected to be absent beside combine: "selection", which takes the mean φ of other rows, got 2'],
  ["a selection about a mean of others", run({ ...rp, combine: "selection", baseline: "loo" }), TypeError, '"baseline" expected to be absent beside combine: "selection"'],
  ["a selection in replicates of leaves", run({ ...rp, samples: 2 ** 15, points: "sobol", combine: "selection" }), RangeError, 'which points: "sobol" has not'],
  ["a combination beside controls", run({ ...rp, combine: "covariance", controls: ["score"] }), TypeError, '"combine" expected to be absent beside "controls"'],
  ["too many controls for a group", run({ ...lr, samples: 64, controls: ["score"] }), RangeError, "at most 1 of them with 64 samples, whose groups have 8 rows, got 2; take more samples, fewer controls, or coefficients: \"pilot\", an earlier result or numbers"],
  ["more than 64", run({ ...lr, controls: ["score"], coefficients: "pilot" }, many, sum), RangeError, "expected at most 64 columns, got 66: score loc[0], score loc[1]"],
  ["scores of 100 columns", run({ ...lr, controls: ["score"], coefficients: "pilot" }, normal({ loc: Array.from({ length: 100 }, () => 0), scale: 1 }), sum), RangeError, "expected at most 64 columns, got 101"],
  ["leave-one-out of more than eight", run({ ...lr, samples: 4096, controls: [{ stein: 9 }], coefficients: "loo" }), RangeError, 'at most 8 of them with coefficients: "loo", got 9; take "cross-fit"'],
  ["coefficients alone", run({ ...lr, coefficients: "loo" }), TypeError, '"coefficients" expected to be beside "controls", got them alone'],
  ["coefficients in other words", run({ ...lr, controls: ["score"], coefficients: "crossfit" }), RangeError, '"coefficients" expected "cross-fit", "loo", "pilot", an earlier result or numbers by estimate, got "crossfit"'],
  ["coefficients of another kind", run({ ...lr, controls: ["score"], coefficients: 3 }), TypeError, '"coefficients" expected'],
  ["coefficients of no estimate", run({ ...lr, controls: ["score"], coefficients: { rate: [1, 2] } }), TypeError, "rate"],
  ["too few coefficients", run({ ...lr, controls: ["score"], coefficients: { loc: [1] } }), RangeError, '"coefficients.loc" expected 2 numbers, of score loc, score scale'],
  ["NaN among coefficients", run({ ...lr, controls: ["score"], coefficients: { loc: [1, NaN] } }), RangeError, '"coefficients.loc[1]" expected a finite number, got NaN'],
  ["one number for all", run({ ...lr, controls: ["score"], coefficients: { loc: 1 } }), TypeError, '"coefficients.loc" expected 2 numbers'],
  ["mirror images in other words", run({ ...lr, antithetic: "yes" }), TypeError, '"antithetic" expected true or false, got "yes"'],
  ["mirror images of integers", run({ ...lr, antithetic: true }, poisson({ rate: 1 })), TypeError, "expected a distribution with mirror images, got poisson"],
  ["mirror images of strata", run({ ...lr, antithetic: true, proposal: { p: 0.5, slice: 0.5 } }), TypeError, "its draws are stratified"],
  ["points in other words", run({ ...lr, points: "halton" }), RangeError, '"points" expected "random" or "sobol", got "halton"'],
  ["Sobol' points and mirror images", run({ ...lr, points: "sobol", antithetic: true }), TypeError, 'expected points: "random", got "sobol", whose points are balanced already'],
  ["Sobol' points of few samples", run({ ...lr, samples: 31, points: "sobol" }), RangeError, '"samples" expected at least 32 for points: "sobol", which need 16 replicates, got 31'],
  ["Sobol' points of 257 columns", run({ ...lr, points: "sobol" }, normal({ loc: Array.from({ length: 257 }, () => 0), scale: 1 }), sum), RangeError, 'at most 256 columns for "sobol", got 257; take points: "random"'],
  ["Sobol' points of a Dirichlet law", run({ ...lr, points: "sobol" }, dirichlet({ concentration: [1, 2, 3] }), first), TypeError, "expected a distribution with quantiles, got dirichlet"],
  ["Sobol' points of strata", run({ ...lr, points: "sobol", proposal: { p: 0.5, slice: 0.5 } }), TypeError, "its draws are stratified"],
  ["a baseline in replicates of leaves", run({ ...lr, samples: 2 ** 15, points: "sobol", baseline: "loo" }), RangeError, 'independent rows to learn from, which points: "sobol" has not'],
  ["a combination there", run({ ...rp, samples: 2 ** 15, points: "sobol", combine: "covariance" }), RangeError, 'which points: "sobol" has not'],
  ["cross-fitting there", run({ ...lr, samples: 2 ** 15, points: "sobol", controls: ["score"], coefficients: "cross-fit" }), RangeError, 'which points: "sobol" has not'],
  ["pairs in other words", run({ ...at, coupled: "weak" }), RangeError, '"coupled" expected "measure-valued" or "random-radius", got "weak"'],
  ["pairs of another kind", run({ ...at, coupled: true }), TypeError, '"coupled" expected "measure-valued"'],
  ["pairs that a family lacks", run({ ...at, coupled: "measure-valued" }, beta({ alpha: 2, beta: 3 })), TypeError, 'take flow: "lr" or "rp" for it, and name the others: { parameter: "measure-valued" }'],
  ["a radius that a parameter lacks", run({ ...at, coupled: "random-radius" }), TypeError, '"scale" of normal has, got "random-radius"'],
  ["a radius that a family lacks", run({ ...at, coupled: "random-radius" }, exponential({ rate: 1 })), TypeError, 'got "random-radius"'],
  ["pairs of a parameter that is none", run({ ...rp, coupled: { rate: "measure-valued" } }), TypeError, '"coupled" expected names among loc, scale, got "rate"'],
  ["pairs and a proposal", run({ ...at, coupled: "measure-valued", proposal: q }), TypeError, "expected no proposal beside it, got normal: pairs are of draws of p"],
  ["pairs that are told", start({ ...at, coupled: "measure-valued" }), TypeError, 'expected a φ that can be called beside the draws, got one that is told; take flow: "lr"'],
  ["a pilot that is told", start({ ...lr, controls: ["score"], coefficients: "pilot" }), TypeError, 'expected "cross-fit", an earlier result or numbers, got "pilot", for which φ would have to be called'],
  ["a combination and controls that are told", start({ ...rp, controls: ["score"], combine: "covariance" }), TypeError, 'take the control "difference" in its place'],
  ["sums that are told", start({ ...lr, enumerate: true }, bernoulli({ probs: 0.5 })), TypeError, '"enumerate" expected a φ that can be called, got one that is told'],
  ["sums over a continuum", run({ ...lr, enumerate: true }), TypeError, "expected a categorical, bernoulli or binomial distribution, alone or in a product, got normal"],
  ["sums of another kind", run({ ...lr, enumerate: "k" }, bernoulli({ probs: 0.5 })), TypeError, '"enumerate" expected true or an array of names of parts'],
  ["sums of a part that is none", run({ ...lr, enumerate: ["m"] }, product({ k: bernoulli({ probs: 0.5 }), x: p }), integrand("k*x")), RangeError, "names of parts that are categorical, bernoulli or binomial (k), got \"m\""],
  ["sums of a part that is drawn", run({ ...lr, enumerate: ["x"] }, product({ k: bernoulli({ probs: 0.5 }), x: p }), integrand("k*x")), RangeError, 'got "x"'],
  ["sums of log p", run({ ...lr, enumerate: true }, bernoulli({ probs: 0.5 }), integrand("logp*x")), TypeError, 'expected a function of x alone beside "enumerate", got one of logp'],
  ["sums of parameters", run({ ...lr, enumerate: true }, bernoulli({ probs: 0.5 }), integrand("probs*x")), TypeError, "got one of parameters"],
  ["sums without end", run({ ...lr, enumerate: true }, product(Object.fromEntries(Array.from({ length: 11 }, (_, k) => [`b${k}`, bernoulli({ probs: 0.5 })]))), integrand("b0")), RangeError, "at most 1024 combinations of values, got 2048; name fewer parts"],
  ["a control that is NaN", run({ ...lr, controls: [{ phi: integrand("log(x)"), mean: 0 }] }), RangeError, "controls[0].phi expected a number, got NaN at sample"],
  ["one in JavaScript", run({ ...lr, controls: [{ phi: (r: readonly number[]) => (r[0]! > 1 ? 1 : NaN), mean: 0 }] }), RangeError, "controls[0].phi expected a number, got NaN at sample"],
  ["a control that is NaN in a pilot", run({ ...lr, controls: [{ phi: integrand("log(x)"), mean: 0 }], coefficients: "pilot" }), RangeError, "controls[0].phi expected a number, got NaN at sample"],
  ["φ that is NaN beside a draw", run({ ...at, coupled: "measure-valued" }, p, integrand("log(x + 3)")), RangeError, "expected a number, got NaN at sample"],
];

describe("refused", () => {
  it.each(cases)("%s", (_name, refused, kind, message) => {
    expect(refused).toThrow(kind);
    expect(refused).toThrow(message);
  });
  it("leaves the library as it was, and an rng where it stood", () => {
    const again = (): string => JSON.stringify([run({ ...lr, baseline: "loo" })(), run({ ...lr, controls: ["score", x], coefficients: "pilot" })(), run({ ...at, coupled: "measure-valued" })(), run({ ...rp, points: "sobol" })(), run({ ...rp, antithetic: true })()]);
    const before = again();
    for (const [, refused] of cases) expect(refused).toThrow();
    expect(again()).toBe(before);
    const rng = new Rng(1);
    for (const options of [{ controls: ["weights"] }, { baseline: "x" }, { points: "sobol", antithetic: true }, { coupled: "weak" }, { enumerate: true }]) expect(run({ flow: "lr", samples: 100, rng, ...options })).toThrow();
    expect(rng.position).toBe(0);
  });
});

describe("φ that throws", () => {
  class Own extends Error {}
  /** After so many calls, or where x is far out. */
  const throwing = (calls: number, far = Infinity): BlockIntegrand => {
    let left = calls;
    return { value: ([u], out) => {
      if (left-- <= 0 || u!.some((v) => Math.abs(v) > far)) throw new Own();
      out.set(u!);
    } };
  };
  it.each([
    ["in a pilot", { ...lr, controls: ["score"], coefficients: "pilot" }, throwing(0)], ["at the pilot's second leaf", { ...lr, controls: ["score"], coefficients: "pilot" }, throwing(1)], ["after the pilot", { ...lr, controls: ["score"], coefficients: "pilot" }, throwing(2)],
    ["at a pair's point", { ...at, coupled: "measure-valued" }, throwing(1)], ["at its second point", { ...at, coupled: "measure-valued" }, throwing(2)], ["in a pilot's pair", { ...at, coupled: "measure-valued", controls: ["score"], coefficients: "pilot" }, throwing(2)],
    ["as a control", { ...lr, controls: [{ phi: throwing(0), mean: 0 }] }, square], ["among sums", { ...lr, enumerate: true }, throwing(1)],
  ] as const)("%s", (name, options, phi) => {
    const of = name === "among sums" ? categorical({ logits: [0, 1, 2] }) : p, before = JSON.stringify(run({ ...at, coupled: "measure-valued" })());
    expect(run(options, of, phi)).toThrow(Own);
    expect(JSON.stringify(run({ ...at, coupled: "measure-valued" })())).toBe(before);
    const rng = new Rng(3);
    expect(run({ ...options, seed: undefined, rng }, of, throwing(0))).toThrow(Own);
  });
  it("leaves columns of integers as they were drawn", () => {
    const g = gamma({ concentration: 2, rate: 1 }), options = { ...at, coupled: { rate: "measure-valued" }, flow: "lr" };
    const before = JSON.stringify(run(options, g)());
    expect(run(options, g, throwing(1))).toThrow(Own);
    expect(JSON.stringify(run(options, g)())).toBe(before);
    expect(run({ ...lr, antithetic: true }, one, first)).not.toThrow();
  });
});
