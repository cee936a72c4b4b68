"""
EDGE and AREA of assembly/random/ziggurat.ts, and the start of assembly/random/inversion.ts: python3 scripts/tables/ziggurat.py (needs mpmath).

1024 layers of equal area v under f(x) = exp(-x^2/2), x > 0. The lowest is the rectangle up to f(r) with the tail beyond the edge r:

    v = r f(r) + int_r^oo f

Each other layer, of width x_i, is v/x_i high: f(x_(i+1)) = f(x_i) + v/x_i, x_1 = r. The edge is right when the top one ends at f(0) = 1.
"""
from mpmath import mp, mpf, erfc, exp, findroot, log, pi, sqrt

mp.dps = 60
LAYERS = 1024


def area(r):
    return r * exp(-r * r / 2) + sqrt(pi / 2) * erfc(r / sqrt(2))


def excess(r):
    """How far above 1 the layers end; negative if they end below."""
    v, x = area(r), r
    y = exp(-r * r / 2)
    for i in range(LAYERS - 1):
        y += v / x
        if i < LAYERS - 2:
            if y >= 1:
                return y - 1 + (LAYERS - 2 - i)  # r much too small
            x = sqrt(-2 * log(y))
    return y - 1


edge = findroot(excess, (mpf("4.0388"), mpf("4.0389")), solver="anderson", tol=mpf(10) ** -50, maxsteps=200)
assert abs(excess(edge)) < mpf(10) ** -45

print("EDGE", mp.nstr(edge, 50))
print("AREA", mp.nstr(area(edge), 50))
print("as f64", repr(float(edge)), repr(float(area(edge))))
# the share of words that pass at once: the mean of x_(i+1)/x_i, where x_0 = v/f(r) and x_LAYERS = 0
widths, height = [area(edge) / exp(-edge * edge / 2), edge], exp(-edge * edge / 2)
while len(widths) < LAYERS:
    height += area(edge) / widths[-1]
    widths.append(sqrt(-2 * log(height)))
print("passes at once", mp.nstr(sum(after / x for x, after in zip(widths, widths[1:])) / LAYERS, 10))

p = mpf(2) ** -53 * (1 + mpf(1) / 64)
z = findroot(lambda t: log(erfc(t / sqrt(2)) / 2 / p), 8.2)
for name, value in (("z", z), ("z'", -sqrt(2 * pi) * exp(z * z / 2)), ("-sqrt(2 pi)", -sqrt(2 * pi))):
    print(name, repr(float(value)), repr(float(value - mpf(float(value)))))
