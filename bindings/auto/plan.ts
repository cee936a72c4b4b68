/**
 * `plan`: what `gradient` would choose, as plain data, without the run.
 */
import type { Distribution, Parameters } from "../distribution";
import { choiceFor } from "../estimators/gradient";
import type { GradientOptions } from "../estimators/options";
import { type Integrand, type Integrands, outputsOf } from "../integrand/integrand";

/** Options of `gradient` that were chosen, and `why`. */
export type Choice<P> = Pick<GradientOptions<P>, "flow" | "proposal" | "baseline" | "controls" | "coefficients" | "combine" | "jumps" | "why">;

/**
 * Chooses flow u, proposal q, controls and their coefficients for E[φ] and its gradient: what `gradient` does by itself where it is not told. From
 * 1024 samples on it draws a pilot of one in 48 (512 to 4096; less where φ is cheap) on random numbers of its own, with other draws than the run's, and from these
 * rows alone takes
 *
 * * the best E = R − δ(R − L) − Σ β·C of each estimate by least squares: L the likelihood ratio, R the flow, C scores, polynomials of mean 0
 *   and w − 1, each judged on rows that it was not learnt from;
 * * the best mixture q of p, its slice and Fisher densities and a wider p, in turn with β and δ, each step lowering the variance;
 * * of all these the one whose variance × cost is least: nanoseconds from a fixed table, for φ by its operations or option `cost`, never from a clock.
 *
 * Flows are left out where φ is known to jump or seen to (a function with a gradient is looked at from 64 samples on, and in loops, at 16 to 256 draws of its own), and where their terms have tails as heavy as draws without a variance; and all ways of which
 * the pilot says that the run is too short for their skewness and kurtosis, so that its intervals would cover less than they say.
 * Below 1024 samples, or 8192 for more than eight estimates, the value among them, nothing is drawn: rows of the same run say what is best for others. With an `rng` and below 8192 those of earlier calls do, from
 * a small pilot in the second of them on.
 *
 * @param options those of `gradient`; what they say is not chosen.
 * @returns options to pass back, as plain data: `gradient(p, phi, { ...plan(p, phi, options), ...options })` is what `gradient(p, phi, options)`
 *   gives, to the bit; shards and later runs share it. Its own arrays. Only where a proposal that was chosen meets a φ that is not finite
 *   `gradient` begins again with p, while the choice passed back, and shards, say so.
 * @throws as `gradient`. An `rng` stays where it is.
 *
 * @example
 * ```js
 * const p = normal({ loc: 1, scale: 1 }), phi = integrand("cos(2*x)"), options = { samples: 1e5, seed: 42 };
 * const choice = plan(p, phi, options);
 * const g = gradient(p, phi, { ...choice, ...options });
 * console.log(g.grad.loc.mean === gradient(p, phi, options).grad.loc.mean); // true
 * ```
 */
export function plan<P extends Parameters>(p: Distribution<P>, phi: Integrand | Integrands, options: GradientOptions<P>): Choice<P> {
  const { outputs, several } = outputsOf("plan", phi);
  return choiceFor("plan", p, outputs, several, options) as Choice<P>;
}
