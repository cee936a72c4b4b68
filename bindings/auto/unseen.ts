/** Weights whose flow a run would hardly see (flows/unseen.ts): looked for once for each distribution, and in loops now and then. */
import type { Distribution } from "../distribution";
import { unseenFlows } from "../flows/unseen";
import type { Ask } from "./choose";
import { Memory, type Since, isFresh } from "./memory";

type Entries = ReadonlySet<number>;

/** By distribution and the power of two of how many samples there are; by generator. */
const known = new WeakMap<Distribution, Map<number, Entries>>(), memory = new Memory<Since<Entries>>();

/** @internal */
export function unseenOf({ sampling: { p, own, q, samples, origin: { leaf } }, rng }: Ask): Entries {
  if (q) return unseenFlows(p, q, samples);
  if (!rng) return unseenIn(p, samples);
  const kind = [p.family, own.entries, own.columns, samples].join("\n"), before = memory.of(rng, kind);
  if (before && isFresh(before, leaf)) return before.found;
  const found = unseenIn(p, samples);
  memory.keep(rng, kind, { leaf, found });
  return found;
}

function unseenIn(p: Distribution, samples: number): Entries {
  const power = Math.ceil(Math.log2(samples)), of = known.get(p) ?? new Map<number, Entries>();
  let found = of.get(power);
  if (!found) known.set(p, of.set(power, (found = unseenFlows(p, undefined, 2 ** power))));
  return found;
}
