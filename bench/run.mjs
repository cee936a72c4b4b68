/**
 * The benchmark: `npm run bench`, after `npm run build`.
 *
 * Every contestant runs in processes of its own, because what a process has compiled before changes the speed of JavaScript (the same
 * loop can take two or three times as long). In each of several generations of processes, contestants take turns A B C A B C …; a row
 * shows the median over all rounds of its own processes, the shortest turn, its fast mode (the best median of a generation), and the
 * median in one process that runs all contestants of the task. Ratios divide the rival's fast mode by our median: in the rival's favour.
 *
 *     --node 24           another Node, fetched by npx        --ms 120         length of a measurement
 *     --rounds 5          rounds in a generation              --generations 3  generations of processes
 *     --only normals      tasks whose name contains this      --write          results go to bench/RESULTS.md
 */
import { execFileSync, fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { tasks } from "./tasks.mjs";

const { values: options } = parseArgs({
  options: {
    node: { type: "string" },
    ms: { type: "string", default: "120" },
    rounds: { type: "string", default: "5" },
    generations: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
  },
});
const [ms, rounds, generations] = [options.ms, options.rounds, options.generations].map(Number);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], cwd: here(".") }).trim();
const execPath = options.node ? run("npx", "-y", "-p", `node@${options.node}`, "node", "-p", "process.execPath") : process.execPath;

const lines = [];
const print = (line = "") => {
  console.log(line);
  lines.push(line);
};
const median = (x) => [...x].sort((a, b) => a - b)[x.length >> 1];
const table = (head, rows) => {
  print(`| ${head.join(" | ")} |`);
  print(`|${head.map((_, i) => (i === 0 ? " --- |" : " ---: |")).join("")}`);
  for (const row of rows) print(`| ${row.join(" | ")} |`);
  print();
};
const show = (ns) => (ns < 10 ? ns.toFixed(2) : ns.toFixed(1));

