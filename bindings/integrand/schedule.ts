/**
 * In which order a graph is computed: blocks of items, one block for the whole and one for the body of each loop that stands by itself.
 *
 *     segment   arithmetic over a tile of rows, fused into one loop; small loops of arithmetic alone run inside of it, in registers
 *     call      a kernel of the core over the columns of a tile
 *     run       a loop with a block of its own for each step
 *
 * Every node has a key: how many calls and runs must come before it, and within a segment how many inner loops. Values that an item leaves
 * for others lie in columns for temporary use (`temp`) or, where all rows have the same, in slots.
 */
import { type Effect, type Graph, type Loop, type Node, isLeaf, operationOf } from "./graph";
import type { Id } from "./operations";

/** @internal */
export type Storage = { readonly kind: "temp" | "slot"; readonly at: number };

/** What a segment does with a node. @internal */
export type Statement =
  | { readonly kind: "keep"; readonly node: Id; readonly to: Storage }
  | { readonly kind: "out"; readonly node: Id; readonly output: number }
  | { readonly kind: "effect"; readonly node: Id; readonly effect: Effect }
  | { readonly kind: "fill"; readonly node: Id; readonly to: Storage }
  | { readonly kind: "accumulate"; readonly node: Id; readonly largest: boolean; readonly to: Storage }
  /** The first state, the next one. */
  | { readonly kind: "init" | "next"; readonly node: Id; readonly loop: Loop; readonly j: number }
  /** A state after the last step. */
  | { readonly kind: "final"; readonly node: Id; readonly loop: Loop; readonly j: number; readonly to: Storage }
  | { readonly kind: "inner"; readonly node?: undefined; readonly run: Run };

/** Steps of a loop, and what is wanted of them. @internal */
export interface Run {
  readonly loop: Loop;
  readonly inner: boolean;
  readonly key: number;
  readonly reduces: Id[];
  readonly finals: Id[];
  readonly effects: Effect[];
}

/** @internal */
export type Item =
  | Segment
  | { readonly kind: "call"; readonly kernel: string; readonly uniform: boolean; readonly args: readonly Operand[]; readonly outs: readonly Id[] }
  | { readonly kind: "run"; readonly run: Run; readonly before: Segment; readonly block: Block; readonly after: Segment };
/** @internal */
export interface Segment { readonly kind: "segment"; readonly own: ReadonlySet<Id>; readonly statements: readonly Statement[] }

/** An argument of a kernel: a node that is a column or is kept as one, or where a copy of it is. @internal */
export type Operand = { readonly kind: "node"; readonly node: Id } | Storage;

/** @internal */
export interface Block {
  readonly loop: Loop | undefined;
  readonly items: Item[];
  readonly storage: Map<Id, Storage>;
}

/** @internal */
export interface Schedule {
  readonly block: Block;
  readonly temps: number;
  readonly slots: number;
  /** Columns that inner loops of runs go through for each row. */
  readonly swept: number;
}

/** Keys of nodes: calls and runs before, times this, plus inner loops before. */
const MAJOR = 4096;
/** Nodes in one segment: what a compiler does well. */
const SEGMENT = 160;
/** Nodes and states of a loop that runs in registers. */
const INNER_NODES = 48;
const INNER_STATES = 8;
/** States of all steps of a recurrence that are kept; beyond, those of every √steps-th, and the steps between are done twice. */
const KEPT = 4096;

/** Are only some states of a traced recurrence kept? @internal */
export const isSparse = (loop: Loop): boolean => loop.traced && loop.count * loop.inits.length > KEPT;

/** @internal */
export function scheduleOf(graph: Graph, outputs: readonly Id[], effects: readonly Effect[]): Schedule {
  const scheduler = new Scheduler(graph);
  const wanted = outputs.map((node, output): Statement => ({ kind: "out", node, output }));
  return { block: scheduler.block([], wanted, effects), temps: scheduler.temps.size, slots: scheduler.slots, swept: scheduler.swept };
}

