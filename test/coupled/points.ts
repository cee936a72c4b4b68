/** Coupled points, drawn as a run would draw them: x for the purpose of draws, the points for their own. */
import { Arena, columnBytes } from "../../bindings/arena";
import type { CouplingForm, CouplingSource } from "../../bindings/coupled/coupling";
import { type Distribution, internalsOf } from "../../bindings/distribution";
import { LEAF, PLACE_BYTES, PURPOSE, Rng, takeLeaves, writePlace } from "../../bindings/random";

export interface Points { readonly x: Float64Array; readonly plus: Float64Array; readonly minus: Float64Array; readonly weight: Float64Array }

/** The sources of an entry. */
export function sourcesOf(p: Distribution, entry = 0, form: CouplingForm = "measure-valued"): readonly CouplingSource[] {
  const found = internalsOf(p).coupling!(form, entry);
  if (typeof found === "string") throw new Error(found);
  return found;
}

/** `n` rows from leaf `from` on; `rows` of each leaf. */
export function pointsOf(p: Distribution, source: CouplingSource, n: number, { seed = 1, from = 0, rows = LEAF, first = 0 } = {}): Points {
  const own = internalsOf(p), D = own.columns, bytes = columnBytes(LEAF), of = (): Float64Array => new Float64Array(n), result = { x: of(), plus: of(), minus: of(), weight: of() };
  const origin = takeLeaves(new Rng(seed), 1);
  const layout = (allocate: (bytes: number) => number) => ({ law: own.layout(allocate), coupling: source.layout(allocate), place: allocate(PLACE_BYTES), x: allocate(D * bytes), plus: allocate(bytes), minus: allocate(bytes), weight: allocate(bytes) });
  Arena.lend(layout, (arena, at) => {
    const law = at.law(arena), coupling = at.coupling(arena), x = at.x + source.column * bytes;
    for (let done = 0, leaf = from; done < n; done += rows, leaf++) {
      const here = Math.min(rows, n - done);
      writePlace(arena, at.place, origin, PURPOSE.draw, leaf);
      law.draw(at.x, bytes, here, at.place, 0, 0);
      writePlace(arena, at.place, origin, PURPOSE.couple, leaf);
      coupling.draw(x, here, at.place, first, at.plus, at.minus, at.weight);
      for (const [name, address] of [["x", x], ["plus", at.plus], ["minus", at.minus], ["weight", at.weight]] as const) result[name].set(arena.column(address, here), done);
    }
  });
  return result;
}
