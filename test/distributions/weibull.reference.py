"""Reference rows for Weibull(concentration, scale).

    /usr/bin/python3 test/distributions/weibull.reference.py > test/distributions/weibull.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import euler, exp, expm1, gamma, log, log1p
from reference import Family

y = lambda x, k, scale: (x / scale) ** k
family = Family(
    ["concentration", "scale"],
    lambda x, k, scale: log(k / scale) + (k - 1) * log(x / scale) - y(x, k, scale),
    lambda x, k, scale: -expm1(-y(x, k, scale)),
    lambda x, k, scale: exp(-y(x, k, scale)),
    lambda u, k, scale: scale * (-log1p(-u)) ** (1 / k),
    lambda k, scale: (scale * gamma(1 + 1 / k), scale ** 2 * (gamma(1 + 2 / k) - gamma(1 + 1 / k) ** 2), euler * (1 - 1 / k) - log(k / scale) + 1),
)
family.write("weibull", [
    ((2, 4), [2.0 ** -490, 2.0 ** -20, 0.5, 2, 3, 4.25, 6, 16, 100]),
    ((0.5, 1), [2.0 ** -900, 2.0 ** -20, 0.125, 0.75, 1.5, 12, 1000, 2.0 ** 18]),
    ((1, 0.25), [2.0 ** -60, 0.0625, 0.5, 20, 160]),
    ((32, 2), [2.0 ** -30, 1, 1.75, 1.9375, 2.125, 2.375]),
    ((0.0625, 8), [2.0 ** -1000, 2.0 ** -100, 1, 2.0 ** 20, 2.0 ** 140]),
    ((3, 2.0 ** -300), [2.0 ** -301, 1.5 * 2.0 ** -300, 2.0 ** -299]),
    ((2048, 1), [1 - 2.0 ** -6, 1 - 2.0 ** -11, 1 + 2.0 ** -9]),
], [(2, 4), (0.5, 1), (32, 2)])
