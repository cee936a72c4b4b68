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
  /** The largest |E| of each estimate, largest first, `KEPT` places for each, unused ones 0; none in short runs. */
  readonly tails: Float64Array;
  readonly tailCounts: Float64Array;
}

/** @internal */
export class State {
  #nodes: Node[] = [];
  readonly tails: Tails | undefined;

  /** λ of each record; how many records make one triangle of products (0: none). */
  constructor(readonly lambdas: Float64Array, readonly joint: number, tails: boolean) {
    this.tails = tails ? new Tails(lambdas.length) : undefined;
  }

  get nodes(): readonly Node[] { return this.#nodes; }

  /** Adds a node; takes its arrays over. */
  add(node: Node): void {
    let at = this.#nodes.length, low = 0;
    while (low < at) {
      const middle = (low + at) >> 1;
      if (before(this.#nodes[middle] as Node, node)) low = middle + 1;
      else at = middle;
    }
    this.#nodes.splice(at, 0, node);
    for (;;) {
      const here = this.#nodes[at] as Node, left = here.index % 2 ? at - 1 : at, a = this.#nodes[left], b = this.#nodes[left + 1];
      if (!a || !b || a.level !== b.level || a.index % 2 || b.index !== a.index + 1) return;
      this.#nodes.splice(left, 2, { ...this.#merged(a, b), level: a.level + 1, index: a.index / 2 });
      at = left;
    }
  }

  /** All nodes as one, in the order of the leaves. */
  total(): Node | undefined {
    const [first, ...rest] = this.#nodes;
    if (!first) return undefined;
    const copy: Node = { ...first, records: first.records.slice(), ...(first.products && { products: first.products.slice() }) };
    return rest.reduce((a, b) => this.#merged(a, b), copy);
  }

  /** a and b together, in the arrays of a. */
  #merged(a: Node, b: Node): Node {
    if (a.products && b.products) {
      const size = (this.joint * (this.joint + 1)) / 2;
      for (let o = 0, from = 0; from < a.products.length; o++, from += size) {
        mergeProducts(a.products.subarray(from, from + size), a.count, b.products.subarray(from, from + size), b.count, this.#means(a, o), this.#means(b, o));
      }
    }
    mergeRecords(a.records, a.count, b.records, b.count, this.lambdas);
    return { ...a, count: a.count + b.count };
  }

  /** Means of the estimates of one output. */
  #means(node: Node, output: number): Float64Array {
    return Float64Array.from({ length: this.joint }, (_, j) => {
      const k = output * this.joint + j;
      return meanOf(node.records, k * RECORD, this.lambdas[k] as number);
    });
  }

  /** Does a range of leaves overlap what is here? */
  overlaps(from: number, to: number): boolean {
    return this.#nodes.some((node) => from < (node.index + 1) * 2 ** node.level && node.index * 2 ** node.level < to);
  }

  data(leaf: number): StateData {
    const tails = new Float64Array(this.tails ? this.lambdas.length * KEPT : 0), tailCounts = new Float64Array(this.tails ? this.lambdas.length : 0);
    if (this.tails) for (let j = 0; j < this.lambdas.length; j++) {
      const sorted = this.tails.sorted(j);
      tails.set(sorted, j * KEPT);
      tailCounts[j] = sorted.length;
    }
    return { leaf, nodes: this.#nodes, tails, tailCounts };
  }

  /** Adds what `data` holds. @throws RangeError if leaves overlap */
  absorb(data: StateData): void {
    for (const node of data.nodes) {
      const from = node.index * 2 ** node.level, to = (node.index + 1) * 2 ** node.level;
      if (this.overlaps(from, to)) throw new RangeError(`merge: "states" expected ranges of leaves that do not overlap, got leaves ${from} … ${to - 1} twice`);
      this.add({ ...node, records: node.records.slice(), ...(node.products && { products: node.products.slice() }) });
    }
    if (!this.tails) return;
    for (let j = 0; j < this.lambdas.length; j++) {
      for (let i = 0; i < (data.tailCounts[j] as number); i++) this.tails.add(j, data.tails[j * KEPT + i] as number);
    }
  }
}

const before = (a: Node, b: Node): boolean => (a.index + 1) * 2 ** a.level <= b.index * 2 ** b.level;
