/** Wrong formulas, options and restored data: what is thrown, and its words. Nothing hangs, overflows or traps. */
import { field, gradient, integrand, normal, restore } from "montegrad";
import { describe, expect, test } from "vitest";

const p = normal({ loc: [0, 1], scale: 1 }), run = { flow: "lr", samples: 10, seed: 1 } as const;
const X = [[1, 2], [3, 4], [5, 6]], y = [1, 2, 3];
const message = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing thrown";
};

/** Formula, message; the caret stands below the ^ of the third line. */
const SYNTAX: readonly (readonly [string, string, number])[] = [
  ["exp(-x1 * sin(3*x0)", 'expected ")" or an operator, got the end of the formula', 19],
  ["x0 +* 2", 'expected a number, a name or "(", got "*"', 4],
  ["x0 x1", 'expected an operator, got "x1"', 3],
  ["2x0", 'expected an operator, got "x0"', 1],
  ["(x0))", 'expected no ")" that was not opened, got ")"', 4],
  ["", 'expected a number, a name or "(", got the end of the formula', 0],
  ["x0 ? 1 : 2", 'expected an operator (a choice is where(condition, a, b)), got "?"', 3],
  ["x0 = 1", 'expected an operator (== compares), got "="', 3],
  ["0 < x0 < 1", 'expected one comparison at a time (write a < b && b < c), got "<"', 7],
  ["x[0", 'expected "]", got the end of the formula', 3],
  ["x.3", 'expected an operator, got ".3"', 1],
  ["exp()", "exp expected 1 argument, got 0", 0],
  ["where(x0, 1)", "where expected 3 arguments, got 2", 0],
  ["sum(x0 + 1, 2)", 'expected the name of an index before ",": sum(r, body), got ","', 10],
  ["sum(r, 1, 2, 3)", 'expected ")": sum(r, body) or sum(r, 10, body), got ","', 11],
  ["scan(k < x0; s = 1; s = s; s)", 'expected a whole number of steps, got "x0"', 9],
  ["scan(k < 3; s = 1; t = s; s)", 'expected a state (s), got "t"', 19],
  ["scan(k < 3, s = 1)", 'expected ";": scan(k < 10; s = 1; s = s/2; s), got ","', 10],
  ["a = 1\nb", 'expected an operator (== compares), got "="', 2],
];

describe("syntax", () => {
  for (const [formula, text, caret] of SYNTAX) {
    test(formula, () => expect(message(() => integrand(formula))).toBe(`SyntaxError: integrand: ${text}\n  ${formula.split("\n")[0]}\n  ${" ".repeat(caret)}^`));
  }
  test("an unknown function lists those that are known", () => expect(message(() => integrand("foo(x0)"))).toMatch(/^SyntaxError: integrand: expected a function \(pow, where, .*scan\), got "foo"\n {2}foo\(x0\)\n {2}\^$/));
  test("carets stand on their character in long lines, after tabs and wide characters", () => {
    expect(message(() => integrand(`${"x0 + ".repeat(40)}?`))).toMatch(/\n {2}(x0 \+ |0 \+ | \+ |\+ )*\S*.*\?\n {2} *\^$/);
    expect(message(() => integrand("\tθ̂ + 𝛼 + ?"))).toContain("\n  \tθ̂ + 𝛼 + ?\n  \t");
  });
});

