/**
 * What estimators that follow a flow do about the jumps of a compiled φ: a weight ρ that is 0 where φ jumps, or the planes on which it does and by
 * how much.
 */
import type { Internals } from "../distribution";
import type { Binding, Switch } from "./bind";
import type { Bound, CompiledIntegrand } from "./compiled";
import { derivativeBy } from "./differentiate";
import { type Graph, isLeaf } from "./graph";
import type { Jump } from "./jumps";
import type { Id } from "./operations";

/**
 * ρ = Π S(|c|/δ), S(t) = t²(3 − 2t) up to t = 1 and 1 from there, over the functions c that change their sign where φ jumps: of a floor, c is the
 * distance to the nearest whole number; in a loop, the smallest of all steps.
 * @internal
 */
export function blendOf(bound: Bound, jumps: readonly Jump[], width: number): Bound {
  return bound.other(`blend ${width} ${jumps.map(({ number }) => number).join()}`, ({ graph, switches }) => {
    const distances = new Set(jumps.map(({ number }) => distance(graph, switches[number] as Switch)));
    return [...distances].reduce((rho, c) => {
      const t = graph.make("min", graph.div(c, graph.number(width)), graph.one);
      return graph.mul(rho, graph.mul(graph.mul(t, t), graph.sub(graph.number(3), graph.add(t, t))));
    }, graph.one);
  });
}

/** Does what a switch compares depend on a state of the scan in which it stands? Then the smallest of all steps has no derivative here. @internal */
export function comparesState({ binding: { graph, switches } }: Bound, { number }: Jump): boolean {
  const stack = [(switches[number] as Switch).node], seen = new Set<Id>();
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = graph.node(id);
    if (node.op === "state") return true;
    if (node.op !== "final") stack.push(...node.args, ...(node.op === "reduce" ? [node.body] : []));
  }
  return false;
}

/** The distance of x from the nearest switch: the smallest |c| over all of them; undefined if there is none. @internal */
export function distanceOf(bound: Bound): Bound | undefined {
  if (bound.switches.length === 0) return undefined;
  return bound.other("distance", ({ graph, switches }) => [...new Set(switches.map((one) => distance(graph, one)))].reduce((least, c) => graph.make("min", least, c)));
}

function distance(graph: Graph, { node, floor }: Switch): Id {
  let c = graph.make("abs", floor ? graph.sub(node, graph.make("floor", graph.add(node, graph.number(0.5)))) : node);
  for (let loop = graph.scope(c); loop; loop = graph.scope(c)) c = graph.neg(graph.reduce("max", loop, graph.neg(c)));
  return c;
}

/** A plane a·x + c = 0 on which φ jumps, by `step`: φ where a·x + c > 0 less φ where it is < 0. ∂c/∂θ by wanted entries of θ, where it is not 0. @internal */
export interface Plane { readonly a: Float64Array; readonly c: number; readonly step: Bound; readonly moves: ReadonlyMap<number, number> }

/** The planes of all jumps, or why one is none. @internal */
export function planesOf(own: Internals, phi: CompiledIntegrand, bound: Bound, theta: Float64Array, jumps: readonly Jump[], wanted: (entry: number) => boolean): readonly Plane[] | { readonly jump: Jump; readonly why: string } {
  const { graph } = bound.binding, D = own.columns, planes: { readonly a: Float64Array; readonly c: number; readonly moves: ReadonlyMap<number, number>; readonly members: (readonly [Id, number, number])[] }[] = [];
  for (const jump of jumps) {
    const one = bound.switches[jump.number] as Switch;
    if (one.floor) return { jump, why: "a floor jumps on planes without end" };
    if (graph.scope(one.node)) return { jump, why: "it stands in a sum or scan" };
    const slopes = Array.from({ length: D }, (_, d) => derivativeBy(graph, "x", one.node, d));
    if (!slopes.every((id) => graph.uniform(id))) return { jump, why: "what it compares is not linear in x" };
    const entries = [...jump.entries].filter(wanted), shifts = entries.map((entry) => derivativeBy(graph, "theta", one.node, entry));
    if (bound.usesLogp && entries.length) return { jump, why: "it depends on log p, or on parameters beside it" };
    if (!shifts.every((id) => graph.uniform(id))) return { jump, why: "how far it moves depends on x" };
    const [c, ...rest] = bound.atZero([one.node, ...slopes, ...shifts], D, phi.numbers, theta) as unknown as [number, ...number[]], a = rest.slice(0, D), lead = a.find((v) => v !== 0);
    const moves = new Map(entries.flatMap((entry, i): [number, number][] => (rest[D + i] ? [[entry, rest[D + i] as number]] : [])));
    if (lead === undefined || !a.every(Number.isFinite) || !Number.isFinite(c)) continue;
    const [below, above] = lead > 0 ? one.sides : [one.sides[1], one.sides[0]];
    const same = planes.find((plane) => {
      const first = plane.a.find((v) => v !== 0) as number;
      return near(plane.c / first, c / lead) && a.every((v, d) => near(plane.a[d]! / first, v / lead));
    });
    const flip = same && (same.a.find((v) => v !== 0) as number) < 0;
    if (same && entries.concat([...same.moves.keys()]).some((entry) => !near((same.moves.get(entry) ?? 0) / (same.a.find((v) => v !== 0) as number), (moves.get(entry) ?? 0) / lead))) return { jump, why: "another one is there, which moves otherwise" };
    if (same) same.members.push([one.result, flip ? above : below, flip ? below : above]);
    else planes.push({ a: Float64Array.from(a), c, moves, members: [[one.result, one.sides[0], one.sides[1]]] });
  }
  try {
    return planes.map(({ a, c, moves, members }) => ({
      a, c, moves,
      step: bound.other(`step ${members.join(" ")}`, (binding) => {
        const side = (which: 1 | 2): Id => replaced(binding, new Map(members.map((member) => [member[0], binding.graph.number(member[which])])));
        return binding.graph.sub(side(2), side(1));
      }),
    }));
  } catch (error) {
    if (error instanceof InLoop) return { jump: jumps[0] as Jump, why: "a sum or scan depends on it" };
    throw error;
  }
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-13 * (Math.abs(a) + Math.abs(b));

class InLoop extends Error {}

/** φ with other nodes in the place of some. */
function replaced({ graph, roots: [root] }: Binding, by: ReadonlyMap<Id, Id>): Id {
  const known = new Map(by);
  for (const id of graph.inside(undefined, [root as Id])) {
    const node = graph.node(id);
    if (known.has(id)) continue;
    if (isLeaf(node.op)) known.set(id, id);
    else if (node.op === "reduce" || node.op === "final") {
      if (node.args.some((arg) => (known.get(arg) ?? arg) !== arg)) throw new InLoop();
      known.set(id, id);
    } else known.set(id, node.args.some((arg) => (known.get(arg) ?? arg) !== arg) ? graph.rebuild(node, node.args.map((arg) => known.get(arg) ?? arg)) : id);
  }
  return known.get(root as Id) as Id;
}
