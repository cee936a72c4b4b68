/**
 * What each kind of flow and proposal costs: `npm run bench:settings`, after `npm run build`. Nanoseconds for one column of one sample, of the fastest
 * of some runs, with a compiled φ, and how many times the likelihood ratio of the same problem that is. Rounds go over all settings in turn.
 *
 *     --write     the table goes to bench/RESULTS.md
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { adaptRotation, beta, field, gamma, gradient, integrand, mvn, normal, poisson, studentT, uniform } from "montegrad";

const SAMPLES = 2 ** 19, ROUNDS = 15;

const one = normal({ loc: 1, scale: 1 }), ten = normal({ loc: new Array(10).fill(0.5), scale: new Array(10).fill(1) }), shape = gamma({ concentration: 2, rate: 1.5 }), joint = mvn({ loc: [0, 1, 2], scaleTril: [1, 0, 0, 0.5, 2, 0, 0.1, 0.2, 1] });
const square = integrand("x^2"), squares = integrand("sum(x^2)"), wave = integrand("cos(x0 + x1 - x2)"), jump = integrand("x^2 + 3*(x > 1.5)"), counts = poisson({ rate: 3 });
const mixed = { p: 0.25, slice: 0.5, fisher: 0.25 };
/** Problem, p, φ, further options, and settings: those marked "parts" are implicit flows, transport, proposals inverted by numbers, regressions in every leaf, or pairs of points. */
const problems = [
  ["Normal, both parameters", one, square, {}, [["likelihood ratio", { flow: "lr" }], ["reparameterisation", { flow: "rp" }], ["λ = ½", { flow: 0.5 }], ["a compiled field", { flow: { loc: field({ value: ["sin(x)"] }), scale: "lr" } }], ["a sum of flows", { flow: { loc: [0.5, field({ value: ["sin(x)"] })], scale: "lr" } }],
    ["another normal as proposal", { flow: "lr", proposal: normal({ loc: 1, scale: 1.5 }) }], ["overdispersed", { flow: "lr", proposal: { overdispersed: 1.5 } }], ["p, slices and Fisher tilts", { flow: "lr", proposal: mixed }], ["the same under a flow", { flow: "rp", proposal: mixed }]]],
  ["Less variance, one column", one, square, {}, [["likelihood ratio, plain", { flow: "lr", baseline: 0 }], ["mean of other rows", { flow: "lr" }], ["optimal baseline", { flow: "lr", baseline: "optimal" }], ["scores as controls", { flow: "lr", controls: ["score"] }], ["Stein functions", { flow: "lr", controls: ["stein"] }], ["antithetic", { flow: "lr", antithetic: true }],
    ["Sobol' points", { flow: "lr", points: "sobol" }], ["combination", { flow: "rp", combine: "covariance" }], ["scores, from other rows", { flow: "lr", controls: ["score"], coefficients: "cross-fit" }, "parts"], ["measure-valued", { coupled: "measure-valued" }, "parts"]]],
  ["Less variance, 10 columns", ten, squares, {}, [["likelihood ratio, plain", { flow: "lr", baseline: 0 }], ["mean of other rows", { flow: "lr" }], ["optimal baseline", { flow: "lr", baseline: "optimal" }], ["scores as controls", { flow: "lr", controls: ["score"] }], ["antithetic", { flow: "lr", antithetic: true }], ["Sobol' points", { flow: "lr", points: "sobol" }], ["combination", { flow: "rp", combine: "covariance" }, "parts"]]],
  ["Normal, loc", one, square, { wrt: ["loc"] }, [["likelihood ratio", { flow: "lr" }], ["slices", { flow: "lr", proposal: "slice" }], ["Fisher tilt", { flow: "lr", proposal: "fisher" }]]],
  ["Normal, x² and a jump", one, jump, {}, [["likelihood ratio", { flow: "lr" }], ["surface terms", { flow: "rp", jumps: "surface" }], ["blended", { flow: "rp", jumps: { blend: 1 } }]]],
  ["Normal, 10 columns", ten, squares, {}, [["likelihood ratio", { flow: "lr" }], ["reparameterisation", { flow: "rp" }], ["coordinate mixture", { flow: "lr", proposal: mixed }]]],
  ["Uniform", uniform({ low: -1, high: 2 }), square, {}, [["reparameterisation", { flow: "rp" }], ["likelihood ratio with its ends", { flow: "lr", jumps: "surface" }]]],
  ["Gamma", shape, square, {}, [["likelihood ratio", { flow: "lr" }], ["reparameterisation", { flow: "rp" }, "parts"], ["cheap", { flow: "cheap" }], ["generalised", { flow: "generalised" }], ["p and slices", { flow: "lr", proposal: { p: 0.3, slice: 0.7 } }, "parts"]]],
  ["Beta", beta({ alpha: 2, beta: 3 }), square, {}, [["likelihood ratio", { flow: "lr" }], ["reparameterisation", { flow: "rp" }, "parts"], ["cheap", { flow: "cheap" }], ["generalised", { flow: "generalised" }]]],
  ["Student's t", studentT({ df: 8, loc: 1, scale: 2 }), square, {}, [["likelihood ratio", { flow: "lr" }], ["reparameterisation", { flow: "rp" }, "parts"], ["cheap", { flow: "cheap" }]]],
  ["Poisson", counts, square, {}, [["likelihood ratio", { flow: "lr" }], ["reparameterisation (GO)", { flow: "rp" }], ["any flux", { flow: field({ value: ["0.4 + 0.1*x"] }) }], ["slices", { flow: "lr", proposal: "slice" }, "parts"]]],
  ["mvn, 3 columns", joint, wave, {}, [["likelihood ratio", { flow: "lr" }], ["reparameterisation", { flow: "rp" }], ["optimal transport", { flow: { loc: "rp", scaleTril: "omt" } }, "parts"], ["with a learned rotation", { flow: { loc: "rp", scaleTril: ["rp", adaptRotation(joint, wave, { samples: 1024, steps: 5, seed: 1 })] } }, "parts"], ["radial tilt", { flow: "lr", proposal: { p: 0.2, fisher: 0.8 } }]]],
];

