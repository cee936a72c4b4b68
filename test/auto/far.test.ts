/**
 * A pilot that looks farther out than the run meets a φ that is NaN, infinite or throws there: it looks less far, and what the run needs is chosen all the same.
 * Errors that have nothing to do with where a draw lies come through unchanged.
 */
import { gradient, integrand, normal, poisson } from "montegrad";
import { expect, it } from "vitest";
import { block, unit } from "./problems.ts";

const table = Float64Array.from({ length: 40 }, (_, k) => Math.sqrt(k)), counts = poisson({ rate: 3 });

it("a table that ends where no draw comes is no reason to give up what the pilot found", () => {
  const known = integrand("sqrt(x)"), ended = block((k) => table[k]!, () => 0);
  for (let seed = 0; seed < 10; seed++) {
    const run = { samples: 1e5, seed, flow: "lr" } as const, { grad } = gradient(counts, ended, { samples: 1e5, seed });
    expect(grad.rate.stdError).toBeLessThan(0.1 * gradient(counts, known, run).grad.rate.stdError);
  }
});
it("nor are errors thrown there", () => {
  for (let seed = 0; seed < 10; seed++) {
    // undefined is no number
    expect(gradient(counts, ([k]: Float64Array) => table[k!] as number, { samples: 1e4, seed }).value.mean).toBeCloseTo(1.63, 1);
    const { value } = gradient(unit, ([x]: Float64Array) => { if (Math.abs(x!) > 8) throw new Error("beyond what it is made for"); return Math.tanh(x!); }, { samples: 4096, seed });
    expect(Math.abs(value.mean - 0.55)).toBeLessThan(0.05);
  }
});
it("errors that come once come through, whenever", () => {
  for (const when of [1, 30, 600, 1500]) {
    let calls = 0;
    expect(() => gradient(unit, ([x]: Float64Array) => { if (++calls === when) throw new Error("once"); return Math.tanh(x!); }, { samples: 4096, seed: 1 })).toThrow("once");
  }
});
it("and those that come everywhere", () => expect(() => gradient(normal({ loc: 0, scale: 1 }), () => { throw new Error("always"); }, { samples: 4096, seed: 1 })).toThrow("always"));
