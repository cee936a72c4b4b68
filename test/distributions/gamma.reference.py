"""Reference rows for Gamma(concentration, rate).

    /usr/bin/python3 test/distributions/gamma.reference.py > test/distributions/gamma.reference.json

Needs mpmath only; about two minutes. Points are exact doubles; values are strings of 30 digits.

`flow`: the implicit reparameterisation flow of the concentration for Gamma(a, 1) (Figurnov, Mohamed & Mnih 2018, arXiv 1805.08498, Eq. 8),

    g(a, y) = -(dP(a, y)/da)/p(y) = dy/da along the distribution,

and its derivative from the continuity equation g' = -(score + g d log p/dy). Points y are near the quantiles named in the row.
"""
import json
from mpmath import mp, mpf, diff, digamma, exp, gammainc, log, log1p, loggamma

mp.dps = 40
TOLERANCE = mpf(10) ** -33


def text(value):
    return mp.nstr(value, 30)


def flow(a, y, digits=0):
    """g = y sum t_n (psi(a + n + 1) - log y), t_0 = 1/a, t_(n+1) = t_n y/(a + n + 1): the power series of P differentiated.
    It cancels in the right tail; `digits` are carried on top, and the caller compares two choices."""
    with mp.workdps(mp.dps + 20 + digits):
        term, psi, total, n = 1 / a, digamma(a + 1) - log(y), mpf(0), 0
        while True:
            part = term * psi
            total += part
            if n + a > y and abs(part) < abs(total) * mp.eps:
                return y * total
            n += 1
            term *= y / (a + n)
            psi += 1 / (a + n)


def flow_and_derivative(a, y):
    """Both to more than 30 digits: the digits carried grow until two evaluations agree."""
    digits, previous = 20, None
    while True:
        with mp.workdps(mp.dps + digits):
            g = flow(a, y, digits)
            pair = (g, -(log(y) - digamma(a) + g * ((a - 1) / y - 1)))
        if previous and all(abs(u - v) <= TOLERANCE * abs(v) for u, v in zip(previous, pair)):
            return pair
        digits, previous = digits + 40, pair


def lower_sum(a, y):
    """P(a, y) a Gamma(a)/(y^a e^-y) = 1 + y/(a + 1) + y^2/((a + 1)(a + 2)) + …"""
    term, total, n = mpf(1), mpf(1), 0
    while term > total * mp.eps or n + a < y:
        n += 1
        term *= y / (a + n)
        total += term
    return total


def tails(a, y):
    """P and Q = 1 - P; 80 digits carried, so that Q of 1e-13 keeps 60 of them."""
    with mp.workdps(90):
        p = exp(a * log(y) - y - loggamma(a + 1)) * lower_sum(a, y)
        return p, 1 - p


def quantile(a, q):
    """A double near the quantile: bisection in log y; None when it underflows."""
    with mp.workdps(25):
        low, high = mpf(-690), log(a + 60 + 12 * a ** 0.5)
        if tails(a, exp(low))[0] > q:
            return None
        for _ in range(45):
            middle = (low + high) / 2
            low, high = (middle, high) if tails(a, exp(middle))[0] < q else (low, middle)
        return float(exp(low))


def special_row(a, q, y):
    a, y = mpf(a), mpf(y)
    g, slope = flow_and_derivative(a, y)
    p, upper = tails(a, y)
    return {
        "concentration": float(a), "quantile": q, "y": float(y),
        "flow": text(g), "flowDerivative": text(slope),
        "score": text(log(y) - digamma(a)), "gradLogProb": text((a - 1) / y - 1),
        "logProb": text((a - 1) * log(y) - y - loggamma(a)), "cdf": text(p), "survival": text(upper),
    }


def row(a, b, x):
    a, b, x = mpf(a), mpf(b), mpf(x)
    y = b * x
    g, slope = flow_and_derivative(a, y)
    p, upper = tails(a, y)
    return {
        "concentration": float(a), "rate": float(b), "x": float(x),
        "logProb": text(a * log(b) + (a - 1) * log(x) - y - loggamma(a)),
        "gradLogProb": text((a - 1) / x - b),
        "score": {"concentration": text(log(y) - digamma(a)), "rate": text((a - y) / b)},
        "flow": {"concentration": text(g / b), "rate": text(-x / b)},
        "flowDivergence": {"concentration": text(slope), "rate": text(-1 / b)},
        "cdf": text(p), "survival": text(upper), "logCdf": text(log(p)), "logSurvival": text(log1p(-p) if p < 0.5 else log(upper)),
    }


# The series against numerical differentiation of the regularised incomplete gamma function, and the derivative against one of the flow
for a, y in [(mpf(2), mpf(0.5)), (mpf(0.5), mpf(3)), (mpf(30), mpf(25)), (mpf(5), mpf(12))]:
    g, slope = flow_and_derivative(a, y)
    with mp.workdps(90):
        h = mpf(10) ** -32
        expected = -diff(lambda v: gammainc(v, 0, y, regularized=True), a, h=h) / exp((a - 1) * log(y) - y - loggamma(a))
        assert abs(g / expected - 1) < mpf(10) ** -30, (a, y, g, expected)
        assert abs(tails(a, y)[0] / gammainc(a, 0, y, regularized=True) - 1) < mpf(10) ** -40
        changed = diff(lambda v: flow(a, v, 60), y, h=h)
        assert abs(slope / changed - 1) < mpf(10) ** -30, (a, y, slope, changed)

CONCENTRATIONS = [0.01, 0.0625, 0.125, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 5, 10, 30, 100, 1000, 10000]
QUANTILES = ["1e-12", "1e-9", "1e-6", "1e-3", "0.05", "0.25", "0.5", "0.75", "0.95", "0.999", "1-1e-6", "1-1e-9", "1-1e-12"]
probability = lambda q: 1 - mpf(q[2:]) if q.startswith("1-") else mpf(q)

special = []
for a in CONCENTRATIONS:
    points = [(q, quantile(mpf(a), probability(q))) for q in QUANTILES]
    # small concentrations: the low quantiles are below the range of a double; powers of two stand in for them
    points = [(None, 2.0 ** -e) for e in (1000, 300, 60) if points[0][1] is None] + [point for point in points if point[1] is not None]
    special += [special_row(a, q, y) for q, y in points]

print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/gamma.reference.py > test/distributions/gamma.reference.json",
    "special": special,
    "rows": [row(a, b, x) for a, b in [(2, 1), (0.5, 4), (30, 2), (0.0625, 0.25), (1, 8), (1000, 0.5)]
             for x in [2.0 ** -20, 0.125, 0.5, 1, 3, 12, 16, 40, 1950, 2100] if a == 1000 or b * x < a + 60],
    "moments": [{"concentration": a, "rate": b, "mean": text(mpf(a) / b), "variance": text(mpf(a) / mpf(b) ** 2),
                 "entropy": text(a - log(mpf(b)) + loggamma(mpf(a)) + (1 - mpf(a)) * digamma(mpf(a)))}
                for a, b in [(2, 1), (0.5, 4), (30, 2), (0.0625, 0.25), (1, 8), (1000, 0.5)]],
}, indent=1))
