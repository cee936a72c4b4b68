"""
Reference values of mixtures, by definition and with 50 digits:

    /usr/bin/python3 test/distributions/mixture.reference.py > test/distributions/mixture.reference.json
"""
import json
from mpmath import mp, mpf, exp, log, sqrt, pi, erfc, nstr, gammainc, gamma

mp.dps = 50
digits = lambda v: nstr(v, 30)

class Normal:
    def __init__(self, loc, scale): self.loc, self.scale = mpf(loc), mpf(scale); self.names = ["loc", "scale"]
    def z(self, x): return (x - self.loc) / self.scale
    def p(self, x): return exp(-self.z(x) ** 2 / 2) / (self.scale * sqrt(2 * pi))
    def F(self, x): return erfc(-self.z(x) / sqrt(2)) / 2
    def S(self, x): return erfc(self.z(x) / sqrt(2)) / 2
    def g(self, x): return -self.z(x) / self.scale
    def scores(self, x): return [self.z(x) / self.scale, (self.z(x) ** 2 - 1) / self.scale]
    def flows(self, x): return [mpf(1), self.z(x)]
    def divergences(self, x): return [mpf(0), 1 / self.scale]

def row(logits, components, x):
    x = mpf(x)
    top = [exp(mpf(l)) for l in logits]
    w = [t / sum(top) for t in top]
    p = sum(wk * c.p(x) for wk, c in zip(w, components))
    r = [wk * c.p(x) / p for wk, c in zip(w, components)]
    g = sum(rk * c.g(x) for rk, c in zip(r, components))
    F = sum(wk * c.F(x) for wk, c in zip(w, components))
    S = sum(wk * c.S(x) for wk, c in zip(w, components))
    u = [-wk * (c.F(x) - F if F < 0.5 else S - c.S(x)) / p for wk, c in zip(w, components)]  # without cancellation
    expected = {
        "logProb": digits(log(p)), "gradLogProb": digits(g), "cdf": digits(F), "survival": digits(S), "logCdf": digits(log(F)), "logSurvival": digits(log(S)),
        "score": {"logits": [digits(rk - wk) for rk, wk in zip(r, w)]},
        "flow": {"logits": [digits(v) for v in u]},
        # 30 digits of ∂u/∂x, by continuity
        "flowDivergence": {"logits": [digits(-(rk - wk) - v * g) for rk, wk, v in zip(r, w, u)]},
    }
    for k, (rk, c) in enumerate(zip(r, components)):
        for name, s, f, d in zip(c.names, c.scores(x), c.flows(x), c.divergences(x)):
            key = f"components.{k}.{name}"
            expected["score"][key] = digits(rk * s)
            expected["flow"][key] = digits(rk * f)
            expected["flowDivergence"][key] = digits(rk * d + f * rk * (c.g(x) - g))
    return {"logits": [float(l) for l in logits], "normals": [[float(c.loc), float(c.scale)] for c in components], "x": float(x), "expected": expected}

two = ([0, 0.5], [Normal(-1, 1), Normal(3, 0.5)])
three = ([-3, 1, 0.25], [Normal(0, 4), Normal(0.5, 0.125), Normal(-8, 2)])
rows = [row(*two, x) for x in (-35, -6, -1, 0.25, 2, 3, 4.5, 20)] + [row(*three, x) for x in (-60, -9, -1, 0.375, 0.5, 1, 30)]
print(json.dumps({"source": "/usr/bin/python3 test/distributions/mixture.reference.py > test/distributions/mixture.reference.json", "rows": rows}, indent=1))
