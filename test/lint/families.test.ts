/** Every family of the library, in every case of its row of test/distributions, is accepted by lint. What lint rejects: mutations.test.ts. */
import { lint } from "montegrad/lint";
import { describe, expect, it } from "vitest";
import type { Row } from "../distributions/row.ts";

const files = import.meta.glob<Row>(["../distributions/*.ts", "!../distributions/*.test.ts", "!../distributions/row.ts", "!../distributions/invalid.ts"], { eager: true, import: "row" });

describe.each(Object.entries(files))("%s", (_file, row) => {
  it.each(row.cases.map(({ parameters }) => [JSON.stringify(parameters), parameters] as const))("%s", (_text, parameters) => {
    const p = row.make(parameters), report = lint(p);
    expect(String(report)).toContain("nothing found");
    expect(report.ok).toBe(true);
    expect(report.checked.comparisons).toBeGreaterThanOrEqual(4);
  });
});
