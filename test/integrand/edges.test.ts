/** Operations at the ends of their domains, kinks and what conditions cut off: as the documentation of `integrand` says, and IEEE 754 beyond. */
import { integrand } from "montegrad";
import { describe, expect, test } from "vitest";
import { bind } from "../../bindings/integrand/bind";
import { derivativeBy } from "../../bindings/integrand/differentiate";
import { parse } from "../../bindings/integrand/parse";
import { interpret } from "./interpreter";

const I = Infinity, N = NaN;
/** Formula of x0, x0, value, slope. */
const EDGES: readonly (readonly [string, number, number, number])[] = [
  ["x0^0", 0, 1, 0], ["x0^0", N, 1, 0], ["x0^1", -0, -0, 1], ["x0^2", -I, I, -I], ["x0^-1", 0, I, -I], ["x0^-2", -0, I, I], ["x0^0.5", 0, 0, I], ["x0^0.5", -1, N, N], ["x0^2.5", 0, 0, 0], ["x0^2.5", -1, N, N],
  ["2^x0", 1024, I, I], ["2^x0", -1080, 0, 0], ["2.5^x0", -I, 0, 0], ["x0^x0", 0, 1, -I],
  ["1/x0", 0, I, -I], ["1/x0", -0, -I, -I], ["0/x0", 0, N, N], ["sqrt(x0)", 0, 0, I], ["sqrt(x0)", -1, N, N], ["cbrt(x0)", -8, -2, 1 / 12],
  ["log(x0)", 0, -I, I], ["log(x0)", -1, N, -1], ["log1p(x0)", -1, -I, I], ["exp(x0)", 710, I, I], ["exp(x0)", -I, 0, 0], ["expm1(x0)", -I, -1, 0],
  ["tanh(x0)", I, 1, 0], ["tanh(x0)", -1000, -1, 0], ["sigmoid(x0)", 800, 1, 0], ["sigmoid(x0)", -800, 0, 0], ["softplus(x0)", -800, 0, 0], ["softplus(x0)", 800, 800, 1], ["softplus(x0)", I, I, 1],
  ["asin(x0)", 1, Math.PI / 2, I], ["acos(x0)", 2, N, N], ["atan(x0)", I, Math.PI / 2, 0], ["sin(x0)", I, N, N], ["lgamma(x0)", 0, I, -I], ["lgamma(x0)", -1, N, N],
  ["erf(x0)", I, 1, 0], ["erfc(x0)", 30, 0, 0], ["normalCdf(x0)", -I, 0, 0], ["normalLogCdf(x0)", I, 0, 0],
  ["normalLogCdf(x0)", -1e3, -500007.82669481219, 1000.00099999800001], ["normalLogCdf(x0)", -1e7, -50000000000017.037, 10000000.0000001], ["normalLogCdf(x0)", -1e10, -50000000000000000024, 1e10], ["normalLogCdf(x0)", -I, -I, I], ["normalLogCdf(x0)", N, N, N],
  // as pow of C99; sqrt is that of IEEE 754
  ["x0^0.5", -I, I, 0], ["x0^0.5", -0, 0, I], ["x0^-0.5", -I, 0, 0], ["x0^-0.5", -0, I, -I], ["x0^-0.5", 4, 0.5, -0.0625], ["x0^0.5", 4, 2, 0.25], ["sqrt(x0)", -0, -0, -I], ["sqrt(x0)", -I, N, N], ["x0^2.5", -I, I, I], ["sum(r, 9, x0^0.5)", -I, I, 0],
  // kinks: the derivative of |x| at 0 is 0, max and min take the first of two equal arguments
  ["abs(x0)", 0, 0, 0], ["abs(x0)", -0, 0, 0], ["abs(x0)", -3, 3, -1], ["abs(x0)", N, N, N], ["max(x0, 0)", 0, 0, 1], ["min(x0, 2*x0)", 0, 0, 1], ["max(2*x0, x0)", 0, 0, 2], ["relu(x0)", -1, 0, 0], ["relu(x0)", N, N, 0],
  ["max(x0, 1)", N, N, 0], ["min(1, x0)", N, N, 1], ["clamp(x0, -1, 1)", 3, 1, 0], ["clamp(x0, -1, 1)", -1, -1, 1], ["clamp(x0, -1, 1)", 0.5, 0.5, 1],
  ["sign(x0)", -5, -1, 0], ["sign(x0)", 0, 0, 0], ["sign(x0)", N, N, 0], ["floor(x0)", -0.5, -1, 0], ["floor(x0)", 1e300, 1e300, 0],
  // comparisons are 0 or 1, with NaN as in IEEE 754
  ["x0 < 1", N, 0, 0], ["x0 != x0", N, 1, 0], ["x0 == 0", -0, 1, 0], ["!(x0 > 1)", 0, 1, 0], ["x0 > 0 && x0 < 2", 1, 1, 0], ["x0 > 2 || x0 < -2", -3, 1, 0], ["2 && x0", 0, 0, 0],
  // what a condition does not choose adds nothing
  ["where(x0 > 0, log(x0), 0)", 0, 0, 0], ["where(x0 > 0, sqrt(x0), x0)", -1, -1, 1], ["where(x0 > 0, sqrt(x0), 0)", 0, 0, 0], ["where(x0 < 1, x0, 1/(x0 - 1))", 0, 0, 1], ["where(x0 == 0, 1, sin(x0)/x0)", 0, 1, 0], ["where(1, x0, 0/0)", 2, 2, 1],
  ["where(x0 > 0, x0*log(x0), 0)^2", 0, 0, 0], ["where(x0 > 1, exp(x0^4), 0)", -I, 0, 0], ["max(0, sqrt(x0))", 0, 0, 0],
  ["where(x0 > 1, x0, x0/0)", 3, 3, 1], ["where(x0 > 1, x0, scan(k < 4; s = x0; s = s*log(1 - x0); s))", 3, 3, 1], ["where(x0 > 1, x0, scan(k < 4; s = log(1 - x0); s = s*x0; s))", 3, 3, 1],
  ["sum(r, 9, where(r > 20, sqrt(-x0), x0))", 3, 27, 9], ["scan(k < 3; s = x0; s = where(k < 0, sqrt(-x0)*s, s); s)", 3, 3, 1],
  // nor does a first value that no step uses
  ["scan(k < 3; s = sqrt(-x0); s = k*x0; s)", 3, 6, 2], ["scan(k < 3; s = sqrt(-x0), t = 0; s = sum(r, 9, where(x0 > 1, x0, s)), t = t + s; t)", 3, 81, 27],
  ["sum(r, 0, log(x0))", -1, 0, 0], ["x0^(0*abs(x0))", 2, 1, 0],
  ["logsumexp(x0, 0)", I, I, N], ["logsumexp(x0, -1e300)", -I, -1e300, 0], ["logsumexp(x0, x0)", 1000, 1000 + Math.LN2, 1], ["logsumexp(x0, x0)", -I, -I, N],
];

