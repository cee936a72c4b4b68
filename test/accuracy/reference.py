"""References for the accuracy of the vector functions: for arguments drawn at random, what the functions are exactly.

A group of functions is a module beside this file (GROUPS below) with

    FUNCTIONS = {
        "expm1": dict(
            value=gmpy2.expm1,                # exact: mpfr -> mpfr of PRECISION bits (of two, for a function of two)
            check=mpmath.expm1,               # the same by mpmath, an independent program: mpf -> mpf, for the committed points
            bound=1.5,                        # ulp, which the measured error must not exceed
            points=[normal(), both(magnitudes(1e-300, 700.0)), bits()],   # samplers (sampling.py); each gives an equal share
            special=[0.0, -0.0, math.inf],    # arguments that are always measured
            floor=0.0,                        # optional: an absolute error that is always allowed, beside zeros that no double hits
            precision=140,                    # optional: bits, where a composed value needs more than PRECISION
            arity=1,                          # optional: 2, 3 for a function of so many, whose samplers give tuples
            kept=[uniform(-1.0, 1.0)],        # optional: samplers of the committed points, if not `points`
        ),
    }

"expm1" is measured as kernel `vectorExpm1`. `value` sees
NaN, infinities and signed zeros, and answers what the kernel must. `check` sees finite arguments with finite values only.

    reference.py dense NAME COUNT FILE   writes rows of f64: argument(s), hi, rest, spacing
    reference.py keep                    writes GROUP.json: `kept` points of every function with values by mpmath
    reference.py list [NAME …]           names, arities, bounds and floors, as JSON; of groups or functions, or of all

The exact value is hi + rest·spacing: hi the nearest double, spacing that of doubles at the exact value. So nothing is lost with subnormals.
Needs gmpy2 (MPFR) and mpmath.
"""
import array
import importlib
import json
import math
import os
import random
import sys

import gmpy2
import mpmath

GROUPS = ["exponential", "trigonometric", "error", "gamma", "beta", "bessel"]
"""Bits of an exact value, of which 53 + 50 matter."""
PRECISION = 140
KEPT = 150
LIMIT = gmpy2.mpfr(2) ** 1024

HERE = os.path.dirname(os.path.abspath(__file__))


def group(name):
    return importlib.import_module(name).FUNCTIONS


def functions(names=()):
    """Named functions, or those of named groups, or all: name → (group, definition)."""
    every = {f: (g, d) for g in GROUPS for f, d in group(g).items()}
    chosen = {f: v for f, v in every.items() if not names or f in names or v[0] in names}
    unknown = set(names) - set(GROUPS) - set(every)
    if unknown:
        sys.exit(f"reference.py: expected names of functions or groups, got {', '.join(sorted(unknown))}")
    return chosen


def arguments(definition, samplers, count, seed):
    """`special` first, then shares of the samplers, as tuples."""
    source = random.Random(seed)
    rows = list(definition.get("special", []))
    for i in range(max(0, count - len(rows))):
        rows.append(samplers[i % len(samplers)](source))
    return [r if isinstance(r, tuple) else (r,) for r in rows]


def split(exact):
    """hi, rest, spacing of an exact value."""
    if not gmpy2.is_finite(exact):
        return float(exact), 0.0, 1.0
    if abs(exact) >= LIMIT:
        return math.copysign(math.inf, exact), 0.0, 1.0
    hi = float(exact)
    if math.isinf(hi):
        hi = math.copysign(sys.float_info.max, hi)
    spacing = math.ulp(hi)
    if abs(exact) < abs(hi) and math.frexp(hi)[0] in (0.5, -0.5):
        spacing = max(spacing / 2, 5e-324)
    return hi, float((exact - gmpy2.mpfr(hi)) / gmpy2.mpfr(spacing)), spacing


def dense(name, count, file):
    _, definition = functions([name])[name]
    gmpy2.get_context().precision = definition.get("precision", PRECISION)
    value, out = definition["value"], array.array("d")
    for row in arguments(definition, definition["points"], count, name):
        out.extend(row)
        out.extend(split(value(*(gmpy2.mpfr(x) for x in row))))
    with open(file, "wb") as f:
        out.tofile(f)


def keep():
    for g in GROUPS:
        kept = {}
        for name, definition in group(g).items():
            gmpy2.get_context().precision = definition.get("precision", PRECISION)
            mpmath.mp.prec = max(300, definition.get("precision", PRECISION))
            samplers, points = definition.get("kept", definition["points"]), []
            for row in arguments(definition, samplers, 40 * KEPT, "keep " + name):
                if len(points) == KEPT:
                    break
                if not all(map(math.isfinite, row)) or 0.0 in row:
                    continue
                exact = definition["value"](*(gmpy2.mpfr(x) for x in row))
                if not gmpy2.is_finite(exact) or not 0 < abs(exact) < LIMIT or abs(exact) < 1e-320:
                    continue
                checked = gmpy2.mpfr(mpmath.nstr(definition["check"](*(mpmath.mpf(x) for x in row)), 60, strip_zeros=False))
                if abs(checked - exact) > abs(exact) * gmpy2.mpfr(2) ** -100 + definition.get("floor", 0.0) * 1e-6:
                    sys.exit(f"reference.py: {name}{row}: MPFR says {exact}, mpmath {checked}")
                points.append([*row, *split(checked)[:2]])
            kept[name] = {"bound": definition["bound"], "floor": definition.get("floor", 0.0), "points": points}
        lines = ",\n".join(
            f'    {json.dumps(n)}: {{"bound": {d["bound"]}, "floor": {d["floor"]}, "points": [\n      '
            + ",\n      ".join(json.dumps(p) for p in d["points"]) + "\n    ]}" for n, d in kept.items())
        with open(os.path.join(HERE, g + ".json"), "w") as f:
            f.write('{\n  "command": "python3 test/accuracy/reference.py keep",\n'
                    '  "columns": "argument(s), nearest double, what the exact value exceeds it by in units of the last place",\n'
                    f'  "functions": {{\n{lines}\n  }}\n}}\n')


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "dense":
        dense(rest[0], int(rest[1]), rest[2])
    elif command == "keep":
        keep()
    elif command == "list":
        print(json.dumps([dict(name=f, group=g, arity=d.get("arity", 1), bound=d["bound"], floor=d.get("floor", 0.0))
                          for f, (g, d) in functions(rest).items()]))
    else:
        sys.exit(__doc__)
