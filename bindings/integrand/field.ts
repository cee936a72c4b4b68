/**
 * `field`: flow fields u as formulas, with the divergence derived.
 */
import { type Allocate, Arena, columnBytes } from "../arena";
import { isRecord, wrongKind } from "../check";
import { sizeOf, bind } from "./bind";
import type { Block } from "./block";
import { type IntegrandOptions, formulaOf, namedOf } from "./compiled";
import { derivativeBy } from "./differentiate";
import { joined } from "./formula";
import { Kernel } from "./kernel";
import type { Traced } from "./trace";

/** A flow field of one parameter, compiled. */
export interface CompiledField {
  readonly value: (x: Block, out: Block) => void;
  readonly divergence: (x: Block, out: Block) => void;
  readonly id: string;
}

/**
 * A flow field u of one parameter, as formulas: `flow: { loc: field({ value: ["1"] }) }`. Its divergence Σ ∂u_d/∂x_d is derived. p·u must vanish at
 * the ends of the support.
 *
 * @param value For a parameter of m entries and a distribution of D columns m·D formulas, text or traced: number j·D + d is u_d of entry j.
 * @throws SyntaxError, TypeError, RangeError as `integrand`; RangeError in a run if the number of formulas is not that of its entries times
 *   columns.
 *
 * @example
 * ```js
 * const p = normal({ loc: 1, scale: 2 }), rp = field({ value: ["(x - m)/s"], constants: { m: 1, s: 2 } });
 * const g = gradient(p, integrand("x^2"), { flow: { loc: "rp", scale: rp }, samples: 1e5, seed: 42 });
 * console.log(g.grad.scale.mean.toFixed(1)); // 4.0
 * ```
 */
export function field({ value, ...options }: { readonly value: readonly (string | Traced)[] } & IntegrandOptions): CompiledField {
  if (!Array.isArray(value) || value.length === 0) throw wrongKind("field", "value", "an array of formulas", value);
  const data = namedOf(options), formula = joined(value.map((one, k) => formulaOf("field", `value[${k}]`, one).formula)), kernels = new Map<number, { readonly columns: Kernel; readonly divergence: Kernel }>();
  const dataSize = data.reduce((sum, { shape }) => sum + sizeOf(shape), 0), texts = value.map(String);

  const kernelsOf = (D: number): { readonly columns: Kernel; readonly divergence: Kernel } => {
    let known = kernels.get(D);
    if (!known) {
      const fail = (_place: number, expected: string, got: string): RangeError => new RangeError(`field: expected ${expected}, got ${got}`);
      const { graph, roots, usesLogp } = bind(formula, { columnNames: Array.from({ length: D }, (_, d) => `x${d}`), parameters: [], data }, undefined, fail);
      if (usesLogp) throw new RangeError("field: expected formulas of x, data and constants, got logp");
      if (roots.length % D) throw new RangeError(`field: "value" expected ${D} formulas, one for each column, for each entry, got ${roots.length}`);
      const divergences = Array.from({ length: roots.length / D }, (_, j) => Array.from({ length: D }, (_, d) => derivativeBy(graph, roots[j * D + d]!, d)).reduce((sum, id) => graph.add(sum, id)));
      kernels.set(D, (known = { columns: new Kernel(graph, roots, [], dataSize, dataSize), divergence: new Kernel(graph, divergences, [], dataSize, dataSize) }));
    }
    return known;
  };

  const fill = (which: "columns" | "divergence") => (x: Block, out: Block): void => {
    if (!Array.isArray(x) || x.length === 0) throw wrongKind("field", "x", "columns of numbers", x);
    const D = x.length, n = x[0]!.length, kernel = kernelsOf(D)[which], wanted = which === "columns" ? value.length : value.length / D, stride = columnBytes(n) + 64;
    if (out.length !== wanted) throw new RangeError(`field: "value" expected ${out.length * (which === "columns" ? 1 : D)} formulas here, got ${value.length}`);
    const layout = (allocate: Allocate) => ({ x: allocate(D * stride), out: allocate(wanted * stride), data: allocate((dataSize + kernel.literals.length) * 8), scratch: kernel.layout(allocate) });
    Arena.lend(layout, (arena, at) => {
      x.forEach((column, d) => arena.column(at.x + d * stride, n).set(column));
      let to = at.data / 8;
      for (const { values } of data) {
        arena.f64.set(values, to);
        to += values.length;
      }
      arena.f64.set(kernel.literals, to);
      kernel.run(arena, at.data, at.scratch, { x: at.x, stride, n, out: at.out, grad: 0, theta: 0, logp: 0, logpGrad: 0 });
      out.forEach((column, k) => column.set(arena.column(at.out + k * stride, n)));
    });
  };
  return { value: fill("columns"), divergence: fill("divergence"), id: `field ${JSON.stringify(texts)} ${JSON.stringify(isRecord(options) ? options : {})}` };
}
