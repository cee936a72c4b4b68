/**
 * Coupled weak derivatives (bindings/coupled): weights and distribution functions of the points as closed forms, which must give c·(F₊ − F₋) = ∂θF, the
 * library's own flux; draws that follow them; means against gradients and variances against closed forms (Normal and quadratics: Rosca et al. 2019 and below);
 * determinism; composites; reasons. Fixed seeds; a right program fails with probability RATE for all of each test together. Reaches internals: see points.ts.
 * Tried: U left out of U·M or made of M's words, a Maxwell number in the place of the Rayleigh one, 2 % more weight, noise of the wrong sign, geometric numbers
 * without their 1, thinning by n − 1, a point that is not mapped, a column of a product that is not shifted: each fails.
 */
import { describe, expect, it } from "vitest";
import { internalsOf, type Distribution } from "../../bindings/distribution";
import * as montegrad from "../../bindings/index";
import { chiSquare, gammaQ, kolmogorovSmirnov, normalTail } from "../statistics.ts";
import { type Points, pointsOf, sourcesOf } from "./points";

const { bernoulli, binomial, chiSquared, custom, exponential, gamma, geometric, halfNormal, laplace, lognormal, mixture, mvn, negativeBinomial, normal, pareto, poisson, product, transform, uniform, weibull } = montegrad;
const { exp, log, sqrt, abs, PI } = Math;
const RATE = 1e-6, N = 2 ** 17;

type Cdf = (x: number) => number;
interface Case {
  readonly p: Distribution;
  readonly of: string;
  readonly weight: number;
  readonly plus: Cdf;
  readonly minus: Cdf;
  readonly shares?: "plus" | "minus";
  readonly points: readonly number[];
  /** φ, ∂θE[φ], and the variance of the estimate. */
  readonly phi: readonly (readonly [name: string, phi: (x: number) => number, gradient: number, variance?: number])[];
}

const cdf = (p: Distribution): Cdf => (x) => p.cdf(x);
const Phi = (z: number): number => normalTail(-z), phi = (z: number): number => exp(-z * z / 2) / sqrt(2 * PI);
const rayleigh = (z: number): number => (z > 0 ? -Math.expm1(-z * z / 2) : 0), maxwell = (z: number): number => Phi(z) - z * phi(z);
/** P(Gamma(a) ≤ y) */
const gammaP = (a: number, y: number): number => (y > 0 ? 1 - gammaQ(a, y) : 0);
const square = (k: number) => (x: number): number => (x - k) ** 2;

