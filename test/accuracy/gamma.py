"""The gamma function's logarithm and its derivatives, and the incomplete gamma function."""
import math
from statistics import NormalDist

import gmpy2
import mpmath
from gmpy2 import mpfr

from sampling import bits, magnitudes, multiples, near, uniform

INF = math.inf
SMALLEST, LARGEST = 5e-324, 1.7976931348623157e308
EDGES = [0.0, INF, -INF, math.nan, SMALLEST, 2.0**-1022, LARGEST, 1.0, 2.0, -1.0, -0.5]
STANDARD = NormalDist()


def more(bits):
    """That many bits more, for a value that cancels."""
    return gmpy2.local_context(gmpy2.get_context(), precision=gmpy2.get_context().precision + bits)


def lgamma(x):
    if not x >= 0:
        return mpfr(math.nan)
    return mpfr(INF) if x == 0 else gmpy2.lgamma(x)[0]


def digamma(x):
    if not x >= 0:
        return mpfr(math.nan)
    return mpfr(-INF) if x == 0 else gmpy2.digamma(x)


BERNOULLI = [mpmath.bernfrac(2 * k) for k in range(1, 31)]


def trigamma(x):
    """1/x² + … + ψ′(x + m), x + m > 30: the 31st term of the series is below 2⁻¹⁵⁰."""
    if not x >= 0:
        return mpfr(math.nan)
    if x == 0 or x == INF:
        return 1 / x
    total = mpfr(0)
    with more(20):
        while x < 30:
            total += 1 / (x * x)
            x += 1
        r = 1 / x
        z, series = r * r, mpfr(0)
        for p, q in reversed(BERNOULLI):
            series = series * z + gmpy2.mpq(p, q)
        return total + r + z / 2 + r * z * series


def tails(a, x):
    """P and Q, each to full precision: P = x^a e^(−x)/Γ(a + 1) · Σ xⁿ/((a + 1)…(a + n)), and Q = 1 − P with as many bits more as that costs."""
    small = float(max(x - a - a * gmpy2.log(x / a), 0) / math.log(2)) if x > a else 0.0
    with more(80 + int(small + abs(math.log2(a)))):
        limit = mpfr(2) ** -gmpy2.get_context().precision
        term = total = mpfr(1)
        n = a
        while term > total * limit:
            n += 1
            term *= x / n
            total += term
        p = gmpy2.exp(a * gmpy2.log(x) - x - gmpy2.lgamma(a + 1)[0]) * total
        return p, 1 - p


def domain(a, x):
    return a > 0 and x >= 0 and not gmpy2.is_infinite(a)


def gamma_p(a, x):
    if not domain(a, x):
        return mpfr(math.nan)
    return mpfr(0 if x == 0 else 1) if x == 0 or x == INF else tails(a, x)[0]


def gamma_q(a, x):
    if not domain(a, x):
        return mpfr(math.nan)
    return mpfr(1 if x == 0 else 0) if x == 0 or x == INF else tails(a, x)[1]


def log_gamma_p(a, x):
    p = gamma_p(a, x)
    return gmpy2.log(p) if p < 0.5 else gmpy2.log1p(-gamma_q(a, x))


def log_gamma_q(a, x):
    q = gamma_q(a, x)
    return gmpy2.log(q) if q < 0.5 else gmpy2.log1p(-gamma_p(a, x))


def inverse(a, p, upper):
    """Newton's method for log P, or log Q if that is smaller, as functions of log x; its steps are bounded."""
    if not (0 < a < INF and 0 <= p <= 1):
        return mpfr(math.nan)
    if p == 0 or p == 1:
        return mpfr(INF if (p == 0) == upper else 0)
    if p > 0.5:
        return inverse(a, 1 - p, not upper)
    if not upper or a < 1:
        least = (gmpy2.log1p(-p) if upper else gmpy2.log(p)) / a + gmpy2.lgamma(a + 1)[0] / a
        if least < -800:
            return gmpy2.exp(least)
    else:
        least = mpfr(-800)
    z = STANDARD.inv_cdf(float(p)) * (-1 if upper else 1)
    root = 1 - 1 / (9 * a) + z / (3 * gmpy2.sqrt(a))
    y = max(gmpy2.log(a * root**3), least) if root > 0 else least
    for _ in range(200):
        x = gmpy2.exp(y)
        tail = tails(a, x)[1 if upper else 0]
        slope = gmpy2.exp(a * y - x - gmpy2.lgamma(a)[0]) / tail
        step = gmpy2.log(p / tail) / slope * (-1 if upper else 1)
        if upper and step > 0:
            step = gmpy2.log1p(step)
        y += step
        if abs(step) < mpfr(2) ** -60:
            return gmpy2.exp(y)
    raise ArithmeticError((a, p, upper))


def check_inverse(upper):
    def check(a, p):
        with mpmath.workprec(420):
            x = mpmath.mpf(str(inverse(mpfr(str(a)), mpfr(str(p)), upper)))
            tail = mpmath.gammainc(a, x, regularized=True) if upper else mpmath.gammainc(a, 0, x, regularized=True)
            return x + (tail - p) * mpmath.gamma(a) * mpmath.exp(x) * x ** (1 - a) * (1 if upper else -1)
    return check


