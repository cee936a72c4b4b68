/**
 * A formula over columns, data and parameters that are known now: names become leaves of a graph, vectors become loops over their numbers.
 */
import { Graph, type Loop } from "./graph";
import { type Formula, type FormulaNode, type FunctionName, MAX_TOTAL } from "./formula";
import type { Id } from "./operations";

/** What names stand for. @internal */
export interface Surroundings {
  readonly columnNames: readonly string[];
  /** Parameters: their path, number of entries, and the first of these; `entries` are those of a number given as a square. */
  readonly parameters: readonly { readonly path: readonly string[]; readonly offset: number; readonly size: number; readonly scalar: boolean; readonly triangle?: number }[];
  /** Shapes by name: [] is a number. They lie in the data in this order. */
  readonly data: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/**
 * A place where φ may jump: where `node` changes its sign, or, of a floor, passes a whole number. `result` is what it decides, `sides` what that is
 * where `node` is negative and where it is positive.
 * @internal
 */
export interface Switch { readonly node: Id; readonly floor: boolean; readonly place: number; readonly result: Id; readonly sides: readonly [number, number] }

/** @internal */
export interface Binding {
  readonly graph: Graph;
  readonly roots: readonly Id[];
  readonly switches: readonly Switch[];
  /** Does it use log p, or parameters? */
  readonly usesLogp: boolean;
  readonly usesTheta: boolean;
}

/** A whole number, or the index of a loop plus one. */
interface Index { readonly loop: Loop | undefined; readonly offset: number }

type Value = Scalar | Vector | Names;
interface Scalar { readonly kind: "scalar"; readonly id: Id; readonly index?: Index }
interface Vector { readonly kind: "vector"; readonly length: number; readonly depth: number; at(index: Index): Value; /** One column alone: a number, too. */ readonly single?: boolean }
/** A name with parameters behind it. */
interface Names { readonly kind: "names"; readonly path: readonly string[] }

const FIRST: Index = { loop: undefined, offset: 0 };
/** The longest vector that is written out, and how many operations on vectors may follow each other. */
const UNROLLED = 8, MAX_DEPTH = 300;
/** How many loops may stand within each other. */
const MAX_LOOPS = 100;

/** Positions and messages. */
type Fail = (place: number, expected: string, got: string) => RangeError;

/** @throws RangeError if a name is unknown, shapes do not match, or an index goes beyond what it picks from @internal */
export function bind(formula: Formula, surroundings: Surroundings, places: readonly number[] | undefined, fail: Fail): Binding {
  return new Binder(formula, surroundings, places ?? [], fail).binding();
}

class Binder {
  readonly #graph = new Graph();
  readonly #switches: Switch[] = [];
  readonly #values = new Map<number, Value>();
  /** What indices of unknown range pick from. */
  readonly #uses = new Map<Loop, { readonly what: string; readonly length: number; readonly offset: number }[]>();
  readonly #loops = new Map<number, Loop>();
  #usesLogp = false;
  #usesTheta = false;
  /** The node at work. */
  #at = 0;

  constructor(private readonly formula: Formula, private readonly around: Surroundings, private readonly places: readonly number[], private readonly fail: Fail) {}

