/**
 * Reverse mode: the gradient of a node by all columns, as more nodes of the same graph.
 *
 * Within a loop adjoints are relative to what the loop gives, and sums of them go on outside: Σ (∂body/∂v) for a node v from outside, so a
 * sum and its derivatives take one pass. For columns that a loop's index picks, each step adds its share to that column's gradient.
 * Recurrences are gone back step by step, from the states of all steps.
 */
import { type ArrayName, type Effect, type Graph, type Loop, type Node, isLeaf, operationOf } from "./graph";
import { type Id, none } from "./operations";

/** What each row adds to the gradients by x, theta and log p. @throws TypeError if an operation has no derivative @internal */
export function gradientOf(graph: Graph, root: Id, by?: ArrayName): Effect[] {
  const differentiation = new Differentiation(graph, by, waysTo(graph, root));
  differentiation.scope([], new Map([[root, graph.one]]), graph.one);
  return differentiation.effects;
}

/** The derivative of a node by column d of an array, as a node: for few columns of many. @internal */
export function derivativeBy(graph: Graph, by: ArrayName, root: Id, d: number): Id {
  return gradientOf(graph, root, by).reduce((sum, { array, base, moving, node, path }) => {
    if (array !== by || (moving ? d < base || d >= base + path.at(-1)!.count : d !== base)) return sum;
    const here = moving ? graph.where(graph.make("eq", graph.index(path.at(-1)!), graph.number(d - base)), node, graph.zero) : node;
    return graph.add(sum, path.reduceRight((inside, loop) => graph.reduce("sum", loop, inside), here));
  }, graph.zero);
}

/** How adjoints come to a state of a recurrence: not at all, only through choices, which may cut them off, or otherwise, too. */
type Way = 0 | 1 | 2;
const NONE = 0, CHOSEN = 1, ANY = 2;

/** Those of all states of the loops that a root depends on. */
function waysTo(graph: Graph, root: Id): Map<Loop, Way[]> {
  const ways = new Map<Id, Way>(), states = new Map<Loop, Way[]>(), stack: Id[] = [];
  const reach = (id: Id, way: Way): void => {
    if (!graph.varies(id) || (ways.get(id) ?? NONE) >= way) return;
    ways.set(id, way);
    stack.push(id);
  };
  const reachState = (loop: Loop, j: number, way: Way): void => {
    let known = states.get(loop);
    if (!known) states.set(loop, (known = loop.inits.map((): Way => NONE)));
    if (known[j]! >= way) return;
    known[j] = way;
    reach(loop.inits[j]!, way);
    reach(loop.nexts[j]!, way);
  };
  reach(root, ANY);
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const node = graph.node(id), way = ways.get(id)!;
    if (node.op === "final") reachState(node.loop, node.j, way);
    else if (node.op === "state") reachState(node.of, node.j, way);
    else if (node.op === "reduce") reach(node.body, node.kind === "max" ? CHOSEN : way);
    else if (node.op === "where" || node.op === "min" || node.op === "max") for (const arg of node.args.slice(-2)) reach(arg, CHOSEN);
    else if (operationOf(node.op)?.derivative !== none) for (const arg of node.args) reach(arg, way);
  }
  return states;
}

class Differentiation {
  readonly effects: Effect[] = [];
  readonly #depends = new Map<Id, boolean>();
  constructor(private readonly graph: Graph, private readonly by: ArrayName | undefined, private readonly ways: Map<Loop, Way[]>) {}

  /** May it have a derivative that is wanted? */
  #varies(id: Id): boolean {
    const { graph, by } = this;
    if (!by || !graph.varies(id)) return graph.varies(id);
    let known = this.#depends.get(id);
    if (known === undefined) {
      const node = graph.node(id);
      known = node.op === "column" ? node.array === by : isLeaf(node.op) || node.op === "reduce" || node.op === "final" || node.args.some((arg) => this.#varies(arg));
      this.#depends.set(id, known);
    }
    return known;
  }

