/// <reference types="vite/client" />
/**
 * Laws of all families made of uniforms (`Law.fromUniforms`), antithetic partners of draws (`Law.mirror`), and how fast the errors of means of
 * scrambled Sobol' points fall: those points themselves are tested in sobol.test.ts. Errors at more points: decay.mjs.
 */
import type { Distribution as Built } from "montegrad";
import { describe, expect, it } from "vitest";
import { type Allocate, Arena } from "../../bindings/arena";
import { type Distribution, type Law, internalsOf } from "../../bindings/distribution";
import { beta, custom, gamma, mixture, mvn, normal, poisson, product, transform, uniform, vonMises } from "../../bindings/distributions";
import { sobol } from "../../bindings/points/sobol";
import { Rng, takeLeaves } from "../../bindings/random";
import { restore } from "../../bindings/restore";
import type { Given, Row } from "../distributions/row.ts";
import { kolmogorovSmirnov } from "../statistics.ts";

const { abs, cos, exp, hypot, log, log1p, log2, max, sqrt } = Math;
const files = import.meta.glob<Row>(["../distributions/*.ts", "!../distributions/*.test.ts", "!../distributions/row.ts", "!../distributions/invalid.ts"], { eager: true, import: "row" });
const node = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env, SHOW = node?.["POINTS"] !== undefined;
/** Of all statistical tests of this file together, so many comparisons at most. */
const RATE = 1e-6, COMPARISONS = 1000;
const LEAF = 512, STRIDE = LEAF * 8, DRAWS = 40 * LEAF;
const ENDS = [2 ** -53, 1 - 2 ** -53] as const;

/** The families of the battery, made by the modules under test; `built` are the same, of the built package, with the laws of their columns. */
const CASES = Object.values(files).flatMap((row) => row.cases.map(({ parameters }) => {
  const built = row.make(parameters), p = restore(JSON.parse(JSON.stringify(built))) as Distribution, marginal = row.marginal ?? ((given: Given, c: number): Built => row.make(Object.fromEntries(Object.entries(given).map(([key, v]) => [key, typeof v === "number" ? v : v[c]!]))));
  return { name: `${built.family} ${JSON.stringify(parameters).slice(0, 90)}`, family: built.family, p, built, marginal: (column: number) => (built.columns === 1 ? built : marginal(parameters, column)), discrete: row.discrete === true };
}));
const can = (operation: "fromUniforms" | "mirror" | "quantile") => ({ p }: { p: Distribution }): boolean => internalsOf(p).lacks(operation) === undefined;

/** Calls `body` with the law in memory and room for three sets of its columns, of which the third is for logs. */
function lent<T>(p: Distribution, body: (law: Law, arena: Arena, x: number, y: number, logs: number) => T): T {
  const own = internalsOf(p), set = (allocate: Allocate, count = 1): number => allocate(count * own.columns * STRIDE);
  return Arena.lend((allocate) => ({ law: own.layout(allocate), x: set(allocate), y: set(allocate), logs: set(allocate, 4) }), (arena, at) => body(at.law(arena), arena, at.x, at.y, at.logs));
}
type Columns = readonly Float64Array[];
/** Columns as `operation` changes them, leaf by leaf. */
function through(p: Distribution, columns: Columns, operation: (law: Law, x: number, y: number, n: number) => number, piece = LEAF): Float64Array[] {
  const n = columns[0]!.length, out = columns.map(() => new Float64Array(n));
  lent(p, (law, arena, x, y) => {
    for (let i = 0; i < n; i += piece) {
      const here = Math.min(piece, n - i);
      arena.columns(x, STRIDE, columns.length, here).forEach((column, d) => column.set(columns[d]!.subarray(i, i + here)));
      for (let d = 0; d < columns.length; d++) arena.kernels.columnPad(x + d * STRIDE, here);
      arena.columns(operation(law, x, y, here), STRIDE, columns.length, here).forEach((column, d) => out[d]!.set(column, i));
    }
  });
  return out;
}
const fromUniforms = (p: Distribution, u: Columns, piece?: number): Float64Array[] => through(p, u, (law, x, _y, n) => (law.fromUniforms!(x, STRIDE, n, 0), x), piece);
const mirror = (p: Distribution, x: Columns, piece?: number): Float64Array[] => through(p, x, (law, x, y, n) => (law.mirror!(x, STRIDE, n, y, STRIDE, 0, 0), y), piece);
const uniforms = (columns: number, n: number, seed: number): Float64Array[] => new Rng(seed).spawn(columns).map((rng) => rng.uniform(n));
const joint = (p: Distribution, columns: Columns): Float64Array => p.logProb(Float64Array.from({ length: columns[0]!.length * columns.length }, (_, i) => columns[i % columns.length]![Math.floor(i / columns.length)]!));
const follows = (x: Float64Array, cdf: (x: Float64Array) => Float64Array, what: string): void => {
  const F = cdf(x.slice().sort());
  let i = 0;
  expect.soft(kolmogorovSmirnov(x.slice().sort(), () => F[i++]!).pValue, what).toBeGreaterThan(RATE / COMPARISONS);
};
const correlation = (x: Float64Array, y: Float64Array): number => {
  const rank = (v: Float64Array): Float64Array => { const at = new Float64Array(v.length); [...v.keys()].sort((i, j) => v[i]! - v[j]!).forEach((i, k) => { at[i] = (2 * k + 1) / v.length - 1; }); return at; };
  const a = rank(x), b = rank(y);
  return (3 * a.reduce((sum, v, i) => sum + v * b[i]!, 0)) / x.length;
};

