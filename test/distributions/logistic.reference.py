"""Reference rows for Logistic(loc, scale).

    /usr/bin/python3 test/distributions/logistic.reference.py > test/distributions/logistic.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import exp, log, log1p, pi
from reference import Family, placed

z = lambda x, loc, scale: (x - loc) / scale
family = Family(
    ["loc", "scale"],
    lambda x, loc, scale: -abs(z(x, loc, scale)) - 2 * log1p(exp(-abs(z(x, loc, scale)))) - log(scale),
    lambda x, loc, scale: 1 / (1 + exp(-z(x, loc, scale))),
    lambda x, loc, scale: 1 / (1 + exp(z(x, loc, scale))),
    lambda u, loc, scale: loc + scale * log(u / (1 - u)),
    lambda loc, scale: (loc, (pi * scale) ** 2 / 3, log(scale) + 2),
)
Z = [-690, -100, -8, -1.25, -0.5, -0.0625, -2.0 ** -30, 2.0 ** -20, 0.0625, 0.5, 1.75, 8, 100, 690]
family.write("logistic", [placed(0.5, 2, Z), placed(-3, 0.25, Z), placed(1024, 0.0078125, [-40, -2, 0.5, 3, 300]), placed(0, 2.0 ** -300, [-2, 0.5, 3]), placed(0, 2.0 ** 300, [-2, 0.5, 3])], [(0.5, 2), (0, 1)])