const MEANING: readonly (readonly [string, string])[] = [
  ["x2", 'a name that is known here (x0, x1, x, X, y, c, loc, scale, logp, pi), got "x2"'],
  ["e", 'got "e"'],
  ["X[r]", 'got "r"'],
  ["loc", "a number for the integrand, got a vector of shape [2]"],
  ["loc[2]", "an index from 0 to 1 in loc, got 2"],
  ["x[-1]", "an index from 0 to 1 in x, got -1"],
  ["x[0.5]", "a whole number, or an index plus or minus one, as an index, got another expression"],
  ["y[0][0]", "a vector for what an index picks from, got a number"],
  ["dot(y, x)", "vectors of one length for dot, got [3] and [2]"],
  ["sum(y + x)", "vectors of one length for add, got [3] and [2]"],
  ["sum(matvec(X, y))", "a matrix with as many columns as the vector has numbers for matvec, got [3, 2] and [3]"],
  ["sum(r, y[r]*x[r])", "the same number of rows everywhere in a sum, 3 as in y, got 2 in x"],
  ["sum(r, 4, y[r])", "indices from 0 to 2 in y, got 0 … 3"],
  ["sum(r, x0)", "an index that picks from something, or a number of steps: sum(r, 10, body), got neither"],
  ["sum(r, y[r]*X[r])", "a number for the body of a sum, got a vector of shape [2]"],
  ["scan(k < 4; s = 0; s = s + y[k]; s)", "indices from 0 to 2 in y, got 0 … 3"],
  ["x0 + w.loc", "got \"w\""],
];

describe("meaning", () => {
  for (const [formula, text] of MEANING) {
    test(formula, () => {
      const said = message(() => gradient(p, integrand(formula, { data: { X, y }, constants: { c: 1 } }), run));
      expect(said).toMatch(/^RangeError: integrand: expected /);
      expect(said).toContain(text);
      expect(said).toContain(`\n  ${formula}\n`);
    });
  }
  test("a traced function has no place to point at", () => expect(message(() => gradient(p, integrand((x) => x[5]!), run))).toBe("RangeError: integrand: expected an index from 0 to 1 in x, got 5"));
  test("logp needs a distribution", () => expect(message(() => integrand("logp").value([[1]]))).toContain("logp"));
});

describe("options", () => {
  const bad: readonly (readonly [string, () => unknown, string])[] = [
    ["a number", () => integrand(3 as never), 'TypeError: integrand: "formula" expected text or a function (x, m) => …, got 3'],
    ["options", () => integrand("x0", 1 as never), "TypeError: integrand: \"options\" expected { data?, constants? }, got 1"],
    ["an unknown option", () => integrand("x0", { datas: {} } as never), "datas"],
    ["data that are none", () => integrand("x0", { data: { y: "abc" } } as never), 'TypeError: integrand: "data.y" expected a number, an array of numbers, or an array of rows, got "abc"'],
    ["data of the wrong kind", () => integrand("x0", { data: { y: [1, "2"] } } as never), 'TypeError: integrand: "data.y[1]" expected a number, got "2"'],
    ["sparse data", () => integrand("x0", { data: { y: Object.assign(new Array(3), { 0: 1, 2: 2 }) } } as never), 'TypeError: integrand: "data.y[1]" expected a number, got undefined'],
    ["ragged rows", () => integrand("x0", { data: { X: [[1, 2], [3]] } }), 'RangeError: integrand: "data.X[1]" expected 2 numbers like row 0, got Array of length 1'],
    ["a constant that is an array", () => integrand("x0", { constants: { c: [1] } } as never), 'TypeError: integrand: "constants.c" expected a number, got Array of length 1'],
    ["a name twice", () => integrand("x0", { data: { c: [1] }, constants: { c: 1 } }), '"constants" expected names that "data" does not have, got "c"'],
    ["a name that is none", () => integrand("x0", { data: { "a b": [1] } }), 'expected names of letters, digits and _, got "a b"'],
    ["a reserved name", () => integrand("x0", { data: { x: [1] } }), 'expected names other than x, pi and logp, got "x"'],
    ["with an unknown name", () => integrand("x0*c", { constants: { c: 1 } }).with({ constants: { d: 1 } }), 'RangeError: integrand.with: expected names among c, got "d"'],
    ["columns of different lengths", () => integrand("x0").value([[1, 2], [1]]), 'RangeError: integrand: "x" expected columns of 2 numbers everywhere, got 1'],
    ["a hole among columns", () => integrand("1").gradient(Object.assign(new Array(2), { 1: [1] }) as never), 'TypeError: integrand: "x" expected columns of numbers, got Array of length 2'],
    ["columns that are none", () => integrand("1").gradient(3 as never), 'TypeError: integrand: "x" expected columns of numbers, got 3'],
    ["nothing", () => integrand("1").value(undefined as never), 'TypeError: integrand: "x" expected columns of numbers, got undefined'],
    ["a plain array to fill", () => integrand("1").value([[1]], [0] as never), 'TypeError: integrand: "out" expected a Float64Array, got Array of length 1'],
    ["plain columns to fill", () => integrand("1").gradient([[1]], [[0]] as never), 'TypeError: integrand: "out" expected columns that are Float64Arrays, got Array of length 1'],
    ["null to fill", () => integrand("1").gradient([[1]], null as never), 'TypeError: integrand: "out" expected columns that are Float64Arrays, got null'],
    ["too few columns to fill", () => integrand("x0").gradient([[1], [1]], [new Float64Array(1)]), 'RangeError: integrand: "out" expected 2 columns like x, got Array of length 1'],
    ["no columns", () => integrand("1").value([]), 'TypeError: integrand: "x" expected columns of numbers, got Array of length 0'],
    ["numbers as text", () => integrand("x0").value([["1"]] as never), 'TypeError: integrand: "x[0][0]" expected a number, got "1"'],
    ["a field without formulas", () => field({ value: [] }), 'TypeError: field: "value" expected an array of formulas'],
    ["a field of too few formulas", () => gradient(p, integrand("x0^2"), { ...run, flow: { loc: field({ value: ["1", "0"] }), scale: "rp" } }), 'RangeError: gradient: "flow" expected a field for "loc" of 4 formulas, one for each entry and column, got 2'],
  ];
  for (const [name, f, text] of bad) test(name, () => expect(message(f)).toContain(text));
});

