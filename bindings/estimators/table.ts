/**
 * Results as tables that people can read.
 */
import type { Warning } from "./diagnostics";
import type { Estimate } from "./estimate";
import type { Quantile } from "./quantile";

/** @internal */
export interface Row {
  readonly name: string;
  readonly estimate: Estimate<number>;
  /** Is there a warning, so that no interval is shown? */
  readonly marked: boolean;
}

/** Rows shown before the rest is only counted. */
const SHOWN = 40;

/** @internal */
export function table(title: string, rows: readonly Row[], warnings: readonly Warning[], head = "mean", quantiles: readonly Quantile[] = []): string {
  const cells = rows.slice(0, SHOWN).map(({ name, estimate, marked }) => {
    const { mean, stdError } = estimate, [low, high] = estimate.interval(), unit = stdError > 0 ? stdError : (high - low) / 4;
    const interval = marked ? "see below" : Number.isFinite(stdError) ? between(low, high, unit) : "";
    return [`${name}${marked ? " !" : ""}`, rounded(mean, unit), Number.isFinite(stdError) ? stdError.toPrecision(2) : "", interval];
  });
  const below = quantiles.slice(0, SHOWN).map(({ level, value, low, high }) => {
    const unit = (high - low) / 4;
    return [`quantile ${level}`, rounded(value, unit), "", between(low, high, unit)];
  });
  const lines = [["", head, "std. error", "95 % interval"], ...cells, ...below];
  const widths = [0, 1, 2, 3].map((c) => Math.max(...lines.map((line) => (line[c] as string).length)));
  const body = lines.map((line) => line.map((cell, c) => (c === 0 || c === 3 ? cell.padEnd(widths[c] as number) : cell.padStart(widths[c] as number))).join("  ").trimEnd());
  const missing = rows.length + quantiles.length - cells.length - below.length, rest = missing > 0 ? [`… and ${missing} more`] : [];
  return [title, ...body, ...rest, ...grouped(warnings)].join("\n");
}

/** A warning once, with all estimates that it concerns. */
function grouped(warnings: readonly Warning[]): string[] {
  const codes = [...new Set(warnings.map(({ code }) => code))];
  return codes.map((code) => {
    const same = warnings.filter((w) => w.code === code), names = same.slice(0, 8).map(({ where }) => where).join(", ");
    return `! ${code} (${names}${same.length > 8 ? ", …" : ""}): ${same[0]?.message}`;
  });
}

const between = (low: number, high: number, unit: number): string => `[${rounded(low, unit)}, ${rounded(high, unit)}]`;

/** To two digits of the standard error. @internal */
export function rounded(v: number, stdError: number): string {
  if (!Number.isFinite(v)) return String(v);
  if (!(stdError > 0) || !Number.isFinite(stdError)) return String(v);
  const decimals = 1 - exponentOf(stdError), leading = exponentOf(v);
  if (decimals < 0 || decimals > 12) return v.toPrecision(Math.max(1, Math.min(17, leading + decimals + 1)));
  return v.toFixed(decimals);
}

/** ⌊log₁₀ |v|⌋, read off the decimal form: host logarithms differ. */
function exponentOf(v: number): number { return v === 0 ? 0 : Number(v.toExponential().split("e")[1]); }
