/**
 * Compiled integrands in runs: for all options the bits are those of the same arithmetic as a JavaScript callback; log p and parameters in a formula
 * are differentiated as by closed forms. 32 values of |z| < 5: a false alarm in 2e-5 of cases.
 */
import { type BlockIntegrand, type GradientOptions, bernoulli, beta, custom, expectation, field, gamma, gradient, integrand, merge, mixture, mvn, normal, poisson, product, restore, transform } from "montegrad";
import { describe, expect, test } from "vitest";

/** Σ (x_d − ½)²·(d + 1), term by term as the formula adds it. */
const byHand: BlockIntegrand = {
  value(x, out) { for (let i = 0; i < out.length; i++) out[i] = x.reduce((sum, column, d) => sum + (column[i]! - 0.5) * (column[i]! - 0.5) * (d + 1), 0); },
  gradient(x, out) { x.forEach((column, d) => { for (let i = 0; i < column.length; i++) { const z = column[i]! - 0.5; out[d]![i] = (d + 1) * z + (d + 1) * z; } }); },
};
const compiled = integrand("sum(d, (x[d] - 0.5)^2 * (d + 1))");
const runs: Record<string, [ReturnType<typeof normal>, Record<string, unknown>]> = {
  lr: [normal({ loc: [0, 1, 2], scale: 1.5 }), { flow: "lr" }],
  rp: [normal({ loc: [0, 1, 2], scale: [1, 2, 3] }), { flow: "rp" }],
  "half, weighted": [normal({ loc: [0, 1], scale: 1 }), { flow: 0.5, proposal: normal({ loc: [0.5, 0.5], scale: 1.5 }) }],
  "joint and chain": [normal({ loc: [0, 1], scale: 1 }), { flow: { loc: "rp", scale: "lr" }, joint: true, chain: { a: { loc: [1, 2], scale: 3, phi: -1 } } }],
  "ten columns, one parameter": [normal({ loc: new Array(10).fill(0.25), scale: 1 }), { flow: "rp", wrt: ["scale"] }],
  gamma: [gamma({ concentration: [0.02, 3], rate: 2 }) as never, { flow: "rp" }],
  mvn: [mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] }) as never, { flow: "rp" }],
  mixture: [mixture({ logits: [0, 1], components: [normal({ loc: 0, scale: 1 }), normal({ loc: 3, scale: 2 })] }) as never, { flow: "rp" }],
  "counts and others": [product({ k: poisson({ rate: 3 }), b: bernoulli({ probs: 0.25 }), u: beta({ alpha: 2, beta: 3 }) }) as never, { flow: "rp" }],
};

describe("the bits of a callback", () => {
  for (const [name, [p, options]] of Object.entries(runs)) for (const samples of [1, 3, 700, 5000]) {
    test(`${name}, ${samples} samples`, () => {
      const all = { samples, seed: 5, ...options } as unknown as GradientOptions<{ loc: Float64Array; scale: number }>, a = gradient(p as never, compiled, all as never), b = gradient(p as never, byHand, all as never);
      expect(JSON.stringify((a as { state: unknown }).state)).toBe(JSON.stringify((b as { state: unknown }).state));
    });
  }

  test("in expectation, with quantiles; in records; for all blocks and shards; inside a callback", () => {
    const p = normal({ loc: [0, 1], scale: 1 }), options = { samples: 3000, seed: 1, quantiles: [0.5] };
    expect(expectation(p, compiled, options).quantiles).toEqual(expectation(p, byHand, options).quantiles);
    const two = gradient(p, { a: compiled, b: byHand, c: (x) => x[0]! }, { flow: "lr", samples: 1000, seed: 1 });
    expect(two.a.grad.loc.mean).toEqual(two.b.grad.loc.mean);
    const whole = gradient(p, compiled, { flow: "rp", samples: 3000, seed: 1 }), options2 = { flow: "rp", samples: 3000, seed: 1 } as const;
    expect(gradient(p, compiled, { ...options2, block: 512 }).grad.loc.mean).toEqual(whole.grad.loc.mean);
    const parts = [[0, 2], [2, 6]].map(([from, to]) => gradient(p, restore(JSON.parse(JSON.stringify(compiled))) as typeof compiled, { ...options2, shard: { from: from!, to: to! } }));
    expect(merge(parts[1]!, parts[0]!).grad.scale.mean).toBe(whole.grad.scale.mean);
    const inside = integrand("exp(x0)"), nested: BlockIntegrand = { value(x, out) { compiled.value(x, out); gradient(p, inside, { flow: "rp", samples: 600, seed: 3 }); } };
    expect(expectation(p, nested, { samples: 3000, seed: 1 }).mean).toBe(whole.value.mean);
  });

  test("with other constants, compiled once", () => {
    const phi = integrand("c*x^2", { constants: { c: 1 } }), p = normal({ loc: 0, scale: 1 }), options = { flow: "rp", samples: 1000, seed: 1 } as const, one = gradient(p, phi, options).grad.scale.mean;
    expect(gradient(p, phi.with({ constants: { c: 4 } }), options).grad.scale.mean).toBe(4 * one);
    expect(gradient(p, phi, options).grad.scale.mean).toBe(one);
  });
});

