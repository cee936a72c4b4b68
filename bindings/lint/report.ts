/** What lint found, as plain data that prints well. */
import { rounded } from "./defects";

/**
 * What is wrong:
 *
 * - `biased`: ψ is not what the theorem demands;
 * - `boundary`: what the estimator does at a fixed end of the support does not vanish; `surface`: at an end that moves it is not what moves with it;
 * - `coverage`: q is 0 where p is not; `divergence`: a field's own ∇·v is not that of its v; `refused`: `gradient` does not run it;
 * - `score`, `grad-log-prob`, `flow`, `flow-divergence`, `cdf`: that operation of a family disagrees with log p, or with the others;
 * - `mean-score`: the score does not average 0; `normalisation`: the density does not integrate to 1; `samples`: draws have another law;
 * - `phi`: for the φ that was given, an estimate is not ∂θE[φ].
 */
export type Code = "biased" | "boundary" | "surface" | "coverage" | "divergence" | "refused" | "score" | "grad-log-prob" | "flow" | "flow-divergence" | "cdf" | "mean-score" | "normalisation" | "samples" | "phi";

/** E_q[v·∇φ + ψ·φ] − ∂θE_p[φ] for a φ of one column: by quadrature with its error, or, where q has no quantiles, from draws with their standard error. */
export interface Bias {
  /** "x", "x^2", "cos(x)" or "x > median"; of several columns "x1^2" … */
  readonly phi: string;
  readonly bias: number;
  readonly stdError: number;
}

export interface Finding {
  readonly code: Code;
  /** The parameter, as "loc[1]"; or the operation. */
  readonly where: string;
  /** The place where it is worst: a row, of no numbers where it is at no place. */
  readonly x: readonly number[];
  readonly expected: number;
  readonly got: number;
  /** got − expected */
  readonly defect: number;
  /** At how many of the places that could be judged it is so. */
  readonly places: number;
  /** What makes such numbers, where that can be told. */
  readonly likely?: string;
  /** What it does to estimates. */
  readonly bias?: readonly Bias[];
  readonly message: string;
}

export interface Checked {
  readonly parameters: number;
  /** Numbers that were compared; those that differences could not tell are not among them. */
  readonly comparisons: number;
  readonly unknown: number;
  readonly ends: number;
  /** Draws that were tested, and statistical tests; all of them fail without a reason with probability 1e-6. */
  readonly draws: number;
  readonly tests: number;
}

export interface Report {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly checked: Checked;
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
  toString(): string;
}

/** @internal */
export class Reporting {
  readonly findings: Finding[] = [];
  readonly notes = new Set<string>();
  readonly checked = { parameters: 0, comparisons: 0, unknown: 0, ends: 0, draws: 0, tests: 0 };

  constructor(readonly subject: string) {}

  add(code: Code, where: string, x: ArrayLike<number>, got: number, expected: number, rest: { readonly what: string; readonly likely?: string | undefined; readonly bias?: readonly Bias[] | undefined; readonly places?: number }): void {
    const { what, likely, bias, places = 1 } = rest, row = Array.from(x), at = row.length === 0 ? "" : ` at x = ${row.length === 1 ? row[0] : `[${row.slice(0, 8).join(", ")}]`}`;
    const most = bias?.filter((one) => Math.abs(one.bias) > 3 * one.stdError).map((one) => `${rounded(one.bias)} for φ = ${one.phi}`).join(", ");
    const message = `${what}${at}: expected ${rounded(expected)}, got ${rounded(got)}${likely ? ` (${likely})` : ""}${most ? `; bias ${most}` : ""}`;
    this.findings.push({ code, where, x: row, expected, got, defect: got - expected, places, ...(likely && { likely }), ...(bias?.length && { bias }), message });
  }

  report(): Report {
    const { subject } = this, report = { ok: this.findings.length === 0, findings: this.findings, checked: this.checked, notes: [...this.notes] };
    // beside the data, so that it is no part of it
    return Object.defineProperty(report, "toString", { value: () => text(subject, report) }) as Report;
  }
}

function text(subject: string, { ok, findings, checked, notes }: Omit<Report, "toString">): string {
  const { parameters, comparisons, unknown, ends, draws, tests } = checked, count = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;
  return [
    `lint of ${subject}: ${ok ? "nothing found" : count(findings.length, "finding")}`,
    ...findings.map(({ code, where, message }) => `  ${code} [${where}]: ${message}`),
    `checked: ${count(parameters, "parameter")}, ${count(comparisons, "comparison")}${unknown ? ` (${unknown} more could not be told)` : ""}, ${count(ends, "end")} of the support, ${count(draws, "draw")} in ${count(tests, "test")}`,
    ...notes.map((note) => `not checked: ${note}`),
  ].join("\n");
}
