/**
 * `field`: flow fields u as formulas, with the divergence derived.
 */
import { type Allocate, Arena, columnBytes } from "../arena";
import { isRecord, wrongKind } from "../check";
import type { Distribution, Internals, Parameter } from "../distribution";
import { type Binding, type Surroundings, bind, sizeOf } from "../integrand/bind";
import type { Block } from "../integrand/block";
import { CompiledIntegrand, type IntegrandOptions, type Named, formulaOf, namedOf, surroundingsOf, thetaOf } from "../integrand/compiled";
import { derivativeBy } from "../integrand/differentiate";
import { type Formula, joined } from "../integrand/formula";
import { jumpsOf } from "../integrand/jumps";
import { Kernel } from "../integrand/kernel";
import type { Id } from "../integrand/operations";
import type { Traced } from "../integrand/trace";
import { LEAF } from "../random";
import type { FlowLaw, FlowSource } from "./source";

/** What a field is made of: u itself, or standardisations of x. */
export type FieldFormulas = { readonly value: readonly (string | Traced)[]; readonly standardise?: never } | { readonly standardise: readonly (string | Traced)[]; readonly value?: never };

const COLUMN = columnBytes(LEAF);

/**
 * A flow field u of one parameter, as formulas: `flow: { loc: field({ value: ["1"] }) }`. Its divergence Σ ∂u_d/∂x_d is derived: no u_d
 * may jump as x_d moves. p·u must vanish at the ends of the support.
 *
 * Formulas name columns, data and constants as those of `integrand` do, and parameters of p.
 *
 * `standardise` takes, for each column, a formula S of that column and of parameters, whose law does not depend on the parameter. Then
 * u = −∂θS/∂xS (implicit reparameterisation: M. Figurnov, S. Mohamed, A. Mnih, NeurIPS 2018). Where the law of S still depends on it, the
 * estimate stays unbiased, and is that of F. J. R. Ruiz, M. K. Titsias, D. M. Blei, "The generalized reparameterization gradient", NeurIPS 2016.
 *
 * @param formulas `value`: for a parameter of m entries and a distribution of D columns m·D formulas, text or traced: number j·D + d is u_d of
 *   entry j. `standardise`: D formulas.
 * @throws SyntaxError, TypeError, RangeError as `integrand`; RangeError in a run if the number of formulas is another, or u jumps.
 *
 * @example
 * ```js
 * const p = normal({ loc: 1, scale: 2 }), rp = field({ standardise: ["(x - loc)/scale"] });
 * const g = gradient(p, integrand("x^2"), { flow: { loc: "rp", scale: rp }, samples: 1e5, seed: 42 });
 * console.log(g.grad.scale.mean.toFixed(1)); // 4.0
 * ```
 */
export function field(formulas: FieldFormulas & IntegrandOptions): CompiledField {
  if (!isRecord(formulas)) throw wrongKind("field", "formulas", "{ value } or { standardise }", formulas);
  const { value, standardise, ...options } = formulas as { readonly value?: unknown; readonly standardise?: unknown } & IntegrandOptions;
  if ((value === undefined) === (standardise === undefined)) throw new TypeError(`field: expected one of "value" and "standardise", got ${value === undefined ? "neither" : "both"}`);
  const name = value === undefined ? "standardise" : "value", given = (value ?? standardise) as readonly unknown[];
  if (!Array.isArray(given) || given.length === 0) throw wrongKind("field", name, "an array of formulas", given);
  const id = `field ${name} ${JSON.stringify(given.map(String))} ${JSON.stringify(options)}`;
  return new CompiledField(name, joined(given.map((one, k) => formulaOf("field", `${name}[${k}]`, one).formula)), namedOf(options), id);
}

const fail = (_place: number, expected: string, got: string): RangeError => new RangeError(`field: expected ${expected}, got ${got}`);

/** A flow field of one parameter, compiled; it may be called like one in JavaScript. */
export class CompiledField {
  /** Names it in saved states. */
  readonly id: string;
  readonly #kind: "value" | "standardise";
  readonly #formula: Formula;
  readonly #data: readonly Named[];
  readonly #dataSize: number;
  readonly #kernels = new Map<string, Compiled>();

