"""
Writes assembly/core/bessel-table.ts:  python3 scripts/tables/bessel.py > assembly/core/bessel-table.ts

Needs mpmath. Each row is the Chebyshev interpolant of a function on one segment, turned into powers of s, −½ ≤ s ≤ ½ (the middle of
the segment is s = 0). The relative error of each row before rounding is checked below. A coefficient keeps only the bits that its
term can carry into the sum: the zeros that remain compress.
"""
from mpmath import besseli, cos, exp, log, mp, mpf, pi, sqrt

mp.dps = 50
DEGREE = 9
STEPS, C = 32, 4
ERROR = mpf(2) ** -60


def scaled(order, x):
    """I(x)·e^(−x); far out by Hankel's expansion (DLMF 10.40.1), whose terms fall until k ≈ 2x."""
    if x < 5000:
        return besseli(order, x) * exp(-x)
    term = total = mpf(1)
    for k in range(1, 40):
        term *= -(4 * order**2 - (2 * k - 1) ** 2) / (8 * k * x)
        total += term
    return total / sqrt(2 * pi * x)


def i0(u):
    """i0e(x)·√(c + x) at u = c/(c + x)."""
    return 1 / sqrt(2 * pi) if u == 0 else scaled(0, C / u - C) * sqrt(C / u)


def i1_outer(u):
    """i1e(x)·√(c + x)"""
    return 1 / sqrt(2 * pi) if u == 0 else scaled(1, C / u - C) * sqrt(C / u)


def i1_inner(u):
    """i1e(x)/x"""
    x = C / u - C
    return mpf(1) / 2 if x == 0 else scaled(1, x) / x


def ratio_outer(u):
    return mpf(1) if u == 0 else scaled(1, C / u - C) / scaled(0, C / u - C)


def ratio_inner(u):
    """I₁(x)/(x·I₀(x))"""
    x = C / u - C
    return mpf(1) / 2 if x == 0 else scaled(1, x) / scaled(0, x) / x


def powers(f, low, high, centre):
    """Coefficients in s = (u − centre)·STEPS of the interpolant of f on low ≤ u ≤ high."""
    n = DEGREE + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    xs = [(v - centre) * STEPS for v in nodes]
    ys = [f(v) for v in nodes]
    for level in range(1, n):  # Newton's divided differences
        for k in range(n - 1, level - 1, -1):
            ys[k] = (ys[k] - ys[k - 1]) / (xs[k] - xs[k - level])
    c = [mpf(0)] * n
    for k in range(n - 1, -1, -1):  # Horner's scheme, c ← c·(s − x[k]) + y[k]
        c = [ys[k] - xs[k] * c[0]] + [c[j - 1] - xs[k] * c[j] for j in range(1, n)]
    for k in range(41):
        v = low + (high - low) * k / 40
        s = (v - centre) * STEPS
        error = sum(a * s**j for j, a in enumerate(c)) / f(v) - 1
        assert abs(error) < 1e-17, (centre, mp.nstr(error, 3))
    return c


def shortened(coefficients):
    """Doubles; those of higher terms with fewer bits."""
    out = []
    for j, c in enumerate(coefficients):
        unit = abs(coefficients[0]) * ERROR / 8 * mpf(2) ** j
        bits = min(53, max(4, int(mp.floor(log(abs(c) / unit, 2))) + 1))
        with mp.workprec(bits):
            out.append(float(+c))
    return out


def rows(f, first=0, last=STEPS):
    out = []
    for row in range(first, last + 1):
        centre, half = mpf(row) / STEPS, mpf(1) / (2 * STEPS)
        out += shortened(powers(f, max(mpf(0), centre - half), min(mpf(1), centre + half), centre))
    return out


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


print(f"""\
/** Written by scripts/tables/bessel.py. Rows of ten coefficients, of s⁰ … s⁹, |s| ≤ ½; relative error of each row below 1e-17. */
export abstract class BesselTable {{
  /** For u = {C}/({C} + x) = (i + s)/{STEPS}: e^(−x)·I₀(x)·√({C} + x). */
  static readonly I0: usize = {cell(rows(i0))};
  /** Rows 0 … 15: e^(−x)·I₁(x)·√({C} + x). The others: e^(−x)·I₁(x)/x. */
  static readonly I1: usize = {cell(rows(i1_outer, 0, 15) + rows(i1_inner, 16))};
  /** Rows 0 … 15: I₁(x)/I₀(x). The others: I₁(x)/(x·I₀(x)). */
  static readonly RATIO: usize = {cell(rows(ratio_outer, 0, 15) + rows(ratio_inner, 16))};
}}""")
