/**
 * How the rows of a run come about, beside independently: strata, mirror images, quasi-random points; and how many make a unit.
 */
import { wrongKind, wrongValue } from "../check";
import { type Distribution, internalsOf } from "../distribution";
import { SOBOL_COLUMNS } from "../points/sobol";
import { LEAF } from "../random";
import type { Sampling, SamplingOptions } from "./options";

/** Replicates at least; points that one has at most. */
const REPLICATES = 16, POINTS = 2 ** 32;

/** The largest power of two that is at most x, from 1 on. @internal */
export function powerBelow(x: number): number {
  let power = 1;
  while (2 * power <= x) power *= 2;
  return power;
}

/**
 * Rows of a group in which coefficients are learnt from other rows, at most a leaf: of `units` groups or more, and where these would have less than 8 rows
 * of 8 groups. 0 if rows that belong together leave no others. @internal
 */
export function groupOf(samples: number, together: number, units: number): number {
  const wide = Math.min(LEAF, powerBelow(samples / units)), group = wide >= 8 ? wide : Math.min(8, powerBelow(samples / 8));
  return group >= 2 * together ? group : 0;
}

/** `drawn`: what the rows are drawn from. @throws TypeError, RangeError @internal */
export function pointsOf(where: string, drawn: Distribution, { antithetic = false, points = "random" }: Partial<SamplingOptions>, samples: number): Pick<Sampling, "together" | "unit" | "antithetic" | "sobol" | "replicate"> {
  if (typeof antithetic !== "boolean") throw wrongKind(where, "antithetic", "true or false", antithetic);
  if (points !== "random" && points !== "sobol") throw wrongValue(where, "points", `"random" or "sobol"`, points);
  const own = internalsOf(drawn), together = own.group ?? 1, sobol = points === "sobol";
  const lacks = (option: string, operation: string): void => {
    const why = together > 1 ? "its draws are stratified" : own.lacks(operation);
    if (why) throw new TypeError(`${where}: "${option}" expected a distribution with ${operation === "mirror" ? "mirror images" : "quantiles"}, got ${drawn.family === "common" ? Object.values(drawn.parts ?? {}).map(({ family }) => family).join(" and ") : drawn.family}: ${why}; leave "${option}" out`);
  };
  if (antithetic) {
    if (sobol) throw new TypeError(`${where}: "antithetic" expected points: "random", got "sobol", whose points are balanced already`);
    lacks("antithetic", "mirror");
    return { together: 2, unit: 2, antithetic, sobol, replicate: 0 };
  }
  if (!sobol) return { together, unit: together, antithetic, sobol, replicate: 0 };
  lacks("points", "fromUniforms");
  if (own.columns > SOBOL_COLUMNS) throw new RangeError(`${where}: "points" expected at most ${SOBOL_COLUMNS} columns for "sobol", got ${own.columns}; take points: "random"`);
  if (samples < 2 * REPLICATES) throw new RangeError(`${where}: "samples" expected at least ${2 * REPLICATES} for points: "sobol", which need ${REPLICATES} replicates, got ${samples}`);
  const replicate = Math.min(POINTS, powerBelow(samples / REPLICATES));
  return { together: replicate, unit: replicate, antithetic, sobol, replicate };
}
