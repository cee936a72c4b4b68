"""Total variation, Fisher information and zeros of the score, by parameter of every family that has tilts:

    /usr/bin/python3 test/proposals/reference.py > test/proposals/reference.json

Needs mpmath only. A family is its log density and its distribution function F; scores are derivatives of the first by the parameter, and the
flux J = -dF/dtheta of the second. |dp/dtheta| integrates to the sum of |J(b) - J(a)| over the pieces between sign changes of the score; the
information is a quadrature (a sum on the integers). Parameters and points are doubles, numbers are strings of 25 digits.
"""
import json
from multiprocessing import Pool
from mpmath import (atan, besseli, betainc, cos, erf, exp, fabs, fsum, gammainc, inf, log, log1p, loggamma, mp, mpf, ncdf, nstr, pi, quad,
                    sin, sinh, sqrt, asinh)

mp.dps = 60


def beta_log(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def normal_log(z):
    return -z * z / 2 - log(2 * pi) / 2


def student_cdf(x, v, m, s):
    t = (x - m) / s
    tail = betainc(v / 2, mpf(1) / 2, 0, v / (v + t * t), regularized=True) / 2
    return tail if t < 0 else 1 - tail


def von_mises_cdf(x, k):
    return quad(lambda t: exp(k * (cos(t) - 1)), [-pi, x / 2 - pi / 2, x]) / quad(lambda t: exp(k * (cos(t) - 1)), [-pi, -1, 0, 1, pi])


def triangular_log(x, a, b, c):
    return log(2 * (x - a) / (b - a) / (c - a)) if x < c else log(2 * (b - x) / (b - a) / (b - c))


def triangular_cdf(x, a, b, c):
    return (x - a) ** 2 / (b - a) / (c - a) if x < c else 1 - (b - x) ** 2 / (b - a) / (b - c)


# by what a number t of the whole line becomes, t ~ where the family varies: x(t), log dx/dt
REAL = lambda m, s: (lambda t: m + s * sinh(t), lambda t: log(s * (exp(t) + exp(-t)) / 2))
POSITIVE = lambda m=0, s=1: (lambda t: m + s * exp(t), lambda t: log(s) + t)
UNIT = lambda a=0, b=1: (lambda t: a + (b - a) / (1 + exp(-t)), lambda t: log(mpf(b) - a) - log1p(exp(-t)) - log1p(exp(t)))

# name: (parameters, log density of x and these, F, the line)
CONTINUOUS = {
    "normal": (["loc", "scale"], lambda x, m, s: normal_log((x - m) / s) - log(s), lambda x, m, s: ncdf((x - m) / s), lambda m, s: REAL(m, s)),
    "lognormal": (["loc", "scale"], lambda x, m, s: normal_log((log(x) - m) / s) - log(s * x), lambda x, m, s: ncdf((log(x) - m) / s), lambda m, s: (lambda t: exp(m + s * t), lambda t: m + s * t + log(s))),
    "halfNormal": (["scale"], lambda x, s: normal_log(x / s) - log(s / 2), lambda x, s: erf(x / s / sqrt(2)), lambda s: POSITIVE(0, s)),
    "exponential": (["rate"], lambda x, r: log(r) - r * x, lambda x, r: 1 - exp(-r * x), lambda r: POSITIVE(0, 1 / r)),
    "weibull": (["concentration", "scale"], lambda x, k, s: log(k / s) + (k - 1) * log(x / s) - (x / s) ** k, lambda x, k, s: 1 - exp(-(x / s) ** k), lambda k, s: (lambda t: s * exp(t / k), lambda t: log(s / k) + t / k)),
    "pareto": (["scale", "concentration"], lambda x, m, a: log(a / m) - (a + 1) * log(x / m), lambda x, m, a: 1 - (m / x) ** a, lambda m, a: (lambda t: m * exp(exp(t) / a), lambda t: log(m / a) + t + exp(t) / a)),
    "gumbel": (["loc", "scale"], lambda x, m, s: -(x - m) / s - exp(-(x - m) / s) - log(s), lambda x, m, s: exp(-exp(-(x - m) / s)), lambda m, s: REAL(m, s)),
    "laplace": (["loc", "scale"], lambda x, m, s: -fabs(x - m) / s - log(2 * s), lambda x, m, s: exp((x - m) / s) / 2 if x < m else 1 - exp((m - x) / s) / 2, lambda m, s: REAL(m, s)),
    "logistic": (["loc", "scale"], lambda x, m, s: -(x - m) / s - 2 * log1p(exp(-(x - m) / s)) - log(s), lambda x, m, s: 1 / (1 + exp(-(x - m) / s)), lambda m, s: REAL(m, s)),
    "cauchy": (["loc", "scale"], lambda x, m, s: -log(pi * s * (1 + ((x - m) / s) ** 2)), lambda x, m, s: mpf(1) / 2 + atan((x - m) / s) / pi, lambda m, s: REAL(m, s)),
    "halfCauchy": (["scale"], lambda x, s: -log(pi / 2 * s * (1 + (x / s) ** 2)), lambda x, s: 2 * atan(x / s) / pi, lambda s: POSITIVE(0, s)),
    "gamma": (["concentration", "rate"], lambda x, a, b: a * log(b) + (a - 1) * log(x) - b * x - loggamma(a), lambda x, a, b: gammainc(a, 0, b * x, regularized=True), lambda a, b: (lambda t: exp(t / min(a, 1)) * max(a, 1) / b, lambda t: t / min(a, 1) + log(max(a, 1) / b / min(a, 1)))),
    "chiSquared": (["df"], lambda x, v: (v / 2 - 1) * log(x) - x / 2 - v / 2 * log(2) - loggamma(v / 2), lambda x, v: gammainc(v / 2, 0, x / 2, regularized=True), lambda v: (lambda t: exp(t / min(v / 2, 1)) * max(v, 2), lambda t: t / min(v / 2, 1) + log(max(v, 2) / min(v / 2, 1)))),
    "inverseGamma": (["concentration", "scale"], lambda x, a, s: a * log(s) - (a + 1) * log(x) - s / x - loggamma(a), lambda x, a, s: gammainc(a, s / x, inf, regularized=True), lambda a, s: (lambda t: exp(-t / min(a, 1)) * s / max(a, 1), lambda t: -t / min(a, 1) + log(s / max(a, 1) / min(a, 1)))),
    "beta": (["alpha", "beta"], lambda x, a, b: (a - 1) * log(x) + (b - 1) * log1p(-x) - beta_log(a, b), lambda x, a, b: betainc(a, b, 0, x, regularized=True), lambda a, b: UNIT()),
    "kumaraswamy": (["alpha", "beta"], lambda x, a, b: log(a * b) + (a - 1) * log(x) + (b - 1) * log1p(-x ** a), lambda x, a, b: 1 - (1 - x ** a) ** b, lambda a, b: UNIT()),
    "studentT": (["df", "loc", "scale"], lambda x, v, m, s: -(v + 1) / 2 * log1p(((x - m) / s) ** 2 / v) - log(v) / 2 - log(s) - beta_log(v / 2, mpf(1) / 2), student_cdf, lambda v, m, s: (lambda t: m + s * sinh(t / min(v, 1)), lambda t: log(s / min(v, 1)) + log((exp(t / min(v, 1)) + exp(-t / min(v, 1))) / 2))),
    "vonMises": (["loc", "concentration"], lambda x, m, k: k * cos(x - m) - log(2 * pi * besseli(0, k)), lambda x, m, k: von_mises_cdf(x - m, k), lambda m, k: UNIT(m - pi, m + pi)),
    "truncatedNormal": (["loc", "scale", "low", "high"], lambda x, m, s, a, b: normal_log((x - m) / s) - log(s) - log(ncdf((b - m) / s) - ncdf((a - m) / s)), lambda x, m, s, a, b: (ncdf((x - m) / s) - ncdf((a - m) / s)) / (ncdf((b - m) / s) - ncdf((a - m) / s)), lambda m, s, a, b: UNIT(a, b) if b < inf else POSITIVE(a, s)),
    "triangular": (["low", "high", "peak"], triangular_log, triangular_cdf, lambda a, b, c: UNIT(a, b)),
}
# on the integers: (parameters, log mass, mean, standard deviation, largest)
COUNTS = {
    "poisson": (["rate"], lambda k, r: k * log(r) - r - loggamma(k + 1), lambda r: (r, sqrt(r), inf)),
    "binomial": (["total", "probs"], lambda k, n, p: loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p), lambda n, p: (n * p, sqrt(n * p * (1 - p)), n)),
    "binomial logits": (["total", "logits"], lambda k, n, l: loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1) + k * l - n * log1p(exp(l)), lambda n, l: (n / (1 + exp(-l)), sqrt(n), n)),
    "negativeBinomial": (["total", "probs"], lambda k, r, p: loggamma(k + r) - loggamma(r) - loggamma(k + 1) + r * log1p(-p) + k * log(p), lambda r, p: (r * p / (1 - p), (sqrt(r * p) + 1) / (1 - p), inf)),
    "geometric": (["probs"], lambda k, p: k * log1p(-p) + log(p), lambda p: ((1 - p) / p, 1 / p, inf)),
    "bernoulli": (["probs"], lambda k, p: k * log(p) + (1 - k) * log1p(-p), lambda p: (p, 1, 1)),
    "bernoulli logits": (["logits"], lambda k, l: k * l - log1p(exp(l)), lambda l: (1 / (1 + exp(-l)), 1, 1)),
}
# parameters that have no tilt
LEFT_OUT = {("pareto", "scale"), ("vonMises", "loc"), ("truncatedNormal", "low"), ("truncatedNormal", "high"), ("triangular", "low"), ("triangular", "high"), ("binomial", "total"), ("binomial logits", "total")}
# families whose Fisher tilt has a sampler, by parameter; all of the integers have one
FISHER = {"normal": {"loc", "scale"}, "lognormal": {"loc", "scale"}, "halfNormal": {"scale"}, "exponential": {"rate"}, "weibull": {"scale"}, "pareto": {"concentration"}, "gumbel": {"loc"}, "laplace": {"loc", "scale"}, "logistic": {"loc"}, "cauchy": {"loc", "scale"}, "halfCauchy": {"scale"}}

