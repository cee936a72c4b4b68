"""Reference rows for Poisson(rate).

    /usr/bin/python3 test/distributions/poisson.reference.py > test/distributions/poisson.reference.json

Needs mpmath only. Rates are exact doubles; values are strings of 30 digits. cdf = P(X <= k), survival = P(X > k).
"""
import json
from mpmath import mp, mpf, exp, fsum, gammainc, log, log1p, loggamma

mp.dps = 60


def text(value):
    return mp.nstr(value, 30)


def log_mass(rate, k):
    return k * log(rate) - rate - loggamma(k + 1)


def lower(rate, k):
    """P(X <= k), summed downwards from k until the terms vanish."""
    term, total = exp(log_mass(rate, k)), mpf(0)
    while k >= 0 and term > total * mp.eps:
        total += term
        term *= k / rate
        k -= 1
    return total


def upper(rate, k):
    """P(X > k), summed upwards from k + 1."""
    k += 1
    term, total = exp(log_mass(rate, k)), mpf(0)
    while term > total * mp.eps:
        total += term
        k += 1
        term *= rate / k
    return total


def tails(rate, k):
    """Both tails: the smaller one summed, the larger one its complement."""
    if k < rate:
        p = lower(rate, k)
        return p, 1 - p
    q = upper(rate, k)
    return 1 - q, q


def row(rate, k):
    rate, k = mpf(rate), mpf(k)
    p, q = tails(rate, k)
    return {
        "rate": float(rate), "k": int(k),
        "logProb": text(log_mass(rate, k)), "score": {"rate": text(k / rate - 1)},
        "cdf": text(p), "survival": text(q),
        "logCdf": text(log(p) if p < mpf(1) / 2 else log1p(-q)), "logSurvival": text(log(q) if q < mpf(1) / 2 else log1p(-p)),
    }


def quantile(rate, u):
    """The least k with P(X <= k) >= u; u is a double and never within 1e-25 of a step."""
    rate, u = mpf(rate), mpf(u)
    k = max(0, int(rate - 40 * rate ** 0.5 - 40))
    mass = exp(log_mass(rate, mpf(k)))
    total = lower(rate, mpf(k))
    while total < u:
        k += 1
        mass *= rate / k
        total += mass
    assert abs(total - u) > mpf(10) ** -25
    return k


K = {
    0.0078125: [0, 1, 2, 5, 20],
    0.5: [0, 1, 2, 3, 8, 20, 100],
    4: [0, 1, 2, 3, 4, 5, 6, 10, 20, 60],
    50: [0, 1, 10, 30, 45, 49, 50, 51, 60, 100, 150],
    1024.5: [0, 500, 850, 1000, 1024, 1025, 1060, 1300, 2000],
    1048576: [1040000, 1047552, 1048575, 1048576, 1048577, 1049600, 1058000],
}
U = [2.0 ** -60, 2.0 ** -20, 0.0625, 0.25, 0.5, 0.75, 0.9375, 1 - 2.0 ** -20, 1 - 2.0 ** -53]


def entropy(rate):
    """-sum p log p = rate (1 - log rate) + E log k!"""
    rate = mpf(rate)
    low, high = max(0, int(rate - 20 * rate ** 0.5 - 60)), int(rate + 20 * rate ** 0.5 + 60)
    return rate * (1 - log(rate)) + fsum(exp(log_mass(rate, mpf(k))) * loggamma(mpf(k) + 1) for k in range(low, high))


# the sums against the incomplete gamma function: P(X <= k) = Q(k + 1, rate)
for rate, k in [(0.5, 3), (4, 2), (4, 20), (50, 30), (50, 60), (1024.5, 1000)]:
    p, q = tails(mpf(rate), mpf(k))
    with mp.workdps(120):
        expected = gammainc(k + 1, mpf(rate), regularized=True)
        assert abs(p / expected - 1) < mpf(10) ** -40 and abs(q / (1 - expected) - 1) < mpf(10) ** -40, (rate, k)

print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/poisson.reference.py > test/distributions/poisson.reference.json",
    "rows": [row(rate, k) for rate, ks in K.items() for k in ks],
    "quantiles": [{"rate": rate, "u": u, "quantile": quantile(rate, u)} for rate in [0.5, 4, 50, 1024.5] for u in U],
    "moments": [{"rate": rate, "mean": text(mpf(rate)), "variance": text(mpf(rate)), "entropy": text(entropy(rate))}
                for rate in [0.0078125, 0.5, 4, 50, 1024.5]],
}, indent=1))
