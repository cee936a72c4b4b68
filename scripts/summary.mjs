/**
 * One line that sums up a run of `npm test`, "N passed, N failed": `node scripts/summary.mjs <log> <exit code>`.
 *
 * Vitest writes its results as JSON, all browsers included; as-pect prints "[Tests]: passed / all". Anything else that fails, the build
 * or a lint say, counts as one failure, and so does a runner of which there is no result.
 */
import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const [log, code] = process.argv.slice(2);
let passed = 0,
  failed = 0;

const specs = Array.from(stripVTControlCharacters(readFileSync(log, "utf8")).matchAll(/^ *\[Tests\]: (\d+) \/ (\d+)$/gm));
for (const [, good, all] of specs) {
  passed += Number(good);
  failed += all - good;
}

const report = "build/vitest.json";
if (existsSync(report)) {
  const results = JSON.parse(readFileSync(report, "utf8"));
  passed += results.numPassedTests;
  failed += results.numFailedTests;
}

const complete = specs.length > 0 && existsSync(report) && code === "0";
if (failed === 0 && !complete) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
