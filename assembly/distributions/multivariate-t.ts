import { BetaFunction } from "../core/beta-function";
import { GammaFunction } from "../core/gamma-function";
import { Lanes } from "../core/lanes";
import { Scalar } from "../core/scalar";
import { StudentFlow } from "../core/student-flow";
import { Stretch } from "./stretch";

const WIDEST = 1e290;
/**
 * What MultivariateT(ν, loc, L) of D columns has beyond the multivariate normal: with ε = L⁻¹(x − loc), r = |ε|, q = r²/ν, a = L⁻ᵀε
 * and the weight g = (ν + D)/(ν + r²), by which densities of heavier tails pull less,
 *
 *     log p = −½(ν + D)·log(1 + q) + log Γ(½(ν + D)) − log Γ(½ν) − ½D·log πν − Σ log L_ii        ∂x log p = −g·a
 *     ν:     score and flow by `StudentFlow`, (x − loc)·R(q)
 *     loc_i: score g·a_i                       flow e_i        divergence 0
 *     L_ij:  score g·a_i·ε_j − [i = j]/L_ii    flow e_i·ε_j    divergence [i = j]/L_ii
 */
@unmanaged @final
class MultivariateT {
  df: f64;
  columns: f64;
  inverseRoot: f64;
  /** What log p has beyond the constant of the normal density: log Γ(½(ν + D)) − log Γ(½ν) − ½D·log ½ν. */
  logNorm: f64;

  static readonly OWN_BYTES: usize = offsetof<MultivariateT>() + 15 & ~15;
  @inline get stretch(): Stretch { return changetype<Stretch>(changetype<usize>(this) + MultivariateT.OWN_BYTES); }
  @inline get byDf(): StudentFlow { return changetype<StudentFlow>(changetype<usize>(this) + MultivariateT.OWN_BYTES + Stretch.BYTES); }
  static bytes(): i32 { return <i32>(MultivariateT.OWN_BYTES + Stretch.BYTES + StudentFlow.BYTES); }

  prepare(df: f64, columns: i32): void {
    const k = 0.5 * <f64>columns, h = 0.5 * df;
    this.df = df;
    this.columns = <f64>columns;
    this.inverseRoot = 1.0 / Math.sqrt(df);
    this.logNorm = GammaFunction.lgamma(k) - BetaFunction.logBeta(k, h) - k * Scalar.log(h);
    this.stretch.prepare(df);
    this.byDf.prepare(<f64>columns, df);
  }
  @inline share(squared: f64): f64 { return squared / this.df; }
  @inline log(squared: f64): f64 { return StudentFlow.logOf(Math.sqrt(squared), this.share(squared), this.inverseRoot); }
  /** −½(ν + D)·log(1 + q) + what `logNorm` is */
  @inline logProb(squared: f64): f64 { return this.logNorm - 0.5 * (this.df + this.columns) * this.log(squared); }
  @inline weight(squared: f64): f64 { return (this.df + this.columns) / (this.df + squared); }
  @inline score(squared: f64): f64 { return this.byDf.score(this.share(squared), this.log(squared)); }
  @inline motion(squared: f64): f64 { return this.byDf.motion(this.share(squared), this.log(squared)); }
  /** By continuity: −(score + R·(x − loc)·∂x log p). */
  @inline divergence(squared: f64): f64 { return this.motion(squared) * this.weight(squared) * squared - this.score(squared); }
}

/** f: a prepared record of so many bytes. */
export function multivariateTSize(): i32 { return MultivariateT.bytes(); }
export function multivariateTPrepare(f: usize, df: f64, d: i32): void { changetype<MultivariateT>(f).prepare(df, d); }
/** Normal numbers in d columns become Student's: words, of as many rows, say by how much. */
export function multivariateTStretch(words: usize, x: usize, stride: usize, d: i32, n: i32, f: usize): void {
  for (let first: usize = 0, size = <usize>n << 3; first < size; first += 512) changetype<MultivariateT>(f).stretch.of(words + first, words + first, <i32>(min<usize>(size - first, 512) >> 3), false);
  for (let i = 0; i < d; i++) for (let k: usize = 0, size = Lanes.padded(n); k < size; k += 16) {
    const at = x + <usize>i * stride + k;
    v128.store(at, f64x2.mul(v128.load(at), f64x2.pmin(v128.load(words + k), f64x2.splat(WIDEST)))); // or L would add Infinity and −Infinity
  }
}
/** out = r² */
export function multivariateTSquares(epsilon: usize, stride: usize, out: usize, d: i32, n: i32): void {
  for (let k: usize = 0, size = Lanes.padded(n); k < size; k += 16) {
    let sum = Lanes.both(Lanes.ZERO);
    for (let i = 0; i < d; i++) {
      const e = v128.load(epsilon + <usize>i * stride + k);
      sum = Lanes.mulAdd(e, e, sum);
    }
    v128.store(out + k, sum);
  }
}
/** out = log p less `constant`, of r². */
export function multivariateTLogProb(squares: usize, constant: f64, out: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) store<f64>(out + i, changetype<MultivariateT>(f).logProb(load<f64>(squares + i)) + constant);
}
/** out = g, the weight of a. */
export function multivariateTWeights(squares: usize, out: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) store<f64>(out + i, changetype<MultivariateT>(f).weight(load<f64>(squares + i)));
}
/** Columns of the score of ν, and of R. */
export function multivariateTTerms(squares: usize, score: usize, motion: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) {
    const squared = load<f64>(squares + i);
    store<f64>(score + i, changetype<MultivariateT>(f).score(squared));
    store<f64>(motion + i, changetype<MultivariateT>(f).motion(squared));
  }
}
/** out = divergence of the flow of ν. */
export function multivariateTDivergence(squares: usize, out: usize, n: i32, f: usize): void {
  for (let i: usize = 0, size = Lanes.padded(n); i < size; i += 8) store<f64>(out + i, changetype<MultivariateT>(f).divergence(load<f64>(squares + i)));
}
/** Entropy beyond what `constant` takes from it: ½(ν + D)(ψ(½(ν + D)) − ψ(½ν)) − `logNorm`. */
export function multivariateTEntropy(f: usize): f64 {
  const t = changetype<MultivariateT>(f);
  return 0.5 * (t.df + t.columns) * BetaFunction.digammaRise(0.5 * t.df, 0.5 * t.columns) - t.logNorm;
}
