/**
 * The state of a run: sums over dyadic ranges of leaves. Sibling ranges merge, always in the same shape, and the final fold goes in
 * the order of the leaves: so any split of a run into shards, merged in any order, gives the same bits, in O(log n) memory.
 */
import { RECORD, meanOf, mergeProducts, mergeRecords } from "./record";
import { KEPT, Tails } from "./tails";

/** Sums over the leaves index·2^level … (index + 1)·2^level − 1. */
export interface Node {
  readonly level: number;
  readonly index: number;
  /** Rows. */
  readonly count: number;
  readonly records: Float64Array;
  /** Σ of products of deviations of all pairs of estimates, for `joint`. */
  readonly products?: Float64Array;
}

/** A state as plain data. */
export interface StateData {
  readonly leaf: number;
  readonly nodes: readonly Node[];
  /** The same of the first leaves alone, with third and fourth moments. */
  readonly early: readonly Node[];
  /** The largest |E| of each estimate, largest first, `KEPT` places for each, unused ones 0; none in short runs. */
  readonly tails: Float64Array;
  readonly tailCounts: Float64Array;
}

/** Leaves of which third and fourth moments are kept: enough to judge skewness, and large runs do not pay for it. @internal */
export const EARLY = 16;

/** Sums over ranges of leaves, in order, siblings merged. */
class Ranges {
  readonly nodes: Node[] = [];

  /** λ of each record; how many records make one triangle of products (0: none); are third and fourth moments wanted? */
  constructor(private readonly lambdas: Float64Array, private readonly joint: number, private readonly higher: boolean) {}

  /** Adds a node; takes its arrays over. */
  add(node: Node): void {
    const { nodes } = this;
    let at = nodes.length;
    while (at > 0 && before(node, nodes[at - 1] as Node)) at--;
    nodes.splice(at, 0, node);
    for (;;) {
      const left = (nodes[at] as Node).index % 2 ? at - 1 : at, a = nodes[left], b = nodes[left + 1];
      if (!a || !b || a.level !== b.level || b.index !== a.index + 1) return;
      nodes.splice(left, 2, { ...this.#merged(a, b), level: a.level + 1, index: a.index / 2 });
      at = left;
    }
  }

  /** All nodes as one, in the order of the leaves. */
  total(): Node | undefined {
    const [first, ...rest] = this.nodes;
    return first && rest.reduce((a, b) => this.#merged(a, b), copyOf(first));
  }

  /** a and b together, in the arrays of a. */
  #merged(a: Node, b: Node): Node {
    if (a.products && b.products) {
      const size = (this.joint * (this.joint + 1)) / 2;
      for (let o = 0, from = 0; from < a.products.length; o++, from += size) {
        mergeProducts(a.products.subarray(from, from + size), a.count, b.products.subarray(from, from + size), b.count, this.#means(a, o), this.#means(b, o));
      }
    }
    mergeRecords(a.records, a.count, b.records, b.count, this.lambdas, this.higher);
    return { ...a, count: a.count + b.count };
  }

  /** Means of the estimates of one output. */
  #means(node: Node, output: number): Float64Array {
    return Float64Array.from({ length: this.joint }, (_, j) => {
      const k = output * this.joint + j;
      return meanOf(node.records, k * RECORD, this.lambdas[k] as number);
    });
  }

  absorb(nodes: readonly Node[]): void { for (const node of nodes) this.add(copyOf(node)); }
}

const copyOf = (node: Node): Node => ({ ...node, records: node.records.slice(), ...(node.products && { products: node.products.slice() }) });
const startOf = (node: Node): number => node.index * 2 ** node.level;
const endOf = (node: Node): number => (node.index + 1) * 2 ** node.level;
const before = (a: Node, b: Node): boolean => endOf(a) <= startOf(b);

/** @internal */
export class State {
  readonly #all: Ranges;
  readonly #early: Ranges;
  readonly tails: Tails | undefined;

  /** λ of each record; how many records make one triangle of products (0: none); are the largest terms kept? */
  constructor(lambdas: Float64Array, joint: number, tails: boolean) {
    this.#all = new Ranges(lambdas, joint, false);
    this.#early = new Ranges(lambdas, 0, true);
    this.tails = tails ? new Tails(lambdas.length) : undefined;
  }

  get empty(): boolean { return this.#all.nodes.length === 0; }

  /** Adds the sums of one leaf; takes the arrays over. */
  add(leaf: Node): void {
    if (leaf.index < EARLY) this.#early.add({ level: 0, index: leaf.index, count: leaf.count, records: leaf.records.slice() });
    this.#all.add(leaf);
  }

  /** Everything as one. */
  total(): Node | undefined { return this.#all.total(); }
  /** The early leaves as one, with third and fourth moments. */
  early(): Node | undefined { return this.#early.total(); }

  data(leaf: number): StateData {
    const { tails } = this, count = tails?.count ?? 0, values = new Float64Array(count * KEPT), counts = new Float64Array(count);
    for (let j = 0; j < count; j++) {
      const sorted = tails?.sorted(j) ?? values;
      values.set(sorted, j * KEPT);
      counts[j] = sorted.length;
    }
    return { leaf, nodes: this.#all.nodes, early: this.#early.nodes, tails: values, tailCounts: counts };
  }

  /** Adds what `data` holds. @throws RangeError if leaves overlap */
  absorb(data: StateData): void {
    for (const node of data.nodes) {
      const other = this.#all.nodes.find((mine) => !before(node, mine) && !before(mine, node));
      if (other) throw new RangeError(`merge: "results" expected ranges of leaves that do not overlap, got leaves ${Math.max(startOf(node), startOf(other))} … ${Math.min(endOf(node), endOf(other)) - 1} twice`);
    }
    this.#all.absorb(data.nodes);
    this.#early.absorb(data.early);
    const { tails } = this;
    if (tails) for (let j = 0; j < tails.count; j++) for (let i = 0; i < (data.tailCounts[j] as number); i++) tails.add(j, data.tails[j * KEPT + i] as number);
  }
}
