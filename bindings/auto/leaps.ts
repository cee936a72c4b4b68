/**
 * Jumps of a φ in JavaScript, of which its gradient does not tell: from one point to another φ must change by what its gradient integrates to. Along lines through
 * draws of p the trapezoidal rule says so up to the third power of their distance; where it does not hold, the gap is halved, the widest one first, of those as wide
 * the one that was halved most. What does not fall by it is a jump (or a slope that no draw would meet).
 */
import { Arena } from "../arena";
import { movedColumns } from "../estimators/jumps";
import type { Sampling } from "../estimators/options";
import type { Block } from "../integrand/block";
import type { Output } from "../integrand/integrand";
import { LEAF, PLACE_BYTES, PURPOSE, type Rng, purposeWithin, writePlace } from "../random";
import type { Ask } from "./choose";

/** Single runs of fewer samples are not worth it, loops always are; of the samples of a run one in so many is spent on points, within bounds, and at most twice as many on halves. */
const SHORTEST = 64, SHARE = 16, FEWEST = 16, POINTS = 256, HALVES = 64;
/** Points of a line in several columns. */
const LINE = 8;
/** What counts as a jump, as a share of the range of φ: less has less of a bias than what a run of this kind sees, and is often but a rounding of φ. */
const MATTERS = 1 / 256;
/** Below this share of |φ| a difference is rounding. */
const ROUNDING = 2 ** -40;
/** Gaps of so much of the widest are as wide: of jumps of one height one is followed to its end before the next. */
const ALIKE = 1 - 2 ** -6;
/** Times that a gap is halved until it is none. */
const DEPTH = 24;

/** Of outputs that were seen to jump where, and how many evaluations of each φ it took. @internal */
export interface Leaps { readonly found: ReadonlyMap<Output, string>; readonly spent: number }

/** @internal */
export const NO_LEAPS: Leaps = { found: new Map(), spent: 0 };

/** Kinds of problems that a generator remembers. */
const KINDS = 8;

/** What was seen with a generator, by kind of problem, and from which leaf on: looked at again when that has doubled. */
const seen = new WeakMap<Rng, Map<string, { readonly leaf: number; readonly found: readonly string[] }>>();

/** @internal */
export function leapsOf({ sampling, outputs, used, entries, rng }: Ask): Leaps {
  const { samples, own, p, origin: { leaf } } = sampling, told = outputs.filter(({ gradient, compiled }) => gradient && !compiled);
  if ((samples < SHORTEST && !rng) || told.length === 0) return NO_LEAPS;
  const known = rng && (seen.get(rng) ?? new Map()), key = [p.family, own.columns, entries.join(), ...told.map(({ name, id }) => `${name} ${id}`)].join("\n"), before = known?.get(key);
  const answer = (places: readonly string[], spent: number): Leaps => ({ found: new Map(told.flatMap((one, k) => (places[k] ? [[one, places[k]]] : []))), spent });
  // what was found once is known
  if (before && (before.found.every(Boolean) || leaf === before.leaf || leaf < 2 * before.leaf)) return answer(before.found, 0);
  const columns = [...new Set(movedColumns(own).filter((_, entry) => used(entry)).flat())];
  if (columns.length === 0) return NO_LEAPS;
  const points = Math.max(FEWEST, Math.min(POINTS, Math.floor(samples / SHARE))), rows = lines(drawn(sampling, points), columns), probes = told.map((one) => new Probe(one, columns, rows, Math.min(HALVES, 2 * points)));
  const found = probes.map((probe, k) => before?.found[k] || (probe.place() ?? ""));
  if (rng && known) {
    known.delete(key);
    seen.set(rng, known.set(key, { leaf, found }));
    if (known.size > KINDS) known.delete(known.keys().next().value as string);
  }
  return answer(found, Math.max(...probes.map(({ spent }) => spent)));
}

/** Rows of p on randomness of their own. */
function drawn({ own, origin }: Sampling, n: number): number[][] {
  const stride = LEAF * 8;
  return Arena.lend((allocate) => ({ law: own.layout(allocate), place: allocate(PLACE_BYTES), x: allocate(own.columns * stride) }), (arena, { law, place, x }) => {
    writePlace(arena, place, origin, purposeWithin(PURPOSE.pilot, PURPOSE.user), origin.leaf);
    law(arena).draw(x, stride, n, place, 0, 0);
    const columns = Array.from({ length: own.columns }, (_, d) => arena.column(x + d * stride, n).slice());
    return Array.from({ length: n }, (_, i) => columns.map((column) => column[i] as number));
  });
}