describe("φ that depends on p", () => {
  const near = (name: string, { mean, stdError }: { mean: number; stdError: number }, truth: number): void => {
    expect(stdError, name).toBeGreaterThanOrEqual(0);
    expect(Math.abs(mean - truth), name).toBeLessThanOrEqual(5 * stdError + 1e-12);
  };
  for (const flow of ["lr", "rp", 0.5] as const) {
    test(`the entropy of a normal, flow ${flow}`, () => { // −E log p = log(σ√(2πe)): ∂loc = 0, ∂scale = 1/σ
      const { value, grad } = gradient(normal({ loc: 1, scale: 0.5 }), integrand("-logp"), { flow, samples: 50_000, seed: 2 });
      near("value", value, Math.log(0.5 * Math.sqrt(2 * Math.PI * Math.E)));
      near("loc", grad.loc, 0);
      near("scale", grad.scale, 2);
    });
    test(`an ELBO, flow ${flow}`, () => { // KL(N(1, ½) ‖ N(3, 2)) = log 4 + (¼ + 4)/8 − ½
      const { value, grad } = gradient(normal({ loc: 1, scale: 0.5 }), integrand("logp + (x - 3)^2/8 + log(2*sqrt(2*pi))"), { flow, samples: 50_000, seed: 2, proposal: normal({ loc: 1, scale: 0.7 }) });
      near("value", value, Math.log(4) + 4.25 / 8 - 0.5);
      near("loc", grad.loc, -0.5);
      near("scale", grad.scale, -2 + 0.125);
    });
    test(`parameters by name, flow ${flow}`, () => { // E (x − loc)²·scale + loc₁ of two columns, one scale
      const { grad } = gradient(normal({ loc: [1, -2], scale: 2 }), integrand("sum((x - loc)^2) * scale + loc[1]^3"), { flow, samples: 50_000, seed: 2 });
      near("loc[0]", { mean: grad.loc.mean[0]!, stdError: grad.loc.stdError[0]! }, 0);
      near("loc[1]", { mean: grad.loc.mean[1]!, stdError: grad.loc.stdError[1]! }, 12);
      near("scale", grad.scale, 2 * 3 * 4); // 2σ³
    });
  }
  test("names in products, triangles and mixtures", () => {
    const p = product({ w: mvn({ loc: [0, 1], scaleTril: [1, 0, 0.5, 2] }), r: gamma({ concentration: 2, rate: 4 }) });
    const g = gradient(p, integrand("w.scaleTril[1][0] * w.loc[1] + r.rate^2 + w.scaleTril[0, 1] + 0*r"), { flow: "rp", samples: 100, seed: 1 });
    expect(Array.from(g.grad.w.loc.mean)).toEqual([0, 0.5]);
    expect(g.value.mean).toBeCloseTo(0.5 + 16, 10);
  });
  test("counts: log p of the next integer", () => { // −E log p of Bernoulli(¼): derivative by probs is log((1 − p)/p)
    for (const flow of ["lr", "rp"] as const) near(flow, gradient(bernoulli({ probs: 0.25 }), integrand("-logp"), { flow, samples: 50_000, seed: 2 }).grad.probs, Math.log(3));
  });
  test("p without ∂x log p is refused where it is needed", () => expect(() => gradient(product({ k: poisson({ rate: 3 }), z: normal({ loc: 0, scale: 1 }) }), integrand("logp"), { flow: "rp", samples: 10, seed: 1 })).toThrow(/expected a distribution whose log p can be differentiated/));
  test("transformed distributions", () => near("loc", gradient(transform(normal({ loc: 0.5, scale: 0.25 }), "exp"), integrand("log(x) - logp"), { flow: "rp", samples: 50_000, seed: 4 }).grad.loc, 2)); // E log x + entropy: loc twice
});

