/** A run whose proposal was chosen, and led to where φ is infinite, is made again from p: `evaluations` are all calls of φ, of the pilots and of both runs. */
import { gradient, normal } from "montegrad";
import { expect, it } from "vitest";
import { block } from "./problems.ts";

it.each([["everything", {}], ["the proposal alone", { flow: "lr", proposal: "auto" }]] as const)("where %s was chosen", (_, options) => {
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
