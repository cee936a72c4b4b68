"""python3 test/distributions/tails.reference.py > test/distributions/tails.reference.json: tails that a complement of 1, or a product that underflows, would lose; mpmath, half a minute."""
import json
from mpmath import mp, mpf, beta, exp, expm1, gammainc, hyp2f1, log, loggamma, nstr, sqrt
mp.dps = 520
digits = lambda v: nstr(v, 25)


def tails(a, b, x, y):
    """I(a, b, x) and 1 - I, x + y = 1."""
    if x > y:
        return tuple(reversed(tails(b, a, y, x)))
    lower = x ** a / (a * beta(a, b)) * hyp2f1(a, 1 - b, a + 1, x)
    return lower, 1 - lower


def by(f, v):
    h = v * mpf(10) ** -40
    return (f(v + h) - f(v - h)) / (2 * h)


def beta_row(a, b, x):
    A, B, X = mpf(a), mpf(b), mpf(x)
    p, q = tails(A, B, X, 1 - X)
    density = X ** (A - 1) * (1 - X) ** (B - 1) / beta(A, B)
    return {
        "alpha": a, "beta": b, "x": x, "cdf": digits(p), "survival": digits(q), "logCdf": digits(log(p)), "logSurvival": digits(log(q)),
        "flow": [digits(-by(lambda v: tails(v, B, X, 1 - X)[0], A) / density), digits(-by(lambda v: tails(A, v, X, 1 - X)[0], B) / density)],
        "steep": digits(density * X * (1 - X) / min(p, q)),
    }


def negative_row(r, p, k):
    R, P = mpf(r), mpf(p)
    F, S = tails(R, mpf(k) + 1, 1 - P, P)
    mass = exp(loggamma(k + R) - loggamma(R) - loggamma(mpf(k) + 1) + R * log(1 - P) + k * log(P))
    return {
        "total": r, "probs": p, "k": k, "cdf": digits(F), "survival": digits(S), "logCdf": digits(log(F)), "logSurvival": digits(log(S)),
        "flow": digits(-by(lambda v: tails(v, mpf(k) + 1, 1 - P, P)[0], R) / mass),
    }


def triangle(x):
    """Of low 0, high 1, peak 0."""
    return [x, digits(2 * mpf(x) - mpf(x) ** 2), digits(log(2 * mpf(x) - mpf(x) ** 2)), digits(1 - sqrt(1 - mpf(x)))]


def gamma_row(a, rate, x):
    A, y = mpf(a), mpf(rate) * mpf(x)
    P = gammainc(A, 0, y, regularized=True) if y > mpf(10) ** -300 else y ** A / mp.gamma(A + 1)
    return [a, rate, x, digits(P), digits(log(P)), digits(log(1 - P)), digits(A * log(mpf(rate)) + (A - 1) * log(mpf(x)) - y - loggamma(A)), digits(log(y) - mp.digamma(A)), digits((mp.digamma(A + 1) - log(y)) / A)]


def inverse_gamma(a, scale, x):
    A, y = mpf(a), mpf(scale) / mpf(x)
    P = y ** A / mp.gamma(A + 1)
    return [a, scale, x, digits(P), digits(log(1 - P)), digits(A * log(mpf(scale)) - (A + 1) * log(mpf(x)) - y - loggamma(A)), digits(log(y) - mp.digamma(A)), digits((mp.digamma(A + 1) - log(y)) / A)]


def kumaraswamy(a, b):
    h, B = 1 / mpf(a), mpf(b)
    moment = lambda k: exp(log(B) + loggamma(1 + k * h) + loggamma(B) - loggamma(1 + k * h + B))
    return [a, b, digits(moment(1)), digits(moment(2) - moment(1) ** 2)]


def kumaraswamy_entropy(a, b):
    A, B = mpf(a), mpf(b)
    return [a, b, digits(1 - 1 / B + (1 - 1 / A) * (mp.digamma(B + 1) + mp.euler) - log(A * B))]


def cauchy_tails(loc, scale, x):
    """log F, log(1 - F), d log p/dx."""
    z = (mpf(x) - mpf(loc)) / mpf(scale)
    tail = mp.atan(1 / abs(z)) / mp.pi
    low, high = (tail, 1 - tail) if z < 0 else (1 - tail, tail)
    return [loc, scale, x, digits(log(low)), digits(log(high)), digits(-2 * z / (1 + z * z) / mpf(scale))]


def half_cauchy_tails(scale, x):
    z = mpf(x) / mpf(scale)
    return [scale, x, digits(log(2 * mp.atan(z) / mp.pi)), digits(log(2 * mp.atan(1 / z) / mp.pi)), digits(-2 * z / (1 + z * z) / mpf(scale))]


