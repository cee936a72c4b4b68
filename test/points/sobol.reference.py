"""
Writes test/points/sobol.reference.json:  python3 test/points/sobol.reference.py new-joe-kuo-6.21201 > test/points/sobol.reference.json

Points of the Sobol' sequence as integers below 2^32, by the recurrence of I. M. Sobol' on the published file of S. Joe and F. Y. Kuo (SIAM J.
Sci. Comput. 30 (2008) 2635), in their order. Of the first three columns the first ten points are printed in the notes that come with it.
"""
import json, sys

lines = [[int(v) for v in line.split()] for line in open(sys.argv[1]).readlines()[1:]]


def directions(column):
    if column == 0:
        return [1 << 31 - k for k in range(32)]
    d, s, a, *m = lines[column - 1]
    assert d == column + 1
    v = [m[k] << 31 - k for k in range(s)]
    for k in range(s, 32):
        w = v[k - s] ^ v[k - s] >> s
        for j in range(1, s):
            if a >> s - 1 - j & 1:
                w ^= v[k - j]
        v.append(w)
    return v


def point(i, v):
    x = 0
    for k in range(32):
        if (i ^ i >> 1) >> k & 1:
            x ^= v[k]
    return x


far = [2**20 + 3, 2**31 - 1, 2**32 - 1]
assert [[point(i, directions(c)) / 2**32 for c in range(3)] for i in range(10)] == [
    [0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625],
    [0.875, 0.875, 0.125], [0.625, 0.125, 0.875], [0.125, 0.625, 0.375], [0.1875, 0.3125, 0.9375], [0.6875, 0.8125, 0.4375]]
json.dump({
    "columns": [{"column": c, "points": [point(i, directions(c)) for i in range(128)], "far": [point(i, directions(c)) for i in far]}
                for c in [*range(10), 99, 160, 161]],
    "far": far,
}, sys.stdout)
print()
