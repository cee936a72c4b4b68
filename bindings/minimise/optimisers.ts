/** How a gradient becomes a step. */
import { checkKeys, checkNumber, isRecord, wrongKind, wrongValue } from "../check";
import { type Distribution, entriesIn, internalsOf } from "../distribution";
import type { Rng } from "../random";
import type { Coordinates } from "./coordinates";
import { Fisher } from "./fisher";

/** The size of steps: a number, or of the number of a step (1, 2 …), to let it fall. */
export type Rate = number | ((step: number) => number);

/**
 * "sgd": η ← η − rate·v, v ← momentum·v + g (defaults 0.01, 0).
 *
 * "adam": g over the root of its mean square (D. P. Kingma, J. Ba, ICLR 2015, Algorithm 1; defaults 0.05, 0.9, 0.999, 1e-8).
 *
 * "natural": η ← η − rate·(F + damping·diag F)⁻¹g, F the Fisher information (S. Amari, Neural Computation 10 (1998) 251–276; defaults 0.1, damping 0.01). F is
 * an average of outer products of scores of draws of its own, of which each step keeps the share `decay` (default 0.9): in one block up to 64
 * numbers, beyond in blocks by part or parameter, or by its diagonal. No step is longer than 1 in the metric of F, about one standard deviation of p.
 */
export type Optimiser =
  | "sgd" | "adam" | "natural"
  | { readonly kind: "sgd"; readonly rate?: Rate; readonly momentum?: number }
  | { readonly kind: "adam"; readonly rate?: Rate; readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number }
  | { readonly kind: "natural"; readonly rate?: Rate; readonly damping?: number; readonly decay?: number };

/** Where a step begins. @internal */
export interface Place { readonly p: Distribution; readonly theta: Float64Array; readonly rng: Rng }

/** Moves η against g. @internal */
export type Step = (eta: Float64Array, g: Float64Array, step: number, at: Place) => void;

