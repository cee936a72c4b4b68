import { type Allocate, Arena, columnBytes } from "../arena";
import { type LawCost, lawCostOf } from "../cost";
import { isArrayLike, isRecord, show, wrongKind, wrongValue } from "../check";
import { type CouplingSource, NO_PAIR } from "../coupled/coupling";
import { type Curve, Distribution, type Internals, type Law, type Parameters, type VisitTerms, internalsOf, isDistribution } from "../distribution";
import { type Span, spansOf } from "../flows/gaps";
import { LEAF } from "../random";

/** x = e^y, x = log(1 + e^y), x = 1/(1 + e^−y), or x = a + b·y. */
export type Bijection = "exp" | "softplus" | "sigmoid" | { readonly affine: readonly [a: number, b: number] };

const SUPPORT = { exp: "positive", softplus: "positive", sigmoid: "unit" } as const;
const FORWARD = { exp: "vectorExp", softplus: "vectorSoftplus", sigmoid: "vectorSigmoid" } as const;
const INVERSE = { exp: "transformExp", softplus: "transformSoftplus", sigmoid: "transformSigmoid" } as const;

/**
 * The distribution of x = T(y), y ~ d, each column by itself:
 *
 *     log p(x) = log p_d(y) − log |T′(y)|        flow T′·u_d        divergence ∇·u_d + u_d·T″/T′
 *
 * Parameters and scores are those of d; a and b of an affine map are constants. Mean, variance and entropy are known of affine maps only.
 * For b < 0 `quantile` takes that of 1 − u.
 *
 * @param d a continuous distribution of any number of columns.
 * @param bijection "exp", "softplus", "sigmoid", or { affine: [a, b] }, a and b finite, b ≠ 0.
 * @throws TypeError if one of these is something else or d is discrete; RangeError for a wrong a or b.
 *
 * @example
 * ```js
 * const p = transform(normal({ loc: 0, scale: 1 }), "exp"); // log-normal
 * console.log(p.quantile(0.5), p.score(1)); // 1 { loc: 0, scale: -1 }
 * ```
 */
export function transform<P extends Parameters, C>(d: Distribution<P, C>, bijection: Bijection): Distribution<P, C> {
  const where = "transform";
  if (!isDistribution(d)) throw wrongKind(where, "d", "a distribution", d);
  const base = internalsOf(d), map = affineOf(where, bijection), named = bijection as keyof typeof SUPPORT;
  if (base.supports.includes("count")) throw new TypeError(`${where}: "d" expected a continuous distribution, got ${d.family}, which has columns on the integers`);
  let cost: LawCost | undefined;
  const own: Internals = {
    parameters: base.parameters,
    entries: base.entries,
    columns: base.columns,
    measures: base.measures?.map((measure) => measure && `${JSON.stringify(bijection)} of ${measure}`),
    logs: map && !base.ends ? undefined : `${JSON.stringify(bijection)} ${(base.ends && base.logs) || ""}`,
    group: base.group ?? 1,
    ends: !map || (base.ends ?? false),
    deep: map ? (base.ends && base.deep) === true : true,
    columnNames: () => base.columnNames(),
    supports: base.supports.map((support) => (!map ? SUPPORT[named] : support === "real" ? "real" : "interval")),
    spans: (column) => spansOf(base, column).map((span) => mapped(span, map ?? named)),
    lacks: (operation) => base.lacks(operation) ?? (operation === "moments" && !map ? `${show(bijection)} leaves it no closed mean, variance and entropy` : undefined),
    ...(base.polynomialDegree && { polynomialDegree: (column: number) => base.polynomialDegree?.(column) ?? 0 }),
    get cost() { return (cost ??= mappedCost(lawCostOf(base), base, map ? "affine" : named)); },
    ownColumn: (p) => base.ownColumn(p),
    parts: (p) => base.parts(p),
    coupling: (form, entry) => {
      const found = base.coupling?.(form, entry) ?? NO_PAIR;
      return typeof found === "string" ? found : found.map((source) => mappedCoupling(source, map ?? named));
    },
    layout: (allocate: Allocate) => {
      const law = base.layout(allocate), columns = allocate(base.columns * 4 * COLUMN), scratch = allocate(COLUMN);
      const logs = allocate(base.ends ? 2 * base.columns * 4 * COLUMN : 0);
      return (arena) => new TransformLaw(arena, law(arena), base.columns, map ?? named, columns, scratch, logs, base.ends === true);
    },
  };
  return new Transformed(where, d, own, bijection) as never;
}

