import { type Block, type CompiledField, type Distribution, type FlowField, Rng, checkInteger, checkKeys, isArrayLike, isRecord, wrongKind, wrongValue } from "../index";
import { type Subject, checkEstimator, checkFamily } from "./check";
import type { EndTerm } from "./ends";
import { Family } from "./family";
import { type Choice, resolved, takenApart } from "./library";
import { checkPhi } from "./phi";
import { type Report, Reporting } from "./report";

/** An estimator E = v·∇φ + ψ·φ of ∂θE_p[φ] from draws x ~ q, in functions on blocks: columns x[d][i] in, columns out, lent for the call; outs start as zeros. */
export interface Estimator {
  /** θ, one entry of a parameter of p: "loc", "loc[1]", "w.scaleTril[1][0]". */
  readonly wrt: string;
  /**
   * What multiplies ∂φ/∂x_d, out[d][i], the weight p/q included: v = (p/q)·u. On a column of integers it multiplies φ(k + 1) − φ(k). A field
   * { value, divergence } has its divergence checked, too. 0 if absent.
   */
  readonly v?: ((x: Block, out: Block) => void) | FlowField | CompiledField;
  /** What multiplies φ, out[i]; a compiled integrand will do. 0 if absent. */
  readonly psi?: ((x: Block, out: Float64Array) => void) | { readonly value: (x: Block, out: Float64Array) => void };
  /** q; p itself if absent. */
  readonly proposal?: Distribution;
  /** Terms weight·φ(at), where the estimator takes φ at an end of the support of a column. */
  readonly ends?: readonly EndTerm[];
}

export interface LintOptions {
  /** Draws that are tested: 2^14 if absent. With n of them a law shows that is off by 2.7/√n in its distribution function. For a `phi` 2^18. */
  readonly samples?: number;
  /** Of the places and draws: 1 if absent. */
  readonly seed?: number;
  /** Of a custom family: makes it of other parameters, so that log p can be differentiated by them. Families of the library need none. */
  readonly family?: (parameters: never) => Distribution;
}

const OF_ESTIMATOR = ["wrt", "v", "psi", "proposal", "ends"], OF_CHOICE = ["flow", "proposal", "jumps", "wrt", "phi"];
/** Draws from which columns, spreads and first steps are known. */
const DRAWS = 1024;

/**
 * Looks for mistakes in an estimator of one's own, in a family of one's own, or in what one chose of the library:
 *
 *     lint({ wrt: "loc", v, psi, proposal }, p)        lint(p)        lint({ flow: "rp", proposal: q }, p)
 *
 * An estimator v·∇φ + ψ·φ of draws of q has the mean ∂θE_p[φ] for every φ if and only if
 *
 *     ψ = ∇·v + v·∇log q + ∂θp/q        and q·v at the ends of the support is p times the speed at which θ moves them (0 if it does not)
 *
 * (v = 0: likelihood ratios). Both sides are compared at draws of p and q, at quantiles from 1e-6 to 1 − 1e-6, near the ends of the support, far out,
 * near 0 and where ∂θp changes sign; derivatives of other people's functions are extrapolated differences in x and, p made anew at θ ± h, in θ. On
 * the integers it is ψ_k = (J_k − J_(k−1) + ∂θp_k)/q_k, J = q·v.
 *
 * Of a family, `score`, `gradLogProb`, `flow`, `flowDivergence` and `cdf` are each held against log p, the density of one column against 1, draws
 * against the density: by their distribution function, or Stein's identity of bounded functions; without a reason these tests fail with probability 1e-6.
 *
 * What differs by more than 1e-6 of its terms, and of twenty times what the differences say of themselves, is a finding: where, how much, how much bias
 * it makes, and what mistake makes such numbers. `ok` means that nothing was found; `notes` say what could not be looked at.
 *
 * @param subject an estimator, a choice in the words of `gradient`, or a distribution.
 * @param p the distribution; absent if it is the subject.
 * @param options `samples`, `seed`, `family`.
 * @returns plain data; its string is a report to read.
 * @throws TypeError, RangeError for other arguments; whatever the functions throw.
 *
 * Source: Parmas and Sugiyama 2021, Thms. 2 and 3.
 *
 * @example
 * ```js
 * import { normal } from "montegrad";
 * import { lint } from "montegrad/lint";
 * const p = normal({ loc: 1, scale: 2 });
 * const score = ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = (x[i] - 1) / 2; }; // should be by 4
 * const { ok, findings: [finding] } = lint({ wrt: "loc", psi: score }, p);
 * console.log(ok, finding.code, finding.likely); // false biased it is 2 times what it should be
 * console.log(lint({ flow: "rp", proposal: normal({ loc: 0, scale: 3 }) }, p).ok); // true
 * ```
 */
