/**
 * What came from JSON or `structuredClone`, made whole again; and runs made of parts.
 */
import { checkInteger, isRecord, show, wrongKind, wrongValue } from "./check";
import { type Distribution, type Parameters, internalsOf, isDistribution } from "./distribution";
import * as families from "./distributions";
import { mergedCounts } from "./estimators/counts";
import { type ExpectationDescription, ExpectationResult, ExpectationResults, type ExpectationState } from "./estimators/expectation-result";
import { common } from "./estimators/difference";
import { histogramOptionOf } from "./estimators/expectation";
import { GradientResult, GradientResults, widthOf } from "./estimators/result";
import type { Description } from "./estimators/options";
import { RECORD } from "./estimators/record";
import { State, type StateData, ruleOf } from "./estimators/state";
import { KEPT } from "./estimators/tails";
import { CompiledIntegrand } from "./integrand/compiled";
import { fromPlain, toPlain } from "./plain";
import { type Shares, proposalOf, tilted } from "./proposals/tilted";
import { LEAF, Rng } from "./random";
import { fitSize } from "./variance/reducer";

/**
 * Makes a distribution, an integrand, a result or a generator of what `JSON.parse(JSON.stringify(it))` or `structuredClone(it)` left.
 *
 * @throws TypeError if it is nothing of this library; RangeError if its version is not known here, or a value in it is wrong.
 *
 * @example
 * ```js
 * const p = restore(JSON.parse(JSON.stringify(normal({ loc: 0, scale: 2 }))));
 * console.log(p.variance); // 4
 * ```
 */
export function restore(data: unknown): CompiledIntegrand | Distribution | Result | Rng {
  const value = fromPlain(data);
  if (!isRecord(value)) throw wrongKind("restore", "data", "what JSON or structuredClone made of something of this library", data);
  if (value.kind === "rng") return Rng.restore(value as never);
  if (value.version !== 1) throw new RangeError(`restore: "version" expected 1, got ${show(value.version)}`);
  switch (value.kind) {
    case "distribution": return distribution(value);
    case "integrand": return CompiledIntegrand.restore(value);
    case "gradient": return new GradientResult(description(value.job), stateOf(value), value.output as string);
    case "gradients": return new GradientResults(description(value.job), stateOf(value));
    case "expectation": return new ExpectationResult(description(value.job) as ExpectationDescription, countsOf(value), value.output as string);
    case "expectations": return new ExpectationResults(description(value.job) as ExpectationDescription, countsOf(value));
    default: throw new TypeError(`restore: "kind" expected "distribution", "expectation", "expectations", "gradient", "gradients", "integrand" or "rng", got ${show(value.kind)}`);
  }
}

function distribution(value: unknown): Distribution {
  if (isDistribution(value)) return value;
  if (!isRecord(value) || typeof value.family !== "string") throw wrongKind("restore", "family", "the name of a family", isRecord(value) ? value.family : value);
  if (value.family === "common" && isRecord(value.parts)) return common(distribution(value.parts.first), distribution(value.parts.second), "restore");
  const family = value.family === "tilted" ? tilted as never : Object.hasOwn(families, value.family) ? (families as unknown as Record<string, (given: unknown) => Distribution>)[value.family] : undefined;
  if (!family) throw new RangeError(`restore: "family" expected one of ${Object.keys(families).join(", ")}, got ${show(value.family)}`);
  if (value.family === "custom") throw new RangeError("restore: \"family\" expected one that is plain data, got custom, which is made of functions");
  if (value.family === "transform") return families.transform(distribution(value.base), value.bijection as families.Bijection);
  if (value.family === "tilted") {
    const p = distribution(value.of), others = Array.isArray(value.others) ? (value.others as unknown[]).map((one) => (Array.isArray(one) ? [one[0], distribution(one[1])] : one)) : [];
    if (!isEach(value.entries, (v) => Number.isInteger(v) && v >= 0 && v < internalsOf(p).entries)) throw wrongKind("restore", "entries", "numbers of parameters", value.entries);
    return proposalOf("restore", p, { ...(value.parameters as Shares), others: others as never }, value.entries as number[]);
  }
  if (value.family === "mixture") {
    if (!isRecord(value.parameters)) throw wrongKind("restore", "parameters", "logits beside components", value.parameters);
    const logits = value.parameters.logits as Float64Array, components: unknown[] = Array.isArray(value.components) ? value.components : [];
    return families.mixture({ logits, components: components.map(distribution) });
  }
  if (!isRecord(value.parts)) return family(value.parameters);
  return family(Object.fromEntries(Object.entries(value.parts).map(([name, part]) => [name, distribution(part)])));
}