/** |got − expected| ≤ bound, number by number; a list of what is not so. */
const close = (got: Float64Array, expected: Float64Array, bound: (expected: number, i: number) => number, what: string): void => {
  const wrong = [...got.keys()].filter((i) => !(abs(got[i]! - expected[i]!) <= bound(expected[i]!, i)));
  expect.soft(wrong.map((i) => [got[i], expected[i]]), what).toEqual([]);
};
const equal = (got: Columns, expected: Columns, what: string): void => got.forEach((column, d) => close(column, expected[d]!, () => 0, `${what}, column ${d}`));

describe("what laws lack", () => {
  it("is said, and nothing else is missing", () => {
    for (const { p, name } of CASES) lent(p, (law) => {
      for (const operation of ["fromUniforms", "mirror"] as const) if (internalsOf(p).lacks(operation) === undefined) expect.soft(law[operation], `${name} ${operation}`).toBeTypeOf("function");
    });
    const without = (operation: "fromUniforms" | "mirror"): unknown => [...new Set(CASES.filter((one) => !can(operation)(one)).map(({ name, p }) => `${name}: ${internalsOf(p).lacks(operation)}`))];
    expect(without("fromUniforms")).toMatchInlineSnapshot(`
      [
        "beta {"alpha":0.5,"beta":0.75}: its quantiles come so close to an end of the support that they round to it",
        "dirichlet {"concentration":[1,2,5]}: it has no distribution function for each column, since columns depend on each other",
        "dirichlet {"concentration":[0.5,0.25]}: it has no distribution function for each column, since columns depend on each other",
        "dirichlet {"concentration":[3,0.5,8,2]}: it has no distribution function for each column, since columns depend on each other",
        "kumaraswamy {"alpha":0.5,"beta":0.5}: its quantiles come so close to an end of the support that they round to it",
        "kumaraswamy {"alpha":[1,3],"beta":[4,1]}: its quantiles come so close to an end of the support that they round to it",
      ]
    `);
    expect(without("mirror")).toMatchInlineSnapshot(`
      [
        "bernoulli {"probs":0.25}: on the integers the quantile of 1 − F(x) has another law than x",
        "bernoulli {"probs":[0.5,0.875]}: on the integers the quantile of 1 − F(x) has another law than x",
        "bernoulli {"logits":[0,-3]}: on the integers the quantile of 1 − F(x) has another law than x",
        "beta {"alpha":0.5,"beta":0.75}: its quantiles come so close to an end of the support that they round to it",
        "binomial {"total":10,"probs":0.25}: on the integers the quantile of 1 − F(x) has another law than x",
        "binomial {"total":100,"probs":0.75}: on the integers the quantile of 1 − F(x) has another law than x",
        "binomial {"total":[1,2000],"probs":[0.5,0.375]}: on the integers the quantile of 1 − F(x) has another law than x",
        "binomial {"total":4096,"probs":[0.0625,0.001953125]}: on the integers the quantile of 1 − F(x) has another law than x",
        "binomial {"total":[20,3],"logits":[-2,0.5]}: on the integers the quantile of 1 − F(x) has another law than x",
        "categorical {"logits":[0,1,-2,0.5,3]}: on the integers the quantile of 1 − F(x) has another law than x",
        "categorical {"logits":[0.25,-1.5]}: on the integers the quantile of 1 − F(x) has another law than x",
        "categorical {"logits":[0,1.682941969615793,1.8185948536513634,0.2822400161197344,-1.5136049906158564,-: on the integers the quantile of 1 − F(x) has another law than x",
        "dirichlet {"concentration":[1,2,5]}: it has no distribution function for each column, since columns depend on each other",
        "dirichlet {"concentration":[0.5,0.25]}: it has no distribution function for each column, since columns depend on each other",
        "dirichlet {"concentration":[3,0.5,8,2]}: it has no distribution function for each column, since columns depend on each other",
        "geometric {"probs":0.25}: on the integers the quantile of 1 − F(x) has another law than x",
        "geometric {"probs":0.0078125}: on the integers the quantile of 1 − F(x) has another law than x",
        "geometric {"probs":[0.5,0.875]}: on the integers the quantile of 1 − F(x) has another law than x",
        "kumaraswamy {"alpha":0.5,"beta":0.5}: its quantiles come so close to an end of the support that they round to it",
        "kumaraswamy {"alpha":[1,3],"beta":[4,1]}: its quantiles come so close to an end of the support that they round to it",
        "negativeBinomial {"total":2.5,"probs":0.25}: on the integers the quantile of 1 − F(x) has another law than x",
        "negativeBinomial {"total":[0.125,1],"probs":0.75}: on the integers the quantile of 1 − F(x) has another law than x",
        "negativeBinomial {"total":20,"probs":0.75}: on the integers the quantile of 1 − F(x) has another law than x",
        "negativeBinomial {"total":0.5,"probs":0.75}: on the integers the quantile of 1 − F(x) has another law than x",
        "negativeBinomial {"total":1000.5,"probs":0.5}: on the integers the quantile of 1 − F(x) has another law than x",
        "poisson {"rate":4}: on the integers the quantile of 1 − F(x) has another law than x",
        "poisson {"rate":0.5}: on the integers the quantile of 1 − F(x) has another law than x",
        "poisson {"rate":10}: on the integers the quantile of 1 − F(x) has another law than x",
        "poisson {"rate":100}: on the integers the quantile of 1 − F(x) has another law than x",
        "poisson {"rate":[9.75,1024.5]}: on the integers the quantile of 1 − F(x) has another law than x",
      ]
    `);
  });
});

