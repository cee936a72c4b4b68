/** Jumps that move, that states of a recurrence make, that are seen under one distribution and not under another. */
import { type Distribution, type GradientOptions, Rng, exponential, expectation, field, gamma, gradient, integrand, minimise, normal, poisson, product } from "montegrad";
import { describe, expect, it } from "vitest";

const p = normal({ loc: 0.3, scale: 1 }), density = (x: number): number => Math.exp(-0.5 * (x - 0.3) ** 2) / Math.sqrt(2 * Math.PI);
const byLoc = (formula: string, options: object = {}): { mean: number; stdError: number } => gradient(p, integrand(formula), { wrt: ["loc"], samples: 100_000, seed: 1, ...options } as never).grad.loc as never;

describe("a jump whose place depends on θ", () => {
  const settings: readonly object[] = [{}, { flow: "lr" }, { flow: "rp" }, { flow: 0.5 }, { flow: "rp", jumps: { blend: 0.3 } }, { coupled: "measure-valued" }, { samples: 64 }];
  it.each(settings)("is refused under %o: what crosses it is no part of ∂φ/∂θ", (options) => {
    for (const formula of ["x0 > loc", "where(x0 > loc, x0, 0)", "sign((x0 - loc)/scale)", "floor(x0 - loc)", "(logp > -2)*x0"]) {
      expect(() => byLoc(formula, options), formula).toThrow(/"phi" expected jumps that stay where they are as "loc" changes.*leave "loc" out of "wrt"/s);
    }
  });
  it.each([
    ["x0*loc > 1", "how far it moves depends on x"], ["floor(x0 - loc)", "a floor jumps on planes without end"], ["(logp > -2)*x0", "it depends on log p"], ["x0^2 > loc", "what it compares is not linear in x"],
    ["sum(r, 2, x0 > loc + r)", "it stands in a sum or scan"],
  ])("has a surface where it is a plane that moves alike everywhere: not %s", (formula, why) => {
    for (const flow of ["rp", "lr"]) expect(() => byLoc(formula, { flow, jumps: "surface" })).toThrow(new RegExp(`"phi" expected jumps that stay where they are as "loc" changes .*, got one that moves, of which there is no surface \\(${why}`));
  });
  it("has none where two meet that move apart", () => expect(() => byLoc("(x0 > loc)*(x0 > 0.3)", { flow: "lr", jumps: "surface" })).toThrow(/another one is there, which moves otherwise/));
  // mpmath: diff of the closed forms; 1: (m^2 + s^2)*Q + 2*m*s*f + s^2*z*f + m*ncdf(z), z = (2*s + 1 - m)/s, Q = 1 - ncdf(z), f = npdf(z); 2: (k/r)*gammainc(k+1, k, inf, regularized=True) + gammainc(k, 0, k, regularized=True);
  // 3: quad(lambda y: y*ncdf(-y/s)*r**k*y**(k-1)*exp(-r*y)/gamma(k), [0, 1, 3, 8, 30]); 4: fsum((1+k)*ncdf(-k/s)*exp(-r)*r**k/factorial(k) for k in range(50))
  const cases: readonly (readonly [string, Distribution, string, readonly number[]])[] = [
    ["normal", normal({ loc: 0.4, scale: 1.3 }), "where(x0 > 2*scale + 1, x0^2, loc)", [1.23505749173, 0.242809928329]], ["gamma", gamma({ concentration: 1.7, rate: 0.8 }), "where(x0 > concentration/rate, x0, 1)", [0.730505845353, -1.83177693991]],
    ["product", product({ x: normal({ loc: 0.3, scale: 1.2 }), y: gamma({ concentration: 2, rate: 1.5 }) }), "(x > y + x.loc)*y", [0, 0.1658400599, -0.01629726591, 0.03949995673]],
    ["product with integers", product({ x: normal({ loc: 0.3, scale: 1.2 }), k: poisson({ rate: 1.5 }) }), "(x > k + x.loc)*(1 + k)", [0, 0.25445491767, -0.141425360632]],
  ];
  // five standard errors, of fixed seeds: 1e-4 false alarms in all
  it.each(cases)("has one of a %s", (_, law, formula, truth) => {
    const settings = [{ flow: "rp" }, { flow: "lr" }, { flow: 0.4 }, { flow: "lr", controls: ["score"] }, { flow: "rp", combine: "covariance" }, { flow: "lr", points: "sobol" }, { flow: "rp", samples: 700 }];
    for (const options of settings) {
      const found: { readonly mean: number; readonly stdError: number }[] = [], walk = (one: object): void => ("stdError" in one ? void found.push(one as never) : Object.values(one).forEach(walk));
      const g = gradient(law, integrand(formula), { samples: 50_000, seed: 5, jumps: "surface", ...options } as never) as { grad: object; diagnostics: { warnings: readonly { code: string }[] } };
      walk(g.grad);
      expect(found.length).toBe(truth.length);
      found.forEach(({ mean, stdError }, i) => expect(Math.abs(mean - truth[i]!), JSON.stringify(options)).toBeLessThan(5 * stdError + 1e-9));
      expect(g.diagnostics.warnings.some(({ code }) => code === "lr-rp-disagree")).toBe(false);
    }
  });
  it("may be one of a parameter that is not asked for, as if it stayed", () => {
    // by loc, q(v) the density at v: 2·q(0.5) of the sign; q(0.3), of two planes that part by loc alone, is 0 by scale: E[…] = P(x > 0.3) = 1/2
    const of = (formula: string, wrt: string): number => (gradient(p, integrand(formula), { wrt: [wrt], flow: "rp", jumps: "surface", samples: 1000, seed: 1 } as never).grad as unknown as Record<string, { mean: number }>)[wrt]!.mean;
    expect(of("sign((x0 - 0.5)*scale)", "loc")).toBeCloseTo(2 * density(0.5), 12);
    expect(of("(x0 > loc)*(x0 > 0.3)", "scale")).toBeCloseTo(0, 12);
    expect(of("where(x0 > 2*scale, 1 + 0*logp, 0)", "loc")).toBeCloseTo(density(2), 12);
  });
  it("is none where φ has a kink, where another parameter moves it, on the integers, and in an expectation", () => {
    const { mean, stdError } = byLoc("where(x0 > loc, x0 - loc, 0)", { flow: "lr" });
    expect(Math.abs(mean)).toBeLessThan(5 * stdError);
    const { scale } = gradient(p, integrand("where(x0 > loc, x0^2, 0)"), { wrt: ["scale"], samples: 100_000, seed: 1 }).grad;
    const closed = 1 + (2 * 0.3) / Math.sqrt(2 * Math.PI); // ∂/∂σ of ∫₀ (0.3 + σz)² φ(z) dz
    expect(Math.abs(scale.mean - closed)).toBeLessThan(5 * scale.stdError + 1e-12);
    expect(gradient(poisson({ rate: 2.5 }), integrand("x0 > rate"), { samples: 1000, seed: 1 }).grad.rate.mean).toBeGreaterThan(0);
    expect(expectation(p, integrand("x0 > loc"), { samples: 10_000, seed: 1 }).mean).toBeCloseTo(0.5, 1);
  });
  it("is refused in minimise, too", () => {
    expect(() => minimise(p, integrand("(x0 > loc) + loc^2"), { steps: 3, samples: 64, seed: 1 } as never)).toThrow(/jumps that stay/);
  });
});

