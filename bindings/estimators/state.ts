/**
 * The state of a run: sums over dyadic ranges of leaves. Sibling ranges merge, always in the same shape, and the final fold goes in
 * the order of the leaves: so any split of a run into shards, merged in any order, gives the same bits, in O(log n) memory.
 */
import { LEAF } from "../random";
import { LARGEST, LEFT, RECORD, RIGHT, VOID, meanOf, mergeProducts, mergeRecords } from "./record";
import { Tails } from "./tails";

/** The leaves index·2^level … (index + 1)·2^level − 1, of `count` rows. */
export interface Range {
  readonly level: number;
  readonly index: number;
  readonly count: number;
}

/** Sums over a range of leaves. */
export interface Node extends Range {
  readonly records: number[];
  /** Σ of products of deviations of all pairs of estimates, for `joint`. */
  readonly products?: Float64Array;
  /** Σ of products of controls with each other and with the estimates, where there are any: of the early leaves. */
  readonly fit?: Float64Array;
  /** What is looked at in the early leaves: how many rows, how many of them near a switch of each φ, Σ w·score and Σ (w·score)² of some entries. */
  readonly looks?: Float64Array;
}

/** A state as plain data. */
export interface StateData {
  readonly leaf: number;
  readonly nodes: readonly Node[];
  /** The largest |E| of each estimate, largest first, `KEPT` places for each, unused ones 0; none in short runs. */
  readonly tails: Float64Array;
  readonly tailCounts: Float64Array;
}

/**
 * Leaves of which third and fourth moments are kept: enough to judge skewness, and large runs do not pay for it. A power of two; these
 * leaves do not merge with later ones before the final fold. @internal
 */
export const EARLY = 8;

/** How nodes merge. @internal */
export interface Rule {
  readonly lambdas: readonly number[];
  /** How many records make one triangle of products; 0: none. */
  readonly joint: number;
  /** Rows of a unit, a power of two, and of the last one at least: fewer belong to the one before, in a leaf of their own to none. */
  readonly unit: number;
  readonly least: number;
}

/** How the sums of a run merge. @internal */
export const ruleOf = ({ lambdas, joint, unit = 1, least = 1 }: { readonly lambdas: readonly number[]; readonly joint: boolean; readonly unit?: number | undefined; readonly least?: number | undefined }, width: number): Rule => ({ lambdas, joint: joint ? width : 0, unit, least });

/** Leaves of a unit of so many rows: 1 where a leaf has whole ones. @internal */
export const leavesOf = (unit: number): number => Math.max(1, unit / LEAF);

/** a and b together, in the arrays of a; `separate`: no unit has rows in both. */
function merged(a: Node, b: Node, { lambdas, joint, unit }: Rule, separate: boolean): Node {
  if (a.products && b.products && separate) {
    const size = (joint * (joint + 1)) / 2;
    for (let o = 0, from = 0; from < a.products.length; o++, from += size) {
      const mine = means(a.records, lambdas, o * joint, joint), theirs = means(b.records, lambdas, o * joint, joint), other = theirs.map((v, j) => (b.records[(o * joint + j) * RECORD + LARGEST] === VOID ? (mine[j] as number) : v));
      mergeProducts(a.products.subarray(from, from + size), a.count, b.products.subarray(from, from + size), b.count, mine, other, unit);
    }
  }
  mergeRecords({ numbers: a.records, from: 0, count: a.count }, { numbers: b.records, from: 0, count: b.count }, lambdas, early(b), separate, unit);
  return { ...a, count: a.count + b.count, ...(a.fit || b.fit ? { fit: added(a.fit, b.fit) } : {}), ...(a.looks || b.looks ? { looks: added(a.looks, b.looks) } : {}) };
}

/** Means of the estimates `first` … `first` + count − 1. */
const means = (records: readonly number[], lambdas: readonly number[], first: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, j) => meanOf(records, (first + j) * RECORD, lambdas[first + j] as number));

const copyOf = (node: Node): Node => ({ ...node, records: node.records.slice(), ...(node.products && { products: node.products.slice() }) });

/** Sums that simply add up. */
function added(a: Float64Array | undefined, b: Float64Array | undefined): Float64Array {
  if (!a || !b) return (a ?? b) as Float64Array;
  return a.map((v, i) => v + (b[i] as number));
}
const startOf = (range: Range): number => range.index * 2 ** range.level;
const endOf = (range: Range): number => (range.index + 1) * 2 ** range.level;
const before = (a: Range, b: Range): boolean => endOf(a) <= startOf(b);

