/** docs/warnings.md has a section for every code of a warning, and its examples run, raise the code of their section and print what it says they print. When each is raised: test/estimators/diagnostics.test.ts. */
import { readFileSync } from "node:fs";
import type { Diagnostics, WarningCode } from "montegrad";
import { describe, expect, expectTypeOf, test } from "vitest";
import { type Fence, fences, runExample } from "../examples.ts";

/** By code, so that the type of a code, and with it the list of messages, has these and no others. */
const CODES: Readonly<Record<WarningCode, true>> = {
  "lr-rp-disagree": true, "heavy-tail": true, interval: true, "unseen-flow": true, "few-weights": true, "weights-mean": true, "scores-mean": true, "unstable-variance": true, "all-zero": true, "all-equal": true, underflow: true, "not-finite": true,
};
const FIELDS: Readonly<Record<keyof Diagnostics, true>> = { ess: true, maxWeight: true, paretoK: true, lrVsRp: true, weightsMean: true, scores: true, peak: true, nearSwitches: true, warnings: true };

const text = readFileSync("docs/warnings.md", "utf8"), sections = new Map(text.split(/^## /m).slice(1).map((part) => [part.slice(0, part.indexOf("\n")), part] as const));
/** First cells of the rows of the tables in a text. */
const cells = (part: string): string[] => Array.from(part.matchAll(/^\| \[?`([\w-]+)`/gm), ([, name]) => name as string);

describe("docs/warnings.md", () => {
  test("has a section and a row for every code, and for no other", () => {
    expectTypeOf<keyof typeof CODES>().toEqualTypeOf<WarningCode>();
    expect([...sections.keys()].filter((title) => /^[a-z-]+$/.test(title))).toEqual(Object.keys(CODES));
    expect(cells(text.slice(0, text.indexOf("\n## ")))).toEqual(Object.keys(CODES));
  });

  test("has the codes of the source", () => {
    const source = /const MESSAGES = \{([\s\S]*?)\} as const/.exec(readFileSync("bindings/estimators/diagnostics.ts", "utf8"))?.[1] ?? "";
    expect(Array.from(source.matchAll(/^ {2}"?([\w-]+)"?:/gm), ([, code]) => code)).toEqual(Object.keys(CODES));
  });

  test("has a row for every field", () => {
    expect(cells(sections.get("The fields of `diagnostics`") as string)).toEqual(Object.keys(FIELDS));
  });

  for (const code of Object.keys(CODES)) {
    test(`${code}: found, means, do, example, false alarms`, () => {
      const part = sections.get(code) as string;
      expect(Array.from(part.matchAll(/^\*\*(Found|Means|Do|False alarms)\*\*/gm), ([, head]) => head)).toEqual(["Found", "Means", "Do", "False alarms"]);
      const blocks = fences(part), [example, printed] = blocks as [Fence, Fence];
      expect(blocks.map(({ language }) => language)).toEqual(["js", "text"]);
      expect(runExample(`warnings-${code}`, example.text)).toBe(printed.text);
      // one of which all lines have other warnings shows where
      expect(`${example.text}${printed.text}`).toContain(code);
    });
  }
});
