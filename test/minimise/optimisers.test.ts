/**
 * The steps themselves: against references by mpmath on gradients without noise, and where they lead on problems whose optimum is known. Bits, domains, refusals and the
 * stopping rule are tested beside.
 */
import { bernoulli, beta, categorical, custom, dirichlet, gamma, integrand, minimise, mixture, mvn, normal, poisson, product, transform } from "montegrad";
import { describe, expect, it } from "vitest";
import reference from "./reference.json" with { type: "json" };

/** Given, so that these tests do not depend on what the library would choose. */
const rp = { flow: "rp" } as const, lr = { flow: "lr" } as const;
const walk = (name: keyof typeof reference): number[] => reference[name].map(Number);

describe("steps against the reference", () => {
  const coin = (optimiser: object): number[] => {
    const at: number[] = [], step = (info: { parameters: { probs: number } }): void => { at.push(info.parameters.probs); };
    const { parameters } = minimise(bernoulli({ probs: 0.75 }), (x) => 3 * (x[0] as number), { ...lr, enumerate: true, samples: 4, seed: 1, steps: 3, optimiser: optimiser as { kind: "sgd" }, onStep: step as never });
    return [...at.slice(1), parameters.probs];
  };
  const close = (got: readonly number[], expected: readonly number[]): void => got.forEach((v, k) => expect(Math.abs(v / expected[k]! - 1), `step ${k + 1}`).toBeLessThan(1e-14));
  it("sgd with momentum, by the logit", () => close(coin({ kind: "sgd", rate: 0.5, momentum: 0.25 }), walk("bernoulli sgd")));
  it("adam, by the logit", () => close(coin({ kind: "adam", rate: 0.125, beta1: 0.75, beta2: 0.875, epsilon: 0.0625 }), walk("bernoulli adam")));
  it("adam with its defaults, by loc", () => {
    const at: number[] = [], phi = integrand("x^2/2");
    const { parameters } = minimise(normal({ loc: 1, scale: 1 }), phi, { ...rp, antithetic: true, wrt: ["loc"], samples: 64, seed: 1, steps: 3, optimiser: { kind: "adam", rate: 0.0625 }, onStep: (info) => at.push(info.parameters.loc) });
    close([...at.slice(1), parameters.loc], walk("normal adam"));
    expect(parameters.scale).toBe(1);
  });
  it("a rate that is a function of the step", () => {
    const rates: number[] = [], options = { ...rp, samples: 64, seed: 1, steps: 3 } as const, phi = integrand("x^2"), p = normal({ loc: 1, scale: 1 });
    const falling = minimise(p, phi, { ...options, optimiser: { kind: "sgd", rate: (step) => { rates.push(step); return step === 1 ? 0.1 : 0; } } });
    expect(rates).toEqual([1, 2, 3]);
    expect(falling.parameters).toEqual(minimise(p, phi, { ...options, steps: 1, optimiser: { kind: "sgd", rate: 0.1 } }).parameters);
  });
  it("adam and natural go the same way whatever the unit of φ, whose squares may be beyond the doubles", () => {
    const to = (factor: string, optimiser: object): number => minimise(normal({ loc: 1, scale: 1 }), integrand(`${factor}*(x - 3)^2`), { ...rp, wrt: ["loc"], samples: 64, seed: 1, steps: 100, optimiser: optimiser as { kind: "adam" } }).parameters.loc;
    for (const factor of ["1e160", "1e300"]) {
      expect(Math.abs(to(factor, { kind: "adam" }) - to("1", { kind: "adam" }))).toBeLessThan(1e-6); // epsilon aside
      expect(Math.abs(to(factor, { kind: "natural" }) - 3)).toBeLessThan(1.5); // steps of one standard deviation about the optimum
    }
    expect(Math.abs(to("1e-200", { kind: "adam", epsilon: 1e-300 }) - to("1", { kind: "adam", epsilon: 1e-100 }))).toBeLessThan(1e-9);
    let norm = 0;
    minimise(normal({ loc: 1, scale: 1 }), integrand("1e200*x"), { ...rp, wrt: ["loc"], samples: 64, seed: 1, steps: 1, onStep: ({ gradientNorm }) => { norm = gradientNorm; } });
    expect(norm / 1e200).toBeCloseTo(1, 12);
  });
  it("up is down for −φ, by each optimiser", () => {
    for (const optimiser of ["adam", "sgd", "natural"] as const) {
      const options = { ...lr, samples: 64, seed: 3, steps: 5, optimiser } as const, p = gamma({ concentration: 2, rate: 1 });
      const up = minimise(p, (x) => x[0] as number, { ...options, maximise: true }), down = minimise(p, (x) => -(x[0] as number), options);
      expect(up.parameters).toEqual(down.parameters);
      expect(up.value.mean).toBe(-down.value.mean);
      expect(up.parameters.concentration / up.parameters.rate).toBeGreaterThan(2);
    }
  });
});

