"""Coefficients of assembly/random/tilt.ts, from the constant term up: interpolation at Chebyshev points with 40 digits, rounded to double.

    asin      asin(sqrt a)/(pi sqrt a), a in [0, 1/2]
    slice     y/(1 - s), s in [0, 1]:  y e^(1 - y) = 1 - s^2, y in [0, 1]
    fisher    y/(1 - s), s in [0, 1]:  1 - (y^2 + 1) e^(-y) = (1 - s^3)(1 - 2/e), y in [0, 1]

Prints them with the largest relative error of the polynomial, evaluated in double. /usr/bin/env python3, mpmath.
"""
from mpmath import asin, cos, e, exp, lambertw, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 40
TERMS = 18


def fisher(s):
    c = (1 - 2 / e) * (1 - s**3)
    lo, hi = mpf(0), mpf(1)
    for _ in range(130):
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if 1 - (middle * middle + 1) * exp(-middle) < c else (lo, middle)
    return lo / (1 - s)


FUNCTIONS = {
    "asin": (lambda a: asin(sqrt(a)) / (pi * sqrt(a)), 0.5),
    "slice": (lambda s: -lambertw(-(1 - s * s) / e).real / (1 - s), 1.0),
    "fisher": (fisher, 1.0),
}
for name, (f, end) in FUNCTIONS.items():
    n, b = TERMS, mpf(end)
    nodes = [b / 2 + b / 2 * cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    mp.dps = 60
    c = lu_solve(matrix([[x**j for j in range(n)] for x in nodes]), matrix([f(x) for x in nodes]))
    mp.dps = 40
    doubles = [float(v) for v in c]
    worst = 0
    for i in range(1, 400):
        x = float(b) * i / 400
        got = 0.0
        for v in reversed(doubles):
            got = got * x + v
        exact = f(mpf(x))
        worst = max(worst, abs(mpf(got) / exact - 1))
    print(name, ", ".join(repr(v) for v in doubles), f"error {float(worst):.1e}")