describe("what is restored", () => {
  const good = JSON.parse(JSON.stringify(integrand((x, m) => m.sum((r) => x[0]!.mul(m.data.y!.at(r))), { data: { y } })));
  test("gives the same numbers", () => {
    const again = restore(good) as ReturnType<typeof integrand>, typed = restore(structuredClone(integrand("c*x0^2", { constants: { c: -0 } }).toJSON())) as ReturnType<typeof integrand>;
    expect(again.value([[2]])).toEqual(Float64Array.of(12));
    expect(Object.is(typed.value([[2]])[0], -0)).toBe(true);
  });
  test("has the names it had", () => {
    const names = ["__proto__", "constructor", "toString"], phi = integrand(`${names.join(" + ")} + 0*x0`, { data: JSON.parse(`{${names.map((name, k) => `"${name}": [${k}]`).join()}}`) as Record<string, number[]> });
    expect((restore(JSON.parse(JSON.stringify(phi))) as typeof phi).toJSON()).toEqual(phi.toJSON());
  });
  /** Each of these is refused. */
  const spoiled: readonly ((plain: { formula: { nodes: Record<string, unknown>[]; roots: unknown }; data: Record<string, unknown>; version: number }) => void)[] = [
    (plain) => { plain.version = 2; },
    (plain) => { plain.formula.roots = [99]; },
    (plain) => { plain.formula.roots = []; },
    (plain) => { plain.formula.nodes[0] = { op: "constructor", args: [] }; },
    (plain) => { plain.formula.nodes[0] = { op: "__proto__", args: [] }; },
    (plain) => { plain.formula.nodes.forEach((node) => { if (node.op === "mul") node.args = [0]; }); },
    (plain) => { plain.formula.nodes.forEach((node) => { if (node.op === "mul") node.args = [1e9, 0]; }); },
    (plain) => { plain.formula.nodes.forEach((node) => { if (node.op === "sum") node.index = 0; }); },
    (plain) => { plain.formula.nodes.forEach((node) => { if (node.op === "sum") node.count = -1; }); },
    (plain) => { plain.formula.roots = [plain.formula.nodes.findIndex(({ op }) => op === "mul")]; },
    (plain) => { plain.data.y = { shape: [5], values: { $f64: [1] } }; },
    (plain) => { plain.data.y = { shape: "x" }; },
  ];
  spoiled.forEach((spoil, k) => test(`unless it is damaged (${k})`, () => {
    const plain = structuredClone(good);
    spoil(plain);
    expect(message(() => (restore(plain) as ReturnType<typeof integrand>).value([[1]]))).toMatch(/^(TypeError|RangeError): (restore|integrand): /);
  }));
  const made = (...nodes: object[]): unknown => ({ kind: "integrand", version: 1, formula: { nodes, roots: [nodes.length - 1] }, data: {}, constants: {} });
  const x = { op: "name", name: "x" }, at = (index: number): object => ({ op: "at", args: [2, index] }), mul = (...args: number[]): object => ({ op: "mul", args });
  /** Σ_r (x_r + x_r²·Σ_s x_s), whose indices are nodes r and s. */
  const nested = (r: number, s: number): unknown => made({ op: "index", name: "a" }, { op: "index", name: "b" }, x, at(r), at(s), mul(3, 3), mul(5, 4), { op: "sum", args: [6], index: s }, { op: "add", args: [7, 3] }, { op: "sum", args: [8], index: r });
  test("an index stands after those around it", () => {
    expect((restore(nested(0, 1)) as ReturnType<typeof integrand>).value([[0.5], [0.25]])[0]).toBe(0.75 + 0.75 * (0.25 + 0.0625));
    expect(message(() => restore(nested(1, 0)))).toBe('TypeError: restore: "formula.nodes[7]" expected an index that stands after those around it, and before its states, got 1');
  });
  test("and before its states", () => {
    const scan = (index: number, state: number): unknown => made(...(index < state ? [{ op: "index", name: "k" }, { op: "state", name: "s" }] : [{ op: "state", name: "s" }, { op: "index", name: "k" }]), { op: "number", value: 1 }, { op: "name", name: "x0" }, mul(state, 3), { op: "scan", args: [2, 4], index, count: 3, states: [state] }, { op: "final", args: [5], state: 0 });
    expect((restore(scan(0, 1)) as ReturnType<typeof integrand>).value([[2]])[0]).toBe(8);
    expect(message(() => restore(scan(1, 0)))).toBe('TypeError: restore: "formula.nodes[5]" expected an index that stands after those around it, and before its states, got 0');
  });
});

