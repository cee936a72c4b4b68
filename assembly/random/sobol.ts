import { Lanes } from "../core/lanes";
import { SobolTable } from "./sobol-table";
import { Uniform } from "./uniform";
import { Xoshiro } from "./xoshiro";

/** 32 direction numbers for each column, the bits reversed; how many columns are there, the last one's polynomial, where its bits end. */
const DIGITS: u32 = 32;
const DIRECTIONS: usize = memory.data(256 * 128, 16);
const READY: usize = memory.data(12, 16);

/** The first digits, which a table scrambles: 2⁹ cells, one for each word of a leaf. */
const DEPTH = 9;
const COUNT = 512;
const CELLS: usize = memory.data(512 * 8, 16);
const TOP: usize = memory.data<i64>([0xff80000000000000 as i64]);
const REST: usize = memory.data<i64>([0x007fffffffffffff]);

/** Of a nibble reversed: in the low half of the byte, and in the high half. */
const REVERSED: usize = memory.data<u8>([0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], 16);
const NIBBLE: usize = memory.data<i64>([0x0f0f0f0f0f0f0f0f]);
/** The golden ratio, as a fraction of 2³². */
const GOLDEN: usize = memory.data<u32>([0x9e3779b9, 0x9e3779b9]);
const TOP_OF_HIGH: usize = memory.data<u32>([0xff800000, 0xff800000]);

/**
 * Sobol' points with nested uniform scrambling. Point i is the exclusive or of the direction numbers of the digits of i ^ (i >> 1)
 * (I. A. Antonov and V. M. Saleev, USSR Comput. Math. Math. Phys. 19 (1980) 252–256), as in the programs of Joe and Kuo; every 2ᵏ points
 * from a multiple of 2ᵏ on are those of the original order. Digits are kept from the low end: bit j of x is digit j + 1 behind the point.
 *
 * Nested uniform scrambling (A. B. Owen, in "Monte Carlo and Quasi-Monte Carlo Methods in Scientific Computing", 1995, 299–317) flips each
 * digit by a coin that belongs to the digits before it. A replicate's column has the 512 words of a leaf for it:
 *
 *     digits 1 to 9      the coin of digits d₁ … d_j is bit 63 of word 2ʲ + (d₁ + 2d₂ + …), all of them independent
 *     the others         the 55 bits left of the word that belongs to d₁ … d₉ are the key of a function, of which every bit depends
 *                        on those below only
 *
 * That function has the form of S. Laine and T. Karras, "Stratified sampling for stochastic transparency", Comput. Graph. Forum 30 (2011)
 * 1197–1204; see also B. Burley, "Practical hash-based Owen scrambling", JCGT 9 (2020) 1–20. Theirs, with constants for factors, has no
 * independent coins even in the second digit; ours has, in pairs of points, to what 2²¹ keys can show, and that is all the variance of a
 * mean depends on. Where a replicate has at most 512 points, the scrambling is Owen's.
 */
export abstract class Sobol {
  /** out = `n` numbers (rounded up to a multiple of four) of each column, from point `first` on, of the replicate at a place (see `Xoshiro.words`). */
  static fill(out: usize, stride: usize, columns: i32, first: u32, n: i32, place: usize): void {
    Sobol.ready(columns);
    for (let d = 0; d < columns; d++, out += stride) {
      Xoshiro.words(CELLS, COUNT, place, d);
      Sobol.scrambleCells();
      Sobol.points(out, first, n, Sobol.of(d));
    }
  }

  /** Where the direction numbers of a column are. */
  @inline static of(column: i32): usize { return DIRECTIONS + (<usize>column << 7); }

  /** Point i of a column before scrambling. */
  static digits(i: u32, directions: usize): u32 {
    let x: u32 = 0;
    for (let gray = i ^ (i >> 1); gray; gray &= gray - 1) x ^= load<u32>(directions + (<usize>ctz(gray) << 2));
    return x;
  }

  /** The upper nine bits of word (d₁ + 2d₂ + …) become the scrambled digits, d₁ highest; the coins go as they are used. */
  private static scrambleCells(): void {
    const rest = load<u64>(REST), w0 = load<u64>(CELLS), w1 = load<u64>(CELLS, 8), coin = w1 >> 63;
    store<u64>(CELLS, (w0 & rest) | (coin << 63));
    store<u64>(CELLS, (w1 & rest) | ((coin ^ 1) << 63), 8);
    for (let j = 1; j < DEPTH; j++) {
      const half: usize = 8 << j, digit = i64x2.splat((1 as i64) << (63 - j));
      for (let p = CELLS; p < CELLS + half; p += 16) {
        const word = v128.load(p + half), before = v128.load(p), flip = v128.and(i64x2.shr_u(word, j), digit);
        v128.store(p, v128.or(before, flip));
        v128.store(p + half, v128.or(v128.bitselect(before, word, Lanes.both(TOP)), v128.xor(flip, digit)));
      }
    }
  }

