"""Exponentials, logarithms, powers, hyperbolic functions."""
import math
import struct

import gmpy2
import mpmath
from gmpy2 import mpfr

from sampling import bits, both, magnitudes, multiples, near, normal, pair, uniform

INF = math.inf
EDGES = [0.0, -0.0, INF, -INF, math.nan, 5e-324, -5e-324, 2.0 ** -1022, -(2.0 ** -1022), 1.7976931348623157e308, -1.7976931348623157e308, 1.0, -1.0]


def softplus(exp, log1p):
    """log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), every bit of it."""
    return lambda x: x if x != x else max(x, 0) + log1p(exp(-abs(x)))


def sigmoid(exp):
    """1/(1 + e^−x)"""
    return lambda x: 1 / (1 + exp(-x)) if x > -100 else exp(x) / (1 + exp(x))


def log2(x):
    return gmpy2.log2(x) if x != 0 else mpfr(-INF)


def log(x):
    return gmpy2.log(x) if x != 0 else mpfr(-INF)


def cbrt(x):
    """mpmath's is of positive numbers."""
    return mpmath.sign(x) * mpmath.cbrt(abs(x))


def moderate(random):
    """x^y that is neither 0 nor Infinity: y·log x evenly within their bounds, or log-uniform."""
    x = 2.0 ** random.uniform(-1074, 1023.9) if random.random() < 0.5 else abs(random.gauss(1, 0.3))
    z = random.uniform(-746, 711) if random.random() < 0.7 else random.choice((-1, 1)) * 10.0 ** random.uniform(-17, 2.8)
    return x, max(min(z / math.log(x), 1e308), -1e308) if x not in (0.0, 1.0) else z


def beside1(random):
    """x within 2^-1 … 2^-52 of 1 and a y that makes much of it."""
    x = 1 + random.choice((-1, 1)) * 2.0 ** random.uniform(-52, -1)
    return x, random.uniform(-745, 710) / math.log(x) if x != 1 else 1.0


def negative(random):
    """A negative number to the power of an integer, odd or even, small or beyond 2^53; sometimes of no integer."""
    y = random.choice((random.randint(-40, 40), random.randint(-40, 40) + 0.5, random.choice((-1, 1)) * 2.0 ** random.randint(48, 60) + random.randint(-3, 3)))
    return -abs(random.gauss(1, 3)) if abs(y) < 50 else -1 - random.choice((-1, 1)) * 2.0 ** random.uniform(-52, -44), float(y)


STEP = math.log(2) / 256
FIRST = struct.unpack("<Q", struct.pack("<d", 0.705078125))[0]
ROWS = [struct.unpack("<d", struct.pack("<Q", FIRST + (i << 45)))[0] for i in range(129)]
HALF_ROOT = math.sqrt(0.5)
SINGLE = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, INF, -INF, math.nan, 2.0 ** 53, 2.0 ** 53 + 2, -(2.0 ** 53) + 1, 2.0 ** -1022, 5e-324, -5e-324,
          1.7976931348623157e308, -1.7976931348623157e308, 1 - 2.0 ** -53, 1 + 2.0 ** -52]
REAL = [normal(), normal(0, 10), both(magnitudes(5e-324, 800.0)), bits()]

