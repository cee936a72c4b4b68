/**
 * Formulas as plain data: what text and traced functions become before it is known which columns there are. A list of nodes in which
 * arguments stand before what uses them, and the numbers of those that are wanted.
 *
 * A sum binds an index; a scan binds an index and states, whose first values and next values are its arguments. What a scan gives are `final`
 * nodes, one for each state.
 */
import { checkInteger, isRecord, show, wrongKind, wrongValue } from "../check";

/** @internal */
export type FormulaNode =
  | { readonly op: "number"; readonly value: number }
  /** A column or a group of columns, data, a constant, a parameter of p, `pi`, `logp`. */
  | { readonly op: "name"; readonly name: string }
  /** w.loc */
  | { readonly op: "member"; readonly args: readonly number[]; readonly name: string }
  /** What a sum or a scan binds. */
  | { readonly op: "index" | "state"; readonly name: string }
  /** The body, and the number of steps if it is given. */
  | { readonly op: "sum"; readonly args: readonly number[]; readonly index: number; readonly count?: number }
  /** First values of the states, then their next ones. */
  | { readonly op: "scan"; readonly args: readonly number[]; readonly index: number; readonly count: number; readonly states: readonly number[] }
  /** State `state` after the last step of the scan. */
  | { readonly op: "final"; readonly args: readonly number[]; readonly state: number }
  | { readonly op: FunctionName; readonly args: readonly number[] };

/** @internal */
export interface Formula {
  readonly nodes: readonly FormulaNode[];
  /** One for an integrand, several for the parts of a field. */
  readonly roots: readonly number[];
}

/** Several formulas as one. @internal */
export function joined(formulas: readonly Formula[]): Formula {
  const nodes: FormulaNode[] = [], roots: number[] = [];
  for (const formula of formulas) {
    const shift = nodes.length, moved = (id: number): number => id + shift;
    for (const node of formula.nodes) {
      const copy: Record<string, unknown> = { ...node };
      for (const key of ["args", "states"]) if (Array.isArray(copy[key])) copy[key] = (copy[key] as number[]).map(moved);
      if (typeof copy.index === "number") copy.index = moved(copy.index);
      nodes.push(copy as unknown as FormulaNode);
    }
    roots.push(...formula.roots.map(moved));
  }
  return { nodes, roots };
}

const MANY = 1000;
/** Operators and functions with the fewest and the most arguments they take. Those of numbers take vectors, too, number by number. */
export const FUNCTIONS = {
  add: [2, 2], sub: [2, 2], mul: [2, 2], div: [2, 2], neg: [1, 1], pow: [2, 2],
  lt: [2, 2], le: [2, 2], gt: [2, 2], ge: [2, 2], eq: [2, 2], ne: [2, 2], and: [2, 2], or: [2, 2], not: [1, 1], where: [3, 3],
  abs: [1, 1], sign: [1, 1], floor: [1, 1], min: [1, MANY], max: [1, MANY], clamp: [3, 3], relu: [1, 1],
  sqrt: [1, 1], cbrt: [1, 1], exp: [1, 1], exp2: [1, 1], expm1: [1, 1], log: [1, 1], log2: [1, 1], log1p: [1, 1], logsumexp: [1, MANY],
  sin: [1, 1], cos: [1, 1], tan: [1, 1], asin: [1, 1], acos: [1, 1], atan: [1, 1], sinh: [1, 1], cosh: [1, 1], tanh: [1, 1],
  softplus: [1, 1], sigmoid: [1, 1], erf: [1, 1], erfc: [1, 1], normalCdf: [1, 1], normalLogCdf: [1, 1], lgamma: [1, 1], digamma: [1, 1],
  at: [2, 2], dot: [2, 2], matvec: [2, 2], total: [1, 1], mean: [1, 1],
} as const satisfies Record<string, readonly [number, number]>;
export type FunctionName = keyof typeof FUNCTIONS;
/** @internal */
export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(FUNCTIONS, name);

/** The most nodes of one formula, the most steps of a scan, and of all sums and scans together for each row. @internal */
export const MAX_NODES = 100_000, MAX_STEPS = 10_000_000, MAX_TOTAL = 1_000_000_000;

/** Makes a formula, node by node; `places` are offsets in a text. @internal */
export class FormulaBuilder {
  readonly nodes: FormulaNode[] = [];
  readonly places: number[] = [];

  add(node: FormulaNode, place = 0): number {
    if (this.nodes.length >= MAX_NODES) throw new RangeError(`integrand: expected at most ${MAX_NODES} operations in one formula, got more`);
    this.places.push(place);
    return this.nodes.push(node) - 1;
  }
}

