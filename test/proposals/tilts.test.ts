/**
 * Tilts of every family (bindings/proposals): their norms against mpmath, that they integrate to 1, that draws follow them, weights of mixtures,
 * several columns, radial tilts, edges, restoring, refusals. Kernels of the noises are tested in random/tilt.test.ts; estimates under proposals
 * in test/estimators. With DRAWS=10000000: npm run test:tilts.
 */
import {
  type Distribution, Rng, bernoulli, beta, expectation, gamma, gradient, integrand, laplace, mixture, mvn, normal, overdispersed, pareto, poisson, product, restore, studentT, tilted, transform, triangular, uniform, vonMises,
} from "montegrad";
import { describe, expect, it } from "vitest";
import { chiSquare, chiSquareTail, kolmogorovSmirnov } from "../statistics.ts";
import { ROWS, type Distance, distanceOfUniforms, fluxOf, integrate, make, measure, nameOf, scoreOf, sliceCdf, tiltOf } from "./rows.ts";

const { abs, exp, log, max, sqrt } = Math;
const node = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env;
const DRAWS = Number(node?.["DRAWS"] ?? 2 ** 17), SHOW = node?.["SHOW"] !== undefined;
/** Of all statistical tests of this file together, so many comparisons at most. */
const RATE = 1e-6, COMPARISONS = 500;
const KINDS = ROWS.flatMap((row) => [{ row, kind: "slice" as const, name: `slice of ${nameOf(row)}` }, ...(row.information === undefined ? [] : [{ row, kind: "fisher" as const, name: `fisher of ${nameOf(row)}` }])]);
const follows = ({ distance, cells, outside }: Distance, what: string): void => {
  if (SHOW) console.log(`${what}: KS ${distance.toExponential(2)}, χ² ${cells.toExponential(2)}`);
  expect.soft(outside, `${what}: draws outside`).toBe(0);
  expect.soft(distance, `${what}: Kolmogorov–Smirnov`).toBeGreaterThan(RATE / COMPARISONS);
  expect.soft(cells, `${what}: χ²`).toBeGreaterThan(RATE / COMPARISONS);
};

describe("norms", () => {
  it.each(KINDS)("$name: q/p is |s|/TV, s²/I", ({ row, kind, name }) => {
    const p = make(row), q = tiltOf(row, kind), x = Float64Array.from(row.points, ([v]) => v), own = p.logProb(x), its = q.logProb(x), mine = scoreOf(p, row.of, x);
    const norm = Number(kind === "slice" ? row.variation : row.information), ratio = (s: number): number => (kind === "slice" ? abs(s) : s * s);
    let worst = 0, ofNorm = Infinity;
    row.points.forEach(([v, score], i) => {
      const s = Number(score), expected = ratio(s) / norm, error = expected > 0 ? abs(exp(its[i]! - own[i]!) / expected - 1) : exp(its[i]! - own[i]!);
      // where terms of the score cancel, rounding of its parts remains
      worst = max(worst, abs(s) > 0 ? error : 0);
      ofNorm = Math.min(ofNorm, abs((ratio(mine[i]!) * exp(own[i]! - its[i]!)) / norm - 1));
      expect.soft(error, `x = ${v}`).toBeLessThan(1e-10);
    });
    if (SHOW) console.log(`${name}: ratio ${worst.toExponential(1)}, norm ${ofNorm.toExponential(1)}`);
    expect.soft(ofNorm, "norm").toBeLessThan(1e-13);
  });

  it.each(KINDS)("$name: integrates to 1", { timeout: 60_000 }, ({ row, kind }) => {
    const q = tiltOf(row, kind);
    if (q.supports[0] === "count") {
      const most = 4000, masses = q.logProb(Float64Array.from({ length: 2 * most + 1 }, (_, k) => k)).map(exp);
      expect(abs(masses.reduceRight((sum, v) => sum + v, 0) - 1)).toBeLessThan(1e-10);
      return;
    }
    const { ends, sums } = integrate(row, q), [below, above] = kind === "slice" ? sliceCdf(row, ends) : [0, 1];
    expect(abs(sums.at(-1)! + below! + (1 - above!) - 1)).toBeLessThan(1e-10);
  });

  it.each(ROWS.filter(({ zeros }) => zeros))("the distribution function the draws are held against: $family by $of, $parameters", (row) => {
    const x = Float64Array.from(row.points, ([v]) => v), F = sliceCdf(row, x);
    row.points.forEach(([v, , below], i) => expect.soft(abs(F[i]! - Number(below)), `x = ${v}`).toBeLessThan(1e-10));
    // the score has no other zeros
    const p = make(row), grid = p.quantile(Float64Array.from({ length: 400 }, (_, k) => (k + 0.5) / 400)).filter((v) => v > p.quantile(0) && v < p.quantile(1)), s = scoreOf(p, row.of, grid), zeros = row.zeros!.map(Number);
    for (let k = 1; k < grid.length; k++) if (s[k]! * s[k - 1]! < 0) expect.soft(zeros.some((z) => z >= grid[k - 1]! && z <= grid[k]!), `a zero in [${grid[k - 1]}, ${grid[k]}]`).toBe(true);
    expect(fluxOf(p, row.of, x).every(Number.isFinite)).toBe(true);
  });
});

