"""The tables of assembly/core/gauss-legendre.ts: Gauss and Legendre's rule of N nodes on [0, 1].

    python3 scripts/tables/gauss-legendre.py 32

Needs mpmath. Nodes are (1 - z)/2 and (1 + z)/2 for the roots z > 0 of P_N, N even; both have weight 1/((1 - z^2) P_N'(z)^2).
"""
import sys

from mpmath import mp, mpf, cos, legendre, pi

mp.dps = 50
N = int(sys.argv[1])


def row(i):
    z = cos(pi * (mpf(i) - mpf(1) / 4) / (N + mpf(1) / 2))
    slope = lambda z: N * (z * legendre(N, z) - legendre(N - 1, z)) / (z * z - 1)
    for _ in range(8):
        z -= legendre(N, z) / slope(z)
    return (1 - z) / 2, (1 + z) / 2, 1 / ((1 - z * z) * slope(z) ** 2)


rows = [row(i) for i in range(1, N // 2 + 1)]
assert abs(2 * sum(w for _, _, w in rows) - 1) < mpf(10) ** -40
assert abs(sum(w * (a ** (2 * N - 1) + b ** (2 * N - 1)) for a, b, w in rows) - mpf(1) / (2 * N)) < mpf(10) ** -40
for a, b, w in rows:
    print(f"  {float(a)!r}, {float(b)!r}, {float(w)!r}, {float(w)!r},")
