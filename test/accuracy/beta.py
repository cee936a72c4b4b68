"""The logarithm of the beta function, and the incomplete beta function."""
import math
from statistics import NormalDist

import gmpy2
import mpmath
from gmpy2 import mpfr

INF = math.inf
STANDARD = NormalDist()


def more(bits):
    """That many bits more, for a value that cancels."""
    return gmpy2.local_context(gmpy2.get_context(), precision=gmpy2.get_context().precision + bits)


def log_beta(a, b):
    if not (a > 0 and b > 0):
        return mpfr(INF if a >= 0 and b >= 0 else math.nan)
    if gmpy2.is_infinite(a) or gmpy2.is_infinite(b):
        return mpfr(-INF)
    with more(60 + int(abs(math.log2(a) - math.log2(b)) + max(0.0, math.log2(a), math.log2(b)))):
        return gmpy2.lgamma(a)[0] + gmpy2.lgamma(b)[0] - gmpy2.lgamma(a + b)[0]


def domain(a, b, x):
    return 0 < a < INF and 0 < b < INF and 0 <= x <= 1


def distance(a, b, x):
    """The exponent of the density, below its maximum; 1500 at most."""
    m, x = a / (a + b), mpfr(x)
    return min(1500.0, max(0.0, a * (math.log(m) - float(gmpy2.log(x))) + b * (math.log1p(-m) - math.log1p(-float(x))))) if 0 < m < 1 else 0.0


def tails(a, b, x):
    """I and 1 − I at 0 < x < 1: x^a (1 − x)^b/(a·B) · Σ (a + b)ₙ xⁿ/(a + 1)ₙ, of the smaller of x and 1 − x; the other is its
    complement, with as many bits more as that costs."""
    if x > 0.5:
        with more(1100):
            y = 1 - x
        upper, lower = tails(b, a, y)
        return lower, upper
    with more(100 + int(distance(float(a), float(b), x) / math.log(2)) + int(abs(math.log2(a)) + abs(math.log2(b)))):
        limit = mpfr(2) ** -gmpy2.get_context().precision
        term = total = mpfr(1)
        k, s = a + 1, a + b
        while term > total * limit or s * x > k:
            term = term * s * x / k
            total += term
            k += 1
            s += 1
        lower = gmpy2.exp(a * gmpy2.log(x) + b * gmpy2.log1p(-x) - log_beta(a, b)) / a * total
        return lower, 1 - lower


def beta_i(a, b, x):
    if not domain(a, b, x):
        return mpfr(math.nan)
    return mpfr(x) if x == 0 or x == 1 else tails(a, b, x)[0]


def beta_i_complement(a, b, x):
    if not domain(a, b, x):
        return mpfr(math.nan)
    return 1 - mpfr(x) if x == 0 or x == 1 else tails(a, b, x)[1]


def log_beta_i(a, b, x):
    p = beta_i(a, b, x)
    return gmpy2.log(p) if not p > 0.5 else gmpy2.log1p(-beta_i_complement(a, b, x))


def log_beta_i_complement(a, b, x):
    q = beta_i_complement(a, b, x)
    return gmpy2.log(q) if not q > 0.5 else gmpy2.log1p(-beta_i(a, b, x))


def sigmoid(w):
    return 1 / (1 + gmpy2.exp(-w))


def logit(a, b, p):
    """The logit of x at which I = p ≤ ½: Newton's method for log I, a concave function of it."""
    w = (gmpy2.log(p) + gmpy2.log(a) + log_beta(a, b)) / a
    if w < -800 - math.log1p(b):
        return w
    f = lambda t: float(a) * (t - max(t, 0.0)) - float(b) * max(t, 0.0) - float(a + b) * math.log1p(math.exp(-abs(t))) - float(log_beta(a, b))
    low, high = float(w) - 10.0, math.log(a / b)
    for _ in range(50):  # where the density is p
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < math.log(p) else (low, middle)
    w = mpfr(low)
    for _ in range(300):
        with more(1200):
            x = sigmoid(w)
        tail = tails(a, b, x)[0]
        slope = gmpy2.exp(a * gmpy2.log(x) + b * gmpy2.log1p(-x) - log_beta(a, b)) / tail
        step = gmpy2.log(p / tail) / slope
        w += step
        if abs(step) < mpfr(2) ** -60:
            return w
    raise ArithmeticError((a, b, p))


def inverse(a, b, p, upper):
    if not domain(a, b, p):
        return mpfr(math.nan)
    if p > 0.5:
        with more(1100):
            return inverse(a, b, 1 - p, not upper)
    if p == 0:
        return mpfr(1 if upper else 0)
    return sigmoid(-logit(b, a, p)) if upper else sigmoid(logit(a, b, p))


def check_tail(upper, log):
    def check(a, b, x):
        with mpmath.workprec(2500):
            tail = mpmath.betainc(a, b, x, 1, regularized=True) if upper else mpmath.betainc(a, b, 0, x, regularized=True)
            return mpmath.log(tail) if log else tail
    return check


