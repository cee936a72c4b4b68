import { type Allocate, type Arena, columnBytes } from "../arena";
import { type LawCost, lawCostOf, sumOfCosts } from "../cost";
import { isRecord, show, wrongKind } from "../check";
import { NO_PAIR } from "../coupled/coupling";
import { type Across, type Curve, Distribution, type End, type Internals, type Law, type Parameter, type VisitTerms, internalsOf, isDistribution } from "../distribution";
import { spansOf } from "../flows/gaps";
import type { FlowSource } from "../flows/source";
import { measuresOf } from "../measure";
import type { TiltSource } from "../proposals/tilt";
import { LEAF } from "../random";

/** Parameters of a product: those of its parts, by name. */
export type ProductParameters<D> = { readonly [K in keyof D]: D[K] extends Distribution<infer P, infer _C> ? P : never };

/**
 * Independent distributions side by side, by name: p(x) = Π p_name(x_name). Columns stand in the order of the names; where a part has
 * one column it is called by the name, else name0, name1 … Parameters, scores and gradients are records of those of the parts.
 *
 * @param parts Distributions of any kind, discrete ones too, products included.
 * @throws TypeError if there is none, or one of them is no distribution; RangeError if the name of a part is that of a column of another, or of the one
 *   that would follow these: with two columns in w, no part can be w0, w1 or w2.
 *
 * @example
 * ```js
 * const p = product({ w: normal({ loc: [0, 0], scale: 1 }), k: poisson({ rate: 3 }) });
 * console.log(p.columnNames.join(" ")); // w0 w1 k
 * ```
 */
export function product<const D extends { readonly [name: string]: Distribution }>(parts: D): Distribution<ProductParameters<D>> {
  const where = "product";
  if (!isRecord(parts) || Object.keys(parts).length === 0) throw wrongKind(where, "parts", "a record of distributions", parts);
  const named = Object.entries(parts as Record<string, unknown>).map(([name, part]) => {
    if (!isDistribution(part)) throw wrongKind(where, name, "a distribution", part);
    return { name, part, own: internalsOf(part) };
  });
  let entries = 0, columns = 0;
  const placed = named.map(({ name, part, own }) => {
    const at = { name, part, own, entry: entries, column: columns };
    entries += own.entries;
    columns += own.columns;
    return at;
  });
  checkNames(where, placed);
  const partOf = (entry: number): (typeof placed)[number] => placed.find((at) => entry < at.entry + at.own.entries) as (typeof placed)[number];
  const holding = (column: number): (typeof placed)[number] => placed.filter((part) => part.column <= column).at(-1) as (typeof placed)[number];
  const insideOf = (at: (typeof placed)[number], p: Parameter): Parameter => ({ ...p, path: p.path.slice(1), offset: p.offset - at.entry });
  const tilts = new Map<TiltSource, TiltSource>();
  let cost: LawCost | undefined;
  const own: Internals = {
    parameters: placed.flatMap(({ name, own: { parameters }, entry }) => parameters.map((p): Parameter => ({ ...p, path: [name, ...p.path], offset: p.offset + entry }))),
    entries,
    columns,
    columnNames: () => placed.flatMap(namesOf),
    supports: placed.flatMap(({ own: { supports } }) => supports),
    measures: placed.some(({ own: part }) => part.measures) ? placed.flatMap(({ own: part }) => measuresOf(part)) : undefined,
    logs: placed.map(({ own: part }) => `${part.columns} ${part.logs ?? ""}`).join(),
    group: Math.max(...placed.map(({ own: part }) => part.group ?? 1)),
    ends: placed.some(({ own: part }) => part.ends),
    deep: placed.some(({ own: part }) => part.deep),
    spans: (column) => {
      const at = holding(column);
      return spansOf(at.own, column - at.column);
    },
    last: (column) => {
      const at = holding(column);
      return at.own.last?.(column - at.column) ?? Infinity;
    },
    lacks: (operation) => {
      const without = placed.find((at) => at.own.lacks(operation));
      return without && `its part "${without.name}" has none: ${without.own.lacks(operation)}`;
    },
    polynomialDegree: (column) => {
      const at = holding(column);
      return at.own.polynomialDegree?.(column - at.column) ?? 0;
    },
    get cost() { return (cost ??= sumOfCosts(placed.map((at) => [1, lawCostOf(at.own)]))); },
    ownColumn: () => false,
    parts: (p) => { const at = partOf(p.offset); return at.own.parts({ ...p, offset: p.offset - at.entry }); },
    tilt: (kind, entry) => {
      const at = partOf(entry), found = at.own.tilt?.(kind, entry - at.entry) ?? `${at.part.family} has none`;
      if (typeof found === "string") return found;
      return found.map((source) => {
        let moved = tilts.get(source);
        if (!moved) tilts.set(source, (moved = { ...source, first: source.first + at.column, layout: movedTilt(source, at.column) }));
        return moved;
      });
    },
    coupling: (form, entry) => {
      const at = partOf(entry), found = at.own.coupling?.(form, entry - at.entry) ?? NO_PAIR;
      return typeof found === "string" ? found : found.map((source) => ({ ...source, column: source.column + at.column }));
    },
    overdispersed: (factor) => {
      const wide = named.map(({ part, own: one }) => one.overdispersed?.(factor) ?? `${part.family} does not know of wider tails`), without = wide.find((one) => typeof one === "string");
      return without ?? product(Object.fromEntries(named.map(({ name }, k) => [name, wide[k] as Distribution])));
    },
    flow: (which, p) => {
      const at = partOf(p.offset), found = at.own.flow?.(which, insideOf(at, p));
      return typeof found === "object" ? placedFlow(found, at.column, at.own.columns) : found;
    },
    layout: (allocate: Allocate) => {
      const parts = placed.map(({ own: part, entry, column }) => ({ law: part.layout(allocate), entry, column, columns: part.columns, knowsLogs: part.logs !== undefined }));
      const scratch = allocate(columnBytes(LEAF));
      return (arena) => new ProductLaw(arena, parts.map(({ law, ...at }) => ({ law: law(arena), ...at })), scratch);
    },
  };
  const parameters = Object.fromEntries(named.map(({ name, part }) => [name, part.parameters]));
  return new Distribution(where, parameters as never, own, Object.fromEntries(named.map(({ name, part }) => [name, part]))) as never;
}

