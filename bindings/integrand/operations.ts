/**
 * The operations of compiled integrands on numbers: one row each, with what it gives for numbers, how it is compiled and its derivative.
 *
 * Arithmetic becomes instructions in fused loops (`simd`: opcodes of f64x2; emit.ts has the few that are longer); the rest are kernels of
 * the core over columns, with the bits of `vector.*`. Comparisons are 0 or 1; a condition holds where it is not 0.
 */
import { vector } from "../vector";

/** A node of a graph, by number. */
export type Id = number;

/** What derivatives are made with: a graph. @internal */
export interface Builder {
  readonly zero: Id;
  readonly one: Id;
  number(value: number): Id;
  /** The operation of that name. */
  make(op: string, ...args: readonly Id[]): Id;
  add(x: Id, y: Id): Id;
  sub(x: Id, y: Id): Id;
  mul(x: Id, y: Id): Id;
  div(x: Id, y: Id): Id;
  neg(x: Id): Id;
  pow(x: Id, y: Id): Id;
  where(c: Id, x: Id, y: Id): Id;
  /** g·d and g/y of the chain rule: 0 where a condition has cut g off. */
  chain(g: Id, d: Id): Id;
  over(g: Id, y: Id): Id;
  /** May it have a derivative? */
  varies(x: Id): boolean;
}

/** @internal */
export interface Operation {
  /** Its value for numbers, with the bits that compiled code gives. */
  readonly fold: (...x: readonly number[]) => number;
  /** One instruction of f64x2. */
  readonly simd?: number;
  /** Its first argument and its second may change places. */
  readonly commutes?: true;
  /** A kernel of the core: columns in, a column out. */
  readonly kernel?: `vector${string}`;
  /** What the adjoint g of y = f(x…) adds to that of each argument; undefined for nothing. Without it no derivative is known. */
  readonly derivative?: (b: Builder, g: Id, x: readonly Id[], y: Id) => readonly (Id | undefined)[];
}

/** Of operations whose derivative is 0. @internal */
export const none = (): readonly undefined[] => [];
const truth = (holds: boolean): number => (holds ? 1 : 0);

/** A kernel of one argument whose derivative is `slope`. */
function map(name: keyof typeof vector & string, slope?: (b: Builder, x: Id, y: Id) => Id): Operation {
  const fold = vector[name] as (...x: readonly number[]) => number, kernel = `vector${name[0]!.toUpperCase()}${name.slice(1)}` as const;
  return slope ? { fold, kernel, derivative: (b, g, [x], y) => [b.chain(g, slope(b, x!, y))] } : { fold, kernel };
}

const TWO_OVER_SQRT_PI = 1.1283791670955126, ONE_OVER_SQRT_2PI = 0.3989422804014327, SQRT_2_OVER_PI = 0.7978845608028654;

/** 1/√(1 − x²); the product of the two loses nothing near 1. */
const arc = (b: Builder, x: Id): Id => b.div(b.one, b.make("sqrt", b.mul(b.sub(b.one, x), b.add(b.one, x))));
const gauss = (b: Builder, x: Id, factor: number, power: number): Id => b.mul(b.number(factor), b.make("exp", b.mul(b.number(power), b.mul(x, x))));

/** φ(x)/Φ(x): of t = |x| and E = erfcx(t/√2), √(2/π)/E on the left, where e^(−x²/2)/Φ(x) would cancel, and φ(t)/(1 − E·e^(−t²/2)/2) on the right, where E would. */
function mills(b: Builder, x: Id): Id {
  const t = b.make("max", x, b.neg(x)), E = b.make("erfcx", b.mul(b.number(Math.SQRT1_2), t)), e = b.make("exp", b.mul(b.number(-0.5), b.mul(x, x))), left = b.make("lt", x, b.zero);
  return b.div(b.where(left, b.number(SQRT_2_OVER_PI), b.mul(b.number(ONE_OVER_SQRT_2PI), e)), b.where(left, E, b.sub(b.one, b.mul(b.number(0.5), b.mul(E, e)))));
}

