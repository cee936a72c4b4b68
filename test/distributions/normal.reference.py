"""Reference rows for Normal(loc, scale).

    /usr/bin/python3 test/distributions/normal.reference.py > test/distributions/normal.reference.json

Needs mpmath only. Parameters and points are exact doubles (dyadic), so an answer's error is the library's own; values are strings
of 30 digits. Values below 2^-1074 are written all the same: Number() makes 0 of them.
"""
import json
from mpmath import mp, mpf, diff, erfc, exp, log, log1p, pi, quad, sqrt

mp.dps = 60


def text(value):
    return mp.nstr(value, 30)


def tail(z):
    """P(Z > z), with full relative accuracy on both sides."""
    return erfc(z / sqrt(2)) / 2


def log_tail(z):
    return log(tail(z)) if z > 0 else log1p(-tail(-z))


def row(loc, scale, z):
    x = loc + scale * z
    assert (x - loc) / scale == z, "loc + scale z must be exact"
    loc, scale, x = mpf(loc), mpf(scale), mpf(x)
    z = (x - loc) / scale
    return {
        "loc": float(loc), "scale": float(scale), "x": float(x),
        "logProb": text(-z * z / 2 - log(scale) - log(2 * pi) / 2),
        "gradLogProb": text(-z / scale),
        "score": {"loc": text(z / scale), "scale": text((z * z - 1) / scale)},
        "flow": {"loc": "1.0", "scale": text(z)},
        "flowDivergence": {"loc": "0.0", "scale": text(1 / scale)},
        "cdf": text(tail(-z)), "survival": text(tail(z)),
        "logCdf": text(log_tail(-z)), "logSurvival": text(log_tail(z)),
    }


def quantile(u):
    """z with P(Z <= z) = u: Newton's method on the log of the smaller tail."""
    if u > mpf(1) / 2:
        return -quantile(1 - u)
    if u == mpf(1) / 2:
        return mpf(0)
    z = -sqrt(-2 * log(u)) if u < mpf("0.1") else mpf(-1) / 2
    for _ in range(200):
        p = tail(-z)
        step = (log(p) - log(u)) * p * sqrt(2 * pi) * exp(z * z / 2)
        z -= step
        if abs(step) < mpf(10) ** -50:
            break
    assert abs(tail(-z) / u - 1) < mpf(10) ** -45
    return z


Z = [0, 2.0 ** -30, 0.125, 0.5, 1, 2, 3, 5, 8.25, 10, 20, 30, 37.5, 38, 38.5, 100, 1000]
PARAMETERS = [(0, 1), (0.5, 2), (-3, 0.25), (1024, 0.0078125), (0, 2.0 ** -300), (0, 2.0 ** 300)]
U = [2.0 ** -1074, 2.0 ** -1022, 2.0 ** -500, 2.0 ** -100, 2.0 ** -53, 2.0 ** -20, 0.001, 0.0234375, 0.0625, 0.25, 0.4375,
     0.5 - 2.0 ** -40, 0.5, 0.5 + 2.0 ** -40, 0.5625, 0.75, 0.9375, 0.999, 1 - 2.0 ** -20, 1 - 2.0 ** -40, 1 - 2.0 ** -53]

rows = [row(loc, scale, z) for loc, scale in PARAMETERS for z in sorted({s * v for v in Z for s in (-1, 1)})
        if loc != 1024 or abs(z) >= 2.0 ** -20 or z == 0]

# the closed forms against quadrature and numerical differentiation of the density
density = lambda x, loc, scale: exp(-((x - loc) / scale) ** 2 / 2) / (scale * sqrt(2 * pi))
for loc, scale, x in [(mpf(0.5), mpf(2), mpf(2.5)), (mpf(-3), mpf(0.25), mpf(-4))]:
    got = row(float(loc), float(scale), float((x - loc) / scale))
    close = lambda a, b: abs(mpf(a) - b) < mpf(10) ** -25 * max(1, abs(b))
    assert close(got["cdf"], quad(lambda t: density(t, loc, scale), [loc - 40 * scale, loc - 10 * scale, loc - 4 * scale, x]))
    assert close(got["gradLogProb"], diff(lambda t: log(density(t, loc, scale)), x))
    assert close(got["score"]["loc"], diff(lambda m: log(density(x, m, scale)), loc))
    assert close(got["score"]["scale"], diff(lambda s: log(density(x, loc, s)), scale))

print(json.dumps({
    "source": "/usr/bin/python3 test/distributions/normal.reference.py > test/distributions/normal.reference.json",
    "rows": rows,
    "quantiles": [{"loc": loc, "scale": scale, "u": u, "quantile": text(loc + scale * quantile(mpf(u)))}
                  for loc, scale in PARAMETERS[:3] for u in U],
    "moments": [{"loc": loc, "scale": scale, "mean": text(mpf(loc)), "variance": text(mpf(scale) ** 2),
                 "entropy": text(log(2 * pi) / 2 + mpf(1) / 2 + log(mpf(scale)))} for loc, scale in PARAMETERS],
}, indent=1))
