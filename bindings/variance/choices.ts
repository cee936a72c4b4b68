/**
 * What may lower the variance of a run without a bias: baselines, control variates, combinations. Coefficients are never learnt from the rows that they
 * change.
 */
import { checkKeys, checkNumber, checkInteger, isArrayLike, isRecord, show, wrongKind, wrongValue } from "../check";
import { type Internals, entriesIn, entryName, internalsOf } from "../distribution";
import { type Integrand, type Output, outputsOf } from "../integrand/integrand";
import type { Job } from "../estimators/options";
import { groupOf, powerBelow } from "../estimators/points";
import { GradientResult, GradientResults } from "../estimators/result";
import { LEAF } from "../random";

/** b of score·(φ − b): a number (one for each of several φ by name), the mean φ of other rows, the best constant of other rows, or the mean φ of an earlier result of other random numbers. */
export type Baseline = number | "loo" | "optimal" | { readonly [output: string]: number } | GradientResult | GradientResults;

/**
 * A column of mean 0 that may be subtracted: w·score of every parameter; the weights w − 1; what flow and likelihood ratio differ by; the orthogonal
 * polynomials of p up to a degree (3 if it is not given), which Stein's identity makes; a function with a known mean.
 */
export type Control = "score" | "weights" | "difference" | "stein" | { readonly stein: number } | { readonly phi: Integrand; readonly mean: number };

/** Coefficients of controls by estimate ("value", "loc[1]", "vega" …; "call.loc" of several φ): so many as there are controls. */
export type FixedCoefficients = { readonly [estimate: string]: ArrayLike<number> };

/** Where coefficients come from: other rows of the same group, a pilot run, an earlier result of other random numbers, or numbers. */
export type Coefficients = "cross-fit" | "loo" | "pilot" | FixedCoefficients | GradientResult | GradientResults;

/**
 * How likelihood ratio and flow become one estimate: by weights of least variance, from other rows of the same group; or, "selection", as the one of them that other
 * rows show to vary less (the likelihood ratio about their mean φ), with weights between only where that is not clear: for few samples.
 */
export type Combine = "covariance" | "inverse-variance" | "selection" | { readonly by: "covariance" | "inverse-variance"; readonly pooled?: boolean };

/** Options of this file. */
export interface VarianceOptions {
  /** b of score·(φ − b). "loo" if absent and the flow is "lr", else 0. */
  readonly baseline?: Baseline;
  /** Zero-mean columns that are subtracted with the best coefficients. */
  readonly controls?: readonly Control[];
  /** Where these coefficients come from: "pilot" from 32 768 samples on, "cross-fit" below, if absent. */
  readonly coefficients?: Coefficients;
  /** Likelihood ratio and flow as one estimate of least variance, or the better of both, in place of a fixed λ. Not beside `controls`, of which "difference" does the same. */
  readonly combine?: Combine;
}
/** @internal */
export const VARIANCE = ["baseline", "controls", "coefficients", "combine"];

/** Controls, resolved. @internal */
export interface Controls {
  readonly names: readonly string[];
  /** Entries whose scores are controls; their places are the first. */
  readonly entries: readonly number[];
  readonly weights: boolean;
  /** Of each column, so many polynomials. */
  readonly degrees: readonly number[];
  readonly functions: readonly { readonly output: Output; readonly mean: number }[];
  /** Is R − L of each estimate a control, the last one? */
  readonly difference: boolean;
  /** Controls that all estimates share. */
  readonly shared: number;
  readonly coefficients: "cross-fit" | "pilot" | "learn" | readonly Float64Array[];
}

/** What a run does about its variance, resolved. @internal */
export interface Reduction {
  /** "loo", or a number for each output: a baseline that all estimates share. */
  readonly centre: "loo" | readonly number[] | undefined;
  readonly optimal: boolean;
  readonly controls: Controls | undefined;
  readonly combine: { readonly independent: boolean; readonly pooled: boolean; readonly selects: boolean; /** Is there but one leaf, whose folds decide for each other? */ readonly alone: boolean } | undefined;
  /** Rows of a group that learns from itself, and of the folds that are left out together. */
  readonly group: number;
  readonly fold: number;
  /** Rows of the last group at least: fewer join the one before, and those of a leaf with fewer say nothing. */
  readonly least: number;
  /** So many rows depend on each other. */
  readonly together: number;
  /** Rows of a unit of statistics. */
  readonly unit: number;
  /** The options as plain data. */
  readonly described: { readonly baseline?: unknown; readonly controls?: readonly unknown[]; readonly coefficients?: unknown; readonly combine?: unknown };
}

