/**
 * The options of a run, checked, and the job they describe.
 */
import { checkInteger, checkKeys, isArrayLike, isRecord, show, wrongKind, wrongValue } from "../check";
import { type Distribution, type Internals, type Parameter, entriesIn, givenAt, givenSize, internalsOf, isDistribution } from "../distribution";
import type { EntryFlow, Flow } from "../flows/choices";
import { type Proposal, proposalFor } from "../proposals/choices";
import type { JumpsOption } from "./jumps";
import { LEAF, type Origin, PURPOSE, Rng, takeLeaves } from "../random";
import type { Coupled } from "../coupled/choices";
import type { VarianceOptions } from "../variance/choices";
import { pointsOf } from "./points";

/** Coefficients ∂θ/∂(a parameter of the caller's), and `phi`: c adds c·φ. */
export type ChainTerms<P> = { readonly [K in keyof P]?: P[K] extends number | ArrayLike<number> ? number | ArrayLike<number> : ChainTerms<P[K]> } & { readonly phi?: number };

/** How much to draw, and from which randomness: a `seed` (a run of its own, replayable) or an `rng` (which advances). */
export interface SamplingOptions {
  /** Number of samples n ≥ 1. */
  readonly samples: number;
  readonly seed?: number | bigint;
  readonly rng?: Rng;
  /** Runs only leaves `from` … `to` − 1 (of 512 samples) of the declared samples; merge the results. */
  readonly shard?: { readonly from: number; readonly to: number };
  /** Sampling density q; p itself if absent. */
  readonly proposal?: Distribution;
  /** What a NaN from φ does: "error" (default) throws, "propagate" lets it into the result. */
  readonly nan?: "error" | "propagate";
  /** Samples in one call of φ, a multiple of 512. A matter of speed and memory: it never changes a result. */
  readonly block?: number;
  /** Every second row is the mirror image of the one before it: what is odd about the centre cancels. Units are pairs. */
  readonly antithetic?: boolean;
  /** "sobol": scrambled Sobol' points instead of independent ones. Units are 16 to 31 replicates. */
  readonly points?: "random" | "sobol";
}

export interface GradientOptions<P> extends Omit<SamplingOptions, "proposal">, VarianceOptions {
  /** "auto" if absent: flow, proposal, controls and their coefficients are chosen, by a pilot run on random numbers of its own. */
  readonly flow?: Flow<P> | "auto";
  /** Sampling density q; if absent p itself, or what is chosen where the flow is, too. */
  readonly proposal?: Proposal | "auto";
  /** Nanoseconds that an evaluation of φ takes, which "auto" weighs against those of draws and controls; 50 for functions, by its operations for a formula, if absent. */
  readonly cost?: number;
  /** Why these options: what "auto" and `plan` write into `chosen`. */
  readonly why?: string;
  /** Parameters to differentiate by, as paths ("loc", "w.loc"); all if absent. */
  readonly wrt?: readonly string[];
  /** Named derivatives in parameters of the caller's own: { vega: { loc: −σT, scale: √T } }. */
  readonly chain?: { readonly [name: string]: ChainTerms<P> };
  /** Also the covariance of all estimates. */
  readonly joint?: boolean;
  /** What is done where φ jumps, or where parameters move the ends of the support. */
  readonly jumps?: JumpsOption;
  /** Pairs of points in place of a flow: "measure-valued" (weak derivatives) or "random-radius" (a central difference at a random distance). */
  readonly coupled?: Coupled;
  /** Columns on few integers are summed over instead of drawn: all of them, or those of the named parts of a product. */
  readonly enumerate?: boolean | readonly string[];
}

/** A named derivative: for each entry of the parameters its coefficient, and that of φ. @internal */
export interface Chain {
  readonly name: string;
  readonly coefficients: Float64Array;
  readonly phi: number;
}