/** Columns for temporary use. */
class Temps {
  #size: number;
  readonly #free: number[] = [];
  constructor(size = 0) { this.#size = size; }
  get size(): number { return this.#size; }
  take(): number { return this.#free.pop() ?? this.#size++; }
  /** One that is never released. */
  forever(): number { return this.#size++; }
  release({ kind, at }: Storage): void { if (kind === "temp") this.#free.push(at); }
  /** Others, which these do not reach. */
  apart(): Temps { return new Temps(this.#size); }
  join({ size }: Temps): void { this.#size = size; }
}

class Scheduler {
  temps = new Temps();
  slots = 0;
  swept = 0;
  constructor(private readonly graph: Graph) {}

  /** What nodes inside of these loops take from elsewhere. */
  #takes(loops: ReadonlySet<Loop | undefined>, roots: readonly Id[]): Id[] {
    const { graph } = this, seen = new Set<Id>(), found: Id[] = [], stack = [...roots];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (loops.has(graph.scope(id))) stack.push(...graph.node(id).args);
      else found.push(id);
    }
    return found;
  }

  /** What effects within a loop at this depth of their paths, and recurrences farther within, take from outside of it. */
  #taken(effects: readonly Effect[], depth: number): Id[] {
    const loops = new Set(effects.flatMap(({ path }) => path.slice(depth))), within = new Set(effects.flatMap(({ path }) => path.slice(depth + 1)));
    return this.#takes(loops, [...effects.map(({ node }) => node), ...[...within].flatMap(({ finals }) => finals)]);
  }

  /** Can all of it run in registers? */
  #isInner(loop: Loop, roots: readonly Id[], effects: readonly Effect[], depth: number): boolean {
    const { graph } = this;
    if (loop.traced || loop.back || loop.inits.length > INNER_STATES || (loop.inits.length > 0 && effects.length > 0)) return false;
    const below = new Map<Loop, Effect[]>(), own: Id[] = [...roots, ...loop.nexts];
    for (const effect of effects) {
      const next = effect.path[depth + 1];
      if (next) below.set(next, [...(below.get(next) ?? []), effect]);
      else own.push(effect.node);
    }
    for (const [next, some] of below) {
      if (!this.#isInner(next, [], some, depth + 1)) return false;
      own.push(...this.#takes(new Set(some.flatMap(({ path }) => path.slice(depth + 1))), some.map(({ node }) => node)));
    }
    const nodes = graph.inside(loop, own);
    return nodes.length <= INNER_NODES && nodes.every((id) => {
      const node = graph.node(id);
      if (node.op === "reduce") return this.#isInner(node.loop, [node.body], [], depth + 1);
      if (node.op === "final") return this.#isInner(node.loop, [], [], depth + 1);
      return operationOf(node.op)?.kernel === undefined;
    });
  }

  /** The block of the innermost loop of the path: does what is wanted, and the effects, whose paths go on from it. */
  block(path: readonly Loop[], wanted: readonly Statement[], effects: readonly Effect[]): Block {
    const { graph } = this, scope = path.at(-1), depth = path.length;
    const statements = [...wanted], below = new Map<Loop, Effect[]>();
    for (const effect of effects) {
      const next = effect.path[depth];
      if (next === undefined) statements.push({ kind: "effect", node: effect.node, effect });
      else below.set(next, [...(below.get(next) ?? []), effect]);
    }
    const taken = new Map([...below].map(([loop, some]) => [loop, this.#taken(some, depth)]));
    const replayed = (loop: Loop): readonly Id[] => (loop.back && isSparse(loop.back) ? graph.node(loop.back.finals[0]!).args : []);
    const nodes = graph.inside(scope, [...statements.map(({ node }) => node as Id), ...[...taken.values()].flat(), ...[...below.keys()].flatMap((loop) => (loop.inits.length ? loop.finals : []))]);

    // runs of loops: one for all that a recurrence gives, else one for each key
    const givers = new Map<Loop, Id[]>();
    for (const id of nodes) {
      const node = graph.node(id);
      if (node.op === "reduce" || node.op === "final") givers.set(node.loop, [...(givers.get(node.loop) ?? []), id]);
    }
    for (const loop of below.keys()) if (!givers.has(loop)) givers.set(loop, []);
    const inner = new Map<Loop, boolean>();
    for (const [loop, ids] of givers) {
      const bodies = ids.flatMap((id) => { const node = graph.node(id); return node.op === "reduce" ? [node.body] : []; });
      inner.set(loop, this.#isInner(loop, bodies, below.get(loop) ?? [], depth));
    }
    const keys = new Map<Id, number>(), runs = new Map<string, Run>();
    const keyOf = (id: Id): number => keys.get(id) ?? 0, most = (ids: readonly Id[]): number => ids.reduce((key, id) => Math.max(key, keyOf(id)), 0);
    const after = (loop: Loop, args: readonly Id[]): number => (inner.get(loop) ? most(args) + 1 : (Math.floor(most(args) / MAJOR) + 1) * MAJOR);
    const runAt = (loop: Loop, key: number): Run => {
      const name = `${loop.number} ${key}`;
      let run = runs.get(name);
      if (!run) runs.set(name, (run = { loop, inner: inner.get(loop)!, key, reduces: [], finals: [], effects: [] }));
      return run;
    };
    const argsOf = (loop: Loop): Id[] => [...(givers.get(loop) ?? []).flatMap((id) => graph.node(id).args), ...(taken.get(loop) ?? []), ...replayed(loop)];
    for (const id of nodes) {
      const node = graph.node(id);
      if (node.op === "reduce" || node.op === "final") {
        const key = after(node.loop, node.loop.inits.length ? argsOf(node.loop) : node.args), run = runAt(node.loop, key);
        (node.op === "reduce" ? run.reduces : run.finals).push(id);
        keys.set(id, key);
      } else keys.set(id, operationOf(node.op)?.kernel ? (Math.floor(most(node.args) / MAJOR) + 1) * MAJOR : most(node.args));
    }
    for (const [loop, some] of below) runAt(loop, after(loop, loop.inits.length ? argsOf(loop) : taken.get(loop)!)).effects.push(...some);

    const last = Math.floor([...runs.values()].reduce((key, run) => Math.max(key, run.key), most(nodes)) / MAJOR);
    const majorOf = (id: Id): number => Math.floor(keyOf(id) / MAJOR);
    const grouped = <T>(list: readonly T[], of: (one: T) => number): T[][] => {
      const groups = Array.from({ length: last + 1 }, (): T[] => []);
      for (const one of list) groups[of(one)]!.push(one);
      return groups;
    };
    const isCall = (id: Id): boolean => operationOf(graph.node(id).op)?.kernel !== undefined;
    const isArithmetic = (id: Id): boolean => { const { op } = graph.node(id); return !isLeaf(op) && op !== "reduce" && op !== "final" && !isCall(id); };
    const callsAt = grouped(nodes.filter(isCall), majorOf), runsAt = grouped([...runs.values()], ({ key }) => Math.floor(key / MAJOR));
    const atomsAt = grouped<Atom>([...nodes.filter(isArithmetic).map((node) => ({ node, key: keyOf(node) })), ...[...runs.values()].filter((run) => run.inner).map((run) => ({ run, key: run.key - 0.5 }))], ({ key }) => Math.floor((key + 0.5) / MAJOR));
    const statementsAt = grouped(statements, (one) => (one.kind === "next" ? last : majorOf(one.node as Id)));

    const items: Item[] = [], reads: (readonly Id[])[] = [], position = new Map<Id, number>();
    const push = (item: Item, read: readonly Id[], gives: Iterable<Id>): void => {
      for (const id of gives) position.set(id, items.length);
      items.push(item);
      reads.push(read);
    };
    const operands = (id: Id): Operand[] => graph.node(id).args.map((arg): Operand => {
      if (!graph.uniform(arg) || (graph.uniform(id) && isCall(arg) && graph.scope(arg) === scope)) return { kind: "node", node: arg };
      // the same for all rows: a kernel needs a column of it
      const to: Storage = graph.uniform(id) ? { kind: "slot", at: this.slots++ } : { kind: "temp", at: this.temps.forever() };
      statementsAt[majorOf(id) - 1]!.push({ kind: "keep", node: arg, to });
      return to;
    });
    const operandsOf = new Map(callsAt.flat().map((id) => [id, operands(id)]));
    const storage = new Map<Id, Storage>(), block: Block = { loop: scope, items, storage };
    for (let major = 0; major <= last; major++) {
      for (const { kernel, outs } of kernelsOf(graph, callsAt[major]!)) {
        const [id] = outs as [Id];
        push({ kind: "call", kernel, uniform: graph.uniform(id), args: operandsOf.get(id)!, outs }, graph.node(id).args, outs);
      }
      for (const run of runsAt[major]!) {
        if (run.inner) continue;
        const item = { kind: "run", run } as Item & { kind: "run" }, gives = [...run.reduces, ...run.finals];
        push(item, run.loop.inits.length ? argsOf(run.loop) : [...run.reduces.flatMap((id) => graph.node(id).args), ...(run.effects.length ? taken.get(run.loop)! : [])], gives);
      }
      this.#segments(atomsAt[major]!.sort((a, b) => a.key - b.key || ("node" in a && "node" in b ? a.node - b.node : 0)), statementsAt[major]!, taken, depth, push);
    }

    // what is kept for later items, and until when
    const ends = items.map((): Id[] => []), starts = items.map((): Id[] => []), until = new Map<Id, number>();
    for (const [id, at] of position) if (items[at]!.kind !== "segment") until.set(id, at);
    reads.forEach((read, at) => {
      for (const id of read) if ((position.get(id) ?? at) < at) until.set(id, Math.max(until.get(id) ?? 0, at));
    });
    for (const [id, end] of until) {
      starts[position.get(id)!]!.push(id);
      ends[end]!.push(id);
    }
    items.forEach((item, at) => {
      for (const node of starts[at]!) {
        const to: Storage = graph.uniform(node) ? { kind: "slot", at: this.slots++ } : { kind: "temp", at: this.temps.take() };
        storage.set(node, to);
        if (item.kind === "segment") (item.statements as Statement[]).push({ kind: "keep", node, to });
      }
      if (item.kind === "segment") (item.statements as Statement[]).sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
      if (item.kind === "run") Object.assign(item, this.#run(item.run, path, storage));
      for (const id of ends[at]!) this.temps.release(storage.get(id)!);
    });
    return block;
  }

  /** Arithmetic and inner loops of one level, in pieces. */
  #segments(atoms: readonly Atom[], statements: readonly Statement[], taken: ReadonlyMap<Loop, readonly Id[]>, depth: number, push: (item: Item, read: readonly Id[], gives: Iterable<Id>) => void): void {
    const { graph } = this;
    let due = statements;
    for (let from = 0; from < atoms.length || due.length > 0; from += SEGMENT) {
      const own = new Set<Id>(), lines: Statement[] = [], read: Id[] = [], final = from + SEGMENT >= atoms.length;
      for (const atom of atoms.slice(from, from + SEGMENT)) {
        const gives = "node" in atom ? [atom.node] : [...atom.run.reduces, ...atom.run.finals];
        for (const id of gives) {
          own.add(id);
          read.push(...graph.node(id).args);
        }
        if ("node" in atom) continue;
        lines.push({ kind: "inner", run: atom.run });
        if (depth > 0) this.swept = Math.max(this.swept, atom.run.loop.count * (1 + Math.min(1, atom.run.effects.length)));
        if (atom.run.effects.length) read.push(...taken.get(atom.run.loop)!);
      }
      const isDue = (one: Statement): boolean => final || (one.kind !== "next" && own.has(one.node as Id));
      for (const one of due.filter(isDue)) {
        lines.push(one);
        read.push(one.node as Id);
      }
      due = due.filter((one) => !isDue(one));
      push({ kind: "segment", own, statements: lines }, read, own);
    }
  }

  /** A loop that stands by itself: what comes before its first step, the block of a step, what comes after the last. */
  #run(run: Run, path: readonly Loop[], storage: ReadonlyMap<Id, Storage>): { before: Segment; block: Block; after: Segment } {
    const { graph } = this, { loop } = run, none = new Set<Id>(), wanted: Statement[] = [], before: Statement[] = [];
    for (const id of run.reduces) {
      const node = graph.node(id) as Node & { op: "reduce" }, to = storage.get(id)!, largest = node.kind === "max";
      before.push({ kind: "fill", node: largest ? graph.number(-Infinity) : graph.zero, to });
      wanted.push({ kind: "accumulate", node: node.body, largest, to });
    }
    loop.inits.forEach((node, j) => before.push({ kind: "init", node, loop, j }));
    loop.nexts.forEach((node, j) => wanted.push({ kind: "next", node, loop, j }));
    const after = run.finals.map((node): Statement => ({ kind: "final", node, loop, j: (graph.node(node) as Node & { op: "final" }).j, to: storage.get(node)! }));
    const temps = this.temps;
    if (isSparse(loop)) this.temps = temps.apart(); // its steps are done again later
    const block = this.block([...path, loop], wanted, run.effects);
    if (isSparse(loop)) temps.join(this.temps);
    this.temps = temps;
    return { before: { kind: "segment", own: none, statements: before }, block, after: { kind: "segment", own: none, statements: after } };
  }
}

/** A node, or a loop within a segment. */
type Atom = { readonly key: number } & ({ readonly node: Id } | { readonly run: Run });

/** In a segment: states change when nobody reads them any more. */
const ORDER = ["inner", "keep", "out", "effect", "fill", "init", "accumulate", "final", "next"];

/** Functions of one number that a kernel gives together, in its order. */
const TOGETHER: readonly { readonly ops: readonly [string, string]; readonly kernel: string }[] = [
  { ops: ["sin", "cos"], kernel: "vectorSinCos" },
  { ops: ["softplus", "sigmoid"], kernel: "vectorSoftplusSigmoid" },
];

/** Calls of one level: a kernel and what it gives. */
function kernelsOf(graph: Graph, ids: readonly Id[]): { readonly kernel: string; readonly outs: readonly Id[] }[] {
  const found: { readonly kernel: string; readonly outs: readonly Id[] }[] = [], waiting = new Map<string, number>();
  for (const id of ids) {
    const { op, args } = graph.node(id), pair = TOGETHER.find(({ ops }) => ops.includes(op)), name = `${pair?.kernel} ${args[0]}`, other = pair && waiting.get(name);
    if (pair && other !== undefined) found[other] = { kernel: pair.kernel, outs: op === pair.ops[0] ? [id, ...found[other]!.outs] : [...found[other]!.outs, id] };
    else {
      if (pair) waiting.set(name, found.length);
      found.push({ kernel: operationOf(op)!.kernel!, outs: [id] });
    }
  }
  return found;
}
