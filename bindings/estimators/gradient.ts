/**
 * `gradient`: estimates of E[φ] and of its gradient, and `gradient.start`, the same run fed from outside.
 */
import { Arena } from "../arena";
import { checkNumber, dataOf, isArrayLike, isRecord, wrongKind, wrongValue } from "../check";
import { choose } from "../auto/choose";
import { withoutScore } from "../auto/feasible";
import { type Distribution, type Parameter, type Parameters, entriesIn, entryName, internalsOf } from "../distribution";
import { type Integrand, type Integrands, type Output, outputsOf, refuseReserved } from "../integrand/integrand";
import { Tilted } from "../proposals/tilted";
import { LEAF, type Rng } from "../random";
import { refuseLeaks } from "../flows/ends";
import { Engine, type NaNPlace, nanError, nanPlaceOf, run } from "./engine";
import { layoutOf } from "./layout";
import { type Plan, countExplicit, planOf } from "./plan";
import { type EntryFlow, NO_FLOW, describeFlow, flowsOf, showFlow } from "../flows/choices";
import { type Description, type GradientOptions, type Sampling, chainsOf, planned, samplingOf, sourceOf, wantedOf, withProposal } from "./options";
import { describeJumps, jumpsFor } from "./jumps";
import { GradientResult, GradientResults } from "./result";
import { State, type StateData, ruleOf } from "./state";
import { pairsOf } from "../coupled/choices";
import { PILOT, VARIANCE, reductionOf } from "../variance/choices";
import { enumerated, summed } from "../variance/enumerate";

/** Beside those of all sampling. @internal */
export const OPTIONS = ["flow", "wrt", "chain", "joint", "jumps", "coupled", "enumerate", ...VARIANCE, "cost", "why"];

/** What comes back: one result, or one for each of several integrands. */
export type ResultOf<P extends Parameters, F, C extends string> = F extends Integrand ? GradientResult<P, C> : GradientResults<P, keyof F & string, C> & { readonly [K in keyof F & string]: GradientResult<P, C> };

/**
 * Estimates E[φ(x)] and d/dθ E[φ(x)], x ~ p(x; θ), with standard errors:
 *
 *     E = (p/q)·[u·∇φ + (∇·u + u·∇log p + ∂θ log p)·φ],   x ~ q          (Parmas & Sugiyama 2021, Eq. 19)
 *
 * Without `flow` everything is chosen, by a pilot run on random numbers of its own: see `plan`. `flow` is u: "lr" (u = 0), "rp" (the canonical flow), a number λ (λ times that), a field, or one of these for each parameter; `proposal`
 * is q. Unbiased for every choice; `baseline` (the mean φ of other rows by default where the flow is "lr"), `controls`, `combine`, `antithetic`, `points`, `coupled` and `enumerate` lower
 * the variance without a bias; where φ jumps or the support moves, `jumps` says what is done about it. On the integers "rp" takes the forward difference φ(x + 1) − φ(x) for ∂φ.
 *
 * The same seed gives the same bits on every platform, whatever the block length or the split into shards.
 *
 * @param phi φ: a function of one row, `{ value, gradient? }` on blocks of columns, or a record of several. Columns are lent for the call.
 * @returns value, gradient by parameter, diagnostics; arrays are the caller's own.
 * @throws TypeError for the wrong kind of argument, for `"rp"` where φ or p lacks what it needs; RangeError for a wrong value, and if φ
 *   returns NaN (unless `nan: "propagate"`). What φ throws comes through unchanged.
 *
 * @example
 * ```js
 * const p = normal({ loc: 1, scale: 1 });
 * const square = { value: (x, out) => { for (let i = 0; i < out.length; i++) out[i] = x[0][i] ** 2; },
 *                  gradient: (x, out) => { for (let i = 0; i < out[0].length; i++) out[0][i] = 2 * x[0][i]; } };
 * const g = gradient(p, square, { flow: "rp", samples: 1e5, seed: 42 });
 * console.log(g.grad.loc.mean.toFixed(2), g.grad.scale.mean.toFixed(2)); // 2.00 2.00
 * ```
 */
