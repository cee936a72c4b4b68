/** Builds, unless dist/ is newer than all it is made of. */
import { execSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const files = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
const sources = ["assembly", "bindings", "scripts"].flatMap(files).concat("package.json", "asconfig.json", "tsconfig.json");
const built = Math.min(
  ...["dist/index.js", "dist/index.d.ts", "dist/theory.js", "dist/theory.d.ts", "dist/lint.js", "dist/lint.d.ts", "dist/core.wasm"].map(
    modified,
  ),
);
if (!(built > Math.max(...sources.map(modified)))) execSync("npm run build", { stdio: "inherit" });
