/** Large and hostile formulas: compiled within bounds or refused with a limit that is named; never a hang, an overflow of the stack or a trap. */
import { integrand } from "montegrad";
import { describe, expect, test } from "vitest";

const refused = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    expect(error === undefined || error instanceof SyntaxError || (error as Error).name === "RangeError" || error instanceof TypeError).toBe(true);
    expect((error as Error).message).not.toMatch(/call stack|Invalid array length|kept nowhere/);
    return (error as Error).message;
  }
  return "";
};
const x = [Float64Array.of(0.5), Float64Array.of(1.25)];

describe("10 000 operations", () => {
  const shapes: Record<string, string> = {
    "a long sum": Array.from({ length: 10_000 }, (_, k) => `x${k % 2}*${1 + (k % 97) / 64}`).join(" + "),
    "a long chain": `scan(k < 1; s = x0; s = s; s)${" * 1.0001 + x1*0".repeat(3300)}`,
    "calls": Array.from({ length: 3333 }, (_, k) => `${["sin", "exp", "tanh"][k % 3]}(x${k % 2}*${(k / 4096).toFixed(8)})`).join(" - "),
    "a long condition": `where(${Array.from({ length: 5000 }, (_, k) => `x0 > ${k}`).join(" || ")}, x0, x1)`,
  };
  for (const [name, formula] of Object.entries(shapes)) {
    test(name, () => {
      const phi = integrand(formula), value = phi.value(x)[0]!, gradient = phi.gradient(x).map(([g]) => g!);
      expect(value).toSatisfy(Number.isFinite);
      gradient.forEach((g, d) => {
        const h = 1e-6, moved = (by: number): number => phi.value(x.map((column, e) => column.map((v) => v + (e === d ? by : 0))))[0]!, slope = (moved(h) - moved(-h)) / (2 * h);
        expect(Math.abs(g - slope)).toBeLessThan(1e-5 * (1 + Math.abs(slope) + Math.abs(value)));
      });
    }, 20_000);
  }
});

describe("recurrences", () => {
  test("of 100 000 steps go back in bounded memory", () => {
    const phi = integrand("scan(k < 100000; s = x0; s = s + 0.00001*sin(s*x1); s)"), rows = Array.from({ length: 2 }, (_, d) => new Float64Array(64).fill(0.5 + d));
    const [byX0] = phi.gradient(rows), h = 1e-6, moved = (by: number): number => phi.value([[0.5 + by], [1.5]])[0]!;
    expect(Math.abs(byX0![63]! - (moved(h) - moved(-h)) / (2 * h))).toBeLessThan(1e-7);
  }, 20_000);
  test("of no steps give their first values", () => expect(integrand("scan(k < 0; s = x0^2; s = 1/0; s)").gradient([[3]])[0]![0]).toBe(6));
  test("within others count with them, but for what the outer ones do not change", () => {
    const limit = "at most 1000000000 steps of sums and scans for each row";
    for (const text of ["sum(a, 10000000, sum(b, 10000000, x0*a + b))", "scan(k < 10000000; s = x0; s = sum(b, 1000, s*b); s)", "scan(k < 1e7; s = x0; s = scan(m < 1e7; t = s; t = t/2; t); s)", "sum(a, 10000000, sum(matvec(X, x*a)))"]) {
      const X = Array.from({ length: 20 }, () => Array.from({ length: 20 }, () => 1)), columns = Array.from({ length: text.includes("X") ? 20 : 1 }, () => [1]);
      expect(refused(() => integrand(text, text.includes("X") ? { data: { X } } : {}).gradient(columns))).toContain(limit);
    }
    expect(integrand("sum(a, 100000, sum(b, 100000, x0*b))").value([[1]])[0]).toBe(100_000 * ((100_000 * 99_999) / 2));
  });
  test("stand in at most 100 others", () => {
    const nested = (depth: number) => integrand((x, m) => {
      const f = (k: number, e: NonNullable<typeof x[0]>): typeof e => (k > 0 ? m.sum(1, (r) => f(k - 1, e.mul(r.add(1)))) : e);
      return f(depth, x[0]!);
    });
    expect(nested(100).gradient([[3]])[0]![0]).toBe(1);
    expect(refused(() => nested(101).gradient([[3]]))).toContain("at most 100 sums and scans within each other, got 101");
  });
  test("of too many steps are refused", () => expect(refused(() => integrand("scan(k < 1e9; s = x0; s = s; s)"))).toContain("at most 10000000 steps"));
});

describe("hostile text", () => {
  const many = 100_000;
  const texts: Record<string, string> = {
    parentheses: "(".repeat(many), brackets: `x${"[".repeat(many)}`, minus: `${"-".repeat(many)}x0`, powers: `x0${"^x0".repeat(many)}`, calls: "exp(".repeat(many), not: `${"!".repeat(many)}x0`,
    "a long name": "a".repeat(many), "a lone surrogate": "x0 + \ud800", "nothing but space": " \n\t".repeat(many), comments: "# x\n".repeat(many), nul: "x0 + \0", "nested sums": "sum(r, 2, ".repeat(many), "nested scans": "scan(k < 2; s = ".repeat(many),
    "too long": "x0 +".repeat(300_000), "too many operations": `x0${" + x0".repeat(60_000)}`,
  };
  for (const [name, text] of Object.entries(texts)) test(name, () => expect(refused(() => integrand(text).value(x))).toMatch(/^integrand: expected .+, got /s));
  test("nesting names its limit", () => expect(refused(() => integrand(`${"(".repeat(201)}x0`))).toContain("at most 200 levels of nesting"));
  test("vectors of vectors of vectors name theirs", () => expect(refused(() => integrand(`sum(x${" + x".repeat(400)})`).value(x))).toContain("at most 300 operations on vectors"));

  test("20 000 random strings of tokens", () => {
    const tokens = ["x0", "x1", "x", "1", ".5", "1e3", "(", ")", "[", "]", ",", ";", "=", "<", "+", "-", "*", "/", "^", "!", "&&", "||", "exp", "sum", "scan", "where", "dot", "r", "k", ".", "#", "\n", "−", "π", "logp", "pi"];
    let a = 1, accepted = 0;
    const pick = (): number => ((a = (Math.imul(a, 1664525) + 1013904223) >>> 0) / 2 ** 32);
    for (let n = 0; n < 20_000; n++) {
      const text = Array.from({ length: 1 + Math.floor(pick() * 12) }, () => tokens[Math.floor(pick() * tokens.length)]).join(pick() < 0.5 ? " " : "");
      if (refused(() => integrand(text).value(x)) === "") accepted++;
    }
    expect(accepted).toBeGreaterThan(100);
  }, 60_000);
});

