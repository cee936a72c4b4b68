/**
 * What a run does, worked out before it starts: how each entry of the parameters is treated, and which columns that takes.
 */
import { isRecord } from "../check";
import { type Distribution, type End, type Parameter, entriesIn, internalsOf } from "../distribution";
import type { EntryFlow, FieldOf } from "../flows/choices";
import type { Block } from "../integrand/block";
import { type Bound, type CompiledIntegrand, surroundingsOf, thetaOf } from "../integrand/compiled";
import type { IntegrandParams, Output } from "../integrand/integrand";
import { distanceOf } from "../integrand/switches";
import type { CouplingSource } from "../coupled/coupling";
import type { Reduction } from "../variance/choices";
import type { Enumerated } from "../variance/enumerate";
import type { ReducerPlan, Sides } from "../variance/reducer";
import type { Job, Sampling } from "./options";
import { TAIL_SAMPLES } from "./tails";

/** What a job needs to know before it starts, made once for a run. @internal */
export interface Plan {
  readonly job: Job;
  readonly sampling: Sampling;
  readonly outputs: readonly Output[];
  /** For each output, what runs in WebAssembly. */
  readonly compiled: readonly (Compiled | undefined)[];
  /** For each entry of the parameters: how it is treated. */
  readonly entries: readonly EntryPlan[];
  /** Entries whose L and R are gathered first. */
  readonly gathered: readonly number[];
  /** Records of one output: its value, its wanted entries, its chains. */
  readonly width: number;
  /** λ of every record. */
  readonly lambdas: readonly number[];
  /** What may stand for every record. */
  readonly sides: readonly Sides[];
  /** Columns on the integers whose "∂φ" is φ(x + 1) − φ(x). */
  readonly steps: readonly number[];
  /** Flows beside the canonical one. */
  readonly fields: readonly FieldOf[];
  /** What is done about jumps; with what each output is blended, the planes it jumps on, the ends of the support that parameters move. */
  readonly jumps: Jumps;
  /** For each output, the entries on which φ itself depends, by parameter. */
  readonly explicit: readonly (readonly Explicit[])[];
  readonly tails: boolean;
  /** Are logarithms of draws carried along? */
  readonly deep: boolean;
  /** What is done about the variance; undefined if nothing is. */
  readonly reduction: Reduction | undefined;
  /** Pairs of points, of entries that are estimated by them; and columns that are enumerated. */
  readonly pairs: readonly Pair[];
  /** What is looked at in the early leaves: how far rows are from switches of each φ, and scores of which entries. */
  readonly looks: { readonly distances: readonly (Compiled | undefined)[]; readonly entries: readonly number[] };
  /** Functions that are controls, as far as they run in WebAssembly. */
  readonly functions: readonly (Compiled | undefined)[];
}

/** Derivatives of φ by the entries of a parameter; undefined where they come with φ. @internal */
export interface Explicit { readonly derivative: ((x: Block, out: Block) => void) | undefined; readonly first: number; readonly size: number }

/** @internal */
export interface Jumps {
  /** For each output ρ, compiled or in JavaScript; undefined where it is 1. */
  readonly blends: readonly (Compiled | Output | undefined)[] | undefined;
  readonly planes: readonly { readonly output: number; readonly a: Float64Array; readonly c: number; readonly step: Compiled; readonly moves: ReadonlyMap<number, number> }[];
  readonly ends: readonly { readonly parameter: Parameter; readonly end: End }[];
}
/** @internal */
export const NO_JUMPS: Jumps = { blends: undefined, planes: [], ends: [] };

/** An integrand over the columns of p. @internal */
export interface Compiled { readonly phi: CompiledIntegrand; readonly bound: Bound; readonly theta: Float64Array }

/** Of an entry and a column that it moves: where φ is compared. @internal */
export interface Pair { readonly entry: number; readonly source: CouplingSource }
/** What replaces scores and flows of some entries. @internal */
export interface Instead { readonly pairs: readonly Pair[]; readonly enumerated: Enumerated | undefined }
const NOTHING_INSTEAD: Instead = { pairs: [], enumerated: undefined };

