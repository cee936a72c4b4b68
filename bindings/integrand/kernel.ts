/**
 * A compiled graph in working memory. The module is compiled once; each instance of the core, which has a memory of its own, gets its
 * instance of it.
 */
import type { Allocate, Arena } from "../arena";
import { type Emitted, emit } from "./emit";
import type { Effect, Graph } from "./graph";
import type { Id } from "./operations";

/** Where a kernel finds its numbers: addresses of columns `stride` bytes apart, of `n` rows, padded to a multiple of four. @internal */
export interface Columns {
  readonly x: number;
  readonly stride: number;
  readonly n: number;
  readonly out: number;
  /** Columns of the gradient by x, by the entries of theta, and by log p: they start as zeros. */
  readonly grad: number;
  readonly theta: number;
  readonly logp: number;
  readonly logpGrad: number;
}

/** @internal */
export class Kernel {
  readonly #module: WebAssembly.Module;
  readonly #instances = new WeakMap<Arena, (...addresses: number[]) => void>();
  readonly literals: readonly number[];
  readonly scratch: number;
  /** Nanoseconds for one row. */
  readonly cost: number;

  constructor(graph: Graph, outputs: readonly Id[], effects: readonly Effect[], dataSize: number, thetaAt: number) {
    const { bytes, literals, scratch, cost }: Emitted = emit(graph, outputs, effects, dataSize, thetaAt);
    this.#module = new WebAssembly.Module(bytes);
    this.literals = literals;
    this.scratch = scratch;
    this.cost = cost;
  }

  /** Room for its working memory. */
  layout(allocate: Allocate): number { return allocate(this.scratch); }

  run(arena: Arena, data: number, scratch: number, { x, stride, n, out, grad, theta, logp, logpGrad }: Columns): void {
    let run = this.#instances.get(arena);
    if (!run) {
      const core = arena.kernels as unknown as WebAssembly.ModuleImports;
      run = new WebAssembly.Instance(this.#module, { core, env: { memory: arena.memory } }).exports.run as (...addresses: number[]) => void;
      this.#instances.set(arena, run);
    }
    run(x, stride, (n + 3) & ~3, out, grad, theta, logp, logpGrad, data, scratch);
  }
}
