/**
 * A pilot run whose rows are kept: draws from q₀, with what every estimator of the span would make of them. From their products follows the variance of
 * any of these under any proposal of the same components, without another evaluation of φ.
 */
import type { Allocate, Arena } from "../arena";
import { type Distribution, type Law, internalsOf } from "../distribution";
import { COLUMN } from "../estimators/column";
import { type Watch, pilotOf, run } from "../estimators/engine";
import type { Plan } from "../estimators/plan";
import { State } from "../estimators/state";
import { LEAF } from "../random";
import type { Controls, Reduction } from "../variance/choices";
import type { Collector, Leaf } from "../variance/reducer";
import { Products } from "./regression";
import type { Rest } from "./span";

/**
 * Columns, of which products are known: q/q₀, which is a constant 1 under q; w = p/q₀; the controls; E of each estimate, and R − L of those that have
 * both, all of them times w. Divided by q/q₀ they are terms under q, and 1/(q/q₀) is their weight.
 * @internal
 */
export const DENSITY = 0, WEIGHT = 1, CONTROLS = 2;

/** @internal */
export class Rows {
  /** Where E and R − L of each estimate stand; −1 where flow and likelihood ratio are the same. */
  readonly estimates: number[] = [];
  readonly gaps: number[] = [];
  readonly count: number;

  constructor(private readonly arena: Arena, readonly n: number, readonly controls: number, estimates: number, paired: readonly boolean[], private readonly at: Addresses) {
    let next = CONTROLS + controls;
    for (let j = 0; j < estimates; j++) {
      this.estimates.push(next++);
      this.gaps.push(paired[j] ? next++ : -1);
    }
    this.count = next;
  }