export function gradient<P extends Parameters, const F extends Integrand | Integrands, const O extends GradientOptions<P>>(p: Distribution<P>, phi: F, options: O): ResultOf<P, F, ChainNames<O>> {
  const { outputs, several } = outputsOf("gradient", phi);
  return estimated(p, outputs, several, options, 0) as ResultOf<P, F, ChainNames<O>>;
}

/** `spent`: evaluations of φ before. */
function estimated<P extends Parameters>(p: Distribution<P>, outputs: readonly Output[], several: boolean, options: GradientOptions<P>, spent: number): unknown {
  const planned = planFor("gradient", p, outputs, several, options, true, spent), { plan, description, widened } = planned, state = stateOf(plan);
  // a proposal of our choice goes where φ is no number, and p hardly ever; shards of a run must choose alike
  const mayNarrow = widened === true && options.shard === undefined;
  try {
    run(plan, state);
  } catch (error) {
    const stopped = nanPlaceOf(error);
    if (!stopped || !mayNarrow) throw error;
    return again(stopped);
  }
  if (mayNarrow && !state.isFinite) return again();
  planned.learn?.(state.data(LEAF));
  return finish(planned, state);

  /** `stopped`: by what the first run did not get to its end. */
  function again(stopped?: NaNPlace): unknown {
    const { sampling: { origin, samples, block } } = plan, { evaluations, pilot = 0 } = description;
    const upTo = (most: number, by: number): number => Math.min(most, stopped ? Math.ceil((stopped.index + 1) / by) * by : most);
    options.rng?.giveBack(origin, Math.ceil(samples / LEAF));
    return estimated(p, outputs, several, { ...options, proposal: p }, stopped?.inPilot ? pilot - PILOT + upTo(PILOT, LEAF) : pilot + evaluations * upTo(samples, block));
  }
}

/** Names of the derivatives that `chain` asks for. */
export type ChainNames<O> = O extends { readonly chain: infer C } ? keyof C & string : never;

/** What `tell` takes for one integrand: a number for each row, and columns of ∂φ/∂x where the run uses them. */
export interface Told {
  readonly value: ArrayLike<number>;
  readonly gradient?: readonly ArrayLike<number>[];
}

/**
 * A run fed from outside, for φ that is asynchronous or expensive: `ask` for x, `tell` φ, then `result`. Bits are those of `gradient`.
 * For p with columns on the integers, the "gradient" of such a column is φ(x + 1) − φ(x).
 */
export class Run<P extends Parameters, C extends string> {
  readonly #run: Planned;
  readonly #plan: Plan;
  readonly #state: State;
  #next: number;
  #asked = 0;

  /** @internal */
  constructor(run: Planned) {
    this.#run = run;
    this.#plan = run.plan;
    this.#state = stateOf(run.plan);
    this.#next = run.plan.sampling.from;
  }