describe("draws from uniforms", () => {
  const AT = CASES.filter(can("fromUniforms"));

  it.each(AT.filter(can("quantile")))("$name: the quantiles, rising", ({ p, family }) => {
    const u = uniforms(p.columns, 2 * LEAF, 1).map((column) => { column.set(ENDS); return column.sort(); }), x = fromUniforms(p, u);
    const rows = Float64Array.from({ length: 2 * LEAF * p.columns }, (_, i) => u[i % p.columns]![Math.floor(i / p.columns)]!), quantiles = p.quantile(rows), middle = p.quantile(new Float64Array(p.columns).fill(0.5));
    x.forEach((column, d) => {
      close(column, column.map((_, i) => quantiles[i * p.columns + d]!), (v) => 4e-15 * (abs(v) + abs(middle[d]!)), `column ${d}`);
      expect.soft(column.every((v, i) => i === 0 || v >= column[i - 1]!), `column ${d} rises`).toBe(true);
    });
    if (!["transform", "lognormal"].includes(family)) expect(joint(p, x).every(Number.isFinite), "inside the support").toBe(true);
  });

  it.each(AT.filter(({ discrete, family }) => !discrete && family !== "mixture"))("$name: their law", ({ p, marginal }) => {
    fromUniforms(p, uniforms(p.columns, DRAWS, 2)).forEach((x, d) => follows(x, (v) => marginal(d).cdf(v), `column ${d}`));
  });

  it.each(AT)("$name: the same in parts", ({ p, family }) => {
    const n = family === "mixture" ? 64 : LEAF, u = uniforms(p.columns, n, 3), whole = fromUniforms(p, u);
    for (const piece of [1, 7, 64]) equal(fromUniforms(p, u, piece), whole, `${piece} at once`);
  });

  it("of a multivariate t have its dependence: |ε|²/(df + |ε|²) is Beta(D/2, df/2)", () => {
    for (const { p } of AT.filter(({ family }) => family === "multivariateT")) {
      const { df, loc, scaleTril } = p.parameters as unknown as { df: number; loc: Float64Array; scaleTril: Float64Array }, D = p.columns, x = fromUniforms(p, uniforms(D, DRAWS, 4));
      const share = Float64Array.from({ length: DRAWS }, (_, i) => {
        const e: number[] = [];
        for (let r = 0; r < D; r++) e.push((x[r]![i]! - loc[r]! - e.reduce((sum, v, c) => sum + scaleTril[r * D + c]! * v, 0)) / scaleTril[r * D + r]!);
        const squares = hypot(...e) ** 2;
        return squares / (df + squares);
      });
      follows(share, (v) => beta({ alpha: D / 2, beta: df / 2 }).cdf(v), JSON.stringify(p));
    }
  });

  it("of a multivariate normal are loc + L·(quantiles of a standard normal)", () => {
    const u = uniforms(2, LEAF, 5), z = u.map((column) => normal({ loc: 0, scale: 1 }).quantile(column)), x = fromUniforms(mvn({ loc: [1, 2], scaleTril: [3, 0, -1, 0.5] }), u);
    close(x[0]!, z[0]!.map((v) => 1 + 3 * v), () => 1e-14, "column 0");
    close(x[1]!, z[1]!.map((v, i) => 2 - z[0]![i]! + 0.5 * v), () => 1e-14, "column 1");
  });

  it("of a product are those of its parts, of a transform those of its base", () => {
    const a = gamma({ concentration: [2, 3], rate: 1 }), b = poisson({ rate: 4 }), u = uniforms(3, LEAF, 6), x = fromUniforms(product({ a, b }), u);
    expect(x).toEqual([...fromUniforms(a, u.slice(0, 2)), ...fromUniforms(b, u.slice(2))]);
    expect(fromUniforms(transform(a, { affine: [1, -2] }), u.slice(0, 2))).toEqual(fromUniforms(a, u.slice(0, 2).map((column) => column.map((v) => 1 - v))).map((column) => column.map((v) => 1 - 2 * v)));
  });

  it("of a custom family are what its `sample` makes of its noise", () => {
    const u = uniforms(2, LEAF, 7), logProb = (): void => {};
    const of = (noise: "uniforms" | "normals" | "exponentials"): Float64Array[] => fromUniforms(custom({ columns: 2, noise, logProb, sample: ([a, b], [x, y]) => { x!.set(b!); y!.set(a!); } }), u);
    expect(of("uniforms")).toEqual([u[1], u[0]]);
    expect(of("normals")).toEqual(fromUniforms(normal({ loc: [0, 0], scale: 1 }), [u[1]!, u[0]!]));
    of("exponentials").forEach((x, d) => close(x, u[1 - d]!.map((v) => -log1p(-v)), (v) => 1e-14 * max(1, v), `column ${d}`));
  });

  it("come with the logarithms that draws would come with", () => {
    const laws = [beta({ alpha: 2, beta: 3 }), gamma({ concentration: 0.1, rate: 2 }), transform(normal({ loc: 0, scale: 1 }), "sigmoid"), transform(transform(mvn({ loc: [0, 1], scaleTril: [1, 0, 1, 1] }), "exp"), { affine: [1, 2] }), mixture({ logits: [0, 1], components: [gamma({ concentration: 2, rate: 1 }), gamma({ concentration: 5, rate: 1 })] })];
    for (const p of [...laws, product({ a: laws[0]!, b: laws[2]!, c: laws[3]! })]) lent(p, (law, arena, x, y, logs) => {
      const n = 64, u = uniforms(p.columns, n, 8), expected = fromUniforms(p, u), values = (at: number): Float64Array => arena.column(at, n).slice();
      arena.columns(x, STRIDE, p.columns, n).forEach((column, d) => column.set(u[d]!));
      law.fromUniforms!(x, STRIDE, n, logs);
      expect(arena.columns(x, STRIDE, p.columns, n).map((column) => column.slice())).toEqual(expected);
      const same = (rows: number, its: number): void => {
        law.logProb(rows, STRIDE, n, y, 0);
        const plain = values(y);
        law.logProb(rows, STRIDE, n, y, its);
        close(values(y), plain, (v) => 1e-9 * max(1, abs(v)), p.family);
      };
      same(x, logs);
      if (!can("mirror")({ p })) return;
      const partner = logs + 2 * p.columns * STRIDE, room = new Float64Array(p.columns * LEAF);
      law.mirror!(x, STRIDE, n, y, STRIDE, logs, partner);
      const wanted = mirror(p, expected), got = arena.columns(y, STRIDE, p.columns, n).map((column) => column.slice());
      got.forEach((column, d) => close(column, wanted[d]!, (v) => 1e-8 * max(1, abs(v)), p.family));
      room.set(arena.column(y, room.length));
      arena.column(x, room.length).set(room);
      same(x, partner);
    });
  });
});

