/**
 * The state of a run: sums over dyadic ranges of leaves. Sibling ranges merge, always in the same shape, and the final fold goes in
 * the order of the leaves: so any split of a run into shards, merged in any order, gives the same bits, in O(log n) memory.
 */
import { RECORD, meanOf, mergeProducts, mergeRecords } from "./record";
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

/** How nodes merge: λ of each record; how many records make one triangle of products (0: none). */
interface Rule {
  readonly lambdas: readonly number[];
  readonly joint: number;
}

/** a and b together, in the arrays of a. */
function merged(a: Node, b: Node, { lambdas, joint }: Rule): Node {
  if (a.products && b.products) {
    const size = (joint * (joint + 1)) / 2;
    for (let o = 0, from = 0; from < a.products.length; o++, from += size) {
      const [mine, other] = [a, b].map(({ records }) => means(records, lambdas, o * joint, joint)) as [Float64Array, Float64Array];
      mergeProducts(a.products.subarray(from, from + size), a.count, b.products.subarray(from, from + size), b.count, mine, other);
    }
  }
  mergeRecords({ numbers: a.records, from: 0, count: a.count }, { numbers: b.records, from: 0, count: b.count }, lambdas, early(b));
  return { ...a, count: a.count + b.count };
}

/** Means of the estimates `first` … `first` + count − 1. */
const means = (records: readonly number[], lambdas: readonly number[], first: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, j) => meanOf(records, (first + j) * RECORD, lambdas[first + j] as number));

const copyOf = (node: Node): Node => ({ ...node, records: node.records.slice(), ...(node.products && { products: node.products.slice() }) });
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
    nodes.splice(left, 2, { ...merged(a, b, rule), ...joined(a, b) });
    at = left;
  }
}

/** All nodes as one, in the order of the leaves; they stay as they are. */
function fold(nodes: readonly Node[], rule: Rule): Node | undefined {
  const [first, ...rest] = nodes;
  if (!first || rest.length === 0) return first;
  return rest.reduce((a, b) => merged(a, b, rule), copyOf(first));
}

/** The sums of everything, and of the early leaves, whose third and fourth moments are known. @internal */
export function totals({ nodes }: StateData, lambdas: readonly number[], joint: number): { readonly total: Node; readonly early: Node | undefined } {
  const rule = { lambdas, joint }, total = fold(nodes, rule) as Node, first = nodes.filter(early);
  return { total, early: first.length === nodes.length ? total : fold(first, rule) };
}

/** @internal */
export class State {
  readonly #nodes: Node[] = [];
  readonly #rule: Rule;
  readonly tails: Tails | undefined;

  /** λ of each record; how many records make one triangle of products (0: none); are the largest terms kept? */
  constructor(lambdas: readonly number[], joint: number, tails: boolean) {
    this.#rule = { lambdas, joint };
    this.tails = tails ? new Tails(lambdas.length) : undefined;
  }

  get empty(): boolean { return this.#nodes.length === 0; }

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
