/**
 * Option `jumps`: what a run does where φ jumps, or where parameters move the ends of the support. Flows carry nothing across jumps, likelihood
 * ratios nothing across moving ends; without more, estimators that would be biased by it are refused.
 */
import { Arena } from "../arena";
import { checkKeys, isRecord, wrongKind, wrongValue } from "../check";
import { type Internals, type Parameter, entriesIn } from "../distribution";
import { type EntryFlow, showFlow } from "../flows/choices";
import { type Integrand, type Output, outputsOf } from "../integrand/integrand";
import { surroundingsOf, thetaOf } from "../integrand/compiled";
import { type Jump, jumpsOf } from "../integrand/jumps";
import { blendOf, comparesState, planesOf } from "../integrand/switches";
import type { Sampling } from "./options";
import { type Compiled, type Jumps, NO_JUMPS, type Plan, compiledOf } from "./plan";

/**
 * "surface": the terms of the planes on which a compiled φ jumps, of those among them that parameters move, and of ends of the support that parameters move, are estimated too. `blend`: u
 * becomes ρ·u, where ρ is 0 on every jump: made from the conditions of a compiled φ, each smoothed over a width δ (in units of what the condition
 * compares), or an integrand.
 */
export type JumpsOption = "surface" | { readonly blend: number | Integrand };

/** `summed`: is φ summed over values of columns? Then it jumps where φ does for any of them. @throws TypeError, RangeError @internal */
export function jumpsFor(sampling: Sampling, option: unknown, flow: unknown, flows: readonly EntryFlow[], used: (entry: number) => boolean, wanted: (entry: number) => boolean, outputs: readonly Output[], callable: boolean, summed: boolean): (compiled: Plan["compiled"]) => Jumps {
  const { where, p, own, q } = sampling;
  if (option !== undefined && option !== "surface" && !(isRecord(option) && "blend" in option)) throw wrongKind(where, "jumps", `"surface" or { blend }`, option);
  refuseEnds(where, own, flows, used, option);
  if (option === "surface" && q) throw new TypeError(`${where}: "jumps" expected { blend } beside a proposal, got "surface", which takes draws of p`);
  const ends = option === "surface" ? endsOf(where, own, flows, used, callable) : [];
  const blend = isRecord(option) ? blending(where, option, own) : undefined;
  return (ran) => {
    const compiled = summed ? outputs.map((output) => output.compiled && compiledOf(output.compiled, sampling, false)) : ran;
    const moving = compiled.map((one) => (one ? movingOf(sampling, wanted, one) : undefined)), follows = flows.some(({ lambda, fields }, entry) => used(entry) && (lambda !== 0 || fields.length));
    if (option !== "surface") moving.forEach((jump, o) => { if (jump) refuseMoving(sampling, wanted, jump, compiled[o] as Compiled, outputs[o] as Output); });
    if (option === undefined && compiled.every((one) => !one || one.bound.switches.length === 0)) return NO_JUMPS;
    if (!follows && moving.every((jump) => !jump)) return { ...NO_JUMPS, ends };
    const found = compiled.map((one) => (one && one.bound.switches.length && (blend === undefined || typeof blend === "number") ? jumpsOf(p, one.phi, one.bound, one.theta) : []));
    if (option === undefined) {
      found.forEach((jumps, o) => { if (jumps.length) refuse(sampling, flow, flows, used, jumps, compiled[o] as Compiled, outputs[o] as Output); });
      return NO_JUMPS;
    }
    if (summed && option !== undefined) found.forEach(([jump], o) => {
      if (jump) throw new RangeError(`${where}: "jumps" expected { blend: ρ } with an integrand ρ beside "enumerate" (φ summed over values jumps wherever one of them does), got ${blend === undefined ? '"surface"' : `{ blend: ${String(blend)} }`}; or leave "enumerate" out${compiled[o]?.phi.point(jump.place)}`);
    });
    if (option === "surface") {
      const planes = found.flatMap((jumps, o) => (jumps.length ? surfaces(sampling, wanted, jumps, compiled[o] as Compiled, outputs[o] as Output, o) : []));
      return { blends: undefined, planes: follows ? planes : planes.filter(({ moves }) => moves.size), ends };
    }
    if (typeof blend !== "number") {
      const rho = blend as Output, one = rho.compiled && { phi: rho.compiled, bound: rho.compiled.bind(surroundingsOf(own)).other("itself", ({ roots }) => roots[0] as number), theta: thetaOf(p, own) };
      if (one?.bound.usesLogp) throw new TypeError(`${where}: "jumps.blend" expected an integrand of x, got one that uses logp`);
      return { ...NO_JUMPS, blends: outputs.map(() => one ?? rho) };
    }
    return {
      ...NO_JUMPS,
      blends: outputs.map((output, o) => {
        const one = compiled[o];
        if (!one) throw new TypeError(`${where}: "jumps.blend" expected an integrand ρ that is 0 where "${output.name}", a function, jumps, got ${blend}`);
        if (one.bound.usesLogp && found[o]?.length) throw new TypeError(`${where}: "jumps.blend" expected an integrand ρ for a φ that uses logp, got ${blend}`);
        const state = found[o]?.find((jump) => comparesState(one.bound, jump));
        if (state) throw new RangeError(`${where}: "jumps.blend" expected an integrand ρ for a jump that depends on a state of a scan, got ${blend}${one.phi.point(state.place)}`);
        return found[o]?.length ? { ...one, bound: blendOf(one.bound, found[o] as readonly Jump[], blend) } : undefined;
      }),
    };
  };
}

