/** Tails that a complement of 1 would lose, products that underflow, quantiles at 0 and 1, −0: against references or what they must be. The battery tests the rest. */
import { type Distribution, bernoulli, beta, binomial, categorical, cauchy, chiSquared, dirichlet, exponential, gamma, geometric, gradient, halfCauchy, halfNormal, inverseGamma, kumaraswamy, lognormal, mixture, multivariateT, mvn, negativeBinomial, normal, pareto, poisson, transform, triangular, uniform, vector, weibull } from "montegrad";
import { expect, it } from "vitest";
import data from "./tails.reference.json" with { type: "json" };

const near = (got: number, expected: number | string, relative: number, where: string): void => {
  const e = Number(expected);
  if (got !== e) expect.soft(Math.abs(got / e - 1), `${where}: ${got}, ${e}`).toBeLessThanOrEqual(relative);
};

it("incomplete beta functions and beta distributions of tiny shapes", () => {
  for (const { alpha, beta: b, x, cdf, survival, logCdf, logSurvival, flow, steep } of data.beta) {
    const where = `${alpha} ${b} ${x}`, p = beta({ alpha, beta: b }), u = p.flow(x);
    near(vector.betaI(alpha, b, x), cdf, 1e-12, `betaI ${where}`);
    near(vector.betaIComplement(alpha, b, x), survival, 1e-12, `betaIComplement ${where}`);
    near(vector.logBetaI(alpha, b, x), logCdf, 1e-12, `logBetaI ${where}`);
    near(vector.logBetaIComplement(alpha, b, x), logSurvival, 1e-12, `logBetaIComplement ${where}`);
    near(p.cdf(x), cdf, 1e-12, `cdf ${where}`);
    near(p.survival(x), survival, 1e-12, `survival ${where}`);
    near(u.alpha, flow[0]!, 1e-12, `flow of alpha ${where}`);
    near(u.beta, flow[1]!, 1e-12, `flow of beta ${where}`);
    if (!(Number(steep) > 0.01)) continue; // the double nearest to the tail's mass does not tell x
    if (Number(cdf) < 0.5) near(p.quantile(Number(cdf)), x, 1e-12, `quantile ${where}`);
    else near(1 - vector.betaIComplementInverse(alpha, b, Number(survival)), 1 - x, 1e-12, `betaIComplementInverse ${where}`);
  }
  for (const a of [1e-300, 1e-15, 1e-3]) expect(vector.betaIInverse(a, a, 0.5), `median ${a}`).toBe(0.5);
  near(beta({ alpha: 1, beta: 1e-15 }).quantile(4.6e-15), 0.9899481642553665, 1e-12, "quantile"); // mpmath: 1 - exp(log1p(-mpf(4.6e-15))/mpf(1e-15))
});

it("negative binomials of tiny totals", () => {
  for (const { total, probs, k, cdf, survival, logCdf, logSurvival, flow } of data.negativeBinomial) {
    const where = `${total} ${probs} ${k}`, p = negativeBinomial({ total, probs });
    near(p.cdf(k), cdf, 1e-12, `cdf ${where}`);
    near(p.survival(k), survival, 1e-12, `survival ${where}`);
    near(p.logCdf(k), logCdf, 1e-12, `logCdf ${where}`);
    near(p.logSurvival(k), logSurvival, 1e-12, `logSurvival ${where}`);
    near(p.flow(k).total, flow, 1e-12, `flow ${where}`);
    const s = Number(survival); // 1 − u is exact
    if (total === 1e-12 && k < 4) expect(p.quantile(1 - Math.ceil(s * 2 ** 53) / 2 ** 53), `quantile ${where}`).toBe(k);
  }
  const far = negativeBinomial({ total: 7e-250, probs: 1 - 2 ** -53 });
  for (let k = 1; k < 1e18; k *= 3) expect(far.cdf(Math.floor(k)), `${k}`).toBe(1);
});

