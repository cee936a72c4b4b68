/** What was found out of a kind of problem by the calls of a generator: in a loop its parameters move, its kind does not. */
import type { Rng } from "../random";

/** Kinds of problems that a generator remembers. */
const KINDS = 8;

/** @internal */
export class Memory<T> {
  readonly #all = new WeakMap<Rng, Map<string, T>>();

  of(rng: Rng, kind: string): T | undefined { return this.#all.get(rng)?.get(kind); }

  keep(rng: Rng, kind: string, found: T): void {
    const known = this.#all.get(rng) ?? new Map<string, T>();
    known.delete(kind);
    this.#all.set(rng, known.set(kind, found));
    if (known.size > KINDS) known.delete(known.keys().next().value as string);
  }
}

/** What was found, from which leaf of the generator on. @internal */
export interface Since<T> { readonly leaf: number; readonly found: T }

/** Has less been drawn since than was before? @internal */
export const isFresh = ({ leaf: before }: Since<unknown>, leaf: number): boolean => leaf === before || leaf < 2 * before;