function blending(where: string, option: Record<string, unknown>, own: Internals): number | Output {
  checkKeys(`${where}: "jumps"`, option, ["blend"]);
  const { blend } = option;
  if (typeof blend === "number") {
    if (!(blend > 0 && blend < Infinity)) throw wrongValue(where, "jumps.blend", "a width > 0, or an integrand", blend);
    return blend;
  }
  const { outputs: [rho], several } = outputsOf(`${where}: "jumps.blend"`, blend), smooth = own.supports.some((support) => support !== "count");
  if (several || !rho || (smooth && !rho.gradient && !rho.compiled)) throw wrongKind(where, "jumps.blend", "a width > 0, or an integrand with its gradient", blend);
  return rho;
}

/** What crosses a moving end of the support escapes the score. @throws RangeError */
function refuseEnds(where: string, own: Internals, flows: readonly EntryFlow[], used: (entry: number) => boolean, option: unknown): void {
  for (const { offset, path, moves } of own.parameters) {
    const { lambda } = flows[offset] as EntryFlow, name = path.join(".");
    if (!moves || !used(offset) || (lambda === 1 && option === undefined) || option === "surface") continue;
    if (lambda === 1) throw new RangeError(`${where}: "jumps" expected "surface" with "${name}", which moves the support, got { blend }, by which what crosses its end would escape`);
    const got = lambda === 0 ? '"lr"' : String(lambda);
    throw new RangeError(`${where}: "flow" expected "rp" for "${name}", which moves the support (what crosses its end escapes the likelihood ratio), got ${got}; jumps: "surface" adds what crosses it; or leave "${name}" out of "wrt"`);
  }
}

function endsOf(where: string, own: Internals, flows: readonly EntryFlow[], used: (entry: number) => boolean, callable: boolean): Jumps["ends"] {
  const moving = own.parameters.filter((one) => one.moves && entriesIn(one).some((entry) => used(entry) && flows[entry]?.lambda !== 1));
  if (moving.length === 0) return [];
  if (!callable) throw new TypeError(`${where}: "jumps" expected to be absent in a run that is told φ, got "surface", which calls φ at the ends of the support`);
  return Arena.lend((allocate) => own.layout(allocate), (arena, make) => {
    const law = make(arena);
    return moving.flatMap((parameter) => {
      const ends = law.ends?.(parameter);
      if (!ends) throw new TypeError(`${where}: "flow" expected "rp" for "${parameter.path.join(".")}", which moves the support, got ${showFlow(flows[parameter.offset]?.lambda)}: what is at its ends is not known`);
      return ends.filter(({ density }) => density !== 0).map((end) => ({ parameter, end }));
    });
  });
}

function surfaces(sampling: Sampling, wanted: (entry: number) => boolean, jumps: readonly Jump[], one: Compiled, of: Output, output: number): Jumps["planes"] {
  const { where, p, own } = sampling, { phi, bound, theta } = one, planes = planesOf(own, phi, bound, theta, jumps, wanted);
  if ("why" in planes && [...planes.jump.entries].some(wanted)) refuseMoving(sampling, wanted, planes.jump, one, of, planes.why);
  if ("why" in planes) throw new RangeError(`${where}: "jumps" expected { blend } for a jump that is on no plane (${planes.why}), got "surface"${phi.point(planes.jump.place)}`);
  Arena.lend((allocate) => own.layout(allocate), (arena, make) => {
    const law = make(arena);
    for (const { a } of planes) if (!law.across?.(a)) throw new RangeError(`${where}: "jumps" expected { blend } for ${p.family}, of which it is not known how it crosses a plane, got "surface"`);
  });
  return planes.map(({ a, c, step, moves }) => ({ output, a, c, moves, step: { phi, bound: step, theta } }));
}

