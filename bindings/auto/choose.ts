/**
 * The choice of flow u, proposal q, controls and their coefficients: the question that Parmas & Sugiyama (2021, Sec. 7) leave open. It is made before a
 * run begins and from other draws, so no estimate is biased by it.
 */
import { isRecord } from "../check";
import type { Parameters } from "../distribution";
import type { Planned } from "../estimators/gradient";
import type { GradientOptions, Sampling } from "../estimators/options";
import { groupOf } from "../estimators/points";
import type { StateData } from "../estimators/state";
import type { Output } from "../integrand/integrand";
import type { Rng } from "../random";
import { GROUPS, VARIANCE } from "../variance/choices";
import { type Feasible, feasible } from "./feasible";
import { lagged } from "./lagged";
import { type Leaps, NO_LEAPS, leapsOf } from "./leaps";
import { piloted } from "./piloted";
import { unseenOf } from "./unseen";

/** What is to be chosen for. @internal */
export interface Ask {
  readonly sampling: Sampling;
  readonly outputs: readonly Output[];
  /** What the user says. */
  readonly options: GradientOptions<Parameters>;
  /** Whose calls follow each other, if it is an rng that is drawn from. */
  readonly rng: Rng | undefined;
  /** Does the user say how variances are lowered, so that only flow and proposal are chosen? */
  readonly lowered?: boolean;
  /** Is an entry estimated? */
  readonly used: (entry: number) => boolean;
  /** Entries that are, and names of the estimates of all outputs. */
  readonly entries: readonly number[];
  readonly names: readonly string[];
  /** Plans a run with these options. */
  readonly plan: (sampling: Sampling, options: unknown) => Planned;
}

/** Options of `gradient`, how many samples it took to find them, and what the run's own rows may say for the next one. @internal */
export interface Choice { readonly options: Readonly<Record<string, unknown>>; readonly pilot: number; readonly learn?: (state: StateData) => void }

/**
 * From so many samples on coefficients pay, and with them a pilot; of more estimates than this, and in loops, it is first groups of rows that learn from
 * each other, or earlier calls, and a pilot from more samples on; and so few samples learn nothing at all.
 */
const FITTING = 1024, ESTIMATES = 8, LONG = 8192, LEARNING = 16;
/** Controls at most that groups fit: least squares for each fold grow with their square. Polynomials leave tails of which some folds see nothing. */
const FITTED = 16;
/** What the user may say of variances; then only flow and proposal are chosen. */
const LOWERING = [...VARIANCE, "jumps", "coupled", "enumerate", "antithetic", "points"];

/** @throws TypeError, RangeError @internal */
export function choose(ask: Ask): Choice {
  const { flow, jumps } = ask.options, leaps = (flow === undefined || flow === "auto") && jumps === undefined ? leapsOf(ask) : NO_LEAPS, choice = chosen(ask, leaps);
  return leaps.spent === 0 ? choice : { ...choice, pilot: choice.pilot + leaps.spent };
}

function chosen(ask: Ask, leaps: Leaps): Choice {
  const { sampling, outputs, used, options } = ask, { samples, rng } = sampling, isPiloted = samples >= (rng || ask.names.length > ESTIMATES ? LONG : FITTING), given = options.flow !== undefined && options.flow !== "auto";
  const can: Feasible = given ? { flow: options.flow, some: false, bound: new Set(), surface: false, why: [] } : feasible(sampling, outputs, used, options.jumps === undefined, leaps.found, unseenOf(ask)), lr = options.baseline === "optimal" && can.bound.size === 0;
  const lowered = LOWERING.some((key) => (options as unknown as Record<string, unknown>)[key] !== undefined);
  if (can.surface && isRecord(options.jumps)) throw new RangeError(`${sampling.where}: "jumps" expected "surface", which adds what crosses the moving ends of the support (${can.why.join("; ")}), got { blend }`);
  if (can.surface) return { options: { flow: can.flow, jumps: "surface", why: `${can.why.join("; ")}; what crosses the moving ends of the support is added` }, pilot: 0 };
  if (given || lowered) {
    const { options: found, pilot } = isPiloted && options.coupled === undefined && !options.enumerate && options.jumps === undefined && !lr && !needsFlow(options) ? piloted({ ...ask, lowered }, can, false) : { options: { flow: lr ? "lr" : can.flow, why: [...can.why, "with what else was given"].join("; ") }, pilot: 0 };
    const { flow, proposal, why, ...others } = found as Partial<GradientOptions<Parameters>>;
    return { options: { ...(!given && { flow }), ...(proposal !== undefined && { proposal }), ...(!lowered && others), why }, pilot };
  }
  if (isPiloted) return piloted(ask, can, true);
  const before = rng && can.bound.size === 0 ? lagged(ask, can) : undefined;
  return before && before.options.flow !== undefined ? before : { options: unpiloted(ask, can), pilot: before?.pilot ?? 0, ...(before?.learn && { learn: before.learn }) };
}

/** Is something asked for that there is beside a flow only? */
const needsFlow = ({ combine, controls }: GradientOptions<Parameters>): boolean => combine !== undefined || (Array.isArray(controls) && controls.includes("difference"));

/** Without a pilot: what costs nothing to find. */
function unpiloted({ sampling: { samples, own, together } }: Ask, { flow, some, bound, why }: Feasible): Record<string, unknown> {
  const because = (what: string): string => [...why, `${samples} samples pay for no pilot${what}`].join("; ");
  // rows of a stratified proposal belong together: few of them leave none to learn from
  if (bound.size > 0 || samples < LEARNING || groupOf(samples, together, GROUPS) === 0) return { flow, why: because("") };
  if (samples < FITTING) return some ? { flow, combine: "selection", why: because(": the better of likelihood ratio and flow, by the other rows") } : { flow, baseline: "loo", why: because("") };
  const room = Math.min(FITTED, samples / 64), controls: unknown[] = [];
  let count = some ? 1 : 0;
  const add = (kind: unknown, columns: number): void => {
    if (count + columns > room) return;
    controls.push(kind);
    count += columns;
  };
  if (!own.lacks("score")) add("score", own.entries);
  if (some) controls.push("difference");
  return controls.length ? { flow, controls, coefficients: "cross-fit", why: because(": coefficients are learnt from other rows of each group") } : { flow, why: because("") };
}
