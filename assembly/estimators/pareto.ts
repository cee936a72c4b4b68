import { Elementary } from "../core/elementary";
import { Lanes } from "../core/lanes";

/**
 * Shape k of the generalised Pareto law of excesses y: a mean over a grid of b = −k/σ, weighted by the profile likelihood.
 * J. Zhang, M. A. Stephens, Technometrics 51 (2009) 316–325; shrunk towards ½ as by A. Vehtari et al., "Pareto smoothed importance
 * sampling", J. Mach. Learn. Res. 25 (2024), Appendix G.
 */
abstract class Pareto {
  /** `tail` = `count` + 1 numbers, largest first, of which the last is the threshold; they become excesses. */
  static index(tail: usize, count: i32): f64 {
    const threshold = load<f64>(tail + (<usize>count << 3));
    for (let i = 0; i < count; i++) store<f64>(tail + (<usize>i << 3), load<f64>(tail + (<usize>i << 3)) - threshold);
    const largest = load<f64>(tail), quartile = load<f64>(tail + (<usize>(count - (count + 2) / 4) << 3));
    if (!(quartile > 0.0 && largest < Infinity)) return NaN; // ties: no law of excesses to fit
    const n = <f64>count, grid = 30 + <i32>sqrt(n);
    let best = -Infinity;
    for (let j = 0; j < grid; j++) best = max(best, Pareto.likelihood(tail, count, Pareto.candidate(j, grid, largest, quartile)));
    let sum = 0.0, weights = 0.0;
    for (let j = 0; j < grid; j++) {
      const b = Pareto.candidate(j, grid, largest, quartile);
      const w = f64x2.extract_lane(Elementary.exp(f64x2.splat(Pareto.likelihood(tail, count, b) - best)), 0);
      weights += w;
      sum += w * b;
    }
    return (n * Pareto.shape(tail, count, sum / weights) + 5.0) / (n + 10.0);
  }

  private static candidate(j: i32, grid: i32, largest: f64, quartile: f64): f64 {
    return 1.0 / largest + (1.0 - sqrt(<f64>grid / (<f64>j + 0.5))) / (3.0 * quartile);
  }

  /** k = mean log(1 − b·y) */
  private static shape(y: usize, count: i32, b: f64): f64 {
    let sum = f64x2.splat(0);
    for (let i = 0; i < count; i += 2) {
      const t = f64x2.sub(Lanes.both(Lanes.ONE), f64x2.mul(f64x2.splat(b), v128.load(y + (<usize>i << 3))));
      sum = f64x2.add(sum, Elementary.logPositive(t));
    }
    return Lanes.sum(sum) / <f64>count;
  }

  /** n(log(−b/k) − k − 1) */
  private static likelihood(y: usize, count: i32, b: f64): f64 {
    const k = Pareto.shape(y, count, b), ratio = -b / k;
    return ratio > 0.0 ? <f64>count * (f64x2.extract_lane(Elementary.logPositive(f64x2.splat(ratio)), 0) - k - 1.0) : -Infinity;
  }
}

/** `tail` = `count` + 1 numbers, largest first; `count` even. They are overwritten. */
export function paretoIndex(tail: usize, count: i32): f64 { return Pareto.index(tail, count); }
