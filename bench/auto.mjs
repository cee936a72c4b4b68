/**
 * What "auto" costs and gains by the clock, and what it does with a few samples: `npm run bench:auto`, after `npm run build`. Both take minutes, so they
 * may be had in instalments: what is measured is kept in build/bench-auto-*.json, and a run goes on with what is not.
 *
 *     (nothing)      time × stdError² against that of every fixed setting, for formulas and for functions of about 50 ns, n = 1e5 and 1e6
 *     --small        variance at n = 64 against likelihood ratio ("loo") and flow
 *     --n 256        --small with as many samples
 *     --only text    problems whose section or name contains it
 *     --seconds 50   then it stops
 *     --fresh        forgets what was measured
 *     --write        the section goes to bench/ESTIMATORS.md
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { gradient, plan } from "montegrad";
import { inShort } from "./estimators/auto.mjs";
import { estimateOf, isKind, listed, mean, wanted } from "./estimators/measure.mjs";
import { CLOCK, SMALL, writeSection } from "./estimators/page.mjs";
import { LIMIT, show, table } from "./estimators/report.mjs";
import { AUTO, TIMED, compiled, plainFunctions } from "./estimators/rivals.mjs";

const { values } = parseArgs({ options: { small: { type: "boolean" }, n: { type: "string", default: "64" }, only: { type: "string", default: "" }, seconds: { type: "string", default: "Infinity" }, fresh: { type: "boolean" }, write: { type: "boolean" } } });
const FILE = new URL(`../build/bench-auto-${values.small ? `${values.n}` : "clock"}.json`, import.meta.url), until = performance.now() + 1000 * Number(values.seconds);
const done = existsSync(FILE) && !values.fresh ? JSON.parse(readFileSync(FILE, "utf8")) : {};

const median = (x) => x.toSorted((a, b) => a - b)[x.length >> 1], sum = (x) => x.reduce((all, v) => all + v, 0), plain = (text) => text.replaceAll("|", "\\|");
const titled = [...compiled, ...plainFunctions(!values.small)].flatMap(([title, problems]) => problems.map((problem) => ({ title, problem })));
const problems = titled.filter(({ title, problem }) => title.includes(values.only) || problem.name.includes(values.only));

/** By name the mean over seeds of an estimate and of its squared error, entry by entry. */
class Seen {
  constructor(problem, names) {
    this.problem = problem;
    this.names = names;
    this.times = [];
    this.results = names.map(() => []);
  }
  add(time, result) {
    this.times.push(time);
    this.names.forEach((name, k) => this.results[k].push(estimateOf(this.problem, result, name)));
  }
  /** Squared standard errors, summed over entries. */
  squares() { return this.results.map((all) => mean(all.map((e) => sum(listed(e.stdError).map((s) => s * s))))); }
  /** Is a mean further from the truth than chance permits? */
  astray() {
    return this.results.some((all, k) => listed(this.problem.truth[this.names[k]]).some((exact, j) => {
      const off = mean(all.map((e) => listed(e.mean)[j])) - exact, error = Math.sqrt(mean(all.map((e) => listed(e.stdError)[j] ** 2)) / all.length);
      return Math.abs(off) > 1e-11 * Math.max(1, Math.abs(exact)) && !(Math.abs(off) <= LIMIT * error);
    }));
  }
}

/** Plans before anything is measured; rounds of all settings in turn, each with a seed of its own. */
const WARM = 40, ROUNDS = { 1e5: 9, 1e6: 3 };
let seed = 0;