/** @internal */
export const OPERATIONS = {
  add: { fold: (x, y) => x! + y!, simd: 0xf0, commutes: true, derivative: (_b, g) => [g, g] },
  sub: { fold: (x, y) => x! - y!, simd: 0xf1, derivative: (b, g) => [g, b.neg(g)] },
  mul: { fold: (x, y) => x! * y!, simd: 0xf2, commutes: true, derivative: (b, g, [x, y]) => [b.chain(g, y!), b.chain(g, x!)] },
  div: {
    fold: (x, y) => x! / y!, simd: 0xf3,
    derivative: (b, g, [, y], q) => { const over = b.over(g, y!); return [over, b.neg(b.chain(over, q))]; },
  },
  /** g·d, but 0 where g is, whatever d: for adjoints that a condition has cut off. */
  cut: { fold: (g, d) => (g === 0 ? 0 : g! * d!), derivative: (b, g, [x, y]) => [b.chain(g, y!), b.chain(g, x!)] },
  neg: { fold: (x) => -x!, simd: 0xed, derivative: (b, g) => [b.neg(g)] },
  abs: { fold: (x) => Math.abs(x!), simd: 0xec, derivative: (b, g, [x]) => [b.chain(g, b.make("sign", x!))] },
  sqrt: { fold: (x) => Math.sqrt(x!), simd: 0xef, derivative: (b, g, _x, y) => [b.over(b.mul(b.number(0.5), g), y)] },
  /** x^0.5 as `pow` has it: ∞ at −∞, 0 at −0. */
  root: { fold: (x) => (x === -Infinity ? Infinity : Math.sqrt(x! + 0)), derivative: (b, g, _x, y) => [b.over(b.mul(b.number(0.5), g), y)] },
  floor: { fold: (x) => Math.floor(x!), simd: 0x75, derivative: none },
  sign: { fold: (x) => Math.sign(x!), derivative: none },
  min: { fold: (x, y) => Math.min(x!, y!), simd: 0xf4, derivative: (b, g, [x, y]) => { const first = b.make("le", x!, y!); return [b.where(first, g, b.zero), b.where(first, b.zero, g)]; } },
  max: { fold: (x, y) => Math.max(x!, y!), simd: 0xf5, derivative: (b, g, [x, y]) => { const first = b.make("ge", x!, y!); return [b.where(first, g, b.zero), b.where(first, b.zero, g)]; } },
  lt: { fold: (x, y) => truth(x! < y!), simd: 0x49, derivative: none },
  le: { fold: (x, y) => truth(x! <= y!), simd: 0x4b, derivative: none },
  gt: { fold: (x, y) => truth(x! > y!), simd: 0x4a, derivative: none },
  ge: { fold: (x, y) => truth(x! >= y!), simd: 0x4c, derivative: none },
  eq: { fold: (x, y) => truth(x === y), simd: 0x47, commutes: true, derivative: none },
  ne: { fold: (x, y) => truth(x !== y), simd: 0x48, commutes: true, derivative: none },
  /** a where c ≠ 0, else b. */
  where: { fold: (c, x, y) => (c !== 0 ? x! : y!), derivative: (b, g, [c]) => [undefined, b.where(c!, g, b.zero), b.where(c!, b.zero, g)] },
  /** x, taken for a constant. */
  hold: { fold: (x) => x!, derivative: none },

  exp: map("exp", (_b, _x, y) => y),
  exp2: map("exp2", (b, _x, y) => b.mul(b.number(Math.LN2), y)),
  expm1: map("expm1", (b, x) => b.make("exp", x)), // y + 1 would cancel far left
  log: map("log", (b, x) => b.div(b.one, x)),
  log2: map("log2", (b, x) => b.div(b.number(Math.LOG2E), x)),
  log1p: map("log1p", (b, x) => b.div(b.one, b.add(b.one, x))),
  sin: map("sin", (b, x) => b.make("cos", x)),
  cos: map("cos", (b, x) => b.neg(b.make("sin", x))),
  tan: map("tan", (b, _x, y) => b.add(b.one, b.mul(y, y))),
  sinh: map("sinh", (b, x) => b.make("cosh", x)),
  cosh: map("cosh", (b, x) => b.make("sinh", x)),
  tanh: map("tanh", (b, x) => { const s = b.div(b.one, b.make("cosh", x)); return b.mul(s, s); }), // 1 − y² would cancel
  asin: map("asin", arc),
  acos: map("acos", (b, x) => b.neg(arc(b, x))),
  atan: map("atan", (b, x) => b.div(b.one, b.add(b.one, b.mul(x, x)))),
  cbrt: map("cbrt", (b, _x, y) => b.div(b.number(1 / 3), b.mul(y, y))),
  erf: map("erf", (b, x) => gauss(b, x, TWO_OVER_SQRT_PI, -1)),
  erfc: map("erfc", (b, x) => gauss(b, x, -TWO_OVER_SQRT_PI, -1)),
  normalCdf: map("normalCdf", (b, x) => gauss(b, x, ONE_OVER_SQRT_2PI, -0.5)),
  normalLogCdf: map("normalLogCdf", mills),
  /** e^(x²)·erfc x, for derivatives: they need it where that of itself, which cancels for large x, is rarely wanted. */
  erfcx: map("erfcx", (b, x, y) => b.sub(b.mul(b.mul(b.number(2), x), y), b.number(TWO_OVER_SQRT_PI))),
  softplus: map("softplus", (b, x) => b.make("sigmoid", x)),
  sigmoid: map("sigmoid", (b, x, y) => b.mul(y, b.make("sigmoid", b.neg(x)))), // 1 − y would cancel
  lgamma: map("lgamma", (b, x) => b.make("digamma", x)),
  digamma: map("digamma", (b, x) => b.make("trigamma", x)),
  trigamma: map("trigamma"),
  pow: {
    fold: vector.pow as (...x: readonly number[]) => number, kernel: "vectorPow",
    derivative: (b, g, [x, y], z) => [
      b.chain(g, b.where(b.make("eq", y!, b.zero), b.zero, b.mul(y!, b.pow(x!, b.sub(y!, b.one))))),
      b.varies(y!) ? b.chain(g, b.where(b.make("eq", z, b.zero), b.zero, b.mul(z, b.make("log", x!)))) : undefined,
    ],
  },
} as const satisfies Record<string, Operation>;

/** @internal */
export type OperationName = keyof typeof OPERATIONS;

/** x^k for a whole k, by squaring: the order of products that compiled code has too. @internal */
export function wholePower<T>(x: T, k: number, times: (a: T, b: T) => T): T {
  let y = x;
  for (let bit = 30 - Math.clz32(k); bit >= 0; bit--) {
    y = times(y, y);
    if ((k >>> bit) & 1) y = times(y, x);
  }
  return y;
}
