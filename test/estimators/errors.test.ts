/**
 * Every wrong argument is a TypeError (kind) or a RangeError (value) that names the argument, what is expected and what came; and after
 * each of them the library gives the bits it gave before.
 */
import { Rng, beta, custom, difference, dirichlet, expectation, gradient, integrand, merge, mixture, mvn, normal, poisson, product, restore, tilted, uniform } from "montegrad";
import { afterEach, describe, expect, it } from "vitest";

const p = normal({ loc: [1, 2], scale: 1 }), row = (x: Float64Array): number => (x[0] as number) * (x[1] as number);
const good = { flow: "lr", samples: 100, seed: 1 } as const, bits = JSON.stringify(gradient(p, row, good).state);
afterEach(() => expect(JSON.stringify(gradient(p, row, good).state)).toBe(bits));

const call = (options: unknown, phi: unknown = row, q: unknown = p) => () => gradient(q as typeof p, phi as typeof row, options as typeof good);
type Case = readonly [what: string, run: () => unknown, kind: typeof TypeError | typeof RangeError, message: string];

const block = { value: () => {} };
const half = beta({ alpha: 2, beta: 2 }), bound = dirichlet({ concentration: [2, 1.5] }), square = product({ a: half, b: half });
const cases: Case[] = [
  ["no distribution", call(good, row, {}), TypeError, '"p" expected a distribution'],
  ["φ of a wrong kind", call(good, 3), TypeError, '"phi" expected integrand(…), a function'],
  ["φ without a value", call(good, { gradient: () => {} }), TypeError, '"phi" expected'],
  ["φ with an unknown key", call(good, { value: () => {}, grad: () => {} }), TypeError, 'unknown "phi.grad"'],
  ["φ that returns its numbers", call(good, { value: ([x]: readonly Float64Array[]) => x!.map((v) => v * v) }), TypeError, '"phi.value" expected a function that fills the columns it is lent, got Float64Array of length 100'],
  ["a gradient that is returned", call({ ...good, flow: "rp" }, { value: (_x: unknown, out: Float64Array) => out.fill(1), gradient: (x: readonly Float64Array[]) => x.map((column) => column.map(Math.sin)) }), TypeError, '"phi.gradient" expected a function that fills the columns it is lent, got Array of length 2'],
  ["a derivative by θ that is returned", call(good, { value: (_x: unknown, out: Float64Array) => out.fill(1), params: { loc: (x: readonly Float64Array[]) => x.map((column) => column.map(Math.sin)) } }), TypeError, '"phi.params.loc" expected a function that fills the columns it is lent, got Array of length 2'],
  ["columns that are put in place of those lent", call({ ...good, flow: "rp" }, { value: (_x: unknown, out: Float64Array) => out.fill(1), gradient: (_x: unknown, out: unknown[]) => out.fill(1) }), TypeError, '"phi.gradient" expected a function that fills the columns it is lent, got 1'],
  ["a field whose divergence is returned", call({ ...good, flow: { loc: { value: (_x: unknown, out: readonly Float64Array[]) => { for (const column of out) column.fill(1); }, divergence: (x: readonly Float64Array[]) => x.map((column) => column.map(Math.sin)) }, scale: "lr" } }, { value: (_x: unknown, out: Float64Array) => out.fill(1), gradient: () => {} }), TypeError, 'divergence" expected a function that fills the columns it is lent, got Array of length 2'],
  ["a custom density that is returned", () => custom({ sample: () => {}, logProb: (x: readonly Float64Array[]) => x[0]!.map((v) => -v * v) }).logProb([1, 2]), TypeError, 'custom: "logProb" expected a function that fills the columns it is lent, got Float64Array of length 2'],
  ["custom draws that are returned", () => custom({ sample: (u: readonly Float64Array[]) => u.slice(), logProb: () => {} }).sample(new Rng(1), 5), TypeError, 'custom: "sample" expected a function that fills the columns it is lent, got Array of length 1'],
  ["a blend where ends of the support move, beside a φ without a gradient", call({ samples: 100, seed: 1, jumps: { blend: 1 } }, row, uniform({ low: [0, 0], high: 1 })), RangeError, '"jumps" expected "surface", which adds what crosses the moving ends of the support (no flow, since φ has no gradient), got { blend }'],
  ["no options", call(undefined), TypeError, '"options" expected an object'],
  ["an unknown option", call({ ...good, sample: 3 }), TypeError, 'unknown "sample"'],
  ["no samples", call({ ...good, samples: undefined }), TypeError, '"samples" expected an integer ≥ 1, got undefined'],
  ...[0, -1, 1.5, Number.NaN, Infinity, 2 ** 60].map((samples): Case => [`samples ${samples}`, call({ ...good, samples }), RangeError, `"samples" expected an integer ≥ 1, got ${samples}`]),
  ["samples as text", call({ ...good, samples: "100" }), TypeError, 'got "100"'],
  ...[-1, 1.5, 2n ** 64n, Number.NaN].map((seed): Case => [`seed ${seed}`, call({ ...good, seed }), RangeError, '"seed" expected an integer 0 ≤ seed < 2^64']),
  ["seed as text", call({ ...good, seed: "1" }), TypeError, '"seed" expected'],
  ["neither seed nor rng", call({ flow: "lr", samples: 10 }), TypeError, '"seed" expected'],
  ["seed and rng", call({ ...good, rng: new Rng(1) }), TypeError, '"seed" expected to be absent beside "rng"'],
  ["no rng", call({ flow: "lr", samples: 10, rng: Math.random }), TypeError, '"rng" expected an Rng'],
  ["no flow for a run that is told", () => gradient.start(p, { samples: 10, seed: 1 }), TypeError, '"flow" expected to be given for a run that is told φ'],
  ["a flow that is none", call({ ...good, flow: "pathwise" }), TypeError, 'got "pathwise"'],
  ["a flow NaN", call({ ...good, flow: Number.NaN }), RangeError, '"flow" expected a finite number, got NaN'],
  ["a flow for some", call({ ...good, flow: { loc: "lr" } }), TypeError, '"flow.scale" expected'],
  ["a flow for another", call({ ...good, flow: { loc: "lr", scale: "lr", rate: "lr" } }), TypeError, 'unknown "rate"'],
  ["half a field", call({ ...good, flow: { loc: { value: () => {} }, scale: "lr" } }), TypeError, '"flow.loc.divergence" expected a function'],
  ["RP of a function of rows", call({ ...good, flow: "rp" }), TypeError, '"phi" expected { value, gradient } on blocks, got no gradient'],
  ["RP without a gradient", call({ ...good, flow: 0.5 }, block), TypeError, "got no gradient"],
  ["wrt nothing known", call({ ...good, wrt: ["rate"] }), RangeError, '"wrt" expected names among loc, scale, got "rate"'],
  ["wrt as text", call({ ...good, wrt: "loc" }), TypeError, '"wrt" expected an array'],
  ["a chain of nothing known", call({ ...good, chain: { a: { rate: 1 } } }), TypeError, 'unknown "rate"'],
  ["a chain of a wrong length", call({ ...good, chain: { a: { loc: [1, 2, 3] } } }), RangeError, '"chain.a.loc" expected a finite number or 2 of them'],
  ["a chain of NaN", call({ ...good, chain: { a: { loc: [1, Number.NaN] } } }), RangeError, '"chain.a.loc" expected'],
  ["joint of a wrong kind", call({ ...good, joint: 1 }), TypeError, '"joint" expected true or false'],
  ["a shard beyond the leaves", call({ ...good, shard: { from: 0, to: 2 } }), RangeError, '"shard.to" expected an integer from 1 to 1, got 2'],
  ["an empty shard", call({ ...good, samples: 5000, shard: { from: 3, to: 3 } }), RangeError, '"shard.to" expected'],
  ["a shard of an rng", call({ flow: "lr", samples: 5000, rng: new Rng(1), shard: { from: 0, to: 1 } }), TypeError, '"shard" expected a "seed"'],
  ["a block of no leaves", call({ ...good, block: 1000 }), RangeError, '"block" expected a multiple of 512, got 1000'],
  ["nan of a wrong kind", call({ ...good, nan: true }), RangeError, '"nan" expected'],
  ["a proposal of other columns", call({ ...good, proposal: normal({ loc: 0, scale: 1 }) }), RangeError, '"proposal" expected a distribution of 2 columns, got 1'],
  ["a proposal that is none", call({ ...good, proposal: "pieces" as never }), TypeError, '"proposal" expected a distribution'],
  ...([
    ["a sum and its parts in one mixture", () => mixture({ logits: [0, 0], components: [bound, square] }), '"components[1]" expected a density that can be added to those before it'],
    ["the other way round", () => mixture({ logits: [0, 0], components: [square, bound] }), '"components[1]" expected a density that can be added'],
    ["the same inside products", () => mixture({ logits: [0, 0], components: [product({ a: bound, b: half }), product({ b: half, a: bound })] }), "its column 0 is free of the others, here it is bound by a sum (0 of 2 that sum to 1)"],
    ["a proposal beside the sum", () => expectation(bound, row, { samples: 100, seed: 1, proposal: square }), '"proposal" expected a density by which that of p can be divided, got product'],
    ["a share beside the sum", () => tilted(bound, { p: 0.5, others: [[0.5, square]] }), '"others[0]" expected a density by which that of p can be divided, got product'],
  ] as const).map(([what, run, message]): Case => [what, run, RangeError, message]),
  // builds shorten the names of classes
  ["a baseline of the value of a result", call({ ...good, baseline: gradient(p, row, good).value }), TypeError, '"baseline" expected a finite number, "loo", "optimal" or a result of gradient, got an object with mean, stdError'],
  ["a baseline where there is none", () => gradient(uniform({ low: 0, high: 1 }), integrand("x"), { ...good, flow: "rp", baseline: gradient(p, row, { ...good, seed: 2 }) }), TypeError, '"baseline" expected 0, got a result of gradient'],
  ["a distribution for an rng", () => p.sample(p as never, 1), TypeError, '"rng" expected an Rng, got the distribution normal'],
  ["an integrand for a distribution", call(good, row, integrand("x")), TypeError, '"p" expected a distribution, got an integrand'],
  ["a map of integrands", call(good, new Map()), TypeError, "got Map"],
  ["mirror images of a difference", () => difference(normal({ loc: 0, scale: 1 }), poisson({ rate: 1 }), integrand("x"), { samples: 100, seed: 1, antithetic: true } as never), TypeError, '"antithetic" expected a distribution with mirror images, got normal and poisson'],
  ["parts of different runs", () => merge(gradient(p, row, good), gradient(p, row, { ...good, seed: 2 })), RangeError, "differ in seed"],
  ["a part twice", () => merge(gradient(p, row, good), gradient(p, row, good)), RangeError, "do not overlap, got leaves 0 … 0 twice"],
  ["parts that are none", () => merge({} as never), TypeError, '"results" expected results'],
  ["no parts", () => merge(...([] as never[])), TypeError, "got none"],
  ["restoring nothing", () => restore(null), TypeError, '"data" expected'],
  ["restoring another version", () => restore({ kind: "gradient", version: 2 }), RangeError, '"version" expected 1, got 2'],
  ["restoring an unknown family", () => restore({ kind: "distribution", version: 1, family: "toString", parameters: {} }), RangeError, '"family" expected one of'],
  ["telling before asking", () => gradient.start(p, good).tell({ value: [] }), Error as never, "expected to follow ask"],
  ["a result of nothing", () => gradient.start(p, good).result(), Error as never, "expected to follow tell"],
  ["telling too little", () => { const run = gradient.start(p, good); run.ask(); run.tell({ value: [1] }); }, RangeError, '"value" expected 100 numbers'],
  ["telling no gradient", () => { const run = gradient.start(p, { ...good, flow: "rp" }); run.ask(); run.tell({ value: new Float64Array(100) }); }, TypeError, '"gradient" expected 2 columns'],
  ["telling null", () => { const run = gradient.start(p, { ...good, samples: 2 }); run.ask(); run.tell({ value: [null, 1] as never }); }, TypeError, 'tell: "value[0]" expected a number, got null'],
  ["telling text", () => { const run = gradient.start(p, { ...good, samples: 2 }); run.ask(); run.tell({ value: [1, "1"] as never }); }, TypeError, '"value[1]" expected a number, got "1"'],
  ["telling bigints", () => { const run = gradient.start(p, { ...good, samples: 2 }); run.ask(); run.tell({ value: new BigInt64Array(2) as never }); }, TypeError, '"value[0]" expected a number, got 0n'],
  ["asking for more than memory holds", () => gradient.start(p, { ...good, samples: 1e12 }).ask(1e12), RangeError, "working memory: expected at most 2048 MiB"],
  ["outputs of one name", () => gradient.start(p, { ...good, outputs: ["a", "a"] }), RangeError, '"outputs" expected different names'],
  ...["kind", "state", "toString", "toJSON"].flatMap((name): Case[] => [
    [`an output ${name}`, () => gradient.start(p, { ...good, outputs: [name] }), TypeError, `cannot have the name "${name}"`],
    [`an integrand ${name}`, call(good, { [name]: row }), TypeError, `cannot have the name "${name}"`],
  ]),
  ["an asynchronous φ", call(good, { value: async () => {} }), TypeError, '"phi.value" expected a function that fills its columns before it returns'],
  ["an id of a wrong kind", call(good, { ...block, id: 3 }), TypeError, '"phi.id" expected a string, got 3'],
  ["params of a wrong kind", call(good, { ...block, params: 3 }), TypeError, '"phi.params" expected a record'],
  ["params of nothing", call(good, { ...block, params: { loc: null } }), TypeError, '"phi.params" expected functions named by parameters'],
  ["options null", () => p.sample(new Rng(1), 2, null as never), TypeError, 'normal.sample: "options" expected { out? }, got null'],
  ["an unknown option of an operation", () => p.logProb([1, 2], { into: 1 } as never), TypeError, 'normal.logProb: unknown "into"'],
  ["options of a generator null", () => new Rng(1, null as never), TypeError, 'Rng: "options" expected { stream? }, got null'],
  ["more numbers than fit", () => new Rng(1).uniform(1e15), RangeError, 'Rng.uniform: "n" expected a length whose array fits into memory, got 1000000000000000'],
  ["a chain beside a parameter phi", call({ ...good, chain: { a: { phi: 1 } } }, row, custom({ params: { phi: 1 }, columns: 2, sample: () => {}, logProb: () => {}, score: () => {} })), TypeError, '"chain" expected a distribution with no parameter named "phi"'],
  ["more columns than fit", () => normal({ loc: new Float64Array(2 ** 19 + 1), scale: 1 }), RangeError, '"loc" expected at most 524288 columns, got 524289'],
  ["more memory than there is", () => gradient(normal({ loc: new Float64Array(2 ** 19), scale: 1 }), (x) => x[0]!, { flow: "lr", samples: 512, seed: 1 }), RangeError, "working memory: expected at most 2048 MiB"],
  ["a scale of zero", () => normal({ loc: 0, scale: 0 }), RangeError, 'normal: "scale" expected a finite number > 0, got 0'],
  ["a scale −0", () => normal({ loc: 0, scale: -0 }), RangeError, "got -0"],
  ["a NaN among many", () => normal({ loc: [0, Number.NaN], scale: 1 }), RangeError, 'normal: "loc[1]" expected a finite number, got NaN'],
  ["lengths that differ", () => normal({ loc: [0, 1], scale: [1, 2, 3] } as never), RangeError, '"scale" expected 2 numbers, as many as "loc", got 3'],
  ["no columns", () => normal({ loc: [], scale: 1 } as never), RangeError, '"loc" expected at least one number'],
  ["a missing parameter", () => normal({ loc: 1 } as never), TypeError, '"scale" expected'],
  ["an unknown parameter", () => normal({ loc: 1, scale: 1, rate: 1 } as never), TypeError, 'unknown "rate"'],
  ["text for a number", () => normal({ loc: "1", scale: 1 } as never), TypeError, '"loc" expected'],
  ["a factor that is not lower", () => mvn({ loc: [0, 0], scaleTril: [1, 1, 0, 1] }), RangeError, '"scaleTril[1]" expected 0 above the diagonal, got 1'],
  ["a factor with no diagonal", () => mvn({ loc: [0, 0], scaleTril: [1, 0, 0, 0] }), RangeError, '"scaleTril[3]" expected a number > 0 on the diagonal, no subnormal one, got 0'],
  ["a factor of a wrong size", () => mvn({ loc: [0, 0], scaleTril: [1] }), RangeError, '"scaleTril" expected 2×2 = 4 numbers'],
  ["a product of nothing", () => product({}), TypeError, '"parts" expected'],
  ["a product of a number", () => product({ a: 1 } as never), TypeError, '"a" expected a distribution, got 1'],
  ["custom without a density", () => custom({ sample: () => {} } as never), TypeError, '"logProb" expected a function'],
  ["cdf of dependent columns", () => mvn({ loc: [0, 0], scaleTril: [1, 0, 0, 1] }).cdf([0, 0]), TypeError, "mvn.cdf"],
  ["rows of a wrong length", () => p.logProb([1, 2, 3]), RangeError, '"x" expected rows of 2 numbers'],
  ["a number for a row", () => p.logProb(1), TypeError, '"x" expected an array of rows of 2 numbers, got 1'],
];

