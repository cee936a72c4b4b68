/**
 * Columns on few integers need not be drawn: φ is summed over all their values, weighted by their probabilities (D. Blackwell, Ann. Math. Stat. 18 (1947)
 * 105–110). What is left of φ depends on their parameters, by which it is differentiated exactly.
 */
import { isRecord, wrongKind, wrongValue } from "../check";
import { type Distribution, type Parameter, internalsOf } from "../distribution";
import type { Block } from "../integrand/block";
import { surroundingsOf } from "../integrand/compiled";
import type { IntegrandParams, Output } from "../integrand/integrand";
import { vector } from "../vector";

/** Combinations of values at most. */
const MOST = 1024;

/** Nanoseconds for one row of one combination: a column that is added, filled, copied into the core and back. */
const ADDED = 1.7, FILLED = 0.7, COPIED = 1;

/** Columns that are enumerated: their values, with probabilities and the derivatives of these by the entries of their parameters. @internal */
export interface Enumerated {
  readonly columns: readonly number[];
  /** Entries whose derivatives are exact. */
  readonly entries: readonly number[];
  readonly states: readonly { readonly values: readonly number[]; readonly probability: number; readonly slopes: readonly number[] }[];
}

interface Part { readonly distribution: Distribution; readonly name: string | undefined; readonly column: number; readonly offset: number }

/** The parts of a distribution: those of a product, or itself. */
function partsOf(p: Distribution): Part[] {
  if (!p.parts || p.family !== "product") return [{ distribution: p, name: undefined, column: 0, offset: 0 }];
  let column = 0, offset = 0;
  return Object.entries(p.parts).map(([name, distribution]) => {
    const part = { distribution, name, column, offset };
    column += distribution.columns;
    offset += internalsOf(distribution).entries;
    return part;
  });
}

/** `given`: true, or names of parts of a product. @throws TypeError, RangeError @internal */
export function enumerated(where: string, p: Distribution, given: unknown): Enumerated | undefined {
  if (given === undefined || given === false) return undefined;
  const parts = partsOf(p), fits = ({ distribution }: Part): boolean => ((own) => own.supports.every((support, d) => support === "count" && (own.last?.(d) ?? Infinity) < Infinity))(internalsOf(distribution));
  if (given !== true && !Array.isArray(given)) throw wrongKind(where, "enumerate", "true or an array of names of parts", given);
  const names = given === true ? undefined : (given as unknown[]), unknown = names?.find((name) => !parts.some((part) => part.name === name && fits(part)));
  if (unknown !== undefined) throw wrongValue(where, "enumerate", `names of parts that are categorical, bernoulli or binomial${parts.some((part) => part.name !== undefined && fits(part)) ? ` (${parts.filter(fits).map(({ name }) => name).join(", ")})` : ""}`, unknown);
  const chosen = parts.filter((part) => fits(part) && (!names || names.includes(part.name)));
  if (chosen.length === 0) throw new TypeError(`${where}: "enumerate" expected a categorical, bernoulli or binomial distribution, alone or in a product, got ${p.family}; leave "enumerate" out`);
  const counts = chosen.flatMap(({ distribution }) => Array.from({ length: distribution.columns }, (_, d) => (internalsOf(distribution).last?.(d) ?? Infinity) + 1)), total = counts.reduce((product, count) => product * count, 1);
  if (!(total <= MOST)) throw new RangeError(`${where}: "enumerate" expected at most ${MOST} combinations of values, got ${total}; name fewer parts`);
  const columns = chosen.flatMap(({ distribution, column }) => Array.from({ length: distribution.columns }, (_, d) => column + d));
  const entries = chosen.flatMap(({ distribution, offset }) => Array.from({ length: internalsOf(distribution).entries }, (_, j) => offset + j));
  const states = Array.from({ length: total }, (_, s) => {
    let rest = s;
    return counts.map((count) => {
      const value = rest % count;
      rest = (rest - value) / count;
      return value;
    });
  });
  let first = 0;
  const laws = chosen.map(({ distribution }) => {
    const own = internalsOf(distribution), rows = states.flatMap((values) => values.slice(first, first + distribution.columns)), scores = distribution.score(rows), n = states.length;
    first += distribution.columns;
    const slopes = own.parameters.flatMap(({ path, size }) => {
      const column = (scores as unknown as Record<string, Float64Array>)[path[0] as string] as Float64Array;
      return Array.from({ length: size }, (_, j) => Array.from({ length: n }, (_row, s) => column[s * size + j] as number));
    });
    return { probabilities: vector.exp(distribution.logProb(rows)), slopes };
  });
  return {
    columns, entries,
    states: states.map((values, s) => {
      const probability = laws.reduce((product, { probabilities }) => product * (probabilities[s] as number), 1);
      // where the probability is 0 its score may be infinite: values of no probability do not count
      return { values, probability, slopes: laws.flatMap(({ slopes }) => slopes.map((column) => (probability === 0 ? 0 : probability * (column[s] as number)))) };
    }),
  };
}