describe("draws", () => {
  it.each(KINDS)("$name", { timeout: 3_600_000 }, ({ row, kind, name }) => follows(measure(row, kind, DRAWS, 20261126 + KINDS.findIndex((one) => one.name === name)), name));
});

describe("mixtures", () => {
  const p = gamma({ concentration: 2.5, rate: 2 }), x = Float64Array.from({ length: 200 }, (_, k) => (k + 0.5) / 25), own = p.logProb(x);

  it("p alone is p", () => {
    const q = tilted(p, { p: 3 });
    expect(q.logProb(x)).toEqual(own);
    expect(q.sample(new Rng(4), 1000)).toEqual(p.sample(new Rng(4), 1000));
  });

  it("log q is that of the sum, and weights are at most 1/a₀", () => {
    const other = normal({ loc: 1, scale: 2 }), q = tilted(p, { p: 2, slice: 5, others: [[1, other]], wrt: ["rate", "concentration"] });
    const rate = tilted(p, { slice: 1, wrt: ["rate"] }).logProb(x), shape = tilted(p, { slice: 1, wrt: ["concentration"] }).logProb(x), its = other.logProb(x), logs = q.logProb(x);
    x.forEach((_, i) => expect.soft(abs(logs[i]! - log(0.25 * exp(own[i]!) + 0.3125 * (exp(rate[i]!) + exp(shape[i]!)) + 0.125 * exp(its[i]!)))).toBeLessThan(1e-13 * max(1, abs(logs[i]!))));
    own.forEach((v, i) => expect.soft(exp(v - logs[i]!)).toBeLessThanOrEqual(4 * (1 + 1e-14)));
  });

  it("draws follow, by groups of eight", { timeout: 3_600_000 }, () => {
    const p = laplace({ loc: 1, scale: 2 }), q = tilted(p, { p: 0.3, slice: 0.4, fisher: 0.2, others: [[0.1, normal({ loc: 4, scale: 0.5 })]], wrt: ["scale"] }), draws = q.sample(new Rng(12), DRAWS);
    const row = { family: "laplace", parameters: { loc: 1, scale: 2 }, of: "scale", variation: "", zeros: ["-1", "3"], points: [] };
    const { at, sums } = integrate(row, q);
    expect(abs(sums.at(-1)! - 1)).toBeLessThan(1e-10);
    // one of each group, at a place that changes, is independent of the others
    const each = Float64Array.from({ length: DRAWS / 8 }, (_, g) => draws[8 * g + (g % 8)]!);
    follows(distanceOfUniforms(at(each)), "a mixture");
  });

  it("is stratified: each eight have of each component its share, up to one", () => {
    const q = tilted(normal({ loc: 0, scale: 1 }), { p: 0.5, others: [[0.5, normal({ loc: 1000, scale: 1 })]] }), draws = q.sample(new Rng(3), 4096);
    for (let g = 0; g < 4096; g += 8) expect(draws.subarray(g, g + 8).filter((v) => v > 500).length).toBe(4);
  });

  it("outside p, others alone count", () => {
    const other = normal({ loc: 0, scale: 2 }), second = normal({ loc: -50, scale: 1 }), q = tilted(p, { p: 1, slice: 1, others: [[1, other], [1, second]] }), at = [-0.5, -3, -50, -1e300, -Infinity, Infinity, Number.NaN];
    const a = other.logProb(at), b = second.logProb(at), got = q.logProb(at);
    at.slice(0, 3).forEach((v, i) => expect.soft(abs(got[i]! - log(0.25 * exp(a[i]!) + 0.25 * exp(b[i]!))), `${v}`).toBeLessThan(1e-13 * abs(got[i]!)));
    expect(Array.from(got.subarray(3))).toEqual([-Infinity, -Infinity, -Infinity, Number.NaN]);
  });
});

