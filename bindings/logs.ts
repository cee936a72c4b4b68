/** Logarithms that go with draws (see `Law.draw`). */
import type { Arena } from "./arena";

/** What `draw` writes to `logs` for draws of one number that are not so close to an end, if these are not 0; `unit`: with log(1 − x). @internal */
export function logsOfDraws({ kernels }: Arena, unit: boolean, columns: number, x: number, stride: number, n: number, logs: number): void {
  if (!logs) return;
  for (let d = 0; d < columns; d++) {
    const from = x + d * stride, to = logs + 2 * d * stride;
    kernels.columnLogs(from, to, n);
    if (!unit) continue;
    kernels.transformAffine(from, to + stride, n, 1, -1);
    kernels.columnLogs(to + stride, to + stride, n);
  }
}