describe("a jump that a state of a scan makes", () => {
  // loc + P(x > 1) + P(x > 1): after the first step s is above 1 or x is not
  const formulas = ["scan(k < 2; s = x0; s = s + (s > 1); s)", "scan(k < 2; s = x0; s = where(s > 1, s + 1, s); s)", "scan(k < 2; s = x0, t = 0; s = s, t = t + (s > 1); s + t)", "scan(k < 2; s = x0; s = s + (sign(s - 1) + 1)/2; s)"];
  it.each(formulas)("%s", (formula) => {
    const { mean, stdError } = byLoc(formula);
    expect(Math.abs(mean - 1 - 2 * density(1))).toBeLessThan(5 * stdError);
    for (const options of [{ flow: "rp" }, { flow: "rp", jumps: "surface" }, { flow: "rp", jumps: { blend: 0.3 } }]) expect(() => byLoc(formula, options)).toThrow(RangeError);
    const own = byLoc(formula, { flow: "rp", jumps: { blend: integrand("min(abs(x0 - 1)/0.5, 1)") } });
    expect(Math.abs(own.mean - 1 - 2 * density(1))).toBeLessThan(5 * own.stdError);
  });
});

describe("what is known of φ's jumps", () => {
  const fresh = (formula: string) => integrand(formula), of = (law: Distribution, phi: ReturnType<typeof integrand>, options: Partial<GradientOptions<never>>): unknown => {
    try {
      return JSON.stringify(gradient(law, phi, { samples: 1000, seed: 1, ...options } as never));
    } catch (error) {
      return String(error);
    }
  };
  it("does not depend on what φ met before", () => {
    const exponentials = exponential({ rate: 1 }), counts = poisson({ rate: 2 });
    const cases: readonly [string, Distribution, Distribution, object][] = [
      ["x0 > 1", counts, exponentials, { flow: "rp" }],
      ["x0 > 1", exponentials, counts, { flow: "rp" }],
      ["where(x0 > 1, x0*scale, 1)", normal({ loc: 0, scale: 1 }), normal({ loc: 0, scale: 2 }), { flow: "rp", wrt: ["loc"] }],
      // p lies where it lay, but for θ
      ["where(x0 > 1, x0*scale, 1)", normal({ loc: 0, scale: 1 }), normal({ loc: 0, scale: 1.01 }), { flow: "rp", wrt: ["loc"] }],
      // all draws are one number
      ["where(x0 > 2e300, 1, 0)", normal({ loc: 1e300, scale: 1 }), normal({ loc: 2e300, scale: 1e285 }), { flow: "rp", wrt: ["loc"] }],
      ["where(x0 > 1, x0, 1 + 1e-6)", normal({ loc: 0, scale: 1e6 }), normal({ loc: 0, scale: 1e-6 }), { flow: "rp" }],
      ["where(x0 > 1, x0, 1 + 1e-6)", normal({ loc: 1, scale: 1e6 }), normal({ loc: 1, scale: 1e-3 }), { flow: "rp" }],
    ];
    for (const [formula, before, law, options] of cases) {
      const phi = fresh(formula);
      of(before, phi, options);
      expect(of(law, phi, options), formula).toBe(of(law, fresh(formula), options));
    }
    expect(of(normal({ loc: 0, scale: 2 }), fresh("where(x0 > 1, x0*scale, 1)"), { flow: "rp", wrt: ["loc"] } as never)).toMatch(/RangeError.*across a jump/);
  });
});

