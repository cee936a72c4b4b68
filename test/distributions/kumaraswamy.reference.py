"""Reference rows for Kumaraswamy(alpha, beta), F = 1 − (1 − x^alpha)^beta.

    python3 test/distributions/kumaraswamy.reference.py > test/distributions/kumaraswamy.reference.json

Needs mpmath only; seconds. Points are exact doubles; values are strings of 30 digits, from the density and the distribution function as they
stand, differentiated by rule, with 400 digits.
"""
import json

from mpmath import beta as beta_function, digamma, euler, expm1, log, log1p, mp, mpf

mp.dps = 400


def text(value):
    return mp.nstr(value, 30)


def row(a, b, x):
    A, B, x = mpf(a), mpf(b), mpf(x)
    y, L = x**A, log(x)
    l, S = log(1 - y), (1 - y) ** B
    p = A * B * y / x * (1 - y) ** (B - 1)
    slope = (A - 1) / x - (B - 1) * A * y / (x * (1 - y))
    score = {"alpha": 1 / A + L - (B - 1) * y * L / (1 - y), "beta": 1 / B + l}
    flow = {"alpha": -B * (1 - y) ** (B - 1) * y * L / p, "beta": S * l / p}
    return {
        "alpha": a, "beta": b, "x": float(x), "logProb": text(log(p)), "gradLogProb": text(slope),
        "score": {k: text(v) for k, v in score.items()}, "flow": {k: text(v) for k, v in flow.items()},
        "flowDivergence": {k: text(-(score[k] + flow[k] * slope)) for k in flow},
        "cdf": text(1 - S), "survival": text(S), "logCdf": text(log(1 - S)), "logSurvival": text(log(S)),
    }


def moments(a, b):
    A, B = mpf(a), mpf(b)
    m = [B * beta_function(1 + n / A, B) for n in range(5)]
    variance = m[2] - m[1] ** 2
    fourth = m[4] - 4 * m[1] * m[3] + 6 * m[1] ** 2 * m[2] - 3 * m[1] ** 4
    entropy = 1 - 1 / B + (1 - 1 / A) * (digamma(B + 1) + euler) - log(A * B)
    return {"alpha": a, "beta": b, "mean": text(m[1]), "variance": text(variance), "entropy": text(entropy), "kurtosis": text(fourth / variance**2)}


def quantile(a, b, u):
    return {"alpha": a, "beta": b, "u": u, "quantile": text((-expm1(log1p(-mpf(u)) / b)) ** (1 / mpf(a)))}


SHAPES = [(2, 3), (4, 6), (0.5, 0.5), (1, 1), (1, 4), (3, 1), (0.0625, 2), (8, 0.125), (100, 50), (1000, 1000), (0.25, 10000), (10000, 0.25)]
POINTS = [2.0**-300, 2.0**-30, 0.015625, 0.125, 0.34375, 0.5, 0.75, 0.96875, 1 - 2.0**-10, 1 - 2.0**-40]
rows = []
for a, b in SHAPES:
    for x in POINTS:
        y = mpf(x) ** a
        if a * -log(mpf(x)) < 690 and -b * log(1 - y) < 690:
            rows.append(row(a, b, x))
mp.dps = 60
print(json.dumps({
    "source": "python3 test/distributions/kumaraswamy.reference.py > test/distributions/kumaraswamy.reference.json",
    "rows": rows,
    "moments": [moments(a, b) for a, b in SHAPES],
    "quantiles": [quantile(a, b, u) for a, b in SHAPES for u in (1e-300, 2.0**-20, 0.25, 0.75, 1 - 2.0**-30) if log(mpf(u)) / a > -700],
}, indent=1))