describe("mirrors", () => {
  const AT = CASES.filter(can("mirror"));
  const drawn = ({ p }: (typeof CASES)[number]): Float64Array[] => {
    const x = p.sample(new Rng(9), p.family === "mixture" ? 4 * LEAF : DRAWS); // the quantiles of mixtures are found slowly
    return Array.from({ length: p.columns }, (_, d) => x.filter((_v, i) => i % p.columns === d));
  };

  it.each(AT)("$name: have the law of the draws, and fall as these rise", (one) => {
    const x = drawn(one), y = mirror(one.p, x);
    y.forEach((column, d) => {
      follows(column, (v) => one.marginal(d).cdf(v), `column ${d}`);
      expect.soft(correlation(x[d]!, column), `column ${d}`).toBeLessThan(-0.99);
    });
    expect(joint(one.p, y).every((v) => v > -Infinity), "inside the support").toBe(true);
    const again = mirror(one.p, y), near = one.built.columns === 1 ? one.p.quantile(Float64Array.of(0.001, 0.999)) : undefined;
    if (near) close(again[0]!, x[0]!, (v) => (v > near[0]! && v < near[1]! ? 1e-9 * (abs(v) + abs(near[0]!) + abs(near[1]!)) : Infinity), "there and back");
  });

  it.each(AT.filter(({ p, family }) => p.columns === 1 && !["lognormal", "transform"].includes(family)))("$name: of the outermost draws stay inside the support", ({ p, built }) => {
    const ends = [0, 1].map((u) => built.quantile(u)), inner = [1e-30, ...ENDS, 1e-17, 0.5].map((u) => p.quantile(u)), y = mirror(p, [Float64Array.from([...inner, ...ends.filter(Number.isFinite)])])[0]!;
    expect(joint(p, [y.filter((_, i) => i < inner.length)]).every((v) => v > -Infinity), `${y}`).toBe(true);
    y.forEach((v) => expect.soft(v >= ends[0]! && v <= ends[1]!, `${v}`).toBe(true));
  });

  it("about a centre are 2c − x to the last bit", () => {
    for (const one of AT.filter(({ family }) => ["normal", "logistic", "laplace", "cauchy", "studentT", "mvn", "multivariateT", "vonMises"].includes(family))) {
      const { loc } = one.p.parameters as { loc: number | Float64Array }, x = drawn(one);
      equal(mirror(one.p, x), x.map((column, d) => column.map((v) => 2 * (typeof loc === "number" ? loc : loc[d]!) - v)), one.name);
    }
  });

  it("at the ends of an interval do not leave it", () => {
    for (const loc of [-3, 0.1, 3, 1e6]) {
      const p = vonMises({ loc, concentration: 1e-3 }), ends = p.quantile(Float64Array.of(0, 1));
      expect(joint(p, mirror(p, [ends])).every(Number.isFinite)).toBe(true);
      const q = uniform({ low: loc, high: loc + 0.3 });
      expect(joint(q, mirror(q, [q.quantile(Float64Array.of(0, 1, ...ENDS))])).every(Number.isFinite)).toBe(true);
    }
  });

  it.each(AT)("$name: the same in parts", (one) => {
    const n = one.family === "mixture" ? 64 : LEAF, x = drawn(one).map((column) => column.subarray(0, n)), whole = mirror(one.p, x);
    for (const piece of [1, 7, 64]) equal(mirror(one.p, x, piece), whole, `${piece} at once`);
  });

  it("of a product are those of its parts, of a transform those of its base", () => {
    const a = gamma({ concentration: [2, 3], rate: 1 }), b = normal({ loc: 1, scale: 4 }), x = fromUniforms(product({ a, b }), uniforms(3, LEAF, 6));
    expect(mirror(product({ a, b }), x)).toEqual([...mirror(a, x.slice(0, 2)), ...mirror(b, x.slice(2))]);
    const t = transform(b, "exp"), y = fromUniforms(t, uniforms(1, LEAF, 7));
    close(mirror(t, y)[0]!, y[0]!.map((v) => exp(2 - log(v))), (v) => 1e-12 * v, "exp");
  });
});