  binding(): Binding {
    const { nodes, roots } = this.formula, needed = new Uint8Array(nodes.length);
    for (const root of roots) needed[root] = 1;
    for (let at = nodes.length - 1; at >= 0; at--) {
      if (!needed[at]) continue;
      const node = nodes[at]!;
      if ("args" in node) for (const arg of node.args) needed[arg] = 1;
      if (node.op === "sum" || node.op === "scan") needed[node.index] = 1;
      if (node.op === "scan") for (const state of node.states) needed[state] = 1;
    }
    for (let at = 0; at < nodes.length; at++) {
      if (!needed[at]) continue;
      this.#at = at;
      this.#values.set(at, this.#value(nodes[at]!));
    }
    const ids = roots.map((root) => {
      this.#at = root;
      return this.#scalar(this.#values.get(root)!, "the integrand");
    });
    const { steps, depth } = this.#steps();
    if (depth > MAX_LOOPS) throw this.#refuse(`at most ${MAX_LOOPS} sums and scans within each other`, String(depth));
    if (steps > MAX_TOTAL) throw this.#refuse(`at most ${MAX_TOTAL} steps of sums and scans for each row`, String(steps));
    return { graph: this.#graph, roots: ids, switches: this.#switches, usesLogp: this.#usesLogp, usesTheta: this.#usesTheta };
  }

  /** Steps of all loops for a row: those of loops within others are done in each step of these. */
  #steps(): { readonly steps: number; readonly depth: number } {
    const graph = this.#graph, loops = new Map<Loop, { readonly steps: number; readonly depth: number }>(), alone = { steps: 1, depth: 0 };
    for (let id = graph.nodes.length - 1; id >= 0; id--) { // loops around others end after them
      const node = graph.node(id), scope = graph.scope(id), around = (scope && loops.get(scope)) ?? alone;
      if ((node.op === "reduce" || node.op === "final") && (loops.get(node.loop)?.depth ?? 0) <= around.depth) loops.set(node.loop, { steps: node.loop.count * around.steps, depth: around.depth + 1 });
    }
    return [...loops.values()].reduce((sum, one) => ({ steps: sum.steps + one.steps, depth: Math.max(sum.depth, one.depth) }), { steps: 0, depth: 0 });
  }

  #refuse(expected: string, got: string): RangeError { return this.fail(this.places[this.#at] ?? -1, expected, got); }