/** Groups at least, of regressions; of means, which fewer rows give, more of them. @internal */
export const GROUPS = 8;
const CENTRED = 32;
/** Folds of a leaf, or of all rows where they are fewer, of which "selection" leaves one out. */
const FOLDS = 16;
/** Controls at most. @internal */
export const MOST = 64;
/** Controls that leave-one-out takes: it solves a system for each row. */
const FEW = 8;
/** From so many samples on a pilot is worth its price. */
const MANY = 32_768;
/** Samples of a pilot run. @internal */
export const PILOT = 2 * LEAF;

/** Entries whose scores have the mean 0. @internal */
export const scoredEntries = (own: Internals): number[] => own.parameters.flatMap((one) => (one.moves || one.noScore ? [] : entriesIn(one)));

/** What the run is otherwise. @internal */
export interface Situation {
  readonly job: Job;
  readonly outputs: readonly Output[];
  readonly several: boolean;
  /** Names of the estimates of one output, the value's first. */
  readonly names: () => readonly string[];
  /** Is φ a function that a pilot may call? */
  readonly callable: boolean;
  /** Why there is no baseline, where one would bias. */
  readonly noBaseline: string | undefined;
}

/** @throws TypeError, RangeError @internal */
export function reductionOf(options: VarianceOptions, situation: Situation): Reduction | undefined {
  const { job, outputs } = situation, { sampling } = job, { where, samples, together } = sampling, { baseline, controls: given, combine } = options;
  const group = groupOf(samples, together, GROUPS), pure = !job.needsGradient && (job.wanted.length > 0 || job.chains.length > 0);
  if (given !== undefined && !Array.isArray(given)) throw wrongKind(where, "controls", "an array of controls", given);
  if (options.coefficients !== undefined && !given?.length) throw new TypeError(`${where}: "coefficients" expected to be beside "controls", got them alone`);
  const learns = combineOf(where, combine, situation), usual = pure && !given?.length && !situation.noBaseline && group > 0 && samples >= 16;
  const b = baseline === undefined ? (usual ? "loo" : 0) : baselineOf(where, baseline, situation);
  if (b !== 0 && situation.noBaseline) throw new TypeError(`${where}: "baseline" expected 0, got ${show(baseline)}: ${situation.noBaseline}`);
  if (b === "optimal" && !pure) throw new TypeError(`${where}: "baseline" expected a number or "loo" beside a flow, got "optimal", which is of flow: "lr"`);
  if (learns?.selects && baseline !== undefined) throw new TypeError(`${where}: "baseline" expected to be absent beside combine: "selection", which takes the mean φ of other rows, got ${show(baseline)}`);
  const fitted = typeof b === "string", described: { baseline?: unknown; controls?: unknown[]; coefficients?: unknown; combine?: unknown } = {};
  if (fitted && group === 0) throw tooFew(where, "baseline", `"${b}"`, sampling, "a number");
  if (fitted && learns) throw new TypeError(`${where}: "baseline" expected a number beside "combine", got "${b}": rows would learn from themselves`);
  if (learns && given?.length) throw new TypeError(`${where}: "combine" expected to be absent beside "controls", got both: coefficients would learn from rows that learn from each other; take the control "difference" in its place`);
  const controls = given?.length ? controlsOf(given, options.coefficients, situation, group) : undefined;
  if (controls && fitted) throw new TypeError(`${where}: "baseline" expected a number beside "controls", got "${b}": rows would learn from themselves; the control "score" has the effect of a baseline`);
  if (learns && group === 0) throw tooFew(where, "combine", "it", sampling, "flow: 0.5");
  const inGroups = fitted || learns !== undefined || controls?.coefficients === "cross-fit", centre = b === "loo" ? b : Array.isArray(b) && b.some((v) => v !== 0) ? (b as number[]) : typeof b === "number" && b !== 0 ? outputs.map(() => b) : undefined;
  if (b !== 0 || pure) described.baseline = Array.isArray(b) ? (situation.several ? Object.fromEntries(outputs.map(({ name }, o) => [name, (b as number[])[o]])) : (b as number[])[0]) : b;
  let known = 0;
  if (given?.length) described.controls = given.map((one: unknown) => (isRecord(one) && "phi" in one ? { phi: controls?.functions[known++]?.output.id, mean: one.mean } : one));
  if (controls) described.coefficients = typeof controls.coefficients === "string" ? (options.coefficients === "loo" ? "loo" : controls.coefficients) : Object.fromEntries(namesOf(situation).map((name, j) => [name, (controls.coefficients as Float64Array[])[j]]));
  if (learns) described.combine = combine;
  if (!inGroups && !centre && !controls) return Object.keys(described).length ? { centre: undefined, optimal: false, controls: undefined, combine: undefined, group: LEAF, least: 1, fold: together, together, unit: sampling.unit, described } : undefined;
  if (learns?.selects) {
    const part = Math.max(together, powerBelow(Math.min(samples, LEAF) / FOLDS));
    return { centre: undefined, optimal: false, controls: undefined, combine: learns, group: FOLDS * part, least: Math.min(part, 8 * together), fold: part, together, unit: part, described };
  }
  const narrow = groupOf(samples, together, CENTRED), rows = b === "loo" && narrow >= 4 * together ? narrow : group;
  const fold = options.coefficients === "loo" || (fitted && !controls) ? together : Math.max(together, group / 8);
  const unit = inGroups ? rows : Math.max(sampling.unit, controls && samples >= MANY ? LEAF : 1);
  return { centre, optimal: b === "optimal", controls, combine: learns, group: rows, least: inGroups ? Math.min(rows, 8 * Math.max(together, controls?.coefficients === "cross-fit" ? controls.names.length : 1)) : 1, fold, together, unit, described };
}