it("rows outside the support of transforms of several columns", () => {
  const loc = [0, 0], scaleTril = [1, 0, 0.5, 1];
  for (const base of [mvn({ loc, scaleTril }), mvn({ loc, scaleTril: [1, 0, 0, 1] }), multivariateT({ df: 3, loc, scaleTril })]) {
    for (const map of ["exp", "softplus", "sigmoid"] as const) {
      const p = transform(base as Distribution, map);
      expect([...p.logProb([-1, -1, -1, 0.5, 0.5, -1, NaN, -1, -1, NaN])]).toEqual([-Infinity, -Infinity, -Infinity, NaN, NaN]);
      for (const of of ["score", "flow"] as const) for (const part of Object.values(p[of]([-1, -1]) as unknown as Record<string, Float64Array>)) expect([...part].filter(Number.isFinite).every((v) => v === 0), of).toBe(true);
    }
    expect([...base.logProb([Infinity, Infinity, Infinity, -Infinity, NaN, Infinity])]).toEqual([-Infinity, -Infinity, NaN]);
  }
});

it("triangles with the peak at an end", () => {
  const rising = triangular({ low: 0, high: 1, peak: 0 }), falling = triangular({ low: -1, high: 0, peak: 0 });
  for (const [x, cdf, logCdf, quantile] of data.triangular as [number, string, string, string][]) {
    near(rising.cdf(x), cdf, 1e-15, `cdf ${x}`);
    near(rising.logCdf(x), logCdf, 1e-15, `logCdf ${x}`);
    near(rising.quantile(x), quantile, 1e-15, `quantile ${x}`);
    near(falling.survival(-x), cdf, 1e-15, `survival ${x}`);
    near(falling.logSurvival(-x), logCdf, 1e-15, `logSurvival ${x}`);
  }
  near(falling.quantile(1 - 2 ** -40), -4.547473508865676e-13, 1e-15, "quantile"); // mpmath: -1 + sqrt(1 - mpf(2)**-40)
});

it("logarithms and slopes of Cauchy numbers so far out, or so near, that (x − loc)/scale is no normal double", () => {
  for (const [loc, scale, x, logCdf, logSurvival, slope] of data.cauchyTails as [number, number, number, ...string[]][]) {
    const p = cauchy({ loc, scale }), where = `cauchy ${loc} ${scale} ${x}`;
    near(p.logCdf(x), Number(logCdf) > -1e-307 ? p.logCdf(x) : logCdf!, 1e-15, `logCdf ${where}`); // what is subnormal may be 0
    near(p.logSurvival(x), Number(logSurvival) > -1e-307 ? p.logSurvival(x) : logSurvival!, 1e-15, `logSurvival ${where}`);
    near(p.gradLogProb(x), slope!, 1e-15, `gradLogProb ${where}`);
    near(p.score(x).loc, -Number(slope), 1e-15, `score ${where}`);
  }
  for (const [scale, x, logCdf, logSurvival, slope] of data.halfCauchyTails as [number, number, ...string[]][]) {
    const p = halfCauchy({ scale }), where = `halfCauchy ${scale} ${x}`;
    if (Number(logCdf) < -1e-307) near(p.logCdf(x), logCdf!, 1e-15, `logCdf ${where}`);
    if (Number(logSurvival) < -1e-307) near(p.logSurvival(x), logSurvival!, 1e-15, `logSurvival ${where}`);
    if (Math.abs(Number(slope)) > 1e-307) near(p.gradLogProb(x), slope!, 1e-15, `gradLogProb ${where}`);
  }
  for (const p of [cauchy({ loc: 0, scale: 1e-300 }), halfCauchy({ scale: 1e-300 })]) {
    expect([...p.logSurvival([Infinity, NaN, -Infinity])]).toEqual([-Infinity, NaN, 0]);
    expect([...p.logCdf([-Infinity, NaN, Infinity])]).toEqual([-Infinity, NaN, 0]);
  }
  expect([...halfCauchy({ scale: 1e300 }).logCdf([0, -1, -1e-320])]).toEqual([-Infinity, -Infinity, -Infinity]);
  expect(cauchy({ loc: 1, scale: 2 }).quantile(-0)).toBe(-Infinity);
});

