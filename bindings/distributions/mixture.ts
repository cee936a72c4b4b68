import { type Allocate, type Arena, columnBytes } from "../arena";
import { type LawCost, lawCostOf, sumOfCosts } from "../cost";
import { checkKeys, isArrayLike, isRecord, wrongKind, wrongValue } from "../check";
import { NO_PAIR } from "../coupled/coupling";
import { type Curve, Distribution, type Internals, type Law, type Parameter, type Parameters, type VisitTerms, entriesIn, internalsOf, isDistribution } from "../distribution";
import { type Span, gapOf, spansOf } from "../flows/gaps";
import { LEAF, PLACE_BYTES, writeChoice } from "../random";
import { ON_INTEGERS, mirrorByCurves, numbered } from "./define";
import { logsOfDraws } from "../logs";
import { measuresOf, otherMeasure } from "../measure";

type ParametersOf<D> = D extends Distribution<infer P, infer _C> ? P : never;
/** Parameters of a mixture: the logits, and those of the components by their numbers. */
export type MixtureParameters<D extends readonly Distribution[]> = {
  readonly logits: Float64Array;
  readonly components: number extends D["length"] ? { readonly [k: number]: ParametersOf<D[number]> } : { readonly [K in keyof D & `${number}`]: ParametersOf<D[K]> };
};

/**
 * Mixture Σ w_k p_k of K components, w = softmax(logits). With the share r_k = w_k p_k/p of component k at x:
 *
 *     log p = log Σ w_k p_k
 *     score: logits r_k − w_k, components r_k·score_k
 *     flow: logits −∂F/p (implicit reparameterisation), components r_k·flow_k
 *
 * Every draw chooses its component by randomness of its own, so components keep their draws. The flow of the logits takes the components'
 * distribution functions: without them, with several columns, or with a gap between the components' supports, the logits have no canonical flow, and take "lr". There is no closed
 * entropy. `quantile` is found by bisection of the doubles, exact to the accuracy of the distribution functions.
 *
 * @param parameters `logits`: K finite numbers or −Infinity (weight 0), not all −Infinity; copied. `components`: K distributions over the
 *   same number of columns, all continuous or all on the integers.
 * @throws TypeError, RangeError if they are something else.
 *
 * @example
 * ```js
 * const p = mixture({ logits: [0, 0], components: [normal({ loc: -1, scale: 1 }), normal({ loc: 3, scale: 0.5 })] });
 * console.log(p.mean, p.variance, p.cdf(1).toFixed(3)); // 1 4.625 0.489
 * ```
 */
