/**
 * Formulas as people type them: `(x0 - 1)^2 + exp(-x1) * sin(3*x0)`.
 *
 *     ||    &&    < <= > >= == !=    + -    * /    unary - + !    ^        from loose to tight; ^ is right-associative: −x^2 = −(x^2)
 *
 * `X[r]`, `X[r][j]` and `X[r, j]` pick, `w.loc` is a parameter, `sum(r, body)` adds up over the rows that the body picks by r,
 * `sum(r, 10, body)` over r = 0 … 9, `sum(v)` the numbers of a vector, and
 *
 *     scan(k < 252; s = 100, total = 0; s = s * exp(a + b*x[k]), total = total + s; total / 252)
 *
 * is a recurrence: an index and its number of steps; states and their first values; what a step makes of them, one after the other, so that
 * a later one sees the new values of those before; the result, made of the states after the last step.
 * `#` starts a comment. Nothing is ever run as JavaScript.
 */
import { show } from "../check";
import { FUNCTIONS, type Formula, FormulaBuilder, type FunctionName, MAX_STEPS, isFunctionName } from "./formula";
import { tokenOf } from "./names";

const MAX_LENGTH = 1_000_000, MAX_NESTING = 200;

/** A text with its formula and the offsets of its nodes. @internal */
export interface Parsed { readonly formula: Formula; readonly places: readonly number[] }

/** @throws SyntaxError that points at the character; RangeError beyond the limits @internal */
export const parse = (text: string): Parsed => new Parser(text).parsed();

/** The line of the text around an offset, and a caret below it. @internal */
export function pointAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1, end = text.indexOf("\n", offset), line = text.slice(start, end < 0 ? undefined : end), column = offset - start;
  const from = Math.max(0, Math.min(column - 40, line.length - 70)), shown = line.slice(from, from + 70), before = line.slice(from, column);
  // a caret below wide characters moves with them: a code point is one place, a tab stays a tab
  return `\n  ${shown}\n  ${Array.from(before, (c) => (c === "\t" ? c : " ")).join("")}^`;
}