function timed(problem, names, samples) {
  const all = [AUTO, ...TIMED].map((setting) => ({ setting, seen: new Seen(problem, names) })), run = ({ setting, seen }, keep) => {
    const options = { ...setting.options, samples, seed: ++seed, ...wanted(problem, names) }, start = performance.now(), result = gradient(problem.p, problem.phi, options);
    if (keep) seen.add(performance.now() - start, result);
    return result;
  };
  const able = all.filter((one) => {
    try {
      run(one, false);
      return true;
    } catch (error) {
      if (!isKind(error)) throw error;
      return false;
    }
  });
  const plans = [];
  let chosen;
  for (let round = 0; round < ROUNDS[samples]; round++) {
    for (const one of able) {
      const result = run(one, true);
      if (one.setting === AUTO) chosen = result.chosen;
    }
    const options = { samples, seed: ++seed, ...wanted(problem, names) }, start = performance.now();
    plan(problem.p, problem.phi, options);
    plans.push(performance.now() - start);
  }
  // λ between needs a likelihood ratio that is valid
  const valid = able.some(({ setting }) => setting.id === "lr"), sound = able.filter(({ setting, seen }) => !seen.astray() && (valid || setting.id !== "difference"));
  const rows = sound.map(({ setting, seen }) => ({ label: setting.label, time: median(seen.times), squares: seen.squares() })), [own, ...rivals] = rows;
  if (own?.label !== AUTO.label) throw new Error(`${problem.name} by ${names.join(", ")}, ${samples} samples: auto is more than ${LIMIT} standard errors off`);
  // as much as is rounding, of the least variance of all rivals, and several parameters by the best for each
  const least = names.map((_, k) => Math.max(1e-12 * Math.max(...rivals.map(({ squares }) => squares[k])), Number.MIN_VALUE)), scale = names.map((_, k) => Math.max(least[k], Math.min(...rivals.map(({ squares }) => squares[k]))));
  const loss = ({ squares }) => mean(squares.map((v, k) => Math.max(v, least[k]) / scale[k])), figure = (row) => row.time * loss(row);
  const best = rivals.reduce((low, one) => (figure(one) < figure(low) ? one : low));
  return { best: best.label, ratio: figure(own) / figure(best), variance: loss(own) / loss(best), time: own.time, rival: best.time, plan: median(plans), chosen: inShort(chosen) };
}

/** Runs at a few samples; in so many parts, of which the error of a ratio comes. */
const RUNS = 20_000, PARTS = 20;
const FEW = [AUTO, { label: "LR loo", options: { flow: "lr", baseline: "loo" } }, { label: "RP", options: { flow: "rp" } }];

function small(problem, samples) {
  const names = Object.keys(problem.truth), options = wanted(problem, names);
  const all = FEW.flatMap(({ label, options: setting }) => {
    // sums of differences from the truth, by part and parameter
    const widths = names.map((name) => listed(problem.truth[name]).length), sums = names.map((_, k) => Array.from({ length: PARTS }, () => [new Float64Array(widths[k]), new Float64Array(widths[k])]));
    try {
      for (let r = 0; r < RUNS; r++) {
        const result = gradient(problem.p, problem.phi, { ...setting, samples, seed: r, ...options }), at = Math.floor((r * PARTS) / RUNS);
        names.forEach((name, k) => {
          const [first, second] = sums[k][at], means = listed(estimateOf(problem, result, name).mean), truth = listed(problem.truth[name]);
          means.forEach((m, j) => { first[j] += m - truth[j]; second[j] += (m - truth[j]) ** 2; });
        });
      }
    } catch (error) {
      if (!isKind(error)) throw error;
      return [];
    }
    const over = (parts, count) => sum(Array.from(parts[0][0], (_, j) => { const m = sum(parts.map(([first]) => first[j])) / count; return sum(parts.map(([, second]) => second[j])) / count - m * m; }));
    return [{ label, cells: sums.map((parts, k) => {
      const variance = over(parts, RUNS), without = parts.map((_, at) => over(parts.filter((_part, i) => i !== at), RUNS - RUNS / PARTS));
      const z = Math.max(...Array.from(parts[0][0], (_, j) => { const m = sum(parts.map(([first]) => first[j])) / RUNS, v = sum(parts.map(([, second]) => second[j])) / RUNS - m * m; return Math.abs(m) <= 1e-11 * Math.max(1, Math.abs(listed(problem.truth[names[k]])[j])) ? 0 : Math.abs(m) / Math.sqrt(Math.max(v, 0) / RUNS); }));
      return { variance, without, z };
    }) }];
  });
  const [own, ...rivals] = all;
  return names.map((name, k) => {
    const sound = rivals.filter(({ cells }) => cells[k].z <= LIMIT), best = sound.reduce((low, one) => (one.cells[k].variance < low.cells[k].variance ? one : low)), mine = own.cells[k], other = best.cells[k];
    // the same seeds: parts of both left out together
    const ratio = mine.variance / other.variance, without = mine.without.map((v, i) => v / other.without[i]), center = mean(without);
    const none = mine.variance <= 1e-12 * Math.max(...rivals.map(({ cells }) => cells[k].variance));
    return { name, best: best.label, variance: other.variance, ratio: none ? 0 : ratio, error: none ? 0 : Math.sqrt(((PARTS - 1) / PARTS) * sum(without.map((v) => (v - center) ** 2))), z: mine.z };
  });
}

const tasks = values.small
  ? problems.map(({ problem }) => [problem.name, () => small(problem, Number(values.n))])
  : problems.flatMap(({ problem }) => {
      const names = Object.keys(problem.truth), asked = names.length > 1 ? [...names.map((name) => [name]), names] : [names];
      return Object.keys(ROUNDS).flatMap((n) => asked.map((some) => [`${problem.name}\t${some.length > 1 ? "all" : some[0]}\t${n}`, () => timed(problem, some, Number(n))]));
    });