/** @internal */
export interface EntryPlan {
  readonly lambda: number;
  /** Its record, counted within an output; −1 if it has none. */
  readonly record: number;
  /** Its place among the gathered; −1 if the kernel takes its factors directly. */
  readonly gathered: number;
  /** c of u = c·u_RP + Σ fields. */
  readonly canonical: number;
  /** The share of the score that stays in R before ρφ; that before (1 − ρ)φ is 1. */
  readonly stays: number;
  /** Is there an R beside L? */
  readonly paired: boolean;
  /** Does it use neither score nor flow: pairs of points, derivatives of φ itself? */
  readonly exact: boolean;
  /** Where its differences of pairs are, counted among the entries that have some; −1 if it has none. */
  readonly pair: number;
  /** Chains it belongs to, with its coefficient. */
  readonly chains: readonly { readonly index: number; readonly coefficient: number }[];
}

const NONE: EntryPlan["chains"] = [], NO_FIELDS: Plan["fields"] = [];

/** From so many samples on it is worth a kernel to know how many are near a switch. */
const LOOKED = 4096;

/** Has a user written its functions? @internal */
export const isCustom = (p: Distribution): boolean => p.family === "custom" || Object.values(p.parts ?? {}).some(isCustom);

/** @throws TypeError if φ lacks what the job needs @internal */
export function planOf(job: Job, outputs: readonly Output[], jumpsOf: (compiled: Plan["compiled"]) => Jumps, reduction: Reduction | undefined, { pairs, enumerated }: Instead = NOTHING_INSTEAD): Plan {
  const { sampling, flows, wanted, chains } = job, { own, where } = sampling;
  const compiled = outputs.map(({ compiled: phi }) => phi && compiledOf(phi, sampling, job.needsGradient));
  const jumps = jumpsOf(compiled), atEnd = (offset: number): boolean => jumps.ends.some(({ parameter }) => parameter.offset === offset);
  const explicit = outputs.map((output, o) => (compiled[o] ? explicitOfCompiled(own.parameters, compiled[o]) : explicitOf(where, own.parameters, output))), dependent = new Set<number>();
  for (const { first, size } of explicit.flat()) for (let j = 0; j < size; j++) dependent.add(first + j);
  const paired = [...new Set(pairs.map(({ entry }) => entry))], gathered: number[] = [], records = new Array<number>(own.entries).fill(-1), hasFlow = own.lacks("flow") === undefined;
  wanted.forEach((entry, k) => { records[entry] = 1 + k; });
  const entries: EntryPlan[] = [];
  for (const parameter of own.parameters) {
    const apart = own.parts(parameter) > 1;
    for (let entry = parameter.offset; entry < parameter.offset + parameter.size; entry++) {
      const { lambda, canonical, carries, fields } = flows[entry] as EntryFlow, record = records[entry] as number;
      const mine = chains.length ? chains.flatMap(({ coefficients }, index) => (coefficients[entry] ? [{ index, coefficient: coefficients[entry] as number }] : [])) : NONE;
      const active = record >= 0 || mine.length > 0, corrected = jumps.blends !== undefined || jumps.planes.length > 0 || atEnd(parameter.offset);
      const pair = paired.indexOf(entry), exact = pair >= 0 || enumerated?.entries.includes(entry) === true;
      const gather = active && (exact || fields.length > 0 || apart || corrected || dependent.has(entry));
      entries.push({
        lambda, canonical, stays: 1 - carries, record, paired: !exact && job.needsGradient && (fields.length > 0 || (hasFlow && !parameter.noFlow)), chains: mine, exact, pair,
        gathered: gather ? gathered.push(entry) - 1 : -1,
      });
    }
  }
  const width = 1 + wanted.length + chains.length, lambdas: number[] = [], sides: Sides[] = [];
  // what crosses an end escapes L; where that is added, its score still has another mean than 0
  const escaped = new Set(own.parameters.flatMap((one) => (one.noScore || (one.moves && (reduction?.combine?.selects || !atEnd(one.offset))) ? entriesIn(one) : [])));
  const sidesOf = (some: readonly number[]): Sides => (some.some((entry) => escaped.has(entry)) ? "neither" : some.some((entry) => entries[entry]?.lambda && !entries[entry].exact) ? "both" : some.every((entry) => entries[entry]?.exact) ? "neither" : "left");
  for (let o = 0; o < outputs.length; o++) {
    lambdas.push(0); // the value
    sides.push("neither");
    // what is combined stands for L
    const add = (side: Sides, lambda: number): void => {
      sides.push(side);
      lambdas.push(reduction?.combine && side !== "neither" ? 0 : lambda);
    };
    for (const entry of wanted) add(sidesOf([entry]), entries[entry]?.exact ? 0 : (entries[entry]?.lambda ?? 0));
    for (const { coefficients } of chains) add(sidesOf(entries.map((_, entry) => entry).filter((entry) => coefficients[entry] !== 0)), job.needsGradient ? 1 : 0);
  }
  if (sampling.q) lambdas.push(0);
  const fields = flows.every((flow) => flow.fields.length === 0) ? NO_FIELDS : [...new Set(flows.flatMap((flow) => flow.fields))].filter(({ parameter: { offset, size } }) => entries.slice(offset, offset + size).some(({ gathered: at }) => at >= 0));
  const steps: number[] = [];
  if (job.needsGradient) own.supports.forEach((support, d) => { if (support === "count" && !enumerated?.columns.includes(d)) steps.push(d); });
  const q = sampling.q && internalsOf(sampling.q), deep = (own.deep === true || q?.deep === true) && (q === undefined || (own.logs !== undefined && q.logs === own.logs));
  const functions = (reduction?.controls?.functions ?? []).map(({ output: { compiled: phi } }) => phi && compiledOf(phi, sampling, false));
  const doubtful = q !== undefined || isCustom(sampling.p), looks = {
    distances: compiled.map((one) => { const bound = sampling.samples >= LOOKED && one && !one.bound.usesLogp ? distanceOf(one.bound) : undefined; return one && bound && { ...one, bound }; }),
    entries: doubtful && own.lacks("score") === undefined ? wanted : [],
  };
  return { deep, reduction, functions, pairs, looks, job, sampling, outputs, compiled, entries, gathered, width, lambdas, sides, fields, jumps, explicit, steps, tails: sampling.samples >= TAIL_SAMPLES };
}

