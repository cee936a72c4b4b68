import { checkNumber } from "../check";
import { root, studentInterval } from "./student";

/** Estimates with their uncertainty: numbers, or arrays in the shape of the parameter. Arrays are the caller's own. */
export class Estimate<T extends number | Float64Array = number | Float64Array> {
  readonly mean: T;
  /** Standard error of the mean: sd(units)/√units. */
  readonly stdError: T;
  /** Degrees of freedom of `stdError`: independent units − 1. */
  readonly df: number;
  /** Evaluations of φ behind it. */
  readonly evaluations: number;
  /** Exact interval of a share, where all φ were 0 or 1: how many were 1. */
  readonly events?: number;

  /** @internal */
  constructor(mean: T, stdError: T, units: number, evaluations: number, events?: number) {
    this.mean = mean;
    this.stdError = stdError;
    this.df = units - 1;
    this.evaluations = evaluations;
    if (events !== undefined) this.events = events;
  }

  /** stdError² × evaluations of φ: what one evaluation is worth. */
  get variance(): T { return combine(this.mean, this.stdError, (_, s) => s * s * this.evaluations); }

  /** |mean|/stdError. */
  get snr(): T { return combine(this.mean, this.stdError, (m, s) => (m === 0 && s === 0 ? 0 : Math.abs(m) / s)); }

  /**
   * Confidence interval [low, high] of the given level: Student-t; Wilson's score interval for the probability of an event.
   * E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212.
   * @throws RangeError if the level is not in (0, 1).
   */
  interval(level = 0.95): [low: T, high: T] {
    checkNumber("interval", "level", level, "unit");
    if (this.events !== undefined && typeof this.mean === "number") return wilson(this.events, this.df + 1, level) as [T, T];
    const t = studentInterval(level, this.df), { mean, stdError } = this;
    if (typeof mean === "number") return [mean - t * (stdError as number), mean + t * (stdError as number)] as [T, T];
    const half = (stdError as Float64Array).map((s) => t * s);
    return [mean.map((m, j) => m - (half[j] as number)), mean.map((m, j) => m + (half[j] as number))] as [T, T];
  }
}

function combine<T extends number | Float64Array>(mean: T, stdError: T, f: (m: number, s: number) => number): T {
  if (typeof mean === "number") return f(mean, stdError as number) as T;
  const out = new Float64Array(mean.length);
  for (let j = 0; j < out.length; j++) out[j] = f(mean[j] as number, (stdError as Float64Array)[j] as number);
  return out as T;
}

/** Between the two rates whose own standard error is the distance, over z, from the observed share. */
function wilson(events: number, n: number, level: number): [number, number] {
  const z = studentInterval(level, Infinity), zz = z * z, share = events / n;
  const center = (share + zz / (2 * n)) / (1 + zz / n), half = (z / (1 + zz / n)) * root((share * (1 - share)) / n + zz / (4 * n * n));
  return [events === 0 ? 0 : center - half, events === n ? 1 : center + half];
}

