/** Distributions and integrands whose integrals mpmath has computed (reference.py). */
import * as library from "montegrad";
import { type CompiledIntegrand, type Distribution, integrand } from "montegrad";
import reference from "./reference.json" with { type: "json" };

export interface Problem {
  readonly name: string;
  readonly p: Distribution;
  readonly phi: CompiledIntegrand;
  readonly parameter: string;
  /** ∂θE[φ], ∫ |∂θp| dx, and E[φ′] where Stein's identity holds. */
  readonly gradient: number;
  readonly tv: number;
  readonly stein: number | null;
}

export const PROBLEMS: readonly Problem[] = reference.map(({ family, parameters, parameter, phi, gradient, tv, stein }) => ({
  name: `${family}(${Object.values(parameters).join(", ")}).${parameter}, ${phi}`,
  p: (library as unknown as Record<string, (parameters: unknown) => Distribution>)[family]!(parameters),
  phi: integrand(phi),
  parameter, gradient, tv, stein,
}));

/** |a − b| by the larger of 1 and |b|. */
export const apart = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(b));
