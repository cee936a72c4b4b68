/**
 * What `combine: "selection"` is worth in short runs: `npm run bench:selection`, after `npm run build`. For every smooth problem of bench/estimators/problems.mjs the
 * variance of the means of many independent runs, against the smaller of flow "lr" with the mean φ of other rows and flow "rp", over the same draws; how far their mean
 * is from the truth, in standard errors, and how often 95 % intervals cover it. The exit code is 1 if a mean is more than 5 standard errors off.
 *
 *     --n 64         samples of a run, or several, by commas
 *     --runs 20000   runs
 *     --only text    sections whose title contains it
 *     --all          every row, not only those above 1.1
 */
import { parseArgs } from "node:util";
import { Rng, gradient, studentT } from "montegrad";
import { sections } from "./estimators/problems.mjs";

const { values } = parseArgs({ options: { n: { type: "string", default: "64" }, runs: { type: "string", default: "20000" }, only: { type: "string", default: "" }, all: { type: "boolean", default: false } } });
const runs = Number(values.runs), LIMIT = 1.1;
const SETTINGS = { selection: { flow: "rp", combine: "selection" }, lr: { flow: "lr", baseline: "loo" }, rp: { flow: "rp" } };
const problems = sections.filter(([title]) => title.includes(values.only)).flatMap(([, some]) => some).filter(({ jumps }) => !jumps);
const listed = (x) => (typeof x === "number" ? [x] : Array.from(x)), quantiles = new Map();
const half = (df) => quantiles.get(df) ?? quantiles.set(df, studentT({ df, loc: 0, scale: 1 }).quantile(0.975)).get(df);

/** By parameter: the sum of the variances of the means, the largest |z|, the share of intervals that cover. */
function race({ p, phi, chain, truth }, names, options, samples) {
  const rng = new Rng(11), kept = names.map((name) => listed(truth[name]).map((exact) => ({ exact, sum: 0, squares: 0, covered: 0 })));
  const asked = { ...options, samples, rng, ...(chain ? { chain: Object.fromEntries(names.map((name) => [name, chain[name]])), wrt: [] } : { wrt: names }) };
  for (let run = 0; run < runs; run++) {
    const g = gradient(p, phi, asked), found = chain ? g.chain : g.grad;
    names.forEach((name, k) => {
      const { mean, stdError, df } = found[name], [means, errors] = [listed(mean), listed(stdError)];
      kept[k].forEach((one, j) => {
        const off = means[j] - one.exact;
        one.sum += off;
        one.squares += off * off;
        // sums of equal terms round
        one.covered += Math.abs(off) <= half(df) * errors[j] + 1e-11 * Math.max(1, Math.abs(one.exact));
      });
    });
  }
  return Object.fromEntries(names.map((name, k) => {
    let variance = 0, z = 0, covered = 0;
    for (const { exact, sum, squares, covered: count } of kept[k]) {
      const own = Math.max(0, squares - (sum * sum) / runs) / (runs - 1), off = sum / runs;
      variance += own;
      covered += count / runs / kept[k].length;
      if (Math.abs(off) > 1e-11 * Math.max(1, Math.abs(exact)) && !(Math.abs(off) / Math.sqrt(own / runs) <= Math.abs(z))) z = off / Math.sqrt(own / runs);
    }
    return [name, { variance, z, covered }];
  }));
}

/** Names that a setting takes. */
const taken = ({ p, phi, chain, truth }, options) => Object.keys(truth).filter((name) => {
  try {
    gradient(p, phi, { ...options, samples: 64, seed: 0, ...(chain ? { chain: { [name]: chain[name] } } : { wrt: [name] }) });
    return true;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return false;
  }
});

for (const samples of values.n.split(",").map(Number)) {
  const rows = problems.flatMap((problem) => {
    const found = Object.fromEntries(Object.entries(SETTINGS).map(([label, options]) => [label, race(problem, taken(problem, options), options, samples)]));
    return Object.entries(found.selection).map(([name, { variance, z, covered }]) => {
      const lr = found.lr[name]?.variance ?? Infinity, rp = found.rp[name]?.variance ?? Infinity, best = Math.min(lr, rp);
      return { name: `${problem.name}, ${name}`, lr, rp, ratio: variance <= 1e-24 ? 0 : variance / best, z, covered, others: [found.lr[name]?.covered ?? NaN, found.rp[name]?.covered ?? NaN] };
    });
  });
  const above = rows.filter(({ ratio }) => !(ratio <= LIMIT)), shown = values.all ? rows : above, percent = (x) => (100 * x).toFixed(1);
  console.log(`\n${samples} samples, ${runs} runs: ${above.length} of ${rows.length} rows above ${LIMIT} × the better of LR and RP; geometric mean ${Math.exp(rows.reduce((sum, { ratio }) => sum + (ratio > 0 && ratio < Infinity ? Math.log(ratio) : 0), 0) / rows.length).toFixed(3)}; largest |z| ${Math.max(...rows.map(({ z }) => Math.abs(z))).toFixed(1)}`);
  const covers = rows.map(({ covered }) => covered).sort((a, b) => a - b), at = (share) => percent(covers[Math.floor(share * (covers.length - 1))]), low = rows.filter(({ covered, others }) => covered < Math.min(...others.filter((c) => c === c)) - 0.01);
  console.log(`coverage of 95 % intervals: ${at(0)} lowest, ${at(0.1)} of a tenth, ${at(0.5)} median, ${at(1)} highest; ${low.length} rows below both by more than 1 %${low.map(({ name, covered, others }) => `; ${name} ${percent(covered)} (LR ${percent(others[0])}, RP ${percent(others[1])})`).join("")}`);
  if (shown.length) console.log("| φ, by | LR / RP | selection / better | z | coverage | LR | RP |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (const { name, lr, rp, ratio, z, covered, others } of shown) console.log(`| ${name} | ${(lr / rp).toPrecision(3)} | ${ratio.toFixed(2)} | ${z.toFixed(1)} | ${percent(covered)} | ${percent(others[0])} | ${percent(others[1])} |`);
  if (rows.some(({ z }) => !(Math.abs(z) < 5))) process.exitCode = 1;
}
