/**
 * Raw words through Dieharder (R. G. Brown, Debian's package): `npm run test:dieharder -- [stream] [-a | -d test …]`.
 *
 * Streams, each 64-bit words without end:
 *     stream     one seed, stream 0, column 0, leaf after leaf (leaves are 512 words)
 *     columns    leaf by leaf, the columns 0 … 15 of each
 *     seeds      one leaf of each of the seeds 0, 1, 2, …
 *     leaves     four words of each leaf, the first that each of its four generators gives
 *
 * `-a`, the default, runs all tests and takes hours; `-d 0 -d 1 …` runs those (see `dieharder -l`). Writes Dieharder's lines and, at the end, how
 * many PASSED, were WEAK (1 in 100 of a perfect generator is) and FAILED. Fails if one FAILED (p < 1e-6).
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const [which = "stream", ...chosen] = process.argv.slice(2), LEAF = 512, WORDS = 2 ** 15;
const memory = new WebAssembly.Memory({ initial: 32 });
const core = await WebAssembly.instantiate(readFileSync(new URL("../../build/core.wasm", import.meta.url)), { env: { memory } });
const { heapBase, words } = core.instance.exports;
const place = (heapBase() + 15) & ~15, out = place + 32, u32 = new Uint32Array(memory.buffer);
u32.fill(0, place / 4, place / 4 + 6);

/** Draws n words of a column of a leaf of a seed to the i-th word. */
function draw(i, n, seed, leaf, column) {
  u32[place / 4] = seed;
  u32[place / 4 + 4] = leaf;
  words(out + 8 * i, n, place, column);
}
/** The k-th piece of each stream, and how many words it has. */
const STREAMS = {
  stream: [LEAF, (i, k) => draw(i, LEAF, 42, k, 0)],
  columns: [LEAF, (i, k) => draw(i, LEAF, 42, k >>> 4, k & 15)],
  seeds: [LEAF, (i, k) => draw(i, LEAF, k, 0, 0)],
  leaves: [4, (i, k) => draw(i, 4, 42, k, 0)],
};
if (!(which in STREAMS)) throw new RangeError(`dieharder: "stream" expected one of ${Object.keys(STREAMS).join(", ")}, got ${which}`);
const [size, piece] = STREAMS[which];

const dieharder = spawn("dieharder", ["-g", "200", ...(chosen.length > 0 ? chosen : ["-a"])], { stdio: ["pipe", "pipe", "inherit"] });
dieharder.on("error", (error) => { throw error; });
let text = "", k = 0;
dieharder.stdout.on("data", (data) => {
  process.stdout.write(data);
  text += data;
});

/** Feeds it for as long as it reads. */
dieharder.stdin.on("error", () => {}); // it closes the pipe when it is done
function feed() {
  for (;;) {
    for (let i = 0; i < WORDS; i += size) piece(i, k++);
    const bytes = Buffer.from(new Uint8Array(memory.buffer, out, 8 * WORDS)); // a copy: the pipe keeps it
    if (dieharder.stdin.destroyed) return;
    if (!dieharder.stdin.write(bytes)) return void dieharder.stdin.once("drain", feed);
  }
}
feed();

dieharder.on("close", () => {
  const counts = Object.fromEntries(["PASSED", "WEAK", "FAILED"].map((verdict) => [verdict, text.split("\n").filter((line) => line.trimEnd().endsWith(verdict)).length]));
  console.log(`${which}: ${counts.PASSED} PASSED, ${counts.WEAK} WEAK, ${counts.FAILED} FAILED`);
  process.exitCode = counts.FAILED > 0 || counts.PASSED === 0 ? 1 : 0;
});