/** T and T⁻¹ with what belongs to it, of one column. */
const FORWARD_COST = { exp: 1.8, softplus: 5.3, sigmoid: 2.4, affine: 0.3 }, INVERSE_COST = { exp: 5.6, softplus: 18.7, sigmoid: 12.4, affine: 1.1 };

function mappedCost(base: LawCost, { columns, entries }: Internals, map: keyof typeof FORWARD_COST): LawCost {
  const forth = columns * FORWARD_COST[map], back = columns * INVERSE_COST[map];
  return {
    draw: base.draw + forth, quantile: base.quantile + forth, mirror: base.mirror + forth + back, logProb: base.logProb + back, curve: base.curve + back, slopes: base.slopes + back + 0.4 * columns, scores: base.scores + back, flows: base.flows + back + 0.3 * entries,
    polynomial: base.polynomial + 0.3 * back, tries: base.tries, ratio: 0,
  };
}

/** @throws TypeError, RangeError */
function affineOf(where: string, bijection: unknown): readonly [number, number] | undefined {
  if (typeof bijection === "string" && Object.hasOwn(SUPPORT, bijection)) return undefined;
  const expected = `"exp", "softplus", "sigmoid" or { affine: [a, b] }`;
  if (typeof bijection === "string") throw wrongValue(where, "bijection", expected, bijection);
  if (!isRecord(bijection) || !isArrayLike(bijection.affine) || Object.keys(bijection).length !== 1) throw wrongKind(where, "bijection", expected, bijection);
  const { affine } = bijection, [a, b] = Array.from(affine);
  if (affine.length !== 2) throw wrongValue(where, "affine", "two numbers [a, b]", affine);
  for (const [name, value] of [["affine[0]", a], ["affine[1]", b]] as const) {
    if (typeof value !== "number") throw wrongKind(where, name, "a finite number", value);
    if (!Number.isFinite(value)) throw wrongValue(where, name, "a finite number", value);
  }
  if (b === 0) throw wrongValue(where, "affine[1]", "a number ≠ 0", b);
  return [a as number, b as number];
}

/** Carries what it was made of. @internal */
export class Transformed extends Distribution {
  readonly base: Distribution;
  readonly bijection: Bijection;

  constructor(family: string, base: Distribution, own: Internals, bijection: Bijection) {
    super(family, base.parameters, own);
    this.base = base;
    this.bijection = typeof bijection === "string" ? bijection : { affine: [bijection.affine[0], bijection.affine[1]] };
  }
}

const COLUMN = columnBytes(LEAF);
/** Of each column of x: y, T′, log T′, T″/T′. */
const SLOPE = COLUMN, LOG_SLOPE = 2 * COLUMN, CURVATURE = 3 * COLUMN, STRIDE = 4 * COLUMN;

class TransformLaw implements Law {
  constructor(
    private readonly arena: Arena,
    private readonly base: Law,
    private readonly count: number,
    private readonly map: Mapping,
    private readonly at: number,
    private readonly scratch: number,
    private readonly logs: number,
    private readonly ofBase: boolean,
  ) {
    if (typeof map === "string") return;
    for (let d = 0; d < count; d++) {
      const to = at + d * STRIDE, b = map[1], { kernels } = arena;
      kernels.columnFill(to + SLOPE, b, LEAF);
      kernels.columnFill(to, Math.abs(b), LEAF);
      kernels.vectorLog(to, to + LOG_SLOPE, LEAF);
      kernels.columnFill(to + CURVATURE, 0, LEAF);
    }
  }

