"""Reference rows for NegativeBinomial(total, probs): k events of probability probs before total others.

    /usr/bin/python3 test/distributions/negative-binomial.reference.py > test/distributions/negative-binomial.reference.json

Needs mpmath only. Parameters are exact doubles; values are strings of 30 digits. cdf = P(X <= k), survival = P(X > k).
"""
import json
from mpmath import mp, mpf, digamma, exp, fsum, log, log1p, loggamma

mp.dps = 50


def text(value):
    return mp.nstr(value, 30)


def log_mass(r, p, k):
    return loggamma(k + r) - loggamma(r) - loggamma(k + 1) + r * log(1 - p) + k * log(p)


def score(r, p, k):
    return digamma(k + r) - digamma(r) + log(1 - p)


def lower(r, p, k):
    """P(X <= k), and sum of p_j score_j over these j, summed downwards until the terms vanish."""
    term, total, flux, s = exp(log_mass(r, p, mpf(k))), mpf(0), mpf(0), score(r, p, mpf(k))
    while k >= 0 and term > total * mpf(10) ** -42:
        total += term
        flux += term * s
        term *= k / ((k + r - 1) * p) if k else 0
        k -= 1
        s -= 1 / (k + r) if k >= 0 else 0
    return total, flux


def upper(r, p, k):
    """The same for P(X > k), upwards."""
    k += 1
    term, total, flux, s = exp(log_mass(r, p, mpf(k))), mpf(0), mpf(0), score(r, p, mpf(k))
    while term > total * mpf(10) ** -42 or k < 2 * r * p / (1 - p):
        total += term
        flux += term * s
        s += 1 / (k + r)
        k += 1
        term *= (k + r - 1) * p / k
    return total, flux


def row(r, p, k):
    given = {"total": r, "probs": p}
    r, p = mpf(r), mpf(p)
    q, mass = 1 - p, exp(log_mass(r, p, mpf(k)))
    if k < r * p / q:
        F, sum_below = lower(r, p, k)
        S, J = 1 - F, -sum_below
    else:
        S, J = upper(r, p, k)
        F = 1 - S
    s = score(r, p, mpf(k))
    return {
        "parameters": given, "k": k, "logProb": text(log_mass(r, p, mpf(k))),
        "score": {"total": text(s), "probs": text(k / p - r / q)}, "flow": {"total": text(J / mass), "probs": text((k + r) / q)},
        "flowDivergence": {"total": text(-s), "probs": text((k + r) / q - k / (p * q))},
        "cdf": text(F), "survival": text(S), "logCdf": text(log(F) if F < S else log1p(-S)), "logSurvival": text(log(S) if S < F else log1p(-F)),
    }


def quantile(r, p, u):
    """The least k with P(X <= k) >= u; u is never within 1e-25 of a step."""
    r, p, u = mpf(r), mpf(p), mpf(u)
    k, total, term = 0, mpf(0), (1 - p) ** r
    while True:
        total += term
        assert abs(total - u) > mpf(10) ** -25
        if total >= u:
            return k
        k += 1
        term *= (k + r - 1) * p / k


def entropy(r, p):
    r, p = mpf(r), mpf(p)
    k, term, total, log_term = 0, (1 - p) ** r, mpf(0), r * log(1 - p)
    while term > mpf(10) ** -25 or k < r * p / (1 - p):
        total -= term * log_term
        k += 1
        step = (k + r - 1) * p / k
        term *= step
        log_term += log(step)
    return total


# the flow of total is what the distribution function loses
for r, p, k in [(mpf("2.5"), mpf("0.3"), 4), (mpf(20), mpf("0.7"), 60)]:
    with mp.workdps(40):
        loss = -mp.diff(lambda t: lower(t, p, k)[0], r)
        assert abs(loss / -lower(r, p, k)[1] - 1) < mpf(10) ** -12

ROWS = [
    (2.5, 0.3, [0, 1, 2, 3, 5, 10, 40, 500]), (0.0078125, 0.5, [0, 1, 2, 10, 900]), (0.5, 1 - 2.0 ** -10, [0, 1, 100, 511, 512, 2000, 100000]),
    (1, 0.25, [0, 1, 2, 30]), (12.5, 0.875, [0, 5, 50, 87, 88, 150, 1000]), (1000.5, 0.5, [500, 900, 1000, 1001, 1100, 2000]),
    (1048576, 2.0 ** -12, [100, 250, 256, 257, 300, 700]), (20000, 0.75, [57000, 59999, 60001, 63000]),
]
U = [2.0 ** -60, 2.0 ** -20, 0.0625, 0.25, 0.515625, 0.75, 0.9375, 1 - 2.0 ** -20, 1 - 2.0 ** -53]
print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/negative-binomial.reference.py > test/distributions/negative-binomial.reference.json",
    "rows": [row(r, p, k) for r, p, ks in ROWS for k in ks],
    "quantiles": [{"parameters": {"total": r, "probs": p}, "u": u, "quantile": quantile(r, p, u)} for r, p in [(2.5, 0.3), (12.5, 0.875), (0.0078125, 0.5)] for u in U],
    "moments": [{"parameters": {"total": r, "probs": p}, "mean": text(mpf(r) * p / (1 - mpf(p))), "variance": text(mpf(r) * p / (1 - mpf(p)) ** 2), "entropy": text(entropy(r, p))}
                for r, p in [(2.5, 0.3), (0.0078125, 0.5), (0.5, 1 - 2.0 ** -10), (1, 0.25), (12.5, 0.875), (1000.5, 0.5)]],
}, indent=1))