  /** Have all samples been told? */
  get done(): boolean { return this.#next >= this.#plan.sampling.to; }

  /**
   * The next samples: D columns of as many rows as `rows`, in whole leaves of 512 (at least one; fewer at the end); no rows when done.
   * Asked again without `tell`, they are the same. The arrays are the caller's own.
   * @throws RangeError if `rows` is not a positive number.
   */
  ask(rows = LEAF): Float64Array[] {
    if (typeof rows !== "number") throw wrongKind("ask", "rows", "a number of rows ≥ 1", rows);
    if (!(rows >= 1)) throw wrongValue("ask", "rows", "a number of rows ≥ 1", rows);
    const leaves = Math.max(1, Math.floor(rows / LEAF)), first = this.#next, end = Math.min(this.#plan.sampling.to, first + leaves);
    this.#asked = end - first;
    if (this.done) return Array.from({ length: this.#plan.sampling.own.columns }, () => new Float64Array(0));
    return this.#lend((engine) => {
      engine.draw(first, end);
      return engine.views(engine.rowsOf(first, end)).x.map((column) => column.slice());
    });
  }

  /**
   * φ of the rows asked for last; for several integrands a record of these.
   * @throws Error if nothing was asked; TypeError, RangeError if numbers are missing, of the wrong count, or NaN. Nothing is added then.
   */
  tell(told: Told | { readonly [name: string]: Told }): void {
    if (this.#asked === 0) throw new Error("tell: expected to follow ask, got nothing asked");
    const { outputs, sampling } = this.#plan, { several } = this.#run.description, first = this.#next, end = first + this.#asked;
    if (!isRecord(told)) throw wrongKind("tell", "told", "{ value, gradient? }", told);
    this.#lend((engine) => {
      const n = engine.rowsOf(first, end), { x, phi, grad } = engine.views(n);
      engine.draw(first, end);
      outputs.forEach((output, o) => {
        const one = several ? (told as Record<string, unknown>)[output.name] : told, name = several ? `${output.name}.` : "";
        if (!isRecord(one)) throw wrongKind("tell", output.name, "{ value, gradient? }", one);
        const fill = (from: unknown, label: string, to: Float64Array): void => {
          if (!isArrayLike(from)) throw wrongKind("tell", label, `${n} numbers`, from);
          if (from.length !== n) throw wrongValue("tell", label, `${n} numbers`, from);
          to.set(dataOf("tell", label, from));
          const bad = sampling.propagateNaN ? -1 : to.findIndex((v) => v !== v);
          if (bad >= 0) throw nanError("tell", label, first * LEAF + bad, x.map((column) => column[bad] as number));
        };
        fill(one.value, `${name}value`, phi[o] as Float64Array);
        const columns = grad[o];
        if (!columns) return;
        if (!Array.isArray(one.gradient)) throw wrongKind("tell", `${name}gradient`, `${columns.length} columns of ${n} numbers, which this flow needs`, one.gradient);
        if (one.gradient.length !== columns.length) throw wrongValue("tell", `${name}gradient`, `${columns.length} columns`, one.gradient);
        columns.forEach((column, d) => fill((one.gradient as unknown[])[d], `${name}gradient[${d}]`, column));
      });
      engine.blend(n);
      engine.accumulate(first, end);
      engine.end();
    });
    this.#next = end;
    this.#asked = 0;
  }

