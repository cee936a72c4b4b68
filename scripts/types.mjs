/**
 * Bundles the declarations in build/types/ to dist/index.d.ts: one file that holds what is public and what that refers to, no more.
 * (The many files of `tsc` would need extensions in their imports for Node's resolution, and would carry the private ones along.)
 */
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

const bundle = await rolldown({ input: "build/types/index.d.ts", plugins: [dts({ dtsInput: true, sourcemap: false, tsconfig: false })] });
const { output } = await bundle.write({ dir: "dist", format: "es", entryFileNames: "index.d.ts", chunkFileNames: "index.d.ts" });
if (output.length !== 1) throw new Error(`dist/index.d.ts: expected one file, got ${output.map((o) => o.fileName).join(", ")}`);
