/**
 * Measures every vector function of the built core against exact references (reference.py): the largest error in ulp, and where it is.
 *
 *     node test/accuracy/measure.mjs [--count 1000000] [NAME of function or group …]
 *
 * ulp = |got − exact| / spacing of doubles at the exact value. What has no error (NaN, exact zeros, infinities) must come bit for bit,
 * except for the payload of NaN. Exit 1 if a function exceeds its bound. PYTHON names a Python with gmpy2 and mpmath.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";

const BLOCK = 4096;
const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: "string", default: "1000000" } } });
const python = process.env.PYTHON ?? "/usr/bin/python3", script = join(import.meta.dirname, "reference.py"), run = promisify(execFile);

const memory = new WebAssembly.Memory({ initial: 16 });
const wasm = readFileSync(join(import.meta.dirname, "../../build/core.wasm"));
const kernels = (await WebAssembly.instantiate(wasm, { env: { memory } })).instance.exports;
const base = (kernels.heapBase() + 15) & ~15, columns = [0, 1, 2, 3].map((i) => new Float64Array(memory.buffer, base + i * BLOCK * 8, BLOCK));

/** The function at every row of `rows`, `width` numbers each, of which the first `arity` are arguments. */
function evaluate(name, arity, rows, width) {
  const kernel = kernels[`vector${name[0].toUpperCase()}${name.slice(1)}`];
  if (!kernel) throw new Error(`${name}: expected a kernel of that name in build/core.wasm, got none`);
  const out = new Float64Array(rows.length / width), at = columns.slice(0, arity + 1);
  for (let i = 0; i < out.length; i += BLOCK) {
    const n = Math.min(BLOCK, out.length - i);
    for (let k = 0; k < arity; k++) for (let j = 0; j < n; j++) columns[k][j] = rows[(i + j) * width + k];
    kernel(...at.map((c) => c.byteOffset), n);
    out.set(columns[arity].subarray(0, n), i);
  }
  return out;
}

/** Error in ulp of `got` where the exact value is hi + rest·spacing. */
function error(got, hi, rest, spacing, floor) {
  if (Object.is(got, hi) && rest === 0) return 0;
  if (Number.isNaN(hi) || Number.isNaN(got) || !Number.isFinite(hi)) return Infinity;
  if (hi === 0 && rest === 0) return got === 0 ? Infinity : Math.abs(got) <= floor ? 0 : Infinity; // a zero of the wrong sign, or none
  // halves and spacings are exact; Infinity counts as 2¹⁰²⁴
  const half = Number.isFinite(got) ? got / 2 : Math.sign(got) * 2 ** 1023;
  const distance = Math.abs(hi) < 1e-300 ? (got - hi) / spacing : (half - hi / 2) / (spacing / 2);
  const ulp = Math.abs(distance - rest);
  return ulp * spacing <= floor ? 0 : ulp;
}

const list = JSON.parse((await run(python, [script, "list", ...positionals])).stdout);
const directory = mkdtempSync(join(tmpdir(), "accuracy-"));
let failed = 0;
async function worker() {
  for (let f = list.shift(); f; f = list.shift()) {
    const file = join(directory, f.name), width = f.arity + 3;
    await run(python, [script, "dense", f.name, values.count, file]);
    const bytes = readFileSync(file);
    rmSync(file);
    const rows = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8), got = evaluate(f.name, f.arity, rows, width);
    let worst = -1, where = 0;
    for (let i = 0; i < got.length; i++) {
      const at = i * width + f.arity, e = error(got[i], rows[at], rows[at + 1], rows[at + 2], f.floor);
      if (e > worst) [worst, where] = [e, i];
    }
    const ok = worst <= f.bound;
    if (!ok) failed++;
    const at = where * width, x = Array.from(rows.subarray(at, at + f.arity)).join(", ");
    console.log(
      `${ok ? "ok  " : "FAIL"} ${f.name.padEnd(15)} ${worst.toFixed(4).padStart(9)} ulp, bound ${String(f.bound).padEnd(4)}`,
      `n = ${got.length}, worst ${f.name}(${x}) = ${got[where]}, exactly ${rows[at + f.arity]} + ${rows[at + f.arity + 1].toFixed(4)} ulp`,
    );
  }
}
try {
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
} finally {
  rmSync(directory, { recursive: true });
}
process.exitCode = failed > 0 ? 1 : 0;
