/**
 * Formulas by tracing: a function is called once with expressions in the place of numbers, and what it does to them is written down.
 */
import { show, wrongKind } from "../check";
import { FUNCTIONS, type Formula, FormulaBuilder, type FunctionName, MAX_STEPS, isFunctionName } from "./formula";

/** What may stand in the place of a number. */
export type Operand = Expression | number;

type Methods = { readonly [Name in FunctionName]: (...more: readonly Operand[]) => Expression };

/**
 * A number that is not known yet, or a vector of them: `x[0].mul(x[1]).add(1)`. Operators of JavaScript do not reach it. Numbers in brackets pick
 * from vectors, other names are columns of a product or parameters: `x.w[0]`.
 */
export interface Expression extends Methods {
  readonly [index: number]: Expression;
}

/** The same as functions, and what else a formula may use. */
export interface Mathematics extends Readonly<Record<FunctionName, (...operands: readonly Operand[]) => Expression>> {
  /** Σ body(r) over all rows that the body picks by r, or over r = 0 … count − 1. */
  sum(body: (r: Expression) => Operand): Expression;
  sum(count: number, body: (r: Expression) => Operand): Expression;
  /** The states after `count` steps: m.scan(252, [100, 0], (k, [s, total]) => …) */
  scan(count: number, inits: readonly Operand[], step: (k: Expression, states: readonly Expression[]) => readonly Operand[]): readonly Expression[];
  /** Data and constants by name. */
  readonly data: Readonly<Record<string, Expression>>;
  readonly constants: Readonly<Record<string, Expression>>;
  /** A column or a group of columns of a product by name. */
  column(name: string): Expression;
  /** A parameter of p: m.param("loc"), m.param("w.loc"). */
  param(path: string): Expression;
  /** log p(x; θ) */
  readonly logp: Expression;
  readonly pi: Expression;
}

/** A function from x to φ. */
export type Traced = (x: Expression & Readonly<Record<string, Expression>>, m: Mathematics) => Operand;

/** @throws TypeError if it does anything but to combine expressions and numbers @internal */
export function trace(f: Traced): Formula {
  const tracer = new Tracer(), root = tracer.id("integrand", "the function", f(tracer.named("x") as never, tracer.mathematics()));
  return { nodes: tracer.builder.nodes, roots: [root] };
}

const ids = new WeakMap<object, { readonly tracer: Tracer; readonly id: number }>();

class Tracer {
  readonly builder = new FormulaBuilder();
  readonly #names = new Map<string, Expression>();
  /** Indices and states that stand inside of what is traced at the moment, and what was made since each. */
  readonly #closed: { readonly from: number; readonly to: number }[] = [];