  draw(x: number, stride: number, n: number, place: number, column: number, logs: number): void {
    this.base.draw(x, stride, n, place, column, this.ofBase ? logs : 0);
    this.#drawn(x, stride, n, logs);
  }

  fromUniforms(x: number, stride: number, n: number, logs: number): void {
    if (this.#falls) for (let d = 0; d < this.count; d++) this.arena.kernels.transformAffine(x + d * stride, x + d * stride, n, 1, -1);
    this.base.fromUniforms?.(x, stride, n, this.ofBase ? logs : 0);
    this.#drawn(x, stride, n, logs);
  }

  mirror(x: number, stride: number, n: number, out: number, outStride: number, logs: number, outLogs: number): void {
    this.#invert(x, stride, n);
    this.base.mirror?.(this.at, STRIDE, n, out, outStride, this.#logs(logs, stride, n), this.ofBase ? outLogs : 0);
    this.#drawn(out, outStride, n, outLogs);
  }

  /** Draws of x in the place of those of y. */
  #drawn(x: number, stride: number, n: number, logs: number): void {
    for (let d = 0; d < this.count; d++) {
      // the draw of y, where e^y and its kin round to an end of what T reaches
      if (logs && !this.ofBase) this.arena.kernels.columnCopy(x + d * stride, logs + 2 * d * stride, n);
      this.#forward(x + d * stride, n);
    }
  }

  get #falls(): boolean { return typeof this.map !== "string" && this.map[1] < 0; }

  logProb(x: number, stride: number, n: number, out: number, logs: number): void {
    this.#invert(x, stride, n);
    this.base.logProb(this.at, STRIDE, n, out, this.#logs(logs, stride, n, true));
    for (let d = 0; d < this.count; d++) this.arena.kernels.transformDensity(out, this.at + d * STRIDE + LOG_SLOPE, n);
  }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    this.#invert(x, stride, n, true);
    this.base.gradLogProb(this.at, STRIDE, n, out, outStride);
    for (let d = 0; d < this.count; d++) {
      const from = this.at + d * STRIDE;
      this.arena.kernels.transformGradient(out + d * outStride, from + SLOPE, from + CURVATURE, n);
    }
  }

  terms(x: number, stride: number, n: number, flows: boolean, logs: number, visit: VisitTerms): void {
    this.#invert(x, stride, n, !logs);
    this.base.terms(this.at, STRIDE, n, flows, this.#logs(logs, stride, n), (entry, score, column, flow) => {
      if (flow) this.arena.kernels.columnMultiply(flow, this.at + column * STRIDE + SLOPE, this.scratch, n);
      visit(entry, score, column, flow && this.scratch);
    });
  }

  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    this.#invert(x, stride, n, true);
    this.base.divergences(this.at, STRIDE, n, visit);
    this.base.terms(this.at, STRIDE, n, true, 0, (entry, _score, column, flow) => {
      if (!flow) return;
      this.arena.kernels.columnMultiply(flow, this.at + column * STRIDE + CURVATURE, this.scratch, n);
      visit(entry, this.scratch);
    });
  }

  curve(curve: Curve, x: number, stride: number, n: number, out: number, outStride: number): void {
    const { kernels } = this.arena, falls = this.#falls;
    if (curve === "quantile") {
      if (falls) for (let d = 0; d < this.count; d++) kernels.transformAffine(x + d * stride, this.at + d * STRIDE, n, 1, -1);
      this.base.curve?.(curve, falls ? this.at : x, falls ? STRIDE : stride, n, out, outStride);
      for (let d = 0; d < this.count; d++) this.#forward(out + d * outStride, n);
      return;
    }
    this.#invert(x, stride, n);
    this.base.curve?.(falls ? MIRRORED[curve] : curve, this.at, STRIDE, n, out, outStride);
  }

  /** Of y. */
  polynomials(x: number, stride: number, n: number, degree: number, out: number, outStride: number, logs: number): void {
    this.#invert(x, stride, n, !logs);
    this.base.polynomials?.(this.at, STRIDE, n, degree, out, outStride, this.#logs(logs, stride, n));
  }

  /** Of an affine map. */
  moments(mean: Float64Array, variance: Float64Array): number {
    const [a, b] = this.map as readonly [number, number], entropy = this.base.moments(mean, variance);
    for (let d = 0; d < this.count; d++) {
      mean[d] = a + b * (mean[d] as number);
      variance[d] = b * b * (variance[d] as number);
    }
    return entropy + this.count * (this.arena.f64[(this.at + LOG_SLOPE) / 8] as number);
  }

  /** What the base drew, at its own stride; or y itself in the place of what was inverted, and log T′ of it: y, or y − log(1 + e^y), or twice that. */
  #logs(logs: number, stride: number, n: number, slopes = false): number {
    const { kernels } = this.arena;
    if (!logs) return 0;
    if (this.ofBase) {
      for (let j = 0; j < 2 * this.count; j++) kernels.columnCopy(logs + j * stride, this.logs + j * STRIDE, n);
      return this.logs;
    }
    for (let d = 0; d < this.count; d++) {
      const y = this.at + d * STRIDE;
      kernels.columnCopy(logs + 2 * d * stride, y, n);
      if (!slopes) continue;
      kernels.columnCopy(y, y + LOG_SLOPE, n);
      if (this.map === "exp") continue;
      kernels.vectorSoftplus(y, this.scratch, n);
      kernels.columnAddScaled(this.map === "sigmoid" ? -2 : -1, this.scratch, y + LOG_SLOPE, n);
    }
    return 0;
  }

  #forward(column: number, n: number): void { forward(this.arena, this.map, column, n); }

  /** `inside`: NaN for what T does not reach, not ±Infinity. */
  #invert(x: number, stride: number, n: number, inside = false): void {
    const { kernels } = this.arena;
    for (let d = 0; d < this.count; d++) {
      const from = x + d * stride, to = this.at + d * STRIDE;
      inverse(this.arena, this.map, from, to, n);
      if (!inside) continue;
      if (typeof this.map === "string") kernels.transformInside(to, to + SLOPE, to + CURVATURE, n);
      else kernels.transformInside(to, to, to, n); // of which T′ is constant
    }
  }
}