/** @throws TypeError, RangeError if it is not the description of a run */
function description(job: unknown): Description {
  if (!isRecord(job)) throw wrongKind("restore", "job", "the description of a run", job);
  const p = distribution(job.distribution), { parameters, entries } = internalsOf(p), { chain, phi, histogram } = job;
  const expect = (holds: boolean, name: string, expected: string): void => { if (!holds) throw wrongKind("restore", `job.${name}`, expected, job[name]); };
  expect(Array.isArray(phi) && phi.length > 0 && Array.from<unknown>(phi).every((one) => isRecord(one) && typeof one.name === "string"), "phi", "the names of the integrands");
  expect(isEach(job.wanted, (v) => Number.isInteger(v) && v >= 0 && v < entries), "wanted", `numbers of parameters below ${entries}`);
  expect(chain === undefined || isRecord(chain), "chain", "a record of named derivatives");
  const outputs = phi as unknown[], width = widthOf(job as never), records = outputs.length * width + Number(job.proposal !== undefined);
  expect(isEach(job.lambdas, Number.isFinite) && (job.lambdas as unknown[]).length === records, "lambdas", `${records} finite numbers`);
  for (const name of ["samples", "evaluations"]) checkInteger("restore", `job.${name}`, job[name], 1, Number.MAX_SAFE_INTEGER);
  if (job.unit !== undefined && 2 ** Math.round(Math.log2(checkInteger("restore", "job.unit", job.unit, 1, 2 ** 50))) !== job.unit) throw wrongValue("restore", "job.unit", "a power of two", job.unit);
  if (job.least !== undefined) checkInteger("restore", "job.least", job.least, 1, 512);
  if (job.pilot !== undefined) checkInteger("restore", "job.pilot", job.pilot, 1, Number.MAX_SAFE_INTEGER);
  expect(job.controlNames === undefined || (Array.isArray(job.controlNames) && Array.from<unknown>(job.controlNames).every((name) => typeof name === "string")), "controlNames", "names of controls");
  expect(job.quantiles === undefined || isEach(job.quantiles, (v) => v > 0 && v < 1), "quantiles", "levels in (0, 1)");
  histogramOptionOf("restore", histogram);
  return { ...job, distribution: p, parameters, proposal: job.proposal === undefined ? undefined : distribution(job.proposal) } as unknown as Description;
}

const isEach = (values: unknown, holds: (v: number) => boolean): boolean => Array.isArray(values) && Array.from<unknown>(values).every((v) => typeof v === "number" && holds(v));
const isNatural = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0;

/** @throws TypeError, RangeError if these are no sums of the run beside them */
function stateOf({ job, state }: Record<string, unknown>): StateData {
  const { lambdas, joint, phi, samples, controlNames } = job as Description, width = widthOf(job as Description), leaves = Math.ceil(samples / LEAF);
  if (!isRecord(state) || !Array.isArray(state.nodes) || state.nodes.length === 0 || !(state.tails instanceof Float64Array) || !(state.tailCounts instanceof Float64Array)) throw wrongKind("restore", "state", "the sums of a run", state);
  const products = joint ? phi.length * ((width * (width + 1)) / 2) : 0, count = state.tailCounts.length;
  const sizes = { fit: controlNames ? fitSize({ shared: controlNames.filter((name) => name !== "difference").length, difference: controlNames.includes("difference") }, phi.length * width) : 0, looks: undefined as number | undefined };
  let next = 0;
  for (const node of state.nodes as unknown[]) {
    if (!isRecord(node) || !isEach(node.records, () => true) || !isNatural(node.index) || !isNatural(node.level) || !isNatural(node.count) || node.count === 0) throw wrongKind("restore", "state.nodes", "sums of leaves", node);
    if ((node.records as unknown[]).length !== lambdas.length * RECORD) throw wrongValue("restore", "state.nodes", `${lambdas.length * RECORD} sums each`, node.records);
    const first = node.index * 2 ** node.level, end = first + 2 ** node.level;
    if (!(first >= next && end <= leaves) || node.count !== Math.min(samples, end * LEAF) - first * LEAF) throw wrongValue("restore", "state.nodes", `ranges of the ${leaves} leaves of ${samples} samples, in their order`, node);
    next = end;
    for (const name of ["fit", "looks"] as const) {
      const { [name]: numbers } = node;
      if (numbers === undefined) continue;
      if (!(numbers instanceof Float64Array)) throw wrongKind("restore", `state.nodes.${name}`, "numbers", numbers);
      if (numbers.length !== (sizes[name] ??= numbers.length)) throw wrongValue("restore", `state.nodes.${name}`, `${sizes[name]} numbers`, numbers);
    }
    if (products ? !(node.products instanceof Float64Array && node.products.length === products) : node.products !== undefined) throw wrongKind("restore", "state.nodes.products", products ? `${products} numbers` : "nothing", node.products);
  }
  if (!(count === 0 || count === lambdas.length) || state.tails.length !== count * KEPT || !state.tailCounts.every((held) => isNatural(held) && held <= KEPT)) throw wrongValue("restore", "state.tails", `${KEPT} numbers for each of ${lambdas.length} estimates`, state.tails);
  return state as unknown as StateData;
}

