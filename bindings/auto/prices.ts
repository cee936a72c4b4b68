/**
 * What ways to estimate cost, in nanoseconds for a row.
 */
import { withProposal } from "../estimators/options";
import { LEAF } from "../random";
import type { Controls } from "../variance/choices";
import type { Ask } from "./choose";
import { costOf } from "./cost";
import type { Feasible } from "./feasible";

/** As far as its price goes. */
interface Priced { readonly flows: boolean; readonly degree: number; readonly shares: readonly number[] }

/** Rows of a block, whatever they are in the run: neither these nor a shard's share in it change what is chosen. */
const BLOCK = 8 * LEAF;

/** @internal */
export class Prices {
  readonly #bare: readonly [left: number, flows: number];
  #mixture: unknown;
  #tilted: number | undefined;

  /** `more`: what else the run is told. */
  constructor(private readonly ask: Ask, can: Feasible, private readonly more: Readonly<Record<string, unknown>>) {
    this.#bare = [can.bound.size ? Infinity : this.#price(can.some ? "lr" : can.flow, undefined), can.some ? this.#price(can.flow, undefined) : Infinity];
  }

  /** That of the cheapest way. */
  get least(): number { return Math.min(...this.#bare); }

  /** `mixture`: one that stands for all. */
  with(mixture: unknown): this {
    this.#mixture = mixture;
    return this;
  }

  of(way: Priced, controls: Controls): number { return way.shares[0] === 1 ? this.#without(way, controls) : this.mixed(way, controls); }
  /** The same with a mixture as proposal. */
  mixed(way: Priced, controls: Controls): number { return this.#without(way, controls) + (this.#tilted ??= this.#price("lr", this.#mixture) - this.#price("lr", undefined)); }

  #without({ flows, degree }: Priced, { entries, degrees }: Controls): number {
    const scores = degree < 0 ? 0 : entries.length, columns = degrees.reduce((sum, most) => sum + Math.max(0, Math.min(most, degree)), 0);
    return (this.#bare[flows ? 1 : 0] as number) + SCORE * scores + POLYNOMIAL * columns;
  }

  #price(flow: unknown, proposal: unknown): number {
    const { plan, entries, options: { wrt, chain, cost } } = this.ask, sampling = { ...this.ask.sampling, block: BLOCK };
    return costOf(plan(proposal === undefined ? sampling : withProposal(sampling, proposal, entries), { wrt, chain, flow, ...this.more }).plan, cost);
  }
}

/** A control whose coefficients are known, of which a long run needs the mean alone. */
const SCORE = 0.3, POLYNOMIAL = 1.1;
