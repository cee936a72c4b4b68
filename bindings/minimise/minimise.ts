/**
 * `minimise`: stochastic minimisation of E[φ(x)], x ~ p(x; θ), over θ, as a small loop over `gradient`.
 */
import { checkInteger, checkKeys, checkNumber, isRecord, show, wrongKind, wrongValue } from "../check";
import { type Distribution, type Parameters, entriesIn, internalsOf, isDistribution, nameOfEntry } from "../distribution";
import type { Estimate } from "../estimators/estimate";
import { OPTIONS, gradient } from "../estimators/gradient";
import { type GradientOptions, SAMPLING, wantedOf } from "../estimators/options";
import type { GradientResult } from "../estimators/result";
import { type Integrand, outputsOf } from "../integrand/integrand";
import { Rng } from "../random";
import { Coordinates } from "./coordinates";
import { entriesOf, madeBy, makerOf, readInto } from "./make";
import { type Optimiser, largest, optimiserOf, scaled } from "./optimisers";
import { Rest } from "./rest";
import { Minimum, type Stopped } from "./result";

/** What `onStep` is told, before the step is taken. */
export interface StepInfo<P extends Parameters = Parameters, C = unknown> {
  /** 1, 2 … */
  readonly step: number;
  /** E[φ] at `parameters`. */
  readonly value: Estimate<number>;
  readonly parameters: P & C;
  /** Length of the gradient, in the coordinates in which steps are taken. */
  readonly gradientNorm: number;
  /** All of it. */
  readonly result: GradientResult<P>;
}

/** Options of `gradient`, of which each step makes use, and of the steps. */
export interface MinimiseOptions<P extends Parameters, C = unknown> extends Omit<GradientOptions<P>, "shard"> {
  /** How many steps at most, an integer ≥ 1. */
  readonly steps: number;
  /** "adam" if absent. */
  readonly optimiser?: Optimiser;
  /** Go up instead of down. */
  readonly maximise?: boolean;
  /**
   * Stop once the gradient of a step, by every parameter, is less than so many of its own standard errors, of which the run makes sure by averages over
   * windows of steps: 1 is a good number, less takes longer. Never if absent.
   */
  readonly tolerance?: number;
  /** Called before each step is taken; false ends the run there. */
  readonly onStep?: (info: StepInfo<P, C>) => unknown;
  /** Keep the estimates of E[φ] of all steps. */
  readonly history?: boolean;
  /** p of other parameters, where the library cannot make it: for `custom` families. */
  readonly make?: (parameters: P & C) => Distribution;
}

const OWN = ["steps", "optimiser", "maximise", "tolerance", "onStep", "history", "make"], where = "minimise";

/**
 * Minimises E[φ(x)], x ~ p(x; θ), over θ by steps along estimates of the gradient, from the parameters of p on:
 *
 *     η ← η − rate·(∂/∂η E[φ], as the optimiser takes it)
 *
 * η are coordinates that may be any numbers: the logarithm of what must be positive (scales, rates, diagonals of `scaleTril`), the logit of what lies in (0, 1),
 * for ordered parameters (`low` < `high`) the logarithm of their distance, else θ itself. So no step leaves the domains. Products, mixtures and transforms are made of
 * their parts; `total` and other constants, infinite ends and parameters outside `wrt` stay. A share stops short of its ends by 1e-16.
 *
 * Each step takes `samples` fresh draws from `rng`, or from a generator of its own of that `seed`. All options of `gradient` (flow, controls, proposal …) reach
 * it untouched. The same seed gives the same bits everywhere; so does the same state of an `rng` with a `flow` that is given (what a
 * flow that is chosen has learnt from earlier calls with that generator is no part of its state).
 *
 * @param p where to start; its parameters do not change.
 * @param phi φ, one integrand. With `logp` in a formula it depends on θ: an ELBO.
 * @param options `optimiser`: see `Optimiser`; a constant `rate` leaves the parameters hovering about the optimum, one that falls brings them to it: `rate: (step) => 0.1 / step`.
 *   `tolerance`: the run stops where, over a window of steps, each parameter's mean gradient is within `tolerance` standard errors of one step, which
 *   is a false alarm in about 1 % of runs at most, and steps see more noise than slope.
 * @returns { distribution, parameters, value, steps, stopped, history? }; arrays are the caller's own.
 * @throws TypeError, RangeError for wrong options, and what `gradient` throws; RangeError if a step leads beyond the doubles.
 *
 * @example
 * ```js
 * const posterior = minimise(normal({ loc: 0, scale: 1 }), integrand("(x - 3)^2/0.5 + logp"), { flow: "rp", samples: 64, steps: 500, seed: 42 });
 * console.log(posterior.parameters.loc.toFixed(1), posterior.parameters.scale.toFixed(1)); // 3.0 0.5
 * ```
 */
