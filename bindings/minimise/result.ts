import { type Distribution, type Parameters, entryName, internalsOf } from "../distribution";
import type { Estimate } from "../estimators/estimate";
import { toPlain } from "../plain";
import { entriesOf } from "./make";

/** Why the steps ended. */
export type Stopped = "steps" | "tolerance" | "onStep";

/** Numbers shown before the rest is only counted. */
const SHOWN = 24;

/** Where `minimise` came to. `String(result)` says it in a few lines. */
export class Minimum<P extends Parameters = Parameters, C = unknown> {
  /** p with the parameters of the end. */
  readonly distribution: Distribution<P, C>;
  /** The last estimate of E[φ]: after all `steps`, of the parameters before the last step; else of these. */
  readonly value: Estimate<number>;
  /** Gradients that were estimated. */
  readonly steps: number;
  /** "steps": all were taken; "tolerance": the stopping rule; "onStep": it returned false. */
  readonly stopped: Stopped;
  /** The estimates of E[φ], step by step, if option `history` asked for them. */
  declare readonly history?: Float64Array;
  readonly #words: string;

  /** @internal */
  constructor(distribution: Distribution<P, C>, value: Estimate<number>, steps: number, stopped: Stopped, words: string, history: Float64Array | undefined) {
    this.distribution = distribution;
    this.value = value;
    this.steps = steps;
    this.stopped = stopped;
    if (history) this.history = history;
    this.#words = words;
  }

  /** The parameters of the end. */
  get parameters(): P & C { return this.distribution.parameters; }

  /** Plain data for JSON; `restore` makes a distribution of its `distribution`. */
  toJSON(): unknown { return toPlain({ ...this, parameters: this.parameters }); }

  toString(): string {
    const theta = entriesOf(this.distribution), { parameters } = internalsOf(this.distribution), { mean, stdError } = this.value, error = Number.isFinite(stdError) ? ` ± ${stdError.toPrecision(2)}` : "";
    const rows = [["value", `${mean.toPrecision(6)}${error}`], ...parameters.map((p): [string, string] => {
      const shown = Math.min(p.size, SHOWN), names = p.triangle === undefined ? "" : ` (${entryName(p, 0)} … by rows)`;
      return [p.path.join("."), `${Array.from({ length: shown }, (_, j) => theta[p.offset + j]?.toPrecision(6)).join(" ")}${shown < p.size ? ` … and ${p.size - shown} more` : ""}${names}`];
    })] as const;
    const width = Math.max(...rows.map(([name]) => name.length)), why = { steps: "all taken", tolerance: "stopped within the tolerance", onStep: "stopped by onStep" }[this.stopped];
    return [`${this.#words}, ${this.steps} step${this.steps === 1 ? "" : "s"}, ${why}`, ...rows.map(([name, numbers]) => `${name.padEnd(width)}  ${numbers}`)].join("\n");
  }

  /** What Node prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string { return this.toString(); }
}
