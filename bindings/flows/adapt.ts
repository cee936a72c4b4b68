/**
 * Adaptive velocity fields: rotations of a multivariate normal, learned by following the gradient of the variance.
 */
import { checkInteger, checkKeys, checkNumber, dataOf, isArrayLike, isRecord, show, wrongKind, wrongValue } from "../check";
import { type Distribution, internalsOf, isDistribution } from "../distribution";
import { type BlockIntegrand, outputsOf } from "../integrand/integrand";
import { Rng } from "../random";
import type { Rotation } from "./choices";

/** How to learn: `steps` of `samples` draws each, from a `seed` or an `rng`; `rate` ≤ 1 is the share of the way to where a step's draws would go. */
export interface AdaptOptions {
  readonly samples: number;
  readonly steps: number;
  readonly rate?: number;
  readonly seed?: number | bigint;
  readonly rng?: Rng;
  /** Where to go on from. */
  readonly from?: Rotation;
}

/**
 * A rotation for `flow: { scaleTril: ["rp", rotation] }` of an `mvn`, with less variance: the coefficients c follow the gradient of the variance of
 * E = u_RP·∇φ + Σ c·C, C = (L·A·ε)·∇φ, that is the mean of E·C, measured against that of C² (M. Jankowiak, F. Obermeyer, "Pathwise derivatives
 * beyond the reparameterization trick", ICML 2018). The draws are not those of the estimate, which stays unbiased whatever is learned.
 *
 * @param p an `mvn` of two or more columns. @param phi φ with its gradient by x.
 * @returns coefficients, the caller's own: for each entry of `scaleTril` one for each pair of columns.
 * @throws TypeError, RangeError if p, φ or an option is something else.
 *
 * @example
 * ```js
 * const p = mvn({ loc: [0, 0], scaleTril: [1, 0, 0.5, 1] }), phi = integrand("cos(x0 + x1)");
 * const rotation = adaptRotation(p, phi, { samples: 4096, steps: 20, seed: 1 });
 * const run = (flow) => gradient(p, phi, { flow: { loc: "rp", scaleTril: flow }, samples: 1e5, seed: 2 }).grad.scaleTril.variance[2];
 * console.log(run(["rp", rotation]) < run("rp")); // true
 * ```
 */
export function adaptRotation(p: Distribution, phi: BlockIntegrand, options: AdaptOptions): Rotation {
  const where = "adaptRotation";
  if (!isDistribution(p) || p.family !== "mvn") throw wrongKind(where, "p", "an mvn", p);
  if (!isRecord(options)) throw wrongKind(where, "options", "{ samples, steps, seed or rng }", options);
  checkKeys(where, options, ["samples", "steps", "rate", "seed", "rng", "from"]);
  const { outputs: [output], several } = outputsOf(where, phi), gradientOf = output?.gradient;
  if (several || !output || !gradientOf) throw wrongKind(where, "phi", "one integrand with its gradient", phi);
  const own = internalsOf(p), D = own.columns, { loc, scaleTril } = p.parameters as unknown as { readonly loc: Float64Array; readonly scaleTril: Float64Array };
  const n = checkInteger(where, "samples", options.samples, 2, 2 ** 24), steps = checkInteger(where, "steps", options.steps, 1, 2 ** 24), rate = options.rate === undefined ? 0.5 : checkNumber(where, "rate", options.rate, "positive");
  if (options.rng !== undefined && options.seed !== undefined) throw new TypeError(`${where}: "seed" expected to be absent beside "rng", got ${show(options.seed)}`);
  const rng = options.rng ?? new Rng(options.seed as number), pairs = (D * (D - 1)) / 2, entries = (D * (D + 1)) / 2;
  if (!(rng instanceof Rng)) throw wrongKind(where, "rng", "an Rng", rng);
  const { from } = options;
  if (from !== undefined && !(isRecord(from) && isArrayLike(from.rotation))) throw wrongKind(where, "from", "{ rotation }", from);
  const rotation = from ? Float64Array.from(dataOf(where, "from.rotation", from.rotation)) : new Float64Array(entries * pairs);
  if (rotation.length !== entries * pairs || !rotation.every(Number.isFinite)) throw wrongValue(where, "from.rotation", `${entries * pairs} finite numbers`, rotation);
  for (let step = 0; step < steps; step++) {
    const rows = p.sample(rng, n), x = Array.from({ length: D }, (_, d) => Float64Array.from({ length: n }, (_, i) => rows[i * D + d] as number)), slopes = x.map((column) => new Float64Array(column.length));
    gradientOf(x, slopes);
    const products = new Float64Array(entries * pairs), squares = new Float64Array(pairs), epsilon = new Float64Array(D), pulled = new Float64Array(D), C = new Float64Array(pairs);
    for (let i = 0; i < n; i++) {
      for (let a = 0; a < D; a++) {
        let rest = x[a]![i]! - loc[a]!, sum = 0;
        for (let b = 0; b < a; b++) rest -= scaleTril[a * D + b]! * epsilon[b]!;
        epsilon[a] = rest / scaleTril[a * D + a]!;
        for (let b = a; b < D; b++) sum += scaleTril[b * D + a]! * slopes[b]![i]!;
        pulled[a] = sum;
      }
      for (let a = 0, k = 0; a < D; a++) for (let b = a + 1; b < D; b++, k++) {
        const c = pulled[a]! * epsilon[b]! - pulled[b]! * epsilon[a]!;
        C[k] = c;
        squares[k]! += c * c;
      }
      for (let a = 0, e = 0; a < D; a++) for (let b = 0; b <= a; b++, e++) {
        let E = slopes[a]![i]! * epsilon[b]!;
        for (let k = 0; k < pairs; k++) E += rotation[e * pairs + k]! * C[k]!;
        for (let k = 0; k < pairs; k++) products[e * pairs + k]! += E * C[k]!;
      }
    }
    for (let at = 0; at < rotation.length; at++) {
      const square = squares[at % pairs]!;
      if (square > 0) rotation[at]! -= (rate * products[at]!) / square / Math.max(1, pairs - 1);
    }
  }
  return { rotation };
}
