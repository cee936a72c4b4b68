"""
Writes assembly/core/gamma-table.ts:  python3 scripts/tables/gamma-function.py > assembly/core/gamma-table.ts

Needs mpmath. The polynomials interpolate at Chebyshev's nodes; their relative error before rounding is checked below.
"""
from mpmath import bernoulli, cos, digamma, findroot, loggamma, mp, mpf, pi

mp.dps = 60
QUARTER = mpf(1) / 4


def powers(f, terms, radius=mpf(1) / 2):
    """Coefficients of the interpolant of f on |y| ≤ radius."""
    xs = [radius * cos(pi * (2 * k + 1) / (2 * terms)) for k in range(terms)]
    ys = [f(x) for x in xs]
    for level in range(1, terms):  # Newton's divided differences
        for k in range(terms - 1, level - 1, -1):
            ys[k] = (ys[k] - ys[k - 1]) / (xs[k] - xs[k - level])
    c = [mpf(0)] * terms
    for k in range(terms - 1, -1, -1):  # Horner's scheme, c ← c·(y − x[k]) + y[k]
        c = [ys[k] - xs[k] * c[0]] + [c[j - 1] - xs[k] * c[j] for j in range(1, terms)]
    for k in range(81):
        y = radius * (mpf(k) / 40 - 1) + mpf(10) ** -25
        error = sum(a * y**j for j, a in enumerate(c)) / f(y) - 1
        assert abs(error) < 2e-17, (mp.nstr(y, 5), mp.nstr(error, 3))
    return c


def uniform_coefficients(terms):
    """Of η/μ in powers of η, where η²/2 = μ − log(1 + μ): from μ = η + η²/3 + …, by μ·dμ/dη = η(1 + μ)."""
    m = [mpf(0), mpf(1)]  # μ = Σ m[k]·η^k
    for n in range(2, terms + 2):
        # coefficient of η^n in μ·μ′: Σ m[i]·(n + 1 − i)·m[n + 1 − i], i = 1 … n; of η(1 + μ): m[n − 1]
        known = sum(m[i] * (n + 1 - i) * m[n + 1 - i] for i in range(2, n))
        m.append((m[n - 1] - known) / (n + 1))
    series = m[1:]  # μ/η
    inverse = [1 / series[0]]
    for k in range(1, terms):
        inverse.append(-sum(series[i] * inverse[k - i] for i in range(1, k + 1)) / series[0])
    return inverse


def lines(numbers):
    out, line = [], "   "
    for number in numbers:
        text = " " + repr(float(number)) + ","
        if len(line) + len(text) > 138:
            out.append(line)
            line = "   "
        line += text
    return "\n".join(out + [line])


def cell(numbers):
    assert len(numbers) % 2 == 0
    return "memory.data<f64>([\n" + lines(numbers) + "\n  ], 16)"


root = findroot(digamma, mpf("1.4616"))
high = float(root - mpf(3) / 2)
print(f"""\
/** Written by scripts/tables/gamma-function.py. Polynomials, from the constant term up, relative error below 2e-17. */
export abstract class GammaTable {{
  /** log Γ(1 + y)/y for 0 ≤ y ≤ ½ in powers of y − ¼, and for −½ ≤ y ≤ 0 in powers of y + ¼: about 0, terms would cancel. */
  static readonly ABOVE_1: usize = {cell(powers(lambda w: loggamma(1 + w + QUARTER) / (w + QUARTER), 18, QUARTER))};
  static readonly BELOW_1: usize = {cell(powers(lambda w: loggamma(1 + w - QUARTER) / (w - QUARTER), 24, QUARTER))};
  /** log Γ(2 + y)/y, |y| ≤ ½. */
  static readonly NEAR_2: usize = {cell(powers(lambda y: loggamma(2 + y) / y, 20))};
  /** log Γ(x) − (x − ½)·log x + x − ½·log 2π = Σ of these · x^(−1 − 2k): B₂ₖ/(2k(2k − 1)). */
  static readonly STIRLING: usize = {cell([bernoulli(2 * k) / (2 * k * (2 * k - 1)) for k in range(1, 9)])};
  /** ψ(3/2 + y)/(y − y₀), |y| ≤ ½; 3/2 + y₀ is the zero of ψ. */
  static readonly DIGAMMA: usize = {cell(powers(lambda y: digamma(y + mpf(3) / 2) / (y + mpf(3) / 2 - root), 24))};
  /** y₀ = high + low */
  static readonly DIGAMMA_ZERO_HIGH: f64 = {high!r};
  static readonly DIGAMMA_ZERO_LOW: f64 = {float(root - mpf(3) / 2 - mpf(high))!r};
  /** ψ(x) = log x − 1/2x − Σ of these · x^(−2 − 2k): B₂ₖ/2k. */
  static readonly DIGAMMA_SERIES: usize = {cell([bernoulli(2 * k) / (2 * k) for k in range(1, 9)])};
  /** ψ′(x) = 1/x + 1/2x² + Σ of these · x^(−3 − 2k): B₂ₖ. */
  static readonly TRIGAMMA_SERIES: usize = {cell([bernoulli(2 * k) for k in range(1, 9)])};
  /** η/μ in powers of η, η²/2 = μ − log(1 + μ). */
  static readonly UNIFORM: usize = {cell(uniform_coefficients(28))};
}}""")
