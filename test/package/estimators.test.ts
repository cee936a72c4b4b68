/** docs/estimators.md and the tests of its rows have the same names. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rows } from "../estimators/space.ts";

test("every row of the table of estimators is tested, and the other way round", () => {
  const table = readFileSync("docs/estimators.md", "utf8").split("\n").filter((line) => /^\| [^-]/.test(line)).map((line) => line.split("|")[1]?.trim());
  expect(table.filter((name) => name !== "estimator").sort()).toEqual(rows.map(({ name }) => name).sort());
});
