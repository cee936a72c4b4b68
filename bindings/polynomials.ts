/**
 * Orthogonal polynomials of the classical families, by their three-term recurrences. All but the constant one have mean 0 under p: they are the zero-mean
 * functions that Stein's identity makes of polynomials, orthogonal to each other (W. Schoutens, "Stochastic Processes and Orthogonal Polynomials",
 * 2000; P. Diaconis and S. Zabell, "Closed form summation for classical distributions", Statist. Sci. 6 (1991) 284–302).
 *
 * Recurrences: R. Koekoek, P. A. Lesky and R. F. Swarttouw, "Hypergeometric Orthogonal Polynomials and Their q-Analogues" (2010), Sections 9.8 to
 * 9.15, brought to z = (x − centre)/unit such that a₀ is 0 or small: nothing is lost where p is narrow and far from 0. Sums begin with k, so that small
 * shapes are not lost beside 1.
 */

/** The monic polynomials of z = (x − centre)/unit, or of log x in the place of x: P_(k+1) = (z − a_k)·P_k − b_k·P_(k−1). @internal */
export interface Recurrence {
  readonly centre: number;
  readonly unit: number;
  readonly log?: true;
  /** The largest degree, if there is one. */
  readonly degree?: number;
  /** a_k and b_k, k ≥ 0; b₀ does not matter. */
  step(k: number): readonly [a: number, b: number];
}

/** Why a family has none. @internal */
export const NO_POLYNOMIALS = "it has no classical orthogonal polynomials";
/** The largest degree that laws make. @internal */
export const MOST_DEGREE = 64;

/** Of the record that the kernel `orthonormal` takes. @internal */
export const RECURRENCE_BYTES = (2 + 3 * MOST_DEGREE) * 8;

/** That record, for polynomials up to a degree. @internal */
export function recordOf({ centre, unit, step }: Recurrence, degree: number): Float64Array {
  const record = Float64Array.of(centre, unit, ...new Array<number>(3 * degree)), roots = Array.from({ length: degree + 1 }, (_, k) => (k ? Math.sqrt(step(k)[1]) : 0));
  for (let k = 0; k < degree; k++) record.set([step(k)[0], roots[k] as number, 1 / (roots[k + 1] as number)], 2 + 3 * k);
  return record;
}

/** Hermite: normal. @internal */
export const hermite = (loc: number, scale: number): Recurrence => ({ centre: loc, unit: scale, step: (k) => [0, k] });

/** Laguerre: gamma. @internal */
export const laguerre = (concentration: number, rate: number): Recurrence => ({
  centre: concentration / rate, unit: 1 / rate, step: (k) => [2 * k, k * (k - 1 + concentration)],
});

/** Jacobi on (0, 1): beta. With s = α + β; factors that are 0/0 for s = 1 at k = 1 are left out there. @internal */
export function jacobi(alpha: number, beta: number): Recurrence {
  const s = alpha + beta;
  return {
    centre: alpha / s, unit: 1,
    step: (k) => {
      const m = k - 1, t = 2 * m + s, end = m ? (m - 1 + s) / (2 * m - 1 + s) : 1;
      return [k ? (-2 * ((alpha - beta) / s) * (k / t) * (m + s)) / (2 * k + s) : 0, (k / (2 * k - 1 + s)) * ((m + alpha) / t) * ((m + beta) / t) * end];
    },
  };
}

/** Legendre: uniform. @internal */
export const legendre = (low: number, high: number): Recurrence => ({
  centre: low / 2 + high / 2, unit: high / 2 - low / 2, step: (k) => [0, (k * k) / (4 * k * k - 1)],
});

/**
 * On the integers: the largest degree whose polynomial does not live, by more than 2⁻¹⁵ of its size, where next to nothing is drawn. That of degree k has k zeros
 * between integers, so it needs mass at k; where p(k) is below 2⁻³⁰ of the largest p before it, it is nearly 0 at all draws, as a difference of large numbers
 * whose errors grow like p(k)^(−½). `ratio` is p(k)/p(k − 1).
 */
function seen(ratio: (k: number) => number): { degree?: number } {
  let mass = 1, most = 1;
  for (let k = 1; k <= MOST_DEGREE; k++) {
    mass *= ratio(k);
    if (k > 1 && mass < most * 2 ** -30) return { degree: k - 1 };
    most = Math.max(most, mass);
  }
  return {};
}

/** Charlier: Poisson. @internal */
export const charlier = (rate: number): Recurrence => ({ centre: rate, unit: 1, ...seen((k) => rate / k), step: (k) => [k, k * rate] });

/**
 * Krawtchouk: binomial. From mean np and variance npq, which are known where p or q rounds to 1; about n, where that is nearer. None where there is but
 * one point. @internal
 */
export function krawtchouk(total: number, mean: number, variance: number): Recurrence | undefined {
  if (!(variance > 0)) return undefined;
  const p = mean / total, q = variance / mean, high = p > 0.5;
  const degree = Math.min(total, seen((k) => (((total - k + 1) / k) * (high ? q : p)) / (high ? p : q)).degree ?? total);
  return { centre: high ? total : mean, unit: 1, degree, step: (k) => [(high ? -total * q : 0) + k * (q - p), (k * variance * (total - k + 1)) / total] };
}

/** Meixner: negative binomial, of r numbers beside events of probability c = 1 − d. @internal */
export const meixner = (r: number, c: number, d: number): Recurrence => ({
  centre: (r * c) / d, unit: 1 / d, ...seen((k) => ((k - 1 + r) / k) * c), step: (k) => [k * (1 + c), k * (k - 1 + r) * c],
});
