"""Reference rows for HalfNormal(scale).

    /usr/bin/python3 test/distributions/half-normal.reference.py > test/distributions/half-normal.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import erf, erfc, exp, log, mpf, pi, sqrt
from reference import Family, HALF

z = lambda x, scale: x / scale / sqrt(2)


def size_quantile(u):
    """z with erf(z/sqrt 2) = u: Newton's method on the log of the smaller tail."""
    x = u * sqrt(pi / 2) if u < HALF else sqrt(-2 * log((1 - u) / 2))
    while True:
        density = sqrt(2 / pi) * exp(-x * x / 2)
        p = erf(x / sqrt(2)) if u < HALF else erfc(x / sqrt(2))
        step = (log(p) - log(u)) * p / density if u < HALF else -(log(p) - log(1 - u)) * p / density
        x -= step
        if abs(step) < abs(x) * mpf(10) ** -300:
            return x


family = Family(
    ["scale"],
    lambda x, scale: -(x / scale) ** 2 / 2 - log(scale) - log(pi / 2) / 2,
    lambda x, scale: erf(z(x, scale)),
    lambda x, scale: erfc(z(x, scale)),
    lambda u, scale: scale * size_quantile(u),
    lambda scale: (scale * sqrt(2 / pi), scale ** 2 * (1 - 2 / pi), log(pi * scale ** 2 / 2) / 2 + HALF),
)
Z = [2.0 ** -1000, 2.0 ** -60, 2.0 ** -20, 0.0625, 0.5, 0.625, 0.75, 1.25, 3, 8.25, 20, 37]
family.write("half-normal", [((scale,), [scale * z for z in Z]) for scale in [2, 0.25]]
             + [((2.0 ** -300,), [2.0 ** -301, 2.0 ** -298]), ((2.0 ** 300,), [2.0 ** 299, 2.0 ** 302])], [(2,), (0.25,)])
