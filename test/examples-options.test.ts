/**
 * The options of examples/ on the numbers of examples-options.reference.json: closed forms against integrals by mpmath; estimates against
 * both; standard errors against single terms. 88 values of |z| < 5 with fixed seeds: all together raise a false alarm in 5e-5 of cases.
 */
import { readFileSync } from "node:fs";
import { type Distribution, Rng } from "montegrad";
import { describe, expect, test } from "vitest";
import { digital as exactDigital, call as exactCall } from "../examples/options/black-scholes.mjs";
import { call, underlying } from "../examples/options/call.mjs";
import { FLOWS, estimate, race, report } from "../examples/options/compare.mjs";
import { digital } from "../examples/options/digital.mjs";
import { correlation, readPrices, stock } from "../examples/options/market.mjs";
import { spread } from "../examples/options/spread.mjs";
import { kirk, quadrature, withGreeks } from "../examples/options/spread-reference.mjs";

type Numbers = Record<string, number>;
interface Row { name: string; mean: number; stdError: number; z: number; flagged: boolean }
/** What call.mjs and its siblings give. */
interface Option {
  p: unknown;
  phi: unknown;
  chain: unknown;
  exact: Numbers;
  pureJs: (run: { lambda: number; samples: number; seed: number }) => Record<string, { mean: number; stdError: number }>;
}

interface Reference extends Record<"call" | "digital" | "spread", Numbers> {
  one: Record<"S" | "K" | "r" | "sigma" | "T", number>;
  two: Record<"A" | "B" | "K" | "r" | "sigmaA" | "sigmaB" | "correlation" | "T", number>;
}

const reference: Reference = JSON.parse(readFileSync("test/examples-options.reference.json", "utf8"));
const run = { samples: 200_000, seed: 20100301 };
const options: Record<"call" | "digital" | "spread", Option> = { call: call(reference.one), digital: digital(reference.one), spread: spread(reference.two) };
const rowsOf = (option: Option, flow: unknown): Row[] => estimate(option, flow, run).rows;

describe("closed forms", () => {
  const near = (found: Numbers, wanted: Numbers, relative: number): void => {
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    for (const [name, v] of Object.entries(wanted)) expect(Math.abs((found[name] as number) / v - 1), name).toBeLessThan(relative);
  };
  test("call", () => near(exactCall(reference.one), reference.call, 1e-13));
  test("digital", () => near(exactDigital(reference.one), reference.digital, 1e-13));
  test("spread by quadrature", () => near(withGreeks(quadrature, reference.two), reference.spread, 2e-9));
  test("spread by Kirk's formula, an approximation", () => near(withGreeks(kirk, reference.two), reference.spread, 1e-3));
});

describe("estimates", () => {
  for (const name of ["call", "spread"] as const) for (const flow of FLOWS) test(`${name}, flow ${flow}`, () => {
    for (const { name: greek, z, stdError, flagged } of rowsOf(options[name], flow)) {
      expect(stdError, greek).toBeGreaterThan(0);
      expect(Math.abs(z), greek).toBeLessThan(5);
      expect(flagged, greek).toBe(false);
    }
  });

  test("digital, flow lr", () => {
    for (const { name, z, flagged } of rowsOf(options.digital, "lr")) {
      expect(Math.abs(z), name).toBeLessThan(5);
      expect(flagged, name).toBe(false);
    }
  });

  test("digital: reparameterisation sees no jump, half of it half, and both are flagged", () => {
    const [value, delta, vega, rho] = rowsOf(options.digital, "rp") as [Row, Row, Row, Row];
    expect([delta.mean, delta.stdError, vega.mean, vega.stdError]).toEqual([0, 0, 0, 0]);
    expect(rho.mean).toBeCloseTo(-reference.one.T * value.mean, 12);
    for (const flow of ["rp", 0.5]) {
      const [, ...greeks] = rowsOf(options.digital, flow);
      for (const { name, z, flagged } of greeks) {
        expect(flagged, name).toBe(true);
        expect(Math.abs(z), name).toBeGreaterThan(50);
      }
      expect(estimate(options.digital, flow, run).warnings.every(({ code }: { code: string }) => code === "lr-rp-disagree")).toBe(true);
    }
  });

  test("pure JavaScript estimates the same, with the same standard errors", () => {
    for (const [name, option] of Object.entries(options)) for (const [lambda, flow] of [[0, "lr"], [0.5, 0.5], [1, "rp"]] as const) {
      const theirs = option.pureJs({ lambda, ...run });
      for (const { name: greek, mean, stdError } of rowsOf(option, flow)) {
        const label = `${name} ${flow} ${greek}`, their = theirs[greek] as Row;
        if (stdError === 0) expect([their.mean, their.stdError], label).toEqual([mean, 0]);
        else {
          expect(Math.abs(mean - their.mean) / Math.hypot(stdError, their.stdError), label).toBeLessThan(5);
          expect(their.stdError / stdError, label).toBeGreaterThan(0.93);
          expect(their.stdError / stdError, label).toBeLessThan(1.07);
        }
      }
    }
  });
});