/** What to draw, resolved. @internal */
export interface Sampling {
  /** Who asks, for messages. */
  readonly where: string;
  readonly p: Distribution;
  readonly own: Internals;
  readonly q: Distribution | undefined;
  /** Is q made of p, and knows q/p? */
  readonly ofP: boolean;
  /** So many rows, side by side, depend on each other: antithetic pairs, strata. */
  readonly together: number;
  /** How many rows make a unit, of which statistics are: a power of two; how many the last one has at least. */
  readonly unit: number;
  readonly least: number;
  /** Is the odd row the mirror image of the even one before it? */
  readonly antithetic: boolean;
  /** Are rows Sobol' points, in replicates of so many rows? */
  readonly sobol: boolean;
  readonly replicate: number;
  /** What the randomness is for. */
  readonly purpose: number;
  readonly samples: number;
  /** Leaves `from` … `to` − 1. */
  readonly from: number;
  readonly to: number;
  readonly origin: Origin;
  /** Was the randomness an `rng`? */
  readonly rng: boolean;
  readonly propagateNaN: boolean;
  /** Rows in one call of φ. */
  readonly block: number;
}

/** What to do, resolved. @internal */
export interface Job {
  readonly sampling: Sampling;
  readonly flows: readonly EntryFlow[];
  /** Entries that get an estimate, in order. */
  readonly wanted: readonly number[];
  readonly chains: readonly Chain[];
  readonly joint: boolean;
  /** Does the job use ∂φ? */
  readonly needsGradient: boolean;
}

/** A job as plain data: what a state belongs to. */
export interface Description {
  readonly distribution: Distribution;
  readonly parameters: readonly Parameter[];
  /** Evaluations of φ for each sample. */
  readonly evaluations: number;
  /** Records of one output, beside the value: entries of the parameters with an estimate; λ of all. */
  readonly wanted: readonly number[];
  readonly lambdas: readonly number[];
  readonly proposal: Distribution | undefined;
  /** Samples in a unit, and in the last one at least; 1 if absent. */
  readonly unit?: number | undefined;
  readonly least?: number | undefined;
  readonly antithetic?: boolean | undefined;
  readonly points?: "sobol" | undefined;
  /** What is done about the variance, and the names of the controls. */
  readonly baseline?: unknown;
  readonly controls?: readonly unknown[] | undefined;
  readonly coefficients?: unknown;
  readonly combine?: unknown;
  readonly controlNames?: readonly string[] | undefined;
  readonly coupled?: unknown;
  readonly enumerate?: unknown;
  /** Why it was chosen. */
  readonly why?: string | undefined;
  /** Does φ depend on θ? */
  readonly explicit?: boolean | undefined;
  /** Samples of a run from which coefficients were learnt. */
  readonly pilot?: number | undefined;
  readonly samples: number;
  readonly seed: bigint;
  readonly stream: number;
  /** The leaf of the generator at which the run began. */
  readonly leaf: number;
  /** Was it an `rng`? */
  readonly rng: boolean;
  readonly flow: unknown;
  readonly wrt: readonly string[] | undefined;
  readonly chain: Readonly<Record<string, unknown>> | undefined;
  readonly joint: boolean;
  readonly jumps?: unknown;
  /** The integrands: name and id. */
  readonly phi: readonly { readonly name: string; readonly id: string }[];
  readonly several: boolean;
}

/** What was drawn and who was evaluated. Texts of functions are looked up when they are asked for. @internal */
export function sourceOf({ p, own, q, samples, origin, rng }: Sampling, outputs: readonly { readonly name: string; readonly id: string }[], several: boolean): Pick<Description, "distribution" | "parameters" | "proposal" | "samples" | "seed" | "stream" | "leaf" | "rng" | "phi" | "several"> {
  const phi = outputs.map((output) => ({ name: output.name, get id() { return output.id; } }));
  return { distribution: p, parameters: own.parameters, proposal: q, samples, seed: origin.seed, stream: origin.stream, leaf: origin.leaf, rng, phi, several };
}

/** @internal */
export const SAMPLING = ["samples", "seed", "rng", "shard", "proposal", "nan", "block", "antithetic", "points"];

