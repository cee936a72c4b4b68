"""Sines, cosines, tangents and their inverses."""
import math

import gmpy2
import mpmath
from gmpy2 import mpfr

from sampling import bits, both, magnitudes, multiples, near, normal, uniform

INF = math.inf
EDGES = [math.nan] + [sign * x for x in (0.0, INF, 5e-324, 2.0 ** -1022, 1.7976931348623157e308, 1.0) for sign in (1, -1)]
TURN = 2 * math.pi
TABLE = TURN / 256


def worst_reductions():
    """
    For every exponent, numbers m·2ᵉ, m < 2⁵³, next to a multiple of π/2: m is a denominator of a convergent p/m of 2ᵉ/(π/2), or a multiple.
    W. Kahan, "Minimizing q·m − n" (1983); J.-M. Muller, Elementary Functions, 2nd ed., §9.3. The worst is 6381956970095103·2⁷⁹⁷.
    """
    found = []
    with gmpy2.local_context(gmpy2.get_context(), precision=1300):
        half_pi = gmpy2.const_pi() / 2
        for e in range(-60, 972):
            a, q, before = mpfr(2) ** e / half_pi, 1, 0
            while True:
                rest = a - gmpy2.floor(a)
                a = 1 / rest
                if int(gmpy2.floor(a)) * q + before >= 2 ** 53:
                    break
                before, q = q, int(gmpy2.floor(a)) * q + before
            found += [math.ldexp(m, e) for m in {before, q, (2 ** 53 - 1) // q * q}]
    return found


"""And three where the low word of Payne and Hanek's product carries, which happens once in 2¹² times and shows only beside a zero."""
WORST = worst_reductions() + [math.ldexp(5639452827368400, 5), math.ldexp(8415677076560667, 75), math.ldexp(5451296221415800, 103)]


def beside_quarters(random):
    """The double next to k·π/2, or its neighbour, k of any size."""
    with gmpy2.local_context(gmpy2.get_context(), precision=1300):
        half_pi, e = gmpy2.const_pi() / 2, random.uniform(0, 1023.3)
        x = float(gmpy2.rint(mpfr(2) ** e / half_pi) * half_pi)
    return random.choice((-1, 1)) * random.choice((x, x, math.nextafter(x, INF), math.nextafter(x, 0)))


def eighths(random):
    """On and beside multiples of 1/8, 1/512 and 1/4, of any size."""
    x = random.randint(-2 ** random.randrange(1, 54), 2 ** random.randrange(1, 54)) / random.choice((4, 8, 512))
    for _ in range(random.randrange(4)):
        x = math.nextafter(x, random.choice((-INF, INF)))
    return x


def turns(x, quarter):
    """sin(2πx + quarter·π/2), x reduced exactly; a zero is that of IEEE 754 (2019) 9.2: sinPi has the sign of x, cosPi is +0."""
    if not gmpy2.is_finite(x):
        return mpfr("nan")
    r = x - gmpy2.rint(x)
    k = gmpy2.rint(4 * r)
    d, k = r - k / 4, (int(k) + quarter) % 4
    if d == 0 and k % 2 == 0:
        return gmpy2.copy_sign(mpfr(0), x) if quarter == 0 else mpfr(0)
    angle = 2 * gmpy2.const_pi() * d
    return (gmpy2.sin, gmpy2.cos)[k % 2](angle) * (1 if k < 2 else -1)


def shallow(random):
    """Within 0.05 of k·π/2: |k| ≤ 1300 covers the reduction in three parts."""
    return math.pi / 2 * random.randint(-1300, 1300) + random.uniform(-0.05, 0.05)


def beside_one(random):
    """±(1 − 2^−j), j any real from 1 to 53."""
    return random.choice((-1, 1)) * (1 - 2.0 ** random.uniform(-53, -1))


CIRCLE = dict(
    special=EDGES + WORST + [-x for x in WORST],
    kept=[normal(), both(magnitudes(1e-300, 1e300)), beside_quarters, uniform(-3e5, 3e5)],
    points=[
        uniform(-10.0, 10.0), normal(), uniform(-0.04, 0.04), uniform(-2100.0, 2100.0), uniform(-1e6, 1e6), both(magnitudes(5e-324, 4096.0)),
        both(magnitudes(1000.0, 1.7e308)), bits(), beside_quarters, shallow, multiples(TABLE / 2, -512, 512),
        multiples(TABLE / 2, -600000, 600000), multiples(TURN / 4, -2000, 2000), near(*(k * TURN / 8 for k in range(1, 9)))])
TURNS = dict(
    special=EDGES + [k / 8 for k in range(-20, 21)] + [2.0 ** 51 + 0.5, 2.0 ** 52 + 1, 2.0 ** 53, -(2.0 ** 52) - 1, 0.49999999999999994],
    points=[
        uniform(-2.0, 2.0), normal(), both(magnitudes(5e-324, 1e16)), bits(), eighths, uniform(-1e6, 1e6), multiples(1 / 512, -2000, 2000),
        near(0.25, 0.5, 0.75, 1.0, 1.25), lambda random: random.randint(-8, 8) / 4 + random.uniform(-0.01, 0.01)])
UNIT = dict(
    special=EDGES + [0.5, -0.5, 0.49999999999999994, 0.5000000000000001, 2.0, 1.0000000000000002, -1.0000000000000002],
    points=[
        uniform(-1.0, 1.0), both(magnitudes(5e-324, 1.0)), near(0.5, -0.5, 1.0, -1.0), uniform(0.4, 0.6), uniform(-1.1, 1.1), beside_one])

FUNCTIONS = {
    "sin": dict(value=gmpy2.sin, check=mpmath.sin, bound=1.7, **CIRCLE),
    "cos": dict(value=gmpy2.cos, check=mpmath.cos, bound=1.7, **CIRCLE),
    "tan": dict(value=gmpy2.tan, check=mpmath.tan, bound=3.0, **CIRCLE),
    "sin2pi": dict(value=lambda x: turns(x, 0), check=lambda x: mpmath.sinpi(2 * x), bound=1.9, **TURNS),
    "cos2pi": dict(value=lambda x: turns(x, 1), check=lambda x: mpmath.cospi(2 * x), bound=2.0, **TURNS),
    "asin": dict(value=gmpy2.asin, check=mpmath.asin, bound=2.1, **UNIT),
    "acos": dict(value=gmpy2.acos, check=mpmath.acos, bound=1.3, **UNIT),
    "atan": dict(value=gmpy2.atan, check=mpmath.atan, bound=1.7, special=EDGES, points=[
        normal(), uniform(-3.0, 3.0), both(magnitudes(5e-324, 1.7e308)), both(magnitudes(1e-3, 1e3)), near(1.0, -1.0, 0.5, 2.0), bits()]),
}
