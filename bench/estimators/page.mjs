/** bench/ESTIMATORS.md, which two scripts write: bench/estimators.mjs all but the sections below, which are those of bench/auto.mjs. */
import { readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("../ESTIMATORS.md", import.meta.url);
export const CLOCK = "## Time to a standard error", SMALL = "## A few samples";

/** Sections from their heading to the next one's. */
const kept = (headings) => readFileSync(FILE, "utf8").split(/\n(?=## )/).filter((part) => headings.some((heading) => part.startsWith(heading)));
const joined = (parts) => `${parts.map((part) => part.trim()).join("\n\n")}\n`;

/** All of the page but the sections of bench/auto.mjs, which stay. */
export function writePage(text) { writeFileSync(FILE, joined([text, ...kept([CLOCK, SMALL])])); }

/** One of these sections. */
export function writeSection(heading, lines) {
  const parts = readFileSync(FILE, "utf8").split(/\n(?=## )/), others = [CLOCK, SMALL].filter((one) => one !== heading);
  const rest = parts.filter((part) => ![CLOCK, SMALL].some((one) => part.startsWith(one))), own = new Map([[heading, lines.join("\n")], ...others.map((one) => [one, kept([one])[0]])]);
  writeFileSync(FILE, joined([...rest, ...[CLOCK, SMALL].map((one) => own.get(one)).filter(Boolean)]));
}
