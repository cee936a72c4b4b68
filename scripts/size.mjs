/** `npm run size`: bytes of what is shipped. */
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

for (const file of [
  "dist/index.js",
  "dist/core.wasm",
  "dist/index.d.ts",
  "dist/theory.js",
  "dist/theory.d.ts",
  "dist/lint.js",
  "dist/lint.d.ts",
]) {
  const bytes = readFileSync(file);
  const packed = { gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
  console.log(`${file.padEnd(16)} ${bytes.length} bytes, gzip ${packed.gzip}, brotli ${packed.brotli}`);
}
