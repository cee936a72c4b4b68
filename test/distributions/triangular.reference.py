"""Reference rows for the triangular distribution (low, high, peak).

    python3 test/distributions/triangular.reference.py > test/distributions/triangular.reference.json

Needs mpmath only; seconds. Points are exact doubles; values are strings of 30 digits. Scores and flows by numerical differentiation of log p and of F,
with 60 digits.
"""
import json

from mpmath import diff, log, log1p, mp, mpf

mp.dps = 60
NAMES = ("low", "high", "peak")


def text(value):
    return mp.nstr(value, 30)


def density(x, a, b, c):
    return 2 * (x - a) / ((b - a) * (c - a)) if x < c else 2 * (b - x) / ((b - a) * (b - c))


def survival(x, a, b, c):
    return 1 - (x - a) ** 2 / ((b - a) * (c - a)) if x < c else (b - x) ** 2 / ((b - a) * (b - c))


def row(parameters, x):
    p, x = [mpf(v) for v in parameters], mpf(x)

    def by(k, f):
        return diff(lambda v: f(*(v if i == k else w for i, w in enumerate(p))), p[k], h=mpf(10) ** -20)

    def flow(k, at):
        return by(k, lambda *q: survival(at, *q)) / density(at, *p)

    S = survival(x, *p)
    return {
        "parameters": dict(zip(NAMES, parameters)), "x": float(x), "logProb": text(log(density(x, *p))),
        "gradLogProb": text(diff(lambda v: log(density(v, *p)), x, h=mpf(10) ** -20)),
        "score": {n: mp.nstr(by(k, lambda *q: log(density(x, *q))), 18) for k, n in enumerate(NAMES)},
        "flow": {n: mp.nstr(flow(k, x), 18) for k, n in enumerate(NAMES)},
        "flowDivergence": {n: mp.nstr(diff(lambda v: flow(k, v), x, h=mpf(10) ** -10), 18) for k, n in enumerate(NAMES)},
        "cdf": text(1 - S), "survival": text(S), "logCdf": text(log(1 - S)), "logSurvival": text(log(S)),
    }


def moments(a, b, c):
    variance = mpf(a * a + b * b + c * c - a * b - a * c - b * c) / 18
    return {"parameters": dict(zip(NAMES, (a, b, c))), "mean": text(mpf(a + b + c) / 3), "variance": text(variance), "entropy": text(mpf(1) / 2 + log(mpf(b - a) / 2))}


ROWS = [((0, 4, 1), [0.0009765625, 0.25, 0.75, 1.25, 2.5, 3.9990234375]), ((-1, 2, 0.5), [-0.75, 0.0, 0.25, 1.0, 1.875]),
        ((2, 2.5, 2.25), [2.015625, 2.125, 2.4375])]
print(json.dumps({
    "source": "python3 test/distributions/triangular.reference.py > test/distributions/triangular.reference.json",
    "rows": [row(parameters, x) for parameters, points in ROWS for x in points],
    "moments": [moments(*parameters) for parameters in [p for p, _ in ROWS] + [(0, 1, 1), (0, 1, 0)]],
    "quantiles": [{"parameters": {"low": 0, "high": 4, "peak": 1}, "u": u, "quantile": text(mpf(4 * u) ** mpf("0.5") if u < 0.25 else 4 - (12 * (1 - mpf(u))) ** mpf("0.5"))}
                  for u in (2.0**-1000, 0.0625, 0.25, 0.5, 0.9375)],
}, indent=1))
