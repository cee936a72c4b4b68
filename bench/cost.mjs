/**
 * What runs are predicted to cost (bindings/auto/cost.ts) against what they take: `npm run bench:cost`, after `npm run build:wasm`. Nanoseconds for one row, of the
 * fastest of some runs, which take turns as those of bench/settings.mjs do. The costs are internal, so that this bundles the sources for itself.
 *
 *     --all       all rows; else those that are more than 1.25 times off
 *     --write     the summary goes to bench/RESULTS.md
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { wasm } from "../scripts/letters.mjs";

const ENTRY = "bench:cost", FILE = "build/cost.mjs";
const source = `export * from "./bindings/index.ts"; export { costOf } from "./bindings/auto/cost.ts"; export { planFor } from "./bindings/estimators/gradient.ts"; export { outputsOf } from "./bindings/integrand/integrand.ts";`;
const entry = { name: "entry", resolveId: (id, from) => (id === ENTRY ? id : from === ENTRY ? new URL(`../${id}`, import.meta.url).pathname : null), load: (id) => (id === ENTRY ? source : null) };
await (await rolldown({ input: ENTRY, platform: "neutral", plugins: [entry, wasm], transform: { target: "es2022" } })).write({ file: FILE, format: "es" });
const { costOf, planFor, outputsOf, gradient, integrand, field, ...d } = await import(pathToFileURL(FILE).href);

const SAMPLES = 2 ** 17, ROUNDS = 9;
const { normal, mvn, product, mixture, transform, gamma, poisson, categorical } = d;

const square = integrand("x^2"), wave = integrand("sin(x) + exp(-x^2)"), jump = integrand("x^2 + 3*(x > 1.5)"), squares = integrand("sum(x^2)"), waves = integrand("exp(-0.1*sum(x^2))*cos(x0)");
const data = { X: Array.from({ length: 50 }, (_, r) => Array.from({ length: 10 }, (_row, k) => Math.sin(r + 3 * k))), y: Array.from({ length: 50 }, (_, r) => (r % 3 ? 1 : -1)) };
const logistic = integrand("sum(r, softplus(-y[r] * dot(X[r], x))) + 0.1*sum(x^2)", { data }), asian = integrand("scan(k < 12; s = 100, total = 0; s = s*exp(0.01*x[k]), total = total + s; max(total/12 - 100, 0))");
const plain = { value: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = x[i] * x[i]; }, gradient: ([x], [out]) => { for (let i = 0; i < out.length; i++) out[i] = 2 * x[i]; } };

const tril = (n) => Array.from({ length: n * n }, (_, k) => (k % n === Math.floor(k / n) ? 1 : k % n < Math.floor(k / n) ? 0.1 : 0));
const one = normal({ loc: 1, scale: 1 }), wide = (n) => normal({ loc: new Array(n).fill(0.5), scale: new Array(n).fill(1) }), joint = (n) => mvn({ loc: new Array(n).fill(0), scaleTril: tril(n) });
const lr = { flow: "lr" }, rp = { flow: "rp" }, mixed = { p: 0.25, slice: 0.5, fisher: 0.25 }, half = { p: 0.5, slice: 0.5 };
const usual = [lr, { flow: "lr", baseline: 0 }, rp];
const variance = [lr, { flow: "lr", baseline: 0 }, { flow: "lr", baseline: "optimal" }, rp, { flow: 0.5 }, { flow: "lr", controls: ["score"] }, { flow: "rp", controls: ["score", "difference"] }, { flow: "lr", controls: ["score"], coefficients: "cross-fit" }, { flow: "rp", controls: ["difference"], coefficients: "cross-fit" }, { flow: "rp", combine: "covariance" }, { flow: "rp", combine: { by: "covariance", pooled: true } }, { flow: "rp", combine: "selection" }];
const tilts = [{ flow: "lr", proposal: mixed }, { flow: "rp", proposal: mixed }, { flow: "lr", proposal: mixed, controls: ["score", "weights"] }, { flow: "lr", proposal: { overdispersed: 1.5 } }, { flow: "lr", proposal: { p: 0.5, overdispersed: { share: 0.5, factor: 1.5 } } }];
const points = [{ flow: "lr", antithetic: true }, { flow: "rp", points: "sobol" }];

/** Name, p, φ, settings. */
const problems = [
  ["normal, x²", one, square, [...variance, { flow: "lr", controls: ["stein"] }, { flow: "rp", controls: ["score", { stein: 6 }] }, ...tilts, ...points, { coupled: "measure-valued" }, { flow: "rp", jumps: undefined, joint: true }, { flow: { loc: field({ value: ["sin(x)"] }), scale: "lr" } }, { flow: { loc: [0.5, field({ value: ["sin(x)"] })], scale: "lr" } }, { flow: "lr", chain: { both: { loc: 1, scale: 2 } } }, { flow: "rp", wrt: ["loc"], chain: { both: { loc: 1, scale: 2 } } }]],
  ["normal, loc", one, square, [{ flow: "lr", wrt: ["loc"] }, { flow: "lr", wrt: ["loc"], proposal: "slice" }, { flow: "lr", wrt: ["loc"], proposal: "fisher" }, { flow: "lr", wrt: ["loc"], coupled: "random-radius" }]],
  ["normal, sin and exp", one, wave, [...usual, ...points]],
  ["normal, a jump", one, jump, [lr, { flow: "rp", jumps: "surface" }, { flow: "rp", jumps: { blend: 1 } }]],
  ["normal, φ in JavaScript", one, plain, [lr, rp], 1.7],
  ["normal, several φ", one, { a: square, b: wave, c: integrand("x^3") }, [lr, rp, { flow: "rp", controls: ["score"] }]],
  ["normal, logp", one, integrand("-(x - 3)^2/8 - logp"), [lr, rp]],
  ["10 normals", wide(10), squares, [...variance.filter(({ coefficients }) => !coefficients), { flow: "lr", proposal: mixed }, ...points]],
  ["40 normals", wide(40), waves, usual],
  ["10 normals, logistic regression", wide(10), logistic, usual],
  ["12 normals, a path", normal({ loc: new Array(12).fill(0), scale: 0.5 }), asian, [lr, { flow: "rp" }, { flow: "rp", chain: { a: { loc: 1, scale: 2 } } }]],
  ...[3, 10].map((n) => [`mvn ${n}`, joint(n), waves, [...usual, { flow: "lr", proposal: { p: 0.2, fisher: 0.8 } }, { flow: "lr", antithetic: true }, ...(n === 3 ? [{ flow: { loc: "rp", scaleTril: "omt" } }] : [])]]),
  ["multivariate t 3", d.multivariateT({ df: 5, loc: [0, 1, 2], scaleTril: tril(3) }), waves, usual],
  ["dirichlet 4", d.dirichlet({ concentration: [1, 2, 3, 2] }), squares, usual],
  ["categorical 5", categorical({ logits: [0, 1, 2, 0, 1] }), square, [...usual, { flow: "lr", enumerate: true }]],
  ["mixture of 2", mixture({ logits: [0, 1], components: [normal({ loc: 0, scale: 1 }), normal({ loc: 3, scale: 1 })] }), square, usual],
  ["product", product({ w: normal({ loc: [0, 1], scale: 1 }), rate: gamma({ concentration: 2, rate: 1 }) }), integrand("w0*exp(-rate) + dot(w, w)"), [...usual, { flow: "lr", chain: { c: { w: { loc: 1 }, rate: { rate: 2 } } } }]],
  ["product with counts", product({ w: normal({ loc: 0, scale: 1 }), k: poisson({ rate: 3 }) }), integrand("w*k + k^2"), usual],
  ...["exp", "sigmoid", "softplus", { affine: [1, 2] }].map((map) => [`transform ${JSON.stringify(map)}`, transform(normal({ loc: 0, scale: 1 }), map), square, usual]),
  ["gamma", gamma({ concentration: 2, rate: 1.5 }), square, [...usual, { flow: "cheap" }, { flow: "generalised" }, { flow: "lr", proposal: half }, { flow: "lr", controls: ["stein"] }, { flow: "lr", antithetic: true }]],
  ["gamma 0.5", gamma({ concentration: 0.5, rate: 1.5 }), square, usual],
  ["beta", d.beta({ alpha: 2, beta: 3 }), square, [...usual, { flow: "cheap" }, { flow: "lr", proposal: half }]],
  ["student's t", d.studentT({ df: 8, loc: 1, scale: 2 }), square, [...usual, { flow: "cheap" }]],
  ["poisson", poisson({ rate: 3 }), square, [...usual, { flow: "lr", proposal: half }, { coupled: "measure-valued" }, { flow: field({ value: ["0.4 + 0.1*x"] }) }]],
  ["binomial", d.binomial({ total: 10, probs: 0.3 }), square, [...usual, { flow: "lr", enumerate: true }]],
  ["bernoulli", d.bernoulli({ probs: 0.3 }), square, usual],
  ["geometric", d.geometric({ probs: 0.3 }), square, usual],
  ["negative binomial", d.negativeBinomial({ total: 5, probs: 0.4 }), square, usual],
  ["uniform", d.uniform({ low: -1, high: 2 }), square, [rp, { flow: "lr", jumps: "surface" }]],
  ["exponential", d.exponential({ rate: 2 }), square, [...usual, { flow: "lr", proposal: mixed }, { coupled: "measure-valued" }]],
  ["laplace", d.laplace({ loc: 0, scale: 1 }), square, [...usual, { flow: "lr", proposal: mixed }]],
  ["gumbel", d.gumbel({ loc: 0, scale: 1 }), square, [...usual, { flow: "lr", proposal: half }]],
  ["weibull", d.weibull({ concentration: 2, scale: 1 }), square, [...usual, { flow: "lr", proposal: half }]],
  ["logistic", d.logistic({ loc: 0, scale: 1 }), square, usual], ["lognormal", d.lognormal({ loc: 0, scale: 1 }), square, usual], ["half-normal", d.halfNormal({ scale: 1 }), square, usual], ["cauchy", d.cauchy({ loc: 0, scale: 1 }), integrand("cos(x)"), usual],
  ["half-cauchy", d.halfCauchy({ scale: 1 }), integrand("cos(x)"), usual], ["triangular", d.triangular({ low: 0, high: 3, peak: 1 }), square, [rp]], ["kumaraswamy", d.kumaraswamy({ alpha: 2, beta: 3 }), square, usual], ["inverse gamma", d.inverseGamma({ concentration: 3, scale: 1 }), square, usual], ["chi-squared", d.chiSquared({ df: 4 }), square, usual],
  ["pareto", d.pareto({ scale: 1, concentration: 5 }), square, [rp]], ["truncated normal", d.truncatedNormal({ loc: 0, scale: 1, low: -1, high: 2 }), square, [rp]], ["von Mises", d.vonMises({ loc: 0, concentration: 2 }), integrand("cos(x)"), [rp]],
  // of other shapes than those that the tables were made with
  ["product of 4", product({ a: d.beta({alpha:2,beta:5}), b: normal({loc:[0,1,2],scale:1}), c: d.exponential({rate:1}), k: d.bernoulli({probs:0.3}) }), integrand("a*b0 + exp(-b1)*c + k*b2^2"), [lr, rp, { flow: "lr",controls:["score"]}, { flow: "rp",controls:["score","difference"]}, { flow: "lr",baseline:"optimal"}]],
  ["product 2", product({ a: normal({loc:new Array(5).fill(0),scale:1}), b: gamma({concentration:3,rate:[1,2]}) }), integrand("sum(a^2)*b0 + log(1 + b1)"), [lr, rp, { flow: "rp",combine:"covariance"}, { flow: "lr",proposal:{p:0.5,overdispersed:{share:0.5,factor:1.5}}}]],
  ["mixture of 3 gammas", mixture({logits:[0,1,0],components:[gamma({concentration:2,rate:1}),gamma({concentration:5,rate:1}),gamma({concentration:9,rate:1})]}), integrand("sqrt(x)"), [lr, rp]],
  ["transform gamma", transform(gamma({concentration:2,rate:1}), "exp"), integrand("log(1+x)"), [lr, rp]],
  ["t of 20", d.studentT({df:5,loc:new Array(20).fill(0),scale:1}), integrand("logsumexp(x)"), [lr, rp]],
  ["mvn 6", joint(6), integrand("max(x)"), [lr, rp, { flow: "rp",controls:["difference"]}]],
  ["mvn 20", joint(20), integrand("tanh(x0)*x1 + sum(x^2)"), [lr, rp]],
  ["100 normals", wide(100), integrand("sum(exp(-x^2))"), [lr, rp]],
  ["normal shared 8", normal({loc:0,scale:[1,1,1,1,2,2,2,2]}), integrand("sqrt(sum(x^2))"), [lr, rp, { flow: "rp",chain:{a:{scale:1}}}, { flow: "rp",joint:true}]],
  ["erf", one, integrand("erf(x) + normalLogCdf(x) + lgamma(x^2)"), [lr, rp]],
  ["pow", d.lognormal({loc:0,scale:0.5}), integrand("x^1.7/(1+x) + max(x - 2, 0)"), [lr, rp, { flow: "lr",proposal:mixed}]],
  ["digital 3", normal({loc:[0,0,0],scale:1}), integrand("3*(x0 + x1 > x2) + x0^2"), [lr, { flow: "rp",jumps:"surface"}]],
  ["double sum", wide(10), integrand("sum(r, (y[r] - tanh(dot(X[r], x)))^2)",{data}), [lr, rp]],
  ["scan 252", normal({loc:new Array(252).fill(0),scale:1}), integrand("scan(k < 252; s = 100, t = 0; s = s*exp(0.01*x[k]), t = t + s; t/252)"), [lr, rp]],
  ["poissons", poisson({rate:[3,20,50]}), integrand("sum(x^2)"), [lr, rp]],
  ["elbo 20", wide(20), integrand("-sum(x^2)/2 - 0.1*sum(x^4) - logp"), [lr, rp]],
];

