/** A run whose proposal was chosen, and led to where φ is infinite or NaN, is made again from p: `evaluations` are all calls of φ, of the pilots and of both runs. */
import { gradient, normal } from "montegrad";
import { expect, it } from "vitest";
import { block } from "./problems.ts";

const cases = [["everything", {}], ["the proposal alone", { flow: "lr", proposal: "auto" }]] as const;
it.each(cases)("where %s was chosen", (_, options) => {
  let calls = 0, again = 0;
  // infinite in a slot that draws of p miss, and rows of a pilot
  const phi = block((x) => { calls++; return Math.abs(x - 4) < 0.01 ? Infinity : Math.exp(2 * x); }, (x) => 2 * Math.exp(2 * x));
  for (let seed = 0; seed < 20; seed++) {
    const before = calls, { value } = gradient(normal({ loc: 0, scale: 1 }), phi, { samples: 8192, seed, cost: 1000, ...options });
    expect(value.evaluations).toBe(calls - before);
    if (calls - before >= 2 * 8192) again++;
  }
  expect(again).toBeGreaterThan(5);
});

// a run that stops at NaN has called φ for some blocks only
it.each(cases)("NaN, where %s was chosen", (_, options) => {
  let calls = 0, stopped = 0;
  const phi = block((x) => { calls++; return Math.abs(x - 4) < 0.001 ? Number.NaN : Math.exp(2 * x); }, (x) => 2 * Math.exp(2 * x));
  for (let seed = 0; seed < 20; seed++) {
    const before = calls;
    let evaluations: number;
    try {
      ({ value: { evaluations } } = gradient(normal({ loc: 0, scale: 1 }), phi, { samples: 20000, seed, cost: 1000, ...options }));
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError); // a draw of p, or of the pilot, is there, too
      continue;
    }
    expect(evaluations).toBe(calls - before);
    if (calls - before > 22000 && calls - before < 39000) stopped++;
  }
  expect(stopped).toBeGreaterThan(3);
});
