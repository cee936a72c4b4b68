"""Reference rows for StudentT(df, loc, scale).

    /usr/bin/python3 test/distributions/student-t.reference.py > test/distributions/student-t.reference.json

Needs mpmath only; some minutes. Points are exact doubles; values are strings of 30 digits. `flow.df`: -dF/ddf / p, and its derivative from
the continuity equation u' = -(score + u d log p/dx). Points are near the quantiles named in the row, of 1 - F.
"""
import json
from mpmath import mp, mpf, beta, betainc, diff, digamma, exp, log, log1p, loggamma, pi, sqrt

mp.dps = 40
TOLERANCE = mpf(10) ** -33


def text(value):
    return mp.nstr(value, 30)


def sums(a, b, x, digits):
    """F x^-a y^-b B and the flows over x y of a beta distribution, by the power series of F in x differentiated; x <= 1/2."""
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


def score(df, z):
    q = z * z / df
    return (digamma((df + 1) / 2) - digamma(df / 2) - 1 / df - log1p(q) + (df + 1) / df * q / (1 + q)) / 2


def slope(df, z):
    return -(df + 1) * z / (df + z * z)


def flow(df, z):
    """u of df and its derivative: z^2/(df + z^2) is Beta(1/2, df/2). The digits carried grow until two evaluations agree."""
    digits, previous = 20, None
    while True:
        with mp.workdps(mp.dps + digits):
            q = z * z / df
            x = q / (1 + q)
            if z == 0:
                u = mpf(0)
            else:
                b = sums(mpf(1) / 2, df / 2, x, digits)[2] if x <= 0.5 else -sums(df / 2, mpf(1) / 2, 1 / (1 + q), digits)[1]
                u = z / 2 * (1 / df + b / 2)
            values = (u, -(score(df, z) + u * slope(df, z)))
        if previous and all(abs(s - t) <= TOLERANCE * abs(t) for s, t in zip(previous, values)):
            return values
        digits, previous = digits * 2, values


def upper(df, z):
    """1 - F(z) for z >= 0, and F."""
    with mp.workdps(400):
        q = z * z / df
        x, y = q / (1 + q), 1 / (1 + q)
        if x <= 0.5:
            tail = 1 - (sums(mpf(1) / 2, df / 2, x, 0)[0] * sqrt(x) * y ** (df / 2) / beta(mpf(1) / 2, df / 2) if z > 0 else 0)
        else:
            tail = sums(df / 2, mpf(1) / 2, y, 0)[0] * sqrt(x) * y ** (df / 2) / beta(mpf(1) / 2, df / 2)
        return tail / 2, 1 - tail / 2


def quantile(df, q):
    """A double near the point beyond which q lie; None where it exceeds 1e300."""
    with mp.workdps(30):
        low, high = mpf(-30), mpf(690)
        fast = lambda t: mp.betainc(df / 2, mpf(1) / 2, 0, 1 / (1 + exp(2 * t) / df), regularized=True) / 2
        if fast(high) > q:
            return None
        for _ in range(45):
            middle = (low + high) / 2
            low, high = (middle, high) if fast(middle) > q else (low, middle)
        return float(exp(low))


def row(df, loc, scale, q, z):
    x = loc + scale * z
    nu, m, s, v = mpf(df), mpf(loc), mpf(scale), mpf(x)
    z = (v - m) / s
    u, du = flow(nu, z)
    above, below = upper(nu, abs(z))
    if z < 0:
        above, below = below, above
    with mp.workdps(60):
        log_p = loggamma((nu + 1) / 2) - loggamma(nu / 2) - log(nu * pi) / 2 - log(s) - (nu + 1) / 2 * log1p(z * z / nu)
        return {
            "df": float(df), "loc": float(loc), "scale": float(scale), "quantile": q, "x": float(x),
            "logProb": text(log_p), "gradLogProb": text(slope(nu, z) / s),
            "score": {"df": text(score(nu, z)), "loc": text(-slope(nu, z) / s), "scale": text(nu * (z * z - 1) / (s * (nu + z * z)))},
            "flow": {"df": text(s * u), "loc": "1.0", "scale": text(z)},
            "flowDivergence": {"df": text(du), "loc": "0.0", "scale": text(1 / s)},
            "cdf": text(below), "survival": text(above),
            "logCdf": text(log(below) if below < 0.5 else log1p(-above)), "logSurvival": text(log(above) if above < 0.5 else log1p(-below)),
        }


# The flow against numerical differentiation of the incomplete beta function
for df, z in [(mpf(3), mpf(2)), (mpf(1), mpf(0.5)), (mpf(50), mpf(3))]:
    u, _ = flow(df, z)
    with mp.workdps(90):
        p = exp(loggamma((df + 1) / 2) - loggamma(df / 2) - log(df * pi) / 2 - (df + 1) / 2 * log1p(z * z / df))
        F = lambda t: betainc(t / 2, mpf(1) / 2, 0, t / (t + z * z), regularized=True) / 2
        assert abs(u / (diff(F, df, h=mpf(10) ** -32) / p) - 1) < mpf(10) ** -30
        assert abs(upper(df, z)[0] / F(df) - 1) < mpf(10) ** -40

DFS = [0.5, 1, 1.5, 2, 3, 5, 7.75, 8, 8.25, 10, 30, 100, 1000, 10000, 100000]
QUANTILES = ["0.49", "0.4", "0.25", "0.1", "0.05", "1e-3", "1e-6", "1e-12", "1e-30", "1e-100", "1e-300"]
rows = []
for df in DFS:
    for q in QUANTILES:
        z = quantile(mpf(df), mpf(q))
        if z is not None:
            rows.append(row(df, 0, 1, q, z))
for df, loc, scale in [(4, 1.5, 0.25), (0.75, -2, 8), (64, 100, 2)]:
    rows += [row(df, loc, scale, None, z) for z in (-40, -3, -1.5, -0.25, 0.5, 1, 2, 12.5)]

print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/student-t.reference.py > test/distributions/student-t.reference.json",
    "rows": rows,
    "moments": [{"df": df, "loc": 1.5, "scale": 0.25, "mean": "1.5" if df > 1 else "NaN",
                 "variance": text(mpf(df) / (mpf(df) - 2) / 16) if df > 2 else "Infinity" if df > 1 else "NaN",
                 "entropy": text((mpf(df) + 1) / 2 * (digamma((mpf(df) + 1) / 2) - digamma(mpf(df) / 2)) + log(mpf(df)) / 2 + log(beta(mpf(1) / 2, mpf(df) / 2)) - log(mpf(4)))}
                for df in DFS],
}, indent=1))
