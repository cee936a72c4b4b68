/**
 * Compiled integrands against the interpreter, bit for bit, and against differences of it: one formula for each shape of code that the compiler
 * makes. Random formulas are in property.test.ts.
 */
import { describe, expect, test } from "vitest";
import { type Data, integrand } from "../../bindings/integrand/compiled";
import { bind } from "../../bindings/integrand/bind";
import { gradientOf } from "../../bindings/integrand/differentiate";
import { parse } from "../../bindings/integrand/parse";
import { interpret } from "./interpreter";

const X = Array.from({ length: 7 }, (_, r) => Array.from({ length: 3 }, (_, j) => Math.cos(2.3 * (3 * r + j)))), y = [1, -1, 1, 1, -1, 1, -1];
const Y = Array.from({ length: 4 }, (_, r) => Array.from({ length: 12 }, (_, j) => Math.sin(3.1 * (12 * r + j))));
const DATA: Record<string, { shape: number[]; values: number[] }> = { X: { shape: [7, 3], values: X.flat() }, y: { shape: [7], values: y }, Y: { shape: [4, 12], values: Y.flat() } };

/** [formula, columns, rows] */
const FORMULAS: readonly (readonly [string, number, number])[] = [
  ["x0*x1", 2, 700],
  ["(x0 - 1)^2 + exp(-x1) * sin(3*x0)", 2, 700],
  ["where(x0 < 0.3, tanh(x0*x1), x1^5)", 2, 700],
  ["sum(i, (x[i] - 0.3)^2)", 12, 513],
  ["exp(-0.1 * sum(i, x[i]^2*x2))", 12, 100],
  ["sum(i, exp(0.5*x[i])*sin(x[i]))", 12, 1030],
  ["sum(i, 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2)", 12, 511],
  ["sum(r, softplus(-y[r] * dot(X[r], x)))", 3, 700],
  ["exp(-sum(r, softplus(-y[r] * dot(X[r], x))))", 3, 300],
  ["sum(i, 4, x[i]*sum(j, Y[i, j]*x[j]))", 12, 300],
  ["sum(i, 4, log1p(exp(dot(Y[i], x))) * x[i])", 12, 300],
  ["total(matvec(Y, x)^2)".replace("total", "sum"), 12, 100],
  ["scan(k < 9; s = 0.4*x0; s = 0.9*s*(1 - s); s)", 1, 700],
  ["scan(k < 12; s = 1, t = 0; s = s*exp(0.01 + 0.2*x[k]), t = t + s; max(t/12 - 0.1*s, 0))", 12, 700],
  ["scan(k < 5000; s = x0, t = x1; s = s + 0.001*sin(t), t = t - 0.001*s; s*t)", 2, 40],
  // its steps are done again while much of the gradient is already there
  ["scan(k < 1; f = scan(k < 4200; s = sigmoid(x0*x1); s = s + 0.001*sin(s*tanh(x0 + x1) + cosh(0.1*s)); s); f = f; sin(f)*exp(x0) + cos(f)*log1p(x1^2) + tanh(f)*atan(x0*x1) + sinh(f)*erf(x0 - x1) + f*cosh(x0 + x1))", 2, 40],
  ["scan(k < 4; s = x0; s = tanh(sum(j, X[k, j]*s*sin(x[j]))); s)", 3, 513],
  ["scan(k < 3; s = x0; s = scan(m < 4; t = s*x1; t = sin(t + k*x2); t); s^2)", 3, 100],
  ["sum(r, scan(k < 3; s = y[r]*x0; s = sin(s + x1); s^2))", 2, 300],
  // recurrences within sums take from all that is around
  ["exp(sum(a, 2, sum(b, 2, scan(k < 2; s = b; s = s*x[k]; s*(a + 1)))))", 2, 100],
  ["sum(a, 2, sum(b, 2, scan(k < 2; s = b; s = s*x[k]; s)*sin(a)))^2", 2, 100],
  ["sin(sum(a, 2, sum(b, 2, sum(c, 2, scan(k < 3; s = b*sin(a*x0) + c; s = s*x[k]*cos(a*x1); s*(a + 1))))))", 3, 100],
  ["sum(a, 2, scan(j < 3; u = x0*a; u = u*sin(x1) + sum(b, 2, scan(k < 2; s = b*u; s = s*x[k]*sin(a*u + x0); s)*sin(a)); u))^2", 2, 100],
  ["sin(sum(a, 2, sum(b, 2, scan(k < 4200; s = sin(a*x0) + b; s = s + 0.001*cos(a*x1)*sin(s); s)*x1*(a + 1))))", 2, 10],
  ["logsumexp(x) + max(x) - min(x)", 12, 300],
  ["logsumexp(x0, x1, 3) + logsumexp(x)", 2, 300],
  ["mean(softplus(x)) * clamp(x0, -0.5, 0.5)", 12, 300],
  ["sum(r, y[r]^2) * x0 + exp(sum(y)) + pow(2.5, x0) + abs(x0)^x1", 2, 300],
];

describe("compiled equals interpreted", () => {
  for (const [formula, D, n] of FORMULAS) {
    test(formula, () => {
      const data = Object.entries(DATA).filter(([name]) => new RegExp(`\\b${name}\\b`).test(formula)), flat = data.flatMap(([, { values }]) => values);
      const phi = integrand(formula, { data: Object.fromEntries(data.map(([name]): [string, Data] => [name, { X, y, Y }[name]!])) });
      const fail = (_: number, expected: string, got: string): RangeError => new RangeError(`${expected}, ${got}`);
      const { graph, roots } = bind(parse(formula).formula, { columnNames: Array.from({ length: D }, (_, d) => `x${d}`), parameters: [], data: data.map(([name, { shape }]) => ({ name, shape })) }, undefined, fail);
      const effects = gradientOf(graph, roots[0]!), x = Array.from({ length: D }, (_, d) => Float64Array.from({ length: n }, (_, i) => 2 * Math.sin(1.7 * i + d) + 0.1 * d));
      const at = (i: number, moved = -1, by = 0, some = effects): ReturnType<typeof interpret> => interpret(graph, roots, some, { x: x.map((column, d) => column[i]! + (d === moved ? by : 0)), data: flat, theta: [], logp: 0 });
      const value = new Float64Array(n), gradient = x.map(() => new Float64Array(n));
      phi.valueAndGradient(x, value, gradient);
      expect(phi.value(x)).toEqual(value);
      const rows = new Set([0, 1, 2, 3, 4, 7, 31, 32, 63, 64, 65, 255, 256, 257, 511, 512, 513, n - 2, n - 1].filter((i) => i < n));
      for (const i of rows) {
        const wanted = at(i);
        expect(value[i], `row ${i}`).toBe(wanted.out[0]);
        // the sign of a zero may differ
        expect(gradient.map((column) => column[i]! + 0), `gradient of row ${i}`).toEqual(wanted.gradient.x.map((v) => v + 0));
      }
      const h = 1e-5;
      for (let d = 0; d < D; d++) {
        const slope = (at(5, d, h, []).out[0]! - at(5, d, -h, []).out[0]!) / (2 * h);
        expect(Math.abs(gradient[d]![5]! - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      }
    });
  }
});