/** Plain data as a formula. @throws TypeError, RangeError if it is none @internal */
export function checkFormula(data: unknown): Formula {
  if (!isRecord(data) || !Array.isArray(data.nodes)) throw wrongKind("restore", "formula", "the nodes of a formula", data);
  if (data.nodes.length > MAX_NODES) throw wrongValue("restore", "formula.nodes", `at most ${MAX_NODES}`, data.nodes);
  /** The indices and states that a node is free in, and those already bound. */
  const free: ReadonlySet<number>[] = [], bound = new Set<number>(), known: FormulaNode[] = [];
  (data.nodes as unknown[]).forEach((given, at) => {
    const bad = (expected: string, got: unknown): TypeError => wrongKind("restore", `formula.nodes[${at}]`, expected, got);
    if (!isRecord(given) || typeof given.op !== "string") throw bad("a node", given);
    const { op, name, value, index } = given, args = given.args ?? [];
    if (!Array.isArray(args) || !Array.from<unknown>(args).every((arg) => Number.isInteger(arg) && (arg as number) >= 0 && (arg as number) < at)) throw bad("arguments that stand before it", args);
    const numbers = args as number[], all = new Set(numbers.flatMap((arg) => [...free[arg]!]));
    const isNode = (id: unknown, kind: string): id is number => Number.isInteger(id) && (id as number) >= 0 && (id as number) < at && known[id as number]!.op === kind;
    /** Loops are made in the order of their indices, those around others first. */
    const bind = (loop: number, states: readonly number[]): void => {
      for (const id of [loop, ...states]) {
        if (bound.has(id)) throw bad("an index or a state that nothing else binds", id);
        bound.add(id);
        all.delete(id);
      }
      const late = states.find((id) => id < loop) ?? [...all].find((id) => id > loop);
      if (late !== undefined) throw bad("an index that stands after those around it, and before its states", late);
    };
    const take = (node: FormulaNode): void => { free.push(all); known.push(node); };
    if (op === "number") {
      if (typeof value !== "number") throw bad("a number", value);
      return take({ op, value });
    }
    if (op === "name" || op === "index" || op === "state" || op === "member") {
      if (typeof name !== "string") throw bad("a name", name);
      if (op === "member") {
        if (numbers.length !== 1) throw bad("one argument", args);
        return take({ op, args: numbers, name });
      }
      if (op !== "name") all.add(at);
      return take({ op, name });
    }
    if (op === "sum") {
      if (numbers.length !== 1 || !isNode(index, "index")) throw bad("a body and an index", given);
      bind(index, []);
      return take({ op, args: numbers, index, ...(given.count === undefined ? {} : { count: checkInteger("restore", "formula count", given.count, 0, MAX_STEPS) }) });
    }
    if (op === "scan") {
      const states: unknown = given.states;
      if (!isNode(index, "index") || !Array.isArray(states) || states.length === 0 || !states.every((id) => isNode(id, "state")) || numbers.length !== 2 * states.length) throw bad("an index, states, and two arguments for each", given);
      bind(index, states as number[]);
      for (const init of numbers.slice(0, states.length)) for (const id of [index, ...(states as number[])]) if (free[init]!.has(id)) throw bad("first values from outside", init);
      return take({ op, args: numbers, index, count: checkInteger("restore", "formula count", given.count, 0, MAX_STEPS), states: states as number[] });
    }
    if (op === "final") {
      const [scan] = numbers, of = scan === undefined ? undefined : known[scan];
      if (of?.op !== "scan") throw bad("a scan", args);
      return take({ op, args: numbers, state: checkInteger("restore", "formula state", given.state, 0, of.states.length - 1) });
    }
    if (!isFunctionName(op)) throw bad(`one of ${Object.keys(FUNCTIONS).join(", ")}`, op);
    const [fewest, most] = FUNCTIONS[op];
    if (numbers.length < fewest || numbers.length > most) throw bad(`${fewest === most ? fewest : `${fewest} … ${most}`} arguments of ${op}`, args);
    return take({ op, args: numbers });
  });
  if (!Array.isArray(data.roots) || data.roots.length !== 1) throw wrongKind("restore", "formula.roots", "one of the nodes", data.roots);
  const root = checkInteger("restore", "formula.roots[0]", data.roots[0], 0, known.length - 1);
  if (free[root]!.size) throw new RangeError(`restore: "formula" expected every index and state to stand inside the sum or scan that binds it, got ${show(root)}`);
  return { nodes: known, roots: [root] };
}
