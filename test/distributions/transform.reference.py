"""
Reference values of transformed normals, by definition and with 50 digits:

    /usr/bin/python3 test/distributions/transform.reference.py > test/distributions/transform.reference.json
"""
import json
from mpmath import mp, mpf, exp, log, log1p, expm1, sqrt, pi, erfc, nstr

mp.dps = 50
digits = lambda v: nstr(v, 30)
# kind: y, T′, log T′ and T″/T′ at x
KINDS = {
    0: lambda x: (log(x), x, log(x), mpf(1)),
    1: lambda x: (log(expm1(x)), -expm1(-x), log(-expm1(-x)), exp(-x)),
    2: lambda x: (log(x / (1 - x)), x * (1 - x), log(x * (1 - x)), 1 - 2 * x),
    3: lambda x: ((x - 1) / -2, mpf(-2), log(mpf(2)), mpf(0)),
}

def row(kind, loc, scale, x):
    x, loc, scale = mpf(x), mpf(loc), mpf(scale)
    y, slope, log_slope, curvature = KINDS[kind](x)
    z = (y - loc) / scale
    F, S = erfc(-z / sqrt(2)) / 2, erfc(z / sqrt(2)) / 2
    if kind == 3: F, S = S, F
    return {"kind": kind, "loc": float(loc), "scale": float(scale), "x": float(x), "expected": {
        "logProb": digits(-z ** 2 / 2 - log(scale) - log(2 * pi) / 2 - log_slope),
        "gradLogProb": digits((-z / scale - curvature) / slope),
        "cdf": digits(F), "survival": digits(S), "logCdf": digits(log(F)), "logSurvival": digits(log(S)),
        "score": {"loc": digits(z / scale), "scale": digits((z ** 2 - 1) / scale)},
        "flow": {"loc": digits(slope), "scale": digits(slope * z)},
        "flowDivergence": {"loc": digits(curvature), "scale": digits(1 / scale + z * curvature)},
    }}

rows = [row(0, 0.5, 0.75, x) for x in (2.0 ** -20, 0.25, 1.5, 4, 1024)]
rows += [row(1, 0.5, 0.75, x) for x in (2.0 ** -8, 0.25, 1.5, 4)] + [row(1, -4, 2, x) for x in (2.0 ** -30, 0.5, 3)]
rows += [row(2, 0.5, 0.75, x) for x in (2.0 ** -8, 0.25, 0.75, 0.984375)] + [row(2, -4, 2, x) for x in (2.0 ** -30, 0.5)]
rows += [row(3, 0.5, 0.75, x) for x in (-6, -1, 0, 1, 5)]
print(json.dumps({"source": "/usr/bin/python3 test/distributions/transform.reference.py > test/distributions/transform.reference.json", "rows": rows}, indent=1))