/** Results with something wrong in each place: refused by name, or harmless. */
describe("restoring what was damaged", () => {
  const made: Record<string, object> = {
    gradient: gradient(p, row, { ...good, joint: true, chain: { a: { loc: 1 } } }),
    gradients: gradient(p, { a: row, b: row }, good),
    expectation: expectation(p, row, { samples: 100, seed: 1, quantiles: [0.5] }),
    histogram: expectation(p, row, { samples: 100, seed: 1, histogram: { bins: 2, range: [0, 1] } }),
    product: product({ m: mixture({ logits: [0, 1], components: [p, p] }) }),
  };
  const pathsOf = (at: unknown): string[][] =>
    typeof at !== "object" || at === null ? [] : Object.keys(at).slice(0, 8).flatMap((key) => [[key], ...pathsOf((at as Record<string, unknown>)[key]).map((rest) => [key, ...rest])]);
  it.each(Object.keys(made))("a %s", (name) => {
    const text = JSON.stringify(made[name]);
    for (const path of pathsOf(JSON.parse(text))) for (const wrong of [undefined, null, "x", -1, [], {}, { $big: "x" }, { $f64: [0] }]) {
      const data = JSON.parse(text) as Record<string, unknown>, at = path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, data);
      if (wrong === undefined) delete at[path.at(-1) as string];
      else at[path.at(-1) as string] = wrong;
      let found: unknown;
      try {
        found = restore(data);
      } catch (error) {
        expect(`${path.join(".")}: ${String(error)}`).toMatch(/: (TypeError|RangeError): \w+(\.\w+)*: .*(expected|unknown)/);
        continue;
      }
      expect(() => String(found), path.join(".")).not.toThrow();
    }
  });
});

