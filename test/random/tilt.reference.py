"""Distribution functions and moments of the tilted noises, by integrating their densities: python3 tilt.reference.py > tilt.reference.json

Nothing here uses a closed form: a density is only known up to its constant, and is integrated piece by piece between its kinks.
"""
import json

from mpmath import cos, exp, fabs, inf, log, mp, mpf, nstr, pi, quad, sin

mp.dps = 30
REAL = [-inf, -6, -3, -1, 0, 1, 3, 6, inf]
POSITIVE = [0, 1, 3, 8, 20, inf]
UNIT = [mpf(i) / 8 for i in range(9)]


def laplace(power):
    """u of a Laplace number z with density proportional to ||z| - 1|^power e^-|z|, by du = e^-|z|/2 dz."""
    return lambda u: fabs(log(2 * min(u, 1 - u)) + 1) ** power if 0 < u < 1 else mpf(0)  # the ends, where log is infinite, count for nothing


E1 = exp(mpf(-1)) / 2
LAPLACE = [0, mpf(10) ** -12, mpf(10) ** -6, mpf(1) / 100, E1, mpf(1) / 2, 1 - E1, mpf(99) / 100, 1 - mpf(10) ** -6, 1 - mpf(10) ** -12, 1]
KERNELS = {
    "tiltedNormalSlice1": (lambda z: fabs(z) * exp(-z * z / 2), REAL),
    "tiltedNormalFisher1": (lambda z: z * z * exp(-z * z / 2), REAL),
    "tiltedNormalSlice2": (lambda z: fabs(z * z - 1) * exp(-z * z / 2), REAL),
    "tiltedNormalFisher2": (lambda z: (z * z - 1) ** 2 * exp(-z * z / 2), REAL),
    "tiltedExponentialSlice": (lambda y: fabs(y - 1) * exp(-y), POSITIVE),
    "tiltedExponentialFisher": (lambda y: (y - 1) ** 2 * exp(-y), POSITIVE),
    "tiltedUniformSlice": (lambda u: fabs(2 * u - 1), UNIT),
    "tiltedUniformFisher": (lambda u: (2 * u - 1) ** 2, UNIT),
    "tiltedSineSlice": (lambda u: fabs(sin(2 * pi * u)), UNIT),
    "tiltedSineFisher": (lambda u: sin(2 * pi * u) ** 2, UNIT),
    "tiltedCosineSlice": (lambda u: fabs(cos(2 * pi * u)), UNIT),
    "tiltedCosineFisher": (lambda u: cos(2 * pi * u) ** 2, UNIT),
    "tiltedHalfCauchySlice": (lambda u: fabs(cos(pi * u)), UNIT),
    "tiltedHalfCauchyFisher": (lambda u: cos(pi * u) ** 2, UNIT),
    "tiltedLaplaceSlice": (laplace(1), LAPLACE),
    "tiltedLaplaceFisher": (laplace(2), LAPLACE),
}


def row(density, breaks):
    whole = quad(density, breaks)
    mean = quad(lambda x: x * density(x), breaks) / whole
    central = [quad(lambda x: (x - mean) ** k * density(x), breaks) / whole for k in (2, 4)]
    if breaks is REAL:
        points = [-4, -1.5, -1, -0.375, 0.25, 0.75, 1.25, 2.5, 5]
    elif breaks is POSITIVE:
        points = [0.0078125, 0.25, 0.875, 1.125, 2, 5, 12]
    else:
        points = [0.0009765625, 0.125, 0.203125, 0.3125, 0.453125, 0.5625, 0.6875, 0.8125, 0.96875]
    cdf = [[x, float(nstr(quad(density, [b for b in breaks if b < x] + [mpf(x)]) / whole, 20))] for x in points]
    return {"mean": float(mean), "variance": float(central[0]), "kurtosis": float(central[1] / central[0] ** 2), "cdf": cdf}


print(json.dumps({name: row(*of) for name, of in KERNELS.items()}, indent=1))