ROWS = {
    "normal": [[1, 2], [-300, 0.0625]], "lognormal": [[0.5, 0.75], [-2, 3]], "halfNormal": [[2]], "exponential": [[0.25], [64]],
    "weibull": [[0.25, 2], [1, 0.5], [3, 2], [40, 1]], "pareto": [[2, 0.5], [1, 8]], "gumbel": [[1, 2]], "laplace": [[-1, 0.5]], "logistic": [[1, 2]], "cauchy": [[0, 1], [3, 0.25]], "halfCauchy": [[4]],
    "gamma": [[0.0625, 1], [0.5, 4], [1, 1], [3.5, 0.5], [200, 8]], "chiSquared": [[0.25], [3], [150]], "inverseGamma": [[0.125, 1], [2.5, 3], [64, 16]],
    "beta": [[0.125, 0.25], [0.5, 3], [1, 1], [2, 5], [100, 40], [8, 0.5]], "kumaraswamy": [[0.25, 0.5], [2, 3], [16, 0.75], [0.5, 20]],
    "studentT": [[0.5, 0, 1], [1, 1, 2], [5, -2, 0.5], [100, 0, 1]], "vonMises": [[0, 0.0625], [1, 2], [0, 50]],
    "truncatedNormal": [[0, 1, -1, 2], [0, 1, 4, 5], [3, 2, 0, inf], [0, 1, -0.0625, 0.0625]], "triangular": [[0, 4, 1], [-1, 1, 0.5]],
    "poisson": [[0.0625], [4], [1000]], "binomial": [[1, 0.25], [10, 0.5], [4000, 0.125]], "binomial logits": [[20, -2], [3, 1.5]],
    "negativeBinomial": [[0.125, 0.5], [2.5, 0.75], [400, 0.25]], "geometric": [[0.25], [0.0078125]], "bernoulli": [[0.25], [0.9375]], "bernoulli logits": [[-3], [0.5]],
}


