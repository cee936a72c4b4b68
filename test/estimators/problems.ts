/** The integrands of reference.json, as blocks of one column with their gradients. */
import type { BlockIntegrand } from "montegrad";

type Pair = readonly [value: (x: number) => number, slope: (x: number) => number];

/** φ of one number, and ∂φ/∂x. */
export function pair(name: string, constants: Readonly<Record<string, number>>): Pair {
  const { k = 0, a = 0, c = 0 } = constants;
  const pairs: Readonly<Record<string, Pair>> = {
    quadratic: [(x) => (x - k) ** 2, (x) => 2 * (x - k)],
    cosine: [(x) => Math.cos(k * x), (x) => -k * Math.sin(k * x)],
    gauss: [(x) => Math.exp(-k * x * x), (x) => -2 * k * x * Math.exp(-k * x * x)],
    exponential: [(x) => Math.exp(a * x), (x) => a * Math.exp(a * x)],
    step: [(x) => (x > c ? 1 : 0), () => 0],
    abs: [Math.abs, Math.sign],
    relu: [(x) => Math.max(x, 0), (x) => (x > 0 ? 1 : 0)],
    tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
    wave: [(x) => Math.sin(x) + x ** 3 / 10, (x) => Math.cos(x) + 0.3 * x * x],
  };
  const found = pairs[name];
  if (!found) throw new Error(`no integrand "${name}"`);
  return found;
}

/** The same on blocks. */
export function block([value, slope]: Pair): BlockIntegrand & { gradient: NonNullable<BlockIntegrand["gradient"]> } {
  const map = (f: (x: number) => number, x: Float64Array | undefined, out: Float64Array | undefined): void => {
    if (x && out) for (let i = 0; i < out.length; i++) out[i] = f(x[i] as number);
  };
  return { value: ([x], out) => map(value, x, out), gradient: ([x], [out]) => map(slope, x, out) };
}
