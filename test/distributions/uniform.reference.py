"""Reference rows for Uniform(low, high).

    /usr/bin/python3 test/distributions/uniform.reference.py > test/distributions/uniform.reference.json

Needs mpmath only; `reference.py` says what is done with the formulas.
"""
from mpmath import log
from reference import Family

family = Family(
    ["low", "high"],
    lambda x, a, b: -log(b - a),
    lambda x, a, b: (x - a) / (b - a),
    lambda x, a, b: (b - x) / (b - a),
    lambda u, a, b: a + (b - a) * u,
    lambda a, b: ((a + b) / 2, (b - a) ** 2 / 12, log(b - a)),
)
family.write("uniform", [
    ((-1, 3), [-1 + 2.0 ** -40, -0.75, 0, 1, 2.5, 3 - 2.0 ** -40]),
    ((0, 1), [2.0 ** -1000, 2.0 ** -53, 0.25, 0.5, 0.75, 1 - 2.0 ** -53]),
    ((1024, 1024.5), [1024.125, 1024.25, 1024.4375]),
    ((-(2.0 ** 1023), 2.0 ** 1023), [-(2.0 ** 1022), 1, 2.0 ** 1022]),
    ((0, 2.0 ** -1000), [2.0 ** -1001, 2.0 ** -1020]),
], [(-1, 3), (0, 1), (-8, 0)])