def text(value):
    return nstr(value, 25)


def diff(f, at):
    """f'(at), to a relative 1e-25 where f is smooth on the scale of at, or of 1 where that is 0."""
    h = (fabs(at) or 1) * mpf(10) ** -14
    return (f(at + h) - f(at - h)) / (2 * h)


def row(task):
    family, values, k = task
    names = (CONTINUOUS.get(family) or COUNTS[family])[0]
    theta = [mpf(v) for v in values]
    moved = lambda t: theta[:k] + [t] + theta[k + 1:]
    given = {name: "Infinity" if v == inf else v for name, v in zip(names, values)}
    return {"family": family.split()[0], "parameters": given, "of": names[k], **(counted if family in COUNTS else continuous)(family, names[k], theta, k, moved)}


def continuous(family, name, theta, k, moved):
    _, log_density, cdf, line = CONTINUOUS[family]
    to_x, log_slope = line(*theta)
    score = lambda x: diff(lambda v: log_density(x, *moved(v)), theta[k])
    flux = lambda x: -diff(lambda v: cdf(x, *moved(v)), theta[k])
    weight = lambda t: log_density(to_x(t), *theta) + log_slope(t)
    grid = [t for t in (mpf(i) / 16 for i in range(-1600, 1601)) if inside(weight, t)]
    signs = [score(to_x(t)) for t in grid]
    zeros = []
    for a, b, left, right in zip(grid, grid[1:], signs, signs[1:]):
        if left * right > 0 or left == 0:
            continue
        low, high = a, b
        for _ in range(140):
            middle = (low + high) / 2
            if score(to_x(middle)) * left > 0:
                low = middle
            else:
                high = middle
        zeros.append((low + high) / 2)
    heights = [mpf(0)] + [flux(to_x(z)) for z in zeros] + [mpf(0)]
    variation = fsum(fabs(b - a) for a, b in zip(heights, heights[1:]))
    out = {"zeros": [text(to_x(z)) for z in zeros], "variation": text(variation)}
    peak = max(weight(t) for t in grid)
    # of a number near 1 the double may be 1
    dense = [t for t in grid if weight(t) > peak - 9 and (t < 12 or family not in ("beta", "kumaraswamy"))]
    xs = sorted({float(to_x(dense[(2 * i + 1) * len(dense) // 16] + mpf(1) / 64)) for i in range(8)})
    out["points"] = []
    for x in xs:
        at = mpf(x)
        # the part of the slice density below x, by J along its pieces
        below, before = mpf(0), mpf(0)
        for z, height in zip(zeros, heights[1:]):
            if to_x(z) < at:
                below, before = below + fabs(height - before), height
        below += fabs(flux(at) - before)
        out["points"].append([x, text(score(at)), text(below / variation)])
    if name in FISHER.get(family, ()):
        ends = [grid[0] - 1] + sorted(set(zeros + grid[::8] + [mpf(0)])) + [grid[-1] + 1]
        out["information"] = text(quad(lambda t: score(to_x(t)) ** 2 * exp(weight(t)), ends))
    return out


def inside(weight, t):
    try:
        return -45 < weight(t) < inf
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


def counted(family, name, theta, k, moved):
    _, log_mass, about = COUNTS[family]
    mean, spread, last = about(*theta)
    score = lambda n: diff(lambda v: log_mass(n, *moved(v)), theta[k])
    low, high = max(0, int(mean - 40 * spread - 5)), int(min(last, mean + 80 * spread + 120))
    masses = [(n, exp(log_mass(n, *theta)), score(n)) for n in map(mpf, range(low, high + 1)) if log_mass(n, *theta) > -75]
    variation, information = fsum(p * fabs(s) for _, p, s in masses), fsum(p * s * s for _, p, s in masses)
    likely = [one for one in masses if one[1] > mpf(10) ** -6]
    chosen = [likely[i] for i in sorted({(2 * j + 1) * len(likely) // 16 for j in range(8)})]
    return {"variation": text(variation), "information": text(information), "points": [[int(n), text(s), text(fsum(p * fabs(v) for m, p, v in masses if m <= n) / variation)] for n, _, s in chosen]}


if __name__ == "__main__":
    tasks = [(family, values, k) for family, rows in ROWS.items() for values in rows for k, name in enumerate((CONTINUOUS.get(family) or COUNTS[family])[0]) if (family, name) not in LEFT_OUT]
    with Pool(2) as pool:
        print(json.dumps(pool.map(row, tasks, chunksize=1), indent=1))
