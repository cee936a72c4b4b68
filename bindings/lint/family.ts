/** A distribution and its neighbours: the same family at θ ± h, its columns, the ends of its support. */
import { type Distribution, isRecord, restore, vector, wrongValue } from "../index";
import { type Answers, Entry } from "../theory/motion";
import { type Derivative, STEPS, extrapolated } from "./differences";

/** Does it have this operation? @internal */
export function has(p: Distribution, operation: "score" | "flow" | "flowDivergence" | "gradLogProb" | "cdf" | "quantile" | "sample"): boolean {
  try {
    if (operation !== "sample") p[operation](new Float64Array(p.columns));
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** One entry θ of a parameter. @internal */
export interface Theta {
  /** loc, loc[1], w.scaleTril[1][0] … */
  readonly name: string;
  readonly parameter: string;
  readonly path: readonly string[];
  readonly index: number;
  readonly of: Entry;
  /** θ itself, NaN if it is not known. */
  readonly value: number;
}

/** How one moves along a column: the partner takes what the column gets, where columns keep their sum. @internal */
export interface Direction { readonly column: number; readonly partner: number | undefined; readonly count: boolean }

const LARGEST = 1.7e308;
/** Shares of a parameter that its first step is. */
const STEP = 1 / 8;

/** @internal */
export class Family {
  readonly columns: number;
  /** Draws of p, rows. */
  readonly draws: Float64Array;
  readonly directions: readonly Direction[];
  readonly thetas: readonly Theta[];
  readonly #moves = new Map<Theta, boolean>();
  readonly #steps = new Map<Theta, number>();
  readonly #make: ((parameters: never) => Distribution) | undefined;

  /** @throws RangeError if `make` does not make p of its parameters */
  constructor(readonly where: string, readonly p: Distribution, draws: Float64Array, make?: (parameters: never) => Distribution) {
    this.columns = p.columns;
    this.draws = draws;
    this.#make = make;
    this.directions = directionsOf(p, draws, p.columns, 0);
    if (make) {
      const log = make(p.parameters as never).logProb(draws), own = p.logProb(draws);
      const off = log.findIndex((v, i) => !(v === own[i] || Math.abs(v - (own[i] as number)) <= 1e-9 * (1 + Math.abs(v))));
      if (off >= 0) throw wrongValue(where, "family", `a function that makes p of p.parameters, with log p = ${own[off]} at x = ${shown(draws, p.columns, off)}`, log[off]);
    }
    this.thetas = thetasOf(where, p, remembered(p)).filter(({ of, path, index }) => {
      // what stands above a diagonal is no parameter
      if (!path.at(-1)?.startsWith("scaleTril") || !has(p, "score")) return true;
      const side = Math.sqrt(of.size);
      return index % side <= Math.floor(index / side);
    });
  }

  /** p at θ + delta; undefined where there is none, or nobody knows how to make it. */
  at({ path, index }: Theta, delta: number): Distribution | undefined {
    try {
      if (this.#make) return this.#make(movedTree(this.p.parameters, path, index, delta) as never);
      return restore(movedPlain(this.p, path, index, delta)) as Distribution;
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  /** Can p be made at another θ? */
  moves(theta: Theta): boolean {
    let found = this.#moves.get(theta);
    if (found === undefined) this.#moves.set(theta, found = Number.isFinite(theta.value) && this.at(theta, 0) !== undefined);
    return found;
  }

  /** ∂θ log p by differences, or as `score` says where p cannot be made anew; undefined if neither is there. `finer` divides the first step. */
  slope(theta: Theta, rows: Float64Array, finer = 1): (Derivative & { readonly own: boolean }) | undefined {
    const n = rows.length / this.columns;
    if (!this.moves(theta)) return has(this.p, "score") ? { value: theta.of.score(rows), error: new Float64Array(n), own: true } : undefined;
    let first = this.#steps.get(theta);
    if (first === undefined) this.#steps.set(theta, first = this.#step(theta));
    const h = first / finer, plus: Float64Array[] = [], minus: Float64Array[] = [], nothing = new Float64Array(n).fill(NaN);
    for (let k = 0; k < STEPS; k++) {
      const [above, below] = [this.at(theta, h / 2 ** k), this.at(theta, -h / 2 ** k)];
      plus.push(above ? above.logProb(rows) : nothing);
      minus.push(below ? below.logProb(rows) : nothing);
    }
    return { ...extrapolated(this.p.logProb(rows), new Float64Array(n).fill(theta.value), new Float64Array(n).fill(h), plus, minus), own: false };
  }

  /** Natural steps of θ: as far as log p changes by about 1/4. */
  #step(theta: Theta): number {
    const { value } = theta, first = value === 0 ? STEP : Math.abs(value) * STEP, rows = this.draws.subarray(0, 64 * this.columns), own = this.p.logProb(rows);
    for (let h = first; h > first * 1e-12; h /= 4) {
      const log = this.at(theta, h)?.logProb(rows);
      if (!log) continue;
      let sum = 0, count = 0;
      log.forEach((v, i) => {
        const change = Math.abs(v - (own[i] as number));
        if (change < Infinity) { sum += change; count++; }
      });
      if (count > 32 && sum < 0.25 * count) return h;
    }
    return first;
  }

  /** Where the support of each column ends: ±Infinity where it does not, NaN where that is not known. */
  ends(p: Distribution = this.p): readonly Ends[] {
    const { columns: D } = this;
    if (has(p, "quantile")) {
      const found = p.quantile(Float64Array.from({ length: 2 * D }, (_, i) => Number(i >= D))) as Float64Array;
      return Array.from({ length: D }, (_, d): Ends => {
        const [lower, upper] = [found[d] as number, found[D + d] as number];
        return [lower > -LARGEST ? lower : -Infinity, upper < LARGEST ? upper : Infinity];
      });
    }
    if (D > 1 || p.supports[0] === "count") return p.supports.map((support) => (support === "positive" || support === "count" ? [0, Infinity] : support === "unit" ? [0, 1] : support === "real" ? [-Infinity, Infinity] : [NaN, NaN]));
    // from the middle, which is inside however θ moves the ends a little
    const sorted = this.draws.slice().sort(), middle = sorted[sorted.length >> 1] as number, width = (sorted.at(-1) as number) - (sorted[0] as number) || 1, [support] = p.supports;
    return [[endFrom(p, middle, -width) ?? (support === "positive" || support === "unit" ? 0 : -Infinity), endFrom(p, middle, width) ?? (support === "unit" ? 1 : Infinity)]];
  }

  /** How fast θ moves these ends; undefined if that is not known. */
  endRates(theta: Theta): readonly Ends[] | undefined {
    const here = this.ends();
    if (here.every((ends) => ends.every((end) => !Number.isFinite(end) && !Number.isNaN(end)))) return here.map(() => [0, 0]);
    if (!this.moves(theta)) return here.every((ends, d) => (["positive", "unit"] as unknown[]).includes(this.p.supports[d]) || ends.every((end) => Math.abs(end) === Infinity)) ? here.map(() => [0, 0]) : undefined;
    const rates = (h: number): Ends[] | undefined => {
      const above = this.at(theta, h), below = this.at(theta, -h);
      if (!above || !below) return undefined;
      const a = this.ends(above), b = this.ends(below), rate = (d: number, side: 0 | 1): number => (Number.isFinite(here[d]?.[side]) ? ((a[d] as Ends)[side] - (b[d] as Ends)[side]) / (2 * h) : 0);
      return here.map((_, d) => [rate(d, 0), rate(d, 1)]);
    };
    const h = theta.value === 0 ? 2 ** -8 : Math.abs(theta.value) * 2 ** -8, wide = rates(h), narrow = rates(h / 2);
    if (!wide || !narrow) return undefined;
    return narrow.map((rate, d): Ends => {
      const better = (side: 0 | 1): number => (4 * rate[side] - (wide[d] as Ends)[side]) / 3;
      return [better(0), better(1)];
    });
  }
}

/** The lower and the upper end. @internal */
export type Ends = readonly [lower: number, upper: number];

/** Rows of x for messages. @internal */
export const shown = (rows: Float64Array, columns: number, i: number): string =>
  columns === 1 ? String(rows[i]) : `[${Array.from(rows.subarray(i * columns, (i + 1) * columns)).slice(0, 8).join(", ")}]`;

/** p(x) @internal */
export const density = (p: Distribution, rows: Float64Array): Float64Array => vector.exp(p.logProb(rows));

/** Logarithms below this become −Infinity by overflow: there is no end. */
const OVERFLOWING = -1e6;

/** The end of the support beyond x, in the direction of `step`, if there is one. */
function endFrom(p: Distribution, x: number, step: number): number | undefined {
  const at = (x: number): number => p.logProb(Float64Array.of(x))[0] as number, inside = (x: number): boolean => at(x) !== -Infinity;
  let within = x, beyond = x + step;
  for (let by = step; inside(beyond); by *= 2, beyond += by) {
    if (!(Math.abs(beyond) < 1e100)) return undefined;
    within = beyond;
  }
  for (let middle = within + (beyond - within) / 2; middle !== within && middle !== beyond; middle = within + (beyond - within) / 2) {
    if (inside(middle)) within = middle;
    else beyond = middle;
    if (Math.abs(within) < 1e-300 && Math.abs(beyond) < 1e-300) break;
  }
  if (at(within) < OVERFLOWING) return undefined;
  return Math.abs(within) < 1e-300 ? 0 : within;
}

/** Columns that sum to 1 in every draw move in pairs with the last of them. */
function directionsOf(p: Distribution, draws: Float64Array, width: number, first: number): Direction[] {
  if (p.parts) {
    const all: Direction[] = [];
    let at = first;
    for (const part of Object.values(p.parts)) {
      all.push(...directionsOf(part, draws, width, at));
      at += part.columns;
    }
    return all;
  }
  const D = p.columns, { supports } = p, rows = Array.from({ length: Math.min(16, draws.length / width) }, (_, i) => draws.subarray(i * width + first, i * width + first + D));
  const simplex = D > 1 && supports.every((support) => support === "unit") && rows.every((row) => Math.abs(row.reduce((sum, v) => sum + v, 0) - 1) < 1e-9);
  return Array.from({ length: simplex ? D - 1 : D }, (_, d) => ({ column: first + d, partner: simplex ? first + D - 1 : undefined, count: supports[d] === "count" }));
}

/** Numbers that are kept, so that what p says of all entries is asked once: 2^24 are 128 MB. */
const KEPT = 2 ** 24;

/** p's answers for arrays that are not changed afterwards. */
function remembered(p: Distribution): Answers {
  let room = KEPT;
  const remember = (operation: "score" | "flow" | "flowDivergence"): ((x: Float64Array) => unknown) => {
    const known = new WeakMap<Float64Array, object>();
    return (x) => {
      const found = known.get(x);
      if (found) return found;
      const answer = p[operation](x), size = sizeOf(answer);
      if (size <= room) {
        room -= size;
        known.set(x, answer);
      }
      return answer;
    };
  };
  return { score: remember("score"), flow: remember("flow"), flowDivergence: remember("flowDivergence") };
}

const sizeOf = (tree: object): number => (tree instanceof Float64Array ? tree.length : Object.values(tree).reduce((sum: number, part) => sum + sizeOf(part as object), 0));

function thetasOf(where: string, p: Distribution, answers: Answers): Theta[] {
  const found: Theta[] = [], known = has(p, "score") || has(p, "flow");
  const add = (path: readonly string[], size: number): void => {
    for (let index = 0; index < size; index++) {
      const parameter = path.join("."), value = valueOf(p, path, index), side = Math.sqrt(size), of = new Entry(where, p, { parameter, entry: index }, answers);
      const label = path.at(-1) === "scaleTril" ? `[${Math.floor(index / side)}][${index % side}]` : size > 1 || isArray(p, path) ? `[${index}]` : "";
      found.push({ name: parameter + label, parameter, path, index, of, value });
    }
  };
  const { tree, width } = known ? Entry.shapes(p) : { tree: {}, width: 1 };
  const walk = (tree: object, path: readonly string[]): void => {
    for (const [name, part] of Object.entries(tree) as [string, unknown][]) {
      if (part instanceof Float64Array) add([...path, name], part.length / width);
      else walk(part as object, [...path, name]);
    }
  };
  walk(tree, []);
  return found;
}

interface Composite { readonly base?: Distribution; readonly components?: readonly Distribution[] }

/** The distribution inside a composite that has the parameter, and the rest of its path. */
function inside(p: Distribution, path: readonly string[]): { readonly key: "parts" | "base" | "components"; readonly name: string; readonly part: Distribution; readonly rest: readonly string[] } | undefined {
  const [name = "", ...rest] = path, { base, components } = p as Composite;
  if (p.parts && Object.hasOwn(p.parts, name)) return { key: "parts", name, part: p.parts[name] as Distribution, rest };
  if (base) return { key: "base", name, part: base, rest: path };
  if (components && name === "components") return { key: "components", name: rest[0] as string, part: components[Number(rest[0])] as Distribution, rest: rest.slice(1) };
  return undefined;
}

const leafOf = (tree: unknown, path: readonly string[]): unknown => path.reduce((at: unknown, name) => (isRecord(at) ? at[name] : undefined), tree);

function isArray(p: Distribution, path: readonly string[]): boolean {
  const part = inside(p, path);
  return part ? isArray(part.part, part.rest) : typeof leafOf(p.parameters, path) !== "number";
}

function valueOf(p: Distribution, path: readonly string[], index: number): number {
  const part = inside(p, path);
  if (part) return valueOf(part.part, part.rest, index);
  const leaf = leafOf(p.parameters, path);
  return typeof leaf === "number" ? leaf : leaf instanceof Float64Array ? (leaf[index] as number) : NaN;
}

function movedTree(tree: unknown, path: readonly string[], index: number, delta: number): unknown {
  const [name, ...rest] = path;
  if (name !== undefined) return { ...(tree as object), [name]: movedTree((tree as Record<string, unknown>)[name], rest, index, delta) };
  return tree instanceof Float64Array ? tree.map((v, i) => (i === index ? v + delta : v)) : (tree as number) + delta;
}

/** What `restore` makes the distribution of. */
function movedPlain(p: Distribution, path: readonly string[], index: number, delta: number): object {
  const part = inside(p, path);
  if (!part) return { ...p, parameters: movedTree(p.parameters, path, index, delta) };
  const moved = movedPlain(part.part, part.rest, index, delta), { components } = p as Composite;
  if (part.key === "parts") return { ...p, parts: { ...p.parts, [part.name]: moved } };
  return part.key === "base" ? { ...p, base: moved } : { ...p, components: components?.map((one, k) => (k === Number(part.name) ? moved : one)) };
}