/** Falls to nothing over so many steps. */
const falling = (rate: number, steps: number) => (step: number): number => rate * (1 - (step - 1) / steps);
const near = (got: number | ArrayLike<number>, expected: number | ArrayLike<number>, tolerance: number): void => {
  const all = (v: number | ArrayLike<number>): number[] => (typeof v === "number" ? [v] : Array.from(v));
  all(got).forEach((v, j) => expect(Math.abs(v - all(expected)[j]!), `${j}: ${v}, expected ${all(expected)[j]}`).toBeLessThan(tolerance));
};

describe("known optima", () => {
  const adam = (steps: number, rate = 0.1) => ({ steps, samples: 64, seed: 7, optimiser: { kind: "adam", rate: falling(rate, steps) } }) as const;

  it("a normal posterior, by either flow: its variance is 0 there, so it is found exactly", () => {
    for (const flow of ["rp", "lr"] as const) {
      const { parameters, value } = minimise(normal({ loc: 0, scale: 1 }), integrand("(x - 3)^2/0.5 + logp"), { flow, ...adam(600) });
      near(parameters.loc, 3, 0.02);
      near(parameters.scale, 0.5, 0.02);
      near(value.mean, -Math.log(0.5) - Math.log(2 * Math.PI) / 2, 0.02);
    }
  });
  it("the same, where the library chooses the flow: without noise at the end", () => {
    const { parameters, stopped } = minimise(normal({ loc: 0, scale: 1 }), integrand("(x - 3)^2/0.5 + logp"), { samples: 64, seed: 7, steps: 600, tolerance: 1 });
    near([parameters.loc, parameters.scale], [3, 0.5], 1e-4);
    expect(stopped).toBe("tolerance");
  });
  it("gamma, by LR", () => {
    const { parameters } = minimise(gamma({ concentration: 1, rate: 1 }), integrand("logp - 2*log(x) + 2*x"), { ...lr, ...adam(1500) });
    near(parameters.concentration, 3, 0.15);
    near(parameters.rate, 2, 0.12);
  });
  it("beta, by LR", () => {
    const { parameters } = minimise(beta({ alpha: 1, beta: 1 }), integrand("logp - 1.5*log(x) - 0.5*log(1 - x)"), { ...lr, ...adam(1500) });
    near(parameters.alpha, 2.5, 0.12);
    near(parameters.beta, 1.5, 0.08);
  });
  it("poisson, by LR: (rate − 7)² + rate is least at 6.5", () => near(minimise(poisson({ rate: 2 }), (x) => ((x[0] as number) - 7) ** 2, { ...lr, ...adam(600) }).parameters.rate, 6.5, 0.15));
  it("mvn: the diagonal by logarithms, what is below as it is", () => {
    // precision [[4, −2], [−2, 2]], covariance [[½, ½], [½, 1]], its Cholesky factor [[√½, 0], [√½, √½]]
    const { parameters } = minimise(mvn({ loc: [0, 0], scaleTril: [1, 0, 0, 1] }), integrand("(x0 - 1)^2 + (x1 - x0)^2 + logp"), { ...rp, ...adam(1200) });
    near(parameters.loc, [1, 1], 0.05);
    near(parameters.scaleTril, [Math.SQRT1_2, 0, Math.SQRT1_2, Math.SQRT1_2], 0.04);
    expect(parameters.scaleTril[1]).toBe(0);
  });
  it("a product of several kinds, part of it fixed", () => {
    const p = product({ w: normal({ loc: [0, 0], scale: 1 }), rate: gamma({ concentration: 2, rate: 1 }), k: bernoulli({ probs: 0.5 }), fixed: normal({ loc: 1, scale: 1 }) });
    const phi = integrand("(w0 - 1)^2 + (w1 + rate)^2 - k*w0 + fixed"), { parameters, distribution } = minimise(p, phi, { ...lr, ...adam(800), samples: 256, wrt: ["w.loc", "rate", "k"] });
    near(parameters.w.loc[0]!, 1.5, 0.1);
    near(parameters.w.loc[1]! + parameters.rate.concentration / parameters.rate.rate, 0, 0.1);
    expect(parameters.k.probs).toBeGreaterThan(0.9);
    expect([parameters.w.scale, distribution.parts?.fixed]).toEqual([1, p.parts?.fixed]);
    expect(distribution.parts?.fixed).toBe(p.parts?.fixed);
  });
  it("categorical: p ∝ e^φ", () => {
    const { parameters: { logits } } = minimise(categorical({ logits: [0, 0, 0, -Infinity] }), integrand("logp - 0.5*x"), { ...lr, ...adam(600) });
    near([logits[1]! - logits[0]!, logits[2]! - logits[1]!], [0.5, 0.5], 0.02);
    expect(logits[3]).toBe(-Infinity);
  });
  it("dirichlet, and a transform", () => {
    near(minimise(dirichlet({ concentration: [1, 1, 1] }), integrand("logp - log(x0) - 2*log(x1) - log(x2)"), { ...lr, ...adam(1500) }).parameters.concentration, [2, 3, 2], 0.12);
    const { parameters, distribution } = minimise(transform(normal({ loc: 0, scale: 1 }), "exp"), integrand("logp + log(x) + (log(x) - 1)^2/0.5"), { ...rp, ...adam(600) });
    near([parameters.loc, parameters.scale], [1, 0.5], 0.02);
    expect(distribution.family).toBe("transform");
  });
  it("a mixture", () => {
    const p = mixture({ logits: [0, 0], components: [normal({ loc: -1, scale: 1 }), normal({ loc: 1, scale: 1 })] }), target = "log(0.25*exp(-(x + 3)^2/2) + 0.75*exp(-(x - 3)^2/2))";
    const { parameters: { logits, components } } = minimise(p, integrand(`logp - ${target}`), { ...rp, ...adam(1500), samples: 128 });
    near([components[0].loc, components[0].scale, components[1].loc, components[1].scale, logits[1]! - logits[0]!], [-3, 1, 3, 1, Math.log(3)], 0.1);
  });
  it("a custom family, which says how it is made: its parameters may be any numbers", () => {
    const exponential = ({ log }: { readonly log: number }) => custom({
      support: "positive", noise: "exponentials", params: { log },
      sample: ([e], [out]) => e!.forEach((v, i) => { out![i] = v * Math.exp(log); }),
      logProb: ([x], out) => x!.forEach((v, i) => { out[i] = -log - v * Math.exp(-log); }),
      score: ([x], out) => x!.forEach((v, i) => { out.log[0]![i] = v * Math.exp(-log) - 1; }),
    });
    const { parameters } = minimise(exponential({ log: 0 }), (x) => ((x[0] as number) - 4) ** 2, { ...lr, ...adam(800), samples: 256, make: exponential });
    near(parameters.log, Math.log(2), 0.1); // 2m² − 8m + 16 at m = e^log
  });
});

