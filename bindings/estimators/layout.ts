/**
 * The working memory of a run: where its columns lie.
 */
import { type Allocate, type Arena, columnBytes } from "../arena";
import { type Law, internalsOf } from "../distribution";
import type { Coupling } from "../coupled/coupling";
import type { FlowLaw } from "../flows/source";
import { type SobolPoints, sobol } from "../points/sobol";
import type { Room } from "../integrand/compiled";
import { PLACE_BYTES } from "../random";
import { type ReducerLayout, reducerLayout } from "../variance/reducer";
import { COLUMN } from "./column";
import { type Plan, countExplicit, dependsOnP, reducerPlanOf } from "./plan";
import { RECORD } from "./record";
import { LIST } from "./tails";

/** What the kernel `record` works on, as 32-bit words: see assembly/estimators/accumulate.ts. */
const RECORDING_BYTES = 48;

/** Addresses. @internal */
export interface Layout {
  readonly p: (arena: Arena) => Law;
  readonly q: ((arena: Arena) => Law) | undefined;
  readonly stride: number;
  readonly place: number;
  readonly x: number;
  /** What draws lose by rounding (see `Law.draw`); 0 if they lose nothing that counts. */
  readonly logs: number;
  readonly phi: number;
  readonly grad: number;
  readonly explicit: number;
  readonly fields: readonly ((arena: Arena) => FlowLaw)[];
  /** ∇·u + u·∇log p of the entries of a parameter. */
  readonly residuals: number;
  /** p(k − 1)/p(k), a flow and its score. */
  readonly below: number;
  readonly gradLogProb: number;
  /** ρφ, (1 − ρ)φ; ρ and its gradient. */
  readonly blended: number;
  readonly rest: number;
  readonly rho: number;
  readonly blendRooms: readonly (Room | undefined)[];
  /** Of ρ alone, for its forward differences. */
  readonly stepRooms: readonly (Room | undefined)[];
  /** Of each gathered entry and output, what crosses planes that move; 0 if none does. */
  readonly moved: number;
  /** Of planes: rooms for the steps, a, four columns and those of x that moved. */
  readonly planeRooms: readonly Room[];
  readonly slopes: number;
  readonly plane: number;
  /** φ at the ends of the support. */
  readonly ends: number;
  /** For each entry with pairs and each output Σ weight·(φ(x₊) − φ(x₋)); x₊, x₋, the weight, φ at both and their difference. */
  readonly pairs: number;
  readonly pair: number;
  readonly couplings: readonly ((arena: Arena) => Coupling)[];
  /** For φ that uses log p: log p, ∂φ/∂(log p), ∂x log p; for φ that depends on p, ∂φ/∂x that nobody else wants. */
  readonly phiLogP: number;
  readonly phiByLogP: number;
  readonly phiGradLogProb: number;
  readonly unwanted: number;
  /** Data and working memory of compiled integrands; `value` of φ alone, if that is needed besides. */
  readonly rooms: readonly ({ readonly main: Room; readonly value: Room | undefined } | undefined)[];
  readonly logP: number;
  readonly logQ: number;
  readonly weights: number;
  readonly ones: number;
  readonly scores: number;
  readonly flows: number;
  readonly chainScores: number;
  readonly chainFlows: number;
  readonly estimates: number;
  readonly temporary: number;
  /** A score and a flow without what they are where p is 0. */
  readonly kept: number;
  /** Draws of every second row, and their mirror images. */
  readonly halves: number;
  readonly points: ((arena: Arena) => SobolPoints) | undefined;
  readonly reducer: ReducerLayout | undefined;
  /** Rooms of what measures distances from switches; what is looked at. */
  readonly distanceRooms: readonly (Room | undefined)[];
  readonly looks: number;
  readonly terms: number;
  /** What L lacks, and what φ adds to it by itself. */
  readonly crossing: number;
  readonly spare: number;
  readonly recording: number;
  readonly lambdas: number;
  readonly lists: number;
  /** Records of ranges of leaves: a stack, and the leaf at work on top of it. */
  readonly ranges: number;
  readonly triangle: number;
}

/** Numbers that are looked at, 0 if nothing is. @internal */
export const looksSize = ({ looks: { distances, entries } }: Plan): number => (entries.length || distances.some(Boolean) ? 1 + distances.length + 2 * entries.length : 0);