describe("several columns", () => {
  it("coordinate mixtures: each column is a mixture of its tilt and itself", () => {
    const p = product({ a: normal({ loc: [0, 1], scale: [1, 2] }), b: gamma({ concentration: 2, rate: 1 }) }), q = tilted(p, { slice: 1, wrt: ["a.loc", "b.rate"] }), n = 2 ** 17, x = q.sample(new Rng(9), n);
    expect(q.columns).toBe(3);
    const [b, slices] = [gamma({ concentration: 2, rate: 1 }), [normal({ loc: 0, scale: 1 }), normal({ loc: 1, scale: 2 })].map((one) => tilted(one, { slice: 1, wrt: ["loc"] }))], rate = tilted(b, { slice: 1, wrt: ["rate"] });
    // log q of rows: p times the mean of the three ratios
    const rows = x.subarray(0, 300), logs = q.logProb(rows);
    for (let i = 0; i < 100; i++) {
      const [u, v, w] = rows.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number], own = p.logProb([u, v, w])[0]!;
      const ratios = exp(slices[0]!.logProb(u) - normal({ loc: 0, scale: 1 }).logProb(u)) + exp(slices[1]!.logProb(v) - normal({ loc: 1, scale: 2 }).logProb(v)) + exp(rate.logProb(w) - b.logProb(w));
      expect.soft(abs(logs[i]! - own - log(ratios / 3))).toBeLessThan(1e-12);
    }
    // of one draw in eight, which are independent: (2·Φ + slice)/3
    const some = Float64Array.from({ length: n / 8 }, (_, g) => x[3 * (8 * g + (g % 8))]!), pnorm = normal({ loc: 0, scale: 1 });
    const F = (z: number): number => (2 * pnorm.cdf(z) + (z < 0 ? exp((-z * z) / 2) / 2 : 1 - exp((-z * z) / 2) / 2)) / 3;
    expect(kolmogorovSmirnov(some, F).pValue).toBeGreaterThan(RATE / COMPARISONS);
  });

  it.each([[1, "slice"], [1, "fisher"], [2, "slice"], [2, "fisher"], [5, "slice"], [5, "fisher"]] as const)("radial, D = %d, %s", (D, kind) => {
    const n = 2 ** 16, scaleTril = Array.from({ length: D }, (_, i) => Array.from({ length: D }, (_, j) => (i === j ? 1 + i : j < i ? 0.5 : 0))), loc = Array.from({ length: D }, (_, i) => i), p = mvn({ loc, scaleTril: scaleTril.flat() }), q = tilted(p, { [kind]: 1, wrt: ["loc"] }), x = q.sample(new Rng(31), n);
    const squares = new Float64Array(n), signs = new Float64Array(2 ** D), shares = new Float64Array(n), e = new Float64Array(D);
    for (let r = 0; r < n; r++) {
      let sum = 0, orthant = 0;
      for (let i = 0; i < D; i++) {
        let v = x[r * D + i]! - loc[i]!;
        for (let j = 0; j < i; j++) v -= scaleTril[i]![j]! * e[j]!;
        e[i] = v / scaleTril[i]![i]!;
        sum += e[i]! * e[i]!;
        if (e[i]! > 0) orthant += 2 ** i;
      }
      squares[r] = sum;
      signs[orthant]!++;
      shares[r] = (e[0]! * e[0]!) / sum;
    }
    const df = D + (kind === "slice" ? 1 : 2);
    expect.soft(kolmogorovSmirnov(squares, (v) => 1 - chiSquareTail(v, df)).pValue, "radius").toBeGreaterThan(RATE / COMPARISONS);
    expect.soft(chiSquare(signs, signs.map(() => n / signs.length)).pValue, "orthants").toBeGreaterThan(RATE / COMPARISONS);
    // the square of one coordinate of the direction is Beta(1/2, (D − 1)/2), and independent of the radius
    if (D > 1) {
      const share = beta({ alpha: 0.5, beta: (D - 1) / 2 }), half = shares.filter((_, r) => squares[r]! > df);
      expect.soft(kolmogorovSmirnov(shares, (v) => share.cdf(Math.min(v, 1))).pValue, "direction").toBeGreaterThan(RATE / COMPARISONS);
      expect.soft(kolmogorovSmirnov(half, (v) => share.cdf(Math.min(v, 1))).pValue, "direction of the far").toBeGreaterThan(RATE / COMPARISONS);
    }
    // q/p = |ε|/E|ε| or |ε|²/D; E|ε| = √2·Γ((D + 1)/2)/Γ(D/2)
    const mean = D === 1 ? sqrt(2 / Math.PI) : D === 2 ? sqrt(Math.PI / 2) : (8 / 3) * sqrt(2 / Math.PI), at = x.subarray(0, 50 * D), own = p.logProb(at), logs = q.logProb(at);
    for (let r = 0; r < 50; r++) expect.soft(abs(exp(logs[r]! - own[r]!) / (kind === "slice" ? sqrt(squares[r]!) / mean : squares[r]! / D) - 1)).toBeLessThan(1e-12);
  });
});