describe("wrong arguments", () => {
  it.each(cases)("%s", (_what, run, kind, message) => {
    let error: unknown;
    try {
      run();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toContain(message);
  });
});

it("densities by the same measure go together", () => {
  const other = dirichlet({ concentration: [1, 1] }), own = custom({ columns: 2, support: "unit", sample: () => {}, logProb: () => {} });
  expect(() => mixture({ logits: [0, 0, 0], components: [bound, other, own] })).not.toThrow();
  expect(() => mixture({ logits: [0, 0, 0], components: [square, normal({ loc: [0, 0], scale: 1 }), own] })).not.toThrow();
  expect(Math.abs(expectation(bound, row, { samples: 1e4, seed: 1, proposal: other }).mean - (2 * 1.5) / (3.5 * 4.5))).toBeLessThan(0.02);
});

it("controls of nothing come back", () => {
  const g = gradient(uniform({ low: 0, high: 1 }), integrand("x^2"), { flow: "rp", controls: ["score"], samples: 1000, seed: 1 });
  expect(JSON.stringify(restore(JSON.parse(JSON.stringify(g))))).toBe(JSON.stringify(g));
});

it("a refused call draws nothing", () => {
  const rng = new Rng(1), before = JSON.stringify(rng.save());
  expect(() => gradient(normal({ loc: 0, scale: 1 }), (x) => x[0]!, { flow: "rp", samples: 1000, rng } as never)).toThrow(TypeError);
  expect(() => gradient(normal({ loc: 0, scale: 1 }), (x) => x[0]!, { flow: "lr", wrt: ["nothing"], samples: 1000, rng })).toThrow(RangeError);
  expect(() => expectation(normal({ loc: 0, scale: 1 }), (x) => x[0]!, { samples: 1000, rng, quantiles: [2] })).toThrow(RangeError);
  expect(JSON.stringify(rng.save())).toBe(before);
});
