/**
 * Which mixtures of p with tilts of it a plan may draw from, and with what shares.
 */
import { type Distribution, type Internals, internalsOf } from "../distribution";
import { type Shares, proposalOf } from "../proposals/tilted";
import { overdispersed } from "../proposals/choices";
import type { TiltKind, TiltSource } from "../proposals/tilt";
import type { Rows } from "./rows";

/** A part of a mixture; p itself has no density of its own here. @internal */
export interface Component { readonly name: "p" | "slice" | "fisher" | "overdispersed"; readonly density: Distribution | undefined }

/** Tilts of more entries than these share draws among too many to gain. */
const TILTED = 8;
/** How much wider an overdispersed part is. */
const FACTOR = 1.5;
/** How much wider, and of what share, that part of a pilot is which no run draws from. */
const SCOUTING = 3, SCOUTS = 0.2;
/** The share of p at least, so that no weight is above its inverse; smaller shares of others are left out. */
const LEAST = 0.1, SMALLEST = 0.03;
/** Steps between two fits of coefficients. */
const STEPS = 12;

/** Those that p has for these entries; only p if there are none to be had. `most`: nanoseconds that a tilt may take before its first draw. @internal */
export function componentsOf(where: string, p: Distribution, entries: readonly number[] | undefined, most: number): Component[] {
  const own = internalsOf(p), components: Component[] = [{ name: "p", density: undefined }];
  if (!entries || own.lacks("score") || own.lacks("sample") || (own.group ?? 1) > 1) return components;
  const add = (name: Component["name"], shares: () => Shares): void => {
    const density = had(() => proposalOf(where, p, shares(), entries));
    if (density && !density.rounded) components.push({ name, density });
  };
  if (entries.length > 0 && (entries.length <= TILTED || tiltsOf(own, "slice", entries).size === 1)) {
    for (const kind of ["slice", "fisher"] as const) if ([...tiltsOf(own, kind, entries)].reduce((sum, { cost: { once = 0 } }) => sum + once, 0) <= most) add(kind, () => ({ [kind]: 1 }));
  }
  if (own.columns <= 2 && !own.deep) add("overdispersed", () => ({ others: [[1, overdispersed(p, FACTOR, where)]] }));
  return components;
}

/** Undefined where p has none, or none within the doubles. */
function had<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Those of all entries, which may have them in common. */
function tiltsOf(own: Internals, kind: TiltKind, entries: readonly number[]): Set<TiltSource> {
  return new Set(entries.flatMap((entry) => { const tilts = own.tilt?.(kind, entry) ?? []; return typeof tilts === "string" ? [] : tilts; }));
}

/** The shares as the option `proposal` takes them. @internal */
export function described(components: readonly Component[], shares: readonly number[]): Record<string, unknown> | undefined {
  const out: Record<string, unknown> = {};
  components.forEach(({ name }, k) => { if (shares[k]) out[name] = name === "overdispersed" ? { share: shares[k], factor: FACTOR } : shares[k]; });
  return Object.keys(out).join() === "p" ? undefined : out;
}

/** So much of each in a pilot, which looks everywhere. @internal */
export const widely = (components: readonly Component[]): number[] => (components.length === 1 ? [1] : components.map((_, k) => (k === 0 ? 0.4 : 0.6 / (components.length - 1))));

/** That, with some rows from farther out than any part draws: tails of what is left after a fit show there, and a run of many more rows meets them. Undefined without a part that is wider. @internal */
export function scouted(p: Distribution, components: readonly Component[]): Record<string, unknown> | undefined {
  const scouts = components.some(({ name }) => name === "overdispersed") ? had(() => overdispersed(p, SCOUTING)) : undefined;
  return scouts && { ...described(components, widely(components).map((a) => a * (1 - SCOUTS))), others: [[SCOUTS, scouts]] };
}

/**
 * Shares of less mean square, from those given: a_k becomes a_k·√D_k, D_k the slope by a_k, which lowers ∫G²/Σ a_k q_k at every step.
 * Y. Yu, Ann. Stat. 38 (2010) 1593–1606, on B. Torsney's algorithm for optimal designs, of which this is one. D^⅞ goes almost twice as far; where that is
 * too far, the step is made again.
 * @internal
 */
export function improved(rows: Pick<Rows, "slopes">, shares: readonly number[]): number[] {
  const squareOf = (a: readonly number[], by: Float64Array): number => a.reduce((sum, share, k) => sum + share * (by[k] as number), 0);
  let best = shares.slice(), slopes = rows.slopes(best), square = squareOf(best, slopes), isFar = false;
  for (let step = 0; step < STEPS; step++) {
    const next = floored(best.map((a, k) => a * power(Math.max(0, slopes[k] as number), isFar)));
    if (!next.every(Number.isFinite)) break;
    const found = rows.slopes(next), now = squareOf(next, found);
    isFar = now > square;
    if (!isFar) [best, slopes, square] = [next, found, now];
  }
  return best;
}

/** By roots alone, which all engines round alike: D^½, or D^⅞. */
const power = (slope: number, isFar: boolean): number => (isFar || slope === 0 ? Math.sqrt(slope) : slope / Math.sqrt(Math.sqrt(Math.sqrt(slope))));

/** In proportion, with p's share at least what it must be. */
function floored(shares: readonly number[]): number[] {
  const sum = shares.reduce((all, a) => all + a, 0), others = sum - (shares[0] as number), own = Math.max(LEAST, (shares[0] as number) / sum);
  return shares.map((a, k) => (k === 0 ? own : others > 0 ? (a / others) * (1 - own) : 0));
}

/** Without shares that are too small to matter, in thousandths: what is said is what is done. @internal */
export function rounded(shares: readonly number[]): number[] {
  const kept = shares.map((a, k) => (k > 0 && a < SMALLEST ? 0 : a)), sum = kept.reduce((all, a) => all + a, 0);
  const parts = kept.map((a) => Math.round((a / sum) * 1000) / 1000), rest = parts.reduce((all, a, k) => (k === 0 ? all : all - a), 1);
  return parts.map((a, k) => (k === 0 ? Math.round(rest * 1000) / 1000 : a));
}