/** @throws TypeError, RangeError @internal */
export function samplingOf(where: string, p: unknown, options: unknown, more: readonly string[], entriesOf?: (own: Internals) => readonly number[]): Sampling {
  if (!isDistribution(p)) throw wrongKind(where, "p", "a distribution", p);
  if (!isRecord(options)) throw wrongKind(where, "options", "an object with samples and seed or rng", options);
  checkKeys(where, options, [...SAMPLING, ...more]);
  const { seed, rng, shard, proposal, nan = "error", block } = options as Partial<SamplingOptions>, own = internalsOf(p), columns = own.columns;
  const samples = checkInteger(where, "samples", options.samples, 1, Number.MAX_SAFE_INTEGER), leaves = Math.ceil(samples / LEAF);
  if (nan !== "error" && nan !== "propagate") throw wrongValue(where, "nan", `"error" or "propagate"`, nan);
  if ((own.group ?? 1) > 1 && !entriesOf) throw new TypeError(`${where}: "p" expected a distribution whose draws are independent, got ${p.family}`);
  let from = 0, to = leaves;
  if (shard !== undefined) {
    if (!isRecord(shard)) throw wrongKind(where, "shard", "{ from, to } in leaves", shard);
    if (rng !== undefined) throw new TypeError(`${where}: "shard" expected a "seed" beside it, got an rng, which other shards could not share`);
    from = checkInteger(where, "shard.from", shard.from, 0, leaves - 1);
    to = checkInteger(where, "shard.to", shard.to, from + 1, leaves);
  }
  const lent = block === undefined ? LEAF * Math.max(1, Math.min(8, Math.floor(8 / columns))) : checkInteger(where, "block", block, LEAF, 2 ** 24);
  if (lent % LEAF) throw wrongValue(where, "block", `a multiple of ${LEAF}`, block);
  const drawn = drawnFrom(where, p, proposal, entriesOf?.(own), options, samples), { antithetic, sobol } = drawn;
  if (sobol && rng instanceof Rng && !(rng.position + leaves <= 2 ** 44)) throw wrongValue(where, "rng.position", 'at most 2^44 leaves for points: "sobol"', rng.position);
  // last, for what is refused draws nothing
  const origin = originOf(where, seed, rng, leaves);
  return { where, p, own, ...drawn, least: 1, antithetic, sobol, purpose: PURPOSE.draw, samples, from, to, origin, propagateNaN: nan === "propagate", block: Math.min(lent, (to - from) * LEAF), rng: rng !== undefined };
}

type Drawn = Pick<Sampling, "q" | "ofP" | "together" | "unit" | "antithetic" | "sobol" | "replicate">;

function drawnFrom(where: string, p: Distribution, proposal: unknown, entries: readonly number[] | undefined, options: Partial<SamplingOptions>, samples: number): Drawn {
  const q = proposal === undefined || (proposal === "auto" && entries) ? undefined : proposalFor(where, p, proposal, entries), of = q && internalsOf(q).of;
  return { q, ofP: of !== undefined && (of === p || JSON.stringify(of) === JSON.stringify(p)), ...pointsOf(where, q ?? p, options, samples) };
}

/** The same with another proposal, for estimates of these entries. @throws TypeError, RangeError @internal */
export function withProposal(sampling: Sampling, proposal: unknown, entries: readonly number[]): Sampling {
  const { where, p, antithetic, sobol, samples } = sampling;
  return { ...sampling, ...drawnFrom(where, p, proposal, entries, { antithetic, points: sobol ? "sobol" : "random" }, samples) };
}

function originOf(where: string, seed: unknown, rng: unknown, leaves: number): Origin {
  if (rng !== undefined) {
    if (seed !== undefined) throw new TypeError(`${where}: "seed" expected to be absent beside "rng", got ${show(seed)}`);
    if (!(rng instanceof Rng)) throw wrongKind(where, "rng", "an Rng", rng);
    return takeLeaves(rng, leaves);
  }
  if (seed === undefined) throw new TypeError(`${where}: "seed" expected an integer (a run that can be repeated) or an "rng" beside it, got undefined`);
  return takeLeaves(new Rng(seed as number | bigint), leaves);
}