describe("the natural gradient", () => {
  it("finds a normal posterior in 25 steps of rate 1", () => {
    // 6 of its own deviations away, and no step is longer than one; then the distance falls by the share of damping and noise
    const { parameters } = minimise(normal({ loc: [0, 0], scale: [1, 2] }), integrand("(x0 - 3)^2/0.5 + (x1 + 1)^2/8 + logp"), { ...rp, samples: 256, seed: 5, steps: 25, optimiser: { kind: "natural", rate: 1 } });
    near(parameters.loc, [3, -1], 0.2);
    near(parameters.scale, [0.5, 2], 0.2);
  });
  it("takes correlations for what they are: forty steps, in which sgd comes nowhere", () => {
    // the Hessian by loc has the eigenvalues 400 and 1: sgd may take no larger rate
    const p = mvn({ loc: [3, 0.3], scaleTril: [1, 0, 0.09, 0.05] }), options = { ...rp, samples: 256, seed: 5, steps: 40, wrt: ["loc"] } as const, phi = integrand("((x0)^2 + (x1 - 0.09*x0)^2/0.0025)/2");
    near(minimise(p, phi, { ...options, optimiser: { kind: "natural", rate: 0.5 } }).parameters.loc, [0, 0], 0.15);
    expect(Math.abs(minimise(p, phi, { ...options, optimiser: { kind: "sgd", rate: 0.002 } }).parameters.loc[0]!)).toBeGreaterThan(1);
  });
  it("in blocks, and by the diagonal, where there are many parameters", () => {
    for (const D of [40, 80]) { // 80 entries: blocks loc, scale; 160: diagonals
      const p = normal({ loc: new Array<number>(D).fill(0.1), scale: new Array<number>(D).fill(0.1) }), phi = integrand("dot(x, x)*200 + logp");
      const { parameters } = minimise(p, phi, { ...rp, samples: 128, seed: 5, steps: 150, optimiser: "natural" });
      near(parameters.loc, new Array<number>(D).fill(0), 0.01);
      near(parameters.scale, new Array<number>(D).fill(0.05), 0.01);
    }
  });
  it("is F⁻¹g: Σ·g by loc, up to damping and the noise of 512 draws, by loc alone and beside the rest", () => {
    const scaleTril = [2, 0, 0, 1.5, 1, 0, -1, 2, 0.5], D = 3, p = mvn({ loc: [1, -2, 0.5], scaleTril }), rate = 1e-3, phi = integrand("x0^2 + x1*x2 + x2^2");
    for (const wrt of [["loc"], ["loc", "scaleTril"]]) {
      let g = new Float64Array(D);
      const { parameters: { loc } } = minimise(p, phi, { ...rp, wrt, samples: 4096, seed: 5, steps: 1, optimiser: { kind: "natural", rate, damping: 1e-6 }, onStep: ({ result }) => { g = result.grad.loc.mean as typeof g; } });
      // in units of deviations: ε = L⁻¹Δ against rate·Lᵀg
      const delta = Array.from(loc, (v, i) => p.parameters.loc[i]! - v), entry = (i: number, j: number): number => scaleTril[i * D + j]!, got: number[] = [], expected: number[] = [];
      for (let i = 0; i < D; i++) {
        got[i] = (delta[i]! - got.reduce((sum, v, j) => sum + entry(i, j) * v, 0)) / entry(i, i);
        expected[i] = rate * g.reduce((sum, v, k) => sum + entry(k, i) * v, 0);
      }
      expect(Math.hypot(...got.map((v, i) => v - expected[i]!)) / Math.hypot(...expected)).toBeLessThan(0.25);
    }
  });
  it("where draws round to an end of the support and have no score, and where there is no information", () => {
    const { parameters } = minimise(gamma({ concentration: 0.005, rate: 1 }), (x) => (x[0] as number), { ...lr, samples: 64, seed: 5, steps: 5, optimiser: "natural" });
    expect(parameters.concentration).toBeGreaterThan(0);
    expect(minimise(categorical({ logits: [0, -Infinity] }), (x) => (x[0] as number), { ...lr, samples: 64, seed: 5, steps: 3, optimiser: "natural" }).parameters.logits).toEqual(Float64Array.of(0, -Infinity));
    const sure = { value: () => {}, params: { logits: (_: unknown, [out]: readonly Float64Array[]) => { out!.fill(1); } } };
    expect(minimise(bernoulli({ logits: 800 }), sure as never, { ...lr, samples: 64, seed: 5, steps: 3, optimiser: "natural" }).parameters.logits).toBe(800);
  });
});
