"""python3 extremes.reference.py > extremes.reference.json: where shapes are huge or tiny; mpmath, 60 digits."""
import json
from mpmath import mp, mpf, log, loggamma, psi, gammainc, nstr
mp.dps = 60

def entropy(a, s): return a + loggamma(a) + (s - a) * psi(0, a)
def beta_entropy(a, b): return loggamma(a) + loggamma(b) - loggamma(a + b) - (a - 1) * psi(0, a) - (b - 1) * psi(0, b) + (a + b - 2) * psi(0, a + b)
digits = lambda v: nstr(v, 25)
SHAPES = ["16", "1000", "1048576", "1e30"]
mp.dps = 120
rows = {
    "gamma": [[a, digits(entropy(mpf(a), 1))] for a in SHAPES],
    "inverseGamma": [[a, digits(entropy(mpf(a), -1))] for a in SHAPES],
    "beta": [[a, digits(beta_entropy(mpf(a), mpf(a) / 2))] for a in SHAPES],
    "logCdf": [[str(d), str(x), digits(log(1 - gammainc(mpf(2) ** -d / 2, mpf(x) / 2, regularized=True)))] for d, x in [(20, 0.5), (40, 0.25), (40, 1), (200, 0.5)]],
}
print(json.dumps(rows, indent=1))
