/** An estimate of ∂θE[φ] for one φ against its value: what a choice of `jumps` makes of it. */
import { type Distribution, gradient, vector } from "../index";
import { Phi } from "../theory/phi";
import { integrate } from "../theory/quadrature";
import type { Reporting } from "./report";
import { type Ends, type Family, type Theta, density } from "./family";
import type { Choice } from "./library";
import { RATE, rangeOf } from "./samples";

interface Mean { readonly mean: number; readonly stdError: number }

/** @internal */
export function checkPhi(report: Reporting, family: Family, thetas: readonly Theta[], choice: Choice, samples: number, seed: number): void {
  const { p } = family, { phi, ...options } = choice, wrt = [...new Set(thetas.map(({ parameter }) => parameter))];
  const run = (more: object, seed: number): ((theta: Theta) => Mean) => {
    const { grad } = gradient(p, phi as never, { baseline: 0, ...options, wrt, samples, seed, ...more } as never) as unknown as { readonly grad: unknown };
    return ({ parameter, index }) => {
      const found = parameter.split(".").reduce((at: unknown, key) => (at as Record<string, unknown>)[key], grad) as { readonly mean: number | Float64Array; readonly stdError: number | Float64Array }, at = (a: number | Float64Array): number => (typeof a === "number" ? a : (a[index] as number));
      return { mean: at(found.mean), stdError: at(found.stdError) };
    };
  };
  const estimate = run({}, seed);
  let other: ((theta: Theta) => Mean) | undefined;
  report.checked.draws += samples;
  for (const theta of thetas) {
    const exact = p.columns === 1 && !p.supports.includes("count") ? byQuadrature(family, theta, new Phi("lint", "phi", phi)) : undefined;
    if (!exact) other ??= run({ flow: "lr", proposal: undefined, jumps: undefined }, seed + 1);
    const { mean, stdError } = estimate(theta), truth = exact ?? (other as (theta: Theta) => Mean)(theta), bound = vector.normalQuantile(Float64Array.of(1 - RATE / 2 / thetas.length))[0] as number, error = Math.sqrt(stdError ** 2 + truth.stdError ** 2);
    report.checked.tests++;
    if (Math.abs(mean - truth.mean) <= bound * error + 1e-7 * Math.abs(truth.mean)) continue;
    report.add("phi", theta.name, [], mean, truth.mean, { what: `the estimate of ∂E[φ]/∂${theta.name} from ${samples} draws`, likely: "φ jumps where the flow does not see it, its gradient is wrong, or a surface term is", bias: [{ phi: "the φ given", bias: mean - truth.mean, stdError: error }] });
  }
}

/** ∫ φ ∂θp dx and what moving ends sweep over. */
function byQuadrature(family: Family, theta: Theta, phi: Phi): Mean | undefined {
  const [[lower, upper]] = family.ends() as [Ends], rates = family.endRates(theta)?.[0], p: Distribution = family.p;
  if (!rates) return undefined;
  const { value: [inner], error } = integrate(rangeOf(family.draws.slice().sort(), lower, upper), 1, (x, [out]) => {
    const f = density(p, x), s = family.slope(theta, x), y = phi.value(x, f);
    for (let i = 0; i < x.length; i++) if (f[i] !== 0 && out && s && Number.isFinite(s.error[i])) out[i] = (f[i] as number) * (s.value[i] as number) * (y[i] as number);
  });
  const swept = ([[lower, rates[0], -1], [upper, rates[1], 1]] as const).reduce((sum, [at, rate, normal]) => (Number.isFinite(at) && rate !== 0 ? sum + normal * rate * (density(p, Float64Array.of(at))[0] as number) * (phi.value(Float64Array.of(at), Float64Array.of(1))[0] as number) : sum), 0);
  return { mean: (inner as number) + swept, stdError: Math.min(error, 1e-6 * Math.abs(inner as number)) };
}