  /**
   * From adjoints of nodes of the innermost loop of the path, relative to `scale`, to those of what these take from outside, which it
   * answers. `states` receives those of states.
   */
  scope(path: readonly Loop[], seeds: ReadonlyMap<Id, Id>, scale: Id, states?: Map<number, Id>): Map<Id, Id> {
    const { graph } = this, loop = path.at(-1), adjoints = new Map<Id, Id>(), outside = new Map<Id, Id>();
    const contribute = (to: Id, value: Id | undefined): void => {
      if (value === undefined || !this.#varies(to) || graph.isZero(value)) return;
      const into = graph.scope(to) === loop ? adjoints : outside, before = into.get(to);
      into.set(to, before === undefined ? value : graph.add(before, value));
    };
    for (const [id, seed] of seeds) contribute(id, seed);
    const order = graph.inside(loop, adjoints.keys()), gone = new Set<Loop>();
    for (let at = order.length - 1; at >= 0; at--) {
      const id = order[at]!, node = graph.node(id), g = adjoints.get(id);
      if (g === undefined) continue;
      if (node.op === "column") this.effects.push({ array: node.array, base: node.base, moving: node.loop !== undefined, node: this.#product(scale, g), path });
      else if (node.op === "state") states?.set(node.j, g);
      else if (node.op === "power") contribute(node.args[0], graph.chain(g, graph.mul(graph.number(node.exponent), graph.pow(node.args[0], graph.number(node.exponent - 1)))));
      else if (node.op === "reduce") this.#reduce(node, id, g, path, scale, contribute);
      else if (node.op === "final") {
        if (!gone.has(node.loop)) this.#back(node.loop, adjoints, path, scale, contribute);
        gone.add(node.loop);
      } else if (!isLeaf(node.op)) {
        const { derivative } = operationOf(node.op)!;
        if (!derivative) throw new TypeError(`integrand: the gradient expected operations with a known derivative, got ${node.op}`);
        derivative(graph, g, node.args, id).forEach((value, k) => contribute(node.args[k]!, value));
      }
    }
    return outside;
  }

  /** A product, of which a factor that is cut off makes 0 whatever the other is. */
  #product(a: Id, b: Id): Id {
    const { graph } = this;
    if (!graph.isCut(b)) return graph.chain(a, b);
    return graph.chain(graph.isCut(a) ? graph.where(graph.make("ne", a, graph.zero), b, graph.zero) : b, a);
  }

  #reduce({ kind, loop, body }: Node & { op: "reduce" }, id: Id, g: Id, path: readonly Loop[], scale: Id, contribute: (to: Id, value: Id) => void): void {
    const { graph } = this, seed = kind === "sum" ? graph.one : this.#first(loop, graph.make("eq", body, id));
    checkOnce(loop);
    for (const [to, value] of this.scope([...path, loop], new Map([[body, seed]]), this.#product(scale, g))) contribute(to, this.#product(g, graph.reduce("sum", loop, value)));
  }

  /** 1 in the first step in which a condition holds; the others are cut off. */
  #first(loop: Loop, holds: Id): Id {
    const { graph } = this, back = graph.neg(graph.index(loop)), first = graph.make("eq", back, graph.reduce("max", loop, graph.where(holds, back, graph.number(-Infinity))));
    graph.setCut(first);
    return first;
  }

  /** Goes back the steps of a recurrence, with an adjoint for each state that has one. */
  #back(loop: Loop, adjoints: ReadonlyMap<Id, Id>, path: readonly Loop[], scale: Id, contribute: (to: Id, value: Id) => void): void {
    checkOnce(loop);
    const { graph } = this, back = graph.loop(loop.count, loop), ways = this.ways.get(loop)!, live = loop.inits.flatMap((_, j) => (ways[j] === NONE ? [] : [j])), lambdas = live.map((_, k) => graph.state(back, back, k));
    loop.traced = true;
    back.states.push(...lambdas);
    const inits = live.map((j) => adjoints.get(loop.finals[j]!) ?? graph.zero), cut = inits.every((init) => graph.isCut(init)), isCut = live.map((j) => cut || ways[j] === CHOSEN);
    lambdas.forEach((lambda, k) => { if (isCut[k]) graph.setCut(lambda); });
    const copy = new Copy(graph, loop, back, this.ways), seeds = new Map<Id, Id>(), states = new Map<number, Id>();
    copy.all(live.map((j) => loop.nexts[j]!)).forEach((next, k) => {
      const before = seeds.get(next), lambda = lambdas[k]!;
      seeds.set(next, before === undefined ? lambda : graph.add(before, lambda));
    });
    const outside = this.scope([...path, back], seeds, scale, states);
    const nexts = live.map((j) => states.get(j) ?? graph.zero);
    graph.recur(back, inits, nexts, loop.finals.slice(0, 1)).forEach((final, k) => {
      if (isCut[k] || graph.isCut(nexts[k]!)) graph.setCut(final); // a first value that no step uses counts for nothing, be it infinite or NaN
      contribute(loop.inits[live[k]!]!, final);
    });
    for (const [to, value] of outside) contribute(to, graph.reduce("sum", back, value));
  }
}

/** A loop that goes steps back is gone through once. @throws TypeError */
function checkOnce(loop: Loop): void {
  if (loop.back) throw new TypeError("integrand: the gradient expected operations with a known derivative, got the gradient of a scan");
}

/** The body of a loop once more, as that of another, with the loops within. */
class Copy {
  readonly #loops = new Map<Loop, Loop>();
  readonly #nodes = new Map<Id, Id>();

