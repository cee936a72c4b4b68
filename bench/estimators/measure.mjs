/** Runs of one setting on one problem: independent batches, each a run with a seed of its own, whose variances give the error of their mean. */
import { gradient, integrand, normal } from "montegrad";

export const BATCHES = 16;

export const isKind = (error) => error instanceof TypeError || error instanceof RangeError;

/** Those of the options `names` which this build knows nothing of. */
export function unknownOptions(names) {
  return names.filter((name) => {
    try {
      gradient(normal({ loc: 0, scale: 1 }), integrand("x"), { flow: "lr", samples: 64, seed: 0, [name]: undefined });
      return false;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return error.message.includes(`unknown "${name}"`);
    }
  });
}

/** Options as this build takes them, or what it lacks. A likelihood ratio without a baseline is what builds gave which knew of none. */
export function optionsFor(options, unknown) {
  const { baseline, ...others } = options, asked = baseline === 0 && unknown.includes("baseline") ? others : options;
  return { asked, lacks: Object.keys(asked).filter((name) => unknown.includes(name)) };
}

/** Which derivatives of a problem are asked for, as options of `gradient`; those that a result has. */
export const wanted = ({ chain }, names) => (chain ? { chain: Object.fromEntries(names.map((name) => [name, chain[name]])) } : { wrt: names });
export const estimateOf = ({ chain }, result, name) => (chain ? result.chain[name] : result.grad[name]);

/** What `measure` has of each of these parameters, estimated together in so many batches; and what the last of the runs was made with. */
export function runs(problem, names, options, size, seed, batches = BATCHES) {
  const all = Array.from({ length: batches }, (_, batch) => gradient(problem.p, problem.phi, { ...options, samples: size, seed: seed + batch, ...wanted(problem, names) }));
  return { found: Object.fromEntries(names.map((name) => [name, summary(all.map((g) => estimateOf(problem, g, name)), problem.truth[name], size)])), chosen: all.at(-1).chosen };
}

/**
 * By parameter: variance per evaluation with its standard error, the mean, how many standard errors it is from the truth, samples in a unit. Arrays
 * have the sum of their variances and the largest of their errors. A setting that is refused for all parameters together is tried for each.
 */
export function measure(problem, setting, options, size, seed) {
  const names = Object.keys(problem.truth), refused = [], found = {};
  const run = (some) => { Object.assign(found, runs(problem, some, options, size, seed).found); };
  const attempt = (some) => {
    try {
      run(some);
      return undefined;
    } catch (error) {
      if (!isKind(error)) throw error;
      return error.message;
    }
  };
  if (setting.each || attempt(names) !== undefined) for (const name of names) if (!found[name]) {
    const message = attempt([name]);
    if (message !== undefined) refused.push([name, message]);
  }
  return { found, refused };
}

export const listed = (x) => (typeof x === "number" ? [x] : Array.from(x));
export const mean = (x) => x.reduce((sum, v) => sum + v, 0) / x.length;

function summary(estimates, truth, size) {
  const means = estimates.map((e) => listed(e.mean)), errors = estimates.map((e) => listed(e.stdError)), variances = estimates.map((e) => listed(e.variance).reduce((sum, v) => sum + v, 0));
  let z = 0;
  const centers = listed(truth).map((exact, j) => {
    const center = mean(means.map((m) => m[j])), error = Math.sqrt(mean(errors.map((s) => s[j] ** 2)) / estimates.length), off = center - exact;
    // sums of equal terms round
    const here = Math.abs(off) <= 1e-11 * Math.max(1, Math.abs(exact)) ? 0 : off / error;
    if (!(Math.abs(here) <= Math.abs(z))) z = here;
    return center;
  });
  const variance = mean(variances), spread = Math.sqrt(mean(variances.map((v) => (v - variance) ** 2)) / (estimates.length - 1));
  return { variance, error: spread, mean: centers, z, group: size / (estimates[0].df + 1), evaluations: estimates[0].evaluations / size };
}