const normalLoc = (loc: number, scale: number, k: number): Case => ({
  p: normal({ loc, scale }), of: "loc", weight: 1 / (scale * sqrt(2 * PI)), points: [-2, -0.5, 0.25, 1, 3],
  plus: (x) => rayleigh((x - loc) / scale), minus: (x) => 1 - rayleigh((loc - x) / scale),
  phi: [["(x − k)²", square(k), 2 * (loc - k), (loc - k) ** 2 * (16 / PI - 4)], ["cos", Math.cos, -exp(-scale * scale / 2) * Math.sin(loc)], ["step", (x) => Number(x > k), phi((k - loc) / scale) / scale]],
});
const normalScale = (loc: number, scale: number, k: number): Case => ({
  p: normal({ loc, scale }), of: "scale", weight: 1 / scale, points: [-2, -0.5, 0.25, 1, 3],
  plus: (x) => maxwell((x - loc) / scale), minus: (x) => Phi((x - loc) / scale),
  phi: [["(x − k)²", square(k), 2 * scale, 4 * (loc - k) ** 2 + 4 * scale * scale], ["cos", Math.cos, -scale * exp(-scale * scale / 2) * Math.cos(loc)], ["step", (x) => Number(x > k), (phi((k - loc) / scale) * (k - loc)) / scale ** 2]],
});
const binomials = (n: number, p: number, logits?: number): Case => {
  const q = 1 - p, factor = logits === undefined ? 1 : p * q, rest = cdf(binomial({ total: n - 1, probs: p }));
  return {
    p: logits === undefined ? binomial({ total: n, probs: p }) : binomial({ total: n, logits }), of: logits === undefined ? "probs" : "logits", weight: n * factor, points: [0, 1, 2, n - 1].filter((k) => k < n),
    plus: (k) => rest(k - 1), minus: rest,
    phi: [["k²", square(0), factor * (n + 2 * n * (n - 1) * p), factor ** 2 * 4 * n * n * (n - 1) * p * q]],
  };
};
const CASES: readonly Case[] = [
  normalLoc(0.5, 2, -0.25), normalLoc(-1, 0.25, -1.125), normalScale(0.5, 2, -0.25), normalScale(3, 0.5, 2.75),
  {
    p: lognormal({ loc: 0.25, scale: 0.5 }), of: "loc", weight: 1 / (0.5 * sqrt(2 * PI)), points: [0.25, 1, 4],
    plus: (x) => rayleigh((log(x) - 0.25) / 0.5), minus: (x) => 1 - rayleigh((0.25 - log(x)) / 0.5),
    phi: [["log²", (x) => log(x) ** 2, 0.5, 0.25 ** 2 * (16 / PI - 4)], ["x", (x) => x, exp(0.375)]],
  },
  {
    p: lognormal({ loc: 0.25, scale: 0.5 }), of: "scale", weight: 2, points: [0.25, 1, 4],
    plus: (x) => maxwell((log(x) - 0.25) / 0.5), minus: (x) => Phi((log(x) - 0.25) / 0.5),
    phi: [["log²", (x) => log(x) ** 2, 1, 4 * 0.25 ** 2 + 1], ["x", (x) => x, 0.5 * exp(0.375)]],
  },
  {
    p: halfNormal({ scale: 1.5 }), of: "scale", weight: 1 / 1.5, points: [0.5, 1, 3],
    plus: (x) => 2 * maxwell(x / 1.5) - 1, minus: (x) => 2 * Phi(x / 1.5) - 1, phi: [["x²", square(0), 3, 4 * 1.5 ** 2], ["x", (x) => x, sqrt(2 / PI)]],
  },
  {
    p: exponential({ rate: 2 }), of: "rate", weight: 0.5, shares: "plus", points: [0.125, 0.5, 2],
    plus: (x) => gammaP(1, 2 * x), minus: (x) => gammaP(2, 2 * x), phi: [["x²", square(0), -4 / 8, 48 / 2 ** 6], ["e^−x", (x) => exp(-x), 1 / 9]],
  },
  {
    p: gamma({ concentration: 2.5, rate: 2 }), of: "rate", weight: 1.25, shares: "plus", points: [0.25, 1, 3],
    plus: (x) => gammaP(2.5, 2 * x), minus: (x) => gammaP(3.5, 2 * x), phi: [["x", (x) => x, -2.5 / 4, (2.5 / 4) ** 2], ["e^−x", (x) => exp(-x), 2.5 * 2 ** 1.5 * 3 ** -3.5]],
  },
  {
    p: gamma({ concentration: 0.125, rate: 1 }), of: "rate", weight: 0.125, shares: "plus", points: [0.0625, 1, 3],
    plus: (x) => gammaP(0.125, x), minus: (x) => gammaP(1.125, x), phi: [["x", (x) => x, -0.125, 0.125 ** 2]],
  },
  {
    p: weibull({ concentration: 1.5, scale: 2 }), of: "scale", weight: 0.75, shares: "minus", points: [0.5, 2, 4],
    plus: (x) => gammaP(2, (x / 2) ** 1.5), minus: (x) => gammaP(1, (x / 2) ** 1.5), phi: [["x^1.5", (x) => x ** 1.5, 1.5 * 2 ** 0.5, 1.5 ** 2 * 2]],
  },
  {
    // small concentrations, where draws round to 0 and are not shared
    p: weibull({ concentration: 0.125, scale: 2 }), of: "scale", weight: 0.0625, points: [0.5, 2, 4],
    plus: (x) => gammaP(2, (x / 2) ** 0.125), minus: (x) => gammaP(1, (x / 2) ** 0.125), phi: [["x^⅛", (x) => x ** 0.125, 0.125 * 2 ** -0.875, 0.125 ** 2 * 2 ** -1.75]],
  },
  {
    p: pareto({ scale: 1, concentration: 3 }), of: "concentration", weight: 1 / 3, shares: "plus", points: [1.25, 2, 4],
    plus: (x) => gammaP(1, 3 * log(x)), minus: (x) => gammaP(2, 3 * log(x)), phi: [["log", log, -1 / 9, 1 / 81], ["1/x", (x) => 1 / x, 1 / 16]],
  },
  {
    p: poisson({ rate: 3.5 }), of: "rate", weight: 1, shares: "minus", points: [0, 1, 3, 8],
    plus: (k) => poisson({ rate: 3.5 }).cdf(k - 1), minus: cdf(poisson({ rate: 3.5 })), phi: [["k²", square(0), 8, 14], ["2^−k", (k) => 2 ** -k, -exp(-1.75) / 2]],
  },
  { p: bernoulli({ probs: 0.25 }), of: "probs", weight: 1, points: [0], plus: (k) => Number(k >= 1), minus: () => 1, phi: [["k", (k) => k, 1, 0]] },
  { p: bernoulli({ logits: -1 }), of: "logits", weight: exp(-1) / (1 + exp(-1)) ** 2, points: [0], plus: (k) => Number(k >= 1), minus: () => 1, phi: [["k", (k) => k, exp(-1) / (1 + exp(-1)) ** 2, 0]] },
  binomials(7, 0.375), binomials(7, 1 / (1 + exp(-1)), 1), binomials(1, 0.5),
  {
    p: geometric({ probs: 0.25 }), of: "probs", weight: 4, shares: "plus", points: [0, 1, 4],
    plus: cdf(geometric({ probs: 0.25 })), minus: (k) => negativeBinomial({ total: 2, probs: 0.75 }).cdf(k - 1), phi: [["k", (k) => k, -16, 16 * 0.75 * 16]],
  },
  {
    p: negativeBinomial({ total: 2.5, probs: 0.375 }), of: "probs", weight: 4, shares: "minus", points: [0, 1, 4],
    plus: (k) => negativeBinomial({ total: 3.5, probs: 0.375 }).cdf(k - 1), minus: cdf(negativeBinomial({ total: 2.5, probs: 0.375 })), phi: [["k", (k) => k, 2.5 / 0.625 ** 2, (4 / 0.625) ** 2 * 0.375]],
  },
];

