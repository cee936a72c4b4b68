/**
 * The public vector functions: accuracy at committed points (test/accuracy/*.json, by reference.py; `npm run test:accuracy` measures a
 * million points each), edges, shapes, ownership and errors. Exact facts about the kernels alone are in assembly/__tests__.
 */
import { describe, expect, it } from "vitest";
import { type BinaryFunction, type UnaryFunction, vector } from "../dist/index.js";

type Points = { functions: Record<string, { bound: number; floor: number; points: number[][] }> };
const POINTS: Points["functions"] = Object.assign({}, ...Object.values(import.meta.glob<Points>("./accuracy/*.json", { eager: true, import: "default" })).map((group) => group.functions));

const unary = (name: string): UnaryFunction => (vector as Record<string, unknown>)[name] as UnaryFunction;
const binary = (name: string): BinaryFunction => (vector as Record<string, unknown>)[name] as BinaryFunction;
type Of = (...given: (number | ArrayLike<number>)[]) => Float64Array & number;
const any = (name: string): Of => (vector as unknown as Record<string, Of>)[name]!;
const BINARY = ["pow", "gammaP", "gammaQ", "logGammaP", "logGammaQ", "gammaPInverse", "gammaQInverse", "logBeta"];
const TERNARY = ["betaI", "betaIComplement", "logBetaI", "logBetaIComplement", "betaIInverse", "betaIComplementInverse"];
const UNARY = Object.keys(vector).filter((name) => ![...BINARY, ...TERNARY, "sinCos"].includes(name));

/** Distance of doubles at hi + rest ulp: that of hi's binade, or of the one below, where hi is a power of two that exceeds the value. */
function spacing(hi: number, rest: number): number {
  const a = Math.abs(hi), bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, a);
  const below = bits.getBigUint64(0) % (1n << 52n) === 0n && rest * Math.sign(hi) < 0, exponent = Number(bits.getBigUint64(0) >> 52n) - (below ? 1 : 0);
  return 2 ** Math.max(exponent - 1075, -1074);
}

describe("accuracy", () => {
  it("has points for every function", () => expect(Object.keys(POINTS).sort()).toEqual([...UNARY, ...BINARY, ...TERNARY].sort()));

  it.each(Object.entries(POINTS))("%s stays within its bound", (name, { bound, floor, points }) => {
    expect(points.length).toBeGreaterThanOrEqual(100);
    const columns = points[0]!.length - 2, got = any(name)(...Array.from({ length: columns }, (_, k) => points.map((p) => p[k]!)));
    points.forEach((point, i) => {
      const [hi, rest] = point.slice(columns) as [number, number], step = spacing(hi, rest);
      const ulp = Math.abs((got[i]! - hi) / step - rest);
      if (!(ulp <= bound || ulp * step <= floor)) expect.fail(`${name}(${point.slice(0, columns).join(", ")}) = ${got[i]}: ${ulp} ulp from ${hi} + ${rest} ulp`);
    });
  });
});

const INF = Infinity, TINY = 5e-324, SMALL = 2 ** -1022, MAX = Number.MAX_VALUE;

/** Function, argument, value: bit for bit. */
const EDGES: [string, number, number][] = [
  ["exp", 0, 1], ["exp", -0, 1], ["exp", INF, INF], ["exp", -INF, 0], ["exp", 710, INF], ["exp", -746, 0], ["exp", -745.13, TINY], ["exp", TINY, 1],
  ["exp2", 0, 1], ["exp2", INF, INF], ["exp2", -INF, 0], ["exp2", 1024, INF], ["exp2", 1023, 2 ** 1023], ["exp2", -1074, TINY], ["exp2", -1075, 0], ["exp2", -1022, SMALL],
  ["expm1", 0, 0], ["expm1", -0, -0], ["expm1", TINY, TINY], ["expm1", -TINY, -TINY], ["expm1", INF, INF], ["expm1", -INF, -1], ["expm1", 710, INF], ["expm1", -60, -1],
  ["log", 0, -INF], ["log", -0, -INF], ["log", 1, 0], ["log", -1, NaN], ["log", -TINY, NaN], ["log", -INF, NaN], ["log", INF, INF], ["log", TINY, -744.4400719213812],
  ["log2", 0, -INF], ["log2", -0, -INF], ["log2", 1, 0], ["log2", -1, NaN], ["log2", INF, INF], ["log2", TINY, -1074], ["log2", SMALL, -1022], ["log2", 2 ** 1023, 1023],
  ["log1p", 0, 0], ["log1p", -0, -0], ["log1p", TINY, TINY], ["log1p", -TINY, -TINY], ["log1p", -1, -INF], ["log1p", -1.5, NaN], ["log1p", INF, INF], ["log1p", -INF, NaN],
  ["sqrt", 0, 0], ["sqrt", -0, -0], ["sqrt", 4, 2], ["sqrt", -1, NaN], ["sqrt", INF, INF], ["sqrt", TINY, 2 ** -537],
  ["cbrt", 0, 0], ["cbrt", -0, -0], ["cbrt", 27, 3], ["cbrt", -27, -3], ["cbrt", INF, INF], ["cbrt", -INF, -INF], ["cbrt", 2 ** -1074, 2 ** -358], ["cbrt", -(2 ** -1023), -(2 ** -341)],
  ["sinh", 0, 0], ["sinh", -0, -0], ["sinh", TINY, TINY], ["sinh", -TINY, -TINY], ["sinh", INF, INF], ["sinh", -INF, -INF], ["sinh", 711, INF], ["sinh", -711, -INF],
  ["cosh", 0, 1], ["cosh", -0, 1], ["cosh", TINY, 1], ["cosh", INF, INF], ["cosh", -INF, INF], ["cosh", -711, INF],
  ["tanh", 0, 0], ["tanh", -0, -0], ["tanh", TINY, TINY], ["tanh", -TINY, -TINY], ["tanh", INF, 1], ["tanh", -INF, -1], ["tanh", 20, 1], ["tanh", -1e300, -1],
  ["i0e", 0, 1], ["i0e", -0, 1], ["i0e", INF, 0], ["i0e", -INF, 0], ["i1e", 0, 0], ["i1e", -0, -0], ["i1e", INF, 0], ["i1e", -INF, -0],
  ["i1eOverI0e", 0, 0], ["i1eOverI0e", -0, -0], ["i1eOverI0e", INF, 1], ["i1eOverI0e", -INF, -1], ["i1eOverI0e", MAX, 1],
  ["softplus", -INF, 0], ["softplus", INF, INF], ["softplus", -745.13, TINY], ["softplus", MAX, MAX], ["softplus", -1e300, 0],
  ["sigmoid", 0, 0.5], ["sigmoid", -0, 0.5], ["sigmoid", INF, 1], ["sigmoid", -INF, 0], ["sigmoid", -745.13, TINY], ["sigmoid", 40, 1],
];