const tooFew = (where: string, option: string, got: string, { samples, together }: Job["sampling"], other: string): RangeError =>
  new RangeError(`${where}: "${option}" expected ${together > LEAF / 2 || together > 8 ? "independent rows to learn from, which points: \"sobol\" has not" : `at least ${16 * together} samples to learn from`}, got ${got} with ${samples}; take ${other}`);

/** @throws TypeError, RangeError */
function combineOf(where: string, given: unknown, { job: { needsGradient, sampling } }: Situation): Reduction["combine"] {
  if (given === undefined) return undefined;
  const kinds = isRecord(given) ? ["covariance", "inverse-variance"] : ["covariance", "inverse-variance", "selection"], { by, pooled = false } = isRecord(given) ? given : { by: given };
  if (isRecord(given)) checkKeys(`${where}: "combine"`, given, ["by", "pooled"]);
  if (!kinds.includes(by as string)) throw wrongValue(where, isRecord(given) ? "combine.by" : "combine", isRecord(given) ? `"covariance" or "inverse-variance"` : `"covariance", "inverse-variance" or "selection"`, by);
  if (typeof pooled !== "boolean") throw wrongKind(where, "combine.pooled", "true or false", pooled);
  if (!needsGradient) throw new TypeError(`${where}: "combine" expected a flow beside it, got flow: "lr", with which there is nothing to combine; take flow: "rp"`);
  demandScore(where, "combine", sampling);
  return { independent: by === "inverse-variance", pooled, selects: by === "selection", alone: by === "selection" && sampling.samples < LEAF };
}

/** @throws TypeError where there is nothing that a flow could be compared with */
function demandScore(where: string, label: string, { p, own }: Job["sampling"]): void {
  const why = own.lacks("score");
  if (why) throw new TypeError(`${where}: "${label}" expected a distribution with a score beside its flow, got ${p.family}: ${why}; leave it out`);
}

/** @throws TypeError, RangeError */
function baselineOf(where: string, given: unknown, { outputs, several, job: { sampling } }: Situation): 0 | "loo" | "optimal" | number[] {
  if (given === "loo" || given === "optimal") return given;
  const expected = `a finite number, "loo", "optimal" or a result of gradient${several ? ", or a number for each φ by name" : ""}`;
  const numbers = (of: (name: string) => unknown): number[] => outputs.map(({ name }) => {
    const b = of(name);
    if (typeof b !== "number") throw wrongKind(where, several ? `baseline.${name}` : "baseline", expected, b);
    if (!Number.isFinite(b)) throw wrongValue(where, several ? `baseline.${name}` : "baseline", expected, b);
    return b;
  });
  if (given instanceof GradientResult || given instanceof GradientResults) demandOtherRows("baseline", given, sampling, '"loo"');
  if (given instanceof GradientResult && !several) return numbers(() => given.value.mean);
  if (given instanceof GradientResults && several) return numbers((name) => (given.names.includes(name) ? (given as unknown as Record<string, GradientResult>)[name]?.value.mean : undefined));
  if (typeof given === "string") throw wrongValue(where, "baseline", expected, given);
  const all = isRecord(given) && several ? (checkKeys(`${where}: "baseline"`, given, outputs.map(({ name }) => name)), numbers((name) => given[name])) : numbers(() => given);
  return all.every((b) => b === 0) ? 0 : all;
}

