import { BetaFunction, ROWS, ROWS_BYTES } from "./beta-function";
import { Called } from "./called";
import { Deviance } from "./deviance";
import { Exponential } from "./exponential";
import { Lanes } from "./lanes";
import { GaussLegendre } from "./gauss-legendre";
import { Logarithm } from "./logarithm";
import { Pieces } from "./pieces";
import { Scalar } from "./scalar";

/** From this df/2 the score is integrated itself; below, the flow is that of a beta distribution, from which 1/df cancels little. */
const LARGE = 8.0;
/** From this D/2 the inner integral may be over logarithms of the radius. */
const MANY = 3.0;
const PIECES = 32;

/**
 * How D-variate Student t numbers of length r move when their degrees of freedom ν do: along themselves, by R(r) of their length.
 * k = D/2, h = ν/2, q = r²/ν, L = log(1 + q); x = q/(1 + q) is Beta(k, h), and r²= ν·x/(1 − x), so
 *
 *     R = ½(1/ν + ½·∂log q/∂h)      score of ν: ½(δ + x·k/h − (−log(1 − x) − x)),   δ = ψ(h + k) − ψ(h) − k/h
 *
 * For large ν the two terms of R cancel by a factor of ν, and R = −∫₀ʳ p·score·rᴰ⁻¹/(p·rᴰ), or the integral from r on, is taken at its word.
 * As a function of L, R is smooth and kept in pieces. The record is followed by them.
 */
@unmanaged @final
export class StudentFlow {
  k: f64;
  h: f64;
  delta: f64;
  /** ψ(h + k) − ψ(h) */
  rise: f64;
  /** Pieces per unit of L. */
  steps: f64;

  static readonly BYTES: usize = (offsetof<StudentFlow>() + 15 & ~15) + <usize>PIECES * Pieces.BYTES;
  @inline get pieces(): usize { return changetype<usize>(this) + (offsetof<StudentFlow>() + 15 & ~15); }

  prepare(columns: f64, df: f64): void {
    const k = 0.5 * columns, h = 0.5 * df;
    this.k = k;
    this.h = h;
    this.rise = BetaFunction.digammaRise(h, k);
    this.delta = h < 10.0 ? this.rise - k / h : BetaFunction.offset(h, k) - StudentFlow.deviance(k / h);
    this.steps = Math.max(0.5, df / 16.0); // R·ν² ≈ −(ν·L + 2 − D)/4 for large ν
    Pieces.clear(this.pieces, PIECES);
  }
  private static deviance(mu: f64): f64 {
    const v = f64x2.splat(mu);
    return f64x2.extract_lane(Deviance.of(v, Called.log1p(v)), 0);
  }

  /** log(1 + z²·n/ν), of z and the root of n/ν; z² may overflow. */
  @inline static logOf(z: f64, q: f64, inverseRoot: f64): f64 {
    return q < 1e300 ? Scalar.log1p(q) : 2.0 * (Scalar.log(Math.abs(z)) + Scalar.log(inverseRoot));
  }

  /** Score of ν. */
  @inline score(q: f64, L: f64): f64 {
    const x = q < 1e300 ? q / (1.0 + q) : 1.0;
    return f64x2.extract_lane(this.scores(f64x2.splat(x), f64x2.splat(L)), 0);
  }
  @inline private scores(x: v128, L: v128): v128 {
    const spread = Deviance.of(f64x2.neg(x), f64x2.neg(L));
    return f64x2.mul(Lanes.both(Lanes.HALF), f64x2.add(f64x2.splat(this.delta), f64x2.sub(f64x2.mul(x, f64x2.splat(this.k / this.h)), spread)));
  }

  /** R */
  @inline motion(q: f64, L: f64): f64 {
    const place = L * this.steps, i = <i32>place;
    if (!(place < <f64>PIECES)) return this.exact(q, L);
    const piece = this.pieces + <usize>i * Pieces.BYTES;
    if (!Pieces.known(piece)) this.learn(piece, <f64>i);
    return f64x2.extract_lane(Pieces.at(piece, 2.0 * (place - <f64>i) - 1.0), 0);
  }
  private learn(piece: usize, first: f64): void {
    for (let i = 0; i < 16; i++) {
      const L = (first + 0.5 + 0.5 * Pieces.node(i)) / this.steps;
      Pieces.value(i, this.exact(Scalar.expm1(L), L), 0.0);
    }
    Pieces.fit(piece);
  }

  private exact(q: f64, L: f64): f64 {
    const k = this.k, h = this.h, x = q < 1e300 ? q / (1.0 + q) : 1.0, y = q < 1e300 ? 1.0 / (1.0 + q) : Scalar.exp(-L);
    if (h < LARGE) {
      const score = this.rise - L, below = BetaFunction.fromBelow(k, h, x, y);
      if (below && q == 0.0) return this.inner(0.0, 0.0);
      if (below) BetaFunction.tail(k, h, x, y, 0.0, score);
      else BetaFunction.tail(h, k, y, x, score, 0.0);
      return 0.25 / h + 0.25 * (below ? BetaFunction.flowB() : -BetaFunction.flowA());
    }
    if (q * h > k) return this.outer(x, y, q, L, true);
    return k < MANY ? this.inner(q, L) : this.outer(x, y, q, L, false);
  }

  /** ±½∫ p·score dw over the tail above, or below, of w = log q, in units of the density of w: e^v is the ratio of q there and here. */
  private outer(x: f64, y: f64, q: f64, L: f64, above: bool): f64 {
    if (q == 0.0) return -this.score(0.0, 0.0) / (2.0 * this.k);
    if (above) BetaFunction.nodes(this.h, this.k, y, x);
    else BetaFunction.nodes(this.k, this.h, x, y);
    const one = Lanes.both(Lanes.ONE), here = f64x2.splat(q), log = f64x2.splat(L);
    let sum = Lanes.both(Lanes.ZERO);
    for (let row = ROWS; row < ROWS + ROWS_BYTES; row += 64) {
      const ratio = v128.load(row, 48), there = above ? f64x2.mul(here, ratio) : f64x2.div(here, ratio);
      const share = f64x2.div(one, f64x2.add(one, f64x2.div(one, there)));
      sum = Lanes.mulAdd(v128.load(row), this.scores(share, f64x2.add(log, v128.load(row + (above ? 32 : 16)))), sum);
    }
    return (above ? 0.5 : -0.5) * Lanes.sum(sum);
  }

  /** −∫₀¹ ((1 + q)/(1 + qτ²))^(k + h) τ^(D − 1) score(qτ²) dτ */
  private inner(q: f64, L: f64): f64 {
    const n = f64x2.splat(this.k + this.h), one = Lanes.both(Lanes.ONE), here = f64x2.splat(q), log = f64x2.splat(L), powers = <i32>(2.0 * this.k) - 1;
    let sum = Lanes.both(Lanes.ZERO);
    for (let node: usize = 0; node < GaussLegendre.LONG_BYTES; node += 32) {
      const tau = v128.load(GaussLegendre.LONG + node), there = f64x2.mul(here, f64x2.mul(tau, tau)), l = Logarithm.log1p(there);
      let weight = f64x2.mul(v128.load(GaussLegendre.LONG + node, 16), Exponential.exp(f64x2.mul(n, f64x2.sub(log, l))));
      for (let i = 0; i < powers; i++) weight = f64x2.mul(weight, tau);
      sum = Lanes.mulAdd(weight, this.scores(f64x2.div(there, f64x2.add(one, there)), l), sum);
    }
    return -Lanes.sum(sum);
  }
}
