/**
 * Statistics for tests: how far a correct result may stray, given the rate of false alarms one accepts.
 *
 * `rate` is the probability that a correct program fails the test; `comparisons` says how many such comparisons the test makes, and the
 * rate is then that of the whole test (Bonferroni: each comparison gets rate/comparisons, which no dependence between them can exceed).
 * Seeds are fixed and nothing is retried, so a test that passes once passes always; the rate is the chance that an innocent change of
 * the draws breaks it.
 *
 * Tests only: host `Math` is fine here. Nothing in the library imports this file.
 */

/** A closed interval. */
export interface Band { readonly low: number; readonly high: number }

/** Coefficients of Stirling's series, B₂ₖ/(2k(2k−1)) for k = 1…7 (DLMF 5.11.1). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** log Γ(a), a > 0: moved up to a ≥ 8, then Stirling's series (next term below 1e-15). Error below 1e-14 max(1, |log Γ|). */
export function logGamma(a: number): number {
  let product = 1;
  while (a < 8) product *= a++;
  let series = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series / (a * a) + STIRLING[k]!;
  return (a - 0.5) * Math.log(a) - a + 0.5 * Math.log(2 * Math.PI) + series / a - Math.log(product);
}

/**
 * Q(a, x) = Γ(a, x)/Γ(a), the upper regularised incomplete gamma function, a > 0, x ≥ 0: the series of P = 1 − Q for x < a + 1, else the
 * continued fraction by Lentz's method (DLMF 8.11.4, 8.9.2). Relative error below 1e-11 (1e-12 seen) for 1/2 ≤ a ≤ 1000, far tail included.
 */
export function gammaQ(a: number, x: number): number {
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a, sum = term;
    for (let n = 1; term > sum * 1e-17; n++) { term *= x / (a + n); sum += term; }
    return 1 - front * sum;
  }
  let b = x + 1 - a, c = Infinity, d = 1 / b, fraction = d;
  for (let n = 1; ; n++) {
    const numerator = n * (a - n);
    b += 2;
    c = b + numerator / c;
    d = 1 / (b + numerator * d);
    fraction *= c * d;
    if (!(Math.abs(c * d - 1) >= 1e-15)) return front * fraction;   // NaN ends it too
  }
}

/** P(Z > z) for a standard normal Z; full relative accuracy in the right tail. */
export function normalTail(z: number): number {
  const half = gammaQ(0.5, z * z / 2) / 2;
  return z >= 0 ? half : 1 - half;
}

/**
 * The z with P(|Z| > z) = rate/comparisons: `comparisons` standardised normal errors all stay within ±z but for a
 * probability of at most `rate`. zBound(1e-6) = 4.89. By bisection, to the last bit or two.
 */
export function zBound(rate: number, comparisons = 1): number {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`zBound: "rate" expected a number in (0, 1), got ${rate}`);
  if (!(comparisons >= 1)) throw new RangeError(`zBound: "comparisons" expected a number >= 1, got ${comparisons}`);
  const tail = rate / comparisons / 2;
  let low = 0, high = 38;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (normalTail(middle) > tail) low = middle; else high = middle;
  }
}

/** What is known exactly about one draw. `kurtosis` is E(X − mean)⁴/variance², 3 for a normal: not the excess. */
export interface Moments { readonly mean: number; readonly variance: number; readonly kurtosis: number }

/**
 * Where the mean of n independent draws lies: mean ± z √(variance/n), z = zBound(rate, comparisons). The variance is the true one,
 * not the sample's. Normal approximation: for draws of skewness γ each tail has its share of the rate times exp(±γz³/(6√n)) (Cramér's expansion), so choose
 * n ≥ γ²z⁶/9 to stay within a factor of √e of it: at rate 1e-6, n ≥ 1500 γ².
 */
export function meanBand(n: number, of: Pick<Moments, "mean" | "variance">, rate: number, comparisons = 1): Band {
  const reach = zBound(rate, comparisons) * Math.sqrt(of.variance / n);
  return { low: of.mean - reach, high: of.mean + reach };
}

/**
 * Where the sample variance s² (divisor n − 1) of n independent draws lies: σ² ± z √Var s², where
 * Var s² = (κ − (n − 3)/(n − 1)) σ⁴/n exactly. Normal approximation: as for `meanBand`, with γ the skewness of (X − mean)², which is √8 for a
 * normal X and grows with κ for heavy tails; so give draws of kurtosis 50 a million of them. A kurtosis that is infinite has no band: RangeError.
 */
