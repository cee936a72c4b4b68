/**
 * Random formulas: compiled value and gradient equal those of the interpreter bit for bit, for all row counts and special values. One formula
 * for each shape of code is in compiled.test.ts.
 */
import { expect, test } from "vitest";
import { bind } from "../../bindings/integrand/bind";
import { type Data, integrand } from "../../bindings/integrand/compiled";
import { gradientOf } from "../../bindings/integrand/differentiate";
import { parse } from "../../bindings/integrand/parse";
import { interpret } from "./interpreter";

/** mulberry32, T. Ettinger: random enough to choose formulas. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const UNARY = ["sqrt", "cbrt", "exp", "exp2", "expm1", "log", "log2", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "normalCdf", "normalLogCdf", "lgamma", "digamma", "softplus", "sigmoid", "relu", "abs", "sign", "floor"];
const CONSTANTS = ["0", "1", "2", "0.5", "3.25", "1e-3", "1e300", "1e-300", "7", "pi", "c"];
const COLUMNS = [1, 2, 3, 10], ROWS = 4;

/** A formula of numbers over D columns; `names` may stand in it. */
function formula(pick: () => number, D: number, depth: number, names: readonly string[]): string {
  const one = <T>(list: readonly T[]): T => list[Math.floor(pick() * list.length)]!, sub = (more: readonly string[] = []): string => formula(pick, D, depth - 1, [...names, ...more]);
  if (depth <= 0 || pick() < 0.1) return pick() < 0.3 ? one(CONSTANTS) : one([...names, ...names, ...Array.from({ length: Math.min(D, 4) }, (_, d) => `x${d}`)]);
  const kind = pick(), i = `i${depth}`, k = `k${depth}`, s = `s${depth}`, t = `t${depth}`;
  if (kind < 0.35) return `(${sub()} ${one(["+", "-", "*", "/"])} ${sub()})`;
  if (kind < 0.6) return `${one(UNARY)}(${sub()})`;
  if (kind < 0.65) return `(${sub()})^${one(["2", "3", "-1", "-2", "0.5", "5", "2.5", "0", "1"])}`;
  if (kind < 0.67) return `abs(${sub()})^(${sub()})`;
  if (kind < 0.7) return `-${sub()}`;
  if (kind < 0.76) return `where(${sub()} ${one(["<", "<=", ">", ">=", "==", "!="])} ${sub()}, ${sub()}, ${sub()})`;
  if (kind < 0.8) return `${one(["min", "max", "logsumexp"])}(${sub()}, ${sub()}${pick() < 0.3 ? `, ${sub()}` : ""})`;
  if (kind < 0.82) return `clamp(${sub()}, -1, ${sub()})`;
  if (kind < 0.87) return `sum(${i}, ${sub([`x[${i}]`, i])} + x[${i}])`;
  if (kind < 0.91) return `sum(${i}, ${sub([`y[${i}]`, `dot(X[${i}], x)`])} * y[${i}])`;
  if (kind < 0.94) return `${one(["logsumexp", "mean", "max", "min", "sum"])}(${one(["x", "x^2", "matvec(X, x)", "y*matvec(X, x)", "sin(x)"])})`;
  if (kind < 0.95) return "dot(x, x)";
  return `scan(${k} < ${one(["0", "1", "3", "9"])}; ${s} = ${sub()}, ${t} = ${one(["0", "x0", "y[1]"])}; ${s} = ${one(["sin", "tanh", "sigmoid", "atan"])}(${sub([s, t, s, k])}), ${t} = ${t} + ${one([s, `${s}*x0`, "1"])}; ${one([s, t, `(${s} - ${t})`])})`;
}

/** Recurrences within recurrences, within two or three sums, and all of it in a function. */
function nested(pick: () => number, D: number): string {
  const around = Array.from({ length: 2 + Math.floor(pick() * 2) }, (_, k) => `w${k}`);
  const scan = (names: readonly string[], level: number): string => {
    const s = `s${level}n`, k = `k${level}n`, inside = [...names, s, k], next = level < 2 && pick() < 0.5 ? scan(inside, level + 1) : formula(pick, D, 2, inside);
    return `scan(${k} < ${1 + Math.floor(pick() * 3)}; ${s} = ${formula(pick, D, 1, names)}; ${s} = ${next}; ${s}*${formula(pick, D, 1, [...names, s])})`;
  };
  return `tanh(0.125*${around.reduceRight((body, w, k) => `sum(${w}, 2, ${body}*${formula(pick, D, 1, around.slice(0, k + 1))} + ${formula(pick, D, 1, around.slice(0, k + 1))})`, scan(around, 0))})`;
}

const SPECIAL = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e300, -1e-300, 5e-324, 0.5];

/** Which formula, and the rows at which it is looked at. */
function check(seed: number, count: number, make = (pick: () => number, D: number): string => formula(pick, D, 1 + Math.floor(pick() * 4), [])): void {
  const pick = random(seed);
  for (let k = 0; k < count; k++) {
    const D = COLUMNS[Math.floor(pick() * COLUMNS.length)]!, text = make(pick, D), n = [1, 3, 4, 5, 37, 511, 513, 1030][Math.floor(pick() * 8)]!;
    const X = Array.from({ length: ROWS }, () => Array.from({ length: D }, () => Math.round(64 * (pick() - 0.5)) / 16)), y = Array.from({ length: ROWS }, () => Math.round(64 * (pick() - 0.5)) / 16), c = pick() < 0.1 ? -0 : pick() - 0.5;
    const x = Array.from({ length: D }, () => Float64Array.from({ length: n }, () => (pick() < 0.05 ? SPECIAL[Math.floor(pick() * SPECIAL.length)]! : 4 * (pick() - 0.5))));
    const data: Record<string, Data> = { X, y }, flat = [...X.flat(), ...y, c], value = new Float64Array(n), gradient = x.map(() => new Float64Array(n));
    try {
      integrand(text, { data, constants: { c } }).valueAndGradient(x, value, gradient);
    } catch (error) {
      throw new Error(`${text} over ${D} columns: ${String(error)}`, { cause: error });
    }
    const fail = (_: number, expected: string, got: string): RangeError => new RangeError(`${expected}, ${got}`);
    const { graph, roots } = bind(parse(text).formula, { columnNames: x.map((_, d) => `x${d}`), parameters: [], data: [{ name: "X", shape: [ROWS, D] }, { name: "y", shape: [ROWS] }, { name: "c", shape: [] }] }, undefined, fail);
    const effects = gradientOf(graph, roots[0]!);
    for (const i of new Set([0, 1, 2, 3, 4, 36, 255, 256, 511, 512, n - 2, n - 1].filter((row) => row >= 0 && row < n))) {
      const wanted = interpret(graph, roots, effects, { x: x.map((column) => column[i]!), data: flat, theta: [], logp: 0 }), where = `${text}\nrow ${i} of ${n}, x = [${x.map((column) => column[i]).join(", ")}]`;
      // the sign of a zero, and which NaN it is, may differ
      expect(value[i]! + 0, where).toBe(wanted.out[0]! + 0);
      gradient.forEach((column, d) => expect(column[i]! + 0, `∂/∂x${d} of ${where}`).toBe(wanted.gradient.x[d]! + 0));
    }
  }
}

for (let part = 0; part < 12; part++) test(`100 formulas, part ${part}`, () => check(1000 + part, 100), 60_000);
test("100 nested recurrences", () => check(2001, 100, nested), 60_000);
