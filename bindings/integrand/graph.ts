/**
 * Expressions as a graph of numbered nodes, each made once: equal ones are the same, constants are folded, and what needs no work does none.
 * A node's arguments have lower numbers.
 *
 * Sums and recurrences are loops. A node belongs to the innermost loop on which it depends; whatever a loop does not change is outside of
 * it. What a loop gives (`reduce`, `final`) is a node outside, whose arguments are all that the loop takes from there.
 */
import { type Builder, type Id, OPERATIONS, type Operation, type OperationName, wholePower } from "./operations";

/** @internal */
export interface Loop {
  /** Loops stand in loops that were made before them. */
  readonly number: number;
  /** Steps. */
  count: number;
  /** The recurrence whose steps this one goes back, if it is that of an adjoint. */
  readonly back: Loop | undefined;
  /** States of a recurrence: nodes for their values at the start of a step, before the first step, and after a step. */
  readonly states: Id[];
  inits: readonly Id[];
  nexts: readonly Id[];
  finals: readonly Id[];
  /** Are the states of all steps needed again? */
  traced: boolean;
}

/** Families of columns: of x, of the entries of the parameters, and log p. */
export type ArrayName = "x" | "theta" | "logp";

/**
 * Adds a node to a column of the gradient by an array: the one numbered `base`, plus the index of the innermost loop of its path if that is
 * `moving`. Done in each step of the loops of the path, the outermost first.
 * @internal
 */
export interface Effect { readonly array: ArrayName; readonly base: number; readonly moving: boolean; readonly node: Id; readonly path: readonly Loop[] }

/** Where a number of the data lies: offset + Σ index·stride. @internal */
export interface Place { readonly offset: number; readonly steps: readonly (readonly [Loop, number])[] }

/** @internal */
export type Node =
  | { readonly op: OperationName; readonly args: readonly Id[] }
  | { readonly op: "number"; readonly args: readonly []; readonly value: number }
  /** x to the power of a whole number, the reciprocal of a product if it is negative. */
  | { readonly op: "power"; readonly args: readonly [Id]; readonly exponent: number }
  /** A column of an array: base, plus the index of a loop. */
  | { readonly op: "column"; readonly args: readonly []; readonly array: ArrayName; readonly base: number; readonly loop: Loop | undefined }
  | { readonly op: "data"; readonly args: readonly []; readonly place: Place }
  /** The number of the step. */
  | { readonly op: "index"; readonly args: readonly []; readonly loop: Loop }
  /** State `j` of `of` at the start of a step; `loop` is `of` itself, or the loop that goes its steps back. */
  | { readonly op: "state"; readonly args: readonly []; readonly loop: Loop; readonly of: Loop; readonly j: number }
  /** The sum, or the largest, of `body` over the steps. */
  | { readonly op: "reduce"; readonly args: readonly Id[]; readonly kind: "sum" | "max"; readonly loop: Loop; readonly body: Id }
  /** State `j` after the last step. */
  | { readonly op: "final"; readonly args: readonly Id[]; readonly loop: Loop; readonly j: number };

const NO_LOOPS: readonly Loop[] = [];

const LEAVES = new Set<string>(["number", "column", "data", "index", "state"]);
/** @internal */
export const isLeaf = (op: string): boolean => LEAVES.has(op);
/** @internal */
export const operationOf = (op: string): Operation | undefined => (Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op as OperationName] : undefined);

/** @internal */
export class Graph implements Builder {
  readonly nodes: Node[] = [];
  readonly loops: Loop[] = [];
  /** The loops on which a node depends, and the innermost of them. */
  readonly #depends: (readonly Loop[])[] = [];
  readonly #scopes: (Loop | undefined)[] = [];
  readonly #varies: boolean[] = [];
  readonly #uniform: boolean[] = [];
  /** Nodes that are 0 where a condition has cut them off. */
  readonly #cut = new Set<Id>();
  readonly #known = new Map<string, Id>();
  readonly zero: Id;
  readonly one: Id;

  constructor() {
    this.zero = this.number(0);
    this.one = this.number(1);
  }