export function mixture<const D extends readonly Distribution[]>(parameters: { readonly logits: ArrayLike<number>; readonly components: D }): Distribution<MixtureParameters<D> & Parameters> {
  const where = "mixture";
  if (!isRecord(parameters)) throw wrongKind(where, "parameters", "{ logits, components }", parameters);
  checkKeys(where, parameters, ["logits", "components"]);
  const { logits: given, components } = parameters as { readonly logits: unknown; readonly components: unknown };
  if (!Array.isArray(components)) throw wrongKind(where, "components", "an array of distributions", components);
  if (components.length === 0) throw wrongValue(where, "components", "at least one distribution", components);
  const owns = Array.from(components, (component: unknown, k) => {
    if (!isDistribution(component)) throw wrongKind(where, `components[${k}]`, "a distribution", component);
    return internalsOf(component);
  });
  const logits = logitsOf(where, given, components.length), first = owns[0] as Internals, { columns } = first;
  owns.forEach((own, k) => {
    if (own.columns !== columns) throw new RangeError(`${where}: "components[${k}]" expected ${columns} columns, as the first has, got ${own.columns}`);
    const discrete = (of: Internals, d: number): boolean => of.supports[d] === "count";
    for (let d = 0; d < columns; d++) {
      if (discrete(own, d) !== discrete(first, d)) throw new RangeError(`${where}: "components[${k}]" expected ${discrete(first, d) ? "integers" : "no integers"} in column ${d}, as the first has, got ${own.supports[d]}`);
    }
    for (const other of owns.slice(0, k)) {
      const apart = otherMeasure(other, own);
      if (apart) throw new RangeError(`${where}: "components[${k}]" expected a density that can be added to those before it, got ${apart}`);
    }
  });
  const lacksCurve = owns.find((own) => own.lacks("logCdf"))?.lacks("logCdf");
  const curveless = columns > 1 ? "a mixture's logits have no flow where there are several columns" : lacksCurve && `a mixture's logits have no flow where a component has no distribution function (${lacksCurve})`;
  const spans = (d: number): Span[] => owns.flatMap((other, k) => (logits[k] === -Infinity ? [] : spansOf(other, d))), gap = curveless ? undefined : gapOf(spans(0), first.supports[0] === "count");
  const noFlow = curveless ?? (gap && `a mixture's logits have no flow where its components leave a gap (between ${gap[0]} and ${gap[1]}), since what crosses it is never drawn there`);
  let entries = logits.length;
  const offsets = owns.map((own) => {
    const at = entries;
    entries += own.entries;
    return at;
  });
  const partOf = (entry: number): number => offsets.filter((at) => at <= entry).length - 1;
  const inside = (p: Parameter): [own: Internals, p: Parameter] => {
    const k = partOf(p.offset);
    return [owns[k] as Internals, { ...p, offset: p.offset - (offsets[k] as number) }];
  };
  // in a gap of its own such a component is never drawn, but the mixture may be
  const flowless = new Set(owns.flatMap(({ parameters: theirs }, k) => theirs.flatMap((p) => (p.noFlow ? entriesIn(p).map((entry) => entry + (offsets[k] as number)) : []))));
  let cost: LawCost | undefined;
  const own: Internals = {
    parameters: [
      { path: ["logits"], offset: 0, size: logits.length, scalar: false, domain: "logit", ...(noFlow && { noFlow }) },
      ...owns.flatMap(({ parameters: theirs }, k) => theirs.map((p): Parameter => ({ ...p, path: ["components", String(k), ...p.path], offset: p.offset + (offsets[k] as number) }))),
    ],
    entries,
    columns,
    logs: owns.every((other) => other.logs === first.logs) ? first.logs : undefined,
    group: Math.max(...owns.map((other) => other.group ?? 1)),
    ends: owns.some((other) => other.ends) && owns.every((other) => other.logs === first.logs),
    deep: owns.some((other) => other.deep) && owns.every((other) => other.logs === first.logs),
    columnNames: () => numbered(columns),
    supports: first.supports.map((support, d) => (owns.every((other) => other.supports[d] === support) ? support : "real")),
    measures: owns.some((other) => other.measures) ? Array.from({ length: columns }, (_, d) => owns.map((other) => measuresOf(other)[d]).find((measure) => measure !== undefined)) : undefined,
    spans,
    last: (column) => Math.max(...owns.map((other) => other.last?.(column) ?? Infinity)),
    lacks: (operation) => {
      if (operation === "entropy") return "a mixture has no closed entropy";
      if (operation === "polynomials") return "a mixture has no classical orthogonal polynomials";
      if (operation === "fromUniforms" || operation === "mirror") {
        if (columns > 1) return "a mixture of several columns has no quantiles";
        if (own.deep || !SIMPLE.includes(own.logs)) return "its draws carry logarithms, which its quantiles have not";
        if (operation === "mirror" && first.supports.includes("count")) return ON_INTEGERS;
        return own.lacks("quantile");
      }
      return owns.map((other) => other.lacks(operation)).find(Boolean);
    },
    coupling: () => NO_PAIR,
    ownColumn: (p) => p.offset >= logits.length && ((ofPart) => ofPart[0].ownColumn(ofPart[1]))(inside(p)),
    get cost() { return (cost ??= mixedCost(owns, curveless === undefined)); },
    parts: (p) => (p.offset < logits.length ? 1 : ((ofPart) => ofPart[0].parts(ofPart[1]))(inside(p))),
    layout: (allocate: Allocate) => {
      const K = owns.length, laws = owns.map((other) => other.layout(allocate)), set = (count: number): number => allocate(count * COLUMN);
      const at: Addresses = { weights: allocate(2 * K * 8 + 16), place: allocate(PLACE_BYTES), draws: set(columns), drawnLogs: set(2 * columns), choice: set(1), logs: set(K), total: set(1), lower: set(K), upper: set(K), product: set(1), gradient: set((K + 1) * columns), span: set(3) };
      return (arena) => new MixtureLaw(arena, laws.map((law) => law(arena)), columns, logits, offsets, at, curveless === undefined, flowless, first.supports.includes("count"), own.logs === "unit");
    },
  };
  return new Mixture(where, { logits, components: Object.fromEntries(components.map((component: Distribution, k) => [k, component.parameters])) }, own, components.slice()) as never;
}

