/**
 * RP gradients of E[x] and E[x²] over the families with closed forms, against those forms; of bounded φ where a family has no moments.
 * Every comparison has its share of a false-alarm rate of 1e-6 for this file.
 */
import {
  type Distribution, Rng, cauchy, exponential, gradient, gumbel, halfCauchy, halfNormal, laplace, logistic, lognormal, pareto, uniform, weibull,
} from "montegrad";
import { expect, it } from "vitest";
import { zBound } from "../statistics.ts";
import { block } from "./problems.ts";

const RATE = 1e-6, N = 200_000;
type Slopes = Readonly<Record<string, number>>;
const EULER = 0.5772156649015329, ROOT = Math.sqrt(2 / Math.PI);
/** x = loc + scale·z, E z = first, E z² = second. */
const placed = (loc: number, scale: number, first: number, second: number): Slopes[] =>
  [{ loc: 1, scale: first }, { loc: 2 * (loc + scale * first), scale: 2 * (loc * first + scale * second) }];
const growth = Math.exp(0.5 + 0.25 ** 2 / 2), square = Math.exp(1 + 2 * 0.25 ** 2);

/** A distribution, and the gradients of E[x] and E[x²]. */
const moments: readonly (readonly [Distribution, Slopes, Slopes])[] = ([
  [lognormal({ loc: 0.5, scale: 0.25 }), { loc: growth, scale: 0.25 * growth }, { loc: 2 * square, scale: 4 * 0.25 * square }],
  [uniform({ low: -1, high: 3 }), { low: 1 / 2, high: 1 / 2 }, { low: 1 / 3, high: 5 / 3 }],
  [exponential({ rate: 2 }), { rate: -1 / 4 }, { rate: -1 / 2 }],
  [laplace({ loc: 1, scale: 2 }), ...placed(1, 2, 0, 2)],
  [logistic({ loc: 1, scale: 2 }), ...placed(1, 2, 0, Math.PI ** 2 / 3)],
  [gumbel({ loc: 1, scale: 2 }), ...placed(1, 2, EULER, Math.PI ** 2 / 6 + EULER ** 2)],
  // Γ(3/2) = √π/2, ψ(3/2) = 2 − Euler − log 4, ψ(2) = 1 − Euler
  [weibull({ concentration: 2, scale: 4 }), { concentration: -Math.sqrt(Math.PI) / 2 * (2 - EULER - Math.log(4)), scale: Math.sqrt(Math.PI) / 2 },
    { concentration: -8 * (1 - EULER), scale: 8 }],
  [halfNormal({ scale: 2 }), { scale: ROOT }, { scale: 4 }],
  [pareto({ scale: 2, concentration: 9 }), { scale: 9 / 8, concentration: -2 / 64 }, { scale: 36 / 7, concentration: -8 / 49 }],
] as const) as never;
const comparisons = 4 * moments.length + 3;

function agree(p: Distribution, phi: Parameters<typeof block>[0], slopes: Slopes, seed: number): void {
  const { grad } = gradient(p, block(phi), { flow: "rp", samples: N, seed }) as unknown as { grad: Record<string, { mean: number; stdError: number }> };
  for (const [name, slope] of Object.entries(slopes)) {
    const { mean, stdError } = grad[name]!;
    expect(Math.abs(mean - slope), `${p.family} ${name}: ${mean}, expected ${slope}`).toBeLessThanOrEqual(zBound(RATE, comparisons) * stdError + 1e-12);
    expect(stdError).toBeLessThan(0.05 * Math.max(1, Math.abs(slope)));
  }
}

it.each(moments.map(([p, ...slopes], i) => [p.family, p, slopes, i] as const))("%s: E[x], E[x²]", (_, p, [first, second], i) => {
  agree(p, [(x) => x, () => 1], first, 300 + i);
  agree(p, [(x) => x * x, (x) => 2 * x], second, 400 + i);
});

const bell = [(x: number) => 1 / (1 + x * x), (x: number) => -2 * x / (1 + x * x) ** 2] as const;
it("cauchy: E[1/(1 + x²)] = b/(b² + loc²), b = 1 + scale", () => {
  agree(cauchy({ loc: 1, scale: 0.5 }), bell, { loc: -2 * 1.5 / 3.25 ** 2, scale: (1 - 1.5 ** 2) / 3.25 ** 2 }, 500);
});

it("halfCauchy: E[1/(1 + x²)] = 1/(1 + scale)", () => {
  agree(halfCauchy({ scale: 2 }), bell, { scale: -1 / 9 }, 501);
});

it("draws stay positive normal doubles where parameters drive them out", () => {
  for (const p of [weibull({ concentration: 2 ** -10, scale: 1 }), lognormal({ loc: 0, scale: 1024 }), pareto({ scale: 4, concentration: 2 ** -10 })]) {
    const x = p.sample(new Rng(7), 4096), logProb = p.logProb(x);
    expect(x.every((v) => v >= 2 ** -1022 && v < Infinity), p.family).toBe(true);
    expect(new Set(x).size).toBeGreaterThan(100);
    expect(logProb.some(Number.isNaN), p.family).toBe(false);
  }
});
