"""Reference rows for Beta(alpha, beta).

    /usr/bin/python3 test/distributions/beta.reference.py > test/distributions/beta.reference.json

Needs mpmath only; a few minutes. Points are exact doubles; values are strings of 30 digits. `flow`: -dF/dalpha / p and -dF/dbeta / p, and
their derivatives from the continuity equation u' = -(score + u d log p/dx). Points are near the quantiles named in the row.
"""
import json
from mpmath import mp, mpf, beta, betainc, diff, digamma, exp, log, log1p

mp.dps = 40
TOLERANCE = mpf(10) ** -33


def text(value):
    return mp.nstr(value, 30)


def sums(a, b, x, digits):
    """F x^-a y^-b B and the flows over x y, by the power series of F in x (DLMF 8.17.8) differentiated term by term; x <= 1/2."""
    with mp.workdps(mp.dps + digits):
        y = 1 - x
        score_a, score_b = log(x) - digamma(a) + digamma(a + b), log(y) - digamma(b) + digamma(a + b)
        term, up, rise, n = 1 / a, 1 / a, mpf(0), 0
        mass = flow_a = flow_b = mpf(0)
        while True:
            part_a, part_b = term * (up - score_a), term * (rise + score_b)
            mass += term
            flow_a += part_a
            flow_b -= part_b
            if (a + b + n) * x < a + n + 1 and abs(term) * (1 + abs(up) + abs(rise)) < mp.eps * min(abs(mass), abs(flow_a), abs(flow_b)):
                return mass, flow_a, flow_b
            up += 1 / (a + n + 1) - 1 / (a + b + n)
            rise += 1 / (a + b + n)
            term *= (a + b + n) * x / (a + n + 1)
            n += 1


def flows(a, b, x):
    """u_a, u_b and their derivatives: the digits carried grow until two evaluations agree."""
    digits, previous = 20, None
    while True:
        with mp.workdps(mp.dps + digits):
            y = 1 - x
            if x <= 0.5:
                _, u, v = sums(a, b, x, digits)
            else:
                _, v, u = sums(b, a, y, digits)
                u, v = -u, -v
            u, v = u * x * y, v * x * y
            slope = (a - 1) / x - (b - 1) / y
            score_a, score_b = log(x) - digamma(a) + digamma(a + b), log(y) - digamma(b) + digamma(a + b)
            values = (u, v, -(score_a + u * slope), -(score_b + v * slope))
        if previous and all(abs(s - t) <= TOLERANCE * abs(t) for s, t in zip(previous, values)):
            return values
        digits, previous = digits * 2, values


def tails(a, b, x):
    """F and 1 - F, each to full precision: 400 digits carried."""
    with mp.workdps(400):
        y = 1 - x
        if x > 0.5:
            return tails(b, a, y)[::-1]
        mass, _, _ = sums(a, b, x, 0)
        lower = exp(a * log(x) + b * log(y)) / beta(a, b) * mass
        return lower, 1 - lower


def quantile(a, b, q, upper):
    """A double near the quantile; None where there is none."""
    with mp.workdps(30):
        low, high = mpf(-700), mpf(36)
        lower_mass = lambda w: tails_fast(a, b, 1 / (1 + exp(-w)), 1 / (1 + exp(w)))
        def below(w):
            lower, rest = lower_mass(w)
            return rest > q if upper else lower < q
        if not below(low) or below(high):
            return None
        for _ in range(45):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle) else (low, middle)
        x = float(1 / (1 + exp(-low)))
        return x if 0 < x < 1 else None


def tails_fast(a, b, x, y):
    if x > 0.5:
        return tails_fast(b, a, y, x)[::-1]
    with mp.workdps(60):
        term = total = 1 / a
        n = 0
        while term > total * mp.eps or (a + b + n) * x > a + n + 1:
            term *= (a + b + n) * x / (a + n + 1)
            total += term
            n += 1
        lower = exp(a * log(x) + b * log(y)) / beta(a, b) * total
        return lower, 1 - lower


def row(a, b, q, x):
    alpha, beta_, x = mpf(a), mpf(b), mpf(x)
    u, v, du, dv = flows(alpha, beta_, x)
    lower, upper = tails(alpha, beta_, x)
    n, y = alpha + beta_, 1 - x
    with mp.workdps(60):
        result = {
            "alpha": float(a), "beta": float(b), "quantile": q, "x": float(x),
            "logProb": text((alpha - 1) * log(x) + (beta_ - 1) * log1p(-x) - log(beta(alpha, beta_))),
            "gradLogProb": text((alpha - 1) / x - (beta_ - 1) / y),
            "score": {"alpha": text(log(x) - digamma(alpha) + digamma(n)), "beta": text(log1p(-x) - digamma(beta_) + digamma(n))},
            "flow": {"alpha": text(u), "beta": text(v)}, "flowDivergence": {"alpha": text(du), "beta": text(dv)},
            "cdf": text(lower), "survival": text(upper),
            "logCdf": text(log(lower) if lower < 0.5 else log1p(-upper)), "logSurvival": text(log(upper) if upper < 0.5 else log1p(-lower)),
        }
    return result


# The series against numerical differentiation of the regularised incomplete beta function
for a, b, x in [(mpf(2), mpf(5), mpf(0.25)), (mpf(0.5), mpf(3), mpf(0.75)), (mpf(30), mpf(20), mpf(0.5))]:
    u, v, _, _ = flows(a, b, x)
    with mp.workdps(90):
        h, p = mpf(10) ** -32, x ** (a - 1) * (1 - x) ** (b - 1) / beta(a, b)
        assert abs(u / (-diff(lambda t: betainc(t, b, 0, x, regularized=True), a, h=h) / p) - 1) < mpf(10) ** -30
        assert abs(v / (-diff(lambda t: betainc(a, t, 0, x, regularized=True), b, h=h) / p) - 1) < mpf(10) ** -30
        assert abs(tails(a, b, x)[0] / betainc(a, b, 0, x, regularized=True) - 1) < mpf(10) ** -40

SHAPES = [(2, 3), (0.5, 0.5), (1, 1), (0.0625, 0.0625), (0.0625, 4), (0.05, 10000), (10000, 0.05), (1.5, 0.05), (3, 3), (5, 0.75), (8, 100), (30, 20), (2.5, 1000), (300, 2), (1000, 1000), (10000, 10000)]
QUANTILES = [("1e-300", False), ("1e-100", False), ("1e-12", False), ("1e-6", False), ("1e-3", False), ("0.05", False), ("0.25", False), ("0.5", False), ("0.25", True), ("0.05", True), ("1e-3", True),
    ("1e-6", True), ("1e-12", True), ("1e-100", True), ("1e-300", True)]
rows = []
for a, b in SHAPES:
    seen = set()
    for q, upper in QUANTILES:
        x = quantile(mpf(a), mpf(b), mpf(q), upper)
        if x is not None and x not in seen and x > 2.3e-308:
            seen.add(x)
            rows.append(row(a, b, ("1-" if upper else "") + q, x))

print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/beta.reference.py > test/distributions/beta.reference.json",
    "rows": rows,
    "moments": [{"alpha": a, "beta": b, "mean": text(mpf(a) / (mpf(a) + b)), "variance": text(mpf(a) * b / ((mpf(a) + b) ** 2 * (mpf(a) + b + 1))),
                 "entropy": text(log(beta(mpf(a), mpf(b))) - (a - 1) * digamma(mpf(a)) - (b - 1) * digamma(mpf(b)) + (mpf(a) + b - 2) * digamma(mpf(a) + b))}
                for a, b in SHAPES],
}, indent=1))
