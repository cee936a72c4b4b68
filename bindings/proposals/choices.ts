/**
 * What `proposal` may be, and whether it fits p and what is asked.
 */
import { checkKeys, isRecord, wrongKind, wrongValue } from "../check";
import { type Distribution, internalsOf, isDistribution } from "../distribution";
import { otherMeasure } from "../measure";
import { Rng } from "../random";
import { type Shares, Tilted, proposalOf } from "./tilted";

/**
 * Any distribution over the same columns; "slice" and "fisher", the densities |∂θp|/TV and s²p/I of the parameters that are differentiated by;
 * `{ overdispersed: 1.5 }`, p with about so many times wider tails; or a mixture of these with p, by shares.
 */
export type Proposal = Distribution | "slice" | "fisher" | { readonly overdispersed: number } | (Omit<Shares, "wrt"> & { readonly overdispersed?: { readonly share: number; readonly factor: number } });

/** `entries`: those that are estimated; undefined where nothing is differentiated. @throws TypeError, RangeError @internal */
export function proposalFor(where: string, p: Distribution, given: unknown, entries: readonly number[] | undefined): Distribution {
  const found = proposed(where, p, given, entries);
  if (found instanceof Tilted && found.rounded) throw new RangeError(`${where}: "proposal" expected draws inside the support, got a tilt of ${p.family} of which too many round to an end; take p itself, or another distribution over the same columns`);
  return found;
}

function proposed(where: string, p: Distribution, given: unknown, entries: readonly number[] | undefined): Distribution {
  const { columns } = p, expected = `a distribution over the same columns, "slice", "fisher", { overdispersed } or shares { p, slice, fisher, overdispersed, others }`;
  if (isDistribution(given)) {
    if (given.columns !== columns) throw new RangeError(`${where}: "proposal" expected a distribution of ${columns} columns, got ${given.columns}`);
    if ((internalsOf(given).group ?? 1) > 1 && !entries) throw new TypeError(`${where}: "proposal" expected a distribution whose draws are independent, got ${given.family}`);
    if (!(given instanceof Tilted && given.of === p)) refuseUncovered(where, p, given);
    return given;
  }
  if (!entries) throw wrongKind(where, "proposal", "a distribution over the same columns", given);
  if (given === "slice" || given === "fisher") return proposalOf(`${where}: "proposal"`, p, { [given]: 1 }, entries);
  if (!isRecord(given)) throw wrongKind(where, "proposal", expected, given);
  checkKeys(`${where}: "proposal"`, given, ["p", "slice", "fisher", "overdispersed", "others"]);
  const { overdispersed: wide, ...shares } = given;
  if (wide === undefined) return proposalOf(`${where}: "proposal"`, p, shares as Shares, entries);
  if (Object.keys(shares).length === 0 && !isRecord(wide)) return overdispersed(p, wide as number, `${where}: "proposal"`);
  if (!isRecord(wide)) throw wrongKind(where, "proposal.overdispersed", "{ share, factor } beside other shares", wide);
  checkKeys(`${where}: "proposal.overdispersed"`, wide, ["share", "factor"]);
  const more = [wide.share as number, overdispersed(p, wide.factor as number, `${where}: "proposal"`)] as const, { others = [] } = shares as Shares;
  return proposalOf(`${where}: "proposal"`, p, { ...(shares as Shares), others: [...others, more] }, entries);
}

/**
 * p with wider tails, about `factor` times as wide: a scale `factor` times as large, or a power p^(1/factor²) where that is of the same family; of a Poisson
 * or negative binomial law a negative binomial one of the same mean and factor² times the variance.
 *
 * @throws TypeError, RangeError if `factor` is no finite number ≥ 1, or the family does not know of wider tails.
 *
 * @example
 * ```js
 * console.log(overdispersed(normal({ loc: 1, scale: 2 }), 1.5).parameters); // { loc: 1, scale: 3 }
 * ```
 */
export function overdispersed(p: Distribution, factor: number, where = "overdispersed"): Distribution {
  if (!isDistribution(p)) throw wrongKind(where, "p", "a distribution", p);
  if (typeof factor !== "number") throw wrongKind(where, "factor", "a finite number ≥ 1", factor);
  if (!(factor >= 1 && factor < Infinity)) throw wrongValue(where, "factor", "a finite number ≥ 1", factor);
  const wide = widened(p, factor, where) ?? "it does not know of wider tails";
  if (typeof wide === "string") throw new TypeError(`${where}: expected a distribution with an overdispersed one, got ${p.family}: ${wide}`);
  return wide;
}

/** Draws of p that are tried. */
const TRIED = 64;

/** Where p draws, q must. @throws RangeError */
function refuseUncovered(where: string, p: Distribution, q: Distribution): void {
  const mine = internalsOf(p), its = internalsOf(q), D = mine.columns;
  const refuse = (what: string): RangeError => new RangeError(`${where}: "proposal" expected a distribution that covers p, got ${q.family}, ${what}; mix it with p: { p: 0.1, others: [[0.9, q]] }`);
  for (let d = 0; d < D; d++) if ((mine.supports[d] === "count") !== (its.supports[d] === "count")) throw refuse(`which has ${its.supports[d] === "count" ? "integers" : "no integers"} in column ${d}`);
  const apart = otherMeasure(mine, its);
  if (apart) throw new RangeError(`${where}: "proposal" expected a density by which that of p can be divided, got ${q.family}, ${apart}; take ${q.family === p.family ? "one over the same columns" : `another ${p.family}`}`);
  if (!mine.lacks("quantile") && !its.lacks("quantile")) {
    const [low, high] = [p, q].map((one) => [one.quantile(new Array<number>(D).fill(0)), one.quantile(new Array<number>(D).fill(1))]) as [[Float64Array, Float64Array], [Float64Array, Float64Array]];
    for (let d = 0; d < D; d++) if (high[0][d]! > low[0][d]! || high[1][d]! < low[1][d]!) throw refuse(`which is 0 outside [${high[0][d]}, ${high[1][d]}] in column ${d}, where p is not`);
  }
  if (mine.lacks("sample") || mine.deep) return; // draws that round may lie where neither is
  const x = p.sample(new Rng(0), TRIED), own = p.logProb(x), at = q.logProb(x).findIndex((log, i) => log === -Infinity && Number.isFinite(own[i]));
  if (at >= 0) throw refuse(`which is 0 at x = [${Array.from(x.subarray(at * D, (at + 1) * D)).slice(0, 8).join(", ")}], where p is not`);
}

function widened(p: Distribution, factor: number, where: string): Distribution | string | undefined {
  try {
    return internalsOf(p).overdispersed?.(factor);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw wrongValue(where, "factor", `a number that leaves the parameters of ${p.family} inside their domains`, factor);
  }
}
