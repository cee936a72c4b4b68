/**
 * A plain interpreter of graphs, row by row, in numbers of the host: what compiled integrands must equal bit for bit. It takes only the order
 * in which columns of a gradient gather their shares from the schedule.
 */
import { type Effect, type Graph, type Loop, valueOfPower } from "../../bindings/integrand/graph";
import { type Id, OPERATIONS, type Operation, type OperationName } from "../../bindings/integrand/operations";
import { type Block, type Run, scheduleOf } from "../../bindings/integrand/schedule";

export interface Row { readonly x: readonly number[]; readonly data: ArrayLike<number>; readonly theta: readonly number[]; readonly logp: number }
export interface Interpreted { readonly out: number[]; readonly gradient: { readonly x: number[]; readonly theta: number[]; readonly logp: number[] } }

/** A step of a loop: its number, its states, the values found so far; `states` keeps those of all steps of recurrences run within. */
class Step {
  readonly values = new Map<Id, number>();
  readonly traces = new Map<Loop, number[][]>();
  constructor(readonly loop: Loop | undefined, readonly outer: Step | undefined, readonly index: number, readonly states: readonly number[]) {}
  of(loop: Loop | undefined): Step { return this.loop === loop || !this.outer ? this : this.outer.of(loop); }
  trace(loop: Loop): number[][] { return this.traces.get(loop) ?? this.outer!.trace(loop); }
}

export function interpret(graph: Graph, outputs: readonly Id[], effects: readonly Effect[], { x, data, theta, logp }: Row): Interpreted {
  const arrays = { x, theta, logp: [logp] }, gradient = { x: x.map(() => 0), theta: theta.map(() => 0), logp: [0] };
  const value = (id: Id, from: Step): number => {
    const step = from.of(graph.scope(id)), known = step.values.get(id);
    if (known !== undefined) return known;
    const v = compute(id, step);
    step.values.set(id, v);
    return v;
  };
  const compute = (id: Id, step: Step): number => {
    const node = graph.node(id);
    switch (node.op) {
      case "number": return node.value;
      case "column": return arrays[node.array][node.base + (node.loop ? step.of(node.loop).index : 0)]!;
      case "data": return data[node.place.offset + node.place.steps.reduce((sum, [loop, stride]) => sum + step.of(loop).index * stride, 0)]!;
      case "index": return step.index;
      case "state": return node.of === node.loop ? step.states[node.j]! : step.trace(node.of)[step.index]![node.j]!;
      case "power": return valueOfPower(value(node.args[0], step), node.exponent);
      case "reduce": {
        if (node.loop.inits.length) return recur(node.loop, step).sums.get(id)!;
        let sum = node.kind === "max" ? -Infinity : 0;
        for (let k = 0; k < node.loop.count; k++) {
          const v = value(node.body, new Step(node.loop, step, k, []));
          sum = node.kind === "max" ? Math.max(sum, v) : sum + v;
        }
        return sum;
      }
      case "final": return recur(node.loop, step).states[node.j]!;
      default: return (OPERATIONS[node.op as OperationName] as Operation).fold(...node.args.map((arg) => value(arg, step)));
    }
  };
  /** All that the steps of a recurrence give, without its effects. */
  const done = new Map<Step, Map<Loop, { states: number[]; sums: Map<Id, number> }>>();
  const recur = (loop: Loop, step: Step): { states: number[]; sums: Map<Id, number> } => {
    const known = done.get(step)?.get(loop);
    if (known) return known;
    for (const init of loop.back?.finals.slice(0, 1) ?? []) value(init, step);
    let states = loop.inits.map((init) => value(init, step));
    const trace: number[][] = [], sums = new Map<Id, number>(), reduces = graph.nodes.flatMap((node, id) => (node.op === "reduce" && node.loop === loop ? [{ id, body: node.body }] : []));
    for (const { id } of reduces) sums.set(id, 0);
    for (let k = 0; k < loop.count; k++) {
      const at = new Step(loop, step, loop.back ? loop.count - 1 - k : k, states);
      trace.push(states);
      for (const { id, body } of reduces) sums.set(id, sums.get(id)! + value(body, at));
      states = loop.nexts.map((next) => value(next, at));
    }
    step.traces.set(loop, trace);
    const result = { states, sums };
    done.set(step, (done.get(step) ?? new Map<Loop, { states: number[]; sums: Map<Id, number> }>()).set(loop, result));
    return result;
  };
  const apply = (effect: Effect, step: Step): void => {
    const at = effect.base + (effect.moving ? step.of(effect.path.at(-1)).index : 0);
    gradient[effect.array][at]! += value(effect.node, step);
  };
  const each = (loop: Loop, outer: Step, body: (step: Step) => void): void => {
    let states = loop.inits.map((init) => value(init, outer));
    for (let k = 0; k < loop.count; k++) {
      const step = new Step(loop, outer, loop.back ? loop.count - 1 - k : k, states);
      body(step);
      states = loop.nexts.map((next) => value(next, step));
    }
  };
  const inner = ({ loop, effects: some }: Run, outer: Step, depth: number): void => {
    if (some.length === 0) return;
    each(loop, outer, (step) => {
      const below = new Map<Loop, Effect[]>();
      for (const effect of some) {
        const next = effect.path[depth + 1];
        if (next) below.set(next, [...(below.get(next) ?? []), effect]);
        else apply(effect, step);
      }
      for (const [next, more] of below) inner({ loop: next, inner: true, key: 0, reduces: [], finals: [], effects: more }, step, depth + 1);
    });
  };
  const block = ({ items }: Block, step: Step, depth: number): void => {
    for (const item of items) {
      if (item.kind === "segment") {
        for (const statement of item.statements) {
          if (statement.kind === "effect") apply(statement.effect, step);
          else if (statement.kind === "inner") inner(statement.run, step, depth);
        }
      } else if (item.kind === "run" && item.run.effects.length) {
        if (item.run.loop.back) recur(item.run.loop.back, step);
        each(item.run.loop, step, (next) => block(item.block, next, depth + 1));
      }
    }
  };
  const root = new Step(undefined, undefined, 0, []);
  block(scheduleOf(graph, outputs, effects).block, root, 0);
  return { out: outputs.map((id) => value(id, root)), gradient };
}
