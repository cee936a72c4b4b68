/**
 * `npm run cold`: what the library costs a process that has just started: importing it, and the first gradient, in which the core is
 * decoded and compiled. Importing anything costs Node some milliseconds; so the same program also runs with an empty module, and the
 * difference is the library's. Medians of 15 processes of each, in turns, after one that warms the disk.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The first call, of the library's names in `m`. */
const FIRST = `m.gradient(m.normal({ loc: 0, scale: 1 }), (x) => x[0], { flow: "lr", samples: 1000, seed: 1 }).grad.loc.mean;`;

const folder = mkdtempSync(join(tmpdir(), "montegrad-cold-"));
const empty = join(folder, "empty.mjs");
writeFileSync(empty, "export {};");
const program = (module, call) => `
  import * as m from ${JSON.stringify(module)};
  const imported = performance.now();
  ${call}
  console.log(imported, performance.now() - imported);`;
const programs = [program(empty, ""), program(join(import.meta.dirname, "../dist/index.js"), FIRST)];
const runs = programs.map(() => []);
for (let round = 0; round < 16; round++) {
  programs.forEach((source, i) => {
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" });
    if (round > 0) runs[i].push(output.split(" ").map(Number));
  });
}
rmSync(folder, { recursive: true });

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const [none, imported] = runs.map((run) => median(run.map((times) => times[0])));
const first = median(runs[1].map((times) => times[1]));
console.log(`Node ${process.versions.node}: ${none.toFixed(1)} ms until the first line with an empty module; the library adds`);
console.log(
  `import ${(imported - none).toFixed(1)} ms, first gradient ${first.toFixed(1)} ms, together ${(imported - none + first).toFixed(1)} ms`,
);