const entryOf = (p: Distribution, of: string): number => internalsOf(p).parameters.find(({ path }) => path.at(-1) === of)!.offset;
const sourceOf = ({ p, of }: Pick<Case, "p" | "of">): ReturnType<typeof sourcesOf>[number] => sourcesOf(p, entryOf(p, of))[0]!;
const estimates = ({ plus, minus, weight }: Points, f: (x: number) => number): Float64Array => weight.map((c, i) => c * (f(plus[i]!) - f(minus[i]!)));

/** Does the mean of independent terms lie within 5 standard errors, and their variance, where it is known? Returns how much of the mean these are. */
function agrees(terms: Float64Array, gradient: number, variance?: number): number {
  const n = terms.length, mean = terms.reduce((sum, v) => sum + v, 0) / n;
  let second = 0, fourth = 0;
  for (const v of terms) { const d = (v - mean) ** 2; second += d / n; fourth += (d * d) / n; }
  const rounding = 1e-12 * (abs(gradient) + 1), reach = 5 * sqrt((variance ?? second) / n) + rounding;
  expect(abs(mean - gradient), `mean ${mean}, ${gradient}`).toBeLessThanOrEqual(reach);
  if (variance !== undefined) {
    const spread = 6 * sqrt(Math.max(0, fourth - second * second) / n) + rounding;
    expect(abs(second - variance), `variance ${second}, ${variance}`).toBeLessThanOrEqual(spread);
    expect(spread / (variance || Infinity), "power of the test of the variance").toBeLessThan(0.15);
  }
  return reach / abs(gradient);
}

