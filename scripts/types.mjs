/**
 * Bundles the declarations of bindings/ to dist/index.d.ts: one file that holds what is public and what that refers to, no more. (Files
 * of their own would need extensions in their imports, for Node's resolution.) Every public type is written out, which
 * `isolatedDeclarations` demands, so this needs no type checker: `tsc` checks, oxc emits. What is `@internal` is left out; that
 * nothing public refers to it is for test/package, where a consumer compiles without skipLibCheck.
 */
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

const emit = dts({ emitDtsOnly: true, oxc: { stripInternal: true }, sourcemap: false, tsconfig: false });
const bundle = await rolldown({ input: "bindings/index.ts", plugins: [emit] });
const { output } = await bundle.write({ dir: "dist", format: "es" });
if (output.length !== 1) throw new Error(`types: expected dist/index.d.ts alone, got ${output.map((file) => file.fileName).join(", ")}`);
