"""Values and derivatives of the options in examples/, by numerical integration of the payoffs over the densities and numerical
differentiation, with mpmath and numpy: python3 test/examples-options.reference.py > test/examples-options.reference.json
Derivatives are central differences of fourth order; those of the spread, in double precision, are good to about 1e-10 of the value."""
import json
import math
from mpmath import exp, linspace, log, mp, mpf, npdf, quad, sqrt
from numpy.polynomial.legendre import leggauss

mp.dps = 30
ONE = dict(S="223.02", K="220", r="0.02", sigma="0.5", T="1.5")
TWO = dict(A="128.82", B="125.55", K="5", r="0.02", sigmaA="0.5", sigmaB="0.25", correlation="0.4375", T="0.75")


def one(payoff):
    def value(S, K, r, sigma, T):
        loc, scale = log(S) + (r - sigma**2 / 2) * T, sigma * sqrt(T)
        strike = (log(K) - loc) / scale
        return exp(-r * T) * quad(lambda z: payoff(exp(loc + scale * z), K) * npdf(z), linspace(strike, 14, 6))
    return value


def panels(f, low, high, count):
    half = (high - low) / count / 2
    return half * math.fsum(w * f(low + half * (2 * i + 1 + x)) for i in range(count) for x, w in zip(*leggauss(20)))


def spread(A, B, K, r, sigmaA, sigmaB, correlation, T):
    """Over the first normal where the payoff is positive, then over the second."""
    a, b, root = math.log(A) + (r - sigmaA**2 / 2) * T, math.log(B) + (r - sigmaB**2 / 2) * T, math.sqrt(T)
    rest = math.sqrt(1 - correlation**2)

    def inner(z):
        y = math.exp(b + sigmaB * root * z)
        start = ((math.log(y + K) - a) / (sigmaA * root) - correlation * z) / rest
        paid = lambda w: (math.exp(a + sigmaA * root * (correlation * z + rest * w)) - y - K) * math.exp(-w * w / 2)
        return panels(paid, start, max(start, 0) + 10, 6) * math.exp(-z * z / 2)
    return math.exp(-r * T) * panels(inner, -9, 9, 8) / (2 * math.pi)


def derivatives(f, given, names, h):
    x = given
    out = {"value": f(**x)}
    for name, by in names.items():
        step = x[by] * h
        at = lambda k: f(**{**x, by: x[by] + k * step})
        out[name] = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
    return {k: float(v) for k, v in out.items()}


greeks = dict(delta="S", vega="sigma", rho="r")
both = dict(deltaA="A", deltaB="B", vegaA="sigmaA", vegaB="sigmaB", rho="r", correlation="correlation")
exact = {k: mpf(v) for k, v in ONE.items()}
call = derivatives(one(lambda s, K: s - K), exact, greeks, mpf("1e-4"))
digital = derivatives(one(lambda s, K: mpf(1)), exact, greeks, mpf("1e-4"))
numbers = lambda given: {k: float(v) for k, v in given.items()}
two = numbers(TWO)
print(json.dumps(dict(one=numbers(ONE), two=two, call=call, digital=digital, spread=derivatives(spread, two, both, 1e-3)), indent=2))