  #value(node: FormulaNode): Value {
    const graph = this.#graph;
    switch (node.op) {
      case "number": return { kind: "scalar", id: graph.number(node.value), ...(Number.isInteger(node.value) ? { index: { loop: undefined, offset: node.value } } : {}) };
      case "name": return this.#name([node.name]);
      case "member": {
        const base = this.#values.get(node.args[0]!)!, of = this.formula.nodes[node.args[0]!]!;
        const path = base.kind === "names" ? base.path : of.op === "name" ? [of.name] : undefined;
        if (!path) throw this.#refuse("a name before the dot", describe(base));
        return this.#name([...path, node.name]);
      }
      case "index": {
        const loop = graph.loop(-1);
        this.#loops.set(this.#at, loop);
        this.#uses.set(loop, []);
        return { kind: "scalar", id: graph.index(loop), index: { loop, offset: 0 } };
      }
      case "state": return { kind: "scalar", id: this.#stateOf(this.#at) };
      case "sum": {
        const loop = this.#loops.get(node.index)!;
        loop.count = this.#range(loop, node.count);
        return { kind: "scalar", id: graph.reduce("sum", loop, this.#scalar(this.#values.get(node.args[0]!)!, "the body of a sum")) };
      }
      case "scan": {
        const loop = this.#loops.get(node.index)!, numbers = node.args.map((arg) => this.#scalar(this.#values.get(arg)!, "a state of a scan")), half = node.states.length;
        loop.count = this.#range(loop, node.count);
        graph.recur(loop, numbers.slice(0, half), numbers.slice(half));
        return { kind: "names", path: [] };
      }
      case "final": {
        const scan = this.formula.nodes[node.args[0]!] as FormulaNode & { op: "scan" };
        return { kind: "scalar", id: this.#loops.get(scan.index)!.finals[node.state]! };
      }
      default: return this.#call(node.op, node.args.map((arg) => this.#values.get(arg)!));
    }
  }

  /** A state node comes before its scan: which one is it of? */
  #stateOf(at: number): Id {
    const { nodes } = this.formula;
    for (let k = at + 1; k < nodes.length; k++) {
      const node = nodes[k]!;
      if (node.op !== "scan" || !node.states.includes(at)) continue;
      const loop = this.#loops.get(node.index)!, j = node.states.indexOf(at), id = this.#graph.state(loop, loop, j);
      loop.states[j] = id;
      return id;
    }
    throw new Error("integrand: a state expected a scan");
  }

  /** How many steps: as many as all that is picked by the index has, none where nothing fits. Without steps nothing is picked, so nothing is beyond its end. */
  #range(loop: Loop, given: number | undefined): number {
    const uses = this.#uses.get(loop)!;
    this.#uses.delete(loop);
    const [first] = uses.filter(({ offset }) => offset === 0), other = uses.find(({ offset, length }) => offset === 0 && length !== first?.length);
    let count = given;
    if (count === undefined) {
      if (first && other) throw this.#refuse(`the same number of rows everywhere in a sum, ${first.length} as in ${first.what}`, `${other.length} in ${other.what}`);
      if (uses.length === 0) throw this.#refuse("an index that picks from something, or a number of steps: sum(r, 10, body)", "neither");
      count = Math.max(0, Math.min(...uses.map(({ length, offset }) => length - offset)));
    }
    for (const { what, length, offset } of uses) {
      if (count > 0 && !(offset >= 0 && offset + count <= length)) throw this.#refuse(indicesOf(what, length), `${offset} … ${offset + count - 1}`);
    }
    return count;
  }

  #name(path: readonly string[]): Value {
    const graph = this.#graph, { columnNames, parameters, data } = this.around, name = path.join(".");
    if (path.length === 1) {
      const at = data.findIndex((one) => one.name === name);
      if (at >= 0) return this.#array(name, data[at]!.shape, data.slice(0, at).reduce((sum, { shape }) => sum + sizeOf(shape), 0), []);
      const column = columnNames.indexOf(name);
      if (column >= 0) return { kind: "scalar", id: graph.column("x", column) };
      const group = this.#group(name);
      if (group) return this.#columns(name, group.first, group.size);
      if (name === "x") return this.#columns("x", 0, columnNames.length);
      if (name === "pi") return { kind: "scalar", id: graph.number(Math.PI) };
      if (name === "logp") {
        if (parameters.length === 0 && columnNames.length === 0) throw this.#refuse("a distribution for logp", "none");
        this.#usesLogp = true;
        return { kind: "scalar", id: graph.column("logp", 0) };
      }
    }
    const parameter = parameters.find((p) => p.path.join(".") === name);
    if (parameter) {
      this.#usesTheta = true;
      const { offset, size, scalar, triangle } = parameter;
      if (scalar) return { kind: "scalar", id: graph.column("theta", offset) };
      if (triangle === undefined) return { kind: "vector", length: size, depth: 0, at: (index) => ({ kind: "scalar", id: this.#pick(name, size, index, (loop, j) => graph.column("theta", offset + j, loop)) }) };
      const entry = (row: number, column: number): Id => (column > row ? graph.zero : graph.column("theta", offset + (row * (row + 1)) / 2 + column));
      const fixed = (index: Index): number => { if (index.loop) throw this.#refuse(`whole numbers as indices of ${name}, a triangle`, "the index of a sum or scan"); return this.#inside(name, triangle, index.offset); };
      return { kind: "vector", length: triangle, depth: 0, at: (i) => ({ kind: "vector", length: triangle, depth: 0, at: (j) => ({ kind: "scalar", id: entry(fixed(i), fixed(j)) }) }) };
    }
    if (parameters.some((p) => p.path.length > path.length && path.every((part, k) => p.path[k] === part))) return { kind: "names", path };
    const groups = [...new Set(columnNames.map((one) => one.replace(/\d+$/, "")))].filter((one) => one !== "" && !columnNames.includes(one) && this.#group(one));
    const known = [...new Set([...(columnNames.length > 12 ? [...columnNames.slice(0, 3), "…", columnNames.at(-1)!] : columnNames), "x", ...groups, ...data.map((one) => one.name), ...parameters.map((p) => p.path.join(".")), "logp", "pi"])];
    throw this.#refuse(`a name that is known here (${known.join(", ")})`, JSON.stringify(name));
  }

  /** Columns name0, name1, …, which stand one after the other: those of a part of a product, whose names do not let others go on with them. */
  #group(name: string): { readonly first: number; readonly size: number } | undefined {
    const { columnNames } = this.around, first = columnNames.indexOf(`${name}0`);
    if (first < 0) return undefined;
    let size = 1;
    while (columnNames[first + size] === `${name}${size}`) size++;
    return columnNames.includes(`${name}${size}`) ? undefined : { first, size };
  }

  #inside(what: string, length: number, at: number): number {
    if (!(at >= 0 && at < length)) throw this.#refuse(`an index from 0 to ${length - 1} in ${what}`, String(at));
    return at;
  }

  /** Picks by a number, or by a loop's index, which is remembered if the range of the loop is still to be found. */
  #pick<T>(what: string, length: number, { loop, offset }: Index, make: (loop: Loop | undefined, at: number) => T): T {
    if (!loop) return make(undefined, this.#inside(what, length, offset));
    const uses = this.#uses.get(loop);
    if (uses) uses.push({ what, length, offset });
    else if (loop.count > 0 && !(offset >= 0 && offset + loop.count <= length)) throw this.#refuse(indicesOf(what, length), `${offset} … ${offset + loop.count - 1}`);
    return make(loop, offset);
  }

  #columns(name: string, base: number, length: number): Vector {
    const graph = this.#graph, at = (index: Index): Scalar => ({ kind: "scalar", id: this.#pick(name, length, index, (loop, j) => graph.column("x", base + j, loop)) });
    return { kind: "vector", length, depth: 0, at, ...(length === 1 ? { single: true } : {}) };
  }

  /** Data, row-major; `steps` are what has been picked already. */
  #array(name: string, shape: readonly number[], offset: number, steps: readonly (readonly [Loop, number])[]): Value {
    const [length, ...rest] = shape;
    if (length === undefined) return { kind: "scalar", id: this.#graph.data({ offset, steps }) };
    const stride = sizeOf(rest);
    return { kind: "vector", length, depth: 0, at: (index) => this.#pick(name, length, index, (loop, at) => this.#array(name, rest, offset + at * stride, loop ? [...steps, [loop, stride]] : steps)) };
  }

  /** A value as a number. */
  #scalar(value: Value, what: string): Id {
    if (value.kind === "vector" && value.single) return this.#scalar(value.at(FIRST), what);
    if (value.kind !== "scalar") throw this.#refuse(`a number for ${what}`, describe(value));
    return value.id;
  }

  #vector(value: Value, what: string): Vector {
    if (value.kind !== "vector") throw this.#refuse(`a vector for ${what}`, describe(value));
    return value;
  }

  #call(op: FunctionName, args: readonly Value[]): Value {
    const graph = this.#graph, [a, b] = args as [Value, Value];
    switch (op) {
      case "at": {
        const from = this.#vector(a, "what an index picks from"), index = b.kind === "scalar" ? b.index : undefined;
        if (!index) throw this.#refuse("a whole number, or an index plus or minus one, as an index", b.kind === "scalar" ? "another expression" : describe(b));
        return from.at(index);
      }
      case "dot": {
        const u = this.#vector(a, "dot"), v = this.#vector(b, "dot");
        if (u.length !== v.length) throw this.#refuse("vectors of one length for dot", `${shapeOf(u)} and ${shapeOf(v)}`);
        return { kind: "scalar", id: this.#fold("sum", this.#map("mul", [u, v])) };
      }
      case "matvec": {
        const matrix = this.#vector(a, "matvec"), v = this.#vector(b, "matvec"), rows = matrix.length ? matrix.at(FIRST) : undefined;
        if (rows?.kind !== "vector" || rows.length !== v.length) throw this.#refuse("a matrix with as many columns as the vector has numbers for matvec", `${shapeOf(a)} and ${shapeOf(v)}`);
        return this.#lazy(matrix.length, Math.max(depthOf(a), v.depth) + 1, (index) => this.#call("dot", [matrix.at(index), v]));
      }
      case "total": return { kind: "scalar", id: this.#fold("sum", this.#vector(a, "sum")) };
      case "mean": { const v = this.#vector(a, "mean"); return { kind: "scalar", id: graph.div(this.#fold("sum", v), graph.number(v.length)) }; }
      case "max": case "min": case "logsumexp": if (args.length === 1) return { kind: "scalar", id: this.#ofVector(op, this.#vector(a, op)) };
    }
    if (args.some((arg) => arg.kind === "vector")) return this.#map(op, args);
    const ids = args.map((arg) => this.#scalar(arg, op)), id = this.#apply(op, ids), index = this.#indexOf(op, args);
    return index ? { kind: "scalar", id, index } : { kind: "scalar", id };
  }

  /** An index plus or minus a whole number is an index. */
  #indexOf(op: FunctionName, args: readonly Value[]): Index | undefined {
    const [a, b] = args.map((arg) => (arg.kind === "scalar" ? arg.index : undefined));
    const whole = (loop: Loop | undefined, offset: number): Index | undefined => (Number.isSafeInteger(offset) ? { loop, offset } : undefined);
    if (op === "neg" && a && !a.loop) return whole(undefined, -a.offset);
    if (!a || !b) return undefined;
    if (op === "add" && !(a.loop && b.loop)) return whole(a.loop ?? b.loop, a.offset + b.offset);
    if (op === "sub" && !b.loop) return whole(a.loop, a.offset - b.offset);
    return undefined;
  }

  #lazy(length: number, depth: number, at: (index: Index) => Value): Vector {
    if (depth > MAX_DEPTH) throw this.#refuse(`at most ${MAX_DEPTH} operations on vectors after each other`, "more");
    const known = new Map<string, Value>();
    return {
      kind: "vector", length, depth,
      at: (index) => {
        const name = `${index.loop?.number ?? ""} ${index.offset}`;
        let value = known.get(name);
        if (!value) {
          if (!index.loop) this.#inside("a vector", length, index.offset);
          known.set(name, (value = at(index)));
        }
        return value;
      },
    };
  }

  /** Number by number. */
  #map(op: FunctionName, args: readonly Value[]): Vector {
    const all = args.filter((arg) => arg.kind === "vector"), long = all.filter(({ single }) => !single), vectors = long.length ? long : all, [first] = vectors as [Vector], other = vectors.find(({ length }) => length !== first.length);
    if (other) throw this.#refuse(`vectors of one length for ${op}`, `${shapeOf(first)} and ${shapeOf(other)}`);
    const place = this.#at;
    const each = this.#lazy(first.length, Math.max(...args.map(depthOf)) + 1, (index) => {
      const before = this.#at;
      this.#at = place;
      const value = this.#call(op, args.map((arg) => (arg.kind === "vector" ? arg.at(vectors.includes(arg) ? index : FIRST) : arg)));
      this.#at = before;
      return value;
    });
    return long.length ? each : { ...each, single: true };
  }

