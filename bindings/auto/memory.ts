/**
 * What was found out of a kind of problem in a loop that draws from one generator: its parameters move, its kind does not. It is looked at again when as much
 * again has been drawn.
 */
import type { Rng } from "../random";
import type { Ask } from "./choose";

/** Kinds of problems that a generator remembers. */
const KINDS = 8;

/** @internal */
export class Memory<T> {
  readonly #all = new WeakMap<Rng, Map<string, { readonly leaf: number; readonly found: T }>>();

  /** What is known, and whether that is still so. */
  of(rng: Rng, kind: string, leaf: number): { readonly found: T; readonly isFresh: boolean } | undefined {
    const before = this.#all.get(rng)?.get(kind);
    return before && { found: before.found, isFresh: leaf === before.leaf || leaf < 2 * before.leaf };
  }

  keep(rng: Rng, kind: string, leaf: number, found: T): void {
    const known = this.#all.get(rng) ?? new Map<string, { readonly leaf: number; readonly found: T }>();
    known.delete(kind);
    this.#all.set(rng, known.set(kind, { leaf, found }));
    if (known.size > KINDS) known.delete(known.keys().next().value as string);
  }
}

/** @internal */
export const kindOf = ({ sampling: { own, p }, entries }: Ask, ...more: readonly string[]): string => [p.family, own.columns, entries.join(), ...more].join("\n");