interface NamedPart { readonly name: string; readonly own: { readonly columns: number } }

const namesOf = ({ name, own: { columns } }: NamedPart): string[] => (columns === 1 ? [name] : Array.from({ length: columns }, (_, d) => `${name}${d}`));

/** In formulas a name is a part or one of its columns, and w0, w1, … are of w. @throws RangeError */
function checkNames(where: string, parts: readonly NamedPart[]): void {
  const owners = new Map<string, NamedPart>();
  for (const part of parts) if (part.own.columns > 1) for (const column of [...namesOf(part), `${part.name}${part.own.columns}`]) owners.set(column, owners.get(column) ?? part);
  for (const part of parts) {
    for (const name of [part.name, ...namesOf(part)]) {
      const other = owners.get(name);
      if (other && other !== part) throw new RangeError(`${where}: ${show(part.name)} expected another name: ${name} would be of ${show(other.name)}, which has ${other.own.columns} columns, too`);
    }
  }
}

/** The flow of a part, whose columns begin at `first`. */
function placedFlow({ carries, cost, layout }: FlowSource, first: number, columns: number): FlowSource {
  return {
    ...(carries !== undefined && { carries }),
    ...(cost !== undefined && { cost }),
    layout: (allocate) => {
      const law = layout(allocate);
      return (arena) => {
        const flow = law(arena);
        return {
          run: (x, stride, n) => flow.run(x + first * stride, stride, n),
          column: (j, d) => (d >= first && d < first + columns ? flow.column(j, d - first) : 0),
          divergence: (j) => flow.divergence(j),
        };
      };
    },
  };
}

/** A tilt of a part, whose columns begin at `first`: what it says of rows is of those columns. */
function movedTilt({ layout }: TiltSource, first: number): TiltSource["layout"] {
  return (allocate) => {
    const make = layout(allocate);
    return (arena) => {
      const tilt = make(arena), { ratio } = tilt;
      return { norm: tilt.norm, draw: (words, x, stride, n, logs) => tilt.draw(words, x, stride, n, logs), ...(ratio && { ratio: (x: number, stride: number, n: number, share: number, out: number) => ratio.call(tilt, x + first * stride, stride, n, share, out) }) };
    };
  };
}

