/** A density p of one column: its values, its slope, the ends of its support. */
import { type Distribution, isRecord, vector, wrongKind, wrongValue } from "../index";

/** @throws TypeError if it is no distribution, RangeError if it is one of integers @internal */
export function checkDistribution(where: string, name: string, p: unknown): void {
  if (!isRecord(p) || p.kind !== "distribution" || typeof p.logProb !== "function") throw wrongKind(where, name, "a distribution", p);
  if ((p as unknown as Distribution).supports.includes("count")) throw wrongValue(where, name, "a continuous distribution", p.family);
}

/** @throws TypeError, RangeError @internal */
export function checkOneColumn(where: string, name: string, p: Distribution): void {
  checkDistribution(where, name, p);
  if (p.columns !== 1) throw wrongValue(where, name, "a distribution of one column", p.columns);
}

const LARGEST = 1.7e308;

/** @internal */
export class Density {
  /** The ends of the support, ±Infinity where there is none. */
  readonly lower: number;
  readonly upper: number;

  /** @throws TypeError, RangeError */
  constructor(readonly where: string, readonly p: Distribution) {
    checkOneColumn(where, "p", p);
    // quantiles of mixtures are found by bisection and end at the largest double
    const [lower, upper] = p.quantile([0, 1]) as unknown as [number, number];
    this.lower = lower > -LARGEST ? lower : -Infinity;
    this.upper = upper < LARGEST ? upper : Infinity;
  }

  /** p(x) */
  value(x: Float64Array): Float64Array { return vector.exp(this.p.logProb(x)); }
  /** ∂x log p */
  slope(x: Float64Array): Float64Array { return this.p.gradLogProb(x); }

  /** The ends that are finite: where, and +1 for the upper, −1 for the lower one, as the outward normal has it. */
  get ends(): { readonly x: number; readonly normal: number }[] {
    return [{ x: this.lower, normal: -1 }, { x: this.upper, normal: 1 }].filter(({ x }) => Number.isFinite(x));
  }

  /** The middle of the mass, in `points` equal steps: all but 1/512 on each side. */
  grid(points: number): Float64Array {
    const from = this.p.quantile(1 / 512), step = (this.p.quantile(511 / 512) - from) / (points - 1);
    return Float64Array.from({ length: points }, (_, i) => from + i * step);
  }

  /** F⁻¹ of the middles of `count` boxes of the same mass. */
  middles(count: number): Float64Array { return this.p.quantile(Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count)); }
}

/** a·b, and 0 where either is 0: the limits at the ends of supports, where densities may be infinite. @internal */
export const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);
