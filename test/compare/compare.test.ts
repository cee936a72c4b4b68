/**
 * `compare`: variances that are known, equal cost, what is refused, several φ, chains, warnings, wrong inputs. What its costs are worth `npm run bench:cost`
 * measures; estimates themselves are those of test/estimators.
 */
import { type Comparison, type GradientResult, type RacedRow, type RefusedRow, compare, custom, field, gradient, integrand, normal, plan, poisson } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: 1, scale: 1 }), square = integrand("x^2"), lr = { flow: "lr", baseline: 0 } as const, rp = { flow: "rp" } as const, run = { samples: 1e5, seed: 42 };
const raced = ({ rows }: Comparison, k: number): RacedRow => {
  const row = rows[k] as RacedRow | RefusedRow;
  if ("refused" in row) throw new Error(row.refused);
  return row;
};
const refusal = ({ rows }: Comparison, k: number): string => (rows[k] as RefusedRow).refused;
const perSample = ({ estimates, samples }: RacedRow, name: string): number => (estimates[name]?.stdError as number) ** 2 * samples;
const step = { value: ([x]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = x![i]! > 1.5 ? 1 : 0; }, gradient: () => {} };

describe("a race", () => {
  const race = compare(p, square, [lr, rp], run), [first, second] = [raced(race, 0), raced(race, 1)];

  it("has the variances of closed forms: x ~ N(1, 1), φ = x², by loc E[(x²z)²] − 4 = 30 and Var(2x) = 4", () => {
    expect(perSample(first, "loc") / 30).toBeGreaterThan(0.95);
    expect(perSample(first, "loc") / 30).toBeLessThan(1.05);
    expect(perSample(second, "loc") / 4).toBeGreaterThan(0.97);
    expect(perSample(second, "loc") / 4).toBeLessThan(1.03);
    const ratio = (perSample(first, "loc") * first.cost) / (perSample(second, "loc") * second.cost);
    expect((second.efficiency.loc as number) / (first.efficiency.loc as number)).toBeCloseTo(ratio, 9);
    expect(race.winner).toEqual({ value: "flow lr, baseline 0", loc: "flow rp", scale: "flow rp" });
    expect([second.efficiency.loc, first.efficiency.value]).toEqual([1, 1]);
  });
  it("is at equal cost, the first setting's", () => {
    expect(first.samples).toBe(1e5);
    expect(Math.abs((second.samples * second.cost) / (first.samples * first.cost) - 1)).toBeLessThan(0.01);
    expect(second.samples).toBeLessThan(1e5);
    expect([first.evaluations, second.evaluations]).toEqual([first.samples, second.samples]);
  });
  it("is made of runs of gradient, to the bit", () => {
    for (const [row, options] of [[first, lr], [second, rp]] as const) {
      const { value, grad } = gradient(p, square, { ...options, samples: row.samples, seed: run.seed });
      expect(row.estimates).toEqual({ value: { mean: value.mean, stdError: value.stdError }, loc: { mean: grad.loc.mean, stdError: grad.loc.stdError }, scale: { mean: grad.scale.mean, stdError: grad.scale.stdError } });
    }
  });
  it("takes what is chosen automatically, with its pilot", () => {
    const row = raced(compare(p, integrand("exp(x/2)"), [lr, {}], { samples: 20_000, seed: 5 }), 1), { value, grad } = gradient(p, integrand("exp(x/2)"), { samples: row.samples, seed: 5 });
    expect([row.label, row.estimates.value, row.estimates.loc]).toEqual(["auto", { mean: value.mean, stdError: value.stdError }, { mean: grad.loc.mean, stdError: grad.loc.stdError }]);
    expect(row.evaluations).toBe(value.evaluations);
  });
  it("is the same each time, plain data, and a table", () => {
    expect(JSON.stringify(compare(p, square, [lr, rp], run))).toBe(JSON.stringify(race));
    const data = JSON.parse(JSON.stringify(race)) as Comparison;
    expect([data.kind, data.version, data.winner]).toEqual(["comparison", 1, race.winner]);
    expect(data.rows).toEqual(race.rows);
    expect(structuredClone(race).rows).toEqual(race.rows);
    const lines = String(race).split("\n");
    expect(lines[0]).toBe('2 settings, at the cost of 100000 samples of "flow lr, baseline 0"');
    expect(lines.find((line) => line === "loc")).toBeDefined();
    expect(lines.filter((line) => line.endsWith("1.00 *"))).toHaveLength(3);
    expect(lines).toHaveLength(2 + 3 * 3);
  });
  it("counts many estimates that it does not show", () => {
    expect(String(compare(normal({ loc: new Array<number>(20).fill(0), scale: 1 }), integrand("sum(x)"), [lr], { samples: 1000, seed: 1 }))).toContain("… and 10 more estimates");
  });
});

