/**
 * Every family against its row: reference values, edges, derivatives, continuity, draws, refusals, bits. The estimators that use them
 * are tested in test/estimators. Of the files of a family this demands: a line in each barrel, and a row here.
 */
import { type Distribution, Rng, normal, poisson, product, restore, gamma, binomial, negativeBinomial } from "montegrad";
import { describe, expect, it } from "vitest";
import { chiSquare, kolmogorovSmirnov, meanBand, varianceBand, zBound } from "../statistics.ts";
import type { Case, Given, Row } from "./row.ts";

/** A file of each family: student-t.ts is the row of studentT. */
const files = import.meta.glob<Row>(["./*.ts", "!./*.test.ts", "!./row.ts", "!./invalid.ts"], { eager: true, import: "row" });
const nameOf = (file: string): string => file.replace(/^\.\/|\.ts$/g, "").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const ROWS: Readonly<Record<string, Row>> = Object.fromEntries(Object.entries(files).map(([file, row]) => [nameOf(file), row]));
const CURVES = ["cdf", "survival", "logCdf", "logSurvival", "quantile"] as const;
/** Probability that one of these statistical tests fails although all is right; a wrong scale of 1 % shows at this many draws, of 0.2 % at those of `npm run test:samplers`. */
const RATE = 1e-6;
const node = (globalThis as { process?: { versions?: { node?: string }; env?: Record<string, string | undefined> } }).process;
const DRAWS = Number(node?.env?.DRAWS ?? 2 ** 18);

type Operation = "logProb" | "gradLogProb" | "score" | "flow" | "flowDivergence" | (typeof CURVES)[number];
type Tree = { readonly [name: string]: Float64Array };
/** By parameter, those of parts under dotted names; numbers as arrays of one. */
const flattened = (tree: object, path = ""): Tree =>
  Object.assign({}, ...Object.entries(tree).map(([key, part]: [string, object | number]) =>
    typeof part === "number" ? { [path + key]: Float64Array.of(part) } : part instanceof Float64Array ? { [path + key]: part } : flattened(part, `${path}${key}.`))) as Tree;
