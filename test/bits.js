// @ts-check
/**
 * What must have the same bits everywhere: a list of draws, values and sums, each as a function of the library to numbers.
 * Plain JavaScript, so that every Node runs it as it stands: bits.test.ts in the browsers, scripts/bits.mjs in other versions of Node.
 */

/** Of every sum, product and largest term in a state. @param {{ state: import("montegrad").GradientResult["state"] }} result */
const sums = ({ state }) =>
  Float64Array.from([...state.nodes.flatMap(({ count, records, products }) => [count, ...records, ...(products ?? [])]), ...state.tails]);

/** φ = Σ x², by nothing but + and ×. */
const squares = {
  /** @param {readonly Float64Array[]} x @param {Float64Array} out */
  value(x, out) {
    for (const column of x) for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + (column[i] ?? 0) * (column[i] ?? 0);
  },
  /** @param {readonly Float64Array[]} x @param {readonly Float64Array[]} out */
  gradient(x, out) {
    x.forEach((column, d) => {
      const slope = out[d];
      if (slope) for (let i = 0; i < slope.length; i++) slope[i] = 2 * (column[i] ?? 0);
    });
  },
};

const BETA = /** @type {const} */ (["betaI", "betaIComplement", "logBetaI", "logBetaIComplement", "betaIInverse", "betaIComplementInverse"]);
const RUN = /** @type {const} */ ({ samples: 20_001, seed: 2n ** 63n + 5n, joint: true });

const ELEMENTARY = /** @type {const} */ ([
  "exp", "exp2", "expm1", "log", "log2", "log1p", "sqrt", "cbrt", "softplus", "sigmoid",
  "sin", "cos", "tan", "sin2pi", "cos2pi", "sinh", "cosh", "tanh", "asin", "acos", "atan",
  "erf", "erfc", "erfcx", "normalCdf", "normalLogCdf", "normalQuantile",
]);

/**
 * All in one, with one number for NaN: which NaN it is, engines decide.
 * @param {Float64Array[]} values
 */
const comparable = (values) => Float64Array.from(values.flatMap((v) => Array.from(v, (y) => (Number.isNaN(y) ? 1e301 : y))));

