/**
 * Unconstrained coordinates η of parameters θ, in which steps are taken: whatever the step, θ stays between its ends. From an entry's domain, and
 * from what must stay below or above it, come its lower end L and its upper end U:
 *
 *     neither: θ = η        L: θ = L + e^η        U: θ = U − e^η        both: θ = L + (U − L)/(1 + e^−η)
 *
 * Ends that are entries themselves (low < high) are fixed, or come before: then θ moves with them.
 */
import { type Domain, checkNumber, wrongValue } from "../check";
import { type Internals, type Parameter, entryName, givenAt } from "../distribution";
import { vector } from "../vector";

const REAL = [-Infinity, Infinity] as const, POSITIVE = [0, Infinity] as const, UNIT = [0, 1] as const;
const ENDS: Readonly<Record<Domain, readonly [low: number, high: number]>> = { real: REAL, extended: REAL, logit: REAL, natural: REAL, positive: POSITIVE, countable: POSITIVE, unit: UNIT, share: UNIT };

/** Up to here 1/(1 + e^−η) is a double below 1: a share may come so close to its ends, to the lower one as close as it was to begin with, and no closer. */
const FARTHEST = 36;

/** How an entry lies to its ends. */
const FREE = 0, ABOVE = 1, BELOW = 2, BETWEEN = 3;

/** One entry that moves. */
interface Coordinate {
  readonly entry: number;
  readonly name: string;
  readonly domain: Domain;
  readonly kind: number;
  /** Ends by its domain, and entries that are ends. */
  readonly low: number;
  readonly high: number;
  readonly below: readonly number[];
  readonly above: readonly number[];
}

/** @internal */
export class Coordinates {
  readonly #all: readonly Coordinate[];
  readonly #exponential: Float64Array;
  readonly #share: Float64Array;
  readonly #byEntry: Float64Array;
  readonly #lowest: Float64Array;
  readonly entries: readonly number[];

