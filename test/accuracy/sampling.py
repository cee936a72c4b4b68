"""Arguments to measure at. A sampler is a function of a `random.Random` that gives one argument (or, for `pair`, two)."""
import math
import struct


def uniform(lo, hi):
    """Evenly between lo and hi."""
    return lambda random: random.uniform(lo, hi)


def normal(mean=0.0, deviation=1.0):
    return lambda random: random.gauss(mean, deviation)


def magnitudes(lo, hi):
    """Log-uniform, 0 < lo < hi; the smallest subnormal is 5e-324."""
    a, b = math.log(lo), math.log(hi)
    return lambda random: min(max(math.exp(random.uniform(a, b)), lo), hi)


def both(sampler):
    """With either sign."""
    return lambda random: random.choice((-1.0, 1.0)) * sampler(random)


def bits():
    """Any double but NaN: every exponent, subnormals and infinities included, alike."""
    def draw(random):
        x = float("nan")
        while x != x:
            x = struct.unpack("<d", struct.pack("<Q", random.getrandbits(64)))[0]
        return x
    return draw


def near(*centres):
    """Around given numbers: half of the time within eight neighbours, else at a relative distance of 2^-52 to 2^-4, evenly in the exponent."""
    def draw(random):
        x = random.choice(centres)
        if random.random() < 0.5:
            for _ in range(random.randrange(9)):
                x = math.nextafter(x, random.choice((-math.inf, math.inf)))
            return x
        return x + random.choice((-1.0, 1.0)) * (abs(x) or 1.0) * 2.0 ** random.uniform(-52, -4)
    return draw


def multiples(step, lo, hi):
    """Within a few neighbours of k·step, k an integer, lo ≤ k ≤ hi: edges of a table's cells, zeros of a sine."""
    def draw(random):
        x = random.randint(lo, hi) * step
        for _ in range(random.randrange(4)):
            x = math.nextafter(x, random.choice((-math.inf, math.inf)))
        return x
    return draw


def pair(x, y):
    """Arguments of a function of two."""
    return lambda random: (x(random), y(random))
