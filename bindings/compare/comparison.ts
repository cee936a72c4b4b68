/**
 * What `compare` gives: plain data that prints as tables.
 */
import type { Warning } from "../estimators/diagnostics";
import { rounded } from "../estimators/table";
import { toPlain } from "../plain";

/** One estimate of a setting. */
export interface Raced { readonly mean: number; readonly stdError: number }

/** A setting that ran. */
export interface RacedRow {
  readonly label: string;
  /** The options as they were given, functions and results by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Samples that cost what the first setting's do; evaluations of φ for them, pilots included. */
  readonly samples: number;
  readonly evaluations: number;
  /** Nanoseconds for one sample, from fixed tables. */
  readonly cost: number;
  /** By name: "value", "loc[1]", chains; "call.loc" of several φ. */
  readonly estimates: { readonly [estimate: string]: Raced };
  /** Variance × cost of the best, over that of this one: 1 is the best. NaN where there is no standard error. */
  readonly efficiency: { readonly [estimate: string]: number };
  readonly warnings: readonly Warning[];
}

/** A setting that `gradient` refused, and why. */
export interface RefusedRow {
  readonly label: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly refused: string;
}

/** Estimates shown before the rest is only counted. */
const SHOWN = 12;
/** What is below this share of the largest variance of an estimate is rounding: 0. */
const ROUNDING = 2 ** -80;

/** @internal */
export const isRaced = (row: RacedRow | RefusedRow): row is RacedRow => !("refused" in row);

/** A race between settings. `String(comparison)` is a table for each estimate; JSON and `structuredClone` keep all of it. */
export class Comparison {
  readonly kind = "comparison";
  readonly version = 1;
  /** In the order of the settings. */
  readonly rows: readonly (RacedRow | RefusedRow)[];
  /** Of each estimate the label of the setting whose variance × cost is least, among those of which nothing warns; the first of equals. */
  readonly winner: { readonly [estimate: string]: string };

  /** @internal */
  constructor(rows: readonly (Omit<RacedRow, "efficiency"> | RefusedRow)[]) {
    const raced = rows.filter((row): row is Omit<RacedRow, "efficiency"> => !("refused" in row)), names = new Set(raced.flatMap(({ estimates }) => Object.keys(estimates)));
    const winner: Record<string, string> = {}, efficiency = new Map<object, Record<string, number>>(raced.map((row) => [row, {}]));
    for (const name of names) {
      const works = raced.flatMap((row) => {
        const work = workOf(row, name);
        return name in row.estimates ? [{ row, work, sound: Number.isFinite(work) && !isMarked(row, name) }] : [];
      });
      const least = ROUNDING * Math.max(0, ...works.filter(({ work }) => Number.isFinite(work)).map(({ work }) => work));
      for (const one of works) if (one.work <= least) one.work = 0;
      const rivals = works.some(({ sound }) => sound) ? works.filter(({ sound }) => sound) : works.filter(({ work }) => Number.isFinite(work));
      const best = Math.min(...rivals.map(({ work }) => work)), first = rivals.find(({ work, sound }) => sound && work === best);
      if (first) winner[name] = first.row.label;
      for (const { row, work } of works) (efficiency.get(row) as Record<string, number>)[name] = work === best ? 1 : best / work;
    }
    this.rows = rows.map((row) => ("refused" in row ? row : { ...row, efficiency: efficiency.get(row) as Record<string, number> }));
    this.winner = winner;
  }

  /** Plain data for JSON. */
  toJSON(): unknown { return toPlain({ ...this }); }

  toString(): string {
    const raced = this.rows.filter(isRaced), names = [...new Set(raced.flatMap(({ estimates }) => Object.keys(estimates)))], [first] = raced;
    const title = `${this.rows.length} settings${first ? `, at the cost of ${first.samples} samples of "${first.label}"` : ", all refused"}`, lines = [["", "samples", "mean", "std. error", "variance × cost"]];
    for (const name of names.slice(0, SHOWN)) {
      const of = raced.filter(({ estimates }) => name in estimates), exact = of.some(({ efficiency }) => efficiency[name] === 0);
      // beside what is exact the others are compared among themselves
      const least = exact ? Math.min(...of.filter(({ efficiency }) => efficiency[name] === 0).map((row) => workOf(row, name))) : undefined;
      lines.push([name]);
      for (const row of of) lines.push(this.#line(name, row, least));
    }
    const widths = [0, 1, 2, 3, 4].map((c) => Math.max(...lines.map((line) => (line[c] ?? "").length)));
    const body = raced.length ? lines.map((line) => line.map((cell, c) => (c === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[c] as number))).join("  ").trimEnd()) : [];
    return [title, ...body, ...(names.length > SHOWN ? [`… and ${names.length - SHOWN} more estimates`] : []), ...this.#notes(raced)].join("\n");
  }

  /** What Node prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string { return this.toString(); }

  #line(name: string, row: RacedRow, least: number | undefined): string[] {
    const { mean, stdError } = row.estimates[name] as Raced, efficiency = row.efficiency[name] as number;
    const ratio = Number.isNaN(efficiency) ? "" : least === undefined ? shown(1 / efficiency) : efficiency === 0 ? shown(workOf(row, name) / least) : "exact", mark = isMarked(row, name) ? " !" : this.winner[name] === row.label ? " *" : "  ";
    return [`  ${row.label}`, String(row.samples), rounded(mean, stdError), Number.isFinite(stdError) ? stdError.toPrecision(2) : "", `${ratio}${mark}`];
  }

  #notes(raced: readonly RacedRow[]): string[] {
    const refused = this.rows.flatMap((row) => (isRaced(row) ? [] : [`refused: ${row.label}: ${row.refused}`])), warned = raced.flatMap(({ label, warnings }) => warnings.map((warning) => ({ label, ...warning })));
    const codes = [...new Set(warned.map(({ code, label }) => `${code} ${label}`))].map((key) => warned.filter(({ code, label }) => `${code} ${label}` === key));
    return [...refused, ...codes.map((same) => `! ${same[0]?.label}: ${same[0]?.code} (${same.slice(0, 8).map(({ where }) => where).join(", ")}${same.length > 8 ? ", …" : ""}): ${same[0]?.message}`)];
  }
}

/** Three digits, or as many as a whole number has. */
const shown = (ratio: number): string => (ratio < 999.5 ? ratio.toPrecision(3) : ratio < 1e7 ? ratio.toFixed(0) : ratio.toPrecision(3));

/** Variance × cost of an estimate; NaN if the setting has none. */
function workOf({ estimates, samples, cost }: Pick<RacedRow, "estimates" | "samples" | "cost">, name: string): number {
  const { stdError = NaN } = estimates[name] ?? {};
  return stdError * stdError * samples * cost;
}

/** Does a warning concern the estimate? What concerns the weights concerns all. */
const isMarked = ({ warnings }: Pick<RacedRow, "warnings">, name: string): boolean => warnings.some(({ code, where }) => where === name || code === "weights-mean");