export function lint(family: Distribution, options?: LintOptions): Report;
export function lint(subject: Estimator | Choice, p: Distribution, options?: LintOptions): Report;
export function lint(subject: unknown, ...rest: readonly unknown[]): Report {
  const where = "lint";
  if (isDistribution(subject)) {
    const { samples, seed, family } = optionsOf(where, rest[0]), report = new Reporting(subject.family);
    checkFamily(report, familyOf(where, subject, seed, family), samples ?? 2 ** 14, seed);
    return report.report();
  }
  const [p, options] = rest;
  if (!isRecord(subject)) throw wrongKind(where, "subject", "an estimator { wrt, v?, psi? }, a choice { flow, … } or a distribution", subject);
  if (!isDistribution(p)) throw wrongKind(where, "p", "a distribution", p);
  const { samples, seed, family } = optionsOf(where, options);
  if ("flow" in subject) return ofChoice(where, subject, familyOf(where, p, seed, family), samples ?? 2 ** 18, seed);
  return ofEstimator(where, subject, familyOf(where, p, seed, family), seed);
}

const isDistribution = (value: unknown): value is Distribution => isRecord(value) && value.kind === "distribution" && typeof value.logProb === "function";

function optionsOf(where: string, given: unknown = {}): { readonly samples: number | undefined; readonly seed: number; readonly family: LintOptions["family"] } {
  if (!isRecord(given)) throw wrongKind(where, "options", "{ samples?, seed?, family? }", given);
  checkKeys(where, given, ["samples", "seed", "family"]);
  const { samples, seed = 1, family } = given;
  if (family !== undefined && typeof family !== "function") throw wrongKind(where, "family", "a function that makes the distribution of its parameters", family);
  return {
    samples: samples === undefined ? undefined : checkInteger(where, "samples", samples, 256, 2 ** 26), seed: checkInteger(where, "seed", seed, 0, Number.MAX_SAFE_INTEGER - 1), family: family as LintOptions["family"],
  };
}

const familyOf = (where: string, p: Distribution, seed: number, make: LintOptions["family"]): Family => new Family(where, p, p.sample(new Rng(seed), DRAWS), make);

function ofEstimator(where: string, given: Record<string, unknown>, family: Family, seed: number): Report {
  checkKeys(where, given, OF_ESTIMATOR);
  const { wrt, v, psi, proposal, ends = [] } = given, { p, columns: D } = family;
  if (typeof wrt !== "string") throw wrongKind(where, "wrt", "the name of an entry of a parameter", wrt);
  const theta = family.thetas.find(({ name }) => name === wrt);
  if (!theta) throw wrongValue(where, "wrt", `one of ${family.thetas.map(({ name }) => name).slice(0, 16).join(", ")}`, wrt);
  if (v === undefined && psi === undefined) throw wrongKind(where, "psi", "a function (x, out) on blocks, where there is no v", psi);
  const value = functionOf(where, "v", v, "a function (x, out) on blocks or { value, divergence }"), factor = functionOf(where, "psi", psi, "a function (x, out) on blocks or a compiled integrand");
  const divergence = isRecord(v) && v.divergence !== undefined ? functionOf(where, "v.divergence", v.divergence, "a function (x, out) on blocks") : undefined;
  if (proposal !== undefined && !isDistribution(proposal)) throw wrongKind(where, "proposal", "a distribution", proposal);
  if (proposal && proposal.columns !== D) throw wrongValue(where, "proposal", `a distribution of ${D} columns`, proposal.columns);
  if (!isArrayLike(ends)) throw wrongKind(where, "ends", "an array of { at, weight, column? }", ends);
  const terms = Array.from(ends as readonly unknown[], (one, k): EndTerm => {
    if (!isRecord(one)) throw wrongKind(where, `ends[${k}]`, "{ at, weight, column? }", one);
    checkKeys(`${where}: "ends[${k}]"`, one, ["at", "weight", "column"]);
    for (const key of ["at", "weight"] as const) if (typeof one[key] !== "number") throw wrongKind(where, `ends[${k}].${key}`, "a number", one[key]);
    return { at: one.at as number, weight: one.weight as number, column: checkInteger(where, `ends[${k}].column`, one.column ?? 0, 0, D - 1) };
  });
  const subject: Subject = {
    q: proposal ?? p, ends: terms, whole: true,
    v: value && ((rows) => onBlocks(value, rows, D, D)),
    psi: (rows) => (factor ? onBlocks((x, [out]) => factor(x, out), rows, D, 1) : new Float64Array(rows.length / D)),
    divergence: divergence && ((rows) => onBlocks(divergence, rows, D, 1)),
  };
  const report = new Reporting(`an estimator of ∂${wrt} of ${p.family}`);
  checkEstimator(report, family, theta, subject, seed);
  return report.report();
}

type OnBlocks = (x: Block, out: never) => void;