export function minimise<P extends Parameters, C>(p: Distribution<P, C>, phi: Integrand, options: MinimiseOptions<P, C>): Minimum<P, C> {
  if (!isDistribution(p)) throw wrongKind(where, "p", "a distribution", p);
  if (outputsOf(where, phi).several) throw wrongKind(where, "phi", "one integrand", phi);
  if (!isRecord(options)) throw wrongKind(where, "options", "an object with steps, samples, and seed or rng", options);
  checkKeys(where, options, [...OWN, ...SAMPLING.filter((name) => name !== "shard"), ...OPTIONS]);
  const { steps: given, optimiser = "adam", maximise = false, tolerance, onStep, history = false, make: users, seed, rng: givenRng, ...rest } = options;
  const steps = checkInteger(where, "steps", given, 1, Number.MAX_SAFE_INTEGER);
  for (const [name, value] of Object.entries({ maximise, history })) if (typeof value !== "boolean") throw wrongKind(where, name, "true or false", value);
  for (const [name, value] of Object.entries({ onStep, make: users })) if (value !== undefined && typeof value !== "function") throw wrongKind(where, name, "a function", value);
  const own = internalsOf(p), { parameters } = own, theta = entriesOf(p), coordinates = new Coordinates(where, own, wantedOf(where, own, rest.wrt), theta), { count, entries } = coordinates;
  if (!count) throw new RangeError(`${where}: "p" expected parameters that can move, got ${p.family}, which has none${rest.wrt ? (rest.wrt.length ? ` among ${rest.wrt.join(", ")}` : ' among those of an empty "wrt"') : ""}`);
  const make = users ? madeBy(where, p, users as never) : makerOf(where, p, new Set(entries)), { kind, step: take } = optimiserOf(where, optimiser, p, coordinates);
  const rule = tolerance === undefined ? undefined : new Rest(checkNumber(where, "tolerance", tolerance, "positive"), count);
  const run = { ...rest, rng: rngOf(seed, givenRng) } as unknown as GradientOptions<P> & { readonly rng: Rng };

  const moved = new Set(entries), read = parameters.filter((one) => entriesIn(one).some((entry) => moved.has(entry)));
  const slopes = new Float64Array(own.entries), errors = new Float64Array(own.entries), g = new Float64Array(count), raw = new Float64Array(count), error = new Float64Array(count), eta = coordinates.of(theta), values: number[] = [];
  let current = p, stopped: Stopped = "steps", value: Estimate<number>, step = 1;
  for (; ; step++) {
    const result = gradient(current, phi, run) as GradientResult<P>;
    for (const parameter of read) {
      const { mean, stdError } = parameter.path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], result.grad) as Estimate;
      readInto(slopes, parameter, mean, 1);
      readInto(errors, parameter, stdError, 1);
    }
    ({ value } = result);
    if (history) values.push(value.mean);
    coordinates.pull(slopes, theta, g);
    if (maximise) for (let k = 0; k < count; k++) g[k] = -(g[k] as number);
    const answer = onStep?.({ step, value, parameters: current.parameters, gradientNorm: length(g), result });
    if (isRecord(answer) && typeof answer.then === "function") throw wrongKind(where, "onStep", "a function that answers at once: no step waits for it", answer);
    if (answer === false) { stopped = "onStep"; break; }
    for (let k = 0; k < count; k++) if (!Number.isFinite(g[k])) throw new RangeError(`${where}, step ${step}: the gradient by "${nameOfEntry(parameters, entries[k] as number)}" expected a finite number, got ${g[k]}; φ, or its product with a score, is NaN or beyond the doubles${step > 1 ? `; take a smaller "rate"` : ""}`);
    if (rule) {
      for (let k = 0; k < count; k++) {
        raw[k] = slopes[entries[k] as number] as number;
        error[k] = errors[entries[k] as number] as number;
      }
      if (step === 1 && error.some(Number.isNaN)) throw wrongValue(where, "tolerance", `"samples" that give the gradient a standard error, at least 2 units`, rest.samples);
      if (rule.take(raw, error)) { stopped = "tolerance"; break; }
    }
    take(eta, g, step, { p: current, theta, rng: run.rng });
    coordinates.place(eta, theta);
    current = remade(step, coordinates, make, theta) as Distribution<P, C>;
    if (step === steps) break;
  }
  return new Minimum(current, value, step, stopped, `E[φ] ${maximise ? "maximised" : "minimised"} by ${kind}`, history ? Float64Array.from(values) : undefined);
}

/** Not the host's hypot, whose last bit differs. */
function length(g: Float64Array): number {
  const scale = scaled(largest(g), 1);
  let sum = 0;
  for (const v of g) sum += v * scale * (v * scale);
  return Math.sqrt(sum) / scale;
}

/** @throws RangeError where the family, or the domain, does not take θ */
function remade(step: number, coordinates: Coordinates, make: (theta: Float64Array) => Distribution, theta: Float64Array): Distribution {
  try {
    coordinates.check(`${where}, step ${step}`, theta);
    return make(theta);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${error.message.startsWith(where) ? "" : `${where}, step ${step}: `}${error.message}; take a smaller "rate", or leave out by "wrt" what has its optimum at an end of its domain`, { cause: error });
  }
}

/** @throws TypeError, RangeError */
function rngOf(seed: unknown, rng: unknown): Rng {
  if (rng === undefined) {
    if (seed === undefined) throw new TypeError(`${where}: "seed" expected an integer (a run that can be repeated) or an "rng" beside it, got undefined`);
    return new Rng(seed as number | bigint);
  }
  if (seed !== undefined) throw new TypeError(`${where}: "seed" expected to be absent beside "rng", got ${show(seed)}`);
  if (!(rng instanceof Rng)) throw wrongKind(where, "rng", "an Rng", rng);
  return rng;
}
