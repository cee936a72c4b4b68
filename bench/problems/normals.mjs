/** The normals problem: a million standard normal f64 into an array that exists already. */

export const COUNT = 1e6;

/**
 * Throws unless a million numbers look standard normal: moments and tail within six standard errors, a far tail (17 of a million are
 * beyond 4.3: none at all has probability 4e-8, and is what a ziggurat without its slow path gives), and 53 bits.
 */
export function check(x) {
  let m1 = 0, m2 = 0, m3 = 0, m4 = 0, tail = 0, far = 0, coarse = 0;
  for (const v of x) {
    m1 += v;
    m2 += v * v;
    m3 += v ** 3;
    m4 += v ** 4;
    if (Math.abs(v) > 3) tail++;
    if (Math.abs(v) > 4.3) far++;
    if (Math.fround(v) === v) coarse++;
  }
  const n = x.length, P = 0.0026997960632601866; // 2Φ(−3)
  const rows = [["mean", m1 / n, 0, 1], ["E x²", m2 / n, 1, 2], ["E x³", m3 / n, 0, 15], ["E x⁴", m4 / n, 3, 96], ["P(|x| > 3)", tail / n, P, P]];
  for (const [name, got, expected, variance] of rows) {
    const error = Math.sqrt(variance / n);
    if (!(Math.abs(got - expected) < 6 * error)) throw new Error(`${name}: expected ${expected} within 6 × ${error}, got ${got}`);
  }
  if (!(far > 0)) throw new Error(`expected numbers beyond ±4.3, got none of ${n}`);
  if (!(coarse < n / 1000)) throw new Error(`expected 53-bit numbers, got ${coarse} of ${n} that fit into 24 bits`);
}

/** A contestant whose library answers one number at a time. */
export function oneByOne(next) {
  const out = new Float64Array(COUNT);
  return {
    count: COUNT,
    out,
    turn() {
      for (let i = 0; i < COUNT; i++) out[i] = next();
      return out[COUNT - 1];
    },
  };
}