  #column(k: number): number { return this.at.columns + k * this.at.stride; }
  /** Lent until the arena is used again. */
  column(k: number): Float64Array { return this.arena.column(this.#column(k), this.n); }

  /** Adds so many times one column to another. */
  add(times: number, from: number, to: number): void { this.arena.kernels.columnAddScaled(times, this.#column(from), this.#column(to), this.n); }

  /** Products of all columns under the mixture of these shares, of the first and of the second half of the rows. */
  products(shares: readonly number[]): readonly [Products, Products] {
    const { arena, at, n, count } = this, half = n / 2, shared = CONTROLS + this.controls;
    this.#under(shares);
    return [0, half].map((first) => {
      arena.kernels.weightedProducts(at.columns + first * 8, at.stride, shared, count, at.inverse + first * 8, half, at.spare, at.products);
      return new Products(arena.column(at.products, count * (shared + 2)).slice(), shared);
    }) as unknown as readonly [Products, Products];
  }

  /** q/q₀ for these shares; lent until the arena is used again. */
  under(shares: readonly number[]): Float64Array {
    this.#under(shares);
    return this.column(DENSITY);
  }

  #under(shares: readonly number[]): void {
    const { arena, at, n } = this;
    arena.f64.set(shares, at.shares / 8);
    arena.kernels.mixtureDensity(this.#column(WEIGHT), at.ratios, at.stride, shares.length, at.shares, n, this.#column(DENSITY), at.inverse);
  }

  /** One combination of columns, under p; lent until the arena is used again. */
  combined({ factors, places }: Rest): Float64Array {
    const { arena, at, n } = this, k = arena.kernels;
    k.columnFill(at.spare, 0, n);
    for (const column of places) if (factors[column]) k.columnAddScaled(factors[column] as number, this.#column(column), at.spare, n);
    return arena.column(at.spare, n);
  }

  /** Squares of combinations of columns, each times a number, added up: what `slopes` works on. */
  squares(terms: readonly { readonly rest: Rest; readonly times: number }[]): void {
    const { arena, at, n } = this, k = arena.kernels;
    k.columnFill(at.squares, 0, n);
    for (const { rest, times } of terms) {
      this.combined(rest);
      k.columnAddProduct(times, at.spare, at.spare, at.squares, n);
    }
  }

  /** By how much the mean square falls with each of the shares. */
  slopes(shares: readonly number[]): Float64Array {
    const { arena, at, n } = this, k = arena.kernels;
    this.#under(shares);
    k.mixtureSlopes(at.squares, this.#column(WEIGHT), at.inverse, at.ratios, at.stride, shares.length, n, at.spare, at.slopes);
    return arena.column(at.slopes, shares.length).slice();
  }
}

interface Addresses {
  readonly columns: number; readonly stride: number; readonly ratios: number; readonly inverse: number; readonly squares: number; readonly spare: number;
  readonly shares: number; readonly slopes: number; readonly products: number;
}

/**
 * Runs a plan's estimators on `n` rows of a pilot and gives what they were to `use`. `components`: distributions whose mixtures are considered, p itself
 * being the first of them as undefined.
 * @internal
 */
export function withRows<T>(planned: Plan, reduction: Reduction, controls: Controls, n: number, components: readonly (Distribution | undefined)[], use: (rows: Rows) => T): T {
  const plan: Plan = { ...pilotOf(planned, reduction, controls, n), looks: { distances: [], entries: [] } }, width = plan.width, estimates = plan.outputs.length * width, count = controls.names.length;
  const paired = Array.from({ length: estimates }, (_, j) => isPaired(plan, j % width)), columns = CONTROLS + count + estimates + paired.filter(Boolean).length, stride = n * 8 + 64;
  let found: { readonly value: T } | undefined;
  const watch = (allocate: Allocate): ((arena: Arena) => Watch) => {
    const at: Addresses = {
      columns: allocate(columns * stride), stride, ratios: allocate(components.length * stride), inverse: allocate(stride), squares: allocate(stride), spare: allocate(stride),
      shares: allocate(components.length * 8), slopes: allocate(components.length * 8), products: allocate(columns * (CONTROLS + count + 2) * 8),
    };
    const laws = components.map((q) => q && internalsOf(q).layout(allocate));
    return (arena) => {
      const rows = new Rows(arena, n, count, estimates, paired, at), kernels = arena.kernels, ratios = laws.map((law) => law?.(arena) as Law | undefined);
      let first = 0;
      const collector: Collector = {
        leaf({ x, stride: apart, logs, weights, index }: Leaf, from) {
          first = index * LEAF * 8;
          kernels.columnCopy(weights, at.columns + WEIGHT * stride + first, LEAF);
          for (let k = 0; k < count; k++) kernels.columnCopy(from + k * COLUMN, at.columns + (CONTROLS + k) * stride + first, LEAF);
          ratios.forEach((law, k) => {
            const to = at.ratios + k * stride + first;
            if (law) law.ratio?.(x, apart, LEAF, to, logs);
            else kernels.columnFill(to, 1, LEAF);
          });
        },
        estimate(j, estimate, gap) {
          const e = at.columns + (rows.estimates[j] as number) * stride + first, d = rows.gaps[j] as number;
          kernels.columnCopy(estimate, e, LEAF);
          if (d < 0) return;
          if (gap) kernels.columnCopy(gap, at.columns + d * stride + first, LEAF);
          else kernels.columnFill(at.columns + d * stride + first, 0, LEAF);
        },
      };
      return { collector, see: () => {}, end: () => { found = { value: use(rows) }; } };
    };
  };
  run(plan, new State({ lambdas: plan.lambdas, joint: 0, unit: 1, least: 1 }, false), watch);
  return (found as unknown as { readonly value: T }).value;
}

/** Has the estimate, counted within an output, both a likelihood ratio and a flow? */
function isPaired({ job, entries, width }: Plan, record: number): boolean {
  if (!job.needsGradient || record === 0) return false;
  if (record >= width - job.chains.length) return true;
  return entries[job.wanted[record - 1] as number]?.paired === true;
}