/** All components are drawn, and weighed; the flow of the logits takes all of their distribution functions, of which quantiles, by numbers, take some hundred. */
function mixedCost(owns: readonly Internals[], hasFlow: boolean): LawCost {
  const sum = sumOfCosts(owns.map((own) => [1, lawCostOf(own)])), K = owns.length, entries = owns.reduce((all, own) => all + own.entries, 0), shares = sum.logProb + 4.1 * K + 2, curve = sum.curve + 7 * K;
  return {
    draw: sum.draw + 0.6 * K * (owns[0] as Internals).columns + 3, quantile: 100 * curve, mirror: 100 * curve, logProb: shares, curve, slopes: shares + sum.slopes + 2.5 * K, scores: shares + sum.scores + 2 * K + 0.6 * entries,
    flows: shares + sum.flows + 2 * K + 0.9 * entries + (hasFlow ? 2 * curve : 0), polynomial: 0, tries: 0, ratio: 0,
  };
}

/** @throws TypeError, RangeError */
function logitsOf(where: string, given: unknown, count: number): Float64Array {
  if (!isArrayLike(given)) throw wrongKind(where, "logits", `an array of ${count} numbers`, given);
  if (given.length !== count) throw wrongValue(where, "logits", `${count} numbers, one for each component`, given);
  const logits = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const v: unknown = given[k];
    if (typeof v !== "number") throw wrongKind(where, `logits[${k}]`, "a finite number or -Infinity", v);
    if (!(v < Infinity)) throw wrongValue(where, `logits[${k}]`, "a finite number or -Infinity", v);
    logits[k] = v;
  }
  if (logits.every((v) => v === -Infinity)) throw wrongValue(where, "logits", "at least one finite number", -Infinity);
  return logits;
}

/** Carries its components. @internal */
export class Mixture extends Distribution {
  readonly components: readonly Distribution[];

  constructor(family: string, parameters: Parameters, own: Internals, components: readonly Distribution[]) {
    super(family, parameters, own);
    this.components = components;
  }
}

const COLUMN = columnBytes(LEAF);
/** The `logs` that are made of x alone, if there are any. */
const SIMPLE: readonly (string | undefined)[] = [undefined, "size", "unit"];
/** Mixtures inside mixtures choose by other columns of randomness than those around them. */
const NEST = 2 ** 20;
let depth = 0;

interface Addresses {
  /** K weights, K + 1 cumulative ones. */
  readonly weights: number;
  readonly place: number;
  readonly draws: number;
  readonly drawnLogs: number;
  readonly choice: number;
  /** log w_k p_k, then shares. */
  readonly logs: number;
  readonly total: number;
  readonly lower: number;
  readonly upper: number;
  readonly product: number;
  /** ∂x log p, then that of each component. */
  readonly gradient: number;
  readonly span: number;
}

class MixtureLaw implements Law {
  readonly #logWeights: Float64Array;
  readonly #weights: Float64Array;

