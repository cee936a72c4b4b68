"""Reference rows for Categorical(logits).

    /usr/bin/python3 test/distributions/categorical.reference.py > test/distributions/categorical.reference.json

Needs mpmath only. Logits are exact doubles; values are strings of 30 digits. cdf = P(X <= k), survival = P(X > k).
"""
import json
from mpmath import mp, mpf, exp, fsum, log, log1p

mp.dps = 700


def text(value):
    return mp.nstr(value, 30)


def masses(logits):
    weights = [exp(mpf(l)) if l > -float("inf") else mpf(0) for l in logits]
    return [w / fsum(weights) for w in weights]


def row(logits, k):
    p = masses(logits)
    F, S, before = fsum(p[:k + 1]), fsum(p[k + 1:]), fsum(p[:k])
    # -dF_k by logit m = -p_m ([m <= k] - F_k)
    J = [-p[m] * ((m <= k) - F) for m in range(len(p))]
    earlier = [-p[m] * ((m < k) - before) for m in range(len(p))]
    return {
        "logits": [str(l) for l in logits], "k": k, "logProb": text(log(p[k])),
        "score": {"logits": [text((m == k) - p[m]) for m in range(len(p))]},
        "flow": {"logits": [text(j / p[k]) for j in J]}, "flowDivergence": {"logits": [text((a - b) / p[k]) for a, b in zip(J, earlier)]},
        "cdf": text(F), "survival": text(S), "logCdf": text(log1p(-S)), **({"logSurvival": text(log(S))} if S > 0 else {}),
    }


def moments(logits):
    p = masses(logits)
    mean = fsum(k * v for k, v in enumerate(p))
    return {"logits": [str(l) for l in logits], "mean": text(mean), "variance": text(fsum(v * (k - mean) ** 2 for k, v in enumerate(p))),
            "entropy": text(-fsum(v * log(v) for v in p if v > 0))}


INF = float("inf")
LOGITS = [[0.0], [0.25, -1.5], [0.0, 1.0, -2.0, 0.5, 3.0], [-INF, 2.0, -INF, 1.0, 0.0, -INF], [-600.0, 0.0, 40.0, -300.0], [1000.0, 1000.5, 999.0]]
print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/categorical.reference.py > test/distributions/categorical.reference.json",
    "rows": [row(l, k) for l in LOGITS for k in range(len(l)) if l[k] > -INF],
    "moments": [moments(l) for l in LOGITS],
}, indent=1))