type Mapping = keyof typeof SUPPORT | readonly [number, number];

/** T, in place. */
function forward({ kernels }: Arena, map: Mapping, column: number, n: number): void {
  if (typeof map === "string") kernels[FORWARD[map]](column, column, n);
  else kernels.transformAffine(column, column, n, ...map);
}

/** Its ends by T, in their order. */
function mapped(span: Span, map: Mapping): Span {
  const [from, to] = Arena.lend((allocate) => allocate(columnBytes(2)), (arena, at): number[] => {
    arena.column(at, 2).set(span);
    forward(arena, map, at, 2);
    return Array.from(arena.column(at, 2));
  }) as [number, number];
  return from > to ? [to, from] : [from, to];
}

/** T⁻¹, and of what is no affine map the three other columns. */
function inverse({ kernels }: Arena, map: Mapping, from: number, to: number, n: number): void {
  if (typeof map === "string") kernels[INVERSE[map]](from, to, COLUMN, n);
  else kernels.transformAffineInverse(from, to, n, ...map);
}

/** The points of the base, mapped. The one that is the draw stays it, bit by bit. */
function mappedCoupling(source: CouplingSource, map: Mapping): CouplingSource {
  const { shares } = source;
  return {
    ...source,
    layout: (allocate) => {
      const make = source.layout(allocate), y = allocate(4 * COLUMN);
      return (arena) => {
        const base = make(arena);
        return {
          draw: (x, n, place, first, plus, minus, weight) => {
            if (shares) inverse(arena, map, x, y, n);
            base.draw(y, n, place, first, plus, minus, weight);
            forward(arena, map, plus, n);
            forward(arena, map, minus, n);
            if (shares) arena.kernels.columnCopy(x, shares === "plus" ? plus : minus, n);
          },
        };
      };
    },
  };
}

const MIRRORED = { cdf: "survival", survival: "cdf", logCdf: "logSurvival", logSurvival: "logCdf" } as const;
