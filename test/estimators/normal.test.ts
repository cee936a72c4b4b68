/**
 * Means and variances of the estimators over the Normal family, against reference.json (quadrature and closed forms; reference.py makes it).
 * Bits and splits: bits.test.ts; refusals: errors.test.ts. Every comparison has its share of a false-alarm rate of 1e-6 for this file;
 * at n = 2e5 a mean that is off by 1.5 % of its standard deviation, or a variance by a few percent, is found.
 */
import { type Estimate, custom, gradient, mvn, normal, product } from "montegrad";
import { describe, expect, it } from "vitest";
import { meanBand, varianceBand } from "../statistics.ts";
import { block, pair } from "./problems.ts";
import reference from "./reference.json" with { type: "json" };

interface Moments { mean: string; variance: string; skewness: string | null; kurtosis: string | null }
interface Row {
  name: string; constants: Record<string, number>; loc: number; scale: number; jumps: boolean; value: Moments;
  gradient: Record<"loc" | "scale", { gradient: string; covariance: string; flow: Record<string, Moments> }>;
}
const RATE = 1e-6, COMPARISONS = 700, N = 200_000;
const PARAMETERS = ["loc", "scale"] as const;

function inside(value: number, { low, high }: { low: number; high: number }, what: string): void {
  expect(value, what).toBeGreaterThanOrEqual(low);
  expect(value, what).toBeLessThanOrEqual(high);
}

/** An estimate from n samples, against the exact moments of one. */
function agree(estimate: Estimate<number>, n: number, moments: Moments, what: string): void {
  const mean = Number(moments.mean), variance = Number(moments.variance);
  inside(estimate.mean, meanBand(n, { mean, variance }, RATE, COMPARISONS), `${what}: mean`);
  if (moments.kurtosis === null) return;
  inside(estimate.variance, varianceBand(n, { variance, kurtosis: Number(moments.kurtosis) }, RATE, COMPARISONS), `${what}: variance`);
}

const rows = reference.normal as unknown as Row[];
const title = ({ name, constants, loc, scale }: Row): string => `${name} ${JSON.stringify(constants)} under Normal(${loc}, ${scale})`;

describe("LR, RP and half of each", () => {
  it.each(rows.map((row, i) => [title(row), row, i] as const))("%s", (_title, row, i) => {
    const p = normal({ loc: row.loc, scale: row.scale }), phi = block(pair(row.name, row.constants));
    for (const lambda of ["0", "0.5", "1"] as const) {
      const flow = lambda === "0" ? "lr" : lambda === "1" ? "rp" : 0.5, g = gradient(p, phi, { flow, baseline: 0, samples: N, seed: 100 + i });
      agree(g.value, N, row.value, "value");
      for (const name of PARAMETERS) agree(g.grad[name], N, row.gradient[name].flow[lambda] as Moments, `${name}, flow ${flow}`);
      const codes = g.diagnostics.warnings.map(({ code }) => code);
      expect(codes.includes("lr-rp-disagree")).toBe(row.jumps && lambda !== "0");
    }
  });
});

describe("a proposal", () => {
  const weighted = reference.importance as unknown as (Row & { proposal: { loc: number; scale: number }; essRatio: string })[];
  it.each(weighted.map((row, i) => [title(row), row, i] as const))("%s", (_title, row, i) => {
    const p = normal({ loc: row.loc, scale: row.scale }), phi = block(pair(row.name, row.constants));
    for (const lambda of ["0", "0.5", "1"] as const) {
      const g = gradient(p, phi, { flow: Number(lambda), baseline: 0, samples: N, seed: 200 + i, proposal: normal(row.proposal) });
      agree(g.value, N, row.value, "value");
      for (const name of PARAMETERS) agree(g.grad[name], N, row.gradient[name].flow[lambda] as Moments, `${name}, flow ${lambda}`);
      const heavy = row.gradient.loc.flow["1"]?.kurtosis === null; // then (Σw)²/Σw² settles slowly
      expect(Math.abs(g.diagnostics.ess / N / Number(row.essRatio) - 1)).toBeLessThan(heavy ? 0.1 : 0.02);
    }
  });

  it("that is p gives the bits of none", () => {
    const p = normal({ loc: 1, scale: 2 }), phi = block(pair("wave", {})), options = { flow: "rp", samples: 5000, seed: 3 } as const;
    const g = gradient(p, phi, { ...options, proposal: normal({ loc: 1, scale: 2 }) }), own = gradient(p, phi, options);
    expect(g.grad.scale.mean).toBe(own.grad.scale.mean);
    expect(g.grad.loc.stdError).toBe(own.grad.loc.stdError);
    expect(g.diagnostics.ess).toBe(5000);
  });
});