describe("edges", () => {
  it.each(ROWS)("outside p: $family by $of, $parameters", (row) => {
    for (const shares of [{ slice: 1 }, { p: 0.2, slice: 0.8 }, { p: 0.2, slice: 0.8, others: [[1, make(row)]] as const }]) {
      const p = make(row), q = tilted(p, { ...shares, wrt: [row.of] }), x = [Number.NaN, Infinity, -Infinity, ...(p.supports[0] === "count" ? [-1, 0.5] : p.quantile(0) > -Infinity ? [p.quantile(0) - 1] : []), ...(p.supports[0] === "unit" ? [2] : [])], got = q.logProb(x);
      expect(got[0]).toBeNaN();
      got.forEach((v, i) => { if (i > 0) expect.soft(v, `x = ${x[i]}`).toBe(-Infinity); });
      if (p.supports[0] === "real") expect.soft(Math.max(...q.logProb([-1e300, 1e300]))).toBeLessThan(0);
    }
  });

  it("far out, where squares of scores are beyond the doubles", () => {
    for (const p of [normal({ loc: 0, scale: 1 }), laplace({ loc: 0, scale: 1 })]) expect.soft(tilted(p, { fisher: 1, wrt: ["scale"] }).logProb([1e200])[0]).toBeLessThan(-1e199);
  });

  it("tiny scales, whose scores have squares beyond the doubles", () => {
    const p = normal({ loc: 0, scale: 1e-160 }), q = tilted(p, { slice: 1, wrt: ["scale"] }), x = q.sample(new Rng(1), 100), z = normal({ loc: 0, scale: 1 }), same = tilted(z, { slice: 1, wrt: ["scale"] });
    q.logProb(x).forEach((v, i) => expect.soft(abs(v - p.logProb(x)[i]! - same.logProb(x[i]! * 1e160) + z.logProb(x[i]! * 1e160))).toBeLessThan(1e-11));
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 511, 513])("%d rows: each is a number of the support, and the first leaf is that of more", (n) => {
    for (const shares of [{ slice: 1 }, { p: 0.25, slice: 0.5, fisher: 0.25 }]) {
      const q = tilted(normal({ loc: [0, 3], scale: 1 }), { ...shares, wrt: ["loc"] }), x = q.sample(new Rng(2), n);
      expect(x.length).toBe(2 * n);
      expect(x.every(Number.isFinite)).toBe(true);
      expect(q.logProb(x).every((v) => v > -Infinity && v < Infinity)).toBe(true);
    }
    expect(tilted(gamma({ concentration: 2, rate: 1 }), { slice: 1 }).sample(new Rng(2), n).every((v) => v > 0)).toBe(true);
    expect(tilted(poisson({ rate: 3 }), { fisher: 1 }).sample(new Rng(2), n).every((v) => Number.isInteger(v) && v >= 0 && v !== 3)).toBe(true);
  });

  const p = gamma({ concentration: [0.5, 4], rate: 2 }), phi = integrand("x0*x1 + log(x1)"), proposal = { p: 0.2, slice: 0.8 }, run = { flow: "lr" as const, samples: 5001, seed: 8, proposal };
  const bits = (g: { readonly value: { readonly mean: number }; readonly grad: unknown }): string => JSON.stringify([g.value, g.grad]);

  it("the same bits whatever the block, the shards, or who made the proposal", async () => {
    const { merge } = await import("montegrad"), whole = gradient(p, phi, run);
    for (const block of [512, 1024, 4096]) expect(bits(gradient(p, phi, { ...run, block }))).toBe(bits(whole));
    const parts = [[0, 3], [3, 4], [4, 10]].map(([from, to]) => gradient(p, phi, { ...run, shard: { from: from!, to: to! } }));
    expect(bits(merge(...(parts as [(typeof parts)[0]])))).toBe(bits(whole));
    expect(bits(gradient(p, phi, { ...run, proposal: tilted(p, proposal) }))).toBe(bits(whole));
  });

  it("restored from JSON they are the same", () => {
    const others = [[0.25, overdispersed(p, 1.5)]] as const, q = tilted(p, { p: 0.25, slice: 0.5, others, wrt: ["rate"] }), again = restore(JSON.parse(JSON.stringify(q))) as Distribution, x = q.sample(new Rng(1), 700);
    expect(again.sample(new Rng(1), 700)).toEqual(x);
    expect(again.logProb(x)).toEqual(q.logProb(x));
    expect(restore(structuredClone(q))).toEqual(again);
    for (const of of [proposal, q, { overdispersed: 1.25 }, { p: 0.5, overdispersed: { share: 0.5, factor: 1.25 } }]) {
      const g = gradient(p, phi, { ...run, proposal: of as never }), back = restore(JSON.parse(JSON.stringify(g))) as typeof g;
      expect(bits(back)).toBe(bits(g));
      expect(back.toString()).toBe(g.toString());
      for (const one of [g, back]) expect(bits(gradient(p, phi, one.chosen as never))).toBe(bits(g));
    }
  });
});

