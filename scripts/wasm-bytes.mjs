/** What order.mjs and segments.mjs need of the binary format of WebAssembly. */
import binaryen from "binaryen";

/** A reader of LEB128 numbers. */
export function reader(bytes) {
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

/** An unsigned number in LEB128. */
export function leb(value) {
  const out = [];
  let rest = value;
  do {
    out.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest);
  return out;
}

/** The sections of a module: their number, and their contents. */
export function sections(bytes) {
  const at = reader(bytes),
    found = [];
  for (at.p = 8; at.p < bytes.length;) {
    const id = bytes[at.p++],
      length = at.unsigned();
    found.push({ id, content: bytes.subarray(at.p, at.p + length) });
    at.p += length;
  }
  return found;
}

/** binaryen's view of a module, with the features that the core uses. */
export function moduleOf(bytes) {
  const { SIMD128, BulkMemory, BulkMemoryOpt, SignExt, NontrappingFPToInt, MutableGlobals } = binaryen.Features;
  const module = binaryen.readBinary(Uint8Array.from(bytes));
  module.setFeatures(SIMD128 | BulkMemory | BulkMemoryOpt | SignExt | NontrappingFPToInt | MutableGlobals);
  return module;
}