const runs = problems.flatMap(([problem, p, phi, more, settings]) => settings.map(([setting, options, parts]) => ({ problem, setting, parts, columns: p.columns, times: [], run: (samples) => gradient(p, phi, { samples, seed: 1, ...more, ...options }) })));
for (const { run } of runs) for (let k = 0; k < 4; k++) run(2 ** 14);
for (let round = 0; round < ROUNDS; round++) for (const one of runs) {
  const start = performance.now();
  one.run(SAMPLES);
  one.times.push(performance.now() - start);
}
const ns = ({ times, columns }) => (Math.min(...times) * 1e6) / SAMPLES / columns, lines = ["| problem | setting | ns | × LR |", "| --- | --- | ---: | ---: |"];
let late = 0;
for (const one of runs) {
  const base = runs.find(({ problem, setting }) => problem === one.problem && setting.startsWith("likelihood ratio")), ratio = ns(one) / ns(base);
  if (!one.parts && ratio > 3) late++;
  lines.push(`| ${one.problem} | ${one.setting}${one.parts ? " °" : ""} | ${ns(one).toFixed(1)} | ${ratio.toFixed(2)} |`);
}
const summary = `° implicit flows, transport, proposals inverted by numbers, regressions in every leaf, pairs of points. Of the others ${late} take more than 3 × the likelihood ratio.`;
console.log([...lines, "", summary].join("\n"));
if (process.argv.includes("--write")) {
  const path = new URL("RESULTS.md", import.meta.url), [head] = readFileSync(path, "utf8").split("\n## Flows and proposals"), commit = process.env.COMMIT ?? "";
  writeFileSync(path, `${head.trimEnd()}\n\n## Flows and proposals\n\n\`npm run bench:settings\`, Node ${process.version}, ${cpus()[0]?.model}${commit}: ns for one column of one sample, φ compiled, the fastest of ${ROUNDS} runs of ${SAMPLES} samples.\n\n${lines.join("\n")}\n\n${summary}\n`);
}