describe("tracing", () => {
  const bad: readonly (readonly [string, () => unknown, string])[] = [
    ["operators of JavaScript", () => integrand((x) => ((x[0] as never) * 2) as never), "TypeError: integrand: expected methods on expressions, such as x[0].mul(2)"],
    ["conditions of JavaScript", () => integrand((x) => ((x[0] as never) > 1 ? 1 : 2)), "TypeError: integrand: expected methods on expressions"],
    ["a text", () => integrand((_, m) => m.exp("1" as never)), 'TypeError: exp: "operand 0" expected an expression or a number, got "1"'],
    ["nothing", () => integrand((() => undefined) as never), 'TypeError: integrand: "the function" expected an expression or a number, got undefined'],
    ["an unknown method", () => integrand((x) => (x[0]!.exp() as never as { foo(): never }).foo()), "TypeError: integrand: expected a function (add, sub,"],
    ["too few operands", () => integrand((x, m) => m.where(x[0]!)), "TypeError: integrand: where expected 3 operands, got 1"],
    ["expressions of another trace", () => { let y: never; integrand((x) => (y = x[0] as never)); integrand((x) => x[0]!.add(y)); }, 'expected an expression of this integrand, got one of another'],
    ["an index outside of its sum", () => { let k: never; integrand((_, m) => m.sum(3, (r) => (k = r as never)).add(k)); }, "expected an expression from outside of the sum or scan that made it"],
    ["a scan without steps", () => integrand((x, m) => m.scan(0.5, [x[0]!], (_, s) => s)[0]!), 'RangeError: scan: "count" expected a whole number from 0 to 10000000, got 0.5'],
    ["a scan of other states", () => integrand((x, m) => m.scan(2, [x[0]!], () => [])[0]!), 'TypeError: scan: "step" expected a function that returns 1 next values'],
  ];
  for (const [name, f, text] of bad) test(name, () => expect(message(f)).toContain(text));
});
