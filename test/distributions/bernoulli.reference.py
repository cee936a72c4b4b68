"""Reference rows for Bernoulli(probs) and Bernoulli(logits).

    /usr/bin/python3 test/distributions/bernoulli.reference.py > test/distributions/bernoulli.reference.json

Needs mpmath only. Parameters are exact doubles; values are strings of 30 digits. cdf = P(X <= k), survival = P(X > k).
"""
import json
from mpmath import mp, mpf, exp, log

mp.dps = 400


def text(value):
    return mp.nstr(value, 30)


def row(name, given, k):
    given = mpf(given)
    p = given if name == "probs" else 1 / (1 + exp(-given))
    q = 1 - p
    slope = mpf(1) if name == "probs" else p * q  # dp by the parameter
    flow = slope / q if k == 0 else mpf(0)  # -dF(0)/p_0, and nothing leaves 1
    return {
        "parameters": {name: float(given)}, "k": k,
        "logProb": text(log(p if k else q)), "score": {name: text(slope / p if k else -slope / q)},
        "flow": {name: text(flow)}, "flowDivergence": {name: text(flow if k == 0 else -slope / p)},
        "cdf": text(q if k == 0 else mpf(1)), "survival": text(p if k == 0 else mpf(0)),
        "logCdf": text(log(q) if k == 0 else mpf(0)), **({"logSurvival": text(log(p))} if k == 0 else {}),
    }


def moments(name, given):
    p = mpf(given) if name == "probs" else 1 / (1 + exp(-mpf(given)))
    return {"parameters": {name: given}, "mean": text(p), "variance": text(p * (1 - p)), "entropy": text(-p * log(p) - (1 - p) * log(1 - p))}


GIVEN = {"probs": [2.0 ** -60, 0.0078125, 0.25, 0.5, 0.875, 1 - 2.0 ** -53], "logits": [-700, -40, -3, -0.0078125, 0, 0.5, 5, 40, 700]}
print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/bernoulli.reference.py > test/distributions/bernoulli.reference.json",
    "rows": [row(name, v, k) for name, all in GIVEN.items() for v in all for k in (0, 1)],
    "moments": [moments(name, v) for name, all in GIVEN.items() for v in all],
}, indent=1))
