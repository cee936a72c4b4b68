/**
 * `npm run cold`: milliseconds from the first line of a fresh process to the first result, import and compilation included.
 * Median of 15 processes after one that warms the disk.
 */
import { execFileSync } from "node:child_process";

/** The first call, of the library's names in `m`. */
const FIRST = `m.gradient(m.normal({ loc: 0, scale: 1 }), (x) => x[0], { flow: "lr", samples: 1000, seed: 1 }).grad.loc.mean`;

const program = `
  const start = performance.now();
  const m = await import("montegrad");
  const imported = performance.now();
  ${FIRST};
  console.log(imported - start, performance.now() - imported);`;
const runs = Array.from({ length: 16 }, () =>
  execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" }).split(" ").map(Number),
).slice(1);
const median = (i) =>
  runs
    .map((run) => run[i])
    .sort((a, b) => a - b)[7]
    .toFixed(2);
console.log(`Node ${process.versions.node}: import ${median(0)} ms, first call ${median(1)} ms`);
