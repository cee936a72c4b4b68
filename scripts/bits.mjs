/**
 * Bits across versions of Node: `npm run test:nodes` prints the digests of test/bits.js for each, and fails where they differ from the
 * frozen ones. `node scripts/bits.mjs --write` freezes those of this Node.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const FROZEN = "test/data/bits.json";
/** Packages of npm that contain nothing but a Node. */
const NODES = ["node@20", "node@22", "node@24"];

const program = `
  import * as library from "montegrad";
  import { digests } from "./test/bits.js";
  console.log(JSON.stringify({ node: process.version, digests: await digests(library) }));`;

const own = process.argv.includes("--write");
const runs = own
  ? [execFileSync(process.execPath, ["--input-type=module", "-e", program])]
  : NODES.map((node) => execFileSync("npx", ["-y", "-p", node, "node", "--input-type=module", "-e", program]));
const results = runs.map((output) => JSON.parse(String(output)));

if (own) writeFileSync(FROZEN, `${JSON.stringify(results[0].digests, null, 2)}\n`);
const frozen = JSON.parse(readFileSync(FROZEN, "utf8"));
for (const { node, digests } of results) {
  console.log(node);
  for (const name of new Set([...Object.keys(frozen), ...Object.keys(digests)])) {
    const same = digests[name] === frozen[name];
    console.log(`  ${digests[name]} ${name}${same ? "" : `: expected ${frozen[name]}`}`);
    if (!same) process.exitCode = 1;
  }
}