/** For so many rows at once, of so many leaves in all. @internal */
export function layoutOf(plan: Plan, rows: number, leaves: number): (allocate: Allocate) => Layout {
  const { job, sampling, outputs, compiled, gathered, fields, explicit, lambdas } = plan, columns = sampling.own.columns, count = outputs.length;
  // columns that lie a power of two apart would compete for the same few lines of a cache: hence 64 bytes between them
  const stride = columnBytes(rows) + 64, chains = job.chains.length, ofGradient = job.needsGradient ? count * columns : 0;
  const fieldEntries = fields.reduce((most, { parameter: { size } }) => Math.max(most, size), 0), { blends, planes, ends } = plan.jumps, triangle = job.joint ? (plan.width * (plan.width + 1)) / 2 : 0;
  const withLogP = compiled.some((one) => one?.bound.usesLogp), dependent = compiled.some((one) => one && dependsOnP(one));
  // levels rise to the first aligned range and fall from the last, once each
  const ranges = 2 * Math.ceil(Math.log2(leaves + 1)) + 4;
  return (allocate) => ({
    p: sampling.own.layout(allocate),
    q: sampling.q && internalsOf(sampling.q).layout(allocate),
    stride,
    place: allocate(PLACE_BYTES),
    x: allocate(columns * stride),
    logs: plan.deep ? allocate(2 * columns * stride) : 0,
    phi: allocate(count * stride),
    grad: allocate(ofGradient * stride), // beside φ, since both are cleared together
    explicit: allocate(countExplicit(explicit) * stride),
    fields: fields.map(({ source }) => source.layout(allocate)),
    residuals: allocate(fieldEntries * COLUMN),
    below: allocate(fields.length && plan.steps.length ? 3 * COLUMN : 0),
    gradLogProb: allocate(fields.length ? columns * COLUMN : 0),
    blended: allocate(blends ? count * stride : 0),
    rest: allocate(blends ? count * stride : 0),
    rho: allocate(blends ? (1 + columns) * stride : 0),
    blendRooms: blends?.map((one) => (one && "bound" in one ? one.bound.layout(allocate, true) : undefined)) ?? [],
    stepRooms: plan.steps.length ? (blends?.map((one) => (one && "bound" in one ? one.bound.layout(allocate, false) : undefined)) ?? []) : [],
    planeRooms: planes.map(({ step }) => step.bound.layout(allocate, false)),
    moved: planes.some(({ moves }) => moves.size) ? allocate(gathered.length * count * COLUMN) : 0,
    slopes: allocate(planes.length ? columns * 8 : 0),
    plane: allocate(planes.length ? (4 + columns) * COLUMN : 0),
    ends: allocate(ends.length * count * stride),
    pairs: allocate(new Set(plan.pairs.map(({ entry }) => entry)).size * count * stride),
    pair: allocate(plan.pairs.length ? (4 + 2 * count) * stride : 0),
    couplings: plan.pairs.map(({ source }) => source.layout(allocate)),
    phiLogP: allocate(withLogP ? stride : 0),
    phiByLogP: allocate(withLogP ? stride : 0),
    phiGradLogProb: allocate(withLogP ? columns * COLUMN : 0),
    unwanted: allocate(dependent && !job.needsGradient ? columns * stride : 0),
    rooms: compiled.map((one) => one && { main: one.bound.layout(allocate, job.needsGradient || dependsOnP(one)), value: plan.steps.length || ends.length || plan.pairs.length ? one.bound.layout(allocate, false) : undefined }),
    logP: allocate(COLUMN),
    logQ: allocate(COLUMN),
    weights: allocate(COLUMN),
    ones: allocate(COLUMN),
    scores: allocate(gathered.length * COLUMN),
    flows: allocate(gathered.length * count * COLUMN),
    chainScores: allocate(chains * 2 * COLUMN),
    chainFlows: allocate(chains * count * 2 * COLUMN),
    estimates: allocate(job.joint ? lambdas.length * COLUMN : 0),
    temporary: allocate(COLUMN),
    kept: allocate(sampling.q ? 2 * COLUMN : 0),
    halves: allocate(sampling.antithetic ? (plan.deep ? 6 : 2) * columns * COLUMN : 0),
    points: sampling.sobol ? sobol(allocate, columns) : undefined,
    distanceRooms: plan.looks.distances.map((one) => one?.bound.layout(allocate, false)),
    looks: allocate(looksSize(plan) * 8),
    reducer: plan.reduction && reducerLayout(allocate, reducerPlanOf(plan, plan.reduction, stride)),
    terms: allocate(COLUMN),
    crossing: allocate(ends.length ? COLUMN : 0),
    spare: allocate(plan.steps.length || ends.length || plan.pairs.length ? stride : 0),
    recording: allocate(RECORDING_BYTES),
    lambdas: allocate(lambdas.length * 8),
    lists: allocate(plan.tails ? lambdas.length * LIST * 8 : 0),
    ranges: allocate(ranges * lambdas.length * RECORD * 8),
    triangle: allocate(count * triangle * 8),
  });
}
