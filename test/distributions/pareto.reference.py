"""Reference rows for Pareto(scale, concentration).

    /usr/bin/python3 test/distributions/pareto.reference.py > test/distributions/pareto.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import exp, expm1, inf, log, log1p
from reference import Family

y = lambda x, m, a: a * log(x / m)
family = Family(
    ["scale", "concentration"],
    lambda x, m, a: log(a / m) - (a + 1) * log(x / m),
    lambda x, m, a: -expm1(-y(x, m, a)),
    lambda x, m, a: exp(-y(x, m, a)),
    lambda u, m, a: m * exp(-log1p(-u) / a),
    lambda m, a: (a * m / (a - 1) if a > 1 else inf, m ** 2 * a / (a - 1) ** 2 / (a - 2) if a > 2 else inf, log(m / a) + 1 + 1 / a),
)
family.write("pareto", [
    ((2, 3), [2 + 2.0 ** -45, 2 + 2.0 ** -20, 2.25, 3, 4, 16, 2.0 ** 60, 2.0 ** 330]),
    ((0.5, 1), [0.5 + 2.0 ** -45, 0.75, 1.5, 100, 2.0 ** 900]),
    ((1, 16), [1 + 2.0 ** -45, 1.0625, 1.25, 2, 2.0 ** 60]),
    ((4, 0.0625), [4 + 2.0 ** -45, 5, 64, 2.0 ** 100, 2.0 ** 1000]),
    ((2.0 ** -300, 2), [1.25 * 2.0 ** -300, 2.0 ** -298, 2.0 ** 190]),
    ((2.0 ** 300, 2), [1.25 * 2.0 ** 300, 2.0 ** 302, 2.0 ** 790]),
    ((1, 2048), [1 + 2.0 ** -40, 1 + 2.0 ** -11, 1.25]),
], [(2, 3), (1, 16)])