def shapes(random):
    """a from 0.01 to 10⁴, evenly in its exponent; one in four a simple number."""
    if random.random() < 0.25:
        return random.choice((0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0, 11.999999999999998, 12.0, 100.0, 10000.0))
    return math.exp(random.uniform(math.log(0.01), math.log(10000.0)))


def body(random):
    """(a, x), x within some four deviations; and near a."""
    a = shapes(random)
    if random.random() < 0.2:
        return a, a * (1 + random.choice((-1, 1)) * 2.0 ** random.uniform(-52, -4))
    return a, a * max(0.02, 1 - 1 / (9 * a) + random.uniform(-4.5, 4.5) / (3 * math.sqrt(a))) ** 3


def far(sign):
    """(a, x) with x far below, or above, but tails not below 1e-300."""
    def draw(random):
        a = shapes(random)
        most = 690.0 * random.random()
        low, high = (1e-300, a) if sign < 0 else (a, a + 2000 + 60 * math.sqrt(a))
        for _ in range(80):  # a point with x − a − a·log(x/a) = most, by halving
            x = math.sqrt(low) * math.sqrt(high) if sign < 0 else (low + high) / 2
            if (x - a - a * math.log(x / a) > most) == (sign < 0):
                low = x
            else:
                high = x
        return a, x
    return draw


def switches(random):
    """(a, x) at the borders between expansions."""
    a = shapes(random)
    x = random.choice((0.3 * a, 2.35 * a, a, 1.0, 0.4 * a, 2.5 * a))
    for _ in range(random.randrange(4)):
        x = math.nextafter(x, random.choice((0.0, INF)))
    return a, x


def small_tails(smallest):
    """(a, p)."""
    return lambda random: (shapes(random), min(1.0, math.exp(-random.random() * -math.log(smallest))))


def body_probabilities(random):
    return shapes(random), random.random()


BAD = [(-1.0, 1.0), (0.0, 1.0), (1.0, -1.0), (math.nan, 1.0), (1.0, math.nan), (INF, 1.0)]
ENDS = BAD + [(2.5, 0.0), (2.5, INF), (0.5, 0.0), (1e-300, 0.5), (1e-300, 3.0), (100.0, 0.0)]
PROBABILITIES = BAD + [(2.5, 0.0), (2.5, 1.0), (0.5, 2.0), (0.5, 0.5), (100.0, 0.5)]

"""The zero of ψ; ends of the polynomials; where the series begin."""
JOINTS = [1.4616321449683622, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 8.0, 10.0]
POSITIVE = [uniform(0.0, 3.0), uniform(0.0, 20.0), magnitudes(SMALLEST, LARGEST), magnitudes(1e-3, 1e6), near(*JOINTS), multiples(0.5, 1, 40)]

FUNCTIONS = {
    "lgamma": dict(value=lgamma, check=mpmath.loggamma, bound=4.0, special=EDGES, points=POSITIVE + [bits()], kept=POSITIVE),
    "digamma": dict(value=digamma, check=mpmath.digamma, bound=4.0, special=EDGES, points=POSITIVE + [bits()], kept=POSITIVE),
    "trigamma": dict(value=trigamma, check=lambda x: mpmath.psi(1, x), bound=4.0, special=EDGES, points=POSITIVE + [bits()], kept=[
        uniform(0.0, 3.0), uniform(0.0, 20.0), magnitudes(1e-100, 1e100), near(*JOINTS)]),
    "gammaP": dict(value=gamma_p, check=lambda a, x: mpmath.gammainc(a, 0, x, regularized=True), arity=2, bound=4500.0, special=ENDS, points=[
        body, far(-1), switches]),
    "gammaQ": dict(value=gamma_q, check=lambda a, x: mpmath.gammainc(a, x, regularized=True), arity=2, bound=4500.0, special=ENDS, points=[
        body, far(1), switches]),
    "logGammaP": dict(value=log_gamma_p, check=lambda a, x: mpmath.log(mpmath.gammainc(a, 0, x, regularized=True)), arity=2, bound=4500.0,
        special=BAD, points=[body, far(-1), switches], kept=[body, far(-1)]),
    "logGammaQ": dict(value=log_gamma_q, check=lambda a, x: mpmath.log(mpmath.gammainc(a, x, regularized=True)), arity=2, bound=4500.0,
        special=BAD, points=[body, far(1), far(-1), switches], kept=[body, far(1), far(-1)]),
    "gammaPInverse": dict(value=lambda a, p: inverse(a, p, False), check=check_inverse(False), arity=2, bound=4500.0, special=PROBABILITIES,
        points=[body_probabilities, small_tails(1e-300)]),
    "gammaQInverse": dict(value=lambda a, q: inverse(a, q, True), check=check_inverse(True), arity=2, bound=4500.0, special=PROBABILITIES,
        points=[body_probabilities, small_tails(1e-300)]),
}