/** φ over the columns of p. @throws TypeError if it takes what p lacks @internal */
export function compiledOf(phi: CompiledIntegrand, { where, p, own }: Sampling, needsGradient: boolean): Compiled {
  const bound = phi.bind(surroundingsOf(own));
  if (bound.usesLogp) {
    const without = own.lacks("score") ?? (needsGradient && own.supports.some((support) => support !== "count") ? own.lacks("gradLogProb") : undefined);
    if (without) throw new TypeError(`${where}: "phi" expected a distribution whose log p can be differentiated for its logp, got ${p.family}: ${without}`);
  }
  return { phi, bound, theta: bound.usesTheta ? thetaOf(p, own) : new Float64Array(0) };
}

/** What depends on p depends on all its parameters; the derivatives come with φ. */
function explicitOfCompiled(parameters: readonly Parameter[], { bound }: Compiled): Plan["explicit"][number] {
  return bound.usesLogp || bound.usesTheta ? parameters.map(({ offset, size }) => ({ derivative: undefined, first: offset, size })) : [];
}

function explicitOf(where: string, parameters: readonly Parameter[], output: Output): Plan["explicit"][number] {
  const found: Explicit[] = [];
  const walk = (given: IntegrandParams, path: readonly string[]): void => {
    for (const [key, value] of Object.entries(given)) {
      const here = [...path, key], parameter = parameters.find((p) => p.path.join(".") === here.join("."));
      if (isRecord(value)) walk(value, here);
      else if (parameter && typeof value === "function") found.push({ derivative: value, first: parameter.offset, size: parameter.size });
      else throw new TypeError(`${where}: "${output.name}.params" expected functions named by parameters (${parameters.map((p) => p.path.join(".")).join(", ")}), got "${here.join(".")}"`);
    }
  };
  if (output.params) walk(output.params, []);
  return found;
}

/** @internal */
export const reducerPlanOf = ({ outputs, width, lambdas, sides, functions, entries }: Plan, reduction: Reduction, stride: number): ReducerPlan => ({ reduction, outputs: outputs.length, estimates: outputs.length * width, lambdas, sides, compiled: functions, stride, entries: entries.length });

/** Does it depend on p, by its parameters or its density? @internal */
export const dependsOnP = ({ bound }: Compiled): boolean => bound.usesLogp || bound.usesTheta;
/** @internal */
export const countExplicit = (explicit: Plan["explicit"]): number => explicit.flat().reduce((sum, { size }) => sum + size, 0);
