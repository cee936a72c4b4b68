/** Bins that are kept: as many as a double has signs and exponents, 2·2048, so that bins of a factor of two always suffice. */
const BINS: i32 = 4096;
/** A bin: its key and its count. */
const BIN: usize = 16;
/** Places of the table, at least half of them empty, and 64 less the binary logarithm of their number. */
const PLACES: usize = 8192;
const PLACE_SHIFT: u64 = 51;
/** 2⁶⁴ over the golden ratio: Fibonacci hashing, D. E. Knuth, The Art of Computer Programming 3 (1998), §6.4. */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;

/**
 * Counts of numbers, from which quantiles are read. A bin holds the doubles that agree in all but their lowest `dropped` bits; those
 * that remain are its key. Starts with bins of one double; as soon as there are more than 4096, one more bit is dropped and bins
 * become one in pairs: uniform collapse, I. Epicoco et al., IEEE Access 8 (2020) 147604, with the bits of a double in the place of its
 * logarithm. What is dropped is the least that makes 4096 bins suffice for the numbers seen, so the counts depend on the set of
 * numbers only, not on their order or on how they were split.
 *
 *     header (this class)  |  table: 8192 × u16, 1 + the index of a bin, or 0  |  bins: 4097 × (key, count), in the order they came
 */
@unmanaged @final
class Sketch {
  /** Bits dropped, at most 52. */
  dropped: u64;
  /** Number of bins. */
  filled: i64;
  /** NaNs seen: they are in no bin. */
  nan: f64;
  low: f64;
  high: f64;
  private unused: f64;

  @inline get table(): usize { return changetype<usize>(this) + offsetof<Sketch>(); }
  @inline get bins(): usize { return this.table + (PLACES << 1); }

  clear(): void {
    this.dropped = 0;
    this.filled = 0;
    this.nan = 0.0;
    this.low = Infinity;
    this.high = -Infinity;
    memory.fill(this.table, 0, PLACES << 1);
  }

  @inline add(key: u64, count: f64): void {
    let place = <usize>((key * GOLDEN) >> PLACE_SHIFT), index = <usize>load<u16>(this.table + (place << 1));
    while (index) {
      const bin = this.bins + index * BIN - BIN;
      if (load<u64>(bin) == key) {
        store<f64>(bin, load<f64>(bin, 8) + count, 8);
        return;
      }
      place = (place + 1) & (PLACES - 1);
      index = load<u16>(this.table + (place << 1));
    }
    const bin = this.bins + <usize>this.filled * BIN;
    this.filled++;
    store<u16>(this.table + (place << 1), <u16>this.filled);
    store<u64>(bin, key);
    store<f64>(bin, count, 8);
  }

  /** Drops bits until the bins are few enough. */
  @inline fit(): void { while (this.filled > BINS) this.drop(); }

  /** Drops one bit. */
  drop(): void {
    const end = this.bins + <usize>this.filled * BIN;
    memory.fill(this.table, 0, PLACES << 1);
    this.dropped++;
    this.filled = 0;
    // a bin moves to where one was that has been read, so there are never too many
    for (let p = this.bins; p < end; p += BIN) this.add(load<u64>(p) >> 1, load<f64>(p, 8));
  }
}

/** Bytes that a sketch takes. */
export function sketchSize(): i32 { return <i32>offsetof<Sketch>() + 2 * <i32>PLACES + (BINS + 1) * <i32>BIN; }
export function sketchClear(sketch: usize): void { changetype<Sketch>(sketch).clear(); }

/** Counts the `n` numbers of x; −0 as 0. */
export function sketchAdd(sketch: usize, x: usize, n: i32): void {
  const s = changetype<Sketch>(sketch), end = x + (<usize>n << 3);
  let low = s.low, high = s.high;
  for (; x < end; x += 8) {
    const v = load<f64>(x) + 0.0;
    if (v != v) {
      s.nan++;
      continue;
    }
    low = v < low ? v : low;
    high = v > high ? v : high;
    s.add(reinterpret<u64>(v) >> s.dropped, 1.0);
    s.fit();
  }
  s.low = low;
  s.high = high;
}

/** Adds another sketch, as `sketchRead` gave it. */
export function sketchMerge(sketch: usize, values: usize, counts: usize, n: i32, summary: usize): void {
  const s = changetype<Sketch>(sketch), size = <usize>n << 3, dropped = <u64>load<f64>(summary);
  s.nan += load<f64>(summary, 8);
  s.low = min(s.low, load<f64>(summary, 16));
  s.high = max(s.high, load<f64>(summary, 24));
  while (s.dropped < dropped) s.drop();
  for (let i: usize = 0; i < size; i += 8) {
    s.add(load<u64>(values + i) >> s.dropped, load<f64>(counts + i));
    s.fit();
  }
}

/**
 * values = the double nearest to 0 of each bin, counts = how many numbers are in it, in no particular order; returns how many bins.
 * summary = bits dropped, how many NaNs, least and largest of all other numbers.
 */
export function sketchRead(sketch: usize, values: usize, counts: usize, summary: usize): i32 {
  const s = changetype<Sketch>(sketch), n = <usize>s.filled;
  store<f64>(summary, <f64>s.dropped);
  store<f64>(summary, s.nan, 8);
  store<f64>(summary, s.low, 16);
  store<f64>(summary, s.high, 24);
  for (let i: usize = 0; i < n; i++) {
    store<u64>(values + (i << 3), load<u64>(s.bins + i * BIN) << s.dropped);
    store<f64>(counts + (i << 3), load<f64>(s.bins + i * BIN, 8));
  }
  return <i32>n;
}
