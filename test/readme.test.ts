/** What the documentation shows runs: blocks of README.md, printing exactly what it says they print; examples of docstrings. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as library from "montegrad";
import { describe, expect, test } from "vitest";
import { EXAMPLES, MARKS, table } from "../scripts/families.mjs";
import { fences, runExample } from "./examples.ts";

const LIMIT = 100_000;

describe("README.md", () => {
  const blocks = fences(existsSync("README.md") ? readFileSync("README.md", "utf8") : "");

  test("names the language of every block", () => {
    expect(blocks.filter(({ language }) => language === "")).toEqual([]);
  });

  test("has the table that the distributions make", () => {
    const barrel = readFileSync("bindings/distributions/index.ts", "utf8"), families = [...barrel.matchAll(/^export \{ (\w+) \}/gm)].map(([, name]) => name as string);
    expect(Object.keys(EXAMPLES).sort()).toEqual(families.filter((name) => !["custom", "mixture", "product", "transform"].includes(name)).sort());
    expect(MARKS.exec(readFileSync("README.md", "utf8"))?.[0]).toBe(table());
  });

  for (const [i, { language, text, line }] of blocks.entries()) {
    if (language !== "js") continue;
    const next = blocks[i + 1];
    test(
      `line ${line}`,
      () => {
        const printed = runExample(`readme-${line}`, text);
        if (next?.language === "text") expect(printed).toBe(next.text);
      },
      LIMIT,
    );
  }
});

describe("docstrings", () => {
  const files = readdirSync("bindings", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

  test("are looked for in the bindings", () => {
    expect(files).toContain("index.ts");
  });

  for (const file of files) {
    for (const [i, source] of examples(readFileSync(join("bindings", file), "utf8")).entries()) {
      test(
        `${file}, example ${i + 1}`,
        () => {
          const used = Object.keys(library).filter((name) => new RegExp(`\\b${name}\\b`).test(source));
          const imports = /^import\b/m.test(source) ? "" : `import { ${used.join(", ")} } from "montegrad";\n`;
          runExample(`${file.replaceAll(/\W/g, "-")}-${i + 1}`, imports + source);
        },
        LIMIT,
      );
    }
  }
});

/** The blocks that follow `@example` in the comments of a source. */
function examples(source: string): string[] {
  const comments = Array.from(source.matchAll(/\/\*\*[\s\S]*?\*\//g), ([comment]) => comment.replaceAll(/^\s*\* ?/gm, ""));
  return comments
    .flatMap((comment) => comment.split("@example").slice(1))
    .flatMap((part) =>
      fences(part)
        .slice(0, 1)
        .map(({ text }) => text),
    );
}
