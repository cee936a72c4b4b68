/**
 * The pilot run: how large it is, what it draws from, and what is tried on its rows.
 */
import { withProposal } from "../estimators/options";
import { LEAF } from "../random";
import { type Controls, MOST as CONTROLS_AT_MOST, type Reduction, scoredEntries } from "../variance/choices";
import type { Ask, Choice } from "./choose";
import type { Feasible } from "./feasible";
import { Prices } from "./prices";
import { type Component, componentsOf, described, scouted, widely } from "./proposals";
import { withRows } from "./rows";
import { FEW, type Found, Search } from "./search";

/** Of so many samples one goes to the pilot; of the time of a run such a share goes to pilot and search, where they take so many nanoseconds for a row, and more for each estimate. */
const SAMPLES = 48, TIME = 0.1, ROW = 200, ESTIMATE = 20;
/** Nanoseconds of a run, and of a row, below which mixtures, which take some tens of nanoseconds for a row, are not looked at. */
const SHORT = 3e6, CHEAP = 20;
/** Rows of a pilot. */
const LEAST = LEAF, MOST = 4096;
/** Degrees of polynomials in a pilot that is not small, as long as this many controls are left. */
const MANY = 6, COLUMNS = 32;

const NOTHING: Controls = { names: [], entries: [], weights: false, degrees: [], functions: [], difference: false, shared: 0, coefficients: "learn" };
const REDUCTION: Reduction = { centre: undefined, optimal: false, controls: NOTHING, combine: undefined, group: LEAF, least: 1, fold: 1, together: 1, unit: 1, described: {} };

/** Pairs of points are tried for so few entries, each of which takes one or two evaluations, with such a share of the rows: they have few coefficients. */
const PAIRED = 4, PAIRS = 0.25;
/** Nanoseconds of a run that has flows, below which they are not. */
const UNPAIRED = 5e5;
/** What they must gain. */
const WORTH = 0.95;

/** `all`: does the user leave everything open? @throws TypeError, RangeError @internal */
export function piloted(ask: Ask, can: Feasible, all: boolean): Choice {
  const { sampling, options: { proposal } } = ask, { where, p, samples } = sampling, free = proposal === undefined || proposal === "auto";
  const prices = new Prices(ask, can, {}), run = samples * prices.least, rich = run > SHORT || prices.least > CHEAP;
  const rows = Math.round(Math.min(samples / SAMPLES, (TIME * run) / (ROW + ESTIMATE * ask.names.length)) / LEAF) * LEAF, n = Math.min(MOST, Math.max(LEAST, rows));
  const open = free && can.bound.size === 0 && !sampling.antithetic && !sampling.sobol, most = TIME * run, wide = open && !rich && !p.supports.includes("count") ? componentsOf(where, p, [], most) : [];
  // tails are seen by a part that is wider, or by tilts, which alone see what is rare on the integers
  const components = wide.length > 1 ? wide : componentsOf(where, p, open ? ask.entries : undefined, most), only = componentsOf(where, p, undefined, most), isWide = free && components.length > 1;
  const narrower = (): Searched => searched(ask, can, n, only, prices, undefined, {}, rich);
  const first = isWide ? widest(ask, p, components, n, (sampled, proposal) => searched(sampled, can, n, components, prices, proposal, {}, rich), narrower) : searched(ask, can, n, components, prices, proposal, {}, rich);
  if (!all || !free || can.bound.size > 0 || (can.some && run <= UNPAIRED) || !first.open || !first.finite || !isCoupled(ask)) return first;
  const coupled = { coupled: "measure-valued" }, alone: Feasible = { ...can, flow: "lr", some: false };
  const second = searched(tolerant(ask), alone, Math.max(LEAST, Math.floor((PAIRS * n) / LEAF) * LEAF), only, new Prices(ask, alone, coupled), undefined, coupled, false);
  // pairs of equal φ, as symmetry makes them, leave nothing that varies
  const { counted, variances, least } = first, ratio = counted.reduce((sum, j) => sum + (second.variances[j] ?? 0) / Math.max(variances[j] as number, least[j] as number), 0) / counted.length;
  const pilot = first.pilot + second.pilot, share = (ratio * second.price) / first.price;
  if (!second.seen || !(share < WORTH)) return { ...first, pilot };
  const { controls, coefficients } = second.options;
  return { options: { flow: "lr", ...coupled, ...(controls !== undefined && { controls, coefficients }), why: `${String(first.options.why)}; pairs of points have ${Number(share.toPrecision(2))} × its variance × cost` }, pilot };
}

