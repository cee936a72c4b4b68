"""Reference rows for the normal distribution (loc, scale) within [low, high].

    python3 test/distributions/truncated-normal.reference.py > test/distributions/truncated-normal.reference.json

Needs mpmath only; seconds. Points are exact doubles; values are strings of 30 digits. The closed forms, as they stand, with 350 digits: whatever
cancels, enough remain. Flows: u_low = S phi(a)/phi(z), u_high = F phi(b)/phi(z), loc 1 − u_low − u_high, scale z − a u_low − b u_high, where a and
b are low and high in standard units, F the mass below z and S above it.
"""
import json
from math import inf

from mpmath import diff, erfc, exp, log, log1p, mp, mpf, pi, quad, sqrt

mp.dps = 350


def text(value):
    return mp.nstr(value, 30)


def density(z):
    return exp(-z * z / 2) / sqrt(2 * pi) if abs(z) != inf else mpf(0)


def mass(a, b):
    """Between a and b, from tails on the side where they are small."""
    if a >= 0:
        return (erfc(a / sqrt(2)) - (erfc(b / sqrt(2)) if b != inf else 0)) / 2
    if b <= 0:
        return mass(-b, -a)
    return 1 - (erfc(-a / sqrt(2)) if a != -inf else 0) / 2 - (erfc(b / sqrt(2)) if b != inf else 0) / 2


class Truncated:
    def __init__(self, loc, scale, low, high):
        self.parameters = (loc, scale, low, high)
        self.loc, self.scale = mpf(loc), mpf(scale)
        self.a = -inf if low == -inf else (mpf(low) - self.loc) / self.scale
        self.b = inf if high == inf else (mpf(high) - self.loc) / self.scale
        self.Z = mass(self.a, self.b)
        self.low = density(self.a) / self.Z
        self.high = density(self.b) / self.Z
        alow, bhigh = (0 if self.a == -inf else self.a * self.low), (0 if self.b == inf else self.b * self.high)
        self.m = self.low - self.high
        self.e = 1 + alow - bhigh

    def flows(self, z):
        F, S = mass(self.a, z) / self.Z, mass(z, self.b) / self.Z
        u, v = S * density(self.a) / density(z), F * density(self.b) / density(z)
        du, dv = z * u - self.low, z * v + self.high
        times = lambda c, w: 0 if abs(c) == inf else c * w
        return (F, S, {"loc": 1 - u - v, "scale": z - times(self.a, u) - times(self.b, v), "low": u, "high": v},
                {"loc": -du - dv, "scale": 1 - times(self.a, du) - times(self.b, dv), "low": du, "high": dv})

    def row(self, x):
        z = (mpf(x) - self.loc) / self.scale
        F, S, flow, slope = self.flows(z)
        s = self.scale
        return {
            "parameters": named(*self.parameters), "x": x,
            "logProb": text(log(density(z) / self.Z / s)), "gradLogProb": text(-z / s),
            "score": {"loc": text((z - self.m) / s), "scale": text((z * z - self.e) / s), "low": text(self.low / s), "high": text(-self.high / s)},
            "flow": {name: text(u) for name, u in flow.items()},
            "flowDivergence": {name: text(d / s) for name, d in slope.items()},
            "cdf": text(F), "survival": text(S), "logCdf": text(log(F)), "logSurvival": text(log(S)),
        }

    def quantile(self, u):
        u = mpf(u)
        below = u < 0.5
        target = log(u) if below else log1p(-u)
        z = (self.a + self.b) / 2 if self.b - self.a != inf else mpf(0) if self.a == -self.b else self.a + 1 if self.b == inf else self.b - 1
        if below and self.a != -inf:
            z = min(z, self.a + u / self.low)
        if not below and self.b != inf:
            z = max(z, self.b - (1 - u) / self.high)
        for _ in range(200):  # Newton's method for the logarithm of the smaller part, which is concave; kept inside
            part = mass(self.a, z) if below else mass(z, self.b)
            step = (target - log(part / self.Z)) * part / density(z) * (1 if below else -1)
            if z + step <= self.a:
                step = (self.a - z) / 2
            if z + step >= self.b:
                step = (self.b - z) / 2
            z += step
            if abs(step) < abs(z) * mpf(10) ** -40:
                break
        else:
            raise ArithmeticError((self.parameters, u))
        return self.loc + self.scale * z

    def moments(self):
        s, w = self.scale, lambda c, n, h: 0 if abs(c) == inf else c**n * h
        third = 2 * self.m + w(self.a, 2, self.low) - w(self.b, 2, self.high)
        fourth = 3 * self.e + w(self.a, 3, self.low) - w(self.b, 3, self.high)
        m, e = self.m, self.e
        variance = e - m * m
        central = fourth - 4 * m * third + 6 * m * m * e - 3 * m**4
        return {"parameters": named(*self.parameters), "mean": text(self.loc + s * m), "variance": text(s * s * variance),
                "entropy": text(log(s * self.Z * sqrt(2 * pi)) + e / 2), "kurtosis": text(central / variance**2)}


