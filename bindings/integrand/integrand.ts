/**
 * Integrands φ as users write them, and the one form in which runs call them: on blocks of columns.
 */
import { isRecord, wrongKind } from "../check";
import { fill } from "../fill";
import { CompiledIntegrand } from "./compiled";
import type { Block } from "./block";

/** φ on blocks: columns in, a column out. x and out are lent for the call; out starts as zeros. */
export interface BlockIntegrand {
  /** out[i] = φ of row i. */
  readonly value: (x: Block, out: Float64Array) => void;
  /** out[d][i] = ∂φ/∂x_d of row i. */
  readonly gradient?: (x: Block, out: Block) => void;
  /** Both at once, where that saves work: called instead of the two when a run needs both. */
  readonly valueAndGradient?: (x: Block, value: Float64Array, gradient: Block) => void;
  /** ∂φ/∂θ where φ itself depends on a parameter, by its name: out[j][i] for entry j (out[0] of a number). A product has records in it. */
  readonly params?: IntegrandParams;
  /** Names φ in saved states; without it the source text does. Give one where φ closes over data. */
  readonly id?: string;
}

export interface IntegrandParams {
  readonly [name: string]: ((x: Block, out: Block) => void) | IntegrandParams;
}

/** φ of one row x, which is reused: copy it to keep it. Convenient and slowest. */
export type RowIntegrand = (x: Float64Array) => number;

/** Compiled integrands are block integrands, too. */
export type Integrand = RowIntegrand | BlockIntegrand;

/** Several integrands over the same draws, by name. */
export type Integrands = { readonly [name: string]: Integrand };

/** One output, as runs see it. @internal */
export interface Output {
  readonly name: string;
  readonly id: string;
  value(x: Block, n: number, out: Float64Array): void;
  readonly gradient: ((x: Block, out: Block) => void) | undefined;
  readonly valueAndGradient: ((x: Block, value: Float64Array, gradient: Block) => void) | undefined;
  readonly params: IntegrandParams | undefined;
  /** It is run in WebAssembly; its functions above are for columns of the host's. */
  readonly compiled?: CompiledIntegrand;
  /** Of what is made of other calls: what it takes for a row, given what φ takes, with or without its gradient. */
  readonly cost?: (of: (compiled: CompiledIntegrand | undefined, gradient: boolean) => number, gradient: boolean) => number;
}

const KEYS = ["value", "gradient", "valueAndGradient", "params", "id"];

/** The outputs of φ: one without a name, or several by theirs. @throws TypeError @internal */
export function outputsOf(where: string, phi: unknown): { outputs: Output[]; several: boolean } {
  if (typeof phi === "function" || (isRecord(phi) && typeof phi.value === "function")) return { outputs: [outputOf(where, "phi", phi)], several: false };
  const expected = "integrand(…), a function (x) => number, { value, gradient? } on blocks, or a record of these";
  if (!isRecord(phi) || Object.keys(phi).length === 0 || "gradient" in phi) throw wrongKind(where, "phi", expected, phi);
  for (const name of Object.keys(phi)) refuseReserved(where, name);
  return { outputs: Object.entries(phi).map(([name, one]) => outputOf(where, name, one)), several: true };
}

const RESERVED = ["kind", "version", "job", "state", "names", "toJSON", "toString"];

/** @throws TypeError @internal */
export function refuseReserved(where: string, name: string): void {
  if (RESERVED.includes(name)) throw new TypeError(`${where}: an integrand cannot have the name "${name}", which results use themselves`);
}

/** Its derivatives by θ, which fill columns as well. */
const filling = (where: string, name: string, params: IntegrandParams): IntegrandParams => Object.fromEntries(Object.entries(params).map(([key, one]) => {
  const path = `${name}.${key}`;
  return [key, typeof one === "function" ? (x: Block, out: Block): void => fill(where, path, out, () => one(x, out)) : isRecord(one) ? filling(where, path, one) : one];
}));

function outputOf(where: string, name: string, phi: unknown): Output {
  if (typeof phi === "function") {
    const one = phi as RowIntegrand;
    return {
      name, get id() { return String(one); }, gradient: undefined, valueAndGradient: undefined, params: undefined,
      value(x, n, out) {
        const row = new Float64Array(x.length);
        for (let i = 0; i < n; i++) {
          for (let d = 0; d < row.length; d++) row[d] = (x[d] as Float64Array)[i] as number;
          const v = one(row);
          if (typeof v !== "number") throw wrongKind(where, name, "a function that returns a number", v);
          out[i] = v;
        }
      },
    };
  }
  if (phi instanceof CompiledIntegrand) {
    return {
      name, compiled: phi, get id() { return phi.id; }, params: undefined,
      value: (x, _n, out) => { phi.value(x, out); }, gradient: (x, out) => { phi.gradient(x, out); }, valueAndGradient: (x, value, gradient) => phi.valueAndGradient(x, value, gradient),
    };
  }
  if (!isRecord(phi) || typeof phi.value !== "function") throw wrongKind(where, name, "integrand(…), a function (x) => number or { value, gradient? } on blocks", phi);
  for (const key in phi) if (!KEYS.includes(key)) throw new TypeError(`${where}: unknown "${name}.${key}", expected one of ${KEYS.join(", ")}`);
  for (const key of ["gradient", "valueAndGradient"]) {
    if (phi[key] !== undefined && typeof phi[key] !== "function") throw wrongKind(where, `${name}.${key}`, "a function", phi[key]);
  }
  if (phi.id !== undefined && typeof phi.id !== "string") throw wrongKind(where, `${name}.id`, "a string", phi.id);
  if (phi.params !== undefined && !isRecord(phi.params)) throw wrongKind(where, `${name}.params`, "a record of functions named by parameters", phi.params);
  const block = phi as unknown as BlockIntegrand;
  const both = block.valueAndGradient && ((x: Block, value: Float64Array, gradient: Block): void => fill(where, `${name}.valueAndGradient`, gradient, () => block.valueAndGradient?.(x, value, gradient), value));
  return {
    name,
    get id() { return block.id ?? [block.value, block.gradient, block.valueAndGradient].map(String).join("\n"); },
    value: (x, _n, out) => fill(where, `${name}.value`, [out], () => block.value(x, out)),
    gradient: block.gradient ? (x, out) => fill(where, `${name}.gradient`, out, () => block.gradient?.(x, out)) : both && ((x, out) => both(x, new Float64Array(out[0]?.length ?? 0), out)),
    valueAndGradient: both,
    params: block.params && filling(where, `${name}.params`, block.params),
  };
}