  /** The numbers of a vector: written out if they are few, else a loop. */
  #fold(kind: "sum" | "max", v: Vector, loop?: Loop): Id {
    const graph = this.#graph, each = (index: Index): Id => this.#scalar(v.at(index), "the numbers of a vector");
    if (loop) return graph.reduce(kind, loop, each({ loop, offset: 0 }));
    if (v.length > UNROLLED) return this.#fold(kind, v, graph.loop(v.length));
    const ids = Array.from({ length: v.length }, (_, offset) => each({ loop: undefined, offset })), [first, ...rest] = ids;
    return first === undefined ? graph.number(kind === "sum" ? 0 : -Infinity) : rest.reduce((all, id) => (kind === "sum" ? graph.add(all, id) : graph.make("max", all, id)), first);
  }

  #ofVector(op: "max" | "min" | "logsumexp", v: Vector): Id {
    const graph = this.#graph, loop = v.length > UNROLLED ? graph.loop(v.length) : undefined;
    if (op === "max") return this.#fold("max", v, loop);
    if (op === "min") return graph.neg(this.#fold("max", this.#map("neg", [v]), loop));
    const top = this.#top(this.#fold("max", v, loop)), shifted = this.#map("exp", [this.#map("sub", [v, { kind: "scalar", id: top }])]);
    return graph.add(top, graph.make("log", this.#fold("sum", shifted, loop)));
  }

  /** What is taken out of a log-sum-exp: constant, and 0 where it is infinite. */
  #top(largest: Id): Id {
    const graph = this.#graph;
    return graph.make("hold", graph.where(graph.make("lt", graph.make("abs", largest), graph.number(Infinity)), largest, graph.zero));
  }

  #truth(id: Id): Id { return TRUTHS.has(this.#graph.node(id).op) ? id : this.#compare("ne", id, this.#graph.zero); }

  #compare(op: "lt" | "le" | "gt" | "ge" | "eq" | "ne", a: Id, b: Id): Id {
    return this.#switch(this.#graph.sub(a, b), this.#graph.make(op, a, b), op);
  }

