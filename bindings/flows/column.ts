/**
 * Flows of families of one number: a formula for all columns, with constants for each, and the derivative that belongs to it.
 */
import { type Allocate, type Arena, columnBytes } from "../arena";
import { bind } from "../integrand/bind";
import { formulaOf } from "../integrand/compiled";
import { derivativeBy } from "../integrand/differentiate";
import { Kernel } from "../integrand/kernel";
import { LEAF } from "../random";
import type { FlowLaw, FlowSource } from "./source";

/** u(x) as text, and its constants. @internal */
export interface ColumnFlow { readonly formula: string; readonly constants: Readonly<Record<string, number>> }

const COLUMN = columnBytes(LEAF);
const compiled = new Map<string, Kernel>();

/** u and u′ of one column. */
function kernelOf({ formula, constants }: ColumnFlow): Kernel {
  const names = Object.keys(constants), key = `${formula} ${names.join()}`;
  let known = compiled.get(key);
  if (!known) {
    const { graph, roots } = bind(formulaOf("flow", "formula", formula).formula, { columnNames: ["x"], parameters: [], data: names.map((name) => ({ name, shape: [] })) }, undefined, (_, expected, got) => new RangeError(`flow: expected ${expected}, got ${got}`));
    compiled.set(key, (known = new Kernel(graph, [roots[0]!, derivativeBy(graph, "x", roots[0]!, 0)], [], names.length, names.length)));
  }
  return known;
}

/** One for each column, of the entry of the same number, or of the only one. @internal */
export function columnFlow(flows: readonly ColumnFlow[], shared: boolean): FlowSource {
  const kernels = flows.map(kernelOf), numbers = flows.map(({ constants }, d) => [...Object.values(constants), ...kernels[d]!.literals]), D = flows.length;
  return {
    cost: kernels.reduce((sum, { cost }) => sum + cost, 0),
    layout: (allocate: Allocate) => {
      const data = numbers.map(({ length }) => allocate(length * 8)), scratch = kernels.map((kernel) => kernel.layout(allocate)), out = allocate((2 * D + 1) * COLUMN), sum = out + 2 * D * COLUMN, from = allocate(COLUMN);
      return (arena: Arena): FlowLaw => {
        numbers.forEach((values, d) => arena.f64.set(values, data[d]! / 8));
        return {
          run(x, stride, n) {
            if (shared) arena.kernels.columnFill(sum, 0, n);
            kernels.forEach((kernel, d) => {
              const u = out + 2 * d * COLUMN;
              arena.kernels.columnCopy(x + d * stride, from, n);
              kernel.run(arena, data[d]!, scratch[d]!, { x: from, stride: COLUMN, n, out: u, grad: 0, theta: 0, logp: 0, logpGrad: 0 });
              if (shared) arena.kernels.columnAddScaled(1, u + COLUMN, sum, n);
            });
          },
          column: (j, d) => (shared || j === d ? out + 2 * d * COLUMN : 0),
          divergence: (j) => (shared ? sum : out + (2 * j + 1) * COLUMN),
        };
      };
    },
  };
}
