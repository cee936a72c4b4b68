/** Bad input, and odd but good: what is refused and in which words, numbers of samples at the edges of the regimes, φ that is not a number, throws or is 0, families of hundreds of entries. */
import { Rng, categorical, custom, exponential, gradient, integrand, mvn, normal, plan, uniform } from "montegrad";
import { describe, expect, it } from "vitest";
import { unit } from "./problems.ts";

const run = { samples: 1e4, seed: 1 } as const, wave = integrand("cos(2*x)");
const refusal = (p: unknown, phi: unknown, options: object, kind: typeof TypeError | typeof RangeError): string => {
  let caught: unknown;
  try {
    gradient(p as never, phi as never, { ...run, ...options } as never);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(kind);
  return (caught as Error).message;
};

describe("refused", () => {
  it("misspelt", () => {
    expect(refusal(unit, wave, { flow: "atuo" }, TypeError)).toMatch(/^gradient: "flow" expected .*, got "atuo"$/);
    expect(refusal(unit, wave, { proposal: "atuo" }, TypeError)).toMatch(/^gradient: "proposal" expected .*, got "atuo"$/);
  });
  it.each([[0, RangeError], [-1, RangeError], [Number.NaN, RangeError], [Infinity, RangeError], ["5", TypeError], [null, TypeError]])("cost %s", (cost, kind) => {
    for (const more of [{}, { flow: "rp" }]) expect(refusal(unit, wave, { cost, ...more }, kind as typeof TypeError)).toMatch(/^gradient: "cost" expected a finite number > 0, got/);
  });
  it("a why that is none", () => expect(refusal(unit, wave, { why: 3 }, TypeError)).toBe('gradient: "why" expected a sentence, got 3'));
  it("runs that are told φ", () => {
    for (const [options, key] of [[{}, "flow"], [{ flow: "auto" }, "flow"], [{ flow: "lr", proposal: "auto" }, "proposal"]] as const) expect(() => gradient.start(unit, { ...run, ...options } as never)).toThrow(`gradient.start: "${key}" expected to be given for a run that is told φ`);
    const choice = plan(unit, wave, run);
    expect(() => gradient.start(unit, { ...run, ...choice } as never)).not.toThrow();
  });
  it("families without anything to take, and what would help", () => {
    const sample = ([u]: readonly Float64Array[], [out]: readonly Float64Array[]): void => { out!.set(u!); }, logProb = (_x: unknown, out: Float64Array): void => { out.fill(0); };
    const bare = custom({ params: { a: 1 }, sample, logProb } as never);
    for (const samples of [1, 64, 2000, 1e4]) expect(refusal(bare, wave, { samples }, TypeError)).toMatch(/"flow" expected to be found for "a" of custom, which has no score .* and custom has no flow; take a family with a flow, or give custom a score$/);
    const flow = custom({ params: { a: 1 }, sample, logProb, flow: () => {} } as never);
    expect(refusal(flow, (x: Float64Array) => x[0]!, {}, TypeError)).toMatch(/φ has no gradient; give φ as \{ value, gradient \} or as a formula, or give custom a score$/);
    expect(refusal(flow, integrand("x > 0.5"), {}, TypeError)).toMatch(/φ jumps; take a φ that does not jump, or give custom a score$/);
  });
  it("NaN from φ, in a pilot too, which takes nothing from an rng", () => {
    const rng = new Rng(1), message = refusal(unit, integrand("sqrt(x)"), { seed: undefined, rng }, RangeError);
    expect(message).toMatch(/^gradient, in its pilot: φ expected a number, got NaN at sample \d+, x = \[-/);
    expect(rng.position).toBe(0);
    expect(() => plan(unit, integrand("sqrt(x)"), run)).toThrow("plan, in its pilot: φ expected a number");
  });
  it("more samples than there are numbers", () => expect(refusal(unit, wave, { samples: 2 ** 54 }, RangeError)).toContain('"samples"'));
});

describe("φ throws", () => {
  it.each([0, 300, 600, 9000])("at call %i: it comes through, and all is as before", (at) => {
    const mine = new Error("mine"), before = JSON.stringify(gradient(unit, wave, run));
    let calls = 0;
    const failing = (x: Float64Array): number => { if (calls++ === at) throw mine; return Math.cos(x[0]!); };
    expect(() => gradient(unit, failing, run)).toThrow(mine);
    expect(JSON.stringify(gradient(unit, wave, run))).toBe(before);
  });
  it("a pilot may call the library", () => {
    const inner = gradient(unit, wave, run).value.mean;
    let calls = 0;
    const nesting = (x: Float64Array): number => { if (calls++ % 4000 === 0) expect(gradient(unit, wave, run).value.mean).toBe(inner); return x[0]!; };
    const plain = gradient(unit, (x: Float64Array) => x[0]!, run);
    expect(JSON.stringify(gradient(unit, nesting, run).state)).toBe(JSON.stringify(plain.state));
  });
});

describe("odd but good", () => {
  const numbersOf = (g: unknown): number[] => { const { value, grad } = g as { value: { mean: number }; grad: Record<string, { mean: number | Float64Array }> }; return [value.mean, ...Object.values(grad).flatMap(({ mean }) => (typeof mean === "number" ? [mean] : Array.from(mean)))]; };
  it.each([1, 2, 15, 16, 17, 511, 512, 513, 1023, 1024, 1025, 4095, 8191, 8192, 8193])("%i samples", (samples) => {
    for (const phi of [wave, integrand("x > 1.5"), (x: Float64Array) => x[0]!]) for (const source of [{ seed: 3 }, { rng: new Rng(3) }]) {
      const g = gradient(unit, phi, { samples, ...source } as never);
      expect(numbersOf(g).every(Number.isFinite)).toBe(true);
      expect((g as unknown as { samples: number }).samples).toBe(samples);
    }
  });
  it("as many samples as there are, in a plan", () => {
    for (const samples of [1e15, Number.MAX_SAFE_INTEGER]) expect(plan(unit, wave, { samples, seed: 1 }).flow).toBe("rp");
    expect(plan(unit, wave, { samples: 1e5, rng: Rng.restore({ kind: "rng", version: 1, seed: "1", stream: 0, position: 2 ** 52, spawned: 0 }) }).flow).toBe("rp");
  });
  it.each([["0", 0], ["3", 3], ["1e-200*x^2", undefined], ["1e150*cos(x)", undefined], ["1e9 + cos(x)", undefined]])("φ = %s", (text, constant) => {
    const g = gradient(unit, integrand(`0*x + ${text}`), run);
    expect(numbersOf(g).every(Number.isFinite)).toBe(true);
    if (constant !== undefined) expect(numbersOf(g)).toEqual([constant, 0, 0]);
    if (text === "0") expect(g.chosen.why).toBe("nothing varied in the 512 samples of a pilot");
  });
  it("infinite φ, and NaN that may propagate", () => {
    for (const phi of [integrand("log(max(x, 0))"), (x: Float64Array) => (x[0]! > 2 ? Infinity : 1), integrand("exp(500*x)")]) for (const samples of [64, 2000, 1e4]) expect(Number.isFinite(gradient(unit, phi, { samples, seed: 1 }).value.mean)).toBe(false);
    for (const samples of [64, 2000, 1e4]) expect(gradient(unit, integrand("sqrt(x)"), { samples, seed: 1, nan: "propagate" }).value.mean).toBeNaN();
  });
  it("no parameter, and no parameter that a chain names", () => {
    for (const samples of [64, 2000, 1e4]) for (const p of [unit, uniform({ low: 0, high: 2 }), exponential({ rate: 1 })]) {
      expect(gradient(p as never, wave, { samples, seed: 1, wrt: [] } as never).grad).toEqual({});
      const g = gradient(p as never, wave, { samples, seed: 1, wrt: [], chain: { twice: { phi: 2 } } } as never) as unknown as { value: { mean: number }; chain: { twice: { mean: number } } };
      expect(g.chain.twice.mean).toBeCloseTo(2 * g.value.mean, 10);
    }
  });
  it("scores of no estimate are controls like any", () => {
    const g = gradient(unit, integrand("x^2"), { samples: 1e5, seed: 1, wrt: [], controls: ["score"], coefficients: "pilot", flow: "lr" } as never) as unknown as { value: { mean: number; stdError: number } };
    expect(Math.abs(g.value.mean - 2)).toBeLessThan(1e-9);
    expect(g.value.stdError).toBeLessThan(1e-9);
  });
  const ones = (d: number, v = 1): Float64Array => new Float64Array(d).fill(v), identity = (d: number): Float64Array => Float64Array.from({ length: d * d }, (_, k) => Number(k % (d + 1) === 0));
  const FAMILIES = [["normal", [20, 21, 22, 31, 32, 64, 200], (d: number) => normal({ loc: ones(d), scale: ones(d) })], ["mvn", [7, 8, 20], (d: number) => mvn({ loc: ones(d), scaleTril: identity(d) })], ["categorical", [50, 62, 63, 64, 65, 200], (d: number) => categorical({ logits: ones(d, 0) })]] as const;
  it.each(FAMILIES.flatMap(([name, sizes, of]) => sizes.map((d) => [name, d, of] as const)))("%s of %i", { timeout: 20_000 }, (_name, d, of) => {
    const p = of(d), phi = integrand("cos(x[0])");
    for (const samples of [64, 1024, 1e4]) expect(plan(p as never, phi, { samples, seed: 1 } as never).why).toBeTypeOf("string");
    gradient(p as never, phi, { samples: 1e4, seed: 1 } as never);
    gradient(p as never, integrand("x[0] > 0.5"), { samples: 1e4, seed: 1 } as never);
    gradient(p as never, phi, { samples: 64, rng: new Rng(1) } as never);
  });
});