/** x, y, x^y */
const POWERS: [number, number, number][] = [
  [0, 0, 1], [NaN, 0, 1], [INF, -0, 1], [1, NaN, 1], [1, INF, 1], [1, -INF, 1], [-1, INF, 1], [-1, -INF, 1], [NaN, 1, NaN], [2, NaN, NaN],
  [0, 3, 0], [-0, 3, -0], [-0, 2, 0], [0, -3, INF], [-0, -3, -INF], [-0, -2, INF], [-0, 0.5, 0], [0, INF, 0], [0, -INF, INF],
  [INF, 2, INF], [INF, -2, 0], [-INF, 3, -INF], [-INF, 2, INF], [-INF, -3, -0], [-INF, -2, 0], [-INF, 0.5, INF], [0.5, INF, 0], [0.5, -INF, INF], [-2, INF, INF], [-2, -INF, 0],
  [2, 10, 1024], [-2, 3, -8], [-2, 2, 4], [-2, 0.5, NaN], [-1, 2 ** 53, 1], [-1, 2 ** 53 - 1, -1], [-1, 1e300, 1], [TINY, 1, TINY], [TINY, -1, INF], [2, -1074, TINY], [2, -1075, 0],
  [2, 1023, 2 ** 1023], [2, 1024, INF], [-2, 1025, -INF], [-2, -1077, -0], [MAX, 1, MAX], [10, 22, 1e22], [1 + 2 ** -52, MAX, INF], [0.5, MAX, 0], [9, 0.5, 3],
];

describe("edges", () => {
  it.each(EDGES)("%s(%d) is %d", (name, x, value) => expect(unary(name)(x)).toBe(value));
  it.each(POWERS)("%d ^ %d is %d", (x, y, value) => expect(vector.pow(x, y)).toBe(value));
  it.each(UNARY)("%s(NaN) is NaN", (name) => expect(unary(name)(NaN)).toBeNaN());
});