describe("named derivatives", () => {
  const { market, loc, scale, discount, chain } = reference.blackScholes as unknown as {
    market: { spot: number; strike: number; volatility: number; maturity: number }; loc: string; scale: string; discount: string;
    chain: Record<"delta" | "vega" | "rho", { flow: Record<string, Moments & { asIfIndependent: string }> }>;
  };
  const { spot, strike, volatility, maturity } = market, p = normal({ loc: Number(loc), scale: Number(scale) });
  const price = block([(x) => Number(discount) * Math.max(Math.exp(x) - strike, 0), (x) => (Math.exp(x) > strike ? Number(discount) * Math.exp(x) : 0)]);
  const terms = {
    delta: { loc: 1 / spot }, vega: { loc: -volatility * maturity, scale: Math.sqrt(maturity) }, rho: { loc: maturity, phi: -maturity },
  };

  it.each(["0", "1"])("delta, vega and rho of a call with their exact standard errors, flow %s", (lambda) => {
    const n = 1_000_000, g = gradient(p, price, { flow: Number(lambda), baseline: 0, chain: terms, samples: n, seed: 300 });
    for (const name of ["delta", "vega", "rho"] as const) agree(g.chain[name], n, chain[name].flow[lambda] as Moments, name);
    // variances added as if loc and scale were independent would be noticed
    const vega = chain.vega.flow[lambda] as Moments & { asIfIndependent: string };
    const band = varianceBand(n, { variance: Number(vega.variance), kurtosis: Number(vega.kurtosis) }, RATE, COMPARISONS);
    expect(Number(vega.asIfIndependent)).toBeGreaterThan(band.high);
  });

  it("follow from the joint covariance, too", () => {
    const g = gradient(p, price, { flow: "rp", chain: terms, joint: true, samples: 10_000, seed: 301 }), { names, matrix } = g.covariance;
    const at = (a: string, b: string): number => matrix[names.indexOf(a) * names.length + names.indexOf(b)] as number;
    expect(names).toEqual(["value", "loc", "scale", "delta", "vega", "rho"]);
    expect(at("scale", "scale") / g.grad.scale.stdError ** 2).toBeCloseTo(1, 10);
    const { loc: a, scale: b } = terms.vega, vega = a * a * at("loc", "loc") + 2 * a * b * at("loc", "scale") + b * b * at("scale", "scale");
    expect(vega / g.chain.vega.stdError ** 2).toBeCloseTo(1, 9);
    expect(at("vega", "vega") / g.chain.vega.stdError ** 2).toBeCloseTo(1, 9);
  });
});

