/**
 * Which parameters are estimated by pairs of points: option `coupled`.
 */
import { isRecord, wrongKind, wrongValue } from "../check";
import { entriesIn, internalsOf } from "../distribution";
import type { Sampling } from "../estimators/options";
import type { Pair } from "../estimators/plan";
import type { CouplingForm } from "./coupling";

const FORMS: readonly CouplingForm[] = ["measure-valued", "random-radius"];

/** One form for all parameters, or one for each that is named, as in { loc: "measure-valued" }, a product's as in { "w.loc": … }. */
export type Coupled = CouplingForm | { readonly [parameter: string]: CouplingForm };

/** @throws TypeError, RangeError @internal */
export function pairsOf({ where, p, own, q }: Sampling, given: unknown, isUsed: (entry: number) => boolean, callable: boolean): Pair[] {
  if (given === undefined) return [];
  const expected = FORMS.map((form) => `"${form}"`).join(" or ");
  if (typeof given !== "string" && !isRecord(given)) throw wrongKind(where, "coupled", `${expected}, or one of these for each of some parameters`, given);
  if (!callable) throw new TypeError(`${where}: "coupled" expected a φ that can be called beside the draws, got one that is told; take flow: "lr"`);
  if (q) throw new TypeError(`${where}: "coupled" expected no proposal beside it, got ${q.family}: pairs are of draws of p`);
  const named = isRecord(given) ? given : undefined, names = own.parameters.map(({ path }) => path.join("."));
  for (const name of named ? Object.keys(named) : []) if (!names.includes(name)) throw new TypeError(`${where}: "coupled" expected names among ${names.join(", ")}, got "${name}"`);
  return own.parameters.flatMap((parameter) => {
    const name = parameter.path.join("."), label = named ? `coupled.${name}` : "coupled", form = named ? named[name] : given;
    if (form === undefined) return [];
    if (!FORMS.includes(form as CouplingForm)) throw wrongValue(where, label, expected, form);
    return entriesIn(parameter).filter(isUsed).flatMap((entry) => {
      const found = internalsOf(p).coupling?.(form as CouplingForm, entry) ?? `${p.family} does not know of pairs`;
      if (typeof found === "string") throw new TypeError(`${where}: "${label}" expected a coupling that "${name}" of ${p.family} has, got "${form as string}": ${found}; take flow: "lr" or "rp" for it, and name the others: { parameter: "measure-valued" }`);
      return found.map((source) => ({ entry, source }));
    });
  });
}
