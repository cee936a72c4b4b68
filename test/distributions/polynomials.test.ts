/**
 * Orthonormal polynomials of laws (`Law.polynomials`), which estimators take as zero-mean regressors: values against mpmath's own Hermite, Laguerre, Jacobi and
 * hypergeometric sums (polynomials.reference.py), orthonormality by quadrature and by sums, composites, degrees that do not exist. Reaches internals: the sources
 * are compiled anew, beside build/core.wasm. Tried: a recurrence with k + 1 in the place of k, one
 * without r_k, a centre of n where it is np, and 1e-12 more in a coefficient fail.
 */
import { describe, expect, it } from "vitest";
import { Arena, columnBytes } from "../../bindings/arena";
import { type Distribution, internalsOf } from "../../bindings/distribution";
import * as montegrad from "../../bindings/index";
import reference from "./polynomials.reference.json" with { type: "json" };

const { mvn, normal, product, transform, gamma, poisson, binomial, bernoulli, lognormal, custom, mixture, laplace, categorical, dirichlet, multivariateT, tilted, Rng } = montegrad;
interface Row { readonly family: string; readonly parameters: Readonly<Record<string, number>>; readonly most: number; readonly points: readonly (readonly [x: number, values: readonly string[]])[] }
const ROWS = reference.rows as unknown as readonly Row[], DEGREE = reference.degree;
const make = ({ family, parameters }: Row): Distribution => (montegrad as unknown as Record<string, (given: object) => Distribution>)[family]!(parameters);

/** [column of polynomials][row], of rows of D numbers. */
function polynomials(p: Distribution, rows: readonly number[], degree: number): Float64Array[] {
  const own = internalsOf(p), D = own.columns, n = rows.length / D, bytes = columnBytes(512), result: Float64Array[] = Array.from({ length: D * degree }, () => new Float64Array(n));
  Arena.lend((allocate) => ({ law: own.layout(allocate), x: allocate(D * bytes), out: allocate(D * degree * bytes) }), (arena, at) => {
    const law = at.law(arena);
    for (let first = 0; first < n; first += 512) {
      const here = Math.min(512, n - first);
      for (let d = 0; d < D; d++) for (let i = 0; i < here; i++) arena.f64[(at.x + d * bytes) / 8 + i] = rows[(first + i) * D + d]!;
      law.polynomials!(at.x, bytes, here, degree, at.out, bytes, 0);
      result.forEach((column, j) => column.set(arena.column(at.out + j * bytes, here), first));
    }
  });
  return result;
}

describe.each(ROWS.map((row) => [`${row.family} ${JSON.stringify(row.parameters)}`, row] as const))("%s", (_name, row) => {
  const p = make(row);

  it("has the values of mpmath", () => {
    const got = polynomials(p, row.points.map(([x]) => x), DEGREE);
    for (let k = 0; k < DEGREE; k++) row.points.forEach(([x, values], i) => {
      // what degree 0 … k are at x is the scale of rounding errors
      const want = values[k] === undefined ? 0 : Number(values[k]), scale = Math.max(1, ...values.slice(0, k + 1).map((v) => Math.abs(Number(v))));
      expect(Math.abs(got[k]![i]! - want), `degree ${k + 1} at ${x}: ${got[k]![i]}, ${want}`).toBeLessThanOrEqual(1e-13 * scale);
    });
  });

  it("is orthonormal, all of mean 0", () => {
    // beyond 1 − 2⁻⁵³ lies 1e-8 of a beta distribution whose second shape is ½
    const [x, w] = rule(p), rate = row.family === "beta" && row.parameters["beta"]! < 1 ? 2e-8 : 2e-9, columns = [new Float64Array(x.length).fill(1), ...polynomials(p, x, DEGREE)].slice(0, row.most + 1);
    for (let j = 0; j < columns.length; j++) for (let k = 0; k <= j; k++) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += w[i]! * columns[j]![i]! * columns[k]![i]!;
      expect(Math.abs(sum - Number(j === k)), `${j} ${k}: ${sum}`).toBeLessThan(rate);
    }
  });

  it("has as many as there are", () => {
    const most = internalsOf(p).polynomialDegree!(0);
    if (p.supports[0] !== "count") expect(most).toBe(Infinity);
    expect(most).toBeGreaterThanOrEqual(row.most);
    expect(most).toBeLessThanOrEqual(internalsOf(p).last!(0));
    expect(internalsOf(p).lacks("polynomials")).toBeUndefined();
  });

  it("a row does not depend on the others, nor on the degree", () => {
    const x = row.points.map(([at]) => at), all = polynomials(p, x, DEGREE);
    x.forEach((one, i) => expect(polynomials(p, [one], 3).map((column) => column[0])).toEqual(all.slice(0, 3).map((column) => column[i])));
  });
});

