/**
 * What `flow` may be, and what it means for each entry of the parameters: E = (1 − λ)·L + λ·R, L the likelihood ratio, R the term of a flow
 * u = c·u_RP + Σ fields.
 */
import { checkKeys, dataOf, isArrayLike, isRecord, show, wrongKind, wrongValue } from "../check";
import { type Distribution, type Internals, type Parameter, entriesIn, internalsOf } from "../distribution";
import { CompiledField } from "./field";
import { type FlowField, fieldInJavaScript } from "./javascript";
import type { FlowSource } from "./source";

/**
 * One flow, or a sum of several: "lr" is u = 0, "rp" the canonical flow, a number λ stands for λ times that; "cheap", "generalised" and "omt" are
 * other flows that some families have, "cdf" is −∂θF/p; a field; rotations of a multivariate normal, by coefficients.
 */
export type FlowChoice = OneFlow | readonly OneFlow[];
type OneFlow = "lr" | "rp" | "cdf" | "cheap" | "generalised" | "omt" | number | FlowField | CompiledField | Rotation;
/**
 * A flow u = L·A·ε of a multivariate normal x = loc + L·ε that leaves p as it is: A antisymmetric, A_ab = c for the pairs a < b in order, entry by
 * entry of the parameter. Added to a flow it changes nothing but the variance.
 */
export interface Rotation { readonly rotation: ArrayLike<number> }

/** One choice for all, or one for each parameter. */
export type Flow<P> = FlowChoice | { readonly [K in keyof P]?: P[K] extends number | ArrayLike<number> ? FlowChoice : Flow<P[K]> };

/** @internal */
export interface EntryFlow {
  /** λ */
  readonly lambda: number;
  /** c */
  readonly canonical: number;
  /** The share of ∂θp that u is known to carry: c, and that of fields which say so. */
  readonly carries: number;
  readonly fields: readonly FieldOf[];
}

/** A field, and the parameter it is for. @internal */
export interface FieldOf {
  readonly source: FlowSource;
  readonly parameter: Parameter;
  /** Was it given by the user? Then what it does at the ends of the support is looked at. */
  readonly given: boolean;
}

/** u = 0 @internal */
export const NO_FLOW: EntryFlow = { lambda: 0, canonical: 1, carries: 1, fields: [] };
const CANONICAL: EntryFlow = { ...NO_FLOW, lambda: 1 };

const EXPECTED = `"lr", "rp", "cdf", "cheap", "generalised", "omt", a number, a field { value, divergence }, { rotation }, or an array of these`;
const NAMED = ["cheap", "generalised", "omt"];

/** Resolves a choice for every entry of the parameters; of those that are not used it may say nothing. @throws TypeError, RangeError @internal */
export function flowsOf(where: string, p: Distribution, flow: unknown, used: (entry: number) => boolean): EntryFlow[] {
  const own = internalsOf(p), flows = new Array<EntryFlow>(own.entries);
  if (flow === "lr" || flow === "rp") return flows.fill(flow === "lr" ? NO_FLOW : CANONICAL);
  const resolve = (choice: unknown, path: readonly string[]): void => {
    const name = ["flow", ...path].join("."), inside = own.parameters.filter((one) => path.every((part, i) => one.path[i] === part));
    const asked = inside.filter((one) => entriesIn(one).some(used));
    if (choice === undefined && asked.length === 0 && path.length) {
      for (const { offset, size } of inside) for (let j = 0; j < size; j++) flows[offset + j] = NO_FLOW;
      return;
    }
    if (choice === undefined) throw new TypeError(`${where}: "${name}" expected ${EXPECTED}, or one of these for each parameter, got undefined`);
    if (isRecord(choice) && !isOneFlow(choice) && !inside.some((one) => one.path.length === path.length)) {
      const names = [...new Set(inside.map((one) => one.path[path.length] as string))];
      checkKeys(`${where}: "${name}"`, choice, names);
      for (const key of names) resolve(choice[key], [...path, key]);
      return;
    }
    for (const parameter of inside) {
      const one = typeof choice === "object" && asked.length && !asked.includes(parameter) ? NO_FLOW : entryFlow(where, name, p, own, parameter, choice, asked.length ? asked : inside);
      for (let j = 0; j < parameter.size; j++) flows[parameter.offset + j] = one;
    }
  };
  resolve(flow, []);
  return flows;
}

const isOneFlow = (choice: object): boolean => choice instanceof CompiledField || Array.isArray(choice) || ["value", "divergence"].some((key) => typeof (choice as Record<string, unknown>)[key] === "function") || isArrayLike((choice as Rotation).rotation);

