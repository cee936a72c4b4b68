"""Reference rows for Geometric(probs): failures before the first success.

    /usr/bin/python3 test/distributions/geometric.reference.py > test/distributions/geometric.reference.json

Needs mpmath only. Probabilities are exact doubles; values are strings of 30 digits. cdf = P(X <= k), survival = P(X > k).
"""
import json
from mpmath import mp, mpf, log, log1p, diff, ceil

mp.dps = 60


def text(value):
    return mp.nstr(value, 30)


def row(probs, k):
    p, q = mpf(probs), 1 - mpf(probs)
    mass, tail = p * q ** k, q ** (k + 1)
    with mp.workdps(120):
        J, before = diff(lambda t: (1 - t) ** (k + 1), p), diff(lambda t: (1 - t) ** k, p)  # -dF = d(1 - F) by probs
    return {
        "probs": probs, "k": k, "logProb": text(log(mass)), "score": {"probs": text(1 / p - k / q)},
        "flow": {"probs": text(J / mass)}, "flowDivergence": {"probs": text((J - before) / mass)},
        "cdf": text(1 - tail), "survival": text(tail), "logCdf": text(log1p(-tail)), "logSurvival": text(log(tail)),
    }


def quantile(probs, u):
    """The least k with q^(k+1) <= 1 - u."""
    exact = log(1 - mpf(u)) / log(1 - mpf(probs)) - 1
    assert abs(exact - mp.nint(exact)) > mpf(10) ** -12 or exact < 0
    return max(0, int(ceil(exact)))


def moments(probs):
    p, q = mpf(probs), 1 - mpf(probs)
    return {"probs": probs, "mean": text(q / p), "variance": text(q / p ** 2), "entropy": text(-(p * log(p) + q * log(q)) / p)}


K = {
    2.0 ** -40: [0, 1, 1000, 2 ** 40 - 1, 2 ** 40, 2 ** 48],
    0.0078125: [0, 1, 50, 126, 127, 128, 1000, 80000],
    0.3: [0, 1, 2, 3, 10, 100, 1900],
    0.5: [0, 1, 2, 30, 900],
    0.875: [0, 1, 2, 20, 300],
    1 - 2.0 ** -50: [0, 1, 2, 15],
}
U = [2.0 ** -60, 2.0 ** -20, 0.0625, 0.28125, 0.53125, 0.9375, 1 - 2.0 ** -20, 1 - 2.0 ** -53]
print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/geometric.reference.py > test/distributions/geometric.reference.json",
    "rows": [row(probs, k) for probs, ks in K.items() for k in ks],
    "quantiles": [{"probs": probs, "u": u, "quantile": quantile(probs, u)} for probs in [0.0078125, 0.3, 0.875] for u in U],
    "moments": [moments(probs) for probs in K],
}, indent=1))