  /** The node of an operand. */
  id(where: string, name: string, operand: unknown): number {
    if (typeof operand === "number") return this.builder.add({ op: "number", value: operand });
    const known = typeof operand === "object" && operand !== null ? ids.get(operand) : undefined;
    if (!known) throw wrongKind(where, name, "an expression or a number", operand);
    if (known.tracer !== this) throw new TypeError(`${where}: "${name}" expected an expression of this integrand, got one of another`);
    if (this.#closed.some(({ from, to }) => known.id >= from && known.id < to)) throw new TypeError(`${where}: "${name}" expected an expression from outside of the sum or scan that made it, got one that depends on its index or states`);
    return known.id;
  }

  expression(id: number): Expression {
    const made: Expression = new Proxy(Object.create(null) as Expression, {
      get: (_target, key) => {
        if (key === Symbol.toPrimitive) return () => { throw new TypeError("integrand: expected methods on expressions, such as x[0].mul(2), x[0].lt(1) and m.where(c, a, b), got an operator or a condition of JavaScript"); };
        if (typeof key !== "string") return undefined;
        if (isFunctionName(key)) return (...more: readonly unknown[]) => this.call(key, [made, ...more]);
        if (/^\d+$/.test(key)) return this.call("at", [made, Number(key)]);
        const node = this.builder.nodes[id]!;
        if (node.op === "name" && node.name === "x") return this.named(key);
        if (node.op === "name" || node.op === "member") return this.expression(this.builder.add({ op: "member", args: [id], name: key }));
        throw new TypeError(`integrand: expected a function (${Object.keys(FUNCTIONS).join(", ")}) or a whole number, got ${show(key)}`);
      },
      has: () => false,
      set: () => false,
    });
    ids.set(made, { tracer: this, id });
    return made;
  }

  named(name: string): Expression {
    let known = this.#names.get(name);
    if (!known) this.#names.set(name, (known = this.expression(this.builder.add({ op: "name", name }))));
    return known;
  }

  call(name: FunctionName, operands: readonly unknown[]): Expression {
    const [fewest, most] = FUNCTIONS[name];
    if (operands.length < fewest || operands.length > most) throw new TypeError(`integrand: ${name} expected ${fewest === most ? fewest : `at least ${fewest}`} operands, got ${operands.length}`);
    return this.expression(this.builder.add({ op: name, args: operands.map((operand, k) => this.id(name, `operand ${k}`, operand)) }));
  }

  /** Traces what is done inside of a sum or a scan: nothing of it but what it gives may be used outside. */
  #inside<T>(index: string, body: (k: Expression) => T): { readonly index: number; readonly given: T; close(): void } {
    const from = this.builder.nodes.length, names = new Map(this.#names), k = this.builder.add({ op: "index", name: index }), given = body(this.expression(k));
    return {
      index: k, given,
      close: () => {
        this.#closed.push({ from, to: this.builder.nodes.length });
        // names first met inside are met anew outside
        for (const name of this.#names.keys()) if (!names.has(name)) this.#names.delete(name);
      },
    };
  }

  mathematics(): Mathematics {
    const functions = Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [name, (...operands: readonly unknown[]) => this.call(name as FunctionName, operands)]));
    const byName = new Proxy({}, { get: (_target, key) => (typeof key === "string" ? this.named(key) : undefined) });
    const named = (name: string): Expression => this.named(name);
    return {
      ...(functions as unknown as Mathematics),
      sum: (first: unknown, second?: unknown): Expression => {
        const body = typeof first === "function" ? first : second, count = typeof first === "function" ? undefined : first;
        if (typeof body !== "function") throw wrongKind("sum", "body", "a function of the index", body);
        if (count !== undefined) checkCount("sum", count);
        const { index, given, close } = this.#inside("r", body as (r: Expression) => unknown), id = this.id("sum", "body", given);
        close();
        return this.expression(this.builder.add({ op: "sum", args: [id], index, ...(count === undefined ? {} : { count: count as number }) }));
      },
      scan: (count: unknown, inits: unknown, step: unknown): readonly Expression[] => {
        checkCount("scan", count);
        if (!Array.isArray(inits) || inits.length === 0) throw wrongKind("scan", "inits", "an array of first values", inits);
        if (typeof step !== "function") throw wrongKind("scan", "step", "a function of the index and the states", step);
        const first = inits.map((init, j) => this.id("scan", `inits[${j}]`, init)), states: number[] = [];
        const { index, given, close } = this.#inside("k", (k) => {
          for (let j = 0; j < first.length; j++) states.push(this.builder.add({ op: "state", name: `s${j}` }));
          return (step as (k: Expression, states: readonly Expression[]) => unknown)(k, states.map((id) => this.expression(id)));
        });
        if (!Array.isArray(given) || given.length !== first.length) throw wrongKind("scan", "step", `a function that returns ${first.length} next values`, given);
        const nexts = given.map((next, j) => this.id("scan", `step()[${j}]`, next));
        close();
        const scan = this.builder.add({ op: "scan", args: [...first, ...nexts], index, count: count as number, states });
        return first.map((_, state) => this.expression(this.builder.add({ op: "final", args: [scan], state })));
      },
      data: byName as Record<string, Expression>,
      constants: byName as Record<string, Expression>,
      column: (name: string) => this.named(name),
      param: (path: string): Expression => {
        const [first, ...rest] = String(path).split(".");
        return rest.reduce((at, name) => this.expression(this.builder.add({ op: "member", args: [ids.get(at)!.id], name })), this.named(first!));
      },
      get logp() { return named("logp"); },
      get pi() { return named("pi"); },
    };
  }
}

function checkCount(where: string, count: unknown): void {
  if (typeof count !== "number") throw wrongKind(where, "count", "a whole number of steps", count);
  if (!Number.isInteger(count) || count < 0 || count > MAX_STEPS) throw new RangeError(`${where}: "count" expected a whole number from 0 to ${MAX_STEPS}, got ${show(count)}`);
}
