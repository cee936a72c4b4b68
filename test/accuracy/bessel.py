"""The modified Bessel functions of orders 0 and 1, scaled by e^−|x|, and their ratio."""
import math

import gmpy2
import mpmath
from gmpy2 import mpfr

from sampling import bits, both, magnitudes, near, normal, uniform

INF = math.inf
SMALLEST, LARGEST = 5e-324, 1.7976931348623157e308
EDGES = [0.0, -0.0, INF, -INF, math.nan, SMALLEST, -SMALLEST, 2.0**-1022, -(2.0**-1022), LARGEST, -LARGEST, 1.0, -1.0]
"""From here Hankel's expansion (DLMF 10.40.1): its terms fall to e^−2x, 2⁻²⁸⁸ and less."""
FAR = 100


def scaled(order, x):
    """e^−x·I(x), x ≥ 0; near 0 the power series (DLMF 10.25.2), of positive terms."""
    limit = mpfr(2) ** -gmpy2.get_context().precision
    if x >= FAR:
        term, total, k = mpfr(1), mpfr(1), 1
        while abs(term) > limit:
            term *= -(4 * order * order - (2 * k - 1) ** 2) / (8 * k * x)
            total += term
            k += 1
        return total / gmpy2.sqrt(2 * gmpy2.const_pi() * x)
    q = x * x / 4
    term = total = mpfr(1) if order == 0 else x / 2
    k = 1
    while term > total * limit:
        term *= q / (k * (k + order))
        total += term
        k += 1
    return total * gmpy2.exp(-x)


def i0e(x):
    if gmpy2.is_nan(x):
        return x
    return mpfr(0) if gmpy2.is_infinite(x) else scaled(0, abs(x))


def signed(value, x):
    return gmpy2.copy_sign(value, x)


def i1e(x):
    if gmpy2.is_nan(x) or x == 0:
        return x
    return signed(mpfr(0) if gmpy2.is_infinite(x) else scaled(1, abs(x)), x)


def ratio(x):
    if gmpy2.is_nan(x) or x == 0:
        return x
    return signed(mpfr(1) if gmpy2.is_infinite(x) else scaled(1, abs(x)) / scaled(0, abs(x)), x)


def check(order):
    def value(x):
        if abs(x) > 1e4:
            y, mu = 8 * abs(x), 4 * order * order
            series, term = mpmath.mpf(1), mpmath.mpf(1)
            for k in range(1, 40):
                term *= -(mu - (2 * k - 1) ** 2) / (k * y)
                series += term
            return series / mpmath.sqrt(2 * mpmath.pi * abs(x)) * (1 if x > 0 or order == 0 else -1)
        return mpmath.besseli(order, x) * mpmath.exp(-abs(x))
    return value


def check_ratio(x):
    return check(1)(x) / check(0)(x)


"""Edges of the segments: 4/(4 + x) = (i + ½)/32."""
SEGMENTS = [4 / ((i + 0.5) / 32) - 4 for i in range(32)]
POINTS = [both(uniform(0.0, 10.0)), both(uniform(0.0, 300.0)), both(magnitudes(SMALLEST, LARGEST)), both(magnitudes(1e-3, 1e5)), near(*SEGMENTS), bits()]
KEPT = [normal(0.0, 4.0), both(magnitudes(1e-300, 1e300)), both(magnitudes(1e-3, 1e5)), near(*SEGMENTS)]

FUNCTIONS = {
    "i0e": dict(value=i0e, check=check(0), bound=4.0, special=EDGES, points=POINTS, kept=KEPT),
    "i1e": dict(value=i1e, check=check(1), bound=4.0, special=EDGES, points=POINTS, kept=KEPT),
    "i1eOverI0e": dict(value=ratio, check=check_ratio, bound=4.0, special=EDGES, points=POINTS, kept=KEPT),
}
