/** A statement that makes the core start, given the library as `m`: what happens before, and what at the first call, is tested. */
export const FIRST_USE = "m.setModule(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));";