it("logarithms of distribution functions that underflow", () => {
  const tiny = -921.0340371976183; // mpmath: log(mpf(10)**-400)
  near(exponential({ rate: 1e-200 }).logCdf(1e-200), tiny, 1e-15, "exponential");
  near(halfNormal({ scale: 1e200 }).logCdf(1e-200), -921.259828550263, 1e-15, "halfNormal"); // mpmath: log(mpf(10)**-400) + log(2/pi)/2
  near(uniform({ low: 0, high: 1e200 }).logCdf(1e-200), tiny, 1e-15, "uniform");
  near(uniform({ low: -1e200, high: 0 }).logSurvival(-1e-200), tiny, 1e-15, "uniform from above");
  for (const p of [exponential({ rate: 1e-200 }), halfNormal({ scale: 1e200 }), uniform({ low: 0, high: 1e200 })]) expect(Array.from(p.logCdf([0, -1, -1e-320, NaN, 1e250]), (v) => v + 0)).toEqual([-Infinity, -Infinity, -Infinity, NaN, 0]);
});

it("triangles with a peak that is hardly apart from an end, and masses that underflow", () => {
  for (const [low, high, peak, x, logProb, logCdf, logSurvival] of data.triangularEnds as [number, number, number, number, ...string[]][]) {
    const p = triangular({ low, high, peak }), where = `${low} ${high} ${peak} ${x}`;
    near(p.logProb(x), logProb!, 1e-15, `logProb ${where}`);
    if (Number(logCdf) < -1e-307) near(p.logCdf(x), logCdf!, 2e-15, `logCdf ${where}`);
    if (Number(logSurvival) < -1e-307) near(p.logSurvival(x), logSurvival!, 2e-15, `logSurvival ${where}`);
  }
});

it("counts without end, and none", () => {
  for (const probs of [0.4, 1 - 2 ** -53]) for (const k of [1e200, 1e302, 1e307]) {
    const p = negativeBinomial({ total: 2.5, probs });
    near(p.logProb(k), k * Math.log(probs), 1e-15, `logProb ${k}`);
    near(p.logSurvival(k), k * Math.log(probs), 1e-15, `logSurvival ${k}`);
    expect([p.cdf(k), p.logCdf(k), p.survival(k)]).toEqual([1, 0, 0]);
  }
  for (const probs of [0, 0.5, 1]) {
    const p = binomial({ total: 0, probs });
    for (const of of ["score", "flow", "flowDivergence"] as const) expect(p[of](0).probs + 0, `${of} ${probs}`).toBe(0);
    for (const flow of ["lr", "rp", "auto"]) expect(gradient(p, (x) => x[0]!, { flow, samples: 64, seed: 1 } as never).grad.probs.mean, `${flow} ${probs}`).toBe(0);
  }
  expect(() => gradient(binomial({ total: [0, 1], probs: 1 }), (x) => x[0]!, { flow: "lr", samples: 64, seed: 1 })).toThrow(/"flow" expected/);
});

it("components of no weight count for nothing where their density is infinite", () => {
  const p = mixture({ logits: [0, -Infinity], components: [exponential({ rate: 2 }), gamma({ concentration: 0.5, rate: 1 })] });
  near(p.logProb(0), Math.LN2, 1e-15, "logProb");
  expect(p.score(0)).toEqual({ logits: Float64Array.of(0, 0), components: { 0: { rate: 0.5 }, 1: { concentration: 0, rate: 0 } } });
});

it("variances where nearly all is in one part", () => {
  // mpmath: (lambda a, b: a*b/(a + b)**2/(a + b + 1))(mpf(1e-20), mpf(3))
  for (const v of dirichlet({ concentration: [1e-20, 3] }).variance as Float64Array) near(v, 8.333333333333333e-22, 1e-15, "variance");
});