  private static points(out: usize, first: u32, n: i32, directions: usize): void {
    const uniform = changetype<Uniform>(0);
    let x = Sobol.digits(first, directions), next = first;
    for (const end = out + Lanes.padded(n); out < end; out += 32) {
      let key01 = v128.load64_splat(Sobol.cell(x)), digits = i32x4.splat(x);
      x ^= load<u32>(Sobol.direction(directions, ++next));
      key01 = v128.load_lane<u64>(Sobol.cell(x), key01, 1);
      digits = i32x4.replace_lane(digits, 1, x);
      x ^= load<u32>(Sobol.direction(directions, ++next));
      let key23 = v128.load64_splat(Sobol.cell(x));
      digits = i32x4.replace_lane(digits, 2, x);
      x ^= load<u32>(Sobol.direction(directions, ++next));
      key23 = v128.load_lane<u64>(Sobol.cell(x), key23, 1);
      digits = i32x4.replace_lane(digits, 3, x);
      x ^= load<u32>(Sobol.direction(directions, ++next));

      const a = v128.shuffle<i32>(key01, key23, 0, 2, 4, 6), b = v128.shuffle<i32>(key01, key23, 1, 3, 5, 7);
      const y = Sobol.nested(i32x4.shr_u(digits, DEPTH), a, b), more = i32x4.mul(i32x4.add(y, Sobol.turn16(a)), Lanes.both(GOLDEN));
      // 9 digits, 32 digits, 11 bits, and what no number needs
      const scrambled = Sobol.reverse(y), high = v128.bitselect(b, i32x4.shr_u(scrambled, 9), Lanes.both(TOP_OF_HIGH)), low = v128.or(i32x4.shl(scrambled, 23), i32x4.shr_u(more, 9));
      v128.store(out, uniform.of(v128.shuffle<i32>(low, high, 0, 4, 1, 5)));
      v128.store(out, uniform.of(v128.shuffle<i32>(low, high, 2, 6, 3, 7)), 16);
    }
  }

  @inline private static cell(x: u32): usize { return CELLS + (<usize>(x & (COUNT - 1)) << 3); }
  /** Of the lowest digit of the number of the next point, 32 of them after the last point. */
  @inline private static direction(directions: usize, next: u32): usize { return directions + (<usize>(ctz(next) & (DIGITS - 1)) << 2); }

  /** Key: a, and of b the lower 23 bits, which come to the low end as often as their place allows. Factors are even, or shifts to that effect. */
  @inline private static nested(x: v128, a: v128, b: v128): v128 {
    const a8 = v128.shuffle<u8>(a, a, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12), b8 = v128.shuffle<u8>(b, b, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
    const a16 = Sobol.turn16(a), a24 = v128.shuffle<u8>(a, a, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14), b16 = Sobol.turn16(b);
    let y = i32x4.add(x, a);
    y = v128.xor(y, i32x4.mul(v128.and(y, b), i32x4.shl(y, 1)));
    y = i32x4.add(y, b8);
    y = v128.xor(y, i32x4.shl(i32x4.mul(y, a16), 1));
    y = v128.xor(y, i32x4.mul(v128.and(y, a24), i32x4.shl(y, 1)));
    y = i32x4.add(y, a8);
    return v128.xor(y, i32x4.shl(i32x4.mul(y, b16), 1));
  }

  @inline private static turn16(x: v128): v128 { return v128.shuffle<u8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13); }

  /** The 32 bits of each lane from the other end. */
  @inline private static reverse(x: v128): v128 {
    const nibble = Lanes.both(NIBBLE), table = v128.load(REVERSED);
    const low = i8x16.swizzle(table, v128.and(x, nibble)), high = i8x16.swizzle(table, v128.and(i32x4.shr_u(x, 4), nibble));
    const bytes = v128.or(i32x4.shl(low, 4), high);
    return v128.shuffle<u8>(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  }

  /** Direction numbers of so many columns, where they are not there yet: a function of the table. */
  static ready(columns: i32): void {
    let column = load<i32>(READY), polynomial = load<u32>(READY, 4), bit = load<u32>(READY, 8);
    if (column == 0) {
      for (let k: u32 = 0; k < DIGITS; k++) store<u32>(DIRECTIONS + (<usize>k << 2), 1 << k);
      column = 1;
      polynomial = 1;
    }
    for (; column < columns; column++) {
      do polynomial += 2;
      while (!Sobol.primitive(polynomial));
      bit = Sobol.directions(Sobol.of(column), polynomial, bit);
    }
    store<i32>(READY, column);
    store<u32>(READY, polynomial, 4);
    store<u32>(READY, bit, 8);
  }

  /** Joe and Kuo 2008, Eq. (2), with the digits reversed; answers where the next column's bits begin. */
  private static directions(out: usize, polynomial: u32, bit: u32): u32 {
    const degree: u32 = 31 - clz(polynomial);
    for (let k: u32 = 0; k < DIGITS; k++) {
      let x: u32;
      if (k < degree) {
        const top: u32 = 1 << k;
        x = ((load<u32>(SobolTable.BITS + (bit >> 3)) >> (bit & 7)) & (top - 1)) | top;
        bit += k;
      } else {
        x = load<u32>(out + (<usize>(k - degree) << 2)) << degree;
        for (let j: u32 = 1; j <= degree; j++) if ((polynomial >> (degree - j)) & 1) x ^= load<u32>(out + (<usize>(k - j) << 2));
      }
      store<u32>(out + (<usize>k << 2), x);
    }
    return bit;
  }

  /** Is 2ˢ − 1 the order of x modulo the polynomial of degree s? Not where an even number of terms makes x + 1 a factor. */
  private static primitive(polynomial: u32): bool {
    if (!(popcnt(polynomial) & 1) && polynomial != 3) return false;
    const degree: u32 = 31 - clz(polynomial), last: u32 = (1 << degree) - 1;
    let x: u32 = 1, order: u32 = 0;
    do {
      x <<= 1;
      if (x > last) x ^= polynomial;
      order++;
    } while (x != 1);
    return order == last;
  }
}

export function sobol(out: usize, stride: usize, columns: i32, first: i32, n: i32, place: usize): void { Sobol.fill(out, stride, columns, <u32>first, n, place); }
