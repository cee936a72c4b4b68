/** What is kept of formulas that were compiled. */
import { integrand } from "montegrad";
import { expect, test } from "vitest";
import { integrand as source } from "../../bindings/integrand/compiled";
import { Recent } from "../../bindings/integrand/recent";

const kept = (recent: Recent<number>, names: string): string => [...names].filter((name) => recent.get(name) !== undefined).join("");
const filled = (most: number, weight: number, weights: Record<string, number>, used = ""): Recent<number> => {
  const recent = new Recent<number>(most, weight);
  for (const [name, heavy] of Object.entries(weights)) {
    for (const one of used) recent.get(one);
    recent.set(name, heavy, heavy);
  }
  return recent;
};

test("the last that were used are kept", () => {
  expect(kept(filled(3, 100, { a: 1, b: 1, c: 1, d: 1, e: 1 }), "abcde")).toBe("cde");
  expect(kept(filled(3, 100, { a: 1, b: 1, c: 1, d: 1, e: 1 }, "a"), "abcde")).toBe("ade");
});
test("of no more than some weight, but for the very last", () => {
  expect(kept(filled(9, 10, { a: 4, b: 4, c: 4 }), "abc")).toBe("bc");
  expect(kept(filled(9, 10, { a: 4, b: 4, c: 11 }), "abc")).toBe("c");
  expect(kept(filled(9, 10, { a: 11, b: 4, c: 6 }), "abc")).toBe("bc");
  const recent = filled(9, 10, { a: 4 });
  for (let k = 0; k < 9; k++) recent.set("a", k, 4);
  recent.set("b", 1, 6);
  expect(kept(recent, "ab")).toBe("ab");
});
test("the same formula is compiled once, however many others there are between", () => {
  const over = { columnNames: ["x0"], parameters: [] }, first = source("x0^2 + 1").bind(over);
  for (let k = 0; k < 1000; k++) {
    source(`x0 + ${k}`).bind(over);
    expect(source("x0^2 + 1").bind(over)).toBe(first);
  }
});
test("what is no longer kept is made again", () => {
  const many = Array.from({ length: 400 }, (_, k) => `${Array.from({ length: 200 }, (_unused, j) => `x0*${j}`).join(" + ")} + ${k}`), twice = [...many, ...many].map((text, k) => integrand(text).value([[1]])[0]! - (k % 400));
  expect(new Set(twice)).toEqual(new Set([19_900]));
});
