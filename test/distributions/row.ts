/**
 * What a row of the battery says of a family: facts that a mathematician can check. Parameters are dyadic, hence exact in binary;
 * reference values of 30 digits come from the script named in each `*.reference.json`.
 */
import type { Distribution } from "montegrad";

export type Given = Readonly<Record<string, number | readonly number[]>>;

/** At one point: what each operation gives, flat, or by parameter. Digits, or numbers. */
export type Expected = Readonly<Record<string, unknown>>;

/** A distribution of the family, and what is known of it. */
export interface Case {
  readonly parameters: Given;
  /** Rows inside the support, where everything is smooth. */
  readonly points: readonly (readonly number[])[];
  /** E(X − mean)⁴/variance² of each column; Infinity where there is none: then draws are held against the distribution function only. */
  readonly kurtosis: readonly number[];
}

export interface Row {
  readonly make: (parameters: Given) => Distribution;
  readonly discrete?: boolean;
  /** Parameters without score and flow. */
  readonly constants?: readonly string[];
  /** Parameters that move the support: their scores do not average 0. */
  readonly moving?: readonly string[];
  /** The law of one column alone, where it is not the family's own with that column's parameters. */
  readonly marginal?: (parameters: Given, column: number) => Distribution;
  readonly cases: readonly Case[];
  readonly references: readonly { readonly parameters: Given; readonly x: readonly number[]; readonly expected: Expected }[];
  readonly quantiles?: readonly { readonly parameters: Given; readonly u: number; readonly quantile: string | number }[];
  readonly moments?: readonly { readonly parameters: Given; readonly mean: string; readonly variance: string; readonly entropy: string }[];
  /** |got − expected| ≤ relative·|expected| + absolute, by operation; `moments` for mean, variance and entropy. */
  readonly bounds: Readonly<Record<string, readonly [relative: number, absolute: number]>>;
  /** Of the first case: what `logProb`, and other operations, give at edges. */
  readonly edges: readonly (readonly [operation: string, x: number, expected: number])[];
  /** Parameters that are refused, with the error and the name in its message. */
  readonly invalid: readonly (readonly [parameters: unknown, error: "RangeError" | "TypeError", named: string])[];
  /** Bits of the first draws of the first case, seed 42. */
  readonly frozen: readonly string[];
}
