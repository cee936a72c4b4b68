/**
 * Do 95 % intervals cover the truth in 95 % of runs? `npm run test:coverage`, after `npm run build`: 20 000 runs at n = 64, 512 and 4096 of every
 * setting on every problem of test/coverage, seeds 0 … 19999.
 *
 * Where a problem is benign (test/coverage/moments.mjs), coverage is within 94–96 %, at n = 64 within 93–97 %, with warnings in at most 1 % of the
 * runs. Elsewhere coverage is within these bounds, or the truth covered or a warning given in at least 95 %. The binomial standard deviation of a
 * coverage is 0.15 %; with fewer runs bounds are wider by three of theirs. Of an array the entry that is farthest from 95 % counts, and the one with most warnings.
 *
 *     --runs 2000    fewer runs
 *     --only text    problems whose name contains it
 *     --setting text settings whose name contains it
 *     --sizes 16384  other numbers of samples: "auto" has a pilot from 8192 on
 *     --threads 2
 */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { gradient } from "montegrad";
import { cover } from "./coverage/cells.mjs";
import { momentsOf } from "./coverage/moments.mjs";
import { problems } from "./coverage/problems.mjs";
import { settings } from "./coverage/settings.mjs";

const LEVEL = 0.95;
const text = (value) => ({ type: "string", default: value }), { values } = parseArgs({ options: { runs: text("20000"), only: text(""), setting: text(""), sizes: text("64,512,4096"), threads: text("2") } });
const SIZES = values.sizes.split(",").map(Number), runs = Number(values.runs), threads = Number(values.threads), deviation = (n) => Math.sqrt((LEVEL * (1 - LEVEL)) / n), slack = Math.max(0, 3 * (deviation(runs) - deviation(20_000)));

/** Why a setting is refused for these parameters, if it is. */
function refused({ p, phi }, { options }, names, samples = SIZES.at(-1)) {
  try {
    gradient(p, phi, { ...options, wrt: names, samples, seed: 0 });
    return undefined;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return error.message;
  }
}

const rows = [], missing = new Set();
problems.forEach((problem, i) => {
  if (!problem.name.includes(values.only)) return;
  const moments = momentsOf(problem), all = Object.keys(problem.truth);
  settings.forEach((setting, s) => {
    if (!setting.name.includes(values.setting)) return;
    const unknown = refused(problem, setting, all)?.match(/unknown "(\w+)"/)?.[1];
    if (unknown) return missing.add(`${setting.name} (${unknown})`);
    const together = setting.each || refused(problem, setting, all) !== undefined ? all.filter((name) => refused(problem, setting, [name]) === undefined).map((name) => [name]) : [all];
    for (const names of together) rows.push({ problem: i, setting: s, names, moments, sizes: SIZES.filter((n) => refused(problem, setting, names, n) === undefined), results: new Map() });
  });
});
if (missing.size) console.log(`Not in this build: ${[...missing].join(", ")}\n`);

const cells = rows.flatMap((row, index) => row.sizes.map((n) => ({ row: index, problem: row.problem, setting: row.setting, names: row.names, n, from: 0, to: runs }))), started = performance.now();
for (const cell of cells) cover({ ...cell, to: 5 });
const warm = performance.now();
for (const cell of cells) cover({ ...cell, to: 20 });
console.log(`${cells.length} cells of ${runs} runs on ${threads} threads, about ${Math.ceil(((performance.now() - warm) * runs) / 20 / threads / 60_000)} minutes\n`);

const percent = (count) => ((100 * count) / runs).toFixed(2).padStart(6), failures = [];
let judged = 0, benign = 0, printed = 0;
console.log(`φ                          setting           by             γ      κ${SIZES.map((n) => `   n = ${String(n).padEnd(4)} covered warned either`).join("")}   · not benign`);
/** Of the entries of an array, those above the diagonal of a triangle always cover: the worst of the others; and is it good? */
function verdict(entries, n, terms) {
  const far = ({ covered }) => (covered === runs ? 0 : Math.abs(covered / runs - LEVEL)), worst = entries.reduce((a, b) => (far(b) > far(a) ? b : a));
  const warned = Math.max(...entries.map((entry) => entry.warned)), close = Math.abs(worst.covered / runs - LEVEL) <= (n < 512 ? 0.02 : 0.01) + slack;
  const known = terms !== undefined && n >= terms.from, few = warned / runs <= 0.01 + (slack > 0 ? 3 * Math.sqrt(0.01 / runs) : 0);
  return { ...worst, warned, known, good: known ? close && few : close || worst.either / runs >= LEVEL - slack };
}

/** One line for each parameter of a row. */
function print({ problem, setting, names, moments, results }) {
  for (const name of names) {
    const { of } = settings[setting], terms = of.map((kind) => moments[name][kind]).filter(Boolean).sort((a, b) => b.from - a.from)[0];
    const label = [problems[problem].name.padEnd(26), settings[setting].name.padEnd(17), name.padEnd(13)].join(" ");
    const texts = SIZES.map((n) => {
      if (!results.has(n)) return "refused".padStart(34);
      const { varied, entries } = results.get(n)[name];
      if (!varied) return "no variance".padStart(34);
      const { covered, warned, either, known, good } = verdict(entries, n, terms);
      judged++;
      benign += known;
      if (!good) failures.push(`${label.trim()}, n = ${n}: covered ${percent(covered).trim()} %, warned ${percent(warned).trim()} %, either ${percent(either).trim()} %`);
      return `${good ? " " : "✗"}${known ? " " : "·"} ${percent(covered)} ${percent(warned)} ${percent(either)}`.padStart(34);
    });
    console.log(`${label} ${(terms?.skewness ?? NaN).toFixed(2).padStart(6)} ${(terms?.kurtosis ?? NaN).toFixed(1).padStart(6)}${texts.join("")}`);
  }
}

await Promise.all(Array.from({ length: threads }, () => new Promise((resolve, reject) => {
  const worker = new Worker(new URL("coverage/cells.mjs", import.meta.url)), next = () => {
    const cell = cells.shift();
    if (cell) worker.postMessage(cell);
    else worker.terminate().then(resolve);
  };
  worker.on("error", reject);
  worker.on("message", ({ cell, counts }) => {
    rows[cell.row].results.set(cell.n, counts);
    for (; printed < rows.length && rows[printed].results.size === rows[printed].sizes.length; printed++) print(rows[printed]);
    next();
  });
  next();
})));

console.log(`\n${judged} intervals, ${benign} of them of benign problems, ${failures.length} failed; ${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
for (const failure of failures) console.log(`  ${failure}`);
process.exitCode = failures.length ? 1 : 0;
