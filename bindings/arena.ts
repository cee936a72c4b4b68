/**
 * Working memory: a stack in the linear memory of an instance of the core. Nothing stays in it between calls.
 *
 * A caller says what it needs before it starts; memory grows then and never while it is in use, so no view is detached under anyone.
 * A call from inside a callback takes what is left above, or, where that would need growth, another instance.
 */
import { type Kernels, instance } from "./kernels";

const PAGE = 65536;
/** Linear memory ends here. */
const LIMIT = 65536 * PAGE;

/** Takes so many bytes; answers their address, a multiple of 16. @internal */
export type Allocate = (bytes: number) => number;

/** @internal */
export class Arena {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  #top: number;
  #users = 0;
  #end: number;
  /** All of the memory as numbers: index = address / 8. */
  f64: Float64Array<ArrayBuffer>;
  /** The same as 32-bit words: index = address / 4. */
  u32: Uint32Array<ArrayBuffer>;

  constructor() {
    const { kernels, memory } = instance();
    this.kernels = kernels;
    this.memory = memory;
    this.#top = (kernels.heapBase() + 15) & ~15;
    this.#end = memory.buffer.byteLength;
    this.f64 = new Float64Array(memory.buffer as ArrayBuffer);
    this.u32 = new Uint32Array(memory.buffer as ArrayBuffer);
  }

  /** Makes room for so many bytes; false if someone uses this instance and it would have to grow. */
  #fits(bytes: number): boolean {
    const missing = this.#top + bytes - this.#end;
    if (missing <= 0) return true;
    if (this.#users > 0) return false;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw tooLarge(bytes);
    }
    this.#end = this.memory.buffer.byteLength;
    this.f64 = new Float64Array(this.memory.buffer as ArrayBuffer);
    this.u32 = new Uint32Array(this.memory.buffer as ArrayBuffer);
    return true;
  }

  /** `n` numbers at an address, lent for as long as the caller's use of the arena lasts. */
  column(address: number, n: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.f64.buffer, address, n);
  }

  /** `count` columns of `n` numbers, `stride` bytes apart. */
  columns(address: number, stride: number, count: number, n: number): Float64Array<ArrayBuffer>[] {
    const columns: Float64Array<ArrayBuffer>[] = [];
    for (let d = 0; d < count; d++) columns.push(new Float64Array(this.f64.buffer, address + d * stride, n));
    return columns;
  }

  static readonly #all: Arena[] = [];

  /** The kernels, for calls that need no memory. */
  static kernels(): Kernels {
    let [first] = Arena.#all;
    if (!first) Arena.#all.push((first = new Arena()));
    return first.kernels;
  }

  /**
   * Runs `use` with memory laid out by `layout`, which is called twice: to count, and to place. It must take the same bytes both times.
   * @throws RangeError if it does not fit into linear memory.
   */
  static lend<L, T>(layout: (allocate: Allocate) => L, use: (arena: Arena, at: L) => T): T {
    let bytes = 0;
    layout((size) => {
      bytes += Math.ceil(size / 16) * 16;
      return 0;
    });
    if (!(bytes < LIMIT / 2)) throw tooLarge(bytes);
    let arena = Arena.#all.find((a) => a.#fits(bytes));
    if (!arena) {
      arena = new Arena();
      arena.#fits(bytes);
      Arena.#all.push(arena);
    }
    const mine = arena,
      mark = mine.#top;
    mine.#users++;
    try {
      const at = layout((size) => {
        const address = mine.#top;
        mine.#top += Math.ceil(size / 16) * 16;
        return address;
      });
      return use(mine, at);
    } finally {
      mine.#users--;
      mine.#top = mark;
    }
  }
}

function tooLarge(bytes: number): RangeError {
  return new RangeError(
    `working memory: expected at most ${LIMIT / 2 ** 21} MiB, got ${Math.ceil(bytes / 2 ** 20)} MiB: use fewer columns or parameters at once`,
  );
}

/** Bytes of a column of `n` numbers, padded to a multiple of four. @internal */
export const columnBytes = (n: number): number => Math.ceil(n / 4) * 32;