// pilot and search run as machine code, as after some calls
if (!values.small) for (let k = 0; k < WARM; k++) for (const { problem } of titled.slice(0, 12)) plan(problem.p, problem.phi, { samples: 1e5, seed: k, ...wanted(problem, Object.keys(problem.truth)) });
let left = 0;
for (const [key, task] of tasks) {
  if (done[key]) continue;
  if (performance.now() > until) left++;
  else {
    done[key] = task();
    writeFileSync(FILE, JSON.stringify(done));
  }
}

const known = tasks.filter(([key]) => done[key]);
function byClock() {
  const rows = known.map(([key]) => { const [name, by, n] = key.split("\t"); return { name, by, n, ...done[key] }; }), MET = 1.3, failed = rows.filter(({ ratio }) => ratio > MET);
  const head = ["φ", "by", "n", "best rival", "time × variance", "variance", "ms", "rival's", "plan", "choice"], cells = ({ name, by, n, best, ratio, variance, time, rival, plan: taken, chosen }) => [plain(name), by, n === "100000" ? "1e5" : "1e6", best, `${show(ratio)}${ratio > MET ? " ✗" : ""}`, show(variance), time.toFixed(2), rival.toFixed(2), taken.toFixed(2), chosen];
  return [
    CLOCK, "",
    `\`npm run bench:auto\`, Node ${process.version}, ${cpus()[0]?.model}${process.env.COMMIT ?? ""}: the median time of a call, pilot included, × stdError², of \`gradient\` without options against the best of ${TIMED.map(({ label }) => label).join(", ")}; warm; settings take turns, every run has a seed of its own, ${ROUNDS[1e5]} runs at n = 1e5 and ${ROUNDS[1e6]} at 1e6. Functions in JavaScript take about 50 ns for a row, and as much again for its gradient. "all" is all parameters in one run, the mean of their variances, each by the lowest of the rivals.`, "",
    ...[1e5, 1e6].map((n) => { const some = rows.filter((row) => Number(row.n) === n); return `* n = ${n}: ${some.filter(({ ratio }) => ratio <= MET).length} of ${some.length} are at most ${MET} ×, ${some.filter(({ ratio }) => ratio <= 1).length} at most 1 ×; half at most ${show(some.length ? median(some.map(({ ratio }) => ratio)) : undefined)} ×.`; }), "",
    ...(failed.length ? [`Above ${MET} (× of the rival's; milliseconds of the whole call, of the rival's, and of the plan within the call):`, "", ...table(head, failed.toSorted((a, b) => b.ratio - a.ratio).map(cells))] : []),
    "<details><summary>Figures</summary>", "", ...table(head, rows.map(cells)), "</details>", "",
  ];
}
function bySmall() {
  const rows = known.flatMap(([name]) => done[name].map((row) => ({ problem: name, ...row }))), MET = 1.1, failed = rows.filter(({ ratio }) => ratio > MET), off = rows.filter(({ z }) => !(z <= LIMIT));
  const head = ["φ", "by", "better of the two", "its variance", "auto ÷"], cells = ({ problem, name, best, variance, ratio, error }) => [plain(problem), name, best, show(variance), `${show(ratio)} ± ${show(error)}${ratio > MET ? " ✗" : ""}`];
  return [
    SMALL, "",
    `\`npm run bench:auto -- --small --write\`: the variance of ${RUNS} runs of ${values.n} samples, all parameters together, without options against the better of the likelihood ratio with \`baseline: "loo"\` and the flow. The same seeds for all three, so that much of their noise is the same; errors by leaving out each of ${PARTS} parts in turn.`, "",
    `* ${rows.length - failed.length} of ${rows.length} are at most ${MET} ×, ${rows.filter(({ ratio }) => ratio <= 1).length} at most 1 ×.`, `* Means more than ${LIMIT} standard errors off: ${off.length ? off.map(({ problem, name }) => `${problem} by ${name}`).join("; ") : "none"}.`, "",
    ...(failed.length ? [`Above ${MET}:`, "", ...table(head, failed.toSorted((a, b) => b.ratio - a.ratio).map(cells))] : []),
    "<details><summary>Figures</summary>", "", ...table(head, rows.map(cells)), "</details>", "",
  ];
}
const lines = values.small ? bySmall() : byClock();
console.log(lines.join("\n"));
if (left) console.error(`${left} of ${tasks.length} are left`);
if (values.write) writeSection(values.small ? SMALL : CLOCK, lines);
