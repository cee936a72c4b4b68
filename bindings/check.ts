/** The words in which the library refuses an argument: name, expectation, value. */

/** A value as a message shows it. @internal */
export function show(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "function") return value.name ? `function ${value.name}` : "a function";
  if (value === null || typeof value !== "object") return String(value);
  const of: unknown = Object.getPrototypeOf(value)?.constructor, name = typeof of === "function" ? of.name : undefined;
  if (isArrayLike(value)) return `${name ?? "array"} of length ${value.length}`;
  // builds shorten the names of classes, but not those of the host
  if (name !== undefined && name !== "Object" && (globalThis as Record<string, unknown>)[name] === of) return name;
  const { kind, family } = value as { readonly kind?: unknown; readonly family?: unknown };
  if (name !== "Object" && typeof kind === "string") return kind === "distribution" ? `the distribution ${String(family)}` : (KINDS[kind] ?? `a result of ${kind}`);
  return `an object with ${Object.keys(value).slice(0, 6).join(", ") || "nothing in it"}`;
}
/** What objects of this library are called; results by what made them. */
const KINDS: Readonly<Record<string, string>> = { integrand: "an integrand", rng: "an Rng", comparison: "a comparison", gradients: "results of gradient", expectations: "results of expectation" };

/** @internal */
export const wrongKind = (where: string, name: string, expected: string, got: unknown): TypeError =>
  new TypeError(`${where}: "${name}" expected ${expected}, got ${show(got)}`);

/** @internal */
export const wrongValue = (where: string, name: string, expected: string, got: unknown): RangeError =>
  new RangeError(`${where}: "${name}" expected ${expected}, got ${show(got)}`);

/** Anything with a length and numbers in it: arrays and typed arrays, not strings. @internal */
export function isArrayLike(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** The numbers of an array: itself, or a copy. @throws TypeError if one is no number @internal */
export function dataOf(where: string, name: string, x: ArrayLike<number>): Float64Array {
  if (x instanceof Float64Array) return x;
  const copy = new Float64Array(x.length);
  for (let i = 0; i < copy.length; i++) {
    const v: unknown = x[i];
    if (typeof v !== "number") throw wrongKind(where, `${name}[${i}]`, "a number", v);
    copy[i] = v;
  }
  return copy;
}

/** Room for so many numbers. @throws RangeError if the host has none @internal */
export function roomFor(where: string, name: string, length: number): Float64Array {
  try {
    return new Float64Array(length);
  } catch {
    throw wrongValue(where, name, "a length whose array fits into memory", length);
  }
}

/** A plain object, not an array. @internal */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isArrayLike(value);
}

/** What a parameter may be. @internal */
export type Domain = keyof typeof DOMAINS;
/** The least normal double: below, numbers lose their digits and their reciprocals are infinite. */
const LEAST = 2 ** -1022;
const DOMAINS = {
  real: { expected: "a finite number", has: Number.isFinite },
  positive: { expected: "a finite number > 0", has: (v: number) => v >= LEAST && v < Infinity },
  countable: { expected: "a number > 0 and at most 1e15", has: (v: number) => v >= LEAST && v <= 1e15 },
  extended: { expected: "a number or ±Infinity", has: (v: number) => v === v },
  logit: { expected: "a finite number or -Infinity", has: (v: number) => v < Infinity },
  natural: { expected: "an integer from 0 to 2^53", has: (v: number) => Number.isInteger(v) && v >= 0 && v <= 2 ** 53 },
  share: { expected: "a number in [0, 1]", has: (v: number) => v >= 0 && v <= 1 },
  unit: { expected: "a number in (0, 1)", has: (v: number) => v > 0 && v < 1 },
} as const satisfies Record<string, { expected: string; has: (v: number) => boolean }>;

/** @throws TypeError, RangeError @internal */
export function checkNumber(where: string, name: string, value: unknown, domain: Domain): number {
  const { expected, has } = DOMAINS[domain];
  if (typeof value !== "number") throw wrongKind(where, name, expected, value);
  if (!has(value)) throw wrongValue(where, name, value > 0 && value < LEAST ? "a number of at least 2^-1022, no subnormal one" : expected, value);
  return value;
}

/** A number, or a copy of an array of them. @throws TypeError, RangeError @internal */
export function checkNumbers(where: string, name: string, value: unknown, domain: Domain): number | Float64Array {
  if (!isArrayLike(value)) {
    if (typeof value !== "number") throw wrongKind(where, name, `${DOMAINS[domain].expected} or an array of them`, value);
    return checkNumber(where, name, value, domain);
  }
  if (value.length === 0) throw wrongValue(where, name, "at least one number", value);
  const { has } = DOMAINS[domain], copy = new Float64Array(value.length);
  for (let i = 0; i < copy.length; i++) {
    const v: unknown = value[i];
    if (typeof v !== "number" || !has(v)) checkNumber(where, `${name}[${i}]`, v, domain);
    copy[i] = v as number;
  }
  return copy;
}

/** @throws TypeError, RangeError @internal */
export function checkInteger(where: string, name: string, value: unknown, low: number, high: number): number {
  const expected = high === Number.MAX_SAFE_INTEGER ? `an integer ≥ ${low}` : `an integer from ${low} to ${high}`;
  if (typeof value !== "number") throw wrongKind(where, name, expected, value);
  if (!(Number.isInteger(value) && value >= low && value <= high)) throw wrongValue(where, name, expected, value);
  return value;
}

/** Names that an object has and should not. @throws TypeError @internal */
export function checkKeys(where: string, value: object, known: readonly string[]): void {
  for (const key in value) if (!known.includes(key)) throw new TypeError(`${where}: unknown "${key}", expected one of ${known.join(", ")}`);
}