describe("costs", () => {
  const cost = (phi: Parameters<typeof compare>[1], setting: object, more: object = {}, of: typeof p = p): RacedRow => raced(compare(of, phi, [setting], { samples: 1000, seed: 1, ...more }), 0);
  it("rise with what is done", () => {
    const ordered = [{ ...lr, wrt: [] }, { ...lr, wrt: ["loc"] }, lr, { flow: "lr" }, { flow: "lr", proposal: { p: 0.5, slice: 0.5 } }, { flow: "lr", controls: ["score"] }].map((setting) => cost(square, setting).cost);
    expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
    expect(cost(integrand("exp(x)"), lr).cost).toBeGreaterThan(cost(square, lr).cost + 1);
    expect(cost(square, rp).cost).toBeGreaterThan(cost(square, lr).cost);
  });
  it("of loops go with their steps, those of gradients with what is done again", () => {
    const loop = (n: number) => integrand("sum(r, tanh(x - a[r]))", { data: { a: Array.from({ length: n }, (_, r) => r) } }), [few, many] = [cost(loop(20), lr).cost, cost(loop(200), lr).cost], base = cost(integrand("1 + 0*x"), lr).cost;
    expect((many - base) / (few - base)).toBeGreaterThan(9);
    expect((many - base) / (few - base)).toBeLessThan(11);
    expect(cost(loop(200), rp).cost).toBeGreaterThan(1.3 * many);
  });
  it("of φ that is dear decide: a gradient is a second call, steps on the integers and pairs are evaluations", () => {
    const dear = { samples: 10_000, seed: 1, cost: 1e6 }, samples = (of: typeof p, setting: object, phi: Parameters<typeof compare>[1] = square): number => raced(compare(of, phi, [lr, setting], dear), 1).samples;
    expect(Math.abs(samples(p, rp, step) - 5000)).toBeLessThan(10);
    // a formula and its gradient are one evaluation, dearer as its operations are
    expect(samples(p, rp)).toBeGreaterThan(5000);
    expect(Math.abs(samples(p, { coupled: "measure-valued", wrt: ["loc"] }) - 3333)).toBeLessThan(10);
    const counts = raced(compare(poisson({ rate: 3 }), (x) => (x[0] as number) ** 2, [lr, rp], dear), 1);
    expect(Math.abs(counts.samples - 5000)).toBeLessThan(10);
    expect(counts.evaluations).toBe(2 * counts.samples);
  });
  it("that are given take the place of operations that are counted, and of 50 ns for functions", () => {
    const slow = integrand("sum(r, 1000, exp(x))"), plain = (x: Float64Array): number => x[0] as number;
    expect(cost(slow, lr, { cost: 1 }).cost).toBeCloseTo(cost(square, lr, { cost: 1 }).cost, 9);
    expect(cost(plain, lr).cost).toBeCloseTo(cost(plain, lr, { cost: 50 }).cost, 9);
    expect(cost(plain, lr, { cost: 1050 }).cost - cost(plain, lr).cost).toBeCloseTo(1000, 6);
  });
  it("count the pilots", () => {
    const race = compare(p, square, [{ flow: "lr", controls: ["score"], coefficients: "pilot" }], { samples: 2048, seed: 1 }), row = raced(race, 0);
    expect(row.evaluations).toBe(2048 + 1024);
    expect(row.cost).toBeGreaterThan(1.3 * cost(square, lr).cost);
  });
});

