/** A distribution again, with other parameters. */
import { show } from "../check";
import { type Distribution, type Parameter, type Parameters, givenAt, givenSize, internalsOf, tree } from "../distribution";
import * as families from "../distributions";
import { Mixture } from "../distributions/mixture";
import { Transformed } from "../distributions/transform";

/** The distribution with the entries θ of all parameters. @internal */
export type Make = (theta: Float64Array) => Distribution;

/** The values of parameters as the family takes them. */
function valueOf(p: Parameter, theta: Float64Array, first: number): number | Float64Array {
  const at = first + p.offset;
  if (p.scalar) return theta[at] as number;
  if (p.triangle === undefined) return theta.slice(at, at + p.size);
  const square = new Float64Array(givenSize(p));
  for (let j = 0; j < p.size; j++) square[givenAt(p, j)] = theta[at + j] as number;
  return square;
}

/** Entries of all parameters of a distribution. @internal */
export function entriesOf(p: Distribution): Float64Array {
  const own = internalsOf(p), theta = new Float64Array(own.entries);
  for (const parameter of own.parameters) readInto(theta, parameter, parameter.path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], p.parameters) as number | Float64Array, 1);
  return theta;
}

/** The rows of numbers of one parameter, as the library gives them, at the places of its entries among all of `out`. @internal */
export function readInto(out: Float64Array, p: Parameter, given: number | ArrayLike<number>, rows: number): void {
  const width = out.length / rows, size = givenSize(p);
  if (typeof given === "number") out[p.offset] = given;
  else for (let i = 0; i < rows; i++) for (let j = 0; j < p.size; j++) out[i * width + p.offset + j] = given[i * size + givenAt(p, j)] as number;
}

/** What makes p of θ, where some of its entries from `first` on move. What has none of these stays itself. @throws TypeError @internal */
export function makerOf(where: string, p: Distribution, moves: ReadonlySet<number>, first = 0): Make {
  const { entries, parameters } = internalsOf(p);
  if (!Array.from({ length: entries }, (_, j) => first + j).some((entry) => moves.has(entry))) return () => p;
  if (p.family === "product" && p.parts) {
    let from = first;
    const makers = Object.entries(p.parts).map(([name, part]) => {
      const make = makerOf(where, part, moves, from);
      from += internalsOf(part).entries;
      return [name, make] as const;
    });
    return (theta) => families.product(Object.fromEntries(makers.map(([name, make]) => [name, make(theta)])));
  }
  if (p instanceof Mixture) {
    const count = p.components.length;
    let from = first + count;
    const makers = p.components.map((component) => {
      const make = makerOf(where, component, moves, from);
      from += internalsOf(component).entries;
      return make;
    });
    return (theta) => families.mixture({ logits: theta.slice(first, first + count), components: makers.map((make) => make(theta)) });
  }
  if (p instanceof Transformed) {
    const make = makerOf(where, p.base, moves, first);
    return (theta) => families.transform(make(theta), p.bijection);
  }
  const family = Object.hasOwn(families, p.family) && p.family !== "custom" ? (families as unknown as Record<string, (given: unknown) => Distribution>)[p.family] : undefined;
  if (!family) throw new TypeError(`${where}: "p" expected families that can be made again with other parameters, got ${p.family}${p.family === "custom" ? ", which is made of functions" : ""}; say how by "make", or leave its parameters out by "wrt"`);
  return (theta) => {
    const given: Record<string, unknown> = { ...p.parameters };
    for (const parameter of parameters) given[parameter.path[0] as string] = valueOf(parameter, theta, first);
    return family(given);
  };
}

/** What the user makes of θ. @throws TypeError if it is no such distribution @internal */
export function madeBy(where: string, p: Distribution, make: (parameters: never) => unknown): Make {
  const { parameters } = internalsOf(p), layoutOf = (of: readonly Parameter[]): string => JSON.stringify(of.map(({ path, size, scalar }) => [path, size, scalar])), layout = layoutOf(parameters);
  return (theta) => {
    const made = make({ ...p.parameters, ...(tree(parameters, (parameter) => valueOf(parameter, theta, 0)) as Parameters) } as never) as Distribution;
    if (layoutOf(internalsOf(made).parameters) !== layout) throw new TypeError(`${where}: "make" expected a distribution with the parameters that it was given, got ${show(Object.keys(made.parameters).join(", "))}`);
    return made;
  };
}
