"""Writes reference.json: python3 test/theory/reference.py > test/theory/reference.json (mpmath 1.2.1)

gradient: ∂θ E[φ] as ∫ φ ∂θp dx, the derivative of p by differences at 32 digits. tv: ∫ |∂θp| dx. stein: E[φ′].
"""
import json
from mpmath import beta, cos, exp, gamma, inf, log, mp, mpf, nstr, pi, quad, sin, sqrt

mp.dps = 20
normal = lambda x, m, s: exp(-((x - m) / s) ** 2 / 2) / (s * sqrt(2 * pi))
gam = lambda x, a, b: b**a * x ** (a - 1) * exp(-b * x) / gamma(a)
student = lambda x, m, s, v: gamma((v + 1) / 2) / gamma(v / 2) / sqrt(v * pi) / s * (1 + ((x - m) / s) ** 2 / v) ** (-(v + 1) / 2)
gumbel = lambda x, m, s: exp(-(x - m) / s - exp(-(x - m) / s)) / s
weibull = lambda x, l, k: k / l * (x / l) ** (k - 1) * exp(-((x / l) ** k))
bet = lambda x, a, b: x ** (a - 1) * (1 - x) ** (b - 1) / beta(a, b)
# Gumbel: below −12 the density is e^−4000
real = [-inf, -30, -8, -4, -2, -1, 0, 1, 2, 4, 8, 30, inf]
positive = [0, 1e-8, 1e-3, 0.1, 0.5, 1, 2, 4, 8, 16, 40, inf]
unit = [0, 1e-6, 0.01, 0.1, 0.5, 0.9, 0.99, 1]
# family, parameters in the order of the density, which one, its pieces, φ for the library, φ, φ′ (None where p is infinite at an end)
CASES = [
    ("normal", dict(loc=1, scale=2), normal, "loc", real, "exp(-x^2)", lambda x: exp(-x * x), lambda x: -2 * x * exp(-x * x)),
    ("normal", dict(loc=1, scale=2), normal, "scale", real, "x^4 - sin(3*x)", lambda x: x**4 - sin(3 * x), lambda x: 4 * x**3 - 3 * cos(3 * x)),
    ("gamma", dict(concentration=2.5, rate=0.5), gam, "concentration", positive, "log(x)", log, lambda x: 1 / x),
    ("gamma", dict(concentration=0.25, rate=1), gam, "concentration", positive, "exp(-x)", lambda x: exp(-x), None),
    ("gamma", dict(concentration=2.5, rate=0.5), gam, "rate", positive, "x^2", lambda x: x * x, lambda x: 2 * x),
    ("studentT", dict(loc=0.5, scale=1, df=3), student, "scale", real, "1/(1 + x^2)", lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2),
    ("gumbel", dict(loc=0.5, scale=1.5), gumbel, "scale", [-12, *real[3:]], "cos(x)", cos, lambda x: -sin(x)),
    ("weibull", dict(scale=2, concentration=1.5), weibull, "concentration", positive, "x", lambda x: x, lambda x: mpf(1)),
    ("beta", dict(alpha=2, beta=3), bet, "alpha", unit, "exp(x)", exp, exp),
]


def bisect(f, a, b):
    for _ in range(80):
        a, b = ((a + b) / 2, b) if f(a) * f((a + b) / 2) > 0 else (a, (a + b) / 2)
    return a


rows = []
for family, parameters, density, parameter, pieces, text, phi, slope in CASES:
    values = [mpf(v) for v in parameters.values()]
    k = list(parameters).index(parameter)

    def rate(x):
        if x in (pieces[0], pieces[-1]):
            return mpf(0)
        with mp.workdps(32):
            d = mpf(10) ** -6
            at = lambda t: density(x, *values[:k], t, *values[k + 1 :])
            v = values[k]
            return (8 * (at(v + d) - at(v - d)) - (at(v + 2 * d) - at(v - 2 * d))) / (12 * d)

    inner = [mpf(p) for p in pieces if abs(p) != inf]
    # zeros of ∂θp, where |∂θp| has kinks: sign changes on a fine net
    net = [a + (b - a) * j / 8 for a, b in zip(inner, inner[1:]) for j in range(8)][1:]
    signs = [(a, b) for a, b in zip(net, net[1:]) if rate(a) * rate(b) < 0]
    zeros = [bisect(rate, *ab) for ab in signs]
    cuts = sorted([mpf(p) for p in pieces] + zeros)
    # x = y⁸ takes the poles away that densities of positive numbers may have at 0
    def integral(f, pieces):
        return float(quad(f, pieces) if pieces[0] < 0 else quad(lambda y: f(y**8) * 8 * y**7, [c if c == inf else c ** (mpf(1) / 8) for c in pieces]))

    p = lambda x: mpf(0) if x in (pieces[0], pieces[-1]) else density(x, *values)
    rows.append(dict(
        family=family, parameters=parameters, parameter=parameter, phi=text,
        gradient=integral(lambda x: 0 if x in (pieces[0], pieces[-1]) else phi(x) * rate(x), cuts),
        tv=integral(lambda x: abs(rate(x)), cuts),
        stein=slope and integral(lambda x: 0 if p(x) == 0 else p(x) * slope(x), [mpf(q) for q in pieces]),
    ))
print(json.dumps(rows, indent=1))
