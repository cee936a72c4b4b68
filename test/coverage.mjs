/**
 * Do 95 % intervals cover the truth in 95 % of runs? 10 000 runs at n = 1000 under Normal(1, 1), seeds 0 … 9999.
 *
 * Benign problems: coverage within 94–96 % and a warning in at most 1 % of runs. Heavy-tailed ones: the truth is covered, or a warning
 * given, in at least 95 %; their own coverage is printed. The binomial standard deviation of a coverage is 0.22 %.
 */
import { gradient, normal } from "montegrad";

const RUNS = Number(process.argv[2] ?? 10_000), N = 1000, p = normal({ loc: 1, scale: 1 });
const map = (f) => ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = f(x[i]); };
const block = (f, slope) => ({ value: map(f), gradient: (x, [out]) => map(slope)(x, out) });
const density = (t) => Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
const half = Math.exp(-0.5);

const cosine = [block(Math.cos, (x) => -Math.sin(x)), { loc: -half * Math.sin(1), scale: -half * Math.cos(1) }];
const quadratic = (k) => [block((x) => (x - k) ** 2, (x) => 2 * (x - k)), { loc: 2 * (1 - k), scale: 2 }];
const exponential = [block(Math.exp, Math.exp), { loc: Math.exp(1.5), scale: Math.exp(1.5) }];
const step = (c) => [{ value: map((x) => (x > c ? 1 : 0)) }, { loc: density(c - 1) }];

const problems = [
  ["cos x", cosine, "lr", ["loc", "scale"], true],
  ["cos x", cosine, "rp", ["loc", "scale"], true],
  ["x²", quadratic(0), "rp", ["loc", "scale"], true],
  ["1{x > 1.5}", step(1.5), "lr", ["loc"], true],
  ["x²", quadratic(0), "lr", ["scale"], false],
  ["(x + 3)²", quadratic(-3), "lr", ["scale"], false],
  ["e^x", exponential, "lr", ["loc", "scale"], false],
  ["1{x > 3}", step(3), "lr", ["loc"], false],
];

let failed = 0;
console.log("φ            flow  by     covered  warned  covered or warned");
for (const [name, [phi, truth], flow, parameters, benign] of problems) {
  const covered = parameters.map(() => 0), warned = parameters.map(() => 0), either = parameters.map(() => 0);
  for (let seed = 0; seed < RUNS; seed++) {
    const g = gradient(p, phi, { flow, wrt: parameters, samples: N, seed });
    const marked = new Set(g.diagnostics.warnings.map(({ where }) => where));
    parameters.forEach((parameter, k) => {
      const [low, high] = g.grad[parameter].interval(), inside = low <= truth[parameter] && truth[parameter] <= high;
      covered[k] += inside;
      warned[k] += marked.has(parameter);
      either[k] += inside || marked.has(parameter);
    });
  }
  parameters.forEach((parameter, k) => {
    const [c, w, e] = [covered, warned, either].map((count) => count[k] / RUNS);
    const good = benign ? c >= 0.94 && c <= 0.96 && w <= 0.01 : e >= 0.95;
    failed += !good;
    const percent = (share) => `${(100 * share).toFixed(2)} %`.padStart(8);
    console.log(`${name.padEnd(12)} ${flow}    ${parameter.padEnd(6)} ${percent(c)} ${percent(w)} ${percent(e)}${good ? "" : "   FAILED"}`);
  });
}
process.exitCode = failed ? 1 : 0;