it("-0 is 0", () => {
  const values = (part: unknown): unknown[] => Object.values(part as object).map((v: number | Float64Array) => (typeof v === "number" ? v + 0 : [...v].map((one) => one + 0)));
  const of: Record<string, Distribution> = {
    halfCauchy: halfCauchy({ scale: 2 }), halfNormal: halfNormal({ scale: 2 }), exponential: exponential({ rate: 2 }), gamma: gamma({ concentration: 0.5, rate: 2 }), gamma1: gamma({ concentration: 1, rate: 2 }), chiSquared: chiSquared({ df: 3 }), inverseGamma: inverseGamma({ concentration: 2, scale: 1 }),
    weibull: weibull({ concentration: 0.5, scale: 2 }), lognormal: lognormal({ loc: 0, scale: 1 }), beta: beta({ alpha: 0.5, beta: 2 }), kumaraswamy: kumaraswamy({ alpha: 0.5, beta: 2 }), uniform: uniform({ low: 0, high: 2 }), triangular: triangular({ low: 0, high: 2, peak: 0 }), pareto: pareto({ scale: 1, concentration: 2 }),
    poisson: poisson({ rate: 2 }), geometric: geometric({ probs: 0.5 }), binomial: binomial({ total: 3, probs: 0.5 }), bernoulli: bernoulli({ probs: 0.5 }), negativeBinomial: negativeBinomial({ total: 2, probs: 0.5 }), categorical: categorical({ logits: [0, 1] }),
  };
  for (const [name, p] of Object.entries(of)) {
    for (const of of ["cdf", "survival", "logCdf", "logSurvival", "logProb"] as const) expect.soft((p[of](-0) as number) + 0, `${name} ${of}`).toBe((p[of](0) as number) + 0);
    for (const of of ["score", "flow", "flowDivergence"] as const) expect.soft(values(p[of](-0)), `${name} ${of}`).toEqual(values(p[of](0)));
  }
  expect([halfCauchy({ scale: 1 }).cdf(-0), halfCauchy({ scale: 1 }).survival(-0), halfCauchy({ scale: 1 }).logSurvival(-0)]).toEqual([0, 1, 0]);
});

it("a mixture's quantiles at 0 and 1 are the least and the largest of its components, whatever stands beside them", () => {
  const logits = [0, 0], of = (components: Distribution[]) => mixture({ logits, components }) as Distribution;
  const cases: [Distribution, number, number][] = [
    [of([exponential({ rate: 1 }), exponential({ rate: 2 })]), 0, Infinity], [of([exponential({ rate: 1 }), normal({ loc: 0, scale: 1 })]), -Infinity, Infinity], [of([uniform({ low: 0, high: 1 }), exponential({ rate: 1 })]), 0, Infinity],
    [of([poisson({ rate: 2 }), geometric({ probs: 0.5 })]), 0, Infinity], [of([binomial({ total: 3, probs: 0.5 }), binomial({ total: 5, probs: 0.5 })]), 0, 5], [of([uniform({ low: -2, high: -1 }), uniform({ low: 1, high: 2 })]), -2, 2],
  ];
  for (const [p, low, high] of cases) {
    expect([p.quantile(0), p.quantile(1)]).toEqual([low, high]);
    const u = [0, 0.05, 0.5, 1, 0.75, NaN, 0, 1];
    expect([...p.quantile(u)]).toEqual(u.map((v) => p.quantile(v)));
  }
});

it("categorical tails of masses that underflow", () => {
  near(categorical({ logits: [0, -800] }).logSurvival(0), -800, 1e-15, "logSurvival");
  near(categorical({ logits: [-800, 0] }).logCdf(0), -800, 1e-15, "logCdf");
  near(categorical({ logits: [0, -800, -800, -800, -800] }).logSurvival(0), -798.6137056388801, 1e-15, "logSurvival of four"); // −800 + log 4
  expect(categorical({ logits: [0, -Infinity] }).logSurvival(0)).toBe(-Infinity);
});

