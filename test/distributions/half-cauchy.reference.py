"""Reference rows for HalfCauchy(scale).

    /usr/bin/python3 test/distributions/half-cauchy.reference.py > test/distributions/half-cauchy.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import atan, cot, inf, log, pi, tan
from reference import Family, HALF

z = lambda x, scale: x / scale
family = Family(
    ["scale"],
    lambda x, scale: -log(1 + z(x, scale) ** 2) - log(pi * scale / 2),
    lambda x, scale: 2 * atan(z(x, scale)) / pi,
    lambda x, scale: 2 * atan(1 / z(x, scale)) / pi,
    lambda u, scale: scale * (tan(pi * u / 2) if u < HALF else cot(pi * (1 - u) / 2)),
    lambda scale: (inf, inf, log(2 * pi * scale)),
)
Z = [2.0 ** -990, 2.0 ** -60, 2.0 ** -20, 0.0625, 0.5, 0.75, 1, 1.25, 3, 20, 2.0 ** 60, 2.0 ** 990]
family.write("half-cauchy", [((scale,), [scale * z for z in Z]) for scale in [2, 0.25]]
             + [((2.0 ** -300,), [2.0 ** -301, 2.0 ** -298]), ((2.0 ** 300,), [2.0 ** 299, 2.0 ** 302])], [(2,), (0.25,)])
