/** Runs of one cell: a problem, a setting, parameters, n. What a worker does, and the first runs of the main thread. */
import { parentPort } from "node:worker_threads";
import { gradient } from "montegrad";
import { problems } from "./problems.mjs";
import { settings } from "./settings.mjs";

const listed = (x) => (typeof x === "number" ? [x] : Array.from(x));

/** By parameter: how often the interval of each entry covered the truth, a warning concerned it, either; and how many entries had a variance at all. */
export function cover({ problem, setting, names, n, from, to }) {
  const { p, phi, truth } = problems[problem], { options } = settings[setting];
  const counts = Object.fromEntries(names.map((name) => [name, { varied: false, entries: listed(truth[name]).map(() => ({ covered: 0, warned: 0, either: 0 })) }]));
  for (let seed = from; seed < to; seed++) {
    const g = gradient(p, phi, { ...options, wrt: names, samples: n, seed }), { warnings } = g.diagnostics;
    for (const name of names) {
      const [low, high] = g.grad[name].interval().map(listed), exact = listed(truth[name]), { entries } = counts[name];
      entries.forEach((entry, j) => {
        // what rounds is no variance
        if (high[j] - low[j] > 1e-9) counts[name].varied = true;
        const inside = low[j] <= exact[j] && exact[j] <= high[j], where = exact.length === 1 ? name : `${name}[`;
        const warned = warnings.some((one) => one.where === "weights" || (exact.length === 1 ? one.where === name : one.where.startsWith(where)));
        entry.covered += inside;
        entry.warned += warned;
        entry.either += inside || warned;
      });
    }
  }
  return counts;
}

parentPort?.on("message", (cell) => parentPort.postMessage({ cell, counts: cover(cell) }));
