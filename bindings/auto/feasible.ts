/**
 * Which parameters may be estimated by flows, which by likelihood ratios, and what stands in the way of the others.
 */
import { Arena } from "../arena";
import { type Internals, type Parameter, entriesIn, internalsOf } from "../distribution";
import { acrossJumps, movedColumns } from "../estimators/jumps";
import type { Sampling } from "../estimators/options";
import { unseenFlows } from "../flows/unseen";
import type { Output } from "../integrand/integrand";

/** @internal */
export interface Feasible {
  /** The option `flow` with as many flows as there may be. */
  readonly flow: unknown;
  /** Can any of the estimated parameters have a flow? */
  readonly some: boolean;
  /** Entries that must be estimated by their flow. */
  readonly bound: ReadonlySet<number>;
  /** Ends of the support that move are crossed by what a surface term adds. */
  readonly surface: boolean;
  /** Why parameters have none: what `chosen` begins with. */
  readonly why: readonly string[];
}

/** `jumps`: is nothing else done about those of φ? `leaps`: of functions that were seen to jump, where. @throws TypeError if nothing that is known estimates a parameter without a bias @internal */
export function feasible(sampling: Sampling, outputs: readonly Output[], used: (entry: number) => boolean, jumps: boolean, leaps: ReadonlyMap<Output, string>): Feasible {
  const { where, p, own } = sampling, continuous = own.supports.some((support) => support !== "count"), score = own.lacks("score"), without = outputs.find(({ gradient, compiled }) => !gradient && !compiled);
  const asked = own.parameters.filter((one) => entriesIn(one).some(used)), jumped = jumps ? acrossJumps(sampling, outputs) : new Map<number, Output>();
  const moved = leaps.size > 0 ? movedColumns(own) : undefined;
  /** Of weights without a score there is nothing else. */
  let unseen: ReadonlySet<number> | undefined;
  const isUnseen = (entry: number): boolean => score === undefined && used(entry) && (unseen ??= unseenFlows(p, undefined, sampling.samples)).has(entry);
  const obstacle = (parameter: Parameter): string | undefined => {
    if (own.lacks("flow")) return `${p.family} has no flow`;
    if (parameter.noFlow) return `"${parameter.path.join(".")}" has no flow`;
    if (continuous && without) return `${nameOf(without)} has no gradient`;
    const across = entriesIn(parameter).find((entry) => used(entry) && jumped.has(entry));
    if (across !== undefined) return `${nameOf(jumped.get(across) as Output)} jumps`;
    const [leap] = moved && entriesIn(parameter).some((entry) => used(entry) && moved[entry]?.length) ? leaps : [];
    if (leap) return `${nameOf(leap[0])} jumps ${leap[1]}, of which its gradient does not tell`;
    return parameter.noScore === undefined && entriesIn(parameter).some(isUnseen) ? `that of "${parameter.path.join(".")}" crosses what is hardly ever drawn` : undefined;
  };
  const flowing = new Set<Parameter>(), bound = new Set<number>(), why = new Set<string>();
  let surface = false;
  for (const parameter of asked) {
    const found = obstacle(parameter), name = parameter.path.join(".");
    if (found === undefined) flowing.add(parameter);
    else why.add(found);
    if (parameter.moves && found !== undefined) {
      if (!endsKnown(sampling, parameter)) throw new TypeError(`${where}: "flow" expected to be found for "${name}", which moves the support of ${p.family}: a likelihood ratio would be biased, and ${found}; ${remedy(found)}, or leave "${name}" out of "wrt"`);
      surface = true;
    }
    if (parameter.noScore && found !== undefined) throw new TypeError(`${where}: "flow" expected to be found for "${name}", which has none of ${p.family}: ${parameter.noScore}, and ${parameter.noFlow ?? found}; ${withoutScore(own, parameter)}, or leave "${name}" out of "wrt"`);
    if (score !== undefined && found !== undefined) throw new TypeError(`${where}: "flow" expected to be found for "${name}" of ${p.family}, which has no score (${score}), and ${found}; ${remedy(found)}, or give ${p.family} a score`);
    if (found === undefined && (parameter.moves || parameter.noScore || score !== undefined)) for (const entry of entriesIn(parameter)) bound.add(entry);
  }
  const some = flowing.size > 0;
  return { flow: !some ? "lr" : asked.every((one) => flowing.has(one)) ? "rp" : byParameter(own.parameters, flowing), some, bound, surface, why: Array.from(why, (one) => `no flow, since ${one}`) };
}

const nameOf = ({ name }: Output): string => (name === "phi" ? "φ" : `"${name}"`);
const remedy = (obstacle: string): string => (obstacle.endsWith("gradient") ? "give φ as { value, gradient } or as a formula" : obstacle.includes(" jumps") ? "take a φ that does not jump" : "take a family with a flow");

/** What estimates a parameter whose score misses something. @internal */
export const withoutScore = (own: Internals, { offset }: Parameter): string => (typeof own.coupling?.("measure-valued", offset) === "object" ? 'take coupled: "measure-valued"' : "take a parameter inside its domain");

function endsKnown({ p }: Sampling, parameter: Parameter): boolean {
  const own = internalsOf(p);
  return Arena.lend((allocate) => own.layout(allocate), (arena, make) => make(arena).ends?.(parameter) !== undefined);
}

function byParameter(parameters: readonly Parameter[], flowing: ReadonlySet<Parameter>): Record<string, unknown> {
  const flow: Record<string, unknown> = {};
  for (const parameter of parameters) {
    let at = flow;
    parameter.path.forEach((name, depth) => {
      if (depth === parameter.path.length - 1) at[name] = flowing.has(parameter) ? "rp" : "lr";
      else at = (at[name] ??= {}) as Record<string, unknown>;
    });
  }
  return flow;
}
