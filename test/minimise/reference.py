"""python3 test/minimise/reference.py > test/minimise/reference.json: three steps and more of the optimisers on exact gradients, mpmath, 40 digits.
Formulas: sgd with momentum (v <- momentum*v + g), adam (Kingma & Ba 2015, Algorithm 1), natural gradient."""
import json
from mpmath import mp, mpf, exp, log, sqrt

mp.dps = 40


def sgd(g, eta, steps, rate, momentum):
    out, v = [], mpf(0)
    for _ in range(steps):
        v = momentum * v + g(eta)
        eta -= rate * v
        out.append(eta)
    return out


def adam(g, eta, steps, rate, b1, b2, eps):
    out, m, v = [], mpf(0), mpf(0)
    for t in range(1, steps + 1):
        s = g(eta)
        m, v = b1 * m + (1 - b1) * s, b2 * v + (1 - b2) * s * s
        eta -= rate * (m / (1 - b1**t)) / (sqrt(v / (1 - b2**t)) + eps)
        out.append(eta)
    return out


def share(eta):
    return 1 / (1 + exp(-eta))


# E[3x] of Bernoulli(probs) is 3*probs: by the logit, 3*probs*(1 - probs)
bernoulli = lambda eta: 3 * share(eta) * (1 - share(eta))
start = log(mpf("0.75") / mpf("0.25"))
result = {
    "bernoulli sgd": [share(e) for e in sgd(bernoulli, start, 3, mpf("0.5"), mpf("0.25"))],
    "bernoulli adam": [share(e) for e in adam(bernoulli, start, 3, mpf("0.125"), mpf("0.75"), mpf("0.875"), mpf("0.0625"))],
    # E[x^2/2] of a normal distribution, by loc: the gradient is loc
    "normal adam": adam(lambda m: m, mpf(1), 3, mpf("0.0625"), mpf(0.9), mpf(0.999), mpf(1e-8)),
}
print(json.dumps({name: [mp.nstr(v, 20) for v in values] for name, values in result.items()}, indent=2))