describe("other ways to the same", () => {
  const phi = block(pair("wave", {})), p = normal({ loc: 0.5, scale: 1.5 }), options = { samples: 20_000, seed: 7 } as const;
  const one = { value: (_x: unknown, [out]: readonly Float64Array[]) => void out?.fill(1), divergence: () => {} };
  const zero = { value: () => {}, divergence: () => {} };

  it("a field u = 1 is RP of loc, u = 0 is LR", () => {
    const rp = gradient(p, phi, { flow: "rp", ...options }), lr = gradient(p, phi, { flow: "lr", baseline: 0, ...options });
    const ones = gradient(p, phi, { flow: { loc: one, scale: "rp" }, ...options }), zeros = gradient(p, phi, { flow: { loc: zero, scale: zero }, ...options });
    expect(ones.grad.loc.mean).toBeCloseTo(rp.grad.loc.mean, 12);
    expect(ones.grad.loc.stdError).toBeCloseTo(rp.grad.loc.stdError, 12);
    expect(zeros.grad.scale.mean).toBeCloseTo(lr.grad.scale.mean, 12);
    expect(zeros.grad.loc.stdError).toBeCloseTo(lr.grad.loc.stdError, 12);
  });

  it("a field u = sin x is unbiased", () => {
    const sine = block([Math.sin, Math.cos]), field = { value: (x: readonly Float64Array[], [out]: readonly Float64Array[]) => sine.value(x, out as Float64Array), divergence: sine.gradient };
    const g = gradient(p, phi, { flow: { loc: field, scale: "lr" }, samples: N, seed: 8 });
    const exact = Math.cos(0.5) * Math.exp(-(1.5 ** 2) / 2) + 0.3 * (0.25 + 2.25); // E φ′
    inside(g.grad.loc.mean, meanBand(N, { mean: exact, variance: g.grad.loc.variance }, RATE, COMPARISONS), "loc");
    expect(g.diagnostics.warnings.map(({ code }) => code)).not.toContain("lr-rp-disagree");
  });

  it("φ that depends on θ", () => {
    const scaled = {
      value: ([x]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = 0.5 * (x?.[i] as number) ** 2; },
      gradient: ([x]: readonly Float64Array[], [out]: readonly Float64Array[]) => { if (x && out) for (let i = 0; i < out.length; i++) out[i] = x[i] as number; },
      params: { loc: ([x]: readonly Float64Array[], [out]: readonly Float64Array[]) => { if (x && out) for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) ** 2; } },
    };
    // φ = loc·x² at loc = ½: d/dloc (loc³ + loc·scale²) = 3 loc² + scale²
    const q = normal({ loc: 0.5, scale: 1 });
    for (const flow of ["lr", "rp", 0.5] as const) {
      const { loc } = gradient(q, scaled, { flow, samples: N, seed: 9 }).grad;
      inside(loc.mean, meanBand(N, { mean: 1.75, variance: loc.variance }, RATE, COMPARISONS), String(flow));
    }
  });

  it("one row at a time, in blocks, several at once: the same bits", () => {
    const [value] = pair("wave", {}), lr = { flow: "lr", ...options } as const;
    const rows = gradient(p, (x: Float64Array) => value(x[0] as number), lr), blocks = gradient(p, phi, lr), several = gradient(p, { a: phi, b: phi }, lr);
    expect(rows.grad.scale.mean).toBe(blocks.grad.scale.mean);
    expect(several.b.grad.scale.mean).toBe(blocks.grad.scale.mean);
    expect(several.a.value.stdError).toBe(blocks.value.stdError);
  });

  it("wrt leaves the rest as it was", () => {
    const all = gradient(p, phi, { flow: "rp", ...options }), some = gradient(p, phi, { flow: "rp", wrt: ["scale"], ...options });
    expect(some.grad.scale.mean).toBe(all.grad.scale.mean);
    expect("loc" in some.grad).toBe(false);
  });

  it("a custom Normal is Normal", () => {
    const each = (f: (x: number) => number) => ([x]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = f(x?.[i] as number); };
    const own = custom({
      noise: "normals", params: { loc: 0.5, scale: 1.5 },
      sample: (noise, [out]) => each((z) => 0.5 + 1.5 * z)(noise, out as Float64Array),
      logProb: each((x) => -(((x - 0.5) / 1.5) ** 2) / 2 - Math.log(1.5) - 0.9189385332046727),
      gradLogProb: (x, [out]) => each((v) => -(v - 0.5) / 2.25)(x, out as Float64Array),
      score: (x, out) => { each((v) => (v - 0.5) / 2.25)(x, out.loc[0] as Float64Array); each((v) => (((v - 0.5) / 1.5) ** 2 - 1) / 1.5)(x, out.scale[0] as Float64Array); },
      flow: (x, out) => { each(() => 1)(x, out.loc[0]?.[0] as Float64Array); each((v) => (v - 0.5) / 1.5)(x, out.scale[0]?.[0] as Float64Array); },
      flowDivergence: (x, out) => each(() => 1 / 1.5)(x, out.scale[0] as Float64Array),
    });
    for (const flow of ["lr", "rp", 0.5] as const) {
      const a = gradient(own, phi, { flow, baseline: 0, ...options }), b = gradient(p, phi, { flow, baseline: 0, ...options });
      for (const name of PARAMETERS) {
        expect(a.grad[name].mean).toBeCloseTo(b.grad[name].mean, 11);
        expect(a.grad[name].stdError).toBeCloseTo(b.grad[name].stdError, 11);
      }
    }
  });

  it("a product of normals draws what their columns draw", () => {
    const two = { value: ([x, y]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = (x?.[i] as number) * (y?.[i] as number) ** 2; } };
    const a = gradient(product({ a: normal({ loc: 1, scale: 1 }), b: normal({ loc: 2, scale: 0.5 }) }), two, { flow: "lr", ...options });
    const b = gradient(normal({ loc: [1, 2], scale: [1, 0.5] }), two, { flow: "lr", ...options });
    expect(a.value.mean).toBe(b.value.mean);
    expect(a.grad.b.scale.mean).toBe(b.grad.scale.mean[1]);
  });
});

