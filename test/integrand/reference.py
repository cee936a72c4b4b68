"""Random smooth formulas, their values and gradients to 20 digits, and how sensitive these are: python3 test/integrand/reference.py > test/integrand/reference.json

The condition of a number is the largest relative response, over six trials, to relative changes of every input and of every operation's result by
±1e-15: what errors of one unit in operations do to the result at worst. mpmath 1.2.1, 150 digits; derivatives by central differences of 1e-40.
"""
import json
import random

from mpmath import mp, mpf

mp.dps = 150
rng = random.Random(20261126)
LARGE = mpf("1e290")
ONE, HALF = mpf(1), mpf(1) / 2

UNARY = {
    "sqrt": mp.sqrt, "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)), "exp": mp.exp, "exp2": lambda x: mp.power(2, x), "expm1": mp.expm1,
    "log": mp.log, "log2": lambda x: mp.log(x) / mp.log(2), "log1p": mp.log1p, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan,
    "asin": mp.asin, "acos": mp.acos, "atan": mp.atan, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "erf": mp.erf, "erfc": mp.erfc,
    "normalCdf": mp.ncdf, "normalLogCdf": lambda x: mp.log(mp.ncdf(x)), "lgamma": mp.loggamma, "digamma": mp.digamma,
    "softplus": lambda x: mp.log1p(mp.exp(x)), "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
}
POSITIVE = {"sqrt", "log", "log2", "lgamma", "digamma"}
BINARY = {"+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": lambda x, y: x / y}


def within(v):
    """What doubles hold without overflow or underflow."""
    if isinstance(v, mp.mpc) or (v != 0 and not 1 / LARGE < abs(v) < LARGE):
        raise ValueError(v)
    return v


def make(depth, columns):
    """(text, evaluate(x, noise)): noise() is a factor near 1 for each result."""
    if depth == 0 or rng.random() < 0.1:
        if rng.random() < 0.25:
            value = rng.choice([0.5, 2.0, 3.0, 0.125, 1.75])
            return repr(value), lambda x, noise: mpf(value)
        d = rng.randrange(columns)
        return f"x{d}", lambda x, noise: x[d] * noise()
    kind = rng.random()
    if kind < 0.4:
        op, (a, f), (b, g) = rng.choice(list(BINARY)), make(depth - 1, columns), make(depth - 1, columns)
        return f"({a} {op} {b})", lambda x, noise: within(BINARY[op](f(x, noise), g(x, noise))) * noise()
    if kind < 0.85:
        name, (a, f) = rng.choice(list(UNARY)), make(depth - 1, columns)
        if name in POSITIVE:
            return f"{name}(0.25 + ({a})^2)", lambda x, noise: UNARY[name]((mpf(0.25) + f(x, noise) ** 2 * noise()) * noise()) * noise()
        return f"{name}({a})", lambda x, noise: within(UNARY[name](f(x, noise))) * noise()
    if kind < 0.95:
        k, (a, f) = rng.choice([2, 3, 5, -1, -2]), make(depth - 1, columns)
        return f"(({a})^{k})", lambda x, noise: within(f(x, noise) ** k) * noise()
    (a, f), (b, g) = make(depth - 1, columns), make(depth - 1, columns)
    return f"((0.5 + ({a})^2)^({b}))", lambda x, noise: within(mp.power((HALF + f(x, noise) ** 2 * noise()) * noise(), g(x, noise))) * noise()


def gradient(f, x, seed):
    """Value and gradient with the changes that the seed stands for."""
    def noisy(at):
        trial = random.Random(seed)
        return f(at, (lambda: ONE) if seed is None else (lambda: 1 + mpf(trial.choice([-1, 1])) * mpf("1e-15")))
    h = mpf("1e-40")
    slopes = [(noisy([v + h * (d == e) for e, v in enumerate(x)]) - noisy([v - h * (d == e) for e, v in enumerate(x)])) / (2 * h) for d in range(len(x))]
    return [noisy(x)] + slopes


rows = []
while len(rows) < 300:
    columns = rng.randint(1, 3)
    text, f = make(rng.randint(1, 4), columns)
    if "x" not in text.replace("exp", ""):
        continue
    points = []
    for _ in range(12):
        x = [mpf(rng.randint(-96, 96)) / 32 for _ in range(columns)]
        try:
            exact = gradient(f, x, None)
            noisy = [gradient(f, x, seed) for seed in range(6)]
        except (ValueError, TypeError, ZeroDivisionError, OverflowError):
            continue
        if any(isinstance(v, mp.mpc) for row in [exact, *noisy] for v in row) or any(not mp.isfinite(v) or abs(v) > mpf("1e100") for v in exact) or abs(exact[0]) < mpf("1e-100"):
            continue
        if any(abs(v) < mpf("1e-80") and f"x{d}" in text for d, v in enumerate(exact[1:])):
            continue  # beyond these differences
        conditions = [max(abs(row[k] - v) for row in noisy) / mpf("1e-15") + abs(v) for k, v in enumerate(exact)]
        points.append({"x": [float(v) for v in x], "values": [mp.nstr(v, 20) for v in exact], "conditions": [float(mp.nstr(c, 4)) for c in conditions]})
        if len(points) == 3:
            break
    if len(points) == 3:
        rows.append({"formula": text, "points": points})
print("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]")
