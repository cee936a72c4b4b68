/** How a density moves with one entry of a parameter: score, flow and flux. */
import { type Distribution, checkInteger, checkKeys, isRecord, wrongKind, wrongValue } from "../index";
import { Density, product } from "./density";

/** Which entry of which parameter θ is. */
export interface ParameterOptions {
  /** Its name; "w.loc" is the `loc` of the part `w` of a product. */
  readonly parameter: string;
  /** Which number of it, if it is an array: 0 if absent. */
  readonly entry?: number;
}

/** Options that say which parameter, and have these keys besides. @throws TypeError @internal */
export function checkOptions(where: string, options: unknown, keys: readonly string[]): void {
  if (!isRecord(options)) throw wrongKind(where, "options", "{ parameter, … }", options);
  checkKeys(where, options, ["parameter", "entry", ...keys]);
}

/** What a distribution answers by parameter. @internal */
export type Answers = { readonly [K in "score" | "flow" | "flowDivergence"]: (x: Float64Array) => unknown };

/** The numbers of one entry of a parameter among what a distribution answers by parameter. @internal */
export class Entry {
  readonly #path: readonly string[];
  readonly #entry: number;
  /** Of how many entries it is one. */
  readonly size: number;

  /** @throws TypeError, RangeError */
  constructor(where: string, readonly p: Distribution, { parameter, entry = 0 }: ParameterOptions, private readonly answers: Answers = p) {
    if (typeof parameter !== "string") throw wrongKind(where, "parameter", "the name of a parameter", parameter);
    this.#path = parameter.split(".");
    const { tree, width } = Entry.shapes(p), own = this.#leaf(tree);
    if (!(own instanceof Float64Array)) throw wrongValue(where, "parameter", `a parameter of ${p.family} (${Object.keys(tree).join(", ")})`, parameter);
    this.size = own.length / width;
    this.#entry = checkInteger(where, "entry", entry, 0, this.size - 1);
  }

  /** ∂θ log p, a number a row */
  score(x: Float64Array): Float64Array { return this.#column(this.answers.score(x)); }
  /** ∇·u of the canonical flow, a number a row */
  flowDivergence(x: Float64Array): Float64Array { return this.#column(this.answers.flowDivergence(x)); }

  /** The canonical flow u, D numbers a row. */
  flow(x: Float64Array): Float64Array {
    const D = this.p.columns, all = this.#leaf(this.answers.flow(x)) as Float64Array, rows = x.length / D, u = new Float64Array(x.length);
    // where each entry moves its own column, only those numbers come
    const own = this.size > 1 && all.length === rows * D;
    for (let i = 0; i < rows; i++) {
      if (own) u[i * D + this.#entry] = all[i * D + this.#entry] as number;
      else for (let d = 0; d < D; d++) u[i * D + d] = all[(i * this.size + this.#entry) * D + d] as number;
    }
    return u;
  }

  /** What p answers by parameter for one row: `width` numbers for each entry. A family of the user's own may have flows and no scores. @throws TypeError if it has neither */
  static shapes(p: Distribution): { readonly tree: Record<string, unknown>; readonly width: number } {
    const row = new Float64Array(p.columns);
    try {
      return { tree: p.score(row), width: 1 };
    } catch (error) {
      try {
        return { tree: p.flow(row), width: p.columns };
      } catch {
        throw error;
      }
    }
  }

  #leaf(tree: unknown): unknown { return this.#path.reduce((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), tree); }
  #column(tree: unknown): Float64Array {
    const all = this.#leaf(tree) as Float64Array;
    return Float64Array.from({ length: all.length / this.size }, (_, i) => all[i * this.size + this.#entry] as number);
  }
}

/** A density of one column and its motion. @internal */
export class Motion extends Density {
  readonly #entry: Entry;
  readonly #parameter: string;

  /** @throws TypeError, RangeError */
  constructor(where: string, p: Distribution, options: ParameterOptions) {
    super(where, p);
    this.#entry = new Entry(where, p, options);
    this.#parameter = options.parameter;
    if (Number.isNaN(this.#entry.flow(p.quantile([0.5]))[0])) throw wrongValue(where, "parameter", "a parameter that has a flow", options.parameter);
  }

  /** s = ∂θ log p */
  score(x: Float64Array): Float64Array { return this.#entry.score(x); }
  /** u, along which the mass moves */
  flow(x: Float64Array): Float64Array { return this.#entry.flow(x); }
  /** ∂x u */
  flowDivergence(x: Float64Array): Float64Array { return this.#entry.flowDivergence(x); }

  /** J = p·u = −∂θF, the mass that flows through x; 0 beyond the support. */
  flux(x: Float64Array): Float64Array {
    const p = this.value(x), u = this.flow(x);
    return p.map((p, i) => product(p, u[i] as number));
  }

  /** The finite ends that θ moves, and the flux through each. */
  get movingEnds(): { readonly x: number; readonly normal: number; readonly flux: number }[] {
    // J of fixed ends is 0 up to rounding
    const least = this.flux(this.middles(16)).reduce((most, J) => Math.max(most, Math.abs(J)), 0) * 2 ** -30;
    return this.ends.map(({ x, normal }) => ({ x, normal, flux: this.flux(Float64Array.of(x))[0] as number })).filter(({ flux }) => Math.abs(flux) > least);
  }

  /** @throws RangeError if θ moves an end of the support */
  demandFixedEnds(): this {
    if (this.movingEnds.length) throw wrongValue(this.where, "parameter", "one that leaves the ends of the support where they are", this.#parameter);
    return this;
  }
}