/** Points and weights of means under p: all integers that matter, or equal steps of t, of which x is a map of the line. */
function rule(p: Distribution): [x: number[], w: number[]] {
  const x: number[] = [], w: number[] = [], support = p.supports[0], mean = p.mean as number, sd = Math.sqrt(p.variance as number);
  if (support === "count") {
    for (let k = 0, end = Math.min(internalsOf(p).last!(0), mean + 150 * sd + 60); k <= end; k++) x.push(k);
    return [x, [...p.logProb(x)].map(Math.exp)];
  }
  const h = 1 / 64, values = p.parameters as unknown as Record<string, number>, narrow = (values["concentration"] ?? 0) > 1000;
  for (let t = support === "positive" && !narrow ? -160 : -12; t <= 12; t += h) {
    // positive: e^t; unit and interval: tanh-sinh
    const s = Math.PI * Math.sinh(t / 3), share = 1 / (1 + Math.exp(-s)), slope = (Math.PI / 3) * Math.cosh(t / 3) * share * (1 / (1 + Math.exp(s)));
    const low = values["low"] ?? 0, high = values["high"] ?? 1;
    const [at, to] = support === "real" || narrow ? [mean + sd * t, sd] : support === "positive" ? [Math.exp(t), Math.exp(t)] : [low + (high - low) * share, (high - low) * slope];
    x.push(at);
    w.push(h * to);
  }
  const log = p.logProb(x);
  return [x, w.map((v, i) => (v > 0 && log[i]! > -Infinity && log[i]! < Infinity ? v * Math.exp(log[i]!) : 0))];
}

describe("composites", () => {
  it("mvn: Hermite polynomials of ε", () => {
    const p = mvn({ loc: [1, -2], scaleTril: [2, 0, 0.5, 0.25] }), rows = [3, -1, 0, -2.5, 1, -2], ε: number[] = [];
    for (let i = 0; i < rows.length; i += 2) {
      const e = (rows[i]! - 1) / 2;
      ε.push(e, (rows[i + 1]! + 2 - 0.5 * e) / 0.25);
    }
    const got = polynomials(p, rows, 4), standard = polynomials(normal({ loc: 0, scale: [1, 1] }), ε, 4);
    got.forEach((column, j) => column.forEach((v, i) => expect(v).toBeCloseTo(standard[j]![i]!, 12)));
    expect(internalsOf(p).polynomialDegree!(1)).toBe(Infinity);
  });

  it("product: part after part", () => {
    const a = normal({ loc: [0, 1], scale: 2 }), b = gamma({ concentration: 2, rate: 3 }), c = binomial({ total: 2, probs: 0.5 });
    const p = product({ a, inner: product({ b, c }) }), got = polynomials(p, [0.5, 1.5, 0.25, 1, -1, 2, 0.75, 2], 3);
    expect(got).toEqual([...polynomials(a, [0.5, 1.5, -1, 2], 3), ...polynomials(b, [0.25, 0.75], 3), ...polynomials(c, [1, 2], 3)]);
    expect([0, 1, 2, 3].map((d) => internalsOf(p).polynomialDegree!(d))).toEqual([Infinity, Infinity, Infinity, 2]);
    expect(got[11]).toEqual(new Float64Array(2));
  });

  it("transform: of its base", () => {
    const base = normal({ loc: 0.5, scale: 0.75 }), x = [0.25, 1, 8], got = polynomials(transform(base, "exp"), x, 6), want = polynomials(lognormal({ loc: 0.5, scale: 0.75 }), x, 6);
    got.forEach((column, j) => column.forEach((v, i) => expect(v).toBeCloseTo(want[j]![i]!, 12)));
    expect(polynomials(transform(base, { affine: [1, 2] }), [2], 3)).toEqual(polynomials(base, [0.5], 3));
  });

  it("from the logarithms of draws where these say more", () => {
    for (const p of [lognormal({ loc: 0, scale: 1024 }), transform(normal({ loc: 0, scale: 1024 }), "exp")]) {
      const own = internalsOf(p), bytes = columnBytes(512);
      Arena.lend((allocate) => ({ law: own.layout(allocate), x: allocate(bytes), logs: allocate(2 * bytes), out: allocate(bytes) }), (arena, at) => {
        arena.f64[at.x / 8] = Infinity;
        arena.f64[at.logs / 8] = 2048;
        at.law(arena).polynomials!(at.x, bytes, 1, 1, at.out, bytes, at.logs);
        expect(arena.f64[at.out / 8]).toBe(2);
      });
    }
  });
});

