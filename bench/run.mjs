/**
 * The benchmark in Node: `npm run bench`, after `npm run build`. See report.mjs for what it measures.
 *
 *     --node 24           another Node, fetched by npx        --ms 60          length of a measurement
 *     --rounds 4          rounds in a generation              --generations 3  generations of processes
 *     --only normals      tasks whose name contains this      --write          results go to bench/RESULTS.md
 */
import { fork } from "node:child_process";
import { parseArgs } from "node:util";
import { OPTIONS, Report, here, median, run } from "./report.mjs";

const { values: options } = parseArgs({ options: { node: { type: "string" }, ...OPTIONS } });

/** A process that answers each message with one; its end is an answer too. */
class Child {
  #answers = [];
  #waiting;
  #errors = "";
  constructor(execPath, file, args = [], execArgv = []) {
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

const fetched = (version) => run("npx", "-y", "-p", `node@${version}`, "node", "-p", "process.execPath");
const hostOf = (execPath) => ({ start: () => new Child(execPath, "child.mjs") });
const describe = (execPath) => run(execPath, "-p", "`Node ${process.version}, V8 ${process.versions.v8}`");

const execPath = options.node ? fetched(options.node) : process.execPath;
const report = new Report(options, "npm run bench", describe(execPath));

/** Runs a script of its own `count` times; undefined, with the reason printed, if it fails. */
async function script(title, file, args, execArgv, count) {
  const answers = [];
  for (let k = 0; k < count; k++) {
    const child = new Child(execPath, file, args, execArgv), answer = await child.answer();
    child.end();
    if (answer.error) {
      report.print(`${title}: failed: ${answer.error}`);
      report.print();
      return undefined;
    }
    answers.push(answer);
  }
  return answers;
}

for (const task of report.tasks) {
  await report.task(task, hostOf(execPath));
  for (const version of options.node ? [] : (task.nodes ?? [])) {
    try {
      const other = fetched(version);
      await report.task({ ...task, targets: [] }, hostOf(other), `, on ${describe(other)}`);
    } catch {
      report.print(`not run: Node ${version} (npx could not fetch it)`);
      report.print();
    }
  }
}

if (report.withScripts) {
  const cold = await script("Cold start", "cold.mjs", [], [], 15), coldMs = cold && median(cold.map((c) => c.ms));
  report.verdict("start: import and first gradient in a fresh process, median of 15", cold ? `${coldMs.toFixed(1)} ms` : "", "≤ 10 ms", cold && coldMs <= 10);
  const compile = await script("Compiling", "compile.mjs", [], [], 5), middle = (key) => median(compile.map((c) => c[key]));
  report.verdict("compile: 50 operations until value and gradient, first in a process, median of 5", compile ? `${middle("cold").toFixed(1)} ms` : "", "≤ 10 ms", compile && middle("cold") <= 10);
  report.verdict("compile: the same, warm", compile ? `${middle("warm").toFixed(2)} ms` : "", "≤ 1 ms", compile && middle("warm") <= 1);
  report.verdict("compile: 10 000 operations", compile ? `${middle("large").toFixed(0)} ms` : "", "≤ 300 ms", compile && middle("large") <= 300);
  const training = await script("Training", "training.mjs", [], ["--expose-gc"], 1), t = training?.[0];
  report.verdict("training: construct and one gradient, n = 64, D = 10", t ? `${t.us.toFixed(1)} µs` : "", "≤ 30 µs", t && t.us <= 30, t && `${t.min.toFixed(1)} µs`);
  report.verdict("training: heap gained over 10⁶ steps", t ? `${t.grownMb.toFixed(2)} MB` : "", "< 1 MB", t && t.grownMb < 1);
  const few = await script("Memory, 10⁵ samples", "memory.mjs", ["1e5"], [], 3), many = few && (await script("Memory, 10⁷ samples", "memory.mjs", ["1e7"], [], 3));
  const more = many && median(many.map((m) => m.mb)) - median(few.map((m) => m.mb));
  report.verdict("memory: peak of 10⁷ samples over that of 10⁵, D = 10 (stored, they would take 800 MB)", many ? `${more.toFixed(1)} MB` : "", "≤ 16 MB", many && more <= 16);
}

report.end(options.node ? `Node ${options.node}` : "Node");
