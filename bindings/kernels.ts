/**
 * The WebAssembly core: compiled from the inlined bytes when it is first needed, synchronously, or made from a module that was handed in.
 */
import type { instantiate } from "../build/core.js";
import bytes from "../build/core.wasm";

/** Every kernel, with the types the compiler wrote. @internal */
export type Kernels = Awaited<ReturnType<typeof instantiate>>;

let compiled: WebAssembly.Module | undefined;

/**
 * Hands in the core as a ready module, for hosts that forbid compiling bytes (Cloudflare Workers) or that stream and cache it:
 * `setModule(await WebAssembly.compileStreaming(fetch(url)))`, where the URL is that of `montegrad/core.wasm`.
 *
 * @throws TypeError if it is not a `WebAssembly.Module`.
 * @throws Error if the core already runs: call it before anything else of the library.
 */
export function setModule(module: WebAssembly.Module): void {
  if (!(module instanceof WebAssembly.Module))
    throw new TypeError(`setModule: "module" expected a WebAssembly.Module, got ${typeof module}`);
  if (compiled) throw new Error("setModule: expected to be called before the first use of the library, got a core that already runs");
  compiled = module;
}

/** One more instance of the core, with a memory of its own. @internal */
export function instance(): { kernels: Kernels; memory: WebAssembly.Memory } {
  compiled ??= new WebAssembly.Module(bytes());
  const memory = new WebAssembly.Memory({ initial: 16 });
  const kernels = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
  return { kernels, memory };
}
