/**
 * What has been made of names, kept while it is among the last that were used: at most `most` of them, and all together, but for the very last, of no more
 * than `weight`. So a loop that makes the same again finds it, and a process that makes others without end does not keep them.
 * @internal
 */
export class Recent<T> {
  readonly #kept = new Map<string, { readonly value: T; readonly weight: number }>();
  #sum = 0;
  constructor(private readonly most: number, private readonly weight: number) {}

  get(name: string): T | undefined {
    const found = this.#kept.get(name);
    if (!found) return undefined;
    this.#kept.delete(name); // the last is the end of the map
    this.#kept.set(name, found);
    return found.value;
  }

  set(name: string, value: T, weight: number): void {
    this.#sum += weight - (this.#kept.get(name)?.weight ?? 0);
    this.#kept.delete(name);
    this.#kept.set(name, { value, weight });
    for (const [first, one] of this.#kept) {
      if (first === name || (this.#kept.size <= this.most && this.#sum <= this.weight)) return;
      this.#kept.delete(first);
      this.#sum -= one.weight;
    }
  }
}