test("the first of equal numbers has the derivative of max and min, in long vectors too", () => {
  for (const D of [3, 20]) {
    const x = Array.from({ length: D }, (_, d) => Float64Array.of(d > 0 ? 2 : 1, d === 1 ? NaN : 1)), first = (k: number): number[] => x.map((_, d) => Number(d === k));
    expect(integrand("max(x)").gradient(x).map(([g]) => g)).toEqual(first(1));
    expect(integrand("min(-x)").gradient(x).map(([g]) => g! + 0)).toEqual(first(1).map((v) => -v + 0));
  }
});

test("a power that data make 0 is constant", () => {
  const phi = integrand("sum(r, x0^y[r])", { data: { y: [0, 1, 2, 0] } });
  expect(Array.from(phi.gradient([[0, 2, NaN]])[0]!).slice(0, 2)).toEqual([1, 5]);
  expect(integrand("x0^c", { constants: { c: 0 } }).gradient([[0, -1, Infinity, NaN]])[0]).toEqual(new Float64Array(4));
});

test("the second derivative of log Φ, −m(x + m) with m = φ/Φ", () => {
  const { graph, roots: [root] } = bind(parse("normalLogCdf(x)").formula, { columnNames: ["x"], parameters: [], data: [] }, undefined, (_, expected) => new RangeError(expected)), first = derivativeBy(graph, "x", root!, 0), second = derivativeBy(graph, "x", first, 0);
  // mpmath: mp.dps = 40; m = npdf(x)/ncdf(x); -m*(x + m)
  for (const [x, wanted] of [[-5, -0.96730356538288777], [-1, -0.80090233442965121], [0, -0.63661977236758134], [1, -0.3703137142233946], [4, -0.00053535576953818016]] as const) {
    expect(Math.abs(interpret(graph, [second], [], { x: [x], data: [], theta: [], logp: 0 }).out[0]! - wanted)).toBeLessThan(1e-13 * Math.abs(wanted) + 1e-14);
  }
});

