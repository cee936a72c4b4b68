"""Reference rows for von Mises(loc, concentration) on [loc − π, loc + π].

    python3 test/distributions/von-mises.reference.py > test/distributions/von-mises.reference.json

Needs mpmath only; some minutes. Points are exact doubles; values are strings of 30 digits. With d = x − loc, A = I1/I0,

    flow of the concentration k:  g = −(dF/dk)/p = (1/p) times the integral of p·(cos t − A) from d to π,

and its derivative from the continuity equation. Integrals by Gauss and Legendre's rule on panels of one standard deviation, with 38 digits.
"""
import json
import math

from mpmath import besseli, cos, diff, exp, log, log1p, mp, mpf, pi, quad, sin, sqrt

mp.dps = 38


def text(value):
    return mp.nstr(value, 30)


def panels(f, low, high, k):
    """f from low to high, outward until nothing is added."""
    step, total, a = min(mpf(1) / 2, 1 / sqrt(k)), mpf(0), low
    while a < high:
        b = min(high, a + step)
        part = quad(f, [a, b])
        total += part
        if a > low and abs(part) < abs(total) * mpf(10) ** -36:
            break
        a = b
    return total


class VonMises:
    def __init__(self, k):
        self.k = mpf(k)
        self.i0 = besseli(0, self.k)
        self.A = besseli(1, self.k) / self.i0

    def log_prob(self, d):
        return self.k * cos(d) - log(2 * pi * self.i0)

    def tail(self, d):
        """Mass from d ≥ 0 to π."""
        k = self.k
        return exp(self.log_prob(d)) * panels(lambda t: exp(k * (cos(t) - cos(d))), d, pi, k)

    def flow(self, d):
        """For d ≥ 0."""
        k, A = self.k, self.A
        return panels(lambda t: exp(k * (cos(t) - cos(d))) * (cos(t) - A), d, pi, k)

    def slope(self, d, g):
        return self.k * sin(d) * g - (cos(d) - self.A)

    def moment(self, n):
        k = self.k
        return 2 * exp(self.log_prob(mpf(0))) * panels(lambda t: t**n * exp(k * (cos(t) - 1)), mpf(0), pi, k)


def row(p, loc, x):
    d = mpf(x) - mpf(loc)
    y = abs(d)
    g, tail, sign = p.flow(y), p.tail(y), 1 if d > 0 else -1
    cdf, survival = (1 - tail, tail) if d > 0 else (tail, 1 - tail)
    small, large = log(tail), log1p(-tail)
    return {
        "loc": loc, "concentration": float(p.k), "x": x,
        "logProb": text(p.log_prob(d)), "gradLogProb": text(-p.k * sin(d)),
        "score": {"loc": text(p.k * sin(d)), "concentration": text(cos(d) - p.A)},
        "flow": {"loc": "1", "concentration": text(sign * g)},
        "flowDivergence": {"loc": "0", "concentration": text(p.slope(y, g))},
        "cdf": text(cdf), "survival": text(survival),
        "logCdf": text(large if d > 0 else small), "logSurvival": text(small if d > 0 else large),
    }


def points(k):
    """Distances of so many deviations; and near the end."""
    out = []
    for z in (1e-6, 0.01, 0.3, 0.7, 0.99, 1.2, 1.7, 2.2, 2.5, 3.5, 6, 12, 25, 37):
        square = z * z / (4 * k)
        if square < 1 and z * z / 2 < 700:
            out.append(2 * math.asin(math.sqrt(square)))
    if 2 * k < 700:
        out += [math.pi - e for e in (0.5, 0.125, 2.0**-10, 2.0**-30)]
    return out


def quantile(p, u):
    """x for loc 0."""
    q = min(u, 1 - u)
    if q == mpf(1) / 2:
        return mpf(0)
    low, high, d = mpf(0), +pi, pi * (1 - 2 * q)
    for _ in range(200):  # Newton's method for the tail's logarithm, in a bracket
        tail = p.tail(d)
        low, high = (d, high) if tail > q else (low, d)
        new = d + log(tail / q) * tail / exp(p.log_prob(d))
        if not low < new < high:
            new = (low + high) / 2
        if abs(new - d) < mpf(10) ** -32 * d:
            break
        d = new
    return d if u > mpf(1) / 2 else -d


# The flow against numerical differentiation of the distribution function
for k, d in [(mpf(1), mpf(0.5)), (mpf(5), mpf(1.5)), (mpf(50), mpf(0.2))]:
    change = diff(lambda v: VonMises(v).tail(d), k, h=mpf(10) ** -12)
    assert abs(VonMises(k).flow(d) / (change / exp(VonMises(k).log_prob(d))) - 1) < mpf(10) ** -15, (k, d)

CONCENTRATIONS = [0.01, 0.25, 1, 2, 4, 10, 32, 100, 1000, 10000]
laws = {k: VonMises(k) for k in CONCENTRATIONS}
rows = []
for k, p in laws.items():
    rows += [row(p, 0, d) for d in points(k)]
    rows += [row(p, 0, -d) for d in points(k)[3::4]]
rows += [row(laws[4], 1.5, x) for x in (-1.625, 0.0, 1.25, 2.0, 4.625)]

print(json.dumps({
    "source": "python3 test/distributions/von-mises.reference.py > test/distributions/von-mises.reference.json",
    "rows": rows,
    "moments": [{"loc": 0.5, "concentration": k, "mean": "0.5", "variance": text(p.moment(2)),
                 "entropy": text(-p.log_prob(mpf(0)) + p.k * (1 - p.A)), "kurtosis": text(p.moment(4) / p.moment(2) ** 2)}
                for k, p in laws.items()],
    "quantiles": [{"concentration": k, "u": float(u), "quantile": text(quantile(laws[k], mpf(u)))}
                  for k in (0.01, 2, 100, 10000) for u in (1e-300, 0.03125, 0.4990234375, 0.75)],
}, indent=1))