/** A process that answers each message with one; its end is an answer too. */
class Child {
  #answers = [];
  #waiting;
  #errors = "";
  constructor(file, args = [], execArgv = []) {
    this.process = fork(here(file), args, { execPath, execArgv, stdio: ["ignore", "inherit", "pipe", "ipc"] });
    this.process.stderr.on("data", (text) => (this.#errors += text));
    this.process.on("message", (answer) => this.#take(answer));
    this.process.on("close", () => this.#take({ error: /^\w*Error.*$/m.exec(this.#errors)?.[0] ?? "the process ended" }));
  }
  #take(answer) {
    this.#answers.push(answer.error ? { error: answer.error.replace(/ imported from .*/s, "").replace(/(file:\/\/)?\/[^\s']*\//g, "") } : answer);
    this.#waiting?.();
  }
  async answer() {
    if (this.#answers.length === 0) await new Promise((resolve) => (this.#waiting = resolve));
    return this.#answers.shift();
  }
  ask(message) {
    this.process.send(message);
    return this.answer();
  }
  end() { if (this.process.connected) this.process.disconnect(); }
}

/** What one task's rows measured: all medians of rounds, by generation, the shortest turn, and medians in the combined process. */
async function measure(task) {
  const results = task.rows.map(() => ({ generations: [], min: Infinity, combined: [] }));
  const load = (child, rows) => child.ask({ verify: task.verify, rows: rows.map((row) => ({ ...row, task: task.name })), warm: 2 * ms });
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
      const child = new Child("child.mjs"), { error } = await load(child, [row]);
      if (error) {
        results[i].error = error;
        child.end();
      } else {
        results[i].generations.push([]);
        children.push([child, results[i]]);
      }
    }
    for (let r = 0; r < rounds; r++) for (const [child, result] of children) if (!result.error) await turn(child, 0, result, result.generations[g]);
    for (const [child] of children) child.end();
  }
  const sound = task.rows.map((_, i) => i).filter((i) => !results[i].error), all = new Child("child.mjs");
  const { error } = await load(all, sound.map((i) => task.rows[i]));
  if (error) for (const i of sound) results[i].error = `together with the others: ${error}`;
  else for (let r = 0; r < rounds; r++) for (const [index, i] of sound.entries()) await turn(all, index, results[i], results[i].combined);
  all.end();
  return new Map(task.rows.map((row, i) => {
    const { generations: own, combined, min, error: failure } = results[i];
    if (failure) return [row.label, { error: failure }];
    const fast = Math.min(...own.map(median), median(combined));
    return [row.label, { median: median(own.flat()), min, fast, combined: median(combined) }];
  }));
}

const verdicts = [];
const verdict = (task, what, value, wanted, met, fast = "") =>
  verdicts.push([`${task}: ${what}`, value, fast, wanted, met === undefined ? "not measured" : met ? "yes" : "**no**"]);
const times = (x) => `${x.toFixed(2)}×`;

function judge(task, results) {
  for (const [ours, rival, ratio] of task.targets) {
    const a = results.get(ours), b = results.get(rival), x = b.fast / a.median, known = !a.error && !b.error;
    verdict(task.name, `${ours} against ${rival}`, known ? times(x) : "", `≥ ${ratio}×`, known ? x >= ratio : undefined, known ? times(b.fast / a.fast) : "");
  }
  for (const [row, base, ratio] of task.limits ?? []) {
    const a = results.get(row), b = results.get(base), x = a.median / b.median, known = !a.error && !b.error;
    verdict(task.name, `${row} over ${base}`, known ? times(x) : "", `≤ ${ratio}×`, known ? x <= ratio : undefined, known ? times(a.fast / b.fast) : "");
  }
}

/** Runs a script of its own `count` times; undefined, with the reason printed, if it fails. */
async function script(title, file, args, execArgv, count) {
  const answers = [];
  for (let k = 0; k < count; k++) {
    const child = new Child(file, args, execArgv), answer = await child.answer();
    child.end();
    if (answer.error) {
      print(`${title}: failed: ${answer.error}`);
      print();
      return undefined;
    }
    answers.push(answer);
  }
  return answers;
}

const [nodeVersion, v8] = run(execPath, "-p", "process.version + ' ' + process.versions.v8").split(" ");
const version = (name) => `${name} ${JSON.parse(readFileSync(here(`../node_modules/${name}/package.json`), "utf8")).version}`;
const changed = run("git", "status", "--porcelain", "--untracked-files=no") ? ", with changes" : "";
const started = performance.now();

print("# Results");
print();
print("Written by `npm run bench -- --write`; `bench/run.mjs` says how it measures. Trust ratios more than times; rows we lose stay.");
print();
print(`* ${new Date().toISOString().slice(0, 10)}, commit ${run("git", "rev-parse", "--short", "HEAD")}${changed}`);
print(`* ${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`);
print(`* Node ${nodeVersion}, V8 ${v8}; ${["d3-random", "@stdlib/random-base-normal", "numpy-ts"].map(version).join(", ")}`);
print(`* ${generations} generations of processes, ${rounds} rounds of ${ms} ms each; ns`);
print();

for (const task of tasks.filter(({ name }) => name.includes(options.only))) {
  const results = await measure(task), base = results.values().next().value;
  print(`## ${task.title}`);
  print();
  table(["", "median", "min", "fast mode", "all in one process", "fast mode / first row"], [...results].map(([label, r]) =>
    r.error ? [label, `failed: ${r.error}`, "", "", "", ""] : [label, show(r.median), show(r.min), show(r.fast), show(r.combined), base.error ? "" : (r.fast / base.median).toFixed(2)]));
  judge(task, results);
}

if ("scripts".includes(options.only)) {
  print("## Start, training, memory");
  print();
  const cold = await script("Cold start", "cold.mjs", [], [], 15), coldMs = cold && median(cold.map((c) => c.ms));
  verdict("start", "import and first gradient in a fresh process, median of 15", cold ? `${coldMs.toFixed(1)} ms` : "", "≤ 10 ms", cold && coldMs <= 10);
  const training = await script("Training", "training.mjs", [], ["--expose-gc"], 1), t = training?.[0];
  verdict("training", "construct and one gradient, n = 64, D = 10", t ? `${t.us.toFixed(1)} µs` : "", "≤ 30 µs", t && t.us <= 30);
  verdict("training", "heap gained over 10⁶ steps", t ? `${t.grownMb.toFixed(2)} MB` : "", "< 1 MB", t && t.grownMb < 1);
  const few = await script("Memory, 10⁵ samples", "memory.mjs", ["1e5"], [], 3), many = few && (await script("Memory, 10⁷ samples", "memory.mjs", ["1e7"], [], 3));
  const more = many && median(many.map((m) => m.mb)) - median(few.map((m) => m.mb));
  verdict("memory", "peak of 10⁷ samples over that of 10⁵, D = 10 (stored, they would take 800 MB)", many ? `${more.toFixed(1)} MB` : "", "≤ 16 MB", many && more <= 16);
}

print("## Targets");
print();
table(["", "measured", "fast mode of both", "wanted", "met"], verdicts);
print(`Took ${Math.round((performance.now() - started) / 1000)} s.`);
if (options.write) writeFileSync(here("RESULTS.md"), `${lines.join("\n")}\n`);
