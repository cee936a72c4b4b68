/**
 * The benchmark itself, wherever contestants run.
 *
 * Every contestant runs in processes of its own (in a browser: workers), because what a process has compiled before changes the speed
 * of JavaScript (the same loop can take two or three times as long). In each of several generations of processes, contestants take
 * turns A B C A B C …; a row shows the median over all rounds of its own processes, the shortest turn, its fast mode (the best median
 * of a generation), and the median in one process that runs all contestants of the task. Ratios divide the rival's fast mode by our
 * median: in the rival's favour.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { tasks } from "./tasks.mjs";

export const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** What a command prints. */
export const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], cwd: here(".") }).trim();

export const median = (x) => [...x].sort((a, b) => a - b)[x.length >> 1];
const show = (ns) => (ns < 10 ? ns.toFixed(2) : ns.toFixed(1));
const times = (x) => `${x.toFixed(2)}×`;

/** Command-line options that all runs have. */
export const OPTIONS = {
  ms: { type: "string", default: "60" },
  rounds: { type: "string", default: "4" },
  generations: { type: "string", default: "3" },
  only: { type: "string", default: "" },
  write: { type: "boolean", default: false },
};

/** A report, printed as it grows. */
export class Report {
  #lines = [];
  #verdicts = [];
  #started = performance.now();
  #options;

  /** `engine`: what runs the contestants; `level` of its headings. */
  constructor(options, command, engine) {
    this.#options = { ...options, ms: Number(options.ms), rounds: Number(options.rounds), generations: Number(options.generations) };
    const version = (name) => `${name} ${JSON.parse(readFileSync(here(`../node_modules/${name}/package.json`), "utf8")).version}`;
    const changed = run("git", "status", "--porcelain", "--untracked-files=no", "--", "..", ":!RESULTS.md") ? ", with changes" : "";
    this.print(`\`${command}\`, ${new Date().toISOString().slice(0, 10)}, commit ${run("git", "rev-parse", "--short", "HEAD")}${changed}`);
    this.print();
    this.print(`* ${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}; load before the run ${loadavg()[0].toFixed(1)}: above 0.5 trust nothing`);
    this.print(`* ${engine}; ${["d3-random", "@stdlib/random-base-normal", "numpy-ts"].map(version).join(", ")}`);
    this.print(`* ${options.generations} generations, ${options.rounds} rounds of ${options.ms} ms each; ns`);
    this.print();
  }

  print(line = "") {
    console.log(line);
    this.#lines.push(line);
  }

  table(head, rows) {
    this.print(`| ${head.join(" | ")} |`);
    this.print(`|${head.map((_, i) => (i === 0 ? " --- |" : " ---: |")).join("")}`);
    for (const row of rows) this.print(`| ${row.join(" | ")} |`);
    this.print();
  }

  get tasks() { return tasks.filter(({ name }) => name.includes(this.#options.only)); }
  get withScripts() { return "scripts".includes(this.#options.only); }

  /** Runs a task on a host, whose `start` answers `{ ask(message), end() }`; where: "on Node 24", say. */
  async task(task, host, where = "") {
    const results = await this.#measure(task, host), base = results.values().next().value;
    this.print(`### ${task.title}${where}`);
    this.print();
    this.table(["", "median", "min", "fast mode", "all in one process", "fast mode / first row"], [...results].map(([label, r]) =>
      r.error ? [label, `failed: ${r.error}`, "", "", "", ""] : [label, show(r.median), show(r.min), show(r.fast), show(r.combined), base.error ? "" : (r.fast / base.median).toFixed(2)]));
    const known = (a, b) => !a.error && !b.error;
    for (const [ours, rival, ratio] of task.targets) {
      const a = results.get(ours), b = results.get(rival), x = b.fast / a.median;
      if (known(a, b)) this.verdict(`${task.name}${where}: ${ours} against ${rival}`, times(x), `≥ ${ratio}×`, x >= ratio, times(b.fast / a.fast));
      else this.verdict(`${task.name}${where}: ${ours} against ${rival}`, "", `≥ ${ratio}×`, undefined);
    }
    for (const [row, over, ratio] of task.limits ?? []) {
      const a = results.get(row), b = results.get(over), x = a.median / b.median;
      if (known(a, b)) this.verdict(`${task.name}${where}: ${row} over ${over}`, times(x), `≤ ${ratio}×`, x <= ratio, times(a.fast / b.fast));
      else this.verdict(`${task.name}${where}: ${row} over ${over}`, "", `≤ ${ratio}×`, undefined);
    }
  }

  verdict(what, value, wanted, met, fast = "") {
    this.#verdicts.push([what, value, fast, wanted, met === undefined ? "not measured" : met ? "yes" : "**no**"]);
  }

  /** All medians of rounds, by generation, the shortest turn, and medians in the combined process. */
  async #measure(task, host) {
    const { ms, rounds, generations } = this.#options, results = task.rows.map(() => ({ generations: [], min: Infinity, combined: [] }));
    const load = (child, rows) => child.ask({ verify: task.verify, rows, warm: 2 * ms });
    const turn = async (child, index, result, into) => {
      const answer = await child.ask({ index, ms });
      if (answer.error) result.error = answer.error;
      else {
        into.push(answer.median);
        result.min = Math.min(result.min, answer.min);
      }
    };
    for (let g = 0; g < generations; g++) {
      const children = [];
      for (const [i, row] of task.rows.entries()) {
        if (results[i].error) continue;
        const child = await host.start(), { error } = await load(child, [row]);
        if (error) {
          results[i].error = error;
          await child.end();
        } else {
          results[i].generations.push([]);
          children.push([child, results[i]]);
        }
      }
      for (let r = 0; r < rounds; r++) for (const [child, result] of children) if (!result.error) await turn(child, 0, result, result.generations[g]);
      for (const [child] of children) await child.end();
    }
    const sound = task.rows.map((_, i) => i).filter((i) => !results[i].error), all = await host.start();
    const { error } = await load(all, sound.map((i) => task.rows[i]));
    if (error) for (const i of sound) results[i].error = `together with the others: ${error}`;
    else for (let r = 0; r < rounds; r++) for (const [index, i] of sound.entries()) await turn(all, index, results[i], results[i].combined);
    await all.end();
    return new Map(task.rows.map((row, i) => {
      const { generations: own, combined, min, error: failure } = results[i];
      if (failure) return [row.label, { error: failure }];
      const fast = Math.min(...own.map(median), median(combined));
      return [row.label, { median: median(own.flat()), min, fast, combined: median(combined) }];
    }));
  }

  /** The verdicts; with --write, this report takes the place of the last one of the same name in RESULTS.md. */
  end(name) {
    this.print("### Targets");
    this.print();
    this.table(["", "measured", "fast mode of both", "wanted", "met"], this.#verdicts);
    this.print(`Took ${Math.round((performance.now() - this.#started) / 1000)} s.`);
    if (!this.#options.write) return;
    const file = here("RESULTS.md"), sections = new Map();
    let old = "";
    try {
      old = readFileSync(file, "utf8");
    } catch {} // the first one
    for (const part of old.split(/^## /m).slice(1)) sections.set(part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n")).trim());
    sections.set(name, this.#lines.join("\n"));
    const intro = "Written by `npm run bench -- --write` and `npm run bench:browser -- --write`; `report.mjs` says how it measures. Trust ratios more than times. Rows we lose stay.";
    writeFileSync(file, `# Results\n\n${intro}\n\n${[...sections].map(([title, body]) => `## ${title}\n\n${body}\n`).join("\n")}`);
  }
}