test("fields: the canonical flow as a formula, and a part that nobody needs", () => {
  const p = normal({ loc: 1, scale: 2 }), options = { samples: 50_000, seed: 3 }, phi = integrand("sin(x)"), rp = gradient(p, phi, { ...options, flow: "rp" }).grad;
  const same = gradient(p, phi, { ...options, flow: { loc: field({ value: ["1"] }), scale: field({ value: ["(x - m)/s"], constants: { m: 1, s: 2 } }) } }).grad;
  expect(Math.abs(same.loc.mean - rp.loc.mean)).toBeLessThan(1e-12);
  expect(Math.abs(same.scale.mean - rp.scale.mean)).toBeLessThan(1e-12);
  const bent = gradient(p, phi, { ...options, flow: { loc: field({ value: ["1 + 0.3*sin(x)"] }), scale: "rp" } }).grad.loc;
  expect(Math.abs(bent.mean - Math.cos(1) * Math.exp(-2)) / bent.stdError).toBeLessThan(5);
  const two = normal({ loc: [0, 1], scale: 1 }), swirl = gradient(two, integrand("x0*x1^2"), { ...options, flow: { loc: field({ value: ["1 - x1*exp(-x0^2)", "x0^2/9", "sum(i, x[i])/7", "1"] }), scale: "lr" } }).grad.loc;
  [2, 0].forEach((truth, d) => expect(Math.abs(swirl.mean[d]! - truth) / swirl.stdError[d]!).toBeLessThan(5)); // E x1² = 2; 2·E x0·E x1 = 0
});

describe("names of parts of a product", () => {
  const at = (value: number, columns = 1) => normal({ loc: new Array<number>(columns).fill(value), scale: 1e-9 });
  const mean = (parts: Record<string, ReturnType<typeof at>>, text: string): number => Math.round(expectation(product(parts), integrand(text), { samples: 10, seed: 1 }).mean);
  test("are their columns, wherever they stand", () => {
    expect(mean({ w: at(1, 2), w5: at(100) }, "sum(w)")).toBe(2);
    expect(mean({ w5: at(100), w: at(1, 2) }, "sum(w) + w5")).toBe(102);
    expect(mean({ w: at(1, 2), k: at(50), w3: at(100) }, "sum(w)")).toBe(2);
    expect(mean({ x: at(1, 2), y: at(100) }, "sum(x) + x0 + x[1]")).toBe(4);
    expect(mean({ w0: at(1), w1: at(100) }, "sum(w)")).toBe(101);
    expect(mean({ k: at(1, 2), y: at(100) }, "sum(x)")).toBe(102);
    expect(() => mean({ w5: at(100), w: at(1, 2) }, "w[2]")).toThrow("expected an index from 0 to 1 in w, got 2");
    expect(() => mean({ w0: at(1), k: at(2), w1: at(3) }, "sum(w)")).toThrow('got "w"');
  });
  test("that columns of others have, or would have next, are refused", () => {
    for (const [a, b, columns] of [["w", "w0", 1], ["w", "w1", 1], ["w", "w2", 1], ["w", "w1", 3]] as const) {
      for (const parts of [{ [a]: at(1, 2), [b]: at(1, columns) }, { [b]: at(1, columns), [a]: at(1, 2) }]) expect(() => product(parts)).toThrow(new RangeError(`product: "${b}" expected another name: ${b} would be of "${a}", which has 2 columns, too`));
    }
  });
  test("may hold commas: code is never that of other columns", () => {
    const fixed = (value: number) => custom({ sample: (_, [out]) => { out!.fill(value); }, logProb: (_, out) => { out.fill(0); } }), phi = integrand("d*10 + x[0]");
    const value = (parts: Record<string, ReturnType<typeof fixed>>): number => expectation(product(parts), phi, { samples: 10, seed: 1 }).mean;
    expect(value({ "a,b": fixed(1), c: fixed(2), d: fixed(3) })).toBe(31);
    expect(value({ a: fixed(4), b: fixed(5), c: fixed(6), d: fixed(7) })).toBe(74);
    expect(value({ a: fixed(4), "b,c,d": fixed(5), d: fixed(8) })).toBe(84);
  });
});
