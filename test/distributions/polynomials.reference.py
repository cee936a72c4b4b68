"""Orthonormal polynomials, of positive leading coefficient, of the classical families.

    /usr/bin/python3 test/distributions/polynomials.reference.py > test/distributions/polynomials.reference.json

mpmath's own hermite, laguerre, jacobi and legendre; on the integers the finite hypergeometric sums of Charlier, Krawtchouk and Meixner (Koekoek,
Lesky and Swarttouw 2010, Sections 9.10, 9.11, 9.14), divided by the root of their mean square, which is summed or integrated, too. Parameters and
points are exact doubles. Needs mpmath only.
"""
import json
from mpmath import (beta, binomial, exp, fac, gamma, hermite, jacobi, laguerre, legendre, log, loggamma, mp, mpf, pi, quad, rf, sqrt)

mp.dps = 40
DEGREE = 8


def series(top, bottom, z, k):
    """The hypergeometric sum that ends after its term number k."""
    total = mpf(0)
    for j in range(k + 1):
        term = z**j / fac(j)
        for a in top:
            term *= rf(a, j)
        for b in bottom:
            term /= rf(b, j)
        total += term
    return total


def normal(v, log_=False):
    loc, scale = v["loc"], v["scale"]
    z = lambda x: ((log(x) if log_ else x) - loc) / scale
    f = lambda k, x: hermite(k, z(x) / sqrt(2), zeroprec=400) * mpf(2) ** (-mpf(k) / 2) / sqrt(fac(k))
    to = (lambda t: exp(loc + scale * t)) if log_ else (lambda t: loc + scale * t)
    mean = lambda g: quad(lambda t: exp(-t * t / 2) / sqrt(2 * pi) * g(to(t)), [-40, -10, -5, 0, 5, 10, 40])
    return f, mean


def gammas(a, rate):
    f = lambda k, x: (-1) ** k * laguerre(k, a - 1, rate * x, zeroprec=400) * sqrt(fac(k) * gamma(a) / gamma(k + a))
    if a > 1000:  # about the mode
        s = sqrt(a)
        return f, (lambda g: quad(lambda t: s * exp((a - 1) * log(a + s * t) - a - s * t - loggamma(a)) * g((a + s * t) / rate), [-20, -8, -4, 0, 4, 8, 24]))
    # y = t^4 takes the singularity away
    mean = lambda g: quad(lambda t: 4 * t ** (4 * a - 1) * exp(-t**4) / gamma(a) * g(t**4 / rate), [0, 1, 2, 3, 4, 6])
    return f, mean


def betas(a, b):
    def f(k, x):
        n = mpf(1) if k == 0 else (1 / (2 * k + a + b - 1)) * gamma(k + a) * gamma(k + b) / (fac(k) * gamma(k + a + b - 1)) / beta(a, b)
        return jacobi(k, b - 1, a - 1, 2 * x - 1, zeroprec=400) / sqrt(n)
    # halves, with x = t^8 and 1 - x = t^8
    h = mpf(1) / 2 ** (mpf(1) / 8)
    left = lambda g: quad(lambda t: 8 * t ** (8 * a - 1) * (1 - t**8) ** (b - 1) / beta(a, b) * g(t**8), [0, h])
    right = lambda g: quad(lambda t: 8 * t ** (8 * b - 1) * (1 - t**8) ** (a - 1) / beta(a, b) * g(1 - t**8), [0, h])
    return f, (lambda g: left(g) + right(g))


def uniform(v):
    low, high = v["low"], v["high"]
    f = lambda k, x: legendre(k, (2 * x - low - high) / (high - low), zeroprec=400) * sqrt(mpf(2 * k + 1))
    return f, (lambda g: quad(lambda x: g(x) / (high - low), [low, high]))


def counted(raw, mass, end):
    """`raw` has any norm and sign; the sign of the leading coefficient is that beyond all zeros."""
    points = [mpf(k) for k in range(end + 1)]
    norms = {}

    def f(k, x):
        if k not in norms:
            norms[k] = sqrt(sum(mass(t) * raw(k, t) ** 2 for t in points)) * (1 if raw(k, mpf(10) ** 9) > 0 else -1)
        return raw(k, x) / norms[k]
    return f, (lambda g: sum(mass(t) * g(t) for t in points))


def poisson(v):
    r = v["rate"]
    return counted(lambda k, x: series([-k, -x], [], -1 / r, k), lambda t: exp(-r) * r**t / fac(t), int(r + 40 * sqrt(r) + 150))


def binomials(n, p):
    return counted(lambda k, x: series([-k, -x], [-n], 1 / p, k), lambda t: binomial(n, t) * p**t * (1 - p) ** (n - t), int(n))


def negative(r, c):
    return counted(lambda k, x: series([-k, -x], [r], 1 - 1 / c, k), lambda t: rf(r, t) / fac(t) * (1 - c) ** r * c**t, int((150 + r) / (1 - c)))