/** φ without the columns that are enumerated. @throws TypeError if φ knows p @internal */
export function summed(where: string, p: Distribution, { columns, entries, states }: Enumerated, output: Output): Output {
  const own = internalsOf(p), { parameters } = own;
  if (output.compiled) {
    const { usesLogp, usesTheta } = output.compiled.bind(surroundingsOf(own));
    if (usesLogp || usesTheta) throw new TypeError(`${where}: "${output.name}" expected a function of x alone beside "enumerate", got one of ${usesLogp ? "logp" : "parameters"}; leave "enumerate" out`);
  }
  const kept = new Map<number, Float64Array>();
  let terms: Float64Array[] = [];
  /** Calls `use` with each combination of values in their columns. */
  const each = (x: Block, use: (s: number) => void): void => {
    columns.forEach((d) => kept.set(d, (x[d] as Float64Array).slice()));
    try {
      states.forEach(({ values }, s) => {
        columns.forEach((d, i) => (x[d] as Float64Array).fill(values[i] as number));
        use(s);
      });
    } finally {
      columns.forEach((d) => (x[d] as Float64Array).set(kept.get(d) as Float64Array));
    }
  };
  const add = (factor: number, from: Float64Array, to: Float64Array): void => { if (factor !== 0) for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (from[i] as number); };
  /** Room for φ of each combination, which the derivatives by the parameters need again. */
  const room = (n: number): void => { if (terms[0]?.length !== n) terms = states.map(() => new Float64Array(n)); };
  const phi = output.compiled, names = own.columnNames(), gradient = phi ? (x: Block, out: Block): void => phi.over(names, x, new Float64Array(out[0]?.length ?? 0), out) : output.gradient;
  const value = (x: Block, n: number, out: Float64Array): void => { if (phi) phi.over(names, x, out, undefined); else output.value(x, n, out); };
  const valueAndGradient = phi ? (x: Block, out: Float64Array, slopes: Block): void => phi.over(names, x, out, slopes) : output.valueAndGradient;
  const mixed = (x: Block, sum: Float64Array, out: Block | undefined): void => {
    const n = sum.length, slopes = out?.map(() => new Float64Array(n));
    room(n);
    each(x, (s) => {
      const term = (terms[s] as Float64Array).fill(0), { probability } = states[s] as Enumerated["states"][number];
      slopes?.forEach((column) => column.fill(0));
      if (slopes && valueAndGradient) valueAndGradient(x, term, slopes);
      else {
        value(x, n, term);
        if (slopes) gradient?.(x, slopes);
      }
      add(probability, term, sum);
      out?.forEach((column, d) => { if (!columns.includes(d)) add(probability, (slopes as Float64Array[])[d] as Float64Array, column); });
    });
  };
  /** A derivative that φ has itself, summed. */
  const through = (given: IntegrandParams): IntegrandParams => Object.fromEntries(Object.entries(given).map(([name, derivative]) => [name, isRecord(derivative) ? through(derivative as IntegrandParams) : (x: Block, out: Block): void => {
    const columnsOf = out.map((column) => new Float64Array(column.length));
    each(x, (s) => {
      for (const column of columnsOf) column.fill(0);
      (derivative as (x: Block, out: Block) => void)(x, columnsOf);
      columnsOf.forEach((column, j) => add((states[s] as Enumerated["states"][number]).probability, column, out[j] as Float64Array));
    });
  }]));
  const params: Record<string, unknown> = output.params ? { ...through(output.params) } : {};
  const mine = new Map(entries.map((entry, i) => [entry, i]));
  for (const parameter of parameters) if (mine.has(parameter.offset)) put(params, parameter, (_x: Block, out: Block): void => {
    out.forEach((column, j) => terms.forEach((term, s) => add(((states[s] as Enumerated["states"][number]).slopes[mine.get(parameter.offset + j) as number]) as number, term, column)));
  });
  return {
    name: output.name, get id() { return output.id; }, params: params as IntegrandParams,
    cost: (of, slopes) => states.length * (of(phi, slopes) + (slopes ? 1 + own.columns - columns.length : 1) * ADDED + columns.length * FILLED + (phi ? own.columns * COPIED : 0) + entries.length * ADDED),
    value: (x, _n, out) => mixed(x, out, undefined),
    gradient: gradient && ((x, out) => mixed(x, new Float64Array(out[0]?.length ?? 0), out)),
    valueAndGradient: gradient && ((x, sum, out) => mixed(x, sum, out)),
  };
}

function put(root: Record<string, unknown>, { path }: Parameter, derivative: unknown): void {
  let at = root;
  for (const name of path.slice(0, -1)) at = (at[name] = { ...(isRecord(at[name]) ? at[name] : {}) }) as Record<string, unknown>;
  at[path.at(-1) as string] = derivative;
}
