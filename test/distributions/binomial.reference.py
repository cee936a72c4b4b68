"""Reference rows for Binomial(total, probs) and Binomial(total, logits).

    /usr/bin/python3 test/distributions/binomial.reference.py > test/distributions/binomial.reference.json

Needs mpmath only. Parameters are exact doubles; values are strings of 30 digits. cdf = P(X <= k), survival = P(X > k).
"""
import json
from mpmath import mp, mpf, exp, fsum, log, log1p, loggamma

mp.dps = 60
DIGITS = 340  # for logits of +-700


def text(value):
    return mp.nstr(value, 30)


def log_mass(n, p, q, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1) + (k * log(p) if k else 0) + ((n - k) * log(q) if n > k else 0)


def lower(n, p, q, k):
    """P(X <= k), summed downwards from k until the terms vanish."""
    term, total = exp(log_mass(n, p, q, mpf(k))), mpf(0)
    while k >= 0 and term > total * mpf(10) ** -45:
        total += term
        term *= k * q / ((n - k + 1) * p)
        k -= 1
    return total


def tails(n, p, q, k):
    """Both tails: the smaller one summed, the larger one its complement."""
    if k == n:
        return mpf(1), mpf(0)
    if k < n * p:
        F = lower(n, p, q, k)
        return F, 1 - F
    S = lower(n, q, p, n - k - 1)
    return 1 - S, S


def chances(name, given):
    p = mpf(given) if name == "probs" else 1 / (1 + exp(-mpf(given)))
    return p, 1 - p


def row(n, name, given, k):
    with mp.workdps(DIGITS if name == "logits" and abs(given) > 100 else 60):
        p, q = chances(name, given)
        slope = mpf(1) if name == "probs" else p * q  # dp by the parameter
        densities = {
            "parameters": {"total": n, name: given}, "k": k,
            "logProb": text(log_mass(n, p, q, mpf(k))), "score": {name: text(slope * (mpf(k) / p - (n - k) / q))},
            "flow": {name: text(slope * (n - k) / q)}, "flowDivergence": {name: text(slope * ((n - k) / q - k / p))},
        }
        if n > 2 ** 40:  # too many terms
            return densities
        F, S = tails(n, p, q, k)
        log_F, log_S = (log(F), log1p(-F)) if F < S else (log1p(-S), log(S) if S > 0 else None)
        return {
            **densities,
            "cdf": text(F), "survival": text(S), "logCdf": text(log_F), **({"logSurvival": text(log_S)} if S > 0 else {}),
        }


def quantile(n, p, u):
    """The least k with P(X <= k) >= u; u is never within 1e-25 of a step."""
    p, u = mpf(p), mpf(u)
    q, k, total = 1 - p, 0, mpf(0)
    while True:
        total += exp(log_mass(n, p, q, mpf(k)))
        assert abs(total - u) > mpf(10) ** -25
        if total >= u:
            return k
        k += 1


def moments(n, name, given):
    p, q = chances(name, given)
    logs = [log_mass(n, p, q, mpf(k)) for k in range(n + 1)]
    return {"parameters": {"total": n, name: given}, "mean": text(n * p), "variance": text(n * p * q), "entropy": text(-fsum(exp(l) * l for l in logs))}


# the flow is what the distribution function loses: -dF/dp = (n - k) p_k / q
for n, p, k in [(10, mpf("0.3"), 4), (100, mpf("0.7"), 60)]:
    with mp.workdps(40):
        loss = -mp.diff(lambda t: lower(n, t, 1 - t, k), p)
        assert abs(loss / (exp(log_mass(n, p, 1 - p, mpf(k))) * (n - k) / (1 - p)) - 1) < mpf(10) ** -15

ROWS = [
    (1, "probs", 0.25, [0, 1]), (10, "probs", 0.3, [0, 1, 3, 5, 9, 10]), (40, "probs", 0.9375, [0, 10, 30, 37, 38, 40]),
    (1000, "probs", 0.0078125, [0, 1, 7, 8, 9, 30, 200, 900]), (1000, "probs", 0.3, [0, 1, 100, 250, 299, 300, 301, 500, 999, 1000]),
    (1048576, "probs", 0.3, [310000, 314000, 314572, 314573, 315000, 320000]), (1048576, "probs", 2.0 ** -20, [0, 1, 2, 20, 60]),
    (2 ** 50, "probs", 0.5, [2 ** 49 - 2 ** 26, 2 ** 49, 2 ** 49 + 2 ** 27]),
    (10, "logits", 0.5, [0, 1, 6, 7, 10]), (1000, "logits", -3, [0, 1, 20, 47, 48, 100, 800, 1000]), (1000, "logits", 2.5, [500, 900, 924, 925, 960, 1000]),
    (1048576, "logits", -0.75, [320000, 336000, 336500, 337000]), (20, "logits", 40, [0, 5, 19, 20]), (20, "logits", -700, [0, 1, 2, 19, 20]), (20, "logits", 700, [0, 18, 19, 20]),
]
U = [2.0 ** -60, 2.0 ** -20, 0.0625, 0.25, 0.515625, 0.75, 0.9375, 1 - 2.0 ** -20, 1 - 2.0 ** -53]
print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/binomial.reference.py > test/distributions/binomial.reference.json",
    "rows": [row(n, name, given, k) for n, name, given, ks in ROWS for k in ks],
    "quantiles": [{"parameters": {"total": n, "probs": p}, "u": u, "quantile": quantile(n, p, u)} for n, p in [(10, 0.3), (40, 0.9375), (1000, 0.3)] for u in U],
    "moments": [moments(*given) for given in [(1, "probs", 0.25), (10, "probs", 0.3), (1000, "probs", 0.0078125), (5000, "probs", 0.3), (10, "logits", 0.5), (1000, "logits", -3)]],
}, indent=1))