describe("errors of means", () => {
  /** log₂ of the root mean square of the errors over replicates at 2^m points, and the slope of the line through them. */
  const errors = (p: Distribution, phi: (row: number[]) => number, exact: number, most: number, replicates = 50): { all: number[]; slope: number } => {
    const own = internalsOf(p), D = p.columns, squares = new Float64Array(most - 5), origin = takeLeaves(new Rng(11), 1);
    Arena.lend((allocate) => ({ law: own.layout(allocate), points: sobol(allocate, D), x: allocate(D * STRIDE) }), (arena, at) => {
      const law = at.law(arena), points = at.points(arena), columns = arena.columns(at.x, STRIDE, D, LEAF), row: number[] = [];
      for (let r = 0; r < replicates; r++) {
        let sum = 0, m = 6;
        for (let i = 0; i < 2 ** most; i++) {
          if (i % LEAF === 0) {
            points.draw(origin, r, i, at.x, STRIDE, LEAF);
            law.fromUniforms!(at.x, STRIDE, LEAF, 0);
          }
          for (let d = 0; d < D; d++) row[d] = columns[d]![i % LEAF]!;
          sum += phi(row) - exact;
          if (i + 1 === 2 ** m) squares[m++ - 6]! += (sum / (i + 1)) ** 2;
        }
      }
    });
    const all = Array.from(squares, (v) => log2(v / replicates) / 2);
    const middle = (all.length - 1) / 2, mean = all.reduce((sum, v) => sum + v, 0) / all.length;
    return { all, slope: all.reduce((sum, v, k) => sum + (k - middle) * (v - mean), 0) / all.reduce((sum, _v, k) => sum + (k - middle) ** 2, 0) };
  };
  const norm = (D: number): Distribution => normal({ loc: new Float64Array(D), scale: 1 }) as never;
  const gammas = (D: number): Distribution => gamma({ concentration: new Float64Array(D).fill(2.5), rate: 1 }) as never;
  const sum = (row: readonly number[], f: (v: number, d: number) => number): number => row.reduce((all, v, d) => all + f(v, d), 0), EULER = 0.5772156649015329;
  const problems = [1, 2, 4, 8].flatMap((D): [string, Distribution, (row: number[]) => number, number][] => [
    [`normal, ${D}: e^(Σ x/2D)`, norm(D), (row) => exp(sum(row, (v) => v) / (2 * D)), exp(1 / (8 * D))],
    [`normal, ${D}: cos (Σ x/√D)`, norm(D), (row) => cos(sum(row, (v) => v) / sqrt(D)), exp(-0.5)],
    [`gamma, ${D}: Σ √x`, gammas(D), (row) => sum(row, sqrt), (D * 2) / 1.329340388179137], // Γ(3)/Γ(5/2)
    [`gamma, ${D}: log Π x`, gammas(D), (row) => log(row.reduce((all, v) => all * v, 1)), D * (8 / 3 - EULER - 2 * Math.LN2)], // ψ(5/2)
  ]);
  const most = SHOW ? 14 : 11;

  it.each(problems)("%s fall faster than n^−0.8", { timeout: 120_000 }, (name, p, phi, exact) => {
    const { all, slope } = errors(p, phi, exact, most, 50);
    if (SHOW) console.log(`${name.padEnd(36)} slope ${slope.toFixed(2)}   log2 of the errors at 2^6 … 2^${most}: ${all.map((v) => v.toFixed(1)).join(" ")}`);
    expect(slope).toBeLessThan(-0.8);
  });
});
