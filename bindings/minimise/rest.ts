/**
 * When steps have nothing left to follow: the stopping rule of `minimise`, from the standard errors that every gradient carries.
 *
 * Steps are taken together in windows, one after the other. Of entry j let ḡ be the mean gradient of a window of W steps and σ the root mean square
 * of their standard errors; the error of ḡ is σ/√W, whatever the steps were (gradients less their expectations, given the steps before, are
 * uncorrelated). A window ends the run if for every entry
 *
 *     |ḡ| ≤ tolerance·σ − z·σ/√W      and      mean g² ≤ 2σ²
 *
 * that is, if the one-sided confidence bounds of all mean gradients lie within `tolerance` standard errors of one step, and steps see more noise than slope: steps that
 * swing about an optimum cancel in the first. A single entry beyond the tolerance passes with probability Φ(−z), so the whole does with no more, however many there are: z
 * is such that these probabilities, 1 %/(i(i + 1)) for window i, sum to 1 % in a run of any length (as far as means of W steps are normal). W = ((z + b)/tolerance)² is such that with no gradient
 * left a window fails this in at most 5 % of cases: b² = 2·log(20·entries). Both sides of the comparisons grow by a millionth of the largest gradient seen, for estimates
 * without noise.
 */
import { vector } from "../vector";

const ALARMS = 0.01, MISSES = 0.05, NEGLIGIBLE = 1e-6, SHORTEST = 16;

/** @internal */
export class Rest {
  readonly #b: number;
  readonly #sum: Float64Array;
  readonly #square: Float64Array;
  readonly #noise: Float64Array;
  readonly #most: Float64Array;
  #windows = 0;
  #steps = 0;
  #length = 0;
  #z = 0;

  constructor(private readonly tolerance: number, private readonly count: number) {
    this.#b = Math.sqrt(2 * vector.log(count / MISSES));
    [this.#sum, this.#square, this.#noise, this.#most] = [0, 1, 2, 3].map(() => new Float64Array(count)) as [Float64Array, Float64Array, Float64Array, Float64Array];
    this.#open();
  }

  /** Begins the next window. */
  #open(): void {
    const i = ++this.#windows;
    this.#z = -vector.normalQuantile(ALARMS / (i * (i + 1)));
    const root = (this.#z + this.#b) / this.tolerance;
    this.#length = Math.max(SHORTEST, Math.ceil(root * root));
    this.#steps = 0;
    for (const sums of [this.#sum, this.#square, this.#noise]) sums.fill(0);
  }

  /** Takes the gradient of a step and its standard errors. Is there nothing left to follow? */
  take(g: Float64Array, error: Float64Array): boolean {
    const sum = this.#sum, square = this.#square, noise = this.#noise, most = this.#most;
    for (let k = 0; k < this.count; k++) {
      const slope = g[k] as number, s = error[k] as number;
      sum[k] = (sum[k] as number) + slope;
      square[k] = (square[k] as number) + slope * slope;
      noise[k] = (noise[k] as number) + s * s;
      most[k] = Math.max(most[k] as number, Math.abs(slope));
    }
    if (++this.#steps < this.#length) return false;
    const W = this.#steps, reach = this.tolerance - this.#z / Math.sqrt(W);
    let still = true;
    for (let k = 0; still && k < this.count; k++) {
      const negligible = NEGLIGIBLE * (most[k] as number), variance = (noise[k] as number) / W;
      still = Math.abs(sum[k] as number) / W <= reach * Math.sqrt(variance) + negligible && (square[k] as number) / W <= 2 * variance + negligible * negligible;
    }
    this.#open();
    return still;
  }
}