  /** What has been told so far. @throws Error if that is nothing. */
  result(): GradientResult<P, C> {
    if (this.#state.empty) throw new Error("result: expected to follow tell, got no samples yet");
    return finish(this.#run, this.#state, true) as GradientResult<P, C>;
  }

  #lend<T>(use: (engine: Engine) => T): T {
    const leaves = Math.max(1, this.#asked);
    return Arena.lend(layoutOf(this.#plan, leaves * LEAF, leaves), (arena, at) => use(new Engine(this.#plan, this.#state, arena, at)));
  }
}

/** Options of `gradient.start`: those of `gradient`, and which integrands are told. */
export type StartOptions<P> = GradientOptions<P> & {
  /** Names of several integrands; one without a name if absent. */
  readonly outputs?: readonly string[];
  /** Names φ in saved states. */
  readonly id?: string;
};

/**
 * Starts a run to which φ is told: `run.ask(4096)` gives columns of x, `run.tell({ value, gradient })` takes φ, `run.result()` the
 * estimates, with the bits of `gradient`.
 * @throws as `gradient`.
 */
gradient.start = function start<P extends Parameters, const O extends StartOptions<P>>(p: Distribution<P>, options: O): Run<P, ChainNames<O>> {
  const where = "gradient.start";
  if (!isRecord(options)) throw wrongKind(where, "options", "an object", options);
  const { outputs: names, id = "", ...rest } = options as O & Record<string, unknown>;
  if (names !== undefined && (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== "string"))) throw wrongKind(where, "outputs", "an array of names", names);
  for (const name of (names ?? []) as string[]) refuseReserved(where, name);
  if (names !== undefined && new Set(names).size < (names as string[]).length) throw wrongValue(where, "outputs", "different names", names);
  if (typeof id !== "string") throw wrongKind(where, "id", "a string", id);
  const never = (): never => { throw new Error("told from outside"); };
  const outputs = ((names as readonly string[] | undefined) ?? ["phi"]).map((name): Output => ({ name, id, value: never, gradient: never, valueAndGradient: undefined, params: undefined }));
  return new Run(planFor(where, p, outputs, names !== undefined, rest as unknown as GradientOptions<P>, false));
};

/** A run that may begin, and what its results carry. @internal */
export interface Planned {
  readonly plan: Plan;
  readonly description: Description;
  /** Takes what its rows say for a later run. */
  readonly learn?: ((state: StateData) => void) | undefined;
  /** Was the proposal chosen? */
  readonly widened?: boolean;
}

/** Checks everything. `spent`: evaluations of φ before. @throws TypeError, RangeError @internal */
export function planFor(where: string, p: Distribution, outputs: readonly Output[], several: boolean, options: unknown, callable: boolean, spent = 0): Planned {
  const sampling = samplingFor(where, p, options);
  return planned(sampling, options, () => {
    const choice = chosenFor(sampling, outputs, several, options as GradientOptions<Parameters>, callable);
    return choice ? { ...planOver(choice.sampling, outputs, several, choice.options, callable, choice.pilot + spent), learn: choice.learn, widened: choice.found.proposal !== undefined } : planOver(sampling, outputs, several, options, callable, spent);
  });
}

function samplingFor(where: string, p: Distribution, options: unknown): Sampling {
  const { wrt, chain } = isRecord(options) ? options : {};
  return samplingOf(where, p, options, OPTIONS, (own) => {
    const chains = chainsOf(where, own, chain), wanted = new Set(wantedOf(where, own, wrt));
    return Array.from({ length: own.entries }, (_, entry) => entry).filter((entry) => wanted.has(entry) || chains.some(({ coefficients }) => coefficients[entry] !== 0));
  });
}

/** What is chosen for a run that need not begin. @throws TypeError, RangeError @internal */
export function choiceFor(where: string, p: Distribution, outputs: readonly Output[], several: boolean, options: unknown): Readonly<Record<string, unknown>> {
  const sampling = samplingFor(where, p, options);
  (options as { readonly rng?: Rng }).rng?.giveBack(sampling.origin, Math.ceil(sampling.samples / LEAF));
  const choice = chosenFor(sampling, outputs, several, options as GradientOptions<Parameters>, true);
  // for what it refuses
  planOver(choice?.sampling ?? sampling, outputs, several, choice?.options ?? options, true);
  return choice?.found ?? {};
}

/** Are flow or proposal to be chosen? Then the options with what was chosen; what the user says of variances is left as it is. */
function chosenFor(sampling: Sampling, outputs: readonly Output[], several: boolean, options: GradientOptions<Parameters>, callable: boolean): { readonly sampling: Sampling; readonly options: unknown; readonly pilot: number; readonly learn: Planned["learn"]; readonly found: Readonly<Record<string, unknown>> } | undefined {
  const { where, own } = sampling, { flow, proposal, cost, why, wrt, chain } = options;
  if (cost !== undefined) checkNumber(where, "cost", cost, "positive");
  if (why !== undefined && typeof why !== "string") throw wrongKind(where, "why", "a sentence", why);
  const bare = flow === undefined && options.coupled === undefined && options.enumerate === undefined;
  if (flow !== "auto" && proposal !== "auto" && !bare) return undefined;
  if (!callable) throw new TypeError(`${where}: "${flow === "auto" || bare ? "flow" : "proposal"}" expected to be given for a run that is told φ, got ${bare ? "undefined" : '"auto"'}, which calls φ in a pilot; take flow: "lr" or "rp", or what plan(p, phi, options) found`);
  const wanted = wantedOf(where, own, wrt), chains = chainsOf(where, own, chain), among = new Set(wanted);
  const used = (entry: number): boolean => among.has(entry) || chains.some(({ coefficients }) => coefficients[entry] !== 0), entries = Array.from({ length: own.entries }, (_, entry) => entry).filter(used);
  const names = namesOf(own.parameters, wanted, chains.map(({ name }) => name)), choice = choose({
    sampling, outputs, options, entries, used, rng: options.rng, names: outputs.flatMap(({ name }) => names.map((one) => (several ? `${name}.${one}` : one))),
    plan: (drawn, asked) => planOver(drawn, outputs, several, asked, callable),
  });
  const { proposal: found } = choice.options;
  return { sampling: found === undefined ? sampling : withProposal(sampling, found, entries), options: { ...options, ...choice.options }, pilot: choice.pilot, learn: choice.learn, found: choice.options };
}

function planOver(sampling: Sampling, given: readonly Output[], several: boolean, options: unknown, callable: boolean, pilot = 0): Planned {
  const { where, p, own } = sampling, { wrt, chain, why, joint = false, jumps, coupled, enumerate } = options as GradientOptions<Parameters>;
  if (typeof joint !== "boolean") throw wrongKind(where, "joint", "true or false", joint);
  const wanted = wantedOf(where, own, wrt), chains = chainsOf(where, own, chain), among = new Set(wanted);
  const isUsed = (entry: number): boolean => among.has(entry) || chains.some((c) => c.coefficients[entry] !== 0), pairs = pairsOf(sampling, coupled, isUsed, callable), summing = enumerated(where, p, enumerate);
  if (summing && !callable) throw new TypeError(`${where}: "enumerate" expected a φ that can be called, got one that is told; leave "enumerate" out`);
  const outputs = summing ? given.map((output) => summed(where, p, summing, output)) : given, exact = new Set([...pairs.map(({ entry }) => entry), ...(summing?.entries ?? [])]);
  const needsFlow = (entry: number): boolean => isUsed(entry) && !exact.has(entry), { flow = own.parameters.some((one) => entriesIn(one).some(needsFlow)) ? undefined : "lr" } = options as GradientOptions<Parameters>;
  const flows = flowsOf(where, p, flow, needsFlow).map((one, entry) => (exact.has(entry) ? NO_FLOW : one)), used = flows.filter((_, entry) => isUsed(entry));
  const jumpsOf = jumpsFor(sampling, jumps, flow, flows, needsFlow, isUsed, given, callable, summing !== undefined);
  const needsGradient = used.some(({ lambda }) => lambda !== 0), canonical = ({ lambda, canonical: c }: EntryFlow): boolean => lambda !== 0 && c !== 0;
  const known = ({ lambda, fields }: EntryFlow): boolean => lambda === 1 && fields.length === 0;
  const atEnd = own.parameters.find(({ noScore, noFlow, ...one }) => noScore && entriesIn(one).some((entry) => isUsed(entry) && (summing?.entries.includes(entry) || (needsFlow(entry) && (noFlow !== undefined || !known(flows[entry] as EntryFlow))))));
  if (atEnd) throw new RangeError(`${where}: "${summing ? "enumerate" : "flow"}" expected ${summing ? "to be absent" : atEnd.noFlow ? "another option in its place" : '"rp"'} for "${atEnd.path.join(".")}", got ${summing ? "it" : showFlow(flow)}: ${[atEnd.noScore, !summing && atEnd.noFlow].filter(Boolean).join(", and ")}; ${withoutScore(own, atEnd)}`);
  const stuck = own.parameters.find(({ noFlow, offset }) => noFlow && canonical(flows[offset] as EntryFlow) && needsFlow(offset));
  if (stuck) throw new TypeError(`${where}: "flow" expected "lr" or a field { value, divergence } for "${stuck.path.join(".")}", got one that uses the canonical flow: ${stuck.noFlow}`);
  if (needsGradient) demandGradient(where, p, outputs, callable, used.some(canonical), used.some(({ fields }) => fields.some(({ source }) => source.carries === undefined)));
  if ((used.some(({ carries, lambda }) => lambda !== 1 || carries !== 1) || isRecord(jumps)) && own.lacks("score")) throw new TypeError(`${where}: "flow" expected "rp", got ${JSON.stringify(describeFlow(flow))}: ${p.family} has no score (${own.lacks("score")})`);
  refuseLeaks(where, p, flows, needsFlow);
  const alone = sampling.q instanceof Tilted && sampling.q.scarce ? sampling.q : undefined;
  // the score of one entry vanishes where its tilt does, that of a matrix beside a location does not
  if (alone && (needsGradient || own.parameters.some(({ offset, triangle }) => triangle !== undefined && isUsed(offset)) || own.parameters.some((one) => entriesIn(one).some((entry) => isUsed(entry) && !alone.entries.includes(entry))))) {
    throw new RangeError(`${where}: "proposal" expected a mixture with p (a tilt draws nothing where its score is 0: there ${needsGradient ? "a flow" : "what else is estimated"} would have no variance), got the tilt alone; take { p: 0.2, ${tiltOf(alone)}: 0.8 }`);
  }
  const reduction = reductionOf(options as GradientOptions<Parameters>, {
    job: { sampling, flows, wanted, chains, joint, needsGradient }, outputs, several, callable, names: () => namesOf(own.parameters, wanted, chains.map(({ name }) => name)),
    noBaseline: exact.size && !flows.some((_, entry) => needsFlow(entry)) ? "nothing here is estimated by a score" : isRecord(jumps) ? "a blended flow has no constant to subtract" : own.lacks("score") ?? (own.parameters.some(({ moves, offset }) => moves && needsFlow(offset)) ? "scores of parameters that move the support have no mean 0" : own.parameters.find(({ noScore, offset }) => noScore && needsFlow(offset))?.noScore),
  });
  const sampled = reduction ? { ...sampling, unit: reduction.unit, least: reduction.least } : sampling, { unit, least, antithetic, sobol } = sampled;
  const plan = planOf({ sampling: sampled, flows, wanted, chains, joint, needsGradient }, outputs, jumpsOf, reduction, { pairs, enumerated: summing });
  // key by key: a spread would make of every later key a slow one
  const { distribution, parameters, proposal, samples, seed, stream, leaf, rng, phi } = sourceOf(sampling, outputs, several);
  const description: Description = {
    distribution, parameters, proposal, samples, seed, stream, leaf, rng, phi, several, evaluations: (1 + plan.steps.length + (own.columns === 1 ? 0 : 2 * plan.jumps.planes.length) + plan.jumps.ends.length + pairs.reduce((sum, { source: { shares } }) => sum + (shares ? 1 : 2), 0)) * (summing?.states.length ?? 1), wanted, lambdas: plan.lambdas,
    flow: describeFlow(flow), wrt, chain: chain as Description["chain"], joint, jumps: jumps === undefined ? undefined : describeJumps(jumps), unit: unit > 1 ? unit : undefined, least: least > 1 ? least : undefined, antithetic: antithetic || undefined, points: sobol ? "sobol" : undefined,
    baseline: reduction?.described.baseline, controls: reduction?.described.controls, coefficients: reduction?.described.coefficients, combine: reduction?.described.combine, controlNames: reduction?.controls?.names,
    coupled, enumerate: enumerate || undefined, pilot: pilot + (reduction?.controls?.coefficients === "pilot" ? PILOT : 0) || undefined, why, explicit: countExplicit(plan.explicit) > 0 || undefined,
  };
  return { plan, description };
}

/** Of the estimates of one output. @internal */
export function namesOf(parameters: readonly Parameter[], wanted: readonly number[], chains: readonly string[]): string[] {
  const names = parameters.flatMap((parameter) => Array.from({ length: parameter.size }, (_, j) => entryName(parameter, j)));
  return ["value", ...wanted.map((entry) => names[entry] as string), ...chains];
}

const tiltOf = ({ parameters: { slice } }: Tilted): string => (slice ? "slice" : "fisher");

/** Where ∂φ is used, φ and p must have what that takes. @throws TypeError */
function demandGradient(where: string, p: Distribution, outputs: readonly Output[], callable: boolean, canonical: boolean, field: boolean): void {
  const own = internalsOf(p), continuous = own.supports.some((support) => support !== "count");
  if (canonical && own.lacks("flow")) throw new TypeError(`${where}: "flow" expected "lr" or a field { value, divergence }, got one that uses the canonical flow, which ${p.family} lacks: ${own.lacks("flow")}`);
  if (field && continuous && own.lacks("gradLogProb")) throw new TypeError(`${where}: "flow" expected "lr" or "rp", got a field, which needs ∂x log p: ${own.lacks("gradLogProb")}`);
  for (const { name, gradient: derivative } of outputs) {
    if (callable && continuous && !derivative) throw new TypeError(`${where}: "${name}" expected { value, gradient } on blocks, got no gradient, which every flow but "lr" uses`);
  }
}

const stateOf = ({ lambdas, job: { joint, sampling: { unit, least } }, width, tails }: Plan): State => new State(ruleOf({ lambdas, joint, unit, least }, width), tails);

/** `more`: the state goes on. */
function finish({ description }: Planned, state: State, more = false): unknown {
  const data = state.data(LEAF, more);
  return description.several ? new GradientResults(description, data) : new GradientResult(description, data);
}

