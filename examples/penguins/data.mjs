/**
 * Real penguins: K. B. Gorman, T. D. Williams, W. R. Fraser, PLoS ONE 9 (2014) e90081, from npm's `vega-datasets`; complete rows only.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const MEASURES = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"];
export const NAMES = ["intercept", "beak length", "beak depth", "flipper length", "body mass", "Chinstrap", "Gentoo"];

/** Rows X of standardised measures and indicators of species, and y = 1 for males, −1 for females. */
export function readPenguins() {
  const library = dirname(createRequire(import.meta.url).resolve("vega-datasets"));
  const all = JSON.parse(readFileSync(join(library, "../data/penguins.json"), "utf8"));
  const rows = all.filter((row) => MEASURES.every((name) => Number.isFinite(row[name])) && ["MALE", "FEMALE"].includes(row.Sex));
  const columns = MEASURES.map((name) => standardised(rows.map((row) => row[name])));
  return {
    X: rows.map(({ Species }, r) => [1, ...columns.map((column) => column[r]), Number(Species === "Chinstrap"), Number(Species === "Gentoo")]),
    y: rows.map(({ Sex }) => (Sex === "MALE" ? 1 : -1)),
    all: all.length,
  };
}

function standardised(column) {
  const mean = column.reduce((sum, v) => sum + v, 0) / column.length, sd = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (column.length - 1));
  return column.map((v) => (v - mean) / sd);
}
