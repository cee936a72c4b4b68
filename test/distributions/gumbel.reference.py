"""Reference rows for Gumbel(loc, scale).

    /usr/bin/python3 test/distributions/gumbel.reference.py > test/distributions/gumbel.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import euler, exp, expm1, log, pi
from reference import Family, placed

z = lambda x, loc, scale: (x - loc) / scale
family = Family(
    ["loc", "scale"],
    lambda x, loc, scale: -z(x, loc, scale) - exp(-z(x, loc, scale)) - log(scale),
    lambda x, loc, scale: exp(-exp(-z(x, loc, scale))),
    lambda x, loc, scale: -expm1(-exp(-z(x, loc, scale))),
    lambda u, loc, scale: loc - scale * log(-log(u)),
    lambda loc, scale: (loc + euler * scale, (pi * scale) ** 2 / 6, log(scale) + euler + 1),
)
Z = [-6.5, -5, -2, -0.75, -0.0625, 2.0 ** -30, 2.0 ** -10, 0.25, 0.5, 1.5, 8, 30, 100, 690]
family.write("gumbel", [placed(0.5, 2, Z), placed(-3, 0.25, Z), placed(1024, 0.0078125, [-5, -2, 0.5, 3, 300]), placed(0, 2.0 ** -300, [-2, 0.5, 3]), placed(0, 2.0 ** 300, [-2, 0.5, 3])],
             [(0.5, 2), (0, 1)])