  /** @internal */
  constructor(kind: "value" | "standardise", formula: Formula, data: readonly Named[], id: string) {
    this.id = id;
    this.#kind = kind;
    this.#formula = formula;
    this.#data = data;
    this.#dataSize = data.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  }

  /** out[j·D + d][i] = u_d of entry j at row i of columns x[d][i]. @throws RangeError if it does not fit the columns */
  readonly value = (x: Block, out: Block): void => this.#fill(x, out, false);
  /** out[j][i] = ∇·u of entry j. */
  readonly divergence = (x: Block, out: Block): void => this.#fill(x, out, true);

  #fill(x: Block, out: Block, divergence: boolean): void {
    if (!Array.isArray(x) || x.length === 0) throw wrongKind("field", "x", "columns of numbers", x);
    const D = x.length, n = x[0]!.length, compiled = this.#compiled({ columnNames: x.map((_, d) => `x${d}`), parameters: [] }, x.map(() => true)), stride = columnBytes(n) + 64;
    const wanted = divergence ? compiled.entries : compiled.entries * D, from = divergence ? compiled.entries * D : 0;
    if (out.length !== wanted) throw new RangeError(`field: "out" expected ${wanted} columns, got ${out.length}`);
    const layout = (allocate: Allocate) => ({ x: allocate(D * stride), ...this.#room(compiled, stride, allocate) });
    Arena.lend(layout, (arena, at) => {
      x.forEach((column, d) => arena.column(at.x + d * stride, n).set(column));
      this.#load(arena, at.data, compiled, new Float64Array(0));
      compiled.kernel.run(arena, at.data, at.scratch, { x: at.x, stride, n, out: at.out, grad: 0, theta: 0, logp: 0, logpGrad: 0 });
      out.forEach((column, k) => column.set(arena.column(at.out + (from + k) * stride, n)));
    });
  }

  /** For a parameter of p. @throws RangeError @internal */
  source(where: string, p: Distribution, own: Internals, parameter: Parameter): FlowSource {
    const smooth = own.supports.map((support) => support !== "count"), compiled = this.#compiled(surroundingsOf(own), smooth, parameter), D = own.columns, { size } = parameter;
    if (compiled.entries !== size) throw new RangeError(`${where}: "flow" expected a field for "${parameter.path.join(".")}" of ${this.#kind === "value" ? size * D : D} formulas, one for each ${this.#kind === "value" && size > 1 ? "entry and " : ""}column, got ${this.#formula.roots.length}`);
    const theta = compiled.theta ? thetaOf(p, own) : new Float64Array(0);
    if (compiled.jumps) this.#refuseJumps(where, p, own, parameter);
    return {
      cost: compiled.kernel.cost,
      layout: (allocate) => {
        // a kernel's columns are all as far apart: those of x are copied
        const at = this.#room(compiled, COLUMN, allocate), copy = allocate(D * COLUMN);
        return (arena): FlowLaw => {
          this.#load(arena, at.data, compiled, theta);
          return {
            run: (x, from, n) => {
              for (let d = 0; d < D; d++) arena.kernels.columnCopy(x + d * from, copy + d * COLUMN, n);
              compiled.kernel.run(arena, at.data, at.scratch, { x: copy, stride: COLUMN, n, out: at.out, grad: 0, theta: 0, logp: 0, logpGrad: 0 });
            },
            column: (j, d) => (compiled.zeros.has(j * D + d) ? 0 : at.out + (j * D + d) * COLUMN),
            divergence: (j) => (compiled.zeros.has(size * D + j) ? 0 : at.out + (size * D + j) * COLUMN),
          };
        };
      },
    };
  }

  /** Where u_d jumps as x_d moves, its divergence is no function. @throws RangeError */
  #refuseJumps(where: string, p: Distribution, own: Internals, { path }: Parameter): void {
    const D = own.columns;
    this.#parts ??= this.#formula.roots.map((root) => new CompiledIntegrand(undefined, { ...this.#formula, roots: [root] }, undefined, this.#data));
    this.#parts.forEach((part, k) => {
      if (jumpsOf(p, part, part.bind(surroundingsOf(own)), thetaOf(p, own)).some(({ columns }) => columns.has(k % D))) {
        throw new RangeError(`${where}: "flow" expected a field for "${path.join(".")}" that does not jump, for its divergence misses what a jump adds, got one whose formula ${k} jumps with column ${own.columnNames()[k % D]}`);
      }
    });
  }
  #parts: readonly CompiledIntegrand[] | undefined;

  #room({ kernel, outputs, theta }: Compiled, stride: number, allocate: Allocate): { readonly data: number; readonly scratch: number; readonly out: number } {
    return { data: allocate((this.#dataSize + theta + kernel.literals.length) * 8), scratch: kernel.layout(allocate), out: allocate(outputs * stride) };
  }

  #load(arena: Arena, data: number, { kernel, theta: entries }: Compiled, theta: Float64Array): void {
    let to = data / 8;
    for (const { values } of this.#data) {
      arena.f64.set(values, to);
      to += values.length;
    }
    if (entries) arena.f64.set(theta, to);
    arena.f64.set(kernel.literals, to + entries);
  }

  /** u and ∇·u over these columns; the sum is over the smooth ones. `standardise` needs the parameter. */
  #compiled({ columnNames, parameters }: Omit<Surroundings, "data">, smooth: readonly boolean[], parameter?: Parameter): Compiled {
    const key = JSON.stringify([columnNames, smooth, this.#kind === "standardise" && parameter?.path, parameters.map(({ path, size, scalar, triangle }) => [path, size, scalar, triangle])]);
    let known = this.#kernels.get(key);
    if (known) return known;
    const D = columnNames.length, { graph, roots, switches, usesLogp, usesTheta } = bind(this.#formula, { columnNames, parameters, data: this.#data }, undefined, fail);
    if (usesLogp) throw new RangeError("field: expected formulas of x, data, constants and parameters, got logp");
    if (roots.length % D) throw new RangeError(`field: "${this.#kind}" expected ${D} formulas, one for each column, ${this.#kind === "value" ? "for each entry, " : ""}got ${roots.length}`);
    const u = this.#kind === "value" ? roots : this.#implicit(graph, roots, parameter);
    const entries = u.length / D, divergences = Array.from({ length: entries }, (_, j) => smooth.reduce((sum, one, d) => (one ? graph.add(sum, derivativeBy(graph, "x", u[j * D + d]!, d)) : sum), graph.zero));
    const outputs = [...u, ...divergences], theta = usesTheta ? parameters.reduce((sum, { size }) => sum + size, 0) : 0;
    known = { kernel: new Kernel(graph, outputs, [], this.#dataSize + theta, this.#dataSize), entries, outputs: outputs.length, theta, jumps: this.#kind === "value" && switches.length > 0, zeros: new Set(outputs.flatMap((id, k) => (graph.isZero(id) ? [k] : []))) };
    this.#kernels.set(key, known);
    return known;
  }

  /** u_d = −∂θS_d/∂x_dS_d for each entry of the parameter. */
  #implicit(graph: Binding["graph"], standards: readonly Id[], parameter: Parameter | undefined): Id[] {
    if (!parameter) throw new TypeError("field: expected a run that says which parameter it is for, which \"standardise\" needs, got columns alone");
    return Array.from({ length: parameter.size }, (_, j) => standards.map((S, d) => graph.neg(graph.div(derivativeBy(graph, "theta", S, parameter.offset + j), derivativeBy(graph, "x", S, d))))).flat();
  }
}

/** u in columns of entries and columns, then ∇·u of entries; may it jump; those that are 0 everywhere. */
interface Compiled { readonly kernel: Kernel; readonly entries: number; readonly outputs: number; readonly theta: number; readonly jumps: boolean; readonly zeros: ReadonlySet<number> }