describe("surfaces and blends", () => {
  it("leave the core's memory alone where φ or ρ depends on θ", () => {
    const draws = (): string => (p.sample(new Rng(7), 1000) as Float64Array).join();
    const before = draws();
    for (const samples of [1000, 20_000]) for (const rho of [1, integrand("min(abs(x0 - 1)*scale, 1)")]) {
      const { loc } = gradient(p, integrand("where(x0 > 1, scale, 0) + loc"), { flow: "rp", jumps: { blend: rho }, wrt: ["loc"], samples, seed: 1 }).grad;
      expect(Math.abs(loc.mean - 1 - density(1))).toBeLessThan(5 * loc.stdError);
      expect(draws()).toBe(before);
    }
  });
  it("know log p on the plane", () => {
    const { mean, stdError } = byLoc("logp*(x0 > 1)", { flow: "rp", jumps: "surface" }), other = byLoc("logp*(x0 > 1)", { flow: "lr" });
    expect(Math.abs(mean - other.mean)).toBeLessThan(5 * Math.hypot(stdError, other.stdError));
    expect(mean).toBeLessThan(-0.3);
  });
  it("add nothing for a plane outside of the support", () => {
    const { rate } = gradient(gamma({ concentration: 2, rate: 1 }), integrand("x + (x > -1)"), { flow: "rp", jumps: "surface", samples: 10_000, seed: 1 }).grad;
    expect(Math.abs(rate.mean + 2)).toBeLessThan(5 * rate.stdError);
  });
});

describe("fields", () => {
  const along = (formula: string): { mean: number; stdError: number } => gradient(p, integrand("(x0 - 1)^2"), { flow: { loc: field({ value: [formula] }) }, wrt: ["loc"], samples: 100_000, seed: 1 } as never).grad.loc as never;
  it("that jump are refused: their divergence misses what a jump adds", () => {
    for (const formula of ["where(x0 > 0, 1, 2)", "floor(x0)", "sign(x0 - loc) + 2", "scan(k < 2; s = x0; s = where(s > 1, 2, s); s)"]) expect(() => along(formula), formula).toThrow(/"flow" expected a field for "loc" that does not jump/);
  });
  it("may have kinks, and jumps that x does not cross", () => {
    for (const formula of ["abs(x0)", "where(x0 > 0, x0, 0) + 1", "1 + (scale > 0.5)"]) {
      const { mean, stdError } = along(formula);
      expect(Math.abs(mean + 1.4), formula).toBeLessThan(5 * stdError);
    }
    const two = normal({ loc: [0, 0], scale: [1, 1] });
    const { loc } = gradient(two, integrand("x0^2 + x0*x1 + x1"), { flow: { loc: field({ value: ["1 + (x1 > 0)", "0", "0", "1"] }) }, wrt: ["loc"], samples: 100_000, seed: 1 } as never).grad as unknown as { loc: { mean: Float64Array; stdError: Float64Array } };
    [0, 1].forEach((truth, j) => expect(Math.abs(loc.mean[j]! - truth)).toBeLessThan(5 * loc.stdError[j]!));
  });
});