describe.each(CASES.map((one) => [`${one.p.family} ${JSON.stringify(one.p.parameters)} by ${one.of}`, one] as const))("%s", (_name, one) => {
  const { p, of, plus, minus, weight, shares } = one, source = sourceOf(one), points = pointsOf(p, source, N, { seed: 20261126 });

  it("c·(F₊ − F₋) is ∂F", () => {
    for (const x of one.points) {
      const flux = exp(p.logProb(x)) * ((p.flow(x) as unknown as Record<string, number>)[of] as number);
      expect(abs(weight * (plus(x) - minus(x)) + flux), `at ${x}`).toBeLessThan(1e-10 * weight);
    }
    for (const v of points.weight) if (!(abs(v / weight - 1) < 1e-14)) throw new Error(`weight ${v}, ${weight}`);
  });

  it("points follow their distributions", () => {
    for (const [name, F, x] of [["plus", plus, points.plus], ["minus", minus, points.minus]] as const) {
      expect(pValue(one, F, x), name).toBeGreaterThan(RATE / CASES.length / 2);
    }
  });

  it("shares the draw that it says", () => {
    expect(source.shares).toBe(shares);
    if (shares) expect(points[shares]).toEqual(points.x);
    expect(points.plus.every((v, i) => Number.isFinite(v) && v !== points.minus[i])).toBe(true);
  });

  for (const [name, f, gradient, variance] of one.phi) it(`E ${name}`, () => {
    expect(agrees(estimates(points, f), gradient, variance), "power: what error of the gradient it sees").toBeLessThan(0.1);
  });

  it("a row depends on its word alone, a leaf on nothing before it", () => {
    const all = pointsOf(p, source, 3 * 512, { seed: 5 });
    expect(pointsOf(p, source, 3 * 512, { seed: 5 })).toEqual(all);
    for (const [from, n] of [[0, 1], [1, 7], [2, 512]] as const) {
      const part = pointsOf(p, source, n, { seed: 5, from });
      for (const name of ["x", "plus", "minus", "weight"] as const) expect(part[name]).toEqual(all[name].subarray(512 * from, 512 * from + n));
    }
    if (!/bernoulli|poisson/.test(p.family) && internalsOf(p).last!(0) > 1) expect(pointsOf(p, source, 512, { seed: 5, first: 4 })).not.toEqual(pointsOf(p, source, 512, { seed: 5 }));
  });
});

/** p-value of the points: Kolmogorov–Smirnov, on the integers χ² of cells of at least 50. */
function pValue({ p }: Case, F: Cdf, x: Float64Array): number {
  if (p.supports[0] !== "count") return kolmogorovSmirnov(x, F).pValue;
  const counts = new Map<number, number>();
  for (const k of x) counts.set(k, (counts.get(k) ?? 0) + 1);
  const observed: number[] = [], expected: number[] = [], most = Math.max(...counts.keys());
  let seen = 0, below = 0, o = 0;
  for (let k = 0; k <= most; k++) {
    o += counts.get(k) ?? 0;
    const e = x.length * (F(k) - below);
    if (e < 50 || (x.length * (1 - F(k)) < 50 && F(k) < 1 - 1e-12)) continue;
    observed.push(o);
    expected.push(e);
    seen += o;
    below = F(k);
    o = 0;
  }
  if (x.length - seen > 0 || 1 - below > 1e-12) {
    observed.push(x.length - seen);
    expected.push(x.length * (1 - below));
  }
  return observed.length > 1 ? chiSquare(observed, expected).pValue : observed[0] === x.length ? 1 : 0;
}

