/** Sobol' points in working memory: quasi-random uniform numbers, which `Law.fromUniforms` turns into draws. */
import type { Allocate, Arena } from "../arena";
import { type Origin, PLACE_BYTES, PURPOSE, writePlace } from "../random";

/** The most columns that there are direction numbers for. @internal */
export const SOBOL_COLUMNS = 256;

/** @internal */
export interface SobolPoints {
  /**
   * `n` rows, at most LEAF, of uniforms from point `first` of a replicate on, one column after the other, `stride` bytes apart. They are
   * inside (0, 1), odd multiples of 2⁻⁵³; the padding holds further points. A replicate has 2³² points. It is a scrambling of its own, by the
   * randomness of leaf `replicate` from the origin on: as long as nobody else takes that leaf, replicates are independent.
   */
  draw(origin: Origin, replicate: number, first: number, x: number, stride: number, n: number): void;
}

/** The first `columns` columns, at most SOBOL_COLUMNS, of scrambled Sobol' sequences. @internal */
export function sobol(allocate: Allocate, columns: number): (arena: Arena) => SobolPoints {
  const place = allocate(PLACE_BYTES);
  return (arena) => ({
    draw: (origin, replicate, first, x, stride, n) => {
      writePlace(arena, place, origin, PURPOSE.scramble, replicate);
      arena.kernels.sobol(x, stride, columns, first, n, place);
    },
  });
}
