/** Where lint looks: at draws, at quantiles from 1e-6 to 1 − 1e-6, near the ends of the support, far out, near 0, and where ∂θp changes sign. */
import type { Distribution, Rng } from "../index";
import { stepped } from "./differences";
import { type Direction, type Ends, type Family, has } from "./family";

/** Rows, and how far a first step from each may go along each direction. @internal */
export interface Places {
  readonly rows: Float64Array;
  readonly n: number;
  /** By direction; without meaning on the integers. */
  readonly steps: readonly Float64Array[];
  /** Steps along direction k, the first `finer` times shorter, and the rows there: the same arrays each time. */
  moved(k: number, finer: number): Moved;
}

/** @internal */
export interface Moved { readonly step: Float64Array; readonly rows: Float64Array }

/** Not the median, nor other quantiles at which symmetric densities have their kinks. */
const LEVELS = [1e-6, 1e-4, 0.0013, 0.011, 0.053, 0.117, 0.213, 0.337, 0.443, 0.561, 0.673, 0.781, 0.879, 0.941, 0.987, 0.9987, 0.9999, 1 - 1e-6];
const NEAR = [2 ** -10, 2 ** -20, 2 ** -32], FAR = [1e3, 1e6];
/** Where log q is less, nothing is ever drawn. */
const NEVER = -690;
const TOUCHING = 2 ** -22;
/** Draws of p, and of q, that are looked at. */
const FEW = 20;

/** Middle and spread of a column of draws. @internal */
export interface Spread { readonly middle: number; readonly width: number; readonly low: number; readonly high: number }

/** @internal */
export function spreadOf(draws: Float64Array, columns: number, d: number): Spread {
  const sorted = Float64Array.from({ length: draws.length / columns }, (_, i) => draws[i * columns + d] as number).sort(), n = sorted.length;
  const at = (share: number): number => sorted[Math.floor(share * (n - 1))] as number, width = at(0.75) - at(0.25);
  return { middle: at(0.5), width: width > 0 ? width : Math.abs(at(0.5)) || 1, low: at(0), high: at(1) };
}

/** @internal */
export class Looking {
  readonly #spreads: readonly Spread[];
  readonly #ends: readonly Ends[];

  constructor(readonly family: Family, readonly q: Distribution, readonly rng: Rng) {
    const { draws, columns: D, p } = family;
    this.#spreads = Array.from({ length: D }, (_, d) => spreadOf(draws, D, d));
    this.#ends = D === 1 && q !== p ? [...family.ends(), ...family.ends(q)] : family.ends();
  }

  /** Looks where p and q are; `score` is 0 at some of these places. */
  places(score?: (rows: Float64Array) => Float64Array): Places {
    const { family: { p, columns: D }, q } = this, rows = D === 1 ? this.#line(score) : this.#space();
    const log = q.logProb(rows), kept: number[] = [];
    for (let i = 0; i < log.length; i++) if ((log[i] as number) > NEVER && (log[i] as number) < Infinity && !this.#touches(rows, i)) kept.push(...rows.subarray(i * D, (i + 1) * D));
    return this.at(Float64Array.from(kept), p);
  }

  /** Is it so near to an end, other than 0, that the distance is mostly rounding? */
  #touches(rows: Float64Array, i: number): boolean {
    const D = this.family.columns;
    return D === 1 ? this.#ends.flat().some((end) => end !== 0 && Math.abs((rows[i] as number) - end) < TOUCHING * Math.abs(end)) : this.#ends.some((ends, d) => ends.some((end) => end !== 0 && Math.abs((rows[i * D + d] as number) - end) < TOUCHING * Math.abs(end)));
  }

