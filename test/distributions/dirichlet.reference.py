"""Reference rows for the Dirichlet distribution.

    /usr/bin/python3 test/distributions/dirichlet.reference.py > test/distributions/dirichlet.reference.json

Needs mpmath only. x are doubles; the last is 1 less the others, exact. The flow of concentration i moves x_i as the law of x_i,
Beta(a, b), b = total - a, moves: u_i = -(dI_x(a, b)/da)/p(x), differentiated numerically with 60 digits; the others keep their
proportions, u_j = -x_j u_i/(1 - x_i). `flow[i K + j]` is column j of entry i. Divergence from continuity: -(score + u grad log p).
"""
import json
from mpmath import mp, mpf, beta, betainc, diff, digamma, log, loggamma

mp.dps = 60


def text(value):
    return mp.nstr(value, 25)


def row(concentration, x):
    alpha, x = [mpf(a) for a in concentration], [mpf(v) for v in x]
    total, k = sum(alpha), len(alpha)
    grad = [(a - 1) / v for a, v in zip(alpha, x)]
    score = [log(v) - digamma(a) + digamma(total) for a, v in zip(alpha, x)]
    flow, divergence = [], []
    for i, (a, v) in enumerate(zip(alpha, x)):
        b = total - a
        density = v ** (a - 1) * (1 - v) ** (b - 1) / beta(a, b)
        u = -diff(lambda c: betainc(c, b, 0, v, regularized=True), a, h=mpf(10) ** -20) / density
        us = [u if j == i else -x[j] * u / (1 - v) for j in range(k)]
        flow += us
        divergence.append(-(score[i] + sum(p * q for p, q in zip(us, grad))))
    return {
        "concentration": concentration, "x": [float(v) for v in x],
        "logProb": text(sum((a - 1) * log(v) - loggamma(a) for a, v in zip(alpha, x)) + loggamma(total)),
        "gradLogProb": [text(v) for v in grad], "score": {"concentration": [text(v) for v in score]},
        "flow": {"concentration": [text(v) for v in flow]}, "flowDivergence": {"concentration": [text(v) for v in divergence]},
    }


CASES = {
    (1, 2, 5): [[0.125, 0.25], [0.5, 0.375], [2.0 ** -10, 0.75]],
    (0.5, 0.25): [[0.5], [0.875], [2.0 ** -20]],
    (3, 0.5, 8, 2): [[0.25, 0.125, 0.5], [0.125, 2.0 ** -30, 0.5]],
    (40, 60, 100): [[0.1875, 0.3125], [0.25, 0.25], [0.125, 0.375]],
}
print(json.dumps({"source": "/usr/bin/python3 test/distributions/dirichlet.reference.py > test/distributions/dirichlet.reference.json",
                  "rows": [row(list(c), x + [1 - sum(x)]) for c, xs in CASES.items() for x in xs]}, indent=1))
