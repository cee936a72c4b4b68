"""Reference rows for Laplace(loc, scale).

    /usr/bin/python3 test/distributions/laplace.reference.py > test/distributions/laplace.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import exp, log, log1p, mpf
from reference import Family, HALF, placed

z = lambda x, loc, scale: (x - loc) / scale
side = lambda z: exp(-z) / 2 if z > 0 else 1 - exp(z) / 2
family = Family(
    ["loc", "scale"],
    lambda x, loc, scale: -abs(z(x, loc, scale)) - log(2 * scale),
    lambda x, loc, scale: side(-z(x, loc, scale)),
    lambda x, loc, scale: side(z(x, loc, scale)),
    lambda u, loc, scale: loc + scale * (log(2 * u) if u < HALF else -log(2 * (1 - u))),
    lambda loc, scale: (loc, 2 * scale ** 2, 1 + log(2 * scale)),
)
Z = [-690, -100, -8, -1.5, -0.5, -0.0625, 2.0 ** -30, 0.0625, 0.5, 1.5, 8, 100, 690]
family.write("laplace", [placed(0.5, 2, Z), placed(-3, 0.25, Z), placed(1024, 0.0078125, [-40, -2, 0.5, 3, 300]), placed(0, 2.0 ** -300, [-2, 0.5, 3]), placed(0, 2.0 ** 300, [-2, 0.5, 3])], [(0.5, 2), (0, 1)])
