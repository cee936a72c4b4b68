"""What the reference scripts of families with closed forms share.

A script says log p, F, 1 - F and F^-1 in formulas that keep relative accuracy in both tails; everything else follows here by
differentiation. 2000 digits are carried and steps are 10^-600 of the point, so that central differences, one inside the other for the
divergence, keep more than 100 digits wherever the formulas are smooth on a scale above 10^-300 of the point:

    score = d log p/d theta,   flow u = -(dF/d theta)/p,   divergence = du/dx

Points and parameters are doubles; values are strings of 30 digits. Those below 2^-1074 are written all the same: Number() makes 0 of them.
"""
import json
from mpmath import exp, log, log1p, mp, mpf

mp.dps = 2000
HALF = mpf(1) / 2


def text(value):
    return "NaN" if value != value else "Infinity" if value == mp.inf else mp.nstr(value, 30)


def derivative(f, at):
    h = (abs(at) or 1) * mpf(10) ** -600
    return (f(at + h) - f(at - h)) / (2 * h)


def log_probability(p, q):
    return log(p) if p < HALF else log1p(-q)


class Family:
    """log_density, cdf, survival: of x, *parameters; quantile: of u, *parameters; moments: of *parameters, gives mean, variance, entropy."""

    def __init__(self, names, log_density, cdf, survival, quantile, moments):
        self.names, self.log_density, self.cdf, self.survival, self.quantile, self.moments = names, log_density, cdf, survival, quantile, moments

    def named(self, values):
        return dict(zip(self.names, values))

    def flow(self, k, x, theta):
        moved = lambda t: theta[:k] + [t] + theta[k + 1:]
        lower = self.cdf(x, *theta) < HALF
        change = derivative(lambda t: -self.cdf(x, *moved(t)) if lower else self.survival(x, *moved(t)), theta[k])
        return change / exp(self.log_density(x, *theta))

    def row(self, values, x):
        theta, at, indices = [mpf(v) for v in values], mpf(x), range(len(values))
        score = lambda k: derivative(lambda t: self.log_density(at, *theta[:k], t, *theta[k + 1:]), theta[k])
        p, q = self.cdf(at, *theta), self.survival(at, *theta)
        assert abs(p + q - 1) < mpf(10) ** -1900
        u = [self.flow(k, at, theta) for k in indices]
        divergence = [derivative(lambda t: self.flow(k, t, theta), at) for k in indices]
        slope = derivative(lambda t: self.log_density(t, *theta), at)
        density = derivative(lambda t: self.cdf(t, *theta) if p < HALF else -self.survival(t, *theta), at)
        assert abs(density / exp(self.log_density(at, *theta)) - 1) < mpf(10) ** -100, (values, x)
        zero = lambda value: mpf(0) if abs(value) < mpf(10) ** -390 else value
        return {
            "parameters": self.named(values), "x": [x],
            "expected": {
                "logProb": text(self.log_density(at, *theta)), "gradLogProb": text(zero(slope)),
                "score": self.named([text(zero(score(k))) for k in indices]), "flow": self.named([text(v) for v in u]),
                "flowDivergence": self.named([text(zero(v)) for v in divergence]),
                "cdf": text(p), "survival": text(q), "logCdf": text(log_probability(p, q)), "logSurvival": text(log_probability(q, p)),
            },
        }

    def quantile_row(self, values, u):
        theta, u = [mpf(v) for v in values], mpf(u)
        x = self.quantile(u, *theta)
        near = self.cdf(x, *theta) / u if u < HALF else self.survival(x, *theta) / (1 - u)
        assert abs(near - 1) < mpf(10) ** -100, (values, u)
        return {"parameters": self.named(values), "u": float(u), "quantile": text(x)}

    def write(self, name, points, quantiles):
        """points: [(parameters, [x …])]; quantiles: the parameters whose quantiles at U are listed."""
        print(json.dumps({
            "source": f"/usr/bin/python3 test/distributions/{name}.reference.py > test/distributions/{name}.reference.json",
            "rows": [self.row(values, float(x)) for values, xs in points for x in xs],
            "quantiles": [self.quantile_row(values, u) for values in quantiles for u in U],
            "moments": [{"parameters": self.named(values), **dict(zip(["mean", "variance", "entropy"], map(text, self.moments(*map(mpf, values)))))}
                        for values, _ in points],
        }, indent=1))


U = [2.0 ** -1022, 2.0 ** -500, 2.0 ** -100, 2.0 ** -53, 2.0 ** -20, 0.001, 0.0625, 0.25, 0.4375, 0.5, 0.5625, 0.75, 0.9375, 0.999,
     1 - 2.0 ** -20, 1 - 2.0 ** -40, 1 - 2.0 ** -53]


def placed(loc, scale, zs):
    return ((loc, scale), [loc + scale * z for z in zs])
