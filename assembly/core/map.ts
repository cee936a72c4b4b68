/** A function of one number, for two lanes at once. Lanes never see each other. NaN in, NaN out. */
@unmanaged
export abstract class Unary {
  of(_x: v128): v128 { return unreachable(); }
}

/** A function of two numbers, for two lanes at once. */
@unmanaged
export abstract class Binary {
  of(_x: v128, _y: v128): v128 { return unreachable(); }
}

/**
 * The loops over arrays. An array holds `n` f64 at a multiple of 16 bytes and is padded to a multiple of four; what the padding holds
 * does not matter. Two vectors a turn, all arithmetic before the first store, so that one vector's latency hides behind the other's
 * work and both share the constants.
 */
export abstract class Maps {
  /** out[i] = F(x[i]); out may be x. */
  @inline static unary<F extends Unary>(x: usize, out: usize, n: i32): void {
    const f = changetype<F>(0), size = <usize>n << 3;
    for (let i: usize = 0; i < size; i += 32) {
      const a = f.of(v128.load(x + i)), b = f.of(v128.load(x + i, 16));
      v128.store(out + i, a);
      v128.store(out + i, b, 16);
    }
  }

  /** The same, one vector a turn: half the code, for functions whose own length hides the latency. */
  @inline static narrow<F extends Unary>(x: usize, out: usize, n: i32): void {
    const f = changetype<F>(0), size = <usize>n << 3;
    for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f.of(v128.load(x + i)));
  }

  /** out[i] = F(x[i], y[i]), one vector a turn; out may be x or y. */
  @inline static binary<F extends Binary>(x: usize, y: usize, out: usize, n: i32): void {
    const f = changetype<F>(0), size = <usize>n << 3;
    for (let i: usize = 0; i < size; i += 16) v128.store(out + i, f.of(v128.load(x + i), v128.load(y + i)));
  }
}
