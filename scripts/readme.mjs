/** Writes what the blocks of README.md print into the blocks that follow them. `npm run readme`, after `npm run build`; the tests compare. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const BLOCKS = /```js\n([^]*?)```(\n\n```text\n)([^]*?)```/g;

mkdirSync("build", { recursive: true });
const written = readFileSync("README.md", "utf8").replaceAll(BLOCKS, (_, code, between) => {
  writeFileSync("build/readme-block.mjs", code);
  const printed = execFileSync("node", ["build/readme-block.mjs"], { encoding: "utf8" });
  return `\`\`\`js\n${code}\`\`\`${between}${printed}\`\`\``;
});
writeFileSync("README.md", written);
