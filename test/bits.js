// @ts-check
/**
 * What must have the same bits everywhere: a list of draws, values and sums, each as a function of the library to numbers.
 * Plain JavaScript, so that every Node runs it as it stands: bits.test.ts in the browsers, scripts/bits.mjs in other versions of Node.
 */

/** @type {Record<string, (library: typeof import("montegrad")) => Float64Array>} */
const results = {
  "square roots": () => Float64Array.from({ length: 1000 }, (_, i) => Math.sqrt(i)),
  "uniform draws": ({ Rng }) => new Rng(42).uniform(1e5),
  "normal draws": ({ Rng }) => new Rng(42).normal(1e5),
  "exponential draws": ({ Rng }) => new Rng(42).exponential(1e5),
};

/**
 * SHA-256 of each, in hexadecimal.
 * @param {typeof import("montegrad")} library
 * @returns {Promise<Record<string, string>>}
 */
export async function digests(library) {
  /** @type {Record<string, string>} */
  const all = {};
  for (const [name, result] of Object.entries(results)) {
    const numbers = result(library);
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
    all[name] = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return all;
}