  node(id: Id): Node { return this.nodes[id] as Node; }
  /** The innermost loop on which it depends. */
  scope(id: Id): Loop | undefined { return this.#scopes[id]; }
  /** May it have a derivative by a column? */
  varies(id: Id): boolean { return this.#varies[id] as boolean; }
  /** Is it the same for all rows? */
  uniform(id: Id): boolean { return this.#uniform[id] as boolean; }
  /** Its value, if it is a constant. */
  constant(id: Id): number | undefined { const node = this.node(id); return node.op === "number" ? node.value : undefined; }
  isZero(id: Id): boolean { return this.constant(id) === 0; }

  #add(key: string, node: Node, depends: readonly Loop[], varies: boolean, uniform: boolean): Id {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.push(node) - 1;
    this.#depends.push(depends);
    this.#scopes.push(depends.reduce((a: Loop | undefined, b) => (a && a.number > b.number ? a : b), undefined));
    this.#varies.push(varies);
    this.#uniform.push(uniform);
    this.#known.set(key, id);
    return id;
  }

  /** All loops on which these depend. */
  #union(ids: readonly Id[]): readonly Loop[] {
    let all = NO_LOOPS;
    for (const id of ids) {
      const more = this.#depends[id]!;
      if (more !== all && more.length) all = all.length ? [...new Set([...all, ...more])] : more;
    }
    return all;
  }

  number(value: number): Id { return this.#add(Object.is(value, -0) ? "-0" : String(value), { op: "number", args: [], value }, NO_LOOPS, false, true); }

  column(array: ArrayName, base: number, loop?: Loop): Id {
    return this.#add(`${array} ${base} ${loop?.number ?? ""}`, { op: "column", args: [], array, base, loop }, loop ? [loop] : NO_LOOPS, true, array === "theta");
  }

  data({ offset, steps }: Place): Id {
    const used = steps.filter(([, stride]) => stride !== 0), key = `data ${offset} ${used.map(([loop, stride]) => `${loop.number}·${stride}`).join(" ")}`;
    return this.#add(key, { op: "data", args: [], place: { offset, steps: used } }, used.map(([loop]) => loop), false, true);
  }

  index(loop: Loop): Id { return this.#add(`index ${loop.number}`, { op: "index", args: [], loop }, [loop], false, true); }

  state(loop: Loop, of: Loop, j: number): Id {
    return this.#add(`state ${loop.number} ${of.number} ${j}`, { op: "state", args: [], loop, of, j }, [loop], true, false);
  }

  /** Any operation; equal nodes are one, constants are folded. */
  make(op: string, ...args: readonly Id[]): Id {
    const operation: Operation = OPERATIONS[op as OperationName], values = args.map((arg) => this.constant(arg));
    if (values.every((value) => value !== undefined)) return this.number(operation.fold(...values));
    const ordered = operation.commutes && args[0]! > args[1]! ? [args[1]!, args[0]!] : args;
    const id = this.#add(`${op} ${ordered.join(" ")}`, { op: op as OperationName, args: ordered }, this.#union(args), op !== "hold" && args.some((arg) => this.varies(arg)), args.every((arg) => this.uniform(arg)));
    if (this.#isCut(op, args)) this.#cut.add(id);
    return id;
  }

  #isCut(op: string, args: readonly Id[]): boolean {
    if (op === "where") return this.isZero(args[1]!) || this.isZero(args[2]!);
    if (op === "add" || op === "sub") return args.every((arg) => this.#cut.has(arg));
    return op === "cut" || ((op === "mul" || op === "neg") && args.some((arg) => this.#cut.has(arg)));
  }

  add(x: Id, y: Id): Id { return this.isZero(x) ? y : this.isZero(y) ? x : this.make("add", x, y); }
  sub(x: Id, y: Id): Id {
    if (this.isZero(y)) return x;
    const b = this.node(y);
    return this.isZero(x) ? this.neg(y) : b.op === "neg" ? this.add(x, b.args[0]!) : this.make("sub", x, y);
  }
  neg(x: Id): Id { const a = this.node(x); return a.op === "neg" ? a.args[0]! : this.make("neg", x); }
  mul(x: Id, y: Id): Id {
    const a = this.constant(x), b = this.constant(y);
    if (a === undefined && b !== undefined) return this.mul(y, x);
    if (a === 1) return y;
    if (a === -1) return this.neg(y);
    if (a === 2) return this.make("add", y, y);
    const second = this.node(y), first = this.node(x);
    if (second.op === "neg" && first.op === "neg") return this.mul(first.args[0]!, second.args[0]!);
    return this.make("mul", x, y);
  }
  div(x: Id, y: Id): Id { const b = this.constant(y); return b === 1 ? x : b === -1 ? this.neg(x) : this.make("div", x, y); }
  where(c: Id, x: Id, y: Id): Id {
    const holds = this.constant(c);
    return x === y ? x : holds === undefined ? this.make("where", c, x, y) : holds !== 0 ? x : y;
  }

  /** x^y: whole powers up to 32 by products, 0.5 by the square root, the rest by `pow`. */
  pow(x: Id, y: Id): Id {
    const k = this.constant(y), a = this.constant(x);
    if (k === undefined) return a === 2 ? this.make("exp2", y) : this.make("pow", x, y);
    if (a !== undefined) return this.make("pow", x, y);
    if (k === 0) return this.one;
    if (k === 1) return x;
    if (k === 2) return this.make("mul", x, x);
    if (k === 0.5) return this.make("root", x);
    if (k === -1 || k === -0.5) return this.div(this.one, this.pow(x, this.number(-k)));
    if (!Number.isInteger(k) || Math.abs(k) > 32) return this.make("pow", x, y);
    return this.#add(`power ${x} ${k}`, { op: "power", args: [x], exponent: k }, this.#union([x]), this.varies(x), this.uniform(x));
  }

  /** g·d of the chain rule: where a condition has cut g off, d counts for nothing, be it infinite or NaN. */
  chain(g: Id, d: Id): Id {
    if (this.isZero(g)) return g;
    return this.#cut.has(g) && !Number.isFinite(this.constant(d)) ? this.make("cut", g, d) : this.mul(g, d);
  }
  /** g/y, in the same sense. */
  over(g: Id, y: Id): Id { return this.#cut.has(g) ? this.chain(g, this.div(this.one, y)) : this.div(g, y); }

  /** Is it 0 where a condition has cut it off? */
  isCut(id: Id): boolean { return this.#cut.has(id) || this.isZero(id); }
  /** A node that stands for one that is. */
  setCut(id: Id): void { this.#cut.add(id); }

  /** A new loop. */
  loop(count: number, back?: Loop): Loop {
    const loop: Loop = { number: this.loops.length, count, back, states: [], inits: [], nexts: [], finals: [], traced: false };
    this.loops.push(loop);
    return loop;
  }

  /** What these nodes, inside the loop, take from outside, but for constants and data that no loop changes. */
  captures(loop: Loop, roots: readonly Id[]): Id[] {
    const seen = new Set<Id>(), found: Id[] = [], stack = [...roots];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const node = this.node(id);
      if (this.scope(id) === loop) stack.push(...node.args);
      else if (!isLeaf(node.op) || this.varies(id) || this.scope(id)) found.push(id);
    }
    return found.sort((a, b) => a - b);
  }

  /** The sum or the largest of a node over all steps. */
  reduce(kind: "sum" | "max", loop: Loop, body: Id): Id {
    if (loop.count === 0) return this.number(kind === "max" ? -Infinity : 0);
    if (!this.#depends[body]!.includes(loop)) return kind === "max" ? body : this.mul(this.number(loop.count), body);
    const [final] = loop.finals, taken = this.captures(loop, [body]), args = final === undefined ? taken : [...new Set([...taken, ...this.node(final).args])].sort((a, b) => a - b), around = this.#union([body, ...loop.finals]); // states carry what the recurrence depends on
    const id = this.#add(`${kind} ${loop.number} ${body}`, { op: "reduce", args, kind, loop, body }, around.filter((other) => other !== loop), this.varies(body), false);
    if (kind === "sum" && this.#cut.has(body)) this.#cut.add(id);
    return id;
  }

  /** Closes a recurrence: the states after its last step. It runs when `after` is known. */
  recur(loop: Loop, inits: readonly Id[], nexts: readonly Id[], after: readonly Id[] = []): readonly Id[] {
    loop.inits = inits;
    loop.nexts = nexts;
    if (loop.count === 0) return (loop.finals = inits);
    const args = [...new Set([...inits, ...this.captures(loop, nexts), ...after])].sort((a, b) => a - b);
    const depends = this.#union([...inits, ...nexts, ...after]).filter((other) => other !== loop);
    loop.finals = inits.map((_, j) => this.#add(`final ${loop.number} ${j}`, { op: "final", args, loop, j }, depends, true, false));
    return loop.finals;
  }

  /** The nodes of a loop, or of none, that these roots of it need, in order. */
  inside(loop: Loop | undefined, roots: Iterable<Id>): Id[] {
    const seen = new Set<Id>(), stack = [...roots];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id) || this.scope(id) !== loop) continue;
      seen.add(id);
      stack.push(...this.node(id).args);
    }
    return [...seen].sort((a, b) => a - b);
  }

  /** A node that was made of others: the same of these. */
  rebuild(node: Node, args: readonly Id[]): Id {
    if (node.op === "power") return this.pow(args[0]!, this.number(node.exponent));
    const { op } = node;
    return op === "add" || op === "sub" || op === "mul" || op === "div" ? this[op](args[0]!, args[1]!) : op === "where" ? this.where(args[0]!, args[1]!, args[2]!) : this.make(op, ...args);
  }
}

/** @internal */
export const valueOfPower = (x: number, k: number): number => (k < 0 ? 1 / valueOfPower(x, -k) : wholePower(x, k, (a, b) => a * b));