export function varianceBand(n: number, of: Pick<Moments, "variance" | "kurtosis">, rate: number, comparisons = 1): Band {
  if (!(n >= 2)) throw new RangeError(`varianceBand: "n" expected a number >= 2, got ${n}`);
  const finite = of.kurtosis >= 1 && of.kurtosis < Infinity;
  if (!finite) throw new RangeError(`varianceBand: "kurtosis" expected a finite number >= 1, got ${of.kurtosis}`);
  const reach = zBound(rate, comparisons) * of.variance * Math.sqrt((of.kurtosis - (n - 3) / (n - 1)) / n);
  return { low: of.variance - reach, high: of.variance + reach };
}

/**
 * Where a Binomial(n, probability) count lies: the narrowest [low, high] with P(K < low) ≤ rate/2 and P(K > high) ≤ rate/2 (the rate after
 * Bonferroni). Exact sums, no approximation: the false-alarm rate is at most `rate`. For coverage tests: n intervals,
 * probability = their level. O(n).
 */
export function binomialBand(n: number, probability: number, rate: number, comparisons = 1): Band {
  const proper = probability > 0 && probability < 1;
  if (!proper) throw new RangeError(`binomialBand: "probability" expected a number in (0, 1), got ${probability}`);
  const half = rate / comparisons / 2;
  const mass = (k: number) => Math.exp(
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(probability) + (n - k) * Math.log1p(-probability));
  let low = 0, high = n;
  for (let tail = mass(0); tail <= half; tail += mass(low)) low++;
  for (let tail = mass(n); tail <= half; tail += mass(high)) high--;
  return { low, high };
}

/** A test statistic and the probability that a correct program exceeds it. Compare `pValue` with rate/comparisons. */
export interface Test { readonly statistic: number; readonly pValue: number }

/**
 * P(√n Dₙ > t) as n → ∞ (Kolmogorov 1933): 2 Σ (−1)^(j−1) exp(−2j²t²), and for t < 1, where that converges slowly, its theta-function
 * twin 1 − √(2π)/t Σ exp(−(2j − 1)²π²/(8t²)).
 */
export function kolmogorovTail(t: number): number {
  if (t <= 0) return 1;
  let sum = 0;
  if (t < 1) {
    for (let j = 1; j <= 9; j += 2) sum += Math.exp(-j * j * Math.PI ** 2 / (8 * t * t));
    return 1 - Math.sqrt(2 * Math.PI) / t * sum;
  }
  for (let j = 4; j >= 1; j--) sum = Math.exp(-2 * j * j * t * t) - sum;
  return 2 * sum;
}

/**
 * Kolmogorov–Smirnov: the largest distance D between the empirical distribution function of the sample and a continuous `cdf`.
 * p-value from Kolmogorov's limit at (√n + 0.12 + 0.11/√n) D (Stephens 1970): against the exact law it is 3.6 % too small at p = 1e-6 and
 * n = 1000, 1.5 % at n = 10000 (twice the one-sided law of Birnbaum & Tingey 1951).
 * The sample is not changed. A NaN in it makes the statistic NaN and the p-value 0.
 */
export function kolmogorovSmirnov(sample: ArrayLike<number>, cdf: (x: number) => number): Test {
  const sorted = Float64Array.from(sample).sort(), n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const f = cdf(sorted[i]!);
    if (!(f >= 0 && f <= 1)) return { statistic: NaN, pValue: 0 };
    distance = Math.max(distance, (i + 1) / n - f, f - i / n);
  }
  const root = Math.sqrt(n);
  return { statistic: distance, pValue: kolmogorovTail((root + 0.12 + 0.11 / root) * distance) };
}

/** P(χ² > x) with df degrees of freedom. */
export function chiSquareTail(x: number, df: number): number { return gammaQ(df / 2, x / 2); }

/**
 * Pearson's χ² of counts against expected counts (same total): df = cells − 1 unless parameters were fitted. The limit law needs expected
 * counts of 5 or more; in the far tail (1e-6) prefer 50. A cell that expects fewer than 5: RangeError.
 */
export function chiSquare(observed: ArrayLike<number>, expected: ArrayLike<number>, df: number = observed.length - 1): Test {
  let statistic = 0;
  for (let i = 0; i < observed.length; i++) {
    const e = expected[i]!;
    if (!(e >= 5)) throw new RangeError(`chiSquare: "expected" needs counts >= 5, got ${e} in cell ${i}`);
    statistic += (observed[i]! - e) ** 2 / e;
  }
  return { statistic, pValue: chiSquareTail(statistic, df) };
}