  constructor(private readonly graph: Graph, private readonly from: Loop, to: Loop, private readonly ways: Map<Loop, Way[]>) { this.#loops.set(from, to); }

  all(roots: readonly Id[]): Id[] { return this.#within(this.from, roots); }

  #within(loop: Loop, roots: readonly Id[]): Id[] {
    for (const id of this.graph.inside(loop, roots)) if (!this.#nodes.has(id)) this.#nodes.set(id, this.#one(this.graph.node(id)));
    return roots.map((id) => this.#nodes.get(id) ?? id);
  }

  #loop(loop: Loop): Loop {
    let copy = this.#loops.get(loop);
    if (!copy) {
      this.#loops.set(loop, (copy = this.graph.loop(loop.count)));
      const ways = this.ways.get(loop);
      if (ways) this.ways.set(copy, ways);
    }
    return copy;
  }

  #one(node: Node): Id {
    const { graph } = this, mapped = (loop: Loop): Loop => this.#loops.get(loop) ?? loop;
    switch (node.op) {
      case "number": return graph.number(node.value);
      case "column": return graph.column(node.array, node.base, node.loop && mapped(node.loop));
      case "data": return graph.data({ offset: node.place.offset, steps: node.place.steps.map(([loop, stride]) => [mapped(loop), stride]) });
      case "index": return graph.index(mapped(node.loop));
      case "state": return graph.state(mapped(node.loop), node.of === this.from ? node.of : mapped(node.of), node.j);
      case "reduce": {
        const loop = this.#loop(node.loop);
        return graph.reduce(node.kind, loop, this.#within(node.loop, [node.body])[0]!);
      }
      case "final": {
        if (!this.#loops.has(node.loop)) this.#recur(node.loop);
        return this.#loop(node.loop).finals[node.j]!;
      }
      default: return graph.rebuild(node, node.args.map((arg) => this.#nodes.get(arg) ?? arg));
    }
  }

  #recur(loop: Loop): void {
    const copy = this.#loop(loop), { graph } = this;
    copy.states.push(...loop.inits.map((_, j) => graph.state(copy, copy, j)));
    graph.recur(copy, loop.inits.map((init) => this.#nodes.get(init) ?? init), this.#within(loop, loop.nexts));
  }
}