function entryFlow(where: string, name: string, p: Distribution, own: Internals, parameter: Parameter, choice: unknown, inside: readonly Parameter[]): EntryFlow {
  if (choice === "lr") return NO_FLOW;
  const terms: readonly unknown[] = Array.isArray(choice) ? choice : [choice], fields: FieldOf[] = [];
  if (terms.length === 0) throw wrongValue(where, name, "at least one flow", choice);
  let canonical = 0;
  terms.forEach((term, k) => {
    const label = Array.isArray(choice) ? `${name}[${k}]` : name, number = term === "lr" ? 0 : term === "rp" ? 1 : term;
    if (term === "cdf") {
      // in one dimension, and with nothing flowing out of the ends, there is no other
      const without = own.columns === 1 ? own.lacks("flow") : own.lacks("cdf");
      if (without || parameter.noFlow) throw new TypeError(`${where}: "${label}" expected a flow that ${p.family} has, got "cdf": ${without ?? parameter.noFlow}`);
      canonical += 1;
    } else if (typeof number === "number") {
      if (!Number.isFinite(number)) throw wrongValue(where, label, "a finite number", number);
      canonical += number;
    } else {
      const source = sourceOf(where, label, p, own, parameter, term, inside);
      if (source === true) canonical += 1;
      else fields.push({ source, parameter, given: typeof term !== "string" });
    }
  });
  return fields.length ? { lambda: 1, canonical, carries: canonical + fields.reduce((sum, { source }) => sum + (source.carries ?? 0), 0), fields } : { lambda: canonical, canonical: 1, carries: 1, fields };
}

function sourceOf(where: string, label: string, p: Distribution, own: Internals, parameter: Parameter, term: unknown, inside: readonly Parameter[]): FlowSource | true {
  const path = parameter.path.join(".");
  if (typeof term === "string" && NAMED.includes(term)) {
    const found = own.flow?.(term, parameter);
    if (typeof found === "object" || found === true) return found;
    throw new TypeError(`${where}: "${label}" expected a flow that "${path}" of ${p.family} has, got "${term}"${found ? `: ${found}` : ""}; "rp" is its canonical flow, "lr" none`);
  }
  if (!isRecord(term)) throw wrongKind(where, label, EXPECTED, term);
  if (inside.length > 1) throw new TypeError(`${where}: "${label}" expected a choice for each of ${inside.map((one) => one.path.join(".")).join(", ")}, got one field for all`);
  if (term instanceof CompiledField) return term.source(where, p, own, parameter);
  if ("rotation" in term) {
    checkKeys(`${where}: "${label}"`, term, ["rotation"]);
    const found = own.rotation, pairs = (own.columns * (own.columns - 1)) / 2, size = parameter.size * pairs;
    if (!found) throw new TypeError(`${where}: "${label}" expected a flow that ${p.family} has, got rotations, which are of mvn`);
    if (!isArrayLike(term.rotation)) throw wrongKind(where, `${label}.rotation`, `${size} numbers`, term.rotation);
    const coefficients = dataOf(where, `${label}.rotation`, term.rotation);
    if (coefficients.length !== size || !coefficients.every(Number.isFinite)) throw wrongValue(where, `${label}.rotation`, `${size} finite numbers, ${pairs} pairs of columns for each entry of "${path}"`, term.rotation);
    return found(parameter, coefficients);
  }
  const counts = own.supports.every((support) => support === "count");
  for (const key of counts && term.divergence === undefined ? ["value"] : ["value", "divergence"]) if (typeof term[key] !== "function") throw wrongKind(where, `${label}.${key}`, "a function (x, out)", term[key]);
  return fieldInJavaScript(where, label, term as unknown as FlowField, own, parameter.size);
}

/** Choices as plain data: fields become their ids. @internal */
export function describeFlow(flow: unknown): unknown {
  if (Array.isArray(flow)) return flow.map(describeFlow);
  if (!isRecord(flow)) return flow;
  if (isArrayLike(flow.rotation)) return { rotation: Float64Array.from(flow.rotation as ArrayLike<number>) };
  if (typeof flow.value === "function") return { field: (flow.id as string | undefined) ?? [flow.value, flow.divergence].map(String).join("\n") };
  return Object.fromEntries(Object.entries(flow).map(([key, value]) => [key, describeFlow(value)]));
}

/** Does a described choice take the canonical flow for the parameter at this path? @internal */
export function isFollowed(flow: unknown, path: readonly string[]): boolean {
  if (Array.isArray(flow)) return flow.some((one) => isFollowed(one, path));
  return isRecord(flow) ? isFollowed(flow[path[0] as string], path.slice(1)) : flow !== undefined && flow !== "lr" && flow !== 0;
}

/** A choice in words. @internal */
export const showFlow = (flow: unknown): string => (typeof flow === "object" ? JSON.stringify(describeFlow(flow)) : show(flow));
