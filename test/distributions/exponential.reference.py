"""Reference rows for Exponential(rate).

    /usr/bin/python3 test/distributions/exponential.reference.py > test/distributions/exponential.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import exp, expm1, log, log1p
from reference import Family

family = Family(
    ["rate"],
    lambda x, rate: log(rate) - rate * x,
    lambda x, rate: -expm1(-rate * x),
    lambda x, rate: exp(-rate * x),
    lambda u, rate: -log1p(-u) / rate,
    lambda rate: (1 / rate, 1 / rate ** 2, 1 - log(rate)),
)
Y = [2.0 ** -1000, 2.0 ** -60, 2.0 ** -20, 0.125, 0.5, 0.75, 1.5, 4, 30, 200, 690]
family.write("exponential", [((rate,), [y / rate for y in Y]) for rate in [0.5, 1, 8]]
             + [((2.0 ** -300,), [2.0 ** 298, 2.0 ** 302]), ((2.0 ** 300,), [2.0 ** -302, 2.0 ** -298])], [(0.5,), (8,)])
