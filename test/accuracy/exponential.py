"""Exponentials, logarithms, powers, hyperbolic functions."""
import math

import gmpy2
import mpmath
from gmpy2 import mpfr

from sampling import bits, both, magnitudes, multiples, near, normal, pair, uniform

INF = math.inf
EDGES = [0.0, -0.0, INF, -INF, math.nan, 5e-324, -5e-324, 2.0 ** -1022, -(2.0 ** -1022), 1.7976931348623157e308, -1.7976931348623157e308, 1.0, -1.0]


def sigmoid(x):
    """1/(1 + e^−x)"""
    return 1 / (1 + gmpy2.exp(-x))


def softplus(x):
    """log(1 + e^x)"""
    return gmpy2.log1p(gmpy2.exp(x)) if x < 100 else x + gmpy2.log1p(gmpy2.exp(-x))


def log2(x):
    return gmpy2.log2(x) if x != 0 else mpfr(-INF)


def cosh(x):
    return gmpy2.cosh(x)


def power(x, y):
    return x ** y


TABLE = math.log(2) / 256
LOGS = [1 + i / 128 for i in range(-40, 60)]

FUNCTIONS = {
    "exp": dict(value=gmpy2.exp, check=mpmath.exp, bound=1.0, special=EDGES, points=[
        normal(), uniform(-746.0, 710.0), uniform(-746.0, -706.0), both(magnitudes(5e-324, 800.0)), bits(),
        multiples(TABLE / 2, -270000, 262200), near(709.782712893384, -708.3964185322641, -745.1332191019412, -707.7, 0.34657359)]),
    "log": dict(value=gmpy2.log, check=mpmath.log, bound=1.0, special=EDGES, points=[
        magnitudes(5e-324, 1.7e308), uniform(0.0, 2.0), near(1.0, 0.7071067811865476, 1.4142135623730951, 2.0, 2.0 ** -1022), near(*LOGS),
        uniform(0.5, 1.5), bits()]),
}
