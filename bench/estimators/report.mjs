/** What was measured, as Markdown: for each section a table of all settings, and the figures behind it. */
import { BATCHES } from "./measure.mjs";

/** A mean this many standard errors from the truth is an error of the estimator. */
export const LIMIT = 5;
export const astray = ({ z }) => !(Math.abs(z) <= LIMIT);

export const show = (v) => (v === undefined ? "" : v === Infinity ? "∞" : Math.abs(v) < ROUNDING ? "0" : Math.abs(v) >= 1e4 || Math.abs(v) < 1e-3 ? v.toExponential(2) : String(Number(v.toPrecision(4))));
/** Variances of what is constant but for rounding. */
const ROUNDING = 1e-20, rounded = ({ variance }) => (variance < ROUNDING ? 0 : variance);
const signed = (v) => (v === 0 ? "0" : `${v < 0 ? "−" : "+"}${Math.abs(v).toFixed(1)}`);
export const table = (head, rows) => [`| ${head.join(" | ")} |`, `|${head.map((_, i) => (i === 0 ? " --- |" : " ---: |")).join("")}`, ...rows.map((row) => `| ${row.join(" | ")} |`), ""];

/** The exact variance of a cell, and how many standard errors the measured one is from it. Rounding is none. */
export function against(problem, setting, name, cell) {
  const known = problem.exact[setting.id]?.[name], exact = typeof known === "function" ? known(cell.group) : known;
  if (exact === undefined || exact === Infinity) return { exact };
  const off = cell.variance - exact, scale = Math.max(1, problem.exact.lr?.[name] ?? 0);
  return { exact, deviation: Math.abs(off) <= 1e-9 * scale ? 0 : off / cell.error };
}

/** One section: `results` has for each problem what each setting gave, or that it was refused. */
export function section(title, results) {
  const rows = results.flatMap(({ problem, runs }) => Object.keys(problem.truth).map((name) => ({ problem, name, cells: runs.flatMap(({ setting, found }) => (found[name] ? [{ setting, cell: found[name] }] : [])) })));
  const used = results[0].runs.map(({ setting }) => setting).filter(({ id }) => rows.some(({ cells }) => cells.some(({ setting }) => setting.id === id)));
  const summary = rows.map(({ problem, name, cells }) => {
    const best = Math.min(...cells.filter(({ setting, cell }) => !setting.ofN && !astray(cell)).map(({ cell }) => rounded(cell)));
    const texts = used.map(({ id, ofN }) => {
      const cell = cells.find(({ setting }) => setting.id === id)?.cell;
      if (!cell) return "–";
      const text = `${show(cell.variance)}${astray(cell) ? " ✗" : ""}`;
      return !ofN && rounded(cell) === best ? `**${text}**` : text;
    });
    return [problem.name.replaceAll("|", "\\|"), name, ...texts];
  });
  const details = rows.flatMap(({ problem, name, cells }) => {
    const base = (id) => cells.find(({ setting }) => setting.id === id)?.cell, ratio = (cell, to) => (to === undefined ? "" : rounded(to) === 0 ? (rounded(cell) === 0 ? "1" : "∞") : show(rounded(cell) / to.variance));
    return cells.map(({ setting, cell }) => {
      const { exact, deviation } = against(problem, setting, name, cell);
      return [problem.name.replaceAll("|", "\\|"), name, setting.label, `${show(cell.variance)} ± ${show(cell.error)}`, show(exact), deviation === undefined ? "" : signed(deviation), ratio(cell, base("lr")), ratio(cell, base("rp")), `${signed(cell.z)}${astray(cell) ? " ✗" : ""}`];
    });
  });
  const refusals = new Map();
  for (const { problem, runs } of results) for (const { setting, refused } of runs) for (const [name, message] of refused) {
    const reason = message.replace(/^gradient: /, "").replace(/, got [^]*$/, ""), found = refusals.get(reason) ?? { settings: new Set(), where: new Set() };
    refusals.set(reason, { settings: found.settings.add(setting.label), where: found.where.add(`${problem.name} by ${name}`) });
  }
  return [
    `## ${title}`, "", ...table(["φ", "by", ...used.map(({ label, ofN }) => label + (ofN ? " †" : ""))], summary),
    "<details><summary>Figures</summary>", "",
    ...table(["φ", "by", "setting", "variance", "exact", "deviation", "÷ LR", "÷ RP", "mean"], details),
    ...(refusals.size ? ["Refused:", "", ...[...refusals].map(([reason, { settings, where }]) => `* ${[...settings].join(", ")}: ${reason} (${[...where].join("; ")})`), ""] : []),
    "</details>", "",
  ];
}

export function preface({ size, legend, missing }) {
  return [
    "# What estimators are worth", "",
    `\`npm run bench:estimators -- --write\` makes this page. Figures are variances times evaluations of φ for each sample (\`Estimate.variance\`): by what number one evaluation is worth less than a perfect one. Each is the mean of ${BATCHES} runs of ${size} samples with fixed seeds, so it is the same on every machine.`, "",
    "The lowest of each row is in bold, a dash is a setting that p or φ does not permit. Arrays of parameters have the sum over their entries. The figures behind each table:", "",
    `* **variance** with its standard error, from the ${BATCHES} runs; **exact**, the closed form where there is one, and the **deviation** from it in standard errors (${BATCHES - 1} degrees of freedom); where coefficients are learnt, the closed form has the best ones, and learning them from other rows costs a little more`,
    "* **÷ LR** and **÷ RP**, relative to the likelihood ratio without a baseline and to reparameterisation",
    `* **mean**, how many standard errors the gradient is from the closed form, for arrays the largest; more than ${LIMIT} is marked ✗ and an error`, "",
    ...legend.map(([label, text]) => `* **${label}**: ${text}`), "",
    ...(missing.length ? [`Not in this build: ${missing.map(({ label, lacks }) => `${label} (${lacks.map((name) => `\`${name}\``).join(", ")})`).join("; ")}.`, ""] : []),
  ];
}