/** @type {Record<string, (library: typeof import("montegrad")) => Float64Array>} */
const results = {
  "1e7 normals": ({ Rng }) => new Rng(42).normal(10_000_000),
  "1e6 uniforms": ({ Rng }) => new Rng(42, { stream: 3 }).uniform(1_000_000),
  "1e6 exponentials": ({ Rng }) => new Rng(2n ** 64n - 1n).exponential(1_000_000),
  "1e5 gamma": ({ Rng, gamma }) => gamma({ concentration: [0.3, 2.5], rate: 1.5 }).sample(new Rng(1), 100_000),
  "1e5 poisson": ({ Rng, poisson }) => poisson({ rate: [0.5, 40] }).sample(new Rng(1), 100_000),
  "1e5 counts": ({ Rng, binomial, categorical, geometric, negativeBinomial, poisson, product }) =>
    product({
      a: poisson({ rate: 4000 }), b: binomial({ total: [10, 100_000], probs: [0.75, 0.25] }), c: geometric({ probs: 0.25 }),
      d: negativeBinomial({ total: 2.5, probs: 0.875 }), e: categorical({ logits: [0, 1, -2, 0.5] }),
    }).sample(new Rng(1), 100_000),
  "1e5 mvn": ({ Rng, mvn }) => mvn({ loc: [1, 2], scaleTril: [1, 0, 0.5, 2] }).sample(new Rng(1), 100_000),
  vector: ({ Rng, vector }) => {
    const u = new Rng(7).uniform(20_000), points = [u, u.map((v) => (v - 0.5) * 20), u.map((v, i) => (v - 0.5) * 2 ** ((i % 200) - 50))];
    const values = ELEMENTARY.flatMap((name) => points.map((x) => vector[name](x)));
    values.push(vector.pow(u, points[1] ?? u), vector.sinCos(points[2] ?? u).cos);
    return comparable(values);
  },
  "gamma functions": ({ Rng, vector }) => {
    const u = new Rng(8).uniform(5_000), a = vector.exp2(u.map((v, i) => v * 20 - 7 + (i % 3))), // the host's ** differs from engine to engine
      x = a.map((v, i) => v * (0.25 + 2 * (u[(i * 7) % 5_000] ?? 0)));
    const { lgamma, digamma, trigamma, gammaP, gammaQ, logGammaP, logGammaQ, gammaPInverse, gammaQInverse } = vector;
    return comparable([...[lgamma, digamma, trigamma].map((f) => f(a)), ...[gammaP, gammaQ, logGammaP, logGammaQ].map((f) => f(a, x)), gammaPInverse(a, u), gammaQInverse(a, u)]);
  },
  "incomplete beta": ({ Rng, vector }) => {
    const shape = (/** @type {number} */ seed) => vector.exp(new Rng(seed).uniform(2000).map((v) => 12 * v - 3));
    const a = shape(1), b = shape(2), x = new Rng(3).uniform(2000);
    return Float64Array.from([vector.logBeta(a, b), ...BETA.map((name) => vector[name](a, b, x))].flatMap((column) => Array.from(column)));
  },
  "1e5 beta": ({ Rng, beta }) => beta({ alpha: [0.3, 2.5], beta: 1.5 }).sample(new Rng(1), 100_000),
  "1e5 studentT": ({ Rng, studentT }) => studentT({ df: [0.7, 5], loc: 1, scale: 1.5 }).sample(new Rng(1), 100_000),
  "1e5 multivariateT": ({ Rng, multivariateT }) => multivariateT({ df: 5, loc: [1, 2], scaleTril: [1, 0, 0.5, 2] }).sample(new Rng(1), 100_000),
  "normal by lr": ({ gradient, normal }) => sums(gradient(normal({ loc: [0, 1, 2], scale: 1.5 }), squares, { flow: "lr", ...RUN })),
  "normal by rp": ({ gradient, normal }) => sums(gradient(normal({ loc: [0, 1, 2], scale: [1, 2, 3] }), squares, { flow: "rp", ...RUN })),
  "normal between, weighted": ({ gradient, normal }) =>
    sums(gradient(normal({ loc: [0, 1], scale: 1 }), squares, { flow: 0.5, proposal: normal({ loc: [0.5, 0.5], scale: 1.5 }), ...RUN })),
  "gamma by rp": ({ gradient, gamma }) => sums(gradient(gamma({ concentration: [0.5, 3], rate: 2 }), squares, { flow: "rp", ...RUN })),
  "product of mvn and poisson by rp": ({ gradient, mvn, poisson, product }) =>
    sums(gradient(product({ x: mvn({ loc: [0, 1], scaleTril: [1, 0, -0.5, 2] }), k: poisson({ rate: 3 }) }), squares, { flow: "rp", ...RUN })),
};

/** Numbers without the host's functions. @param {number} n @param {number} m */
const table = (n, m) => Array.from({ length: n }, (_, r) => Array.from({ length: m }, (_, j) => ((37 * r + 11 * j) % 29) / 16 - 1));

/** @type {Record<string, (library: typeof import("montegrad")) => Float64Array>} */
const compiled = {
  "compiled functions": ({ Rng, integrand }) => {
    const x = new Rng(9).uniform(6_000), columns = [x.map((v) => 4 * v - 2), x.map((v, i) => (x[(i * 7) % 6_000] ?? 0) + v)];
    const names = ["sqrt", "cbrt", "exp", "exp2", "expm1", "log", "log2", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "normalCdf", "normalLogCdf", "lgamma", "digamma", "softplus", "sigmoid", "relu", "abs", "sign", "floor"];
    const formulas = [...names.map((name) => `${name}(x0*x1)`), "abs(x0)^x1", "x0^-7 + x1^3", "where(x0 < x1 && x0 > 0, x0/x1, clamp(x0, -1, x1))", "logsumexp(x0, x1, 0.5) - min(x0, x1)*max(x0, 0.25)"];
    return comparable(formulas.flatMap((formula) => { const phi = integrand(formula); return [phi.value(columns), ...phi.gradient(columns)]; }));
  },
  "compiled regression": ({ gradient, integrand, normal }) => {
    const phi = integrand("sum(r, softplus(-y[r] * dot(X[r], x))) + dot(x, x)/8 - logp", { data: { X: table(40, 10), y: table(40, 1).map(([v]) => ((v ?? 0) < 0 ? -1 : 1)) } });
    const p = normal({ loc: new Array(10).fill(0.25), scale: 0.5 });
    return Float64Array.from(["lr", "rp"].flatMap((flow) => Array.from(sums(gradient(p, phi, { flow: /** @type {"lr" | "rp"} */ (flow), ...RUN })))));
  },
  "compiled recurrences": ({ gradient, integrand, normal }) => {
    const path = integrand("scan(k < 12; s = 1, t = 0; s = s*exp(x[k]/8), t = t + s; max(t/12 - 1, 0) + log(s)^2)"), map = integrand("scan(k < 6000; s = sigmoid(x0), t = x1; s = 3.7*s*(1 - s), t = t + sin(s)/16; s + t)");
    return Float64Array.from([...sums(gradient(normal({ loc: new Array(12).fill(0.125), scale: 1 }), path, { flow: "rp", ...RUN })), ...sums(gradient(normal({ loc: [0, 1], scale: 1 }), map, { flow: "lr", ...RUN, samples: 700 })), ...map.gradient([[0.25], [0.5]]).flatMap((column) => Array.from(column))]);
  },
};
Object.assign(results, compiled);

