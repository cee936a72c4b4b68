/** φ of one column, as users write it. */
import { type BlockIntegrand, type Integrand, checkKeys, isRecord, wrongKind, wrongValue } from "../index";

const KEYS = ["value", "gradient", "valueAndGradient", "id"];

/** @internal */
export class Phi {
  readonly #phi: Integrand;

  /** @throws TypeError */
  constructor(readonly where: string, readonly name: string, phi: unknown) {
    if (typeof phi !== "function" && !(isRecord(phi) && typeof phi.value === "function")) throw wrongKind(where, name, "integrand(…), a function (x) => number or { value, gradient? } on blocks", phi);
    if (isRecord(phi) && phi.kind !== "integrand") checkKeys(where, phi, KEYS);
    this.#phi = phi as Integrand;
  }

  /** @throws TypeError if it has no gradient */
  demandGradient(): this {
    if (!this.#gradient) throw wrongKind(this.where, this.name, "an integrand with a gradient (integrand(…) or { value, gradient })", this.#phi);
    return this;
  }

  /** φ, where the weight is not 0; elsewhere whatever φ makes of it. @throws RangeError at NaN */
  value(x: Float64Array, weight: Float64Array): Float64Array {
    const phi = this.#phi, out = new Float64Array(x.length);
    if (typeof phi === "function") {
      const row = new Float64Array(1);
      for (let i = 0; i < x.length; i++) {
        row[0] = x[i] as number;
        const v: unknown = phi(row);
        if (typeof v !== "number") throw wrongKind(this.where, this.name, "a function that returns a number", v);
        out[i] = v;
      }
    } else phi.value([x], out);
    return this.#known("a number", x, out, weight);
  }

  /** ∂φ/∂x, likewise. @throws RangeError at NaN */
  gradient(x: Float64Array, weight: Float64Array): Float64Array {
    const out = new Float64Array(x.length);
    this.#gradient?.([x], [out]);
    return this.#known("a gradient that is a number", x, out, weight);
  }

  get #gradient(): BlockIntegrand["gradient"] {
    const phi = this.#phi;
    if (typeof phi === "function") return undefined;
    if (phi.gradient) return (x, out) => phi.gradient?.(x, out);
    return phi.valueAndGradient && ((x, out) => phi.valueAndGradient?.(x, new Float64Array(x[0]?.length ?? 0), out));
  }

  #known(expected: string, x: Float64Array, out: Float64Array, weight: Float64Array): Float64Array {
    const bad = out.findIndex((v, i) => Number.isNaN(v) && weight[i] !== 0);
    if (bad >= 0) throw wrongValue(this.where, this.name, `${expected} at x = ${x[bad]}`, NaN);
    return out;
  }
}
