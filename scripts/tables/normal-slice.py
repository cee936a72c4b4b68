"""BEYOND of assembly/random/tilt.ts: t = (1 + s^2 P(s)/Q(s))(1 + s + s^2/2) for t - log t = 1 + s^2/2, t > 1, 0 <= s <= 13.5, by least squares
with weights that grow where the error is. Prints c0 ... c4, the largest relative error, and what one step of Halley's leaves of it. Needs numpy.
"""
import numpy as np

s = np.linspace(1e-4, 13.5, 40001)
c = 1 + s * s / 2
t = 1 + s + s * s / 3
for _ in range(80):
    t = np.maximum(t - (t - np.log(t) - c) / (1 - 1 / t), 1 + 1e-15)
base = 1 + s + s * s / 2
g, w = (t / base - 1) / s**2, s**2 / (t / base)
for _ in range(40):
    A = np.stack([s**0, s, -g * s, -g * s**2, -g * s**3], 1)
    x, *_ = np.linalg.lstsq(A * w[:, None], g * w, rcond=None)
    fit = (1 + s * s * (x[0] + x[1] * s) / (1 + x[2] * s + x[3] * s**2 + x[4] * s**3)) * base
    error = np.abs(fit / t - 1)
    w = w * (1 + 2 * error / error.max())
    w /= w.mean()
f, f1, f2 = fit - np.log(fit) - c, 1 - 1 / fit, 1 / fit**2
print([float(v) for v in x], error.max(), np.abs((fit - 2 * f * f1 / (2 * f1 * f1 - f * f2)) / t - 1).max())
