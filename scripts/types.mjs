/**
 * Bundles the declarations in build/types/ to dist/index.d.ts, dist/theory.d.ts and dist/lint.d.ts: a file for each entry that holds what is public and what that
 * refers to, no more; the others refer to the first.
 * (The many files of `tsc` would need extensions in their imports for Node's resolution, and would carry the private ones along.)
 */
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import { ENTRIES, mainEntry } from "./main-entry.mjs";

async function declarations(input, file, plugins) {
  const bundle = await rolldown({ input, plugins: [...plugins, dts({ dtsInput: true, sourcemap: false, tsconfig: false })] });
  const { output } = await bundle.write({ dir: "dist", format: "es", entryFileNames: file, chunkFileNames: file });
  if (output.length !== 1) throw new Error(`dist/${file}: expected one file, got ${output.map((o) => o.fileName).join(", ")}`);
}
await declarations("build/types/index.d.ts", "index.d.ts", []);
for (const name of ENTRIES) await declarations(`build/types/${name}/index.d.ts`, `${name}.d.ts`, [mainEntry]);