/** @type {Record<string, (library: typeof import("montegrad")) => Float64Array>} */
const space = {
  "any flow": ({ adaptRotation, beta, field, gamma, gradient, integrand, mvn, normal, poisson, studentT, uniform }) => {
    const phi = integrand("x^2 + cos(x)"), wave = integrand("cos(x0 + x1) + where(x0 > x1, 1, 0)*x0"), jump = integrand("x^2 + 3*(x > 1.5)"), joint = mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] });
    const rotation = adaptRotation(joint, integrand("cos(x0 + x1)"), { samples: 600, steps: 3, seed: 1 });
    return Float64Array.from([
      gradient(gamma({ concentration: [0.5, 3], rate: 2 }), integrand("x0^2 + x1"), { flow: "cheap", ...RUN }), gradient(gamma({ concentration: 3, rate: 2 }), phi, { flow: "generalised", ...RUN }),
      gradient(beta({ alpha: 2, beta: 3 }), phi, { flow: "cheap", ...RUN }), gradient(studentT({ df: 5, loc: 0, scale: 1 }), phi, { flow: { df: "cheap", loc: "rp", scale: field({ standardise: ["(x - loc)/scale"] }) }, ...RUN }),
      gradient(joint, wave, { flow: { loc: "rp", scaleTril: ["omt", rotation] }, jumps: "surface", ...RUN }), gradient(normal({ loc: 1, scale: 1 }), jump, { flow: "rp", jumps: { blend: 0.5 }, ...RUN }),
      gradient(uniform({ low: 0, high: 2 }), jump, { flow: "lr", jumps: "surface", ...RUN }), gradient(poisson({ rate: 3 }), phi, { flow: [0.5, field({ value: ["0.1*x"] })], ...RUN }),
    ].flatMap((result) => Array.from(sums(result))));
  },
  "any proposal": ({ cauchy, exponential, gamma, gradient, gumbel, halfCauchy, integrand, laplace, logistic, mvn, normal, poisson, product, studentT, tilted, Rng }) => {
    const phi = integrand("x^2"), mixed = { p: 0.25, slice: 0.5, fisher: 0.25 }, at = { loc: 0.5, scale: 1.5 };
    const families = [normal(at), laplace(at), logistic(at), cauchy(at), gumbel(at), exponential({ rate: 2 }), halfCauchy({ scale: 2 }), gamma({ concentration: 2.5, rate: 1.5 }), studentT({ df: 5, ...at }), poisson({ rate: 3 })];
    return Float64Array.from([
      ...families.map((p) => tilted(p, { slice: 1 }).sample(new Rng(3), 5000)), ...families.slice(0, 4).map((p) => tilted(p, { fisher: 1, wrt: ["loc"] }).sample(new Rng(4), 5000)),
      sums(gradient(normal({ loc: [0, 1], scale: 2 }), integrand("x0*x1"), { flow: "rp", proposal: { ...mixed, overdispersed: { share: 0.2, factor: 2 } }, ...RUN })),
      sums(gradient(product({ a: normal(at), g: gamma({ concentration: 2, rate: 1 }) }), integrand("a*g"), { flow: "lr", proposal: { p: 0.3, slice: 0.7 }, ...RUN })),
      sums(gradient(mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] }), integrand("x0*x1"), { flow: "lr", proposal: mixed, ...RUN })), sums(gradient(poisson({ rate: 3 }), phi, { flow: "lr", proposal: mixed, ...RUN })),
    ].flatMap((numbers) => Array.from(numbers)));
  },
};
Object.assign(results, space);

