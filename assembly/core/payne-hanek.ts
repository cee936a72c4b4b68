/** The bits of 1/2π from 2⁻¹ on, behind 64 zeros; enough for the largest f64, whose last bit is 2⁹⁷¹. */
const TURN: usize = memory.data<u64>([
  0, 0x28be60db9391054a, 0x7f09d5f47d4d3770, 0x36d8a5664f10e410, 0x7f9458eaf7aef158, 0x6dc91b8e909374b8, 0x01924bba82746487,
  0x3f877ac72c4a69cf, 0xba208d7d4baed121, 0x3a671c09ad17df90, 0x4e64758e60d4ce7d, 0x272117e2ef7e4a0e, 0xc7fe25fff7816603,
  0xfbcbc462d6829b47, 0xdb4d9fb3c9f2c26d, 0xd3d18fd9a797fa8b, 0x5d49eeb1faf97c5e, 0xcf41ce7de294a4ba, 0x9afed7ec47e35742,
  0x1580cc11bf1edaea,
]);
/** π·2⁶² */
const PI: u64 = 0xc90fdaa22168c234;
/** 1.5·2⁵², which leaves an integer in the low bits. */
const ROUND: f64 = 6755399441055744.0;

/**
 * The exact reduction of large numbers: |x| = 2π·(integer + steps/256) + rest − lack, |rest| ≤ π/256.
 * M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions", ACM SIGNUM Newsletter 18 (1983) 19–24.
 *
 * |x| = m·2ᵉ with a 53-bit integer m. Bits of 1/2π above 2⁻ᵉ only add whole turns; the next 192 are multiplied by m, and 128 bits of the
 * fraction are kept. No f64 is nearer than 2⁻⁶³·⁵ turns to a multiple of a quarter (W. Kahan, "Minimizing q·m − n", 1983), so that the
 * first of these two words is never 0 and 63 bits of the rest are right.
 */
export abstract class PayneHanek {
  /** Stores the three at the given places. |x| ≥ 2¹⁰, or the rest is NaN for ±Infinity and NaN; smaller numbers must not come here. */
  static reduce(x: f64, stepsAt: usize, restAt: usize, lackAt: usize): void {
    const bits = reinterpret<u64>(x), exponent = <i32>(bits >> 52) & 2047;
    if (exponent == 2047) return store<f64>(restAt, NaN);
    // three words of 1/2π, the first bit of which weighs ½ after the multiplication by 2ᵉ
    const m = (bits & 0x000fffffffffffff) | 0x0010000000000000, place = exponent - 1075 + 64;
    const p = TURN + (<usize>(place >> 6) << 3), shift = <u64>(place & 63);
    const w0 = PayneHanek.window(p, shift), w1 = PayneHanek.window(p + 8, shift), w2 = PayneHanek.window(p + 16, shift);
    // (a b)/2¹²⁸ = m·(w0 w1 w2)/2¹⁹² modulo one turn
    const carry = PayneHanek.high(m, w2), b = m * w1 + carry, a = m * w0 + PayneHanek.high(m, w1) + (b < carry ? 1 : 0);
    const steps = (a + 0x0080000000000000) >> 56, rest = a - (steps << 56), sign = <u64>(<i64>rest >> 63);
    // |rest|, from its first bit on; ~ instead of − costs 2⁻¹²⁸ turns
    const zeros = clz(rest ^ sign), turns = ((rest ^ sign) << zeros) | ((b ^ sign) >> (64 - zeros));
    // turns/2⁶⁴⁺ᶻᵉʳᵒˢ turns are radians/2⁶¹⁺ᶻᵉʳᵒˢ; of their 64 bits 53 are an f64 and 11 what it lacks
    const radians = PayneHanek.high(turns, PI), unit = reinterpret<f64>((sign << 63) | ((973 - zeros) << 52)); // ±2^(11 − 61 − zeros)
    store<f64>(stepsAt, ROUND + <f64>steps);
    store<f64>(restAt, <f64>(radians >> 11) * unit);
    store<f64>(lackAt, <f64>(radians & 2047) * unit * -0.00048828125); // 2⁻¹¹
  }

  /** 64 bits, `shift` < 64 after the start of the word at p. */
  @inline private static window(p: usize, shift: u64): u64 { return (load<u64>(p) << shift) | ((load<u64>(p, 8) >> 1) >> (63 - shift)); }

  /** The upper 64 bits of a·b. */
  @inline private static high(a: u64, b: u64): u64 {
    const a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
    const middle = a1 * b0 + ((a0 * b0) >> 32), other = a0 * b1 + (middle & 0xffffffff);
    return a1 * b1 + (middle >> 32) + (other >> 32);
  }
}
