"""Reference rows for Lognormal(loc, scale).

    /usr/bin/python3 test/distributions/lognormal.reference.py > test/distributions/lognormal.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import erfc, exp, expm1, log, mp, mpf, pi, sqrt
from reference import Family, HALF

z = lambda x, loc, scale: (log(x) - loc) / scale
tail = lambda z: erfc(z / sqrt(2)) / 2


def normal_quantile(u):
    """Newton's method on the log of the smaller tail."""
    if u > HALF:
        return -normal_quantile(1 - u)
    if u == HALF:
        return mpf(0)
    x = -sqrt(-2 * log(u)) if u < mpf("0.1") else -HALF
    while True:
        p = tail(-x)
        step = (log(p) - log(u)) * p * sqrt(2 * pi) * exp(x * x / 2)
        x -= step
        if abs(step) < mpf(10) ** -150:
            return x


def quantile(u, loc, scale):
    with mp.workdps(200):
        x = normal_quantile(u)
    return exp(loc + scale * x)


family = Family(
    ["loc", "scale"],
    lambda x, loc, scale: -z(x, loc, scale) ** 2 / 2 - log(x) - log(scale) - log(2 * pi) / 2,
    lambda x, loc, scale: tail(-z(x, loc, scale)),
    lambda x, loc, scale: tail(z(x, loc, scale)),
    quantile,
    lambda loc, scale: (exp(loc + scale ** 2 / 2), expm1(scale ** 2) * exp(2 * loc + scale ** 2), loc + HALF + log(scale) + log(2 * pi) / 2),
)
family.write("lognormal", [
    ((0.5, 0.25), [2.0 ** -12, 0.125, 0.75, 1, 1.5, 1.75, 2, 3, 16, 2.0 ** 13]),
    ((0, 1), [2.0 ** -50, 2.0 ** -20, 0.125, 0.75, 1.5, 3, 100, 2.0 ** 50]),
    ((-3, 4), [2.0 ** -200, 2.0 ** -30, 0.0625, 1, 1000, 2.0 ** 200]),
    ((100, 0.5), [2.0 ** 130, 2.0 ** 144, 2.0 ** 145, 2.0 ** 160]),
    ((0, 2.0 ** -20), [1 - 2.0 ** -18, 1 - 2.0 ** -21, 1 + 2.0 ** -19, 1 + 2.0 ** -17]),
    ((0, 128), [2.0 ** -1000, 2.0 ** -100, 2, 2.0 ** 1000]),
], [(0.5, 0.25), (-3, 4)])
