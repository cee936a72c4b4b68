/**
 * What each estimator is worth where the truth is known: `npm run bench:estimators`, after `npm run build`. Variance per evaluation of φ of every
 * setting on every problem of bench/estimators/problems.mjs, against closed forms. The exit code is 1 if a mean is more than 5 standard errors off.
 *
 *     --n 131072     samples for each figure, in 16 runs of a power of two
 *     --only text    sections whose title contains it
 *     --auto         only what "auto" chooses, of these sections
 *     --write        the tables go to bench/ESTIMATORS.md, beside what bench/auto.mjs measured
 */
import { parseArgs } from "node:util";
import { auto } from "./estimators/auto.mjs";
import { BATCHES, measure, optionsFor, unknownOptions } from "./estimators/measure.mjs";
import { writePage } from "./estimators/page.mjs";
import { sections } from "./estimators/problems.mjs";
import { published } from "./estimators/published.mjs";
import { against, astray, preface, section } from "./estimators/report.mjs";
import { legend, settings } from "./estimators/settings.mjs";

const { values } = parseArgs({ options: { n: { type: "string", default: "131072" }, only: { type: "string", default: "" }, auto: { type: "boolean", default: false }, write: { type: "boolean", default: false } } });
if (values.write && (values.auto || values.only)) throw new Error(`bench:estimators: "--write" expected to be without "--auto" and "--only", since the page has all sections, got ${process.argv.slice(2).join(" ")}`);
const size = 2 ** Math.max(6, Math.round(Math.log2(Number(values.n) / BATCHES))), started = performance.now();
const unknown = unknownOptions([...new Set(settings.flatMap(({ options }) => Object.keys(options)))]);
const able = settings.map((setting) => ({ setting, ...optionsFor(setting.options, unknown) }));
const missing = able.filter(({ lacks }) => lacks.length).map(({ setting, lacks }) => ({ label: setting.label, lacks }));

const lines = preface({ size, legend, missing }), wrong = [], deviations = [];
let seed = 0, means = 0;
const judge = (what, cell, deviation) => {
  means++;
  if (astray(cell)) wrong.push(`${what}: ${cell.z.toFixed(1)} standard errors`);
  if (deviation !== undefined) deviations.push([what, deviation]);
};
for (const [title, problems] of values.auto ? [] : sections.filter(([name]) => name.includes(values.only))) {
  const results = problems.map((problem) => {
    seed += 100;
    const runs = able.filter(({ setting, lacks }) => !lacks.length && (!setting.when || setting.when(problem))).map(({ setting, asked }) => ({ setting, ...measure(problem, setting, asked, size, seed) }));
    for (const { setting, found } of runs) for (const [name, cell] of Object.entries(found)) judge(`${problem.name} by ${name}, ${setting.label}`, cell, against(problem, setting, name, cell).deviation);
    return { problem, runs };
  });
  lines.push(...section(title, results));
}
if (!values.auto && "Published curves".includes(values.only)) {
  const curves = published(settings, unknown, size);
  lines.push(...curves.lines);
  for (const { cell, deviation } of curves.cells) judge("a published curve", cell, deviation);
}
lines.push(...auto(judge, values.only));

const far = deviations.filter(([, deviation]) => !(Math.abs(deviation) <= 5)), bullets = (all) => (all.length ? ["", ...all.map((one) => `* ${one}`), ""] : [""]);
lines.push("## Against the truth", "", `${deviations.length} variances have a closed form; ${far.length} are more than 5 of their standard errors from it${far.length ? ":" : "."}`, ...bullets(far.map(([what, deviation]) => `${what}: ${deviation.toFixed(1)}`)));
lines.push(`Of ${means} means ${wrong.length || "none"} ${wrong.length === 1 ? "is" : "are"} more than 5 standard errors off${wrong.length ? ":" : "."}`, ...bullets(wrong));
const text = `${lines.join("\n").trimEnd()}\n`;
console.log(text);
console.error(`${((performance.now() - started) / 1000).toFixed(0)} s`);
if (values.write) writePage(text);
process.exitCode = wrong.length ? 1 : 0;
