/**
 * Intervals of default runs cover what they say, and few of them warn, where φ is harmless: least squares that leave only what is rare would spoil that. Of
 * 400 runs with fixed seeds a coverage of 94 % is below 90 % or above 98.6 % with probability 1e-3. Without a look at skewness and kurtosis more than half of
 * the runs are warned of: of sin x 77 % at n = 4096, covered in 91.7 % of them, of e^x 70 % at n = 8192, covered in 86 %.
 */
import { type Distribution, gradient, halfNormal, integrand, normal, poisson, Rng } from "montegrad";
import { describe, expect, it } from "vitest";

const RUNS = 400, unit = normal({ loc: 0, scale: 1 }), e = Math.exp;
const problems: readonly [string, Distribution, string, Record<string, number>][] = [
  ["sin x", unit, "sin(x)", { loc: e(-0.5), scale: 0 }],
  ["e^x", unit, "exp(x)", { loc: e(0.5), scale: e(0.5) }],
  ["e^−k", poisson({ rate: 3 }), "exp(-x)", { rate: -(1 - e(-1)) * e(-3 * (1 - e(-1))) }],
  ["|x|³", halfNormal({ scale: 1 }), "x^3", { scale: 6 * Math.sqrt(2 / Math.PI) }],
];

describe.each([4096, 8192])("%i samples", (samples) => {
  it.each(problems)("%s", { timeout: 60_000 }, (_, p, formula, truth) => {
    const phi = integrand(formula), names = Object.keys(truth), covered = names.map(() => 0);
    let warned = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const { grad, diagnostics } = gradient(p, phi, { samples, seed });
      names.forEach((name, k) => {
        const [low, high] = (grad as unknown as Record<string, { interval(level: number): readonly [number, number] }>)[name]!.interval(0.95);
        if (low <= truth[name]! && truth[name]! <= high) covered[k]!++;
      });
      if (diagnostics.warnings.some(({ where }) => where !== "value")) warned++;
    }
    for (const count of covered) {
      expect(count / RUNS).toBeGreaterThan(0.9);
      expect(count / RUNS).toBeLessThan(0.986);
    }
    expect(warned / RUNS).toBeLessThan(0.25);
  });
});

describe("a proposal of our choice that leaves the domain of φ", () => {
  const phi = integrand("sqrt(x + 5.5)"), seeds = Array.from({ length: 60 }, (_, seed) => seed);
  it("gives way to p, and can be had again", () => {
    const fallen = seeds.map((seed) => gradient(unit, phi, { samples: 8192, seed })).filter(({ chosen }) => JSON.stringify(chosen.proposal) === JSON.stringify(gradient(unit, phi, { samples: 8192, seed: 0, proposal: unit }).chosen.proposal));
    expect(fallen.length).toBeGreaterThan(0);
    for (const { chosen, grad } of fallen) expect(gradient(unit, phi, chosen as never).grad.loc.mean).toBe(grad.loc.mean);
  });
  it("with an rng, too, which is where a run leaves it", () => {
    for (const seed of seeds) {
      const rng = new Rng(seed), other = new Rng(seed);
      gradient(unit, phi, { samples: 8192, rng });
      gradient(unit, phi, { samples: 8192, rng: other, flow: "lr" });
      expect(rng.uniform()).toBe(other.uniform());
    }
  });
  it("and a φ that is no number where p draws still says so", () => {
    expect(() => gradient(unit, integrand("sqrt(x + 1)"), { samples: 8192, seed: 1 })).toThrow(/got NaN at sample/);
  });
});
