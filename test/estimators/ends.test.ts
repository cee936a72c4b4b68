/**
 * Fields at the ends of the support: where a parameter moves an end the field must move it alike, else p·u must vanish; also at ends inside the support of a
 * mixture, before its gaps, and at the last integer. Fields that pass are unbiased: means lie within five standard errors of closed forms (2e-5 false alarms in
 * all of this file, whose seeds are fixed).
 */
import { type Distribution, type Estimate, bernoulli, beta, categorical, field, gradient, integrand, mixture, normal, pareto, product, transform, triangular, truncatedNormal, uniform, vonMises } from "montegrad";
import { expect, it } from "vitest";

const F = (...value: string[]) => field({ value }), unit = uniform({ low: 0, high: 1 }), far = uniform({ low: 1e6, high: 1e6 + 1 }), mix = (...components: Distribution[]) => mixture({ logits: [0, 0], components });
const js = (u: (x: number) => number, slope: (x: number) => number) => ({ value: ([x]: readonly Float64Array[], [out]: readonly Float64Array[]) => out!.set(x!.map(u)), divergence: ([x]: readonly Float64Array[], [out]: readonly Float64Array[]) => out!.set(x!.map(slope)) });
const b = beta({ alpha: 2, beta: 2 }), two = uniform({ low: 2, high: 3 }), three = uniform({ low: 0, high: 3 });
type Case = readonly [what: string, p: Distribution, phi: string, path: string, flow: unknown];
const run = ([, p, phi, path, flow]: Case): Estimate<number | Float64Array> => {
  const options = path.split(".").reduceRight<unknown>((inside, name) => ({ [name]: inside }), flow);
  return path.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], gradient(p, integrand(phi), { samples: 2e4, seed: 1, wrt: [path], flow: options as "rp" }).grad) as Estimate<number>;
};

const good: [...Case, number][] = [
  ["the flow itself", unit, "x", "high", F("x"), 0.5],
  ["another one", unit, "x", "high", F("x^2"), 0.5],
  ["one that leaves the end", unit, "x", "low", F("(1 - x)^2"), 0.5],
  ["in JavaScript", unit, "x", "high", js((x) => x, () => 1), 0.5],
  ["standardised", unit, "x", "high", field({ standardise: ["(x - low)/(high - low)"] }), 0.5],
  ["beside the flow", unit, "x", "high", ["rp", F("x*(1 - x)")], 0.5],
  ["shares of both", unit, "x", "high", [0.5, F("0.5*x")], 0.5],
  ["far from 0", far, "x - 1e6", "high", F("x - 1e6"), 0.5],
  ["with an end at infinity", pareto({ scale: 2, concentration: 6 }), "x", "scale", F("1"), 1.2],
  ["of a parameter that moves none", truncatedNormal({ loc: 0, scale: 1, low: -1, high: 1 }), "x", "loc", F("1 - x^2"), 0.2911],
  ["to a density of 0", triangular({ low: 0, peak: 0.5, high: 1 }), "x", "peak", F("x*(1 - x)"), 1 / 3],
  ["of both ends", vonMises({ loc: 0, concentration: 1 }), "sin(x)", "loc", F("1"), 0.4464],
  ["of a part", product({ a: unit, b: normal({ loc: 1, scale: 1 }) }), "a*b", "a.high", F("a", "0"), 0.5],
  ["of two columns", uniform({ low: [0, 0], high: [1, 2] }), "x0*x1", "high", F("x0", "0", "0", "x1/2"), 0.5],
  ["of a mixture, with all its ends", mix(unit, two), "x", "logits", F("x*(1 - x)*(2 - x)*(3 - x)", "0"), -0.5],
  ["of a mixture whose parts fall to 0", mix(b, transform(b, { affine: [0.5, 1] })), "x", "logits", F("x*(1.5 - x)", "0"), -0.125],
  ["on integers", bernoulli({ probs: 0.5 }), "x + 1", "probs", F("1 - x"), 1],
  ["on integers, some without mass", categorical({ logits: [0, 0, -Infinity] }), "x", "logits", F("1 - x", "0", "0"), -0.25],
];
it.each(good)("a field %s is unbiased", (...all) => {
  const { mean, stdError } = run(all as unknown as Case), [first, error] = [mean, stdError].map((v) => (typeof v === "number" ? v : v[0])) as [number, number];
  expect(Math.abs(first - all[5])).toBeLessThan(5 * error + 1e-4);
});

const moves = /"flow" expected a field for "[\w.]+" that moves the ends of the support as it does \([01](\.5)? at [-\d.e]+( in column \d)?\), got one that does not: take "rp"/, leaks = /of which p·u vanishes at the ends of the support, got one that carries p out of it/, unknown = /"flow" expected "rp" for "[\w.]+", which moves the support, got a field: what is at its ends is not known/;
const bad: [...Case, RegExp][] = [
  ["that stands still", unit, "x", "high", F("0"), moves],
  ["that moves the other end too", unit, "x", "high", F("1"), moves],
  ["that moves the other end", unit, "x", "low", F("x"), moves],
  ["in JavaScript", unit, "x", "high", js(() => 0, () => 0), moves],
  ["that is no number there", unit, "x", "high", F("x + 0*log(x - 1)"), moves],
  ["that moves it twice", unit, "x", "high", ["rp", F("x")], moves],
  ["far from 0", far, "x", "high", F("x"), moves],
  ["with an end at infinity", pareto({ scale: 2, concentration: 3 }), "x", "scale", F("0"), moves],
  ["that carries p out of fixed ends", truncatedNormal({ loc: 0, scale: 1, low: -1, high: 1 }), "x", "loc", F("1"), leaks],
  ["of a part", product({ a: unit, b: normal({ loc: 1, scale: 1 }) }), "a*b", "a.high", F("0", "0"), moves],
  ["of another column", uniform({ low: [0, 0], high: [1, 2] }), "x0*x1", "high", F("x0", "0", "x0", "x1/2"), moves],
  ["of an image", transform(unit, "exp"), "x", "high", F("x"), unknown],
  ["over a gap", mix(unit, two), "x", "logits", F("1", "-1"), leaks],
  ["over an end inside", mix(unit, three), "x", "logits", F("x*(3 - x)", "0"), leaks],
  ["of an end inside", mix(unit, three), "x", "components.0.high", F("x"), unknown],
  ["beyond the last integer with mass", categorical({ logits: [0, 0, -Infinity] }), "x", "logits", F("2 - x", "0", "0"), leaks],
];
it.each(bad)("a field %s is refused", (...all) => expect(() => run(all as unknown as Case)).toThrow(all[5]));
