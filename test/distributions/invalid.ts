import type { Given } from "./row.ts";

const BAD = {
  real: [NaN, Infinity, -Infinity],
  positive: [NaN, Infinity, -Infinity, 0, -0, -1, -Number.MIN_VALUE],
  extended: [NaN],
  natural: [NaN, Infinity, -Infinity, -1, 0.5, 2 ** 53 + 2],
  share: [NaN, Infinity, -Infinity, -Number.MIN_VALUE, 1 + Number.EPSILON],
  unit: [NaN, Infinity, -Infinity, 0, -0, 1, -0.5, 1.5],
} as const satisfies Record<string, readonly number[]>;

/** What every family refuses: bad numbers for each parameter, alone and in arrays; other kinds; missing, unknown; nothing at all. */
export function refused(good: Given, domains: Readonly<Record<string, keyof typeof BAD>>): [unknown, "RangeError" | "TypeError", string][] {
  const bad: [unknown, "RangeError" | "TypeError", string][] = [[undefined, "TypeError", ""], [null, "TypeError", ""], [3, "TypeError", ""], [{ ...good, extra: 1 }, "TypeError", "extra"]];
  for (const [name, domain] of Object.entries(domains)) {
    const others = Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
    bad.push([others, "TypeError", name]);
    for (const value of BAD[domain]) bad.push([{ ...others, [name]: value }, "RangeError", name], [{ ...others, [name]: [1, value] }, "RangeError", name]);
    for (const value of ["1", true, null, {}, 1n, () => 1]) bad.push([{ ...others, [name]: value }, "TypeError", name]);
    bad.push([{ ...others, [name]: [1, "2"] }, "TypeError", name], [{ ...others, [name]: [] }, "RangeError", name]);
    for (const other of Object.keys(others)) bad.push([{ ...others, [name]: [1, 2, 3], [other]: [1, 2] }, "RangeError", ""]);
  }
  return bad;
}
