"""The error function, the normal distribution function, and their relatives."""
import math
from statistics import NormalDist

import gmpy2
import mpmath
from gmpy2 import mpfr

from sampling import bits, both, magnitudes, multiples, near, normal, uniform

INF = math.inf
SMALLEST, LARGEST = 5e-324, 1.7976931348623157e308
EDGES = [0.0, -0.0, INF, -INF, math.nan, SMALLEST, -SMALLEST, 2.0**-1022, -(2.0**-1022), LARGEST, -LARGEST, 1.0, -1.0]
STANDARD = NormalDist()


def more(bits):
    """That many bits more, for a value that cancels."""
    return gmpy2.local_context(gmpy2.get_context(), precision=gmpy2.get_context().precision + bits)


def erfcx(x):
    if x > 1e4:  # MPFR's exponent does not reach e^(x²) for all of these
        z = 1 / (x * x)
        return (1 - z / 2 + 3 * z * z / 4 - 15 * z**3 / 8 + 105 * z**4 / 16) / (x * gmpy2.sqrt(gmpy2.const_pi()))
    with more(32):
        return gmpy2.exp(x * x) * gmpy2.erfc(x)


def normal_cdf(x):
    return gmpy2.erfc(-x / gmpy2.sqrt(mpfr(2))) / 2


def normal_log_cdf(x):
    if x > 0:
        return gmpy2.log1p(-normal_cdf(-x)) 
    if x < -1e4:
        z = 1 / (x * x)
        return -x * x / 2 + gmpy2.log((1 - z + 3 * z * z - 15 * z**3) / (-x * gmpy2.sqrt(2 * gmpy2.const_pi())))
    return gmpy2.log(normal_cdf(x))


def normal_quantile(p):
    """Halley's method, from a double: twice as many correct digits as needed after two turns."""
    if not 0 < p < 1:
        return mpfr(-INF if p == 0 else INF if p == 1 else math.nan)
    with more(40):
        q, root = p - mpfr(1) / 2, gmpy2.sqrt(mpfr(2))
        if q == 0:
            return mpfr(0)
        tail = min(p, 1 - p)
        x = mpfr(STANDARD.inv_cdf(float(tail))) if abs(q) > 1e-3 else -abs(q) * gmpy2.sqrt(2 * gmpy2.const_pi())
        for _ in range(9):
            difference = gmpy2.erf(x / root) / 2 + abs(q) if abs(q) < 0.25 else gmpy2.erfc(-x / root) / 2 - tail
            u = difference * gmpy2.sqrt(2 * gmpy2.const_pi()) * gmpy2.exp(x * x / 2)
            step = u / (1 + x * u / 2)
            x -= step
            if abs(step) <= abs(x) * mpfr(2) ** -60:
                return x if q < 0 else -x
    raise ArithmeticError(p)


def check_quantile(p):
    guess = STANDARD.inv_cdf(float(min(p, 1 - p)))
    if p == 0.5:
        return mpmath.mpf(0)
    with mpmath.workdps(60):
        root = mpmath.findroot(lambda x: mpmath.log(mpmath.erfc(-x / mpmath.sqrt(2)) / 2 / min(p, 1 - p)), guess, tol=1e-90)
        return root if p < 0.5 else -root


def check_cdf(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def check_log_cdf(x):
    return mpmath.log1p(-check_cdf(-x)) if x > 0 else mpmath.log(check_cdf(x))


"""Edges of the segments of Mills' ratio: u = c/(c + t) = (i + ½)/16, t of Φ, and of erf."""
MILLS = [4 / ((i + 0.5) / 16) - 4 for i in range(16)]
MILLS_ERF = [t / math.sqrt(2) for t in MILLS]
"""Edges of the segments of the quantile: q² = (i + ½)/64, 4/(4 + r) = (i + ½)/64, and where the one form takes over from the other."""
CENTRE = [0.5 + s * math.sqrt((i + 0.5) / 64) for i in range(4) for s in (-1, 1)] + [0.25, 0.75]
R = [4 / ((i + 0.5) / 64) - 4 for i in range(6, 45)]
TAIL = [math.exp(-r * r / 2) for r in R if r * r / 2 < 740]

FUNCTIONS = {
    "erf": dict(value=gmpy2.erf, check=mpmath.erf, bound=4.0, special=EDGES,
        points=[normal(), uniform(-6.5, 6.5), both(magnitudes(SMALLEST, 30.0)), bits(), near(0.5, -0.5, 25.0, 28.0, *MILLS_ERF)],
        kept=[normal(), uniform(-6.5, 6.5), both(magnitudes(SMALLEST, 30.0))]),
    "erfc": dict(value=gmpy2.erfc, check=mpmath.erfc, bound=4.0, special=EDGES,
        points=[normal(), uniform(-6.5, 28.5), uniform(26.0, 27.5), both(magnitudes(SMALLEST, 30.0)), bits(), near(0.5, -0.5, 25.0, 28.0, *MILLS_ERF)],
        kept=[normal(), uniform(-6.5, 27.3), both(magnitudes(SMALLEST, 20.0))]),
    "erfcx": dict(value=erfcx, check=lambda x: mpmath.exp(x * x) * mpmath.erfc(x), bound=4.0, special=EDGES,
        points=[normal(), uniform(-27.0, 30.0), uniform(-26.7, -24.9), both(magnitudes(SMALLEST, LARGEST)), bits(), near(-25.0, -26.628735713751, *MILLS_ERF)],
        kept=[normal(), uniform(-26.5, 30.0), magnitudes(1e-300, 1e3)]),
    "normalCdf": dict(value=normal_cdf, check=check_cdf, bound=4.0, special=EDGES + [-38.0, 38.0],
        points=[normal(), uniform(-38.6, 9.0), uniform(-38.6, -37.0), both(magnitudes(SMALLEST, 40.0)), bits(), near(-25.0, -39.0, *[-t for t in MILLS])],
        kept=[normal(), uniform(-38.5, 9.0), both(magnitudes(SMALLEST, 20.0))]),
    "normalLogCdf": dict(value=normal_log_cdf, check=check_log_cdf, bound=4.0, special=EDGES + [-38.0, 38.0],
        points=[normal(), uniform(-40.0, 40.0), uniform(37.0, 38.6), both(magnitudes(SMALLEST, 1e300)), bits(), near(25.0, 39.0, *MILLS, *[-t for t in MILLS])],
        kept=[normal(), uniform(-40.0, 38.4), both(magnitudes(SMALLEST, 20.0))]),
    "normalQuantile": dict(value=normal_quantile, check=check_quantile, bound=4.0, special=EDGES + [0.5, 2.0, math.nextafter(1.0, 0.0)],
        points=[uniform(0.0, 1.0), magnitudes(SMALLEST, 0.5), magnitudes(SMALLEST, 1e-290), near(0.5, *CENTRE, *TAIL, 1e-300), bits(),
        multiples(2.0**-53, 2**53 - 2**20, 2**53 - 1)],
        kept=[uniform(0.0, 1.0), magnitudes(SMALLEST, 0.5)]),
}