describe("settings", () => {
  it("that are refused are listed with the reason, whatever their place", () => {
    const race = compare(p, integrand("x > 1.5"), [{ flow: "rp" }, { flow: "lr", combine: "covariance" }, lr, { flow: "lr", jump: "surface" } as never], run);
    expect(refusal(race, 0)).toContain("jumps");
    expect(refusal(race, 1)).toContain('"combine" expected a flow beside it');
    expect(refusal(race, 3)).toContain('unknown "jump"');
    expect(raced(race, 2).samples).toBe(1e5);
    expect(race.winner.loc).toBe("flow lr, baseline 0");
    expect(String(race)).toContain("refused: flow lr, combine covariance: gradient:");
    const none = compare(p, square, { a: { flow: "lr", combine: "covariance" } }, run);
    expect([none.winner, refusal(none, 0).length > 0, String(none).split("\n")[0]]).toEqual([{}, true, "1 settings, all refused"]);
  });
  it("under which φ is NaN are refused, too; what φ throws comes through", () => {
    const root = integrand("sqrt(x)"), race = compare(normal({ loc: 30, scale: 1 }), root, [lr, { flow: "lr", proposal: { overdispersed: 30 } }], run);
    expect(refusal(race, 1)).toContain("got NaN at sample");
    expect(() => compare(p, () => { throw new RangeError("mine"); }, [lr], run)).toThrow("mine");
  });
  it("are not to blame for what a call of gradient within φ is refused", () => {
    const nested = { flow: "rp", samples: 10, seed: 1 } as const, within = (x: Float64Array): number => gradient(p, integrand("x > 1"), nested).value.mean + x[0]!;
    class Own { readonly #factor = 2; value(x: readonly Float64Array[], out: Float64Array): void { for (let i = 0; i < out.length; i++) out[i] = this.#factor * within(x[0]!); } }
    for (const phi of [within, new Own(), { a: within }]) expect(() => compare(p, phi as never, [lr], { samples: 10, seed: 1 })).toThrow(/^gradient: "flow" expected "lr" or 0/);
  });
  it("have labels: their own, words, and numbers where these are equal", () => {
    const phi = { phi: integrand("x"), mean: 1 }, race = compare(p, square, [lr, lr, {}, { flow: { loc: field({ value: ["1"] }), scale: "lr" } }, { flow: "lr", controls: [phi] }, { flow: "lr", proposal: normal({ loc: 1, scale: 2 }) }], { samples: 1000, seed: 1 });
    const labels = race.rows.map(({ label }) => label);
    expect(labels.slice(0, 3)).toEqual(["flow lr, baseline 0", "flow lr, baseline 0 (2)", "auto"]);
    expect(labels[4]).toBe("flow lr, controls [{phi:x,mean:1}]");
    expect(labels[5]).toBe("flow lr, proposal {family:normal,parameters:{loc:1,scale:2}}");
    expect(new Set(labels).size).toBe(6);
    expect(compare(p, square, [plan(p, square, { samples: 8192, seed: 1 })], { samples: 8192, seed: 1 }).rows[0]?.label).toMatch(/^flow \w+, .*given coefficients$/);
    expect(() => structuredClone(race)).not.toThrow();
    expect(race.rows.filter((row) => "refused" in row)).toEqual([]);
    expect(compare(p, square, { mine: lr }, { samples: 10, seed: 1 }).rows.map(({ label }) => label)).toEqual(["mine"]);
  });
  it("may have several φ and chains, each with a winner", () => {
    const race = compare(p, { a: square, b: integrand("x^3") }, { lr, rp: { ...rp, chain: { both: { loc: 1, scale: 2 } } } }, run), [first, second] = [raced(race, 0), raced(race, 1)];
    expect(Object.keys(first.estimates)).toEqual(["a.value", "a.loc", "a.scale", "b.value", "b.loc", "b.scale"]);
    expect(Object.keys(second.estimates)).toEqual(["a.value", "a.loc", "a.scale", "a.both", "b.value", "b.loc", "b.scale", "b.both"]);
    expect([race.winner["a.both"], race.winner["b.loc"]]).toEqual(["rp", "rp"]);
    const { a } = gradient(p, { a: square, b: integrand("x^3") }, { ...rp, chain: { both: { loc: 1, scale: 2 } }, samples: second.samples, seed: 42 }) as unknown as { readonly a: GradientResult };
    expect(second.estimates["a.both"]).toEqual({ mean: a.chain.both?.mean, stdError: a.chain.both?.stdError });
  });
  it("of which something warns do not win", () => {
    const race = compare(p, step, [lr, rp], run), { warnings, efficiency } = raced(race, 1);
    expect(warnings.map(({ code, where }) => `${code} ${where}`)).toContain("lr-rp-disagree loc");
    expect([race.winner.loc, efficiency.loc]).toEqual(["flow lr, baseline 0", Infinity]);
    expect(String(race)).toContain("! flow rp: lr-rp-disagree (loc, scale)");
    expect(compare(p, step, [rp], run).winner.loc).toBeUndefined();
    const astray = custom({ params: { loc: 0 }, noise: "normals", sample: ([z], [out]) => { (out as Float64Array).set(z as Float64Array); }, logProb: ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = -0.5 * (x?.[i] as number) ** 2; }, score: ([x], { loc: [out] }) => { for (let i = 0; i < (out as Float64Array).length; i++) (out as Float64Array)[i] = (x?.[i] as number) + 1; } });
    expect(raced(compare(astray, square, [lr], run), 0).warnings.map(({ code }) => code)).toContain("scores-mean");
  });
  it("that are exact win, and the rest is compared without them", () => {
    const race = compare(p, integrand("x"), [lr, { ...lr, antithetic: true }, rp], run);
    expect(race.winner.loc).toBe("flow rp");
    expect([raced(race, 0).efficiency.loc, raced(race, 2).efficiency.loc]).toEqual([0, 1]);
    const lines = String(race).split("\n").slice(String(race).split("\n").indexOf("loc") + 1, String(race).split("\n").indexOf("loc") + 4);
    expect(lines[2]).toMatch(/exact \*$/);
    expect(lines.filter((line) => line.endsWith(" 1.00"))).toHaveLength(1);
  });
  it("that are exact but for rounding are as good as each other", () => {
    const race = compare(p, square, [lr, { ...rp, controls: ["score", "difference"] }, { ...rp, controls: ["score", "difference", "stein"] }], run);
    expect([1, 2].map((k) => raced(race, k).efficiency.loc)).toEqual([1, 1]);
    expect(raced(race, 0).efficiency.loc).toBe(0);
  });
  it("of one sample have no standard error, and no winner", () => {
    const race = compare(p, square, [lr], { samples: 1, seed: 1 });
    expect(race.winner).toEqual({});
    expect(raced(race, 0).efficiency.loc).toBeNaN();
    expect(String(race)).not.toContain("NaN");
    expect(JSON.parse(JSON.stringify(race)).rows[0].efficiency.loc).toEqual({ $: "NaN" });
  });
});

