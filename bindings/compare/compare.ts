/**
 * `compare`: a race between settings of `gradient` at equal cost.
 */
import { costOf } from "../auto/cost";
import { checkInteger, checkKeys, checkNumber, isArrayLike, isRecord, wrongKind, wrongValue } from "../check";
import { type Distribution, type Parameters, isDistribution } from "../distribution";
import type { Warning } from "../estimators/diagnostics";
import { type Planned, gradient, namesOf, planFor } from "../estimators/gradient";
import type { GradientOptions } from "../estimators/options";
import { GradientResult, type GradientResults, estimateOf, widthOf } from "../estimators/result";
import { ruleOf, totals } from "../estimators/state";
import { type Integrand, type Integrands, type Output, outputsOf } from "../integrand/integrand";
import { Rng } from "../random";
import { PILOT } from "../variance/choices";
import { Comparison, type Raced, type RacedRow, type RefusedRow } from "./comparison";

/** Options of `gradient` without what is the same for all. */
export type Setting<P> = Omit<GradientOptions<P>, "samples" | "seed" | "rng" | "shard" | "cost">;

export interface CompareOptions {
  /** Samples of the first setting; the others have so many as cost the same. */
  readonly samples: number;
  /** Of all settings. */
  readonly seed: number | bigint;
  /** Nanoseconds that an evaluation of φ takes; 50 for functions, by its operations for a formula, if absent. */
  readonly cost?: number;
}

/** What a race gives to all of its settings. */
const SHARED = ["samples", "seed", "rng", "shard", "cost"];

/**
 * Runs several settings of `gradient` on one problem at equal cost, and says which has the least variance × cost, for each estimate.
 *
 * The cost of a sample is taken from fixed tables, never from a clock: draws, scores, flows, φ by its operations, sums and controls. The first setting that is
 * not refused has `samples` of them, each other so many as cost as much. All have the same seed, so that whatever two of them draw alike they share: what luck there is in it
 * is the luck of both, and the quotient of their variances has less noise than with draws of their own. Means of different settings are therefore no independent estimates. Each row is, to the
 * bit, `gradient(p, phi, { ...options, samples: row.samples, seed, cost })`.
 *
 * A setting that `gradient` refuses is listed with the reason. What a warning concerns cannot win. Variances are estimates, too: of 10⁵ samples good to about one
 * percent, much less where tails are heavy.
 *
 * @param settings options of `gradient` (`{}` is "auto"), in an array, or by label. `samples`, `seed` and `cost` are said once, for all.
 * @returns `rows` with samples, cost, estimates and efficiency, `winner` by estimate, all of it plain data, the caller's own.
 * @throws TypeError, RangeError for arguments of a wrong kind or value; what φ throws comes through unchanged.
 *
 * @example
 * ```js
 * const race = compare(normal({ loc: 1, scale: 1 }), integrand("x^2"), [{ flow: "lr", baseline: 0 }, { flow: "rp" }], { samples: 1e5, seed: 42 });
 * console.log(race.winner.loc, (1 / race.rows[0].efficiency.loc).toFixed(0)); // flow rp 7
 * ```
 */
export function compare<P extends Parameters>(p: Distribution<P>, phi: Integrand | Integrands, settings: readonly Setting<P>[] | { readonly [label: string]: Setting<P> }, options: CompareOptions): Comparison {
  const where = "compare";
  if (!isDistribution(p)) throw wrongKind(where, "p", "a distribution", p);
  const { outputs, several } = outputsOf(where, phi), named = namedOf(where, settings), thrown = new WeakSet<object>(), noted = noting(phi, thrown);
  if (!isRecord(options)) throw wrongKind(where, "options", "{ samples, seed, cost? }", options);
  checkKeys(where, options, ["samples", "seed", "cost"]);
  const { samples, seed, cost } = options;
  checkInteger(where, "samples", samples, 1, Number.MAX_SAFE_INTEGER);
  if (typeof seed !== "number" && typeof seed !== "bigint") throw wrongKind(where, "seed", "an integer from 0 to 2^64 − 1", seed);
  const shared = { seed: new Rng(seed).seed, ...(cost !== undefined && { cost: checkNumber(where, "cost", cost, "positive") }) };
  const { outputs: noisy } = outputsOf(where, noted);
  let budget: number | undefined;
  return new Comparison(named.map(({ label, setting }) => {
    const at = { label, options: plainOf(setting) as Record<string, unknown> };
    try {
      const price = (n: number): number => costOfRun(planFor("gradient", p, noisy, several, { ...setting, ...shared, samples: n }, true), n, cost);
      const { samples: n, ns } = budget === undefined ? { samples, ns: price(samples) } : affordable(budget, samples, price);
      const result = gradient(p, noted, { ...setting, ...shared, samples: n } as GradientOptions<P>);
      budget ??= n * ns;
      return row(at, n, ns, result as never, outputs, several);
    } catch (error) {
      if (!isRefusal(error) || thrown.has(error)) throw error;
      return { ...at, refused: error.message };
    }
  }));
}

