import { Lanes } from "../core/lanes";
import { CdfOf, Columns, Family, GradLogProb, LogCdfOf, LogSurvivalOf, QuantileOf, SurvivalOf } from "./family";
import { gammaLogProb, gammaLogProbDeep, gammaSample, gammaSampleDeep } from "./gamma";
import { Gamma } from "./gamma-family";


/**
 * Chi-squared(ν) = Gamma(ν/2, ½): the record is that of the gamma distribution, whose methods these are. Noise: words.
 *
 *     log p = (ν/2 − 1) log x − x/2 − (ν/2) log 2 − log Γ(ν/2)        ∂ν = ½ ∂α
 */
@unmanaged @final
class ChiSquared extends Family {
  @inline private get gamma(): Gamma { return changetype<Gamma>(changetype<usize>(this)); }
  @inline gradLogProb(x: v128): v128 { return this.gamma.gradLogProb(x); }
  @inline score0(x: v128): v128 { return f64x2.mul(Lanes.both(Lanes.HALF), this.gamma.score0(x)); }
  @inline flow0(x: v128): v128 { return f64x2.mul(Lanes.both(Lanes.HALF), this.gamma.flow0(x)); }
  @inline divergence0(x: v128): v128 { return f64x2.mul(Lanes.both(Lanes.HALF), this.gamma.divergence0(x)); }
}

/** f: a prepared family of so many bytes. */
export function chiSquaredSize(): i32 { return <i32>Gamma.size(); }
export function chiSquaredPrepare(f: usize, df: f64): void { changetype<Gamma>(f).prepare(0.5 * df, 0.5); }
export function chiSquaredSample(words: usize, out: usize, n: i32, f: usize): void { gammaSample(words, out, n, f); }
export function chiSquaredSampleDeep(words: usize, out: usize, logs: usize, stride: usize, n: i32, f: usize): void {
  gammaSampleDeep(words, out, logs, stride, n, f);
}
export function chiSquaredLogProb(x: usize, out: usize, n: i32, f: usize): void { gammaLogProb(x, out, n, f); }
export function chiSquaredLogProbDeep(x: usize, logs: usize, stride: usize, out: usize, n: i32, f: usize): void {
  gammaLogProbDeep(x, logs, stride, out, n, f);
}
export function chiSquaredGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<ChiSquared, GradLogProb>(x, out, n, f); }
export function chiSquaredTerms(x: usize, out: usize, n: i32, f: usize): void {
  changetype<Gamma>(f).open();
  Columns.narrowTerms1<ChiSquared>(x, out, n, f);
}
export function chiSquaredTermsDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  chiSquaredTerms(x, out, n, f);
  changetype<Gamma>(f).deepScores(x, logs, out, n, 0.5);
}
export function chiSquaredScores(x: usize, out: usize, n: i32, f: usize): void { Columns.scores1<ChiSquared>(x, out, n, f); }
export function chiSquaredScoresDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  chiSquaredScores(x, out, n, f);
  changetype<Gamma>(f).deepScores(x, logs, out, n, 0.5);
}
export function chiSquaredDivergences(x: usize, out: usize, n: i32, f: usize): void {
  changetype<Gamma>(f).open();
  Columns.divergences1<ChiSquared>(x, out, n, f);
}
export function chiSquaredMoments(f: usize, out: usize): void { changetype<Gamma>(f).moments(out); }
export function chiSquaredCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, CdfOf>(x, out, n, f); }
export function chiSquaredSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, SurvivalOf>(x, out, n, f); }
export function chiSquaredLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, LogCdfOf>(x, out, n, f); }
export function chiSquaredLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, LogSurvivalOf>(x, out, n, f); }
export function chiSquaredQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, QuantileOf>(u, out, n, f); }