  #switch(node: Id, result: Id, op: keyof typeof SIDES): Id {
    if (this.#graph.varies(node)) this.#switches.push({ node, floor: op === "floor", place: this.places[this.#at] ?? -1, result, sides: SIDES[op] });
    return result;
  }

  #apply(op: FunctionName, ids: readonly Id[]): Id {
    const graph = this.#graph, [a, b, c] = ids as [Id, Id, Id];
    switch (op) {
      case "add": case "sub": case "mul": case "div": case "pow": return graph[op](a, b);
      case "neg": return graph.neg(a);
      case "lt": case "le": case "gt": case "ge": case "eq": case "ne": return this.#compare(op, a, b);
      case "and": return graph.make("min", this.#truth(a), this.#truth(b));
      case "or": return graph.make("max", this.#truth(a), this.#truth(b));
      case "not": return graph.make("eq", this.#truth(a), graph.zero);
      case "where": return graph.where(this.#truth(a), b, c);
      case "clamp": return graph.make("min", graph.make("max", a, b), c);
      case "relu": return graph.make("max", a, graph.zero);
      case "min": case "max": return ids.slice(1).reduce((all, id) => graph.make(op, all, id), a);
      case "logsumexp": {
        const top = this.#top(ids.slice(1).reduce((all, id) => graph.make("max", all, id), a));
        return graph.add(top, graph.make("log", ids.map((id) => graph.make("exp", graph.sub(id, top))).reduce((sum, id) => graph.add(sum, id))));
      }
      case "sign": case "floor": return this.#switch(a, graph.make(op, a), op);
      default: return graph.make(op, ...ids);
    }
  }
}

/** What a comparison with 0 gives below and above it; of a floor it depends on where. */
const SIDES = { lt: [1, 0], le: [1, 0], gt: [0, 1], ge: [0, 1], eq: [0, 0], ne: [1, 1], sign: [-1, 1], floor: [Number.NaN, Number.NaN] } as const;
/** Operations that give 0 or 1. */
const TRUTHS = new Set(["lt", "le", "gt", "ge", "eq", "ne"]);

const indicesOf = (what: string, length: number): string => (length > 0 ? `indices from 0 to ${length - 1} in ${what}` : `no index in ${what}, which is empty`);
/** @internal */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
const depthOf = (value: Value): number => (value.kind === "vector" ? value.depth : 0);

function shapeOf(value: Value): string {
  const shape: number[] = [];
  for (let at: Value | undefined = value; at?.kind === "vector"; at = at.depth === 0 && at.length ? at.at(FIRST) : undefined) shape.push(at.length);
  return `[${shape.join(", ")}]`;
}
const describe = (value: Value): string => (value.kind === "vector" ? `a vector of shape ${shapeOf(value)}` : value.kind === "names" ? `a group of parameters${value.path.length ? ` (${value.path.join(".")})` : ""}` : "a number");