OF = {
    "normal": normal,
    "lognormal": lambda v: normal(v, True),
    "exponential": lambda v: gammas(mpf(1), v["rate"]),
    "gamma": lambda v: gammas(v["concentration"], v["rate"]),
    "chiSquared": lambda v: gammas(v["df"] / 2, mpf(1) / 2),
    "beta": lambda v: betas(v["alpha"], v["beta"]),
    "uniform": uniform,
    "poisson": poisson,
    "bernoulli": lambda v: binomials(mpf(1), v["probs"] if "probs" in v else 1 / (1 + exp(-v["logits"]))),
    "binomial": lambda v: binomials(v["total"], v["probs"] if "probs" in v else 1 / (1 + exp(-v["logits"]))),
    "geometric": lambda v: negative(mpf(1), 1 - v["probs"]),
    "negativeBinomial": lambda v: negative(v["total"], v["probs"]),
}
LAST = {"bernoulli": lambda v: 1, "binomial": lambda v: int(v["total"])}

ROWS = [
    ("normal", {"loc": 0, "scale": 1}, [-3, -0.5, 0, 0.125, 1, 2.75]),
    ("normal", {"loc": 1024, "scale": 0.0078125}, [1024 - 0.01171875, 1024, 1024.015625]),
    ("lognormal", {"loc": 0.5, "scale": 0.75}, [0.25, 1, 1.75, 8]),
    ("exponential", {"rate": 2}, [0, 0.125, 0.5, 1.75, 4]),
    ("gamma", {"concentration": 0.25, "rate": 1}, [0.0009765625, 0.25, 1, 4.5]),
    ("gamma", {"concentration": 3.5, "rate": 0.5}, [1, 5, 7, 12.5, 25]),
    ("gamma", {"concentration": 4096, "rate": 4}, [1000, 1024, 1030.5]),
    ("chiSquared", {"df": 5}, [0.5, 4, 5, 12]),
    ("beta", {"alpha": 0.5, "beta": 0.5}, [0.0078125, 0.25, 0.5, 0.96875]),
    ("beta", {"alpha": 0.25, "beta": 3}, [0.0009765625, 0.125, 0.5]),
    ("beta", {"alpha": 1, "beta": 1}, [0, 0.3125, 1]),
    ("beta", {"alpha": 7, "beta": 2.5}, [0.375, 0.75, 0.96875]),
    ("beta", {"alpha": 2, "beta": 2}, [0.125, 0.5, 0.875]),
    ("uniform", {"low": -1, "high": 3}, [-1, -0.25, 1, 2.5, 3]),
    ("uniform", {"low": 1048576, "high": 1048577}, [1048576.125, 1048576.75]),
    ("poisson", {"rate": 0.5}, [0, 1, 2, 3]),
    ("poisson", {"rate": 12.5}, [3, 10, 13, 20]),
    ("poisson", {"rate": 1024}, [960, 1024, 1070]),
    ("bernoulli", {"probs": 0.25}, [0, 1]),
    ("bernoulli", {"logits": 40}, [0, 1]),
    ("bernoulli", {"logits": -40}, [0, 1]),
    ("binomial", {"total": 3, "probs": 0.375}, [0, 1, 2, 3]),
    ("binomial", {"total": 8, "probs": 0.5}, [0, 3, 4, 8]),
    ("binomial", {"total": 20, "probs": 0.75}, [11, 15, 18, 20]),
    ("binomial", {"total": 30, "logits": 1.5}, [21, 25, 30]),
    ("geometric", {"probs": 0.25}, [0, 1, 3, 9]),
    ("negativeBinomial", {"total": 2.5, "probs": 0.5}, [0, 1, 4, 8]),
    ("negativeBinomial", {"total": 0.25, "probs": 0.875}, [0, 1, 5, 12]),
]

out = []
for family, values, points in ROWS:
    exact = {name: mpf(value) for name, value in values.items()}
    f, mean = OF[family](exact)
    most = min(DEGREE, LAST[family](exact) if family in LAST else DEGREE)
    with mp.workdps(20):
        for j in range(0, most + 1, 1 if family in LAST else 3):
            for k in range(j + 1):
                error = mean(lambda x: f(j, x) * f(k, x)) - (j == k)
                assert abs(error) < mpf(10) ** -11, (family, values, j, k, mp.nstr(error))
    out.append({"family": family, "parameters": values, "most": most,
                "points": [[x, [mp.nstr(f(k, mpf(x)), 25) for k in range(1, most + 1)]] for x in points]})
print(json.dumps({"source": "/usr/bin/python3 test/distributions/polynomials.reference.py > test/distributions/polynomials.reference.json", "degree": DEGREE, "rows": out}, indent=1))
