/**
 * The pairs of densities of the families, as their descriptors name them, with what is drawn for the two points:
 *
 *     rayleigh   loc ± scale·R, R of density r·e^(−r²/2), c = 1/(scale·√2π): the two sides of a normal density fall off
 *     maxwell    loc + scale·M and loc + scale·U·M, M² chi-squared with 3 degrees of freedom, on both sides, U uniform: U·M is normal. c = 1/scale
 *     tail       x and what of e more exponential noise is drawn, E and E + E′
 *     add        x and x + c·E′: gamma(α) and gamma(α + 1)
 *     failures   x and x + 1 + G, G geometric: r failures, and r + 1 and one event more
 *     one        x and x + 1
 *     thin       Y + 1 and Y, the successes of all trials but one
 *     ends       1 and 0
 */
import { Arena } from "../arena";
import type { Coupling, CouplingForm } from "./coupling";

type PairName = keyof typeof PAIRS;
type Values = Readonly<Record<string, number>>;
type Scale = { readonly scale: number };

/** What a descriptor says of a parameter. @internal */
export interface Coupled<V = Values> {
  readonly pair: PairName;
  /** Which point is the draw, where one always is. */
  readonly shares?: "plus" | "minus";
  /** c, from a column's parameters and variance. */
  readonly weight: (values: V, variance: number) => number;
  /** The number that the pair needs: c of "add", the probability of what ends "failures", the total of "thin". */
  readonly number?: (values: V) => number;
  /** c·R of the central difference at a distance scale·R, R chi with 3 degrees of freedom: of "random-radius", where there is one. */
  readonly radius?: (values: V) => number;
}

/** What a pair knows of its column. @internal */
export interface PairColumn {
  readonly arena: Arena;
  /** Noise becomes draws, in place. */
  fromNoise(x: number, n: number): void;
  logSurvival(x: number, out: number, n: number): void;
  /** Room for a prepared geometric distribution. */
  readonly record: number;
  readonly number: number;
  /** Which point "tail", "add", "failures" and "one" make of the draw, or of one like it. */
  readonly first: "plus" | "minus" | undefined;
  /** Draws may have rounded, and do not tell their noise. */
  readonly deep: boolean;
}

type Pair = (column: PairColumn, x: number, n: number, place: number, first: number, plus: number, minus: number) => void;

const ordered = ({ first }: PairColumn, plus: number, minus: number): [own: number, other: number] => (first === "plus" ? [plus, minus] : [minus, plus]);

/** Noise in the place of `plus` becomes loc ± scale·|noise|. */
function mirrored(column: PairColumn, n: number, plus: number, minus: number): void {
  column.arena.kernels.coupledMirror(plus, plus, minus, n);
  column.fromNoise(plus, n);
  column.fromNoise(minus, n);
}

const rayleigh: Pair = (column, _x, n, place, first, plus, minus) => {
  const { kernels } = column.arena;
  kernels.words(plus, n, place, first);
  kernels.tiltedNormalSlice1(plus, plus, n);
  mirrored(column, n, plus, minus);
};

const maxwell: Pair = (column, _x, n, place, first, plus, minus) => {
  const { kernels } = column.arena;
  kernels.words(plus, n, place, first);
  kernels.tiltedNormalFisher1(plus, plus, n);
  kernels.uniforms(minus, n, place, first + 1);
  kernels.columnMultiply(plus, minus, minus, n);
  column.fromNoise(plus, n);
  column.fromNoise(minus, n);
};

/** The noise of a draw is −log(1 − F(x)). */
const tail: Pair = (column, x, n, place, first, plus, minus) => {
  const { kernels } = column.arena, [own, other] = ordered(column, plus, minus);
  kernels.exponentials(other, n, place, first);
  if (column.deep) kernels.exponentials(own, n, place, first + 1);
  else column.logSurvival(x, own, n);
  kernels.columnAddScaled(column.deep ? 1 : -1, own, other, n);
  column.fromNoise(other, n);
  if (column.deep) column.fromNoise(own, n);
  else kernels.columnCopy(x, own, n);
};

const add: Pair = (column, x, n, place, first, plus, minus) => {
  const { kernels } = column.arena, [own, other] = ordered(column, plus, minus);
  kernels.exponentials(other, n, place, first);
  kernels.coupledGain(x, column.number, other, other, n);
  kernels.columnCopy(x, own, n);
};

/** Bytes of the record of a law that a pair draws from. @internal */
export const pairBytes = (): number => Arena.kernels().geometricSize();

const failures: Pair = (column, x, n, place, first, plus, minus) => {
  const { kernels } = column.arena, [own, other] = ordered(column, plus, minus);
  kernels.geometricPrepare(column.record, column.number);
  kernels.exponentials(other, n, place, first);
  kernels.geometricSample(other, other, n, column.record);
  kernels.transformAffine(other, other, n, 1, 1);
  kernels.coupledGain(x, 1, other, other, n);
  kernels.columnCopy(x, own, n);
};

const one: Pair = (column, x, n, _place, _first, plus, minus) => {
  const { kernels } = column.arena, [own, other] = ordered(column, plus, minus);
  kernels.transformAffine(x, other, n, 1, 1);
  kernels.columnCopy(x, own, n);
};

const thin: Pair = ({ arena: { kernels }, number }, x, n, place, first, plus, minus) => {
  kernels.uniforms(minus, n, place, first);
  kernels.coupledThin(x, minus, number, plus, minus, n);
};

const ends: Pair = ({ arena: { kernels } }, _x, n, _place, _first, plus, minus) => {
  kernels.columnFill(plus, 1, n);
  kernels.columnFill(minus, 0, n);
};

const PAIRS = { rayleigh, maxwell, tail, add, failures, one, thin, ends };

/** The two points and weight of so many rows. @internal */
export function drawPair(form: CouplingForm, { pair, weight: of, radius }: Coupled, column: PairColumn, values: Values, variance: number): Coupling["draw"] {
  const { kernels } = column.arena;
  if (form === "random-radius") {
    const c = radius?.(values) as number;
    return (_x, n, place, first, plus, minus, weight) => {
      kernels.words(plus, n, place, first);
      kernels.tiltedNormalFisher1(plus, plus, n);
      kernels.coupledInverse(c, plus, weight, n);
      mirrored(column, n, plus, minus);
    };
  }
  const c = Math.min(of(values, variance), Number.MAX_VALUE), draw = PAIRS[pair];
  return (x, n, place, first, plus, minus, weight) => {
    draw(column, x, n, place, first, plus, minus);
    kernels.columnFill(weight, c, n);
  };
}

/** 1/√(2π) */
const PEAK = 0.3989422804014327;

/** Of a normal distribution, of x or of log x. @internal */
export const NORMAL = {
  loc: { pair: "rayleigh", weight: ({ scale }) => PEAK / scale, radius: ({ scale }) => 0.5 / scale },
  scale: { pair: "maxwell", weight: ({ scale }) => 1 / scale },
} as const satisfies Readonly<Record<string, Coupled<Scale>>>;