/** Names of all estimates, those of several φ with theirs before them. */
const namesOf = ({ outputs, several, names }: Situation): string[] => outputs.flatMap(({ name }) => names().map((one) => (several ? `${name}.${one}` : one)));

/** @throws TypeError, RangeError */
function controlsOf(given: readonly unknown[], coefficients: unknown, situation: Situation, group: number): Controls {
  const { job: { sampling, needsGradient }, callable } = situation, { where, p, own, q } = sampling, names: string[] = [], seen = new Set<string>();
  let entries: number[] = [], weights = false, difference = false, degree = 0;
  const functions: { output: Output; mean: number }[] = [];
  // with holes, which are no controls either
  Array.from(given).forEach((one, k) => {
    const label = `controls[${k}]`, kind = typeof one === "string" ? one : isRecord(one) ? Object.keys(one).sort().join() : undefined;
    if (kind !== "mean,phi" && kind !== undefined) {
      if (seen.has(kind)) throw wrongValue(where, "controls", "each kind of control once", one);
      seen.add(kind);
    }
    if (kind === "score") {
      if (own.lacks("score")) throw new TypeError(`${where}: "${label}" expected a control that ${p.family} has, got "score": ${own.lacks("score")}`);
      entries = scoredEntries(own);
    } else if (kind === "weights") {
      if (!q) throw new TypeError(`${where}: "${label}" expected a proposal beside "weights", got none, so that all weights are 1`);
      weights = true;
    } else if (kind === "difference") {
      if (situation.names().length === 1) throw new TypeError(`${where}: "${label}" expected a control of E[φ], got "difference", of which there is but one estimate; leave it out`);
      if (!needsGradient) throw new TypeError(`${where}: "${label}" expected a flow beside "difference", got flow: "lr", with which there is no second estimate; take flow: "rp"`);
      demandScore(where, label, situation.job.sampling);
      difference = true;
    } else if (kind === "stein") {
      const why = own.lacks("polynomials");
      if (why) throw new TypeError(`${where}: "${label}" expected a control that ${p.family} has, got "stein": ${why}; take { phi, mean }, a function with a known mean`);
      degree = isRecord(one) ? checkInteger(where, `${label}.stein`, one.stein, 1, 16) : 3;
    } else if (isRecord(one) && "phi" in one) {
      checkKeys(`${where}: "${label}"`, one, ["phi", "mean"]);
      if (one.mean === undefined) throw new TypeError(`${where}: "${label}" expected { phi, mean } with a known mean, got no mean; without one take "score" or "stein"`);
      const mean = checkNumber(where, `${label}.mean`, one.mean, "real"), found = outputsOf(`${where}: "${label}"`, one.phi);
      if (found.several) throw wrongKind(where, `${label}.phi`, "one function", one.phi);
      functions.push({ output: { ...(found.outputs[0] as Output), name: `${label}.phi`, id: (found.outputs[0] as Output).id }, mean });
    } else if (typeof one === "string") throw wrongValue(where, label, `"score", "weights", "difference", "stein", { stein: degree } or { phi, mean }`, one);
    else throw wrongKind(where, label, `"score", "weights", "difference", "stein", { stein: degree } or { phi, mean }`, one);
  });
  const entryNames = own.parameters.flatMap((parameter) => Array.from({ length: parameter.size }, (_, j) => entryName(parameter, j))), columnNames = own.columnNames();
  for (const entry of entries) names.push(`score ${entryNames[entry]}`);
  if (weights) names.push("weights");
  const degrees = Array.from({ length: own.columns }, (_, d) => Math.min(degree, own.polynomialDegree?.(d) ?? 0));
  degrees.forEach((most, d) => { for (let k = 1; k <= most; k++) names.push(`stein ${columnNames[d]} ${k}`); });
  functions.forEach((_, k) => names.push(`function ${k}`));
  const shared = names.length, found = { names, entries, weights, degrees, functions, difference, shared };
  if (difference) names.push("difference");
  if (names.length > MOST) throw new RangeError(`${where}: "controls" expected at most ${MOST} columns, got ${names.length}: ${names.slice(0, 3).join(", ")} …; take fewer of them`);
  return { ...found, coefficients: coefficientsOf(coefficients, names, situation, group, callable) };
}