  /** Of the entries `wanted` at θ. What is infinite stays where it is. @throws RangeError where an entry is at an end of its domain */
  constructor(where: string, own: Internals, wanted: readonly number[], theta: Float64Array) {
    const moves = new Set(wanted.filter((entry) => Number.isFinite(theta[entry])));
    this.#all = own.parameters.flatMap((p) => Array.from({ length: p.size }, (_, j) => j).filter((j) => moves.has(p.offset + j)).map((j): Coordinate => {
      const entry = p.offset + j, onDiagonal = p.triangle !== undefined && givenAt(p, j) % (p.triangle + 1) === 0, domain = onDiagonal ? "positive" : (p.domain ?? "real");
      const beside = (names: readonly string[]): number[] => names.flatMap((name) => entriesBeside(own, p, j, name)).filter((other) => other < entry || !moves.has(other));
      const below = beside((p.order ?? []).filter(([, , b]) => b === p.path.at(-1)).map(([a]) => a)), above = beside((p.order ?? []).filter(([a]) => a === p.path.at(-1)).map(([, , b]) => b));
      const [low, high] = ENDS[domain], free = { entry, name: entryName(p, j), domain, low, high, below, above, kind: FREE }, least = lowOf(free, theta), most = highOf(free, theta), at = theta[entry] as number;
      if (!(least < at && at < most)) throw wrongValue(where, free.name, `a number inside (${least}, ${most}) to start from, or to be left out by "wrt"`, at);
      return { ...free, kind: least === -Infinity ? (most === Infinity ? FREE : BELOW) : most === Infinity ? ABOVE : BETWEEN };
    }));
    this.entries = this.#all.map(({ entry }) => entry);
    this.#exponential = new Float64Array(this.#all.some(({ kind }) => kind === ABOVE || kind === BELOW) ? this.count : 0);
    this.#share = new Float64Array(this.#all.some(({ kind }) => kind === BETWEEN) ? this.count : 0);
    this.#byEntry = new Float64Array(own.entries);
    this.#lowest = this.of(theta).map((start) => Math.min(-FARTHEST, start));
  }

  get count(): number { return this.#all.length; }

  /** η of θ. */
  of(theta: Float64Array): Float64Array {
    return Float64Array.from(this.#all, (c) => {
      const { kind } = c, at = theta[c.entry] as number, fromLow = at - lowOf(c, theta), toHigh = highOf(c, theta) - at;
      return kind === FREE ? at : kind === ABOVE ? vector.log(fromLow) : kind === BELOW ? vector.log(toHigh) : vector.log(fromLow) - vector.log(toHigh);
    });
  }

  /** θ becomes that of η; logits beyond the farthest are brought back. */
  place(eta: Float64Array, theta: Float64Array): void {
    for (let k = 0; k < this.#share.length; k++) if (this.#all[k]?.kind === BETWEEN) eta[k] = Math.min(FARTHEST, Math.max(this.#lowest[k] as number, eta[k] as number));
    if (this.#exponential.length) vector.exp(eta, this.#exponential);
    if (this.#share.length) vector.sigmoid(eta, this.#share);
    for (let k = 0; k < this.#all.length; k++) {
      const c = this.#all[k] as Coordinate, { kind } = c;
      if (kind === FREE) theta[c.entry] = eta[k] as number;
      else if (kind === ABOVE) theta[c.entry] = lowOf(c, theta) + (this.#exponential[k] as number);
      else if (kind === BELOW) theta[c.entry] = highOf(c, theta) - (this.#exponential[k] as number);
      else {
        const low = lowOf(c, theta);
        theta[c.entry] = low + (highOf(c, theta) - low) * (this.#share[k] as number);
      }
    }
  }

  /** Where θ is no number of its domain any more. @throws RangeError */
  check(where: string, theta: Float64Array): void {
    for (const { entry, name, domain } of this.#all) checkNumber(where, name, theta[entry], Number.isFinite(theta[entry]) ? domain : "real");
  }

  /** out = ∂/∂η of what has the derivatives g by the entries of θ. */
  pull(g: ArrayLike<number>, theta: Float64Array, out: Float64Array, from = 0): void {
    const by = this.#byEntry;
    for (const entry of this.entries) by[entry] = g[from + entry] as number;
    for (let k = this.#all.length - 1; k >= 0; k--) {
      const c = this.#all[k] as Coordinate, { kind } = c, slope = by[c.entry] as number;
      if (kind === FREE) {
        out[k] = slope;
        continue;
      }
      const at = theta[c.entry] as number, low = lowOf(c, theta), high = highOf(c, theta), share = kind === BETWEEN ? (at - low) / (high - low) : 0;
      out[k] = slope * (kind === BETWEEN ? share * (high - at) : kind === ABOVE ? at - low : at - high);
      // ends that are entries take θ with them
      const ofLow = c.below.length ? c.below.find((entry) => theta[entry] === low) : undefined, ofHigh = c.above.length ? c.above.find((entry) => theta[entry] === high) : undefined;
      if (ofLow !== undefined) by[ofLow] = (by[ofLow] as number) + slope * (kind === BETWEEN ? (high - at) / (high - low) : 1);
      if (ofHigh !== undefined) by[ofHigh] = (by[ofHigh] as number) + slope * (kind === BETWEEN ? share : 1);
    }
  }
}

function lowOf({ low, below }: Coordinate, theta: Float64Array): number {
  let most = low;
  for (let i = 0; i < below.length; i++) most = Math.max(most, theta[below[i] as number] as number);
  return most;
}

function highOf({ high, above }: Coordinate, theta: Float64Array): number {
  let least = high;
  for (let i = 0; i < above.length; i++) least = Math.min(least, theta[above[i] as number] as number);
  return least;
}

/** Entries of a parameter beside p, which columns share with entry j of p. */
function entriesBeside(own: Internals, { path, size }: Parameter, j: number, name: string): number[] {
  const other = own.parameters.find((o) => o.path.length === path.length && o.path.at(-1) === name && o.path.every((part, i) => i === path.length - 1 || part === path[i]));
  if (!other) return [];
  return other.size === size ? [other.offset + j] : Array.from({ length: other.size }, (_, k) => other.offset + k);
}
