"""Reference values for the estimator tests: means, variances, skewness and kurtosis of single-sample gradient estimators.

    /usr/bin/python3 test/estimators/reference.py > test/estimators/reference.json

Needs mpmath only; about three minutes. Numbers are strings of 25 significant digits; null = infinite (or undefined, for a variance of 0).

The estimators are those of Parmas & Sugiyama 2021 (arXiv 2105.14900), Eq. (4) and (19), with the flow u = lambda * u_RP:

    E = (1 - lambda) s(x) phi(x) + lambda u(x) phi'(x),      s = d log p / d theta,   u = the reparameterisation flow,

lambda = 0 is LR (score function), lambda = 1 is RP (pathwise). Under a proposal q the estimator is w E with w = p/q.

Every number is a quadrature (or a sum). Where a closed form is known it is written down as well, and the two must agree to 1e-30
(relative, absolute below 1): a slip in either stops the script. Every quadrature is done by two rules, which must agree to 1e-30 too.
"""
import json
from mpmath import (
    mp, mpf, cos, diff, digamma, erfc, exp, fdot, fsum, gammainc, log, loggamma, matrix, pi, polygamma, sin, sqrt, tanh)

mp.dps = 60
TOLERANCE = mpf(10) ** -30
LAMBDAS = [mpf(0), mpf(0.5), mpf(1)]


# Quadrature ------------------------------------------------------------------------------------------------------------------------

def legendre(n):
    """Nodes and weights of the n-point Gauss-Legendre rule on (-1, 1): Newton's method on P_n from the usual cosine guesses."""
    rule = []
    for i in range(n):
        x = cos(pi * (i + mpf(3) / 4) / (n + mpf(1) / 2))
        for _ in range(9):
            p0, p1 = mpf(1), x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        rule.append((x, 2 / ((1 - x * x) * slope * slope)))
    return rule


# (widest panel, nodes per panel): the second is there to check the first
RULES = [(mpf(1), legendre(60)), (mpf(5) / 7, legendre(56))]


def panels(edges, rule):
    """The composite rule on [edges[0], edges[-1]]; every edge (jump, kink, or a change of scale) ends a panel."""
    width, base = rule
    nodes = []
    for a, b in zip(edges, edges[1:]):
        count = int(mp.ceil((b - a) / width))
        half = (b - a) / count / 2
        nodes += [(a + (2 * i + 1 + x) * half, weight * half) for i in range(count) for x, weight in base]
    return nodes


# Moments ---------------------------------------------------------------------------------------------------------------------------

def moments(mass, values, finite=4):
    """Mean, variance, skewness, kurtosis (not excess) of values under the masses; moments above `finite` do not exist."""
    mean = fdot(mass, values)
    central = [value - mean for value in values]
    square = [c * c for c in central]
    variance = fdot(mass, square)
    known = variance > mpf(10) ** -45
    third = fdot(mass, [c * s for c, s in zip(central, square)]) / variance ** mpf(1.5) if known and finite >= 3 else None
    fourth = fdot(mass, [s * s for s in square]) / variance ** 2 if known and finite >= 4 else None
    return {"mean": mean, "variance": variance if known else mpf(0), "skewness": third, "kurtosis": fourth}


def blend(mass, lr, rp, weights=None, finite=4):
    """The moments of (1 - lambda) LR + lambda RP for every lambda, times the importance weights."""
    rows = {}
    for lam in LAMBDAS:
        values = [(1 - lam) * a + lam * b for a, b in zip(lr, rp)]
        if weights:
            values = [w * value for w, value in zip(weights, values)]
        rows[str(float(lam)).replace(".0", "")] = moments(mass, values, finite)
    return rows


def covariance(mass, a, b):
    mean_a, mean_b = fdot(mass, a), fdot(mass, b)
    return fdot(mass, [(x - mean_a) * (y - mean_b) for x, y in zip(a, b)])


def check(what, got, expected):
    error = abs(got - expected)
    assert error <= TOLERANCE * max(1, abs(expected)), f"{what}: {mp.nstr(got, 40)} is not {mp.nstr(expected, 40)}"


def agree(what, a, b):
    """The same row by two rules."""
    if isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            agree(f"{what}.{key}", a[key], b[key])
    elif isinstance(a, mpf):
        check(what, a, b)
    else:
        assert a == b, what


def twice(what, row):
    """row(rule) by both rules."""
    first, second = [row(rule) for rule in RULES]
    agree(what, first, second)
    return first