/** Points in the order of lines: of one column all of them, from the least on; else from one draw to the next, of which only what a flow moves is taken. */
function lines(draws: readonly number[][], columns: readonly number[]): number[][][] {
  if (draws[0]?.length === 1) return [draws.slice().sort(([a], [b]) => (a as number) - (b as number))];
  const count = Math.floor(draws.length / LINE);
  return Array.from({ length: count }, (_, k) => {
    const from = draws[2 * k] as number[], to = draws[2 * k + 1] as number[];
    return Array.from({ length: LINE }, (_, i) => between(from, to, i / (LINE - 1), columns));
  });
}

const between = (a: readonly number[], b: readonly number[], t: number, columns: readonly number[]): number[] =>
  a.map((v, d) => (columns.includes(d) ? v + t * ((b[d] as number) - v) : v));

interface Point { readonly x: readonly number[]; readonly value: number; readonly slope: readonly number[] }
interface Gap { readonly from: Point; readonly to: Point; readonly off: number; readonly depth: number }

class Probe {
  /** Evaluations. */
  spent = 0;

  constructor(private readonly output: Output, private readonly columns: readonly number[], private readonly lines: readonly (readonly number[][])[], private readonly most: number) {}

  /** Where it jumps, in words; undefined if it is not seen to. What φ throws, the run may never meet. */
  place(): string | undefined {
    try {
      return this.#place();
    } catch {
      return undefined;
    }
  }

  #place(): string | undefined {
    const { lines, columns } = this, points = this.#at(lines.flat()), values = points.map(({ value }) => value).filter(Number.isFinite), gaps: Gap[] = [];
    const least = Math.max(MATTERS * (Math.max(...values) - Math.min(...values)), ROUNDING * Math.max(...values.map(Math.abs)));
    const add = (from: Point, to: Point, depth: number): void => {
      const off = Math.abs(this.#off(from, to));
      if (off > least) gaps.push({ from, to, off, depth });
    };
    let first = 0;
    for (const line of lines) {
      for (let i = first + 1; i < first + line.length; i++) add(points[i - 1] as Point, points[i] as Point, 0);
      first += line.length;
    }
    for (let k = 0; k < this.most && gaps.length > 0; k++) {
      const most = ALIKE * gaps.reduce((widest, { off }) => Math.max(widest, off), 0);
      const next = gaps.reduce((best, { off, depth }, i) => (off >= most && (best < 0 || depth > (gaps[best] as Gap).depth) ? i : best), -1), [{ from, to, depth }] = gaps.splice(next, 1) as [Gap];
      if (depth === DEPTH) {
        if (this.#isSure(from, to, least)) return from.x.length === 1 ? `near x = ${Number((from.x[0] as number).toPrecision(4))}` : "between draws of p";
        return undefined;
      }
      const [middle] = this.#at([between(from.x, to.x, 0.5, columns)]) as [Point];
      add(from, middle, depth + 1);
      add(middle, to, depth + 1);
    }
    return undefined;
  }

  /** What φ changes by, less what its gradient says. */
  #off(from: Point, to: Point): number {
    return this.columns.reduce((sum, d) => sum - 0.5 * ((from.slope[d] as number) + (to.slope[d] as number)) * ((to.x[d] as number) - (from.x[d] as number)), to.value - from.value);
  }

  /** Is it the same when it is asked again? A φ with noise of its own is not. */
  #isSure(from: Point, to: Point, least: number): boolean {
    const [a, b, again, there] = this.#at([from.x, to.x, from.x, to.x]) as [Point, Point, Point, Point];
    return a.value === again.value && b.value === there.value && a.value === from.value && b.value === to.value && Math.abs(this.#off(a, b)) > least;
  }

  #at(rows: readonly (readonly number[])[]): Point[] {
    const n = rows.length, width = rows[0]?.length ?? 0, { output } = this;
    const x: Block = Array.from({ length: width }, (_, d) => Float64Array.from(rows, (row) => row[d] as number)), value = new Float64Array(n), slope = Array.from({ length: width }, () => new Float64Array(n));
    this.spent += n;
    if (output.valueAndGradient) output.valueAndGradient(x, value, slope);
    else {
      output.value(x, n, value);
      output.gradient?.(x, slope);
    }
    return rows.map((row, i) => ({ x: row, value: value[i] as number, slope: slope.map((column) => column[i] as number) }));
  }
}
