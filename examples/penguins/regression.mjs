/**
 * Bayesian logistic regression: which penguins are male? The posterior of the coefficients w is approximated by independent normals q; the ELBO
 *
 *     E_q[ log p(y | w) + log p(w) − log q(w) ]
 *
 * is one formula, compiled with its gradient: a sum over the rows of data, the prior N(0, 2²), and `logp`, which is log q(w) and depends on what
 * is being learned. Adam (D. P. Kingma, J. Ba, 2015) climbs it by estimates from a few samples a step, in loc and log scale, as `minimise` takes its steps.
 */
import { expectation, gradient, integrand, minimise, normal } from "montegrad";
import { NAMES, readPenguins } from "./data.mjs";
import { elbo, optimum } from "./reference.mjs";

export const PRIOR = 2;

export function problem() {
  const data = readPenguins(), { X, y } = data;
  const phi = integrand("-sum(r, softplus(-y[r] * dot(X[r], x))) - dot(x, x)/(2*prior^2) - D*log(prior*sqrt(2*pi)) - logp", { data: { X, y }, constants: { prior: PRIOR, D: NAMES.length } });
  return { data, phi };
}

/** `steps` steps of Adam from the prior's middle, each with new samples. */
export function learn(phi, flow, { steps, samples, seed }) {
  const D = NAMES.length, start = performance.now(), optimiser = { kind: "adam", rate: (step) => 0.1 * (1 - (step - 1) / steps) };
  const { parameters } = minimise(normal({ loc: new Float64Array(D), scale: new Float64Array(D).fill(1) }), phi, { flow, samples, seed, steps, maximise: true, optimiser });
  return { ...parameters, msPerStep: (performance.now() - start) / steps };
}

export const FLOWS = ["rp", "lr"];

export function report({ steps = 400, samples = 512, seed = 42 } = {}) {
  const { data, phi } = problem(), best = optimum(data, PRIOR), q = normal({ loc: best.loc, scale: best.scale }), fixed = (v) => v.toFixed(3).padStart(8);
  const runs = FLOWS.map((flow) => ({ flow, ...learn(phi, flow, { steps, samples, seed }) }));
  const lines = [
    `Penguins: ${data.y.length} complete rows of ${data.all}; male or female, by a mean field over ${NAMES.length} coefficients, ${steps} steps of Adam with ${samples} samples each`,
    `${"".padEnd(16)}optimum by quadrature${FLOWS.map((flow) => `          flow ${flow}`.padEnd(24)).join("")}`.trimEnd(),
    ...NAMES.map((name, d) => `${name.padEnd(16)}${fixed(best.loc[d])} ± ${best.scale[d].toFixed(3)}    ${runs.map(({ loc, scale }) => `${fixed(loc[d])} ± ${scale[d].toFixed(3)}`).join("     ")}`),
    `${"ELBO".padEnd(16)}${fixed(best.value)}            ${runs.map(({ loc, scale }) => fixed(elbo(data, PRIOR, Array.from(loc), Array.from(scale, Math.log)).value).padEnd(21)).join("")}`.trimEnd(),
    `${"ms a step".padEnd(16)}${"".padEnd(20)}${runs.map(({ msPerStep }) => fixed(msPerStep).padEnd(21)).join("")}`.trimEnd(),
  ];
  const there = expectation(q, phi, { samples: 1e5, seed }), errors = FLOWS.map((flow) => { const { grad } = gradient(q, phi, { flow, samples: 1e5, seed }); return Math.sqrt(grad.loc.variance.reduce((sum, v) => sum + v, 0)); });
  lines.push(`At the optimum the ELBO of 1e5 samples is ${there.mean.toFixed(3)} ± ${there.stdError.toFixed(3)}; the gradient by loc of one sample has a standard deviation of ${errors[0].toFixed(1)} by rp, ${errors[1].toFixed(0)} by lr.`);
  return lines.join("\n");
}