/**
 * The search in a pilot that looks as far out as φ is a number: what it meets there, NaN, more than doubles hold or an error, the run may never. From p alone
 * comes what `narrower` finds.
 */
function widest(ask: Ask, p: Ask["sampling"]["p"], components: readonly Component[], n: number, search: (ask: Ask, proposal: unknown) => Searched, narrower: () => Searched): Searched {
  let spent = 0;
  for (const proposal of [scouted(p, components), described(components, widely(components))]) {
    if (!proposal) continue;
    const look = (): Searched => search(tolerant(ask), proposal);
    try {
      const found = look();
      spent += found.pilot;
      if (found.finite) return { ...found, pilot: spent };
    } catch (error) {
      // a reason that is not where the draws lie does not come twice
      if (!throws(look)) throw error;
      spent += 2 * n;
    }
  }
  const found = narrower();
  return { ...found, pilot: spent + found.pilot };
}

function throws(call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}

const tolerant = (ask: Ask): Ask => ({ ...ask, sampling: { ...ask.sampling, propagateNaN: true } });
const isCoupled = ({ sampling: { own }, entries }: Ask): boolean => entries.length <= PAIRED && entries.every((entry) => typeof (own.coupling?.("measure-valued", entry) ?? "none") === "object");

/** What a search found, of which estimates; whether anything is left to gain, all variances are numbers, and pairs were seen to differ or not to; evaluations of φ that it took. */
type Searched = Found & Choice & { readonly counted: readonly number[]; readonly open: boolean; readonly finite: boolean; readonly seen: boolean };

/** `more`: what else the run is told. */
function searched(ask: Ask, can: Feasible, n: number, components: readonly Component[], prices: Prices, proposal: unknown, more: Readonly<Record<string, unknown>>, rich: boolean): Searched {
  const { sampling, options: { wrt, chain }, plan } = ask, { own } = sampling;
  // beside weights and a difference; without scores polynomials would take the place of a baseline
  const scores = own.lacks("score") ? 0 : scoredEntries(own).length, room = CONTROLS_AT_MOST - 2 - scores;
  const most = own.lacks("polynomials") || room < own.columns ? 0 : Math.min(Math.floor(room / own.columns), n > LEAST ? MANY : FEW, Math.max(1, Math.floor(COLUMNS / own.columns)));
  const kinds = [...(scores === 0 || room < 0 ? [] : ["score"]), ...(most ? [{ stein: most }] : [])];
  const { plan: whole, description } = plan(withProposal(sampling, proposal, ask.entries), { wrt, chain, flow: can.flow, baseline: 0, ...more, ...(kinds.length && { controls: kinds, coefficients: "pilot" }) });
  const reduction = whole.reduction ?? REDUCTION, controls = reduction.controls ?? NOTHING;
  return withRows(whole, reduction, controls, n, components.map(({ density }) => density), (rows) => {
    const search = new Search(ask, can, whole, controls, rows, components, prices.with(described(components, widely(components))), rich), found = search.found(), { counted } = search;
    return { ...found, counted, seen: more.coupled !== undefined && search.isSeen(), finite: found.variances.every(Number.isFinite), open: counted.some((j) => (found.variances[j] ?? 0) > (found.least[j] as number)), pilot: n * description.evaluations };
  });
}