/** @type {Record<string, (library: typeof import("montegrad")) => Float64Array>} */
const reduced = {
  "less variance": ({ categorical, gamma, gradient, integrand, mvn, normal, poisson, product }) => {
    const p = normal({ loc: [0, 1], scale: 1.5 }), phi = integrand("x0^2*x1 + cos(x1)"), g = gamma({ concentration: 2.5, rate: 1.5 }), single = integrand("x^2");
    const earlier = gradient(p, phi, { flow: "rp", controls: ["score", "difference"], ...RUN, seed: 5 });
    return Float64Array.from([
      gradient(p, phi, { flow: "lr", ...RUN }), gradient(p, phi, { flow: "lr", baseline: "optimal", ...RUN }), gradient(p, phi, { flow: "lr", baseline: earlier, ...RUN }), earlier,
      gradient(p, phi, { flow: "rp", controls: ["score", "difference"], coefficients: earlier, ...RUN }), gradient(p, phi, { flow: "lr", controls: [{ stein: 2 }, { phi: integrand("x0"), mean: 0 }], coefficients: "pilot", ...RUN }),
      gradient(g, single, { flow: "lr", controls: ["score"], coefficients: "loo", ...RUN }), gradient(g, single, { flow: "rp", combine: "covariance", ...RUN }), gradient(p, phi, { flow: "rp", combine: { by: "inverse-variance", pooled: true }, ...RUN }),
      gradient(g, single, { flow: "lr", antithetic: true, ...RUN }), gradient(product({ a: g, m: mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] }), k: poisson({ rate: 3 }) }), integrand("a*m0 + m1*k"), { flow: "rp", points: "sobol", ...RUN }),
      gradient(p, phi, { coupled: "measure-valued", ...RUN }), gradient(p, phi, { coupled: { loc: "random-radius" }, flow: "rp", ...RUN }), gradient(p, phi, { flow: "lr", proposal: { p: 0.3, slice: 0.7 }, controls: ["weights"], ...RUN }),
      gradient(product({ z: categorical({ logits: [0, 0.5, -1] }), w: normal({ loc: 1, scale: 0.5 }) }), integrand("(z + 1)*w^2"), { flow: "rp", enumerate: true, ...RUN }),
    ].flatMap((result) => Array.from(sums(result))));
  },
};
Object.assign(results, reduced);

/** @type {Record<string, (library: typeof import("montegrad")) => Float64Array>} */
const auto = {
  "what auto chooses": ({ Rng, gamma, gradient, integrand, mvn, normal, poisson, uniform }) => {
    const p = normal({ loc: [0, 1], scale: 1.5 }), wave = integrand("cos(2*x)"), step = integrand("x > 1.5"), unit = normal({ loc: 1, scale: 1 }), rng = new Rng(7), run = { samples: 20_001, seed: 2n ** 63n + 5n };
    return Float64Array.from([
      gradient(p, integrand("x0^2*x1 + cos(x1)"), run), gradient(unit, wave, run), gradient(unit, step, { ...run, cost: 1e4 }), gradient(unit, integrand("tanh(x)"), { ...run, cost: 1e4 }), gradient(unit, wave, { ...run, flow: "rp", proposal: "auto" }),
      gradient(mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] }), integrand("cos(x0 + x1)"), run), gradient(gamma({ concentration: 2.5, rate: 1.5 }), integrand("exp(-x)"), run), gradient(poisson({ rate: 3 }), wave, run), gradient(uniform({ low: 0, high: 2 }), step, run),
      gradient(unit, wave, { ...run, samples: 3001 }), gradient(unit, wave, { ...run, samples: 75 }), ...Array.from({ length: 12 }, () => gradient(unit, wave, { samples: 75, rng })),
    ].flatMap((result) => Array.from(sums(result))));
  },
};
Object.assign(results, auto);

/**
 * SHA-256 of each, in hexadecimal.
 * @param {typeof import("montegrad")} library
 * @returns {Promise<Record<string, string>>}
 */
export async function digests(library) {
  /** @type {Record<string, string>} */
  const all = {};
  for (const [name, result] of Object.entries(results)) {
    const numbers = result(library);
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
    all[name] = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return all;
}