const runs = problems.flatMap(([problem, p, phi, settings, phiCost]) => settings.map((options) => {
  const all = { samples: SAMPLES, seed: 1, ...options }, { outputs, several } = outputsOf("cost", phi);
  const { plan } = planFor("cost", p, outputs, several, all, true);
  return { problem, label: label(options), plan, phiCost, predicted: costOf(plan, phiCost), times: [], run: (samples) => gradient(p, phi, { ...all, samples }) };
}));

/** The options, shortly. */
function label(options) { return JSON.stringify(options, (key, value) => (value?.constructor?.name === "CompiledField" ? "field" : value)).replaceAll('"', ""); }

for (const { run } of runs) for (let k = 0; k < 3; k++) run(2 ** 13);
for (let round = 0; round < ROUNDS; round++) for (const one of runs) {
  const start = performance.now();
  one.run(SAMPLES);
  one.times.push(performance.now() - start);
}
const measured = ({ times }) => (Math.min(...times) * 1e6) / SAMPLES;
const rows = runs.map((one) => ({ ...one, ns: measured(one), ratio: one.predicted / measured(one) })), logs = rows.map(({ ratio }) => Math.abs(Math.log(ratio))).sort((a, b) => a - b);
const shown = rows.filter(({ ratio }) => process.argv.includes("--all") || Math.abs(Math.log(ratio)) > Math.log(1.25)), lines = ["| problem | setting | predicted | measured | ratio |", "| --- | --- | ---: | ---: | ---: |", ...shown.map(({ problem, label: text, predicted, ns, ratio }) => `| ${problem} | ${text.replaceAll("|", "\\|")} | ${predicted.toFixed(1)} | ${ns.toFixed(1)} | ${ratio.toFixed(2)} |`)];
const within = (factor) => logs.filter((v) => v <= Math.log(factor)).length;
/** Microseconds of a prediction, once it is compiled: of the fastest of some rounds. */
const calls = runs.map(({ plan, phiCost }) => {
  let best = Infinity;
  for (let round = 0; round < 8; round++) {
    const start = performance.now();
    for (let k = 0; k < 200; k++) costOf(plan, phiCost);
    best = Math.min(best, (performance.now() - start) * 5);
  }
  return best;
}).sort((a, b) => a - b);
const summary = `Of ${rows.length} runs half are predicted within a factor of ${Math.exp(logs[Math.floor(logs.length / 2)]).toFixed(2)}; ${within(1.25)} within 1.25, ${within(1.6)} within 1.6, the worst within ${Math.exp(logs.at(-1)).toFixed(2)}. A prediction takes ${calls[calls.length >> 1].toFixed(1)} µs, at most ${calls.at(-1).toFixed(1)}.`;
console.log([...lines, "", summary].join("\n"));
if (process.argv.includes("--write")) {
  const path = new URL("RESULTS.md", import.meta.url), [head] = readFileSync(path, "utf8").split("\n## Predicted costs"), commit = process.env.COMMIT ?? "";
  writeFileSync(path, `${head.trimEnd()}\n\n## Predicted costs\n\n\`npm run bench:cost\`, Node ${process.version}, ${cpus()[0]?.model}${commit}: ns for one row, the fastest of ${ROUNDS} runs of ${SAMPLES} samples; those that are more than 1.25 times off.\n\n${lines.join("\n")}\n\n${summary}\n`);
}