describe("refusals", () => {
  const p = normal({ loc: 0, scale: 1 }), g = gamma({ concentration: 2, rate: 1 }), x = integrand("x"), one = { flow: "lr", samples: 64, seed: 1 } as const;
  const under = (of: Distribution, proposal: unknown, more: object = {}) => () => gradient(of, x, { ...one, ...more, proposal } as never);
  it.each<[string, () => unknown, ErrorConstructor, string]>([
    ["no distribution", () => tilted(1 as never, { p: 1 }), TypeError, 'tilted: "p" expected a distribution, got 1'],
    ["no shares", () => tilted(p, 1 as never), TypeError, 'tilted: "shares" expected { p?, slice?, fisher?, others? }, got 1'],
    ["shares of nothing", () => tilted(p, {}), RangeError, 'tilted: "shares" expected at least one share > 0, got 0'],
    ["a negative share", () => tilted(p, { p: 1, slice: -1 }), RangeError, 'tilted: "slice" expected a share ≥ 0, got -1'],
    ["a share NaN", () => tilted(p, { p: Number.NaN }), RangeError, 'tilted: "p" expected a share ≥ 0, got NaN'],
    ["a share of a wrong kind", () => tilted(p, { fisher: "1" as never }), TypeError, 'tilted: "fisher" expected a share ≥ 0, got "1"'],
    ["an unknown key", () => tilted(p, { p: 1, slices: 1 } as never), TypeError, 'unknown "slices"'],
    ["wrt of a wrong kind", () => tilted(p, { slice: 1, wrt: "loc" as never }), TypeError, 'tilted: "wrt" expected an array of names of parameters, got "loc"'],
    ["wrt an unknown name", () => tilted(p, { slice: 1, wrt: ["rate"] }), RangeError, 'tilted: "wrt" expected names among loc, scale, got "rate"'],
    ["wrt nothing", () => tilted(p, { slice: 1, wrt: [] }), RangeError, 'tilted: "wrt" expected parameters for "slice", got "none"'],
    ["others of a wrong kind", () => tilted(p, { others: 1 as never }), TypeError, 'tilted: "others" expected an array of [share, distribution], got 1'],
    ["another of a wrong kind", () => tilted(p, { others: [[1, 2]] as never }), TypeError, 'tilted: "others[0]" expected [share, distribution]'],
    ["another of other columns", () => tilted(p, { others: [[1, normal({ loc: [0, 1], scale: 1 })]] }), RangeError, 'tilted: "others[0]" expected a distribution of 1 columns, got 2'],
    ["another's share", () => tilted(p, { others: [[-1, p]] }), RangeError, 'tilted: "others[0][0]" expected a share ≥ 0, got -1'],
    ["an end that moves: uniform", () => tilted(uniform({ low: 0, high: 1 }), { slice: 1, wrt: ["high"] }), TypeError, '"slice" expected a parameter that has this tilt, got "high" of uniform: "high" moves the support'],
    ["an end that moves: pareto", () => tilted(pareto({ scale: 1, concentration: 2 }), { slice: 1 }), TypeError, 'got "scale" of pareto: "scale" moves the support'],
    ["an end that moves: vonMises", () => tilted(vonMises({ loc: 0, concentration: 1 }), { slice: 1, wrt: ["loc"] }), TypeError, 'got "loc" of vonMises: "loc" moves the support'],
    ["an end that moves: triangular", () => tilted(triangular({ low: 0, high: 2, peak: 1 }), { slice: 1, wrt: ["low"] }), TypeError, 'got "low" of triangular: "low" moves the support'],
    ["a Fisher tilt without a sampler", () => tilted(g, { fisher: 1, wrt: ["rate"] }), TypeError, 'got "rate" of gamma: no exact sampler of its Fisher tilt is known; "slice" has one'],
    ["an information beyond the doubles", () => tilted(normal({ loc: 0, scale: 1e-160 }), { fisher: 1 }), TypeError, 'got "loc" of normal: its Fisher information is beyond the doubles'],
    ["a family without tilts", () => tilted(mixture({ logits: [0, 0], components: [p, p] }), { slice: 1 }), TypeError, "of mixture: mixture has none"],
    ["a transform", () => tilted(transform(p, "exp"), { slice: 1 }), TypeError, "of transform: transform has none"],
    ["wider by less than 1", () => overdispersed(p, 0.5), RangeError, 'overdispersed: "factor" expected a finite number ≥ 1, got 0.5'],
    ["wider of a wrong kind", () => overdispersed(p, "2" as never), TypeError, 'overdispersed: "factor" expected a finite number ≥ 1, got "2"'],
    ["wider of no distribution", () => overdispersed({} as never, 2), TypeError, 'overdispersed: "p" expected a distribution'],
    ["wider, where none is known", () => overdispersed(bernoulli({ probs: 0.5 }), 2), TypeError, "overdispersed: expected a distribution with an overdispersed one, got bernoulli: it does not know of wider tails"],
    ["a pure tilt with a flow", under(p, "slice", { flow: "rp", wrt: ["loc"] }), RangeError, "take { p: 0.2, slice: 0.8 }"],
    ["a pure tilt of one parameter for two", under(p, tilted(p, { slice: 1, wrt: ["loc"] })), RangeError, '"proposal" expected a mixture with p'],
    ["q that does not cover p", under(p, g), RangeError, '"proposal" expected a distribution that covers p, got gamma, which is 0 outside [0, Infinity] in column 0, where p is not; mix it with p'],
    ["integers for real numbers", under(p, poisson({ rate: 1 })), RangeError, "got poisson, which has integers in column 0"],
    ["a proposal of an unknown key", under(p, { p: 1, wrt: ["loc"] }), TypeError, 'unknown "wrt"'],
    ["a proposal that is a number", under(p, 1), TypeError, '"proposal" expected'],
    ["wider with other shares", under(p, { p: 1, overdispersed: 2 }), TypeError, '"proposal.overdispersed" expected { share, factor } beside other shares, got 2'],
    ["a negative share of a proposal", under(p, { p: -1, slice: 1 }), RangeError, "expected a share ≥ 0, got -1"],
    ["a tilt for an expectation", () => expectation(p, x, { samples: 64, seed: 1, proposal: "slice" as never }), TypeError, '"proposal" expected a distribution over the same columns, got "slice"'],
    ["a tilt asked for more", () => (tilted(p, { slice: 1 }) as Distribution).cdf(0), TypeError, "a proposal made by tilted can be drawn and weighed only"],
    ["a table of too many integers", () => tilted(poisson({ rate: 1e12 }), { slice: 1 }), TypeError, 'got "rate" of poisson: it takes a table of more than 1048576 integers'],
  ])("%s", (_, call, kind, text) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(text);
  });
  it("studentT has slices of all its parameters", () => expect(tilted(studentT({ df: 3, loc: 0, scale: 1 }), { slice: 1 }).sample(new Rng(1), 5).length).toBe(5));
});