def text(value):
    """JSON of a row: mpf as 25 digits; what is 0 by symmetry as "0.0"."""
    if isinstance(value, dict):
        return {key: text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [text(item) for item in value]
    if isinstance(value, mpf):
        return "0.0" if abs(value) < mpf(10) ** -40 else mp.nstr(value, 25)
    return value


# Normal ----------------------------------------------------------------------------------------------------------------------------

def density(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def survival(z):
    return erfc(z / sqrt(2)) / 2


SCORE = {"loc": lambda z, s: z / s, "scale": lambda z, s: (z * z - 1) / s}
FLOW = {"loc": lambda z: mpf(1), "scale": lambda z: z}
FISHER = {"loc": 1, "scale": 2}                                                   # times 1/scale^2
VARIATION = {"loc": 2 * density(mpf(0)), "scale": 4 * density(mpf(1))}            # integral of |dp/dtheta|, times 1/scale


def normal_nodes(mu, s, breaks, rule, reach=24):
    """z and masses; the edges 0 and +-1 are the zeros of the scores, which |score| needs."""
    edges = sorted({mpf(-reach), mpf(-1), mpf(0), mpf(1), mpf(reach)} | {(b - mu) / s for b in breaks})
    nodes = panels(edges, rule)
    return [z for z, _ in nodes], [weight * density(z) for z, weight in nodes]


def normal_row(phi, slope, mu, s, breaks, jumps, rule):
    z, mass = normal_nodes(mu, s, breaks, rule)
    f = [phi(mu + s * t) for t in z]
    df = [slope(mu + s * t) for t in z]
    value = moments(mass, f)
    row = {"value": value, "gradient": {}}
    for name in SCORE:
        score = [SCORE[name](t, s) for t in z]
        lr = [a * b for a, b in zip(score, f)]
        rp = [FLOW[name](t) * d for t, d in zip(z, df)]
        flows = blend(mass, lr, rp)
        g = flows["0"]["mean"]
        if not jumps:
            check(f"{name}: RP mean", flows["1"]["mean"], g)
        mean = value["mean"]
        square = [a * a for a in score]
        fisher = fdot(mass, square)
        check(f"{name}: Fisher information", fisher, FISHER[name] / s ** 2)
        total = fdot(mass, [abs(a) for a in score])
        check(f"{name}: total variation", total, VARIATION[name] / s)
        # LR with a constant baseline b: variance E[(phi - b)^2 s^2] - g^2, least at b = E[phi s^2]/E[s^2] (Greensmith et al. 2004)
        best = fdot(mass, [a * b for a, b in zip(square, f)]) / fisher
        centred = lambda b, w: fdot(mass, [(x - b) ** 2 * y for x, y in zip(f, w)])
        row["gradient"][name] = {
            "gradient": g,
            "covariance": covariance(mass, lr, rp),
            "flow": flows,
            "baseline": {
                "mean": {"baseline": mean, "variance": centred(mean, square) - g * g},
                "optimal": {"baseline": best, "variance": centred(best, square) - g * g},
            },
            # LR from q = |s| p / TV: second moment TV E|s|(phi - b)^2; from q = s^2 p / I: I E(phi - b)^2
            "slice": {
                "0": {"baseline": mpf(0), "variance": total * centred(0, [abs(a) for a in score]) - g * g},
                "mean": {"baseline": mean, "variance": total * centred(mean, [abs(a) for a in score]) - g * g},
            },
            "fisher": {
                "0": {"baseline": mpf(0), "variance": fisher * fdot(mass, [x * x for x in f]) - g * g},
                "mean": {"baseline": mean, "variance": fisher * value["variance"] - g * g},
            },
        }
    return row


def check_quadratic(row, mu, s, k):
    """phi = (x - k)^2, m = mu - k."""
    m = mu - k
    loc, scale = row["gradient"]["loc"], row["gradient"]["scale"]
    check("Q value", row["value"]["mean"], m ** 2 + s ** 2)
    check("Q variance", row["value"]["variance"], 4 * m ** 2 * s ** 2 + 2 * s ** 4)
    check("Q dloc", loc["gradient"], 2 * m)
    check("Q dscale", scale["gradient"], 2 * s)
    check("Q LR loc", loc["flow"]["0"]["variance"], m ** 4 / s ** 2 + 14 * m ** 2 + 15 * s ** 2)
    check("Q LR loc, mean baseline", loc["baseline"]["mean"]["variance"], 8 * m ** 2 + 10 * s ** 2)
    check("Q optimal baseline loc", loc["baseline"]["optimal"]["baseline"], m ** 2 + 3 * s ** 2)
    check("Q LR loc, optimal baseline", loc["baseline"]["optimal"]["variance"], 8 * m ** 2 + 6 * s ** 2)
    check("Q RP loc", loc["flow"]["1"]["variance"], 4 * s ** 2)
    check("Q cov loc", loc["covariance"], 2 * m ** 2 + 6 * s ** 2)
    check("Q slice loc", loc["slice"]["0"]["variance"], 2 / pi * (m ** 4 / s ** 2 + 12 * m ** 2 + 8 * s ** 2) - 4 * m ** 2)
    check("Q Fisher loc", loc["fisher"]["mean"]["variance"], 2 * s ** 2)
    check("Q LR scale", scale["flow"]["0"]["variance"], 2 * m ** 4 / s ** 2 + 60 * m ** 2 + 74 * s ** 2)
    check("Q optimal baseline scale", scale["baseline"]["optimal"]["baseline"], m ** 2 + 5 * s ** 2)
    check("Q LR scale, optimal baseline", scale["baseline"]["optimal"]["variance"], 40 * m ** 2 + 24 * s ** 2)
    check("Q RP scale", scale["flow"]["1"]["variance"], 4 * m ** 2 + 8 * s ** 2)
    # measure-valued, coupled (Heidergott et al. 2008): [phi(mu + s R) - phi(mu - s R)]/(s sqrt(2 pi)), R Rayleigh;
    # [phi(mu + s M) - phi(mu + s U M)]/s, M double-sided Maxwell, U uniform
    nodes = panels([mpf(0), mpf(24)], RULES[0])
    phi = lambda z: (m + s * z) ** 2
    second = fsum(w * z * exp(-z * z / 2) * ((phi(z) - phi(-z)) / (s * sqrt(2 * pi))) ** 2 for z, w in nodes)
    check("Q measure-valued loc", second - 4 * m ** 2, m ** 2 * (16 / pi - 4))
    uniform = [((1 + x) / 2, w / 2) for x, w in RULES[0][1]]
    nodes = panels([mpf(-24), mpf(24)], RULES[0])
    second = fsum(w * z * z * density(z) * fsum(v * ((phi(z) - phi(u * z)) / s) ** 2 for u, v in uniform) for z, w in nodes)
    check("Q measure-valued scale", second - 4 * s ** 2, 4 * m ** 2 + 4 * s ** 2)
    # slice with b = m^2 + 2 s^2
    z, mass = normal_nodes(mu, s, [], RULES[0])
    b = m ** 2 + 2 * s ** 2
    second = VARIATION["loc"] / s * fdot(mass, [abs(t / s) * (phi(t) - b) ** 2 for t in z])
    check("Q slice loc, baseline", second - 4 * m ** 2, m ** 2 * (16 / pi - 4) + 8 * s ** 2 / pi)


def check_cosine(row, mu, s, k):
    """phi = cos kx, a = ks."""
    loc, scale = row["gradient"]["loc"], row["gradient"]["scale"]
    a = k * s
    two = exp(-2 * a * a) * cos(2 * k * mu)
    gl, gs = -k * exp(-a * a / 2) * sin(k * mu), -k * k * s * exp(-a * a / 2) * cos(k * mu)
    check("C value", row["value"]["mean"], exp(-a * a / 2) * cos(k * mu))
    check("C dloc", loc["gradient"], gl)
    check("C dscale", scale["gradient"], gs)
    check("C LR loc", loc["flow"]["0"]["variance"], (1 + (1 - 4 * a * a) * two) / (2 * s * s) - gl ** 2)
    check("C RP loc", loc["flow"]["1"]["variance"], k * k / 2 * (1 - two) - gl ** 2)
    fourth = (3 - 24 * a ** 2 + 16 * a ** 4) - 2 * (1 - 4 * a ** 2) + 1
    check("C LR scale", scale["flow"]["0"]["variance"], (2 + fourth * two) / (2 * s * s) - gs ** 2)
    check("C RP scale", scale["flow"]["1"]["variance"], k * k / 2 * (1 - (1 - 4 * a * a) * two) - gs ** 2)


def check_gauss(row, mu, s, k):
    """phi = exp(-k x^2)."""
    loc, scale = row["gradient"]["loc"], row["gradient"]["scale"]
    d = 1 + 2 * k * s * s
    value = exp(-k * mu * mu / d) / sqrt(d)
    gl = -2 * k * mu * value / d
    gs = value * (-2 * k * s / d + 4 * k * k * s * mu * mu / d ** 2)
    d2 = 1 + 4 * k * s * s
    z2 = exp(-2 * k * mu * mu / d2) / sqrt(d2)
    t, m2 = s * s / d2, mu / d2
    dl = m2 - mu
    y2, y3, y4 = t + dl ** 2, dl ** 3 + 3 * dl * t, 3 * t * t + 6 * t * dl ** 2 + dl ** 4
    check("G value", row["value"]["mean"], value)
    check("G dloc", loc["gradient"], gl)
    check("G dscale", scale["gradient"], gs)
    check("G LR loc", loc["flow"]["0"]["variance"], z2 * y2 / s ** 4 - gl ** 2)
    check("G LR scale", scale["flow"]["0"]["variance"], z2 * (y4 / s ** 4 - 2 * y2 / s ** 2 + 1) / s ** 2 - gs ** 2)
    check("G RP loc", loc["flow"]["1"]["variance"], 4 * k * k * z2 * (t + m2 ** 2) - gl ** 2)
    check("G RP scale", scale["flow"]["1"]["variance"], 4 * k * k * z2 * (mu ** 2 * y2 + 2 * mu * y3 + y4) / s ** 2 - gs ** 2)


def check_exponential(row, mu, s, a):
    """phi = exp(ax)."""
    loc, scale = row["gradient"]["loc"], row["gradient"]["scale"]
    value, grow = exp(a * mu + a * a * s * s / 2), exp(a * a * s * s)
    check("X value", row["value"]["mean"], value)
    check("X dloc", loc["gradient"], a * value)
    check("X dscale", scale["gradient"], a * a * s * value)
    check("X LR loc", loc["flow"]["0"]["variance"], value ** 2 * grow * (1 / s ** 2 + 4 * a * a) - a * a * value ** 2)
    check("X RP loc", loc["flow"]["1"]["variance"], a * a * value ** 2 * (grow - 1))
    check("X RP scale", scale["flow"]["1"]["variance"], a * a * value ** 2 * grow * (1 + 4 * a * a * s * s) - a ** 4 * s * s * value ** 2)


def check_step(row, mu, s, c):
    """phi = 1{x > c}: RP is 0 everywhere, so lambda > 0 gives (1 - lambda) g."""
    loc, scale = row["gradient"]["loc"], row["gradient"]["scale"]
    t = (c - mu) / s
    p, tail = density(t), survival(t)
    check("I value", row["value"]["mean"], tail)
    check("I dloc", loc["gradient"], p / s)
    check("I dscale", scale["gradient"], t * p / s)
    check("I LR loc", loc["flow"]["0"]["variance"], (tail + t * p - p * p) / s ** 2)
    check("I LR scale", scale["flow"]["0"]["variance"], (2 * tail + (t ** 3 + t) * p - (t * p) ** 2) / s ** 2)
    check("I RP loc", loc["flow"]["1"]["mean"], 0)
    check("I half", scale["flow"]["0.5"]["mean"], t * p / s / 2)


def check_abs(row, mu, s):
    """Folded normal."""
    t = mu / s
    check("|x| value", row["value"]["mean"], 2 * s * density(t) + mu * (1 - 2 * survival(t)))
    check("|x| dloc", row["gradient"]["loc"]["gradient"], 1 - 2 * survival(t))
    check("|x| dscale", row["gradient"]["scale"]["gradient"], 2 * density(t))


def check_relu(row, mu, s):
    t = mu / s
    check("relu value", row["value"]["mean"], s * density(t) + mu * (1 - survival(t)))
    check("relu dloc", row["gradient"]["loc"]["gradient"], 1 - survival(t))
    check("relu dscale", row["gradient"]["scale"]["gradient"], density(t))


def check_wave(row, mu, s):
    damp = exp(-s * s / 2)
    check("sin + cubic value", row["value"]["mean"], damp * sin(mu) + (mu ** 3 + 3 * mu * s * s) / 10)
    check("sin + cubic dloc", row["gradient"]["loc"]["gradient"], damp * cos(mu) + 3 * (mu * mu + s * s) / 10)
    check("sin + cubic dscale", row["gradient"]["scale"]["gradient"], -s * damp * sin(mu) + 6 * mu * s / 10)


def tanh_unchecked(row, mu, s):
    """No closed form; LR, RP and both rules agree."""


def problems():
    """(name, phi as text, constants, loc, scale, phi, phi', breaks, phi jumps, check); every parameter is the exact double."""
    for mu, s, k in [(1, 1, -3), (1, 1, 0), (1, 1, 3), (0.5, 2, -1)]:
        yield ("quadratic", "(x0 - k)^2", {"k": k}, mu, s, lambda x, k: (x - k) ** 2, lambda x, k: 2 * (x - k), [], False, check_quadratic)
    for mu, s in [(1, 1), (0.3, 0.7)]:
        for k in [0.5, 1, 2, 5]:
            yield ("cosine", "cos(k * x0)", {"k": k}, mu, s, lambda x, k: cos(k * x), lambda x, k: -k * sin(k * x), [], False, check_cosine)
    for k in [0.1, 1, 10]:
        yield ("gauss", "exp(-k * x0^2)", {"k": k}, 1, 1,
               lambda x, k: exp(-k * x * x), lambda x, k: -2 * k * x * exp(-k * x * x), [], False, check_gauss)
    for a in [0.5, 1]:
        yield ("exponential", "exp(a * x0)", {"a": a}, 1, 1,
               lambda x, a: exp(a * x), lambda x, a: a * exp(a * x), [], False, check_exponential)
    for c in [0.5, 1.5, 3]:
        yield ("step", "x0 > c ? 1 : 0", {"c": c}, 1, 1, lambda x, c: mpf(x > c), lambda x, c: mpf(0), [mpf(c)], True, check_step)
    yield ("abs", "abs(x0)", {}, 1, 1, abs, lambda x: mpf(mp.sign(x)), [mpf(0)], False, check_abs)
    yield ("relu", "max(x0, 0)", {}, 1, 1, lambda x: max(x, mpf(0)), lambda x: mpf(x > 0), [mpf(0)], False, check_relu)
    yield ("tanh", "tanh(x0)", {}, 1, 1, tanh, lambda x: 1 - tanh(x) ** 2, [], False, tanh_unchecked)
    yield ("wave", "sin(x0) + x0^3 / 10", {}, 1, 1,
           lambda x: sin(x) + x ** 3 / 10, lambda x: cos(x) + 3 * x * x / 10, [], False, check_wave)


def normal_rows():
    rows = []
    for name, formula, constants, mu, s, phi, slope, breaks, jumps, closed in problems():
        exact = [mpf(c) for c in constants.values()]
        row = twice(f"{name} {constants}", lambda rule: normal_row(
            lambda x: phi(x, *exact), lambda x: slope(x, *exact), mpf(mu), mpf(s), breaks, jumps, rule))
        closed(row, mpf(mu), mpf(s), *exact)
        rows.append({"name": name, "phi": formula, "constants": constants, "loc": mu, "scale": s, "jumps": jumps} | row)
    return rows


# Importance sampling: x ~ q = Normal(proposal), w = p/q, estimator w E -------------------------------------------------------------------

def importance_rows():
    """E_q[w^k] is finite where k/s^2 > (k - 1)/s_q^2; s_q = 0.8 leaves the variance finite and the third moment not."""
    rows = []
    one = mpf(1)
    for name, formula, constants, phi, slope, mq, sq in [
        ("quadratic", "(x0 - k)^2", {"k": 0}, lambda x: x * x, lambda x: 2 * x, 1.5, 1.25),
        ("cosine", "cos(k * x0)", {"k": 2}, lambda x: cos(2 * x), lambda x: -2 * sin(2 * x), 0.5, 1.5),
        ("exponential", "exp(a * x0)", {"a": 0.5}, lambda x: exp(x / 2), lambda x: exp(x / 2) / 2, 1.25, 0.8),
    ]:
        finite = max(k for k in [1, 2, 3, 4] if k > (k - 1) / mpf(sq) ** 2)

        def row(rule):
            z, mass = normal_nodes(mpf(mq), mpf(sq), [], rule, reach=40)
            x = [mpf(mq) + mpf(sq) * t for t in z]
            w = [mpf(sq) * exp((t * t - (v - one) ** 2) / 2) for t, v in zip(z, x)]
            f, df = [phi(v) for v in x], [slope(v) for v in x]
            out = {
                "essRatio": fdot(mass, w) ** 2 / fdot(mass, [v * v for v in w]),
                "value": moments(mass, [a * b for a, b in zip(w, f)], finite),
                "gradient": {},
            }
            for parameter in SCORE:
                lr = [SCORE[parameter](v - one, one) * y for v, y in zip(x, f)]
                rp = [FLOW[parameter](v - one) * d for v, d in zip(x, df)]
                wlr, wrp = [a * b for a, b in zip(w, lr)], [a * b for a, b in zip(w, rp)]
                out["gradient"][parameter] = {
                    "gradient": fdot(mass, wlr), "covariance": covariance(mass, wlr, wrp), "flow": blend(mass, lr, rp, w, finite)}
            return out

        result = twice(f"importance {name}", row)
        # E_q[w^2] of two normals: s_q^2/(s sqrt(2 s_q^2 - s^2)) exp((mu - mu_q)^2/(2 s_q^2 - s^2))
        spread = 2 * mpf(sq) ** 2 - 1
        check(f"importance {name}: ess", 1 / result["essRatio"], mpf(sq) ** 2 / sqrt(spread) * exp((1 - mpf(mq)) ** 2 / spread))
        plain = normal_row(phi, slope, one, one, [], False, RULES[0])
        check(f"importance {name}: value", result["value"]["mean"], plain["value"]["mean"])
        for parameter in SCORE:
            for lam in ["0", "1"]:
                check(f"importance {name}", result["gradient"][parameter]["flow"][lam]["mean"], plain["gradient"][parameter]["gradient"])
        rows.append({"name": name, "phi": formula, "constants": constants, "loc": 1, "scale": 1,
                     "proposal": {"loc": mq, "scale": sq}} | result)
    return rows


# Black-Scholes: x = log S_T ~ Normal(log S + (r - vol^2/2) T, vol sqrt T), phi = e^(-rT) max(e^x - K, 0) ----------------------------------

def black_scholes():
    S, K, r, vol, T = mpf(100), mpf(100), mpf(0.05), mpf(0.2), mpf(1)
    loc, scale, discount = log(S) + (r - vol ** 2 / 2) * T, vol * sqrt(T), exp(-r * T)
    chain = {
        "delta": {"loc": 1 / S},
        "vega": {"loc": -vol * T, "scale": sqrt(T)},
        "rho": {"loc": T, "phi": -T},
    }

    def row(rule):
        z, mass = normal_nodes(loc, scale, [log(K)], rule)
        f = [discount * max(exp(loc + scale * t) - K, 0) for t in z]
        df = [discount * exp(loc + scale * t) if loc + scale * t > log(K) else mpf(0) for t in z]
        lr = {name: [SCORE[name](t, scale) * y for t, y in zip(z, f)] for name in SCORE} | {"phi": f}
        rp = {name: [FLOW[name](t) * d for t, d in zip(z, df)] for name in FLOW} | {"phi": f}
        out = {"value": moments(mass, f), "parameters": {}, "chain": {}}
        for name in SCORE:
            out["parameters"][name] = {"covariance": covariance(mass, lr[name], rp[name]), "flow": blend(mass, lr[name], rp[name])}
        for name, terms in chain.items():
            combine = lambda parts: [fsum(c * v for c, v in zip(terms.values(), values)) for values in zip(*(parts[key] for key in terms))]
            flows = blend(mass, combine(lr), combine(rp))
            for lam, parts in [("0", lr), ("1", rp)]:
                # what adding variances as if the terms were independent would give: wrong, and the test must see it
                flows[lam]["asIfIndependent"] = fsum(c * c * moments(mass, parts[key])["variance"] for key, c in terms.items())
            out["chain"][name] = {"terms": dict(terms), "flow": flows}
        # second derivative in S: LR twice, LR of the pathwise delta, pathwise of the LR delta (Glasserman 2003, 7.3), for the checks only
        root = vol * sqrt(T)
        out["gammaLr"] = moments(mass, [y * ((t * t - 1) / (S * root) ** 2 - t / (S * S * root)) for t, y in zip(z, f)])
        out["gammaMixed"] = moments(mass, [d / S * (t / (S * root) - 1 / S) for t, d in zip(z, df)])
        out["gammaPathwiseOfLr"] = moments(mass, [discount * K * t / (S * S * root) * (1 if loc + scale * t > log(K) else 0) for t in z])
        return out

    result = twice("Black-Scholes", row)
    d1 = (log(S / K) + (r + vol ** 2 / 2) * T) / (vol * sqrt(T))
    d2 = d1 - vol * sqrt(T)
    cdf = lambda t: survival(-t)
    check("BS value", result["value"]["mean"], S * cdf(d1) - K * discount * cdf(d2))
    for lam in ["0", "0.5", "1"]:
        mean = lambda name: result["chain"][name]["flow"][lam]["mean"]
        check("BS delta", mean("delta"), cdf(d1))
        check("BS vega", mean("vega"), S * density(d1) * sqrt(T))
        check("BS rho", mean("rho"), K * T * discount * cdf(d2))
    # E[(e^(-rT) S_T 1{S_T > K}/S)^2] in closed form: the pathwise delta
    pathwise = exp(vol ** 2 * T) * cdf(d1 + vol * sqrt(T)) - cdf(d1) ** 2
    check("BS delta pathwise", result["chain"]["delta"]["flow"]["1"]["variance"], pathwise)
    curvature = density(d1) / (S * vol * sqrt(T))
    for key, expected in [("gammaLr", "0.018942615"), ("gammaMixed", "0.0014323328")]:
        row = result.pop(key)
        check(f"BS {key}", row["mean"], curvature)
        assert abs(row["variance"] / mpf(expected) - 1) < mpf("1e-7"), (key, row["variance"])
    check("BS gamma, pathwise of LR", result.pop("gammaPathwiseOfLr")["mean"], curvature)
    for name, lam, expected in [
            ("delta", "1", "0.33221536"), ("delta", "0", "2.148666"), ("vega", "1", "5729.3311"), ("vega", "0", "75770.46")]:
        got = result["chain"][name]["flow"][lam]["variance"]
        assert abs(got / mpf(expected) - 1) < mpf("1e-6"), (name, lam, got)
    market = {"spot": 100, "strike": 100, "interest": 0.05, "volatility": 0.2, "maturity": 1}
    return {"market": market, "loc": loc, "scale": scale, "discount": discount} | result


# Gamma(concentration, rate), y = rate x ---------------------------------------------------------------------------------------------

def gamma_flow(alpha, y):
    """g = -(dP(alpha, y)/d alpha)/p(y), the implicit reparameterisation (Figurnov et al. 2018), from the power series of P:
    g = y sum t_n (psi(alpha + n + 1) - log y), t_0 = 1/alpha, t_(n+1) = t_n y/(alpha + n + 1).
    Terms of alternating influence: the sum is up to e^y times smaller than its parts, hence the extra digits."""
    with mp.workdps(mp.dps + 10 + int(y)):
        term, psi, total, n = 1 / alpha, digamma(alpha + 1) - log(y), mpf(0), 0
        while True:
            part = term * psi
            total += part
            if n > y and abs(part) < abs(total) * mp.eps:
                return y * total
            n += 1
            term *= y / (alpha + n)
            psi += 1 / (alpha + n)


def check_gamma_flow():
    """Against the numerical derivative of the regularised incomplete gamma function."""
    for alpha, y in [(2, 0.5), (0.5, 3), (30, 25), (30, 60), (2, 12)]:
        alpha, y = mpf(alpha), mpf(y)
        p = exp((alpha - 1) * log(y) - y - loggamma(alpha))
        with mp.workdps(90):
            slope = diff(lambda a: gammainc(a, 0, y, regularized=True), alpha, h=mpf(10) ** -32)
        check(f"gamma flow {alpha} {y}", gamma_flow(alpha, y) / (-slope / p), mpf(1))


def gamma_nodes(alpha, rule):
    """y and masses, by t = log y: e^(alpha t - e^t) is smooth and decays at both ends, slowly on the left."""
    width, base = rule
    left = -mpf(170) / min(alpha, 2) - 6
    nodes = panels([left, mpf(-6)], (4 * width, base)) + panels([mpf(-6), mpf(2), mpf(6)], (width / 2, base))
    norm = loggamma(alpha)
    return [exp(t) for t, _ in nodes], [weight * exp(alpha * t - exp(t) - norm) for t, weight in nodes]


def gamma_rows():
    check_gamma_flow()
    integrands = [
        ("identity", "x0", lambda x: x, lambda x: mpf(1)),
        ("square", "x0^2", lambda x: x * x, lambda x: 2 * x),
        ("log", "log(x0)", log, lambda x: 1 / x),
        ("decay", "exp(-x0 / 2)", lambda x: exp(-x / 2), lambda x: -exp(-x / 2) / 2),
    ]
    rows = []
    for a, b in [(2, 1), (0.5, 3), (30, 2)]:
        alpha, rate = mpf(a), mpf(b)

        def family(rule):
            y, mass = gamma_nodes(alpha, rule)
            check("gamma mass", fsum(mass), mpf(1))
            shape = [gamma_flow(alpha, v) for v in y]
            check("gamma E g", fdot(mass, shape), mpf(1))
            check("gamma E g/y", fdot(mass, [g / v for g, v in zip(shape, y)]), polygamma(1, alpha))
            psi = digamma(alpha)
            return mass, [v / rate for v in y], {
                "concentration": ([log(v) - psi for v in y], [g / rate for g in shape]),
                "rate": ([(alpha - v) / rate for v in y], [-v / rate ** 2 for v in y]),
            }

        families = [family(rule) for rule in RULES]
        for name, formula, phi, slope in integrands:
            both = []
            for mass, x, parameters in families:
                f, df = [phi(v) for v in x], [slope(v) for v in x]
                row = {"value": moments(mass, f), "gradient": {}}
                for parameter, (score, flow) in parameters.items():
                    lr, rp = [s * v for s, v in zip(score, f)], [u * d for u, d in zip(flow, df)]
                    flows = blend(mass, lr, rp)
                    check(f"gamma {name} {parameter}: RP mean", flows["1"]["mean"], flows["0"]["mean"])
                    row["gradient"][parameter] = {"gradient": flows["0"]["mean"], "covariance": covariance(mass, lr, rp), "flow": flows}
                both.append(row)
            agree(f"gamma {a} {b} {name}", *both)
            row = both[0]
            closed = {
                "identity": (alpha / rate, 1 / rate, -alpha / rate ** 2),
                "square": (alpha * (alpha + 1) / rate ** 2, (2 * alpha + 1) / rate ** 2, -2 * alpha * (alpha + 1) / rate ** 3),
                "log": (digamma(alpha) - log(rate), polygamma(1, alpha), -1 / rate),
                "decay": ((1 + 1 / (2 * rate)) ** -alpha, -log(1 + 1 / (2 * rate)) * (1 + 1 / (2 * rate)) ** -alpha,
                          alpha / (2 * rate ** 2) * (1 + 1 / (2 * rate)) ** (-alpha - 1)),
            }[name]
            for what, got, expected in zip(["value", "dconcentration", "drate"], [
                    row["value"]["mean"], row["gradient"]["concentration"]["gradient"], row["gradient"]["rate"]["gradient"]], closed):
                check(f"gamma {name} {what}", got, expected)
            rows.append({"name": name, "phi": formula, "concentration": a, "rate": b} | row)
    return rows


# Multivariate normal, x = mu + L eps, phi = cos(om.x) ------------------------------------------------------------------------------------

def mvn_row():
    mu, om = [mpf(0.3), mpf(-0.2)], [mpf(1), mpf(-0.5)]
    L = [[mpf(1), mpf(0)], [mpf(0.5), mpf(0.8)]]
    a = [om[0] * L[0][0] + om[1] * L[1][0], om[1] * L[1][1]]
    phase = om[0] * mu[0] + om[1] * mu[1]
    inverse = matrix(L) ** -1
    # OMT flow of L_ij (Jankowiak & Obermeyer 2018): S Sigma + Sigma S = dSigma, S symmetric, u = S(x - mu)
    sigma = matrix(L) * matrix(L).T

    def omt(i, j):
        step = matrix(2, 2)
        step[i, j] = 1
        target = step * matrix(L).T + matrix(L) * step.T
        system = matrix([[2 * sigma[0, 0], 2 * sigma[0, 1], 0], [sigma[0, 1], sigma[0, 0] + sigma[1, 1], sigma[0, 1]],
                         [0, 2 * sigma[0, 1], 2 * sigma[1, 1]]])
        s = mp.lu_solve(system, matrix([target[0, 0], target[0, 1], target[1, 1]]))
        return [[s[0], s[1]], [s[1], s[2]]]

    def row(h):
        # the trapezoidal rule in both directions converges like exp(-2 pi^2/h^2) here (Trefethen & Weideman 2014)
        reach = int(mp.ceil(18 / h))
        points = [(i * h, h * density(i * h)) for i in range(-reach, reach + 1)]
        grid = [(e0, e1, m0 * m1) for e0, m0 in points for e1, m1 in points if e0 * e0 + e1 * e1 < 324]
        mass = [m for _, _, m in grid]
        angle = [phase + a[0] * e0 + a[1] * e1 for e0, e1, _ in grid]
        f, sines = [cos(t) for t in angle], [sin(t) for t in angle]
        out = {"value": moments(mass, f), "gradient": {"loc": [], "scaleTril": []}, "omt": []}
        for i in range(2):
            score = [inverse[0, i] * e0 + inverse[1, i] * e1 for e0, e1, _ in grid]
            lr, rp = [s * v for s, v in zip(score, f)], [-om[i] * v for v in sines]
            out["gradient"]["loc"].append((f"loc{i}", lr, rp))
        for i, j in [(0, 0), (1, 0), (1, 1)]:
            score = [(inverse[0, i] * e[0] + inverse[1, i] * e[1]) * e[j] - (1 / L[i][i] if i == j else 0) for e in grid]
            lr, rp = [s * v for s, v in zip(score, f)], [-om[i] * e[j] * v for e, v in zip(grid, sines)]
            out["gradient"]["scaleTril"].append((f"scaleTril{i}{j}", lr, rp))
            s = omt(i, j)
            b = [sum(L[k][c] * s[k][m] * om[m] for k in range(2) for m in range(2)) for c in range(2)]
            out["omt"].append((moments(mass, [-v * (b[0] * e[0] + b[1] * e[1]) for e, v in zip(grid, sines)]), b))
        result = {"value": out["value"], "gradient": {}}
        for key in ["loc", "scaleTril"]:
            for name, lr, rp in out["gradient"][key]:
                flows = blend(mass, lr, rp)
                check(f"mvn {name}: RP mean", flows["1"]["mean"], flows["0"]["mean"])
                result["gradient"][name] = {"gradient": flows["0"]["mean"], "covariance": covariance(mass, lr, rp), "flow": flows}
        return result, out["omt"]

    (result, transport), (second, _) = row(mpf(1) / 4), row(mpf(2) / 9)
    agree("mvn", result, second)
    norm = a[0] ** 2 + a[1] ** 2
    two = exp(-2 * norm) * cos(2 * phase)
    check("mvn value", result["value"]["mean"], exp(-norm / 2) * cos(phase))
    for i in range(2):
        check("mvn dmu", result["gradient"][f"loc{i}"]["gradient"], -om[i] * exp(-norm / 2) * sin(phase))
    for (i, j), (moved, b) in zip([(0, 0), (1, 0), (1, 1)], transport):
        entry = result["gradient"][f"scaleTril{i}{j}"]
        g = -om[i] * a[j] * exp(-norm / 2) * cos(phase)
        check("mvn dL", entry["gradient"], g)
        check("mvn RP L", entry["flow"]["1"]["variance"], om[i] ** 2 / 2 * (1 - (1 - 4 * a[j] ** 2) * two) - g ** 2)
        check("mvn OMT mean", moved["mean"], g)
        b2, ab = b[0] ** 2 + b[1] ** 2, a[0] * b[0] + a[1] * b[1]
        check("mvn OMT variance", moved["variance"], (b2 - (b2 - 4 * ab ** 2) * two) / 2 - g ** 2)
    gradients = result.pop("gradient")
    result["gradient"] = {
        "loc": [gradients["loc0"], gradients["loc1"]],
        "scaleTril": [gradients["scaleTril00"], None, gradients["scaleTril10"], gradients["scaleTril11"]],
    }
    return {"phi": "cos(x0 - 0.5 * x1)", "loc": [0.3, -0.2], "scaleTril": [1, 0, 0.5, 0.8]} | result


# Poisson ---------------------------------------------------------------------------------------------------------------------------

def poisson_mass(rate, count):
    mass = [exp(-rate)]
    for k in range(1, count):
        mass.append(mass[-1] * rate / k)
    return mass


def poisson_rows():
    """lambda = 1 is the discrete flow u = 1: E = phi(k + 1) - phi(k) (GO gradient, Cong et al. 2019)."""
    rows = []
    base = mpf(0.9)
    for r in [0.5, 4, 50]:
        rate = mpf(r)
        mass = poisson_mass(rate, 600)
        for name, formula, phi in [("square", "x0^2", lambda k: mpf(k * k)), ("power", "0.9^x0", lambda k: base ** k)]:
            f = [phi(k) for k in range(601)]
            lr = [(k / rate - 1) * v for k, v in enumerate(f[:600])]
            go = [b - a for a, b in zip(f, f[1:])]
            flows = blend(mass, lr, go)
            value, g = moments(mass, f[:600]), flows["0"]["mean"]
            check("poisson GO mean", flows["1"]["mean"], g)
            if name == "square":
                check("poisson value", value["mean"], rate + rate ** 2)
                check("poisson gradient", g, 1 + 2 * rate)
                check("poisson GO variance", flows["1"]["variance"], 4 * rate)
            else:
                check("poisson value", value["mean"], exp(rate * (base - 1)))
                check("poisson gradient", g, (base - 1) * exp(rate * (base - 1)))
                check("poisson GO variance", flows["1"]["variance"], (base - 1) ** 2 * exp(rate * (base ** 2 - 1)) - g ** 2)
            rows.append({"name": name, "phi": formula, "rate": r, "value": value,
                         "gradient": {"rate": {"gradient": g, "covariance": covariance(mass, lr, go), "flow": flows}}})
    return rows


# product({ a: normal(1, 1), k: poisson(3) }), phi = a^2 k: independent factors, so raw moments multiply -----------------------------------

def product_row():
    rate = mpf(3)
    masses = poisson_mass(rate, 300)

    def central(raw):
        m, m2, m3, m4 = raw
        variance = m2 - m ** 2
        return {"mean": m, "variance": variance, "skewness": (m3 - 3 * m * m2 + 2 * m ** 3) / variance ** mpf(1.5),
                "kurtosis": (m4 - 4 * m * m3 + 6 * m ** 2 * m2 - 3 * m ** 4) / variance ** 2}

    def row(rule):
        z, mass = normal_nodes(mpf(1), mpf(1), [], rule)
        normal = lambda f: [fdot(mass, [f(t) ** j for t in z]) for j in [1, 2, 3, 4]]
        poisson = lambda f: [fdot(masses, [f(mpf(k)) ** j for k in range(300)]) for j in [1, 2, 3, 4]]
        joint = lambda f, h: central([x * y for x, y in zip(normal(f), poisson(h))])
        count, square = lambda k: k, lambda t: (1 + t) ** 2
        estimators = {
            "loc": (lambda lam: joint(lambda t: (1 - lam) * t * (1 + t) ** 2 + lam * 2 * (1 + t), count)),
            "scale": (lambda lam: joint(lambda t: (1 - lam) * (t * t - 1) * (1 + t) ** 2 + lam * 2 * (1 + t) * t, count)),
            "rate": (lambda lam: joint(square, lambda k: (1 - lam) * (k / rate - 1) * k + lam)),
        }
        gradient = {}
        for name, estimator in estimators.items():
            flows = {key: estimator(lam) for key, lam in zip(["0", "0.5", "1"], LAMBDAS)}
            gradient[name] = {"gradient": flows["0"]["mean"], "flow": flows}
        return {"value": joint(square, count), "gradient": gradient}

    result = twice("product", row)
    check("product value", result["value"]["mean"], mpf(6))
    for name, g in [("loc", 6), ("scale", 6), ("rate", 2)]:
        for lam in ["0", "0.5", "1"]:
            check(f"product {name}", result["gradient"][name]["flow"][lam]["mean"], mpf(g))
    # E[z^2 (1 + z)^4] = E[z^2 + 6 z^4 + z^6] = 1 + 18 + 15 = 34; E k^2 = 12
    check("product LR loc", result["gradient"]["loc"]["flow"]["0"]["variance"], mpf(34 * 12 - 36))
    # E a^4 = 1 + 6 + 3 = 10; E[k^2 (k/3 - 1)^2] = (E k^4 - 6 E k^3 + 9 E k^2)/9 with E k^2, k^3, k^4 = 12, 57, 309
    check("product LR rate", result["gradient"]["rate"]["flow"]["0"]["variance"], mpf(10) * (309 - 6 * 57 + 9 * 12) / 9 - 4)
    return {"phi": "x0^2 * x1", "a": {"loc": 1, "scale": 1}, "k": {"rate": 3}} | result


print(json.dumps(text({
    "source": "/usr/bin/python3 test/estimators/reference.py > test/estimators/reference.json",
    "normal": normal_rows(),
    "importance": importance_rows(),
    "blackScholes": black_scholes(),
    "gamma": gamma_rows(),
    "mvn": mvn_row(),
    "poisson": poisson_rows(),
    "product": product_row(),
}), indent=1))