/** Means and standard errors of vega and rho, and of their parts, from single terms of the same draws, summed in two passes. */
describe("standard errors of vega and rho are those of their combined terms", () => {
  const { K, r, T, sigma } = reference.one;
  const { p, chain } = underlying(reference.one) as { p: Distribution<{ loc: number; scale: number }>; chain: Record<string, { loc: number; scale?: number; phi?: number }> };
  const n = run.samples, x = p.sample(new Rng(run.seed), n), discount = Math.exp(-r * T);
  const score = p.score(x) as Record<"loc" | "scale", Float64Array>, flow = p.flow(x) as Record<"loc" | "scale", Float64Array>;

  const moments = (term: (i: number) => number): { mean: number; stdError: number } => {
    let sum = 0, squares = 0;
    for (let i = 0; i < n; i++) sum += term(i);
    for (let i = 0; i < n; i++) squares += (term(i) - sum / n) ** 2;
    return { mean: sum / n, stdError: Math.sqrt(squares / n / (n - 1)) };
  };

  for (const [name, lambda, kind] of [["call", 0, "lr"], ["call", 1, "rp"], ["call", 0.5, 0.5], ["digital", 0, "lr"]] as const) test(`${name}, flow ${kind}`, () => {
    const f = (i: number): number => (Math.exp(x[i]!) > K ? discount * (name === "call" ? Math.exp(x[i]!) - K : 1) : 0);
    const slope = (i: number): number => (name === "call" && Math.exp(x[i]!) > K ? discount * Math.exp(x[i]!) : 0);
    const term = (by: "loc" | "scale", i: number): number => (1 - lambda) * f(i) * score[by][i]! + lambda * slope(i) * flow[by][i]!;
    const rows = rowsOf(options[name], kind);
    for (const greek of ["vega", "rho"]) {
      const { loc, scale = 0, phi = 0 } = chain[greek]!, row = rows.find((one) => one.name === greek)!;
      const exact = moments((i) => loc * term("loc", i) + scale * term("scale", i) + phi * f(i));
      expect(Math.abs(row.mean / exact.mean - 1), greek).toBeLessThan(1e-10);
      expect(Math.abs(row.stdError / exact.stdError - 1), greek).toBeLessThan(1e-10);
      // what adding variances as if the parts were independent would give
      const parts = [moments((i) => loc * term("loc", i)), moments((i) => scale * term("scale", i)), moments((i) => phi * f(i))];
      expect(Math.abs(Math.hypot(...parts.map(({ stdError }) => stdError)) / exact.stdError - 1), greek).toBeGreaterThan(0.02);
    }
    expect(chain.vega).toEqual({ loc: -sigma * T, scale: Math.sqrt(T) });
  });
});

describe("the market", () => {
  const prices = readPrices();

  test("prices, volatilities and correlation", () => {
    expect(Object.keys(prices).sort()).toEqual(["AAPL", "AMZN", "GOOG", "IBM", "MSFT"]);
    const apple = stock(prices, "AAPL");
    expect([apple.price, apple.months, apple.date]).toEqual([223.02, 123, "Mar 1 2010"]);
    // python3's statistics.stdev and correlation of the logarithms of ratios of successive lines, times √12
    expect(apple.volatility).toBeCloseTo(0.5468328268660648, 13);
    expect(correlation(prices, "AMZN", "IBM")).toBeCloseTo(0.439179081209511, 13);
    expect(correlation(prices, "GOOG", "AAPL"), "GOOG is younger").toBeCloseTo(0.5626170948721618, 13);
  });
});

test("the report fits 100 columns and shows the warning", () => {
  const text = report("Digital", options.digital, run), lines = text.split("\n");
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(100);
  expect(text).toContain("! lr-rp-disagree (flow rp, 0.5: delta, vega, rho)");
  expect(text).toContain("flow lr: no flow, since φ jumps near x = ");
  expect(Object.values(race(options.digital, "lr", { samples: 1000, rounds: 1 })).every((rate) => rate > 0)).toBe(true);
});