interface Placed { readonly law: Law; readonly entry: number; readonly column: number; readonly columns: number; readonly knowsLogs: boolean }

/** Logarithms of the draws of a part, if it knows of them. */
const logsOf = ({ column, knowsLogs }: Placed, logs: number, stride: number): number => (logs && knowsLogs ? logs + 2 * column * stride : 0);

class ProductLaw implements Law {
  constructor(private readonly arena: Arena, private readonly parts: readonly Placed[], private readonly scratch: number) {}

  draw(x: number, stride: number, n: number, place: number, column: number, logs: number): void {
    for (const part of this.parts) part.law.draw(x + part.column * stride, stride, n, place, column + part.column, logsOf(part, logs, stride));
  }

  fromUniforms(x: number, stride: number, n: number, logs: number): void {
    for (const part of this.parts) part.law.fromUniforms?.(x + part.column * stride, stride, n, logsOf(part, logs, stride));
  }

  mirror(x: number, stride: number, n: number, out: number, outStride: number, logs: number, outLogs: number): void {
    for (const part of this.parts) part.law.mirror?.(x + part.column * stride, stride, n, out + part.column * outStride, outStride, logsOf(part, logs, stride), logsOf(part, outLogs, outStride));
  }

  logProb(x: number, stride: number, n: number, out: number, logs: number): void {
    const { kernels } = this.arena;
    kernels.columnFill(out, 0, n);
    for (const part of this.parts) {
      part.law.logProb(x + part.column * stride, stride, n, this.scratch, logsOf(part, logs, stride));
      kernels.columnAddScaled(1, this.scratch, out, n);
    }
  }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    for (const part of this.parts) part.law.gradLogProb(x + part.column * stride, stride, n, out + part.column * outStride, outStride);
  }

  terms(x: number, stride: number, n: number, flows: boolean, logs: number, visit: VisitTerms): void {
    for (const part of this.parts) {
      part.law.terms(x + part.column * stride, stride, n, flows, logsOf(part, logs, stride), (entry, score, column, flow) => visit(entry + part.entry, score, column + part.column, flow));
    }
  }

  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    for (const part of this.parts) part.law.divergences(x + part.column * stride, stride, n, (entry, divergence) => visit(entry + part.entry, divergence));
  }

  curve(curve: Curve, x: number, stride: number, n: number, out: number, outStride: number): void {
    for (const part of this.parts) part.law.curve?.(curve, x + part.column * stride, stride, n, out + part.column * outStride, outStride);
  }

  polynomials(x: number, stride: number, n: number, degree: number, out: number, outStride: number, logs: number): void {
    for (const part of this.parts) part.law.polynomials?.(x + part.column * stride, stride, n, degree, out + part.column * degree * outStride, outStride, logsOf(part, logs, stride));
  }

  /** Within the part that reaches the plane with the least spread. */
  across(a: Float64Array): Across | undefined {
    let best: Across | undefined;
    for (const { law, column, columns } of this.parts) {
      const found = law.across?.(a.subarray(column, column + columns));
      if (!found || (best && best.spread >= found.spread)) continue;
      const direction = new Float64Array(a.length);
      direction.set(found.direction, column);
      best = { direction, spread: found.spread, density: (x, stride, n, out) => found.density(x + column * stride, stride, n, out) };
    }
    return best;
  }

  ends(parameter: Parameter): End[] | undefined {
    const at = this.parts.filter(({ entry }) => entry <= parameter.offset).at(-1) as Placed;
    return at.law.ends?.({ ...parameter, path: parameter.path.slice(1), offset: parameter.offset - at.entry })?.map((end) => ({ ...end, column: end.column + at.column }));
  }

  moments(mean: Float64Array, variance: Float64Array): number {
    let entropy = 0;
    for (const { law, column, columns } of this.parts) entropy += law.moments(mean.subarray(column, column + columns), variance.subarray(column, column + columns));
    return entropy;
  }
}
