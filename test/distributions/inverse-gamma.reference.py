"""Reference rows for inverse gamma(concentration, scale) and chi-squared(df), from those of the gamma distribution.

    /usr/bin/python3 test/distributions/inverse-gamma.reference.py inverseGamma > test/distributions/inverse-gamma.reference.json
    /usr/bin/python3 test/distributions/inverse-gamma.reference.py chiSquared > test/distributions/chi-squared.reference.json

Needs mpmath only. Points are exact doubles; values are strings of 30 digits. Flow and divergence are those of the gamma distribution,
carried through x = scale/y and df = 2 concentration; the divergence comes from continuity, -(score + u d log p/dx).
"""
import json
import sys
from mpmath import mp, mpf, diff, digamma, log, log1p, loggamma, quad, exp

source = open(__file__.replace("inverse-gamma.reference.py", "gamma.reference.py"), encoding="utf8").read()
gamma = {}
exec(source[:source.index("# The series against")], gamma)  # its functions, without the rows
text, flow_and_derivative, tails = gamma["text"], gamma["flow_and_derivative"], gamma["tails"]


def logs(lower, upper):
    return {
        "cdf": text(lower), "survival": text(upper),
        "logCdf": text(log(lower) if lower < 0.5 else log1p(-upper)), "logSurvival": text(log(upper) if upper < 0.5 else log1p(-lower)),
    }


def inverse_row(a, b, x):
    a, b, x = mpf(a), mpf(b), mpf(x)
    y = b / x
    g, _ = flow_and_derivative(a, y)
    score, grad, flow = log(y) - digamma(a), (y - a - 1) / x, -x * g / y
    lower, upper = tails(a, y)
    return {
        "concentration": float(a), "scale": float(b), "x": float(x),
        "logProb": text(a * log(b) - (a + 1) * log(x) - y - loggamma(a)), "gradLogProb": text(grad),
        "score": {"concentration": text(score), "scale": text(a / b - 1 / x)},
        "flow": {"concentration": text(flow), "scale": text(x / b)},
        "flowDivergence": {"concentration": text(-(score + flow * grad)), "scale": text(1 / b)},
        **logs(upper, lower),
    }


def chi_row(df, x):
    df, x = mpf(df), mpf(x)
    a, y = df / 2, x / 2
    g, slope = flow_and_derivative(a, y)
    return {
        "df": float(df), "x": float(x),
        "logProb": text((a - 1) * log(x) - y - a * log(2) - loggamma(a)), "gradLogProb": text((a - 1) / x - mpf(1) / 2),
        "score": {"df": text((log(y) - digamma(a)) / 2)}, "flow": {"df": text(g)}, "flowDivergence": {"df": text(slope / 2)},
        **logs(*tails(a, y)),
    }


# d log p/dx and the flow against numerical differentiation, once
with mp.workdps(60):
    a, b, x, h = mpf(3), mpf(2), mpf(1.5), mpf(10) ** -25
    log_p = lambda c, v: c * log(b) - (c + 1) * log(v) - b / v - loggamma(c)
    r = inverse_row(a, b, x)
    assert abs(diff(lambda v: log_p(a, v), x, h=h) - mpf(r["gradLogProb"])) < mpf(10) ** -24
    assert abs(-diff(lambda c: tails(c, b / x)[1], a, h=h) / exp(log_p(a, x)) - mpf(r["flow"]["concentration"])) < mpf(10) ** -24
    assert abs(quad(lambda v: exp(log_p(a, v)), [0, 0.5, 1.5]) - mpf(r["cdf"])) < mpf(10) ** -25

INVERSE = [(3, 2), (0.5, 4), (30, 2), (0.0625, 0.25), (1, 8), (1000, 0.5)]
DF = [4, 1, 2, 0.125, 60, 2000]
if sys.argv[1] == "inverseGamma":
    rows = [inverse_row(a, b, b / y) for a, b in INVERSE for y in [2.0 ** -20, 0.125, 0.5, 1, 4, 16, 32, 1024] if a < 1000 and y < a + 60 or a == 1000 and y == 1024]
    moments = [{"concentration": a, "scale": b, "mean": text(mpf(b) / (a - 1)), "variance": text(mpf(b) ** 2 / (mpf(a - 1) ** 2 * (a - 2))),
                "entropy": text(a + log(mpf(b)) + loggamma(mpf(a)) - (1 + mpf(a)) * digamma(mpf(a)))} for a, b in INVERSE if a > 2]
else:
    rows = [chi_row(df, x) for df in DF for x in [2.0 ** -20, 0.25, 1, 3, 10, 40, 1950, 2100] if df < 2000 and x < df + 60 or df == 2000 and x > 1000]
    moments = [{"df": df, "mean": text(mpf(df)), "variance": text(2 * mpf(df)),
                "entropy": text(mpf(df) / 2 + log(2) + loggamma(mpf(df) / 2) + (1 - mpf(df) / 2) * digamma(mpf(df) / 2))} for df in DF]
print(json.dumps({"source": f"/usr/bin/python3 test/distributions/inverse-gamma.reference.py {sys.argv[1]}", "rows": rows, "moments": moments}, indent=1))