const rows = (p: Distribution, operation: Operation, x: ArrayLike<number>): Float64Array | Tree => {
  const got = p[operation](x) as object;
  return got instanceof Float64Array ? got : flattened(got);
};
const flat = (p: Distribution, operation: Operation, x: ArrayLike<number>): Float64Array => rows(p, operation, x) as Float64Array;
const byName = (p: Distribution, operation: "score" | "flow" | "flowDivergence", x: ArrayLike<number>): Tree => rows(p, operation, x) as Tree;
const has = (p: Distribution, operation: Operation): boolean => {
  try { rows(p, operation, new Float64Array(p.columns)); return true; } catch (error) { if (error instanceof TypeError) return false; throw error; }
};
const close = (got: number, expected: number, [relative, absolute]: readonly [number, number], where: string): void => {
  if (Object.is(got, expected) || got === expected) return;
  expect.soft(Math.abs(got - expected), `${where}: got ${got}, expected ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected) + absolute);
};
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : [Number(value)]);

/** Romberg's table on central differences of steps h, h/2, h/4, h/8: the error is of order h⁸. */
function derivative(f: (t: number) => number, at: number, h: number): number {
  const d = [1, 2, 4, 8].map((m) => (f(at + h / m) - f(at - h / m)) * m / (2 * h));
  for (let k = 1; k < 4; k++) for (let i = 0; i + k < 4; i++) d[i] = ((4 ** k) * d[i + 1]! - d[i]!) / (4 ** k - 1);
  return d[0]!;
}
/** Entries of all parameters that are free: no constants, not the zeros above a diagonal. */
const entriesOf = (parameters: Given, { constants = [] }: Row): { name: string; j: number; size: number; value: number }[] =>
  Object.entries(parameters).filter(([name]) => !constants.includes(name)).flatMap(([name, given]) => {
    const all = typeof given === "number" ? [given] : given, d = Math.sqrt(all.length);
    return all.map((value, j) => ({ name, j, size: all.length, value })).filter(({ j }) => name !== "scaleTril" || j % d <= Math.floor(j / d));
  });
const moved = (parameters: Given, name: string, j: number, value: number): Given => {
  const given = parameters[name]!;
  return { ...parameters, [name]: typeof given === "number" ? value : given.map((v, i) => (i === j ? value : v)) };
};
/** Column d of the flow of entry j, of one row. */
const flowAt = (u: Float64Array, size: number, columns: number, j: number, d: number): number =>
  u.length === columns && size === columns && columns > 1 ? (j === d ? u[j]! : 0) : u[j * columns + d]!;
const step = (value: number): number => Math.abs(value || 1) / 16;

describe.runIf(node?.versions?.node)("files", () => {
  const listed = async (folder: string, without: string[]): Promise<{ files: string[]; barrel: string[] }> => {
    const { readdir, readFile } = await import("node:fs/promises");
    const text = await readFile(`${folder}/index.ts`, "utf8");
    return {
      files: (await readdir(folder)).filter((file) => file.endsWith(".ts")).map(nameOf).filter((file) => !["index", ...without].includes(file)).sort(),
      barrel: [...new Set([...text.matchAll(/from "\.\/([\w-]+)"/g)].map((match) => nameOf(match[1]!)))].sort(),
    };
  };
  it("stand in the barrels and have rows", async () => {
    const assembly = await listed("assembly/distributions", ["count", "family", "gammaFamily", "stretch"]), bindings = await listed("bindings/distributions", ["define"]);
    expect(assembly.barrel).toEqual(assembly.files);
    expect(bindings.barrel).toEqual(bindings.files);
    expect(assembly.files).toEqual(Object.keys(ROWS).sort());
    expect(bindings.files.filter((file) => !["custom", "product"].includes(file))).toEqual(Object.keys(ROWS).sort());
  });
});

describe.each(Object.entries(ROWS))("%s", (family, row) => {
  const first = row.cases[0]!.parameters, entries = (parameters: Given) => entriesOf(parameters, row);
  const marginal = row.marginal ?? ((parameters: Given, c: number) => row.make(Object.fromEntries(Object.entries(parameters).map(([key, v]) => [key, typeof v === "number" ? v : v[c]!]))));

  it("agrees with the references", () => {
    expect(row.references.length).toBeGreaterThan(10);
    for (const { parameters, x, expected } of row.references) {
      const p = row.make(parameters);
      for (const [operation, value] of Object.entries(expected)) {
        const where = `${operation} ${JSON.stringify(parameters)} at ${x}`, got = rows(p, operation as Operation, x);
        const [relative, absolute] = row.bounds[operation]!;
        // a tail t is the exponential of a logarithm, which has an error of its own
        const bound = (v: number): readonly [number, number] => [(CURVES as readonly string[]).includes(operation) && v !== 0 ? relative * (1 + Math.abs(Math.log(Math.abs(v)))) : relative, absolute];
        if (got instanceof Float64Array) numbers(value).forEach((v, i) => close(got[i]!, v, bound(v), where));
        else for (const [name, part] of Object.entries(value as object)) {
          const wanted = numbers(part);
          expect(got[name]!.length, where).toBe(wanted.length);
          wanted.forEach((v, i) => close(got[name]![i]!, v, bound(v), `${where} ${name}[${i}]`));
        }
      }
    }
    for (const { parameters, u, quantile } of row.quantiles ?? []) close(row.make(parameters).quantile(u), Number(quantile), row.bounds.quantile!, `quantile ${JSON.stringify(parameters)} of ${u}`);
    for (const { parameters, ...wanted } of row.moments ?? []) {
      const p = row.make(parameters);
      for (const key of ["mean", "variance", "entropy"] as const) close(p[key] as number, Number(wanted[key]), row.bounds.moments!, `${key} ${JSON.stringify(parameters)}`);
    }
  });

  it.runIf(row.edges.length > 0)("edges", () => {
    const p = row.make(first);
    for (const [operation, x, expected] of row.edges) expect(flat(p, operation as Operation, [x])[0], `${operation}(${x})`).toBe(expected);
    for (const operation of ["logProb", "gradLogProb", ...CURVES] as const) if (has(p, operation)) expect(flat(p, operation, [NaN])[0], operation).toBeNaN();
    expect(byName(p, "score", [NaN])).toEqual(Object.fromEntries(Object.keys(first).filter((name) => !row.constants?.includes(name)).map((name) => [name, new Float64Array([first[name]!].flat().length).fill(NaN)])));
  });

  it("has neither density nor score, slope, flow or divergence outside the support, where no ±Infinity is inside; NaN stays NaN", () => {
    for (const { parameters, points } of row.cases) {
      const p = row.make(parameters), d = p.columns;
      const beyond = p.supports.flatMap((support, c): (readonly [number, number])[] => {
        const finite = { real: [], positive: [-1, -Number.MIN_VALUE], unit: [-1, 2, 1 + Number.EPSILON], count: [-1, 0.5], interval: d === 1 ? [p.quantile(0) - 1, p.quantile(1) + 1].filter((v) => Math.abs(v) < Infinity) : [] }[support];
        return [NaN, Infinity, -Infinity, ...finite].map((v) => [c, v] as const);
      });
      for (const [c, v] of beyond) {
        const x = points[0]!.map((inside, i) => (i === c ? v : inside)), where = `${JSON.stringify(parameters)} at ${x}`;
        expect.soft(flat(p, "logProb", x)[0], where).toBe(Number.isNaN(v) ? NaN : -Infinity);
        const whole = !Number.isFinite(v) || d === 1;
        if (has(p, "gradLogProb")) for (const [i, slope] of flat(p, "gradLogProb", x).entries()) if (whole || i === c) expect.soft(slope, `gradLogProb ${where}`).toBeNaN();
        if (whole) for (const operation of ["score", "flow", "flowDivergence"] as const) if (has(p, operation)) {
          for (const [name, part] of Object.entries(byName(p, operation, x))) {
            const width = operation === "flow" ? d : 1, below = name === "scaleTril" ? part.filter((_, at) => Math.floor(at / width) % d <= Math.floor(at / width / d)) : part; // zeros above a diagonal stay
            expect.soft([...below], `${operation} ${name} ${where}`).toEqual([...below].map(() => NaN));
          }
        }
      }
    }
  });

  it("gives the same element by element, for every n", () => {
    for (const { parameters, points } of row.cases) {
      const p = row.make(parameters), d = p.columns;
      for (const operation of ["logProb", "gradLogProb", "score", "flow", "flowDivergence", ...CURVES] as const) {
        if (!has(p, operation)) continue;
        for (let n = 0; n < 10; n++) {
          const x = Array.from({ length: n }, (_, i) => points[i % points.length]!).flat().map((v) => (operation === "quantile" ? 1 / (2 + Math.abs(v)) : v));
          const all = rows(p, operation, x), single = Array.from({ length: n }, (_, i) => rows(p, operation, x.slice(i * d, (i + 1) * d)));
          if (all instanceof Float64Array) expect([...all], operation).toEqual(single.flatMap((one) => [...(one as Float64Array)]));
          else for (const name of Object.keys(all)) expect([...all[name]!], operation).toEqual(single.flatMap((one) => [...(one as Tree)[name]!]));
          if (d === 1 && n > 0) {
            const scalar = p[operation](x[0]!) as number | object;
            if (all instanceof Float64Array) expect(scalar).toBe(all[0]);
            else for (const [name, part] of Object.entries(flattened(scalar as object))) expect(part).toEqual(all[name]!.slice(0, part.length));
          }
        }
      }
    }
  });

  it("score, gradLogProb, flow and divergence are the derivatives they claim to be", () => {
    for (const { parameters, points } of row.cases) for (const x of points) {
      const p = row.make(parameters), d = p.columns, where = `${JSON.stringify(parameters)} at ${x}`, score = byName(p, "score", x), logProb = flat(p, "logProb", x)[0]!;
      for (const { name, j, value } of entries(parameters)) {
        const numeric = derivative((t) => flat(row.make(moved(parameters, name, j, t)), "logProb", x)[0]!, value, step(value));
        close(score[name]![j]!, numeric, [1e-7, 1e-8 + 1e-12 * Math.abs(logProb)], `score ${name}[${j}] ${where}`);
      }
      if (row.discrete) continue;
      const at = (c: number, t: number): number[] => x.map((v, i) => (i === c ? t : v)), scale = (c: number): number => step(x[c]!);
      const grad = flat(p, "gradLogProb", x);
      for (let c = 0; c < d; c++) close(grad[c]!, derivative((t) => flat(p, "logProb", at(c, t))[0]!, x[c]!, scale(c)), [1e-7, 1e-8 + 1e-12 * Math.abs(logProb)], `gradLogProb ${c} ${where}`);
      const divergence = byName(p, "flowDivergence", x);
      for (const { name, j, size } of entries(parameters)) {
        let sum = 0;
        for (let c = 0; c < d; c++) sum += derivative((t) => flowAt(byName(p, "flow", at(c, t))[name]!, size, d, j, c), x[c]!, scale(c));
        close(divergence[name]![j]!, sum, [1e-7, 1e-9], `divergence ${name}[${j}] ${where}`);
      }
    }
  });

  it.runIf(has(row.make(first), "cdf"))("flow·p is what the distribution function loses", () => {
    for (const { parameters, points } of row.cases) for (const x of points) {
      const p = row.make(parameters), d = p.columns, u = byName(p, "flow", x), cdf = flat(p, "cdf", x);
      for (const { name, j, size, value } of entries(parameters)) for (let c = 0; c < d; c++) {
        if (size === d && size > 1 && c !== j) continue;
        const alone = (t: number, curve: "logCdf" | "logSurvival"): number => flat(row.make(moved(parameters, name, j, t)), curve, x)[c]!;
        const lower = cdf[c]! < 0.5, tail = flat(p, lower ? "cdf" : "survival", x)[c]!;
        if (tail < 1e-300) continue;
        const J = derivative((t) => alone(t, lower ? "logCdf" : "logSurvival"), value, step(value)) * (lower ? -tail : tail);
        close(flowAt(u[name]!, size, d, j, c), J / Math.exp(marginal(parameters, c).logProb(x[c]!)), [1e-6, 1e-8], `flow ${name}[${j}] ${JSON.stringify(parameters)} at ${x}`);
      }
    }
  });

  it("continuity: score + ∇·u + u·∇log p = 0 pointwise", () => {
    for (const { parameters, points } of row.cases) for (const x of points) {
      const p = row.make(parameters), d = p.columns, u = byName(p, "flow", x), score = byName(p, "score", x), divergence = byName(p, "flowDivergence", x);
      const grad = row.discrete ? new Float64Array(d) : flat(p, "gradLogProb", x); // the discrete divergence is that of p·u already
      for (const { name, j, size } of entries(parameters)) {
        const terms = [score[name]![j]!, divergence[name]![j]!, ...Array.from(grad, (g, c) => g * flowAt(u[name]!, size, d, j, c))];
        const residual = terms.reduce((a, b) => a + b, 0), largest = Math.max(...terms.map(Math.abs));
        expect.soft(Math.abs(residual), `${name}[${j}] ${JSON.stringify(parameters)} at ${x}: ${terms}`).toBeLessThanOrEqual(1e-12 * largest);
      }
    }
  });

  it("draws follow the distribution", { timeout: 600_000 }, () => {
    const comparisons = row.cases.reduce((sum, { kurtosis }) => sum + 3 * kurtosis.length, 0);
    row.cases.forEach(({ parameters, kurtosis }: Case, which) => {
      const p = row.make(parameters), d = p.columns, n = DRAWS, x = p.sample(new Rng(1000 + which), n);
      kurtosis.forEach((k, c) => {
        const where = `${JSON.stringify(parameters)} column ${c}`, column = new Float64Array(n);
        for (let i = 0; i < n; i++) column[i] = x[i * d + c]!;
        const { pValue } = (row.discrete ? cells : kolmogorov)(column, marginal(parameters, c));
        if (node?.env?.SHOW) console.log(where, pValue);
        expect.soft(pValue, `p-value ${where}`).toBeGreaterThan(RATE / comparisons);
        if (k === Infinity) return;
        const mean = numbers(d > 1 ? Array.from(p.mean as Float64Array) : p.mean)[c]!, variance = numbers(d > 1 ? Array.from(p.variance as Float64Array) : p.variance)[c]!;
        let sum = 0, squares = 0;
        for (const v of column) { sum += v - mean; squares += (v - mean) ** 2; }
        const got = { mean: mean + sum / n, variance: (squares - sum * sum / n) / (n - 1) };
        const band = meanBand(n, { mean, variance }, RATE, comparisons), bandOfVariance = varianceBand(n, { variance, kurtosis: k }, RATE, comparisons);
        expect.soft(got.mean, `mean ${where}`).toSatisfy((v: number) => v >= band.low && v <= band.high);
        expect.soft(got.variance, `variance ${where}`).toSatisfy((v: number) => v >= bandOfVariance.low && v <= bandOfVariance.high);
      });
    });
  });

  it("E[score] = 0, and E[u] is the motion of the mean", { timeout: 600_000 }, () => {
    const n = 2 ** 16, comparisons = row.cases.reduce((sum, { parameters }) => sum + 2 * entries(parameters).length, 0);
    row.cases.forEach(({ parameters, kurtosis }, which) => {
      const p = row.make(parameters), x = p.sample(new Rng(2000 + which), n), score = byName(p, "score", x), flow = byName(p, "flow", x);
      for (const { name, j, size } of entries(parameters)) {
        let sum = 0, squares = 0;
        for (let i = 0; i < n; i++) { const s = score[name]![i * size + j]!; sum += s; squares += s * s; }
        if (!row.moving?.includes(name)) expect.soft(Math.abs(sum) / Math.sqrt(squares), `score ${name}[${j}] ${JSON.stringify(parameters)}`).toBeLessThan(zBound(RATE, comparisons));
        if (p.columns > 1 || kurtosis.includes(Infinity)) continue;
        const u = flow[name]!, at = [parameters[name]!].flat()[j]!, slope = derivative((t) => row.make(moved(parameters, name, j, t)).mean as number, at, step(at));
        let total = 0, spread = 0;
        for (let i = 0; i < n; i++) { const v = u[i * size + j]! - slope; total += v; spread += v * v; }
        expect.soft(Math.abs(total) , `flow ${name} ${JSON.stringify(parameters)}`).toBeLessThan(zBound(RATE, comparisons) * Math.sqrt(spread) + 1e-10 * n);
      }
    });
  });

  it("refuses what is no parameter", () => {
    expect(row.invalid.length).toBeGreaterThan(10);
    for (const [parameters, error, named] of row.invalid) {
      const where = String(parameters && JSON.stringify(parameters, (_, v: unknown) => (typeof v === "number" || typeof v === "bigint" || typeof v === "function" ? String(v) : v)));
      let thrown: unknown;
      try { row.make(parameters as Given); } catch (caught) { thrown = caught; }
      expect.soft(thrown, where).toBeInstanceOf(error === "RangeError" ? RangeError : TypeError);
      expect.soft((thrown as Error | undefined)?.message, where).toContain(`${family}: `);
      expect.soft((thrown as Error | undefined)?.message, where).toContain(named);
    }
  });

  it("first draws are frozen", () => {
    const draws = row.make(first).sample(new Rng(42), row.frozen.length), bits = new BigUint64Array(draws.buffer, 0, row.frozen.length);
    expect(row.frozen.length).toBeGreaterThan(3);
    expect([...bits].map((word) => word.toString(16).padStart(16, "0"))).toEqual(row.frozen);
  });

  it("comes back from JSON and structuredClone", () => {
    for (const { parameters, points } of row.cases) {
      const p = row.make(parameters), x = points.flat();
      for (const copy of [JSON.parse(JSON.stringify(p)) as unknown, structuredClone(p)]) {
        const again = restore(copy) as Distribution;
        expect(again.family).toBe(family);
        expect(again.columns).toBe(p.columns);
        expect(flat(again, "logProb", x)).toEqual(flat(p, "logProb", x));
        expect(again.sample(new Rng(7), 5)).toEqual(p.sample(new Rng(7), 5));
      }
    }
  });
});

function kolmogorov(column: Float64Array, p: Distribution): { pValue: number } {
  const F = p.cdf(Float64Array.from(column).sort());
  let i = 0;
  return kolmogorovSmirnov(column, () => F[i++]!);
}

/** χ² of neighbouring integers, put together until each cell expects 50. */
function cells(column: Float64Array, p: Distribution): { pValue: number } {
  const n = column.length, counts = new Map<number, number>();
  for (const k of column) counts.set(k, (counts.get(k) ?? 0) + 1);
  const observed: number[] = [], expected: number[] = [], end = p.quantile(1 - 50 / n);
  let e = 0, o = 0, seen = 0;
  for (let k = 0; k < end; k++) {
    e += n * Math.exp(p.logProb(k));
    o += counts.get(k) ?? 0;
    const rest = n * p.survival(k);
    if (e < 50 || rest < 50) continue;
    observed.push(o);
    expected.push(e);
    seen += o;
    e = o = 0;
  }
  observed.push(n - seen);
  expected.push(n - expected.reduce((a, b) => a + b, 0));
  return chiSquare(observed, expected);
}

it("counts of wide distributions are drawn by rejection", { timeout: 600_000 }, () => {
  const wide = [poisson({ rate: 4096.5 }), binomial({ total: 2 ** 16, probs: 0.25 }), binomial({ total: 2 ** 16, logits: 2 }), negativeBinomial({ total: 100.5, probs: 0.95 })];
  wide.forEach((p, which) => expect.soft(cells(p.sample(new Rng(3000 + which), 2 ** 20), p).pValue, p.family).toBeGreaterThan(RATE / wide.length));
});

it("gamma: common words move draws little when the concentration moves little", () => {
  for (const concentration of [0.5, 2, 100]) {
    const n = 2 ** 16, x = gamma({ concentration, rate: 1 }).sample(new Rng(5), n), y = gamma({ concentration: concentration * (1 + 2 ** -20), rate: 1 }).sample(new Rng(5), n);
    let far = 0;
    for (let i = 0; i < n; i++) if (Math.abs(y[i]! / x[i]! - 1) > 2 ** -12) far++;
    expect(far).toBeLessThan(n / 1000);
    expect(y).not.toEqual(x);
  }
});

it("product with a shared parameter: shapes of score and flow", () => {
  const p = product({ w: normal({ loc: [0, 1, 2], scale: 2 }), g: gamma({ concentration: [1, 2], rate: 3 }), k: poisson({ rate: 3 }) }), n = 4, x = p.sample(new Rng(1), n);
  const shapes = (tree: unknown): unknown => (tree instanceof Float64Array ? tree.length / n : Object.fromEntries(Object.entries(tree as object).map(([key, part]) => [key, shapes(part)])));
  expect(p.columns).toBe(6);
  expect(shapes(p.score(x))).toEqual({ w: { loc: 3, scale: 1 }, g: { concentration: 2, rate: 1 }, k: { rate: 1 } });
  expect(shapes(p.flowDivergence(x))).toEqual({ w: { loc: 3, scale: 1 }, g: { concentration: 2, rate: 1 }, k: { rate: 1 } });
  const parts = { w: x.filter((_, i) => i % 6 < 3), g: x.filter((_, i) => i % 6 === 3 || i % 6 === 4), k: x.filter((_, i) => i % 6 === 5) };
  expect((p.score(x) as unknown as { w: Tree }).w.scale).toEqual(byName(normal({ loc: [0, 1, 2], scale: 2 }) as never, "score", parts.w).scale);
  expect((p.score(x) as unknown as { g: Tree }).g.concentration).toEqual(byName(gamma({ concentration: [1, 2], rate: 3 }) as never, "score", parts.g).concentration);
  expect(() => p.gradLogProb(x)).toThrow(TypeError);
  expect(restore(JSON.parse(JSON.stringify(p)))).toBeTruthy();
});