/** @throws TypeError, RangeError */
function coefficientsOf(given: unknown, names: readonly string[], situation: Situation, group: number, callable: boolean): Controls["coefficients"] {
  const { job: { sampling: { where, samples, sobol } } } = situation, count = names.length;
  if (given === undefined) return coefficientsOf(callable && (samples >= MANY || sobol) ? "pilot" : "cross-fit", names, situation, group, callable);
  if (given === "pilot") {
    if (!callable) throw new TypeError(`${where}: "coefficients" expected "cross-fit", an earlier result or numbers, got "pilot", for which φ would have to be called`);
    return given;
  }
  if (given === "cross-fit" || given === "loo") {
    if (given === "loo" && count > FEW) throw new RangeError(`${where}: "controls" expected at most ${FEW} of them with coefficients: "loo", got ${count}; take "cross-fit"`);
    if (group === 0) throw tooFew(where, "coefficients", `"${given}"`, situation.job.sampling, `coefficients: "pilot", an earlier result or numbers`);
    if (8 * count > group) throw new RangeError(`${where}: "controls" expected at most ${Math.floor(group / 8)} of them with ${samples} samples, whose groups have ${group} rows, got ${count}; take more samples, fewer controls, or coefficients: "pilot", an earlier result or numbers`);
    return "cross-fit";
  }
  if (typeof given === "string") throw wrongValue(where, "coefficients", `"cross-fit", "loo", "pilot", an earlier result or numbers by estimate`, given);
  const numbers = given instanceof GradientResult || given instanceof GradientResults ? lagged(given, names, situation) : given;
  if (!isRecord(numbers)) throw wrongKind(where, "coefficients", `"cross-fit", "loo", "pilot", an earlier result or numbers by estimate`, given);
  const all = namesOf(situation);
  checkKeys(`${where}: "coefficients"`, numbers, all);
  return all.map((name) => {
    const { [name]: one = new Float64Array(count) } = numbers as Record<string, unknown>;
    if (!isArrayLike(one)) throw wrongKind(where, `coefficients.${name}`, `${count} numbers`, one);
    if (one.length !== count) throw wrongValue(where, `coefficients.${name}`, `${count} numbers, of ${names.join(", ")}`, one);
    // a name for each is dear in loops
    return Float64Array.from(one, (v, k) => (Number.isFinite(v) ? (v as number) : checkNumber(where, `coefficients.${name}[${k}]`, v, "real")));
  });
}

/** @throws RangeError if a result is of rows that this run has, too, which would learn from themselves: those of the same seed, or of the same place of an rng */
function demandOtherRows(option: string, { job, state: { nodes } }: GradientResult | GradientResults, { where, origin, samples }: Job["sampling"], other: string): void {
  const first = origin.leaf - job.leaf, end = first + Math.ceil(samples / LEAF);
  if (job.seed !== origin.seed || job.stream !== origin.stream || !nodes.some(({ level, index }) => index * 2 ** level < end && (index + 1) * 2 ** level > first)) return;
  throw new RangeError(`${where}: "${option}" expected a result of other random numbers, got one of seed ${job.seed}, whose rows are those of this run; take another seed, or ${option}: ${other}`);
}

/** @throws RangeError if the result is of another problem */
function lagged(result: GradientResult | GradientResults, names: readonly string[], situation: Situation): Record<string, unknown> {
  const { job: { sampling } } = situation, { where, p } = sampling, foreign = (what: string): RangeError => new RangeError(`${where}: "coefficients" expected a result of the same problem, got one ${what}; take coefficients: "pilot" or "cross-fit"`);
  const { job } = result, all = namesOf(situation);
  demandOtherRows("coefficients", result, sampling, '"pilot" or "cross-fit"');
  if (job.distribution.family !== p.family || internalsOf(job.distribution).entries !== internalsOf(p).entries) throw foreign(`of ${job.distribution.family} with other parameters`);
  const ones = job.several ? result : { phi: result }, coefficients: Record<string, unknown> = {};
  for (const { name } of job.phi) {
    const one = (ones as unknown as Record<string, GradientResult>)[job.several ? name : "phi"] as GradientResult, { controlNames } = one;
    if (controlNames.join() !== names.join()) throw foreign(controlNames.length ? `whose controls are ${controlNames.slice(0, 8).join(", ")}` : "without controls");
    for (const [estimate, numbers] of Object.entries(one.coefficients)) coefficients[job.several ? `${name}.${estimate}` : estimate] = numbers;
  }
  if (Object.keys(coefficients).some((name) => !all.includes(name)) || all.some((name) => !(name in coefficients))) throw foreign(`with other estimates: ${Object.keys(coefficients).slice(0, 8).join(", ")}`);
  return coefficients;
}
