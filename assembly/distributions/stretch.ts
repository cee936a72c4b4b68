import { Scalar } from "../core/scalar";
import { Ziggurat } from "../random/ziggurat";
import { LARGEST } from "./family";
import { Gamma } from "./gamma-family";

/** What separates the hashes of a word: the fractions of √23 and √29, times 2⁶⁴. */
const GAMMA_KEY: u64 = 0xcbbb9d5dc1059ed8;
const BOOST_KEY: u64 = 0x629a292a367cd507;
const LOGS: usize = memory.data(64 * 8, 16);

/**
 * √(½ν/G) of G ~ Gamma(½ν), by which a standard normal number becomes Student's: from words, of which G takes a hash. Shapes below 1 by
 * U^(1/shape), as in `Gamma`, but in the logarithm, which does not underflow.
 */
@unmanaged @final
export class Stretch {
  h: f64;
  static readonly BYTES: usize = 16 + (offsetof<Gamma>() + 15 & ~15);
  @inline get gamma(): Gamma { return changetype<Gamma>(changetype<usize>(this) + 16); }
  prepare(df: f64): void {
    this.h = 0.5 * df;
    this.gamma.prepare(this.h < 1.0 ? this.h + 1.0 : this.h, 1.0);
  }
  /** Logarithms of the factors that are LARGEST, of all if `deep`. */
  static readonly LOGS: usize = LOGS;
  /** out = factors of at most 64 words, none beyond LARGEST. */
  of(words: usize, out: usize, n: i32, deep: bool): void {
    const h = this.h, size = <usize>n << 3;
    for (let i: usize = 0; i < size; i += 8) store<u64>(out + i, Ziggurat.mix(load<u64>(words + i) ^ GAMMA_KEY));
    this.gamma.draws(out, out, n);
    for (let i: usize = 0; i < size; i += 8) {
      const factor = Math.sqrt(h / load<f64>(out + i));
      let log = 0.0;
      if (h < 1.0) log = Scalar.log(Ziggurat.uniform(load<u64>(words + i) ^ BOOST_KEY)) * (-0.5 / h);
      const wide = h < 1.0 ? factor * Scalar.exp(log) : factor;
      if (deep || wide >= LARGEST) store<f64>(LOGS + i, Scalar.log(factor) + log);
      store<f64>(out + i, Math.min(wide, LARGEST));
    }
  }
}
