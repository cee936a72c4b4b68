"""Reference rows for the multivariate t distribution, x = loc + L eps, L = scaleTril (row-major, lower triangular), r = |eps|.

    /usr/bin/python3 test/distributions/multivariate-t.reference.py > test/distributions/multivariate-t.reference.json

Needs mpmath only. Inputs are dyadic; values are strings of 30 digits. Derivatives with respect to scaleTril are D x D row-major, "0.0" above
the diagonal. Flow of df: (x - loc) R, where r^2/(df + r^2) is Beta(D/2, df/2), so that R = (1/df + U/2)/2, U the flow of its second shape
over its variance function; of L_ij the vector e_i eps_j, so `flow.scaleTril[i D + j]` is its one non-zero entry (entry i).
"""
import json
from mpmath import mp, mpf, beta, betainc, diff, digamma, log, log1p, loggamma, pi, sqrt

mp.dps = 60


def text(value):
    return "0.0" if value == 0 else mp.nstr(value, 30)


def flow_b(a, b, x, y):
    """-dI/db / (p x y) of Beta(a, b) by the power series of I, or of 1 - I, differentiated; of the smaller of x and y."""
    with mp.workdps(400):
        low = x <= 0.5
        a, b, x, y = (a, b, x, y) if low else (b, a, y, x)
        score_a, score_b = log(x) - digamma(a) + digamma(a + b), log(y) - digamma(b) + digamma(a + b)
        term, up, rise, n, total_a, total_b = 1 / a, 1 / a, mpf(0), 0, mpf(0), mpf(0)
        while n < 100 or term > mpf(10) ** -390:
            total_a += term * (up - score_a)
            total_b -= term * (rise + score_b)
            up += 1 / (a + n + 1) - 1 / (a + b + n)
            rise += 1 / (a + b + n)
            term *= (a + b + n) * x / (a + n + 1)
            n += 1
        return total_b if low else -total_a


def radial(d, df, squared):
    """R, and the score of df."""
    q = squared / df
    k, h = mpf(d) / 2, df / 2
    R = -score(d, df, squared) / d if squared == 0 else (1 / df + flow_b(k, h, q / (1 + q), 1 / (1 + q)) / 2) / 2
    return R, score(d, df, squared)


def score(d, df, squared):
    q = squared / df
    return (digamma((df + d) / 2) - digamma(df / 2) - d / df - log1p(q) + (df + d) / df * q / (1 + q)) / 2


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


def log_density(df, loc, tril, x):
    n, (eps, _) = len(loc), solve(loc, tril, x)
    return (loggamma((df + n) / 2) - loggamma(df / 2) - n * log(df * pi) / 2 - sum(log(tril[i * n + i]) for i in range(n))
            - (df + n) / 2 * log1p(sum(e * e for e in eps) / df))


def row(df, loc, tril, x):
    n = len(loc)
    nu, m, l, v = mpf(df), *[[mpf(t) for t in values] for values in (loc, tril, x)]
    eps, a = solve(m, l, v)
    squared = sum(e * e for e in eps)
    g = (nu + n) / (nu + squared)
    R, s = radial(n, nu, squared)
    lower = [(i, j, j <= i) for i in range(n) for j in range(n)]
    return {
        "df": df, "loc": loc, "scaleTril": tril, "x": x,
        "logProb": text(log_density(nu, m, l, v)), "gradLogProb": [text(-g * c) for c in a],
        "score": {"df": text(s), "loc": [text(g * c) for c in a],
                  "scaleTril": [text(g * a[i] * eps[j] - (1 / l[i * n + i] if i == j else 0)) if keep else "0.0" for i, j, keep in lower]},
        "flow": {"df": [text((v[i] - m[i]) * R) for i in range(n)], "scaleTril": [text(eps[j]) if keep else "0.0" for i, j, keep in lower]},
        "flowDivergence": {"df": text(R * g * squared - s), "scaleTril": [text(1 / l[i * n + i]) if i == j else "0.0" for i, j, _ in lower]},
    }


def check(r):
    close = lambda a, b: abs(mpf(a) - b) < mpf(10) ** -20 * max(1, abs(b))
    df, (loc, tril, x) = mpf(r["df"]), [[mpf(t) for t in r[key]] for key in ("loc", "scaleTril", "x")]
    n = len(loc)
    put = lambda values, i, t: values[:i] + [t] + values[i + 1:]
    assert close(r["score"]["df"], diff(lambda t: log_density(t, loc, tril, x), df))
    for i in range(n):
        assert close(r["gradLogProb"][i], diff(lambda t: log_density(df, loc, tril, put(x, i, t)), x[i]))
        for j in range(i + 1):
            k = i * n + j
            assert close(r["score"]["scaleTril"][k], diff(lambda t: log_density(df, loc, put(tril, k, t), x), tril[k]))
    # the flow is radial and carries P(r) along: -dP/ddf / (density of r) = r R
    squared = sum(e * e for e in solve(loc, tril, x)[0])
    if squared > 0 and df < 100:
        k, h, P = mpf(n) / 2, df / 2, lambda t: betainc(mpf(n) / 2, t / 2, 0, squared / (t + squared), regularized=True)
        q = squared / df
        density = (q / (1 + q)) ** k * (1 / (1 + q)) ** h / beta(k, h) * 2 / sqrt(squared)
        R = radial(n, df, squared)[0]
        assert close(-diff(P, df) / density / sqrt(squared), R)


IDENTITY = [1, 0, 0, 1]
seven = [float(i == j) for i in range(7) for j in range(7)]
rows = [row(df, loc, tril, x) for df, loc, tril, points in [
    (4, [0, 0], IDENTITY, [[0, 0], [1, -0.5], [38, -20]]),
    (0.5, [0.5, -0.25], [1, 0, 0.5, 0.75], [[0.75, -0.25], [1.25, 0.5], [-3000, 2]]),
    (20, [0.5, -1], [2, 0, -1.5, 0.25], [[0.5, 0], [4.5, -4.125], [-8, 7]]),
    (40, [0], [2], [[0.5], [3], [-20]]),
    (1000, [0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1], [[0.25, 0, 0], [1, -2, 0.5], [3, 2, 2]]),
    (100000, [0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1], [[0.25, 0, 0], [1, -2, 0.5], [3, 2, 2]]),
    (3, [1, -2, 0.5], [1.5, 0, 0, -0.5, 0.75, 0, 0.25, 1, 2], [[1, -2, 0.75], [0, 0, 0], [2.5, -1.25, 3], [-12, 9, 40]]),
    (24, [0] * 7, seven, [[0.125] * 7, [1, -1, 0.5, 1, -2, 0, 1], [4, -3, 2, 1, 0, 1, 6]]),
    (6, [0] * 7, seven, [[0.125] * 7, [1, -1, 0.5, 1, -2, 0, 1], [4, -3, 2, 1, 0, 1, 6]]),
] for x in points]
for r in rows:
    check(r)
print(json.dumps({"source": "/usr/bin/python3 test/distributions/multivariate-t.reference.py > test/distributions/multivariate-t.reference.json", "rows": rows}, indent=1))