/** @throws TypeError */
function functionOf(where: string, name: string, given: unknown, expected: string): ((x: Block, out: unknown) => void) | undefined {
  if (given === undefined) return undefined;
  const found = typeof given === "function" ? given : isRecord(given) ? given.value : undefined;
  if (typeof found !== "function") throw wrongKind(where, name, expected, given);
  return (x, out) => (typeof given === "function" ? (given as OnBlocks)(x, out as never) : (given as { value: OnBlocks }).value(x, out as never));
}

/** Calls a function on blocks for rows. */
function onBlocks(f: (x: Block, out: Float64Array[]) => void, rows: Float64Array, D: number, width: number): Float64Array {
  const n = rows.length / D, column = (d: number): Float64Array => Float64Array.from({ length: n }, (_, i) => rows[i * D + d] as number);
  const out = Array.from({ length: width }, () => new Float64Array(n));
  f(Array.from({ length: D }, (_, d) => column(d)), out);
  const all = new Float64Array(n * width);
  out.forEach((column, d) => column.forEach((v, i) => { all[i * width + d] = v; }));
  return all;
}

function ofChoice(where: string, given: Record<string, unknown>, family: Family, samples: number, seed: number): Report {
  checkKeys(where, given, OF_CHOICE);
  const { p } = family, choice = given as unknown as Choice, { wrt, jumps, phi } = choice, report = new Reporting(`${p.family} with these options`);
  const blended = isRecord(jumps) && typeof jumps.blend === "number";
  if (blended && !phi) throw wrongKind(where, "phi", "the integrand whose jumps are blended", phi);
  let q: Distribution;
  try {
    q = resolved(p, choice, seed);
  } catch (error) {
    // what is wrong in kind is no estimator; what would be biased, or has no variance, is a finding
    if (!(error instanceof RangeError)) throw error;
    report.add("refused", "options", [], NaN, 0, { what: error.message });
    return report.report();
  }
  const thetas = family.thetas.filter(({ parameter }) => !wrt || wrt.some((name) => name === parameter || parameter.startsWith(`${name}.`)));
  // where ρ is made of φ's conditions, v and ψ are φ's, too
  if (!blended) for (const theta of thetas) checkEstimator(report, family, theta, takenApart(family, theta, choice, q, seed), seed);
  if (phi) checkPhi(report, family, thetas, choice, samples, seed);
  return report.report();
}

/**
 * What an estimator of the library's multiplies ∇φ and φ by, as an estimator of one's own: to look at, to change, to `lint`.
 *
 * @param choice `flow`, `proposal`, `jumps` as in `gradient`.
 * @param p the distribution.
 * @param wrt θ, one entry of a parameter: "loc", "loc[1]".
 * @throws TypeError, RangeError as `gradient` does; RangeError where `jumps` depend on φ, or move ends of the support: there ψ is not known everywhere.
 *
 * @example
 * ```js
 * import { normal } from "montegrad";
 * import { terms } from "montegrad/lint";
 * const { psi } = terms({ flow: "lr" }, normal({ loc: 1, scale: 2 }), "loc"), out = new Float64Array(1);
 * psi([Float64Array.of(5)], out);
 * console.log(out[0]); // 1
 * ```
 */
export function terms(choice: Choice, p: Distribution, wrt: string): Estimator & { readonly psi: (x: Block, out: Float64Array) => void } {
  const where = "terms";
  if (!isRecord(choice)) throw wrongKind(where, "choice", "{ flow, proposal?, jumps? }", choice);
  checkKeys(where, choice, OF_CHOICE);
  if (!isDistribution(p)) throw wrongKind(where, "p", "a distribution", p);
  const family = familyOf(where, p, 1, undefined), theta = family.thetas.find(({ name }) => name === wrt), { jumps } = choice;
  if (!theta) throw wrongValue(where, "wrt", `one of ${family.thetas.map(({ name }) => name).slice(0, 16).join(", ")}`, wrt);
  if (isRecord(jumps) && typeof jumps.blend === "number") throw wrongValue(where, "jumps.blend", "an integrand, which is no matter of φ", jumps.blend);
  const q = resolved(p, { ...choice, wrt: choice.wrt ?? [theta.parameter] }, 1), { v, psi, ends, rows } = takenApart(family, theta, choice, q, 1);
  if (rows) throw wrongValue(where, "jumps", "to be absent where ends of the support move", jumps);
  const columns = (f: (rows: Float64Array) => Float64Array, x: Block, out: Block): void => {
    const D = p.columns, n = x[0]?.length ?? 0, data = new Float64Array(n * D), width = out.length;
    x.forEach((column, d) => column.forEach((v, i) => { data[i * D + d] = v; }));
    f(data).forEach((v, k) => { (out[k % width] as Float64Array)[Math.floor(k / width)] = v; });
  };
  return { wrt, ...(q !== p && { proposal: q }), ...(v && { v: (x: Block, out: Block) => columns(v, x, out) }), psi: (x, out) => columns(psi, x, [out]), ...(ends.length && { ends }) };
}
