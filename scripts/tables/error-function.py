"""
Writes assembly/core/error-table.ts:  python3 scripts/tables/error-function.py > assembly/core/error-table.ts

Needs mpmath. Each row is the Chebyshev interpolant of a function on one segment, turned into powers of s, −½ ≤ s ≤ ½ (the middle of
the segment is s = 0). The relative error of each row before rounding is checked below. A coefficient keeps only the bits that its
term can carry into the sum: the zeros that remain compress.
"""
from mpmath import mp, mpf, cos, erf, erfc, exp, log, pi, sqrt

mp.dps = 50
DEGREE = 9
MILLS_STEPS, MILLS_C = 16, 4
QUANTILE_STEPS, QUANTILE_C = 64, 4
ERROR = mpf(2) ** -60


def log_phi(t):
    return log(erfc(t / sqrt(mpf(2))) / 2)


def mills(u):
    """Φ(−t)·e^(t²/2) at u = c/(c + t)."""
    t = MILLS_C / u - MILLS_C
    return exp(log_phi(t) + t * t / 2)


def mills_outer(u):
    """The same divided by u; at 0 the limit is 1/(c·√2π)."""
    if u < mpf(10) ** -5:
        v = u / (MILLS_C - MILLS_C * u)  # 1/t
        return (1 - v**2 + 3 * v**4 - 15 * v**6) / (sqrt(2 * pi) * MILLS_C * (1 - u))
    return mills(u) / u


def tail_quantile(L):
    """t with Φ(−t) = e^(−L), by Newton's method on the logarithm."""
    t = sqrt(2 * L - log(4 * pi * L)) if L > 3 else mpf(1)
    for _ in range(100):
        step = (log_phi(t) + L) / (exp(-t * t / 2 - log_phi(t)) / sqrt(2 * pi))
        t += step
        if abs(step) < mpf(10) ** -45:
            return t
    raise ArithmeticError(L)


def quantile_centre(z):
    """Φ⁻¹(½ + q)/q at z = q²."""
    return sqrt(2 * pi) if z == 0 else tail_quantile(-log(mpf(1) / 2 - sqrt(z))) / sqrt(z)


def quantile_tail(y):
    """t/r at y = c/(c + r), r = √(−2 log Φ(−t))."""
    r = QUANTILE_C / y - QUANTILE_C
    return tail_quantile(r * r / 2) / r


def powers(f, low, high, centre, scale, degree):
    """Coefficients in s = (v − centre)·scale of the interpolant of f on low ≤ v ≤ high."""
    n = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    xs = [(v - centre) * scale for v in nodes]
    ys = [f(v) for v in nodes]
    for level in range(1, n):  # Newton's divided differences
        for k in range(n - 1, level - 1, -1):
            ys[k] = (ys[k] - ys[k - 1]) / (xs[k] - xs[k - level])
    coefficients = [mpf(0)] * n
    for k in range(n - 1, -1, -1):  # Horner's scheme, c ← c·(s − x[k]) + y[k]
        coefficients = [ys[k] - xs[k] * coefficients[0]] + [
            coefficients[j - 1] - xs[k] * coefficients[j] for j in range(1, n)
        ]
    for k in range(41):
        v = low + (high - low) * k / 40
        s = (v - centre) * scale
        error = sum(c * s**j for j, c in enumerate(coefficients)) / f(v) - 1
        assert abs(error) < 4e-18, (centre, mp.nstr(error, 3))
    return coefficients


def shortened(coefficients, reach=mpf(1) / 2):
    """Doubles; those of higher terms with fewer bits."""
    out = []
    for j, c in enumerate(coefficients):
        unit = abs(coefficients[0]) * ERROR / 8 / reach**j
        bits = min(53, max(4, int(mp.floor(log(abs(c) / unit, 2))) + 1))
        with mp.workprec(bits):
            out.append(float(+c))
    return out


def segments(f, steps, first, last, low, high):
    """Rows first … last for the argument v = row/steps + s/steps, fitted only where low ≤ v ≤ high."""
    rows = []
    for row in range(first, last + 1):
        centre, half = mpf(row) / steps, mpf(1) / (2 * steps)
        rows.append(shortened(powers(f, max(low, centre - half), min(high, centre + half), centre, steps, DEGREE)))
    return rows


def lines(numbers):
    out, line = [], "   "
    for number in numbers:
        text = " " + repr(number) + ","
        if len(line) + len(text) > 138:
            out.append(line)
            line = "   "
        line += text
    return "\n".join(out + [line])


def cell(numbers):
    return "memory.data<f64>([\n" + lines(numbers) + "\n  ], 16)"


rows = segments(mills_outer, MILLS_STEPS, 0, 1, mpf(0), mpf(1)) + segments(mills, MILLS_STEPS, 2, MILLS_STEPS, mpf(0), mpf(1))
smallest = sqrt(2 * 1074 * log(mpf(2)))
lowest, highest = QUANTILE_C / (QUANTILE_C + smallest), QUANTILE_C / (QUANTILE_C + sqrt(2 * log(mpf(4))))
first, last = int(mp.nint(lowest * QUANTILE_STEPS)), int(mp.nint(highest * QUANTILE_STEPS))
assert first > 4
quantile = segments(quantile_centre, QUANTILE_STEPS, 0, first - 1, mpf(0), mpf(first) / QUANTILE_STEPS)
quantile += segments(quantile_tail, QUANTILE_STEPS, first, last, lowest, highest)
series = shortened(
    powers(lambda z: 2 / sqrt(pi) if z == 0 else erf(sqrt(z)) / sqrt(z), mpf(0), mpf(1) / 4, mpf(0), 1, DEGREE), mpf(1) / 4
)

print(f"""\
/** Written by scripts/tables/error-function.py. Rows of ten coefficients, of s⁰ … s⁹, |s| ≤ ½; relative error of each row below 4e-18. */
export abstract class ErrorTable {{
  /** For u = {MILLS_C}/({MILLS_C} + t) = (i + s)/{MILLS_STEPS}. Rows 0 and 1: Φ(−t)·e^(t²/2)/u. The others: Φ(−t)·e^(t²/2). */
  static readonly MILLS: usize = {cell(sum(rows, []))};
  /**
   * Rows 0 … {first - 1}: Φ⁻¹(½ + q)/q for q² = (i + s)/{QUANTILE_STEPS}.
   * Rows {first} … {last}: t/r for {QUANTILE_C}/({QUANTILE_C} + r) = (i + s)/{QUANTILE_STEPS}, r = √(−2 log Φ(−t)).
   */
  static readonly QUANTILE: usize = {cell(sum(quantile, []))};
  /** erf(x)/x in powers of x², |x| ≤ ½. */
  static readonly ERF: usize = {cell(series)};
}}""")