describe("mvn", () => {
  const row = reference.mvn as unknown as { loc?: number[] } & Record<string, unknown>;
  it("has reference values", () => expect(Object.keys(row).length).toBeGreaterThan(0));

  it("RP of cos(ω·x), against E = e^(−|a|²/2)·cos(ω·loc), a = Lᵀω", () => {
    const om = [1, -0.5] as const, loc = [0.3, -0.2] as const, tril = [1, 0, 0.5, 0.8], n = N;
    const a = [om[0] * 1 + om[1] * 0.5, om[1] * 0.8] as const, e = Math.exp(-(a[0] ** 2 + a[1] ** 2) / 2), angle = om[0] * loc[0] + om[1] * loc[1];
    const phi = {
      value: ([x, y]: readonly Float64Array[], out: Float64Array) => { for (let i = 0; i < out.length; i++) out[i] = Math.cos(om[0] * (x?.[i] as number) + om[1] * (y?.[i] as number)); },
      gradient: ([x, y]: readonly Float64Array[], out: readonly Float64Array[]) => {
        for (let i = 0; i < n && i < (x?.length ?? 0); i++) {
          const s = -Math.sin(om[0] * (x?.[i] as number) + om[1] * (y?.[i] as number));
          for (const d of [0, 1] as const) (out[d] as Float64Array)[i] = om[d] * s;
        }
      },
    };
    for (const flow of ["lr", "rp", 0.5] as const) {
      const { grad } = gradient(mvn({ loc, scaleTril: tril }), phi, { flow, samples: n, seed: 11 });
      const exact = [-om[0] * a[0], 0, -om[1] * a[0], -om[1] * a[1]].map((c) => c * e * Math.cos(angle));
      for (const j of [0, 2, 3]) inside(grad.scaleTril.mean[j] as number, meanBand(n, { mean: exact[j] as number, variance: grad.scaleTril.variance[j] as number }, RATE, COMPARISONS), `L ${j}, ${flow}`);
      expect(grad.scaleTril.mean[1]).toBe(0);
      for (const j of [0, 1] as const) inside(grad.loc.mean[j] as number, meanBand(n, { mean: -om[j] * e * Math.sin(angle), variance: grad.loc.variance[j] as number }, RATE, COMPARISONS), `loc ${j}, ${flow}`);
    }
    // variance of RP, closed: om_i²/2·[1 − (1 − 4a_j²)·e^(−2|a|²)·cos 2ω·loc] − g²
    const { grad } = gradient(mvn({ loc, scaleTril: tril }), phi, { flow: "rp", samples: n, seed: 12 }), g = -om[1] * a[1] * e * Math.cos(angle);
    const variance = (om[1] ** 2 / 2) * (1 - (1 - 4 * a[1] ** 2) * Math.exp(-2 * (a[0] ** 2 + a[1] ** 2)) * Math.cos(2 * angle)) - g * g;
    expect(Math.abs((grad.scaleTril.variance[3] as number) / variance - 1)).toBeLessThan(0.03);
  });
});