/** What is refused draws nothing: an `rng` stands where it stood. @internal */
export function planned<T>({ origin, samples }: Sampling, options: unknown, plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    (options as { readonly rng?: Rng }).rng?.giveBack(origin, Math.ceil(samples / LEAF));
    throw error;
  }
}

/** @internal */
export function wantedOf(where: string, own: Internals, wrt: unknown): number[] {
  if (wrt === undefined) {
    const all: number[] = [];
    for (let entry = 0; entry < own.entries; entry++) all.push(entry);
    return all;
  }
  if (!Array.isArray(wrt)) throw wrongKind(where, "wrt", "an array of names of parameters", wrt);
  const names = own.parameters.map((p) => p.path.join("."));
  for (const name of wrt as unknown[]) {
    if (!names.some((known) => known === name || known.startsWith(`${String(name)}.`))) throw new RangeError(`${where}: "wrt" expected names among ${names.join(", ")}, got ${show(name)}`);
  }
  const wanted = own.parameters.filter((_, k) => (wrt as string[]).some((name) => names[k] === name || names[k]?.startsWith(`${name}.`)));
  return wanted.flatMap(entriesIn);
}

/** @internal */
export function chainsOf(where: string, own: Internals, chain: unknown): Chain[] {
  if (chain === undefined) return [];
  if (!isRecord(chain)) throw wrongKind(where, "chain", "{ name: { parameter: coefficient, … } }", chain);
  if (own.parameters.some((p) => p.path[0] === "phi")) throw new TypeError(`${where}: "chain" expected a distribution with no parameter named "phi", which here stands for φ`);
  return Object.entries(chain).map(([name, terms]) => {
    if (!isRecord(terms)) throw wrongKind(where, `chain.${name}`, "{ parameter: coefficient, … }", terms);
    const coefficients = new Float64Array(own.entries);
    const fill = (given: Record<string, unknown>, path: readonly string[]): void => {
      const label = ["chain", name, ...path].join("."), depth = path.length;
      const inside = own.parameters.filter((p) => path.every((part, i) => p.path[i] === part));
      checkKeys(`${where}: "${label}"`, given, [...new Set(inside.map((p) => p.path[depth] as string)), ...(depth ? [] : ["phi"])]);
      for (const [key, value] of Object.entries(given)) {
        const parameter = inside.find((p) => p.path[depth] === key && p.path.length === depth + 1);
        if (parameter) spread(`${label}.${key}`, value, parameter, coefficients, where);
        else if (depth || key !== "phi") {
          if (!isRecord(value)) throw wrongKind(where, `${label}.${key}`, "a record of coefficients", value);
          fill(value, [...path, key]);
        }
      }
    };
    fill(terms, []);
    const { phi = 0 } = terms;
    if (typeof phi !== "number") throw wrongKind(where, `chain.${name}.phi`, "a finite number", phi);
    if (!Number.isFinite(phi)) throw wrongValue(where, `chain.${name}.phi`, "a finite number", phi);
    return { name, coefficients, phi };
  });
}

function spread(label: string, value: unknown, parameter: Parameter, coefficients: Float64Array, where: string): void {
  const size = givenSize(parameter), expected = size === 1 ? "a finite number" : `a finite number or ${size} of them`;
  const single = typeof value === "number";
  if (!single && !isArrayLike(value)) throw wrongKind(where, label, expected, value);
  if (!single && value.length !== size) throw wrongValue(where, label, expected, value);
  for (let j = 0; j < parameter.size; j++) {
    const c: unknown = single ? value : value[givenAt(parameter, j)];
    if (typeof c !== "number") throw wrongKind(where, label, expected, c);
    if (!Number.isFinite(c)) throw wrongValue(where, label, expected, c);
    coefficients[parameter.offset + j] = c;
  }
}