test("what is not chosen adds nothing, in long vectors and in states, either", () => {
  const nine = (first: number): number[][] => [[first], ...Array.from({ length: 8 }, () => [0])], zeros = new Array<number>(8).fill(0);
  /** Formula, x, gradient. */
  const rows: readonly (readonly [string, number[][], number[]])[] = [
    ["max(sqrt(x))", nine(4), [0.25, ...zeros]], ["min(sqrt(x))", nine(0), [I, ...zeros]], ["sum(r, max(sqrt(x))*x[r])", nine(4), [3, ...zeros.map(() => 2)]],
    // where one state is cut off and another is not
    ["scan(k < 2; t = x0, u = x0; t = sqrt(t), u = u/2; where(x0 > 0, t, 0) + u)", [[-1]], [0.25]],
    ["scan(k < 3; s = 0, t = x0; s = s + where(x0 > 0, t, 0), t = sqrt(t); s)", [[-1]], [0]],
    ["sum(r, 2, scan(k < 2; t = x0, u = x0; t = sqrt(t), u = u/2; where(x0 > 0, t, 0) + u))", [[-1]], [0.5]],
    // states of which the result takes nothing, or only whether a condition holds
    ["scan(k < 3; s = 1, t = 0; s = s*x0, t = t + sqrt(x1); s)", [[2], [0]], [12, 0]],
    ["scan(k < 3; s = 1, t = x1; s = s*x0*(t >= 0), t = t + sqrt(x1); s)", [[2], [0]], [12, 0]],
    ["scan(k < 3; s = x0, t = 0; s = scan(m < 2; a = s, b = sqrt(x1); a = a*x0, b = b*a; a), t = t + sqrt(x1); s)", [[2], [0]], [448, 0]],
    // where what is outside, or the recurrence itself, is infinite or NaN
    ["where(x0 > 1, sum(r, 2, scan(k < 2; t = x[r], u = x[r]; t = sqrt(t), u = u/2 + t; u)), 0) + x1", [[-1], [-2]], [0, 1]],
    ["sqrt(sum(r, 9, where(x0 > 0, x1, 0)*(r + 1)))", [[-1], [2]], [0, 0]], ["sqrt(sum(r, 2, where(x0 > 0, x[r], 0)*(r + 1)))", [[-1], [2]], [0, 0]],
  ];
  for (const [text, x, wanted] of rows) expect(integrand(text).gradient(x).map(([g]) => g! + 0), text).toEqual(wanted);
});

test("a scan has no second derivative", () => {
  const { graph, roots: [root] } = bind(parse("scan(k < 3; s = x; s = sin(s*x); s)").formula, { columnNames: ["x"], parameters: [], data: [] }, undefined, (_, expected) => new RangeError(expected)), first = derivativeBy(graph, "x", root!, 0);
  expect(() => derivativeBy(graph, "x", first, 0)).toThrow(new TypeError("integrand: the gradient expected operations with a known derivative, got the gradient of a scan"));
});

describe("edges", () => {
  for (const [formula, x, value, slope] of EDGES) {
    test(`${formula} at ${Object.is(x, -0) ? "-0" : x}`, () => {
      const phi = integrand(formula), column = [Float64Array.of(x)], near = (found: number, wanted: number): void => {
        if (Number.isFinite(wanted)) expect(Math.abs(found - wanted)).toBeLessThanOrEqual(4e-16 * Math.abs(wanted));
        else expect(found).toBe(wanted);
      };
      near(phi.value(column)[0]!, value);
      near(phi.gradient(column)[0]![0]!, slope);
    });
  }
});