/** Are third and fourth moments of these leaves kept? @internal */
export const early = (range: Range): boolean => endOf(range) <= EARLY;
/** Does a merge with b, which comes after it? @internal */
export const siblings = (a: Range, b: Range): boolean => a.level === b.level && a.index % 2 === 0 && b.index === a.index + 1 && endOf(a) !== EARLY;
/** a and b as one. @internal */
export const joined = (a: Range, b: Range): Range => ({ level: a.level + 1, index: a.index / 2, count: a.count + b.count });

/** Adds a node, whose arrays it takes over, to nodes in the order of their leaves; siblings merge. */
function insert(nodes: Node[], node: Node, rule: Rule): void {
  let at = nodes.length;
  while (at > 0 && before(node, nodes[at - 1] as Node)) at--;
  nodes.splice(at, 0, node);
  for (;;) {
    const left = (nodes[at] as Node).index % 2 ? at - 1 : at, a = nodes[left], b = nodes[left + 1];
    if (!a || !b || !siblings(a, b)) return;
    nodes.splice(left, 2, { ...merged(a, b, rule, 2 ** a.level >= leavesOf(rule.unit)), ...joined(a, b) });
    at = left;
  }
}

/** All nodes as one, in the order of the leaves, pieces of one unit first; they stay as they are. */
function fold(nodes: readonly Node[], rule: Rule): Node | undefined {
  if (nodes.length < 2) return nodes[0];
  const whole: Node[] = [], leaves = leavesOf(rule.unit);
  let unit = -1;
  for (const node of nodes) {
    const mine = Math.floor(startOf(node) / leaves), last = whole.at(-1);
    if (last && mine === unit && leaves > 1) whole[whole.length - 1] = merged(last, node, rule, false);
    else whole.push(copyOf(node));
    unit = mine;
  }
  return whole.reduce((a, b) => merged(a, b, rule, true));
}

/** Units of which the nodes have rows. */
function unitsOf(nodes: readonly Node[], { unit, least }: Rule): number {
  const leaves = leavesOf(unit);
  if (leaves === 1) return nodes.reduce((sum, { count }) => sum + Math.floor(count / unit) + Number(count % unit >= least), 0);
  const seen = new Set<number>();
  for (const node of nodes) for (let k = Math.floor(startOf(node) / leaves); k * leaves < endOf(node); k++) seen.add(k);
  return seen.size;
}

/** The sums of everything, and of the early leaves, whose third and fourth moments are known. @internal */
export function totals({ nodes }: StateData, rule: Rule): Totals {
  const total = fold(nodes, rule) as Node, first = nodes.filter(early);
  return { total, early: first.length === nodes.length ? total : fold(first, rule), units: unitsOf(nodes, rule) };
}

/** @internal */
export interface Totals { readonly total: Node; readonly early: Node | undefined; readonly units: number }

/** @internal */
export class State {
  readonly #nodes: Node[] = [];
  readonly #rule: Rule;
  readonly tails: Tails | undefined;

  /** `tails`: are the largest terms kept? */
  constructor(rule: Rule, tails: boolean) {
    this.#rule = rule;
    this.tails = tails ? new Tails(rule.lambdas.length) : undefined;
  }

  get empty(): boolean { return this.#nodes.length === 0; }

  /** Are all means numbers? */
  get isFinite(): boolean {
    return this.#nodes.every(({ records }) => this.#rule.lambdas.every((_, j) => Number.isFinite(records[j * RECORD + LEFT]) && Number.isFinite(records[j * RECORD + RIGHT])));
  }

  /** Adds the sums of a range; takes the arrays over. */
  add(node: Node): void { insert(this.#nodes, node, this.#rule); }

  /** As plain data, of which `copied` outlive what is added later. */
  data(leaf: number, copied = false): StateData {
    const { tails, tailCounts } = this.tails?.data() ?? { tails: new Float64Array(0), tailCounts: new Float64Array(0) };
    return { leaf, nodes: copied ? this.#nodes.map(copyOf) : this.#nodes.slice(), tails, tailCounts };
  }

  /** Adds what `data` holds. @throws RangeError if leaves overlap */
  absorb(data: StateData): void {
    for (const node of data.nodes) {
      const other = this.#nodes.find((mine) => !before(node, mine) && !before(mine, node));
      if (other) throw new RangeError(`merge: "results" expected ranges of leaves that do not overlap, got leaves ${Math.max(startOf(node), startOf(other))} … ${Math.min(endOf(node), endOf(other)) - 1} twice`);
    }
    for (const node of data.nodes) insert(this.#nodes, copyOf(node), this.#rule);
    this.tails?.absorb(data);
  }
}