it("degrees that would be differences of large numbers at all draws are zeros", () => {
  const row = [[poisson({ rate: 2 ** -10 }), 2], [poisson({ rate: 0.5 }), 9], [poisson({ rate: 1e-300 }), 1], [binomial({ total: 50, probs: 2 ** -16 }), 2], [binomial({ total: 50, probs: 1 - 2 ** -16 }), 2], [poisson({ rate: 100 }), Infinity]] as const;
  for (const [p, degree] of row) {
    expect(internalsOf(p).polynomialDegree!(0), JSON.stringify(p.parameters)).toBe(degree);
    const [x, w] = rule(p), columns = polynomials(p, x, 10);
    columns.forEach((column, k) => {
      expect(column.some((v) => v !== 0)).toBe(k < degree);
      expect(Math.abs(column.reduce((sum, v, i) => sum + v * w[i]!, 0)), `${JSON.stringify(p.parameters)} ${k + 1}`).toBeLessThan(1e-10);
    });
  }
});

it("one point has none: zeros", () => {
  for (const p of [bernoulli({ probs: 0 }), bernoulli({ probs: 1 }), binomial({ total: 0, probs: 0.5 }), binomial({ total: 4, probs: 1 })]) {
    expect(internalsOf(p).polynomialDegree!(0)).toBe(0);
    expect(polynomials(p, [0, 1], 2)).toEqual([new Float64Array(2), new Float64Array(2)]);
  }
});

it("numbers for extreme parameters", () => {
  for (const p of [normal({ loc: 1e300, scale: 1e300 }), normal({ loc: 0, scale: 2 ** -1022 }), gamma({ concentration: 1e-300, rate: 1e-3 }), gamma({ concentration: 1e15, rate: 1e-200 }), poisson({ rate: 1e15 }), poisson({ rate: 2 ** -1022 })]) {
    const x = p.sample(new Rng(3), 100);
    for (const column of polynomials(p, [...x], 8)) expect(column.every(Number.isFinite), `${p.family} ${JSON.stringify(p.parameters)}`).toBe(true);
  }
});

it("others say why they have none", () => {
  const base = normal({ loc: 0, scale: 1 });
  expect(internalsOf(laplace({ loc: 0, scale: 1 })).lacks("polynomials")).toBe("it has no classical orthogonal polynomials");
  for (const p of [categorical({ logits: [0, 1] }), dirichlet({ concentration: [1, 2] }), multivariateT({ df: 3, loc: [0], scaleTril: [1] })]) expect(internalsOf(p).lacks("polynomials")).toBe("it has no classical orthogonal polynomials");
  expect(internalsOf(mixture({ logits: [0, 0], components: [base, base] })).lacks("polynomials")).toBe("a mixture has no classical orthogonal polynomials");
  expect(internalsOf(product({ a: base, b: laplace({ loc: 0, scale: 1 }) })).lacks("polynomials")).toBe('its part "b" has none: it has no classical orthogonal polynomials');
  expect(internalsOf(custom({ columns: 1, support: "real", sample: () => undefined, logProb: () => undefined } as never)).lacks("polynomials")).toBe("a custom family has no classical orthogonal polynomials");
  expect(internalsOf(tilted(base, { p: 1, slice: 1 })).lacks("polynomials")).toBeDefined();
});