/** φ whose functions put down what they throw: a call of `gradient` within φ that is refused is no refusal of the setting. */
function noting<T>(phi: T, thrown: WeakSet<object>): T {
  if (typeof phi === "function") {
    return ((...given: unknown[]): unknown => {
      try {
        return (phi as (...args: unknown[]) => unknown)(...given);
      } catch (error) {
        if (error instanceof Error) thrown.add(error);
        throw error;
      }
    }) as T;
  }
  if (!isRecord(phi) || phi.kind === "integrand") return phi;
  // methods of a class are no entries
  const keys = typeof phi.value === "function" ? FUNCTIONS.filter((key) => phi[key] !== undefined) : Object.keys(phi);
  return Object.fromEntries(keys.map((key) => [key, noting(typeof phi[key] === "function" ? phi[key].bind(phi) : phi[key], thrown)])) as T;
}

const FUNCTIONS = ["value", "gradient", "valueAndGradient", "params"];

/** Does `gradient` say it, or a proposal of its? φ may throw, too. */
const isRefusal = (error: unknown): error is Error => (error instanceof TypeError || error instanceof RangeError) && /^(gradient|tilted|proposal)\b.*: /.test(error.message);

/** Nanoseconds for one of `samples` samples, with those of pilots. */
function costOfRun({ plan, description: { pilot = 0 } }: Planned, samples: number, phiCost: number | undefined): number {
  // that of coefficients is in the table; rows of others are taken for rows of the run
  const others = pilot - (plan.reduction?.controls?.coefficients === "pilot" ? PILOT : 0);
  return costOf(plan, phiCost) * (1 + others / samples);
}

/** Times that a number of samples is found again for what a sample costs with the one before: groups and pilots depend on it. */
const TRIES = 3;

/** So many samples as the budget allows, and what one of them costs: fewer where two numbers take turns. */
function affordable(budget: number, first: number, price: (samples: number) => number): { readonly samples: number; readonly ns: number } {
  let samples = first, ns = price(first), least = Infinity;
  for (let k = 0; k < TRIES; k++) {
    const next = Math.max(1, Math.round(budget / ns));
    if (next === samples) break;
    least = Math.min(least, next);
    samples = k === TRIES - 1 ? least : next;
    ns = price(samples);
    if (Math.abs(budget - samples * ns) <= 0.005 * budget) break;
  }
  return { samples, ns };
}

function row(at: Pick<RefusedRow, "label" | "options">, samples: number, cost: number, result: GradientResult | GradientResults, outputs: readonly Output[], several: boolean): Omit<RacedRow, "efficiency"> {
  const { job, state } = result, sums = totals(state, ruleOf(job, widthOf(job))), names = namesOf(job.parameters, job.wanted, Object.keys(job.chain ?? {})), estimates: Record<string, Raced> = {}, warnings: Warning[] = [];
  let evaluations = 0;
  outputs.forEach(({ name: output }, o) => {
    const named = (name: string): string => (several ? `${output}.${name}` : name);
    names.forEach((name, k) => {
      const estimate = estimateOf(sums, job, o * names.length + k), { mean, stdError } = estimate;
      ({ evaluations } = estimate);
      estimates[named(name)] = { mean, stdError };
    });
    const { diagnostics } = result instanceof GradientResult ? result : (result as unknown as Record<string, GradientResult>)[output] as GradientResult;
    for (const { code, where, message } of diagnostics.warnings) warnings.push({ code, where: where === "weights" ? where : named(where), message });
  });
  return { ...at, samples, evaluations, cost, estimates, warnings };
}

/** @throws TypeError, RangeError */
function namedOf(where: string, settings: unknown): { readonly label: string; readonly setting: Readonly<Record<string, unknown>> }[] {
  const expected = "an array of options of gradient, or a record of them by label", isArray = Array.isArray(settings);
  if (!isArray && !isRecord(settings)) throw wrongKind(where, "settings", expected, settings);
  const entries = isArray ? Array.from<unknown>(settings).map((setting, k) => [`settings[${k}]`, setting] as const) : Object.entries(settings).map(([label, setting]) => [`settings.${label}`, setting] as const);
  if (entries.length === 0) throw wrongValue(where, "settings", "at least one setting", settings);
  const seen = new Map<string, number>();
  return entries.map(([name, setting]) => {
    if (!isRecord(setting)) throw wrongKind(where, name, "options of gradient", setting);
    for (const key of SHARED) if (Object.hasOwn(setting, key)) throw new TypeError(`${where}: "${name}.${key}" expected to be absent: what all settings share is said once, { samples, seed, cost? }`);
    const text = isArray ? labelOf(setting) : name.slice("settings.".length), count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return { label: count > 1 ? `${text} (${count})` : text, setting };
  });
}

/** Options in words. */
function labelOf(setting: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(setting).filter(([key, value]) => value !== undefined && key !== "why").map(([key, value]) => {
    // one number for each control and estimate
    if (key === "coefficients" && typeof value === "object") return "given coefficients";
    const plain = plainOf(value);
    return `${key} ${typeof plain === "object" ? JSON.stringify(plain).replaceAll('"', "") : String(plain)}`;
  });
  return words.length ? words.join(", ") : "auto";
}

/** Options as plain data: what is a function, an integrand, a field or a result is a name. */
function plainOf(value: unknown): unknown {
  if (typeof value === "function") return value.name || "a function";
  if (isDistribution(value)) return { family: value.family, parameters: plainOf(value.parameters) };
  if (isArrayLike(value)) return Array.from<unknown>(value).map(plainOf);
  if (!isRecord(value)) return value;
  const { kind, id } = value;
  if (kind === "integrand") return String(value);
  if (kind === "gradient" || kind === "gradients") return "an earlier result";
  if (typeof id === "string" || typeof value.value === "function") return typeof id === "string" ? id : "a function";
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainOf(one)]));
}