def check_inverse(upper):
    """A step of Newton's method on mpmath's function from the value itself."""
    def check(a, b, p):
        with mpmath.workprec(2500):
            x = mpmath.mpf(str(inverse(mpfr(str(a)), mpfr(str(b)), mpfr(str(p)), upper)))
            tail = mpmath.betainc(a, b, x, 1, regularized=True) if upper else mpmath.betainc(a, b, 0, x, regularized=True)
            return x + (tail - p) * mpmath.beta(a, b) * x ** (1 - a) * (1 - x) ** (1 - b) * (1 if upper else -1)
    return check


def check_log_beta(a, b):
    with mpmath.workprec(500):
        return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)


SIMPLE = (0.0625, 0.25, 0.5, 1.0, 1.5, 2.0, 2.9999999999999996, 3.0, 5.0, 10.0, 100.0, 10000.0)


def shape(random):
    """From 0.05 to 10⁴, evenly in its exponent; one in four a simple number."""
    return random.choice(SIMPLE) if random.random() < 0.25 else math.exp(random.uniform(math.log(0.05), math.log(10000.0)))


def at(a, b, z):
    """A double some z deviations from the mean of the logit."""
    n = a + b
    center = math.log(a / b) + (0.5 / b - 0.5 / a if min(a, b) > 1 else 0.0)
    w = center + z * math.sqrt(sum(1 / s + 1 / (s * s) for s in (a, b)))
    return min(1 - 2.0**-53, max(1e-300, 1 / (1 + math.exp(-w)) if w > -690 else 1e-300))


def body(random):
    while True:
        a, b = shape(random), shape(random)
        x = at(a, b, random.uniform(-4.5, 4.5))
        if distance(a, b, x) < 680.0:
            return a, b, x


def far(sign):
    """Tails not below 1e-300."""
    def draw(random):
        while True:
            a, b = shape(random), shape(random)
            x = at(a, b, sign * 36.0 * random.random() ** 1.5)
            if distance(a, b, x) < 680.0:
                return a, b, x
    return draw


def switches(random):
    """At the borders between expansions."""
    x = 0.0
    while x == 0.0 or distance(a, b, x) > 600.0:
        a, b = shape(random), shape(random)
        x = random.choice((a / (a + b), min(0.5, 1.5 / b), 1 - min(0.5, 1.5 / a), 0.5))
    for _ in range(random.randrange(4)):
        x = math.nextafter(x, random.choice((0.0, 1.0)))
    return a, b, x


def probabilities(random):
    return shape(random), shape(random), random.random()


def small(random):
    return shape(random), shape(random), math.exp(-690.0 * random.random())


BAD = [(-1.0, 1.0, 0.5), (0.0, 1.0, 0.5), (1.0, 0.0, 0.5), (1.0, 1.0, -0.5), (1.0, 1.0, 1.5), (math.nan, 1.0, 0.5), (1.0, math.nan, 0.5), (1.0, 1.0, math.nan), (INF, 1.0, 0.5),
    (1.0, INF, 0.5)]
ENDS = BAD + [(2.5, 0.5, 0.0), (2.5, 0.5, 1.0), (0.5, 100.0, 0.0), (100.0, 0.5, 1.0)]

FUNCTIONS = {
    "logBeta": dict(value=log_beta, check=check_log_beta, arity=2, bound=8.0, floor=1e-14, special=[(1.0, 1.0), (0.0, 1.0), (INF, 2.0), (math.nan, 1.0), (-1.0, 2.0)],
        points=[lambda random: (shape(random), shape(random)), lambda random: (shape(random), math.exp(random.uniform(0.0, 80.0)))]),
    "betaI": dict(value=beta_i, check=check_tail(False, False), arity=3, bound=4500.0, special=ENDS, points=[body, far(-1), switches]),
    "betaIComplement": dict(value=beta_i_complement, check=check_tail(True, False), arity=3, bound=4500.0, special=ENDS, points=[body, far(1), switches]),
    "logBetaI": dict(value=log_beta_i, check=check_tail(False, True), arity=3, bound=4500.0, special=BAD, points=[body, far(-1), switches], kept=[body, far(-1)]),
    "logBetaIComplement": dict(value=log_beta_i_complement, check=check_tail(True, True), arity=3, bound=4500.0, special=BAD, points=[body, far(1), switches], kept=[body, far(1)]),
    "betaIInverse": dict(value=lambda a, b, p: inverse(a, b, p, False), check=check_inverse(False), arity=3, bound=4500.0, special=ENDS, points=[probabilities, small]),
    "betaIComplementInverse": dict(value=lambda a, b, q: inverse(a, b, q, True), check=check_inverse(True), arity=3, bound=4500.0, special=BAD, points=[probabilities, small], kept=[probabilities]),
}