/** A jump that moves with θ: what crosses it is no part of ∂φ/∂θ, and of no estimator's but that of its surface. */
function movingOf({ p, own }: Sampling, wanted: (entry: number) => boolean, { phi, bound, theta }: Compiled): Jump | undefined {
  const moves = (entries: ReadonlySet<number>): boolean => [...entries].some(wanted);
  if (!(bound.usesTheta || bound.usesLogp) || !bound.switches.some((_, number) => moves(bound.entriesOf(number, own.entries)))) return undefined;
  return jumpsOf(p, phi, bound, theta).find(({ entries }) => moves(entries));
}

/** @throws RangeError */
function refuseMoving({ where, own }: Sampling, wanted: (entry: number) => boolean, jump: Jump, { phi }: Compiled, { name }: Output, why = ""): never {
  const { path } = own.parameters.find((one) => entriesIn(one).some((entry) => wanted(entry) && jump.entries.has(entry))) as Parameter, parameter = path.join(".");
  throw new RangeError(`${where}: "${name}" expected jumps that stay where they are as "${parameter}" changes (what crosses one that moves is no part of a derivative of φ), got one that moves${why ? `, of which there is no surface (${why})` : '; jumps: "surface" adds what crosses planes'}; compare x with a constant, or leave "${parameter}" out of "wrt"${phi.point(jump.place)}`);
}

/** The canonical flow does not see what crosses a jump of φ. @throws RangeError */
function refuse({ where, own }: Sampling, flow: unknown, flows: readonly EntryFlow[], used: (entry: number) => boolean, jumps: readonly Jump[], { phi }: Compiled, { name }: Output): void {
  const moved = movedColumns(own);
  for (const parameter of own.parameters) for (let entry = parameter.offset; entry < parameter.offset + parameter.size; entry++) {
    const { lambda, canonical, fields } = flows[entry] as EntryFlow, jump = jumps.find(({ columns }) => (moved[entry] ?? []).some((d) => columns.has(d)));
    // a field of the user's may vanish on the jump
    if (lambda === 0 || (fields.length && !canonical && fields.every(({ given }) => given)) || !used(entry) || !jump) continue;
    throw new RangeError(`${where}: "flow" expected "lr" or 0 for "${parameter.path.join(".")}", which moves columns across a jump of ${name === "phi" ? "φ" : `"${name}"`} that a flow does not see, got ${lambdaOf(parameter, flow, lambda)}; jumps: "surface" or { blend } adds what crosses it${phi.point(jump.place)}`);
  }
}

const lambdaOf = ({ path }: Parameter, flow: unknown, lambda: number): string => {
  const choice = path.reduce((at: unknown, name) => (isRecord(at) && name in at ? at[name] : at), flow);
  return choice === undefined ? String(lambda) : showFlow(choice);
};

/** Of each entry whose canonical flow crosses a jump, the output that jumps there; of compiled outputs, since of others nobody knows. @internal */
export function acrossJumps(sampling: Sampling, outputs: readonly Output[]): ReadonlyMap<number, Output> {
  const found = new Map<number, Output>();
  for (const output of outputs) {
    const one = output.compiled && compiledOf(output.compiled, sampling, false);
    if (!one || one.bound.switches.length === 0) continue;
    const jumps = jumpsOf(sampling.p, one.phi, one.bound, one.theta);
    if (jumps.length) movedColumns(sampling.own).forEach((columns, entry) => { if (!found.has(entry) && jumps.some((jump) => columns.some((d) => jump.columns.has(d)))) found.set(entry, output); });
  }
  return found;
}

/** The columns, other than those of integers, that the canonical flow of each entry moves. @internal */
export function movedColumns(own: Internals): number[][] {
  const moved = Array.from({ length: own.entries }, (): number[] => []), stride = 4 * 8;
  Arena.lend((allocate) => ({ law: own.layout(allocate), x: allocate(own.columns * stride) }), (arena, { law, x }) => {
    arena.kernels.clear(x, own.columns * stride);
    law(arena).terms(x, stride, 1, true, 0, (entry, _score, column, flow) => { if (flow && own.supports[column] !== "count") moved[entry]?.push(column); });
  });
  return moved;
}


/** The option as plain data. @internal */
export function describeJumps(option: unknown): unknown {
  if (!isRecord(option) || typeof option.blend === "number") return option;
  return { blend: outputsOf("jumps", option.blend).outputs[0]?.id };
}