def triangle_ends(low, high, peak, x):
    """log p, log F, log(1 - F)."""
    a, b, c, t = mpf(low), mpf(high), mpf(peak), mpf(x)
    corner = (t - a) ** 2 / ((b - a) * (c - a)) if t <= c and c > a else (b - t) ** 2 / ((b - a) * (b - c))
    density = 2 * (t - a) / ((b - a) * (c - a)) if t <= c and c > a else 2 * (b - t) / ((b - a) * (b - c))
    lower, upper = (corner, 1 - corner) if t <= c and c > a else (1 - corner, corner)
    return [low, high, peak, x, digits(log(density)), digits(log(lower)), digits(log(upper))]


def weibull(k, scale, x):
    K, L = mpf(k), log(mpf(x) / mpf(scale))
    y = exp(K * L)
    return [k, scale, x, digits(log(K / mpf(scale)) + (K - 1) * L - y), digits(1 / K + L * (1 - y)), digits(K * (y - 1) / mpf(scale)), digits(-mpf(x) * L / K), digits(-expm1(-y))]


BETA = [(1, 1e-9, 0.99), (1, 1e-9, 0.01), (1e-9, 1, 0.3), (1e-12, 1e-12, 0.25), (1e-300, 1, 0.5), (1, 1e-300, 1 - 2.0 ** -53), (1e-5, 3.5, 0.4), (0.02, 3.9, 0.5), (0.03, 0.03, 0.7),
        (1e-100, 2.5, 2.0 ** -60), (1e-150, 1e-150, 0.75), (1e-20, 50, 0.01), (1e-20, 50, 0.5), (50, 1e-20, 0.995), (1e-8, 1e8, 1e-9), (2e-4, 2e3, 1e-4), (1e-15, 0.5, 1e-300), (3, 1e-7, 0.6), (1e-30, 1e-3, 0.1)]
NEGATIVE = [(r, p, k) for r, p in [(1e-12, 0.99), (1e-100, 0.99), (7e-250, 1 - 2.0 ** -53), (1e-300, 0.5), (1e-6, 0.96875), (0.02, 0.999)] for k in (0, 1, 2, 3, 5, 40)] + [(1e-20, 1 - 2.0 ** -53, 10 ** 6)]
print(json.dumps({
    "beta": [beta_row(*row) for row in BETA], "negativeBinomial": [negative_row(*row) for row in NEGATIVE],
    "triangular": [triangle(x) for x in (1e-300, 1e-20, 1e-17, 1e-10, 1e-3, 0.25)],
    "gamma": [gamma_row(*row) for row in [(1e-3, 1e-20, 1e-305), (1e-3, 1e-10, 1e-300), (0.5, 1e-20, 1e-300), (12, 1e-20, 1e-292), (3, 1e-100, 1e-250), (1, 1e-300, 1e-300)]],
    "inverseGamma": [inverse_gamma(*row) for row in [(1e-3, 1e-25, 1e300), (0.5, 1e-20, 1e300), (12, 1e-20, 1e292), (3, 1e-150, 1e170)]],
    "kumaraswamy": [kumaraswamy(*row) for row in [(1e-6, 5), (1e-6, 1e-10), (1e-6, 0.5), (1e-3, 1e-3), (0.0078125, 3), (0.0625, 1e-10), (1.5, 1e-10), (1000, 1e-10), (2, 1e-6), (1, 0.0009765625), (1e-4, 200), (1e-11, 4e5)]],
    "kumaraswamyEntropy": [kumaraswamy_entropy(*row) for row in [(1e-20, 1e-12), (1e-100, 1e-60), (0.5, 1e-10), (1e-60, 9e-4), (2, 3)]],
    "cauchyTails": [cauchy_tails(*row) for row in [(0, 1e-300, 1e77), (0, 1e-300, -1e77), (-7, 1e-198, -1e264), (1e300, 1e-20, 0), (-1.5e308, 2, 1.5e308), (0.5, 2, 1e150)]],
    "halfCauchyTails": [half_cauchy_tails(*row) for row in [(1e-300, 1e77), (1e262, 1e-206), (1e10, 5e-324), (2, 1e150)]],
    "triangularEnds": [triangle_ends(*row) for row in [
        (-1, 0, -2.0 ** -50, -2.0 ** -50), (0, 2.0 ** -500, 2.0 ** -530, 2.0 ** -529), (0, 47, 2.0 ** -1065, 2.0 ** -1064), (-2.0 ** 600, 0, -2.0 ** -1070, -2.0 ** -1070), (0, 1, 0.5, 5e-324),
        (-2.0 ** 300, 0, -2.0 ** 200, -5e-324), (-2.0 ** 500, 0, 0, -5e-324), (0, 2.0 ** 1000, 2.0 ** 999, 2.0 ** -60)]],
    "weibull": [weibull(*row) for row in [(1e-3, 1e300, 1e-300), (2, 1e300, 1e-300), (0.5, 1e10, 1e-305), (1, 1, 1e-310)]],
    "cauchy": [digits(-log(1 + (mpf(10) ** 310) ** 2) - log(mp.pi * mpf(10) ** -10)), digits(-log(1 + (mpf(10) ** 310) ** 2) - log(mp.pi * mpf(10) ** -10 / 2))],
}, indent=1))