/** @throws TypeError if these are no counts of the run beside them */
function countsOf(value: Record<string, unknown>): ExpectationState {
  const state = stateOf(value) as ExpectationState, { phi, quantiles, histogram } = value.job as ExpectationDescription;
  const expect = (name: "events" | "sketches" | "histograms", count: number, holds: (one: never) => boolean): void => {
    if (!Array.isArray(state[name]) || state[name].length !== count || !Array.from(state[name] as never[]).every(holds)) throw wrongKind("restore", `state.${name}`, `${count} of them`, state[name]);
  };
  const sketched = quantiles !== undefined || typeof histogram === "number", bins = typeof histogram === "object" ? histogram.bins + 2 : 0;
  expect("events", phi.length, (one) => typeof one === "boolean");
  expect("sketches", sketched ? phi.length : 0, isSketch);
  expect("histograms", bins ? phi.length : 0, (one: unknown) => one instanceof Float64Array && one.length === bins);
  return state;
}

function isSketch(one: unknown): boolean {
  if (!isRecord(one) || !(one.values instanceof Float64Array) || !(one.counts instanceof Float64Array)) return false;
  return one.values.length === one.counts.length && one.counts.every(isNatural) && isNatural(one.nan) && isNatural(one.dropped) && one.dropped < 64
    && (one.counts.length > 0 || one.nan > 0) && typeof one.low === "number" && typeof one.high === "number";
}

/** What runs give. */
type Result = GradientResult | GradientResults | ExpectationResult | ExpectationResults;

const isResult = (value: unknown): value is Result =>
  [GradientResult, GradientResults, ExpectationResult, ExpectationResults].some((of) => value instanceof of);

/**
 * One result of several that cover different leaves of the same run (option `shard`), in any order: the bits are those of the run in
 * one piece.
 * @throws TypeError if they are no results; RangeError if they belong to different runs or overlap.
 */
export function merge<P extends Parameters, C extends string>(...results: readonly GradientResult<P, C>[]): GradientResult<P, C>;
export function merge<P extends Parameters, N extends string, C extends string>(...results: readonly GradientResults<P, N, C>[]): GradientResults<P, N, C>;
export function merge(...results: readonly ExpectationResult[]): ExpectationResult;
export function merge<N extends string>(...results: readonly ExpectationResults<N>[]): ExpectationResults<N> & { readonly [K in N]: ExpectationResult };
export function merge(...results: readonly Result[]): Result {
  const [first] = results;
  for (const result of results) {
    if (!isResult(result)) throw wrongKind("merge", "results", "results of gradient or expectation", result);
  }
  if (!first) throw new TypeError("merge: \"results\" expected at least one result, got none");
  const { job } = first, fingerprint = JSON.stringify(toPlain(job));
  for (const result of results) {
    if (result.kind !== first.kind) throw new RangeError(`merge: "results" expected parts of one run, got results of kind ${first.kind} and ${result.kind}`);
    if (JSON.stringify(toPlain(result.job)) !== fingerprint) throw new RangeError(`merge: "results" expected parts of one run, got results that differ in ${differing(job, result.job).join(", ")}`);
  }
  const width = widthOf(job);
  const state = new State(ruleOf(job, width), first.state.tails.length > 0);
  for (const { state: part } of results) state.absorb(part);
  const sums = state.data(first.state.leaf);
  if (first instanceof GradientResult) return new GradientResult(job, sums, first.output);
  if (first instanceof GradientResults) return new GradientResults(job, sums);
  const whole = { ...sums, ...mergedCounts(first.state, results.map((result) => result.state as ExpectationState)) };
  return first instanceof ExpectationResult ? new ExpectationResult(first.job, whole, first.output) : new ExpectationResults(first.job, whole);
}

function differing(a: Description, b: Description): string[] {
  return Object.keys(a).filter((key) => JSON.stringify(toPlain(a[key as keyof Description])) !== JSON.stringify(toPlain(b[key as keyof Description])));
}