const COMMA = /\s*,/y;
/** Operators as people paste them. */
const SPELLINGS: Readonly<Record<string, string>> = { "**": "^", "·": "*", "×": "*", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=" };
const BINARY: Readonly<Record<string, readonly [number, FunctionName]>> = {
  "||": [1, "or"], "&&": [2, "and"], "<": [3, "lt"], "<=": [3, "le"], ">": [3, "gt"], ">=": [3, "ge"], "==": [3, "eq"], "!=": [3, "ne"],
  "+": [4, "add"], "-": [4, "sub"], "*": [5, "mul"], "/": [5, "div"],
};
/** Names of functions that formulas spell as operators, or otherwise. */
const SPELLED_OTHERWISE = new Set<string>(["add", "sub", "mul", "div", "neg", "lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "at", "total"]);

type Token = { readonly kind: "number" | "name" | "sign" | "end"; readonly text: string; readonly place: number };

class Parser {
  readonly #builder = new FormulaBuilder();
  readonly #bound = new Map<string, number>();
  #at = 0;
  #token: Token;
  #nesting = 0;
  readonly #pattern: RegExp;

  constructor(private readonly text: string) {
    if (text.length > MAX_LENGTH) throw new RangeError(`integrand: expected a formula of at most ${MAX_LENGTH} characters, got ${text.length}`);
    this.#pattern = tokenOf(text);
    this.#token = this.#read();
  }

  parsed(): Parsed {
    const root = this.#binary(1);
    if (this.#token.kind !== "end") {
      const ends = this.#token.kind === "sign" && ")]".includes(this.#token.text);
      this.#fail(this.#token.text === "?" ? "an operator (a choice is where(condition, a, b))" : ends ? `no "${this.#token.text}" that was not opened` : "an operator");
    }
    const { nodes, places } = this.#builder;
    return { formula: { nodes, roots: [root] }, places };
  }

  #read(): Token {
    for (;;) {
      this.#pattern.lastIndex = this.#at;
      const place = this.#at, match = this.#pattern.exec(this.text);
      if (!match) return { kind: "end", text: "", place };
      this.#at = this.#pattern.lastIndex;
      const [, number, name, sign] = match;
      if (number !== undefined) return { kind: "number", text: number, place };
      if (name !== undefined) return { kind: "name", text: name, place };
      if (sign !== undefined) return { kind: "sign", text: SPELLINGS[sign] ?? sign, place };
    }
  }

  #take(): Token {
    const token = this.#token;
    this.#token = this.#read();
    return token;
  }
  #kind(): Token["kind"] { return this.#token.kind; }
  #is(sign: string): boolean { return this.#token.kind === "sign" && this.#token.text === sign; }
  #eat(sign: string): boolean {
    const found = this.#is(sign);
    if (found) this.#take();
    return found;
  }
  #expect(sign: string, why = ""): void { if (!this.#eat(sign)) this.#fail(`"${sign}"${why}`); }

  #fail(expected: string, { kind, text, place } = this.#token): never {
    throw new SyntaxError(`integrand: expected ${expected}, got ${kind === "end" ? "the end of the formula" : show(text)}${pointAt(this.text, place)}`);
  }

  #add(op: FunctionName, args: readonly number[], place: number): number { return this.#builder.add({ op, args }, place); }

  /** Goes down a level of nesting. */
  #nested<T>(inside: () => T): T {
    if (++this.#nesting > MAX_NESTING) throw new RangeError(`integrand: expected at most ${MAX_NESTING} levels of nesting, got more${pointAt(this.text, this.#token.place)}`);
    const result = inside();
    this.#nesting--;
    return result;
  }

  #binary(tightest: number): number {
    let left = this.#unary(), compared = false;
    for (;;) {
      const { kind, text, place } = this.#token, operator = kind === "sign" && Object.hasOwn(BINARY, text) ? BINARY[text] : undefined;
      if (!operator || operator[0] < tightest) {
        if (kind === "sign" && text === "=") this.#fail("an operator (== compares)");
        return left;
      }
      const [precedence, op] = operator;
      if (precedence === 3 && compared) this.#fail("one comparison at a time (write a < b && b < c)");
      compared = precedence === 3;
      this.#take();
      left = this.#add(op, [left, this.#binary(precedence + 1)], place);
    }
  }

  #unary(): number {
    const { place } = this.#token;
    if (this.#eat("+")) return this.#nested(() => this.#unary());
    const op = this.#is("-") ? "neg" : this.#is("!") ? "not" : undefined;
    if (!op) return this.#power();
    this.#take();
    return this.#nested(() => this.#add(op, [this.#unary()], place));
  }

  #power(): number {
    const base = this.#postfix(), { place } = this.#token;
    return this.#eat("^") ? this.#nested(() => this.#add("pow", [base, this.#unary()], place)) : base;
  }

  #postfix(): number {
    let value = this.#primary();
    for (;;) {
      const { place } = this.#token;
      if (this.#eat("[")) {
        do value = this.#add("at", [value, this.#nested(() => this.#binary(1))], place); while (this.#eat(","));
        this.#expect("]");
      } else if (this.#eat(".")) {
        if (this.#token.kind !== "name") this.#fail("a name");
        value = this.#builder.add({ op: "member", args: [value], name: this.#take().text }, place);
      } else return value;
    }
  }

  #primary(): number {
    const { kind, text, place } = this.#token;
    if (kind === "number") {
      this.#take();
      return this.#builder.add({ op: "number", value: Number(text) }, place);
    }
    if (kind === "name") {
      const token = this.#take();
      if (this.#is("(")) return this.#nested(() => this.#call(token));
      return this.#bound.get(text) ?? this.#builder.add({ op: "name", name: text }, place);
    }
    if (!this.#eat("(")) this.#fail("a number, a name or \"(\"");
    const inside = this.#nested(() => this.#binary(1));
    this.#expect(")");
    return inside;
  }

  #call(name: Token): number {
    const { text, place } = name;
    this.#take();
    if (text === "sum") return this.#sum(place);
    if (text === "scan") return this.#scan(place);
    if (!isFunctionName(text) || SPELLED_OTHERWISE.has(text)) {
      const known = [...Object.keys(FUNCTIONS).filter((one) => !SPELLED_OTHERWISE.has(one)), "sum", "scan"];
      this.#fail(`a function (${known.join(", ")})`, name);
    }
    const args: number[] = [], [fewest, most] = FUNCTIONS[text];
    if (!this.#is(")")) do args.push(this.#binary(1)); while (this.#eat(","));
    this.#expect(")", this.#is(",") ? "" : " or an operator");
    if (args.length < fewest || args.length > most) {
      throw new SyntaxError(`integrand: ${text} expected ${fewest === most ? fewest : `at least ${fewest}`} argument${most === 1 ? "" : "s"}, got ${args.length}${pointAt(this.text, place)}`);
    }
    return this.#add(text, args, place);
  }

  /** Binds names while `inside` is read. */
  #binding<T>(names: ReadonlyMap<string, number>, inside: () => T): T {
    const before = [...names.keys()].map((name) => [name, this.#bound.get(name)] as const);
    for (const [name, id] of names) this.#bound.set(name, id);
    const result = inside();
    for (const [name, id] of before) {
      if (id === undefined) this.#bound.delete(name);
      else this.#bound.set(name, id);
    }
    return result;
  }

  #count(): number {
    const token = this.#take(), count = Number(token.text);
    if (token.kind !== "number" || !Number.isInteger(count)) this.#fail("a whole number of steps", token);
    if (count > MAX_STEPS) throw new RangeError(`integrand: expected at most ${MAX_STEPS} steps, got ${token.text}${pointAt(this.text, token.place)}`);
    return count;
  }

  /** Does a comma come after the token at hand? */
  #commaFollows(): boolean {
    COMMA.lastIndex = this.#at;
    return COMMA.test(this.text);
  }

  /** After "sum(". */
  #sum(place: number): number {
    if (this.#token.kind !== "name" || !this.#commaFollows()) {
      const vector = this.#binary(1);
      if (this.#is(",")) this.#fail("the name of an index before \",\": sum(r, body)");
      this.#expect(")", " or an operator");
      return this.#add("total", [vector], place);
    }
    const name = this.#take(), index = this.#builder.add({ op: "index", name: name.text }, name.place);
    this.#take();
    // a number and a comma: how many steps
    const counted = this.#kind() === "number" && this.#commaFollows(), count = counted ? this.#count() : undefined;
    if (counted) this.#take();
    const body = this.#binding(new Map([[name.text, index]]), () => this.#binary(1));
    this.#expect(")", this.#is(",") ? ": sum(r, body) or sum(r, 10, body)" : " or an operator");
    return this.#builder.add({ op: "sum", args: [body], index, ...(count === undefined ? {} : { count }) }, place);
  }

  /** After "scan(". */
  #scan(place: number): number {
    const form = ": scan(k < 10; s = 1; s = s/2; s)";
    const name = (): Token => {
      if (this.#token.kind !== "name") this.#fail(`a name${form}`);
      return this.#take();
    };
    const k = name();
    this.#expect("<", form);
    const count = this.#count();
    this.#expect(";", form);
    const states: { readonly token: Token; readonly init: number }[] = [];
    do {
      const token = name();
      if (states.some((one) => one.token.text === token.text) || token.text === k.text) this.#fail("a name of its own for each state", token);
      this.#expect("=", form);
      states.push({ token, init: this.#binary(1) });
    } while (this.#eat(","));
    this.#expect(";", form);
    const index = this.#builder.add({ op: "index", name: k.text }, k.place);
    const inside = states.map(({ token }) => this.#builder.add({ op: "state", name: token.text }, token.place));
    const bound = new Map([[k.text, index], ...states.map(({ token }, j) => [token.text, inside[j]!] as const)]);
    const nexts = this.#binding(bound, () => {
      const changed = new Set<string>();
      do {
        const token = name();
        if (!states.some((one) => one.token.text === token.text)) this.#fail(`a state (${states.map((one) => one.token.text).join(", ")})`, token);
        if (changed.has(token.text)) this.#fail("each state to be changed once", token);
        changed.add(token.text);
        this.#expect("=", form);
        this.#bound.set(token.text, this.#binary(1));
      } while (this.#eat(","));
      return states.map(({ token }) => this.#bound.get(token.text)!);
    });
    this.#expect(";", form);
    const scan = this.#builder.add({ op: "scan", args: [...states.map(({ init }) => init), ...nexts], index, count, states: inside }, place);
    const finals = new Map(states.map(({ token }, state) => [token.text, this.#builder.add({ op: "final", args: [scan], state }, token.place)]));
    const result = this.#binding(finals, () => this.#binary(1));
    this.#expect(")", " or an operator");
    return result;
  }
}
