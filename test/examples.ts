import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A fenced block: its language, its text, its line. */
export interface Fence {
  language: string;
  text: string;
  line: number;
}

/** All fenced blocks of a text in Markdown. @throws Error at a fence that is not closed. */
export function fences(markdown: string): Fence[] {
  const found: Fence[] = [];
  let open: Fence | undefined;
  for (const [i, line] of markdown.split("\n").entries()) {
    const fence = /^\s*```(\S*)/.exec(line);
    if (fence && !open) open = { language: fence[1] ?? "", text: "", line: i + 1 };
    else if (fence && open) {
      found.push(open);
      open = undefined;
    } else if (open) open.text += `${line}\n`;
  }
  if (open) throw new Error(`the fence of line ${open.line} is not closed`);
  return found;
}

/** Runs a module in a fresh Node and answers what it prints; throws, with what it says, if it fails. */
export function runExample(name: string, source: string): string {
  // inside the repository, where "montegrad" is the package of the nearest package.json
  mkdirSync("build/examples", { recursive: true });
  const path = join("build/examples", `${name}.mjs`);
  writeFileSync(path, source);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8", timeout: 100_000 });
  if (status !== 0) throw new Error(`${path} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