  /** These rows, with steps. */
  at(rows: Float64Array, p: Distribution = this.family.p): Places {
    const n = rows.length / p.columns;
    const { directions, columns } = this.family, steps = directions.map((direction) => this.#steps(rows, n, direction)), known = new Map<string, Moved>();
    const moved = (k: number, finer: number): Moved => {
      const key = `${k} ${finer}`, found = known.get(key);
      if (found) return found;
      const { column, partner } = directions[k] as Direction, step = (steps[k] as Float64Array).map((h) => h / finer), made = { step, rows: stepped(rows, columns, step, column, partner) };
      known.set(key, made);
      return made;
    };
    return { rows, n, steps, moved };
  }

  #steps(rows: Float64Array, n: number, { column, partner, count }: Direction): Float64Array {
    const { family: { columns: D }, q } = this, step = new Float64Array(n);
    if (count) return step;
    const { middle, width } = this.#spreads[column] as Spread, ends = (D === 1 ? this.#ends.flat() : (this.#ends[column] as Ends)).filter(Number.isFinite);
    const near = rows.slice(), far = rows.slice();
    for (let i = 0; i < n; i++) {
      const at = i * D + column, x = rows[at] as number;
      let h = 0.1 * (width + Math.abs(x - middle));
      for (const end of ends) if (x !== end) h = Math.min(h, 0.5 * Math.abs(x - end));
      if (partner !== undefined) h = Math.min(h, 0.5 * (rows[i * D + partner] as number));
      step[i] = h;
      for (const [moved, by] of [[near, -h / 1024], [far, h / 1024]] as const) {
        moved[at] = x + by;
        if (partner !== undefined) moved[i * D + partner] = (rows[i * D + partner] as number) - by;
      }
    }
    const a = q.logProb(near), b = q.logProb(far);
    return step.map((h, i) => {
      // as far as q changes by about e
      const slope = (Math.abs((b[i] as number) - (a[i] as number)) * 512) / h;
      return slope * h > 0.5 && slope < Infinity ? 0.5 / slope : h;
    });
  }

  #line(score?: (rows: Float64Array) => Float64Array): Float64Array {
    const { family: { p }, q, rng } = this, found: number[] = [], { middle, width, low, high } = this.#spreads[0] as Spread, count = p.supports[0] === "count";
    for (const one of q === p ? [p] : [p, q]) {
      if (has(one, "quantile")) found.push(...one.quantile(LEVELS));
      found.push(...one.sample(rng, FEW));
    }
    if (count) {
      found.push(0, 1, 2, low, high, high + 1, high + 10, ...LEVELS.map((u) => low + Math.floor(u * (high - low))));
      return Float64Array.from(new Set(found));
    }
    found.push(low, high);
    for (const [lower, upper] of this.#ends) {
      for (const near of NEAR) {
        if (Number.isFinite(lower)) found.push(lower + near * width);
        if (Number.isFinite(upper)) found.push(upper - near * width);
      }
      for (const far of FAR) {
        if (upper === Infinity) found.push(middle + far * width);
        if (lower === -Infinity) found.push(middle - far * width);
      }
      for (const near of [-1e-3, -1e-8, 1e-8, 1e-3]) if (near * width > lower && near * width < upper) found.push(near * width);
    }
    const inside = Float64Array.from(new Set(found.filter(Number.isFinite))).sort();
    return score ? Float64Array.from([...inside, ...zeros(score, inside)]) : inside;
  }

  #space(): Float64Array {
    const { family: { p, columns: D, directions, draws }, q, rng } = this, rows: number[] = [];
    for (const one of q === p ? [p] : [p, q]) rows.push(...one.sample(rng, FEW));
    directions.forEach(({ column, partner, count }, k) => {
      if (partner !== undefined) return;
      const { middle, width, low, high } = this.#spreads[column] as Spread, more = count ? [0, 1, low, high] : p.supports[column] === "real" ? [low, high, middle - 30 * width, middle + 30 * width, 0.001 * width] : [low, high];
      more.forEach((x, j) => {
        const row = draws.slice((k * 8 + j) * D, (k * 8 + j + 1) * D);
        row[column] = x;
        rows.push(...row);
      });
    });
    return Float64Array.from(rows);
  }
}

/** Places between neighbours at which a continuous score changes its sign, by halving. */
function zeros(score: (rows: Float64Array) => Float64Array, x: Float64Array): number[] {
  let s = score(x), pairs = Array.from(x.subarray(1), (b, i) => ({ a: x[i] as number, b, of: s[i] as number })).filter(({ of }, i) => of * (s[i + 1] as number) < 0).slice(0, 4);
  const size = pairs.map(({ of }) => Math.abs(of));
  for (let k = 0; k < 24 && pairs.length; k++) {
    const middles = Float64Array.from(pairs, ({ a, b }) => a + (b - a) / 2);
    s = score(middles);
    pairs = pairs.map(({ a, b, of }, i) => (of * (s[i] as number) > 0 ? { a: middles[i] as number, b, of } : { a, b: middles[i] as number, of }));
  }
  // where the score jumps over 0 the density has a kink
  return pairs.filter((_, i) => Math.abs(s[i] as number) < 1e-3 * (size[i] as number)).map(({ a, b }) => a + (b - a) / 2);
}
