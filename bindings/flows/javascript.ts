/**
 * Flow fields in JavaScript, on blocks.
 */
import { type Allocate, type Arena, columnBytes } from "../arena";
import type { Internals } from "../distribution";
import { fill } from "../fill";
import type { Block } from "../integrand/block";
import { LEAF } from "../random";
import type { FlowLaw, FlowSource } from "./source";

/**
 * A flow field u of one parameter, in JavaScript, on blocks. With m entries in the parameter and D columns, `value` fills m·D columns,
 * out[j·D + d][i] = u_d of entry j, and `divergence` m columns, out[j][i] = ∇·u of entry j. All start as zeros. p·u must vanish at the
 * ends of the support.
 *
 * On a column of integers u_d(k) stands for J(k)/p(k), what flows from k to k + 1, and ∇·u is over the other columns alone: where all are
 * integers it may be left out.
 */
export interface FlowField {
  readonly value: (x: Block, out: Block) => void;
  readonly divergence?: (x: Block, out: Block) => void;
  /** Names it in saved states; without it the source text does. */
  readonly id?: string;
}

const COLUMN = columnBytes(LEAF);

/** `label`: what options call it. @throws TypeError @internal */
export function fieldInJavaScript(where: string, label: string, { value, divergence }: FlowField, { columns }: Internals, size: number): FlowSource {
  return {
    layout: (allocate: Allocate) => {
      const flow = allocate(size * columns * COLUMN), divergences = allocate(size * COLUMN);
      return (arena: Arena): FlowLaw => ({
        run(x, stride, n) {
          const rows = arena.columns(x, stride, columns, n), u = arena.columns(flow, COLUMN, size * columns, n), sums = arena.columns(divergences, COLUMN, size, n);
          for (const column of [...u, ...sums]) column.fill(0);
          fill(where, `${label}.value`, u, () => value(rows, u));
          if (divergence) fill(where, `${label}.divergence`, sums, () => divergence(rows, sums));
          if (n & 3) for (let j = 0; j < size * columns; j++) arena.kernels.columnPad(flow + j * COLUMN, n);
          if (n & 3) for (let j = 0; j < size; j++) arena.kernels.columnPad(divergences + j * COLUMN, n);
        },
        column: (j, d) => flow + (j * columns + d) * COLUMN,
        divergence: (j) => divergences + j * COLUMN,
      });
    },
  };
}
