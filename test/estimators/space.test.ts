/**
 * The space of Parmas & Sugiyama 2021, Thm. 3 (any flow u, any density q), row by row of space.ts. Means within five standard errors, which are less
 * than 1 % of the gradient; variances within bands from the fourth moment. False-alarm rate of the file 1e-4. One sign, the divergence or the surface
 * term dropped moves a mean by far more. What is refused: settings.test.ts; tilts themselves: ../proposals.
 */
import { adaptRotation, gradient, integrand, normal, overdispersed, tilted } from "montegrad";
import { describe, expect, it } from "vitest";
import { varianceBand } from "../statistics.ts";
import { FEW, MANY, SEED, bell, by, m, ofL, p, reparameterised, rows, transported, wave } from "./space.ts";

const RATE = 1e-4, COMPARISONS = 100;

describe("the space of estimators", () => {
  it.each(rows.map((row) => [row.name, row] as const))("%s", (_name, { n, run, truth, variance, evaluations = 1 }) => {
    const found = run(n), error = variance ? Math.sqrt(variance.variance / n) : found.stdError;
    expect(Math.abs(found.mean - truth)).toBeLessThan(5 * error);
    if (truth !== 0) expect(5 * error).toBeLessThan(0.01 * Math.abs(truth));
    if (!variance) return;
    const { low, high } = varianceBand(n, variance, RATE, COMPARISONS);
    expect(found.variance / evaluations).toBeGreaterThan(low);
    expect(found.variance / evaluations).toBeLessThan(high);
  });
});

describe("what theory says of variances", () => {
  const variance = (phi: string, options: object): number => by("loc", { samples: MANY, ...options }, integrand(phi))(MANY).variance;
  it("a Fisher tilt with b = E[φ] leaves I·Var φ − g² (Cramér and Rao)", () => {
    // Var x² = 4·1 + 2 = 6, I = 1, g = 2
    expect(variance("x^2 - 2", { proposal: "fisher" })).toBeCloseTo(2, 1);
    // φ affine in the score: no variance at all
    expect(variance("3*x - 3", { proposal: "fisher" })).toBeLessThan(1e-20);
  });
  it("optimal transport has 3.2 times less variance than reparameterisation in the example", () => {
    const [rp, omt] = [ofL(2, {})(MANY).variance, ofL(2, { flow: { loc: "rp", scaleTril: "omt" } })(MANY).variance];
    expect(rp / reparameterised).toBeCloseTo(1, 1);
    expect(omt / transported).toBeCloseTo(1, 1);
    expect(rp / omt).toBeGreaterThan(3);
  });
  it("what crosses a plane is P(a·x > c) differentiated, along whichever column it is reached", () => {
    const wide = normal({ loc: [1, 0], scale: [1, 2] }), found = gradient(wide, integrand("x0 + 2*x1 > 2"), { flow: "rp", jumps: "surface", samples: FEW, seed: SEED }).grad;
    // a·x ~ N(1, 17)
    const at = bell(1 / Math.sqrt(17)) / Math.sqrt(17), truth = [at, 2 * at, at / 17, 8 * at / 17];
    [...found.loc.mean, ...found.scale.mean].forEach((mean, k) => expect(Math.abs(mean - truth[k]!)).toBeLessThan(5 * [...found.loc.stdError, ...found.scale.stdError][k]!));
    expect(found.loc.stdError[1]! / truth[1]!).toBeLessThan(2e-3);
  });
  it("a rotation that has learned has less variance than none", () => {
    const rotation = adaptRotation(m, wave, { samples: 2048, steps: 12, seed: 1 });
    const [before, after] = [ofL(2, {})(FEW).variance, ofL(2, { flow: { loc: "rp", scaleTril: ["rp", rotation] } })(FEW).variance];
    expect(after).toBeLessThan(0.5 * before);
  });
  it("wider tails are those of the distribution that is made so", () => {
    const options = { samples: 4096 }, one = by("loc", { proposal: { overdispersed: 1.5 }, ...options })(4096), other = by("loc", { proposal: overdispersed(p, 1.5), ...options })(4096);
    expect(one.mean).toBe(other.mean);
    expect(by("loc", { proposal: tilted(p, { slice: 1, wrt: ["loc"] }) })(4096).mean).toBe(by("loc", { proposal: "slice" })(4096).mean);
  });
});
