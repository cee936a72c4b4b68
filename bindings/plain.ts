/**
 * Values as plain JSON and back: typed arrays, and the numbers that JSON lacks, are tagged.
 *
 *     −0, NaN, ±Infinity → { "$": "-0" } …        Float64Array → { "$f64": [ … ] }        bigint → { "$big": "…" }
 */

/** @internal */
export function toPlain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: Object.is(value, -0) ? "-0" : String(value) };
  if (typeof value === "bigint") return { $big: String(value) };
  if (value instanceof Float64Array) return { $f64: Array.from(value, toPlain) };
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, toPlain(v)]));
}

/** The value that `toPlain` made it of. Typed arrays, bigints and special numbers may also stand in it themselves. @internal */
export function fromPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  const tagged = value as { $?: unknown; $big?: unknown; $f64?: unknown };
  if (typeof tagged.$ === "string") return Number(tagged.$);
  if (typeof tagged.$big === "string" && /^-?\d{1,40}$/.test(tagged.$big)) return BigInt(tagged.$big);
  if (Array.isArray(tagged.$f64)) return Float64Array.from(tagged.$f64 as unknown[], (v) => fromPlain(v) as number);
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, fromPlain(v)]));
}
