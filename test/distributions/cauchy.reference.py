"""Reference rows for Cauchy(loc, scale).

    /usr/bin/python3 test/distributions/cauchy.reference.py > test/distributions/cauchy.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import atan, cot, log, log1p, mpf, nan, pi, tan
from reference import Family, HALF, placed

z = lambda x, loc, scale: (x - loc) / scale
tail = lambda z: atan(1 / z) / pi if z > 1 else HALF - atan(z) / pi
family = Family(
    ["loc", "scale"],
    lambda x, loc, scale: -log(1 + z(x, loc, scale) ** 2) - log(pi * scale),
    lambda x, loc, scale: tail(-z(x, loc, scale)),
    lambda x, loc, scale: tail(z(x, loc, scale)),
    lambda u, loc, scale: loc + scale * (-cot(pi * u) if u < HALF else tan(pi * (u - HALF)) if u < mpf(3) / 4 else cot(pi * (1 - u))),
    lambda loc, scale: (nan, nan, log(4 * pi * scale)),
)
Z = [-2.0 ** 990, -2.0 ** 100, -100, -2.5, -1, -0.75, -0.0625, 2.0 ** -30, 0.25, 0.5, 1, 1.5, 8, 2.0 ** 60, 2.0 ** 990]
family.write("cauchy", [placed(0.5, 2, Z), placed(-3, 0.25, Z), placed(1024, 0.0078125, [-40, -2, 0.5, 3, 300]), placed(0, 2.0 ** -300, [-2, 0.5, 3]), placed(0, 2.0 ** 300, [-2, 0.5, 3])],
             [(0.5, 2), (0, 1)])