describe("wrong inputs", () => {
  const call = (...args: readonly unknown[]): unknown => (compare as (...all: readonly unknown[]) => unknown)(...args);
  it.each<readonly [string, readonly unknown[], new (message: string) => Error, string]>([
    ["p", [{}, square, [lr], run], TypeError, 'compare: "p" expected a distribution, got an object with nothing in it'],
    ["φ", [p, 3, [lr], run], TypeError, 'compare: "phi" expected'],
    ["settings", [p, square, 3, run], TypeError, 'compare: "settings" expected an array of options of gradient, or a record of them by label, got 3'],
    ["no settings", [p, square, [], run], RangeError, 'compare: "settings" expected at least one setting, got Array of length 0'],
    ["a setting", [p, square, [lr, "rp"], run], TypeError, 'compare: "settings[1]" expected options of gradient, got "rp"'],
    ["a hole", [p, square, new Array(1), run], TypeError, 'compare: "settings[0]" expected options of gradient, got undefined'],
    ["a labelled setting", [p, square, { a: 1 }, run], TypeError, 'compare: "settings.a" expected options of gradient, got 1'],
    ["samples of a setting", [p, square, [{ ...lr, samples: 3 }], run], TypeError, 'compare: "settings[0].samples" expected to be absent'],
    ["a seed of a setting", [p, square, { a: { ...lr, seed: 3 } }, run], TypeError, 'compare: "settings.a.seed" expected to be absent'],
    ["options", [p, square, [lr]], TypeError, 'compare: "options" expected { samples, seed, cost? }, got undefined'],
    ["an option", [p, square, [lr], { ...run, rng: 1 }], TypeError, 'compare: unknown "rng", expected one of samples, seed, cost'],
    ["samples", [p, square, [lr], { ...run, samples: 0 }], RangeError, 'compare: "samples" expected an integer ≥ 1, got 0'],
    ["the seed", [p, square, [lr], { samples: 10 }], TypeError, 'compare: "seed" expected an integer'],
    ["a wrong seed", [p, square, [lr], { samples: 10, seed: -1 }], RangeError, '"seed"'],
    ["the cost", [p, square, [lr], { ...run, cost: "1" }], TypeError, 'compare: "cost" expected a finite number > 0, got "1"'],
    ["a wrong cost", [p, square, [lr], { ...run, cost: 0 }], RangeError, 'compare: "cost" expected a finite number > 0, got 0'],
  ])("%s", (_name, args, kind, message) => {
    expect(() => call(...args)).toThrow(kind);
    expect(() => call(...args)).toThrow(message);
  });
});