FUNCTIONS = {
    "exp": dict(value=gmpy2.exp, check=mpmath.exp, bound=0.8, special=EDGES, points=REAL + [
        uniform(-746.0, 710.0), uniform(-746.0, -706.0), multiples(STEP / 2, -551000, 524500),
        near(709.782712893384, -708.3964185322641, -745.1332191019412, -707.7, STEP / 2)]),
    "exp2": dict(value=gmpy2.exp2, check=lambda x: mpmath.power(2, x), bound=0.8, special=EDGES, points=REAL + [
        uniform(-1076.0, 1024.5), uniform(-1076.0, -1020.0), multiples(1 / 512, -551000, 524500), multiples(1.0, -1080, 1026),
        near(1024.0, -1022.0, -1075.0, -1021.0, 1 / 512)]),
    "expm1": dict(value=gmpy2.expm1, check=mpmath.expm1, bound=1.1, special=EDGES, points=REAL + [
        uniform(-1.0, 1.0), uniform(-0.01, 0.01), uniform(-60.0, 710.0), multiples(STEP / 2, -2000, 2000), multiples(STEP / 2, -20000, 524500),
        near(709.782712893384, -50.0, -36.7, math.log(2), -math.log(2), STEP / 2, -STEP / 2, 3 * STEP / 2)]),
    "sinh": dict(value=gmpy2.sinh, check=mpmath.sinh, bound=1.9, special=EDGES, points=REAL + [
        uniform(-1.0, 1.0), uniform(-0.01, 0.01), uniform(-711.0, 711.0), multiples(STEP / 2, -2000, 2000), multiples(STEP / 2, -525500, 525500),
        near(710.4758600739439, 710.4744, 27.7, -27.7, STEP / 2)]),
    "cosh": dict(value=gmpy2.cosh, check=mpmath.cosh, bound=1.1, special=EDGES, points=REAL + [
        uniform(-1.0, 1.0), uniform(-711.0, 711.0), multiples(STEP / 2, -2000, 2000), multiples(STEP / 2, -525500, 525500),
        near(710.4758600739439, 710.4744, 27.7, -27.7, STEP / 2)]),
    "tanh": dict(value=gmpy2.tanh, check=mpmath.tanh, bound=1.3, special=EDGES, points=REAL + [
        uniform(-1.0, 1.0), uniform(-0.01, 0.01), uniform(-25.0, 25.0), multiples(STEP / 4, -2000, 2000), multiples(STEP / 4, -30000, 30000),
        near(22.0, 19.06, math.log(2) / 2, STEP / 4)]),
    "softplus": dict(value=softplus(gmpy2.exp, gmpy2.log1p), check=softplus(mpmath.exp, mpmath.log1p), bound=1.6, precision=1500, special=EDGES, points=REAL + [
        uniform(-746.0, 40.0), uniform(-3.0, 3.0), uniform(-746.0, -706.0), near(-708.3964185322641, -745.1332191019412, 36.7, -36.7)]),
    "sigmoid": dict(value=sigmoid(gmpy2.exp), check=sigmoid(mpmath.exp), bound=2.3, special=EDGES, points=REAL + [
        uniform(-746.0, 40.0), uniform(-3.0, 3.0), uniform(-746.0, -706.0), near(-708.3964185322641, -745.1332191019412, 36.7, -36.7)]),
    "log": dict(value=log, check=mpmath.log, bound=0.88, special=EDGES, points=[
        magnitudes(5e-324, 1.7e308), magnitudes(5e-324, 3e-308), uniform(0.0, 2.0), uniform(0.65, 1.45), bits(),
        near(1.0, HALF_ROOT, 2 * HALF_ROOT, 2.0, 2.0 ** -1022), near(*ROWS), near(1.0)]),
    "log2": dict(value=log2, check=lambda x: mpmath.log(x) / mpmath.log(2), bound=1.8, special=EDGES, points=[
        magnitudes(5e-324, 1.7e308), magnitudes(5e-324, 3e-308), uniform(0.0, 2.0), uniform(0.65, 1.45), bits(),
        near(1.0, HALF_ROOT, 2 * HALF_ROOT, 2.0, 2.0 ** -1022), near(*(2.0 ** k for k in range(-1074, 1023))), near(1.0)]),
    "log1p": dict(value=gmpy2.log1p, check=mpmath.log1p, bound=0.9, special=EDGES, points=[
        both(magnitudes(5e-324, 1.0)), both(magnitudes(1e-18, 1.0)), magnitudes(1e-3, 1.7e308), uniform(-1.0, 1.0), bits(),
        near(HALF_ROOT - 1, 2 * HALF_ROOT - 1, 1.0, 4 * HALF_ROOT - 1, -1.0, 2.0 ** 53), uniform(-1.0, -0.99), uniform(-0.3, 0.45)]),
    "sqrt": dict(value=gmpy2.sqrt, check=mpmath.sqrt, bound=0.5, special=EDGES, points=[magnitudes(5e-324, 1.7e308), uniform(0.0, 4.0), bits()]),
    "cbrt": dict(value=gmpy2.cbrt, check=cbrt, bound=0.67, special=EDGES, points=[
        both(magnitudes(5e-324, 1.7e308)), both(magnitudes(5e-324, 3e-308)), uniform(-8.0, 8.0), bits(), near(*(float(k ** 3) for k in range(1, 200)))]),
    "pow": dict(value=lambda x, y: x ** y, check=mpmath.power, bound=0.8, arity=2, special=[(x, y) for x in SINGLE for y in SINGLE], points=[
        moderate, beside1, negative, pair(bits(), bits()), pair(magnitudes(5e-324, 1.7e308), normal()), pair(uniform(0.0, 3.0), uniform(-20.0, 20.0)),
        pair(near(*ROWS), normal(0, 100)), pair(magnitudes(1e-20, 1e20), uniform(-8.0, 8.0)), pair(near(1.0), both(magnitudes(1.0, 1e18)))]),
}