it("products and ratios that underflow or overflow", () => {
  for (const [concentration, rate, x, cdf, logCdf, logSurvival, logProb, score, pace] of data.gamma as [number, number, number, ...string[]][]) {
    const p = gamma({ concentration, rate }), where = `gamma ${concentration} ${rate} ${x}`;
    near(p.cdf(x), cdf!, 1e-12, `cdf ${where}`);
    near(p.logCdf(x), logCdf!, 1e-14, `logCdf ${where}`);
    near(p.logSurvival(x), logSurvival!, 1e-12, `logSurvival ${where}`);
    near(p.logProb(x), logProb!, 1e-14, `logProb ${where}`);
    near(p.score(x).concentration, score!, 1e-14, `score ${where}`);
    near(p.flow(x).concentration / x, pace!, 1e-13, `flow ${where}`);
  }
  for (const [concentration, scale, x, survival, logCdf, logProb, score, pace] of data.inverseGamma as [number, number, number, ...string[]][]) {
    const p = inverseGamma({ concentration, scale }), where = `inverseGamma ${concentration} ${scale} ${x}`;
    near(p.survival(x), survival!, 1e-12, `survival ${where}`);
    near(p.logCdf(x), logCdf!, 1e-12, `logCdf ${where}`);
    near(p.logProb(x), logProb!, 1e-14, `logProb ${where}`);
    near(p.score(x).concentration, score!, 1e-14, `score ${where}`);
    near(-p.flow(x).concentration / x, pace!, 1e-13, `flow ${where}`);
  }
  for (const [concentration, scale, x, logProb, byConcentration, byScale, flow, cdf] of data.weibull as [number, number, number, ...string[]][]) {
    const p = weibull({ concentration, scale }), where = `weibull ${concentration} ${scale} ${x}`;
    near(p.logProb(x), logProb!, 1e-14, `logProb ${where}`);
    near(p.score(x).concentration, byConcentration!, 1e-13, `score ${where}`);
    near(p.score(x).scale, byScale!, 1e-13, `score ${where}`);
    near(p.flow(x).concentration, flow!, 1e-13, `flow ${where}`);
    near(p.cdf(x), cdf!, 1e-12, `cdf ${where}`);
  }
  near(cauchy({ loc: 0, scale: 1e-10 }).logProb(1e300), data.cauchy[0]!, 1e-14, "cauchy");
  near(cauchy({ loc: -1.5e308, scale: 1 }).logProb(1.5e308), -1421.7343717475178, 1e-14, "cauchy far"); // mpmath: -2*log(2*mpf(1.5e308)) - log(pi)
  near(halfCauchy({ scale: 1e-10 }).logProb(1e300), data.cauchy[1]!, 1e-14, "halfCauchy");
  for (const p of [cauchy({ loc: 0, scale: 1e-10 }), halfCauchy({ scale: 1e-10 })]) expect([...p.logProb([Infinity, -Infinity, NaN])]).toEqual([-Infinity, -Infinity, NaN]);
});

it("moments of kumaraswamy", () => {
  for (const [alpha, b, mean, variance] of data.kumaraswamy as [number, number, string, string][]) {
    const p = kumaraswamy({ alpha, beta: b });
    near(p.mean as number, mean, 1e-12, `mean ${alpha} ${b}`);
    near(p.variance as number, variance, 1e-12, `variance ${alpha} ${b}`);
  }
  for (const [alpha, b, entropy] of data.kumaraswamyEntropy as [number, number, string][]) near(kumaraswamy({ alpha, beta: b }).entropy, entropy, 1e-13, `entropy ${alpha} ${b}`);
  expect(kumaraswamy({ alpha: 1e71, beta: 1e248 }).gradLogProb(0.9999999999999991)).toBeCloseTo(1e71, -57);
});

it("refuses widths and sums that doubles cannot tell", () => {
  for (const [make, named] of [
    [() => uniform({ low: 0, high: 1e-310 }), "high"], [() => uniform({ low: [0, 0], high: [1, 1e-310] }), "high[1]"], [() => triangular({ low: 0, high: 1e-310, peak: 0 }), "high"],
    [() => beta({ alpha: 1.5e308, beta: 1.5e308 }), "beta"], [() => dirichlet({ concentration: [1e308, 1e308] }), "concentration"],
    [() => geometric({ probs: 1e-310 }), "probs"], [() => geometric({ probs: [0.5, 5e-324] }), "probs[1]"],
  ] as const) expect(make).toThrow(new RegExp(`^\\w+: "${named.replace(/[[\]]/g, "\\$&")}" expected .*, got `));
  expect(uniform({ low: 0, high: 2 ** -1022 }).cdf(2 ** -1023)).toBe(0.5);
});