def named(loc, scale, low, high):
    """Infinities as strings: JSON has none."""
    write = lambda end: end if abs(end) != inf else "Infinity" if end > 0 else "-Infinity"
    return {"loc": loc, "scale": scale, "low": write(low), "high": write(high)}


# The flows against numerical differentiation of the distribution function, and the moments against quadrature
for parameters, x in [((0.5, 2, -1, 3), 1.25), ((0, 1, 1, 3), 1.5)]:
    z = (mpf(x) - mpf(parameters[0])) / parameters[1]
    p = Truncated(*parameters)
    with mp.workdps(60):
        for k, name in enumerate(("loc", "scale", "low", "high")):
            def F(value):
                q = Truncated(*(value if i == k else v for i, v in enumerate(parameters)))
                return mass(q.a, (mpf(x) - q.loc) / q.scale) / q.Z
            expected = -diff(F, mpf(parameters[k]), h=mpf(10) ** -20) / (density(z) / p.Z / p.scale)
            assert abs(p.flows(z)[2][name] / expected - 1) < mpf(10) ** -18, (parameters, name)
        assert abs(quad(lambda t: t * t * density(t), [p.a, p.b]) / p.Z / p.e - 1) < mpf(10) ** -40

POINTS = [
    ((0, 1, -1, 2), [-0.9990234375, -0.75, -0.25, 2.0**-20, 0.5, 1.25, 1.9990234375]),
    ((0.5, 2, -1, 4), [-0.875, 0.0, 1.0, 2.5, 3.96875]),
    ((0, 1, -inf, inf), [-37.0, -6.0, -1.5, -0.5, 2.0**-10, 0.25, 1.5, 8.0, 37.0]),
    ((0, 1, 0, inf), [2.0**-1000, 2.0**-30, 0.125, 0.75, 1.5, 6.0, 37.0]),
    ((0, 1, -inf, -2), [-30.0, -6.0, -3.0, -2.25, -2.0 - 2.0**-20]),
    ((0, 1, 2, 3), [2.0 + 2.0**-30, 2.125, 2.375, 2.75, 3.0 - 2.0**-20]),
    ((0, 1, -3, inf), [-2.9990234375, -2.0, -0.5, 0.25, 1.5, 10.0, 36.0]),
    ((0, 1, 8, inf), [8.0 + 2.0**-30, 8.0625, 8.125, 8.5, 12.0, 30.0]),
    ((0, 1, 38, inf), [38.0 + 2.0**-40, 38.0078125, 38.03125, 38.125, 38.5, 45.0, 53.0]),
    ((0, 1, 38, 38.0625), [38.0 + 2.0**-40, 38.0078125, 38.03125, 38.0546875, 38.0625 - 2.0**-40]),
    ((0, 1, -39, -38), [-38.0 - 2.0**-40, -38.0078125, -38.125, -38.75, -39.0 + 2.0**-30]),
    ((-38, 1, 0, inf), [2.0**-1000, 2.0**-100, 2.0**-20, 0.0078125, 0.03125, 0.25, 2.0, 15.0]),
    ((0, 1, -0.0009765625, 0.0009765625), [-0.00097560882568359375, -0.0004882812, 2.0**-30, 0.000244140625, 0.00097560882568359375]),
    ((0, 1, -38, -0.5), [-37.5, -20.0, -3.0, -0.75, -0.5000152587890625]),
    ((0, 1, 1, 1 + 2.0**-20), [1 + 2.0**-30, 1 + 2.0**-22, 1 + 3 * 2.0**-22]),
    ((0, 1, 100, 101), [100.0 + 2.0**-30, 100.0078125, 100.0625, 100.5]),
    ((0, 1, -10, 0.25), [-9.0, -4.0, -1.0, -0.125, 0.125, 0.2490234375]),
]
laws = [(Truncated(*parameters), points) for parameters, points in POINTS]
print(json.dumps({
    "source": "python3 test/distributions/truncated-normal.reference.py > test/distributions/truncated-normal.reference.json",
    "rows": [p.row(x) for p, points in laws for x in points],
    "moments": [p.moments() for p, _ in laws],
    "quantiles": [{"parameters": named(*p.parameters), "u": u, "quantile": text(p.quantile(u))} for p, _ in laws
                  for u in (1e-300, 0.0625, 0.75, 0.9990234375)],
}, indent=1))