describe("random radius", () => {
  const p = normal({ loc: 0.5, scale: 2 }), [source] = sourcesOf(p, 0, "random-radius"), points = pointsOf(p, source!, N, { seed: 7 });

  it("is exact for quadratics", () => {
    const terms = estimates(points, square(-0.25));
    for (const v of terms) if (!(abs(v - 1.5) < 1e-9)) throw new Error(`${v}`);
    expect(source!.shares).toBeUndefined();
  });

  it("has χ₃ for its radius", () => {
    const radii = points.plus.map((v, i) => (v - points.minus[i]!) / 4);
    expect(kolmogorovSmirnov(radii, (r) => 2 * maxwell(r) - 1).pValue).toBeGreaterThan(RATE);
    points.weight.forEach((c, i) => { if (!(abs(c * 4 * radii[i]! - 1) < 1e-12)) throw new Error(`${c}`); });
  });

  it("has the variance of the odd part of φ, less the square of the gradient", () => {
    // cos x: −sin(loc)·sin(σz); x³: 3·loc²σz + σ³z³
    const gradient = -exp(-2) * Math.sin(0.5), odd = (Math.sin(0.5) ** 2 * (1 - exp(-8))) / 2;
    expect(agrees(estimates(points, Math.cos), gradient, odd / 4 - gradient ** 2)).toBeLessThan(0.05);
    expect(agrees(estimates(points, (x) => x ** 3), 3 * (0.25 + 4), 9 / 16 + 18 + 240 - 12.75 ** 2)).toBeLessThan(0.05);
  });

  it("passes through log x", () => {
    const q = lognormal({ loc: 0.25, scale: 0.5 }), [of] = sourcesOf(q, 0, "random-radius");
    agrees(estimates(pointsOf(q, of!, N), (x) => x), exp(0.375));
  });
});

describe("columns", () => {
  it("a shared parameter has a source for each column, an array one", () => {
    const p = normal({ loc: [0, 4], scale: 0.5 });
    expect(sourcesOf(p, 1).map(({ column }) => column)).toEqual([1]);
    expect(sourcesOf(p, 2).map(({ column }) => column)).toEqual([0, 1]);
    agrees(estimates(pointsOf(p, sourcesOf(p, 2)[1]!, N), square(4)), 1, 1);
  });

  it("product: those of its parts", () => {
    const part = poisson({ rate: [1, 2.5] }), p = product({ a: normal({ loc: 0, scale: [1, 2, 3] }), inner: product({ b: mvn({ loc: [0], scaleTril: [1] }), c: part }) });
    const entry = internalsOf(p).entries - 1, [source] = sourcesOf(p, entry);
    expect([source!.column, source!.shares]).toEqual([5, "minus"]);
    const points = pointsOf(p, source!, 2048);
    expect(points.minus).toEqual(points.x);
    expect(points.plus).toEqual(points.x.map((k) => k + 1));
    expect(sourcesOf(p, 2).map(({ column }) => column)).toEqual([1]);
    expect(internalsOf(p).coupling!("measure-valued", 4)).toBe("no coupled pair of densities is known for it");
  });

  it("transform: those of its base, mapped", () => {
    const base = normal({ loc: 0.25, scale: 0.5 }), p = transform(base, "exp"), same = lognormal({ loc: 0.25, scale: 0.5 });
    for (const entry of [0, 1]) {
      const points = pointsOf(p, sourcesOf(p, entry)[0]!, 2048), want = pointsOf(same, sourcesOf(same, entry)[0]!, 2048);
      for (const name of ["plus", "minus"] as const) points[name].forEach((v, i) => expect(v / want[name][i]!).toBeCloseTo(1, 12));
      expect(points.weight).toEqual(want.weight);
    }
    for (const [map, T] of [["sigmoid", (y: number) => 1 / (1 + exp(-y))], ["softplus", (y: number) => Math.log1p(exp(y))], [{ affine: [1, -2] }, (y: number) => 1 - 2 * y], ["exp", exp]] as const) {
      const rate = exponential({ rate: 3 }), q = transform(rate, map), [source] = sourcesOf(q);
      expect(source!.shares).toBe("plus");
      const points = pointsOf(q, source!, 1024), want = pointsOf(rate, sourcesOf(rate)[0]!, 1024);
      expect(points.plus).toEqual(points.x);
      points.minus.forEach((v, i) => expect(v / T(want.minus[i]!)).toBeCloseTo(1, 12));
    }
    expect(sourcesOf(p, 0, "random-radius")).toHaveLength(1);
  });
});

