"""Reference rows for the multivariate normal, x = loc + L eps, L = scaleTril (row-major, lower triangular).

    /usr/bin/python3 test/distributions/mvn.reference.py > test/distributions/mvn.reference.json

Needs mpmath only. Inputs are dyadic; values are strings of 30 digits. Derivatives with respect to scaleTril are D x D row-major, "0.0"
above the diagonal. Own flow: of loc_i the unit vector e_i; of L_ij e_i eps_j, so `flow.scaleTril[i D + j]` is its one non-zero entry (entry i).
"""
import json
from mpmath import mp, mpf, det, diff, exp, log, matrix, pi, sqrt

mp.dps = 60


def text(value):
    return "0.0" if value == 0 else mp.nstr(value, 30)


def solve(loc, tril, x):
    """eps = L^-1 (x - loc) by substitution, and a = L^-T eps."""
    n = len(loc)
    eps = []
    for i in range(n):
        eps.append((x[i] - loc[i] - sum(tril[i * n + j] * eps[j] for j in range(i))) / tril[i * n + i])
    a = [mpf(0)] * n
    for i in reversed(range(n)):
        a[i] = (eps[i] - sum(tril[k * n + i] * a[k] for k in range(i + 1, n))) / tril[i * n + i]
    return eps, a


def row(loc, tril, x):
    n = len(loc)
    m, l, v = [[mpf(t) for t in values] for values in (loc, tril, x)]
    eps, a = solve(m, l, v)
    lower = [(i, j, j <= i) for i in range(n) for j in range(n)]
    return {
        "loc": loc, "scaleTril": tril, "x": x,
        "eps": [text(e) for e in eps],
        "logProb": text(-sum(e * e for e in eps) / 2 - sum(log(l[i * n + i]) for i in range(n)) - n * log(2 * pi) / 2),
        "gradLogProb": [text(-c) for c in a],
        "score": {
            "loc": [text(c) for c in a],
            "scaleTril": [text(a[i] * eps[j] - (1 / l[i * n + i] if i == j else 0)) if keep else "0.0" for i, j, keep in lower],
        },
        "flow": {"scaleTril": [text(eps[j]) if keep else "0.0" for i, j, keep in lower]},
        "flowDivergence": {"scaleTril": [text(1 / l[i * n + i]) if i == j else "0.0" for i, j, _ in lower]},
        "entropy": text(n * (1 + log(2 * pi)) / 2 + sum(log(l[i * n + i]) for i in range(n))),
        "covariance": [text(sum(l[i * n + k] * l[j * n + k] for k in range(n))) for i in range(n) for j in range(n)],
    }


def log_density(loc, tril, x):
    """By the covariance matrix, inverse and determinant: shares nothing with the rows above."""
    n = len(loc)
    l = matrix(n, n)
    for i in range(n):
        for j in range(n):
            l[i, j] = tril[i * n + j]
    sigma = l * l.T
    d = matrix([a - b for a, b in zip(x, loc)])
    return log(exp(-(d.T * sigma ** -1 * d)[0] / 2) / sqrt((2 * pi) ** n * det(sigma)))


def check(r):
    close = lambda a, b: abs(mpf(a) - b) < mpf(10) ** -24 * max(1, abs(b))
    loc, tril, x = [[mpf(t) for t in r[key]] for key in ("loc", "scaleTril", "x")]
    n = len(loc)
    assert close(r["logProb"], log_density(loc, tril, x))
    put = lambda values, i, t: values[:i] + [t] + values[i + 1:]
    for i in range(n):
        assert close(r["gradLogProb"][i], diff(lambda t: log_density(loc, tril, put(x, i, t)), x[i]))
        assert close(r["score"]["loc"][i], diff(lambda t: log_density(put(loc, i, t), tril, x), loc[i]))
        for j in range(i + 1):
            k = i * n + j
            assert close(r["score"]["scaleTril"][k], diff(lambda t: log_density(loc, put(tril, k, t), x), tril[k]))
            # continuity: score + div u + u . grad log p = 0
            score, u, divergence = [mpf(r[key]["scaleTril"][k]) for key in ("score", "flow", "flowDivergence")]
            assert abs(score + divergence + u * mpf(r["gradLogProb"][i])) < mpf(10) ** -24 * max(1, abs(score))


rows = [row(loc, tril, x) for loc, tril, points in [
    ([0, 0], [1, 0, 0, 1], [[0, 0], [1, -0.5], [38, -20]]),
    ([0.5, -0.25], [1, 0, 0.5, 0.75], [[0.5, -0.25], [1.25, 0.5], [-3, 2], [30, -30]]),
    ([0.5, -1], [2, 0, -1.5, 0.25], [[0, 0], [4.5, -4.125], [-8, 7]]),
    ([0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1], [[0, 0, 0], [1, -2, 0.5]]),
    ([1, -2, 0.5], [1.5, 0, 0, -0.5, 0.75, 0, 0.25, 1, 2], [[1, -2, 0.5], [0, 0, 0], [2.5, -1.25, 3], [-12, 9, 40]]),
    ([1024, 0, -0.125], [0.0625, 0, 0, 8, 4, 0, -0.5, 0.25, 0.03125], [[1024.0625, 10, -1], [1023.875, -3, 0.5]]),
] for x in points]
for r in rows:
    check(r)
print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/mvn.reference.py > test/distributions/mvn.reference.json",
    "rows": rows,
}, indent=1))
