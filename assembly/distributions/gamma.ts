import { CdfOf, Columns, GradLogProb, LogCdfOf, LogProb, LogSurvivalOf, QuantileOf, SurvivalOf } from "./family";
import { Gamma } from "./gamma-family";

/** f: a prepared family of so many bytes. */
export function gammaSize(): i32 { return <i32>Gamma.size(); }
export function gammaPrepare(f: usize, concentration: f64, rate: f64): void { changetype<Gamma>(f).prepare(concentration, rate); }
export function gammaSample(words: usize, out: usize, n: i32, f: usize): void { changetype<Gamma>(f).draws(words, out, n); }
/** Of the columns `logs`, a stride apart, the first alone, log x, says what is lost. */
export function gammaSampleDeep(words: usize, out: usize, logs: usize, _stride: usize, n: i32, f: usize): void {
  changetype<Gamma>(f).drawsDeep(words, out, logs, n);
}
export function gammaLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Gamma, LogProb>(x, out, n, f); }
export function gammaLogProbDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  gammaLogProb(x, out, n, f);
  changetype<Gamma>(f).deepLogProb(x, logs, out, n);
}
export function gammaGradLogProb(x: usize, out: usize, n: i32, f: usize): void { Columns.narrow<Gamma, GradLogProb>(x, out, n, f); }
export function gammaTerms(x: usize, out: usize, n: i32, f: usize): void {
  changetype<Gamma>(f).open();
  Columns.narrowTerms2<Gamma>(x, out, n, f);
}
export function gammaTermsDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  gammaTerms(x, out, n, f);
  changetype<Gamma>(f).deepScores(x, logs, out, n, 1.0);
}
export function gammaScores(x: usize, out: usize, n: i32, f: usize): void { Columns.scores2<Gamma>(x, out, n, f); }
export function gammaScoresDeep(x: usize, logs: usize, _stride: usize, out: usize, n: i32, f: usize): void {
  gammaScores(x, out, n, f);
  changetype<Gamma>(f).deepScores(x, logs, out, n, 1.0);
}
export function gammaDivergences(x: usize, out: usize, n: i32, f: usize): void {
  changetype<Gamma>(f).open();
  Columns.divergences2<Gamma>(x, out, n, f);
}
export function gammaMoments(f: usize, out: usize): void { changetype<Gamma>(f).moments(out); }
export function gammaCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, CdfOf>(x, out, n, f); }
export function gammaSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, SurvivalOf>(x, out, n, f); }
export function gammaLogCdf(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, LogCdfOf>(x, out, n, f); }
export function gammaLogSurvival(x: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, LogSurvivalOf>(x, out, n, f); }
export function gammaQuantile(u: usize, out: usize, n: i32, f: usize): void { Columns.each<Gamma, QuantileOf>(u, out, n, f); }