  constructor(
    private readonly arena: Arena,
    private readonly laws: readonly Law[],
    private readonly columns: number,
    logits: Float64Array,
    private readonly offsets: readonly number[],
    private readonly at: Addresses,
    private readonly hasFlow: boolean,
    private readonly flowless: ReadonlySet<number>,
    private readonly discrete: boolean,
    private readonly unit: boolean,
  ) {
    const K = laws.length, { kernels } = arena, { logs, total, weights } = at;
    logits.forEach((v, k) => kernels.columnFill(logs + k * COLUMN, v, 1));
    kernels.mixtureLogSum(logs, COLUMN, K, total, 1);
    for (let k = 0; k < K; k++) kernels.columnAddScaled(-1, total, logs + k * COLUMN, 1);
    this.#logWeights = Float64Array.from(laws, (_, k) => arena.f64[(logs + k * COLUMN) / 8] as number);
    kernels.columnFill(total, 0, 1);
    kernels.mixtureShares(logs, COLUMN, K, total, 1);
    this.#weights = Float64Array.from(laws, (_, k) => arena.f64[(logs + k * COLUMN) / 8] as number);
    let sum = 0;
    this.#weights.forEach((w, k) => {
      sum += w;
      arena.f64[weights / 8 + k] = w;
      arena.f64[weights / 8 + K + k] = sum;
    });
    arena.f64[weights / 8 + 2 * K - 1] = Infinity;
    const last = this.#weights.length - 1 - this.#weights.slice().reverse().findIndex((w) => w > 0);
    for (let k = last; k < K; k++) arena.f64[weights / 8 + K + k] = Infinity; // rounding must not choose what has no weight
  }

  draw(x: number, stride: number, n: number, place: number, column: number, logs: number): void {
    const { kernels } = this.arena, { place: own, choice, draws, drawnLogs, weights } = this.at, K = this.laws.length;
    depth++;
    try {
      writeChoice(this.arena, own, place);
      kernels.uniforms(draws, n, own, column + (depth - 1) * NEST);
      kernels.mixtureChoose(draws, choice, n, weights + K * 8);
      this.laws.forEach((law, k) => {
        if (this.#weights[k] === 0) return;
        law.draw(draws, COLUMN, n, place, column, logs && drawnLogs);
        for (let d = 0; d < this.columns; d++) kernels.mixtureTake(choice, k, draws + d * COLUMN, x + d * stride, n);
        if (logs) for (let j = 0; j < 2 * this.columns; j++) kernels.mixtureTake(choice, k, drawnLogs + j * COLUMN, logs + j * stride, n);
      });
    } finally {
      depth--;
    }
  }

  fromUniforms(x: number, stride: number, n: number, logs: number): void {
    this.#quantile(x, n, x, 0);
    logsOfDraws(this.arena, this.unit, 1, x, stride, n, logs);
  }

  mirror(x: number, stride: number, n: number, out: number, outStride: number, _logs: number, outLogs: number): void {
    mirrorByCurves(this, this.arena, 1, x, stride, n, out, outStride);
    logsOfDraws(this.arena, this.unit, 1, out, outStride, n, outLogs);
  }

  logProb(x: number, stride: number, n: number, out: number, logs: number): void { this.#logs(x, stride, n, out, logs); }

  gradLogProb(x: number, stride: number, n: number, out: number, outStride: number): void {
    this.#gradient(x, stride, n);
    for (let d = 0; d < this.columns; d++) {
      this.arena.kernels.columnCopy(this.at.gradient + d * COLUMN, out + d * outStride, n);
    }
  }

  terms(x: number, stride: number, n: number, flows: boolean, logs: number, visit: VisitTerms): void {
    const { kernels } = this.arena, { logs: shares, product, lower, weights } = this.at, K = this.laws.length, ofLogits = flows && this.hasFlow;
    this.#shares(x, stride, n, logs);
    if (ofLogits) this.#ratios(x, stride, n);
    for (let k = 0; k < K; k++) {
      const share = shares + k * COLUMN, score = this.at.draws, flow = ofLogits ? product : 0;
      kernels.columnFill(score, -(this.#weights[k] as number), n);
      kernels.columnAddScaled(1, share, score, n);
      if (flow) kernels.mixtureFlow(lower, COLUMN, K, k, weights, flow, n);
      visit(k, score, 0, flow);
    }
    this.laws.forEach((law, k) => {
      const share = shares + k * COLUMN;
      law.terms(x, stride, n, flows, logs, (entry, score, column, known) => {
        const whole = entry + (this.offsets[k] as number), flow = this.flowless.has(whole) ? 0 : known;
        // outside its support a component has NaN, and no share
        if (score) kernels.columnWeigh(score, share, this.at.draws, n);
        if (flow) kernels.columnWeigh(flow, share, product, n);
        visit(whole, score && this.at.draws, column, flow && product);
      });
    });
  }

  /** On the integers (J_k − J_{k−1})/p, in which ∂x log p has no part. */
  divergences(x: number, stride: number, n: number, visit: (entry: number, divergence: number) => void): void {
    const { kernels } = this.arena, { logs, product, gradient, draws } = this.at, { columns, discrete } = this;
    if (!discrete) this.#gradient(x, stride, n);
    this.terms(x, stride, n, true, 0, (entry, score, column, flow) => {
      if (entry >= this.laws.length || !this.hasFlow) return;
      kernels.columnFill(this.at.choice, 0, n);
      kernels.columnAddScaled(-1, score, this.at.choice, n);
      if (!discrete) kernels.columnAddProduct(-1, flow, gradient + column * COLUMN, this.at.choice, n);
      visit(entry, this.at.choice);
    });
    this.laws.forEach((law, k) => {
      const share = logs + k * COLUMN, offset = this.offsets[k] as number;
      law.divergences(x, stride, n, (entry, divergence) => {
        if (this.flowless.has(entry + offset)) return;
        kernels.columnWeigh(divergence, share, product, n);
        visit(entry + offset, product);
      });
      if (discrete) return;
      law.terms(x, stride, n, true, 0, (entry, _score, column, flow) => {
        if (!flow || this.flowless.has(entry + offset)) return;
        kernels.columnFill(draws, 0, n);
        kernels.columnAddDifference(gradient + ((k + 1) * columns + column) * COLUMN, gradient + column * COLUMN, draws, n);
        kernels.columnMultiply(draws, share, draws, n);
        kernels.columnMultiply(draws, flow, product, n);
        kernels.columnKeep(product, share, product, n);
        visit(entry + offset, product);
      });
    });
  }

  curve(curve: Curve, x: number, stride: number, n: number, out: number, outStride: number): void {
    for (let d = 0; d < this.columns; d++) {
      if (curve === "quantile") this.#quantile(x + d * stride, n, out + d * outStride, d);
      else this.#mixed(curve, x, stride, n, out + d * outStride, d);
    }
  }

  moments(mean: Float64Array, variance: Float64Array): number {
    const each = this.laws.map((law) => {
      const m = new Float64Array(this.columns), v = new Float64Array(this.columns);
      law.moments(m, v);
      return { m, v };
    });
    for (let d = 0; d < this.columns; d++) {
      let sum = 0, squares = 0;
      each.forEach(({ m }, k) => { sum += (this.#weights[k] || 0) && (this.#weights[k] as number) * (m[d] as number); });
      each.forEach(({ m, v }, k) => { squares += (this.#weights[k] || 0) && (this.#weights[k] as number) * ((v[d] as number) + ((m[d] as number) - sum) ** 2); });
      mean[d] = sum;
      variance[d] = squares;
    }
    return Number.NaN;
  }

  /** logs = log w_k p_k, out = log p. */
  #logs(x: number, stride: number, n: number, out: number, drawn: number): void {
    const { kernels } = this.arena, { logs } = this.at;
    this.laws.forEach((law, k) => {
      const column = logs + k * COLUMN, weight = this.#logWeights[k] as number;
      if (weight === -Infinity) return kernels.columnFill(column, weight, n); // of no weight, even an infinite density counts for nothing
      law.logProb(x, stride, n, column, drawn);
      kernels.transformAffine(column, column, n, weight, 1);
    });
    kernels.mixtureLogSum(logs, COLUMN, this.laws.length, out, n);
  }

  /** logs = shares. */
  #shares(x: number, stride: number, n: number, drawn: number): void {
    const { logs, total } = this.at;
    this.#logs(x, stride, n, total, drawn);
    this.arena.kernels.mixtureShares(logs, COLUMN, this.laws.length, total, n);
  }

  /** gradient = ∂x log p, and those of the components; logs = shares. */
  #gradient(x: number, stride: number, n: number): void {
    const { kernels } = this.arena, { gradient, logs } = this.at, { columns } = this;
    this.#shares(x, stride, n, 0);
    for (let d = 0; d < columns; d++) kernels.columnFill(gradient + d * COLUMN, 0, n);
    this.laws.forEach((law, k) => {
      const own = gradient + (k + 1) * columns * COLUMN;
      law.gradLogProb(x, stride, n, own, COLUMN);
      for (let d = 0; d < columns; d++) {
        kernels.columnWeigh(own + d * COLUMN, logs + k * COLUMN, this.at.product, n);
        kernels.columnAddScaled(1, this.at.product, gradient + d * COLUMN, n);
      }
    });
  }

  /** lower = F_k/p or (F_k − 1)/p. */
  #ratios(x: number, stride: number, n: number): void {
    const { lower, upper, weights, total } = this.at, rows = (n + 3) & ~3;
    // what fills columns up is summed, too, and curves fill theirs up with nothing
    this.laws.forEach((law, k) => {
      law.curve?.("logCdf", x, stride, rows, lower + k * COLUMN, COLUMN);
      law.curve?.("logSurvival", x, stride, rows, upper + k * COLUMN, COLUMN);
    });
    this.arena.kernels.mixtureRatios(lower, upper, COLUMN, this.laws.length, weights, total, n);
  }

  /** A curve of column d, from the logarithms of the components' curves. */
  #mixed(curve: Exclude<Curve, "quantile">, x: number, stride: number, n: number, out: number, d: number): void {
    const { kernels } = this.arena, { lower, gradient } = this.at, log = curve === "cdf" || curve === "logCdf" ? "logCdf" : "logSurvival";
    this.laws.forEach((law, k) => {
      law.curve?.(log, x, stride, n, gradient, COLUMN);
      kernels.transformAffine(gradient + d * COLUMN, lower + k * COLUMN, n, this.#logWeights[k] as number, 1);
    });
    if (curve === log) kernels.mixtureLogSum(lower, COLUMN, this.laws.length, out, n);
    else kernels.mixtureSum(lower, COLUMN, this.laws.length, out, n);
  }

  /** Between the least and the largest quantile of the components, by halving the doubles between. */
  #quantile(u: number, n: number, out: number, d: number): void {
    const { kernels } = this.arena, { span, upper, product, gradient, draws } = this.at, low = span, high = span + COLUMN, middle = span + 2 * COLUMN;
    kernels.columnFill(low, Infinity, n);
    kernels.columnFill(high, -Infinity, n);
    this.laws.forEach((law, k) => {
      if (this.#weights[k] === 0) return;
      for (let e = 0; e < this.columns; e++) kernels.columnCopy(u, draws + e * COLUMN, n);
      law.curve?.("quantile", draws, COLUMN, n, gradient, COLUMN);
      kernels.mixtureSpan(gradient + d * COLUMN, low, high, n);
    });
    kernels.mixtureBelow(low, high, u, n); // a mixture on the integers may reach u at low already
    while (kernels.mixtureMiddle(low, high, middle, n)) {
      for (let e = 0; e < this.columns; e++) kernels.columnCopy(middle, draws + e * COLUMN, n);
      this.#mixed("cdf", draws, COLUMN, n, product, d);
      this.#mixed("survival", draws, COLUMN, n, upper, d);
      kernels.mixtureHalve(low, high, middle, product, upper, u, n);
    }
    kernels.columnCopy(high, out, n);
  }
}