describe("shapes", () => {
  /** Ordinary numbers among such as take the rare branches: what stands beside a number must not matter to it. */
  const MIXED = [0.75, -0.75, 0, NaN, 3.5, TINY, INF, 12.25, 1e-310];

  it.each(UNARY)("%s: every element is the scalar's, for n = 0 … 9", (name) => {
    const f = unary(name);
    for (let n = 0; n <= MIXED.length; n++) {
      const x = MIXED.slice(0, n);
      expect(Array.from(f(x))).toEqual(x.map((v) => f(v)));
      expect(Array.from(f(x.slice().reverse()))).toEqual(x.slice().reverse().map((v) => f(v)));
    }
  });

  it.each(BINARY)("%s: every element is the scalar's, for n = 0 … 9", (name) => {
    const f = binary(name);
    for (let n = 0; n <= MIXED.length; n++) {
      const x = MIXED.slice(0, n), y = x.slice().reverse();
      expect(Array.from(f(x, y))).toEqual(x.map((v, i) => f(v, y[i]!)));
      expect(Array.from(f(x, 2.5))).toEqual(x.map((v) => f(v, 2.5)));
      expect(Array.from(f(2.5, y))).toEqual(y.map((v) => f(2.5, v)));
    }
  });

  it.each(TERNARY)("%s: every element is the scalar's; numbers go with each", (name) => {
    const f = any(name), a = [0.5, 2, 0, NaN, 30, 1e4], b = [3, 0.25, 1, 2, 12, 1e4], x = [0.25, 0.5, 0.5, 0.5, 1, 0.4921875];
    expect(Array.from(f(a, b, x))).toEqual(x.map((v, i) => f(a[i]!, b[i]!, v)));
    expect(Array.from(f(2, b, 0.25))).toEqual(b.map((v) => f(2, v, 0.25)));
    expect(Array.from(f(2, 3, x))).toEqual(x.map((v) => f(2, 3, v)));
    expect(Array.from(f(a, 3, 0.75, new Float64Array(6)))).toEqual(a.map((v) => f(v, 3, 0.75)));
    for (const [p, q, r] of [[0, 1, 0.5], [-1, 1, 0.5], [1, 0, 0.5], [1, Infinity, 0.5], [1, 1, -0.5], [1, 1, 1.5], [NaN, 1, 0.5], [1, 1, NaN]] as const) expect(f(p, q, r), `${p}, ${q}, ${r}`).toBeNaN();
  });

  it("more than a block", () => {
    const x = Float64Array.from({ length: 10_001 }, (_, i) => i / 1000 - 3), y = vector.exp(x);
    for (const i of [0, 4095, 4096, 8191, 8192, 10_000]) expect(y[i]).toBe(vector.exp(x[i]!));
  });

  it("fills and returns out, which may be x or y", () => {
    const x = Float64Array.of(1, 2, 3), out = new Float64Array(3), expected = [1, 4, 9];
    expect(vector.pow(x, 2, out)).toBe(out);
    expect(Array.from(out)).toEqual(expected);
    expect(Array.from(x)).toEqual([1, 2, 3]);
    expect(vector.pow(x, Float64Array.of(2, 2, 2), x)).toBe(x);
    expect(Array.from(x)).toEqual(expected);
    const y = Float64Array.of(2, 3, 4);
    expect(Array.from(vector.pow(2, y, y))).toEqual([4, 8, 16]);
    expect(Array.from(vector.sqrt(x, x))).toEqual([1, 2, 3]);
    const long = Float64Array.from({ length: 10_001 }, (_, i) => i);
    expect(vector.sqrt(long.subarray(0, 10_000), long.subarray(1))[9999]).toBe(Math.sqrt(9999)); // one shifted against the other
    const angles = Float64Array.from({ length: 10_001 }, (_, i) => i), { sin } = vector.sinCos(angles.subarray(0, 10_000), angles.subarray(1));
    expect(sin[9999]).toBe(vector.sin(9999));
  });

  it("gives a fresh array, and takes any array of numbers", () => {
    const x = new Float32Array([0, 1]), y = vector.exp2(x);
    expect(y).toBeInstanceOf(Float64Array);
    expect(Array.from(y)).toEqual([1, 2]);
    vector.exp2([5, 6]);
    expect(Array.from(y)).toEqual([1, 2]);
  });
});

describe("errors", () => {
  const shared = new Float64Array(2), exp = vector.exp as (...given: unknown[]) => unknown, pow = vector.pow as (...given: unknown[]) => unknown;
  it.each<[string, () => unknown, typeof TypeError | typeof RangeError, string]>([
    ["no array", () => exp("1"), TypeError, 'vector.exp: "x" expected a number or an array of numbers, got "1"'],
    ["nothing", () => exp(), TypeError, 'vector.exp: "x" expected a number or an array of numbers, got undefined'],
    ["null", () => exp(null), TypeError, 'vector.exp: "x" expected a number or an array of numbers, got null'],
    ["an object without length", () => exp({}), TypeError, 'vector.exp: "x" expected a number or an array of numbers, got an object with nothing in it'],
    ["what is no number in an array", () => exp([1, "2"]), TypeError, 'vector.exp: "x[1]" expected a number, got "2"'],
    ["one operand", () => pow(1), TypeError, 'vector.pow: "y" expected a number or an array of numbers, got undefined'],
    ["lengths", () => pow([1, 2], [1]), RangeError, 'vector.pow: "y" expected 2 numbers like "x", got 1'],
    ["lengths of the third", () => (vector.betaI as (...given: unknown[]) => unknown)(1, [1, 2], [1]), RangeError, 'vector.betaI: "z" expected 2 numbers like "y", got 1'],
    ["a short out", () => exp([1, 2], new Float64Array(1)), RangeError, 'vector.exp: "out" expected 2 numbers, got 1'],
    ["an out of another kind", () => exp([1], new Float32Array(1)), TypeError, 'vector.exp: "out" expected a Float64Array, got Float32Array of length 1'],
    ["one out for two", () => vector.sinCos([1, 2], ...[0, 1].map(() => shared)), RangeError, 'vector.sinCos: "cos" expected an array that shares no numbers with "sin", got Float64Array of length 2'],
    ["an out beside a number", () => exp(1, new Float64Array(1)), TypeError, 'vector.exp: "out" expected nothing beside a number, got Float64Array of length 1'],
  ])("%s", (_, call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
