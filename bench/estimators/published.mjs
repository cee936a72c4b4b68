/**
 * The curves of Mohamed, Rosca, Figurnov, Mnih, "Monte Carlo Gradient Estimation in Machine Learning", JMLR 21 (2020), Figures 2 and 3, and of its
 * notebooks, as numbers: variance of one draw under Normal(1, 1) against k. A coupled draw takes two evaluations and counts once here.
 */
import { measure, optionsFor } from "./measure.mjs";
import { cosine, gauss, quadratic } from "./problems.mjs";
import { against, show, table } from "./report.mjs";

const COLUMNS = ["lr", "loo", "optimal", "rp", "coupled"];

const curves = [
  ["(x − k)²", [-3, -2, -1, 0, 1, 2, 3], quadratic],
  ["exp(−kx²)", [0.1, 0.3, 1, 3, 10], gauss],
  ["cos kx", [0.5, 1, 2, 3, 5], cosine],
];

export function published(settings, unknown, size) {
  const columns = COLUMNS.map((id) => settings.find((setting) => setting.id === id)), lines = [], cells = [];
  for (const [title, ks, problemOf] of curves) {
    const problems = ks.map((k) => [k, problemOf(k)]), rows = { loc: [], scale: [] };
    problems.forEach(([k, problem], i) => {
      const texts = { loc: [], scale: [] };
      for (const setting of columns) {
        const { asked, lacks } = optionsFor(setting.options, unknown), { found } = lacks.length ? { found: {} } : measure(problem, setting, asked, size, 7000 + 100 * i);
        for (const name of ["loc", "scale"]) {
          const cell = found[name];
          if (!cell) { texts[name].push("–", ""); continue; }
          const { exact, deviation } = against(problem, setting, name, cell), per = cell.evaluations;
          cells.push({ cell, deviation });
          texts[name].push(show(cell.variance / per), exact === undefined ? "" : show(exact / per));
        }
      }
      for (const name of ["loc", "scale"]) rows[name].push([k, ...texts[name]]);
    });
    for (const [name, symbol] of [["loc", "μ"], ["scale", "σ"]]) lines.push(`### ${title}, by ${symbol}`, "", ...table(["k", ...columns.flatMap(({ label }) => [label, "exact"])], rows[name]));
  }
  return { cells, lines: [
    "## Published curves", "",
    "Mohamed, Rosca, Figurnov, Mnih, [Monte Carlo Gradient Estimation in Machine Learning](https://jmlr.org/papers/v21/19-346.html), Figures 2 and 3: the variance of one draw (a coupled one has two evaluations of φ) under Normal(1, 1), measured and exact.", "",
    ...lines,
  ] };
}