test("a million rows go through a small memory", () => {
  const n = 1_000_001, column = Float64Array.from({ length: n }, (_, i) => i / n), phi = integrand("x0^2 + x1"), value = phi.value([column, column]), [slope] = phi.gradient([column, column]);
  for (const i of [0, 4095, 4096, n - 1]) {
    expect(value[i]).toBe(column[i]! * column[i]! + column[i]!);
    expect(slope![i]).toBe(2 * column[i]!);
  }
});

test("many columns of many rows go through it in smaller blocks", () => {
  const D = 30_000, column = Float64Array.from({ length: 300 }, (_, i) => i), columns = Array.from({ length: D }, () => column), phi = integrand("sum(x)");
  expect(phi.value(columns)).toEqual(column.map((v) => v * D));
  expect(phi.gradient(columns)[D - 1]).toEqual(new Float64Array(300).fill(1));
});

describe("data", () => {
  test("of no rows add up to nothing", () => {
    const phi = integrand("sum(r, y[r]*x0) + sum(y) + x0", { data: { y: [] } });
    expect([phi.value([[3]])[0], phi.gradient([[3]])[0]![0]]).toEqual([3, 1]);
  });
  test("that are not finite reach the results", () => expect(Array.from(integrand("sum(r, y[r]*x0)", { data: { y: [1, Infinity] } }).value([[1, -1, 0]]))).toEqual([Infinity, -Infinity, NaN]));
  test("are copied", () => {
    const y = [1, 2], phi = integrand("sum(r, y[r]*x0)", { data: { y } });
    y[0] = 100;
    expect(phi.value([[1]])[0]).toBe(3);
  });
});

describe("indices", () => {
  const both = (text: string, data: Record<string, number[] | number[][]>, x: number[][] = [[3], [5]]): number[] => { const phi = integrand(text, { data }); return [phi.value(x)[0]!, ...phi.gradient(x).map(([g]) => g!)]; };
  test("that fit nowhere make a sum of no steps", () => {
    for (const [text, y] of [["sum(r, (y[r + 1] - y[r])*x0)", []], ["sum(r, y[r + 4]*x0)", [1, 2, 3]], ["sum(r, y[r + 4]*x0)", [1, 2, 3, 4]], ["sum(r, x[r + 100000])", []], ["sum(r, x[r + 100000]^2 > y[r + 1])", [1]], ["sum(r, 0, y[r + 1]*x0)", [1]], ["scan(k < 0; s = 0; s = s + y[k + 7]*x0; s)", [1]]] as const) {
      expect(both(text, { y: [...y], z: [7, 8, 9, 10] }), text).toEqual([0, 0, 0]);
    }
    expect(both("sum(r, sum(q, X[q, r + 1]*x[q + 2]) + sum(q, X[r + 2, q]*x[q])) + x0", { X: [[1, 2], [3, 4]] })).toEqual([3, 1, 0]);
    const phi = integrand("sum(r, y[r + 4]*x0)", { data: { y: [0, 0, 0, 0, 2, 3], z: [7, 8, 9] } });
    expect([[0, 0, 0, 0, 2, 3], [5], [], [9, 9, 9, 9, 8]].map((y) => phi.with({ data: { y } }).value([[1]])[0])).toEqual([5, 0, 0, 8]);
  });
  test("below the first, and beyond the last where the number of steps is given, are refused", () => {
    for (const [text, message] of [["sum(r, y[r - 1]*x0)", "expected no index in y, which is empty, got -1 … -1"], ["sum(r, 1, y[r + 5]*x0)", "expected no index in y, which is empty, got 5 … 5"], ["sum(r, x[r - 1]*x[r])", "expected indices from 0 to 1 in x, got -1 … 0"], ["scan(k < 2; s = 1; s = s*x[k + 1]; s)", "expected indices from 0 to 1 in x, got 1 … 2"], ["scan(k < 2; s = 1; s = s*x[k - 1]; s)", "expected indices from 0 to 1 in x, got -1 … 0"]] as const) {
      expect(refused(() => both(text, { y: [] })), text).toContain(message);
    }
  });
  test("that are no whole numbers of a double are none", () => {
    for (const text of ["sum(r, x[r + 1e308 + 1e308])", "sum(r, x[r + 1e308 + 1e308 - (1e308 + 1e308)])", "x[1e308 + 1e308 - (1e308 + 1e308)]"]) expect(refused(() => both(text, {})), text).toContain("expected a whole number, or an index plus or minus one, as an index");
  });
});