const DEFAULTS = {
  sgd: { rate: 0.01, momentum: 0 },
  adam: { rate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  natural: { rate: 0.1, damping: 0.01, decay: 0.9 },
} as const;
const NAMES = '"adam", "sgd", "natural" or { kind, rate, … }';

/** @throws TypeError, RangeError @internal */
export function optimiserOf(where: string, given: unknown, p: Distribution, coordinates: Coordinates): { kind: keyof typeof DEFAULTS; step: Step } {
  if (typeof given !== "string" && !isRecord(given)) throw wrongKind(where, "optimiser", NAMES, given);
  const kind = (typeof given === "string" ? given : given.kind) as keyof typeof DEFAULTS;
  if (typeof kind !== "string") throw wrongKind(where, "optimiser.kind", NAMES, kind);
  if (!Object.hasOwn(DEFAULTS, kind)) throw wrongValue(where, "optimiser", NAMES, kind);
  const options = typeof given === "string" ? {} : given, number = (name: string, domain: "positive" | "share"): number => checkNumber(where, `optimiser.${name}`, options[name] ?? (DEFAULTS[kind] as Record<string, number>)[name], domain);
  checkKeys(`${where}: "optimiser"`, options, ["kind", ...Object.keys(DEFAULTS[kind])]);
  const below1 = (name: string): number => {
    const v = number(name, "share");
    if (v === 1) throw wrongValue(where, `optimiser.${name}`, "a number in [0, 1)", v);
    return v;
  };
  const rate = rateOf(where, options.rate ?? DEFAULTS[kind].rate), { count } = coordinates;
  if (kind === "sgd") return { kind, step: sgd(rate, below1("momentum"), count) };
  if (kind === "adam") return { kind, step: adam(rate, below1("beta1"), below1("beta2"), number("epsilon", "positive"), count) };
  const fixed = new Set(coordinates.entries), moving = internalsOf(p).parameters.find((one) => one.moves && entriesIn(one).some((entry) => fixed.has(entry)));
  if (moving) throw wrongValue(where, "optimiser", `"adam" or "sgd", since "${moving.path.join(".")}" moves the support and has no Fisher information`, kind);
  return { kind, step: natural(rate, new Fisher(coordinates, p, below1("decay"), number("damping", "positive")), count) };
}

/** @throws TypeError, RangeError */
function rateOf(where: string, given: unknown): (step: number) => number {
  if (typeof given !== "function") {
    const rate = checkNumber(where, "optimiser.rate", given, "positive");
    return () => rate;
  }
  return (step) => {
    const rate: unknown = (given as (step: number) => unknown)(step);
    if (typeof rate !== "number") throw wrongKind(where, "optimiser.rate", `a number ≥ 0 for step ${step}`, rate);
    if (!(rate >= 0 && rate < Infinity)) throw wrongValue(where, "optimiser.rate", `a finite number ≥ 0 for step ${step}`, rate);
    return rate;
  };
}

function sgd(rate: (step: number) => number, momentum: number, count: number): Step {
  const velocity = new Float64Array(count);
  return (eta, g, step) => {
    const size = rate(step);
    for (let k = 0; k < count; k++) eta[k] = (eta[k] as number) - size * (velocity[k] = momentum * (velocity[k] as number) + (g[k] as number));
  };
}

/** Numbers whose squares are doubles lie between; others are taken times powers of 2, which round nothing. */
const LARGE = 2 ** 500, SMALL = 2 ** -500, POWER = 2 ** 600;

/** A power of 2 that brings a number between those bounds, by way of `scale`. @internal */
export const scaled = (size: number, scale: number): number => (size * scale > LARGE ? scale / POWER : size > 0 && size * scale < SMALL ? scale * POWER : scale);
/** Of absolute values. @internal */
export const largest = (g: Float64Array): number => g.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

function adam(rate: (step: number) => number, beta1: number, beta2: number, epsilon: number, count: number): Step {
  const first = new Float64Array(count), second = new Float64Array(count), scales = new Float64Array(count);
  let power1 = 1, power2 = 1;
  return (eta, g, step) => {
    power1 *= beta1;
    power2 *= beta2;
    const size = rate(step);
    for (let k = 0; k < count; k++) {
      // of an entry the moments are those of gradient times scale, which is 0 before there is one, and fits the largest
      const given = g[k] as number, before = scales[k] as number, found = given === 0 ? before : scaled(Math.abs(given), before || 1), scale = (scales[k] = before > 0 ? Math.min(before, found) : found);
      if (before > scale) {
        first[k] = (first[k] as number) * (scale / before);
        second[k] = (second[k] as number) * (scale / before) * (scale / before);
      }
      const slope = given * scale, m = (first[k] = beta1 * (first[k] as number) + (1 - beta1) * slope), v = (second[k] = beta2 * (second[k] as number) + (1 - beta2) * slope * slope);
      eta[k] = (eta[k] as number) - (size * (m / (1 - power1))) / (Math.sqrt(v / (1 - power2)) + epsilon * (scale || 1));
    }
  };
}

function natural(rate: (step: number) => number, fisher: Fisher, count: number): Step {
  const direction = new Float64Array(count), slope = new Float64Array(count);
  return (eta, g, step, { p, theta, rng }) => {
    const size = rate(step);
    fisher.observe(p, theta, rng);
    const scale = scaled(largest(g), 1);
    for (let k = 0; k < count; k++) slope[k] = (g[k] as number) * scale;
    fisher.solve(slope, direction);
    let square = 0;
    for (let k = 0; k < count; k++) square += (direction[k] as number) * (slope[k] as number);
    const length = size * Math.sqrt(square), kept = length > scale ? size / length : size / scale;
    for (let k = 0; k < count; k++) eta[k] = (eta[k] as number) - kept * (direction[k] as number);
  };
}