it("numbers for extreme parameters", () => {
  const cases: Distribution[] = [
    normal({ loc: 1e300, scale: 1e300 }), normal({ loc: 0, scale: 2 ** -1022 }), lognormal({ loc: 700, scale: 50 }), lognormal({ loc: -700, scale: 1e3 }), halfNormal({ scale: 1e-300 }), exponential({ rate: 1e-300 }), exponential({ rate: 1e300 }),
    gamma({ concentration: 1e-300, rate: 1 }), gamma({ concentration: 0.5, rate: 2 ** -1017 }), gamma({ concentration: 1e300, rate: 1e-5 }), weibull({ concentration: 1e-3, scale: 1 }), weibull({ concentration: 1e3, scale: 1e300 }), pareto({ scale: 1, concentration: 1e-3 }),
    poisson({ rate: 1e15 }), poisson({ rate: 1e-300 }), bernoulli({ probs: 0 }), bernoulli({ logits: 800 }), bernoulli({ logits: -800 }), binomial({ total: 0, probs: 0.5 }), binomial({ total: 2 ** 53, probs: 0.5 }), binomial({ total: 3, probs: 0 }), binomial({ total: 3, probs: 1 }),
    geometric({ probs: 1e-300 }), geometric({ probs: 1 - 2 ** -53 }), negativeBinomial({ total: 1e15, probs: 1 - 2 ** -53 }), negativeBinomial({ total: 0.5, probs: 2 ** -1074 }),
  ];
  for (const p of cases) {
    const own = internalsOf(p);
    for (let entry = 0; entry < own.entries; entry++) for (const form of ["measure-valued", "random-radius"] as const) {
      const found = own.coupling!(form, entry);
      if (typeof found === "string") continue;
      const { plus, minus, weight } = pointsOf(p, found[0]!, 2048);
      for (const column of [plus, minus, weight]) expect(column.every(Number.isFinite), `${p.family} ${JSON.stringify(p.parameters)} ${entry} ${form}`).toBe(true);
      const last = own.last?.(0) ?? Infinity;
      if (p.supports[0] === "count") expect(plus.every((k) => k <= last) && minus.every((k) => k >= 0 && k <= last)).toBe(true);
    }
  }
});

it("others say why they have none", () => {
  const base = normal({ loc: 0, scale: 1 }), none = "no coupled pair of densities is known for it", reason = (p: Distribution, entry = 0, form: "measure-valued" | "random-radius" = "measure-valued"): unknown => internalsOf(p).coupling!(form, entry);
  for (const p of [gamma({ concentration: 2, rate: 1 }), chiSquared({ df: 2 }), laplace({ loc: 0, scale: 1 }), mvn({ loc: [0], scaleTril: [1] }), mixture({ logits: [0, 0], components: [base, base] }), transform(laplace({ loc: 0, scale: 1 }), "exp"), custom({ columns: 1, support: "real", params: { a: 1 }, sample: () => undefined, logProb: () => undefined } as never)]) expect(reason(p)).toBe(none);
  expect(reason(uniform({ low: 0, high: 1 }))).toBe('"low" moves the support');
  expect(reason(pareto({ scale: 1, concentration: 1 }))).toBe('"scale" moves the support');
  expect(reason(base, 1, "random-radius")).toBe('only the loc of a normal distribution has a random radius; "measure-valued" has a pair');
  expect(reason(gamma({ concentration: 2, rate: 1 }), 0, "random-radius")).toBe(none);
});
